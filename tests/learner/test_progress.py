"""What the learner's notebooks say of progress, and what a fresh run of them says."""

import os
import re
import signal

import pytest
from nbclient import NotebookClient

from tests.learner.desk import HALF, HALF_RIGHT, RIGHT, WHY, answer, checked, state, unjudgeable
from tests.toy import STUB, cell, notebook, save
from vecembed_lab.files.notebooks import NotebookError, read
from vecembed_lab.grading.intake import COPIES, Refused
from vecembed_lab.grading.report import MIME
from vecembed_lab.learner import progress as module
from vecembed_lab.learner import running
from vecembed_lab.learner.copies import copy_in, reset
from vecembed_lab.learner.progress import Standing, check, progress, to_do
from vecembed_lab.learner.running import Runner


def display(report):
    return {"outputs": [{"output_type": "display_data", "data": {MIME: report, "text/plain": ""}}]}


@pytest.mark.parametrize(
    "junk",
    [
        {"outputs": [{"data": []}]},
        {"metadata": {"nbgrader": []}},
        display(3),
        display({"exercise": [], "score": 1, "source": ""}),
        *(display({"exercise": "double", "score": score, "source": ""}) for score in (None, "much", float("nan"), -1)),
    ],
    ids=repr,
)
def test_damaged_report_counts_for_nothing(unit, junk):
    copy_in(unit)
    mine = read(unit.my_exercises)
    mine["cells"][3] |= junk
    mine["metadata"]["vecembed"] = ["junk"]
    save(unit.my_exercises, mine)
    assert [standing.score for standing in progress(unit)] == [0, 0, 0]
    assert not any(standing.done for standing in progress(unit))
    copy_in(unit)


# Progress


def test_nothing_is_started_without_a_copy(unit):
    assert [(s.exercise, s.points, s.score, s.state) for s in progress(unit)] == [
        ("double", 3, 0, "not started"),
        ("half", 1, 0, "not started"),
        ("why", 4, 0, "not started"),
    ]


@pytest.mark.parametrize(("score", "expected"), [(0.0, "tried"), (1.5, "partly"), (3.0, "solved")])
def test_state_is_what_the_last_check_said(unit, score, expected):
    copy_in(unit)
    answer(unit, HALF_RIGHT)
    assert state(unit) == "tried"
    checked(unit, HALF_RIGHT, score)
    assert (state(unit), progress(unit)[0].score) == (expected, score)
    assert progress(unit)[0].text == f"double: {score:g}\nmore"
    assert state(unit, "half") == "not started"


def test_answer_changed_after_its_check_is_open_again(unit):
    copy_in(unit)
    answer(unit, RIGHT)
    checked(unit, RIGHT, 3.0)
    answer(unit, "# my helpers\nimport math\n\n" + RIGHT)
    assert state(unit) == "solved"
    answer(unit, HALF_RIGHT)
    assert state(unit) == "changed since the last check"


def test_checking_the_untouched_exercise_is_no_start(unit):
    copy_in(unit)
    checked(unit, STUB.format(name="double"), 0.0)
    assert state(unit) == "not started"


def test_written_answer(unit):
    copy_in(unit)
    answer(unit, "# Because.", "why")
    assert state(unit, "why") == "written"
    assert [s.exercise for s in progress(unit) if s.done] == ["why"]


# Check


def test_check_runs_what_is_saved_and_leaves_the_file_alone(unit):
    copy_in(unit)
    answer(unit, HALF_RIGHT)
    checked(unit, HALF_RIGHT, 3.0)  # an output that is not true
    answer(unit, "def half(x):\n    retur x", "half")
    mine = read(unit.my_exercises)
    mine["metadata"]["kernelspec"] = {"name": "julia-1.9", "display_name": "Julia", "language": "julia"}
    save(unit.my_exercises, mine)
    before = unit.my_exercises.read_bytes()
    double, half, why = check(unit)
    assert (double.score, double.state) == (1, "partly")
    assert double.text.startswith("double: 1 of 3 points")
    assert (half.score, half.state, half.text[:12]) == (0, "tried", "SyntaxError:")
    assert why.state == "not started"
    assert unit.my_exercises.read_bytes() == before


def test_check_of_an_answer_with_a_magic_command(unit):
    copy_in(unit)
    answer(unit, "def double(x):\n    %pwd\n    return 2 * x")  # Python sees another source than the cell's
    assert check(unit)[0].state == "solved"


def test_check_ignores_an_output_whose_cell_is_gone(unit):
    copy_in(unit)
    answer(unit, HALF_RIGHT)
    checked(unit, HALF_RIGHT, 3.0)
    answer(unit, " ", "double-check")  # an empty cell is not executed, and keeps its output
    assert state(unit) == "solved"
    assert check(unit)[0].state == "partly"  # the check is put back, as for a grade


def added(unit, source, at=None, kind="code"):
    """Add a cell of one's own to the learner's copy."""
    mine = read(unit.my_exercises)
    cell_ = {"cell_type": kind, "id": f"own-{len(mine['cells'])}", "metadata": {}, "source": source}
    cell_ |= {"outputs": [], "execution_count": None} if kind == "code" else {}
    mine["cells"].insert(len(mine["cells"]) if at is None else at, cell_)
    save(unit.my_exercises, mine)


def test_check_finds_an_answer_and_a_helper_further_down_as_a_grade_does(unit):
    copy_in(unit)
    added(unit, "def double(x):\n    return TWO * x")
    answer(unit, "def half(x):\n    return x / TWO", "half")
    added(unit, "TWO = 2")
    notes = []
    assert [standing.score for standing in check(unit, notes=notes)[:2]] == [3, 1]
    assert notes == ["The answer double is in another cell; it was taken from there."]


def test_check_treats_an_emptied_answer_as_a_grade_does(unit):
    copy_in(unit)
    answer(unit, "def double(x):\n    pass")
    answer(unit, "def my_half(x):\n    return x / 2", "half")
    added(unit, RIGHT)
    notes = []
    assert [standing.score for standing in check(unit, notes=notes)[:2]] == [3, 0]
    assert notes == [
        "The answer double is in another cell; it was taken from there.",
        "The answer half may stand in its cell under another name: a person will look at it.",
    ]


def test_check_counts_the_better_of_two_runs_as_a_grade_does(unit):
    copy_in(unit)
    answer(unit, "def double(x):\n    return 4 if x == 2 else MADE_BELOW")
    added(unit, "double = None")
    assert check(unit)[0].score == 1


def test_check_tells_the_setup_cells_own_error(unit):
    copy_in(unit)
    unit.root.joinpath("vecembed_lab/toy/checks/__init__.py").write_text("import pandora")
    answer(unit, RIGHT)
    [said] = {standing.text for standing in check(unit)[:2]}
    assert said.startswith(
        "NameError: name 'check' is not defined, because a cell above it stopped: ModuleNotFoundError"
    )
    assert "pandora" in said


UNJUDGED = f"half cannot be judged here, whatever you wrote: {WHY}"


def test_what_cannot_be_judged_keeps_its_reason(unit):
    copy_in(unit)
    unjudgeable(unit)
    assert check(unit)[1].state == "not started"
    answer(unit, HALF, "half")
    half = check(unit)[1]
    assert (half.score, half.state, half.text, half.done) == (0, "not judged", UNJUDGED, False)
    assert progress(unit)[1] == half


def test_what_cannot_be_judged_keeps_its_reason_in_the_saved_notebook(unit):
    copy_in(unit)
    answer(unit, HALF, "half")
    mine = read(unit.my_exercises)
    mine["cells"][5] |= display({"exercise": "half", "unjudged": WHY})
    mine["cells"][5]["outputs"][0]["data"]["text/plain"] = UNJUDGED
    save(unit.my_exercises, mine)
    half = progress(unit)[1]
    assert (half.state, half.text) == ("not judged", UNJUDGED)


def test_what_is_to_be_done_begins_with_the_change_and_ends_with_what_cannot_be_judged():
    odd, tried, other = (Standing(n, 1, 0, s) for n, s in (("a", "not judged"), ("b", "tried"), ("c", "partly")))
    assert to_do([odd, tried, other], "") == [tried, other, odd]
    assert to_do([odd, tried, other], "c") == [other, tried, odd]
    assert to_do([odd, tried, other], "a") == [odd, tried, other]
    assert to_do([Standing("a", 1, 1, "solved"), Standing("b", 1, 0, "not started", by_hand=True)], "") == []


def test_check_of_another_notebook_is_one_sentence(unit):
    copy_in(unit)
    save(unit.my_exercises, notebook(cell("1 + 1", "other", solution=True), cell("# Other")))
    with pytest.raises(NotebookError, match=r"^my/01_toy/01_toy.ipynb is another notebook: not one cell of this unit"):
        check(unit)


def test_check_takes_a_copy_where_the_notebook_itself_holds_no_answer(unit):
    copy_in(unit)
    fresh = unit.my_exercises.read_bytes()
    answer(unit, RIGHT)
    unit.my_exercises.rename(unit.my_exercises.with_name("01_toy-Copy1.ipynb"))
    unit.my_exercises.write_bytes(fresh)
    notes = []
    assert check(unit, notes=notes)[0].score == 3
    assert notes == ["The notebook holds no answer; 01_toy-Copy1.ipynb, which lies beside it, does, and was taken."]


def test_check_looks_at_as_many_copies_as_a_grade_does(unit):
    copy_in(unit)
    for number in range(1, COPIES + 3):
        save(unit.my_exercises.with_name(f"01_toy-Copy{number}.ipynb"), answered(read(unit.my_exercises)))
    check(unit, notes=(notes := []))
    assert re.findall(r"Copy\d", notes[0]) == [f"Copy{number}" for number in range(1, COPIES + 1)]


def answered(notebook):
    return notebook | {"cells": [c | {"source": RIGHT} if c.get("id") == "double" else c for c in notebook["cells"]]}


def test_check_of_a_file_that_would_not_be_taken_is_one_sentence(unit, monkeypatch):
    copy_in(unit)
    unit.my_exercises.with_name("other").hardlink_to(unit.my_exercises)
    with pytest.raises(NotebookError, match=r"^my/01_toy/01_toy.ipynb is a hard link"):
        check(unit)

    def refused(*_):
        raise Refused("01_toy.ipynb cannot be read (Permission denied)")

    monkeypatch.setattr(module, "handed_in", refused)
    with pytest.raises(NotebookError, match=r"^my/01_toy/01_toy.ipynb cannot be read \(Permission denied\)$"):
        check(unit)


def test_check_where_folders_cannot_be_opened(unit, monkeypatch):
    copy_in(unit)
    answer(unit, RIGHT)
    monkeypatch.setattr(os, "supports_dir_fd", set())
    monkeypatch.setattr(module, "handed_in", None)
    assert check(unit)[0].score == 3


def test_check_of_a_folder_that_is_a_link(unit):
    copy_in(unit)
    answer(unit, RIGHT)
    unit.my_exercises.parent.parent.rename(unit.root / "cloud")
    (unit.root / "my").symlink_to("cloud")
    assert check(unit)[0].score == 3


@pytest.mark.parametrize("wait", ["while True:\n    pass", "import time; time.sleep(2)"], ids=["one cell", "together"])
def test_check_ends_in_time(unit, wait):
    copy_in(unit)
    answer(unit, wait)
    answer(unit, wait, "half")
    with pytest.raises(NotebookError, match="was not done after 3 seconds"):
        check(unit, runner=Runner(unit, seconds=3.0))


@pytest.fixture(params=[signal.default_int_handler, signal.SIG_IGN], ids=["", "in the background"])
def handler(request):
    """How this process takes Ctrl-C, which kernels inherit: a shell starts what ends in & with it ignored."""
    before = signal.signal(signal.SIGINT, request.param)
    yield
    signal.signal(signal.SIGINT, before)


def limit_of_a_loop(client, cell):
    """Cells that do not loop get all the time that a busy machine needs for them."""
    return client.timeout if cell and "while" in cell.source else None


@pytest.mark.usefixtures("handler")
def test_check_stops_a_cell_that_loops_and_goes_on(unit, monkeypatch):
    monkeypatch.setattr(running, "CELL_SECONDS", 5.0)  # a second interrupt after as long must not hit its traceback
    monkeypatch.setattr(NotebookClient, "_get_timeout", limit_of_a_loop)
    copy_in(unit)
    answer(unit, "while True:\n    pass")
    answer(unit, "def half(x):\n    return x / 2", "half")
    looping, right = check(unit)[:2]
    assert (looping.state, right.state) == ("tried", "solved")
    assert looping.text == "its cell was stopped after 5 seconds: does it loop for ever?"


def test_check_ends_in_time_if_a_cell_swallows_the_interrupt(unit, monkeypatch):
    monkeypatch.setattr(running, "CELL_SECONDS", 1.0)
    copy_in(unit)
    swallowed = "    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
    answer(unit, f"while True:\n{swallowed}")
    with pytest.raises(NotebookError, match="was not done after 6 seconds"):
        check(unit, runner=Runner(unit, seconds=6.0))


# What a check said is kept


def test_a_check_is_remembered_as_it_was(unit):
    copy_in(unit)
    answer(unit, "def double(x):\n    %pwd\n    return 2 * x")
    answer(unit, "def half(x):\n    retur x", "half")
    answer(unit, "# Because.", "why")
    checked(unit, HALF, 1.0, "half")  # of an answer that is no more
    assert progress(unit) != (standings := check(unit))
    assert progress(unit) == standings
    assert [(s.score, s.state) for s in standings] == [(3, "solved"), (0, "tried"), (0, "written")]


def test_a_check_counts_until_its_answer_changes_or_its_cell_is_run_again(unit):
    copy_in(unit)
    answer(unit, RIGHT)
    check(unit)
    answer(unit, HALF, "half")
    assert state(unit) == "solved"  # the other answer has not changed
    assert state(unit, "half") == "changed since the last check"
    answer(unit, HALF_RIGHT)
    assert state(unit) == "changed since the last check"
    answer(unit, RIGHT)
    assert state(unit) == "solved"
    checked(unit, RIGHT, 1.0)  # a cell above is another one now
    assert state(unit) == "partly"
    check(unit)
    assert state(unit) == "solved"
    checked(unit, RIGHT, 1.0, count=8)
    assert state(unit) == "partly"


def test_a_fresh_copy_starts_from_nothing(unit):
    copy_in(unit)
    answer(unit, RIGHT)
    check(unit)
    reset(unit)
    assert state(unit) == "not started"
    answer(unit, RIGHT)
    check(unit)
    unit.my_exercises.unlink()
    copy_in(unit)
    assert state(unit) == "not started"


@pytest.mark.parametrize(
    "junk", [b"", b"[]", b"{}", b'{"double": 1}', b'{"double": [null, [1, 2]]}', b"\xff", b"[" * 9999]
)
def test_a_damaged_record_of_a_check_counts_for_nothing(unit, junk):
    copy_in(unit)
    answer(unit, RIGHT)
    check(unit)
    unit.my_check.write_bytes(junk)
    assert state(unit) == "tried"


def test_a_check_that_cannot_be_remembered_is_still_told(unit, monkeypatch):
    def full(*_):
        raise OSError("No space left on device")

    copy_in(unit)
    answer(unit, RIGHT)
    monkeypatch.setattr(module, "write", full)
    assert check(unit)[0].state == "solved"
    assert state(unit) == "tried"


def test_check_survives_the_end_of_its_kernel(unit):
    copy_in(unit)
    answer(unit, "import os; os._exit(1)")
    with pytest.raises(NotebookError, match="lost its kernel"):
        check(unit)
