"""A learner's notebook, run from top to bottom in a fresh kernel: once for `check`, after every save for `watch`."""

import asyncio
import json
import logging
import os
import re
from collections.abc import Callable, Coroutine
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from vecembed_lab.files.notebooks import NotebookError, cell_mark
from vecembed_lab.files.units import Unit
from vecembed_lab.grading.check import SEED
from vecembed_lab.grading.jail import Limits
from vecembed_lab.learner.copies import short
from vecembed_lab.learner.outputs import outputs, reports

CELL_SECONDS = Limits().cell_seconds  # then it is interrupted; a check ends a loop in an answer long before
SECONDS = 180.0  # for all cells of one run; a unit's exercises need a few
LOOK = 0.2  # seconds between two looks at whether a run is still wanted
ADVICE = "does a cell end the process or fill the memory? `vecembed doctor` tells whether kernels start at all"
LACKING = re.compile("NameError|UnboundLocalError|AttributeError")


class Outdated(Exception):
    """The notebook was saved again while it ran."""


def never() -> bool:
    """No: nothing makes a run outdated."""
    return False


def ignore(number: int, cells: list[Any]) -> None:
    """Nobody waits for single cells."""


@dataclass
class Runner:
    """Runs the notebooks of a unit, each in a fresh kernel that a `manager` (of jupyter_client) starts.

    What a check said in the last run is taken over as long as no cell above it has changed: a notebook runs from top
    to bottom. All other cells are run. `seen` is told the number of each cell that has run, and all cells; `outdated`
    says whether the run is not wanted any more. `seconds` is what a whole run may take. `seed` draws the inputs of all
    checks, in kernels that are not forked.
    """

    unit: Unit
    seconds: float = SECONDS
    manager: type | None = None
    seed: int | None = None
    seen: Callable[[int, list[Any]], None] = ignore
    outdated: Callable[[], bool] = never
    first: int = 0  # the cell that was the first to have changed
    last: list[Any] = field(default_factory=list)  # the cells of the last run that came to its end
    lacked: set[int] = field(default_factory=set)  # those of them that depend on what stands below them

    def run(self, notebook: Any) -> None:
        """Fill in what the cells of a notebook show.

        Raises NotebookError if it stops its kernel or needs too long, Outdated if it was saved again meanwhile.
        """
        mine = short(self.unit.my_exercises, self.unit)
        self.first = changed_at(self.last, notebook.cells)
        try:
            with asyncio.Runner(loop_factory=_Loop) as runner:
                runner.run(self._in_time(self._cells(self._client(notebook))))
        except TimeoutError:
            raise NotebookError(
                f"{mine} was not done after {self.seconds:g} seconds: does a cell loop for ever?"
            ) from None
        except RuntimeError as error:  # DeadKernelError among others
            raise NotebookError(f"{mine} lost its kernel ({error}): {ADVICE}") from None
        self.last = deepcopy(notebook.cells)

    def _client(self, notebook: Any) -> Any:
        """What runs cells in our own kernel, whatever kernel the file asks for."""
        from nbclient import NotebookClient

        given = {"kernel_manager_class": self.manager} if self.manager else {}
        return NotebookClient(
            notebook,
            kernel_name="python3",
            allow_errors=True,
            timeout=CELL_SECONDS,
            iopub_timeout=CELL_SECONDS,  # what a cell has shown may come late on a busy machine
            interrupt_on_timeout=True,
            log=logging.Logger("nbclient", logging.CRITICAL + 1),  # what it would say of a long cell, we say
            shutdown_kernel="immediate",
            extra_arguments=["--log-level=ERROR"],  # the kernel's own warnings are not the learner's business
            resources={"metadata": {"path": str(self.unit.my_exercises.parent)}},
            **given,
        )

    def _environment(self) -> dict[str, str]:
        """That of the kernel."""
        return {**os.environ} if self.seed is None else {**os.environ, SEED: str(self.seed)}

    async def _cells(self, client: Any) -> None:
        """Run all cells, then once more the checks of answers that lacked what is made further down, as for a grade."""
        cells = client.nb.cells
        async with client.async_setup_kernel(env=self._environment()):
            for number, cell in enumerate(cells):
                if number < self.first and is_check(cell) and number not in self.lacked and _told(self.last[number]):
                    cell.outputs = deepcopy(self.last[number].outputs)
                else:
                    await client.async_execute_cell(cell, number, execution_count=number + 1)
                    self.seen(number, cells)
            self.lacked = {n for n, cell in enumerate(cells) if is_check(cell) and lacks(cell)}
            for number in sorted(self.lacked):
                cell, again = cells[number], deepcopy(cells[number])
                await client.async_execute_cell(again, number, execution_count=len(cells) + 1)
                cells[number].outputs = max(cell.outputs, again.outputs, key=_score)  # nbclient put `again` there

    async def _in_time(self, work: Coroutine) -> None:
        """Do the work. Raises TimeoutError, or Outdated; it has ended then, and after Ctrl-C too."""
        loop, task = asyncio.get_running_loop(), asyncio.create_task(work)
        until = loop.time() + self.seconds
        try:
            while not task.done() and (left := until - loop.time()) > 0:
                if self.outdated():
                    raise Outdated
                await asyncio.wait({task}, timeout=min(LOOK, left))
            if not task.done():
                raise TimeoutError
            task.result()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


class _Loop(asyncio.SelectorEventLoop):
    """Leaves Ctrl-C to Python: nbclient would end the kernel and then stumble over its absence."""

    def add_signal_handler(self, *_: Any) -> None:
        raise RuntimeError("signals are handled elsewhere")


def changed_at(before: list[Any], after: list[Any]) -> int:
    """The number of the first cell that does not do what it did; as many as there are if all do."""
    pairs = enumerate(zip(map(_does, before), map(_does, after), strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(before), len(after)))


def _does(cell: Any) -> str | None:
    """The code of a cell; a text does nothing."""
    return cell.source if cell.cell_type == "code" else None


def is_check(cell: Any) -> bool:
    """Whether a cell checks an answer."""
    mark = cell_mark(cell)
    return bool(mark.get("grade")) and not mark.get("solution")


def lacks(cell: Any) -> bool:
    """Whether a check says that a name is missing, which a cell below may make."""
    return bool(LACKING.search(json.dumps(outputs(cell))))


def _told(cell: Any) -> bool:
    """Whether a check did not say that it cannot judge here, which data may have ended since."""
    return all(said.judged for said in reports([cell]).values())


def _score(shown: list[dict[str, Any]]) -> float:
    """The best score that a check said; less than nothing if it said none."""
    return max((said.score for said in reports([{"outputs": shown}]).values()), default=-1.0)
