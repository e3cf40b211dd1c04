"""The exercise `truncate`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table
from vecembed_lab.similarity.measures import normalize


def _truncate(vectors, k):
    return normalize(vectors[:, :k])


truncate = Exercise(
    "truncate",
    _truncate,
    hints=(
        "`vectors[:, :k]` are the first k numbers of every row; if there are fewer, all of them.",
        "Their length is no longer 1: divide each row by it.",
        "`np.linalg.norm(cut, axis=1, keepdims=True)` are the lengths; where one is 0, divide by 1.",
    ),
    read="Fewer numbers",
)


@truncate.criterion("by hand", points=1)
def _(student, rng):
    vectors = np.array([[3.0, 4.0, 12.0], [0.0, -2.0, 1.0], [1.0, 0.0, 5.0]])
    same(student(vectors, 2), [[0.6, 0.8], [0, -1], [1, 0]], "The first two numbers, and length 1 again")
    same(student(vectors[:, :2], 1), [[1], [0], [1]], "One number: only its sign is left")


@truncate.criterion("any vectors, any k", points=2)
def _(student, rng):
    vectors = rng.normal(size=(9, 7)) * rng.uniform(0.1, 5, size=(9, 1))
    for k in (1, 4, 7):
        same(student(vectors, k), _truncate(vectors, k), f"{k} of 7 numbers")
    for kind in ("integers", "float32", "tiny", "thousands", "copies", "opposites", "by columns"):
        x = table(rng, kind, shape=(6, 5))
        same(student(x, 3), _truncate(x, 3), f"3 of 5 numbers, kind: {kind}")


@truncate.criterion("nothing is left of a row; fewer numbers than k", points=1)
def _(student, rng):
    vectors = np.array([[0.0, 0.0, 7.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
    same(student(vectors, 2), [[0, 0], [0.5**0.5, 0.5**0.5], [0, 0]], "Two rows begin with zeros: they become zero")
    short = np.array([[1e-4, 0.0, 4.0], [0.0, -1e-4, 2.0]])
    same(student(short, 2), [[1, 0], [0, -1]], "Two rows are short after the cut, and get length 1 all the same")
    x = rng.normal(size=(4, 3))
    same(student(x, 10), normalize(x), "There are only 3 numbers: all of them")


@truncate.mistake("the vectors are no longer of length 1: divide by the length of what is left.")
def not_normalized(vectors, k):
    return vectors[:, :k].astype(float)


@truncate.mistake("the vectors were made length 1 before they were cut; what is left is shorter. Divide after.")
def normalized_before(vectors, k):
    return normalize(vectors)[:, :k]


@truncate.mistake("these are the last k numbers; the first are asked.")
def last_numbers(vectors, k):
    return normalize(vectors[:, -k:])


@truncate.mistake("these are the first k rows; the first k numbers of every row are asked.")
def first_rows(vectors, k):
    return normalize(vectors[:k])


@truncate.mistake("the k largest numbers were kept; the first are asked, the same for all vectors.")
def largest_numbers(vectors, k):
    order = np.argsort(-np.abs(vectors), axis=1, kind="stable")[:, :k]
    return normalize(np.take_along_axis(vectors, np.sort(order, axis=1), axis=1))


@truncate.mistake("the other numbers became 0 and stayed; they should go, so that vectors are smaller.")
def zeros_kept(vectors, k):
    return normalize(np.where(np.arange(vectors.shape[1]) < k, vectors, 0))


@truncate.mistake("each row was divided by its sum; divide by its length.")
def divided_by_sum(vectors, k):
    cut = vectors[:, :k]
    total = np.abs(cut).sum(axis=1, keepdims=True)
    return cut / np.where(total, total, 1)


@truncate.mistake("each column was divided by its length; the rows should have length 1.")
def columns_of_length_1(vectors, k):
    return normalize(vectors[:, :k].T).T


@truncate.mistake("a row of which nothing is left became NaN; it is zero.")
def nan_for_nothing(vectors, k):
    cut = vectors[:, :k]
    return cut / np.linalg.norm(cut, axis=1, keepdims=True)


@truncate.mistake("one number too many was kept.")
def one_too_many(vectors, k):
    return normalize(vectors[:, : k + 1])


@truncate.mistake("all numbers together were divided by one length; each row has its own.")
def one_length(vectors, k):
    cut = vectors[:, :k]
    return cut / (np.linalg.norm(cut) or 1)


@truncate.mistake("the square root is missing: the rows were divided by the square of their length.")
def no_root(vectors, k):
    cut = vectors[:, :k].astype(float)
    square = (cut**2).sum(axis=1, keepdims=True)
    return cut / np.where(square, square, 1)


@truncate.mistake("the mean was subtracted first; only cut, and make length 1.")
def centred(vectors, k):
    return normalize((vectors - vectors.mean(axis=0))[:, :k])


@truncate.mistake("each row was divided by its largest number; divide by its length.")
def divided_by_largest(vectors, k):
    cut = vectors[:, :k]
    largest = np.abs(cut).max(axis=1, keepdims=True)
    return cut / np.where(largest, largest, 1)


@truncate.mistake("one number too few was kept.")
def one_too_few(vectors, k):
    return normalize(vectors[:, : max(k - 1, 1)])


@truncate.mistake("where there are fewer than k numbers zeros were added; keep as many as there are.")
def filled_up(vectors, k):
    return normalize(np.pad(vectors[:, :k], [(0, 0), (0, max(0, k - vectors.shape[1]))]))


@truncate.mistake("rows of which nothing is left were taken out; they stay, as zeros.")
def zero_rows_out(vectors, k):
    cut = vectors[:, :k]
    return normalize(cut[cut.any(axis=1)])


def _divided(vectors, k, *, more=0.0, least=0.0):
    """Each row divided by its length and `more`, or by `least` where that is larger."""
    cut = vectors[:, :k].astype(float)
    return cut / np.maximum(np.linalg.norm(cut, axis=1, keepdims=True) + more, least)


@truncate.mistake(
    "a millionth was added to the lengths, so short rows come out too short; divide by the length itself."
)
def a_millionth_added(vectors, k):
    return _divided(vectors, k, more=1e-6)


@truncate.mistake("rows were divided by 1 at least, so that those shorter than 1 stayed as they are; all get length 1.")
def at_least_one(vectors, k):
    return _divided(vectors, k, least=1.0)
