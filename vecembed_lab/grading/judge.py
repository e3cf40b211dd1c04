"""A notebook is judged: the student's cells run in a sandbox, what is graded is decided here, outside of it."""

import functools
import importlib
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.imports import slow_imports
from vecembed_lab.grading.jail import Limits
from vecembed_lab.grading.reach import PACKAGE
from vecembed_lab.grading.remote import Beside, RemoteStudent, Zygote
from vecembed_lab.grading.replies import CellRun
from vecembed_lab.grading.report import Report
from vecembed_lab.grading.rescue import definitions
from vecembed_lab.grading.student import Answer, Outcome, Transport
from vecembed_lab.grading.testcells import END, LATE, tested

PICTURES = 10_000_000  # bytes of all that students' cells draw; what is more is not shown
CAUSE = re.compile(r"`[\w.]{1,60}` is not installed here|new processes are not allowed")  # in a student's words
CHECKS = re.compile(r"^from vecembed_lab\.(\w+)\.checks import check\b", re.MULTILINE)


class Judge(AbstractContextManager):
    """Judges notebooks one after the other; a context manager, since it keeps a warm process to fork students from.

    Raises NoSandbox, when the first notebook comes, where student code cannot be locked in, unless it is trusted.
    """

    def __init__(self, *, trust_students: bool = False):
        self.trust_students = trust_students
        self._zygote: Zygote | None = None
        self._open = ExitStack()

    def judge(self, notebook: Any, *, seed: int, earlier: Sequence[str] = (), beside: Beside = ()) -> "Losses":
        """Fill in the outputs of every code cell; what cost points that would not have at home.

        `notebook` is one that `rescue` rebuilt: whatever is locked in it is the teacher's. `seed` draws the inputs of
        all checks. `earlier` names the units whose answers are no secret any more; `beside` are files and folders that
        cells find where they run, by their names.
        """
        try:
            return self._judge(notebook, seed, earlier, beside)
        except BaseException:
            self.__exit__()  # the next one gets a process that nothing happened to
            raise

    def _judge(self, notebook: Any, seed: int, earlier: Sequence[str], beside: Beside) -> "Losses":
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        exercises, hidden = {}, answering(earlier)
        for name in checks(cells):
            exercises |= importlib.import_module(f"vecembed_lab.{name}.checks").EXERCISES
        zygote = self._warm(cell.source for cell in cells if not is_test(cell))
        new_student = functools.partial(zygote.student, hidden=hidden, beside=beside, limits=Limits())
        with Sitting(cells, new_student) as sitting:
            sitting.check(exercises, seed)
        if not sitting.test(exercises, definitions(notebook)):
            self.__exit__()  # what was killed may have been talking to the warm process
        return sitting.losses

    def _warm(self, sources: Iterable[str]) -> Zygote:
        """The process to fork from, which has imported whatever of these cells takes long."""
        if self._zygote is None:
            self._zygote = self._open.enter_context(Zygote(trust_students=self.trust_students))
        self._zygote.preload(set().union(*map(slow_imports, sources)))
        return self._zygote

    def memory(self) -> int:
        """Bytes of the largest student process, if there was one."""
        return self._zygote.memory() if self._zygote else 0

    def __exit__(self, *_: object) -> None:
        self._open.close()
        self._zygote = None


@dataclass
class Losses:
    """What cost points and is not a wrong answer: too little time for some exercises, or what is not to be had here."""

    late: list[str] = field(default_factory=list)
    causes: set[str] = field(default_factory=set)


NewStudent = Callable[[], AbstractContextManager[RemoteStudent]]


class Sitting(ExitStack):
    """The judging of one notebook, from top to bottom, as a notebook runs; the student's process ends with it."""

    def __init__(self, cells: Sequence[Any], new_student: NewStudent):
        super().__init__()
        self.cells, self.new_student = cells, new_student
        self.tests = {number: cell for number, cell in enumerate(cells) if is_test(cell)}
        self.losses = Losses()
        self._next, self._room = 0, PICTURES

    def __enter__(self) -> "Sitting":
        self.student = self.enter_context(self.new_student())
        return self

    def student_at(self, number: int) -> RemoteStudent:
        """The student's process when all cells above this one have run, fit for an answer whatever came before.

        What an answer above has left must not cost the next cell, nor what a cell has left the next answer.
        """
        self.student.ready()
        for count, cell in enumerate(self.cells[self._next : number], start=self._next + 1):
            if not is_test(cell):
                cell.outputs = self._shown(self.student.run_cell(cell.source, count))
        self._next = max(self._next, number)
        self.student.ready()
        return self.student

    def _shown(self, run: CellRun) -> list[Any]:
        self._room -= sum(len(part) for part in run.outputs if isinstance(part, bytes))
        texts = tuple(part for part in run.outputs if isinstance(part, str))
        return shown(run if self._room >= 0 else replace(run, outputs=texts))

    def check(self, exercises: Mapping[str, Exercise], seed: int) -> None:
        """Run all cells, and judge those that say `check(name)` where they stand.

        Cells may have been run in another order: who lacks a name there is judged once more when all have run.
        """
        asked = {n: exercises[checked(c.source)] for n, c in self.tests.items() if checked(c.source) in exercises}
        reports = {number: self._report(number, exercise, seed) for number, exercise in asked.items()}
        lacking = [number for number, (_, lacks) in reports.items() if lacks and self._has_more(number)]
        self.student_at(END)
        for number in lacking:
            again = self._report(END, asked[number], seed)
            reports[number] = max(reports[number], again, key=lambda each: each[0].score)
        for number, (report, _) in reports.items():
            self.cells[number].outputs = reported(report, _points(self.cells[number]))
            self.losses.late += [report.exercise] * report.late
            self.losses.causes |= set(CAUSE.findall(str(report)) if not report.solved else ())

    def _report(self, number: int, exercise: Exercise, seed: int) -> tuple[Report, bool]:
        """What the answer earns at a place, and whether a name was missing there."""
        transport = Watching(self.student_at(number).transport(exercise.name))
        return exercise.grade(Answer(transport, self._source(exercise.name)), seed=seed), transport.lacks

    def _has_more(self, number: int) -> bool:
        """Whether a cell of the student's stands below this one."""
        return any(not (is_test(cell) or _is_locked(cell)) for cell in self.cells[number:])

    def test(self, exercises: Mapping[str, Exercise], definitions: Sequence[str] = ()) -> bool:
        """Judge all other tests, in a process of its own with students of its own; whether it ended in time.

        The tests may use the names of the teacher's `definitions` and locked cells.
        """
        tests = {number: cell.source for number, cell in self.tests.items() if checked(cell.source) not in exercises}
        setup = [*definitions, *(c.source for c in self.cells if _is_locked(c) and not is_test(c))]
        results = tested(tests, setup, Sitting(self.cells, self.new_student)) if tests else {}
        for number, result in results.items():
            self.cells[number].outputs = scored(result, _points(self.cells[number]))
            self.losses.causes |= set(CAUSE.findall(result["error"]))
        return all(result["error"] != LATE for result in results.values())

    def _source(self, name: str) -> str:
        """The text of the answer."""
        return next((c.source for c in self.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name), "")


@dataclass
class Watching:
    """A transport that notes whether a call stopped since a name, or an attribute, was not there."""

    transport: Transport
    lacks: bool = False

    def __call__(self, args: tuple, seconds: float) -> Outcome:
        """What the call did."""
        outcome = self.transport(args, seconds)
        self.lacks |= outcome.error in ("NameError", "UnboundLocalError", "AttributeError")
        return outcome


# What stands in a notebook


def is_test(cell: Any) -> bool:
    """Whether a code cell is graded and not written by the student."""
    mark = cell.metadata.get("nbgrader", {})
    return bool(mark.get("grade")) and not mark.get("solution")


def checks(cells: Iterable[Any]) -> list[str]:
    """The names of the check files that the teacher's locked cells import from."""
    return [name for cell in cells if _is_locked(cell) for name in CHECKS.findall(cell.source)]


def _is_locked(cell: Any) -> bool:
    mark = cell.metadata.get("nbgrader", {})
    return bool(mark.get("locked")) and not mark.get("solution")


def _points(cell: Any) -> float:
    return float(cell.metadata["nbgrader"]["points"])


def checked(source: str) -> str:
    """The name in `check(name)`, if that is all that a cell says; otherwise nothing."""
    call = re.fullmatch(r"check\((\w+)\)", source.strip())
    return call[1] if call else ""


def answering(earlier: Iterable[str]) -> list[Path]:
    """What a student must not see: the rooms of all units but the `earlier` ones, and of those the checks.

    A room is a folder of the package with checks in it.
    """
    checks, public = sorted(PACKAGE.glob("*/checks")), set(earlier)
    return [folder if folder.parent.name in public else folder.parent for folder in checks]


# What is shown


def shown(run: CellRun) -> list[Any]:
    """The outputs of a student's cell: text and pictures, nothing that a browser could run."""
    outputs = [
        output("stream", name="stdout", text=part)
        if isinstance(part, str)
        else output("display_data", {"image/png": b64encode(part).decode(), "text/plain": "a picture"})
        for part in run.outputs
    ]
    return outputs + ([failed("Error", run.error)] if run.error else [])


def output(kind: str, data: Mapping[str, Any] | None = None, **parts: Any) -> Any:
    """An output of a cell. nbformat's own `new_output` would check each against a schema, which takes long."""
    from nbformat import from_dict

    about = {} if data is None else {"metadata": {}, "data": data}
    return from_dict({"output_type": kind, **about, **parts})


def failed(kind: str, why: str) -> Any:
    """The output of a cell that stopped; nbgrader gives it no point."""
    return output("error", ename=kind, evalue=why, traceback=[why])


def reported(report: Any, points: float) -> list[Any]:
    """What `check` shows and returns in a notebook: nbgrader reads the points from the plain float."""
    score = report.score if report.points == points else min(report.score / report.points, 1.0) * points
    return [
        output("display_data", report._repr_mimebundle_()),
        output("execute_result", {"text/plain": repr(score)}, execution_count=None),
    ]


def scored(result: Mapping[str, Any], points: float) -> list[Any]:
    """What an ordinary test cell shows. A number is partial credit, which nbgrader wants between 0 and `points`."""
    printed, value, error = (result[part] for part in ("printed", "value", "error"))
    outputs = [output("stream", name="stdout", text=printed)] if printed else []
    if error:
        return [*outputs, failed("TestFailed", error)]
    if isinstance(value, float):
        value = repr(min(max(value, 0.0), points) if value == value else 0.0)  # NaN is no points
    if value is not None:
        outputs.append(output("execute_result", {"text/plain": value}, execution_count=None))
    return outputs
