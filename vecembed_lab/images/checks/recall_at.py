"""The exercise `recall_at`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _cosines(queries, gallery):
    queries, gallery = (x / np.linalg.norm(x, axis=1, keepdims=True) for x in (queries, gallery))
    return queries @ gallery.T


def _share(similar, right, k):
    best = np.argsort(-similar, axis=1, kind="stable")[:, :k]
    return float((best == np.asarray(right)[:, None]).any(axis=1).mean())


def _recall_at(queries, gallery, right, k):
    from vecembed_lab.images import retrieval

    return retrieval.recall_at(queries, gallery, right, k)


recall_at = Exercise(
    "recall_at",
    _recall_at,
    hints=(
        "A table of cosines, queries by gallery. For each row: is the right one among the k largest?",
        "Sort each row downwards with `argsort(-similar, axis=1)`, keep k columns, and compare with `right[:, None]`.",
        "`(best == right[:, None]).any(axis=1).mean()`, where `best` is the sorted table's first k columns.",
    ),
    read="Find the original",
)


def _drawn(rng, q, n, d, noise):
    """A gallery of vectors of all lengths, and queries that are changed copies of some of them."""
    gallery = rng.normal(size=(n, d)) * np.exp(rng.normal(size=(n, 1)))
    right = rng.integers(n, size=q)
    queries = gallery[right] + noise * np.linalg.norm(gallery[right], axis=1)[:, None] * rng.normal(size=(q, d))
    return queries * np.exp(rng.normal(size=(q, 1))), gallery, right


def _check(student, queries, gallery, right, k, why):
    same(student(queries, gallery, right, k), _recall_at(queries, gallery, right, k), why)


@recall_at.criterion("three queries, by hand", points=1)
def _(student, rng):
    gallery = np.array([[1.0, 0.0], [0.0, 9.0], [2.0, 1.0], [-1.0, 0.0]])
    queries, right = np.array([[3.0, 0.1], [0.2, 1.0], [1.0, -0.1]]), np.array([2, 1, 3])
    why = "Query 0: the right one is second; query 1: first; query 2: last of four"
    same(student(queries, gallery, right, 1), 1 / 3, why)
    same(student(queries, gallery, right, 2), 2 / 3, why)
    same(student(queries, gallery, right, 4), 1.0, why)


@recall_at.criterion("any queries, lengths and k", points=2)
def _(student, rng):
    for q, n, d, noise in ((60, 40, 4, 0.5), (25, 80, 6, 0.4), (90, 12, 3, 0.7), (1, 5, 2, 0.2)):
        queries, gallery, right = _drawn(rng, q, n, d, noise)
        for k in (1, 3, n // 2):
            _check(student, queries, gallery, right, k, f"{q} queries in a gallery of {n}, k = {k}")
    _check(student, *_drawn(rng, 6, 900, 6, 0.05), 1, "6 queries in a gallery of 900, k = 1")


@recall_at.criterion("several queries for one picture, whole numbers, k as large as the gallery", points=1)
def _(student, rng):
    queries, gallery, right = _drawn(rng, 40, 9, 5, 0.8)
    right[:20] = 3
    for k in (2, 8, 9):
        _check(student, queries, gallery, right, k, f"Half of the queries look for picture 3, k = {k}")
    gallery = np.unique(rng.integers(-99, 99, size=(20, 3)), axis=0)
    right = rng.integers(len(gallery), size=30)
    queries = gallery[right] + rng.integers(-40, 40, size=(30, 3))
    _check(student, queries + 0.3 * rng.normal(size=(30, 3)), gallery, right, 2, "Pictures of whole numbers")


@recall_at.mistake("dot products bring long vectors to the top; divide by the lengths, or compare cosines.")
def dot_products(queries, gallery, right, k):
    return _share(queries @ gallery.T, right, k)


@recall_at.mistake("the nearest by distance were taken; by the cosine was asked for.")
def by_distance(queries, gallery, right, k):
    return _share(-((queries[:, None] - gallery) ** 2).sum(axis=2), right, k)


@recall_at.mistake("the *least* similar came first: sort downwards.")
def sorted_upwards(queries, gallery, right, k):
    return _share(-_cosines(queries, gallery), right, k)


@recall_at.mistake("one more than k was looked at.")
def one_more(queries, gallery, right, k):
    return _share(_cosines(queries, gallery), right, k + 1)


@recall_at.mistake("one less than k was looked at.")
def one_less(queries, gallery, right, k):
    return _share(_cosines(queries, gallery), right, k - 1)


@recall_at.mistake("the share was divided by k: that is the precision, and at most one of the k can be right.")
def precision(queries, gallery, right, k):
    return _share(_cosines(queries, gallery), right, k) / k


@recall_at.mistake("only the nearest was looked at; the right one may be among the k nearest.")
def first_only(queries, gallery, right, k):
    return _share(_cosines(queries, gallery), right, 1)


@recall_at.mistake("query i was expected to find picture i; `right` says which one it looks for.")
def same_number(queries, gallery, right, k):
    return _share(_cosines(queries, gallery), np.arange(len(queries)), k)


@recall_at.mistake("the hits were counted; their share is asked for.")
def count(queries, gallery, right, k):
    return _share(_cosines(queries, gallery), right, k) * len(queries)


@recall_at.mistake("the hits were divided by the size of the gallery; divide by the number of queries.")
def over_gallery(queries, gallery, right, k):
    return count(queries, gallery, right, k) / len(gallery)


@recall_at.mistake("pictures of the gallery chose among the queries; each query chooses in the gallery.")
def gallery_asks(queries, gallery, right, k):
    ranks = np.argsort(np.argsort(-_cosines(queries, gallery), axis=0, kind="stable"), axis=0)
    return float((ranks[np.arange(len(queries)), right] < k).mean())


@recall_at.mistake("the rank's reciprocal was averaged; a hit among the first k counts 1, and any other 0.")
def reciprocal_rank(queries, gallery, right, k):
    similar = _cosines(queries, gallery)
    ranks = (similar >= similar[np.arange(len(queries)), right][:, None]).sum(axis=1)
    return float(np.where(ranks <= k, 1 / ranks, 0).mean())


@recall_at.mistake("True or False for each query came; the share of True is asked for.")
def not_averaged(queries, gallery, right, k):
    best = np.argsort(-_cosines(queries, gallery), axis=1)[:, :k]
    return (best == np.asarray(right)[:, None]).any(axis=1)


@recall_at.mistake("this is the share that was *not* found.")
def missed(queries, gallery, right, k):
    return 1 - _share(_cosines(queries, gallery), right, k)


@recall_at.mistake("all vectors were centred first; the cosine of the vectors as they are was asked for.")
def centred(queries, gallery, right, k):
    middle = gallery.mean(axis=0)
    return _share(_cosines(queries - middle, gallery - middle), right, k)


def _order(queries, gallery):
    return np.argsort(-_cosines(queries, gallery), axis=1, kind="stable")


@recall_at.mistake("only the place k was looked at; the right one may stand anywhere among the first k.")
def place_k_only(queries, gallery, right, k):
    return float((_order(queries, gallery)[:, k - 1] == right).mean())


@recall_at.mistake("the pictures' numbers were taken to count from 1; they count from 0.")
def numbers_from_one(queries, gallery, right, k):
    return _share(_cosines(queries, gallery), np.asarray(right) - 1, k)


@recall_at.mistake(
    "`argsort` gives the order, not the ranks: the place of the right one *in* that order was asked for."
)
def order_for_ranks(queries, gallery, right, k):
    return float((_order(queries, gallery)[np.arange(len(queries)), right] < k).mean())


@recall_at.mistake("the nearest was skipped, as if it were the query itself; a query is not in the gallery.")
def nearest_skipped(queries, gallery, right, k):
    return float((_order(queries, gallery)[:, 1 : k + 1] == np.asarray(right)[:, None]).any(axis=1).mean())


@recall_at.mistake("`argpartition` at place k fails if k is the size of the gallery; k - 1 will do.")
def partitioned_at_k(queries, gallery, right, k):
    best = np.argpartition(-_cosines(queries, gallery), k, axis=1)[:, :k]
    return float((best == np.asarray(right)[:, None]).any(axis=1).mean())


@recall_at.mistake("a picture counted as found if *any* query has it among its first k; each query finds its own.")
def found_by_any(queries, gallery, right, k):
    return float(np.isin(right, _order(queries, gallery)[:, :k]).mean())


@recall_at.mistake("the sign of the cosine was lost: what points the other way is not alike.")
def sign_lost(queries, gallery, right, k):
    return _share(np.abs(_cosines(queries, gallery)), right, k)


@recall_at.mistake(
    "each vector's own mean was subtracted (a correlation); the cosine of the vectors as they are was asked."
)
def correlation(queries, gallery, right, k):
    return _share(_cosines(*(x - x.mean(axis=1, keepdims=True) for x in (queries, gallery))), right, k)


@recall_at.mistake(
    "the dot products were divided by the squares of the lengths; the lengths themselves give the cosine."
)
def squared_lengths(queries, gallery, right, k):
    return _share(queries @ (gallery / (gallery**2).sum(axis=1, keepdims=True)).T, right, k)


def _unit_columns(vectors):
    return vectors / np.linalg.norm(vectors, axis=0)


@recall_at.mistake("columns were brought to length 1; each vector is a row.")
def unit_columns(queries, gallery, right, k):
    return _share(_unit_columns(queries) @ _unit_columns(gallery).T, right, k)


@recall_at.mistake("columns were brought to length 1; each vector is a row.")
def unit_columns_of_the_gallery(queries, gallery, right, k):
    return _share(queries @ _unit_columns(gallery).T, right, k)


@recall_at.mistake(
    "each picture was counted once, however many queries look for it; the share of *queries* is asked for."
)
def each_picture_once(queries, gallery, right, k):
    found = (_order(queries, gallery)[:, :k] == np.asarray(right)[:, None]).any(axis=1)
    return len(set(np.asarray(right)[found])) / len(set(np.asarray(right)))


@recall_at.mistake("what *another* query looks for counted as found as well; compare each row with its own right one.")
def right_for_any(queries, gallery, right, k):
    return float(np.isin(_order(queries, gallery)[:, :k], right).any(axis=1).mean())
