"""The exercise `nearest`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table
from vecembed_lab.similarity import measures


def _nearest(vectors, row, k):
    return measures.nearest(vectors, vectors[row], k, exclude=[row])


nearest = Exercise(
    "nearest",
    _nearest,
    hints=(
        "One call of `cosine` gives the similarity of `vectors[row]` to every row.",
        "`np.argsort` sorts upwards; sort the negative similarities to have the best first.",
        "Set the similarity of `row` itself to minus infinity before sorting, then take the first k.",
    ),
    read="Neighbours",
)


def _same_neighbours(got, vectors, row, k, why):
    """Equal cosines may stand in either order."""
    expected = _nearest(vectors, row, k)
    rows = np.asarray(got)
    if rows.shape == (k,) and rows.dtype.kind in "iu" and ((rows >= 0) & (rows < len(vectors))).all():
        cosines = measures.cosine(vectors[row][None], vectors)[0]
        fresh = len(set(rows.tolist())) == k and row not in rows
        if fresh and np.allclose(cosines[rows], cosines[expected], atol=1e-5):
            return
    same(got, expected, why)


@nearest.criterion("the nearest of four, by hand", points=1)
def _(student, rng):
    vectors = np.array([[1.0, 0.0], [10.0, 10.0], [1.0, 0.2], [-3.0, 0.0]])
    _same_neighbours(student(vectors, 0, 2), vectors, 0, 2, "The cosines with row 0 are 1, .71, .98 and -1")
    _same_neighbours(student(vectors, 1, 1), vectors, 1, 1, "The cosines with row 1 are .71, 1, .83 and -.71")
    apart = np.array([[1.0, 0.0], [-2.0, 0.0]])
    for row in (0, 1):
        why = f"Row {1 - row} is opposite, cosine -1, and there is no other"
        _same_neighbours(student(apart, row, 1), apart, row, 1, why)


@nearest.criterion("the row itself is left out, even when another row is its twin", points=1)
def _(student, rng):
    for factor in (1, 2):
        vectors = rng.normal(size=(6, 5))
        vectors[2] = factor * vectors[4]
        for row in (2, 4):
            why = "Rows 2 and 4 point the same way: each is the other's first"
            _same_neighbours(student(vectors, row, 3), vectors, row, 3, why)
    vectors = table(rng, "zero row", shape=(8, 3))
    row = int(vectors.any(axis=1).argmax())
    _same_neighbours(student(vectors, row, 7), vectors, row, 7, "One row is zero, and its cosine is 0")
    vectors = np.array([[3.0, 0], [0, 0], [1, 2], [-1, 1]])
    _same_neighbours(student(vectors, 0, 3), vectors, 0, 3, "The cosines with row 0 are 1, 0, .45 and -.71")
    # So ordered that `argsort` puts the equal rows in the same order, stable or not: mistakes keep their names.
    vectors = np.array([[2.0, 0], [3, 4], [0, 1], [8, 6], [0, 1], [-5, 0]])
    why = "Rows 2 and 4 are equal, and both belong in the list of five"
    _same_neighbours(student(vectors, 0, 5), vectors, 0, 5, why)


@nearest.criterion("any row, any k, best first", points=2)
def _(student, rng):
    vectors = rng.normal(size=(300, 8)) * rng.uniform(0.2, 5, size=(300, 1))
    for row, k in [(0, 1), (170, 20), (299, 299)]:
        _same_neighbours(student(vectors, row, k), vectors, row, k, "The k largest cosines, best first")
    for kind in ("tiny", "thousands"):
        vectors = table(rng, "wide", kind)
        _same_neighbours(student(vectors, 1, 2), vectors, 1, 2, "Four rows, of nine numbers each")


def _ranked(scores, row, k):
    return np.argsort(-np.where(np.arange(len(scores)) == row, -np.inf, scores), kind="stable")[:k]


@nearest.mistake("this is the other end: `argsort` sorts upwards, so the first ones are the least similar.")
def farthest(vectors, row, k):
    scores = measures.cosine(vectors[row][None], vectors)[0]
    return _ranked(-scores, row, k)


@nearest.mistake("the row itself is in the list. It is always most similar to itself: leave it out.")
def itself_included(vectors, row, k):
    return np.argsort(-measures.cosine(vectors[row][None], vectors)[0], kind="stable")[:k]


@nearest.mistake("the row itself is in the list (sorted upwards, then turned round). Leave it out.")
def itself_included_reversed(vectors, row, k):
    return np.argsort(measures.cosine(vectors[row][None], vectors)[0])[::-1][:k]


@nearest.mistake(
    "you dropped the first of the sorted list, taking it for the row itself. A twin can stand there: exclude by row."
)
def first_dropped(vectors, row, k):
    return np.argsort(-measures.cosine(vectors[row][None], vectors)[0], kind="stable")[1 : k + 1]


@nearest.mistake("the dot product was ranked, so long vectors come first. Rank the cosine.")
def by_dot_product(vectors, row, k):
    return _ranked(vectors @ vectors[row], row, k)


@nearest.mistake("the straight-line distance was ranked. It depends on length; rank the cosine.")
def by_distance(vectors, row, k):
    return _ranked(-np.linalg.norm(vectors - vectors[row], axis=1), row, k)


@nearest.mistake(
    "the row was taken out with `np.delete`, so every row after it is numbered one too low: set it to -inf."
)
def numbers_shifted(vectors, row, k):
    scores = measures.cosine(vectors[row][None], vectors)[0]
    return np.argsort(-np.delete(scores, row), kind="stable")[:k]


@nearest.mistake("the rows are right, but in the order of their numbers; the most similar comes first.")
def sorted_by_number(vectors, row, k):
    return np.sort(_nearest(vectors, row, k))


@nearest.mistake("the rows are right, but the most similar comes last; turn the list round.")
def best_last(vectors, row, k):
    return _nearest(vectors, row, k)[::-1]


@nearest.mistake("the row's own similarity was set to 0, which still beats a negative one; use minus infinity.")
def itself_zero(vectors, row, k):
    scores = measures.cosine(vectors[row][None], vectors)[0]
    scores[row] = 0
    return np.argsort(-scores, kind="stable")[:k]


@nearest.mistake("the row's own similarity was set to -1, which an opposite row has too; use minus infinity.")
def itself_minus_one(vectors, row, k):
    scores = measures.cosine(vectors[row][None], vectors)[0]
    scores[row] = -1
    return np.argsort(-scores, kind="stable")[:k]


@nearest.mistake("only k - 1 rows came: k were taken with the row itself among them, and then it was left out.")
def one_too_few(vectors, row, k):
    order = np.argsort(-measures.cosine(vectors[row][None], vectors)[0], kind="stable")[:k]
    return order[order != row]


@nearest.mistake("the sign of the cosines was dropped: an opposite row is the least similar, not the most.")
def by_absolute_cosine(vectors, row, k):
    return _ranked(np.abs(measures.cosine(vectors[row][None], vectors)[0]), row, k)


@nearest.mistake("a zero row got 0 / 0, NaN, and NaN is sorted as if it were the largest; let its cosine be 0.")
def nan_first(vectors, row, k):
    scores = vectors @ vectors[row] / (np.linalg.norm(vectors, axis=1) * np.linalg.norm(vectors[row]))
    order = np.argsort(scores)[::-1]
    return order[order != row][:k]


@nearest.mistake("these are the vectors; return the row numbers.")
def vectors_returned(vectors, row, k):
    return vectors[_nearest(vectors, row, k)]


@nearest.mistake("these are the similarities; return the row numbers (`argsort`, not `sort`).")
def similarities_returned(vectors, row, k):
    scores = measures.cosine(vectors[row][None], vectors)[0]
    return scores[_nearest(vectors, row, k)]


@nearest.mistake("`argpartition` finds the k best but leaves them in no order: sort those k.")
def unsorted(vectors, row, k):
    scores = -measures.cosine(vectors[row][None], vectors)[0]
    scores[row] = np.inf
    return np.argpartition(scores, k - 1)[:k]


@nearest.mistake("every row with the same numbers was left out; only `row` itself is, so compare row numbers.")
def equal_rows_left_out(vectors, row, k):
    scores = measures.cosine(vectors[row][None], vectors)[0]
    scores[(vectors == vectors[row]).all(axis=1)] = -np.inf
    return np.argsort(-scores)[:k]


@nearest.mistake("a zero row came last, whatever its cosine; it is 0, which is more than a negative one.")
def zero_rows_last(vectors, row, k):
    scores = np.where(vectors.any(axis=1), measures.cosine(vectors[row][None], vectors)[0], -np.inf)
    order = np.argsort(-scores, kind="stable")
    return order[order != row][:k]


@nearest.mistake(
    "the distance of vectors of length 1 was ranked: a zero row has distance 1, less than a right angle, whose cosine "
    "is 0 too. Rank the cosine."
)
def by_distance_of_units(vectors, row, k):
    unit = measures.normalize(vectors)
    return _ranked(-np.linalg.norm(unit - unit[row], axis=1), row, k)


@nearest.mistake(
    "you turned the sorted list round and dropped its first, which can be a twin: exclude `row` by number."
)
def first_dropped_reversed(vectors, row, k):
    return np.argsort(measures.cosine(vectors[row][None], vectors)[0], kind="stable")[::-1][1 : k + 1]
