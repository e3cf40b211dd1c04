"""The exercise `chosen_columns`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table
from vecembed_lab.overfitting.selection import chosen_columns as library
from vecembed_lab.overfitting.selection import correlations


def _chosen_columns(X, y, train, k):
    return library(np.asarray(X, dtype=float), np.asarray(y, dtype=float), np.asarray(train, dtype=bool), k)


chosen_columns = Exercise(
    "chosen_columns",
    _chosen_columns,
    hints=(
        "Take the rows of `train` first, of X and of y, and forget the others.",
        "Centre both: the correlation of a column is its product with y, divided by both lengths. A column without "
        "length has the correlation 0.",
        "Sort the absolute correlations downwards, `np.argsort(-np.abs(r).round(9), kind='stable')`, and return the "
        "first k.",
    ),
    read="An exhibit of pure noise",
)


def _columns(rng, n, correlated, scales, half=True):
    """Columns that go with a label to known degrees among the first half of n rows, and otherwise in the second."""
    y = rng.permutation(np.arange(n) < n // 2).astype(float)
    train = np.arange(n) < (n // 2 if half else n)
    X = rng.normal(size=(n, len(correlated)))
    for rows, order in ((train, correlated), (~train, rng.permutation(correlated))):
        if rows.any():
            X[rows] = _exact(X[rows], y[rows], np.asarray(order))
    shuffle = rng.permutation(n)
    return (X * scales + 3)[shuffle], y[shuffle].astype(int), train[shuffle]


def _exact(noise, y, wanted):
    """Columns whose correlations with y are those wanted."""
    target = (y - y.mean()) / np.linalg.norm(y - y.mean())
    rest = noise - noise.mean(axis=0)
    rest -= np.outer(target, target @ rest)
    return np.outer(target, wanted) + rest / np.linalg.norm(rest, axis=0) * np.sqrt(1 - wanted**2)


@chosen_columns.criterion("four columns by hand", points=1)
def _(student, rng):
    y, train = np.array([0, 0, 1, 1, 0]), np.array([True, True, True, True, False])
    X = np.array([[0.0, 5, 1, 9], [0, 5, 2, 0], [1, 5, 0, 0], [1, 5, 1, 9], [9, 0, 0, 0]])
    why = "Among the first four rows the correlations are 1, 0 (a constant), -.71 and 0"
    same(student(X, y, train, 2), [0, 2], why)
    same(student(X, y, train, 4), [0, 2, 1, 3], f"{why}; of equal ones the column that stands first")


@chosen_columns.criterion("any columns; the rows that are held out decide nothing", points=2)
def _(student, rng):
    for k in (1, 3, 6):
        correlated = rng.permutation([0.9, -0.8, 0.6, -0.5, 0.3, 0.1])
        X, y, train = _columns(rng, 40, correlated, 10.0 ** rng.permutation(6))
        same(student(X, y, train, k), _chosen_columns(X, y, train, k), "By size, whatever the sign, on `train` alone")
    X, y, train = _columns(rng, 60, np.array([-0.2, -0.9, 0.7]), np.array([1.0, 0.01, 100]), half=False)
    same(student(X, y, train, 2), [1, 2], "All rows are trained on; -.9 is more than .7")
    X, y, train = _columns(rng, 60, np.array([0.701, 0.703, -0.702]), np.ones(3))
    same(student(X, y, train, 3), [1, 2, 0], "The correlations .701, .703 and -.702 are close, but not equal")
    X, y, train = _columns(rng, 60, np.array([0.70001, 0.70003, -0.70002]), np.ones(3))
    same(
        student(X, y, train, 3),
        [1, 2, 0],
        "The correlations .70001, .70003 and -.70002 differ by a hundred-thousandth",
    )


@chosen_columns.criterion("constant columns, copies, whole numbers, more columns than rows", points=1)
def _(student, rng):
    X, y, train = _columns(rng, 30, np.array([0.4, 0.7, -0.7, 0.2]), np.ones(4))
    X = np.hstack([X, np.full((30, 2), 3.0)])
    X[:, 2] = -X[:, 1]
    X[~train, 4] = rng.normal(size=(~train).sum())
    same(student(X, y, train, 6), _chosen_columns(X, y, train, 6), "Two are opposite, two constant in `train`")
    X = rng.normal(size=(30, 1)) * [1, -0.3, 7, 0.1, -3, 0.7, 0.9, -11] + rng.normal(size=8)
    same(student(X, y, train, 8), np.arange(8), "Multiples of one column: their correlations differ by rounding alone")
    X, y, train = _columns(rng, 30, np.array([0.3, 0.8]), np.ones(2))
    X = np.tile(X, 30)
    same(student(X, y, train, 60), _chosen_columns(X, y, train, 60), "Each of two columns stands there thirty times")
    X, y, train = _columns(rng, 24, np.array([0.2, 0.9, -0.6, 0.4]), np.full(4, 1000.0))
    X = np.round(X).astype(int)
    same(student(X, y, train, 3), _chosen_columns(X, y, train, 3), "Whole numbers")
    wide = table(rng, shape=(8, 50))
    y, train = np.array([0, 1, 0, 1, 1, 0, 1, 0]), np.arange(8) < 5
    same(student(wide, y, train, 5), _chosen_columns(wide, y, train, 5), "50 columns, five rows to train on")


def _ranked(scores, k):
    return np.argsort(-np.asarray(scores, dtype=float).round(9), kind="stable")[:k]


def _cosines(rows, y):
    lengths = np.linalg.norm(rows, axis=0)
    return np.abs(y @ rows) / np.where(lengths, lengths, 1)


def _absolute(X, y, train):
    return np.abs(correlations(X[train].astype(float), y[train])).round(9)


def _varies(X, train):
    return np.ptp(X[train], axis=0) > 0


def _all(X):
    return np.ones(len(X), dtype=bool)


@chosen_columns.mistake("the columns were chosen on all rows; those that are held out must not be asked.")
def all_rows(X, y, train, k):
    return _chosen_columns(X, y, _all(X), k)


@chosen_columns.mistake("the columns were chosen on the rows that are held out.")
def held_out_rows(X, y, train, k):
    rest = ~train
    return _ranked(np.abs(correlations(X[rest], y[rest])) if len(set(y[rest])) > 1 else np.zeros(X.shape[1]), k)


@chosen_columns.mistake(
    "the sign was kept: a column that goes against the label tells as much as one that goes with it."
)
def signed(X, y, train, k):
    return _ranked(correlations(X[train], y[train]), k)


@chosen_columns.mistake("these are the columns that go with the label least; sort downwards.")
def least(X, y, train, k):
    return _ranked(-np.abs(correlations(X[train], y[train])), k)


@chosen_columns.mistake(
    "this is the covariance, or the difference of both means, which is large where the numbers are: divide by lengths."
)
def covariance(X, y, train, k):
    return _ranked(np.abs((y[train] - y[train].mean()) @ X[train]), k)


@chosen_columns.mistake("the columns were not centred, so large means count as correlation.")
def not_centred(X, y, train, k):
    return _ranked(_cosines(X[train].astype(float), y[train]), k)


@chosen_columns.mistake("the columns were not centred, though constant ones were found: take the mean from each first.")
def not_centred_but_constants(X, y, train, k):
    rows = X[train].astype(float)
    return _ranked(np.where(np.ptp(rows, axis=0) > 0, _cosines(rows, y[train]), 0), k)


@chosen_columns.mistake("the columns with the largest variance were chosen; the label was not asked.")
def variance(X, y, train, k):
    return _ranked(X[train].var(axis=0), k)


@chosen_columns.mistake(
    "the columns are right, but in the order of their numbers; the largest correlation comes first."
)
def by_number(X, y, train, k):
    return np.sort(_chosen_columns(X, y, train, k))


@chosen_columns.mistake("the columns are right, but the largest correlation comes last.")
def best_last(X, y, train, k):
    return np.argsort(_absolute(X, y, train), kind="stable")[-k:]


@chosen_columns.mistake("this is True or False for each column; return their numbers.")
def a_mask(X, y, train, k):
    return np.isin(np.arange(X.shape[1]), _chosen_columns(X, y, train, k))


@chosen_columns.mistake("these are the columns themselves; return their numbers.")
def the_columns(X, y, train, k):
    return X[:, _chosen_columns(X, y, train, k)]


@chosen_columns.mistake("these are the correlations; return the numbers of the columns (`argsort`, not `sort`).")
def the_correlations(X, y, train, k):
    return np.sort(np.abs(correlations(X[train], y[train])))[::-1][:k]


@chosen_columns.mistake("a constant column got 0 / 0, NaN, which came first; its correlation is 0.")
def constant_first(X, y, train, k):
    rows = X[train].astype(float)
    r = np.where(np.ptp(rows, axis=0) > 0, np.abs(correlations(rows, y[train])), np.inf)
    return _ranked(r, k)


@chosen_columns.mistake("only those among the first k columns were looked at.")
def first_k(X, y, train, k):
    return _chosen_columns(X[:, :k], y, train, k)


@chosen_columns.mistake(
    "of equal correlations the column that stands last came first; `kind='stable'` keeps their order."
)
def last_of_equal(X, y, train, k):
    return np.argsort(np.abs(correlations(X[train], y[train])).round(9), kind="stable")[::-1][:k]


@chosen_columns.mistake(
    "correlations that differ in their last digits alone were put in order; they count as equal: `.round(9)` first."
)
def not_rounded(X, y, train, k):
    return np.argsort(-np.abs(correlations(X[train], y[train])), kind="stable")[:k]


@chosen_columns.mistake("a constant column got 0 / 0, NaN, which a sort puts last, so first if turned round: it is 0.")
def constant_first_turned(X, y, train, k):
    r = np.where(_varies(X, train), _absolute(X, y, train), np.inf)
    return np.argsort(r, kind="stable")[::-1][:k]


@chosen_columns.mistake("a constant column got 0 / 0, NaN, and came behind those with the correlation 0; its own is 0.")
def constant_last(X, y, train, k):
    return _ranked(np.where(_varies(X, train), _absolute(X, y, train), -1), k)


@chosen_columns.mistake("constant columns were taken out before the count, so those behind them have other numbers.")
def constants_dropped(X, y, train, k):
    return _chosen_columns(X[:, _varies(X, train)], y, train, k)


@chosen_columns.mistake(
    "the means are those of all rows; only the rows of `train` may be asked, for the means as well."
)
def means_of_all_rows(X, y, train, k):
    columns, label = (X - X.mean(axis=0))[train], (y - y.mean())[train]
    lengths = np.linalg.norm(columns, axis=0) * np.linalg.norm(label)
    return _ranked(np.where(_varies(X, train), np.abs(label @ columns) / np.where(lengths, lengths, 1), 0), k)


@chosen_columns.mistake("this is the correlation of ranks (Spearman's); the formula asks for the numbers themselves.")
def of_ranks(X, y, train, k):
    from scipy.stats import rankdata

    return _ranked(np.abs(correlations(rankdata(X[train], axis=0), y[train])), k)


@chosen_columns.mistake(
    "of equal correlations a later column came first: `argsort` keeps their order only with `kind='stable'`."
)
def not_stable(X, y, train, k):
    return np.argsort(-_absolute(X, y, train))[:k]


@chosen_columns.mistake(
    "correlations that differ in the fifth digit were taken for equal; only those count as equal that differ by "
    "rounding alone: `.round(9)`."
)
def rounded_coarsely(X, y, train, k):
    return np.argsort(-_absolute(X, y, train).round(4), kind="stable")[:k]
