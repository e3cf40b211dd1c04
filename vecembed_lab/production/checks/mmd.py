"""The exercise `mmd`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _parts(kernel, n):
    """Kernel values inside the first group, inside the second, and across."""
    return kernel[:n, :n], kernel[n:, n:], kernel[:n, n:]


def _inside(k):
    return (k.sum() - np.trace(k)) / (len(k) * (len(k) - 1))


def _mmd(kernel, n):
    first, second, across = _parts(kernel, n)
    return _inside(first) + _inside(second) - 2 * across.mean()


mmd = Exercise(
    "mmd",
    _mmd,
    hints=(
        "Cut the table into four: `kernel[:n, :n]` are pairs inside the first window, `kernel[:n, n:]` those across.",
        "Inside a window, a row is no pair with itself: leave the diagonal out of the sum, and divide by k (k - 1) "
        "for k rows.",
        "`(k.sum() - np.trace(k)) / (len(k) * (len(k) - 1))` for both windows, less twice the mean of those across.",
    ),
    read="Has something changed?",
)


def _kernel(rng, n, m, shift=0.5, d=3, width=1.0):
    rows = rng.normal(size=(n + m, d))
    rows[n:] += shift
    squares = ((rows[:, None] - rows) ** 2).sum(axis=2)
    return np.exp(-squares / (2 * width**2))


@mmd.criterion("by hand: two texts in each window", points=1)
def _(student, rng):
    kernel = np.array([[1, 0.5, 0, 0], [0.5, 1, 0, 0.25], [0, 0, 1, 0.75], [0, 0.25, 0.75, 1]])
    same(student(kernel, 2), 0.5 + 0.75 - 2 * 0.0625, ".5 inside the first, .75 inside the second, .0625 across")
    kernel = np.array([[1, 0.5, 0.5, 0], [0.5, 1, 0.5, 0.25], [0.5, 0.5, 1, 0.75], [0, 0.25, 0.75, 1]])
    same(student(kernel, 2), 0.5 + 0.75 - 2 * 0.3125, ".5 and .75 inside, the mean of .5, 0, .5 and .25 across")


@mmd.criterion("any windows, of any sizes", points=2)
def _(student, rng):
    for n, m, shift in ((5, 5, 1), (3, 9, 0.5), (12, 2, 0.5), (30, 40, 0.3), (2, 2, 2)):
        kernel = _kernel(rng, n, m, shift)
        same(student(kernel, n), _mmd(kernel, n), f"{n} texts in the first window, {m} in the second")


@mmd.criterion("no change: it may fall below 0; and kernels that are not 1 on the diagonal", points=1)
def _(student, rng):
    for _ in range(3):
        kernel = _kernel(rng, 6, 6, shift=0, d=1)
        same(student(kernel, 6), _mmd(kernel, 6), "Both windows come from one distribution")
    kernel = np.array([[1.0, 0.25, 0.5, 0.5], [0.25, 1, 0.5, 0.5], [0.5, 0.5, 1, 0.25], [0.5, 0.5, 0.25, 1]])
    same(student(kernel, 2), -0.5, ".25 inside both windows, .5 across: it is below 0")
    kernel = np.array([[9.0, 0, 1, 1, 0], [0, -4, 1, 1, 0], [1, 1, 2, 1, 0], [1, 1, 1, 0, 0.5], [0, 0, 0, 0.5, 3]])
    same(student(kernel, 2), 0.5 - 4 / 3, "0 inside the first, 1, 0 and .5 inside the second; 0 and 1 are numbers, too")
    rows = rng.integers(-3, 4, size=(9, 2))
    same(student(rows @ rows.T, 4), _mmd(rows @ rows.T, 4), "The kernel is the dot product, in whole numbers")


@mmd.mistake("each text was paired with itself: leave the diagonal out inside the windows.")
def with_the_diagonal(kernel, n):
    first, second, across = _parts(kernel, n)
    return first.mean() + second.mean() - 2 * across.mean()


@mmd.mistake("the diagonal was left out of the sum, but not of the number of pairs: divide by k (k - 1).")
def divided_by_all(kernel, n):
    first, second, across = _parts(kernel, n)
    return sum((k.sum() - np.trace(k)) / k.size for k in (first, second)) - 2 * across.mean()


@mmd.mistake("the pairs across count twice: -2 times their mean.")
def across_once(kernel, n):
    first, second, across = _parts(kernel, n)
    return _inside(first) + _inside(second) - across.mean()


@mmd.mistake("the sign of the pairs across is wrong: they count against.")
def across_added(kernel, n):
    first, second, across = _parts(kernel, n)
    return _inside(first) + _inside(second) + 2 * across.mean()


@mmd.mistake("this is its square root; leave it squared, since it may be below 0.")
def rooted(kernel, n):
    return np.sqrt(max(_mmd(kernel, n), 0))


@mmd.mistake("what is below 0 became 0; without a change it has to scatter on both sides.")
def not_below_zero(kernel, n):
    return max(_mmd(kernel, n), 0.0)


@mmd.mistake("the sign was lost; without a change it has to scatter on both sides.")
def absolute(kernel, n):
    return abs(_mmd(kernel, n))


@mmd.mistake("sums were taken where means belong.")
def sums(kernel, n):
    first, second, across = _parts(kernel, n)
    return first.sum() - np.trace(first) + second.sum() - np.trace(second) - 2 * across.sum()


@mmd.mistake("each pair inside a window was counted once and divided by twice as many.")
def half_inside(kernel, n):
    first, second, across = _parts(kernel, n)
    return (_inside(first) + _inside(second)) / 2 - 2 * across.mean()


@mmd.mistake("the diagonal was left out of the pairs across as well; they are all different texts.")
def diagonal_across(kernel, n):
    first, second, across = _parts(kernel, n)
    k = min(across.shape)
    pairs = max(across.size - k, 1)
    return _inside(first) + _inside(second) - 2 * (across.sum() - np.trace(across)) / pairs


@mmd.mistake("the second window is missing: pairs inside both count.")
def second_missing(kernel, n):
    first, _, across = _parts(kernel, n)
    return _inside(first) - across.mean()


@mmd.mistake("the windows were cut in the middle; the first has `n` rows.")
def cut_in_the_middle(kernel, n):
    return _mmd(kernel, len(kernel) // 2)


@mmd.mistake("the first window got one row too many.")
def one_row_more(kernel, n):
    return _mmd(kernel, n + 1) if n + 3 <= len(kernel) else np.nan


@mmd.mistake("the sign is the other way round: it grows where the windows differ.")
def negative(kernel, n):
    return -_mmd(kernel, n)


@mmd.mistake("both windows got the number of pairs of the first one.")
def pairs_of_the_first(kernel, n):
    first, second, across = _parts(kernel, n)
    return _inside(first) + (second.sum() - np.trace(second)) / (n * (n - 1)) - 2 * across.mean()


@mmd.mistake("medians were taken where means belong.")
def medians(kernel, n):
    first, second, across = _parts(kernel, n)
    inside = [np.median(k[~np.eye(len(k), dtype=bool)]) for k in (first, second)]
    return sum(inside) - 2 * np.median(across)


@mmd.mistake("1 was taken off for each text; the diagonal is not 1 for every kernel.")
def diagonal_taken_for_one(kernel, n):
    first, second, across = _parts(kernel, n)
    inside = [(k.sum() - len(k)) / (len(k) * (len(k) - 1)) for k in (first, second)]
    return sum(inside) - 2 * across.mean()


@mmd.mistake("the mean across was taken over the whole kernel; it is over pairs of one text from each window.")
def across_of_all(kernel, n):
    first, second, _ = _parts(kernel, n)
    return _inside(first) + _inside(second) - 2 * _inside(kernel)


@mmd.mistake("the mean of the diagonal was taken off; leave the diagonal out of the mean.")
def mean_of_the_diagonal_off(kernel, n):
    first, second, across = _parts(kernel, n)
    return sum(k.mean() - np.diag(k).mean() for k in (first, second)) - 2 * across.mean()


@mmd.mistake("both windows were taken to have `n` texts; the second has the others.")
def as_if_of_the_same_size(kernel, n):
    first, second, across = _parts(kernel, n)
    return sum((k.sum() - np.trace(k)) / (n * (n - 1)) for k in (first, second)) - 2 * across.sum() / n**2


@mmd.mistake("the diagonal was left out in the first window only.")
def diagonal_of_the_second(kernel, n):
    first, second, across = _parts(kernel, n)
    return _inside(first) + second.mean() - 2 * across.mean()


@mmd.mistake("the pairs of both windows were put together; each window has a mean of its own.")
def one_mean_inside(kernel, n):
    first, second, across = _parts(kernel, n)
    pairs = n * (n - 1) + len(second) * (len(second) - 1)
    return 2 * sum(k.sum() - np.trace(k) for k in (first, second)) / pairs - 2 * across.mean()


@mmd.mistake("the second window was cut off after n texts; it has all the others.")
def second_cut_off(kernel, n):
    return _mmd(kernel[: 2 * n, : 2 * n], n)


@mmd.mistake("a text was lost between the windows: the second begins with row n.")
def second_begins_late(kernel, n):
    second = kernel[n + 1 :, n + 1 :]
    return _inside(kernel[:n, :n]) + (_inside(second) if len(second) > 1 else 0) - 2 * kernel[:n, n + 1 :].mean()


@mmd.mistake("the diagonal was kept with the pairs above it; `np.triu_indices(k, 1)` leaves it out.")
def above_and_diagonal(kernel, n):
    first, second, across = _parts(kernel, n)
    return sum(k[np.triu_indices(len(k))].mean() for k in (first, second)) - 2 * across.mean()


@mmd.mistake("the zeros that `np.triu` leaves were counted as pairs.")
def zeros_of_triu(kernel, n):
    first, second, across = _parts(kernel, n)
    return sum(np.triu(k, 1).mean() for k in (first, second)) - 2 * across.mean()


@mmd.mistake("only pairs of neighbours were taken; all pairs count.")
def neighbours_only(kernel, n):
    first, second, across = _parts(kernel, n)
    return sum(np.diag(k, 1).mean() for k in (first, second)) - 2 * np.diag(across).mean()


@mmd.mistake("pairs of value 0 were left out with the diagonal; they count as well.")
def zeros_left_out(kernel, n):
    first, second, across = _parts(kernel, n)
    inside = [k[~np.eye(len(k), dtype=bool) & (k != 0)] for k in (first, second)]
    return sum(k.mean() if k.size else 0 for k in inside) - 2 * across.mean()


@mmd.mistake("pairs of value 1 were left out as if they were the diagonal; they count as well.")
def ones_left_out(kernel, n):
    first, second, across = _parts(kernel, n)
    return sum(k[k != 1].mean() for k in (first, second)) - 2 * across.mean()


@mmd.mistake("the number of pairs is k (k - 1), not k k - 1.")
def pairs_without_one(kernel, n):
    first, second, across = _parts(kernel, n)
    return sum((k.sum() - np.trace(k)) / (k.size - 1) for k in (first, second)) - 2 * across.mean()


@mmd.mistake("the pairs across were divided by n n; there are n times as many as the second window has texts.")
def across_by_n_squared(kernel, n):
    first, second, across = _parts(kernel, n)
    return _inside(first) + _inside(second) - 2 * across.sum() / n**2


@mmd.mistake("the first window got one text too few; it has the first n.")
def one_row_fewer(kernel, n):
    return _mmd(kernel, max(n - 1, 2))


@mmd.mistake("pairs of value 0 were left out of all means; they count as well.")
def all_zeros_left_out(kernel, n):
    kernel = kernel * (1.0 - np.eye(len(kernel)))
    first, second, across = (k[k != 0].mean() if k.any() else 0 for k in _parts(kernel, n))
    return first + second - 2 * across
