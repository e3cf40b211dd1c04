"""What was handed in as the cells of a notebook, in whatever state the file is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vecembed_lab.files.recovery import recovered


@dataclass(frozen=True)
class Piece:
    """All that is read of a student's cell; `unsure` if a merge left two versions of it."""

    kind: str
    text: str
    grade_id: str = ""
    cell_id: str = ""
    attachments: bool = False
    unsure: bool = False


@dataclass(frozen=True)
class Reading:
    """The student's cells; `damaged` if the file held more, which nobody can read."""

    pieces: Sequence[Piece] = ()
    damaged: bool = False


def read_pieces(content: bytes, notes: list[str]) -> Reading:
    """What was handed in; says in `notes` what is odd about the file. Raises Unreadable if it is no notebook."""
    notebook = recovered(content, notes)
    return Reading([piece(cell) for cell in notebook["cells"]], notebook["damaged"])


def piece(cell: Mapping[str, Any]) -> Piece:
    """A cell as it is handed in."""
    return Piece(
        kind=cell["cell_type"],
        text=cell["source"],
        grade_id=_string(cell["metadata"].get("nbgrader"), "grade_id"),
        cell_id=_string(cell, "id"),
        attachments=bool(cell.get("attachments")),
        unsure=bool(cell.get("unsure")),
    )


def _string(mapping: Any, key: str) -> str:
    value = mapping.get(key) if isinstance(mapping, dict) else None
    return value if isinstance(value, str) else ""
