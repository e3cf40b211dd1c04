"""The exercise `ks_distance`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.overfitting.population import ks_distance as library


def _ks_distance(sample, population):
    return library(np.asarray(sample), np.asarray(population))


ks_distance = Exercise(
    "ks_distance",
    _ks_distance,
    hints=(
        "For a number x, which share of the sample is at most x, and which share of the population?",
        "The difference changes only where a value lies, so it is enough to ask at all values of both.",
        "np.searchsorted(np.sort(a), values, side='right') / len(a) is the share of a at most each value.",
    ),
    read="Who is missing from the test",
)


@ks_distance.criterion("a few values by hand", points=1)
def _(student, rng):
    same(student(np.array([1.0, 3]), np.array([1.0, 2, 3, 4])), 0.25, "At 1: one half against one quarter")
    same(student(np.array([5.0]), np.array([1.0, 2])), 1.0, "At 2: nothing of the sample, all of the population")
    same(student(np.array([1.0, 2]), np.array([5.0])), 1.0, "The other way round")
    same(student(np.array([4.0, 4]), np.array([4.0, 4, 4])), 0.0, "All values are the same")
    same(student(np.array([2.0, 3]), np.array([1.0, 2, 3, 4])), 0.25, "At 1 and at 3 the shares differ by one quarter")


@ks_distance.criterion("any values, in any order", points=2)
def _(student, rng):
    why = "At 3: three quarters against nothing. A grid from 1 to 1000 has no number there; ask at all values"
    same(student(np.array([3.0, 1000, 1, 2]), np.array([1000.0, 6, 5, 4])), 0.75, why)
    for n, m, shift in ((30, 200, 1.0), (30, 200, -1.0), (80, 15, 0.5), (50, 50, 0.0)):
        sample, population = rng.normal(size=n) + shift, rng.normal(size=m)
        same(student(sample, population), _ks_distance(sample, population), f"{n} against {m} values")
    sample, population = rng.normal(size=40), 5 * rng.normal(size=70)
    same(student(sample, population), _ks_distance(sample, population), "The same mean, another spread")
    sample = np.sort(rng.normal(size=40))[::2] * 1000
    population = np.concatenate([sample, rng.normal(size=60) * 1000])
    same(student(sample, population), _ks_distance(sample, population), "The sample is a part of the population")


@ks_distance.criterion("equal values, whole numbers, one value", points=1)
def _(student, rng):
    for n, m in ((12, 30), (30, 12), (1, 9), (9, 1)):
        sample, population = rng.integers(0, 4, size=n), rng.integers(1, 6, size=m)
        same(student(sample, population), _ks_distance(sample, population), "Many values are equal")
    sample = np.array([0, 0, 0, 1])
    same(student(sample, np.array([0, 1, 1, 1])), 0.5, "At 0: three quarters against one quarter")


def _shares(sample, population, values, side="right"):
    return [np.searchsorted(np.sort(x), values, side=side) / len(x) for x in (sample, population)]


def _values(sample, population):
    return np.concatenate([sample, population])


@ks_distance.mistake("the sign was kept, so only one direction counts; take the absolute difference.")
def one_sided(sample, population):
    one, other = _shares(sample, population, _values(sample, population))
    return float(max(0, (one - other).max()))


@ks_distance.mistake("the sign was kept, so only the other direction counts; take the absolute difference.")
def other_sided(sample, population):
    one, other = _shares(sample, population, _values(sample, population))
    return float(max(0, (other - one).max()))


@ks_distance.mistake("this is the difference of the means; distributions with one mean can differ.")
def means(sample, population):
    return float(abs(np.mean(sample) - np.mean(population)))


@ks_distance.mistake("this is the difference of the medians; distributions with one median can differ.")
def medians(sample, population):
    return float(abs(np.median(sample) - np.median(population)))


@ks_distance.mistake(
    "the shares were compared at the values of the sample only; ask at those of the population as well."
)
def at_the_sample(sample, population):
    one, other = _shares(sample, population, sample)
    return float(np.abs(one - other).max())


@ks_distance.mistake(
    "the shares were compared at the values of the population only; ask at those of the sample as well."
)
def at_the_population(sample, population):
    one, other = _shares(sample, population, population)
    return float(np.abs(one - other).max())


@ks_distance.mistake("this is the mean difference of the shares; the largest is asked.")
def mean_difference(sample, population):
    one, other = _shares(sample, population, np.unique(_values(sample, population)))
    return float(np.abs(one - other).mean())


@ks_distance.mistake("these are how many values are at most x; divide each by its own number.")
def counts(sample, population):
    one, other = _shares(sample, population, _values(sample, population))
    return float(np.abs(one * len(sample) - other * len(population)).max())


@ks_distance.mistake("both numbers of values were divided by the number of all values; each by its own.")
def over_all(sample, population):
    return counts(sample, population) / (len(sample) + len(population))


@ks_distance.mistake("the values themselves were compared in order of size; compare shares.")
def values_in_order(sample, population):
    at = np.linspace(0, 1, 101)
    return float(np.abs(np.quantile(sample, at) - np.quantile(population, at)).max())


@ks_distance.mistake("the values were not sorted before `searchsorted`, which needs that.")
def not_sorted(sample, population):
    values = _values(sample, population)
    one, other = (np.searchsorted(x, values, side="right") / len(x) for x in (sample, population))
    return float(np.abs(one - other).max())


@ks_distance.mistake("the shares of bins were compared, not the shares up to x: add them up first.")
def bins(sample, population):
    values = np.unique(_values(sample, population))
    one, other = ((x[:, None] == values).mean(axis=0) for x in (sample, population))
    return float(np.abs(one - other).max())


@ks_distance.mistake("this is 1 minus the distance.")
def one_minus(sample, population):
    return 1 - _ks_distance(sample, population)


@ks_distance.mistake("this is the p of the test; the distance is asked.")
def p_value(sample, population):
    from scipy.special import kolmogorov

    n = len(sample) * len(population) / (len(sample) + len(population))
    return float(kolmogorov(np.sqrt(n) * _ks_distance(sample, population)))


@ks_distance.mistake("equal values were counted on different sides: at most x in one, below x in the other.")
def sides_mixed(sample, population):
    values = _values(sample, population)
    one = np.searchsorted(np.sort(sample), values, side="left") / len(sample)
    other = np.searchsorted(np.sort(population), values, side="right") / len(population)
    return float(np.abs(one - other).max())


@ks_distance.mistake("only ten bins were looked at; the largest difference can lie between their borders.")
def ten_bins(sample, population):
    values = _values(sample, population)
    edges = np.linspace(values.min(), values.max(), 11)
    one, other = _shares(sample, population, edges)
    return float(np.abs(one - other).max())


@ks_distance.mistake("the differences were added up; the largest is asked.")
def a_sum(sample, population):
    one, other = _shares(sample, population, np.unique(_values(sample, population)))
    return float(np.abs(one - other).sum())


@ks_distance.mistake(
    "equal values were counted on different sides: below x in the population, at most x in the sample."
)
def sides_mixed_otherwise(sample, population):
    return sides_mixed(population, sample)


@ks_distance.mistake("both counts were divided by the length of the population; divide each by its own.")
def over_the_population(sample, population):
    return counts(sample, population) / len(population)


@ks_distance.mistake("equal values were counted once; each value counts.")
def distinct(sample, population):
    return _ks_distance(np.unique(sample), np.unique(population))


@ks_distance.mistake("twenty numbers at equal distances were asked; the largest difference can lie between them.")
def on_a_grid(sample, population):
    values = _values(sample, population)
    one, other = _shares(sample, population, np.linspace(values.min(), values.max(), 20))
    return float(np.abs(one - other).max())


@ks_distance.mistake("straight lines were drawn between the values; the share goes up in steps.")
def lines(sample, population):
    values = np.unique(_values(sample, population))
    one, other = (
        np.interp(values, np.sort(x), np.arange(1, len(x) + 1) / len(x), left=0) for x in (sample, population)
    )
    return float(np.abs(one - other).max())


@ks_distance.mistake(
    "equal values were taken one by one, and the shares compared in between: ask behind the last of them."
)
def within_equal(sample, population):
    steps = np.repeat([1 / len(sample), -1 / len(population)], [len(sample), len(population)])
    return float(np.abs(np.cumsum(steps[np.argsort(_values(sample, population), kind="stable")])).max())


@ks_distance.mistake("this is the p that scipy gives; the distance is its `statistic`.")
def scipys_p(sample, population):
    from scipy.stats import ks_2samp

    return float(ks_2samp(sample, population, method="asymp").pvalue)


@ks_distance.mistake("this is the p that scipy gives; the distance is its `statistic`, not its `pvalue`.")
def scipys_own_p(sample, population):
    from scipy.stats import ks_2samp

    return float(ks_2samp(sample, population).pvalue)


@ks_distance.mistake("the sample was sorted before `searchsorted`, the population was not; it needs that as well.")
def population_not_sorted(sample, population):
    values = _values(sample, population)
    one = np.searchsorted(np.sort(sample), values, side="right") / len(sample)
    return float(np.abs(one - np.searchsorted(population, values, side="right") / len(population)).max())
