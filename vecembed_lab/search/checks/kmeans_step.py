"""The exercise `kmeans_step`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table
from vecembed_lab.similarity import measures


def _nearest(points, centres):
    return np.linalg.norm(points[:, None] - centres, axis=2).argmin(axis=1)


def _moved(points, centres, nearest, to=lambda points: points.mean(axis=0)):
    """Each centre that has points is moved `to` them."""
    moved = np.array(centres, dtype=float)
    for c in set(nearest.tolist()):
        moved[c] = to(points[nearest == c])
    return moved


def _kmeans_step(points, centres):
    return _moved(points, centres, _nearest(points, centres))


kmeans_step = Exercise(
    "kmeans_step",
    _kmeans_step,
    hints=(
        "First find the number of the nearest centre of every point; only then move the centres.",
        "`points[:, None] - centres` has shape (n, c, d); its lengths along the last axis are all distances.",
        "`nearest = np.linalg.norm(points[:, None] - centres, axis=2).argmin(axis=1)`; then for each c in "
        "`set(nearest)`: `moved[c] = points[nearest == c].mean(axis=0)`, in a copy of `centres`.",
    ),
    read="Cells",
)


def _check(student, points, centres, why):
    same(student(points, centres), _kmeans_step(points, centres), why)


@kmeans_step.criterion("points on a line, by hand", points=1)
def _(student, rng):
    points = np.array([[0.0], [2.0], [9.0], [11.0]])
    _check(student, points, np.array([[1.0], [8.0]]), "0 and 2 belong to 1, 9 and 11 belong to 8, which moves to 10")
    _check(student, points, np.array([[3.0], [20.0]]), "0, 2, 9 and 11 belong to 3: it moves to 5.5 and 20 stays")
    why = "0, 2 belong to 2; 9 and 11 to 9. Where the first centre goes makes no difference to the second"
    _check(student, np.array([[0.0], [2.0], [4.4], [9.0]]), np.array([[2.0], [7.0]]), why.split(".")[0])


@kmeans_step.criterion("any points, any centres", points=2)
def _(student, rng):
    for n, c, d in [(30, 4, 3), (50, 7, 2), (9, 2, 5), (12, 3, 12), (5, 1, 4)]:
        points = rng.normal(size=(n, d)) * rng.uniform(0.5, 3, size=d) - 1
        centres = rng.permutation(points)[:c] + rng.normal(size=(c, d)) / 5
        _check(student, points, centres, f"{n} points in {d} dimensions, {c} centres")
    points = table(rng, "copies", "thousands", shape=(14, 3))
    _check(student, points, 500 * rng.normal(size=(4, 3)), "Coordinates in the thousands, and two equal points")
    points = table(rng, "tiny", shape=(13, 2))
    _check(student, points, points[:3].copy(), "Coordinates of some thousandths; the centres are three of the points")


@kmeans_step.criterion("a centre without points stays where it is", points=1)
def _(student, rng):
    points, centres = rng.normal(size=(10, 3)), rng.normal(size=(4, 3))
    centres[[1, 3]] += 40
    _check(student, points, centres, "Centres 1 and 3 lie far away from all points")
    centres = rng.normal(size=(6, 3))
    _check(student, points[:2], centres, "Two points and six centres: at least four have none")


@kmeans_step.criterion("if several centres are equally near, the first gets the point", points=1)
def _(student, rng):
    points = np.array([[0.0, 0.0], [2.0, 0.0], [4.0, 0.0], [3.0, 5.0]])
    why = "The point (2, 0) lies halfway between the centres: it belongs to the first"
    _check(student, points, np.array([[0.0, 0.0], [4.0, 0.0]]), why)
    _check(student, points, np.array([[4.0, 0.0], [0.0, 0.0]]), why)
    centres = np.array([[1.0, 0.0], [1.0, 0.0], [5.0, 1.0]])
    _check(student, points, centres, "Centres 0 and 1 are equal: the first gets the points, the second stays")


@kmeans_step.mistake("a centre without points became NaN, the mean of nothing; it should stay where it is.")
def nan_for_empty(points, centres):
    nearest = _nearest(points, centres)
    empty = ~np.isin(np.arange(len(centres)), nearest)
    return np.where(empty[:, None], np.nan, _moved(points, centres, nearest))


@kmeans_step.mistake("a centre without points was moved to zero; it should stay where it is.")
def zero_for_empty(points, centres):
    return _moved(points, np.zeros(centres.shape), _nearest(points, centres))


@kmeans_step.mistake("a centre without points was left out; each centre has a row in the answer.")
def empty_left_out(points, centres):
    nearest = _nearest(points, centres)
    return _moved(points, centres, nearest)[np.unique(nearest)]


@kmeans_step.mistake("a centre without points was given a point; it should stay where it is.")
def point_for_empty(points, centres):
    nearest = _nearest(points, centres)
    return _moved(points, np.tile(points[0], (len(centres), 1)), nearest)


@kmeans_step.mistake("the points went to the centre with the largest dot product; it is the smallest distance.")
def by_dot_product(points, centres):
    return _moved(points, centres, (points @ centres.T).argmax(axis=1))


@kmeans_step.mistake("the points went to the centre with the largest cosine; it is the smallest distance.")
def by_cosine(points, centres):
    return _moved(points, centres, measures.cosine(points, centres).argmax(axis=1))


@kmeans_step.mistake("the points went to the farthest centre: `argmin`, not `argmax`, of the distances.")
def to_the_farthest(points, centres):
    return _moved(points, centres, np.linalg.norm(points[:, None] - centres, axis=2).argmax(axis=1))


@kmeans_step.mistake("this is the sum of the points of each centre; divide by how many there are.")
def sums(points, centres):
    return _moved(points, centres, _nearest(points, centres), lambda own: own.sum(axis=0))


@kmeans_step.mistake("this is the median of the points of each centre; k-means takes the mean.")
def medians(points, centres):
    return _moved(points, centres, _nearest(points, centres), lambda own: np.median(own, axis=0))


@kmeans_step.mistake("the old centre was averaged in, as if it were one of its points.")
def centre_counted(points, centres):
    moved, nearest = np.array(centres, dtype=float), _nearest(points, centres)
    for c in set(nearest.tolist()):
        moved[c] = np.vstack([centres[c], points[nearest == c]]).mean(axis=0)
    return moved


@kmeans_step.mistake("these are the numbers of the nearest centres; return where the centres move to.")
def labels_returned(points, centres):
    return _nearest(points, centres)


@kmeans_step.mistake("the centres were moved until they rest; one step is asked.")
def until_rest(points, centres):
    for _ in range(50):
        centres = _kmeans_step(points, centres)
    return centres


@kmeans_step.mistake("two steps were made; one is asked.")
def two_steps(points, centres):
    return _kmeans_step(points, _kmeans_step(points, centres))


@kmeans_step.mistake("each point moved the centres at once, before the next point chose; first all points choose.")
def one_point_after_another(points, centres):
    moved, counts = np.array(centres, dtype=float), np.zeros(len(centres))
    for point in points:
        c = np.linalg.norm(moved - point, axis=1).argmin()
        counts[c] += 1
        moved[c] += (point - moved[c]) / counts[c]
    return moved


@kmeans_step.mistake("where two centres are equally near, the last one got the point; it is the first.")
def last_of_equals(points, centres):
    away = np.linalg.norm(points[:, None] - centres, axis=2)[:, ::-1]
    return _moved(points, centres, len(centres) - 1 - away.argmin(axis=1))


@kmeans_step.mistake("where two centres are equally near, both got the point; it is the first only.")
def shared_by_equals(points, centres):
    away = np.linalg.norm(points[:, None] - centres, axis=2)
    own = away == away.min(axis=1, keepdims=True)
    moved = np.array(centres, dtype=float)
    for c in np.flatnonzero(own.any(axis=0)):
        moved[c] = points[own[:, c]].mean(axis=0)
    return moved


@kmeans_step.mistake(
    "each centre moved to the point nearest to it; it moves to the mean of the points it is nearest to."
)
def nearest_point(points, centres):
    return points[np.linalg.norm(points[:, None] - centres, axis=2).argmin(axis=0)]


@kmeans_step.mistake("this is the mean of all points, for every centre; each takes only its own points.")
def mean_of_all(points, centres):
    return np.tile(points.mean(axis=0), (len(centres), 1))


@kmeans_step.mistake("the sums were divided by the number of all points; divide by how many the centre has.")
def divided_by_all(points, centres):
    return _moved(points, centres, _nearest(points, centres), lambda own: own.sum(axis=0) / len(points))


@kmeans_step.mistake("a centre without points was put on the mean of all points; it should stay where it is.")
def mean_for_empty(points, centres):
    return _moved(points, np.tile(points.mean(axis=0), (len(centres), 1)), _nearest(points, centres))


@kmeans_step.mistake("the mean was taken of all numbers of the points; each coordinate has its own, `axis=0`.")
def one_mean_for_all_coordinates(points, centres):
    return _moved(points, centres, _nearest(points, centres), lambda own: own.mean())


@kmeans_step.mistake("sizes of differences were added for the distance; the straight-line distance adds squares.")
def city_block(points, centres):
    return _moved(points, centres, np.abs(points[:, None] - centres).sum(axis=2).argmin(axis=1))


@kmeans_step.mistake("the centres moved one after another, and points chose again in between; first all points choose.")
def one_centre_after_another(points, centres):
    moved = np.array(centres, dtype=float)
    for c in range(len(moved)):
        own = points[_nearest(points, moved) == c]
        moved[c] = own.mean(axis=0) if len(own) else moved[c]
    return moved


@kmeans_step.mistake(
    "a centre without points was put on the point farthest from its centre; it should stay where it is."
)
def farthest_for_empty(points, centres):
    away = np.linalg.norm(points[:, None] - centres, axis=2)
    farthest = points[away.min(axis=1).argmax()]
    return _moved(points, np.tile(farthest, (len(centres), 1)), away.argmin(axis=1))


@kmeans_step.mistake("each centre moved to the one of its points that is nearest to their mean; it moves to the mean.")
def point_nearest_to_the_mean(points, centres):
    def medoid(own):
        return own[((own - own.mean(axis=0)) ** 2).sum(axis=1).argmin()]

    return _moved(points, centres, _nearest(points, centres), medoid)
