"""A notebook run again: what is taken over from the last run, what is not, and when a run ends early."""

import nbformat
import pytest

from tests.learner.desk import HALF, RIGHT
from tests.toy import RELEASE
from vecembed_lab.learner import running, warm
from vecembed_lab.learner.copies import copy_in
from vecembed_lab.learner.outputs import reports
from vecembed_lab.learner.running import Outdated, Runner, changed_at


@pytest.fixture
def runner(unit):
    """Runs the cells of the toy unit, in warm kernels."""
    copy_in(unit)
    with warm.Warm(["vecembed_lab.toy.checks"]) as process:
        yield Runner(unit, manager=process.manager())


def notebook(double=RIGHT, half=HALF, below=""):
    """The toy's notebook with these answers, and a cell at its end."""
    made = nbformat.from_dict(RELEASE)
    made.cells[2].source, made.cells[4].source = double, half
    made.cells.append(nbformat.v4.new_code_cell(below))
    return made


def scores(made):
    return {name: said.score for name, said in reports(made.cells).items()}


def run(runner, made):
    """Run a notebook; the numbers of the cells that were run, for the first time."""
    seen = []
    runner.seen = lambda number, cells: seen.append(number)
    runner.run(made)
    return [number for number in seen if made.cells[number].cell_type == "code"]


def test_checks_above_the_first_change_are_not_run_again(runner):
    first, second, third = notebook(), notebook(half="def half(x):\n    return 3"), notebook(double="def double(x): 1")
    assert run(runner, first) == [1, 2, 3, 4, 5, 7]
    assert run(runner, second) == [1, 2, 4, 5, 7]
    assert scores(first) == {"double": 3, "half": 1}
    assert scores(second) == {"double": 3, "half": 0}
    assert run(runner, third) == [1, 2, 3, 4, 5, 7]
    assert scores(third) == {"double": 0, "half": 1}


def test_a_check_that_needs_what_stands_below_is_run_again(runner):
    double = "def double(x):\n    return TWO * x"
    run(runner, notebook(double, below="TWO = 2"))
    second = notebook(double, below="TWO = 3")
    assert 3 in run(runner, second)
    assert scores(second)["double"] == 0


def test_nothing_that_a_cell_did_is_left_in_the_next_run(runner):
    run(runner, notebook("import math, builtins\nmath.tau = builtins.TWO = 2\n" + RIGHT))
    second = notebook("import math\ndef double(x):\n    return TWO * x if math.tau == 2 else 0")
    run(runner, second)
    assert scores(second)["double"] == 0


def test_a_run_that_is_not_wanted_any_more_ends(runner, monkeypatch):
    monkeypatch.setattr(running, "LOOK", 0.01)
    runner.outdated = lambda: True
    with pytest.raises(Outdated):
        runner.run(notebook("while True: pass"))
    assert runner.last == []


def test_the_first_change_by_hand():
    def cells(text):
        """A cell for each letter, a text where it is x or y."""
        make = {letter: nbformat.v4.new_markdown_cell for letter in "xy"}
        return [make.get(letter, nbformat.v4.new_code_cell)(letter) for letter in text]

    both = [
        ("", "abc", 0),
        ("abc", "abc", 3),
        ("abc", "axc", 1),
        ("abc", "adc", 1),
        ("abc", "ab", 2),
        ("ab", "abc", 2),
        ("axc", "ayc", 3),
    ]
    assert [changed_at(cells(before), cells(after)) for before, after, _ in both] == [number for *_, number in both]
