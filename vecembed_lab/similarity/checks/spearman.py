"""The exercise `spearman`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
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


@spearman.criterion("the order of the input does not matter", points=1)
def _(student, rng):
    x, y = rng.normal(size=(2, 12))
    same(student(x, y), measures.spearman(x, y), "Ranks say which place each item takes, in the items' own order")


@spearman.criterion("equal values share their mean rank", points=1)
def _(student, rng):
    x, y = np.array([1.0, 2.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0, 4.0])
    same(student(x, y), np.sqrt(0.9), "The ranks of x are 1, 2.5, 2.5, 4")


@spearman.criterion("many ties, as in human scores", points=1)
def _(student, rng):
    x, y = rng.integers(5, size=(2, 40)).astype(float)
    same(student(x, y), measures.spearman(x, y), "Scores with many ties")


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
