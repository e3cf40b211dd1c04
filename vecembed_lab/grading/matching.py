"""Which of the cells that were handed in is which of the teacher's: by mark, by id, by text, by what it defines."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vecembed_lab.grading.reading import Piece, Reading

DEFINED = re.compile(r"^(?:async +def|def|class) +(\w+)", re.MULTILINE)


@dataclass
class Matching:
    """Which of the student's pieces belongs to which of the teacher's cells."""

    pieces: Sequence[Piece]
    teacher: Any
    notes: list[str]
    damaged: bool  # whether there were more pieces, which nobody can read
    place: dict[int, int] = field(default_factory=dict)  # number of the piece -> number of the cell
    answer: dict[int, int] = field(default_factory=dict)  # number of an answer cell -> number of the piece
    text: dict[int, str] = field(default_factory=dict)  # what an answer cell says instead
    unsure: set[int] = field(default_factory=set)  # the answer cells at which a person must look

    @property
    def cells(self) -> Sequence[Any]:
        """The teacher's cells."""
        return self.teacher.cells

    def free(self) -> list[tuple[int, Piece]]:
        """The pieces that belong to no cell yet, numbered."""
        return [(number, piece) for number, piece in enumerate(self.pieces) if number not in self.place]

    def missing(self) -> list[tuple[int, Any]]:
        """The answer cells that have no piece yet, numbered."""
        cells = enumerate(self.cells)
        return [(number, cell) for number, cell in cells if is_answer(cell) and number not in self.answer]

    def take(self, number: int, cell: int) -> None:
        """Let a piece be the answer that stands in a cell; an earlier copy becomes a cell of the student's own.

        A copy that says what was handed out is no answer where there is another.
        """
        self.place[number] = cell
        if cell in self.answer and same_text(self.pieces[number], self.cells[cell]):
            return
        if cell in self.answer and not same_text(self.pieces[self.answer[cell]], self.cells[cell]):
            del self.place[self.answer[cell]]
        self.answer[cell] = number


def matched(reading: Reading, teacher: Any, notes: list[str]) -> Matching:
    """What belongs together; says in `notes` what was not found by its mark."""
    matching = Matching(reading.pieces, teacher, notes, reading.damaged)
    for match in (_by_grade_id, _by_cell_id, _by_text, _by_definition, _by_place):
        match(matching)
    return matching


def _by_grade_id(m: Matching) -> None:
    numbers = {mark(cell).get("grade_id"): number for number, cell in enumerate(m.cells) if mark(cell)}
    for i, piece in enumerate(m.pieces):
        if (number := numbers.get(piece.grade_id)) is None:
            continue
        if is_answer(m.cells[number]):
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
        elif number is not None and not mark(m.cells[number]) and piece.kind == m.cells[number].cell_type:
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
            if is_answer(m.cells[number]):
                m.take(i, number)
            m.place[i] = number


def _by_definition(m: Matching) -> None:
    for number, cell in m.missing():
        names = set(DEFINED.findall(cell.source))
        for i, piece in m.free():
            if names & set(DEFINED.findall(piece.text)):
                m.take(i, number)
        if number in m.answer:
            m.notes.append(f"The answer {name_of(cell)} had lost its mark; it was recognised by what it defines.")


def _by_place(m: Matching) -> None:
    """An answer that defines nothing, in words for example, is what follows the cell that stands before it."""
    for number, cell in m.missing():
        i = next((i for i, at in m.place.items() if at == number - 1), -2) + 1
        piece = dict(m.free()).get(i)
        if piece and piece.kind == cell.cell_type and not DEFINED.search(cell.source):
            m.take(i, number)
            m.notes.append(f"The answer {name_of(cell)} had lost its mark; it was recognised by its place.")


def merged_into(m: Matching, number: int) -> str:
    """The name of another answer whose cell defines what this one should; empty if there is none."""
    names = set(DEFINED.findall(m.cells[number].source)) if is_answer(m.cells[number]) else set()
    for other, i in m.answer.items():
        if other != number and names & set(DEFINED.findall(m.pieces[i].text)):
            return name_of(m.cells[other])
    return ""


def mark(cell: Any) -> Mapping[str, Any]:
    """What nbgrader says about a cell; nothing if it is none of its own."""
    return cell.metadata.get("nbgrader", {})


def is_answer(cell: Any) -> bool:
    """Whether a student writes in it."""
    return bool(mark(cell).get("solution"))


def name_of(cell: Any) -> str:
    """The name of a marked cell."""
    return mark(cell)["grade_id"]


def same_text(piece: Piece, cell: Any) -> bool:
    """Whether they say the same, however it is spaced."""
    return piece.text.split() == cell.source.split()
