"""The exercise `pca`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.similarity import projection


def _pca(points, k):
    return projection.pca(points, k).coordinates


def _up_to_sign(coordinates):
    """Each column turned so that its largest entry is positive: an axis has no natural sign."""
    coordinates = np.asarray(coordinates, dtype=float)
    largest = np.abs(coordinates).round(6).argmax(0)  # the first of equals, whatever the rounding
    return coordinates * np.sign(coordinates[largest, np.arange(coordinates.shape[1])])


pca = Exercise(
    "pca",
    _pca,
    hints=(
        "Subtract the mean of each column, find the directions of largest variance, measure every point along them.",
        "`np.linalg.svd(centred, full_matrices=False)[2]` holds the directions as its rows, best first.",
        "The coordinates are `centred @ directions[:k].T`.",
    ),
    read="PCA, by hand",
    canonical=_up_to_sign,
)


def _same_axes(got, expected, why):
    """Equal, to a thousandth of the largest, if each expected column is turned to the side of the one that came."""
    if np.shape(got) == np.shape(expected):
        expected = expected * np.where((np.asarray(got) * expected).sum(0) < 0, -1, 1)
    same(got, expected, why, rtol=1e-3, atol=1e-3 * np.abs(expected).max())


def _cloud(rng, n=60):
    """`n` points whose axes have clearly different variances, turned at random, away from the origin."""
    while True:
        spread = rng.normal(size=(n, 5)) * [9, 5, 3, 1.5, 0.5]
        spread[1] = spread[0]  # two points are equal
        scales = np.linalg.svd(spread - spread.mean(axis=0))[1]
        if (scales[:-1] > 1.2 * scales[1:]).all():
            return spread @ projection.random_rotation(5, rng=rng) + 10 * rng.normal(size=5)


@pca.criterion("points on a line, by hand", points=1)
def _(student, rng):
    points = np.array([[10.0, 1.0], [13.0, 5.0], [16.0, 9.0]])
    _same_axes(
        student(points, 1), np.array([[-5.0], [0.0], [5.0]]), "The points are 5 apart, the middle one is the mean"
    )
    points = np.array([[0.0, 2.0], [1.0, 2.0], [5.0, 2.0]])
    _same_axes(student(points, 1), np.array([[-2.0], [-1.0], [3.0]]), "They lie along the first axis, with mean 2")
    points = np.array([[6.0, 5.0, 1.0, 0.0], [4.0, 5.0, 1.0, 0.0], [5.0, -1.0, 1.0, 0.0]])
    expected = np.array([[2.0, 1.0], [2.0, -1.0], [-4.0, 0.0]])
    _same_axes(student(points, 2), expected, "They differ most along the second axis, so that comes first")


@pca.criterion("the k directions of largest variance, largest first", points=2)
def _(student, rng):
    points = _cloud(rng)
    for k in (1, 2, 4):
        _same_axes(student(points, k), _pca(points, k), f"60 points in 5 dimensions, {k} kept")
    points = _cloud(rng, 8)  # fewer points than dimensions come by hand alone, since `eig` makes complex noise of zeros
    _same_axes(student(points, 5), _pca(points, 5), "8 points in 5 dimensions, 5 kept")


@pca.criterion("moving all points together changes nothing", points=1)
def _(student, rng):
    points = _cloud(rng)
    _same_axes(student(points + 10, 2), _pca(points, 2), "The mean is taken out, so 10 more everywhere is nothing")
    points = _cloud(rng, 40)  # from 50 points on, scikit-learn's PCA would multiply first and lose digits
    why = "A hundred million more everywhere is nothing either: take the mean out before anything is squared"
    _same_axes(student(points + 10**8, 3), _pca(points, 3), why)
    for factor in (0.001, 1000):
        expected = factor * _pca(points, 2)
        _same_axes(student(factor * points, 2), expected, f"All coordinates times {factor:g}, and so are the answers")


def _directions(points):
    return np.linalg.svd(points, full_matrices=False)[2]


@pca.mistake("the mean was not taken out: the first direction then points at the mean.")
def not_centred(points, k):
    return points @ _directions(points)[:k].T


@pca.mistake("each row was centred instead of each column: it is `points.mean(axis=0)`.")
def rows_centred(points, k):
    centred = points - points.mean(axis=1, keepdims=True)
    return centred @ _directions(centred)[:k].T


@pca.mistake("`eigh` sorts upwards: these are the directions of smallest variance. Take the last ones, reversed.")
def smallest_variance(points, k):
    centred = points - points.mean(axis=0)
    return centred @ np.linalg.eigh(centred.T @ centred)[1][:, :k]


@pca.mistake("`eigh` sorts upwards: the last k are right, but the largest must come first.")
def upside_down(points, k):
    centred = points - points.mean(axis=0)
    return centred @ np.linalg.eigh(centred.T @ centred)[1][:, -k:]


@pca.mistake("`svd` returns the directions as rows; you took columns: `directions[:k].T`, not `directions[:, :k]`.")
def columns_of_vt(points, k):
    centred = points - points.mean(axis=0)
    return centred @ _directions(centred)[:, :k]


@pca.mistake("this is U of the SVD: every axis has the same variance. Multiply by the singular values.")
def singular_values_forgotten(points, k):
    return np.linalg.svd(points - points.mean(axis=0), full_matrices=False)[0][:, :k]


@pca.mistake("the directions are right, but the points were projected with their mean still in them.")
def raw_points_projected(points, k):
    return points @ _directions(points - points.mean(axis=0))[:k].T


@pca.mistake("these are the directions; return where the points lie along them.")
def directions_returned(points, k):
    return _directions(points - points.mean(axis=0))[:k].T


@pca.mistake("the k columns of largest variance were taken; a direction may mix all of them.")
def columns_of_largest_variance(points, k):
    centred = points - points.mean(axis=0)
    return centred[:, np.argsort(-centred.var(axis=0), kind="stable")[:k]]


@pca.mistake("`np.linalg.eig` returns its eigenvalues in no order; sort them, largest first.")
def eigenvalues_out_of_order(points, k):
    centred = points - points.mean(axis=0)
    return centred @ np.linalg.eig(centred.T @ centred)[1][:, :k]


@pca.mistake("the median of each column was taken out; it is the mean.")
def median_taken_out(points, k):
    centred = points - np.median(points, axis=0)
    return centred @ _directions(centred)[:k].T


@pca.mistake("one mean of all numbers was taken out; each column has its own, `points.mean(axis=0)`.")
def one_mean_for_all(points, k):
    centred = points - points.mean()
    return centred @ _directions(centred)[:k].T


@pca.mistake("the coordinates were multiplied by the singular values twice; `u * s` holds them once.")
def scaled_twice(points, k):
    u, s, _ = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    return (u * s**2)[:, :k]


@pca.mistake("each column was divided by its standard deviation: this is whitening, and all variances became 1.")
def whitened(points, k):
    coordinates = _pca(points, k)
    return coordinates / np.maximum(coordinates.std(axis=0), 1e-12)


@pca.mistake("the points were put back into all their dimensions; return the k coordinates alone.")
def put_back(points, k):
    centred, directions = points - points.mean(axis=0), _directions(points - points.mean(axis=0))[:k]
    return centred @ directions.T @ directions


@pca.mistake("the columns were also divided by their standard deviation; that is PCA of another data set.")
def standardised(points, k):
    deviations = points.std(axis=0)
    scaled = (points - points.mean(axis=0)) / np.where(deviations > 0, deviations, 1)
    return scaled @ _directions(scaled)[:k].T


@pca.mistake(
    "the columns were also divided by their standard deviation, 0 in one of them; leave them as wide as they are."
)
def standardised_by_zero(points, k):
    scaled = (points - points.mean(axis=0)) / points.std(axis=0)
    return scaled @ _directions(scaled)[:k].T


@pca.mistake("`points -= ...` changed the caller's array: later cells would see the centred one.")
def centred_in_place(points, k):
    points -= points.mean(axis=0)
    return points @ _directions(points)[:k].T


@pca.mistake("the directions were found with the mean still in the points; take it out before, not only after.")
def directions_of_raw_points(points, k):
    return (points - points.mean(axis=0)) @ _directions(points)[:k].T


@pca.mistake("`eigh` returns the directions as columns; you took rows of its matrix.")
def rows_of_eigenvectors(points, k):
    centred = points - points.mean(axis=0)
    return centred @ np.linalg.eigh(centred.T @ centred)[1][::-1][:k].T


@pca.mistake("each column was divided by its standard deviation (with n - 1): this is whitening; leave them as wide.")
def whitened_by_sample(points, k):
    coordinates = _pca(points, k)
    return coordinates / np.maximum(coordinates.std(axis=0, ddof=1), 1e-12)


@pca.mistake(
    "the coordinates were divided by the root of n - 1, which belongs to standard deviations; leave them as wide."
)
def divided_by_root(points, k):
    return _pca(points, k) / np.sqrt(len(points) - 1)
