"""What was handed in as the cells of a notebook, in whatever state the file is."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vecembed_lab.grading.intake import Unreadable
from vecembed_lab.grading.quiet import printable

CELLS = 2_000
DAMAGED = 20  # pieces of broken JSON that are tried before the rest of the file is left alone
CELL_START = re.compile(r'\{\s*"(?:attachments|cell_type)"')  # the keys of a cell are written in this order


@dataclass(frozen=True)
class Piece:
    """All that is read of a student's cell."""

    kind: str
    text: str
    grade_id: str
    cell_id: str
    attachments: bool

    def __post_init__(self):
        """Let no half of a surrogate pair through: no file can hold it."""
        object.__setattr__(self, "text", printable(self.text))


def read_pieces(content: bytes, notes: list[str]) -> list[Piece]:
    """The student's cells; says in `notes` what is odd about the file. Raises Unreadable if it is no notebook."""
    return _pieces(_parsed(_text(content, notes), notes))


def _text(content: bytes, notes: list[str]) -> str:
    """The file as text; files that other programs saved in another encoding than UTF-8 are read all the same."""
    encoding = json.detect_encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if error.end < len(content):  # not only cut off in the middle of a character
            encoding = "cp1252"
        text = content.decode(encoding, "replace")
    if encoding != "utf-8":
        name = {"utf-8-sig": "UTF-8 with a byte order mark", "cp1252": "Latin-1"}.get(encoding, encoding.upper())
        notes.append(f"The file was saved as {name}, not as UTF-8; it was read all the same.")
    return text


def _parsed(text: str, notes: list[str]) -> Any:
    try:
        return json.loads(text, parse_int=float)  # a float has no limit on its digits
    except RecursionError:
        raise Unreadable("it is nested too deeply to be a notebook") from None
    except ValueError as error:
        if not (cells := list(_complete_cells(text))):
            raise Unreadable(f"it is not a notebook ({error})") from None
    notes.append(
        f"The file is damaged; the {len(cells)} cells that are complete were saved, what else was in it is lost."
    )
    return {"cells": cells}


def _complete_cells(text: str) -> Iterable[Any]:
    """Every cell that stands whole in broken JSON."""
    end, damaged, decoder = 0, 0, json.JSONDecoder(parse_int=float)
    for start in CELL_START.finditer(text):
        if start.start() < end:  # inside of the cell before
            continue
        try:
            cell, end = decoder.raw_decode(text, start.start())
            yield cell
        except (ValueError, RecursionError):
            damaged += 1
            if damaged == DAMAGED:
                return


def _pieces(notebook: Any) -> list[Piece]:
    """The student's cells, from any version of the format: 3 has worksheets, and `input` for the text of code."""
    sheets = notebook.get("worksheets", [notebook]) if isinstance(notebook, dict) else None
    lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)] if isinstance(sheets, list) else []
    if not lists or not all(isinstance(cells, list) for cells in lists):
        raise Unreadable("it has no cells, so it is not a notebook")
    if sum(map(len, lists)) > CELLS:
        raise Unreadable(f"it has more than {CELLS} cells")
    return [_piece(cell) for cells in lists for cell in cells if isinstance(cell, dict)]


def _piece(cell: Mapping[str, Any]) -> Piece:
    kind = cell.get("cell_type")
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    source = cell.get("source", cell.get("input", ""))
    lines = source if isinstance(source, list) else [source]
    return Piece(
        kind=kind if kind in ("code", "raw") else "markdown",
        text="".join(line for line in lines if isinstance(line, str)),
        grade_id=_string(mark, "grade_id"),
        cell_id=_string(cell, "id"),
        attachments=bool(cell.get("attachments")),
    )


def _string(mapping: Any, key: str) -> str:
    value = mapping.get(key) if isinstance(mapping, dict) else None
    return value if isinstance(value, str) else ""
