"""The exercise `shuffled_score`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.overfitting import selection


def _score(X, y, train, k, chosen_on=None, label=None):
    """The share right when columns are chosen on some rows (those to train on) by some label (y)."""
    label, chosen_on = y if label is None else label, train if chosen_on is None else chosen_on
    columns = selection.chosen_columns(X, label, chosen_on, k)
    return (selection.nearest_mean(X[:, columns], y, train) == y[~train]).mean()


def _shuffled_score(X, y, train, k, orders):
    return float(np.mean([_score(X, y[order], train, k) for order in orders]))


shuffled_score = Exercise(
    "shuffled_score",
    _shuffled_score,
    hints=(
        "Write a function `score(X, y, train, k)` first: choose the columns on the rows of `train`, the mean of each "
        "label on these rows and columns, and the share of the other rows that lie nearer to the mean of their label.",
        "Then ask it with `y[order]` in place of y, for each order: the columns are chosen anew each time.",
        "np.mean([score(X, y[order], train, k) for order in orders])",
    ),
    read="An exhibit of pure noise",
)


def _study(rng, n=40, p=60, real=0.0):
    """Noise, a label, half of the rows to train on; the first five columns know the label by `real`."""
    y = rng.permutation(np.arange(n) % 2 == 0)
    X = rng.normal(size=(n, p)) * rng.uniform(0.5, 3, size=p)
    X[:, :5] += real * y[:, None]
    return X, y, rng.permutation(np.arange(n) < n // 2)


def _orders(rng, y, train, times):
    """Orders in which both labels keep several rows to train on."""
    found = []
    while len(found) < times:
        order = rng.permutation(len(y))
        if 3 <= y[order][train].sum() <= train.sum() - 3:
            found.append(order)
    return np.array(found)


@shuffled_score.criterion("four rows by hand", points=1)
def _(student, rng):
    X = np.array([[0.0, 3], [1, 3], [0, 4], [1, 4]])
    y, train = np.array([False, True, False, True]), np.array([True, True, False, False])
    why = "As it stands: column 0 is the label, and both others are right"
    same(student(X, y, train, 1, np.array([[0, 1, 2, 3]])), 1.0, why)
    why = "In the order 0, 1, 3, 2 the labels of the other two are exchanged: both are wrong"
    same(student(X, y, train, 1, np.array([[0, 1, 3, 2]])), 0.0, why)
    why = "In the order 1, 0, 2, 3 those trained on are exchanged: both others are wrong"
    same(student(X, y, train, 1, np.array([[1, 0, 2, 3], [0, 1, 2, 3]])), 0.5, f"{why}; and right as they stand")


@shuffled_score.criterion("any study, any orders: the columns are chosen anew for each", points=2)
def _(student, rng):
    for k, real in ((1, 3.0), (5, 3.0), (20, 0.0), (60, 0.0)):
        X, y, train = _study(rng, real=real)
        orders = _orders(rng, y, train, 6)
        why = f"The best {k} of 60 columns, six orders"
        same(student(X, y, train, k, orders), _shuffled_score(X, y, train, k, orders), why)
    X, y, train = _study(rng, n=31, p=9, real=1.0)
    orders = _orders(rng, y, train, 1)
    same(student(X, y, train, 3, orders), _shuffled_score(X, y, train, 3, orders), "One order, 31 rows")


@shuffled_score.criterion("a mean as near as the other one is called False", points=1)
def _(student, rng):
    X = np.array([[0.0], [2], [1], [1], [2]])
    y, train = np.array([False, True, True, False, True]), np.array([True, True, False, False, False])
    orders = np.array([[0, 1, 2, 3, 4], [0, 1, 4, 2, 3]])
    why = "Rows with 1 lie between the means 0 and 2: called False, so 2 of 3 and 0 of 3 are right"
    same(student(X, y, train, 1, orders), 1 / 3, why)


@shuffled_score.mistake("the columns were chosen with the labels as they are; choose them anew for each order.")
def columns_kept(X, y, train, k, orders):
    return float(np.mean([_score(X, y[order], train, k, label=y) for order in orders]))


@shuffled_score.mistake("the columns were chosen on all rows, so that the rows to test on had their say.")
def columns_of_all_rows(X, y, train, k, orders):
    rows = np.ones(len(y), dtype=bool)
    return float(np.mean([_score(X, y[order], train, k, rows) for order in orders]))


@shuffled_score.mistake(
    "the rows were put in the same order as their labels, so each kept its own and only the split is another one."
)
def rows_as_well(X, y, train, k, orders):
    return float(np.mean([_score(X[order], y[order], train, k) for order in orders]))


@shuffled_score.mistake("only the labels trained on are those of the order; the test kept its own. Shuffle all.")
def tested_on_true_labels(X, y, train, k, orders):
    return float(np.mean([_score(X, np.where(train, y[order], y), train, k) for order in orders]))


@shuffled_score.mistake("only the labels of the test were shuffled; training kept its own. Shuffle all.")
def trained_on_true_labels(X, y, train, k, orders):
    return float(np.mean([_score(X, np.where(train, y, y[order]), train, k) for order in orders]))


@shuffled_score.mistake("this is the score of the labels as they are; it is what the shuffled ones are compared with.")
def not_shuffled(X, y, train, k, orders):
    return float(_score(X, y, train, k))


@shuffled_score.mistake("only the first order was tried; take the mean over all.")
def first_order(X, y, train, k, orders):
    return _shuffled_score(X, y, train, k, orders[:1])


@shuffled_score.mistake("this is the largest score; the mean is asked.")
def largest(X, y, train, k, orders):
    return float(max(_score(X, y[order], train, k) for order in orders))


@shuffled_score.mistake("these are the scores of all orders; return their mean.")
def every_score(X, y, train, k, orders):
    return np.array([_score(X, y[order], train, k) for order in orders])


@shuffled_score.mistake("the rows trained on were scored; score the others.")
def scored_on_train(X, y, train, k, orders):
    def score(y):
        columns = selection.chosen_columns(X, y, train, k)
        yes, no = (X[train & (y == kind)][:, columns].mean(axis=0) for kind in (True, False))
        rows = X[train][:, columns]
        return ((((rows - yes) ** 2).sum(axis=1) < ((rows - no) ** 2).sum(axis=1)) == y[train]).mean()

    return float(np.mean([score(y[order]) for order in orders]))


@shuffled_score.mistake("this is the share that is wrong; the share that is right is asked.")
def errors(X, y, train, k, orders):
    return 1 - _shuffled_score(X, y, train, k, orders)


@shuffled_score.mistake("all columns were used; choose k of them first.")
def all_columns(X, y, train, k, orders):
    return _shuffled_score(X, y, train, X.shape[1], orders)


@shuffled_score.mistake("the means of both labels were taken over all rows; only those trained on may be used.")
def means_of_all_rows(X, y, train, k, orders):
    def score(y):
        columns = selection.chosen_columns(X, y, train, k)
        yes, no = (X[y == kind][:, columns].mean(axis=0) for kind in (True, False))
        rest = X[~train][:, columns]
        return ((((rest - yes) ** 2).sum(axis=1) < ((rest - no) ** 2).sum(axis=1)) == y[~train]).mean()

    return float(np.mean([score(y[order]) for order in orders]))


@shuffled_score.mistake("a row that is as near to both means was called True; it is called False.")
def ties_are_true(X, y, train, k, orders):
    def score(y):
        columns = selection.chosen_columns(X, y, train, k)
        yes, no = (X[train & (y == kind)][:, columns].mean(axis=0) for kind in (True, False))
        rest = X[~train][:, columns]
        return ((((rest - yes) ** 2).sum(axis=1) <= ((rest - no) ** 2).sum(axis=1)) == y[~train]).mean()

    return float(np.mean([score(y[order]) for order in orders]))


def _mean_over(X, y, train, k, orders, call, chosen=None):
    """The mean score if `call` says True or False from the rows and the means of True and False."""

    def score(label):
        some = X[:, selection.chosen_columns(X, label, train, k) if chosen is None else chosen]
        yes, no = (some[train & (label == kind)].mean(axis=0) for kind in (True, False))
        return (call(some[~train], yes, no) == label[~train]).mean()

    return float(np.mean([score(y[order]) for order in orders]))


def _closer(rows, yes, no):
    return ((rows - yes) ** 2).sum(axis=1) < ((rows - no) ** 2).sum(axis=1)


@shuffled_score.mistake("distances along the axes were added up; the straight-line distance is asked.")
def along_the_axes(X, y, train, k, orders):
    return _mean_over(
        X, y, train, k, orders, lambda rows, yes, no: np.abs(rows - yes).sum(axis=1) < np.abs(rows - no).sum(axis=1)
    )


@shuffled_score.mistake("the larger product with a mean was asked; the smaller distance is.")
def products(X, y, train, k, orders):
    return _mean_over(X, y, train, k, orders, lambda rows, yes, no: rows @ yes > rows @ no)


@shuffled_score.mistake("the first k columns were taken; choose those that go with the label.")
def first_columns(X, y, train, k, orders):
    return _mean_over(X, y, train, k, orders, _closer, np.arange(k))


@shuffled_score.mistake("the columns of the first order were kept for all; choose them anew for each order.")
def columns_of_the_first_order(X, y, train, k, orders):
    return _mean_over(X, y, train, k, orders, _closer, selection.chosen_columns(X, y[orders[0]], train, k))


@shuffled_score.mistake("all rows were scored, those trained on as well; score the others only.")
def scored_on_all(X, y, train, k, orders):
    rows = ~train
    share = rows.mean()
    return share * _shuffled_score(X, y, train, k, orders) + (1 - share) * scored_on_train(X, y, train, k, orders)


@shuffled_score.mistake("`train` was shuffled as well; X and `train` stay as they are.")
def train_as_well(X, y, train, k, orders):
    return float(np.mean([_score(X, y[order], train[order], k) for order in orders]))


@shuffled_score.mistake("the labels were put in the opposite order: it is `y[order]`, not `shuffled[order] = y`.")
def opposite_order(X, y, train, k, orders):
    return _shuffled_score(X, y, train, k, np.argsort(orders, axis=1))


@shuffled_score.mistake("labels that were shuffled already were shuffled again; begin with `y` for each order.")
def again_and_again(X, y, train, k, orders):
    label, scores = y, []
    for order in orders:
        label = label[order]
        scores.append(_score(X, label, train, k))
    return float(np.mean(scores))


@shuffled_score.mistake("this is the median of the scores; their mean is asked.")
def median(X, y, train, k, orders):
    return float(np.median(every_score(X, y, train, k, orders)))


@shuffled_score.mistake("the columns were brought to one scale first; distances are taken of the numbers as they are.")
def one_scale(X, y, train, k, orders):
    spread = X[train].std(axis=0)
    return _shuffled_score((X - X[train].mean(axis=0)) / np.where(spread > 0, spread, 1), y, train, k, orders)


@shuffled_score.mistake("each row got the label of the nearest row; the nearer of the two means is asked.")
def nearest_row(X, y, train, k, orders):
    def score(label):
        some = X[:, selection.chosen_columns(X, label, train, k)]
        far = ((some[~train][:, None] - some[train][None]) ** 2).sum(axis=2)
        return (label[train][far.argmin(axis=1)] == label[~train]).mean()

    return float(np.mean([score(y[order]) for order in orders]))
