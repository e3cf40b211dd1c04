"""A learner's notebook, checked whenever it is saved: what came of it, and at once what came of the changed answer."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vecembed_lab.files.notebooks import NotebookError, cell_mark, fingerprint
from vecembed_lab.files.units import Unit
from vecembed_lab.grading.imports import slow_imports
from vecembed_lab.learner import running, warm
from vecembed_lab.learner.copies import mine_of, short, theirs
from vecembed_lab.learner.outputs import reports
from vecembed_lab.learner.progress import Standing, check, to_do
from vecembed_lab.learner.running import Outdated, Runner

LOOKS = 5  # at a file that is not whole, or gone, before it is taken as it is
Stamp = tuple[int, ...]


@dataclass(frozen=True)
class Verdict:
    """What came of a save: where the learner stands, what had to be put right, which exercise has changed."""

    standings: list[Standing]
    notes: list[str]
    changed: str

    @property
    def focus(self) -> Standing | None:
        """What to look at: the exercise that has changed, if it is not solved, or else the first that is not."""
        return next(iter(to_do(self.standings, self.changed)), None)


def watch(
    unit: Unit, early: Callable[[str], None], pause: Callable[[], None] = lambda: time.sleep(running.LOOK)
) -> Iterator[Verdict | str]:
    """For every save, and for what is there at first: a verdict, or the sentence that says why there is none.

    `early` is told what the check of the exercise that has changed says, before the others have run. `pause` passes
    between two looks at the file. Nothing comes of a save that changed no cell.
    """
    with ExitStack() as stack:
        desk = _Desk(unit, early, _runner(unit, stack))
        for at in saves(unit.my_exercises, pause):
            with suppress(Outdated):
                try:
                    if verdict := desk.verdict(at):
                        yield verdict
                except NotebookError as error:
                    desk.said = ""
                    yield str(error) if at else _why_gone(unit, desk.at)
            desk.at = at


def _runner(unit: Unit, stack: ExitStack) -> Runner:
    """What runs the notebook, in kernels that are forked where that is possible."""
    if not warm.possible():
        return Runner(unit)
    sources = [cell["source"] for cell in theirs(unit)["cells"] if cell["cell_type"] == "code"]
    modules = {f"vecembed_lab.{unit.name}.checks"}.union(*map(slow_imports, sources))
    return Runner(unit, manager=stack.enter_context(warm.Warm(modules)).manager())


@dataclass
class _Desk:
    """The checking of one notebook, again and again."""

    unit: Unit
    early: Callable[[str], None]
    runner: Runner
    said: str = ""  # of what the last verdict is: what the cells say
    beside: dict[str, Stamp] = field(default_factory=dict)
    changed: str = ""
    at: Stamp = ()

    def verdict(self, at: Stamp) -> Verdict | None:
        """What came of the notebook saved `at`; None if no cell has changed. Raises what `check` raises."""
        says, is_same_beside = fingerprint(mine_of(self.unit)), _beside(self.unit.my_exercises) == self.beside
        if says == self.said and is_same_beside:
            return None
        if not is_same_beside:
            self.runner.last = []  # a module that cells import may be another one
        self.changed = ""
        self.runner.seen = self._seen if self.runner.last else running.ignore
        self.runner.outdated = lambda: stamp(self.unit.my_exercises) != at
        notes: list[str] = []
        standings = check(self.unit, notes, self.runner)
        self.said, self.beside = says, _beside(self.unit.my_exercises)  # cells may have written there
        return Verdict(standings, notes, self.changed)

    def _seen(self, number: int, cells: list[Any]) -> None:
        """Tell what the first check says that stands below the change, unless it waits for a cell further down."""
        cell = cells[number]
        if self.changed or number < self.runner.first or not running.is_check(cell):
            return
        self.changed = cell_mark(cell)["grade_id"].removesuffix("-check")
        said = reports([cell]).get(self.changed)
        if said and not running.lacks(cell):
            self.early(said.text)


def saves(path: Path, pause: Callable[[], None]) -> Iterator[Stamp]:
    """The stamp of a file whenever it has changed and is whole; of one that stays damaged or away, after some looks."""
    told: Stamp | None = None
    before, looks = told, 0
    while True:
        now = stamp(path)
        looks = looks + 1 if now == before else 0
        before = now
        if now != told and (looks >= LOOKS or _is_whole(path)):
            told = now
            yield now
        else:
            pause()


def stamp(path: Path) -> Stamp:
    """What tells one saved file from another: time, size and number; empty if it is not there."""
    with suppress(OSError):
        found = path.stat()
        return found.st_mtime_ns, found.st_size, found.st_ino
    return ()


def _is_whole(path: Path) -> bool:
    """Whether a notebook is not still being written."""
    with suppress(OSError, ValueError, RecursionError):
        json.loads(path.read_bytes())
        return True
    return False


def _beside(notebook: Path) -> dict[str, Stamp]:
    """The stamps of the files beside a notebook that its cells may read or import."""
    with suppress(OSError):
        ours = {path for path in notebook.parent.iterdir() if path.suffix == ".ipynb" or path.name == "__pycache__"}
        return {path.name: stamp(path) for path in notebook.parent.glob("[!.]*") if path not in ours}
    return {}


def _why_gone(unit: Unit, before: Stamp) -> str:
    """That the notebook is not there, and where it went if it was only renamed."""
    mine = short(unit.my_exercises, unit)
    for other in unit.my_exercises.parent.glob("*.ipynb"):
        if stamp(other)[2:] == before[2:]:
            return f"{mine} is now called {other.name}: give it its name back, and watching goes on."
    return f"{mine} is not there: `vecembed start` makes a fresh one, and watching goes on."
