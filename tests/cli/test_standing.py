"""The map of the units, in wide and in narrow terminals."""

import pytest

from tests.learner.desk import HALF, RIGHT, answer, checked
from tests.learner.test_plan import STATED, run_cells
from tests.toy import cell, notebook, save
from vecembed_lab.cli import standing


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
        (140, ["02_word2vec", *"✓" * 15, "15 of 15", "44 of 44", "done, but for 2 written answers"]),
        (90, ["02_word2vec", "15 of 15", "44 of 44", "done, but for 2 written answers"]),
        (76, ["02_word2vec", "15 of 15", "done, but for 2 written answers"]),
        (40, ["02_word2vec", "15 of 15"]),
    ],
)
def test_a_narrow_terminal_shows_less_and_cuts_nothing(capsys, monkeypatch, columns, says):
    monkeypatch.setenv("COLUMNS", str(columns))
    done = {
        "exercises": " ".join("✓" * 15),
        "solved": "15 of 15",
        "points": "44 of 44",
        "": "done, but for 2 written answers",
    }
    standing._print_table({"02_word2vec": done, "04_recommendation": {"solved": "0 of 11", "minutes left": "140"}})
    _, first, second = capsys.readouterr().out.splitlines()
    assert first.split() == " ".join(says).split()
    assert second.split()[0] == "04_recommendation"
