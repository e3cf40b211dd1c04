"""nbgrader's own commands with our intake, our judge and our pages: what nbgrader_config.py puts into its converters.

`Autograde` reads a submission through `Intake`, judges it with `judged` instead of a kernel, and saves what it
always saves. Whatever imports nbgrader or nbconvert does so where it is used: that takes seconds.
"""

import atexit
import fnmatch
import functools
import os
import re
import secrets
import shutil
import tempfile
from html import escape
from pathlib import Path
from typing import Any

from vecembed_lab.grading import intake
from vecembed_lab.grading.intake import HandedIn
from vecembed_lab.grading.judge import Judge
from vecembed_lab.grading.quiet import one_line
from vecembed_lab.grading.rescue import harmless, taken_in

TRUST = "VECEMBED_TRUST_STUDENTS"  # 1 where there is no sandbox and the teacher accepts that
LONG = 20_000  # characters; to read a text as Markdown takes up to the square of its length
SHOWN = 10  # of the files that are left out, in the log
TAGS = {  # what Markdown is made of; pictures from elsewhere would tell who looks at them
    *("a", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"),
    *("pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}


def class_seed(course: Path) -> int:
    """The secret that the inputs of all checks are drawn from; made on first use, readable by its owner."""
    path = course / ".class_seed"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(str(secrets.randbits(63)))
    return int(path.read_text())


def earlier_units(source: Path, unit: str) -> list[str]:
    """The names of the units before this one, by the folders they are in."""
    return [path.name.partition("_")[2] for path in sorted(source.iterdir()) if path.is_dir() and path.name < unit]


def release(coursedir: Any, unit: str, notebook: str) -> Path:
    """The notebook as it was handed out, of which a submission is rebuilt."""
    path = Path(coursedir.format_path(coursedir.release_directory, ".", unit)) / f"{notebook}.ipynb"
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing; make it with: nbgrader generate_assignment {unit}")
    return path


def __getattr__(name: str) -> type:
    """`Intake`, the class that reads and writes notebooks for `Autograde`: made when nbgrader asks for it."""
    if name == "Intake":
        return _intake()
    raise AttributeError(name)


@functools.cache
def _intake() -> type:
    import nbformat
    from nbconvert.exporters import NotebookExporter

    class Intake(NotebookExporter):
        """Rebuilds what a student handed in; reads all other notebooks as they are."""

        def __init__(self, parent: Any, **more: Any) -> None:
            """nbgrader makes it before it opens anything of a submission: now our converter takes over from its own."""
            super().__init__(parent=parent, **more)
            parent.__class__ = _converter()
            parent.admit()

        def from_filename(self, filename: str, resources: Any = None, **more: Any) -> tuple[str, Any]:
            """The text of the converted notebook, and what the preprocessors left in `resources`."""
            path, course = Path(filename), self.parent.coursedir
            about = resources["nbgrader"]
            about["earlier"] = earlier_units(Path(course.root, course.source_directory), about["assignment"])
            about["seed"] = class_seed(Path(course.root))
            if path.is_relative_to(Path(course.root, course.autograded_directory)):
                return super().from_filename(filename, resources, **more)
            teacher = nbformat.read(release(course, about["assignment"], about["notebook"]), as_version=4)
            rescued = taken_in(self.parent.handed[filename], teacher)
            for note in rescued.notes:
                self.log.warning("%s: %s", about["student"], one_line(note))
            resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
            return self.from_notebook_node(rescued.notebook, resources=resources, **more)

    return Intake


@functools.cache
def _converter() -> type:
    from nbgrader.converters import Autograde
    from nbgrader.converters.base import NbGraderException

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
            names = [path.name for path in release(self.coursedir, unit, unit).parent.glob("*.ipynb")]
            wanted = fnmatch.filter(names, f"{self.coursedir.notebook_id}.ipynb")
            found = [name for name in wanted if len(names) == 1 or os.path.lexists(source / name)]
            self.handed = {str(target / name): intake.handed_in(source / name) for name in found}
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

    return Converter


def judged(notebook: Any, resources: Any) -> tuple[Any, Any]:
    """A preprocessor in the place of `Execute`: runs the student's code in the sandbox and judges it outside."""
    about = resources["nbgrader"]
    _judge().judge(notebook, seed=about["seed"], earlier=about["earlier"])
    return notebook, resources


@functools.cache
def _judge() -> Judge:
    """One for all notebooks of a command; its warm process ends with it."""
    judge = Judge(trust_students=os.environ.get(TRUST) == "1")
    atexit.register(judge.__exit__)
    return judge


def markdown2html(source: str) -> str:
    """The filter of the same name for nbconvert's pages, which lets nothing through that could do something.

    What is much too long for an answer would take for ever to read; it is shown as it is. So would many `[`, by
    nbconvert, which looks for links once more in what comes of this.
    """
    page = f"<pre>{escape(source)}</pre>" if len(source) > LONG else _read(source)
    return page.replace("[", "&#91;")


def _read(source: str) -> str:
    import bleach
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    page = MarkdownWithMath(renderer=IPythonRenderer(escape=True)).render(harmless(source))
    return bleach.clean(page, tags=TAGS, attributes={"*": ["class", "id"], "a": ["href", "title"]}, strip=True)
