"""A notebook that is saved, half-written, renamed, deleted and saved again while somebody watches."""

import json
import os
import subprocess
import sys
from contextlib import suppress

import pytest

from tests.learner.desk import HALF, HALF_RIGHT, RIGHT, answer, unjudgeable
from tests.patience import PATIENCE
from vecembed_lab.files.notebooks import NotebookError, read
from vecembed_lab.learner import running
from vecembed_lab.learner import watch as module
from vecembed_lab.learner.copies import copy_in
from vecembed_lab.learner.progress import Standing
from vecembed_lab.learner.watch import LOOKS, Verdict, saves, watch


class Ended(Exception):
    """The learner has done all that the test wanted."""


def pauses(*steps):
    """A pause in which the learner takes the next step; a step is a function, or how often nothing happens."""
    todo = [step for each in steps for step in ([None] * each if isinstance(each, int) else [each])]

    def pause():
        if not todo:
            raise Ended
        if step := todo.pop(0):
            step()

    return pause


def collect(iterator):
    """All that comes before the end."""
    found = []
    with suppress(Ended):
        found.extend(each for each in iterator)
    return found


# Saves


@pytest.fixture
def path(tmp_path):
    """A file that is whole."""
    path = tmp_path / "any.ipynb"
    path.write_text("{}")
    return path


def save(path, text):
    """A step: write the file, to another moment than before."""
    return lambda: (path.write_text(text), os.utime(path, ns=(0, (len(text) + 1) * 10**9)))


def sizes(path, *steps):
    """The sizes that the file had whenever it was taken; nothing where it was not there."""
    return [stamp[1:2] for stamp in collect(saves(path, pauses(*steps)))]


def test_a_file_is_taken_at_first_and_after_each_save(path):
    assert sizes(path, 3, save(path, "[1]"), 2, save(path, "[1, 2]")) == [(2,), (3,), (6,)]


def test_a_half_written_file_is_taken_when_it_is_whole(path):
    assert sizes(path, save(path, '{"a'), 1, save(path, '{"a":'), 1, save(path, '{"a": 1}')) == [(2,), (8,)]


def test_a_file_that_stays_damaged_is_taken_after_some_looks_and_once(path):
    assert sizes(path, save(path, "{"), LOOKS - 1) == [(2,)]
    path.write_text("{}")
    assert sizes(path, save(path, "{"), 3 * LOOKS) == [(2,), (1,)]


def test_a_file_that_is_replaced_is_not_said_to_be_gone(path):
    assert sizes(path, path.unlink, 1, save(path, "[1]")) == [(2,), (3,)]


def test_a_file_that_stays_away_is_gone_once_and_may_come_back(path):
    assert sizes(path, path.unlink, 2 * LOOKS, save(path, "[1]")) == [(2,), (), (3,)]


# Verdicts


@pytest.fixture
def checked(unit, monkeypatch):
    """A desk where checks are made by hand: what the next ones say, or raise. Nothing is run."""
    copy_in(unit)
    results = []

    def check(unit, notes, runner):
        result = results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result

    monkeypatch.setattr(module, "check", check)
    return results


def told(unit, *steps):
    """What watching says while the learner takes steps."""
    return collect(watch(unit, print, pauses(*steps)))


SOLVED, OPEN = Standing("double", 3, 3, "solved"), Standing("half", 1, 0, "tried")


def test_a_save_that_changes_no_cell_is_no_news(unit, checked):
    def run_by_hand():
        mine = read(unit.my_exercises)
        mine["cells"][3]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]
        unit.my_exercises.write_text(json.dumps(mine))

    checked += [[SOLVED], [OPEN]]
    verdicts = told(unit, run_by_hand, lambda: answer(unit, RIGHT))
    assert [verdict.standings for verdict in verdicts] == [[SOLVED], [OPEN]]


def test_what_cells_write_beside_the_notebook_is_no_news(unit, checked, monkeypatch):
    def writing(*_):
        unit.my_exercises.with_name("figure.png").write_bytes(b"x" * (len(checked) + 1))
        return checked.pop(0)

    monkeypatch.setattr(module, "check", writing)
    checked += [[SOLVED], [OPEN]]
    verdicts = told(unit, lambda: os.utime(unit.my_exercises), lambda: answer(unit, RIGHT))
    assert [verdict.standings for verdict in verdicts] == [[SOLVED], [OPEN]]


def test_a_file_beside_the_notebook_that_changes_makes_the_next_save_news(unit, checked):
    def helper():
        unit.my_exercises.with_name("helper.py").write_text("x = 1")
        os.utime(unit.my_exercises)

    checked += [[SOLVED], [OPEN]]
    assert len(told(unit, helper)) == 2


def test_an_error_is_a_sentence_and_watching_goes_on(unit, checked):
    checked += [[SOLVED], NotebookError("it took too long"), [OPEN]]
    first, second, third = told(unit, lambda: answer(unit, "1"), lambda: answer(unit, "2"))
    assert (first.standings, second, third.standings) == ([SOLVED], "it took too long", [OPEN])


def test_a_run_that_a_save_made_outdated_says_nothing(unit, checked):
    checked += [running.Outdated(), [OPEN]]
    assert [verdict.standings for verdict in told(unit, lambda: answer(unit, "1"))] == [[OPEN]]


def test_a_notebook_that_is_renamed_deleted_and_given_back(unit, checked):
    mine = unit.my_exercises
    other, content = mine.with_name("answers.ipynb"), mine.read_bytes()
    checked += [[SOLVED], [SOLVED], [SOLVED]]
    steps = lambda: mine.rename(other), LOOKS + 1, lambda: other.rename(mine), mine.unlink, LOOKS + 1
    said = told(unit, *steps, lambda: mine.write_bytes(content))
    assert said[1] == "my/01_toy/01_toy.ipynb is now called answers.ipynb: give it its name back, and watching goes on."
    assert said[3] == "my/01_toy/01_toy.ipynb is not there: `vecembed start` makes a fresh one, and watching goes on."
    assert [type(each) for each in said] == [Verdict, str, Verdict, str, Verdict]


def test_a_damaged_notebook_is_a_sentence_that_says_what_to_do(unit, checked):
    checked += [[SOLVED], [SOLVED]]
    mine = unit.my_exercises
    content = mine.read_bytes()
    said = told(unit, lambda: mine.write_bytes(b"{"), LOOKS + 1, lambda: mine.write_bytes(content))
    assert "is not a notebook" in said[1]
    assert "`vecembed reset 01_toy` takes a fresh copy" in said[1]
    assert isinstance(said[2], Verdict)


def test_what_to_look_at_is_what_has_changed_and_then_the_first_unsolved():
    first, second = Standing("double", 3, 0, "not started"), OPEN
    written = Standing("why", 4, 0, "not started", by_hand=True)
    assert Verdict([first, second, written], [], "half").focus == second
    assert Verdict([first, second, written], [], "").focus == first
    assert Verdict([SOLVED, second, written], [], "double").focus == second
    assert Verdict([SOLVED, written], [], "double").focus is None


# With real kernels


def test_verdicts_are_those_of_check_and_the_changed_answer_is_told_first(unit):
    early = []
    copy_in(unit)
    answer(unit, HALF_RIGHT)
    steps = pauses(lambda: answer(unit, RIGHT), lambda: answer(unit, HALF, "half"))
    verdicts = collect(watch(unit, early.append, steps))
    assert [[s.score for s in verdict.standings] for verdict in verdicts] == [[1, 0, 0], [3, 0, 0], [3, 1, 0]]
    assert [verdict.changed for verdict in verdicts] == ["", "double", "half"]
    assert [text.partition("\n")[0] for text in early] == ["double: 3 of 3 points", "half: 1 of 1 points"]
    assert verdicts[0].focus.text.startswith("double: 1 of 3 points")
    assert module.check(unit) == verdicts[-1].standings


def test_what_could_not_be_judged_is_tried_again_after_each_save(unit):
    def data_come():
        unit.root.joinpath("here").touch()
        answer(unit, HALF, "half")  # which stands below

    copy_in(unit)
    unjudgeable(unit, "double", unless=unit.root / "here")
    answer(unit, RIGHT)
    verdicts = collect(watch(unit, print, pauses(data_come)))
    assert [verdict.standings[0].state for verdict in verdicts] == ["not judged", "solved"]


SAVE_WHEN_BEGUN = """
import os, sys, time
while not os.path.exists(sys.argv[1]):
    time.sleep(0.05)
os.replace(sys.argv[2], sys.argv[3])
"""


def test_a_save_ends_the_run_of_a_cell_that_loops(unit, monkeypatch):
    copy_in(unit)
    answer(unit, RIGHT)
    begun, mended = unit.root / "begun", unit.root / "mended"
    unit.my_exercises.rename(mended)
    copy_in(unit)
    answer(unit, f"open({str(begun)!r}, 'w').close()\nwhile True:\n    pass")
    learner = subprocess.Popen([sys.executable, "-c", SAVE_WHEN_BEGUN, begun, mended, unit.my_exercises])
    try:
        [verdict] = collect(watch(unit, print, pauses(1)))
    finally:
        learner.wait(PATIENCE)
    assert verdict.standings[0].state == "solved"
