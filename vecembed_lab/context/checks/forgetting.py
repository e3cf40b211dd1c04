"""The exercise `forgetting`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _interval(lost, half):
    return lost.mean(), lost.mean() - half, lost.mean() + half


def _error(values, ddof=1):
    return values.std(ddof=ddof) / np.sqrt(len(values))


def _forgetting(before, after):
    lost = before - after
    return _interval(lost, 1.96 * _error(lost))


forgetting = Exercise(
    "forgetting",
    _forgetting,
    hints=(
        "The same query stands in the same place of both: subtract them one by one first.",
        "The mean of the differences is what was lost; their standard deviation divides by n - 1.",
        "The limits are the mean plus and minus 1.96 times that standard deviation divided by the root of n.",
    ),
    read="An adapter",
)


@forgetting.criterion("by hand: four queries", points=1)
def _(student, rng):
    before, after = np.array([0.5, 1.0, 0.25, 0.75]), np.array([0.25, 0.5, 0.25, 0.5])
    half = 1.96 * np.sqrt(0.125 / 3) / 2
    why = "The losses are .25, .5, 0 and .25: mean .25, and .2041 is their standard deviation"
    same(student(before, after), (0.25, 0.25 - half, 0.25 + half), why)
    same(student(after, before), (-0.25, -0.25 - half, -0.25 + half), "The other way round it is a gain, below 0")


@forgetting.criterion("any qualities, before and after", points=2)
def _(student, rng):
    for n in (5, 40, 225):
        before = rng.random(n)
        after = np.clip(before - 0.05 + 0.1 * rng.normal(size=n), 0, 1)
        same(student(before, after), _forgetting(before, after), f"{n} queries")
    same(student(np.array([1.0, 0]), np.array([0.0, 1])), (0.0, -1.96, 1.96), "Two queries: the losses are 1 and -1")
    before, after = rng.random(12).astype(np.float32), rng.random(12).astype(np.float32)
    same(student(before, after), _forgetting(before.astype(float), after.astype(float)), "Numbers in float32")


@forgetting.criterion("where nothing changes, and where all changes are alike", points=1)
def _(student, rng):
    before = rng.integers(1, 8, size=9) / 8
    same(student(before, before.copy()), (0.0, 0.0, 0.0), "Nothing changed")
    same(student(before, before - 0.125), (0.125, 0.125, 0.125), "Every query lost 1/8, so the limits are 1/8 as well")


@forgetting.mistake("the sign is the other way round: what was lost is before minus after.")
def gain(before, after):
    return _forgetting(after, before)


@forgetting.mistake("the limits take the queries of both as different ones; subtract query by query first.")
def unpaired(before, after):
    return _interval(before - after, 1.96 * np.hypot(_error(before), _error(after)))


@forgetting.mistake("the standard deviation divides by n; it should divide by n - 1 (`ddof=1`).")
def ddof_zero(before, after):
    return _interval(before - after, 1.96 * _error(before - after, ddof=0))


@forgetting.mistake("the root of n is missing: the limits hold single queries, not their mean.")
def of_single_queries(before, after):
    return _interval(before - after, 1.96 * (before - after).std(ddof=1))


@forgetting.mistake("the standard deviation was divided by n; divide by its root.")
def divided_by_n(before, after):
    lost = before - after
    return _interval(lost, 1.96 * lost.std(ddof=1) / len(lost))


@forgetting.mistake("the factor 1.96 is missing.")
def one_error(before, after):
    return _interval(before - after, _error(before - after))


@forgetting.mistake("gains were set to 0; they count against the losses.")
def losses_only(before, after):
    lost = np.maximum(before - after, 0)
    return _interval(lost, 1.96 * _error(lost))


@forgetting.mistake("the differences lost their sign; a gain counts against a loss.")
def absolute(before, after):
    lost = np.abs(before - after)
    return _interval(lost, 1.96 * _error(lost))


@forgetting.mistake("this is the share that was lost; the difference itself is asked.")
def relative(before, after):
    lost = (before - after) / before.mean()
    return _interval(lost, 1.96 * _error(lost))


@forgetting.mistake("the limits are those of the qualities before; they should be those of the differences.")
def limits_of_before(before, after):
    return _interval(before - after, 1.96 * _error(before))


@forgetting.mistake("this is the median; the mean is asked.")
def median(before, after):
    lost = before - after
    half = 1.96 * _error(lost)
    return np.median(lost), np.median(lost) - half, np.median(lost) + half


@forgetting.mistake("the limits are how far they lie from the mean; return the limits themselves.")
def half_widths(before, after):
    lost = before - after
    return lost.mean(), 1.96 * _error(lost), 1.96 * _error(lost)


@forgetting.mistake("the variance was used; take its root, the standard deviation.")
def variance(before, after):
    lost = before - after
    return _interval(lost, 1.96 * lost.var(ddof=1) / np.sqrt(len(lost)))


@forgetting.mistake("the lower limit was held at 0; a limit below 0 says that it may have been a gain.")
def no_limit_below_zero(before, after):
    mean, low, high = _forgetting(before, after)
    return mean, max(low, 0.0), high


@forgetting.mistake("1.645 is the factor of a limit on one side; with two limits it is 1.96.")
def one_sided(before, after):
    return _interval(before - after, 1.645 * _error(before - after))


@forgetting.mistake("these are limits between which queries lie; the limits of their mean are asked.")
def percentiles(before, after):
    lost = before - after
    return lost.mean(), *np.percentile(lost, [2.5, 97.5])


@forgetting.mistake("each loss was divided by the quality before; the difference itself is asked.")
def relative_to_each(before, after):
    lost = (before - after) / np.where(before == 0, 1, before)
    return _interval(lost, 1.96 * _error(lost))


@forgetting.mistake("n - 1 stands under the root as well; it belongs only into the standard deviation.")
def one_less_twice(before, after):
    lost = before - after
    return _interval(lost, 1.96 * lost.std(ddof=1) / np.sqrt(len(lost) - 1))


@forgetting.mistake("both were sorted first, so that different queries were subtracted from each other.")
def sorted_first(before, after):
    return _forgetting(np.sort(before), np.sort(after))


@forgetting.mistake("the factor comes from Student's t; 1.96 is given, for any number of queries.")
def student_t(before, after):
    from scipy.stats import t

    lost = before - after
    return _interval(lost, t.ppf(0.975, len(lost) - 1) * _error(lost))


@forgetting.mistake("few queries got a factor from Student's t; 1.96 is given, for any number of queries.")
def student_t_for_few(before, after):
    return student_t(before, after) if len(before) < 30 else _forgetting(before, after)


@forgetting.mistake("the limits were held between -1 and 1; leave them as they are.")
def held_within_one(before, after):
    mean, low, high = _forgetting(before, after)
    return mean, max(low, -1), min(high, 1)


@forgetting.mistake("the squares of the losses were added; take the mean off each loss before it is squared.")
def deviation_from_zero(before, after):
    lost = before - after
    return _interval(lost, 1.96 * np.sqrt((lost**2).sum() / (len(lost) - 1) / len(lost)))


@forgetting.mistake("the limits lie around 0; they should lie around the mean.")
def limits_around_zero(before, after):
    half = 1.96 * _error(before - after)
    return (before - after).mean(), -half, half


@forgetting.mistake("queries that lost nothing and gained nothing were left out; they count as well.")
def unchanged_left_out(before, after):
    changed = before != after
    return _forgetting(before[changed], after[changed]) if changed.sum() > 1 else _forgetting(before, after)
