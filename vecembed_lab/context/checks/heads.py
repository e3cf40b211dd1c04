"""The exercise `heads`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table


def _heads(x, n):
    return x.reshape(len(x), n, -1).transpose(1, 0, 2)


heads = Exercise(
    "heads",
    _heads,
    hints=(
        "Head 0 gets the first d / n numbers of every place, head 1 the next, and so on.",
        "First cut the last axis: `x.reshape(t, n, d // n)`. Now the place comes first and the head second.",
        "Exchange the first two axes, with `transpose(1, 0, 2)`; a second reshape would mix places.",
    ),
    read="Several heads",
)


@heads.criterion("by hand: two places, two heads", points=1)
def _(student, rng):
    x = np.array([[1.0, 2, 3, 4], [5, 6, 7, 8]])
    same(student(x, 2), [[[1, 2], [5, 6]], [[3, 4], [7, 8]]], "Head 0 has the first two numbers of both places")
    x = np.arange(18.0).reshape(3, 6)
    same(student(x, 3), [[[0, 1], [6, 7], [12, 13]], [[2, 3], [8, 9], [14, 15]], [[4, 5], [10, 11], [16, 17]]])


@heads.criterion("any width and any number of heads", points=2)
def _(student, rng):
    for t, d, n in ((5, 12, 3), (3, 12, 4), (4, 8, 1), (1, 6, 2), (7, 6, 6), (6, 4, 2)):
        x = rng.normal(size=(t, d))
        same(student(x, n), _heads(x, n), f"`x` has the shape ({t}, {d}), and n = {n}")
    for kind in ("integers", "float32", "by columns", "copies", "zero row"):
        x = table(rng, kind, shape=(5, 6))
        same(student(x, 2), _heads(x, 2), f"A table of 5 places with 6 numbers, kind: {kind}")


@heads.mistake("places and heads got mixed: one `reshape` to (n, t, d / n) reads on along the rows.")
def reshaped_only(x, n):
    return x.reshape(n, len(x), -1)


@heads.mistake("each head got every n-th number; it gets d / n numbers that stand together.")
def interleaved(x, n):
    return x.reshape(len(x), -1, n).transpose(2, 0, 1)


@heads.mistake("the places come first and the heads second; exchange the first two axes.")
def not_transposed(x, n):
    return x.reshape(len(x), n, -1)


@heads.mistake("within each head, places and numbers are exchanged: (n, d / n, t) came, (n, t, d / n) is asked.")
def turned(x, n):
    return x.reshape(len(x), n, -1).transpose(1, 2, 0)


@heads.mistake("the places were shared out among the heads; every head sees all places, and a part of the numbers.")
def rows_shared(x, n):
    return np.stack([part[: -(-len(x) // n)] for part in np.array_split(x, n)]) if len(x) % n == 0 else x[None]


@heads.mistake("`n` is the number of heads, not the width of each.")
def width_taken_for_number(x, n):
    return x.reshape(len(x), -1, n).transpose(1, 0, 2)


@heads.mistake("the heads come in the reverse order; head 0 has the first numbers.")
def reversed_heads(x, n):
    return _heads(x, n)[::-1]


@heads.mistake("each head got all numbers of every place; they are shared out.")
def copies(x, n):
    return np.repeat(x[None], n, axis=0)


@heads.mistake("this is only the first head.")
def first_only(x, n):
    return _heads(x, n)[0]


@heads.mistake("the numbers of other heads were set to 0 and kept; each head has d / n numbers.")
def zeros_kept(x, n):
    owner = np.arange(x.shape[1]) // (x.shape[1] // n)
    return np.where(owner == np.arange(n)[:, None, None], x, 0)


@heads.mistake("`x.T` was read on into (n, t, d / n): its rows are single numbers of all places, and they got mixed.")
def turned_then_reshaped(x, n):
    return x.T.reshape(n, len(x), -1)


@heads.mistake('the order "F" reads down the columns; cut each row, and then exchange the first two axes.')
def by_columns(x, n):
    return x.reshape((n, len(x), -1), order="F")


@heads.mistake("the heads were counted from 1, so that the first comes last; head 0 has the first numbers.")
def counted_from_one(x, n):
    return np.roll(_heads(x, n), -1, axis=0)


@heads.mistake("the places were cut into parts; cut the numbers of each place, along axis 1.")
def places_cut(x, n):
    return np.array_split(x, n)


@heads.mistake("the last number of each head is missing: a slice does not include its end.")
def one_too_few(x, n):
    return _heads(x, n)[:, :, :-1]


@heads.mistake("the numbers were divided by the root of the width; only share them out.")
def scaled(x, n):
    return _heads(x, n) / np.sqrt(x.shape[1] // n)


@heads.mistake("the places were cut into parts of the same size; cut the numbers of each place, along axis 1.")
def places_stacked(x, n):
    return np.stack(np.array_split(x, n))
