"""The exercise `semi_hard`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _semi_hard(to_positive, to_negatives):
    farther = to_negatives > to_positive[:, None]
    nearest = np.where(farther, to_negatives, np.inf).argmin(axis=1)
    return np.where(farther.any(axis=1), nearest, to_negatives.argmax(axis=1))


semi_hard = Exercise(
    "semi_hard",
    _semi_hard,
    hints=(
        "Row by row: which negatives are farther from the anchor than its positive? Among these, the nearest.",
        "Put infinity in place of those that are not farther, and take `argmin`. Some rows have none that is farther.",
        "`np.where(farther, to_negatives, np.inf).argmin(axis=1)`, and where `farther.any(axis=1)` is False, "
        "`to_negatives.argmax(axis=1)`.",
    ),
    read="Pairs make the loss",
)


def _check(student, to_positive, to_negatives, why):
    same(student(to_positive, to_negatives), _semi_hard(to_positive, to_negatives), why)


@semi_hard.criterion("three anchors, by hand", points=1)
def _(student, rng):
    to_positive = np.array([0.5, 0.9, 0.3])
    to_negatives = np.array([[0.4, 0.8, 0.6, 2.0], [0.7, 0.2, 0.8, 0.1], [0.9, 0.4, 0.3, 0.2]])
    why = "Row 0: .6 is the nearest beyond .5; row 1: none is beyond .9, so the farthest; row 2: .3 is not beyond .3"
    same(student(to_positive, to_negatives), [2, 2, 1], why)
    same(student(np.array([0.5]), np.array([[0.2, 0.9]])), [1], "Only the last is beyond .5, and the farthest of all")


@semi_hard.criterion("any distances", points=2)
def _(student, rng):
    for n, m, most in ((12, 6, 1.0), (30, 4, 1.2), (1, 9, 0.5), (8, 1, 1.0), (25, 3, 0.3)):
        to_positive, to_negatives = rng.random(n) * most, rng.random((n, m))
        _check(student, to_positive, to_negatives, f"{n} anchors with {m} negatives each")
    _check(student, rng.random(9) * 50, rng.random((9, 20)) * 100, "Distances up to 100")
    _check(student, rng.random(9) * 5e11, rng.random((9, 20)) * 1e12, "Distances of any size")


@semi_hard.criterion("rows without a negative that is farther, and equal distances", points=1)
def _(student, rng):
    to_positive, to_negatives = 1 + rng.random(10), rng.random((10, 5))
    _check(student, to_positive, to_negatives, "All negatives are nearer than the positive: the farthest of them")
    to_positive, to_negatives = rng.integers(1, 4, 30), rng.integers(1, 6, (30, 7))
    _check(student, to_positive, to_negatives, "Whole numbers; of equal distances the first is taken")
    same(student(np.array([1.0]), np.array([[0.0, 5.0]])), [1], "Only 5 is beyond 1; a negative may lie at distance 0")
    _check(student, np.full(4, 2.0), np.full((4, 3), 2.0), "All distances equal: none is farther, so the first")


@semi_hard.mistake(
    "the nearest negative of all was taken, the hardest; the nearest *beyond the positive* was asked for."
)
def hardest(to_positive, to_negatives):
    return to_negatives.argmin(axis=1)


@semi_hard.mistake(
    "the farthest negative was taken, the easiest; of those beyond the positive, the *nearest* was asked for."
)
def easiest(to_positive, to_negatives):
    return to_negatives.argmax(axis=1)


@semi_hard.mistake("the distance came back; its place in the row was asked for.")
def distance_itself(to_positive, to_negatives):
    return to_negatives[np.arange(len(to_negatives)), _semi_hard(to_positive, to_negatives)]


@semi_hard.mistake("a negative exactly as far away as the positive was taken; it must be farther.")
def as_far_counts(to_positive, to_negatives):
    farther = to_negatives >= to_positive[:, None]
    nearest = np.where(farther, to_negatives, np.inf).argmin(axis=1)
    return np.where(farther.any(axis=1), nearest, to_negatives.argmax(axis=1))


@semi_hard.mistake("where no negative is farther, the first one was taken; the farthest was asked for.")
def no_fallback(to_positive, to_negatives):
    return np.where(to_negatives > to_positive[:, None], to_negatives, np.inf).argmin(axis=1)


@semi_hard.mistake("where no negative is farther, the nearest was taken; the farthest was asked for.")
def falls_back_to_hardest(to_positive, to_negatives):
    farther = to_negatives > to_positive[:, None]
    return np.where(farther.any(axis=1), no_fallback(to_positive, to_negatives), to_negatives.argmin(axis=1))


@semi_hard.mistake("where no negative is farther, -1 came; the farthest was asked for.")
def falls_back_to_none(to_positive, to_negatives):
    farther = to_negatives > to_positive[:, None]
    return np.where(farther.any(axis=1), no_fallback(to_positive, to_negatives), -1)


@semi_hard.mistake("the place counts among the negatives that are farther; the place in the whole row was asked for.")
def place_among_some(to_positive, to_negatives):
    found = []
    for positive, row in zip(to_positive, to_negatives, strict=True):
        some = row[row > positive]
        found.append(int(some.argmin()) if len(some) else int(row.argmax()))
    return found


@semi_hard.mistake("the first negative that is farther was taken, not the nearest of them.")
def first_beyond(to_positive, to_negatives):
    farther = to_negatives > to_positive[:, None]
    return np.where(farther.any(axis=1), farther.argmax(axis=1), to_negatives.argmax(axis=1))


@semi_hard.mistake("the negative nearest to the positive's distance was taken, on either side; it must be farther.")
def closest_to_it(to_positive, to_negatives):
    return np.abs(to_negatives - to_positive[:, None]).argmin(axis=1)


@semi_hard.mistake("negatives *nearer* than the positive were looked at; those farther away were asked for.")
def nearer_ones(to_positive, to_negatives):
    nearer = to_negatives < to_positive[:, None]
    far = np.where(nearer, to_negatives, -np.inf).argmax(axis=1)
    return np.where(nearer.any(axis=1), far, to_negatives.argmin(axis=1))


@semi_hard.mistake("of equal distances the last was taken; take the first.")
def last_of_equals(to_positive, to_negatives):
    return to_negatives.shape[1] - 1 - _semi_hard(to_positive, to_negatives[:, ::-1])


@semi_hard.mistake("only one place came; there is one for each row.")
def one_for_all(to_positive, to_negatives):
    return _semi_hard(to_positive, to_negatives)[0]


@semi_hard.mistake("all negatives were compared with the mean positive; each row has its own.")
def mean_positive(to_positive, to_negatives):
    return _semi_hard(np.full(len(to_positive), np.mean(to_positive)), to_negatives)


@semi_hard.mistake("these are ranks counted from 1; places count from 0.")
def from_one(to_positive, to_negatives):
    return _semi_hard(to_positive, to_negatives) + 1


@semi_hard.mistake("of equal distances beyond the positive the last was taken; take the first.")
def last_of_equal_near(to_positive, to_negatives):
    farther = (to_negatives > to_positive[:, None]).any(axis=1)
    return np.where(farther, last_of_equals(to_positive, to_negatives), to_negatives.argmax(axis=1))


@semi_hard.mistake(
    "where none is farther, the last of equally far ones was taken; the first is asked for there as well."
)
def last_of_equal_far(to_positive, to_negatives):
    farther = (to_negatives > to_positive[:, None]).any(axis=1)
    return np.where(farther, _semi_hard(to_positive, to_negatives), last_of_equals(to_positive, to_negatives))


@semi_hard.mistake("of those that are farther the farthest was taken, the easiest; the nearest was asked for.")
def farthest_beyond(to_positive, to_negatives):
    farther = (to_negatives > to_positive[:, None]).any(axis=1)
    return np.where(farther, to_negatives.argmax(axis=1), to_negatives.argmin(axis=1))


@semi_hard.mistake("the largest distance stands for infinity, and is a distance itself: use `np.inf`.")
def largest_for_infinity(to_positive, to_negatives):
    farther = to_negatives > to_positive[:, None]
    nearest = np.where(farther, to_negatives, to_negatives.max()).argmin(axis=1)
    return np.where(farther.any(axis=1), nearest, to_negatives.argmax(axis=1))


@semi_hard.mistake("a fixed number stands for infinity, and distances may be larger: use `np.inf`.")
def number_for_infinity(to_positive, to_negatives):
    farther = to_negatives > to_positive[:, None]
    nearest = np.where(farther, to_negatives, 1000).argmin(axis=1)
    return np.where(farther.any(axis=1), nearest, to_negatives.argmax(axis=1))


@semi_hard.mistake("an array of whole numbers cannot hold infinity: make it one of floats, or use `np.where`.")
def infinity_into_whole(to_positive, to_negatives):
    left, farther = to_negatives.copy(), to_negatives > to_positive[:, None]
    left[~farther] = np.inf
    return np.where(farther.any(axis=1), left.argmin(axis=1), to_negatives.argmax(axis=1))


@semi_hard.mistake(
    "the largest distance was added to those that are not farther, too little for one of 0: use `np.inf`."
)
def largest_added(to_positive, to_negatives):
    farther = to_negatives > to_positive[:, None]
    nearest = np.where(farther, to_negatives, to_negatives + to_negatives.max()).argmin(axis=1)
    return np.where(farther.any(axis=1), nearest, to_negatives.argmax(axis=1))


@semi_hard.mistake("this is the place in the *sorted* row; the place in the row as it came was asked for.")
def place_in_the_sorted_row(to_positive, to_negatives):
    not_farther = (to_negatives <= to_positive[:, None]).sum(axis=1)
    return np.minimum(not_farther, to_negatives.shape[1] - 1)
