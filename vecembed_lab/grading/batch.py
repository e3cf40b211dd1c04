"""A class is graded, several submissions at a time, into nbgrader's own gradebook and folders.

The processes that judge know nothing of the gradebook; this one alone writes, so a class can be graded while others
look at it. A submission is saved whole, and the next run goes on with those that are left.
"""

import gc
import json
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from copy import deepcopy
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from vecembed_lab.files.installed import page
from vecembed_lab.grading import jail
from vecembed_lab.grading.books import Assignment, BatchError, Books, Graded, Summary
from vecembed_lab.grading.intake import HandedIn, Refused, handed_in
from vecembed_lab.grading.judge import Judge
from vecembed_lab.grading.rescue import taken_in
from vecembed_lab.grading.usage import peak

DEADLINE = 900.0  # seconds for one submission, by the clock: more than all limits in it together
PATIENCE = 5.0  # seconds for a worker to end by itself
LOOK = 1.0  # seconds between two looks at the clock


class Marker:
    """Grades submissions of one assignment; what a worker runs. A context manager, like the judge in it."""

    def __init__(self, assignment: Assignment, *, trust_students: bool = False):
        self.assignment, self.judge = assignment, Judge(trust_students=trust_students)

    def __enter__(self) -> "Marker":
        import nbformat

        self._release = nbformat.reads(self.assignment.release, as_version=4)
        cells = nbformat.reads(self.assignment.official, as_version=4).cells
        self._official = {cell.metadata.nbgrader.grade_id: cell for cell in cells if "nbgrader" in cell.metadata}
        return self

    def __exit__(self, *_: object) -> None:
        self.judge.__exit__()

    def grade(self, student: str, submitted: Path | HandedIn) -> Graded:
        """The notebook that lies at `submitted`, or was read there, rebuilt and judged."""
        try:
            handed = self._handed_in(submitted)
            rescued = taken_in(handed, self._release)
            self._overwrite(rescued.notebook)
            about = {"earlier": self.assignment.earlier, "beside": self.assignment.beside}
            losses = self.judge.judge(rescued.notebook, seed=self.assignment.seed, **about)
            text = json.dumps(rescued.notebook, ensure_ascii=False, sort_keys=True)  # nbformat's line breaks take long
            more = {"late": tuple(losses.late), "causes": tuple(sorted(losses.causes)), "digest": handed.digest}
            return Graded(student, f"{text}\n", tuple(rescued.notes), **more)
        except Refused as refused:
            return Graded(student, error=str(refused))
        except Exception as error:  # ours, or this machine's: the student must not be given 0 for it
            return Graded(student, error=f"{type(error).__name__}: {error}")

    def _handed_in(self, submitted: Path | HandedIn) -> HandedIn:
        return submitted if isinstance(submitted, HandedIn) else handed_in(submitted, self.assignment.notebooks)

    def _overwrite(self, notebook: Any) -> None:
        """What nbgrader's OverwriteCells does: marks, points and all that is locked as the gradebook has them."""
        for cell in notebook.cells:
            if "nbgrader" in cell.metadata:
                official = self._official[cell.metadata.nbgrader.grade_id]
                cell.metadata = deepcopy(official.metadata)
                cell.source = cell.source if cell.metadata.nbgrader.solution else official.source


def grade(
    course: Path,
    unit: str,
    *,
    workers: int = 1,
    pool: Callable[["Marker", Sequence[tuple[str, Path]]], Any] | None = None,
    force: bool = False,
    trust_students: bool = False,
    progress: Callable[[int, int, str], None] = lambda done, all_, student: None,
) -> Summary:
    """Grade what was handed in for `unit` and is not graded yet; with `force`, everything.

    `pool` is who does it instead of `workers` processes of this machine. `progress` is told how many are done, of how
    many, and whose came last. Ctrl-C ends the run between two submissions. Raises BatchError if nothing can be graded
    at all, or if another run is at it.
    """
    books = Books(course, unit)
    with books.alone():
        waiting, summary = books.waiting(force)
        marker = Marker(books.assignment(), trust_students=trust_students)
        with pool(marker, waiting) if pool else Pool(marker, waiting, workers) as crew, books:
            try:
                for done, graded in enumerate(crew.graded(), start=1):
                    _note(summary, graded, books)
                    progress(done, len(waiting), graded.student)
            except KeyboardInterrupt:
                summary.interrupted = True
    summary.judge_memory, summary.student_memory = crew.memory
    return summary


def _note(summary: Summary, graded: Graded, books: Books) -> None:
    if graded.error:
        summary.errors[graded.student] = graded.error
        return
    if error := books.save(graded):
        summary.errors[graded.student] = error
        return
    summary.graded.append(graded.student)
    summary.unlisted += [graded.student] * (graded.student in books.strangers)
    if graded.notes:
        summary.repaired[graded.student] = graded.notes
    if graded.late:
        summary.late[graded.student] = graded.late
    for cause in graded.causes:
        summary.causes.setdefault(cause, []).append(graded.student)


# The workers


class Pool:
    """Processes that grade, each one submission at a time. One that dies is replaced; its submission is an error."""

    def __init__(self, marker: Marker, waiting: Sequence[tuple[str, Path]], workers: int):
        self.marker, self.rest, self.workers = marker, iter(waiting), min(workers, len(waiting))
        self.memory = (0, 0)
        self._fork = multiprocessing.get_context("fork")
        self._running: dict[Connection, tuple[Any, str, float]] = {}  # with the process, whose it is, and until when

    def __enter__(self) -> "Pool":
        if lacking := [] if self.marker.judge.trust_students else jail.missing():
            raise BatchError(
                f"students' code cannot be locked in here: {'; '.join(lacking)}. Grade on another machine, or in a "
                f"container ({page('teaching.md')} has the lines); --trust-students runs code with all your rights"
            )
        for _ in range(self.workers):
            self._start()
        return self

    def __exit__(self, *_: object) -> None:
        for link in list(self._running):
            link.close()
        for process, *_ in self._running.values():
            process.join(PATIENCE)
            process.kill()

    def graded(self) -> Iterator[Graded]:
        """The submissions as they are done."""
        while self._running:
            for link in wait(list(self._running), LOOK):
                yield from self._answer(link)
            for link, (process, _, until) in list(self._running.items()):
                if not link.poll() and (time.monotonic() > until or not process.is_alive()):
                    yield from self._lost(link)  # there may be no end of the pipe, if something of it lives on

    def _answer(self, link: Connection) -> Iterator[Graded]:
        try:
            answer = link.recv()
        except (EOFError, OSError):
            yield from self._lost(link)
            return
        process, *_ = self._running.pop(link)
        if isinstance(answer, Graded):
            self._next(link, process)
            yield answer
        else:
            self.memory = tuple(map(max, self.memory, answer))
            process.join()

    def _lost(self, link: Connection) -> Iterator[Graded]:
        """Replace a worker that ended or takes too long."""
        process, student, until = self._running.pop(link)
        process.kill()
        process.join()
        link.close()
        if student:
            self._start()
            how = f"took more than {DEADLINE:g} s" if time.monotonic() > until else f"ended ({process.exitcode})"
            yield Graded(student, error=f"the process that graded it {how}")

    def _start(self) -> None:
        ours, theirs = self._fork.Pipe()
        process = self._fork.Process(target=_work, args=(self.marker, theirs, [ours, *self._running]), daemon=False)
        process.start()
        theirs.close()
        self._next(ours, process)

    def _next(self, link: Connection, process: Any) -> None:
        """Hand a worker its next submission, or None as a sign to go home."""
        work = next(self.rest, None)
        self._running[link] = process, work[0] if work else "", time.monotonic() + DEADLINE
        link.send(work)


def _work(marker: Marker, link: Connection, inherited: Sequence[Connection]) -> None:
    """The life of a worker. At its end it tells how much memory it took, and the largest student process."""
    gc.freeze()  # what is inherited need not be looked at, or copied, again and again
    for other in inherited:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who hands out the work
    with suppress(OSError), marker:  # nobody listens any more
        while (work := _received(link)) is not None:
            link.send(marker.grade(*work))
        link.send([peak("SELF"), marker.judge.memory()])


def _received(link: Connection) -> Any:
    try:
        return link.recv()
    except EOFError:
        return None
