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
from dataclasses import dataclass
from typing import Any

from vecembed_lab.files.recovery import Unreadable
from vecembed_lab.grading.elsewhere import UNSURE, look_elsewhere, open_answers, unsure
from vecembed_lab.grading.intake import HandedIn
from vecembed_lab.grading.matching import DEFINED, Matching, is_answer, mark, matched, merged_into, name_of, same_text
from vecembed_lab.grading.reading import Piece, Reading, read_pieces

NEEDED = re.compile(r"\s*(?:async +def|def|class|import|from|\w+ *=[^=])")  # a line that others may depend on
DEFINITIONS = "vecembed_definitions"  # the teacher's, in the metadata of a rebuilt notebook
TEACHES = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Rescued:
    """A notebook as the teacher made it with the student's answers in it, and in plain words what was repaired."""

    notebook: Any
    notes: list[str]


def rescue(handed: HandedIn, teacher: Any) -> Rescued:
    """The student's answers in the teacher's notebook.

    Raises Unreadable if there is no file, or none that can be read as a notebook at least in part.
    """
    if handed.unreadable:
        raise Unreadable(handed.unreadable)
    notes = list(handed.notes)
    return Rescued(_best(handed.content, handed.others, teacher, notes), notes)


def taken_in(handed: HandedIn, teacher: Any) -> Rescued:
    """The same, for a batch that goes on whatever comes: the notebook begins with a notice if there are notes.

    If nothing can be saved it is the teacher's, without any answer, and the notice says why.
    """
    try:
        rescued = rescue(handed, teacher)
        told = "Your notebook had to be repaired before it could be graded"
    except Unreadable as error:
        rescued = Rescued(_unanswered(teacher), [f"{handed.name}: {error}."])
        told = "Your notebook could not be read, so there are no points yet. Hand it in again"
    if rescued.notes:
        rescued.notebook.cells.insert(0, notice(told, rescued.notes))
    return rescued


def _unanswered(teacher: Any) -> Any:
    """The teacher's notebook without the stubs, which might earn a point; a question in words stays as it is.

    A person must look at all of it: nobody knows what was in the file.
    """
    notebook = _rebuilt(_understood(Reading(), teacher, []))
    notebook.metadata[UNSURE] = _all_graded(notebook)
    for cell in notebook.cells:
        if is_answer(cell) and not mark(cell).get("grade"):
            cell.source = ""
    return notebook


# The rebuilding


def _best(content: bytes, others: Mapping[str, bytes], teacher: Any, notes: list[str]) -> Any:
    """The notebook in a file, rebuilt; where it holds nothing that may be an answer, the one of the `others` that does.

    If several do, or another answers more, a person must look. Raises Unreadable if it is no notebook.
    """
    best = _understood(read_pieces(content, notes), teacher, notes)
    still_open, more = open_answers(best), {}
    for name, other in others.items() if still_open else ():
        with suppress(Unreadable):
            said: list[str] = []
            copied = _understood(read_pieces(other, said), teacher, said)
            if answers := still_open - open_answers(copied):
                more[name] = copied, answers
    if not more:
        return _rebuilt(best)
    is_empty = not best.unsure and len(still_open) == sum(map(is_answer, best.cells))
    if is_empty and len(more) == 1:
        [(name, (best, _))] = more.items()
        notes[:] = [f"The notebook holds no answer; {name}, which lies beside it, does, and was taken.", *best.notes]
        return _rebuilt(best)
    best.unsure.update(*(answers for _, answers in more.values()))
    notes.append(f"{' and '.join(more)} beside the notebook answers what it does not: a person will look at it.")
    return _rebuilt(best)


def _all_graded(notebook: Any) -> list[str]:
    return [name_of(cell) for cell in notebook.cells if mark(cell).get("grade")]


def _understood(reading: Reading, teacher: Any, notes: list[str]) -> Matching:
    """What belongs where; says in `notes` what was repaired. Raises Unreadable if it is another notebook."""
    matching = matched(reading, teacher, notes)
    if reading.pieces and not any(mark(matching.cells[number]) for number in matching.place.values()):
        raise Unreadable("it is another notebook: not one cell of this unit is in it")
    look_elsewhere(matching)
    _tell(matching)
    return matching


def _rebuilt(m: Matching) -> Any:
    """A copy of the teacher's notebook with the student's answers and cells."""
    notebook = copy(m.teacher)
    notebook.metadata = m.teacher.metadata | {DEFINITIONS: _definitions(m.teacher), UNSURE: unsure(m)}
    notebook.cells = _assembled(m)
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
    theirs = {name for cell in teacher.cells if is_answer(cell) for name in DEFINED.findall(cell.source)}
    found = []
    for cell in teacher.cells:
        if cell.cell_type == "code" and not mark(cell):
            with suppress(SyntaxError):  # magic
                kept = [part for part in ast.parse(cell.source).body if isinstance(part, TEACHES)]
                found += [ast.unparse(part) for part in kept if getattr(part, "name", "") not in theirs]
    return found


def _tell(m: Matching) -> None:
    """Say what else was repaired."""
    for number, cell in enumerate(m.cells):
        if mark(cell):
            pieces = [m.pieces[i] for i, at in m.place.items() if at == number]
            m.notes.extend(_repairs(cell, pieces, merged_into(m, number)))
    ids = Counter(piece.grade_id for piece in m.pieces)
    copied = [cell for cell in m.cells if mark(cell) and ids[name_of(cell)] > 1]
    m.notes.extend(
        f"The cell {name_of(cell)} was there {ids[name_of(cell)]} times; the last one counts." for cell in copied
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
        yield f"The cell {name_of(cell)} {found}."
    for kind in {piece.kind for piece in pieces} - {cell.cell_type}:
        yield f"The cell {name_of(cell)} had become a {kind} cell; it is a {cell.cell_type} cell again."
    if not is_answer(cell) and not all(same_text(piece, cell) for piece in pieces):
        yield f"The cell {name_of(cell)} was changed; it is again as it was handed out."


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
    return [cell for cell in cells if cell.source.strip() or mark(cell)]


def _is_kept(piece: Piece, cell: Any) -> bool:
    """Whether nothing of the piece is lost when the cell is filled."""
    return is_answer(cell) or same_text(piece, cell) or (not mark(cell) and cell.cell_type == "code")


def _adds(piece: Piece, cell: Any) -> bool:
    known = set(cell.source.splitlines())
    return any(NEEDED.match(line) for line in piece.text.splitlines() if line not in known)


def _filled(m: Matching, number: int, cell: Any) -> Any:
    """A copy of a teacher's cell with the student's text, where that counts."""
    cell = deepcopy(cell)
    if number in m.text:
        cell.source = harmless(m.text[number]) if cell.cell_type == "markdown" else m.text[number]
        return cell
    if is_answer(cell) and number not in m.answer:
        host = merged_into(m, number)
        cell.source = f"# This answer is in the cell of {host}." if host else cell.source
        return cell
    own = not mark(cell) and cell.cell_type == "code"
    i = m.answer.get(number, next((i for i, at in m.place.items() if own and at == number), None))
    if i is not None and not same_text(m.pieces[i], cell):
        text = m.pieces[i].text
        cell.source = harmless(text) if cell.cell_type == "markdown" else text
    return cell


def _own(piece: Piece) -> Any:
    """A cell of the student's own. nbformat's `new_code_cell` would check each against a schema, which takes long."""
    from nbformat import from_dict

    if piece.kind == "code":
        return from_dict({"cell_type": "code", "metadata": {}, "source": piece.text})
    return from_dict({"cell_type": "markdown", "metadata": {}, "source": harmless(piece.text)})


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
