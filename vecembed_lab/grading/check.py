"""`check(function)`: what a learner runs below each exercise, and what nbgrader scores."""

import importlib
import os
import pkgutil
import sys
from collections.abc import Callable, Mapping

from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.report import Unjudged
from vecembed_lab.grading.student import GraderError

SEED = "VECEMBED_SEED"  # draws the inputs of all checks: a class's own while it is graded


def exercises_in(package: str) -> dict[str, Exercise]:
    """The exercises in a folder of checks, by name: each file holds the one that it is named after.

    What several files share begins with `_`.
    """
    names = [module.name for module in pkgutil.iter_modules(importlib.import_module(package).__path__)]
    return {n: getattr(importlib.import_module(f"{package}.{n}"), n) for n in names if not n.startswith("_")}


def checker(known: Mapping[str, Exercise]) -> Callable:
    """The `check` that finds, among the exercises known by name, the one that a function answers."""

    def check(function: object) -> float:
        """Show what `function` earns and why, and return the points as a plain float.

        The exercise is found by the function's name.
        """
        name = _name(function, known)
        if name not in known:
            print(f"check takes a function that you wrote for this unit: {', '.join(known)}. It got {_what(function)}.")
            return 0.0
        try:
            report = known[name].grade(function, seed=class_seed())
        except GraderError as error:
            _display(Unjudged(name, str(error)))
            return 0.0
        _display(report)
        return report.score

    return check


def class_seed() -> int:
    """The seed of the inputs: 0 for a learner, the class's own ($VECEMBED_SEED) while grading."""
    text = os.environ.get(SEED, "0")
    if not text.isdigit():
        raise ValueError(f"{SEED} must be a whole number, got {text!r}")
    return int(text)


def _name(function: object, known: Mapping[str, Exercise]) -> str:
    """The function's own name, or, for `cosine = lambda a, b: ...`, the notebook's variable it stands in."""
    if not callable(function):
        return ""
    name = getattr(function, "__name__", "")
    notebook = vars(sys.modules["__main__"])
    return name if name in known else next((n for n in known if notebook.get(n) is function), name)


def _what(value: object) -> str:
    return getattr(value, "__name__", None) or f"a value of type {type(value).__name__}"


def _display(report: object) -> None:
    """Rich in a notebook, plain text anywhere else."""
    if "ipykernel" in sys.modules:
        from IPython.display import display

        display(report)
    else:
        print(report)
