"""The exercise `weat`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.bias.association import association
from vecembed_lab.bias.association import weat as reference
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table

weat = Exercise(
    "weat",
    reference,
    hints=(
        "Begin with the associations of the words of x, and of those of y: two calls of `association`.",
        "The spread is one standard deviation, of all associations of x and y together.",
        "(mean of x's - mean of y's) / np.concatenate([x's, y's]).std(ddof=1).",
    ),
    read="Associations",
)


def _sets(rng, sizes, d=6, shift=0.0):
    """Four sets of words; a positive shift draws x towards a."""
    x, y, a, b = (rng.normal(size=(size, d)) * rng.uniform(0.5, 2, size=(size, 1)) for size in sizes)
    return x + shift * a.mean(axis=0), y, a, b


@weat.criterion("four words by hand", points=1)
def _(student, rng):
    a, b = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
    x, y = np.array([[2.0, 0.0], [3.0, 4.0]]), np.array([[0.0, 5.0], [1.0, 1.0]])
    why = "The associations are 1 and -.2, -1 and 0: means .4 and -.5, standard deviation of all four .8226"
    same(student(x, y, a, b), 0.9 / np.std([1, -0.2, -1, 0], ddof=1), why)
    same(student(x[:1], y[1:], a, b), 2**0.5, "The associations are 1 and 0: one standard deviation is .7071")
    same(student(y, x, a, b), -0.9 / np.std([1, -0.2, -1, 0], ddof=1), "The targets changed places")


@weat.criterion("any words, sets of equal size", points=2)
def _(student, rng):
    for n, p, shift in ((8, 8, 0), (8, 8, 2), (5, 3, 1), (2, 6, -1), (20, 4, 0)):
        sets = _sets(rng, (n, n, p, p), shift=shift)
        same(student(*sets), reference(*sets), f"{n} words in x and y, {p} in a and b")
    for kinds in (("copies",), ("thousands", "integers"), ("tiny",), ("float32",)):
        sets = [table(rng, *kinds, shape=(size, 5)) for size in (5, 5, 4, 4)]
        same(student(*sets), reference(*sets), f"5 words in x and y, 4 in a and b, kind of numbers: {kinds[-1]}")


@weat.criterion("sets of different sizes, since words can be missing", points=1)
def _(student, rng):
    for sizes in ((3, 9, 4, 4), (9, 2, 5, 3), (1, 6, 2, 7)):
        sets = _sets(rng, sizes, shift=1)
        same(student(*sets), reference(*sets), "{} words in x, {} in y, {} in a, {} in b".format(*sizes))


def _both(x, y, a, b):
    return association(x, a, b), association(y, a, b)


def _spread(values, ddof=1):
    return values.std(ddof=ddof) if len(values) > ddof else np.nan


@weat.mistake("the standard deviation was divided by n, NumPy's default; the published values need n - 1: `ddof=1`.")
def ddof_0(x, y, a, b):
    s, t = _both(x, y, a, b)
    return float((s.mean() - t.mean()) / np.concatenate([s, t]).std())


@weat.mistake("this is the spread of x's words alone; it is that of x and y together.")
def spread_of_x(x, y, a, b):
    s, t = _both(x, y, a, b)
    return float((s.mean() - t.mean()) / _spread(s, min(1, len(s) - 1)))


@weat.mistake(
    "the spread within the sets was pooled, as for Cohen's d; WEAT takes the standard deviation of all associations "
    "together, which holds the difference of the sets as well."
)
def pooled(x, y, a, b):
    s, t = _both(x, y, a, b)
    inside = ((s - s.mean()) ** 2).sum() + ((t - t.mean()) ** 2).sum()
    return float((s.mean() - t.mean()) / np.sqrt(inside / max(1, len(s) + len(t) - 2)))


@weat.mistake("this is the mean of both sets' standard deviations; take that of all associations together.")
def mean_of_spreads(x, y, a, b):
    s, t = _both(x, y, a, b)
    with np.errstate(all="ignore"):
        return float((s.mean() - t.mean()) / ((s.std() + t.std()) / 2))


@weat.mistake("this is the difference of the means; divide it by the standard deviation of all associations.")
def not_divided(x, y, a, b):
    s, t = _both(x, y, a, b)
    return float(s.mean() - t.mean())


@weat.mistake("sums were compared, which is the statistic of the permutation test; the effect size compares means.")
def sums(x, y, a, b):
    s, t = _both(x, y, a, b)
    return float((s.sum() - t.sum()) / np.concatenate([s, t]).std(ddof=1))


@weat.mistake("it was divided by the variance; take its square root, the standard deviation.")
def variance(x, y, a, b):
    s, t = _both(x, y, a, b)
    return float((s.mean() - t.mean()) / np.concatenate([s, t]).var(ddof=1))


@weat.mistake("it was divided by a standard error; d does not grow with the number of words.")
def standard_error(x, y, a, b):
    s, t = _both(x, y, a, b)
    both = np.concatenate([s, t])
    return float((s.mean() - t.mean()) / (both.std(ddof=1) / np.sqrt(len(both))))


@weat.mistake("the sign was dropped: a negative d says that the words lean the other way.")
def without_sign(x, y, a, b):
    return abs(reference(x, y, a, b))


@weat.mistake("targets and attributes changed places: it is x and y whose words are compared, with a and b.")
def roles_swapped(x, y, a, b):
    s, t = association(a, x, y), association(b, x, y)
    both = np.concatenate([s, t])
    return float((s.mean() - t.mean()) / (both.std(ddof=1) if len(both) > 1 and np.ptp(both) else 1))


@weat.mistake("y was subtracted the wrong way round: positive means that x is closer to a.")
def reversed_(x, y, a, b):
    return -reference(x, y, a, b)


@weat.mistake("the sets were cut to the same size; words that are there count, however many the other set has.")
def cut_to_the_same_size(x, y, a, b):
    n, p = min(len(x), len(y)), min(len(a), len(b))
    s, t = _both(x[:n], y[:n], a[:p], b[:p])
    return float((s.mean() - t.mean()) / (np.concatenate([s, t]).std(ddof=1) or 1))


@weat.mistake("this is the association of x; that of y has to be subtracted.")
def only_x(x, y, a, b):
    s, t = _both(x, y, a, b)
    return float(s.mean() / np.concatenate([s, t]).std(ddof=1))


@weat.mistake("this is the spread of x's words alone, divided by n; it is that of x and y together, with `ddof=1`.")
def spread_of_x_over_n(x, y, a, b):
    s, t = _both(x, y, a, b)
    with np.errstate(all="ignore"):
        return float((s.mean() - t.mean()) / s.std())


@weat.mistake(
    "the root of the mean of both variances was taken; take the standard deviation of all associations together."
)
def root_of_the_mean_variance(x, y, a, b):
    s, t = _both(x, y, a, b)
    with np.errstate(all="ignore"):
        return float((s.mean() - t.mean()) / np.sqrt((s.var() + t.var()) / 2))


@weat.mistake("it was divided by the spread of the two means; take that of all words' associations.")
def spread_of_the_means(x, y, a, b):
    means = [s.mean() for s in _both(x, y, a, b)]
    return float((means[0] - means[1]) / np.std(means, ddof=1)) if means[0] != means[1] else 0.0


@weat.mistake("it was divided by n - 2 under the root; one mean was estimated, that of all associations: `ddof=1`.")
def two_degrees_less(x, y, a, b):
    s, t = _both(x, y, a, b)
    both = np.concatenate([s, t])
    return float((s.mean() - t.mean()) / np.sqrt(((both - both.mean()) ** 2).sum() / max(1, len(both) - 2)))


@weat.mistake("the associations are made of dot products; they are made of cosines.")
def dot_products(x, y, a, b):
    s, t = (words @ (a.mean(axis=0) - b.mean(axis=0)) for words in (x, y))
    return float((s.mean() - t.mean()) / np.concatenate([s, t]).std(ddof=1))


@weat.mistake("the association of the mean word was taken; take the mean of the words' associations.")
def of_the_mean_words(x, y, a, b):
    s, t = _both(x.mean(axis=0)[None], y.mean(axis=0)[None], a, b)
    return float((s[0] - t[0]) / np.concatenate(_both(x, y, a, b)).std(ddof=1))


@weat.mistake("this is the statistic of the permutation test, a difference of sums; the effect size was asked.")
def test_statistic(x, y, a, b):
    s, t = _both(x, y, a, b)
    return float(s.sum() - t.sum())


@weat.mistake(
    "the root of the mean of both variances was taken, each by n - 1; take the standard deviation of all associations "
    "together."
)
def root_of_the_mean_variance_ddof_1(x, y, a, b):
    s, t = _both(x, y, a, b)
    variances = [v.var(ddof=1) if len(v) > 1 else 0.0 for v in (s, t)]
    with np.errstate(all="ignore"):
        return float((s.mean() - t.mean()) / np.sqrt(np.mean(variances)))


@weat.mistake("this is the mean of both sets' standard deviations, by n - 1; take that of all associations together.")
def mean_of_spreads_ddof_1(x, y, a, b):
    s, t = _both(x, y, a, b)
    spreads = [v.std(ddof=1) for v in (s, t) if len(v) > 1]
    return float((s.mean() - t.mean()) / np.mean(spreads)) if spreads else float("nan")


@weat.mistake(
    "the spread within the sets was pooled, as for Cohen's d; WEAT takes the standard deviation of all associations "
    "together. For two words there is no spread within the sets at all."
)
def pooled_without_guard(x, y, a, b):
    s, t = _both(x, y, a, b)
    inside = ((s - s.mean()) ** 2).sum() + ((t - t.mean()) ** 2).sum()
    with np.errstate(all="ignore"):
        return float((s.mean() - t.mean()) / np.sqrt(inside / np.float64(len(s) + len(t) - 2)))


@weat.mistake("the spread was taken around 0; a standard deviation is taken around the mean of all associations.")
def spread_around_0(x, y, a, b):
    s, t = _both(x, y, a, b)
    both = np.concatenate([s, t])
    return float((s.mean() - t.mean()) / np.sqrt((both**2).sum() / (len(both) - 1)))


@weat.mistake("words with the same association were counted once in the standard deviation; each word counts.")
def equal_ones_once(x, y, a, b):
    s, t = _both(x, y, a, b)
    return float((s.mean() - t.mean()) / np.unique(np.concatenate([s, t]).round(9)).std(ddof=1))


@weat.mistake(
    "the root of the mean of both variances was taken, as for Cohen's d; take the standard deviation of all "
    "associations together. One word alone has no variance: NaN."
)
def root_of_the_mean_variance_unguarded(x, y, a, b):
    s, t = _both(x, y, a, b)
    return float((s.mean() - t.mean()) / np.sqrt((_spread(s) ** 2 + _spread(t) ** 2) / 2))


@weat.mistake(
    "this is the mean of both sets' standard deviations, by n - 1, NaN for one word; take that of all associations "
    "together."
)
def mean_of_spreads_unguarded(x, y, a, b):
    s, t = _both(x, y, a, b)
    return float((s.mean() - t.mean()) / ((_spread(s) + _spread(t)) / 2))
