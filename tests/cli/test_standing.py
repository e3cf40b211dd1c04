"""The map of the units, in wide and in narrow terminals."""

import pytest

from tests.learner.desk import HALF, RIGHT, answer, checked
from tests.learner.test_plan import STATED, run_cells
from tests.toy import cell, notebook, save


@pytest.fixture
def stated(run, unit):
    """A lesson that says how many minutes it takes; a learner who has begun."""
    save(unit.lesson, notebook(cell(STATED), cell("1"), cell("2")))
    run("start --no-open")
    answer(unit, RIGHT)
    checked(unit, RIGHT, 3.0)
    return unit


def test_the_map_says_what_is_left_and_what_comes_next(run, stated):
    said = run("status")
    assert said.startswith(
        "unit exercises solved points minutes left 01_toy ✓ ○ ○ 1 of 2 3 of 4 140 Next: answer half in"
    )
    assert "About 2 hours are left, by what the lessons say." in said
    run_cells(stated.my_lesson, 2)
    assert "01_toy ✓ ○ ○ 1 of 2 3 of 4 40 Next:" in run("status")
    assert "About 1 hour is left, by what the lessons say." in run("status")


def test_a_unit_that_is_done_has_no_minutes_left(run, stated):
    answer(stated, HALF, "half")
    checked(stated, HALF, 1.0, "half")
    said = run("status")
    assert "01_toy ✓ ✓ ○ 2 of 2 4 of 4 done, but for 1 written answer Next: write your answer to why in words" in said
    assert "left, by" not in said


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        (120, "unit exercises solved points minutes left 01_toy ✓ ○ ○ 1 of 2 3 of 4 140"),
        (80, "unit solved points minutes left 01_toy 1 of 2 3 of 4 140"),
        (40, "unit solved minutes left 01_toy 1 of 2 140"),
    ],
)
def test_a_narrow_terminal_shows_less_and_cuts_nothing(run, stated, monkeypatch, columns, says):
    monkeypatch.setenv("COLUMNS", str(columns))
    said = run("status")
    assert said.startswith(says)
    assert "…" not in said
