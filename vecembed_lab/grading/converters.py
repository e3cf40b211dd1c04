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
from vecembed_lab.grading.books import is_known, keep_digest
from vecembed_lab.grading.elsewhere import UNSURE
from vecembed_lab.grading.executor import class_seed, earlier_units, handed_out, judged, release, releases
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
        sources = {} if parent.no_database else parent.assignments
        if changed := [name for paths in sources.values() for name in _too_late(parent.coursedir, paths)]:
            parent.log.error(
                "%s has submissions, so that no notebook and no graded cell can be added, removed or renamed; changed: "
                "%s. Nothing was done. Put them back, or hand out what is new as another assignment.",
                *(parent.coursedir.assignment_id, ", ".join(sorted(changed))),
            )
            raise NbGraderException("notebooks or cells were added or removed after submissions")


def _too_late(folders: Any, paths: list[str]) -> set[str]:
    """The notebooks, and the marked cells in them, that only one of source and gradebook has, if it has submissions."""
    sources = {path.name: path for path in map(Path, paths)}
    with Gradebook(folders.db_url, folders.course_id) as book, suppress(MissingEntry):
        assignment = book.find_assignment(folders.assignment_id)
        if not assignment.submissions:
            return set()
        known = {f"{each.name}.ipynb": {cell.name for cell in each.source_cells} for each in assignment.notebooks}
        others = {
            name for name in sources.keys() ^ known.keys() if fnmatch.fnmatch(name, f"{folders.notebook_id}.ipynb")
        }
        return others.union(*(_marked(sources[name]) ^ known[name] for name in sources.keys() & known.keys()))
    return set()


def _marked(notebook: Path) -> set[str]:
    """The names of the cells that the gradebook has an entry for."""
    marks = (cell.metadata.get("nbgrader", {}) for cell in nbformat.read(notebook, as_version=4).cells)
    return {mark["grade_id"] for mark in marks if any(mark.get(kind) for kind in KINDS)}


class Intake(NotebookExporter):
    """Rebuilds what a student handed in; reads all other notebooks as they are."""

    def __init__(self, parent: Any, **more: Any) -> None:
        """nbgrader makes it before it opens anything of a submission: now our converter takes over from its own.

        nbgrader_config.json names it, too. Raises NbGraderException if that is all that was read.
        """
        super().__init__(parent=parent, **more)
        if judged not in parent.autograde_preprocessors:
            parent.log.error(
                "Nothing is graded: nbgrader_config.py could not be read, or is not the one of the course."
            )
            raise NbGraderException("students' code would run outside of the sandbox")
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
        for name in [name for name in self.refused if "/" in name]:
            self.log.warning("%s: %s", one_line(name), one_line(self.refused.pop(name)))
        self.handed: dict[str, HandedIn] = {}
        self._room = tempfile.TemporaryDirectory(prefix="vecembed-intake-")
        self.assignments = {self._format_source(unit, name): [] for name in students if self._is_asked_for(name)}

    def _is_asked_for(self, student: str) -> bool:
        return fnmatch.fnmatchcase(student.partition("/")[0], self.coursedir.student_id)

    def _format_source(self, assignment_id: str, student_id: str, escape: bool = False) -> str:
        if not self._sanitizing:
            return super()._format_source(assignment_id, student_id, escape)
        return os.sep.join([re.escape(self._room.name) if escape else self._room.name, student_id, assignment_id])

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """Take the submission in; then whether it is to be graded: if it is new, another one, or has a later time."""
        try:
            self._take(assignment_id, student_id)
        except Exception as error:
            self.refused[student_id] = str(error)
            raise
        asked = self.force
        whole = self.coursedir.notebook_id == "*"
        self.force = asked or (whole and not is_known(self._graded(assignment_id, student_id), self._digest()))
        try:
            return super().init_destination(assignment_id, student_id)
        finally:
            self.force = asked

    def _graded(self, unit: str, student: str) -> Path:
        return Path(self._format_dest(unit, student))

    def _digest(self) -> str:
        return "\n".join(self.handed[path].digest for path in sorted(self.handed))

    def set_permissions(self, assignment_id: str, student_id: str) -> None:
        """The last of what is done for a submission: note what it was made from."""
        super().set_permissions(assignment_id, student_id)
        if self.coursedir.notebook_id == "*":
            keep_digest(self._graded(assignment_id, student_id), self._digest())

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
