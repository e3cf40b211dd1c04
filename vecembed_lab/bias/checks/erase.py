"""The exercise `erase`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.bias.erasure import Leace
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.similarity.measures import normalize


def _erase(vectors, label):
    return Leace(vectors, np.asarray(label, dtype=bool))(vectors)


erase = Exercise(
    "erase",
    _erase,
    hints=(
        "You need three things: the mean of all vectors, the difference d of the two class means, the covariance S.",
        "w = S^-1 d is `np.linalg.solve(S, d)`. How much of d a vector has to give up is (x - mean).w / (d.w).",
        "vectors - np.outer((vectors - mean) @ w / (d @ w), d); if d is zero, return the vectors as they are.",
    ),
    read="All that a linear classifier can use",
)


def _draw(rng, n=40, d=4, share=0.5, shift=1.5):
    """Two classes that differ along one direction, stretched, away from zero."""
    label = rng.permutation(np.arange(n) < round(share * n))
    points = rng.normal(size=(n, d)) + shift * label[:, None] * normalize(rng.normal(size=d))
    return points @ (np.eye(d) + 0.6 * rng.normal(size=(d, d))) + 3 * rng.normal(size=d), label


@erase.criterion("four points by hand", points=1)
def _(student, rng):
    points = np.array([[3.0, 1.0], [3.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    label = np.array([True, True, False, False])
    expected = [[1, 1], [1, -1], [1, 1], [1, -1]]
    same(student(points, label), expected, "Class means (3, 0) and (-1, 0): the first number is set to its mean, 1")
    points = np.array([[1.0, 2.0], [3.0, 2.0], [-1.0, 0.0], [1.0, 0.0]])
    expected = [[0, 1], [2, 1], [0, 1], [2, 1]]
    why = "d = (2, 2), the second number alone tells the classes: half of it, less its mean, times d is taken away"
    same(student(points, label), expected, why)


@erase.criterion("two classes in many dimensions", points=3)
def _(student, rng):
    for n, d, share in ((40, 4, 0.5), (60, 6, 0.3), (30, 2, 0.5), (50, 3, 0.8)):
        points, label = _draw(rng, n, d, share)
        why = f"{n} points in {d} dimensions, {label.sum()} of them in the one class"
        same(student(points, label), _erase(points, label), why, atol=1e-4)


@erase.criterion("scale and place do not matter; equal means need no change", points=1)
def _(student, rng):
    points, label = _draw(rng)
    same(student(100 * points, label), 100 * _erase(points, label), "All numbers times 100", atol=1e-2)
    same(student(points / 100, label), _erase(points, label) / 100, "All numbers divided by 100", atol=1e-5)
    same(student(points + 20, label), _erase(points, label) + 20, "20 more everywhere", atol=1e-3)
    same(student(points, ~label), _erase(points, label), "The classes changed names")
    points = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 2.0], [0.0, -2.0]])
    label = np.array([True, True, False, False])
    same(student(points, label), points, "Both class means are (0, 0): nothing is to be erased")
    points, label = _draw(rng)
    whole = np.round(10 * points).astype(int)
    same(student(whole, label), _erase(whole.astype(float), label), "All numbers are whole", atol=1e-3)


def _parts(vectors, label):
    mean = vectors.mean(axis=0)
    return mean, vectors[label].mean(axis=0) - vectors[~label].mean(axis=0)


@erase.mistake(
    "the difference of the means was projected out; the means are equal then, but more was changed than needed: where "
    "the points are stretched, another reader of the class costs less."
)
def mean_difference_projected_out(vectors, label):
    mean, d = _parts(vectors, label)
    return vectors - np.outer((vectors - mean) @ d, d) / max(d @ d, 1e-12)


@erase.mistake("it was projected out without taking the mean away first: all points moved.")
def projected_without_mean(vectors, label):
    d = _parts(vectors, label)[1]
    return vectors - np.outer(vectors @ d, d) / max(d @ d, 1e-12)


@erase.mistake("the mean was not taken away: `(vectors - mean) @ w`, or all points move.")
def without_mean(vectors, label):
    _, d = _parts(vectors, label)
    w = np.linalg.solve(np.cov(vectors, rowvar=False), d)
    return vectors - np.outer(vectors @ w, d) / max(d @ w, 1e-12)


@erase.mistake("w was taken out along w; it reads the class, but what has to be taken away goes along d.")
def along_w(vectors, label):
    mean, d = _parts(vectors, label)
    w = np.linalg.solve(np.cov(vectors, rowvar=False), d)
    return vectors - np.outer((vectors - mean) @ w, w) / max(w @ w, 1e-12)


@erase.mistake("S was multiplied where its inverse belongs: `np.linalg.solve(S, d)`.")
def covariance_not_inverted(vectors, label):
    mean, d = _parts(vectors, label)
    w = np.cov(vectors, rowvar=False) @ d
    return vectors - np.outer((vectors - mean) @ w, d) / max(d @ w, 1e-12)


@erase.mistake("it was not divided by d.w, so that too much or too little of d was taken away.")
def not_divided(vectors, label):
    mean, d = _parts(vectors, label)
    w = np.linalg.solve(np.cov(vectors, rowvar=False), d)
    return vectors - np.outer((vectors - mean) @ w, d)


@erase.mistake("each class was centred at 0: then everything that the points share is gone too; keep the mean of all.")
def class_means_subtracted(vectors, label):
    found = vectors.astype(float)
    for which in (label, ~label):
        found[which] -= vectors[which].mean(axis=0)
    return found


@erase.mistake(
    "each class was moved onto the mean of all: the means agree, but the label was used for each point, and new points "
    "have none. Change every point by one and the same rule."
)
def classes_moved_together(vectors, label):
    found, mean = vectors.astype(float), vectors.mean(axis=0)
    for which in (label, ~label):
        found[which] += mean - vectors[which].mean(axis=0)
    return found


@erase.mistake("only the diagonal of S was used; the numbers hang together.")
def diagonal_only(vectors, label):
    mean, d = _parts(vectors, label)
    w = d / np.maximum(vectors.var(axis=0), 1e-12)
    return vectors - np.outer((vectors - mean) @ w, d) / max(d @ w, 1e-12)


@erase.mistake("the covariance was used as if its mean were 0 (`X.T @ X`): take the mean away first.")
def second_moments(vectors, label):
    mean, d = _parts(vectors, label)
    w = np.linalg.solve(vectors.T @ vectors / len(vectors), d)
    return vectors - np.outer((vectors - mean) @ w, d) / max(d @ w, 1e-12)


@erase.mistake("0 / 0 gave NaN where the means are equal: then the vectors stay as they are.")
def nan_for_equal_means(vectors, label):
    mean, d = _parts(vectors, label)
    w = np.linalg.solve(np.cov(vectors, rowvar=False), d)
    with np.errstate(all="ignore"):
        return vectors - np.outer((vectors - mean) @ w, d) / (d @ w)


@erase.mistake("the result is centred at 0; the mean of all vectors should stay.")
def centred(vectors, label):
    return _erase(vectors, label) - vectors.mean(axis=0)


def _taken(vectors, label, way):
    """Along `d`, as much as `way(vectors, label, mean, d, w)` says; nothing where the means are equal."""
    mean, d = _parts(vectors, label)
    if np.linalg.norm(d) < 1e-9:
        return vectors.astype(float)
    w = np.linalg.solve(np.atleast_2d(np.cov(vectors, rowvar=False, ddof=0)), d)
    return vectors - way(vectors, label, mean, d, w)


@erase.mistake("the middle of the two class means was taken for the mean of all; the classes differ in size.")
def middle_of_the_class_means(vectors, label):
    def way(vectors, label, mean, d, w):
        middle = (vectors[label].mean(axis=0) + vectors[~label].mean(axis=0)) / 2
        return np.outer((vectors - middle) @ w, d) / (d @ w)

    return _taken(vectors, label, way)


@erase.mistake("the mean of one class was taken away; take away the mean of all, or all points move.")
def mean_of_one_class(vectors, label):
    return _taken(vectors, label, lambda x, of, mean, d, w: np.outer((x - x[~of].mean(axis=0)) @ w, d) / (d @ w))


@erase.mistake("it was divided by w.w; divide by d.w.")
def divided_by_w_w(vectors, label):
    return _taken(vectors, label, lambda x, of, mean, d, w: np.outer((x - mean) @ w, d) / (w @ w))


@erase.mistake("it was not divided by d.w, so that too much or too little of d was taken away: d.w, not 1.")
def not_divided_by_d_w(vectors, label):
    return _taken(vectors, label, lambda x, of, mean, d, w: np.outer((x - mean) @ w, d))


@erase.mistake("d is the difference of the two class means, not of one class and all.")
def difference_from_the_mean_of_all(vectors, label):
    return _taken(
        vectors, label, lambda x, of, mean, d, w: np.outer((x - mean) @ w, x[of].mean(axis=0) - mean) / (d @ w)
    )


@erase.mistake("only one class was moved, onto the other; change every point by one and the same rule.")
def one_class_moved(vectors, label):
    return vectors - np.outer(label, _parts(vectors, label)[1])


@erase.mistake("1 was added to the diagonal of S; then some of the class can still be read.")
def ridge(vectors, label):
    mean, d = _parts(vectors, label)
    w = np.linalg.solve(np.atleast_2d(np.cov(vectors, rowvar=False)) + np.eye(len(d)), d)
    return vectors - np.outer((vectors - mean) @ w, d) / max(d @ w, 1e-12)


@erase.mistake("S is the covariance of one class; take that of all points.")
def covariance_of_one_class(vectors, label):
    mean, d = _parts(vectors, label)
    w = np.linalg.pinv(np.atleast_2d(np.cov(vectors[label], rowvar=False))) @ d
    return vectors - np.outer((vectors - mean) @ w, d) / (d @ w if abs(d @ w) > 1e-12 else 1)


@erase.mistake("d and w changed places: how much to take away is read along w, and what is taken away goes along d.")
def d_and_w_exchanged(vectors, label):
    return _taken(vectors, label, lambda x, of, mean, d, w: np.outer((x - mean) @ d, w) / (d @ w))
