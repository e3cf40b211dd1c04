"""A terminal beside the notebook: what it says after each save, and how it ends."""

import os
import signal
import subprocess
from dataclasses import replace

import psutil
import pytest

from tests.cli.program import VECEMBED
from tests.learner.desk import HALF, HALF_RIGHT, RIGHT, answer
from tests.patience import PATIENCE, wait_for
from vecembed_lab.learner import copies
from vecembed_lab.learner import watch as module
from vecembed_lab.learner.progress import Standing
from vecembed_lab.learner.watch import Verdict

DOUBLE, HALVED, WHY = (
    Standing("double", 3, 1, "partly", "double: 1 of 3 points\n  ✗ [three] is doubled"),
    Standing("half", 1, 1, "solved", "half: 1 of 1 points"),
    Standing("why", 4, 0, "not started", by_hand=True),
)


@pytest.fixture
def verdicts(monkeypatch):
    """What watching gives, before Ctrl-C; text is what is told of the changed exercise first."""
    found = []

    def watch(unit, early):
        for each in found:
            early(each[0]) if each[0] else None
            yield each[1]
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "watch", watch)
    return found


def test_feedback_a_line_for_all_and_the_next_step(run, verdicts):
    verdicts += [("", Verdict([DOUBLE, HALVED, WHY], ["The file is odd [sic]."], ""))]
    said = run("watch 1")
    assert said.startswith(
        "Watching my/01_toy/01_toy.ipynb. Save it, and look here; Ctrl-C ends it. ! The file is odd [sic]."
    )
    assert (
        "double: 1 of 3 points ✗ [three] is doubled ◐ ✓ ○ 1 of 2 solved, 2 of 4 points Next: go on with double in"
        in said
    )
    assert said.endswith("Ended. Nothing of yours was changed.")


def test_why_an_exercise_cannot_be_judged(run, verdicts):
    odd = Standing("half", 1, 0, "not judged", "half cannot be judged here, whatever you wrote: no [GloVe]")
    verdicts += [("", Verdict([replace(DOUBLE, state="solved", score=3), odd, WHY], [], "double"))]
    said = run("watch 1")
    assert f"{odd.text} ✓ ◐ ○ 1 of 2 solved, 3 of 4 points Next: {odd.text}, then `vecembed check 01_toy`." in said


def test_what_was_told_at_once_is_not_told_again(run, verdicts):
    verdicts += [(DOUBLE.text, Verdict([DOUBLE, HALVED, WHY], [], "double"))]
    assert run("watch 1").count("[three] is doubled") == 1


def test_a_sentence_in_the_place_of_a_verdict(run, verdicts):
    verdicts += [("", "my/01_toy/01_toy.ipynb is [gone]"), ("", Verdict([HALVED, WHY], [], ""))]
    said = run("watch 1")
    assert "! my/01_toy/01_toy.ipynb is [gone]" in said
    assert "✓ ○ 1 of 1 solved, 1 of 1 points Next: write your answer to why in words" in said


def test_watching_with_the_real_program(unit, tmp_path):
    """Two saves, then Ctrl-C, which ends it and all that it started."""
    copies.copy_in(unit)
    answer(unit, HALF_RIGHT)
    said = (tmp_path / "log").read_text
    with (tmp_path / "log").open("w") as log:
        watching = subprocess.Popen(
            [VECEMBED, "watch", "1"],
            stdout=log,
            stderr=log,
            cwd=unit.root.parent,
            env=os.environ | {"COLUMNS": "200"},
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
    try:
        wait_for(lambda: "0 of 2 solved, 1 of 4 points" in said())
        answer(unit, RIGHT)
        wait_for(lambda: "1 of 2 solved, 3 of 4 points" in said())
        answer(unit, HALF, "half")
        wait_for(lambda: "2 of 2 solved, 4 of 4 points" in said())
        children = offspring(watching.pid)
        assert children
        watching.send_signal(signal.SIGINT)
        assert watching.wait(PATIENCE) == 0
    finally:
        watching.kill()
        watching.wait()
    wait_for(lambda: not any(map(psutil.pid_exists, children)))
    assert said().endswith("Ended. Nothing of yours was changed.\n")
    assert "Traceback" not in said()


def offspring(pid):
    """The processes that a process has started, and those that they have."""
    return [child.pid for child in psutil.Process(pid).children(recursive=True)]
