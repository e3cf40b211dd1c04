"""The exercise `top_k`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table
from vecembed_lab.search.checks._common import TWINS, same_rows, twins_in_order
from vecembed_lab.similarity import measures


def _ranked(scores, k):
    return np.argsort(-scores, axis=1, kind="stable")[:, :k]


def _top_k(queries, vectors, k):
    return _ranked(measures.cosine(queries, vectors), k)


top_k = Exercise(
    "top_k",
    _top_k,
    hints=(
        "`queries @ vectors.T` is the table of all dot products, a row for each query. What makes cosines of them?",
        "Divide column i by the length of row i of `vectors`. The length of a query divides its whole row, which "
        "changes no order.",
        "`lengths = np.linalg.norm(vectors, axis=1)`, with 1 in place of 0; then "
        "`np.argsort(-scores, axis=1)[:, :k]`: the slice ends early by itself if there are fewer than k.",
    ),
    read="Look at everything first",
    canonical=twins_in_order,
    confusable={"the dot product": lambda q, v, k: _ranked(q @ v.T, k)},
)


def _same_lists(got, queries, vectors, k, why):
    """Rows of equal cosine may stand in any order."""
    expected, cosines = _top_k(queries, vectors, k), measures.cosine(queries, vectors)
    if np.shape(got) != expected.shape:
        same(got, expected, why)
    for query, (one, wanted, scores) in enumerate(zip(got, expected, cosines, strict=True)):
        same_rows(one, wanted, scores, range(len(vectors)), f"{why}; query {query}" if len(queries) > 1 else why)


@top_k.criterion("two queries by hand", points=1)
def _(student, rng):
    queries, vectors = np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[0.0, 9.0], [1.0, 0.0], [3.0, 4.0]])
    why = "The cosines are 0, 1 and .6 for the first query, 1, 0 and .8 for the second"
    _same_lists(student(queries, vectors, 2), queries, vectors, 2, why)
    queries, vectors = np.array([[2.0, 1.0]]), np.array([[-4.0, -1.0], [0.0, 0.0], [1.0, 2.0], [6.0, 3.0], [-1.0, 3.0]])
    why = "The cosines are -.98, 0 (a zero vector), .8, 1 and .14"
    _same_lists(student(queries, vectors, 5), queries, vectors, 5, why)


@top_k.criterion("many queries, rows and queries of any length, best first", points=2)
def _(student, rng):
    for m, n, d, k in [(3, 40, 5, 7), (2, 600, 4, 250), (7, 12, 4, 5), (1, 9, 3, 2), (4, 5, 6, 1), (3, 900, 5, 1)]:
        queries, vectors = (rng.normal(size=(rows, d)) * rng.uniform(0.2, 6, size=(rows, 1)) for rows in (m, n))
        _same_lists(student(queries, vectors, k), queries, vectors, k, f"{m} queries, {n} rows, the {k} best of each")
    queries, vectors = table(rng, "thousands", shape=(3, 4)), table(rng, "tiny", shape=(11, 4))
    _same_lists(student(queries, vectors, 6), queries, vectors, 6, "Long queries and short rows: only directions count")
    queries, vectors = table(rng, "square"), table(rng, "square")
    _same_lists(student(queries, vectors, 4), queries, vectors, 4, "As many queries as rows as coordinates")


@top_k.criterion("copies, a zero row, and fewer rows than k", points=1)
def _(student, rng):
    queries, vectors = rng.normal(size=(3, 4)), rng.normal(size=(6, 4))
    vectors[TWINS[1]] = vectors[TWINS[0]]
    _same_lists(student(queries, vectors, 6), queries, vectors, 6, "Two rows are equal, and both belong in the list")
    for k in (8, 30):
        _same_lists(student(queries, vectors, k), queries, vectors, k, f"k is {k}, but there are only 6 rows")
    vectors = table(rng, "zero row", shape=(7, 4))
    _same_lists(student(queries, vectors, 7), queries, vectors, 7, "One row is zero, its cosine is 0")
    queries, vectors = -table(rng, "positive", shape=(2, 3)), table(rng, "positive", "zero row", shape=(5, 3))
    _same_lists(student(queries, vectors, 2), queries, vectors, 2, "The zero row has cosine 0, all others less")


@top_k.mistake(
    "the dot product was ranked, so long rows come first: divide by the lengths of the rows. (Those of the queries "
    "change no order.)"
)
def by_dot_product(queries, vectors, k):
    return _ranked(queries @ vectors.T, k)


@top_k.mistake("the straight-line distance was ranked, which depends on lengths; rank the cosine.")
def by_distance(queries, vectors, k):
    return _ranked(-measures.euclidean(queries, vectors), k)


@top_k.mistake("these are the least similar rows: `argsort` sorts upwards, so negate the cosines.")
def farthest(queries, vectors, k):
    return _ranked(-measures.cosine(queries, vectors), k)


@top_k.mistake("the rows are right, but the best comes last: turn each list round.")
def best_last(queries, vectors, k):
    return np.argsort(measures.cosine(queries, vectors), axis=1, kind="stable")[:, -k:]


@top_k.mistake("`argpartition` finds the k best of each query but leaves them in no order: sort those k.")
def unsorted(queries, vectors, k):
    scores = -measures.cosine(queries, vectors)
    return np.argpartition(scores, min(k, scores.shape[1]) - 1, axis=1)[:, :k]


@top_k.mistake("these are the cosines; return the row numbers (`argsort`, not `sort`).")
def cosines_returned(queries, vectors, k):
    return -np.sort(-measures.cosine(queries, vectors), axis=1)[:, :k]


@top_k.mistake("only the first query was answered; the answer has a row for each query.")
def first_query_only(queries, vectors, k):
    return _top_k(queries[:1], vectors, k)[0]


@top_k.mistake("`axis=0` ranks the queries for each row; each query ranks the rows, `axis=1`.")
def queries_ranked(queries, vectors, k):
    return np.argsort(-measures.cosine(queries, vectors), axis=0, kind="stable")[:k]


@top_k.mistake("a zero row got 0 / 0, NaN, and stands last or first, wherever NaN is sorted to; let its cosine be 0.")
def nan_for_zero_rows(queries, vectors, k):
    with np.errstate(all="ignore"):
        return _ranked(queries @ vectors.T / np.linalg.norm(vectors, axis=1), k)


@top_k.mistake("the signs were dropped: an opposite row is the least similar, not the most.")
def by_absolute_cosine(queries, vectors, k):
    return _ranked(np.abs(measures.cosine(queries, vectors)), k)


@top_k.mistake("the first of each list was left out, as if the query stood among the rows; here it does not.")
def first_dropped(queries, vectors, k):
    return _ranked(measures.cosine(queries, vectors), k + 1)[:, 1:]


@top_k.mistake("where there are fewer than k rows, the list was filled up to k places; return only the rows there are.")
def filled_up(queries, vectors, k):
    found = _top_k(queries, vectors, k)
    return np.pad(found, ((0, 0), (0, k - found.shape[1])), constant_values=-1)


@top_k.mistake("the row numbers are sorted; the best row comes first.")
def sorted_by_number(queries, vectors, k):
    return np.sort(_top_k(queries, vectors, k), axis=1)


@top_k.mistake("rows with the same numbers were named once; each is a row of its own.")
def copies_left_out(queries, vectors, k):
    first = np.sort(np.unique(vectors, axis=0, return_index=True)[1])
    return first[_top_k(queries, vectors[first], k)]


@top_k.mistake("these are the vectors themselves; return the row numbers.")
def vectors_returned(queries, vectors, k):
    return vectors[_top_k(queries, vectors, k)]


@top_k.mistake("the columns were made length 1 (`axis=0`); a vector is a row, so it is `axis=1`.")
def columns_normalised(queries, vectors, k):
    with np.errstate(all="ignore"):
        return _ranked(queries @ (vectors / np.linalg.norm(vectors, axis=0)).T, k)


@top_k.mistake("the dot products were divided by squared lengths; the length is the square root.")
def squared_lengths(queries, vectors, k):
    squares = (vectors**2).sum(axis=1)
    return _ranked(queries @ vectors.T / np.where(squares > 0, squares, 1), k)


@top_k.mistake("a zero row stands first, as NaN or as cosine 1; it has no direction, and its cosine is 0.")
def nan_turned_round(queries, vectors, k):
    with np.errstate(all="ignore"):
        cosines = queries @ vectors.T / np.linalg.norm(vectors, axis=1)
    return np.argsort(cosines, axis=1)[:, ::-1][:, :k]


@top_k.mistake("zero rows were left out; their cosine is 0, which is more than a negative one.")
def zero_rows_left_out(queries, vectors, k):
    rows = np.flatnonzero(vectors.any(axis=1))
    return rows[_top_k(queries, vectors[rows], k)]


@top_k.mistake("`axis=0` ranks the queries for each row, and turning the table does not help; it is `axis=1`.")
def queries_ranked_and_turned(queries, vectors, k):
    return np.argsort(-measures.cosine(queries, vectors), axis=0, kind="stable")[:k].T


@top_k.mistake("the sum of the sizes was taken for the length of a row; it is the root of the sum of squares.")
def city_block_lengths(queries, vectors, k):
    lengths = np.abs(vectors).sum(axis=1)
    return _ranked(queries @ vectors.T / np.where(lengths > 0, lengths, 1), k)


@top_k.mistake("the mean of each vector was taken out first, which makes correlations; take the vectors as they are.")
def centred(queries, vectors, k):
    return _top_k(*(rows - rows.mean(axis=1, keepdims=True) for rows in (queries, vectors)), k)
