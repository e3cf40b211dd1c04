"""The exercise `k_occurrence`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
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
    apart = np.array([[1.0, 0.0], [-1.0, 0.1], [-1.0, -0.2]])
    same(
        student(apart, 1), [0, 1, 2], "Row 0 has no cosine above 0, and still a nearest row, 2; 1 and 2 have each other"
    )


@k_occurrence.criterion("any vectors, any k", points=2)
def _(student, rng):
    vectors = rng.normal(size=(40, 6)) + 1
    for k in (1, 5, 20):
        same(student(vectors, k), measures.k_occurrence(vectors, k), f"40 rows, lists of {k}")


@k_occurrence.criterion("making a vector longer changes nothing", points=1)
def _(student, rng):
    vectors = rng.normal(size=(30, 5))
    longer = vectors * np.exp(rng.normal(size=(30, 1)))
    same(student(longer, 4), measures.k_occurrence(vectors, 4), "Nearest by cosine: only directions count")


def _lists(scores, k):
    return np.argsort(-scores, axis=1, kind="stable")[:, :k]


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


@k_occurrence.mistake("every row got k, the length of its own list. Count in whose lists it stands.")
def own_lists_counted(vectors, k):
    return np.full(len(vectors), k)


@k_occurrence.mistake(
    "you dropped the first of each sorted list, taking it for the row itself. A twin can stand there."
)
def first_of_each_dropped(vectors, k):
    lists = _lists(measures.cosine(vectors, vectors), k + 1)[:, 1:]
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
