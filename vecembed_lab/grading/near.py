"""Near misses: small changes of right answers, chosen when the course was built, and measures taken for one another."""

import json
import types
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

from vecembed_lab.grading.diagnosis import Case, holding
from vecembed_lab.grading.relations import Observed, Relation
from vecembed_lab.grading.student import in_process

FILE = "near.json"  # beside the checks, which the sandbox hides: each change is a right answer but for one thing
SECONDS = 0.5  # for one call of a change, which needed milliseconds when it was chosen

Near = tuple[str, Callable]  # the sentence, and an answer that it is true of


def near_miss(case: Case, answers: Iterator[Near]) -> str:
    """The sentence of those that do the same in all calls, if they have one; empty if they have none or several."""
    if not (case.clear and case.informative):
        return ""
    relations = (Relation(text, lambda o, f=function: (_result(f, o), o.came)) for text, function in answers)
    with np.errstate(all="ignore"):
        texts = {relation.text for relation in holding(case, relations)}
    return texts.pop() if len(texts) == 1 else ""


def _result(function: Callable, o: Observed) -> object:
    if function not in o.probe.known:
        o.probe.known[function] = in_process(function)(o.probe.args, SECONDS)
    return o.probe.known[function].value  # None if it failed, which is no answer's result


def stored(folder: Path, exercise: str) -> list[Near]:
    """The near misses of an exercise whose checks are in `folder`; none if there is no file, as before a build."""
    try:
        sources = json.loads((folder / FILE).read_text("utf-8"))["changes"].get(exercise, [])
    except FileNotFoundError:
        return []
    return [(text, compiled(source)) for text, source in sources]


def compiled(source: str) -> Callable:
    """The last function that `source` defines; `np` is NumPy."""
    scope: dict = {"np": np}
    exec(source, scope)
    return list(scope.values())[-1]


def confused(reference: Callable, measures: Mapping[str, Callable]) -> Iterator[Near]:
    """The reference with each measure that it uses replaced by each of the others."""
    for name, used in measures.items():
        for other, instead in measures.items():
            if other != name and (changed := swapped(reference, used, instead)) is not reference:
                yield f"{other} was used where {name} is asked", changed


def swapped(function: Callable, old: Callable, new: Callable) -> Callable:
    """A copy of `function` that uses `new` wherever it, or a function of ours that it uses, names `old`.

    It comes back as it is if there is nothing to replace.
    """
    if function is old:
        return new
    if not isinstance(function, types.FunctionType) or not function.__module__.startswith(("vecembed_lab", "tests")):
        return function
    replaced = {}
    for name in function.__code__.co_names:
        value = function.__globals__.get(name)
        if isinstance(value, types.ModuleType) and value.__name__.startswith("vecembed_lab"):
            replaced |= _in_module(name, value, function, old, new)
        elif callable(value) and value is not function and (after := swapped(value, old, new)) is not value:
            replaced[name] = after
    if not replaced:
        return function
    scope = function.__globals__ | replaced
    return types.FunctionType(function.__code__, scope, function.__name__, function.__defaults__, function.__closure__)


def _in_module(name: str, module: types.ModuleType, function: Callable, old: Callable, new: Callable) -> dict:
    """A stand-in for a module of ours, with those of its functions replaced that the function names."""
    used = {n: getattr(module, n) for n in function.__code__.co_names if callable(getattr(module, n, None))}
    after = {n: swapped(value, old, new) for n, value in used.items()}
    if all(after[n] is used[n] for n in used):
        return {}
    return {name: types.SimpleNamespace(**vars(module) | after)}
