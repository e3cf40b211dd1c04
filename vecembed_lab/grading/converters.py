"""nbgrader's commands with our door and our care: the classes that nbgrader_config.py names.

Whatever imports nbgrader and nbconvert, which takes seconds, is here; nothing but nbgrader imports this.
"""

import fnmatch
import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader import preprocessors
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from traitlets import HasTraits, List

from vecembed_lab.grading import intake
from vecembed_lab.grading.elsewhere import UNSURE
from vecembed_lab.grading.executor import class_seed, earlier_units, handed_out, release, releases
from vecembed_lab.grading.intake import HandedIn
from vecembed_lab.grading.quiet import one_line
from vecembed_lab.grading.rescue import taken_in

KINDS = ("grade", "solution", "locked", "task")
SHOWN = 10  # of the files that are left out, in the log


class Release(NotebookExporter):
    """nbgrader's, but of a release that cannot be made nothing is deleted."""

    def __init__(self, parent: Any, **more: Any) -> None:
        """nbgrader makes it before it deletes anything. Raises NbGraderException if cells came or went too late."""
        super().__init__(parent=parent, **more)
        folders, sources = parent.coursedir, [] if parent.no_database else parent.assignments.values()
        for notebook in (path for paths in sources for path in paths):
            if changed := _too_late(folders, Path(notebook)):
                parent.log.error(
                    "%s has submissions, so that no graded cell can be added, removed or renamed; changed: %s. Nothing "
                    "was done. Put them back, or hand out the new cells as another assignment.",
                    *(folders.assignment_id, ", ".join(sorted(changed))),
                )
                raise NbGraderException("cells were added or removed after submissions")


def _too_late(folders: Any, notebook: Path) -> set[str]:
    """The marked cells that only one of source and gradebook has, if there are submissions."""
    with Gradebook(folders.db_url, folders.course_id) as book, suppress(MissingEntry):
        known = book.find_notebook(notebook.stem, folders.assignment_id)
        marks = (cell.metadata.get("nbgrader", {}) for cell in nbformat.read(notebook, as_version=4).cells)
        named = {mark["grade_id"] for mark in marks if any(mark.get(kind) for kind in KINDS)}
        return named ^ {cell.name for cell in known.source_cells} if known.submissions else set()
    return set()


class Intake(NotebookExporter):
    """Rebuilds what a student handed in; reads all other notebooks as they are."""

    def __init__(self, parent: Any, **more: Any) -> None:
        """nbgrader makes it before it opens anything of a submission: now our converter takes over from its own."""
        super().__init__(parent=parent, **more)
        parent.__class__ = Converter
        parent.admit()

    def from_filename(self, filename: str, resources: Any = None, **more: Any) -> tuple[str, Any]:
        """The text of the converted notebook, and what the preprocessors left in `resources`."""
        path, course = Path(filename), self.parent.coursedir
        about = resources["nbgrader"]
        about["earlier"] = earlier_units(Path(course.root, course.source_directory), about["assignment"])
        about["seed"] = class_seed(Path(course.root))
        about["beside"] = handed_out(release(course, about["assignment"], about["notebook"]))
        if path.is_relative_to(Path(course.root, course.autograded_directory)):
            return super().from_filename(filename, resources, **more)
        teacher = nbformat.read(release(course, about["assignment"], about["notebook"]), as_version=4)
        rescued = taken_in(self.parent.handed[filename], teacher)
        for note in rescued.notes:
            self.log.warning("%s: %s", about["student"], one_line(note))
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        return self.from_notebook_node(rescued.notebook, resources=resources, **more)


class Converter(Autograde):
    """nbgrader's, but of what students made it opens nothing itself.

    It works on a copy of each submission, in a folder of its own, that holds what `intake` takes; the notebooks are
    in `handed`. What fails before that is an error of this one submission.
    """

    def admit(self) -> None:
        """Find out, without following a link, who has handed in."""
        folders, unit = self.coursedir, self.coursedir.assignment_id
        self.submitted = Path(folders.root, folders.submitted_directory)
        students, refused = intake.students(self.submitted, unit)
        self.refused = {name: why for name, why in refused.items() if self._is_asked_for(name)}
        self.handed: dict[str, HandedIn] = {}
        self._room = tempfile.TemporaryDirectory(prefix="vecembed-intake-")
        self.assignments = {self._format_source(unit, name): [] for name in students if self._is_asked_for(name)}

    def _is_asked_for(self, student: str) -> bool:
        return fnmatch.fnmatchcase(student, self.coursedir.student_id)

    def _format_source(self, assignment_id: str, student_id: str, escape: bool = False) -> str:
        if not self._sanitizing:
            return super()._format_source(assignment_id, student_id, escape)
        return os.sep.join([re.escape(self._room.name) if escape else self._room.name, student_id, assignment_id])

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """Take the submission in; then whether it is to be graded, as nbgrader has it."""
        try:
            self._take(assignment_id, student_id)
        except Exception as error:
            self.refused[student_id] = str(error)
            raise
        return super().init_destination(assignment_id, student_id)

    def _take(self, unit: str, student: str) -> None:
        source, target = self.submitted / student / unit, Path(self._format_source(unit, student))
        for earlier in os.scandir(self._room.name):
            shutil.rmtree(earlier)
        for note in intake.copied(source, target, self.coursedir.ignore)[:SHOWN]:
            self.log.warning("%s: left out, beside the notebook: %s", student, note)
        names = releases(self.coursedir, unit)
        wanted = fnmatch.filter(names, f"{self.coursedir.notebook_id}.ipynb")
        found = [name for name in wanted if len(names) == 1 or os.path.lexists(source / name)]
        self.handed = {str(target / name): intake.handed_in(source / name, names) for name in found}
        self.notebooks = sorted(self.handed)

    def convert_notebooks(self) -> None:
        """Grade everybody, then name those who were refused: nbgrader ends with an error if there are any."""
        try:
            super().convert_notebooks()
        finally:
            self._room.cleanup()
            for student, why in self.refused.items():
                self.log.error("%s is not graded: %s", one_line(student), one_line(why))
        if self.refused:
            raise NbGraderException(f"refused: {', '.join(map(one_line, self.refused))}")


class SaveAutoGrades(preprocessors.SaveAutoGrades):
    """nbgrader's; where an answer may stand in another place, the points wait for a person."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Save the points."""
        self._unsure = nb.metadata.get(UNSURE, ())
        return super().preprocess(nb, resources)

    def _add_score(self, cell: Any, resources: Any) -> None:
        super()._add_score(cell, resources)
        name = cell.metadata.nbgrader.grade_id
        if name in self._unsure:
            grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
            grade.needs_manual_grade = True
            self.gradebook.db.commit()


# Feedback


class _Teachers(HasTraits):
    """Looks for regions in the teacher's cells only: in a student's, what looks like one is an answer like others."""

    display_data_priority = List(config=True)  # exporters give it to each preprocessor, and warn where it is unknown

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """The cell without its regions."""
        mark = cell.metadata.get("nbgrader")
        if mark is None or mark.get("solution"):
            return cell, resources
        return super().preprocess_cell(cell, resources, cell_index)


class ClearHiddenTests(_Teachers, preprocessors.ClearHiddenTests):
    """nbgrader's, for the teacher's cells."""


class ClearMarkScheme(_Teachers, preprocessors.ClearMarkScheme):
    """nbgrader's, for the teacher's cells."""
