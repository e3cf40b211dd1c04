"""How long grading takes: stock nbgrader and ours on the same submissions, in one run.

Seconds are those of the processor, of all processes together, so that a busy machine or a second core changes
little; the clock is told beside them.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from vecembed_lab.author.samples import class_of
from vecembed_lab.files.units import ROOT, Unit
from vecembed_lab.files.whole import write

STOCK = """
import os, sys
from pathlib import Path

os.environ["PATH"] = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]
os.environ["VECEMBED_SEED"] = "7"
c = get_config()
c.CourseDirectory.source_directory, c.CourseDirectory.release_directory = "solutions", "exercises"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.py"]
c.ClearSolutions.code_stub = {"python": "...  # your code here"}
c.GenerateAssignment.force = True
c.Execute.timeout = 60
"""
STOCK_EXECUTION = """
import os, sys
from pathlib import Path
import nbformat
from nbgrader.preprocessors import Execute

os.environ["VECEMBED_SEED"] = "7"
for path in map(Path, sys.argv[1:]):
    Execute(timeout=60).preprocess(nbformat.read(path, as_version=4), {"metadata": {"path": str(path.parent)}})
"""
OUR_EXECUTION = """
import sys
from pathlib import Path
import nbformat
from vecembed_lab.grading.intake import handed_in
from vecembed_lab.grading.judge import Judge
from vecembed_lab.grading.rescue import taken_in

teacher = nbformat.read(sys.argv[1], as_version=4)
with Judge() as judge:
    for path in map(Path, sys.argv[2:]):
        judge.judge(taken_in(handed_in(path), teacher).notebook, seed=7)
"""


@dataclass(frozen=True)
class Cost:
    """What a run took: seconds of the processor and of the clock."""

    cpu: float
    clock: float

    def per(self, n: int) -> "Cost":
        """The cost of one of `n`."""
        return Cost(self.cpu / n, self.clock / n)

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(self.cpu - other.cpu, self.clock - other.clock)


@dataclass(frozen=True)
class Row:
    """One line of the table: the same work by stock nbgrader and by us, per submission."""

    what: str
    stock: Cost
    ours: Cost

    @property
    def ratio(self) -> float:
        """How many times as fast we are, per core."""
        return self.stock.cpu / self.ours.cpu


def run(unit: Unit, n: int = 30, rounds: int = 1, progress: Callable[[int, int, str], None] | None = None) -> list[Row]:
    """The table: end to end and execution alone, for a notebook with `import torch` and for one without.

    Each figure is the median of `rounds` in which stock nbgrader and ours take turns, both on the same one core.
    """
    told, rows = progress or (lambda *_: None), []
    with tempfile.TemporaryDirectory(prefix="vecembed-bench-") as folder, _one_core():
        for number, torch in enumerate((True, False)):
            name = "with `import torch`" if torch else "without torch"
            courses = [_course(Path(folder, f"{kind}-{torch}"), unit, n, torch, kind) for kind in ("stock", "ours")]
            turns = []
            for _ in range(rounds):
                told(2 * number, 4, f"end to end, {name}")
                turns.append([_end_to_end(course, unit).per(n) for course in courses])
            rows.append(_row(f"end to end, {name}", turns))
            turns = []
            for _ in range(rounds):
                told(2 * number + 1, 4, f"execution, {name}")
                turns.append([_execution(course, unit) for course in courses])
            rows.append(_row(f"execution alone, {name}", turns))
    return rows


def load(unit: Unit, n: int, torch: bool) -> tuple[Cost, str]:
    """Grade a class of `n` with two workers: what it took, and what the command said."""
    with tempfile.TemporaryDirectory(prefix="vecembed-bench-") as folder:
        course = _course(Path(folder, "ours"), unit, n, torch, "ours")
        return _timed(_command(unit, workers=2), course)


@contextmanager
def _one_core() -> Iterator[None]:
    """All that is started meanwhile shares one core, where the system has a way to say so."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def _row(what: str, turns: Sequence[Sequence[Cost]]) -> Row:
    stock, ours = (
        Cost(statistics.median(cost.cpu for cost in column), statistics.median(cost.clock for cost in column))
        for column in zip(*turns, strict=True)
    )
    return Row(what, stock, ours)


def _course(folder: Path, unit: Unit, n: int, torch: bool, kind: str) -> Path:
    """A course folder with `n` submissions, released by nbgrader."""
    import nbformat

    copy = Unit(unit.folder, folder)
    write(copy.lesson_text, "")  # a course has the units that it has lessons of
    copy.solution.parent.mkdir(parents=True)
    solution = nbformat.read(unit.solution, as_version=4)
    if torch:
        setup = next(cell for cell in solution.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "setup")
        setup.source = f"import torch\n{setup.source}"
    nbformat.write(solution, copy.solution)
    config = STOCK if kind == "stock" else (ROOT / "nbgrader_config.py").read_text("utf-8")
    (folder / "nbgrader_config.py").write_text(config, "utf-8")
    _timed(["-m", "nbgrader", "generate_assignment", unit.folder], folder)
    for number, notebook in enumerate(class_of(unit, solution, n)):
        path = _submitted(folder, unit, f"student{number:04}")
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    return folder


def _submitted(course: Path, unit: Unit, student: str) -> Path:
    return course / "submitted" / student / unit.folder / f"{unit.folder}.ipynb"


def _end_to_end(course: Path, unit: Unit) -> Cost:
    """One command for the whole class, from nothing."""
    shutil.rmtree(course / "autograded", ignore_errors=True)
    stock = (course / "nbgrader_config.py").read_text("utf-8") == STOCK
    return _timed(["-m", "nbgrader", "autograde", unit.folder] if stock else _command(unit, 1), course)[0]


def _command(unit: Unit, workers: int) -> list[str]:
    """`vecembed grade` for a course in the current folder."""
    code = (
        "import sys; from pathlib import Path; from vecembed_lab.cli import app, common; "
        "common.ROOT = Path.cwd(); app(sys.argv[1:])"
    )
    return ["-c", code, "grade", unit.folder, "--force", f"--workers={workers}"]


def _execution(course: Path, unit: Unit) -> Cost:
    """Running and judging one notebook, when all is warm: the start, and the first notebook, are taken off."""
    paths = sorted(map(str, course.glob(f"submitted/*/{unit.folder}/*.ipynb")))
    stock = (course / "nbgrader_config.py").read_text("utf-8") == STOCK
    command = ["-c", STOCK_EXECUTION] if stock else ["-c", OUR_EXECUTION, str(Unit(unit.folder, course).release)]
    first, all_ = (_timed([*command, *some], course)[0] for some in (paths[:3], paths))
    return (all_ - first).per(len(paths) - 3)


def _timed(arguments: Sequence[str], folder: Path) -> tuple[Cost, str]:
    """What a Python process with all its descendants takes, and what it prints."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "COLUMNS": "200"}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True)
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stderr[-2000:]}{done.stdout[-2000:]}")
    return Cost(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ended - started), done.stdout
