"""What was handed in, read in whatever state it is, and rebuilt from the teacher's notebook.

Only the text of answers and of cells that the student added is taken over. Metadata, tags, outputs, attachments,
kernel, points, cell types and the order of the cells are the teacher's, so nothing hidden in them reaches the grader.
"""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from copy import copy, deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vecembed_lab.grading.intake import HandedIn, Unreadable, handed_in
from vecembed_lab.grading.reading import Piece, read_pieces

DEFINED = re.compile(r"^(?:async +def|def|class) +(\w+)", re.MULTILINE)
NEEDED = re.compile(r"\s*(?:async +def|def|class|import|from|\w+ *=[^=])")  # a line that others may depend on
DEFINITIONS = "vecembed_definitions"  # the teacher's, in the metadata of a rebuilt notebook
TEACHES = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Rescued:
    """A notebook as the teacher made it with the student's answers in it, and in plain words what was repaired."""

    notebook: Any
    notes: list[str]


def rescue(submitted: Path | HandedIn, teacher: Any) -> Rescued:
    """The student's answers in the teacher's notebook.

    `submitted` is where the notebook should be; another name will do if the folder holds no other notebook.
    Raises Unreadable if there is no file, or none that can be read as a notebook at least in part.
    """
    handed = submitted if isinstance(submitted, HandedIn) else handed_in(submitted)
    if handed.unreadable:
        raise Unreadable(handed.unreadable)
    notes = list(handed.notes)
    return Rescued(rebuilt(read_pieces(handed.content, notes), teacher, notes), notes)


def taken_in(submitted: Path | HandedIn, teacher: Any) -> Rescued:
    """The same, for a batch that goes on whatever comes: the notebook begins with a notice if there are notes.

    If nothing can be saved it is the teacher's, without any answer, and the notice says why.
    """
    try:
        rescued = rescue(submitted, teacher)
        told = "Your notebook had to be repaired before it could be graded"
    except Unreadable as error:
        rescued = Rescued(_unanswered(teacher), [f"{submitted.name}: {error}."])
        told = "Your notebook could not be read, so there are no points. Hand it in again"
    if rescued.notes:
        rescued.notebook.cells.insert(0, notice(told, rescued.notes))
    return rescued


def _unanswered(teacher: Any) -> Any:
    """The teacher's notebook without the stubs, which might earn a point; a question in words stays as it is."""
    notebook = rebuilt([], teacher, [])
    for cell in notebook.cells:
        if _is_answer(cell) and not _mark(cell).get("grade"):
            cell.source = ""
    return notebook


# The rebuilding


@dataclass
class Matching:
    """Which of the student's pieces belongs to which of the teacher's cells."""

    pieces: Sequence[Piece]
    cells: Sequence[Any]
    notes: list[str]
    place: dict[int, int] = field(default_factory=dict)  # number of the piece -> number of the cell
    answer: dict[int, int] = field(default_factory=dict)  # number of an answer cell -> number of the piece

    def free(self) -> list[tuple[int, Piece]]:
        """The pieces that belong to no cell yet, numbered."""
        return [(number, piece) for number, piece in enumerate(self.pieces) if number not in self.place]

    def missing(self) -> list[tuple[int, Any]]:
        """The answer cells that have no piece yet, numbered."""
        cells = enumerate(self.cells)
        return [(number, cell) for number, cell in cells if _is_answer(cell) and number not in self.answer]

    def take(self, number: int, cell: int) -> None:
        """Let a piece be the answer that stands in a cell; an earlier copy becomes a cell of the student's own.

        A copy that says what was handed out is no answer where there is another.
        """
        self.place[number] = cell
        if cell in self.answer and _same_text(self.pieces[number], self.cells[cell]):
            return
        if cell in self.answer and not _same_text(self.pieces[self.answer[cell]], self.cells[cell]):
            del self.place[self.answer[cell]]
        self.answer[cell] = number


def rebuilt(pieces: Sequence[Piece], teacher: Any, notes: list[str]) -> Any:
    """A copy of the teacher's notebook with the student's answers and cells; says in `notes` what was repaired."""
    matching = Matching(pieces, teacher.cells, notes)
    for match in (_by_grade_id, _by_cell_id, _by_text, _by_definition, _by_place):
        match(matching)
    _tell(matching)
    notebook = copy(teacher)
    notebook.metadata = teacher.metadata | {DEFINITIONS: _definitions(teacher)}
    notebook.cells = _assembled(matching)
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number}"
        if cell.cell_type == "code":
            cell.update(outputs=[], execution_count=None)
    return notebook


def definitions(notebook: Any) -> list[str]:
    """What the teacher's cells import and define that a student may edit: tests rely on the teacher's version."""
    return notebook.metadata.get(DEFINITIONS, [])


def _definitions(teacher: Any) -> list[str]:
    """Imports, functions and classes of unmarked code cells, but for what answers define."""
    theirs = {name for cell in teacher.cells if _is_answer(cell) for name in DEFINED.findall(cell.source)}
    found = []
    for cell in teacher.cells:
        if cell.cell_type == "code" and not _mark(cell):
            with suppress(SyntaxError):  # magic
                kept = [part for part in ast.parse(cell.source).body if isinstance(part, TEACHES)]
                found += [ast.unparse(part) for part in kept if getattr(part, "name", "") not in theirs]
    return found


def _by_grade_id(m: Matching) -> None:
    numbers = {_mark(cell).get("grade_id"): number for number, cell in enumerate(m.cells) if _mark(cell)}
    for i, piece in enumerate(m.pieces):
        if (number := numbers.get(piece.grade_id)) is None:
            continue
        if _is_answer(m.cells[number]):
            m.take(i, number)
        else:
            m.place[i] = number


def _by_cell_id(m: Matching) -> None:
    numbers = {cell.get("id"): number for number, cell in enumerate(m.cells)}
    answers = {number for number, _ in m.missing()}
    for i, piece in m.free():
        number = numbers.get(piece.cell_id)
        if number in answers and not piece.grade_id:
            m.take(i, number)
        elif number is not None and not _mark(m.cells[number]) and piece.kind == m.cells[number].cell_type:
            m.place[i] = number


def _by_text(m: Matching) -> None:
    """Find cells that a program wrote without their marks and ids; they come in order."""
    numbers, taken = defaultdict(list), set(m.place.values())
    for number, cell in enumerate(m.cells):
        if number not in taken:
            numbers[cell.source.strip()].append(number)
    for i, piece in m.free():
        if places := numbers.get(piece.text.strip()):
            number = places.pop(0)
            if _is_answer(m.cells[number]):
                m.take(i, number)
            m.place[i] = number


def _by_definition(m: Matching) -> None:
    for number, cell in m.missing():
        names = set(DEFINED.findall(cell.source))
        for i, piece in m.free():
            if names & set(DEFINED.findall(piece.text)):
                m.take(i, number)
        if number in m.answer:
            m.notes.append(f"The answer {_name(cell)} had lost its mark; it was recognised by what it defines.")


def _by_place(m: Matching) -> None:
    """An answer that defines nothing, in words for example, is what follows the cell that stands before it."""
    for number, cell in m.missing():
        i = next((i for i, at in m.place.items() if at == number - 1), -2) + 1
        piece = dict(m.free()).get(i)
        if piece and piece.kind == cell.cell_type:
            m.take(i, number)
            m.notes.append(f"The answer {_name(cell)} had lost its mark; it was recognised by its place.")


def _tell(m: Matching) -> None:
    """Say what else was repaired."""
    for number, cell in enumerate(m.cells):
        if _mark(cell):
            m.notes.extend(
                _repairs(cell, [m.pieces[i] for i, at in m.place.items() if at == number], _merged_into(m, cell))
            )
    ids = Counter(piece.grade_id for piece in m.pieces)
    copied = [cell for cell in m.cells if _mark(cell) and ids[_name(cell)] > 1]
    m.notes.extend(
        f"The cell {_name(cell)} was there {ids[_name(cell)]} times; the last one counts." for cell in copied
    )
    places = [m.place[i] for i in sorted(m.place)]
    if places != sorted(places) and not copied:
        m.notes.append("The cells were in another order; they are again in the order in which they were handed out.")
    if any(piece.attachments for piece in m.pieces):
        m.notes.append("Pictures that were attached to cells are not taken over.")


def _repairs(cell: Any, pieces: Sequence[Piece], host: str) -> Iterable[str]:
    """What was wrong with one of the teacher's cells, of which `pieces` are the student's copies."""
    if not pieces:
        found = f"was recognised in the cell of {host}" if host else "was missing; it was put back as it was handed out"
        yield f"The cell {_name(cell)} {found}."
    for kind in {piece.kind for piece in pieces} - {cell.cell_type}:
        yield f"The cell {_name(cell)} had become a {kind} cell; it is a {cell.cell_type} cell again."
    if not _is_answer(cell) and not all(_same_text(piece, cell) for piece in pieces):
        yield f"The cell {_name(cell)} was changed; it is again as it was handed out."


def _assembled(m: Matching) -> list[Any]:
    """The teacher's cells in their order, each followed by the cells that the student added after it."""
    added, anchor = defaultdict(list), -1
    for i, piece in enumerate(m.pieces):
        number = m.place.get(i)
        if number is None:
            added[anchor].append(_own(piece))
        elif _is_kept(piece, m.cells[number]):
            anchor = number
        elif piece.kind == "code":  # a fixed cell to which the student added something
            added[anchor] += [_own(piece)] if _adds(piece, m.cells[number]) else []
            anchor = number
        else:
            anchor = number
            added[anchor].append(_own(piece))
    cells = list(added[-1])
    for number, cell in enumerate(m.cells):
        cells += [_filled(m, number, cell), *added[number]]
    return [cell for cell in cells if cell.source.strip() or _mark(cell)]


def _is_kept(piece: Piece, cell: Any) -> bool:
    """Whether nothing of the piece is lost when the cell is filled."""
    return _is_answer(cell) or _same_text(piece, cell) or (not _mark(cell) and cell.cell_type == "code")


def _adds(piece: Piece, cell: Any) -> bool:
    known = set(cell.source.splitlines())
    return any(NEEDED.match(line) for line in piece.text.splitlines() if line not in known)


def _filled(m: Matching, number: int, cell: Any) -> Any:
    """A copy of a teacher's cell with the student's text, where that counts."""
    cell = deepcopy(cell)
    if _is_answer(cell) and number not in m.answer:
        host = _merged_into(m, cell)
        cell.source = f"# This answer is in the cell of {host}." if host else cell.source
        return cell
    own = not _mark(cell) and cell.cell_type == "code"
    i = m.answer.get(number, next((i for i, at in m.place.items() if own and at == number), None))
    if i is not None and not _same_text(m.pieces[i], cell):
        text = m.pieces[i].text
        cell.source = harmless(text) if cell.cell_type == "markdown" else text
    return cell


def _merged_into(m: Matching, cell: Any) -> str:
    """The name of the answer whose cell defines what this one should define; empty if there is none."""
    names = set(DEFINED.findall(cell.source)) if _is_answer(cell) else set()
    for number, i in m.answer.items():
        if names & set(DEFINED.findall(m.pieces[i].text)):
            return _name(m.cells[number])
    return ""


def _own(piece: Piece) -> Any:
    """A cell of the student's own. nbformat's `new_code_cell` would check each against a schema, which takes long."""
    from nbformat import from_dict

    if piece.kind == "code":
        return from_dict({"cell_type": "code", "metadata": {}, "source": piece.text})
    return from_dict({"cell_type": "markdown", "metadata": {}, "source": harmless(piece.text)})


def _mark(cell: Any) -> Mapping[str, Any]:
    return cell.metadata.get("nbgrader", {})


def _is_answer(cell: Any) -> bool:
    return bool(_mark(cell).get("solution"))


def _name(cell: Any) -> str:
    return _mark(cell)["grade_id"]


def _same_text(piece: Piece, cell: Any) -> bool:
    return piece.text.split() == cell.source.split()


# What is shown


def harmless(markdown: str) -> str:
    """Markdown in which no HTML is left, and no link of TeX, which MathJax would let run a script."""
    text = re.sub(r"<(?=[A-Za-z/!?])", "&lt;", markdown)  # all that can begin a tag or a comment
    return re.sub(r"\\href\b", r"\\mathtt", text)


def notice(told: str, notes: Sequence[str]) -> Any:
    """A cell that tells the student what was repaired."""
    from nbformat.v4 import new_markdown_cell

    return new_markdown_cell(f"**{told}**\n\n" + "\n".join(f"- {_literal(note)}" for note in notes), id="notice")


def _literal(text: str) -> str:
    """Markdown that shows the text as it is: whatever could have a meaning is written as a number."""
    return re.sub(r"[^\w .,;:()'-]|_", lambda character: f"&#{ord(character[0])};", " ".join(text.split()))
