"""The exercise `neighbours_kept`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table
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


def _clear(draw, k):
    """The points of the first `draw()` in which no list of `k` nearest hangs on a small difference."""
    while True:
        points = draw()
        distances = np.sort(measures.euclidean(points, points), axis=1)  # each row begins with the point itself
        if k + 1 == len(points) or (distances[:, k + 1] - distances[:, k] > 1e-3 * distances.max()).all():
            return points


@neighbours_kept.criterion("a turned and scaled copy keeps every neighbour", points=1)
def _(student, rng):
    high = _clear(lambda: rng.normal(size=(25, 2)), 4)
    turned = high @ projection.random_rotation(2, rng=rng)
    for factor in (3, 0.001, 2000):
        same(student(high, factor * turned, 4), 1.0, f"Turned, and all coordinates times {factor:g}")
    scrambled = rng.permutation(high)
    same(student(high, scrambled, 4), projection.neighbours_kept(high, scrambled, 4), "A scrambled copy keeps few")
    line = _clear(lambda: rng.uniform(1, 9, size=(12, 2)) * [1, 0], 4)  # so that cosines are exactly 1
    far = line + np.array([1e8, 0.0])  # where |p|^2 - 2 pq + |q|^2 loses all digits
    why = "Points on a line, and the same a hundred million farther along it: subtract first; squares lose all digits"
    same(student(far, line, 4), 1.0, why)


@neighbours_kept.criterion("any points, any k", points=2)
def _(student, rng):
    for n, d, k in [(25, 6, 2), (15, 3, 8), (6, 9, 1), (9, 4, 8)]:
        high = _clear(lambda n=n, d=d: rng.normal(size=(n, d)) * rng.uniform(1, 3, size=d), k)
        low = _clear(lambda high=high, n=n: high[:, :2] + rng.normal(size=(n, 2)), k)
        same(student(high, low, k), projection.neighbours_kept(high, low, k), f"{n} points, k = {k}")
    high, low = (_clear(lambda d=d: table(rng, "copies", shape=(12, d)), 3) for d in (4, 2))
    same(
        student(high, low, 3),
        projection.neighbours_kept(high, low, 3),
        "Two points are equal, and so are two in the map",
    )


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


@neighbours_kept.mistake("equal points were left out with `distance > 0`; only the point itself is no neighbour.")
def equal_points_left_out(high, low, k):
    def near(points, i):
        distances = np.linalg.norm(points - points[i], axis=1)
        return set([j for j in np.argsort(distances, kind="stable") if distances[j] > 0][:k])

    return float(np.mean([len(near(high, i) & near(low, i)) / k for i in range(len(high))]))


@neighbours_kept.mistake("the lists of all points were put together; compare the two lists of each point.")
def all_lists_together(high, low, k):
    one, other = set(_near(high, k).ravel().tolist()), set(_near(low, k).ravel().tolist())
    return len(one & other) / len(one)


@neighbours_kept.mistake("a point counted only if all its k neighbours were kept; count the share of them.")
def all_or_nothing(high, low, k):
    return float((_shared(_near(high, k), _near(low, k)) == k).mean())


@neighbours_kept.mistake("a point counted as soon as one neighbour was kept; count the share of them.")
def at_least_one(high, low, k):
    return float((_shared(_near(high, k), _near(low, k)) > 0).mean())


@neighbours_kept.mistake("neighbours were found by cosine; here they are by distance.")
def neighbours_by_cosine(high, low, k):
    def near(points):
        cosines = measures.cosine(points, points)
        np.fill_diagonal(cosines, -np.inf)
        return np.argsort(-cosines, axis=1, kind="stable")[:, :k]

    return float(_shared(near(high), near(low)).mean() / k)


@neighbours_kept.mistake("only the first two columns of `high` were used; its points have more dimensions.")
def two_columns_of_high(high, low, k):
    return projection.neighbours_kept(high[:, :2], low, k)


@neighbours_kept.mistake("this is the share that was lost, 1 less the share that was kept.")
def share_lost(high, low, k):
    return 1 - projection.neighbours_kept(high, low, k)


@neighbours_kept.mistake("the lists have one point too many, k + 1, and the share is out of k + 1 too.")
def one_more(high, low, k):
    k = min(k + 1, len(high) - 1)
    return projection.neighbours_kept(high, low, k)


@neighbours_kept.mistake(
    "this is trustworthiness, which asks how far false neighbours really are; here each counts the same."
)
def trustworthiness(high, low, k):
    return projection.trustworthiness(high, low, min(k, (len(high) - 1) // 2))


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


@neighbours_kept.mistake(
    "each list holds the point itself and k others, and the share is out of k + 1: leave out the point itself."
)
def itself_and_k_others(high, low, k):
    return float(_shared(_near(high, k + 1, first=1), _near(low, k + 1, first=1)).mean() / (k + 1))


@neighbours_kept.mistake("the differences of the coordinates were added up (city-block); square, add, take the root.")
def neighbours_by_city_block(high, low, k):
    def near(points):
        distances = np.abs(points[:, None] - points).sum(axis=2)
        np.fill_diagonal(distances, np.inf)
        return np.argsort(distances, axis=1, kind="stable")[:, :k]

    return float(_shared(near(high), near(low)).mean() / k)
