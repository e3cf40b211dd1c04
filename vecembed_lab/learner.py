"""The learner's own notebooks in my/: made, kept, set aside, run, and read for progress.

Nothing is recorded anywhere else: what a learner has done is what these files say.
"""

import asyncio
import hashlib
import json
import logging
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from vecembed_lab.build import write
from vecembed_lab.grading.jail import Limits
from vecembed_lab.grading.report import MIME
from vecembed_lab.units import Unit

CELL_SECONDS = Limits().cell_seconds  # then it is interrupted; a check ends a loop in an answer long before
SECONDS = 90.0  # for all cells of one `vecembed check`; a unit's exercises need a few


class NotebookError(ValueError):
    """A notebook that cannot be used: what is wrong with it and what to do, in one sentence."""


# Notebooks as plain data. nbformat would do, but importing it takes over a second.


def read(path: Path, content: bytes | None = None) -> dict[str, Any]:
    """The notebook at `path`, the source of every cell as one string; `content` is what it holds, if that was read.

    Raises NotebookError if it is missing, unreadable, or not a notebook in format 4.
    """
    notebook = _parse(path, content)
    if fault := _fault(notebook):
        raise NotebookError(f"{path} {fault}")
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook


def _parse(path: Path, content: bytes | None) -> Any:
    try:
        return json.loads((path.read_bytes() if content is None else content).decode("utf-8"))
    except OSError as error:
        raise NotebookError(f"{path} cannot be read ({error.strerror})") from None
    except RecursionError:
        raise NotebookError(f"{path} is not a notebook (it is nested too deeply)") from None
    except ValueError as error:  # not JSON, or not even text
        raise NotebookError(f"{path} is not a notebook ({error})") from None


def _fault(notebook: Any) -> str:
    """What makes parsed JSON unusable as a notebook; empty if nothing does."""
    if not isinstance(notebook, dict) or not isinstance(notebook.get("nbformat"), int):
        return "is not a notebook"
    if notebook["nbformat"] < 4:
        return f"has the old notebook format {notebook['nbformat']}; JupyterLab converts it if you open and save it"
    if notebook["nbformat"] > 4:
        return f"has notebook format {notebook['nbformat']}, which is newer than the course knows"
    cells = notebook.get("cells")
    sound = isinstance(notebook.get("metadata"), dict) and isinstance(cells, list) and all(map(_sound, cells))
    return "" if sound else "is a damaged notebook"


def _sound(cell: Any) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return False
    source, outputs = cell.get("source"), cell.get("outputs", [])
    is_text = isinstance(source, str) or (isinstance(source, list) and all(isinstance(s, str) for s in source))
    are_outputs = isinstance(outputs, list) and all(isinstance(output, dict) for output in outputs)
    return is_text and are_outputs and isinstance(cell.get("metadata"), dict)


def fingerprint(notebook: dict[str, Any]) -> str:
    """A hash of what the cells say. Outputs, ids and metadata are no edits, so they do not count."""
    cells = [[cell["cell_type"], cell["source"]] for cell in notebook["cells"]]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def _without_outputs(notebook: dict[str, Any]) -> dict[str, Any]:
    cells = [
        {**cell, "outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell
        for cell in notebook["cells"]
    ]
    return {**notebook, "cells": cells}


# The copies


def copies(unit: Unit) -> dict[str, tuple[Path, Path]]:
    """The parts of a unit that a learner has: where the course keeps each, and where the copy lies."""
    return {"exercises": (unit.release, unit.my_exercises), "lesson": (unit.lesson, unit.my_lesson)}


def copy_in(unit: Unit) -> list[str]:
    """Make the copies that are missing and renew those that nobody edited; says in sentences what is new.

    An edited or broken copy is never touched. Outputs are left out, so that a learner can predict them.
    Raises NotebookError if the course's own notebooks are missing or broken.
    """
    return [news for part in copies(unit) if (news := _copy_in(unit, part))]


def _copy_in(unit: Unit, part: str) -> str:
    mine, fresh = copies(unit)[part][1], _fresh(unit, part)
    if not os.path.lexists(mine):
        _save(fresh, mine)
        return f"{_short(mine, unit)} is new."
    try:
        notebook = _mine(unit, part)
    except NotebookError as error:
        return f"{error}."
    return _renew(unit, part, notebook, fresh)


def _renew(unit: Unit, part: str, notebook: dict[str, Any], fresh: dict[str, Any]) -> str:
    mine, copied, edited = copies(unit)[part][1], _copied(notebook), fingerprint(notebook)
    if _copied(fresh) in (copied, edited):
        return ""
    if edited == copied:
        _save(fresh, mine)
        return f"{_short(mine, unit)} was renewed: the course has a newer version, and you had not edited yours."
    return (
        f"{_short(mine, unit)} stays as you edited it. The course has a newer version: "
        f"`{_reset_command(unit, part)}` takes it and keeps yours in my/backups."
    )


def reset(unit: Unit, part: str = "exercises") -> Path | None:
    """Take a fresh copy, and keep the old one in my/backups whatever it is; its new place, or None if there was none.

    Raises NotebookError if the course's own notebook is missing or broken; then nothing has moved.
    """
    mine, fresh = copies(unit)[part][1], _fresh(unit, part)
    backup = _set_aside(mine, unit) if os.path.lexists(mine) else None
    _save(fresh, mine)
    return backup


def _set_aside(mine: Path, unit: Unit) -> Path:
    _refuse_folder(mine, unit)
    stem = unit.folder if mine == unit.my_exercises else f"{unit.folder}-{mine.stem}"
    backup = _reserve(unit.root / "my" / "backups", f"{stem}-{time.strftime('%Y%m%d-%H%M%S')}")
    os.replace(mine, backup)
    return backup


def _reserve(folder: Path, stem: str) -> Path:
    """A new empty file in `folder` that no other process has, so that no backup ever replaces another."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}.ipynb"
        try:
            path.touch(exist_ok=False)
            return path
        except FileExistsError:
            continue


def _fresh(unit: Unit, part: str) -> dict[str, Any]:
    """The course's notebook as a learner gets it: no outputs, and marked with what it said when it was copied."""
    notebook = _without_outputs(_theirs(unit, part))
    mark = {"vecembed": {"copied": fingerprint(notebook)}}
    return {**notebook, "metadata": notebook["metadata"] | mark}


def _copied(notebook: dict[str, Any]) -> str:
    mark = notebook["metadata"].get("vecembed")
    return str(mark.get("copied")) if isinstance(mark, dict) else ""


def _save(notebook: dict[str, Any], path: Path) -> None:
    write(path, json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")


def _theirs(unit: Unit, part: str = "exercises") -> dict[str, Any]:
    """The course's own notebook. Raises NotebookError, which says how to get it back."""
    return _read(
        unit, copies(unit)[part][0], "`git restore course exercises` brings it back, `vecembed build` makes it"
    )


def _mine(unit: Unit, part: str = "exercises") -> dict[str, Any]:
    """The learner's copy. Raises NotebookError, which says how to go on."""
    mine = copies(unit)[part][1]
    if not os.path.lexists(mine):
        raise NotebookError(f"{_short(mine, unit)} does not exist; `vecembed start` makes it")
    _refuse_folder(mine, unit)
    return _read(unit, mine, f"`{_reset_command(unit, part)}` takes a fresh copy and keeps this one in my/backups")


def _read(unit: Unit, path: Path, advice: str) -> dict[str, Any]:
    try:
        return read(path)
    except NotebookError as error:
        raise NotebookError(f"{str(error).replace(str(path), _short(path, unit), 1)}; {advice}") from None


def _refuse_folder(path: Path, unit: Unit) -> None:
    if path.is_dir():
        raise NotebookError(f"{_short(path, unit)} is a folder, not a notebook; move it away, then try again")


def _reset_command(unit: Unit, part: str) -> str:
    return f"vecembed reset {unit.folder}" + (" --lesson" if part == "lesson" else "")


def _short(path: Path, unit: Unit) -> str:
    return path.relative_to(unit.root).as_posix()


# Progress


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
    release = _theirs(unit)
    return _standings(release, _mine(unit) if os.path.lexists(unit.my_exercises) else release)


def check(unit: Unit, seconds: float = SECONDS) -> list[Standing]:
    """The same, after running the saved notebook from top to bottom in a fresh kernel. The file stays as it is.

    Raises NotebookError if the notebook is missing or broken, stops its kernel, or needs more than `seconds`.
    """
    return _standings(_theirs(unit), _executed(unit, seconds), just_run=True)


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


def cell_mark(cell: dict[str, Any]) -> dict[str, Any]:
    """What nbgrader says about a cell; nothing if it is none of its own."""
    mark = cell["metadata"].get("nbgrader")
    return mark if isinstance(mark, dict) else {}


def _executed(unit: Unit, seconds: float) -> dict[str, Any]:
    """The learner's exercises, run in our own kernel whatever kernel the file asks for."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.from_dict(_without_outputs(_mine(unit)))
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
    mine, until = _short(unit.my_exercises, unit), time.monotonic() + seconds
    try:
        return asyncio.run(asyncio.wait_for(client.async_execute(), seconds))
    except (TimeoutError, RuntimeError) as error:  # DeadKernelError among others, also when time is up
        if time.monotonic() >= until:
            raise NotebookError(f"{mine} was not done after {seconds:g} seconds: does a cell loop for ever?") from None
        advice = "does a cell end the process or fill the memory? `vecembed doctor` tells whether kernels start at all"
        raise NotebookError(f"{mine} lost its kernel ({error}): {advice}") from None
