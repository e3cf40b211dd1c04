"""The exercise `k_occurrence`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table
from vecembed_lab.similarity import measures

k_occurrence = Exercise(
    "k_occurrence",
    measures.k_occurrence,
    hints=(
        "Make the list of the k nearest for every row, then count how often each row number appears in all the lists.",
        "With `cosine(vectors, vectors)` and minus infinity on its diagonal, `np.argsort` gives all lists at once.",
        "`np.bincount(lists.ravel(), minlength=n)` counts; `counts[lists] += 1` would count a repeated row once.",
    ),
    read="Hubs",
)


@k_occurrence.criterion("directions by hand", points=1)
def _(student, rng):
    angles = np.radians([0, 10, 30, 100])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    same(student(vectors, 1), [1, 2, 1, 0], "At 0, 10, 30 and 100 degrees the nearest rows are 1, 0, 1, 2")
    twins = np.array([[0.0, 1.0], [0.1, 1.0], [1.0, 0.0], [2.0, 0.0]])
    same(student(twins, 1), [1, 1, 1, 1], "Rows 2 and 3 point the same way: each is the other's nearest")
    opposite = np.array([[1.0, 0.0], [-3.0, 0.0]])
    same(student(opposite, 1), [1, 1], "Two opposite rows: each has only the other")
    apart = np.array([[1.0, 0.0], [-1.0, 0.1], [-1.0, -0.2]])
    same(
        student(apart, 1), [0, 1, 2], "Row 0 has no cosine above 0, and still a nearest row, 2; 1 and 2 have each other"
    )


def _counted(student, vectors, k, why):
    """Where cosines tie for the last place of a list, any of the tied rows may take it."""
    cosines = _without_itself(measures.cosine(vectors, vectors))
    last = -np.sort(-cosines, axis=1)[:, [k - 1]]
    surely, perhaps = ((cosines > last + step).sum(axis=0) for step in (1e-6, -1e-6))
    got = student(vectors, k)
    counts = np.asarray(got)
    fits = counts.shape == surely.shape and counts.dtype.kind in "iuf" and counts.sum() == k * len(vectors)
    if not (fits and (surely <= counts).all() and (counts <= perhaps).all()):
        same(got, measures.k_occurrence(vectors, k), why)


@k_occurrence.criterion("any vectors, any k", points=2)
def _(student, rng):
    vectors = rng.normal(size=(40, 6)) + 1
    for k in (1, 5, 20):
        _counted(student, vectors, k, f"40 rows, lists of {k}")
    for kind in ("copies", "zero row"):
        vectors = table(rng, kind, shape=(7, 3))
        zero = ", the zero row too: its cosines are 0, not NaN" if kind == "zero row" else ""
        _counted(student, vectors, 6, f"Seven rows, lists of six: each row stands in the lists of all others{zero}")
    vectors = table(rng, "positive", "zero row")
    _counted(student, vectors, 3, "One row is zero: its cosines are 0, and all others here are above 0")
    vectors = table(rng, "copies", "wide")
    _counted(student, vectors, 2, "Two rows are equal")
    vectors = np.vstack([np.eye(6) + rng.uniform(0.05, 0.15, size=(6, 6)), np.zeros(6)])
    _counted(student, vectors, 3, "Row 6 is zero: its cosines are 0, and all others are small, but above 0")
    angles = np.pi * rng.permutation(np.arange(260) + rng.uniform(0.1, 0.9, size=260)) / 260
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    _counted(student, vectors, 200, "260 directions, lists of 200: some rows stand in more than 255 lists")


@k_occurrence.criterion("making a vector longer changes nothing", points=1)
def _(student, rng):
    vectors = rng.normal(size=(30, 5))
    longer = vectors * np.exp(rng.normal(size=(30, 1)))
    _counted(student, longer, 4, "Nearest by cosine: only directions count")
    for factor in (0.001, 2000):
        _counted(student, factor * longer, 3, f"All coordinates times {factor:g}")


def _lists(scores, k):
    return np.argsort(-scores, axis=1)[:, :k]  # with ties in the order that most people get


def _counts(vectors, k):
    lists = _lists(_without_itself(measures.cosine(vectors, vectors)), k)
    return np.bincount(lists.ravel(), minlength=len(vectors))


def _without_itself(scores):
    scores = scores.astype(float)
    np.fill_diagonal(scores, -np.inf)
    return scores


@k_occurrence.mistake("each row was counted as its own neighbour; leave the diagonal out.")
def itself_counted(vectors, k):
    return np.bincount(_lists(measures.cosine(vectors, vectors), k).ravel(), minlength=len(vectors))


@k_occurrence.mistake(
    "`counts[rows] += 1` adds 1 once, however often a row is repeated. Count with `np.bincount` or `np.add.at`."
)
def repeats_counted_once(vectors, k):
    counts = np.zeros(len(vectors), dtype=int)
    counts[_lists(_without_itself(measures.cosine(vectors, vectors)), k)] += 1
    return counts


@k_occurrence.mistake("the diagonal was set to -1, which an opposite row has too; use minus infinity.")
def diagonal_minus_one(vectors, k):
    cosines = measures.cosine(vectors, vectors)
    np.fill_diagonal(cosines, -1)
    return np.bincount(_lists(cosines, k).ravel(), minlength=len(vectors))


@k_occurrence.mistake("the counts were divided by the number of rows; the answer is the counts themselves.")
def share_of_rows(vectors, k):
    return _counts(vectors, k) / len(vectors)


@k_occurrence.mistake("the counts were divided by k; the answer is the counts themselves.")
def divided_by_k(vectors, k):
    return _counts(vectors, k) / k


@k_occurrence.mistake("the lists have one row too many, k + 1.")
def one_too_many(vectors, k):
    lists = _lists(_without_itself(measures.cosine(vectors, vectors)), k + 1)
    return np.bincount(lists.ravel(), minlength=len(vectors))


@k_occurrence.mistake("the lists have one row too few, k - 1: the row itself was among the k and then left out.")
def one_too_few(vectors, k):
    lists = _lists(_without_itself(measures.cosine(vectors, vectors)), k - 1)
    return np.bincount(lists.ravel(), minlength=len(vectors))


@k_occurrence.mistake("only the nearest row of each was counted, whatever k is.")
def only_the_nearest(vectors, k):
    return _counts(vectors, 1)


@k_occurrence.mistake("rows that stand in no list have no count here; each row needs one, and theirs is 0.")
def zeros_left_out(vectors, k):
    return np.unique(_lists(_without_itself(measures.cosine(vectors, vectors)), k), return_counts=True)[1]


@k_occurrence.mistake("the counts are sorted; entry i belongs to row i.")
def sorted_counts(vectors, k):
    return np.sort(_counts(vectors, k))[::-1]


@k_occurrence.mistake("these are the lists themselves; count how often each row number stands in them.")
def the_lists(vectors, k):
    return _lists(_without_itself(measures.cosine(vectors, vectors)), k)


@k_occurrence.mistake("every row got k, the length of its own list. Count in whose lists it stands.")
def own_lists_counted(vectors, k):
    return np.full(len(vectors), k)


@k_occurrence.mistake(
    "you dropped the first of each sorted list, taking it for the row itself. A twin can stand there."
)
def first_of_each_dropped(vectors, k):
    lists = np.argsort(-measures.cosine(vectors, vectors), axis=1, kind="stable")[:, 1 : k + 1]
    return np.bincount(lists.ravel(), minlength=len(vectors))


@k_occurrence.mistake("the diagonal was set to 0, which still beats a negative cosine; use minus infinity.")
def diagonal_zero(vectors, k):
    cosines = measures.cosine(vectors, vectors)
    np.fill_diagonal(cosines, 0)
    return np.bincount(_lists(cosines, k).ravel(), minlength=len(vectors))


@k_occurrence.mistake("nearest by straight-line distance was used; here it is by cosine.")
def hubs_by_distance(vectors, k):
    lists = _lists(_without_itself(-measures.euclidean(vectors, vectors)), k)
    return np.bincount(lists.ravel(), minlength=len(vectors))


@k_occurrence.mistake("nearest by dot product was used, which makes every long vector a hub; here it is by cosine.")
def hubs_by_dot_product(vectors, k):
    return np.bincount(_lists(_without_itself(vectors @ vectors.T), k).ravel(), minlength=len(vectors))


@k_occurrence.mistake("the farthest were counted: `argsort` sorts upwards, so the first k are the least similar.")
def farthest_counted(vectors, k):
    lists = _lists(_without_itself(-measures.cosine(vectors, vectors)), k)
    return np.bincount(lists.ravel(), minlength=len(vectors))


@k_occurrence.mistake(
    "all rows that tie for the last place were counted, which makes some lists longer than k; only one of them fits."
)
def all_ties_counted(vectors, k):
    scores = _without_itself(measures.cosine(vectors, vectors))
    return (scores >= -np.sort(-scores, axis=1)[:, [k - 1]] - 1e-9).sum(axis=0)


@k_occurrence.mistake("only rows that stand in each other's lists were counted; to stand in the list of one is enough.")
def mutual_only(vectors, k):
    lists = _lists(_without_itself(measures.cosine(vectors, vectors)), k)
    stands = (lists[:, :, None] == np.arange(len(vectors))).any(axis=1)
    return (stands & stands.T).sum(axis=0)
