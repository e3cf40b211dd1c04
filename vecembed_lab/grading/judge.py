"""A notebook is judged: the student's cells run in a sandbox, what is graded is decided here, outside of it."""

import ast
import importlib
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

from vecembed_lab.grading.remote import PACKAGE, CellRun, RemoteStudent, Zygote
from vecembed_lab.grading.rescue import DEFINED
from vecembed_lab.grading.student import Answer

SLOW = {"gensim", "matplotlib", "pandas", "scipy", "sklearn", "torch"}  # to import: done once, before the fork
IMPORT = re.compile(r"^\s*(?:from|import) +(\w+)", re.MULTILINE)
CHECKS = re.compile(r"^from vecembed_lab\.checks\.(\w+) import check\b", re.MULTILINE)


class Judge(AbstractContextManager):
    """Judges notebooks one after the other; a context manager, since it keeps a warm process to fork students from.

    Raises NoSandbox, when the first notebook comes, where student code cannot be locked in, unless it is trusted.
    """

    def __init__(self, *, trust_students: bool = False):
        self.trust_students = trust_students
        self._preload, self._zygote = {"numpy"}, None
        self._open = ExitStack()

    def judge(self, notebook: Any, *, seed: int, earlier: Sequence[str] = ()) -> None:
        """Fill in the outputs of every code cell.

        `notebook` is one that `rescue` rebuilt: whatever is locked in it is the teacher's. `seed` draws the inputs of
        all checks. `earlier` names the units whose answers are no secret any more.
        """
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        exercises, hidden = {}, []
        for name in checks(cells):
            exercises |= importlib.import_module(f"vecembed_lab.checks.{name}").EXERCISES
            hidden += answering(name, earlier)
        with ExitStack() as students:
            run = [cell.source for cell in cells if not is_test(cell)]
            zygote = self._warm(run)

            def student(n_cells: int) -> RemoteStudent:
                return students.enter_context(zygote.student(run[:n_cells], hidden=hidden))

            Sitting(cells, exercises, seed, student).hold()

    def _warm(self, sources: Iterable[str]) -> Zygote:
        """The process to fork from; a new one if students begin to import something else that takes long."""
        wanted = SLOW & {name for source in sources for name in IMPORT.findall(source)}
        if self._zygote is None or wanted - self._preload:
            self._open.close()
            self._preload |= wanted
            preload = tuple(sorted(self._preload))
            self._zygote = self._open.enter_context(Zygote(preload, trust_students=self.trust_students))
        return self._zygote

    def __exit__(self, *_: object) -> None:
        self._open.close()
        self._zygote = None


class Sitting:
    """The judging of one notebook."""

    def __init__(self, cells, exercises, seed, student):
        self.cells, self.exercises, self.seed, self.new_student = cells, exercises, seed, student
        self.students: dict[int, RemoteStudent] = {}

    def hold(self) -> None:
        """Run all cells, then judge every check."""
        runs = [cell for cell in self.cells if not is_test(cell)]
        for cell, run in zip(runs, self.student(len(runs)).cells, strict=True):
            cell.outputs = shown(run)
        for number, cell in enumerate(self.cells):
            if is_test(cell):
                cell.outputs = self.judged(number, cell)

    def student(self, n_cells: int) -> RemoteStudent:
        """A process in which the first cells have been run."""
        if n_cells not in self.students:
            self.students[n_cells] = self.new_student(n_cells)
        return self.students[n_cells]

    def judged(self, number: int, cell: Any) -> list[Any]:
        name = checked(cell.source)
        exercise = self.exercises[name]
        answer = Answer(self.student(self.cells_before(number)).transport(name), self.source(name))
        report = exercise.grade(answer, seed=self.seed)
        return reported(report, float(cell.metadata["nbgrader"]["points"]))

    def cells_before(self, number: int) -> int:
        """How many cells make up the state in which a test is judged.

        All of them, unless a later one defines again what an earlier one did.
        """
        before = [cell.source for cell in self.cells[:number] if not is_test(cell)]
        after = [cell.source for cell in self.cells[number:] if not is_test(cell)]
        again = defined(before) & defined(after)
        return len(before) if again else len(before) + len(after)

    def source(self, name: str) -> str:
        """The text of the answer."""
        return next((c.source for c in self.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name), "")


# What stands in a notebook


def is_test(cell: Any) -> bool:
    """Whether a code cell is graded and not written by the student."""
    mark = cell.metadata.get("nbgrader", {})
    return bool(mark.get("grade")) and not mark.get("solution")


def checks(cells: Iterable[Any]) -> list[str]:
    """The names of the check files that the teacher's locked cells import from."""
    marks = [(cell, cell.metadata.get("nbgrader", {})) for cell in cells]
    locked = [cell.source for cell, mark in marks if mark.get("locked") and not mark.get("solution")]
    return [name for source in locked for name in CHECKS.findall(source)]


def checked(source: str) -> str:
    """The name in `check(name)`, if that is all that a cell says; otherwise nothing."""
    call = re.fullmatch(r"check\((\w+)\)", source.strip())
    return call[1] if call else ""


def defined(sources: Iterable[str]) -> set[str]:
    """The functions and classes that cells define."""
    return {name for source in sources for name in DEFINED.findall(source)}


def answering(name: str, earlier: Iterable[str]) -> list[Path]:
    """The files that a student must not see while the unit `name` is an exercise.

    They are all checks, and the modules of the package that its checks import and those of earlier units do not.
    """
    public = set().union(*(_imported(unit) for unit in earlier))
    secret = (_imported(name) | {name}) - public
    caches = [path for part in secret for path in (PACKAGE / "__pycache__").glob(f"{part}.*")]
    return [PACKAGE / "checks", *(PACKAGE / f"{part}.py" for part in sorted(secret)), *caches]


def _imported(check: str) -> set[str]:
    """The modules of the package that a check file imports, anywhere in it."""
    path = PACKAGE / "checks" / f"{check}.py"
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))) if path.exists() else ():
        if isinstance(node, ast.ImportFrom) and node.module == "vecembed_lab":
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("vecembed_lab."):
            names.add(node.module.split(".")[1])
    return names - {"grading", "checks"}


# What is shown


def shown(run: CellRun) -> list[Any]:
    """The outputs of a student's cell: text and pictures, nothing that a browser could run."""
    from nbformat.v4 import new_output

    outputs = [
        new_output("stream", name="stdout", text=part)
        if isinstance(part, str)
        else new_output("display_data", {"image/png": b64encode(part).decode(), "text/plain": "a picture"})
        for part in run.outputs
    ]
    return outputs + ([failed("Error", run.error)] if run.error else [])


def failed(kind: str, why: str) -> Any:
    """The output of a cell that stopped; nbgrader gives it no point."""
    from nbformat.v4 import new_output

    return new_output("error", ename=kind, evalue=why, traceback=[why])


def reported(report: Any, points: float) -> list[Any]:
    """What `check` shows and returns in a notebook: nbgrader reads the points from the plain float."""
    from nbformat.v4 import new_output

    score = min(report.score, points)
    return [
        new_output("display_data", report._repr_mimebundle_()),
        new_output("execute_result", {"text/plain": repr(score)}, execution_count=None),
    ]
