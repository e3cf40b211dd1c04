"""The exercise `relative_contrast`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
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


@relative_contrast.criterion("any query, any dimension", points=2)
def _(student, rng):
    for d in (2, 3, 300):
        query, points = rng.normal(size=d), rng.normal(size=(50, d))
        same(student(query, points), measures.relative_contrast(query, points), f"50 points in {d} dimensions")


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


@relative_contrast.mistake("the query was left out: these are distances from the origin.")
def from_the_origin(query, points):
    d = np.linalg.norm(points, axis=1)
    return float((d.max() - d.min()) / d.min())


@relative_contrast.mistake("the differences of the coordinates were added up (city-block); square, add, take the root.")
def city_block(query, points):
    d = np.abs(points - query).sum(1)
    return float((d.max() - d.min()) / d.min())
