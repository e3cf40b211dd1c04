"""The learner's own notebooks in my/: made, renewed, kept, set aside.

What a learner has done is what these files say, and beside them what `vecembed check` said of them.
"""

import json
import os
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from vecembed_lab.files.installed import repair
from vecembed_lab.files.notebooks import NotebookError, fingerprint, read, recover
from vecembed_lab.files.slim import LARGEST
from vecembed_lab.files.units import Unit
from vecembed_lab.files.whole import make_folder, write, writing


def without_outputs(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook as if nothing in it had been run."""
    cells = [
        {**cell, "outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell
        for cell in notebook["cells"]
    ]
    return {**notebook, "cells": cells}


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
        _put(fresh, unit, part)
        return f"{short(mine, unit)} is new."
    try:
        notebook = mine_of(unit, part)
    except NotebookError as error:
        return f"{error}."
    return _renew(unit, part, notebook, fresh)


def _renew(unit: Unit, part: str, notebook: dict[str, Any], fresh: dict[str, Any]) -> str:
    mine, copied, edited = copies(unit)[part][1], _copied(notebook), fingerprint(notebook)
    if _copied(fresh) in (copied, edited):
        return ""
    if edited == copied:
        _put(fresh, unit, part)
        return f"{short(mine, unit)} was renewed: the course has another version, and you had not edited yours."
    return (
        f"{short(mine, unit)} stays as you edited it. The course has another version: "
        f"`{reset_command(unit, part)}` takes it and keeps yours in my/backups."
    )


def reset(unit: Unit, part: str = "exercises") -> Path | None:
    """Take a fresh copy, and keep the old one in my/backups whatever it is; its new place, or None if there was none.

    Raises NotebookError if the course's own notebook is missing or broken; then nothing has moved.
    """
    mine, fresh = copies(unit)[part][1], _fresh(unit, part)
    backup = set_aside(mine, unit) if os.path.lexists(mine) else None
    _put(fresh, unit, part)
    return backup


def outdated(unit: Unit, part: str) -> bool:
    """Whether the learner has edited a copy of which the course has a newer version; False if one cannot be read."""
    try:
        notebook, fresh = mine_of(unit, part), _fresh(unit, part)
    except NotebookError:
        return False
    copied, edited = _copied(notebook), fingerprint(notebook)
    return edited != copied and _copied(fresh) not in (copied, edited)


def touched(unit: Unit, part: str) -> bool:
    """Whether the learner has edited or run their copy, or broken it; False if there is none."""
    if not os.path.lexists(copies(unit)[part][1]):
        return False
    try:
        notebook = mine_of(unit, part)
    except NotebookError:
        return True
    was_run = any(cell.get("outputs") or cell.get("execution_count") for cell in notebook["cells"])
    return was_run or fingerprint(notebook) != _copied(notebook)


def set_aside(mine: Path, unit: Unit) -> Path:
    """Move a file of the learner's to my/backups, whatever it is; its new place.

    Raises NotebookError if it is a folder.
    """
    _refuse_folder(mine, unit)
    stem = unit.folder if mine == unit.my_exercises else f"{unit.folder}-{mine.stem.lstrip('.')}"
    backup = _reserve(unit.root / "my" / "backups", f"{stem}-{time.strftime('%Y%m%d-%H%M%S')}", mine.suffix)
    with writing(mine):
        os.replace(mine, backup)
    return backup


def _reserve(folder: Path, stem: str, end: str) -> Path:
    """A new empty file in `folder` that no other process has, so that no backup ever replaces another."""
    make_folder(folder)
    for number in count(1):
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}{end}"
        try:
            with writing(path):
                path.touch(exist_ok=False)
            return path
        except FileExistsError:
            continue


def _fresh(unit: Unit, part: str) -> dict[str, Any]:
    """The course's notebook as a learner gets it: no outputs, links to the lesson and the exercises that lie beside it
    in my/, and marked with what it said when it was copied.
    """
    notebook = _with_links_here(without_outputs(theirs(unit, part)), unit)
    mark = {"vecembed": {"copied": fingerprint(notebook)}}
    return {**notebook, "metadata": notebook["metadata"] | mark}


def _with_links_here(notebook: dict[str, Any], unit: Unit) -> dict[str, Any]:
    exercises = f"](../exercises/{unit.folder}/{unit.release.name}", f"]({unit.my_exercises.name}"
    lesson = f"](../../course/{unit.lesson.name}", f"]({unit.my_lesson.name}"
    texts = (cell["source"].replace(*exercises).replace(*lesson) for cell in notebook["cells"])
    return {**notebook, "cells": [{**c, "source": t} for c, t in zip(notebook["cells"], texts, strict=True)]}


def _copied(notebook: dict[str, Any]) -> str:
    mark = notebook["metadata"].get("vecembed")
    return str(mark.get("copied")) if isinstance(mark, dict) else ""


def _put(fresh: dict[str, Any], unit: Unit, part: str) -> None:
    """Make this the learner's copy; what was said of another is forgotten."""
    write(copies(unit)[part][1], json.dumps(fresh, indent=1, ensure_ascii=False) + "\n")
    if part == "exercises":
        unit.my_check.unlink(missing_ok=True)


def theirs(unit: Unit, part: str = "exercises") -> dict[str, Any]:
    """The course's own notebook. Raises NotebookError, which says how to get it back."""
    return _read(unit, copies(unit)[part][0], repair())


def mine_of(unit: Unit, part: str = "exercises") -> dict[str, Any]:
    """The learner's copy, read as it is for a grade. Raises NotebookError, which says how to go on."""
    mine = copies(unit)[part][1]
    if not os.path.lexists(mine):
        raise NotebookError(f"{short(mine, unit)} does not exist; `vecembed start` makes it in {unit.root}")
    _refuse_folder(mine, unit)
    advice = f"`{reset_command(unit, part)}` takes a fresh copy and keeps this one in my/backups"
    if mine.exists() and mine.stat().st_size > LARGEST:
        advice = "open it, clear all outputs (in JupyterLab: Edit, Clear Outputs of All Cells), and save it"
    return _read(unit, mine, advice, recover)


def _read(unit: Unit, path: Path, advice: str, read: Callable[[Path], dict[str, Any]] = read) -> dict[str, Any]:
    try:
        return read(path)
    except NotebookError as error:
        raise NotebookError(f"{str(error).replace(str(path), short(path, unit), 1)}; {advice}") from None


def _refuse_folder(path: Path, unit: Unit) -> None:
    if path.is_dir():
        raise NotebookError(f"{short(path, unit)} is a folder, not a notebook; move it away, then try again")


def reset_command(unit: Unit, part: str) -> str:
    """The command that takes the course's version of a copy, and keeps the learner's."""
    return f"vecembed reset {unit.folder}" + (" --lesson" if part == "lesson" else "")


def short(path: Path, unit: Unit) -> str:
    """The path as seen from the folder we work in; whole if it is elsewhere, as a wheel's own notebooks are."""
    return (path.relative_to(unit.root) if path.is_relative_to(unit.root) else path).as_posix()
