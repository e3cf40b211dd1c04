"""The exercise `drift_p`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _gap(rows, n):
    """The squared distance of the means of the first n rows and of the rest."""
    return ((rows[:n].mean(axis=0) - rows[n:].mean(axis=0)) ** 2).sum()


def _gaps(rows, n, orders):
    return np.array([_gap(rows[order], n) for order in orders])


def _drift_p(rows, n, orders):
    return (1 + (_gaps(rows, n, orders) >= _gap(rows, n)).sum()) / (1 + len(orders))


drift_p = Exercise(
    "drift_p",
    _drift_p,
    hints=(
        "`rows[order]` are the same rows in another order: its first n could as well have been the first window.",
        "Compute the squared distance of the two means for the rows as they are, and for each order.",
        "Count the orders whose distance is at least the real one. Add 1 above and 1 below, for the real one itself.",
    ),
    read="Has something changed?",
)


def _rows(rng, t, d, n, shift=0.0):
    """Vectors in eighths, so that rounding decides nothing, the later ones moved."""
    rows = rng.integers(-16, 17, size=(t, d)) / 8
    rows[n:] += shift
    return rows


def _orders(rng, t, r):
    return np.array([rng.permutation(t) for _ in range(r)])


@drift_p.criterion("by hand: four texts, three orders", points=1)
def _(student, rng):
    rows = np.array([[0.0], [0], [4], [4]])
    orders = np.array([[0, 2, 1, 3], [2, 3, 0, 1], [1, 2, 3, 0]])
    same(student(rows, 2, orders), 2 / 4, "The distances are 16 as it is, then 0, 16 and 0")
    same(student(rows, 2, orders[:1]), 1 / 2, "One order, whose distance is smaller")
    rows = np.array([[0.0, 1], [2, 1], [1, 0], [1, 2]])
    same(student(rows, 2, orders), 4 / 4, "Both means are (1, 1): every order is at least as far apart")
    rows = np.array([[0.0], [0], [0], [4]])
    for order in ([0, 1, 3, 2], [3, 0, 1, 2]):
        same(student(rows, 3, np.array([order])), 1 / 2, "Three rows first: 16 as it is, and 16 / 9 in this order")
    rows, orders = np.array([[0.0], [0], [4]]), np.array([[2, 0, 1]])
    same(student(rows, 1, orders), 2 / 2, "One row first: 4 as it is, and 16 in this order")
    rows, orders = np.array([[2.0], [4], [0]]), np.array([[2, 0, 1], [2, 1, 0]])
    same(student(rows, 2, orders), 2 / 3, "Two rows first: 9 as it is, then 9 and 0")
    rows = np.array([[8.0], [0], [0], [0], [0], [4]])
    why = "Means 4 and 1 as it is, 0 and 3 in this order: 9 both times"
    same(student(rows, 2, np.array([[3, 1, 2, 5, 0, 4]])), 2 / 2, why)


@drift_p.criterion("any windows, with drift and without", points=2)
def _(student, rng):
    for t, n, d, shift, r in ((8, 4, 3, 0, 40), (16, 8, 2, 0.5, 60), (12, 4, 5, 0.25, 50), (10, 8, 1, 1, 30)):
        rows, orders = _rows(rng, t, d, n, shift), _orders(rng, t, r)
        why = f"{n} rows in the first window, {t - n} in the second, {r} orders"
        same(student(rows, n, orders), _drift_p(rows, n, orders), why)


@drift_p.criterion("ties, orders that come again, whole numbers", points=1)
def _(student, rng):
    rows = rng.integers(0, 2, size=(8, 2)).astype(float)
    orders = np.concatenate([_orders(rng, 8, 20), np.arange(8)[None], np.arange(8)[::-1][None]])
    same(student(rows, 4, orders), _drift_p(rows, 4, orders), "Many distances are equal; those count as well")
    rows = np.array([[3, 0], [3, 0], [0, 4], [0, 4]])
    same(student(rows, 2, np.array([[0, 1, 2, 3], [0, 2, 1, 3]])), 2 / 3, "The first order is the real one")
    rows = np.concatenate([np.zeros((4, 2)), 8 + np.zeros((4, 2))])
    orders = np.array([[0, 1, 2, 4, 3, 5, 6, 7]] * 9)
    same(student(rows, 4, orders), 1 / 10, "No order is as far apart: it is 1 / 10, not 0")


@drift_p.probe
def _(rng):
    for scale in ((1, 8), (8, 1), (1, 1)):  # many orders: what agrees on a few by chance does not on these
        yield _rows(rng, 12, 2, 6, 0.25) * scale, 6, _orders(rng, 12, 200)


@drift_p.mistake("the real order was not counted: 1 is missing above and below the line.")
def without_the_real_one(rows, n, orders):
    return (_gaps(rows, n, orders) >= _gap(rows, n)).mean()


@drift_p.mistake("1 is missing below the line: the real order is one of all.")
def one_above_only(rows, n, orders):
    return (1 + (_gaps(rows, n, orders) >= _gap(rows, n)).sum()) / len(orders)


@drift_p.mistake("1 is missing above the line: the real order is as far apart as itself.")
def one_below_only(rows, n, orders):
    return (_gaps(rows, n, orders) >= _gap(rows, n)).sum() / (1 + len(orders))


@drift_p.mistake("only larger distances were counted; equal ones count as well (>=).")
def only_larger(rows, n, orders):
    return (1 + (_gaps(rows, n, orders) > _gap(rows, n)).sum()) / (1 + len(orders))


@drift_p.mistake("distances that are at most the real one were counted; count those that are at least as large.")
def lower_side(rows, n, orders):
    return (1 + (_gaps(rows, n, orders) <= _gap(rows, n)).sum()) / (1 + len(orders))


@drift_p.mistake("this is 1 minus what is asked.")
def one_minus(rows, n, orders):
    return 1 - _drift_p(rows, n, orders)


@drift_p.mistake("only the first window was shuffled; the orders are of the rows of both.")
def reference_only(rows, n, orders):
    within = [[i for i in order if i < n] for order in orders]
    gaps = np.array([_gap(rows[[*order, *range(n, len(rows))]], max(n // 2, 1)) for order in within])
    return (1 + (gaps >= _gap(rows, n)).sum()) / (1 + len(orders))


@drift_p.mistake("each column was compared by itself and the p-values averaged; one distance is asked.")
def column_by_column(rows, n, orders):
    return np.mean([_drift_p(rows[:, [j]], n, orders) for j in range(rows.shape[1])])


@drift_p.mistake("this is the distance itself; how rare it is is asked.")
def the_distance(rows, n, orders):
    return _gap(rows, n)


@drift_p.mistake("this is a number of orders; divide by how many there are.")
def a_count(rows, n, orders):
    return 1 + (_gaps(rows, n, orders) >= _gap(rows, n)).sum()


@drift_p.mistake("the windows were cut in the middle; the first has `n` rows.")
def cut_in_the_middle(rows, n, orders):
    return _drift_p(rows, len(rows) // 2, orders)


@drift_p.mistake("differences were put together before they were squared, and cancel; square each column's, then add.")
def one_mean(rows, n, orders):
    return _share(lambda a, b: (a.mean() - b.mean()) ** 2, rows, n, orders)


def _share(gap, rows, n, orders):
    """The p-value of another distance, gap(first, second)."""
    real = gap(rows[:n], rows[n:])
    return (1 + sum(gap(rows[order[:n]], rows[order[n:]]) >= real for order in orders)) / (1 + len(orders))


@drift_p.mistake("sums were compared where means belong: the windows may differ in size.")
def sums(rows, n, orders):
    return _share(lambda a, b: ((a.sum(axis=0) - b.sum(axis=0)) ** 2).sum(), rows, n, orders)


@drift_p.mistake("the differences were added with their signs, which cancel; add their squares.")
def signed(rows, n, orders):
    return _share(lambda a, b: (a.mean(axis=0) - b.mean(axis=0)).sum(), rows, n, orders)


@drift_p.mistake("the largest difference of a column was taken; add the squares of all.")
def largest_column(rows, n, orders):
    return _share(lambda a, b: np.abs(a.mean(axis=0) - b.mean(axis=0)).max(), rows, n, orders)


@drift_p.mistake("the mean of the distances was compared with the real one, order by order is asked.")
def against_the_mean(rows, n, orders):
    return float(_gaps(rows, n, orders).mean() >= _gap(rows, n))


@drift_p.mistake("the differences were added with their signs, second less first; add their squares.")
def signed_backwards(rows, n, orders):
    return _share(lambda a, b: (b.mean(axis=0) - a.mean(axis=0)).sum(), rows, n, orders)


@drift_p.mistake("absolute differences of the columns were added; add their squares.")
def absolute_differences(rows, n, orders):
    return _share(lambda a, b: np.abs(a.mean(axis=0) - b.mean(axis=0)).sum(), rows, n, orders)


@drift_p.mistake("the distances of all pairs of rows were averaged; compare the means of the windows.")
def mean_of_pairs(rows, n, orders):
    return _share(lambda a, b: ((a[:, None] - b) ** 2).sum(axis=2).mean(), rows, n, orders)


@drift_p.mistake("only the first window was drawn anew and compared with the old second one; both change.")
def second_kept(rows, n, orders):
    gaps = [((rows[order[:n]].mean(axis=0) - rows[n:].mean(axis=0)) ** 2).sum() for order in orders]
    return (1 + (np.array(gaps) >= _gap(rows, n)).sum()) / (1 + len(orders))


@drift_p.mistake("each order was applied to rows that the one before had moved; apply each to the rows as they are.")
def one_after_another(rows, n, orders):
    count, moved = 1, rows
    for order in orders:
        moved = moved[order]
        count += _gap(moved, n) >= _gap(rows, n)
    return count / (1 + len(orders))


@drift_p.mistake("the orders were read backwards, as the places where rows go; `rows[order]` is asked.")
def orders_inverted(rows, n, orders):
    return _drift_p(rows, n, np.argsort(orders, axis=1))


@drift_p.mistake("the last n rows of each order were the first window; take the first n.")
def last_rows_first(rows, n, orders):
    return (1 + (_gaps(rows, len(rows) - n, orders) >= _gap(rows, n)).sum()) / (1 + len(orders))


@drift_p.mistake("an order that is the real one was left out; it counts, like all that are given.")
def real_one_left_out(rows, n, orders):
    return _drift_p(rows, n, orders[(orders != np.arange(len(rows))).any(axis=1)])


@drift_p.mistake("the real order was counted twice: it is the 1 above and below the line.")
def real_one_twice(rows, n, orders):
    return _drift_p(rows, n, np.vstack([np.arange(len(rows)), orders]))


@drift_p.mistake("an order that comes more than once was counted once; count it each time.")
def each_order_once(rows, n, orders):
    return _drift_p(rows, n, np.unique(orders, axis=0))


@drift_p.mistake("both tails were counted; a distance is large or not, and has one.")
def both_tails(rows, n, orders):
    return min(1.0, 2 * min(_drift_p(rows, n, orders), lower_side(rows, n, orders)))


@drift_p.mistake("the columns were divided by their standard deviations first; take them as they are.")
def standardised(rows, n, orders):
    spread = rows.std(axis=0)
    rows = rows / np.where(spread > 0, spread, 1)
    return (1 + (_gaps(rows, n, orders) >= _gap(rows, n) * (1 - 1e-9)).sum()) / (1 + len(orders))


@drift_p.mistake("the last n rows were taken for the second window; it has all rows after the first n.")
def last_n_for_the_second(rows, n, orders):
    gaps = [_gap(rows[[*order[:n], *order[-n:]]], n) for order in [np.arange(len(rows)), *orders]]
    return (1 + (np.array(gaps[1:]) >= gaps[0]).sum()) / (1 + len(orders))


@drift_p.mistake("only the second window was drawn anew and compared with the old first one; both change.")
def first_kept(rows, n, orders):
    gaps = [((rows[:n].mean(axis=0) - rows[order[n:]].mean(axis=0)) ** 2).sum() for order in orders]
    return (1 + (np.array(gaps) >= _gap(rows, n)).sum()) / (1 + len(orders))


@drift_p.mistake("medians were compared where means belong.")
def medians(rows, n, orders):
    return _share(lambda a, b: ((np.median(a, axis=0) - np.median(b, axis=0)) ** 2).sum(), rows, n, orders)


@drift_p.mistake("1 is missing below the line, and what came above 1 was cut: the real order is one of all.")
def one_above_only_cut(rows, n, orders):
    return min(1.0, one_above_only(rows, n, orders))
