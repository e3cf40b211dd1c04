"""The exercise `held_out_error`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table
from vecembed_lab.overfitting.halves import held_out_error as library


def _held_out_error(a, b, d):
    return library(np.asarray(a, dtype=float), np.asarray(b, dtype=float), d)


held_out_error = Exercise(
    "held_out_error",
    _held_out_error,
    hints=(
        "The best approximation of `a` by d dimensions keeps the d largest singular values: `np.linalg.svd`.",
        "Rebuild `a` from d columns of u, d values of s and d rows of vt. Then compare it with `b`, not with `a`.",
        "((rebuilt - b) ** 2).sum() / (b ** 2).sum(), where rebuilt = (u[:, :d] * s[:d]) @ vt[:d]",
    ),
    read="As many dimensions as the text can carry",
)


def _halves(rng, n, m, noise):
    """Two tables of one structure, each with noise of its own; no two singular values are close."""
    u, v = (np.linalg.qr(rng.normal(size=(size, min(n, m))))[0] for size in (n, m))
    shared = (u * 3.0 ** -np.arange(min(n, m))) @ v.T * 10
    return shared + noise * rng.normal(size=(n, m)), shared + noise * rng.normal(size=(n, m))


@held_out_error.criterion("tables of two by two, by hand", points=1)
def _(student, rng):
    a, b = np.diag([3.0, 1.0]), np.diag([2.0, 0.0])
    why = "a is rebuilt as diag(3, 0), which is 1 away from b; b is 4 away from 0"
    same(student(a, b, 1), 0.25, why)
    same(student(a, b, 2), 0.5, "With both dimensions: 1 and 1 away, over 4")
    same(student(a, b, 0), 1.0, "Without dimensions everything is left")
    same(student(np.diag([1.0, 4]), np.diag([0.0, 2]), 1), 1.0, "The larger one of a is 4, 2 away from 2: 4 over 4")
    why = "The larger one of a is 10, and goes along (6, 8): rebuilt is the second row, from a row of vt, not a column"
    same(student(np.array([[-4.0, 3], [6, 8]]), np.array([[0.0, 0], [6, 8]]), 1), 0.0, why)


@held_out_error.criterion("any halves, any number of dimensions", points=2)
def _(student, rng):
    for n, m, d in ((8, 8, 1), (8, 8, 3), (6, 10, 2), (10, 6, 5), (7, 7, 7)):
        a, b = _halves(rng, n, m, 0.3)
        why = f"Tables of {n} by {m}, d = {d}"
        same(student(a, b, d), _held_out_error(a, b, d), why)
    a, b = _halves(rng, 6, 6, 0.2)
    same(student(a + 5, b + 5, 2), _held_out_error(a + 5, b + 5, 2), "Far from 0: nothing is centred")
    same(student(a, 3 * b, 2), _held_out_error(a, 3 * b, 2), "Halves of different size")


@held_out_error.criterion("the same half twice, worse than nothing, whole numbers, all dimensions", points=1)
def _(student, rng):
    a, b = _halves(rng, 7, 5, 0.1)
    same(student(a, a, 5), 0.0, "All dimensions of a rebuild a")
    same(student(a, -a, 5), 4.0, "The opposite of b is twice as far as 0: squared, 4")
    same(student(a, b, 0), 1.0, "No dimensions")
    whole = table(rng, "integers", shape=(5, 5))
    same(student(whole, whole.T, 5), _held_out_error(whole, whole.T, 5), "Whole numbers; all dimensions")


def _rebuilt(a, d):
    u, s, vt = np.linalg.svd(np.asarray(a, dtype=float), full_matrices=False)
    return (u[:, :d] * s[:d]) @ vt[:d]


def _squares(x):
    return float((np.asarray(x, dtype=float) ** 2).sum())


@held_out_error.mistake("this is the error on `a` itself, which falls with every dimension; compare with `b`.")
def training_error(a, b, d):
    return _squares(_rebuilt(a, d) - a) / _squares(a)


@held_out_error.mistake("`b` was approximated; its dimensions are those of `a`.")
def own_dimensions(a, b, d):
    return _squares(_rebuilt(b, d) - b) / _squares(b)


@held_out_error.mistake("both were exchanged: `b` was rebuilt and compared with `a`.")
def exchanged(a, b, d):
    return _squares(_rebuilt(b, d) - a) / _squares(a) if np.any(a) else 0.0


@held_out_error.mistake("the squared distance was divided by the squares of `a`; divide by those of `b`.")
def over_a(a, b, d):
    return _squares(_rebuilt(a, d) - b) / _squares(a)


@held_out_error.mistake("the squared distance was not divided by the sum of the squares of `b`.")
def not_divided(a, b, d):
    return _squares(_rebuilt(a, d) - b)


@held_out_error.mistake("the lengths were divided, not their squares.")
def not_squared(a, b, d):
    return np.sqrt(_held_out_error(a, b, d))


@held_out_error.mistake("the columns were centred first; the table is approximated as it is.")
def centred(a, b, d):
    mean = np.asarray(a, dtype=float).mean(axis=0)
    return _squares(_rebuilt(a - mean, d) + mean - b) / _squares(b)


@held_out_error.mistake("one dimension too many was kept.")
def one_more(a, b, d):
    return _squares(_rebuilt(a, d + 1) - b) / _squares(b)


@held_out_error.mistake("one dimension too few was kept.")
def one_less(a, b, d):
    return _squares(_rebuilt(a, max(0, d - 1)) - b) / _squares(b)


@held_out_error.mistake("the smallest singular values were kept; the largest come first.")
def smallest(a, b, d):
    return _squares(a - _rebuilt(a, min(np.shape(a)) - d) - b) / _squares(b)


@held_out_error.mistake(
    "`b` was projected on the dimensions of `a`, so their strengths were taken from `b`: it saw the test."
)
def projected(a, b, d):
    u, _, _ = np.linalg.svd(np.asarray(a, dtype=float), full_matrices=False)
    return _squares(u[:, :d] @ (u[:, :d].T @ b) - b) / _squares(b)


@held_out_error.mistake("the singular values are missing in the product.")
def without_values(a, b, d):
    u, _, vt = np.linalg.svd(np.asarray(a, dtype=float), full_matrices=False)
    return _squares(u[:, :d] @ vt[:d] - b) / _squares(b)


@held_out_error.mistake("the roots of the singular values were used once; both halves need one, or use the values.")
def roots_once(a, b, d):
    u, s, vt = np.linalg.svd(np.asarray(a, dtype=float), full_matrices=False)
    return _squares((u[:, :d] * np.sqrt(s[:d])) @ vt[:d] - b) / _squares(b)


@held_out_error.mistake("this is the mean squared difference; divide by the sum of the squares of `b`.")
def mean_square(a, b, d):
    return _squares(_rebuilt(a, d) - b) / np.size(b)


@held_out_error.mistake("this is 1 minus the error: the share that is explained.")
def explained(a, b, d):
    return 1 - _held_out_error(a, b, d)


@held_out_error.mistake("the first d columns of `a` were kept; its first d dimensions are asked.")
def first_columns(a, b, d):
    return _squares(np.where(np.arange(np.shape(a)[1]) < d, a, 0) - b) / _squares(b)


@held_out_error.mistake("absolute differences were added up; add up their squares.")
def absolute(a, b, d):
    return np.abs(_rebuilt(a, d) - b).sum() / np.abs(b).sum()


@held_out_error.mistake("each cell was divided by its own square, then averaged; divide one sum by the other.")
def cell_by_cell(a, b, d):
    some = np.asarray(b) != 0
    return float(np.mean(((_rebuilt(a, d) - b)[some] / np.asarray(b)[some]) ** 2))


@held_out_error.mistake(
    "the mean of `b` was taken off below, as R squared does; divide by the squares of `b` as they are."
)
def over_variance(a, b, d):
    return _squares(_rebuilt(a, d) - b) / _squares(b - np.mean(b))


@held_out_error.mistake("`eigh` and some others sort upwards: the first d are the weakest dimensions.")
def weakest(a, b, d):
    a = np.asarray(a, dtype=float)
    v = np.linalg.eigh(a.T @ a)[1][:, :d]
    return _squares(a @ v @ v.T - b) / _squares(b)


@held_out_error.mistake("the last d singular values were kept (`[-d:]`); the largest come first.")
def last_d(a, b, d):
    u, s, vt = np.linalg.svd(np.asarray(a, dtype=float), full_matrices=False)
    return _squares((u[:, -d:] * s[-d:]) @ vt[-d:] - b) / _squares(b)


@held_out_error.mistake(
    "`b` was projected on the right dimensions of `a`, so their strengths were taken from `b`: it saw the test."
)
def projected_right(a, b, d):
    vt = np.linalg.svd(np.asarray(a, dtype=float), full_matrices=False)[2][:d]
    return _squares(b @ vt.T @ vt - b) / _squares(b)


@held_out_error.mistake("this is the norm with `ord=2`, one singular value; the sum of all squares is asked.")
def spectral(a, b, d):
    return (np.linalg.norm(_rebuilt(a, d) - b, 2) / np.linalg.norm(b, 2)) ** 2


@held_out_error.mistake("squares of both tables were subtracted; take the squares of the differences, cell by cell.")
def squares_subtracted(a, b, d):
    return 1 - _squares(_rebuilt(a, d)) / _squares(b)


@held_out_error.mistake("with d = 0 all dimensions were kept: `[-0:]` is everything.")
def everything_for_zero(a, b, d):
    return _squares((a if d == 0 else _rebuilt(a, d)) - b) / _squares(b)


@held_out_error.mistake("the strengths were fitted to `b`, so it saw the test; they are the singular values of `a`.")
def strengths_of_b(a, b, d):
    u, _, vt = np.linalg.svd(np.asarray(a, dtype=float), full_matrices=False)
    strengths = np.einsum("ik,ij,kj->k", u[:, :d], b, vt[:d])
    return _squares((u[:, :d] * strengths) @ vt[:d] - b) / _squares(b)


@held_out_error.mistake("the squares of the singular values were used; take the values themselves.")
def squared_values(a, b, d):
    u, s, vt = np.linalg.svd(np.asarray(a, dtype=float), full_matrices=False)
    return _squares((u[:, :d] * s[:d] ** 2) @ vt[:d] - b) / _squares(b)


@held_out_error.mistake("columns of `vt` were taken; the directions are its rows, `vt[:d]`.")
def columns_of_vt(a, b, d):
    u, s, vt = np.linalg.svd(np.asarray(a, dtype=float))
    return _squares((u[:, :d] * s[:d]) @ vt[:, :d].T - b) / _squares(b)


@held_out_error.mistake("`b` was approximated as well; it is compared as it is.")
def both_approximated(a, b, d):
    return _squares(_rebuilt(a, d) - _rebuilt(b, d)) / _squares(b)
