"""Where a learner goes on, what is next, how many minutes are left."""

import os

import pytest

from tests.learner.desk import HALF, RIGHT, answer, checked
from tests.toy import cell, notebook, save
from vecembed_lab.files.notebooks import read
from vecembed_lab.learner.copies import copy_in, reset
from vecembed_lab.learner.plan import left_off, minutes_left, next_of_all, next_step, stated_minutes
from vecembed_lab.learner.progress import progress

STATED = "# Lesson\n\n*About 100 minutes to read, to predict and to try the changes. The exercises take another 60.*"


@pytest.fixture
def second(unit, second):
    """A second unit, both with copies that a learner has."""
    copy_in(unit)
    copy_in(second)
    return second


def solve(unit, written=True):
    for name, right, points in (("double", RIGHT, 3.0), ("half", HALF, 1.0)):
        answer(unit, right, name)
        checked(unit, right, points, name)
    if written:
        answer(unit, "# Because.", "why")


def run_cells(path, n):
    """Run the first cells of a notebook that hold code, and save it."""
    mine = read(path)
    for number, each in enumerate([c for c in mine["cells"] if c["cell_type"] == "code"][:n], start=1):
        each["execution_count"] = number
    save(path, mine)


def at(path, seconds):
    os.utime(path, (seconds, seconds))


# Minutes


def test_minutes_are_those_that_the_lesson_states(unit):
    assert stated_minutes(unit) is None
    assert minutes_left(unit, progress(unit)) is None
    save(unit.lesson, notebook(cell(STATED)))
    assert stated_minutes(unit) == (100, 60)


def test_minutes_left_by_hand(unit):
    save(unit.lesson, notebook(cell(STATED), cell("1"), cell("2"), cell("3"), cell("4")))
    assert minutes_left(unit, progress(unit)) == 160
    copy_in(unit)
    run_cells(unit.my_lesson, 3)
    assert minutes_left(unit, progress(unit)) == 90  # a quarter of 100, and 60: to the next ten
    answer(unit, RIGHT)
    checked(unit, RIGHT, 3.0)
    assert minutes_left(unit, progress(unit)) == 70  # 25, and two thirds of 60
    solve(unit, written=False)
    assert minutes_left(unit, progress(unit)) == 0


def test_minutes_of_a_lesson_that_cannot_be_read_are_all_left(unit):
    save(unit.lesson, notebook(cell(STATED), cell("1")))
    copy_in(unit)
    unit.my_lesson.write_text("{")
    assert minutes_left(unit, progress(unit)) == 160


# Where to go on


def test_a_beginner_begins_with_the_first_lesson(unit, second):
    assert left_off([unit, second]) == (unit, unit.my_lesson)


def test_the_notebook_that_was_saved_last_is_where_to_go_on(unit, second):
    run_cells(unit.my_lesson, 1)
    answer(second, "x", "half")
    at(unit.my_lesson, 1000)
    at(second.my_exercises, 2000)
    assert left_off([unit, second]) == (second, second.my_exercises)
    at(unit.my_lesson, 3000)
    assert left_off([unit, second]) == (unit, unit.my_lesson)


def test_a_copy_that_nobody_touched_does_not_count_however_new(unit, second):
    answer(unit, "x")
    at(unit.my_exercises, 1000)
    assert left_off([unit, second]) == (unit, unit.my_exercises)
    reset(unit)
    run_cells(second.my_lesson, 1)
    at(second.my_lesson, 1000)
    assert left_off([unit, second]) == (second, second.my_lesson)


def test_after_a_finished_unit_comes_the_first_that_is_not(unit, second):
    solve(unit, written=False)
    assert left_off([unit, second]) == (second, second.my_lesson)
    solve(second)
    assert left_off([unit, second]) == (second, second.my_lesson)


# What is next


def test_the_next_step_from_the_first_exercise_to_the_end(unit, second):
    units = [unit, second]
    mine, hint = "my/01_toy/01_toy.ipynb", "`vecembed hint 01_toy double` helps"
    assert next_step(unit, progress(unit), units) == f"answer double in {mine}; {hint}"
    answer(unit, "x")
    assert next_step(unit, progress(unit), units) == f"go on with double in {mine}; {hint}"
    assert next_step(unit, progress(unit), units, changed="half").startswith("answer half")
    solve(unit, written=False)
    assert next_step(unit, progress(unit), units) == f"write your answer to why in words in {mine}"
    solve(unit)
    page = "`vecembed certificate {} --name NAME` writes a page on what you did"
    begin = "go on with another unit: `vecembed start 02_next`"
    assert next_step(unit, progress(unit), units) == f"{begin}; {page.format('01_toy')}"
    solve(second)
    assert next_step(second, progress(second), units) == f"you have done the whole course; {page.format('02_next')}"


def test_the_next_step_where_the_learner_left_off(unit, second):
    units = [unit, second]
    assert next_of_all(units) == "read my/01_toy/lesson.ipynb, which `vecembed start` opens"
    answer(unit, "x")
    assert next_of_all(units).startswith("go on with double in my/01_toy/01_toy.ipynb")
    run_cells(second.my_lesson, 1)
    at(unit.my_exercises, 1000)
    assert next_of_all(units) == "read my/02_next/lesson.ipynb, which `vecembed start` opens"
    solve(unit)
    solve(second)
    assert next_of_all(units).startswith("you have done the whole course")
