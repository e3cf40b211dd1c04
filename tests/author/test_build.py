"""A unit of three cells, built from text in a folder of its own."""

import json
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from vecembed_lab.author.build import BuildError, build, dumps, marked, notebook
from vecembed_lab.files.units import ROOT, Unit
from vecembed_lab.files.whole import write

LESSON = """\
# %% [markdown]
# # Two

# %%
print(1 + 1)
"""

SOLUTION = """\
# %% [markdown]
# # Doubling

# %% locked=true
from vecembed_lab.tiny.checks import check

# %% exercise="double"
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %%
double(3)

# %% check="double"
check(double)

# %% [markdown] written="why" points=4
# Because.
"""

EXERCISES = {"double": SimpleNamespace(points=3)}


@pytest.fixture
def unit(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "vecembed_lab.tiny.checks", SimpleNamespace(EXERCISES=EXERCISES))
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    unit = Unit("01_tiny", tmp_path)
    write(unit.lesson_text, LESSON)
    write(unit.solution_text, SOLUTION)
    return unit


def read(path):
    return nbformat.read(path, as_version=4)


def test_the_lesson_is_executed_and_says_nothing_about_the_machine(unit):
    build(unit)
    lesson = read(unit.lesson)
    assert lesson.cells[1].outputs == [{"output_type": "stream", "name": "stdout", "text": "2\n"}]
    assert lesson.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert [cell.id for cell in lesson.cells] == ["cell-1", "cell-2"]
    assert all(cell.metadata == {} for cell in lesson.cells)


def test_short_headers_become_nbgraders_metadata(unit):
    build(unit)
    cells = read(unit.solution).cells
    marks = {cell.id: cell.metadata.nbgrader for cell in cells if "nbgrader" in cell.metadata}
    plain = {"schema_version": 3, "grade": False, "locked": False, "solution": False, "task": False}
    assert marks == {
        "setup": plain | {"grade_id": "setup", "locked": True},
        "double": plain | {"grade_id": "double", "solution": True},
        "double-check": plain | {"grade_id": "double-check", "grade": True, "locked": True, "points": 3},
        "why": plain | {"grade_id": "why", "grade": True, "solution": True, "points": 4},
    }
    assert all(set(cell.metadata) <= {"nbgrader"} for cell in cells)


def test_tags_stay(unit):
    write(unit.lesson_text, LESSON.replace("# %%\n", '# %% tags=["nbval-ignore-output"]\n'))
    write(unit.solution_text, SOLUTION.replace("# %%\n", '# %% tags=["example"]\n'))
    build(unit)
    assert read(unit.lesson).cells[1].metadata == {"tags": ["nbval-ignore-output"]}
    assert read(unit.release).cells[3].metadata == {"tags": ["example"]}


def test_the_release_has_stubs_in_place_of_answers(unit):
    build(unit)
    release = {cell.id: cell.source for cell in read(unit.release).cells}
    assert release["double"] == "def double(x):\n    ...  # your code here"
    assert release["why"] == "*Your answer here.*"
    assert release["double-check"] == "check(double)"


def test_nothing_but_the_notebook_is_released(unit):
    """nbgrader copies what lies beside the source: the text with the answers must stay."""
    build(unit)
    assert [path.name for path in unit.release.parent.iterdir()] == ["01_tiny.ipynb"]
    assert not (unit.root / "gradebook.db").exists()


def test_a_second_build_changes_nothing(unit):
    assert build(unit) == [unit.solution, unit.release, unit.lesson]
    before = {path: path.read_bytes() for path in unit.root.rglob("*.ipynb")}
    assert build(unit) == []
    assert build(unit, execute=True) == []
    for path in before:
        path.unlink()
    build(unit)
    assert {path: path.read_bytes() for path in unit.root.rglob("*.ipynb")} == before


def test_check_names_what_is_stale_and_writes_nothing(unit):
    build(unit)
    assert build(unit, check=True) == []
    write(unit.lesson_text, LESSON.replace("1 + 1", "1 + 2"))
    write(unit.solution_text, SOLUTION.replace("# Doubling", "# Twice"))
    before = unit.lesson.read_bytes(), unit.solution.read_bytes(), unit.release.read_bytes()
    assert build(unit, check=True) == [unit.solution, unit.release, unit.lesson]
    assert (unit.lesson.read_bytes(), unit.solution.read_bytes(), unit.release.read_bytes()) == before


def test_check_sees_an_edited_notebook_and_a_missing_one(unit):
    build(unit)
    unit.release.write_text(unit.release.read_text().replace("your code", "my code"))
    unit.lesson.unlink()
    assert build(unit, check=True) == [unit.release, unit.lesson]


def test_a_lesson_that_was_never_run_is_stale(unit):
    build(unit)
    write(unit.lesson, dumps(notebook(unit.lesson_text)))
    assert build(unit, check=True) == [unit.lesson]


def test_check_compares_sources_and_leaves_outputs_to_nbval(unit):
    build(unit)
    unit.lesson.write_text(unit.lesson.read_text().replace('"2\\n"', '"3\\n"'))
    assert build(unit, check=True) == []
    assert build(unit, execute=True) == [unit.lesson]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("1 / 0", "cell 2 failed:\n1 / 0\n[^$]*ZeroDivisionError"),
        ("import warnings\nwarnings.warn('late')", "cell 2 wrote to stderr:[^$]*UserWarning: late"),
        ("import os\nos._exit(1)", "cell 2 failed:\nimport os\n[^$]*died"),
        ("while True: pass", "cell 2 failed:\nwhile True: pass\n[^$]*timed out"),
    ],
)
def test_a_lesson_that_fails_leaves_the_last_one_that_worked(unit, code, says, monkeypatch):
    build(unit)
    before = unit.lesson.read_bytes()
    monkeypatch.setattr("vecembed_lab.author.build.CELL_SECONDS", 2)
    write(unit.lesson_text, LESSON.replace("print(1 + 1)", code))
    with pytest.raises(BuildError, match=says):
        build(unit)
    assert unit.lesson.read_bytes() == before


def test_a_widget_is_dropped_and_its_static_twin_kept(unit):
    widget = "from ipywidgets import IntSlider\ndisplay(IntSlider())\nprint('still here')"
    write(unit.lesson_text, LESSON.replace("print(1 + 1)", widget))
    build(unit)
    assert [output.output_type for output in read(unit.lesson).cells[1].outputs] == ["stream"]
    assert "widget" not in json.dumps(read(unit.lesson).metadata)


def test_a_written_answer_is_handed_out_to_be_compared_and_left_out_where_it_is_to_be_given(unit):
    answer = "# ### BEGIN SOLUTION\n# Since 2 is two.\n# ### END SOLUTION"
    compare = '\n# %% [markdown] compare="why"\n# A better one: {model answer}\n'
    write(unit.solution_text, SOLUTION.replace("# Because.", answer) + compare)
    build(unit)
    *_, given, compared = read(unit.release).cells
    assert "Since" not in given.source
    assert (compared.source, compared.metadata) == ("A better one: Since 2 is two.", {})


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("# %%\ndouble(3)", '# %% [markdown] compare="how"', "how has no written answer to compare"),
        ('exercise="double"', 'exercise="doubel"', "doubel is not an exercise of the check file"),
        ('# %% check="double"', "# %%", "double has no check cell"),
        ('# %% exercise="double"', "# %%", "double has a check cell but no cell for the answer"),
        ("    ### BEGIN SOLUTION\n", "", "double has no region from ### BEGIN SOLUTION"),
        ("# %%\ndouble(3)", '# %% exercise="double"\n### BEGIN SOLUTION', "double is the name of more than one cell"),
        ("# %%\ndouble(3)", "# %% locked=true\ndouble(3)", "setup is the name of more than one cell"),
        (" points=4", "", "why is a written answer without points"),
        ('written="why"', 'written="double"', "double is the name of more than one cell"),
        ('exercise="double"', 'excercise="double"', "cell 3: a header may say check, .* not excercise"),
        ("    ### END SOLUTION\n", "", "double has no region from ### BEGIN SOLUTION to ### END SOLUTION"),
        ("    return 2", "    ### BEGIN SOLUTION\n    return 2", "nbgrader does not release 01_tiny:[^$]*nested"),
    ],
)
def test_a_wrong_text_is_refused_before_anything_is_written(unit, old, new, says):
    assert old in SOLUTION
    write(unit.solution_text, SOLUTION.replace(old, new))
    with pytest.raises(BuildError, match=says):
        build(unit)
    assert not list(unit.root.rglob("*.ipynb"))


def test_an_exercise_that_stands_in_no_notebook_is_named(unit):
    with pytest.raises(BuildError, match="halve is an exercise of the check file but stands in no cell"):
        marked(notebook(unit.solution_text), {**EXERCISES, "halve": SimpleNamespace(points=1)})


def test_a_missing_text_is_named(unit):
    unit.solution_text.unlink()
    with pytest.raises(BuildError, match=r"01_tiny\.py does not exist"):
        build(unit)


@pytest.mark.parametrize("junk", [b"", b"[]", b"{}", b'{"nbformat": 4, "cells": 7}', b"\xff\xfe"])
def test_a_broken_notebook_is_stale_and_is_replaced(unit, junk):
    build(unit)
    before = unit.lesson.read_bytes(), unit.release.read_bytes()
    unit.lesson.write_bytes(junk)
    unit.release.write_bytes(junk)
    assert build(unit, check=True) == [unit.release, unit.lesson]
    build(unit)
    assert (unit.lesson.read_bytes(), unit.release.read_bytes()) == before


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "new" / "file"
    write(path, "before\n")
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk"):
        write(path, "after\n")
    assert path.read_bytes() == b"before\n"
    assert [found.name for found in path.parent.iterdir()] == ["file"]


def fail(*_):
    raise OSError("the disk is full")
