"""The exercise `group_interval`: what a right answer does, and the wrong answers people really give."""

import numpy as np
from scipy.special import stdtrit

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.overfitting.grouped import group_interval as library
from vecembed_lab.overfitting.grouped import group_means

NORMAL = 1.959964


def _group_interval(values, groups):
    return np.array(library(np.asarray(values, dtype=float), np.asarray(groups)))


group_interval = Exercise(
    "group_interval",
    _group_interval,
    hints=(
        "First one number for each group: its mean. From here on forget the rows.",
        "The standard error of G group means is their standard deviation (ddof=1) over the root of G.",
        "`scipy.stats.t.ppf(0.975, G - 1)` standard errors lie on each side of the mean of the group means.",
    ),
    read="Rows that belong together",
)


@group_interval.criterion("three speakers by hand", points=1)
def _(student, rng):
    values, groups = np.array([1.0, 0, 1, 1, 0, 0]), np.array([8, 8, 3, 3, 5, 5])
    half = 4.302653 * 0.5 / np.sqrt(3)
    why = "The means are .5, 1 and 0; their deviation is .5; t is 4.303 for three"
    same(student(values, groups), [0.5, 0.5 - half, 0.5 + half], why)
    values, groups = np.array([1.0, 1, 1, 1, 0]), np.array([0, 0, 0, 0, 1])
    half = 12.706205 * np.sqrt(0.5) / np.sqrt(2)
    same(student(values, groups), [0.5, 0.5 - half, 0.5 + half], "Two groups, of four rows and of one: means 1 and 0")


@group_interval.criterion("any groups, of any sizes", points=2)
def _(student, rng):
    for sizes in ([9, 30, 4, 4, 17], [50, 20], [5, 5, 5, 5, 5, 5], list(rng.integers(2, 20, size=25))):
        groups = rng.permutation(np.repeat(rng.permutation(60)[: len(sizes)], sizes))
        values = (rng.random(len(groups)) < rng.uniform(0.1, 0.9, size=60)[groups]).astype(float)
        values[0] = 1 - values[1]
        same(
            student(values, groups),
            _group_interval(values, groups),
            f"{len(sizes)} groups of {min(sizes)} rows or more",
        )


@group_interval.criterion("groups of one row, values that are no shares, a group that is always right", points=1)
def _(student, rng):
    values = 1000 * rng.normal(size=9)
    same(student(values, rng.permutation(9)), _group_interval(values, np.arange(9)), "Each row is a group")
    groups = np.repeat([2, 1, 7, 4], [3, 1, 6, 2])
    values = rng.integers(0, 50, size=12).astype(float)
    same(student(values, groups), _group_interval(values, groups), "Whole numbers")
    same(student(np.ones(6), np.array([0, 0, 1, 1, 2, 2])), [1, 1, 1], "All are right: nothing varies")


def _interval(middle, half):
    return np.array([middle, middle - half, middle + half])


def _of_means(values, groups, factor=None, ddof=1, root=True):
    means = group_means(values, groups)
    n = len(means)
    half = (stdtrit(n - 1, 0.975) if factor is None else factor) * means.std(ddof=ddof) / (np.sqrt(n) if root else 1)
    return _interval(means.mean(), half)


@group_interval.mistake("each row was taken for an observation of its own; rows of one group are alike.")
def rows(values, groups):
    return _of_means(values, np.arange(len(values)))


@group_interval.mistake("the factor is that of the normal distribution, 1.96; with few groups t is much larger.")
def normal(values, groups):
    return _of_means(values, groups, NORMAL)


@group_interval.mistake("rows were taken for observations, and 1.96 for t.")
def rows_and_normal(values, groups):
    return _of_means(values, np.arange(len(values)), NORMAL)


@group_interval.mistake("the degrees of freedom are one less than the number of groups, not of rows.")
def freedom_of_rows(values, groups):
    return _of_means(values, groups, stdtrit(len(values) - 1, 0.975))


@group_interval.mistake("the degrees of freedom are the number of groups less one.")
def freedom_of_all_groups(values, groups):
    return _of_means(values, groups, stdtrit(len(np.unique(groups)), 0.975))


@group_interval.mistake("the standard deviation was divided by n; with ddof=1 it is divided by n - 1.")
def ddof_zero(values, groups):
    return _of_means(values, groups, ddof=0)


@group_interval.mistake("this is the spread of the groups; the standard error is that over the root of their number.")
def deviation(values, groups):
    return _of_means(values, groups, root=False)


@group_interval.mistake("the quantile is .95, which leaves 5 % above; 2.5 % on each side need .975.")
def one_sided(values, groups):
    return _of_means(values, groups, stdtrit(len(np.unique(groups)) - 1, 0.95))


@group_interval.mistake("this is one standard error to each side; multiply by t.")
def one_standard_error(values, groups):
    return _of_means(values, groups, 1.0)


@group_interval.mistake(
    "the middle is the mean of all rows, in which large groups count for more; each group counts once."
)
def mean_of_rows(values, groups):
    _, low, high = _of_means(values, groups)
    return _interval(values.mean(), (high - low) / 2)


@group_interval.mistake("the standard error was divided by the root of the number of rows; it is that of groups.")
def root_of_rows(values, groups):
    middle, low, high = _of_means(values, groups)
    return _interval(middle, (high - low) / 2 * np.sqrt(len(np.unique(groups)) / len(values)))


@group_interval.mistake("the variance was used in place of the standard deviation.")
def variance(values, groups):
    means = group_means(values, groups)
    return _interval(means.mean(), stdtrit(len(means) - 1, 0.975) * means.var(ddof=1) / np.sqrt(len(means)))


@group_interval.mistake("the standard deviation was divided by the number of groups; divide by its root.")
def without_root(values, groups):
    means = group_means(values, groups)
    return _interval(means.mean(), stdtrit(len(means) - 1, 0.975) * means.std(ddof=1) / len(means))


@group_interval.mistake("these are the lowest and the highest group; the interval is of their mean.")
def lowest_and_highest(values, groups):
    means = group_means(values, groups)
    return np.array([means.mean(), means.min(), means.max()])


@group_interval.mistake("the mean and the half width came; return the mean and both ends.")
def half_width(values, groups):
    middle, low, high = _of_means(values, groups)
    return np.array([middle, (high - low) / 2])


@group_interval.mistake("the mean is missing: three numbers are asked.")
def ends_only(values, groups):
    return _of_means(values, groups)[1:]


@group_interval.mistake(
    "the groups were taken for neighbouring rows; a group is all rows of one name, wherever they stand."
)
def neighbouring_rows(values, groups):
    starts = np.r_[True, groups[1:] != groups[:-1]]
    return _of_means(values, np.cumsum(starts))


def _t(means):
    return stdtrit(len(means) - 1, 0.975)


@group_interval.mistake("the mean and twice the half width came; return the mean, the lower end and the upper end.")
def half_width_twice(values, groups):
    middle, low, high = _of_means(values, groups)
    return np.array([middle, middle - low, high - middle])


@group_interval.mistake("the ends were cut at 0 and 1; values need not be shares, and the formula cuts nothing.")
def cut(values, groups):
    middle, low, high = _of_means(values, groups)
    return np.array([middle, max(0, low), min(1, high)])


@group_interval.mistake("equal group means were counted once (a set); every group counts.")
def distinct_means(values, groups):
    means = np.unique(group_means(values, groups))
    return _of_means(means, np.arange(len(means))) if len(means) > 1 else means.repeat(3)


@group_interval.mistake("the median of each group was taken; its mean is asked.")
def medians(values, groups):
    found = np.array([np.median(values[groups == group]) for group in np.unique(groups)])
    return _of_means(found, np.arange(len(found)))


@group_interval.mistake("the rows of each group were added up, not averaged.")
def group_sums(values, groups):
    found = np.array([values[groups == group].sum() for group in np.unique(groups)])
    return _of_means(found, np.arange(len(found)))


@group_interval.mistake("these are percentiles of the group means, where groups lie; the interval is of their mean.")
def percentiles(values, groups):
    means = group_means(values, groups)
    return np.array([means.mean(), *np.percentile(means, [2.5, 97.5])])


@group_interval.mistake("G - 1 was used twice: `ddof=1` has it already, so divide by the root of G.")
def root_of_freedom(values, groups):
    means = group_means(values, groups)
    return _interval(means.mean(), _t(means) * means.std(ddof=1) / np.sqrt(len(means) - 1))


@group_interval.mistake("this is the standard deviation of the rows; that of the group means is asked.")
def deviation_of_rows(values, groups):
    means = group_means(values, groups)
    return _interval(means.mean(), _t(means) * np.std(values, ddof=1) / np.sqrt(len(means)))


@group_interval.mistake("this is the spread within the groups; that of the group means is asked.")
def within_groups(values, groups):
    means = group_means(values, groups)
    within = np.mean([values[groups == group].std() for group in np.unique(groups)])
    return _interval(means.mean(), _t(means) * within / np.sqrt(len(means)))


@group_interval.mistake("groups were weighted by their rows; each counts once, however many rows it has.")
def weighted(values, groups):
    sizes = np.unique(groups, return_counts=True)[1]
    means = group_means(values, groups)
    middle, n = np.average(means, weights=sizes), len(means)
    deviation = np.sqrt(np.average((means - middle) ** 2, weights=sizes) * n / (n - 1))
    return _interval(middle, _t(means) * deviation / np.sqrt(n))


@group_interval.mistake("where all means are equal, 0 / 0 is NaN; the interval has no width then.")
def none_without_width(values, groups):
    middle, low, high = _of_means(values, groups)
    return np.array([middle, low, high] if high > low else [middle, np.nan, np.nan])


@group_interval.mistake("the degrees of freedom are the groups less one, not the rows less the groups.")
def freedom_of_rows_less_groups(values, groups):
    return _of_means(values, groups, stdtrit(max(1, len(values) - len(np.unique(groups))), 0.975))


@group_interval.mistake("numbers between the groups', which no row has, were taken for groups with the mean 0.")
def absent_groups(values, groups):
    sizes = np.bincount(groups - groups.min())
    means = np.bincount(groups - groups.min(), weights=values) / np.maximum(sizes, 1)
    return _of_means(means, np.arange(len(means)))


@group_interval.mistake("numbers that no row has were taken for groups, and the mean of no rows is NaN: `np.unique`.")
def absent_groups_without_mean(values, groups):
    all_there = len(np.unique(groups)) == groups.max() + 1
    return _of_means(values, groups) if all_there else np.full(3, np.nan)
