"""Wrong answers that are the right one to another question: the reference, called with changed arguments."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, permutations
from typing import NamedTuple

import numpy as np

from vecembed_lab.grading.relations import Observed, Probe, Relation, is_scalar, line, numbers, table, unit

_SCALARS = {
    "were one larger": lambda x: x + 1,
    "were one smaller": lambda x: x - 1,
    "were twice as large": lambda x: 2 * x,
    "were half as large": lambda x: x // 2 if x % 2 == 0 else x / 2,
    "were 0": lambda x: type(x)(0),
    "were 1": lambda x: type(x)(1),
    "had the opposite sign": lambda x: -x,
    "were upside down, 1 divided by it": lambda x: 1 / x,
    "were infinite": lambda x: x + np.inf if isinstance(x, float) else None,
}
_ARRAYS = {
    "were transposed": lambda x: x.T,
    "were in the reverse order": lambda x: x[::-1],
    "were sorted": lambda x: np.sort(line(x)),
    "had no signs": np.abs,
    "had the opposite sign": lambda x: -x,
    "were cut to whole numbers": np.trunc,
    "were all 1": np.ones_like,
    "were all 0": np.zeros_like,
    "were squared": np.square,
    "held each of its numbers once": lambda x: np.unique(line(x)),
    "held each of its rows once": lambda x: np.unique(table(x), axis=0),
    "had rows of length 1": lambda x: unit(x, 1),
    "had columns of length 1": lambda x: unit(x, 0),
    "were centred, each column less its mean": lambda x: x - table(x).mean(0),
    "had the mean of each row taken out": lambda x: x - table(x).mean(1, keepdims=True),
    "were standardised, each column less its mean and divided by its standard deviation": lambda x: (
        (x - table(x).mean(0)) / x.std(0)
    ),
    "consisted of its first row": lambda x: table(x)[:1],
    "consisted of the mean of its rows": lambda x: table(x).mean(0, keepdims=True),
    "consisted of its first two columns": lambda x: table(x)[:, :2],
    "lacked its first element": lambda x: x[1:],
    "lacked its last element": lambda x: x[:-1],
    "were divided by its sum": lambda x: x / x.sum(),
    "were divided by the number of its rows": lambda x: x / len(x),
}
_LISTS = {
    "were in the reverse order": lambda x: x[::-1],
    "held each of its elements once": lambda x: list(dict.fromkeys(x)),
    "were written in small letters": lambda x: [word.lower() for word in x],
    "lacked its first element": lambda x: x[1:],
    "lacked its last element": lambda x: x[:-1],
}
_WORDS = {
    "were written in small letters": str.lower,
    "were written in capitals": str.upper,
    "were written backwards": lambda x: x[::-1],
}


def _changes(value: object) -> dict[str, Callable]:
    if isinstance(value, bool):
        return {"were the opposite": lambda x: not x}
    if is_scalar(value):
        return _SCALARS
    kinds = {np.ndarray: _ARRAYS, list: _LISTS, str: _WORDS}
    return next((changes for kind, changes in kinds.items() if isinstance(value, kind)), {})


class Undecided(Exception):
    """The reference does not take the changed arguments of this call, such as a window of 0."""


class Question(NamedTuple):
    """Other arguments than those that were given: in words, and how they are made."""

    text: str
    change: Callable[[tuple], tuple]
    argument: str = ""  # the one that is changed, if it is one


def of_the_arguments(reference: Callable, names: Sequence[str], calls: Sequence[Observed]) -> Iterator[Relation]:
    """Relations in which what came is the reference's result for changed arguments.

    `calls` are in the order in which they were made: what somebody fits to the first one stays as it was there.
    """
    largest = _largest([o.probe.args for o in calls])
    for question in _questions(names, calls[0].probe.args):
        common = f"this would be right for another value of `{question.argument}`" if question.argument else ""
        said = f"this would be right if {question.text}"
        yield Relation(said, lambda o, q=question: (_answered(reference, q, o.probe, largest), o.came), common)


def _questions(names: Sequence[str], first: tuple) -> Iterator[Question]:
    for i, (name, value) in enumerate(zip(names, first, strict=False)):
        for text, change in _changes(value).items():
            yield Question(f"`{name}` {text}", lambda args, i=i, f=change: _put(args, i, f(args[i])), name)
        if is_scalar(value) or isinstance(value, str):
            yield Question(f"`{name}` were always {value}", lambda args, i=i, v=value: _put(args, i, v), name)
    yield from _of_several(names, first)
    for i, j in permutations(range(min(len(names), len(first))), 2):
        if _alike(first[i], first[j]):
            if i < j:
                text = f"`{names[i]}` and `{names[j]}` were exchanged"
                yield Question(text, lambda args, i=i, j=j: _put(_put(args, i, args[j]), j, args[i]))
            text = f"`{names[j]}` stood in the place of `{names[i]}` as well"
            yield Question(text, lambda args, i=i, j=j: _put(args, i, args[j]))


def _of_several(names: Sequence[str], first: tuple) -> Iterator[Question]:
    """The same change of two arrays that follow each other, or of all."""
    arrays = [i for i, value in enumerate(first[: len(names)]) if isinstance(value, np.ndarray)]
    groups = [list(pair) for pair in pairwise(arrays) if _alike(*(first[i] for i in pair))]
    for group in [*groups, *([arrays] if len(arrays) > 2 else [])]:
        *others, last = (f"`{names[i]}`" for i in group)
        for text, change in _ARRAYS.items():
            said = f"{', '.join(others)} and {last} each {text}"
            yield Question(said, lambda args, group=group, f=change: _all_changed(args, group, f))


def _all_changed(args: tuple, group: Sequence[int], change: Callable) -> tuple:
    for i in group:
        args = _put(args, i, change(args[i]))
    return args


def _alike(one: object, other: object) -> bool:
    arrays = type(one) is type(other) is np.ndarray
    return (is_scalar(one) and is_scalar(other)) or (arrays and (one.ndim, one.dtype) == (other.ndim, other.dtype))


def _put(args: tuple, i: int, value: object) -> tuple:
    if value is None:
        raise ValueError("there is no such value")
    return *args[:i], value, *args[i + 1 :]


def _answered(reference: Callable, question: Question, probe: Probe, largest: Sequence[float]) -> object:
    """What the reference gives for the changed arguments, kept with the probe. Raises Undecided if it gives nothing."""
    if question.text not in probe.known:
        try:
            args = question.change(probe.args)
            probe.known[question.text] = reference(*args) if _small(args, largest) else Undecided()
        except Exception:  # most arguments cannot be changed in every way
            probe.known[question.text] = Undecided()
    if isinstance(probe.known[question.text], Undecided):
        raise probe.known[question.text]
    return probe.known[question.text]


def _largest(calls: Sequence[tuple]) -> list[float]:
    """For each argument ten times the largest whole number that it ever is, and at least 100."""
    return [max([10.0, *(abs(v) for v in values if isinstance(v, int))]) * 10 for values in zip(*calls, strict=True)]


def _small(args: tuple, largest: Sequence[float]) -> bool:
    """Whether no whole number is much larger than in any call: it could be the size of something."""
    return all(abs(arg) <= most for arg, most in zip(args, largest, strict=True) if isinstance(arg, int))


# Row numbers


def of_row_numbers(names: Sequence[str], first: tuple) -> Iterator[Relation]:
    """Relations in which a row and its number were mixed up."""
    rows = [i for i, value in enumerate(first[: len(names)]) if isinstance(value, int) and not isinstance(value, bool)]
    tables = [i for i, value in enumerate(first[: len(names)]) if isinstance(value, np.ndarray)]
    for left_out in [rows, *([i] for i in rows)] if tables and rows else []:
        which = ", ".join(f"`{names[i]}`" for i in left_out)
        said = f"these numbers count the rows without {which}, as after `np.delete`; count all rows"
        yield Relation(said, lambda o, out=left_out: (_renumbered(o.probe, out), o.came))
    for i in tables:
        some = f"of what is asked, only the rows that stand in `{names[i]}` came"
        for rows_of in (np.asarray, np.unique):
            yield Relation(
                some, lambda o, i=i, f=rows_of: (numbers(o.probe.expected)[f(_whole(o.probe.args[i]))], o.came)
            )
        what = "rows" if first[i].ndim > 1 else "elements"
        said = f"these are {what} of `{names[i]}`; their numbers are asked"
        yield Relation(said, lambda o, i=i: (o.probe.args[i][_whole(o.probe.expected)], o.came))
        said = f"these are numbers of {what} of `{names[i]}`; the {what} themselves are asked"
        yield Relation(said, lambda o, i=i: (o.probe.args[i][_whole(o.came)], o.probe.expected))


def _whole(value: object) -> np.ndarray:
    array = numbers(value)
    if array.dtype.kind not in "iu":
        raise TypeError("not row numbers")
    return array


def _renumbered(probe: Probe, left_out: Sequence[int]) -> np.ndarray:
    expected = _whole(probe.expected)
    return expected - sum((expected > out).astype(int) for out in {probe.args[i] for i in left_out})
