"""The file of a notebook, read in whatever state it is: another encoding, damaged, cut off, with a merge in it."""

import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from vecembed_lab.files.slim import LARGEST, slim

BYTES = 20_000_000  # of a file without what it shows; parsed, the worst JSON of this size takes half a gigabyte
CELLS = 2_000
SCANNED = 10 * BYTES  # of broken JSON that are looked through before the rest of the file is left alone
OBJECTS = 100_000  # pieces of broken JSON that are looked at
OBJECT = re.compile(r'\{\s*"')  # no brace in the text of a cell, where a backslash stands before a quote
SAMPLE = 100_000  # bytes that an encoding is told from
ENCODINGS = ["cp1252", "cp1250", "cp1251", "cp932", "gb18030", "big5", "euc_kr"]
NAMES = {"utf-8-sig": "UTF-8 with a byte order mark", "cp1252": "Latin-1", "cp932": "Shift JIS"}
MERGE = {"<<<<<<<": "upper", "|||||||": "base", "=======": "lower", ">>>>>>>": ""}  # what git writes, and what follows
UNPACK = "unpack it, and hand in the notebook that is in it"
ITSELF = "hand in the notebook itself, whose name ends in .ipynb"
OTHERS = {  # what people hand in instead, by how it begins
    rb"(?s)PK\x03\x04.{,4000}(?:word|xl|ppt)/": f"a file of an office program: {ITSELF}",
    rb"(?s)PK\x03\x04.{26}mimetypeapplication/vnd": f"a file of an office program: {ITSELF}",
    rb"PK\x03\x04": f"a zip archive: {UNPACK}",
    rb"Rar!\x1a\x07": f"a rar archive: {UNPACK}",
    rb"7z\xbc\xaf\x27\x1c": f"a 7z archive: {UNPACK}",
    rb"(?s).{257}ustar": f"a tar archive: {UNPACK}",
    rb"\x1f\x8b": f"a compressed file (gzip): {UNPACK}",
    rb"BZh\d1AY&SY|\xfd7zXZ\0|\x28\xb5\x2f\xfd": f"a compressed file: {UNPACK}",
    rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": f"a file of an office program: {ITSELF}",
    rb"\{\\rtf": f"text of an office program (RTF): {ITSELF}",
    rb"%PDF": f"a PDF file: {ITSELF}",
    rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF.{4}WEBP|.{4}ftyp": f"a picture or a film: {ITSELF}",
    rb"version https://git-lfs": f"a pointer of Git LFS, which says where the notebook is: {ITSELF}",
    rb"(?i)\s*<(?:!doctype|html|head|body|\?xml|!--)": "a web page, of a login perhaps: download the notebook itself",
    rb"(?s)\s*(?:---\r?\n|#.*?\n```|```|\[.{,200}\]\()": f"text in Markdown: {ITSELF}",
    rb"\s*(?:#|%|\"\"\"|import |from |def |class |@)": f"Python text: {ITSELF}",
    rb"(?s)[^\0]*\0": f"a file of another kind, which is no text: {ITSELF}",
    rb"(?!\s*[\[{\"])": f"other text: {ITSELF}",
}


class Unreadable(ValueError):
    """What was handed in cannot be taken; the message is the reason, in the student's words."""


def recovered(content: bytes, notes: list[str]) -> dict[str, Any]:
    """The notebook as plain data of format 4, from any version; says in `notes` what is odd about the file.

    A cell of which a merge left two versions has `unsure` in it, a notebook of which cells may be lost `damaged`.
    Raises Unreadable if it is no notebook.
    """
    content = small(content)
    if not content.strip():
        raise Unreadable("it is empty")
    text, other = _merged(_text(content, notes), notes)
    notebook = _notebook(*_parsed(text, content, notes))
    if other:
        known = {cell["source"] for cell in _notebook(*_parsed(other, content, []))["cells"]}
        for cell in notebook["cells"]:
            cell["unsure"] = cell["source"] not in known
    return notebook


def small(content: bytes) -> bytes:
    """A file as it can be kept, sent and parsed: without what it shows if it is large.

    Raises Unreadable if it is too large even so.
    """
    if len(content) <= BYTES:
        return content
    if len(content) > LARGEST:
        raise Unreadable(f"it has more than the {LARGEST / 1e6:.0f} MB that it may have with all that it shows")
    if len(slimmed := slim(content)) > BYTES:
        size, may = len(slimmed) / 1e6, BYTES / 1e6
        raise Unreadable(f"it has {size:.0f} MB without its outputs, more than the {may:.0f} MB that it may have")
    return slimmed


def _text(content: bytes, notes: list[str]) -> str:
    """The file as text; files that other programs saved in another encoding than UTF-8 are read all the same."""
    encoding = json.detect_encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        text = content.decode(encoding, "replace")
        odd = text.count("\ufffd")
        if error.end >= len(content):  # only cut off in the middle of a character
            pass
        elif 2 * odd < sum(not letter.isascii() for letter in text):
            notes.append(f"The file has {odd} bytes in it that are not UTF-8; a � stands for each.")
        else:
            encoding = _encoding(content)
            text = content.decode(encoding, "replace")
    if encoding != "utf-8":
        name = NAMES.get(encoding, encoding.upper())
        notes.append(f"The file was saved as {name}, not as UTF-8; it was read all the same.")
    return text


def _encoding(content: bytes) -> str:
    """The encoding that text which is not UTF-8 most likely has, told from the lines that matter."""
    from charset_normalizer import from_bytes

    lines = b"\n".join(line for line in content.split(b"\n") if not line.isascii())
    likely = [match.encoding for match in from_bytes(lines[:SAMPLE], cp_isolation=ENCODINGS)]
    return "cp1252" if not likely or (likely[0] == "cp1250" and "cp1252" in likely) else likely[0]


def _merged(text: str, notes: list[str]) -> tuple[str, str]:
    """The upper version of what git could not merge, and the lower one; the text, and nothing, where there is none."""
    if not all(re.search(f"^{re.escape(mark)}", text, re.MULTILINE) for mark in ("<<<<<<<", "=======", ">>>>>>>")):
        return text, ""
    versions, part = {"upper": [], "base": [], "lower": []}, ""
    for line in text.splitlines(keepends=True):
        if line[:7] in MERGE and (part or line.startswith("<")):
            part = MERGE[line[:7]]
        else:
            for version in [part] if part else ("upper", "lower"):
                versions[version].append(line)
    notes.append("The file holds a merge that nobody finished; of two versions the upper one was read.")
    return "".join(versions["upper"]), "".join(versions["lower"])


def _parsed(text: str, content: bytes, notes: list[str]) -> tuple[Any, bool]:
    """What stands in the file, and whether it is damaged; then it is the cells that are whole."""
    try:
        return json.loads(text, parse_int=float), False  # a float has no limit on its digits
    except RecursionError:
        raise Unreadable("it is nested too deeply to be a notebook") from None
    except ValueError as error:
        if not (cells := list(_complete_cells(text))):
            known = (what for start, what in OTHERS.items() if re.match(start, content))
            what = next((f"not a notebook, but {what}" for what in known), f"not a notebook ({error})")
            raise Unreadable(f"it is {what}") from None
    notes.append(
        f"The file is damaged; the {len(cells)} cells that are complete were saved, what else was in it is lost."
    )
    return {"cells": cells}, True


def _complete_cells(text: str) -> Iterator[Any]:
    """Every cell that stands whole in broken JSON, in whatever order its keys are."""
    end, scanned, decoder = 0, 0, json.JSONDecoder(parse_int=float)
    for _ in range(OBJECTS):
        if scanned >= SCANNED or not (start := OBJECT.search(text, end)):
            return
        try:
            found, end = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):  # to find where, Python looks through the text from its beginning
            end, scanned = start.start() + 1, scanned + len(text)
            continue
        yield from filter(_is_cell, [found, *chain(*_lists(found))])


def _is_cell(found: Any) -> bool:
    """Whether it is a cell, and not what nbgrader notes about one."""
    return isinstance(found, dict) and "cell_type" in found and bool({"source", "input"} & found.keys())


def _lists(notebook: Any) -> list[Any]:
    """The lists of cells of a notebook: format 3 has worksheets. Empty if one is no list."""
    sheets = notebook.get("worksheets", [notebook]) if isinstance(notebook, dict) else None
    lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)] if isinstance(sheets, list) else []
    return lists if all(isinstance(cells, list) for cells in lists) else []


def _notebook(found: Any, damaged: bool) -> dict[str, Any]:
    """Sound cells, whatever was found; what is no cell is passed over."""
    if not (lists := _lists(found)):
        raise Unreadable("it has no cells, so it is not a notebook")
    if sum(map(len, lists)) > CELLS:
        raise Unreadable(f"it has more than {CELLS} cells")
    metadata = found.get("metadata") if isinstance(found.get("metadata"), dict) else {}
    cells = [_cell(cell) for cells in lists for cell in cells if isinstance(cell, dict)]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells, "damaged": damaged}


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    source = cell.get("source", cell.get("input", ""))
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str))
    kind = cell.get("cell_type")
    kinds = {"id": str, "attachments": dict}
    kept = {name: cell[name] for name, kind_ in kinds.items() if isinstance(cell.get(name), kind_)}
    kept["metadata"] = cell["metadata"] if isinstance(cell.get("metadata"), dict) else {}
    kept["source"] = text.encode("utf-8", "replace").decode()  # no half of a surrogate pair: no file can hold it
    if kind == "code":
        outputs = cell.get("outputs")
        kept["outputs"] = [out for out in outputs if isinstance(out, dict)] if isinstance(outputs, list) else []
        kept["execution_count"] = cell.get("execution_count")
    return {"cell_type": kind if kind in ("code", "raw") else "markdown", **kept}
