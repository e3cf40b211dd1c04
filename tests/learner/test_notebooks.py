"""The learner's notebooks: never lost, never overwritten, and read for what they say."""

import json
import os

import pytest

from tests.toy import RELEASE, STUB, cell, notebook, save
from vecembed_lab.files.notebooks import NotebookError, cell_mark, fingerprint, read
from vecembed_lab.grading.report import MIME
from vecembed_lab.learner import copies
from vecembed_lab.learner.copies import copy_in, reset
from vecembed_lab.learner.progress import check, progress

RIGHT = "def double(x):\n    return 2 * x"
HALF_RIGHT = "def double(x):\n    return 4"


def answer(unit, source, name="double"):
    """Type `source` into the answer cell of the learner's copy, and save."""
    mine = read(unit.my_exercises)
    cells = (c for c in mine["cells"] if name in (c.get("id"), cell_mark(c).get("grade_id")))
    next(cells)["source"] = source
    save(unit.my_exercises, mine)


def checked(unit, source, score, name="double"):
    """Save the output that a check of `source` leaves, as JupyterLab does."""
    mine = read(unit.my_exercises)
    report = {"exercise": name, "score": score, "points": 3, "source": source + "\n"}
    data = {MIME: report, "text/plain": [f"{name}: {score:g}\n", "more"]}
    check_cell = next(c for c in mine["cells"] if cell_mark(c).get("grade_id") == f"{name}-check")
    check_cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": data}]
    save(unit.my_exercises, mine)


def update(unit, text="# A newer course"):
    """The course changes, as after `git pull`."""
    save(unit.release, notebook(cell(text), *RELEASE["cells"][1:]))


def state(unit, name="double"):
    return {standing.exercise: standing.state for standing in progress(unit)}[name]


# The copies


def test_copies_are_the_courses_notebooks_without_outputs(unit):
    copy_in(unit)
    mine, lesson = read(unit.my_exercises), read(unit.my_lesson)
    assert [c["source"] for c in mine["cells"]] == [c["source"] for c in RELEASE["cells"]]
    assert [c.get("outputs", []) for c in mine["cells"] + lesson["cells"]] == [[]] * 9
    assert mine["metadata"]["kernelspec"] == RELEASE["metadata"]["kernelspec"]


def test_second_copy_changes_no_byte(unit):
    copy_in(unit)
    answer(unit, RIGHT)
    before = unit.my_exercises.read_bytes(), unit.my_exercises.stat().st_mtime_ns
    assert copy_in(unit) == []
    assert (unit.my_exercises.read_bytes(), unit.my_exercises.stat().st_mtime_ns) == before


def test_update_renews_a_copy_that_nobody_edited_even_if_it_was_run(unit):
    copy_in(unit)
    checked(unit, STUB.format(name="double"), 0.0)
    update(unit)
    (news,) = copy_in(unit)
    assert news.startswith("my/01_toy/01_toy.ipynb was renewed")
    assert read(unit.my_exercises)["cells"][0]["source"] == "# A newer course"
    assert copy_in(unit) == []


def test_update_never_touches_an_edited_copy_and_says_how_to_take_the_newer_one(unit):
    copy_in(unit)
    answer(unit, RIGHT)
    before = unit.my_exercises.read_bytes()
    update(unit)
    (news,) = copy_in(unit)
    assert unit.my_exercises.read_bytes() == before
    assert "`vecembed reset 01_toy` takes it" in news
    reset(unit)
    assert copy_in(unit) == []


def test_edited_lesson_is_reset_on_its_own(unit):
    copy_in(unit)
    answer(unit, RIGHT)
    save(unit.my_lesson, read(unit.my_lesson) | {"cells": [cell("1 + 2")]})
    save(unit.lesson, notebook(cell("# Newer"), cell("1 + 1")))
    (news,) = copy_in(unit)
    assert "`vecembed reset 01_toy --lesson` takes it" in news
    assert read(reset(unit, "lesson"))["cells"][0]["source"] == "1 + 2"
    assert read(unit.my_lesson)["cells"][0]["source"] == "# Newer"
    assert state(unit) == "tried"


def test_copy_made_by_hand_is_treated_as_the_learners(unit):
    save(unit.my_exercises, RELEASE)
    assert copy_in(unit) == ["my/01_toy/lesson.ipynb is new."]
    update(unit)
    assert "stays as you edited it" in copy_in(unit)[0]


def test_edits_are_what_cells_say_not_what_they_show():
    plain = notebook(cell("# Text"), cell("1 + 1"))
    rerun = notebook(cell("# Text"), cell("1 + 1") | {"outputs": [], "execution_count": 7, "id": "other"})
    assert fingerprint(plain) == fingerprint(rerun)
    as_text = notebook(cell("# Text"), cell("1 + 1") | {"cell_type": "markdown"})
    others = [notebook(cell("# Text")), notebook(cell("# Text"), cell("1+1")), as_text]
    assert len({fingerprint(other) for other in [plain, *others]}) == 4


# Reset


def test_reset_keeps_every_backup(unit, monkeypatch):
    monkeypatch.setattr(copies.time, "strftime", lambda form: "20260101-120000")  # all within one second
    copy_in(unit)
    backups = []
    for number in range(3):
        answer(unit, f"{number}")
        backups.append(reset(unit))
    assert [path.name for path in backups] == [f"01_toy-20260101-120000{n}.ipynb" for n in ("", "-2", "-3")]
    assert [read(path)["cells"][2]["source"] for path in backups] == ["0", "1", "2"]
    assert read(unit.my_exercises)["cells"][2]["source"] == STUB.format(name="double")


def test_reset_without_a_copy_makes_one(unit):
    assert reset(unit) is None
    assert unit.my_exercises.exists()


def test_reset_moves_nothing_if_the_course_has_no_notebook(unit):
    copy_in(unit)
    answer(unit, RIGHT)
    unit.release.unlink()
    with pytest.raises(NotebookError, match=r"exercises/01_toy/01_toy.ipynb cannot be read.*git restore"):
        reset(unit)
    assert read(unit.my_exercises)["cells"][2]["source"] == RIGHT
    assert not (unit.root / "my" / "backups").exists()


def test_interrupted_save_leaves_the_old_file(unit, monkeypatch):
    copy_in(unit)
    update(unit)
    before = unit.my_exercises.read_bytes()

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="No space left"):
        copy_in(unit)
    assert unit.my_exercises.read_bytes() == before
    assert sorted(path.name for path in unit.my_exercises.parent.iterdir()) == ["01_toy.ipynb", "lesson.ipynb"]


# Broken notebooks

BROKEN = {
    "empty": (b"", "is not a notebook"),
    "cut off": (b'{"cells": [', "is not a notebook"),
    "binary": (bytes(range(256)), "is not a notebook"),
    "byte order mark": (b"\xef\xbb\xbf" + json.dumps(RELEASE).encode(), "is not a notebook"),
    "another encoding": (json.dumps(RELEASE).encode("utf-16"), "is not a notebook"),
    "nested": (b"[" * 100_000, "nested too deeply"),
    "no notebook": (b'{"a": 1}', "is not a notebook"),
    "a list": (b"[]", "is not a notebook"),
    "format 3": (b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}', "old notebook format 3"),
    "format 5": (json.dumps(RELEASE | {"nbformat": 5}).encode(), "newer than the course knows"),
    "no cells": (b'{"nbformat": 4, "metadata": {}}', "damaged"),
    "cells of nothing": (b'{"nbformat": 4, "metadata": {}, "cells": [null]}', "damaged"),
    "no metadata": (json.dumps(RELEASE | {"metadata": None}).encode(), "damaged"),
    "no source": (b'{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "metadata": {}}]}', "damaged"),
}


@pytest.fixture(params=BROKEN)
def broken(request, unit):
    content, message = BROKEN[request.param]
    copy_in(unit)
    unit.my_exercises.write_bytes(content)
    return unit, content, message


@pytest.mark.parametrize("use", [progress, check], ids=["progress", "check"])
def test_broken_notebook_is_one_sentence_with_advice(broken, use):
    unit, content, message = broken
    with pytest.raises(NotebookError, match=message) as error:
        use(unit)
    assert str(error.value).startswith("my/01_toy/01_toy.ipynb ")
    assert str(error.value).endswith("`vecembed reset 01_toy` takes a fresh copy and keeps this one in my/backups")
    assert unit.my_exercises.read_bytes() == content


def test_broken_notebook_is_left_alone_by_copying_and_kept_by_reset(broken):
    unit, content, message = broken
    (news,) = copy_in(unit)
    assert message in news
    assert unit.my_exercises.read_bytes() == content
    assert reset(unit).read_bytes() == content
    assert state(unit) == "not started"


def test_folder_in_the_place_of_a_notebook(unit):
    (unit.my_exercises / "inside").mkdir(parents=True)
    for use in (progress, check, reset):
        with pytest.raises(NotebookError, match=r"01_toy.ipynb is a folder, not a notebook; move it away"):
            use(unit)
    assert (unit.my_exercises / "inside").exists()


def test_unreadable_file_is_kept_by_reset(unit):
    unit.my_exercises.parent.mkdir(parents=True)
    unit.my_exercises.symlink_to(unit.my_exercises)  # a link to itself, which not even root can read
    with pytest.raises(NotebookError, match="cannot be read"):
        progress(unit)
    assert os.path.islink(reset(unit))
    assert state(unit) == "not started"


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
    answer(unit, RIGHT)
    checked(unit, RIGHT, 3.0)
    answer(unit, " ", "double-check")  # an empty cell is not executed, and keeps its output
    assert state(unit) == "solved"
    assert check(unit)[0].state == "tried"


@pytest.mark.parametrize("wait", ["while True:\n    pass", "import time; time.sleep(2)"], ids=["one cell", "together"])
def test_check_ends_in_time(unit, wait):
    copy_in(unit)
    answer(unit, wait)
    answer(unit, wait, "half")
    with pytest.raises(NotebookError, match="was not done after 3 seconds"):
        check(unit, seconds=3.0)


def test_check_stops_a_cell_that_loops_and_goes_on(unit, monkeypatch):
    monkeypatch.setattr(progress, "CELL_SECONDS", 1.0)
    copy_in(unit)
    answer(unit, "while True:\n    pass")
    answer(unit, "def half(x):\n    return x / 2", "half")
    looping, right = check(unit)[:2]
    assert (looping.state, right.state) == ("tried", "solved")
    assert looping.text == "its cell was stopped after 1 seconds: does it loop for ever?"


def test_check_ends_in_time_if_a_cell_swallows_the_interrupt(unit, monkeypatch):
    monkeypatch.setattr(progress, "CELL_SECONDS", 1.0)
    copy_in(unit)
    swallowed = "    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
    answer(unit, f"while True:\n{swallowed}")
    with pytest.raises(NotebookError, match="was not done after 6 seconds"):
        check(unit, seconds=6.0)


def test_check_survives_the_end_of_its_kernel(unit):
    copy_in(unit)
    answer(unit, "import os; os._exit(1)")
    with pytest.raises(NotebookError, match="lost its kernel"):
        check(unit)
