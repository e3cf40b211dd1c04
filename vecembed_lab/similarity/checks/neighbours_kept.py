"""The exercise `neighbours_kept`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.similarity import measures, projection

neighbours_kept = Exercise(
    "neighbours_kept",
    projection.neighbours_kept,
    hints=(
        "For each point make two lists of its k nearest: one among `high`, one among `low`. How many are in both?",
        "Put infinity on the diagonal of each distance matrix, so that no point is its own neighbour.",
        "`len(set(one) & set(other)) / k` for each point, then the mean over the points.",
    ),
    read="How honest is a map?",
)


@neighbours_kept.criterion("four points on a line, one moved, by hand", points=1)
def _(student, rng):
    high = np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0], [7.0, 0.0]])
    low = np.array([[0.0, 0.0], [1.0, 0.0], [8.0, 0.0], [7.0, 0.0]])
    same(student(high, low, 1), 0.75, "Nearest before: 1, 0, 1, 2; in the map: 1, 0, 3, 2; three of four are kept")
    high = np.array([[0.0, 0.0], [0.0, 0.0], [5.0, 0.0], [6.0, 0.0], [8.0, 0.0]])
    low = high.copy()
    low[1, 0] = 0.1
    same(student(high, low, 2), 1.0, "Points 0 and 1 are twins: each is the other's neighbour, before and after")


@neighbours_kept.criterion("a turned and scaled copy keeps every neighbour", points=1)
def _(student, rng):
    high = rng.normal(size=(25, 2))
    same(student(high, 3 * high @ projection.random_rotation(2, rng=rng), 4), 1.0, "Nothing was lost")
    scrambled = rng.permutation(high)
    same(student(high, scrambled, 4), projection.neighbours_kept(high, scrambled, 4), "A scrambled copy keeps few")


@neighbours_kept.criterion("any points, any k", points=2)
def _(student, rng):
    high = rng.normal(size=(40, 6)) * [3, 2, 2, 1, 1, 1]
    for k in (2, 10):
        same(student(high, high[:, :2], k), projection.neighbours_kept(high, high[:, :2], k), f"40 points, k = {k}")


def _near(points, k, *, first=0):
    distances = measures.euclidean(points, points)
    if not first:
        np.fill_diagonal(distances, np.inf)
    return np.argsort(distances, axis=1, kind="stable")[:, :k]


def _shared(one, other):
    return np.array([len(set(a) & set(b)) for a, b in zip(one, other, strict=True)])


@neighbours_kept.mistake("each point was counted as its own neighbour, which every map keeps.")
def itself_kept(high, low, k):
    return float(_shared(_near(high, k, first=1), _near(low, k, first=1)).mean() / k)


@neighbours_kept.mistake(
    "you dropped the first of each sorted list, taking it for the point itself. A twin can stand there."
)
def first_point_dropped(high, low, k):
    one, other = (_near(points, k + 1, first=1)[:, 1:] for points in (high, low))
    return float(_shared(one, other).mean() / k)


@neighbours_kept.mistake("the lists were compared place by place; a neighbour is kept wherever it stands in the list.")
def place_by_place(high, low, k):
    return float((_near(high, k) == _near(low, k)).mean())


@neighbours_kept.mistake("this is the mean number of neighbours kept; divide by k to get a share.")
def number_kept(high, low, k):
    return float(_shared(_near(high, k), _near(low, k)).mean())


@neighbours_kept.mistake("you divided by the size of the union (Jaccard); the share is out of k.")
def jaccard(high, low, k):
    shared = _shared(_near(high, k), _near(low, k))
    return float((shared / (2 * k - shared)).mean())


@neighbours_kept.mistake("the farthest points were compared: `argsort` sorts upwards, so the nearest are the first.")
def farthest_kept(high, low, k):
    def far(points):
        return np.argsort(-measures.euclidean(points, points), axis=1, kind="stable")[:, :k]

    return float(_shared(far(high), far(low)).mean() / k)
