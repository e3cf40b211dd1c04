"""Grading on a Dask cluster: the work of `batch.Pool`, done by processes on other machines.

What is sent is the text of the assignment, the class seed and the bytes that a student handed in; what comes back is
the graded notebook and its notes. The gradebook is written here, by the one process that asked. A task can be done
again anywhere and gives the same, so Dask gives those of a worker that is lost to another.
"""

import functools
import hashlib
import logging
import os
import platform
import subprocess
import sys
import time
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import astuple
from importlib import metadata
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import vecembed_lab
from vecembed_lab.data import registry
from vecembed_lab.files.installed import install
from vecembed_lab.grading import jail
from vecembed_lab.grading.batch import DEADLINE, Assignment, BatchError, Graded, Marker
from vecembed_lab.grading.intake import HandedIn, Refused, handed_in

PATIENCE = 15  # seconds for a scheduler to answer, and for a first worker to be there
IDLE = 120.0  # seconds after which a process that judges and has nothing to do ends
AHEAD = 2  # submissions on their way for each one that is being graded
LIBRARIES = ("numpy", "scipy", "scikit-learn", "torch", "gensim", "nbformat")  # that scores and notebooks depend on

QUESTION = "__import__('vecembed_lab.classroom.cluster').classroom.cluster.standing({!r}, {!r})"  # any worker reads it


class Unfit(Exception):
    """A worker that would not give the scores that this machine gives; the message says why."""


class Cluster:
    """All workers of a Dask cluster, as a `batch.Pool` is all processes of this machine."""

    memory = (0, 0)  # theirs, and not known here

    def __init__(self, marker: Marker, waiting: Sequence[tuple[str, Path]], *, scheduler: str):
        self.assignment, self.trust, self.waiting = marker.assignment, marker.judge.trust_students, waiting
        self.scheduler = scheduler
        if names := [name for name, _ in self.assignment.beside]:
            raise BatchError(
                f"{', '.join(names)} was handed out with {self.assignment.unit}, and the machines of a cluster do not "
                "have it: grade this unit without --scheduler"
            )

    def __enter__(self) -> "Cluster":
        self.client = _connected(self.scheduler)
        try:
            self._inspect()
        except BaseException:
            self.client.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def graded(self) -> Iterator[Graded]:
        """The submissions as they are done; few are under way at a time, so that this can be stopped."""
        from distributed import as_completed

        rest, running, students = iter(self.waiting), as_completed(loop=self.client.loop), {}
        while True:
            slots = self._slots()
            while running.count() < slots and (work := next(rest, None)):
                student, path = work
                try:
                    future = self._submit(student, handed_in(path, self.assignment.notebooks))
                except Refused as refused:
                    yield Graded(student, error=str(refused))
                else:
                    students[future.key] = student
                    running.add(future)
            if not running.count():
                return
            future = next(running)
            yield self._result(future, students.pop(future.key))

    def _slots(self) -> int:
        try:
            return (1 + AHEAD) * max(1, sum(self.client.nthreads().values()))
        except OSError:
            raise self._gone() from None

    def _submit(self, student: str, handed: HandedIn) -> Any:
        expected = standing(self.assignment.unit, self.trust)
        return self.client.submit(_mark, expected, self.assignment, self.trust, student, handed, pure=False)

    def _result(self, future: Any, student: str) -> Graded:
        """What a task gave; a result that was lost with its worker is waited for again.

        A worker that is not fit, or a scheduler that is gone, ends the run: the next one goes on from there.
        """
        try:
            return Graded(*future.result())
        except Unfit as error:
            raise BatchError(f"{error}. What was graded until now is kept") from None
        except Exception as error:  # the student must not be given 0 for it
            if isinstance(error, CancelledError) or self.client.status != "running":
                raise self._gone() from None
            return Graded(student, error=f"the cluster could not grade it: {type(error).__name__}: {error}")

    def _gone(self) -> BatchError:
        return BatchError(f"the Dask scheduler at {self.scheduler} is gone; start it and run this again")

    def _inspect(self) -> None:
        """Raise BatchError unless every worker would give the scores that this machine gives."""
        expected = standing(self.assignment.unit, self.trust)
        question = QUESTION.format(self.assignment.unit, self.trust)
        answers = self.client.run(eval, question, on_error="return")
        wrong = {worker: differences(expected, answer) for worker, answer in sorted(answers.items())}
        if told := [f"{worker}: {'; '.join(reasons)}" for worker, reasons in wrong.items() if reasons]:
            raise BatchError("not every worker can grade. " + ". ".join(told))


def _connected(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise BatchError(f"this needs Dask: {install('teach', 'cluster')}") from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what goes wrong is told below, in a sentence
    try:
        client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:  # of the latter kind is an address that is none
        reason = str(error).splitlines()[0]
        raise BatchError(
            f"no Dask scheduler answers at {scheduler} ({reason}); start one with: dask scheduler"
        ) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        raise BatchError(
            f"the scheduler at {scheduler} has no workers; start some with: dask worker {scheduler} --nthreads 1"
        ) from None
    return client


# What has to be the same everywhere


@functools.cache
def standing(unit: str, trust_students: bool) -> dict[str, str]:
    """What the scores of a unit depend on, in words: the same here and there, or a worker is not fit."""
    versions = {name: _version(name) for name in LIBRARIES}
    lacking = [] if trust_students else jail.missing()
    return {
        "the course": _course(),
        "Python": ".".join(platform.python_version_tuple()[:2]),
        **versions,
        "its data": ", ".join(_data(unit)) or "none",
        "the sandbox": f"missing: {' and '.join(lacking)}" if lacking else "there",
    }


def differences(here: Mapping[str, str], there: Mapping[str, str] | Exception) -> list[str]:
    """Why a worker is not fit, if it is not."""
    if isinstance(there, ImportError | AttributeError):
        return [f"the course is not installed, or another version of it ({there})"]
    if isinstance(there, Exception):
        return [f"it cannot answer ({type(there).__name__}: {there})"]
    here = {**here, "the sandbox": "there"}  # where it is needed: those who trust their students have said so
    return [f"{name} is {there.get(name)}, here {value}" for name, value in here.items() if there.get(name) != value]


def _course() -> str:
    """The package as a number that changes with any line of its code."""
    root, digest = Path(vecembed_lab.__file__).parent, hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return f"version {digest.hexdigest()[:12]}"


def _version(library: str) -> str:
    try:
        return metadata.version(library).partition("+")[0]  # not for which kind of machine it was built
    except metadata.PackageNotFoundError:
        return "not installed"


def _data(unit: str) -> list[str]:
    """The data sets of a unit that are on this machine: some checks measure on them."""
    name = unit.partition("_")[2]
    return sorted(row.name for row in registry.status() if row.cached and name in registry.DATASETS[row.name].units)


# On a worker


class _Desk:
    """A process beside a worker that judges. In the worker itself a fork is not safe, because Dask runs threads."""

    def __init__(self, assignment: Assignment, trust_students: bool):
        import socket

        ours, theirs = socket.socketpair()
        code = "import sys; from vecembed_lab.classroom import cluster; cluster.serve(int(sys.argv[1]))"
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-c", code, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={**os.environ, "OMP_NUM_THREADS": "1"},  # workers share the cores
                stdin=subprocess.DEVNULL,
            )
        self.link, self.used = Connection(ours.detach()), time.monotonic()
        self.link.send((assignment, trust_students))

    def grade(self, student: str, handed: HandedIn) -> Graded:
        try:
            self.link.send((student, handed))
            if self.link.poll(DEADLINE):
                return self.link.recv()
            self.process.kill()
            return Graded(student, error=f"the process that graded it took more than {DEADLINE:g} s")
        except (EOFError, OSError):
            return Graded(student, error=f"the process that graded it ended ({self.process.wait()})")
        finally:
            self.used = time.monotonic()

    def is_ready(self) -> bool:
        """Whether it lives, and will for a while."""
        return self.process.poll() is None and time.monotonic() - self.used < IDLE / 2


_desks: defaultdict[tuple[Assignment, bool], deque[_Desk]] = defaultdict(deque)  # that have nothing to do


def _mark(
    expected: dict[str, str], assignment: Assignment, trust_students: bool, student: str, handed: HandedIn
) -> tuple:
    """Grade one submission: what Dask calls on a worker, one call at a time in each of its threads."""
    if reasons := differences(expected, standing(assignment.unit, trust_students)):
        raise Unfit(f"a worker on {platform.node()} cannot grade: {'; '.join(reasons)}")
    desk = _desk(assignment, trust_students)
    graded = desk.grade(student, handed)
    _desks[assignment, trust_students].append(desk)
    return astuple(graded)


def _desk(assignment: Assignment, trust_students: bool) -> _Desk:
    """One that has nothing to do, or a new one; those that have ended are forgotten."""
    for work, idle in list(_desks.items()):
        if all(desk.process.poll() is not None for desk in list(idle)):
            _desks.pop(work, None)
    idle = _desks[assignment, trust_students]
    with suppress(IndexError):  # another thread may take the last one
        while idle:
            if (desk := idle.pop()).is_ready():
                return desk
    return _Desk(assignment, trust_students)


def serve(descriptor: int) -> None:
    """The life of a `_Desk`'s process: it ends when its worker does, or when it has had nothing to do for a while."""
    link = Connection(descriptor)
    assignment, trust_students = link.recv()
    with Marker(assignment, trust_students=trust_students) as marker:
        while link.poll(IDLE):
            try:
                link.send(marker.grade(*link.recv()))
            except (EOFError, OSError):  # nobody is there any more
                return
