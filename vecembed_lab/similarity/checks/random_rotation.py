"""The exercise `random_rotation`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import Wrong, kind, same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import neighbouring_seeds
from vecembed_lab.similarity import measures, projection

ZERO = 1e-9  # an entry below it counts as 0; one in some hundred thousands of right answers has one
MANY = 20  # dimensions, in which not a single coordinate may stay almost one of the old ones


def _random_rotation(d, seed):
    return projection.random_rotation(d, rng=np.random.default_rng(seed))


def _looks(matrix):
    """What can be said of a random matrix: how it is made, not its numbers."""
    matrix = np.asarray(matrix, dtype=float)
    gram = matrix.T @ matrix
    square = np.allclose(gram, np.diag(np.diag(gram)), atol=1e-3)  # columns at right angles
    unit = np.allclose(np.diag(gram), 1, atol=1e-3)
    holes = _smallest(matrix) < ZERO
    still = square and unit and not holes and _hardly(matrix)
    return [*matrix.shape, square, unit, np.allclose(np.tril(matrix, -1), 0), holes, still]


def _smallest(matrix):
    return float(np.abs(matrix).min())


def _hardly(matrix):
    """Whether coordinates stay almost what old ones were: in few dimensions all of them, in many a single one.

    Of rotations of 20 dimensions drawn evenly, one in some ten millions has an entry beyond 0.95.
    """
    largest = np.abs(matrix).max(axis=1)
    return bool((largest > 0.95).any() if len(matrix) >= MANY else (largest > 0.99).all())


random_rotation = Exercise(
    "random_rotation",
    _random_rotation,
    hints=(
        "Start from a d x d matrix of normal random numbers and make its columns perpendicular and of length 1.",
        "That is what the QR decomposition does: `np.linalg.qr` returns Q and R; only Q is a rotation.",
        "`np.linalg.qr(np.random.default_rng(seed).normal(size=(d, d)))[0]`",
    ),
    read="What a single dimension means",
    canonical=_looks,
)


def _rotation(student, d, seed):
    """The student's matrix, if it is a rotation that mixes all coordinates."""
    matrix = np.asarray(student(d, seed))
    if matrix.shape != (d, d) or matrix.dtype.kind not in "biuf":
        raise Wrong(f"A rotation of {d} dimensions is a {d} x {d} array of numbers, got {kind(matrix)}")
    gram = matrix.T @ matrix
    lengths = np.sqrt(np.diag(gram))
    if not np.allclose(lengths, 1, atol=1e-3):
        column = int(np.abs(lengths - 1).argmax())
        raise Wrong(f"Not every column has length 1: column {column} has {lengths[column]:.4g}")
    if not np.allclose(gram, np.eye(d), atol=1e-3):
        raise Wrong("The columns are not all at right angles: their dot products should be 0")
    if _smallest(matrix) < ZERO:
        size = f"as good as 0, {_smallest(matrix):.2g}" if _smallest(matrix) else "0"
        raise Wrong(f"An entry is {size}: a new coordinate leaves out one of the old ones")
    if _hardly(matrix):
        entry = matrix.flat[np.abs(matrix).argmax()]
        many = f"An entry is {entry:.3f}: with {d} dimensions, that coordinate stays almost one of the old ones"
        few = "Every row has an entry above 0.99 or below -0.99: each coordinate stays almost one of the old ones"
        raise Wrong(many if d >= MANY else few)
    return matrix


@random_rotation.criterion("columns of length 1, at right angles, mixing all coordinates", points=2)
def _(student, rng):
    for d in (4, 20, 5):
        _rotation(student, d, int(rng.integers(1000)))


@random_rotation.criterion("every cosine survives", points=1)
def _(student, rng):
    vectors = rng.normal(size=(6, 12))
    turned = vectors @ _rotation(student, 12, int(rng.integers(1000)))
    if not np.allclose(measures.cosine(turned, turned), measures.cosine(vectors, vectors), atol=1e-3):
        raise Wrong("The cosines of six vectors changed when they were turned")


@random_rotation.criterion("the seed decides: the same one, the same rotation; another one, another", points=1)
def _(student, rng):
    few = neighbouring_seeds(rng)
    large = 1024 * int(rng.integers(2**15, 2**20))  # float32 takes it and the next for one number
    seeds = sorted({0, 1, *few, few[0] + 1000, few[0] + 2**16, large, large + 1})
    matrices = [_rotation(student, 8, seed) for seed in seeds]
    for seed, matrix in zip(seeds[:2], matrices, strict=False):
        same(student(8, seed), matrix, f"Called again with seed {seed}")
    sizes = [np.sort(np.abs(matrix), axis=None) for matrix in matrices]  # neither signs nor order make a new one
    if min(np.abs(one - other).max() for i, one in enumerate(sizes) for other in sizes[:i]) < 1e-3:
        raise Wrong(f"Of the seeds {seeds}, two gave the same rotation, or one with columns swapped or turned round")


def _normal(d, seed):
    return np.random.default_rng(seed).normal(size=(d, d))


@random_rotation.mistake(
    "the columns are neither at right angles nor of length 1, as in a matrix of random numbers; QR makes them so."
)
def not_orthogonal(d, seed):
    return _normal(d, seed)


@random_rotation.mistake("the columns are at right angles, but their lengths are not 1: divide each by its length.")
def lengths_kept(d, seed):
    q, r = np.linalg.qr(_normal(d, seed))
    return q * np.diag(r)


@random_rotation.mistake(
    "the numbers are those of a rotation, but it hardly turns: each coordinate stays almost what it was."
)
def hardly_turned(d, seed):
    return np.linalg.qr(np.eye(d) + 1e-3 * _normal(d, seed))[0]


@random_rotation.mistake("these are Q and R of the QR decomposition; Q alone is the rotation.")
def both_of_qr(d, seed):
    return tuple(np.linalg.qr(_normal(d, seed)))


@random_rotation.mistake("the columns have length 1 now, but they are not at right angles; that is what QR adds.")
def only_unit_columns(d, seed):
    matrix = _normal(d, seed)
    return matrix / np.linalg.norm(matrix, axis=0)


@random_rotation.mistake("this is triangular, as R of the QR decomposition is; Q is the rotation.")
def r_of_qr(d, seed):
    return np.linalg.qr(_normal(d, seed))[1]


@random_rotation.mistake(
    "some entries are 0, as in a permutation, or where two coordinates are turned at a time; mix all of them."
)
def not_all_mixed(d, seed):
    return np.random.default_rng(seed).permutation(np.eye(d))


@random_rotation.mistake("nothing is turned: this is the identity, whose coordinates are the old ones.")
def nothing_turned(d, seed):
    return np.eye(d)


@random_rotation.mistake("the seed does not decide: the same one must give the same matrix, and any other one another.")
def seed_ignored(d, seed):
    return np.linalg.qr(_normal(d, 0))[0]
