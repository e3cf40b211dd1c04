"""What can be said in general of a wrong answer: relations between what came, what was expected and what was asked.

Every sentence is a plain observation, "your numbers are the squares of what is asked", so that it is true even where
the cause is another one. Nothing here knows an exercise, and nothing needs an author.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, permutations
from typing import NamedTuple

import numpy as np

MOST_PARTS = 4  # of a result that has parts: more have too many orders


@dataclass(frozen=True)
class Probe:
    """The arguments of a call, the reference's result and how it used functions; what follows is kept in `known`."""

    args: tuple
    expected: object
    used: Sequence[tuple] = ()
    known: dict = field(default_factory=dict)


class Observed(NamedTuple):
    """A call: its probe, what the answer gave, and the error if it gave none."""

    probe: Probe
    came: object
    error: str = ""


class Relation(NamedTuple):
    """A sentence, and the two values that are the same in every call if it is true; `compare` may raise anything.

    Where calls cannot decide between several of a kind, the sentence that they have in `common` is said.
    """

    text: str
    compare: Callable[[Observed], tuple[object, object]]
    common: str = ""


def numbers(value: object) -> np.ndarray:
    """A value as an array of numbers. Raises ValueError or TypeError if it is none."""
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"not numbers: {array.dtype}")
    return array


def is_scalar(value: object) -> bool:
    """Whether an argument is one number."""
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def line(x: np.ndarray) -> np.ndarray:
    """An array of one axis. Raises ValueError if it is none, as do the next two."""
    if x.ndim != 1:
        raise ValueError("not a list of numbers")
    return x


def table(x: np.ndarray) -> np.ndarray:
    """An array of rows and columns."""
    if x.ndim != 2:
        raise ValueError("not a table")
    return x


def many(x: np.ndarray) -> np.ndarray:
    """An array that is not a single number."""
    if x.ndim == 0:
        raise ValueError("a single number")
    return x


def alone(x: np.ndarray) -> np.ndarray:
    """An array that holds one number, in one dimension."""
    if x.size != 1 or x.ndim == 0:
        raise ValueError("not one number in an array")
    return x.ravel()


def unit(x: np.ndarray, axis: int) -> np.ndarray:
    """The rows of a table (axis 1) or its columns (axis 0), each divided by its length; zeros stay zeros."""
    lengths = np.linalg.norm(table(x), axis=axis, keepdims=True)
    return x / np.where(lengths > 0, lengths, 1)


# Of the result

_ENTRIES = {
    "your numbers have the opposite sign": lambda x: -x,
    "your numbers have lost their signs": np.abs,
    "your numbers are 1 minus what is asked": lambda x: 1 - x,
    "your numbers are 1 divided by what is asked": lambda x: 1 / x,
    "your numbers are the squares of what is asked": np.square,
    "your numbers are the square roots of what is asked": np.sqrt,
    "your numbers are the logarithms of what is asked": np.log,
    "your numbers are the exponentials of what is asked": np.exp,
    "what is below 0 was cut off at 0, and should not be": lambda x: np.maximum(x, 0),
    "what is above 1 was cut off at 1, and should not be": lambda x: np.minimum(x, 1),
    "what is above 0 was cut off at 0, and should not be": lambda x: np.minimum(x, 0),
    **(
        _WHOLE := {
            "your numbers are rounded to whole numbers": np.round,
            "your numbers are rounded down to whole numbers": np.floor,
            "your numbers are rounded up to whole numbers": np.ceil,
            "your numbers are cut off at the decimal point": np.trunc,
        }
    ),
    "your numbers are rounded to 1 digit after the point": lambda x: np.round(x, 1),
    "your numbers are rounded to 2 digits after the point": lambda x: np.round(x, 2),
    "your numbers are rounded to 3 digits after the point": lambda x: np.round(x, 3),
}
_TABLES = {
    "rows and columns are exchanged": lambda x: np.swapaxes(x, 0, 1),
    "your result is what is asked in the reverse order": lambda x: x[::-1],
    "your columns are in the reverse order": lambda x: x[:, ::-1],
    "your result is what is asked, sorted upwards; its own order is asked": lambda x: np.sort(line(x)),
    "your result is what is asked, sorted downwards; its own order is asked": lambda x: np.sort(line(x))[::-1],
    "this is only the first of what is asked": lambda x: x[0],
    "this is only the last of what is asked": lambda x: x[-1],
    "the first of what is asked is missing": lambda x: x[1:],
    "the last of what is asked is missing": lambda x: x[:-1],
    "this is only the first column of what is asked": lambda x: x[:, 0],
    "your numbers are what is asked, divided by their sum": lambda x: x / x.sum(),
    "your numbers are what is asked, divided by the largest": lambda x: x / x.max(),
    "your numbers are what is asked, divided by the length of the whole": lambda x: x / np.linalg.norm(x),
    "each row is what is asked, divided by its sum": lambda x: x / table(x).sum(1, keepdims=True),
    "each row is what is asked, divided by its length": lambda x: unit(x, 1),
    "each column is what is asked, divided by its sum": lambda x: x / table(x).sum(0),
    "each column is what is asked, divided by its length": lambda x: unit(x, 0),
    "your numbers are what is asked, less their mean": lambda x: x - many(x).mean(),
    "your numbers are what is asked, divided by their standard deviation": lambda x: x / many(x).std(),
    "your numbers are what is asked, standardised: less their mean, divided by their standard deviation": lambda x: (
        (x - many(x).mean()) / x.std()
    ),
    "your numbers are what is asked, each added to all those before it": lambda x: np.cumsum(line(x)),
    "your numbers are the differences of neighbours in what is asked": lambda x: np.diff(line(x)),
    "this is the sum of what is asked": lambda x: many(x).sum(),
    "this is the mean of what is asked": lambda x: many(x).mean(),
    "this is the largest number of what is asked": lambda x: many(x).max(),
    "this is how many numbers are asked for, not the numbers": lambda x: many(x).size,
    "the diagonal became 0": lambda x: x * (1 - np.eye(*table(x).shape)),
    "the rows that should be zeros are missing": lambda x: x[table(x).any(axis=1)],
    "everything above the diagonal is missing": lambda x: np.tril(table(x)),
    "everything below the diagonal is missing": lambda x: np.triu(table(x)),
    "each number came once; as often as it comes is asked": lambda x: np.unique(line(x)),
}


def of_the_result(expected: object) -> Iterator[Relation]:
    """Relations in which what came is computed from what was expected, the result of one call as an example."""
    n = parts(expected)
    for text, change in _ENTRIES.items():
        common = "your numbers became whole numbers" if text in _WHOLE else ""
        yield Relation(text, lambda o, f=change: (each(f, o.probe.expected), o.came), common)
    if not n:
        for text, change in _TABLES.items():
            yield Relation(text, lambda o, f=change: (f(numbers(o.probe.expected)), o.came))
        yield from _of_a_list()
    yield from _of_parts(n)
    for column in range(_columns(expected)):
        for text, change in _ENTRIES.items():
            said = f"in {_ordinal(column)} column {text}; the other columns are right"
            yield Relation(said, lambda o, c=column, f=change: (_in_column(f, o.probe.expected, c), o.came))


def each(change: Callable, value: object) -> object:
    """The change of numbers, in every part of a result that has parts."""
    return tuple(change(numbers(part)) for part in value) if parts(value) else change(numbers(value))


def parts(value: object) -> int:
    """How many things a result consists of: a tuple that is not all single numbers, or that is not of one shape."""
    if not isinstance(value, tuple) or not 2 <= len(value) <= MOST_PARTS:
        return 0
    extents = [_extent(part) for part in value]
    return len(value) if len(set(extents)) > 1 or any(extents) else 0


def _extent(value: object) -> tuple:
    """The shape of a value; of one whose rows differ in length, how many there are."""
    try:
        return np.shape(value)
    except ValueError:
        return (len(value),)


def _columns(value: object) -> int:
    size = () if parts(value) else shape(value)
    return size[1] if len(size) == 2 and 2 <= size[1] <= MOST_PARTS else 0


def shape(value: object) -> tuple:
    """The shape of what is an array of numbers, () for everything else."""
    try:
        return numbers(value).shape
    except (TypeError, ValueError):
        return ()


def _in_column(change: Callable, value: object, column: int) -> np.ndarray:
    after = numbers(value).astype(float)
    after[:, column] = change(after[:, column])
    return after


def _of_a_list() -> Iterator[Relation]:
    """Relations of lists of words and other things that are not numbers."""
    changes = {
        "each of them came once; as often as it comes is asked": lambda x: sorted(set(x)),
        "they came in small letters": lambda x: [word.lower() for word in x],
        "the first of them is missing": lambda x: x[1:],
        "the last of them is missing": lambda x: x[:-1],
        "they came in the reverse order": lambda x: x[::-1],
    }
    for text, change in changes.items():
        yield Relation(text, lambda o, f=change: (f(_words(o.probe.expected)), o.came))


def _words(value: object) -> list:
    if not _are_words(value):
        raise TypeError("not a list of words")
    return list(value)


def _of_parts(n: int) -> Iterator[Relation]:
    for part in range(n):
        yield Relation(
            f"this is {_ordinal(part)} of the {n} results alone", lambda o, i=part: (o.probe.expected[i], o.came)
        )
        said = f"{_ordinal(part)} of the {n} results is missing; the others are right"
        yield Relation(said, lambda o, i=part: (o.probe.expected[:i] + o.probe.expected[i + 1 :], o.came))
    for order in list(permutations(range(n)))[1:] if n else []:
        said = f"the {n} results are right, but came in another order"
        yield Relation(said, lambda o, order=order: (tuple(o.probe.expected[i] for i in order), o.came))
    for part in range(n):
        for text, change in (_ENTRIES | {"all numbers are 0": np.zeros_like}).items():
            said = f"in {_ordinal(part)} of {n} results {text}; the others are right"
            yield Relation(said, lambda o, i=part, f=change: (_in_part(f, o.probe.expected, i), o.came))


def _in_part(change: Callable, value: tuple, part: int) -> tuple:
    return *value[:part], change(numbers(value[part])), *value[part + 1 :]


def _ordinal(i: int) -> str:
    return ("the first", "the second", "the third", "the fourth")[i]


# Of the answer

_LAST_STEPS = {
    "the number that is asked stands alone in a list or an array: take it out, as `x[0]` does": lambda x: alone(x)[0],
    "your numbers add up to what is asked": lambda x: many(x).sum(),
    "the mean of your numbers is what is asked": lambda x: many(x).mean(),
    "what is asked is the first of what you returned": lambda x: x[0],
    "what is asked is the last of what you returned": lambda x: x[-1],
    "what is asked stands in the corner of your table, in row 0 and column 1": lambda x: x[0, 1],
    "what is asked is the largest of your numbers": lambda x: many(x).max(),
    "what is asked is the smallest of your numbers": lambda x: many(x).min(),
    "what is asked is the place of the largest of your numbers": lambda x: many(x).argmax(),
    "the sums of your rows are what is asked": lambda x: table(x).sum(1),
    "the sums of your columns are what is asked": lambda x: table(x).sum(0),
    "the means of your rows are what is asked": lambda x: table(x).mean(1),
    "the means of your columns are what is asked": lambda x: table(x).mean(0),
    "what is above 1 should be cut off at 1": lambda x: np.minimum(x, 1),
    "what is below 0 should be cut off at 0": lambda x: np.maximum(x, 0),
    "your numbers should be divided by their sum": lambda x: x / many(x).sum(),
    "your rows should be divided by their sums": lambda x: x / table(x).sum(1, keepdims=True),
    "your rows should be divided by their lengths": lambda x: unit(x, 1),
    "your columns should be divided by their lengths": lambda x: unit(x, 0),
    "your table times its own transpose is what is asked": lambda x: table(x) @ x.T,
    "the transpose of your table times the table is what is asked": lambda x: table(x).T @ x,
    "the mean of your numbers should be taken out of them": lambda x: x - many(x).mean(),
    "NaN and infinities should be 0": lambda x: np.nan_to_num(x, posinf=0, neginf=0),
}


def of_the_answer(expected: object) -> Iterator[Relation]:
    """Relations in which what was expected is computed from what came: which last step is missing."""
    for text, change in _LAST_STEPS.items():
        yield Relation(text, lambda o, f=change: (f(numbers(o.came)), o.probe.expected))
    said = "the numbers are those that are asked, but in another shape"
    yield Relation(said, lambda o: (_reshaped(o.came, o.probe.expected), o.probe.expected))
    said = "the right ones came, but in another order"
    yield Relation(said, lambda o: (_in_order(o.came), _no_numbering(_in_order(o.probe.expected))))


def _no_numbering(ordered: list | np.ndarray) -> list | np.ndarray:
    """The same. Raises ValueError if these are all numbers from 0, which are the same in any other wrong order."""
    if not isinstance(ordered, list) and np.array_equal(ordered, np.arange(len(ordered))):
        raise ValueError("a numbering")
    return ordered


def _reshaped(came: object, expected: object) -> np.ndarray:
    return numbers(came).reshape(numbers(expected).shape)


def _in_order(value: object) -> list | np.ndarray:
    """Numbers, words or rows in one order for all; of lists of words their sizes, and all words."""
    if _are_words(value):
        return sorted(value)
    if isinstance(value, list) and value and all(_are_words(part) for part in value):
        return [[len(part) for part in value], sorted(chain(*value))]
    array = many(numbers(value).astype(float))
    return np.sort(array) if array.ndim == 1 else table(array)[np.lexsort(array.round(5).T[::-1])]


def _are_words(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(part, str) for part in value)
