"""Where a learner stands with a unit, read from the saved notebook or from a run of it in a fresh kernel."""

import asyncio
import json
import logging
import os
import re
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from vecembed_lab.files.notebooks import NotebookError, cell_mark
from vecembed_lab.files.recovery import Unreadable
from vecembed_lab.files.units import MY_LESSON, Unit
from vecembed_lab.files.whole import write
from vecembed_lab.grading.intake import HandedIn, Refused, handed_in
from vecembed_lab.grading.jail import Limits
from vecembed_lab.grading.report import MIME
from vecembed_lab.grading.rescue import rescue
from vecembed_lab.learner.copies import mine_of, short, theirs

CELL_SECONDS = Limits().cell_seconds  # then it is interrupted; a check ends a loop in an answer long before
LACKING = re.compile("NameError|UnboundLocalError|AttributeError")
SECONDS = 180.0  # for all cells of one `vecembed check`; a unit's exercises need a few


@dataclass(frozen=True)
class Standing:
    """Where a learner stands with one exercise.

    `state` is one of: not started, tried, partly, solved, changed since the last check; or written, for an answer in
    words, which a teacher reads. `score` is the one of the last check, `text` what that check said.
    """

    exercise: str
    points: float
    score: float
    state: str
    text: str = ""
    by_hand: bool = False  # graded by a teacher

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in ("solved", "written")


class Said(NamedTuple):
    """What a check said: the score, the text that it is about, and its words; `count` numbers the run of a cell."""

    score: float
    source: str
    text: str
    count: int | None = None


def progress(unit: Unit) -> list[Standing]:
    """Where the learner stands with every exercise, read from the saved notebook and from what `check` last said.

    Raises NotebookError if the notebook is broken; without one, nothing is started.
    """
    release = theirs(unit)
    if not os.path.lexists(unit.my_exercises):
        return _standings(release, release, {})
    notebook = mine_of(unit)
    reports = _reports(notebook)
    return _standings(release, notebook, reports | _kept(unit, reports))


def check(unit: Unit, seconds: float = SECONDS, notes: list[str] | None = None) -> list[Standing]:
    """The same, after running the saved notebook from top to bottom in a fresh kernel. The file stays as it is.

    It is read and put right as for a grade; what had to be put right goes to `notes`. Raises NotebookError if the
    notebook is missing or broken, stops its kernel, or needs more than `seconds`.
    """
    notes = [] if notes is None else notes
    release, notebook = theirs(unit), mine_of(unit)
    executed = _executed(unit, _as_graded(unit, release, notes), seconds)
    names = [_name(mark) for mark in _graded(release) if not mark["solution"]]
    reports = {name: _said_in_run(executed, name) for name in names}
    _keep(unit, _reports(notebook), reports)
    return _standings(release, executed, reports)


def _as_graded(unit: Unit, release: dict[str, Any], notes: list[str]) -> Any:
    """The learner's notebook, rebuilt."""
    import nbformat

    mine = unit.my_exercises
    try:
        rescued = rescue(_handed_in(mine.resolve()), nbformat.from_dict(release))
    except (Unreadable, Refused) as error:
        why = str(error).removeprefix("it ").removeprefix(f"{mine.name} ")
        raise NotebookError(f"{short(mine, unit)} {why}") from None
    notes += rescued.notes
    return rescued.notebook


def _handed_in(mine: Path) -> HandedIn:
    """The learner's file as a teacher's machine takes it in; on Windows without the copies that lie beside it."""
    if os.open in os.supports_dir_fd:
        return handed_in(mine, [MY_LESSON])
    return HandedIn(mine.name, mine.read_bytes())


def _standings(release: dict[str, Any], notebook: dict[str, Any], reports: dict[str, Said]) -> list[Standing]:
    stubs = {cell_mark(cell).get("grade_id"): cell["source"].strip() for cell in release["cells"]}
    texts = _texts(notebook)

    def standing(name: str, points: float, written: bool) -> Standing:
        started = stubs[name] not in texts
        if written:
            return Standing(name, points, 0.0, "written" if started else "not started", by_hand=True)
        if name not in reports:
            return Standing(name, points, 0.0, "tried" if started else "not started", _error(notebook, name))
        said = reports[name]
        score = min(points, max(0.0, said.score))  # 0 for a NaN
        current = any(said.source in text for text in texts)
        return Standing(name, points, score, _state(score / points, started, current), said.text)

    return [standing(_name(mark), float(mark["points"]), mark["solution"]) for mark in _graded(release)]


def _graded(release: dict[str, Any]) -> list[dict[str, Any]]:
    return [mark for mark in map(cell_mark, release["cells"]) if mark.get("grade")]


def _name(mark: dict[str, Any]) -> str:
    return mark["grade_id"].removesuffix("-check")


def _texts(notebook: dict[str, Any]) -> list[str]:
    return [cell["source"].strip() for cell in notebook["cells"]]


def _state(share: float, started: bool, current: bool) -> str:
    if not current:
        return "changed since the last check"
    if share > 0:
        return "solved" if share >= 1 else "partly"
    return "tried" if started else "not started"


def _reports(notebook: dict[str, Any]) -> dict[str, Said]:
    """The last report on each exercise in the outputs of a notebook. Damaged ones are passed over."""
    reports = {}
    for output, count in [(out, cell.get("execution_count")) for cell in notebook["cells"] for out in _outputs(cell)]:
        with suppress(KeyError, TypeError, ValueError):
            data, report = output["data"], output["data"][MIME]
            said = Said(float(report["score"]), report["source"].strip(), "".join(data["text/plain"]), count)
            reports[report["exercise"]] = said
    return reports


def _said_in_run(executed: dict[str, Any], name: str) -> Said:
    """What the check of an exercise said in a run of the notebook, or what kept it from saying anything.

    It is about the source of the function, or about the answer cell where Python sees another text than is written.
    """
    cells = executed["cells"]
    answer = next((cell["source"].strip() for cell in cells if cell_mark(cell).get("grade_id") == name), "")
    said = _reports(executed).get(name, Said(0.0, answer, _error(executed, name)))
    return said if any(said.source in text for text in _texts(executed)) else said._replace(source=answer)


def _keep(unit: Unit, before: dict[str, Said], after: dict[str, Said]) -> None:
    """Keep what a check said, with what the notebook itself said before; a full disk costs only this."""
    with suppress(OSError):
        write(unit.my_check, json.dumps({name: [before.get(name), said] for name, said in after.items()}))


def _kept(unit: Unit, reports: dict[str, Said]) -> dict[str, Said]:
    """What the last check said of those exercises that were not checked in the notebook since; nothing if damaged."""
    with suppress(OSError, ValueError, TypeError, AttributeError, RecursionError):
        kept = json.loads(unit.my_check.read_text("utf-8"))
        same = {n: said for n, (before, said) in kept.items() if (before and Said(*before)) == reports.get(n)}
        return {name: Said(float(score), str(source), str(text)) for name, (score, source, text, _) in same.items()}
    return {}


def _outputs(cell: dict[str, Any]) -> list[dict[str, Any]]:
    return cell.get("outputs", [])


def _error(notebook: dict[str, Any], name: str) -> str:
    """What kept the check of an exercise from reporting: the first error in its cells, or in the cell it needs."""
    error = _first_error(c for c in notebook["cells"] if cell_mark(c).get("grade_id") in (name, f"{name}-check"))
    if missing := re.match(r"NameError: name '(\w+)'", error):
        needed = (cell for cell in notebook["cells"] if re.search(rf"\b{missing[1]}\b", cell["source"]))
        before = _first_error(cell for cell in needed if cell_mark(cell).get("grade_id") != f"{name}-check")
        error = f"{error}, because a cell above it stopped: {before}" if before not in ("", error) else error
    stopped = f"its cell was stopped after {CELL_SECONDS:g} seconds: does it loop for ever?"
    return stopped if error.startswith("KeyboardInterrupt") else error


def _first_error(cells: Iterable[dict[str, Any]]) -> str:
    outputs = (output for cell in cells for output in _outputs(cell))
    return next((f"{output['ename']}: {output['evalue']}" for output in outputs if "ename" in output), "")


def _executed(unit: Unit, notebook: Any, seconds: float) -> dict[str, Any]:
    """The learner's exercises, run in our own kernel whatever kernel the file asks for."""
    from nbclient import NotebookClient

    log = logging.Logger("nbclient", logging.CRITICAL + 1)  # what it would say of a cell that takes too long, we say
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        allow_errors=True,
        timeout=CELL_SECONDS,
        interrupt_on_timeout=True,
        log=log,
        shutdown_kernel="immediate",
        extra_arguments=["--log-level=ERROR"],  # the kernel's own warnings are not the learner's business
        resources={"metadata": {"path": str(unit.my_exercises.parent)}},
    )
    mine = short(unit.my_exercises, unit)
    try:
        with asyncio.Runner(loop_factory=_Loop) as runner:
            runner.run(_in_time(_run(client), seconds))
            return notebook
    except TimeoutError:
        raise NotebookError(f"{mine} was not done after {seconds:g} seconds: does a cell loop for ever?") from None
    except RuntimeError as error:  # DeadKernelError among others
        advice = "does a cell end the process or fill the memory? `vecembed doctor` tells whether kernels start at all"
        raise NotebookError(f"{mine} lost its kernel ({error}): {advice}") from None


async def _run(client: Any) -> None:
    """Run all cells, then once more the checks of answers that lacked what is made further down, as for a grade."""
    cells = client.nb.cells
    async with client.async_setup_kernel():
        for number, cell in enumerate(cells):
            await client.async_execute_cell(cell, number, execution_count=number + 1)
        for number, cell in enumerate(cells):
            if cell_mark(cell).get("grade") and LACKING.search(json.dumps(_outputs(cell))):
                again = deepcopy(cell)
                await client.async_execute_cell(again, number, execution_count=len(cells) + 1)
                cells[number].outputs = max(cell.outputs, again.outputs, key=_score)  # nbclient put `again` there


def _score(outputs: list[dict[str, Any]]) -> float:
    said = _reports({"cells": [{"outputs": outputs}]})
    return max((each.score for each in said.values()), default=-1.0)


class _Loop(asyncio.SelectorEventLoop):
    """Leaves Ctrl-C to Python: nbclient would end the kernel and then stumble over its absence."""

    def add_signal_handler(self, *_: Any) -> None:
        raise RuntimeError("signals are handled elsewhere")


async def _in_time(work: Coroutine, seconds: float) -> Any:
    """What `work` returns; TimeoutError if it needs more than `seconds`. It has ended then, and after Ctrl-C too."""
    task = asyncio.create_task(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    if not done:
        raise TimeoutError
    return task.result()
