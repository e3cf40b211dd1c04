"""One idea, one name; who may import whom; what is committed is what the texts say."""

import ast
from pathlib import Path

import pytest

from vecembed_lab.build import build
from vecembed_lab.units import ROOT, units

PACKAGE = ROOT / "vecembed_lab"
UNITS = units()

LAYERS = {  # who is what
    "map": {"units"},
    "foundation": {"alignment", "cooccurrence", "data", "similarity", "wikipedia", "word2vec"},
    "unit": {"corpus", "evaluation", "projection", "subword", "training", "words"},
    "variant": {"compiled", "distributed", "ladder", "measure"},  # other ways to do what a unit does, and to measure it
    "engine": {"grading"},
    "checks": {"checks"},
    "lesson": {"growth", "notebook", "plots"},
    "tool": {
        *(
            "bench",
            "build",
            "classreport",
            "classroom",
            "cli",
            "cluster",
            "codeshape",
            "doctor",
            "gradecsv",
            "learner",
            "page",
        ),
        *("gradebench", "samples", "similar", "similarpage", "tour", "trace"),
    },
}
MAY_IMPORT = {
    "map": set(),
    "foundation": {"map"},
    "unit": {"map", "foundation"},  # never each other
    "variant": {"foundation", "unit"},
    "engine": {"engine"},  # it knows no unit
    "checks": {"foundation", "unit", "variant", "engine"},
    "lesson": {"foundation", "unit", "variant", "lesson"},  # and only lessons import it
    "tool": {"map", "foundation", "unit", "variant", "engine", "tool"},
}
MODULES = {path.relative_to(PACKAGE).with_suffix(""): path for path in PACKAGE.rglob("*.py") if path.stem != "__init__"}


def layer(module):
    found = [name for name, members in LAYERS.items() if module in members]
    assert found, f"say in LAYERS what vecembed_lab/{module} is"
    return found[0]


def imported(path):
    """The parts of the package that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name.split(".")[1] for name in names if name.startswith("vecembed_lab."))


def defined(path):
    """The public functions and classes of a file."""
    nodes = ast.parse(path.read_text("utf-8")).body
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return {node.name for node in nodes if isinstance(node, kinds) and not node.name.startswith("_")}


def test_the_three_folders_hold_the_same_units():
    folders = [unit.folder for unit in UNITS]
    assert folders
    assert [folder[:2] for folder in folders] == [f"{number:02d}" for number in range(1, len(folders) + 1)]
    lessons = {f"{folder}{end}" for folder in folders for end in (".py", ".ipynb")}
    assert visible(ROOT / "course") == lessons | {"images", "teaching.md"}
    assert visible(ROOT / "solutions") == set(folders)
    assert visible(ROOT / "exercises") == set(folders)


def visible(folder):
    return {path.name for path in folder.iterdir() if not path.name.startswith((".", "__"))}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.folder)
def test_a_unit_has_one_name_everywhere(unit):
    assert visible(unit.solution.parent) == {f"{unit.folder}.py", f"{unit.folder}.ipynb"}
    assert visible(unit.release.parent) == {f"{unit.folder}.ipynb"}  # above all, no text with answers
    for path in [f"vecembed_lab/{unit.name}.py", f"vecembed_lab/checks/{unit.name}.py", f"tests/test_{unit.name}.py"]:
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_who_may_import_whom(module):
    own = layer(module.parts[0])
    for name in imported(MODULES[module]):
        assert layer(name) in MAY_IMPORT[own], f"{module} is {own} and may not import {name}"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.folder)
def test_a_lesson_shows_the_packages_code_and_repeats_none(unit):
    exported = set().union(*(defined(path) for path in MODULES.values()))
    assert defined(unit.lesson_text) & exported == set()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.folder)
def test_the_committed_notebooks_are_current(unit):
    stale = [str(path.relative_to(ROOT)) for path in build(unit, check=True)]
    assert not stale, f"run `vecembed build {unit.folder}`"


def test_the_rules_see_every_kind_of_import(tmp_path):
    path = Path(tmp_path / "any.py")
    path.write_text("import vecembed_lab.data\ndef f():\n    from vecembed_lab import words, projection as p\n")
    assert list(imported(path)) == ["data", "words", "projection"]
