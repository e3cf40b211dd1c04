"""Choose near misses: small changes of right answers that behave like no other, to name wrong answers by.

Changed code is dangerous (one allocated 13 GB, others never end): each change runs in a process of its own, with little
memory and time. What survives stands in `near.json` beside the checks.
"""

import ast
import hashlib
import json
import os
import pickle
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from vecembed_lab.author.build import BuildError, exercises, notebook
from vecembed_lab.author.changes import changes
from vecembed_lab.files.units import Unit
from vecembed_lab.files.whole import write
from vecembed_lab.grading.diagnosis import LARGEST, size
from vecembed_lab.grading.near import FILE, compiled
from vecembed_lab.grading.quiet import quiet
from vecembed_lab.grading.student import Transport, in_process

SEEDS = range(4)
MEMORY, CPU = 2**30, 3  # bytes and seconds that a change may use over all seeds
MEAN = 0.05  # CPU seconds for all calls of a seed; what is slower would make every wrong answer wait
LIGHT = {"numpy", "math", "collections", "itertools", "functools", "operator", "random", "statistics"}


def build_near(unit: Unit, check: bool = False) -> list[Path]:
    """Choose the near misses of a unit if its answers or checks have changed; the file if it had to be written.

    With `check` nothing is run or written, and what comes back is the stale file.
    Raises BuildError where memory cannot be limited, which is everywhere but on Linux.
    """
    path = file_of(unit)
    if not path.parent.exists():  # a unit that lives elsewhere
        return []
    made_from = digest(unit)
    if path.exists() and json.loads(path.read_text("utf-8"))["made_from"] == made_from:
        return []
    if not check:
        if sys.platform != "linux":
            raise BuildError(f"the near misses of {unit.folder} are out of date; they can be chosen on Linux only")
        with suppress(ImportError):
            import torch  # noqa: F401  an import that runs out of time later would leave it broken
        chosen = {name: chosen_for(unit, exercise) for name, exercise in exercises(unit).items()}
        write(path, json.dumps({"made_from": made_from, "changes": chosen}, indent=1) + "\n")
    return [path]


def file_of(unit: Unit) -> Path:
    """Where the near misses of a unit stand."""
    return unit.root / "vecembed_lab" / unit.name / "checks" / FILE


def digest(unit: Unit) -> str:
    """What near misses are made from: the unit's answers and checks, and the kinds of change."""
    here = Path(__file__)
    checks = sorted(file_of(unit).parent.glob("*.py"))
    files = [unit.solution_text, _styles(unit), *checks, here, here.with_name("changes.py")]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def _styles(unit: Unit) -> Path:
    return unit.root / "tests" / unit.name / "answers.py"


def chosen_for(unit: Unit, exercise: Any) -> list[tuple[str, str]]:
    """(sentence, source) of the changes of right answers that nothing else tells, one of each behaviour."""
    exercise.near = []  # what was chosen before is no reason to leave it out
    probes = [exercise.probes_of(seed) for seed in SEEDS]
    if len(probes[0]) < 2 or any(size(probe.args) > LARGEST for probe in probes[0]):
        return []  # a challenge: it is measured, not compared
    if exercise.loose(probes[0]):
        return []
    kept: list[tuple[str, str, list]] = []
    for sentence, source in candidates(unit, exercise):
        results = behaviour(source, probes)
        if results and _is_new(exercise, results, probes, [other for *_, other in kept]) and _unnamed(exercise, source):
            kept.append((sentence, source, results))
    return [(sentence, source) for sentence, source, _ in kept]


def _is_new(exercise: Any, results: list, probes: list, others: list) -> bool:
    """Whether what came is wrong on every seed, and not what another change gives."""
    right = [[probe.expected for probe in asked] for asked in probes]
    wrong = all(not _alike(exercise, one, other) for one, other in zip(results, right, strict=True))
    return wrong and not any(all(map(partial(_alike, exercise), results, other)) for other in others)


def _alike(exercise: Any, one: list, other: list) -> bool:
    return all(exercise.same(a, b) for a, b in zip(one, other, strict=True))


def _unnamed(exercise: Any, source: str) -> bool:
    """Whether a change loses points, and neither a listed mistake nor a relation says why."""
    report = exercise.grade(compiled(source))
    return not (report.solved or report.diagnosis)


# What is changed


def candidates(unit: Unit, exercise: Any) -> Iterator[tuple[str, str]]:
    """(sentence, source) of all small changes of the model answer, then of the other right answers."""
    for source, needed in [*_model_answer(unit, exercise.name), *_other_styles(unit, exercise.name)]:
        parameters = [argument.arg for argument in ast.parse(source).body[0].args.args]
        for sentence, changed in changes(source, parameters):
            yield sentence, f"{needed}{changed}\n"


def _model_answer(unit: Unit, name: str) -> Iterator[tuple[str, str]]:
    """(the source of a right answer, what it needs besides), as from the next function."""
    scope: dict[str, ast.stmt] = {}
    for cell in notebook(unit.solution_text).cells:
        if "exercise" in cell.metadata:
            tree = ast.parse(cell.source)
            if cell.metadata["exercise"] == name:
                yield from _with_needs(next(n for n in tree.body if getattr(n, "name", "") == name), scope)
            scope |= _definitions(tree)


def _other_styles(unit: Unit, name: str) -> Iterator[tuple[str, str]]:
    tree = ast.parse(_styles(unit).read_text("utf-8"))
    scope = _definitions(tree)
    table = scope["ALTERNATIVES"].value
    styles = next(v.id for k, v in zip(table.keys, table.values, strict=True) if k.value == name)
    for node in scope[styles].body:
        if isinstance(node, ast.FunctionDef):
            yield from _with_needs(node, scope)


def _definitions(tree: ast.Module) -> dict[str, ast.stmt]:
    """The statement that defines each name of a module."""
    found: dict[str, ast.stmt] = {}
    for node in tree.body:
        match node:
            case ast.Import() | ast.ImportFrom():
                found |= {(alias.asname or alias.name).partition(".")[0]: node for alias in node.names}
            case ast.FunctionDef() | ast.ClassDef():
                found[node.name] = node
            case ast.Assign(targets=[ast.Name()]):
                found[node.targets[0].id] = node
    return found


def _with_needs(function: ast.FunctionDef, scope: dict[str, ast.stmt]) -> Iterator[tuple[str, str]]:
    """The source of a function without its docstring, and of what it uses, if that is quickly imported."""
    needed = _needs(function, scope, {})
    imports = [node for node in needed.values() if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {getattr(node, "module", None) or node.names[0].name for node in imports}
    if {module.partition(".")[0] for module in modules} <= LIGHT:
        body = function.body[1:] if ast.get_docstring(function) else function.body
        bare = ast.FunctionDef(function.name, function.args, body, [])
        rest = "".join(f"{ast.unparse(node)}\n" for node in reversed(needed.values()))
        yield ast.unparse(ast.fix_missing_locations(bare)), rest


def _needs(node: ast.AST, scope: dict[str, ast.stmt], found: dict[str, ast.stmt]) -> dict[str, ast.stmt]:
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and part.id in scope and part.id not in {*found, "np"}:
            found[part.id] = scope[part.id]
            _needs(scope[part.id], scope, found)
    return found


# What it does


def behaviour(source: str, probes: list) -> list[list] | None:
    """What a change gives for the probes of each seed; None if it fails, takes too much, or gives too much."""
    read, out = os.pipe()
    if not (child := os.fork()):
        os.close(read)
        _report(source, probes, out)
    os.close(out)
    with os.fdopen(read, "rb") as pipe:
        sent = pipe.read()
    _, status = os.waitpid(child, 0)
    return pickle.loads(sent) if status == 0 and sent else None


def _report(source: str, probes: list, out: int) -> None:
    """In the child: write the results and end. Whatever goes wrong, nothing is written."""
    try:
        _limit()
        function = in_process(compiled(source))
        with quiet():
            results = [[_value(function, probe.args) for probe in asked] for asked in probes]
        if time.process_time() < MEAN * len(probes):
            with os.fdopen(out, "wb") as pipe:
                pickle.dump(results, pipe)
            os._exit(0)
    finally:
        os._exit(1)


def _limit() -> None:
    """Let this process take little more memory than it has, and little time."""
    import resource

    with open("/proc/self/statm") as sizes:
        most = int(sizes.read().split()[0]) * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU + 1))


def _value(function: Transport, args: tuple) -> Any:
    """What a change gives in one call. Raises ValueError if it is nothing, too much, or not all that it does."""
    outcome = function(args, CPU)
    if outcome.error or outcome.changed or outcome.value is None or size(outcome.value) > LARGEST:
        raise ValueError(outcome.error)
    return outcome.value
