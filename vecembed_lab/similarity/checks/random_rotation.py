"""The exercise `random_rotation`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import Wrong, kind, same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.similarity import measures, projection


def _random_rotation(d, seed):
    return projection.random_rotation(d, rng=np.random.default_rng(seed))


def _looks(matrix):
    """What can be said of a random matrix: how it is made, not its numbers."""
    matrix = np.asarray(matrix, dtype=float)
    gram = matrix.T @ matrix
    square = np.allclose(gram, np.diag(np.diag(gram)), atol=1e-3)  # columns at right angles
    unit = np.allclose(np.diag(gram), 1, atol=1e-3)
    return [square, unit, np.allclose(np.tril(matrix, -1), 0), bool((np.abs(matrix) < 1e-7).any())]


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
    if not np.allclose(np.diag(gram), 1, atol=1e-3):
        raise Wrong(f"Not every column has length 1: the first one has {np.sqrt(gram[0, 0]):.3g}")
    if not np.allclose(gram, np.eye(d), atol=1e-3):
        raise Wrong("The columns are not all at right angles: their dot products should be 0")
    if (np.abs(matrix) < 1e-7).any():
        raise Wrong("There are zeros in the matrix; every new coordinate should be a mixture of all the old ones")
    return matrix


@random_rotation.criterion("columns of length 1, at right angles, mixing all coordinates", points=2)
def _(student, rng):
    for d in (4, 20):
        _rotation(student, d, int(rng.integers(1000)))


@random_rotation.criterion("every cosine survives", points=1)
def _(student, rng):
    vectors = rng.normal(size=(6, 12))
    turned = vectors @ _rotation(student, 12, int(rng.integers(1000)))
    if not np.allclose(measures.cosine(turned, turned), measures.cosine(vectors, vectors), atol=1e-3):
        raise Wrong("The cosines of six vectors changed when they were turned")


@random_rotation.criterion("the seed decides: the same one, the same rotation; another one, another", points=1)
def _(student, rng):
    seeds = rng.permutation(1000)[:5].tolist()
    matrices = [_rotation(student, 8, seed) for seed in seeds]
    same(student(8, seeds[-1]), matrices[-1], f"Called again with seed {seeds[-1]}")
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


@random_rotation.mistake("the columns have length 1 now, but they are not at right angles; that is what QR adds.")
def only_unit_columns(d, seed):
    matrix = _normal(d, seed)
    return matrix / np.linalg.norm(matrix, axis=0)


@random_rotation.mistake("this is triangular, as R of the QR decomposition is; Q is the rotation.")
def r_of_qr(d, seed):
    return np.linalg.qr(_normal(d, seed))[1]


@random_rotation.mistake("some coordinates are only swapped or left as they are; the rotation should mix all of them.")
def not_all_mixed(d, seed):
    return np.random.default_rng(seed).permutation(np.eye(d))


@random_rotation.mistake("the result does not follow the seed: make the generator with `np.random.default_rng(seed)`.")
def seed_ignored(d, seed):
    return np.linalg.qr(_normal(d, 0))[0]
