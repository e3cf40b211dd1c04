"""From text to notebooks: the lesson executed, the exercises marked for nbgrader, the release cut out of them."""

import importlib
import os
import re
import tempfile
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from vecembed_lab import CourseError
from vecembed_lab.files.exercises import exercises
from vecembed_lab.files.installed import install
from vecembed_lab.files.units import Unit
from vecembed_lab.files.whole import write

CELL_SECONDS = 120  # a lesson's cell may take ten; the rest is for slow machines
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
HEADERS = {
    "check",
    "compare",
    "exercise",
    "locked",
    "points",
    "tags",
    "written",
}  # all that a cell's first line may say
REGION = re.compile(r"### BEGIN SOLUTION.*### END SOLUTION", re.DOTALL)
MODEL = "{model answer}"  # in a cell to compare written answers, the place for the one that the author wrote
WIDGET = "application/vnd.jupyter.widget-view+json"  # a widget's model ends with its kernel


class BuildError(CourseError):
    """A unit's text that cannot become notebooks; the message says which cell and why."""


def build(unit: Unit, check: bool = False, execute: bool = False) -> list[Path]:
    """Build the notebooks of a unit and choose its near misses; the files that had to be written.

    A lesson is executed only if its text has changed, or with `execute`: its outputs are compared by nbval.
    With `check` nothing is executed or written, and what comes back are the stale files.

    Raises CourseError, before anything is written, if a text is wrong, a check is missing or a lesson's cell fails.
    """
    from vecembed_lab.author.near import build_near

    lesson, solution = notebook(unit.lesson_text), marked(notebook(unit.solution_text), exercises(unit))
    texts = {unit.solution: dumps(solution), unit.release: released(unit, solution)}
    outdated = execute or not is_run_of(unit.lesson, lesson)
    if outdated and not check:
        texts[unit.lesson] = dumps(executed(lesson, unit.lesson.parent))
    stale = [path for path, text in texts.items() if not path.exists() or path.read_bytes() != text.encode()]
    if check:
        return stale + [unit.lesson] * outdated + build_near(unit, check)
    for path in stale:
        write(path, texts[path])
    return stale + build_near(unit)


def notebook(text: Path) -> Any:
    """The notebook of a percent script: no outputs, ids by position, nothing about the machine.

    Raises BuildError if there is no such file or a cell's header says something unknown.
    """
    jupytext = tool("jupytext", "dev")
    if not text.exists():
        raise BuildError(f"{text} does not exist")
    nb = jupytext.reads(text.read_text("utf-8"), fmt="py:percent")
    nb.update(metadata=deepcopy(METADATA), nbformat=4, nbformat_minor=5)
    for number, cell in enumerate(nb.cells, start=1):
        cell.id = f"cell-{number}"
        blank = {key for key in cell.metadata if key.startswith("lines_to_")}  # jupytext's count of empty lines
        cell.metadata = {key: cell.metadata[key] for key in cell.metadata.keys() - blank}
        if unknown := cell.metadata.keys() - HEADERS:
            may, not_ = ", ".join(sorted(HEADERS)), ", ".join(sorted(unknown))
            raise BuildError(f"{text.name}, cell {number}: a header may say {may}, not {not_}")
    return nb


def dumps(nb: Any) -> str:
    """A notebook as the text of its file, the same on every machine."""
    import nbformat

    nbformat.validate(nb)
    return nbformat.writes(nb) + "\n"


# The lesson


def executed(nb: Any, folder: Path) -> Any:
    """The notebook with its outputs, run from top to bottom in a fresh kernel in `folder`.

    Timings, widgets and the interpreter's version are dropped: they differ in every run.
    Raises BuildError at the first cell that fails, takes too long or writes to stderr (a warning is a fault).
    """
    from nbclient import NotebookClient

    nb = deepcopy(nb)
    client = NotebookClient(
        nb,
        timeout=CELL_SECONDS,
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],  # no warning about local ports in every build
        resources={"metadata": {"path": str(folder)}},
    )
    alone = os.environ | {"OMP_NUM_THREADS": "1"}  # as tests run it: the last digits depend on the number of threads
    with client.setup_kernel(env=alone):
        for number, cell in enumerate(nb.cells):
            if cell.cell_type == "code":
                _execute(client, cell, number)
    return nb


def _execute(client: Any, cell: Any, number: int) -> None:
    from nbclient.exceptions import CellControlSignal, DeadKernelError

    try:
        client.execute_cell(cell, number)
    except (CellControlSignal, DeadKernelError) as error:  # failed, took too long, or killed its kernel
        raise BuildError(f"cell {number + 1} failed:\n{cell.source}\n\n{error}") from error
    if said := [output.text for output in cell.outputs if output.get("name") == "stderr"]:
        raise BuildError(f"cell {number + 1} wrote to stderr:\n{cell.source}\n\n{''.join(said)}")
    cell.outputs = [output for output in cell.outputs if WIDGET not in output.get("data", {})]


def is_run_of(path: Path, nb: Any) -> bool:
    """Whether the file holds this notebook, executed; a broken file does not."""
    import nbformat

    try:
        run = nbformat.read(path, as_version=4)
        code = [cell for cell in run.cells if cell.cell_type == "code"]
        complete = all(cell.execution_count for cell in code)
        for cell in code:
            cell.update(outputs=[], execution_count=None)
        return complete and dumps(run) == dumps(nb)
    except Exception:  # missing, not JSON, JSON of something else: whatever it is, it is not this notebook
        return False


# The exercises


def marked(nb: Any, exercises: Mapping[str, Any]) -> Any:
    """The notebook with nbgrader's metadata in place of our short headers.

    Raises BuildError, naming all of them, if cells and checked exercises do not belong together.
    """
    if problems := _problems(nb.cells, exercises):
        raise BuildError("\n".join(problems))
    nb = deepcopy(nb)
    models = {cell.metadata["written"]: _model(cell) for cell in nb.cells if "written" in cell.metadata}
    for cell in nb.cells:
        if "compare" in cell.metadata:
            cell.source = cell.source.replace(MODEL, models[cell.metadata["compare"]])
        tags = {"tags": cell.metadata.tags} if "tags" in cell.metadata else {}
        mark = _mark(cell.metadata, exercises)
        cell.metadata = tags | ({"nbgrader": mark} if mark else {})
        cell.id = mark.get("grade_id", cell.id)
    return nb


def _model(written: Any) -> str:
    """The answer that an author wrote, as it is handed out beside others to compare."""
    return "\n".join(line for line in written.source.splitlines() if not line.startswith("### "))  # nbgrader's marks


def _mark(header: Mapping[str, Any], exercises: Mapping[str, Any]) -> dict[str, Any]:
    match header:
        case {"locked": True}:
            return _schema3("setup", locked=True)
        case {"exercise": name}:
            return _schema3(name, solution=True)
        case {"check": name}:
            return _schema3(f"{name}-check", grade=True, locked=True, points=exercises[name].points)
        case {"written": name, "points": points}:
            return _schema3(name, grade=True, solution=True, points=points)
    return {}


def _schema3(grade_id: str, **flags: Any) -> dict[str, Any]:
    plain = {"schema_version": 3, "grade": False, "locked": False, "solution": False, "task": False}
    return plain | {"grade_id": grade_id} | flags


def _problems(cells: list[Any], exercises: Mapping[str, Any]) -> list[str]:
    answers, checks, written, locked, compared = (
        _named(cells, kind) for kind in ("exercise", "check", "written", "locked", "compare")
    )
    with_region = _named([cell for cell in cells if REGION.search(cell.source)], "exercise")
    with_points = _named([cell for cell in cells if "points" in cell.metadata], "written")
    ids = Counter([*answers, *written, *(f"{name}-check" for name in checks), *("setup" for _ in locked)])
    wrong = {
        "is not an exercise of the check file": {*answers, *checks} - set(exercises),
        "is an exercise of the check file but stands in no cell": set(exercises) - {*answers},
        "has no check cell": {*answers} - {*checks},
        "has a check cell but no cell for the answer": {*checks} - {*answers},
        "has no region from ### BEGIN SOLUTION to ### END SOLUTION": {*answers} - {*with_region},
        "is a written answer without points": {*written} - {*with_points},
        "has no written answer to compare": {*compared} - {*written},
        "is the name of more than one cell": {name for name, count in ids.items() if count > 1},
    }
    return [f"{name} {what}" for what, names in wrong.items() for name in sorted(names)]


def _named(cells: list[Any], kind: str) -> list[Any]:
    return [cell.metadata[kind] for cell in cells if kind in cell.metadata]


def released(unit: Unit, solution: Any) -> str:
    """What `nbgrader generate_assignment --no-db` makes of this solution notebook, with the course's configuration."""
    tool("nbgrader", "teach")
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.utils import capture_log
    from traitlets.config import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", path=str(unit.root)).load_config()
    with tempfile.TemporaryDirectory() as folder:
        copy = Unit(unit.folder, Path(folder))
        write(copy.solution, dumps(solution))
        config.CourseDirectory.root = folder
        config.GenerateAssignment.no_database, config.SaveCells.enabled = True, False
        course = CourseDirectory(config=config, assignment_id=unit.folder)
        result = capture_log(GenerateAssignment(coursedir=course, config=config))
        if not result["success"]:
            raise BuildError(f"nbgrader does not release {unit.folder}:\n{result.get('log', result['error'])}")
        return copy.release.read_text("utf-8")


def tool(name: str, extra: str) -> Any:
    """The module `name`, which learners need not have. Raises BuildError, saying how to install it."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        raise BuildError(f"this needs {name}: {install(extra)}") from None
