"""A clone of the course with a single small unit, to learn in, to break and to throw away."""

import json
import shutil
from pathlib import Path

from vecembed_lab.files.units import ROOT, Unit

CHECKS = {
    "__init__": """
from vecembed_lab.grading.check import checker, exercises_in

EXERCISES = exercises_in(__name__)
check = checker(EXERCISES)
""",
    "double": """
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def twice(x):
    return 2 * x


double = Exercise("double", twice, hints=("Two of them.", "Use *.", "Multiply [x] by 2."), read="Doubling")


@double.criterion("two is doubled", points=1)
def _(student, rng):
    same(student(2), 4, "2 + 2")


@double.criterion("three is doubled", points=2)
def _(student, rng):
    same(student(3), 6, "3 + 3")
""",
    "half": """
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def halved(x):
    return x / 2


half = Exercise("half", halved, hints=("One of two.", "Use /.", "Divide by 2."), read="Halving")


@half.criterion("four is halved", points=1)
def _(student, rng):
    same(student(4), 2, "2 + 2 = 4")
""",
}

STUB = "def {name}(x):\n    ...  # your code here"


def cell(source, grade_id="", **mark):
    """A code cell, or a markdown cell if `source` starts with #."""
    plain = {"schema_version": 3, "grade": False, "locked": False, "solution": False, "task": False}
    metadata = {"nbgrader": plain | {"grade_id": grade_id} | mark} if grade_id else {}
    if source.startswith("#"):
        return {"cell_type": "markdown", "id": f"text-{len(source)}", "metadata": metadata, "source": source}
    outputs = [{"output_type": "stream", "name": "stdout", "text": "of the author"}]
    code = {"cell_type": "code", "execution_count": 1, "outputs": outputs}
    return code | {"id": grade_id or "free", "metadata": metadata, "source": source}


def notebook(*cells):
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": list(cells), "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def save(path, notebook):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")


RELEASE = notebook(
    cell("# Exercises"),
    cell("from vecembed_lab.toy.checks import check", "setup", locked=True),
    cell(STUB.format(name="double"), "double", solution=True),
    cell("check(double)", "double-check", grade=True, locked=True, points=3),
    cell(STUB.format(name="half"), "half", solution=True),
    cell("check(half)", "half-check", grade=True, locked=True, points=1),
    cell("# *Your answer here.*", "why", grade=True, solution=True, points=4),
)


def clone(root: Path) -> Unit:
    """The unit 01_toy in `root`, which gets its own copy of the package."""
    shutil.copytree(ROOT / "vecembed_lab", root / "vecembed_lab", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.lock", root)
    checks = root / "vecembed_lab" / "toy" / "checks"
    checks.mkdir(parents=True)
    (checks.parent / "__init__.py").touch()
    for name, text in CHECKS.items():
        (checks / f"{name}.py").write_text(text)
    unit = Unit("01_toy", root)
    unit.lesson_text.parent.mkdir()
    unit.lesson_text.write_text("# %%\n1 + 1\n")
    save(unit.lesson, notebook(cell("# Lesson"), cell("1 + 1")))
    save(unit.release, RELEASE)
    return unit
