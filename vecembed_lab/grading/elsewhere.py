"""Answers that stand in another place than they should: what is certain is taken, at the rest a person must look."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import Any

from vecembed_lab.grading.matching import DEFINED, Matching, is_answer, mark, merged_into, name_of, same_text
from vecembed_lab.grading.reading import Piece

UNSURE = "vecembed_unsure"  # the graded cells at which a person must look, in the metadata of a rebuilt notebook
ASSIGNED = re.compile(r"^(\w+)\s*(?::[^=\n]+)?=(?!=) *(\w+(?= *(?:#.*)?$)|lambda\b)?", re.MULTILINE)
GIVEN = re.compile(
    r"^(?:(?:async +)?def|class) +\w+|^\w+(?=\s*(?::[^=\n]+)?=(?!=))", re.MULTILINE
)  # a name, not its use
WORD, SAID = re.compile(r"\w+"), re.compile(r'"""(?s:.*?)"""|#.*')  # in the latter a name is not used
FUNCTION = re.compile(r"^(?:async +def|def|class) |\blambda\b", re.MULTILINE)
CODE = "async|await|assert|class|def|del|for|from|global|if|import|raise|return|try|while|with|yield"
PROSE = re.compile(rf"\s*(?:[#\"']|(?!(?:{CODE})\b)\w+ \w+ \w+)")
HERE = "# This answer is in another cell."
WORDS = 3  # of a text of the student's own that may be an answer


def look_elsewhere(m: Matching) -> None:
    """Find the answers to what was left as it was handed out; says in the notes of `m` what was found."""
    unused = _unused(m)
    for number, cell in enumerate(m.cells):
        if not is_answer(cell) or (number not in m.answer and merged_into(m, number)):
            continue
        if number in m.answer and m.pieces[m.answer[number]].unsure:
            _doubt(m, number, "is in two versions, of which the upper one was read")
        elif number not in m.answer or same_text(m.pieces[m.answer[number]], cell):
            if cell.cell_type == "code":
                _in_code(m, number, unused)
            else:
                _in_words(m, number)
        if m.damaged and not {number} & (m.answer.keys() | m.text.keys() | m.unsure):
            _doubt(m, number, "is not in what is left of the file")


def _in_code(m: Matching, number: int, unused: Collection[str]) -> None:
    """A cell that defines what the answer should is the answer, and runs where it stands.

    It is one of the student's own, or that of another answer. What should be there may be one of the `unused`
    functions, under another name; or what has its name, and is perhaps no function.
    """
    stub, own = m.cells[number].source, [piece.text for _, piece in m.free() if piece.kind == "code"]
    own += [text for other, text in _answers(m) if other != number]
    functions, values = set(DEFINED.findall(stub)), _assigned(stub).keys()
    defined, assigned = set(chain(*map(_functions, own))), dict(chain(*(_assigned(text).items() for text in own)))
    known = set(chain(*(_functions(piece.text) for piece in m.pieces)))
    certain = defined | {name for name, value in assigned.items() if value in known}
    if functions & certain or values & (defined | assigned.keys()):
        m.text[number] = HERE
        m.notes.append(f"The answer {name_of(m.cells[number])} is in another cell; it was taken from there.")
    elif unused or functions & assigned.keys() or any(map(_has_function, _below(m, number))):
        _doubt(m, number, "may be in another cell")


def _assigned(source: str) -> dict[str, str]:
    """The names that get a value, each with the name that it gets, or `lambda`, or nothing if it is something else."""
    return dict(ASSIGNED.findall(source))


def _functions(source: str) -> set[str]:
    """The names of what can be called."""
    return {*DEFINED.findall(source), *(name for name, value in _assigned(source).items() if value == "lambda")}


def _has_function(piece: Piece) -> bool:
    return piece.kind == "code" and bool(FUNCTION.search(piece.text))


def _answers(m: Matching) -> Iterator[tuple[int, str]]:
    """The answers in code that are no longer as they were handed out: the number of the cell, and what it says."""
    for number, i in m.answer.items():
        if m.pieces[i].kind == "code" and not same_text(m.pieces[i], m.cells[number]):
            yield number, m.pieces[i].text


def _unused(m: Matching) -> set[str]:
    """The functions that no answer and no cell of the teacher's uses, and that no answer should define."""
    found, users = set(), [cell.source for cell in m.cells if cell.cell_type == "code" and not is_answer(cell)]
    for i, piece in enumerate(m.pieces):
        cell = m.cells[m.place[i]] if i in m.place else None
        if cell and is_answer(cell):
            users.append(GIVEN.sub("", piece.text))
        elif piece.kind == "code" and not (cell and same_text(piece, cell)):
            found |= _functions(piece.text)
    found.update(*(_functions(text) for _, text in _answers(m)))
    found.difference_update(*(_functions(cell.source) for cell in m.cells if is_answer(cell)))
    for text in users:
        found.difference_update(word[0] for word in WORD.finditer(SAID.sub("", text)))
    return found


def _in_words(m: Matching, number: int) -> None:
    """What was written right below the question is the answer to it; what stands elsewhere may be."""
    below = list(_below(m, number))
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
    for i in range(m.answer.get(number, len(m.pieces)) + 1, len(m.pieces)):
        at = m.place.get(i)
        if at is not None and (is_answer(m.cells[at]) or m.cells[at].cell_type == "markdown"):
            return
        if i in free and free[i].text.strip():
            yield free[i]


def _doubt(m: Matching, number: int, why: str) -> None:
    m.unsure.add(number)
    m.notes.append(f"The answer {name_of(m.cells[number])} {why}: a person will look at it.")


def unsure(m: Matching) -> list[str]:
    """The graded cells that a person must look at: the questions themselves, or the tests that follow the answers."""
    return list(dict.fromkeys(name for number in sorted(m.unsure) for name in _graded(m.cells[number:])))


def _graded(cells: Sequence[Any]) -> Iterator[str]:
    """All from an answer up to the next that comes after a graded cell: they may judge several answers."""
    is_judged = False
    for cell in cells:
        if is_judged and is_answer(cell):
            return
        if mark(cell).get("grade"):
            is_judged = True
            yield name_of(cell)
