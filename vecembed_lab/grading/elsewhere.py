"""Answers that stand in another place than they should: what is certain is taken, at the rest a person must look."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import Any

from vecembed_lab.grading.matching import DEFINED, Matching, is_answer, mark, merged_into, name_of, same_text
from vecembed_lab.grading.reading import Piece
from vecembed_lab.grading.written import is_more, is_undone, is_written, lacking, without, written

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
    """Find the answers to what is still as empty as it was handed out; says in the notes of `m` what was found."""
    still_open = open_answers(m)
    unused = _unused(m, still_open) if still_open else set()
    for number, cell in enumerate(m.cells):
        if not is_answer(cell) or (number not in m.answer and merged_into(m, number)):
            continue
        if number in m.answer and m.pieces[m.answer[number]].unsure:
            _doubt(m, number, "is in two versions, of which the upper one was read")
        elif number in still_open:
            if cell.cell_type == "code":
                _in_code(m, number, unused)
            else:
                _in_words(m, number)
        if m.damaged and not {number} & (m.answer.keys() | m.text.keys() | m.unsure):
            _doubt(m, number, "is not in what is left of the file")


def open_answers(m: Matching) -> set[int]:
    """The answer cells in which nothing of what they ask for is written, and for which nothing was taken elsewhere."""
    answers = (number for number, cell in enumerate(m.cells) if is_answer(cell) and number not in m.text)
    return {number for number in answers if _is_open(m, number)}


def _is_open(m: Matching, number: int) -> bool:
    cell, text = m.cells[number], _text(m, number)
    if number not in m.answer:
        return not merged_into(m, number)
    if not text.strip() or same_text(m.pieces[m.answer[number]], cell):
        return True
    if cell.cell_type != "code":
        return False
    return bool(lacking(text, cell.source)) if written(cell.source) else not is_more(text, "")


def _text(m: Matching, number: int) -> str:
    """What stands in an answer cell."""
    return m.pieces[m.answer[number]].text if number in m.answer else ""


def _in_code(m: Matching, number: int, unused: Collection[str]) -> None:
    """A cell that defines what the answer should is the answer, and runs where it stands.

    It is one of the student's own, or that of another answer. What should be there may be a function under another
    name, in the same cell or one of the `unused`; or what has its name, and is perhaps no function.
    """
    text, stub = _text(m, number), m.cells[number].source
    missing, others = lacking(text, stub), [piece.text for _, piece in m.free() if piece.kind == "code"]
    others += [other for n, other in _answers(m) if n != number]
    functions, values = missing & set(DEFINED.findall(stub)), missing & _assigned(stub).keys()
    defined, assigned = set(chain(*map(_functions, others))), dict(chain(*(_values(own) for own in others)))
    known = set(chain(*(_functions(piece.text) for piece in m.pieces)))
    certain = functions & (defined | {name for name, value in assigned.items() if value in known})
    certain |= values & (defined | assigned.keys())
    if is_undone(text, stub):
        _doubt(m, number, "stands above what was handed out, which undoes it")
    elif certain:
        m.text[number] = f"{HERE}\n{without(text, certain)}".strip()
        m.notes.append(f"The answer {name_of(m.cells[number])} is in another cell; it was taken from there.")
    elif _functions(text) - written(stub).keys() or (not missing & written(text).keys() and is_more(text, stub)):
        _doubt(m, number, "may stand in its cell under another name")
    elif unused or functions & assigned.keys() or _alike(m, defined, missing) or any(_functions_below(m, number)):
        _doubt(m, number, "may be in another cell")


def _assigned(source: str) -> dict[str, str]:
    """The names that get a value, each with the name that it gets, or `lambda`, or nothing if it is something else."""
    return dict(ASSIGNED.findall(source))


def _values(source: str) -> Iterator[tuple[str, str]]:
    """The same, without what is empty."""
    return (item for item in _assigned(source).items() if is_written(source, item[0]))


def _functions(source: str) -> set[str]:
    """The names of what can be called and is not empty."""
    names = {*DEFINED.findall(source), *(name for name, value in _assigned(source).items() if value == "lambda")}
    return {name for name in names if is_written(source, name)}


def _functions_below(m: Matching, number: int) -> Iterator[bool]:
    """Whether each cell of the student's own below an answer holds a function that is not empty."""
    for piece in _below(m, number):
        yield piece.kind == "code" and bool(FUNCTION.search(piece.text)) and is_more(piece.text, "")


def _alike(m: Matching, defined: Collection[str], missing: Collection[str]) -> bool:
    """Whether a function that no answer should define has one of the missing names in its own."""
    own = set(defined).difference(*(DEFINED.findall(cell.source) for cell in m.cells if is_answer(cell)))
    return any(name in other.lower() for name in missing for other in own)


def _answers(m: Matching) -> Iterator[tuple[int, str]]:
    """The answers in code that are no longer as they were handed out: the number of the cell, and what it says."""
    for number, i in m.answer.items():
        if m.pieces[i].kind == "code" and not same_text(m.pieces[i], m.cells[number]):
            yield number, m.pieces[i].text


def _unused(m: Matching, still_open: Collection[int]) -> set[str]:
    """The functions that no answer and no cell of the teacher's uses, and that no answer should define.

    Those in the cell of an answer that is still open are more likely this answer than another.
    """
    found, users = set(), [cell.source for cell in m.cells if cell.cell_type == "code" and not is_answer(cell)]
    for i, piece in enumerate(m.pieces):
        cell = m.cells[m.place[i]] if i in m.place else None
        if cell and is_answer(cell):
            users.append(GIVEN.sub("", piece.text))
        elif piece.kind == "code" and not (cell and same_text(piece, cell)):
            found |= _functions(piece.text)
    found.update(*(_functions(text) for number, text in _answers(m) if number not in still_open))
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
