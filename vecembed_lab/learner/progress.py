"""Where a learner stands with a unit, read from the saved notebook or from a run of it in a fresh kernel."""

import asyncio
import logging
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from vecembed_lab.files.notebooks import NotebookError, cell_mark
from vecembed_lab.files.units import Unit
from vecembed_lab.grading.jail import Limits
from vecembed_lab.grading.report import MIME
from vecembed_lab.learner.copies import mine_of, short, theirs, without_outputs

CELL_SECONDS = Limits().cell_seconds  # then it is interrupted; a check ends a loop in an answer long before
SECONDS = 90.0  # for all cells of one `vecembed check`; a unit's exercises need a few


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


def progress(unit: Unit) -> list[Standing]:
    """Where the learner stands with every exercise, read from the saved notebook: answers and the outputs of checks.

    Raises NotebookError if the notebook is broken; without one, nothing is started.
    """
    release = theirs(unit)
    return _standings(release, mine_of(unit) if os.path.lexists(unit.my_exercises) else release)


def check(unit: Unit, seconds: float = SECONDS) -> list[Standing]:
    """The same, after running the saved notebook from top to bottom in a fresh kernel. The file stays as it is.

    Raises NotebookError if the notebook is missing or broken, stops its kernel, or needs more than `seconds`.
    """
    return _standings(theirs(unit), _executed(unit, seconds), just_run=True)


def _standings(release: dict[str, Any], notebook: dict[str, Any], just_run: bool = False) -> list[Standing]:
    stubs = {cell_mark(cell).get("grade_id"): cell["source"].strip() for cell in release["cells"]}
    texts, reports = [cell["source"].strip() for cell in notebook["cells"]], _reports(notebook)

    def standing(name: str, points: float, written: bool) -> Standing:
        started = stubs[name] not in texts
        if written:
            return Standing(name, points, 0.0, "written" if started else "not started", by_hand=True)
        if name not in reports:
            return Standing(name, points, 0.0, "tried" if started else "not started", _error(notebook, name))
        said, source, text = reports[name]
        score = min(points, max(0.0, said))  # 0 for a NaN
        current = just_run or any(source in text for text in texts)
        return Standing(name, points, score, _state(score / points, started, current), text)

    marks = [mark for mark in map(cell_mark, release["cells"]) if mark.get("grade")]
    return [standing(m["grade_id"].removesuffix("-check"), float(m["points"]), m["solution"]) for m in marks]


def _state(share: float, started: bool, current: bool) -> str:
    if not current:
        return "changed since the last check"
    if share > 0:
        return "solved" if share >= 1 else "partly"
    return "tried" if started else "not started"


def _reports(notebook: dict[str, Any]) -> dict[str, tuple[float, str, str]]:
    """The last report on each exercise: score, the answer it is about, and its text. Damaged ones are passed over."""
    reports = {}
    for output in (output for cell in notebook["cells"] for output in cell.get("outputs", [])):
        with suppress(KeyError, TypeError, ValueError):
            data, report = output["data"], output["data"][MIME]
            said = float(report["score"]), report["source"].strip(), "".join(data["text/plain"])
            reports[report["exercise"]] = said
    return reports


def _error(notebook: dict[str, Any], name: str) -> str:
    """What kept the check of an exercise from reporting: the first error in its cells."""
    stopped = f"its cell was stopped after {CELL_SECONDS:g} seconds: does it loop for ever?"
    cells = [cell for cell in notebook["cells"] if cell_mark(cell).get("grade_id") in (name, f"{name}-check")]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    errors = (f"{output['ename']}: {output['evalue']}" for output in outputs if "ename" in output)
    return next((stopped if error.startswith("KeyboardInterrupt") else error for error in errors), "")


def _executed(unit: Unit, seconds: float) -> dict[str, Any]:
    """The learner's exercises, run in our own kernel whatever kernel the file asks for."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.from_dict(without_outputs(mine_of(unit)))
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
    mine, until = short(unit.my_exercises, unit), time.monotonic() + seconds
    try:
        return asyncio.run(asyncio.wait_for(client.async_execute(), seconds))
    except (TimeoutError, RuntimeError) as error:  # DeadKernelError among others, also when time is up
        if time.monotonic() >= until:
            raise NotebookError(f"{mine} was not done after {seconds:g} seconds: does a cell loop for ever?") from None
        advice = "does a cell end the process or fill the memory? `vecembed doctor` tells whether kernels start at all"
        raise NotebookError(f"{mine} lost its kernel ({error}): {advice}") from None
