"""The exercise `relative_contrast`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table
from vecembed_lab.similarity import measures

relative_contrast = Exercise(
    "relative_contrast",
    measures.relative_contrast,
    hints=(
        "First the distance of the query to every point: one number a point.",
        "`np.linalg.norm(points - query, axis=1)` subtracts the query from every row and measures each.",
        "With those distances, (d.max() - d.min()) / d.min().",
    ),
    read="The curse of dimension",
)


@relative_contrast.criterion("distances by hand", points=1)
def _(student, rng):
    points = np.array([[3.0, 4.0], [6.0, 8.0], [0.0, 9.0]])
    same(student(np.zeros(2), points), 1.0, "The distances are 5, 10 and 9: (10 - 5) / 5")
    same(student(np.array([3.0, 0.0]), points[:2]), (73**0.5 - 4) / 4, "The distances are 4 and the root of 73")


@relative_contrast.criterion("any query, any dimension", points=1)
def _(student, rng):
    for d in (2, 3, 300):
        query, points = rng.normal(size=d), rng.normal(size=(50, d))
        same(student(query, points), measures.relative_contrast(query, points), f"50 points in {d} dimensions")
    for shape in [(1, 4), (7, 1), (6, 6)]:
        query, points = rng.normal(size=shape[1]), table(rng, shape=shape)
        why = f"{shape[0]} point{'s' * (shape[0] > 1)} in {shape[1]} dimension{'s' * (shape[1] > 1)}"
        same(student(query, points), measures.relative_contrast(query, points), why)


@relative_contrast.criterion("neither where the points lie nor how large they are matters", points=1)
def _(student, rng):
    query, points = rng.normal(size=3) + 3, table(rng, "copies", "zero row", shape=(20, 3))
    expected = measures.relative_contrast(query, points)
    same(student(query, points), expected, "Two points are equal, one is zero")
    for factor in (0.001, 2000):
        same(student(factor * query, factor * points), expected, f"All coordinates times {factor:g}")
    for step in (-2000, 3000):
        same(student(query + step, points + step), expected, f"{step} added to all coordinates", rtol=1e-2)
    query, points = np.array([1e8, 0.0]), np.zeros((20, 2))  # on one line, so that cosines are exactly 1
    points[:, 0] = 1e8 + rng.uniform(
        1, 5, size=20
    )  # where |p|^2 - 2 pq + |q|^2 loses all digits; torch does so beyond 25
    expected = measures.relative_contrast(query, points)
    why = "Distances from 1 to 5, a hundred million from zero: subtract first, in 64 bits; squares or 32 bits lose them"
    same(student(query, points), expected, why)


def _distances(query, points):
    return np.linalg.norm(points - query, axis=1)


@relative_contrast.mistake("these are squared distances; the square root is missing.")
def squared_distances(query, points):
    d = _distances(query, points) ** 2
    return float((d.max() - d.min()) / d.min())


@relative_contrast.mistake("you divided by the farthest distance; the scale is the nearest one.")
def divided_by_farthest(query, points):
    d = _distances(query, points)
    return float((d.max() - d.min()) / d.max())


@relative_contrast.mistake("this is the ratio max / min; the contrast is how much more, so one less.")
def ratio(query, points):
    d = _distances(query, points)
    return float(d.max() / d.min())


@relative_contrast.mistake("this is the difference alone; without dividing, it only grows with the scale of the data.")
def difference_alone(query, points):
    d = _distances(query, points)
    return float(d.max() - d.min())


@relative_contrast.mistake("brackets are missing: `/` comes before `-`, so only the nearest distance was divided.")
def brackets_missing(query, points):
    d = _distances(query, points)
    return float(d.max() - d.min() / d.min())


@relative_contrast.mistake(
    "this is nearest over farthest, which is 1 where all are equally far; the contrast is 0 there."
)
def upside_down(query, points):
    d = _distances(query, points)
    return float(d.min() / d.max())


@relative_contrast.mistake("you divided by the mean distance; the scale is the nearest one.")
def divided_by_mean(query, points):
    d = _distances(query, points)
    return float((d.max() - d.min()) / d.mean())


@relative_contrast.mistake("the mean distance stands where the farthest should.")
def mean_for_farthest(query, points):
    d = _distances(query, points)
    return float((d.mean() - d.min()) / d.min())


@relative_contrast.mistake("the sign is turned round: it is farthest less nearest.")
def negative(query, points):
    return -measures.relative_contrast(query, points)


@relative_contrast.mistake(
    "this is 1 - cosine, which does not see how long the vectors are; take the straight-line distance."
)
def cosine_distance(query, points):
    d = 1 - measures.cosine(query[None], points)[0]
    return float((d.max() - d.min()) / d.min())


@relative_contrast.mistake(
    "the last and the first point were taken for the farthest and the nearest; sort, or use max and min."
)
def last_and_first(query, points):
    d = _distances(query, points)
    return float((d[-1] - d[0]) / d[0])


@relative_contrast.mistake(
    "the largest difference of a coordinate was taken as the distance; square, add, take the root."
)
def largest_coordinate(query, points):
    d = np.abs(points - query).max(1)
    return float((d.max() - d.min()) / d.min())


@relative_contrast.mistake("the query was left out: these are distances from the origin.")
def from_the_origin(query, points):
    d = np.linalg.norm(points, axis=1)
    return float((d.max() - d.min()) / d.min())


@relative_contrast.mistake("the differences of the coordinates were added up (city-block); square, add, take the root.")
def city_block(query, points):
    d = np.abs(points - query).sum(1)
    return float((d.max() - d.min()) / d.min())


@relative_contrast.mistake(
    "the nearest point was left out, as if it were the query itself; no point is, so the smallest distance counts."
)
def nearest_left_out(query, points):
    d = np.sort(_distances(query, points))[min(1, len(points) - 1) :]
    return float((d[-1] - d[0]) / d[0])


@relative_contrast.mistake(
    "only the lengths of query and points were compared; subtract the vectors first, then take the length."
)
def lengths_compared(query, points):
    d = np.abs(np.linalg.norm(points, axis=1) - np.linalg.norm(query))
    return float((d.max() - d.min()) / d.min())
