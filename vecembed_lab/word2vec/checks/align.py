"""The exercise `align`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import Wrong, difference, same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.word2vec import alignment


def _align(source, target):
    return alignment.procrustes(source, target)


align = Exercise(
    "align",
    _align,
    hints=(
        "Among all matrices that keep lengths and angles, take the one that brings `source` nearest to `target`.",
        "Everything it needs is in the (d, d) matrix `source.T @ target` and its singular value decomposition.",
        "`u, s, vt = np.linalg.svd(source.T @ target)`; the answer is `u @ vt`: the singular values are left out.",
    ),
    read="Two spaces, one turn",
)


def _turned(rng, n, d, *, mirrored, noise=0.0):
    """Points, the same points turned (and mirrored) with noise, and the turn."""
    source, turn = rng.normal(size=(n, d)), np.linalg.qr(rng.normal(size=(d, d)))[0]
    if (np.linalg.det(turn) < 0) != mirrored:
        turn[:, 0] *= -1
    return source, source @ turn + noise * rng.normal(size=(n, d)), turn


@align.criterion("a quarter turn, by hand", points=1)
def _(student, rng):
    source, target = np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[0.0, 1.0], [-2.0, 0.0]])
    same(student(source, target), [[0, 1], [-1, 0]], "(1, 0) goes to (0, 1) and (0, 2) to (-2, 0)")


@align.criterion("finds the turn that was made", points=1)
def _(student, rng):
    for n, d, mirrored in [(30, 3, False), (50, 8, True)]:
        source, target, turn = _turned(rng, n, d, mirrored=mirrored)
        why = f"{n} points in {d} dimensions, turned{' and mirrored' * mirrored}"
        same(student(source, target), turn, why, atol=1e-4)


def _check_turn(found, source, target, where=""):
    """The numbers that differ are those of Q'Q, but what is shown is Q."""
    products = np.asarray(found).T @ found
    if wrong := difference(products, np.eye(source.shape[1]), atol=1e-4):
        why = f"{where}The columns of Q must have length 1 and be at right angles; in Q' Q, {wrong}"
        raise Wrong(why, expected=_align(source, target), got=found)


@align.criterion("keeps every length, even where no turn fits exactly", points=2)
def _(student, rng):
    for n, d, mirrored, scale in ((40, 5, False, 1), (30, 4, True, 3), (25, 6, False, 0.2), (4, 4, False, 1)):
        source, target, _ = _turned(rng, n, d, mirrored=mirrored, noise=0.5)
        target = scale * (target + rng.normal(size=d))  # another size, another centre: a turn mends neither
        found = student(source, target)
        _check_turn(found, source, target)
        same(found, _align(source, target), "No other turn brings the points nearer to their targets", atol=1e-4)
    used = np.arange(d) < d - 1
    source, target = source * used, target * used  # nobody uses the last dimension: it may be mirrored or not
    found = student(source, target)
    _check_turn(
        found, source, target, "Nobody uses the last dimension: `source.T @ target` has no inverse, but an SVD. "
    )
    why = "Nobody uses the last dimension, so two answers are right; both bring the points this near to their targets"
    same(np.linalg.norm(source @ found - target), np.linalg.norm(source @ _align(source, target) - target), why)


def _svd(source, target):
    return np.linalg.svd(source.T @ target)


@align.mistake("this turns the target onto the source: transpose it.")
def backwards(source, target):
    return _align(target, source)


@align.mistake("this is least squares: it may stretch. A turn is U V' of the SVD, without singular values.")
def least_squares(source, target):
    return np.linalg.lstsq(source, target, rcond=None)[0]


@align.mistake("the singular values are still in: this is `source.T @ target` itself, which stretches.")
def stretched(source, target):
    return source.T @ target


@align.mistake("`np.linalg.svd` returns V already transposed: `u @ vt`, not `u @ vt.T`.")
def transposed_once_more(source, target):
    u, _, vt = _svd(source, target)
    return u @ vt.T


@align.mistake("this is the turned source; asked is the matrix that turns it.")
def points_returned(source, target):
    return source @ _align(source, target)


@align.mistake("mirror images were ruled out (determinant 1); a mirror image keeps lengths and angles too.")
def no_mirror(source, target):
    u, _, vt = _svd(source, target)
    u[:, -1] *= np.sign(np.linalg.det(u @ vt))
    return u @ vt


@align.mistake("the mean was subtracted first; here a turn about 0 is asked for, and the points stay where they are.")
def centred_first(source, target):
    return _align(source - source.mean(axis=0), target - target.mean(axis=0))


@align.mistake(
    "every row was divided by its length first; the distances of the formula are those of the points as they are."
)
def unit_rows_first(source, target):
    return _align(*(x / np.linalg.norm(x, axis=1, keepdims=True) for x in (source, target)))


@align.mistake(
    "least squares and then `np.linalg.qr` is orthogonal, but not the nearest: its first column decides first."
)
def qr_of_least_squares(source, target):
    return np.linalg.qr(least_squares(source, target))[0]


@align.mistake(
    "each space got an SVD of its own, whose signs and order say nothing; take one SVD, of `source.T @ target`."
)
def axes_found_apart(source, target):
    return np.linalg.svd(source)[2].T @ np.linalg.svd(target)[2]


@align.mistake("U and V' are the wrong way round: `u @ vt`, not `vt @ u`.")
def factors_exchanged(source, target):
    u, _, vt = _svd(source, target)
    return vt @ u


@align.mistake("only U came back; the turn is `u @ vt`.")
def half_of_it(source, target):
    return _svd(source, target)[0]


@align.mistake(
    "the turn that is nearest to the matrix of least squares need not bring the points nearest: take the SVD of "
    "`source.T @ target`."
)
def svd_of_least_squares(source, target):
    u, _, vt = np.linalg.svd(least_squares(source, target))
    return u @ vt


@align.mistake(
    "`np.linalg.qr` of `source.T @ target` is orthogonal, but not the nearest: take its SVD and return `u @ vt`."
)
def qr_of_the_product(source, target):
    return np.linalg.qr(source.T @ target)[0]
