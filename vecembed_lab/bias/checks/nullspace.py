"""The exercise `nullspace`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.bias.erasure import nullspace as reference
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.similarity.measures import normalize


def _nullspace(directions):
    return reference(directions).round(12) + 0.0  # so that no rounding noise is shown as what was expected


nullspace = Exercise(
    "nullspace",
    _nullspace,
    hints=(
        "For one direction w of length 1 the matrix is I - w w^T. For several you need axes at right angles.",
        "`np.linalg.svd(directions)` gives such axes as rows of its third part, the first `rank` of them.",
        "I minus the sum of the outer products of those axes; `np.linalg.pinv(directions) @ directions` is that sum.",
    ),
    read="All that a linear classifier can use",
)


@nullspace.criterion("by hand", points=1)
def _(student, rng):
    expected = [[0, 0, 0], [0, 1, 0], [0, 0, 1]]
    same(student(np.array([[5.0, 0.0, 0.0]])), expected, "The first axis alone is lost")
    expected = [[0.64, -0.48], [-0.48, 0.36]]
    same(student(np.array([[3.0, 4.0]])), expected, "With w = (.6, .8): 1 - .36, -.48, and 1 - .64")
    both = np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0]])
    same(student(both), np.diag([0.0, 0, 1]), "Both directions lie in the plane of the first two axes")


@nullspace.criterion("several directions at once, at any angle and of any length", points=2)
def _(student, rng):
    for k, d in ((1, 5), (2, 5), (3, 8), (6, 7), (4, 4)):
        directions = (rng.normal(size=(k, d)) + 0.5) * rng.uniform(0.3, 4, size=(k, 1))
        same(student(directions), _nullspace(directions), f"{k} directions in {d} dimensions")
    axes = np.linalg.qr(rng.normal(size=(6, 6)))[0][:2]
    same(student(axes), _nullspace(axes), "Two directions of length 1 at a right angle")


@nullspace.criterion("copies, mixtures and zeros take away nothing more", points=2)
def _(student, rng):
    w = rng.normal(size=(2, 5))
    for name, more in (("a copy", w[:1]), ("twice a direction, turned round", -2 * w[1:]), ("a sum", w.sum(0)[None])):
        directions = np.vstack([w, more])
        same(student(directions), _nullspace(w), f"Two directions and {name}: two are lost, not three")
        for size in (1e-3, 1e4):
            same(student(size * directions), _nullspace(w), f"Two directions and {name}, all {size:g} times as long")
    same(student(np.vstack([np.zeros((1, 5)), w])), _nullspace(w), "The first of three directions is zero")
    same(student(np.zeros((1, 3))), np.eye(3), "The only direction is zero: nothing is lost")
    same(student(np.array([[1.0, 2.0], [2.0, 4.0], [0.0, 1.0]])), np.zeros((2, 2)), "Nothing is left of the plane")


def _one_by_one(directions, together):
    kept = np.eye(directions.shape[1])
    for w in directions:
        length = w @ w
        if length > 0:
            kept = together(kept, np.eye(len(w)) - np.outer(w, w) / length)
    return kept


@nullspace.mistake(
    "the projections were multiplied one by one: unless the directions are at right angles, the last one brings back "
    "some of the first. Build it from all of them at once."
)
def multiplied_one_by_one(directions):
    return _one_by_one(directions, lambda kept, one: one @ kept)


@nullspace.mistake("the projections were multiplied one by one, in the other order: what is lost depends on it.")
def multiplied_in_order(directions):
    return _one_by_one(directions, lambda kept, one: kept @ one)


@nullspace.mistake(
    "I minus the sum of w w^T takes out twice what two directions share, unless they are at right angles."
)
def subtracted_each(directions):
    unit = normalize(directions)
    return np.eye(directions.shape[1]) - unit.T @ unit


@nullspace.mistake("the directions were not made length 1 (and not at right angles).")
def lengths_kept(directions):
    return np.eye(directions.shape[1]) - directions.T @ directions


@nullspace.mistake("only the last direction was taken out; those before it come back.")
def last_only(directions):
    return reference(directions[-1:])


@nullspace.mistake("only the first direction was taken out.")
def first_only(directions):
    return reference(directions[:1])


@nullspace.mistake("this projects onto the directions; I minus it projects onto what is at right angles to them.")
def onto_the_directions(directions):
    return np.eye(directions.shape[1]) - reference(directions)


@nullspace.mistake("the mean of the directions was taken out; each of them has to go.")
def mean_direction(directions):
    return reference(directions.mean(axis=0)[None])


@nullspace.mistake("QR gives an axis for copies and zeros too, a chance one: ask for the rank, or use the SVD.")
def qr_without_rank(directions):
    q = np.linalg.qr(directions.T)[0]
    return np.eye(directions.shape[1]) - q @ q.T


@nullspace.mistake("all axes of the SVD were taken, those of singular value 0 too: ask for the rank.")
def svd_without_rank(directions):
    axes = np.linalg.svd(directions, full_matrices=False)[2]
    return np.eye(directions.shape[1]) - axes.T @ axes


@nullspace.mistake(
    "this is a basis of what is left, a row each; the matrix that projects is the basis, turned, times it."
)
def a_basis(directions):
    rank = np.linalg.matrix_rank(directions)
    return np.linalg.svd(directions)[2][rank:]


@nullspace.mistake("this is a mirror, I - 2 w w^T: each direction was taken out twice.")
def mirrored(directions):
    return 2 * reference(directions) - np.eye(directions.shape[1])


@nullspace.mistake("the mean of the directions, each of length 1, was taken out; each of them has to go.")
def mean_of_unit_directions(directions):
    return reference(normalize(directions).mean(axis=0)[None])


@nullspace.mistake("only the strongest direction was taken out, the first singular one; all of them are to be lost.")
def strongest_only(directions):
    return reference(np.linalg.svd(directions)[2][:1])


@nullspace.mistake("the mean of the single projections was taken; each direction is only weakened so.")
def mean_of_projections(directions):
    unit = normalize(directions)
    return np.mean([np.eye(len(w)) - np.outer(w, w) for w in unit], axis=0)


@nullspace.mistake("each direction was freed of the one before it only; free it of all before it.")
def freed_of_one_before(directions):
    kept, before = np.eye(directions.shape[1]), np.zeros(directions.shape[1])
    for w in normalize(directions):
        rest = w - w @ before * before
        if np.linalg.norm(rest) > 1e-6:
            before = normalize(rest)
            kept = kept - np.outer(before, before)
    return kept


@nullspace.mistake(
    "single projections were multiplied, now from both sides: symmetric, but unless the directions are at right angles "
    "something of them is left. Build it from all of them at once."
)
def multiplied_from_both_sides(directions):
    return _one_by_one(directions, lambda kept, one: one @ kept @ one)
