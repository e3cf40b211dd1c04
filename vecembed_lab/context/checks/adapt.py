"""The exercise `adapt`: what a right answer does, and the wrong answers people really give."""

import functools

import numpy as np

from vecembed_lab.context.adapter import split_by
from vecembed_lab.context.shrink import FIRST, qualities
from vecembed_lab.context.vectors import load_domain
from vecembed_lab.data import registry
from vecembed_lab.grading.compare import Wrong, kind
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.student import GraderError
from vecembed_lab.search.exact import top_k
from vecembed_lab.search.judged import load_cranfield, load_cranfield_vectors
from vecembed_lab.similarity.measures import normalize

TRAIN, HIDDEN = 1200, 600  # pairs to learn from, and about as many hidden ones about other diseases
BEGIN = 0.001  # the gain where points begin
WAY = 0.5  # from the ridge regression to the reference: there full points lie


def _ridge(first, second):
    """Each vector is drawn towards its partner, by least squares held near the identity."""
    x, y, near = np.vstack([first, second]), np.vstack([second, first]), 3 * np.eye(first.shape[1])
    return np.linalg.solve(x.T @ x + near, x.T @ y + near)


def _unit_gradient(x, toward):
    """The gradient with respect to x of a loss whose gradient at x / |x| is `toward`; and x / |x|."""
    lengths = np.linalg.norm(x, axis=1, keepdims=True)
    unit = x / lengths
    return (toward - (toward * unit).sum(axis=1, keepdims=True) * unit) / lengths


def _softmax(scores, axis):
    e = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _adapt(first, second, steps=60, lr=1.0, tau=0.05, batch=256):
    """InfoNCE in both directions, a few steps downhill from the identity."""
    rng, matrix = np.random.default_rng(0), np.eye(first.shape[1], dtype=np.float32)
    for _ in range(steps):
        rows = rng.permutation(len(first))[:batch]
        a, b = first[rows].astype(np.float32), second[rows].astype(np.float32)
        x, y = a @ matrix, b @ matrix
        u, v = normalize(x), normalize(y)
        scores = u @ v.T / tau
        error = (_softmax(scores, 1) + _softmax(scores, 0) - 2 * np.eye(len(rows))) / (2 * tau * len(rows))
        down = a.T @ _unit_gradient(x, error @ v) + b.T @ _unit_gradient(y, error.T @ u)
        matrix = matrix - np.float32(lr) * down.astype(np.float32)
    return matrix


adapt = Exercise(
    "adapt",
    _adapt,
    hints=(
        "Draw each question towards its answer, and each answer towards its question, by least squares that are held "
        "near the identity: solve (X^T X + c I) M = X^T Y + c I, where X has all vectors and Y their partners.",
        "Least squares do not know wrong answers. InfoNCE does: learn the matrix with it, from the identity, in torch "
        "or with the gradient of unit 3's kind. A few dozen steps are enough.",
        "Batches of 256 pairs, temperature 0.05, plain gradient descent with step 1, both directions, 60 steps: longer "
        "gains little more, and forgets more.",
    ),
    read="An adapter",
)


@functools.cache
def _data():
    try:
        return load_domain("health"), load_cranfield(), load_cranfield_vectors()
    except registry.DataError as error:
        raise GraderError("it is measured on Cranfield, which is not here: `vecembed data get cranfield`") from error


@functools.lru_cache(maxsize=1)  # a class is asked the same
def _test(seed):
    """Rows to learn from, hidden rows, the qualities as they are, and what earns half and all of the points."""
    health, _, _ = _data()
    train, hidden = split_by(health.about, HIDDEN, rng=np.random.default_rng(seed))
    rows, start = (train[:TRAIN], hidden), np.eye(health.first.shape[1])
    begin = _qualities(start, hidden)
    half, best = (
        _gain(_qualities(way(health.first[rows[0]], health.second[rows[0]]), hidden), begin) for way in (_ridge, _adapt)
    )
    return rows, begin, half, half + WAY * (best - half)


def _qualities(matrix, hidden):
    """nDCG@10 of hidden questions among all answers about health, and of Cranfield's, by vectors after the matrix."""
    health, judged, cranfield = _data()
    scores = normalize(health.first[hidden] @ matrix) @ normalize(health.second @ matrix).T
    ranks = (scores >= scores[np.arange(len(hidden)), hidden][:, None]).sum(axis=1)
    inside = np.where(ranks <= 10, 1 / np.log2(1 + ranks), 0).mean()
    queries, documents = (normalize(part @ matrix) for part in (cranfield.queries, cranfield.documents))
    return float(inside), float(qualities(top_k(queries, documents, FIRST), judged).mean())


def _gain(after, before):
    """What was gained inside, less what was lost outside."""
    return after[0] - before[0] - max(0.0, before[1] - after[1])


@adapt.criterion("hidden questions find their answers, and others are not forgotten", points=6)
def _(student, rng):
    (train, hidden), before, half, full = _test(int(rng.integers(2**63)))
    health, _, _ = _data()
    d = health.first.shape[1]
    matrix = np.asarray(student(health.first[train], health.second[train]), dtype=float)
    if matrix.ndim != 2 or matrix.shape[0] != d or not matrix.size or not np.isfinite(matrix).all():
        raise Wrong(f"The answer needs {d} rows of finite numbers, one for each number of a vector, got {kind(matrix)}")
    after = _qualities(matrix, hidden)
    gain = _gain(after, before)
    remark = (
        f"nDCG on hidden questions went from {before[0]:.3f} to {after[0]:.3f}, on Cranfield from {before[1]:.3f} to "
        f"{after[1]:.3f}: {gain:+.4f} in all"
    )
    share = float(np.interp(gain, [BEGIN, half, full], [0, 0.5, 1]))
    if share < 1:
        raise Wrong(f"{remark}; half of the points are at {half:+.4f}, all at {full:+.4f}", share=share)
    return remark


@adapt.mistake("this is the identity: nothing was gained, and nothing forgotten.")
def identity(first, second):
    return np.eye(first.shape[1])


@adapt.mistake("a random matrix mixes all numbers: it keeps some similarity, and learns nothing.")
def random_matrix(first, second):
    return np.random.default_rng(0).normal(size=(first.shape[1], first.shape[1]))


@adapt.mistake(
    "each vector was drawn towards its partner by least squares, which is a beginning. They do not know wrong answers: "
    "which loss does?"
)
def ridge(first, second):
    return _ridge(first, second)


@adapt.mistake("least squares that nothing holds: what the pairs do not show is forgotten.")
def least_squares(first, second):
    return np.linalg.lstsq(first, second, rcond=None)[0]


@adapt.mistake("this is a rotation of questions onto answers. The same rotation for both sides changes no cosine.")
def rotation(first, second):
    u, _, v = np.linalg.svd(first.T @ second)
    return u @ v


@adapt.mistake("whitening makes all directions equally loud, those of noise too: much is lost.")
def whitened(first, second):
    x = np.vstack([first, second])
    variances, directions = np.linalg.eigh(np.cov(x, rowvar=False))
    return directions / np.sqrt(variances + 1e-6)


@adapt.mistake("this is PCA to 64 numbers; it makes vectors smaller, not better.")
def few_directions(first, second):
    x = np.vstack([first, second])
    return np.linalg.eigh(x.T @ x)[1][:, -64:]


@adapt.mistake("the pairs were shuffled: questions learn to find other questions' answers.")
def shuffled(first, second):
    return _adapt(first, np.roll(second, 1, axis=0))


@adapt.mistake("these are the vectors after the change; the matrix is asked.")
def vectors_returned(first, second):
    return first @ _ridge(first, second)
