"""The exercise `bridge`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _fit(x, y):
    return np.linalg.lstsq(x, y, rcond=None)[0]


def _bridge(new, old, queries):
    source, target = new.mean(axis=0), old.mean(axis=0)
    return (queries - source) @ _fit(new - source, old - target) + target


bridge = Exercise(
    "bridge",
    _bridge,
    hints=(
        "Take the mean out of both first, each its own; then find the matrix that brings the new vectors nearest to "
        "the old ones.",
        "`np.linalg.lstsq(x, y, rcond=None)[0]` is the M that makes |x M - y| smallest.",
        "A query loses the mean of `new`, is multiplied by M and gains the mean of `old`.",
    ),
    read="Two models, one store",
)


def _spaces(rng, n, d, e, moved=3.0):
    """Vectors of n + 5 texts by two models that agree up to some noise: pairs, and what the new one made of queries."""
    new = rng.normal(size=(n + 5, d)) * rng.uniform(0.5, 2, size=d) + moved * rng.normal(size=d)
    old = new @ rng.normal(size=(d, e)) / np.sqrt(d) + moved * rng.normal(size=e) + 0.3 * rng.normal(size=(n + 5, e))
    return new[:n], old[:n], new[n:]


@bridge.criterion("by hand: on a line", points=1)
def _(student, rng):
    new, old = np.array([[1.0], [2], [3]]), np.array([[10.0], [30], [50]])
    same(student(new, old, np.array([[4.0], [0]])), [[70], [-10]], "Each step of the new model is 20 of the old one")
    new, old = np.array([[0.0, 0], [2, 0], [0, 2], [2, 2]]), np.array([[5.0, 1], [5, 5], [7, 1], [7, 5]])
    why = "The second number of the new model is the first of the old one less 5; twice the first, plus 1, the second"
    same(student(new, old, np.array([[1.0, 0], [3, 1]])), [[5, 3], [6, 7]], why)


@bridge.criterion("any two models, the same number of dimensions or not", points=2)
def _(student, rng):
    for n, d, e in ((40, 6, 6), (30, 3, 8), (60, 9, 4), (25, 1, 2), (12, 4, 1)):
        new, old, queries = _spaces(rng, n, d, e)
        same(student(new, old, queries), _bridge(new, old, queries), f"{n} texts, from {d} numbers to {e}")


@bridge.criterion("a single query, whole numbers, float32, models that agree, small dimensions", points=1)
def _(student, rng):
    new, old, queries = _spaces(rng, 30, 4, 4)
    same(student(new, old, queries[:1]), _bridge(new, old, queries[:1]), "One query")
    same(student(new, new.copy(), queries), queries, "The two models are the same: nothing changes")
    new, old, queries = _spaces(rng, 50, 4, 4)
    small = np.array([1, 0.002, 1, 0.001])
    why = "Two dimensions of the new model are small: they count as well"
    same(student(new * small, old, queries * small), _bridge(new * small, old, queries * small), why)
    new, old, queries = (np.round(10 * x).astype(int) for x in _spaces(rng, 30, 3, 4))
    same(student(new, old, queries), _bridge(new, old, queries), "Whole numbers")
    new, old, queries = (x.astype(np.float32) for x in _spaces(rng, 40, 3, 3, moved=1.0))
    expected = _bridge(*(x.astype(float) for x in (new, old, queries)))
    same(student(new, old, queries), expected, "Numbers in float32", rtol=1e-3, atol=1e-3)


@bridge.mistake("the means were not taken out, so that a shift between the models is lost.")
def not_centred(new, old, queries):
    return queries @ _fit(new, old)


@bridge.mistake("the mean of `old` was not added at the end.")
def mean_not_added(new, old, queries):
    return _bridge(new, old, queries) - old.mean(axis=0)


@bridge.mistake("the queries lost their own mean; they lose that of `new`, which a single query cannot know.")
def own_mean(new, old, queries):
    source, target = new.mean(axis=0), old.mean(axis=0)
    return (queries - queries.mean(axis=0)) @ _fit(new - source, old - target) + target


@bridge.mistake("the queries did not lose the mean of `new` before they were multiplied.")
def queries_not_centred(new, old, queries):
    source, target = new.mean(axis=0), old.mean(axis=0)
    return queries @ _fit(new - source, old - target) + target


@bridge.mistake("the mean of `new` was added at the end; the result lies in the old space.")
def new_mean_added(new, old, queries):
    source, target = new.mean(axis=0), old.mean(axis=0)
    return (queries - source) @ _fit(new - source, old - target) + np.resize(source, target.shape)


@bridge.mistake("the bridge leads from the old model to the new one; it should lead from new to old.")
def backwards(new, old, queries):
    source, target = new.mean(axis=0), old.mean(axis=0)
    matrix = _fit(old - target, new - source)
    return (queries - source) @ (matrix.T if matrix.shape[0] != queries.shape[1] else matrix) + target


@bridge.mistake("this is a rotation (Procrustes), which keeps all distances; least squares may stretch as well.")
def rotation(new, old, queries):
    source, target = new.mean(axis=0), old.mean(axis=0)
    u, _, vt = np.linalg.svd((new - source).T @ (old - target), full_matrices=False)
    return (queries - source) @ (u @ vt) + target


@bridge.mistake("only the means were moved onto each other; the directions differ as well.")
def only_moved(new, old, queries):
    moved = queries - new.mean(axis=0)
    return np.resize(moved, (len(queries), old.shape[1])) + old.mean(axis=0)


@bridge.mistake("the covariance of both was used as the matrix; it has to be divided by the variance of `new`.")
def covariance(new, old, queries):
    source, target = new.mean(axis=0), old.mean(axis=0)
    return (queries - source) @ ((new - source).T @ (old - target) / len(new)) + target


@bridge.mistake("the vectors were made length 1 first; leave them as they are.")
def of_length_one(new, old, queries):
    new, old, queries = (x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12) for x in (new, old, queries))
    return _bridge(new, old, queries)


@bridge.mistake("the vectors were made length 1 first, which is NaN for one of zeros; leave them as they are.")
def of_length_one_or_nan(new, old, queries):
    return _bridge(*(x / np.linalg.norm(x, axis=1, keepdims=True) for x in (new, old, queries)))


@bridge.mistake("the result was made length 1; leave it as it is.")
def result_of_length_one(new, old, queries):
    found = _bridge(new, old, queries)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


@bridge.mistake("a penalty held the matrix back (ridge); plain least squares is asked.")
def ridge(new, old, queries):
    source, target = new.mean(axis=0), old.mean(axis=0)
    x = new - source
    matrix = np.linalg.solve(x.T @ x + np.eye(x.shape[1]), x.T @ (old - target))
    return (queries - source) @ matrix + target


@bridge.mistake("this is the matrix; apply it to the queries.")
def the_matrix(new, old, queries):
    return _fit(new - new.mean(axis=0), old - old.mean(axis=0))


@bridge.mistake("these are the texts of the pairs; the queries are asked.")
def of_the_pairs(new, old, queries):
    return _bridge(new, old, new)


@bridge.mistake("the pairs were shuffled against each other: both were sorted. Row i of both is the same text.")
def sorted_first(new, old, queries):
    return _bridge(np.sort(new, axis=0), np.sort(old, axis=0), queries)


@bridge.mistake("the columns were divided by their standard deviations, and not multiplied back.")
def standardised(new, old, queries):
    source, target = new.mean(axis=0), old.mean(axis=0)
    matrix = _fit((new - source) / new.std(axis=0), old - target)
    return (queries - source) @ matrix + target


@bridge.mistake("the mean of each row was taken out; take out that of each column.")
def rows_centred(new, old, queries):
    x, y, q = (z - z.mean(axis=1, keepdims=True) for z in (np.asarray(z, dtype=float) for z in (new, old, queries)))
    return q @ _fit(x, y) + old.mean(axis=0)


@bridge.mistake("small singular values were cut off (`rcond`); all dimensions count, however small.")
def small_ones_cut_off(new, old, queries):
    source, target = new.mean(axis=0), old.mean(axis=0)
    return (queries - source) @ np.linalg.lstsq(new - source, old - target, rcond=0.1)[0] + target


@bridge.mistake("`lstsq` got its arguments the wrong way round: this is a map from the old model to the new one.")
def exchanged(new, old, queries):
    source, target = new.mean(axis=0), old.mean(axis=0)
    return (queries - source) @ _fit(old - target, new - source) + target


@bridge.mistake("a map from old to new was learnt and inverted; least squares from new to old is another one.")
def inverted(new, old, queries):
    source, target = new.mean(axis=0), old.mean(axis=0)
    return (queries - source) @ np.linalg.pinv(_fit(old - target, new - source)) + target


@bridge.mistake("M was learnt from vectors that had kept their means; take the means out of both first.")
def learnt_before_centring(new, old, queries):
    return (queries - new.mean(axis=0)) @ _fit(new, old) + old.mean(axis=0)


@bridge.mistake("M was transposed: rows are vectors, so that they are multiplied by M as it is.")
def transposed(new, old, queries):
    source, target = new.mean(axis=0), old.mean(axis=0)
    return (queries - source) @ _fit(new - source, old - target).T + target


@bridge.mistake("this is a rotation with one scale for all directions; least squares may stretch each otherwise.")
def scaled_rotation(new, old, queries):
    source, target = new.mean(axis=0), old.mean(axis=0)
    x = new - source
    u, s, vt = np.linalg.svd(x.T @ (old - target), full_matrices=False)
    return (queries - source) @ (u @ vt) * (s.sum() / (x**2).sum()) + target


@bridge.mistake("this is a rotation, which needs as many dimensions in both models; least squares does not.")
def rotation_of_as_many(new, old, queries):
    if new.shape[1] != old.shape[1]:
        raise ValueError("the dimensions differ")
    return rotation(new, old, queries)


@bridge.mistake("each column was fitted by itself; the columns of `new` depend on one another.")
def column_by_column(new, old, queries):
    source, target = new.mean(axis=0), old.mean(axis=0)
    x = new - source
    return (queries - source) @ (x.T @ (old - target) / (x**2).sum(axis=0)[:, None]) + target


@bridge.mistake("one mean of all numbers was taken out; each column has its own.")
def one_mean(new, old, queries):
    source, target = new.mean(dtype=float), old.mean(dtype=float)
    return (queries - source) @ _fit(new - source, old - target) + target


@bridge.mistake("medians were taken out where means belong.")
def medians(new, old, queries):
    source, target = np.median(new, axis=0), np.median(old, axis=0)
    return (queries - source) @ _fit(new - source, old - target) + target


@bridge.mistake("the old vector of the nearest new one came; a map also says what lies between the texts.")
def nearest_pair(new, old, queries):
    return old[((queries[:, None] - new) ** 2).sum(axis=2).argmin(axis=1)]


@bridge.mistake("the queries were divided by the standard deviations of `new`, which M was not learnt for.")
def queries_standardised(new, old, queries):
    source, target = new.mean(axis=0), old.mean(axis=0)
    return (queries - source) / new.std(axis=0) @ _fit(new - source, old - target) + target


def _penalised(new, old, queries, penalty):
    source, target = new.mean(axis=0), old.mean(axis=0)
    x = new - source
    matrix = np.linalg.solve(x.T @ x + penalty * np.eye(x.shape[1]), x.T @ (old - target))
    return (queries - source) @ matrix + target


@bridge.mistake("a small penalty held the matrix back (ridge); plain least squares is asked.")
def small_ridge(new, old, queries):
    return _penalised(new, old, queries, 1e-2)


@bridge.mistake("a tiny penalty (ridge) held back what small dimensions say; plain least squares is asked.")
def tiny_ridge(new, old, queries):
    return _penalised(new, old, queries, 1e-6)


@bridge.mistake("each number of `old` was learnt from the one in the same place alone; M takes all numbers of `new`.")
def place_by_place(new, old, queries):
    source, target = new.mean(axis=0), old.mean(axis=0)
    x, y = new - source, old - target
    k = min(x.shape[1], y.shape[1])
    matrix = np.zeros((x.shape[1], y.shape[1]))
    matrix[range(k), range(k)] = (x[:, :k] * y[:, :k]).sum(axis=0) / (x[:, :k] ** 2).sum(axis=0)
    return (queries - source) @ matrix + target


@bridge.mistake("the vectors of the new model were made length 1 first; leave them as they are.")
def new_of_length_one(new, old, queries):
    new, queries = (x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12) for x in (new, queries))
    return _bridge(new, old, queries)
