"""Notebooks as plain data. nbformat would do, but importing it takes over a second."""

import hashlib
import json
from pathlib import Path
from typing import Any

from vecembed_lab import CourseError
from vecembed_lab.files.recovery import Unreadable, recovered
from vecembed_lab.files.slim import LARGEST


class NotebookError(CourseError):
    """A notebook that cannot be used: what is wrong with it and what to do, in one sentence."""


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


def recover(path: Path) -> dict[str, Any]:
    """A learner's notebook at `path`, read as it is when it is graded.

    Raises NotebookError if it is missing, or nothing in it can be read.
    """
    try:
        with path.open("rb") as file:
            return recovered(file.read(LARGEST + 1), [])
    except OSError as error:
        raise NotebookError(f"{path} cannot be read ({error.strerror})") from None
    except Unreadable as error:
        raise NotebookError(f"{path} {str(error).removeprefix('it ')}") from None


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


def cell_mark(cell: dict[str, Any]) -> dict[str, Any]:
    """What nbgrader says about a cell; nothing if it is none of its own."""
    mark = cell["metadata"].get("nbgrader")
    return mark if isinstance(mark, dict) else {}


def anchor(heading: str) -> str:
    """What JupyterLab calls a heading in a link."""
    return heading.replace(" ", "-")
