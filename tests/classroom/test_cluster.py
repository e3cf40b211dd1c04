"""`vecembed grade --scheduler`: a scheduler and its workers as processes of their own, some of them killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import defaultdict, deque
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

import vecembed_lab
from tests.grading import test_batch as toyclass
from tests.patience import PATIENCE, wait_for
from vecembed_lab import cli
from vecembed_lab.classroom import cluster
from vecembed_lab.files.units import ROOT, Unit
from vecembed_lab.grading import batch
from vecembed_lab.grading.batch import BatchError, grade
from vecembed_lab.grading.intake import handed_in

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the sandbox needs Linux")
released, course = toyclass.released, toyclass.course
DASK = Path(sys.executable).with_name("dask")
UNIT = toyclass.UNIT


@contextmanager
def process(log, *words, **environment):
    with open(log, "w") as file:
        here = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__SCHEDULER__WORKER_SATURATION": "1.0"}
        run = subprocess.Popen([DASK, *words], stdout=file, stderr=file, env=here | environment)
    try:
        yield run
    finally:
        run.kill()
        run.wait()


@contextmanager
def scheduler(folder):
    with process(folder / "scheduler", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard") as run:
        line = wait_for_line(folder / "scheduler", "Scheduler at:")
        yield line.split()[-1], run


@contextmanager
def worker(folder, name, address, **environment):
    options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", name)
    with process(folder / name, "worker", address, *options, **environment) as run:
        wait_for_line(folder / name, "Registered to:")
        yield run


def wait_for_line(path, text):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = [line for line in path.read_text().splitlines() if text in line]
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"{text!r} never came: {path.read_text()[-2000:]}")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A scheduler without workers."""
    with scheduler(tmp_path_factory.mktemp("scheduler")) as (address, _):
        yield address


def on(address):
    return partial(cluster.Cluster, scheduler=address)


def slow_class(course, size):
    """The class, with a crowd that answers as ada does and takes its time."""
    double, *others = toyclass.ANSWERS["ada"]
    for number in range(size):
        toyclass.hand_in(course, f"s{number}", f"import time\ntime.sleep(0.3)\n{double}", *others)


def test_a_worker_killed_in_the_middle_costs_nothing(course, tmp_path, address, monkeypatch):
    """Every submission is saved once, and with the points that it gets on one machine."""
    slow_class(course, 9)
    toyclass.submitted(course, "bob").write_bytes(b"not a notebook")
    toyclass.submitted(course, "cy").rename(toyclass.submitted(course, "cy").with_name("mine.ipynb"))
    local = tmp_path / "local"
    shutil.copytree(course, local)
    saved, save = [], batch.Books.save
    monkeypatch.setattr(batch.Books, "save", lambda books, graded: saved.append(graded.student) or save(books, graded))

    with worker(tmp_path, "one", address) as victim, worker(tmp_path, "two", address):

        def kill(done, all_, student):
            if done == 3:
                victim.send_signal(signal.SIGKILL)

        summary = grade(course, UNIT, pool=on(address), progress=kill)
    students = [*toyclass.ANSWERS, *(f"s{number}" for number in range(9))]
    assert summary.errors == {}
    assert sorted(saved) == sorted(summary.graded) == sorted(students)
    assert victim.poll() == -signal.SIGKILL
    here = grade(local, UNIT, workers=2)
    assert toyclass.gradebook(course) == toyclass.gradebook(local)
    assert summary.repaired == here.repaired
    for student in students:
        ours, theirs = (toyclass.autograded(root, student).read_bytes() for root in (course, local))
        assert ours == theirs


def test_files_that_only_this_machine_has_are_named_before_anybody_is_graded(course):
    Unit(UNIT, course).release.with_name("words.csv").write_text("a,b")
    with pytest.raises(BatchError, match=r"^words\.csv was handed out with 01_toy, .* without --scheduler$"):
        grade(course, UNIT, pool=on("tcp://127.0.0.1:1"))
    assert toyclass.scores(course) == {}


@pytest.mark.slow
def test_workers_and_their_processes_leave_nothing_behind(course, tmp_path, address):
    with worker(tmp_path, "brief", address) as run:
        assert grade(course, UNIT, pool=on(address)).errors == {}
        desk = [pid for pid in children(run.pid) if b"cluster.serve" in command(pid)]
        assert len(desk) == 1
        run.kill()
        wait_for(lambda: not command(desk[0]))


def children(pid):
    """The processes that any thread of a process has started."""
    lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for text in lists for child in text.split()]


def command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


# What is told before anything is graded


def test_an_older_course_and_a_missing_sandbox_are_told_by_worker(course, tmp_path, address):
    """Two workers that are not fit: one has another package, one a kernel without Landlock."""
    (tmp_path / "older" / "vecembed_lab").mkdir(parents=True)
    (tmp_path / "older" / "vecembed_lab" / "__init__.py").touch()
    (tmp_path / "bare").mkdir()
    patch = "from vecembed_lab.grading import jail\njail.missing = lambda: ['a newer kernel']\n"
    (tmp_path / "bare" / "sitecustomize.py").write_text(patch)
    with (
        worker(tmp_path, "w1", address, PYTHONPATH=str(tmp_path / "older")),
        worker(tmp_path, "w2", address, PYTHONPATH=f"{tmp_path / 'bare'}:{ROOT}"),
        pytest.raises(BatchError) as caught,
    ):
        grade(course, UNIT, pool=on(address))
    said = str(caught.value)
    assert "the course is not installed, or another version of it (No module named 'vecembed_lab.classroom')" in said
    assert "the sandbox is missing: a newer kernel, here there" in said
    assert toyclass.scores(course) == {}


def test_nobody_answers(course, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with pytest.raises(BatchError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1 .*dask scheduler"):
        grade(course, UNIT, pool=on("tcp://127.0.0.1:1"))
    with pytest.raises(BatchError, match="no Dask scheduler answers at nonsense"):
        grade(course, UNIT, pool=on("nonsense"))


def test_a_cluster_without_workers(course, address, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 2)
    with pytest.raises(BatchError, match="has no workers; start some with: dask worker tcp://"):
        grade(course, UNIT, pool=on(address))


def test_without_dask(course, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BatchError, match=r"needs Dask: python -m pip install .*cluster"):
        grade(course, UNIT, pool=on("tcp://127.0.0.1:1"))


@pytest.mark.slow
def test_a_scheduler_that_goes_away(course, tmp_path):
    """What was graded is kept, and the next run, here, goes on from there."""
    slow_class(course, 6)
    with scheduler(tmp_path) as (address, run), worker(tmp_path, "only", address):

        def kill(done, all_, student):
            if done == 2:
                run.kill()

        with pytest.raises(BatchError, match="is gone"):
            grade(course, UNIT, pool=on(address), progress=kill)
    kept = len(toyclass.scores(course))
    assert kept >= 2
    rest = grade(course, UNIT, workers=2)
    assert (rest.kept, len(rest.graded)) == (kept, 9 - kept)


def test_differences_are_in_words():
    here = {"the course": "version a", "numpy": "2", "the sandbox": "missing: x"}
    assert cluster.differences(here, {"the course": "version a", "numpy": "2", "the sandbox": "there"}) == []
    assert cluster.differences(here, {**here, "numpy": "1"}) == [
        "numpy is 1, here 2",
        "the sandbox is missing: x, here there",
    ]
    assert cluster.differences(here, OSError("no room")) == ["it cannot answer (OSError: no room)"]


def test_every_line_of_the_package_makes_another_version(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "vecembed_lab", tmp_path / "vecembed_lab", ignore=shutil.ignore_patterns("__pycache__"))
    before = cluster._course()
    monkeypatch.setattr(vecembed_lab, "__file__", str(tmp_path / "vecembed_lab" / "__init__.py"))
    assert cluster._course() == before
    with open(tmp_path / "vecembed_lab" / "similarity" / "checks" / "cosine.py", "a") as file:
        file.write("#\n")
    assert cluster._course() != before


def test_the_command_hands_the_address_on(monkeypatch):
    asked = {}

    def grade(course, unit, **how):
        asked.update(how)
        return batch.Summary(graded=["ada"])

    monkeypatch.setattr(batch, "grade", grade)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    done = CliRunner().invoke(cli.app, ["grade", "1", "--scheduler", "tcp://there:8786"])
    assert (done.exit_code, done.exception) == (0, None)
    assert asked["pool"].keywords == {"scheduler": "tcp://there:8786"}


def test_a_desk_that_does_not_end_is_stopped(monkeypatch, tmp_path):
    monkeypatch.setattr(cluster, "DEADLINE", 0.0)  # it cannot answer at once: it has to start first
    desk = cluster._Desk(batch.Assignment("01_toy", "{}", "{}", 0), False)
    graded = desk.grade("ada", handed_in(tmp_path / "none.ipynb"))
    assert graded == batch.Graded("ada", error="the process that graded it took more than 0 s")
    desk.process.wait(5)
    assert not desk.is_ready()


def test_a_desk_is_used_again_while_it_lives(monkeypatch):
    """A warm process is kept; one that has ended is replaced, and forgotten."""

    class Desk(cluster._Desk):
        def __init__(self, *work):
            self.process, self.ready = self, True

        def poll(self):
            return None if self.ready else 0

        def is_ready(self):
            return self.ready

    monkeypatch.setattr(cluster, "_Desk", Desk)
    monkeypatch.setattr(cluster, "_desks", desks := defaultdict(deque))
    one, other = (batch.Assignment("01_toy", text, text, 0) for text in "ab")
    first = cluster._desk(one, False)
    desks[one, False].append(first)
    assert cluster._desk(other, False) is not first
    assert cluster._desk(one, False) is first
    assert cluster._desk(one, False) is not first  # it is taken
    desks[one, False].append(first)
    first.ready = False
    assert cluster._desk(one, False) is not first
    assert all(first not in idle for idle in desks.values())
