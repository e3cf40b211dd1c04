"""The books of a class: nbgrader's gradebook and folders, read and written as nbgrader itself does.

What is done is done: a submission is saved whole, its points first, and whoever has a notebook in autograded/ is
graded.
"""

import gc
import logging
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from vecembed_lab import CourseError
from vecembed_lab.files.installed import install
from vecembed_lab.grading.elsewhere import UNSURE
from vecembed_lab.grading.executor import class_seed, earlier_units, handed_out, release, releases
from vecembed_lab.grading.intake import Refused, handed_in, kept, students, timestamp

DIGEST = ".handed_in"  # beside a graded notebook: the digest of what it was made from
SECRET = "submission_secret.txt"  # nbgrader's exchange gives feedback back to who knows it
TRIES = 6  # at writing into a gradebook that others write into; SQLite itself waits 5 seconds each time


class BatchError(CourseError):
    """A class cannot be graded at all; the message says what is missing and what to do."""


@dataclass(frozen=True)
class Graded:
    """One submission after grading: the notebook with all outputs as the text of its file, or what went wrong."""

    student: str
    notebook: str = ""
    notes: tuple[str, ...] = ()
    error: str = ""
    late: tuple[str, ...] = ()  # exercises whose answers ran out of time
    causes: tuple[str, ...] = ()  # what cost points since it is not to be had here
    digest: str = ""  # of what was handed in


@dataclass
class Summary:
    """What a run did. Memory is in bytes: of the largest process that judges, and of the largest that runs students.

    Both with what they share with the process that they were forked from.
    """

    graded: list[str] = field(default_factory=list)
    kept: int = 0  # graded earlier
    errors: dict[str, str] = field(default_factory=dict)  # by student
    repaired: dict[str, tuple[str, ...]] = field(default_factory=dict)
    late: dict[str, tuple[str, ...]] = field(default_factory=dict)  # the exercises that ran out of time, by student
    causes: dict[str, list[str]] = field(default_factory=dict)  # the students who lost points to each
    unlisted: list[str] = field(default_factory=list)  # graded, and not on the class list
    interrupted: bool = False
    judge_memory: int = 0
    student_memory: int = 0


@dataclass(frozen=True)
class Assignment:
    """A unit as its teacher has it, as texts of notebooks: what was handed out, and the same with the hidden tests."""

    unit: str
    release: str
    official: str
    seed: int
    earlier: tuple[str, ...] = ()  # units, by name, whose answers are no secret any more
    notebooks: tuple[str, ...] = ()  # the names of all that were handed out
    beside: tuple[tuple[str, Path], ...] = ()  # files and folders that were handed out with the notebook, by name


class Books:
    """The gradebook and the folders of a course, as nbgrader_config.py describes them; open as a context manager."""

    def __init__(self, course: Path, unit: str):
        sys.modules.setdefault("rfc3987_syntax", None)  # jsonschema can do without; its grammar takes 1.5 s to build
        gc.disable()  # modules stay: to look for garbage among them takes a quarter of the time
        try:
            from nbgrader.coursedir import CourseDirectory
            from traitlets.config import PyFileConfigLoader
        except ModuleNotFoundError:
            raise BatchError(f"this needs nbgrader: {install('teach')}") from None
        finally:
            gc.enable()
        self.course, self.unit = course, unit
        self.config = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
        self.folders = CourseDirectory(config=self.config, root=str(course))
        self.url = self.folders.db_url

    def __enter__(self) -> "Books":
        from nbgrader.api import Gradebook

        self.gradebook = Gradebook(self.url, self.folders.course_id)
        self.gradebook.db().expire_on_commit = False  # nothing is read again that was just written
        notebook = self.gradebook.find_notebook(self.unit, self.unit)
        cells = [*notebook.grade_cells, *notebook.solution_cells, *notebook.task_cells]
        self._names = {cell.id: cell.name for cell in cells}  # asked once: each grade and comment would ask again
        listed = {student.id for student in self.gradebook.students if is_listed(student)}
        self.strangers = {path.name for path in self._folder("submitted", "*").parent.parent.glob("*")} - listed
        self.strangers = self.strangers if listed else set()
        return self

    def __exit__(self, *_: object) -> None:
        self.gradebook.close()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While this unit is graded, in this folder, by nobody else. BatchError if it is."""
        path = Path(self.course, self.folders.autograded_directory, f".{self.unit}.lock")
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise BatchError(f"another `vecembed grade {self.unit}` is at work in {self.course}: let it end") from None
        try:
            yield
        finally:
            lock.release()

    def waiting(self, force: bool) -> tuple[list[tuple[str, Path]], Summary]:
        """Who is to be graded, with the place of the notebook, and a summary of those who are not."""
        waiting, summary = [], Summary()
        taken, summary.errors = students(self._folder("submitted", "*").parent.parent, self.unit)
        for student in taken:
            folder = self._folder("submitted", student)
            if not force and self._is_graded(student, folder):
                summary.kept += 1
            else:
                waiting.append((student, folder / f"{self.unit}.ipynb"))
        if not (waiting or summary.errors or summary.kept):
            raise BatchError(f"nothing is handed in: there is no folder {self._folder('submitted', 'STUDENT')}")
        return waiting, summary

    def _is_graded(self, student: str, folder: Path) -> bool:
        """Whether there is a grade, and nothing else was handed in since. Dates count only where no digest is kept."""
        graded = self._folder("autograded", student)
        if not (graded / f"{self.unit}.ipynb").is_file():
            return False
        news = [timestamp(path) for path in (graded, folder)]
        if news[1] is not None and (news[0] is None or news[0] < news[1]):
            return False
        if (graded / DIGEST).is_file():
            with suppress(Refused):
                return is_known(
                    graded, handed_in(folder / f"{self.unit}.ipynb", releases(self.folders, self.unit)).digest
                )
        since = [path / f"{self.unit}.ipynb" for path in (graded, folder)]
        times = [path.lstat().st_mtime if path.is_file() else 0 for path in since]
        return times[0] >= times[1]

    def _folder(self, step: str, student: str) -> Path:
        step = getattr(self.folders, f"{step}_directory")
        return Path(self.folders.format_path(step, student, self.unit))

    def assignment(self) -> Assignment:
        """The unit as it was released, and as the gradebook has it. Raises BatchError if it is not in there."""
        import nbformat
        from nbgrader.api import MissingEntry
        from nbgrader.preprocessors import OverwriteCells, OverwriteKernelspec

        unknown = BatchError(f"{self.unit} is not in the gradebook: nbgrader generate_assignment {self.unit}")
        if self.url.startswith("sqlite:///") and not Path(self.url.removeprefix("sqlite:///")).exists():
            raise unknown  # before nbgrader makes an empty one
        about = {"nbgrader": {"assignment": self.unit, "notebook": self.unit, "db_url": self.url}}
        notebook = nbformat.read(release(self.folders, self.unit, self.unit), as_version=4)
        overwrite = OverwriteCells(parent=self.folders, log=logging.getLogger("vecembed"))  # every hidden test is news
        overwrite.log.disabled = True
        try:
            notebook, _ = OverwriteKernelspec(parent=self.folders).preprocess(notebook, about)
            official, _ = overwrite.preprocess(deepcopy(notebook), about)
        except MissingEntry:
            raise unknown from None
        return Assignment(
            self.unit,
            nbformat.writes(notebook),
            nbformat.writes(official),
            class_seed(self.course),
            tuple(earlier_units(self.course / self.folders.source_directory, self.unit)),
            tuple(releases(self.folders, self.unit)),
            tuple(handed_out(release(self.folders, self.unit, self.unit))),
        )

    def save(self, graded: Graded) -> str:
        """Enter the points, then write the notebook: whoever has a notebook in autograded/ is done.

        What comes back is why the gradebook did not take them, if it did not.
        """
        from nbformat.v4 import reads_json  # our own notebook, which needs no checking

        time = timestamp(self._folder("submitted", graded.student))
        notebook = reads_json(graded.notebook)
        if error := self._entered(graded.student, notebook, time):
            return error
        folder = self._folder("autograded", graded.student)
        folder.mkdir(parents=True, exist_ok=True)
        if time:
            _write(folder / "timestamp.txt", f"{time} UTC")
        if secret := kept(self._folder("submitted", graded.student), SECRET):
            _write(folder / SECRET, secret)
        _write(folder / f"{self.unit}.ipynb", graded.notebook)
        keep_digest(folder, graded.digest)  # the last, so that a run that is killed before is repeated
        return ""

    def _entered(self, student: str, notebook: Any, timestamp: Any) -> str:
        """Enter the points, again if others write at the same moment; why it did not work in the end, if so."""
        from nbgrader.api import InvalidEntry
        from sqlalchemy.exc import SQLAlchemyError

        for attempt in range(TRIES):
            try:
                self._enter(student, notebook, timestamp)
                return ""
            except (InvalidEntry, SQLAlchemyError) as error:  # somebody had it locked, or was first to add the student
                self.gradebook.db.rollback()
                why = f"the gradebook did not take the points: {str(error).splitlines()[0]}"
            time.sleep(random.uniform(0, 0.1 * 2**attempt))
        return why

    def _enter(self, student: str, notebook: Any, timestamp: Any) -> None:
        """What nbgrader's SaveAutoGrades enters, in one transaction."""
        from nbgrader import utils

        more = {"timestamp": timestamp} if timestamp else {}
        self.gradebook.update_or_create_student(student)
        with self.gradebook.db.no_autoflush:  # else SQLAlchemy warns of how nbgrader does it
            submission = self.gradebook.update_or_create_submission(self.unit, student, **more)
        [entry] = [entry for entry in submission.notebooks if entry.name == self.unit]
        cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}
        for grade in entry.grades:
            cell = cells[self._names[grade.cell_id]]
            if utils.is_grade(cell):
                grade.auto_score, _ = utils.determine_grade(cell)
            unsure = self._names[grade.cell_id] in notebook.metadata.get(UNSURE, ())
            grade.needs_manual_grade = unsure or grade.manual_score is not None or grade.auto_score is None
        for comment in entry.comments:
            cell = cells[self._names[comment.cell_id]]
            untouched = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
            comment.auto_comment = "No response." if untouched and not utils.is_task(cell) else None
        entry.late_submission_penalty = None
        self.gradebook.db.commit()
        if submission.total_seconds_late > 0:
            self._penalise(student, notebook)

    def _penalise(self, student: str, notebook: Any) -> None:
        from nbgrader.preprocessors import AssignLatePenalties

        about = {"student": student, "assignment": self.unit, "notebook": self.unit, "db_url": self.url}
        AssignLatePenalties(parent=self.folders).preprocess(notebook, {"nbgrader": about})
        self.gradebook.db.expire_all()


def is_listed(student: Any) -> bool:
    """Whether a student of the gradebook is on the class list: whom grading enters has nothing but an id."""
    return any(getattr(student, column) is not None for column in ("first_name", "last_name", "email", "lms_user_id"))


def of_the_class(students: Sequence[Any]) -> list[Any]:
    """Those of the gradebook's students who are on the class list; all of them where there is none."""
    return [student for student in students if is_listed(student)] or list(students)


def keep_digest(graded: Path, digest: str) -> None:
    """Note in a student's folder in autograded/ what it was made from."""
    _write(graded / DIGEST, digest)


def is_known(graded: Path, digest: str) -> bool:
    """Whether a student's folder in autograded/ was made from just this; False where nothing is noted."""
    return (graded / DIGEST).is_file() and (graded / DIGEST).read_text("utf-8") == digest


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all. It can only be read, like all that nbgrader writes here."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, "utf-8")
    draft.chmod(0o444)
    draft.replace(path)
