"""Answers that stand in another place than they should: what is certain is taken, at the rest a person must look."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from vecembed_lab.grading.matching import DEFINED, Matching, is_answer, mark, name_of, same_text
from vecembed_lab.grading.reading import Piece

UNSURE = "vecembed_unsure"  # the graded cells at which a person must look, in the metadata of a rebuilt notebook
ASSIGNED = re.compile(r"^(\w+)\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)
FUNCTION = re.compile(r"^(?:async +def|def|class) |\blambda\b", re.MULTILINE)
CODE = "async|await|assert|class|def|del|for|from|global|if|import|raise|return|try|while|with|yield"
PROSE = re.compile(rf"\s*(?:[#\"']|(?!(?:{CODE})\b)\w+ \w+ \w+)")
HERE = "# This answer is in another cell."
WORDS = 3  # of a text of the student's own that may be an answer


def look_elsewhere(m: Matching) -> None:
    """Find the answers to what was left as it was handed out; says in the notes of `m` what was found."""
    for number, cell in enumerate(m.cells):
        if not is_answer(cell):
            continue
        if number in m.answer and m.pieces[m.answer[number]].unsure:
            _doubt(m, number, "is in two versions, of which the upper one was read")
        elif number not in m.answer or same_text(m.pieces[m.answer[number]], cell):
            (_in_code if cell.cell_type == "code" else _in_words)(m, number)
        if m.damaged and number not in m.answer and number not in m.unsure:
            _doubt(m, number, "is not in what is left of the file")


def _in_code(m: Matching, number: int) -> None:
    """A cell of the student's own that defines what the answer should is the answer, and runs where it stands."""
    names = made(m.cells[number].source)
    if number not in m.answer:
        return
    own = [piece for _, piece in m.free() if piece.kind == "code"]
    if any(names & made(piece.text) for piece in own):
        m.text[number] = HERE
        m.notes.append(f"The answer {name_of(m.cells[number])} is in another cell; it was taken from there.")
    elif any(FUNCTION.search(piece.text) for piece in _below(m, number) if piece.kind == "code"):
        _doubt(m, number, "may be in the cell below, under another name")


def _in_words(m: Matching, number: int) -> None:
    """What was written right below the question is the answer to it; what stands elsewhere may be."""
    below = list(_below(m, number)) if number in m.answer else []
    if below and all(piece.kind == "markdown" for piece in below):
        m.text[number] = "\n\n".join(piece.text for piece in below)
        for piece in below:
            m.place[next(i for i, own in m.free() if own is piece)] = number
        m.notes.append(f"The answer {name_of(m.cells[number])} was in the cell below; it was taken from there.")
    elif any(_is_prose(piece) for piece in [*below, *_own_words(m)]):
        _doubt(m, number, "may be in another cell")


def _is_prose(piece: Piece) -> bool:
    """Whether a cell may be an answer in words; some write them into a cell for code."""
    return len(piece.text.split()) >= WORDS and (piece.kind != "code" or bool(PROSE.match(piece.text)))


def _own_words(m: Matching) -> Iterator[Piece]:
    return (piece for _, piece in m.free() if piece.kind != "code" and not piece.text.startswith("#"))


def _below(m: Matching, number: int) -> Iterator[Piece]:
    """The student's own cells that follow an answer, up to the next of the teacher's other than the example or test."""
    free = dict(m.free())
    for i in range(m.answer[number] + 1, len(m.pieces)):
        at = m.place.get(i)
        if at is not None and (is_answer(m.cells[at]) or m.cells[at].cell_type == "markdown"):
            return
        if i in free and free[i].text.strip():
            yield free[i]


def _doubt(m: Matching, number: int, why: str) -> None:
    m.unsure.add(number)
    m.notes.append(f"The answer {name_of(m.cells[number])} {why}: a person will look at it.")


def made(source: str) -> set[str]:
    """The names that a cell defines, or assigns a value to."""
    return {*DEFINED.findall(source), *ASSIGNED.findall(source)}


def unsure(m: Matching) -> list[str]:
    """The graded cells that a person must look at: the question itself, or the test that follows the answer."""
    return [_graded(m.cells, number) for number in sorted(m.unsure)]


def _graded(cells: Sequence[Any], number: int) -> str:
    return next((name_of(cell) for cell in cells[number:] if mark(cell).get("grade")), "")
