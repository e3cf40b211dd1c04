"""The exercise `spearman`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table
from vecembed_lab.similarity import measures

spearman = Exercise(
    "spearman",
    measures.spearman,
    hints=(
        "Replace every number by its rank, its place when sorted; then correlate the ranks.",
        "Equal numbers share the mean of their places: in [1, 2, 2, 3] the ranks are 1, 2.5, 2.5, 4.",
        "The rank of v is (how many are smaller) + (how many are equal, v included, plus 1) / 2. "
        "`np.corrcoef(r, s)[0, 1]` correlates.",
    ),
    read="Does it agree with people?",
)


@spearman.criterion("only the order counts", points=1)
def _(student, rng):
    same(student(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 10.0, 11.0, 900.0])), 1.0, "Both are in the same order")
    same(student(np.array([1.0, 2.0, 3.0, 4.0]), np.array([20.0, 10.0, 40.0, 30.0])), 0.6, "Two swaps, by hand 0.6")
    same(student(np.array([1.0, 2.0, 3.0, 4.0]), np.array([9.0, 5.0, 2.0, 1.0])), -1.0, "The reverse order")
    same(student(np.array([3.0, -8.0]), np.array([-0.5, 0.5])), -1.0, "Two items, in opposite orders")


@spearman.criterion("the order of the input does not matter", points=1)
def _(student, rng):
    why = "Ranks say which place each item takes, in the items' own order"
    x, y = rng.normal(size=(2, 12))
    same(student(x, y), measures.spearman(x, y), why)
    x, y = table(rng, "tiny", shape=(15,)), 1_000_000.0 + rng.permutation(15)
    same(student(x, y), measures.spearman(x, y), "Numbers that differ by little differ: their ranks do")
    y = -np.exp(x * 1000)
    same(student(x, y), -1.0, "Where x grows, y falls")


@spearman.criterion("equal values share their mean rank", points=1)
def _(student, rng):
    x, y = np.array([1.0, 2.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0, 4.0])
    same(student(x, y), np.sqrt(0.9), "The ranks of x are 1, 2.5, 2.5, 4")
    x, y = np.array([4.0, 1.0, 3.0, 2.0]), np.array([7.0, 7.0, 7.0, 2.0])
    same(student(x, y), 0.2581989, "The ranks of y are 3, 3, 3, 1")
    x, y = np.array([0.0, -0.0, 5.0, -2.0]), np.array([2.0, 3.0, 4.0, 1.0])
    same(student(x, y), np.sqrt(0.9), "0 and -0 are equal numbers: the ranks of x are 2.5, 2.5, 4, 1")


@spearman.criterion("many ties, as in human scores", points=1)
def _(student, rng):
    x, y = rng.integers(5, size=(2, 40)).astype(float)
    same(student(x, y), measures.spearman(x, y), "Scores with many ties")
    x, y = np.array([1.0, 5.0, 1.0, 2.0, 4.0, 3.0]), np.array([3.0, 5.0, 6.0, 1.0, 4.0, 2.0])
    same(student(x, y), measures.spearman(x, y), "The ranks of x are 1.5, 6, 1.5, 3, 5, 4: two tie, and all six count")


def _correlation(r, s):
    return float(np.corrcoef(r, s)[0, 1])


@spearman.mistake("this is Pearson's correlation of the values: one huge value can dominate it. Correlate the ranks.")
def pearson(x, y):
    return _correlation(x, y)


@spearman.mistake("`argsort` gives the order (who is first), not the ranks (which place each has); they differ.")
def argsort_for_ranks(x, y):
    return _correlation(np.argsort(x), np.argsort(y))


@spearman.mistake("equal values got different ranks, by where they stand; give them their mean rank.")
def ties_by_position(x, y):
    return _correlation(*(np.argsort(np.argsort(v)) for v in (x, y)))


@spearman.mistake("equal values all got the lowest of their ranks; it is the mean of their ranks.")
def ties_get_the_lowest(x, y):
    return _correlation(*((v[:, None] > v).sum(1) for v in (x, y)))


@spearman.mistake("equal values all got the highest of their ranks; it is the mean of their ranks.")
def ties_get_the_highest(x, y):
    return _correlation(*((v[:, None] >= v).sum(1) for v in (x, y)))


@spearman.mistake("only `x` was replaced by its ranks; `y` needs it too.")
def only_x_ranked(x, y):
    return _correlation(measures.average_ranks(x), y)


@spearman.mistake("only `y` was replaced by its ranks; `x` needs it too.")
def only_y_ranked(x, y):
    return _correlation(x, measures.average_ranks(y))


@spearman.mistake("equal values share their mean rank in `x`, but not in `y`.")
def ties_in_x_only(x, y):
    return _correlation(measures.average_ranks(x), np.argsort(np.argsort(y, kind="stable")))


@spearman.mistake("one of the two was ranked downwards, the other upwards: the sign is turned round.")
def sign_turned(x, y):
    return -measures.spearman(x, y)


@spearman.mistake("this is Kendall's tau, which counts pairs in the same order; correlate the ranks.")
def kendall(x, y):
    pairs = np.sign(x[:, None] - x) * np.sign(y[:, None] - y)
    steps = [np.abs(np.sign(v[:, None] - v)).sum() for v in (x, y)]
    return float(pairs.sum() / np.sqrt(steps[0] * steps[1]))


@spearman.mistake("this is the covariance of the ranks; divide it by both standard deviations.")
def covariance(x, y):
    return float(np.cov(measures.average_ranks(x), measures.average_ranks(y))[0, 1])


@spearman.mistake("the correlation was squared.")
def squared(x, y):
    return measures.spearman(x, y) ** 2


@spearman.mistake("these are the correlation and a p-value, as SciPy returns them; return the first number alone.")
def with_p_value(x, y):
    import scipy.stats

    return tuple(scipy.stats.spearmanr(x, y))


@spearman.mistake("ranks were counted without gaps (`np.unique`): after two that tie for 2.5 comes 4, not 3.")
def dense_ranks(x, y):
    return _correlation(*(np.unique(v, return_inverse=True)[1] for v in (x, y)))


@spearman.mistake("the shortcut 1 - 6 sum(d^2) / (n (n^2 - 1)) holds only without ties; correlate the ranks.")
def shortcut_formula(x, y):
    d = measures.average_ranks(x) - measures.average_ranks(y)
    return float(1 - 6 * (d**2).sum() / (len(x) * (len(x) ** 2 - 1)))


@spearman.mistake("the sign was dropped: opposite orders must give -1.")
def sign_dropped(x, y):
    return abs(measures.spearman(x, y))


@spearman.mistake("this is the whole 2 x 2 matrix of `np.corrcoef`; the answer is its corner, `[0, 1]`.")
def whole_matrix(x, y):
    return np.corrcoef(measures.average_ranks(x), measures.average_ranks(y))


@spearman.mistake("equal values got different ranks, the first of them the lowest; give them their mean rank.")
def ties_by_stable_position(x, y):
    return _correlation(*(np.argsort(np.argsort(v, kind="stable")) for v in (x, y)))


@spearman.mistake("this is the p-value; the correlation is the other of the two numbers that SciPy returns.")
def p_value(x, y):
    import scipy.stats

    return float(scipy.stats.spearmanr(x, y)[1])


@spearman.mistake("the mean rank was not taken out: this is the cosine of the ranks, not their correlation.")
def cosine_of_ranks(x, y):
    return float(measures.cosine(measures.average_ranks(x)[None], measures.average_ranks(y)[None])[0, 0])


@spearman.mistake("items that tie were left out; they stay, and share the mean of their ranks.")
def ties_left_out(x, y):
    keep = [i for i in range(len(x)) if (x == x[i]).sum() == (y == y[i]).sum() == 1]
    keep = keep if len(keep) > 1 else slice(None)
    return _correlation(*(np.argsort(np.argsort(v[keep])) for v in (x, y)))
