"""Who lives where, who may import whom, one name for one idea; what is committed is what the texts say."""

import ast
import importlib
from pathlib import Path

import jupytext
import pytest

from vecembed_lab.author.build import build
from vecembed_lab.files.units import ROOT, units

PACKAGE = ROOT / "vecembed_lab"
UNITS = units()
ROOMS = [unit.name for unit in UNITS]
STOREYS = ["files", "data", *ROOMS, "learner", "classroom", "author", "cli"]  # each may import those before it
FILES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if len(path.relative_to(PACKAGE).parts) > 1)


def may_import(path):
    """The folders of the package whose modules the one at `path` may import."""
    folder = path.parts[0]
    if folder in ("lesson", "grading"):  # what lessons show, and the engine that runs checks, know no unit
        return {"files", folder}
    below = set(STOREYS[: STOREYS.index(folder) + 1])
    if folder in ROOMS:
        guest = {"checks": "grading", "figures.py": "lesson", "claims.py": "lesson"}.get(path.parts[1])
        return below | ({guest} if guest else set())
    return below if folder in ("files", "data") else below | {"grading", "lesson"}


def imported(path):
    """The modules of the package that a file imports, anywhere in it, as ("word2vec", "subword")."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (tuple(name.split(".")[1:3]) for name in names if name.startswith("vecembed_lab."))


def defined(path):
    """The public functions and classes of a file."""
    nodes = ast.parse(path.read_text("utf-8")).body
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return {node.name for node in nodes if isinstance(node, kinds) and not node.name.startswith("_")}


def visible(folder):
    return {path.name for path in folder.iterdir() if not path.name.startswith((".", "__"))}


@pytest.mark.parametrize("path", FILES, ids=str)
def test_who_may_import_whom(path):
    allowed = may_import(path)
    for folder, *rest in imported(PACKAGE / path):
        if folder[0].islower():  # the package's own names, such as CourseError, are everybody's
            assert folder in allowed, f"{path} may not import vecembed_lab.{folder}"
        if rest == ["checks"]:
            assert path.parts[:2] == (folder, "checks"), f"{path} imports the checks of {folder}"


def test_the_rules_see_every_kind_of_import(tmp_path):
    path = Path(tmp_path / "any.py")
    path.write_text("import vecembed_lab.data\ndef f():\n    from vecembed_lab.word2vec import subword, checks as c\n")
    assert list(imported(path)) == [("data",), ("word2vec", "subword"), ("word2vec", "checks")]


def test_a_unit_imports_earlier_ones_and_no_later_one():
    first, last = Path(ROOMS[0], "any.py"), Path(ROOMS[-1], "any.py")
    assert ROOMS[0] in may_import(last)
    assert ROOMS[-1] not in may_import(first)
    assert "grading" not in may_import(first)
    assert "grading" in may_import(Path(ROOMS[0], "checks", "any.py"))


def test_the_package_is_the_course_and_those_it_serves():
    assert visible(PACKAGE) == {*STOREYS, "lesson", "grading"}


def test_the_three_folders_hold_the_same_units():
    folders = [unit.folder for unit in UNITS]
    assert folders
    numbers = [folder[:2] for folder in folders]  # a unit that is still being written leaves a gap
    assert numbers == sorted({number for number in numbers if number.isdigit()})
    lessons = {f"{folder}{end}" for folder in folders for end in (".py", ".ipynb")}
    files = {"images", "site", "capstone.md", "compatibility.md", "teaching.md"}
    assert visible(ROOT / "course") - {"proofs"} == lessons | files
    assert visible(ROOT / "solutions") == set(folders)
    assert visible(ROOT / "exercises") == set(folders)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.folder)
def test_a_unit_has_one_name_everywhere(unit):
    assert visible(unit.solution.parent) == {f"{unit.folder}.py", f"{unit.folder}.ipynb"}
    assert visible(unit.release.parent) == {f"{unit.folder}.ipynb"}  # above all, no text with answers
    for path in (PACKAGE / unit.name / "checks", ROOT / "tests" / unit.name / "answers.py"):
        assert path.exists(), path


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.folder)
def test_every_exercise_has_a_file_and_every_file_an_exercise(unit):
    checks = importlib.import_module(f"vecembed_lab.{unit.name}.checks")
    in_text = [
        cell.metadata["exercise"] for cell in jupytext.read(unit.solution_text).cells if "exercise" in cell.metadata
    ]
    assert sorted(in_text) == sorted(checks.EXERCISES)
    assert all(name == exercise.name for name, exercise in checks.EXERCISES.items())


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.folder)
def test_a_lesson_shows_the_packages_code_and_repeats_none(unit):
    again = {"checks", "claims.py", "samples.py"}  # they do what the lesson shows, on other seeds or in other hands
    again |= {later.name for later in UNITS[UNITS.index(unit) + 1 :]}  # nobody has read these yet
    exported = set().union(*(defined(PACKAGE / path) for path in FILES if not again & set(path.parts)))
    assert defined(unit.lesson_text) & exported == set()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.folder)
def test_the_committed_notebooks_are_current(unit):
    stale = [str(path.relative_to(ROOT)) for path in build(unit, check=True)]
    assert not stale, f"run `vecembed build {unit.folder}`"
