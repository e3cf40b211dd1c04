"""Time is the answer's own: neither other programs, nor imports, nor the grader's work are on its account."""

import contextlib
import math
import os
import subprocess
import sys
import textwrap
import threading

import numpy as np
import pytest

from vecembed_lab.cli.teach import _print_summary
from vecembed_lab.grading import clock, exercise, jail, replies, student, testcells
from vecembed_lab.grading.books import Summary
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.desk import by_alarm
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.jail import Limits
from vecembed_lab.grading.remote import RemoteStudent, Zygote
from vecembed_lab.grading.replies import Place, There
from vecembed_lab.grading.student import Answer, Outcome, in_a_thread, in_process

sandbox = pytest.mark.skipif(bool(jail.missing()), reason=f"no sandbox here: {jail.missing()}")
SPIN = "import time\ndef spin(seconds):\n    until = time.process_time() + seconds\n"
SPIN += "    while time.process_time() < until: pass\n"
exec(SPIN)


@pytest.fixture
def load():
    """Two processes that spin on the only core that this one, and what it starts, may use."""
    if not hasattr(os, "sched_setaffinity"):
        pytest.skip("a core cannot be chosen here")
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    spinning = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    yield
    for process in spinning:
        process.kill()
        process.wait()
    os.sched_setaffinity(0, cores)


@pytest.fixture
def notebook():
    with contextlib.ExitStack() as stack:
        zygote = stack.enter_context(Zygote())
        yield lambda *cells, **more: stack.enter_context(zygote.student(cells, **more))


def made(seconds=0.8):
    """Two criteria of a point each: it doubles what it gets."""
    exercise = Exercise("double", lambda x: 2 * x, hints=("", "", ""), read="", seconds=seconds)
    for n in (1, 2):
        exercise.criterion("doubled", points=1)(lambda student, rng, n=n: same(student(n), 2 * n))
    return exercise


def here(body):
    """The function `double` with this body."""
    names = {}
    exec(f"{SPIN}def double(x):\n{textwrap.indent(body, '    ')}", names)
    return names["double"]


def there(notebook, body, **more):
    """The same in a process of a student's."""
    cell = f"{SPIN}def double(x):\n{textwrap.indent(body, '    ')}"
    return Answer(notebook(cell, **more).transport("double"), "")


SLOWISH = "spin(0.5)\nreturn 2 * x"
ENDLESS = "while True: pass"
SLEEPS = "time.sleep(10**6)"


@pytest.mark.usefixtures("load")
def test_on_a_busy_machine_a_slowish_answer_keeps_its_points_and_a_loop_ends():
    assert made().grade(here(SLOWISH)).solved
    assert made().grade(here(ENDLESS)).late


@sandbox
@pytest.mark.usefixtures("load")
def test_on_a_busy_machine_the_same_holds_in_the_sandbox(notebook):
    assert made().grade(there(notebook, SLOWISH)).solved
    assert made().grade(there(notebook, ENDLESS)).late


@sandbox
def test_time_that_passes_is_not_time_that_is_used(notebook):
    patient = "time.sleep(1)\nreturn 2 * x"
    assert made(0.5).grade(here(patient)).solved
    assert made(0.5).grade(there(notebook, patient)).solved


@sandbox
def test_who_waits_for_ever_is_told_that_he_waits(notebook):
    for answer in (here(SLEEPS), there(notebook, SLEEPS)):
        report = made(0.1).grade(answer)
        assert report.late
        assert report.score == 0
        assert "does it wait" in report.first_failure.why
        assert "Not tried" in report.results[1].failure.why


@sandbox
def test_many_short_waits_are_one_long_one(notebook):
    exercise = Exercise("double", lambda x: 2 * x, hints=("", "", ""), read="", seconds=0.1)
    exercise.criterion("often", points=1)(lambda student, rng: [student(1) for _ in range(10**6)])
    for answer in (here("time.sleep(0.3)\nreturn 2"), there(notebook, "time.sleep(0.3)\nreturn 2")):
        assert "does it wait" in exercise.grade(answer).first_failure.why


@sandbox
def test_the_sentence_says_what_was_used_and_what_is_allowed(notebook):
    for answer in (here(ENDLESS), there(notebook, ENDLESS), there(notebook, "sum(iter(int, 1))")):
        why = made(0.3).grade(answer).first_failure.why
        assert "CPU seconds, 0.3 are allowed; an endless loop?" in why
        assert float(why.partition("it took ")[2].split()[0]) >= 0.3


@sandbox
def test_the_sleep_of_a_notebook_is_capped(notebook):
    lost = notebook("import time", f"def bad():\n    {SLEEPS}", limits=Limits(wall_seconds=1.0))
    assert "does it wait" in lost.transport("bad")((), 5.0).detail
    assert "used up" in lost.transport("bad")((), 5.0).detail
    assert lost.wall_left <= 0
    assert lost.seconds_left > 200


# What is imported


SLOW_MODULE = f"{SPIN}spin(1.0)\nvalue = 2\n"


def test_an_import_within_an_answer_costs_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(exercise, "TRIES", 1)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "imported_slowly.py").write_text(SLOW_MODULE)
    assert made(0.4).grade(here("import imported_slowly\nspin(0.2)\nreturn imported_slowly.value * x")).solved
    (tmp_path / "imported_slowly_too.py").write_text(SLOW_MODULE)
    assert made(0.4).grade(here("import imported_slowly_too\nwhile True: pass")).late


@sandbox
def test_an_import_within_an_answer_costs_nothing_in_the_sandbox(notebook, monkeypatch):
    monkeypatch.setattr(exercise, "TRIES", 1)
    write = f"import sys\nsys.path.insert(0, '.')\nopen('imported_slowly.py', 'w').write({SLOW_MODULE!r})\n"
    assert (
        made(0.4)
        .grade(there(notebook, f"{write}import imported_slowly\nspin(0.2)\nreturn imported_slowly.value * x"))
        .solved
    )
    assert made(0.4).grade(there(notebook, f"{write}import imported_slowly\nwhile True: pass")).late


def test_torch_is_imported_before_the_time_begins(tmp_path):
    script = tmp_path / "answer.py"
    script.write_text("""
import sys
from tests.grading.test_time import made
def double(x):
    assert "torch._dynamo" in sys.modules
    import torch
    w = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.Adam([w])
    (w - x).sum().backward()
    optimizer.step()
    return 2 * x
report = made(0.5).grade(double)
assert "torch" in sys.modules and report.solved, str(report)
""")
    done = subprocess.run(
        [sys.executable, script], env=os.environ | {"PYTHONPATH": "."}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_an_import_is_never_interrupted(tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "SHORTEST", 0.2)
    monkeypatch.setattr(clock, "IMPORT", 0.2)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "imported_late.py").write_text(
        "import sys\nstate, go_on = 'begun', sys.modules['go_on']\ntry:\n"
        "    while not go_on.wait(0.01): pass\n    state = 'whole'\nexcept BaseException:\n    state = 'broken'\n"
    )
    monkeypatch.setitem(sys.modules, "go_on", go_on := threading.Event())
    before = set(threading.enumerate())
    assert made(0.01).grade(here("import imported_late\nreturn 2 * x")).late
    go_on.set()
    for thread in set(threading.enumerate()) - before:
        thread.join()
    assert sys.modules["imported_late"].state == "whole"


def test_imports_are_left_as_they_were():
    from importlib import _bootstrap

    before = _bootstrap._find_and_load
    made().grade(here(ENDLESS))
    assert _bootstrap._find_and_load is before


# What the grader does


@pytest.mark.parametrize("within", [in_a_thread, by_alarm])
def test_to_read_what_came_is_not_the_answers_time(within, monkeypatch):
    monkeypatch.setattr(student, "plain", lambda value: spin(0.6) or value)  # noqa: F821  made by SPIN
    outcome = in_process(lambda x: x, within=within)((1,), 0.3)
    assert outcome == Outcome(1)
    assert outcome.seconds < 0.3


@pytest.mark.parametrize("within", [in_a_thread, by_alarm])
def test_who_cannot_be_read_is_ended_too(within, monkeypatch):
    monkeypatch.setattr(clock, "AFTERWARDS", 0.3)

    class Sly:
        @property
        def toarray(self):
            while True:
                pass

    outcome = in_process(Sly, within=within)((), 0.2)
    assert outcome.error == "TimeLimit"
    assert "to read what it returned" in outcome.detail


@pytest.mark.parametrize("claim", [-math.inf, -5.0, math.nan, math.inf, "0", None, True, np.zeros(3)])
def test_what_a_process_says_of_its_time_is_no_more_than_was_seen(claim):
    assert 0 <= replies.outcome({"seconds": claim}, 0, None, 2.0).seconds <= 2
    assert replies.outcome({"seconds": 1.5}, 0, None, 2.0).seconds == 1.5


# Once more


def test_an_answer_that_is_late_is_tried_once_more():
    asked = []

    def warms_up(x):
        asked.append(x)
        while len(asked) == 1:
            pass
        return 2 * x

    assert made(0.3).grade(warms_up).solved
    assert asked == [1, 1, 2]


def test_an_answer_that_is_late_twice_loses():
    asked = []

    def loops(x):
        asked.append(x)
        while True:
            pass

    report = made(0.3).grade(loops)
    assert (report.score, report.late, asked) == (0, True, [1, 1])
    assert "Not tried" in report.results[1].failure.why


class Late(contextlib.nullcontext, RemoteStudent):
    """The judging of a notebook whose function `f`, which doubles, runs out of time in its first `n` calls."""

    def __init__(self, n):
        super().__init__()
        self.n, self.calls = n, 0

    def student_at(self, number):
        return self

    def look(self, name, of=None):
        return Outcome(error="NotPlain", thing=There(self, Place(0, 0))) if name == "f" else Outcome(error="NameError")

    def attempt(self, name, of, args, kwargs, seconds):
        self.calls += 1
        return Outcome(error="TimeLimit", detail=f"late {self.calls}") if self.calls <= self.n else Outcome(2 * args[0])


def test_ordinary_tests_of_what_is_late_are_tried_once_more():
    results = testcells.tested({3: "found = f(1)\nassert found == 2", 5: "assert f(found) == 4"}, [], Late(1))
    assert [result["error"] for result in results.values()] == ["", ""]


def test_ordinary_tests_fail_if_late_twice_or_wrong_once():
    late, wrong = testcells.tested({3: "assert f(1) == 2", 5: "assert f(1) == 3"}, [], Late(2)).values()
    assert "late 2" in late["error"]
    assert "AssertionError" in wrong["error"]


def test_a_teacher_reads_who_ran_out_of_time(capsys):
    _print_summary(Summary(graded=["ada", "bob"], late={"ada": ("ppmi", "svd")}))
    assert "! ada: ran out of time in ppmi, svd" in capsys.readouterr().out
