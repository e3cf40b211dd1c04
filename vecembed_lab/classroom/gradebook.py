"""A graded class: the scores from nbgrader's gradebook, the reasons from the reports in the autograded notebooks."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from vecembed_lab import CourseError
from vecembed_lab.files.installed import install
from vecembed_lab.files.notebooks import NotebookError, cell_mark, read
from vecembed_lab.files.units import CONFIG, Unit
from vecembed_lab.grading.books import is_listed
from vecembed_lab.grading.report import MIME

LONGEST = 500  # characters of a sentence in a report; ours are shorter


class ClassroomError(CourseError):
    """There is nothing to report on: what is missing and what to do, in one sentence."""


@dataclass(frozen=True)
class Item:
    """One thing to answer, as it was handed out; `written` answers are graded by a person."""

    name: str
    points: float
    written: bool
    stub: str = ""  # what stood in the answer cell


@dataclass(frozen=True)
class Student:
    """Somebody on the class list."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""

    @property
    def name(self) -> str:
        """Last name, first name; the id if the class list has no names."""
        return ", ".join(part for part in (self.last_name, self.first_name) if part) or self.id


@dataclass(frozen=True)
class Mark:
    """What a student got for one item: None while it waits for a person. `mistake` is the name of a known one."""

    earned: float | None
    blank: bool = False  # still what was handed out
    mistake: str = ""
    said: str = ""  # the sentence that the student read: about the mistake if it is known, else the first failure
    noticed: bool = False  # whether that sentence was found in general, without a mistake that the checks list


@dataclass(frozen=True)
class Submission:
    """What one student handed in, graded. `penalty` is nbgrader's, for being late.

    `notice` is what the student was told if the notebook had to be repaired; `unreadable` if that was impossible.
    """

    student: Student
    marks: dict[str, Mark]
    penalty: float = 0.0
    notice: str = ""
    unreadable: bool = False

    @property
    def waits(self) -> bool:
        """Whether a person still has to grade something in it."""
        return any(mark.earned is None for mark in self.marks.values())

    @property
    def grade(self) -> float | None:
        """All points less the penalty, as nbgrader counts them; None while something waits for a person."""
        if self.waits:
            return None
        return max(0.0, sum(mark.earned or 0.0 for mark in self.marks.values()) - self.penalty)


@dataclass(frozen=True)
class Classroom:
    """Everybody and everything about one unit."""

    unit: str
    items: list[Item]
    submissions: list[Submission]
    missing: list[Student] = field(default_factory=list)  # handed in nothing
    ungraded: list[Student] = field(default_factory=list)  # handed in, but there is no grade (yet)


# The gradebook


@contextmanager
def gradebook(unit: Unit, *, create: bool = False) -> Iterator[Any]:
    """nbgrader's gradebook of the course, wherever nbgrader_config.py says it is.

    Raises ClassroomError if nbgrader is not installed, or if there is no gradebook and none is to be created.
    """
    try:
        from nbgrader.api import Gradebook
    except ImportError:
        raise ClassroomError(f"this needs nbgrader: {install('teach')}") from None
    url = database(unit)
    if not create and url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        raise ClassroomError(f"there is no gradebook yet; grade first: vecembed grade {unit.folder}")
    if not shutil.which("alembic"):  # nbgrader starts it, and lies beside it in an environment that need not be active
        os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    with Gradebook(url) as book:
        yield book


def database(unit: Unit) -> str:
    """The address of the gradebook's database, as nbgrader_config.py says it."""
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config.loader import Config, PyFileConfigLoader

    own = unit.root / CONFIG
    config = PyFileConfigLoader(own.name, path=str(own.parent)).load_config() if own.exists() else Config()
    config.CourseDirectory.root = str(unit.root)
    return CourseDirectory(config=config).db_url


def read_class(unit: Unit) -> Classroom:
    """The class as it stands: read afresh from the gradebook, autograded/ and submitted/.

    Raises ClassroomError if the unit was never graded, NotebookError if its release cannot be read.
    """
    release = items(unit)
    with gradebook(unit) as book:
        listed = {student.id: student for student in students(book)}
        scores, penalties = _scores(book, unit), _penalties(book, unit)
    notebooks = {name: _autograded(unit, name) for name in scores}
    if not any(notebooks.values()):
        raise ClassroomError(f"nobody is graded yet; grade first: vecembed grade {unit.folder}")
    known = listed | {name: Student(name) for name in [*notebooks, *_handed_in(unit)] if name not in listed}
    graded = [
        _submission(known[name], release, scores[name], penalties[name], cells)
        for name, cells in notebooks.items()
        if cells is not None
    ]
    ungraded = [name for name in [*notebooks, *_handed_in(unit)] if notebooks.get(name) is None]
    absent = [student for name, student in listed.items() if name not in {*notebooks, *ungraded}]
    graded.sort(key=lambda submission: submission.student.name.casefold())
    return Classroom(unit.folder, release, graded, absent, [known[name] for name in dict.fromkeys(ungraded)])


def items(unit: Unit) -> list[Item]:
    """What the unit asks for, in order."""
    cells = [(cell_mark(cell), cell["source"]) for cell in read(unit.release)["cells"]]
    stubs = {mark["grade_id"]: source.strip() for mark, source in cells if mark.get("solution")}
    names = [(mark["grade_id"].removesuffix("-check"), mark) for mark, _ in cells if mark.get("grade")]
    return [Item(name, float(mark["points"]), mark["solution"], stubs.get(name, "")) for name, mark in names]


def students(book: Any) -> list[Student]:
    """Everybody on the class list of an open gradebook."""
    names = ("id", "first_name", "last_name", "email", "lms_user_id")
    return [Student(*(getattr(each, name) or "" for name in names)) for each in book.students if is_listed(each)]


def _scores(book: Any, unit: Unit) -> dict[str, dict[str, float | None]]:
    """The points of each student for each item; None where a person has to look."""
    from nbgrader.api import Assignment, BaseCell, Grade, SubmittedAssignment, SubmittedNotebook

    columns = (SubmittedAssignment.student_id, BaseCell.name, Grade.score, Grade.needs_manual_grade)
    rows = (
        book.db.query(*columns)
        .select_from(Grade)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .filter(Assignment.name == unit.folder)
    )
    scores: dict[str, dict[str, float | None]] = {}
    for student, cell, score, waits in rows:
        scores.setdefault(student, {})[cell.removesuffix("-check")] = None if waits else float(score)
    return scores


def _penalties(book: Any, unit: Unit) -> dict[str, float]:
    submissions = book.assignment_submissions(unit.folder)
    return {submission.student_id: float(submission.late_submission_penalty or 0) for submission in submissions}


def _handed_in(unit: Unit) -> list[str]:
    return sorted(path.parent.name for path in (unit.root / "submitted").glob(f"*/{unit.folder}") if path.is_dir())


# The notebooks


def _autograded(unit: Unit, student: str) -> dict[Any, dict[str, Any]] | None:
    """The cells of a student's autograded notebook, by nbgrader's id or their own; None if it cannot be read."""
    try:
        notebook = read(unit.root / "autograded" / student / unit.folder / f"{unit.folder}.ipynb")
    except NotebookError:
        return None
    return {cell_mark(cell).get("grade_id") or cell.get("id"): cell for cell in notebook["cells"]}


def _submission(
    student: Student,
    release: list[Item],
    scores: dict[str, float | None],
    penalty: float,
    cells: dict[Any, dict[str, Any]],
) -> Submission:
    marks = {item.name: _marked(item, scores.get(item.name), cells) for item in release}
    notice = unescape(cells.get("notice", {}).get("source", "")).replace("**", "")
    answers = [cells.get(item.name, {}).get("source", "") for item in release if not item.written]
    return Submission(student, marks, penalty, notice, unreadable=bool(notice) and not any(answers))


def _marked(item: Item, score: float | None, cells: dict[Any, dict[str, Any]]) -> Mark:
    """The score of an item and what its check said. Damaged and forged reports are passed over: they hold no points."""
    answer, check = cells.get(item.name, {}), cells.get(f"{item.name}-check", {})
    reason = ("", "", False)
    for output in check.get("outputs", []):
        with suppress(KeyError, TypeError, AttributeError, StopIteration):
            report = output["data"][MIME]
            if report["exercise"] == item.name:
                reason = _reason(report)
    return Mark(score, answer.get("source", "").strip() in ("", item.stub), *reason)


def _reason(report: dict[str, Any]) -> tuple[str, str, bool]:
    """The name of a known mistake, if it is one; what the student read; and whether that was found in general."""
    if diagnosis := report["diagnosis"]:
        noticed = diagnosis.get("source", "known") != "known"
        return str(diagnosis["name"])[:LONGEST], str(diagnosis["message"])[:LONGEST], noticed
    failure = next(criterion["failure"] for criterion in report["criteria"] if criterion["failure"])
    return "", str(failure["why"])[:LONGEST], False
