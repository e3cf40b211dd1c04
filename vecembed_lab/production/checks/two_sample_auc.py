"""The exercise `two_sample_auc`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _area(low, high):
    """The share of pairs in which the second number is larger, ties one half."""
    return ((high[:, None] > low).mean() + (high[:, None] >= low).mean()) / 2


def _direction(first, second):
    return second.mean(axis=0) - first.mean(axis=0)


def _two_sample_auc(first, second):
    direction = _direction(first[::2], second[::2])
    return _area(first[1::2] @ direction, second[1::2] @ direction)


two_sample_auc = Exercise(
    "two_sample_auc",
    _two_sample_auc,
    hints=(
        "Rows 0, 2, 4, ... are `first[::2]`; rows 1, 3, 5, ... are `first[1::2]`. Learn from those, test on these.",
        "The direction is the mean of the second window less that of the first; a score is a dot product with it.",
        "Compare all pairs at once: `high[:, None] > low`. A tie counts one half.",
    ),
    read="Has something changed?",
)


@two_sample_auc.criterion("by hand: on a line", points=1)
def _(student, rng):
    first, second = np.array([[0.0], [1], [0], [5]]), np.array([[4.0], [3], [4], [9]])
    same(
        student(first, second),
        3 / 4,
        "The direction is +4. Of the pairs (1, 3), (1, 9), (5, 3), (5, 9) three are right",
    )
    same(student(second, first), 3 / 4, "The other way round the direction is -4, and it is as easy")
    first, second = np.array([[0.0], [2], [0], [7]]), np.array([[1.0], [2], [1], [1]])
    same(student(first, second), 0.125, "Of (2, 2), (2, 1), (7, 2), (7, 1) one is a tie and none is right")


@two_sample_auc.criterion("any windows, of any sizes", points=2)
def _(student, rng):
    for n, m, d, shift in ((20, 20, 4, 1.0), (15, 40, 3, 0.5), (9, 7, 6, 0.0), (60, 60, 10, 0.3), (2, 2, 2, 0.5)):
        first, second = rng.normal(size=(n, d)), rng.normal(size=(m, d)) + shift
        same(student(first, second), _two_sample_auc(first, second), f"{n} and {m} rows of {d} numbers")


@two_sample_auc.criterion("ties, whole numbers, windows without a difference", points=1)
def _(student, rng):
    first, second = rng.integers(0, 3, size=(32, 2)), rng.integers(1, 4, size=(16, 2))
    same(student(first, second), _two_sample_auc(first, second), "Whole numbers, many scores are equal")
    rows = np.tile([[1.0, 2], [3, 1]], (4, 1))
    same(student(rows, rows.copy()), 0.5, "Both windows are the same: nothing can be told, and every pair is a tie")
    first, second = np.array([[0.0, 0], [5, 1]]), np.array([[1.0, 0], [2, 9]])
    same(student(first, second), 0.0, "What was learnt from the even rows is wrong for the odd ones: 0 stays 0")


@two_sample_auc.mistake("it was tested on the rows that it learnt from; those look easier than they are.")
def tested_on_training(first, second):
    direction = _direction(first[::2], second[::2])
    return _area(first[::2] @ direction, second[::2] @ direction)


@two_sample_auc.mistake("it learnt from all rows, those of the test too.")
def learnt_from_all(first, second):
    direction = _direction(first, second)
    return _area(first[1::2] @ direction, second[1::2] @ direction)


@two_sample_auc.mistake("all rows were used for both, learning and testing.")
def all_for_both(first, second):
    direction = _direction(first, second)
    return _area(first @ direction, second @ direction)


@two_sample_auc.mistake("ties did not count; they count one half.")
def ties_are_nothing(first, second):
    direction = _direction(first[::2], second[::2])
    return ((second[1::2] @ direction)[:, None] > first[1::2] @ direction).mean()


@two_sample_auc.mistake("ties counted as right; they count one half.")
def ties_are_right(first, second):
    direction = _direction(first[::2], second[::2])
    return ((second[1::2] @ direction)[:, None] >= first[1::2] @ direction).mean()


@two_sample_auc.mistake("what is below .5 was turned round; without drift it has to scatter on both sides of .5.")
def turned_round(first, second):
    found = _two_sample_auc(first, second)
    return max(found, 1 - found)


@two_sample_auc.mistake("the direction points from the second window to the first.")
def backwards(first, second):
    return 1 - _two_sample_auc(first, second)


@two_sample_auc.mistake("odd and even were exchanged: learn from rows 0, 2, 4, ...")
def odd_for_even(first, second):
    direction = _direction(first[1::2], second[1::2])
    return _area(first[::2] @ direction, second[::2] @ direction)


@two_sample_auc.mistake("the first half was learnt from and the second tested; take even and odd rows.")
def halves(first, second):
    n, m = len(first) // 2, len(second) // 2
    direction = _direction(first[:n], second[:m])
    return _area(first[n:] @ direction, second[m:] @ direction)


@two_sample_auc.mistake("this is the share of rows on the right side of the middle; compare pairs of rows.")
def accuracy(first, second):
    means = first[::2].mean(axis=0), second[::2].mean(axis=0)
    direction = means[1] - means[0]
    middle = (means[0] + means[1]) @ direction / 2
    right = [*(first[1::2] @ direction < middle), *(second[1::2] @ direction > middle)]
    return np.mean(right)


@two_sample_auc.mistake("rows were compared with the row in the same place; compare all pairs.")
def row_by_row(first, second):
    direction = _direction(first[::2], second[::2])
    low, high = first[1::2] @ direction, second[1::2] @ direction
    k = min(len(low), len(high))
    return ((high[:k] > low[:k]).mean() + (high[:k] >= low[:k]).mean()) / 2


@two_sample_auc.mistake("the mean of each row was used as its score; use its dot product with the direction.")
def row_means(first, second):
    return _area(first[1::2].mean(axis=1), second[1::2].mean(axis=1))


@two_sample_auc.mistake(
    "the score was the distance to the first window's mean; use the dot product with the direction."
)
def by_distance(first, second):
    centre = first[::2].mean(axis=0)
    low, high = (np.linalg.norm(x[1::2] - centre, axis=1) for x in (first, second))
    return _area(low, high)


@two_sample_auc.mistake("medians made the direction; it is the difference of the means.")
def of_medians(first, second):
    direction = np.median(second[::2], axis=0) - np.median(first[::2], axis=0)
    return _area(first[1::2] @ direction, second[1::2] @ direction)


@two_sample_auc.mistake("this is a number of pairs; divide by how many there are.")
def a_count(first, second):
    return _two_sample_auc(first, second) * (len(first) // 2) * (len(second) // 2)


@two_sample_auc.mistake("the sign of the difference was dropped: the direction needs it.")
def without_sign(first, second):
    direction = np.abs(_direction(first[::2], second[::2]))
    return _area(first[1::2] @ direction, second[1::2] @ direction)


@two_sample_auc.mistake("only the column that differs most was used; all count, each by its difference.")
def one_column(first, second):
    direction = _direction(first[::2], second[::2])
    j = np.abs(direction).argmax()
    return _area(first[1::2, j] * np.sign(direction[j]), second[1::2, j] * np.sign(direction[j]))


@two_sample_auc.mistake("all rows were tested, those that it learnt from as well; test rows 1, 3, 5, ...")
def tested_on_all(first, second):
    direction = _direction(first[::2], second[::2])
    return _area(first @ direction, second @ direction)


@two_sample_auc.mistake("the pairs of all rows stand below the line; count those of tested rows.")
def divided_by_all_pairs(first, second):
    return _two_sample_auc(first, second) * (len(first) // 2) * (len(second) // 2) / (len(first) * len(second))


@two_sample_auc.mistake("what is below .5 became .5; without drift it has to scatter on both sides of .5.")
def not_below_a_half(first, second):
    return max(_two_sample_auc(first, second), 0.5)


@two_sample_auc.mistake("wrong pairs were taken off the right ones, so that it goes from -1 to 1; a share is asked.")
def right_less_wrong(first, second):
    return 2 * _two_sample_auc(first, second) - 1


@two_sample_auc.mistake("pairs that tie were left out; each counts one half.")
def ties_left_out(first, second):
    right, wrong = ties_are_nothing(first, second), 1 - ties_are_right(first, second)
    return right / (right + wrong) if right + wrong else np.nan


@two_sample_auc.mistake("sums were taken where means belong: the windows may differ in size.")
def of_sums(first, second):
    direction = second[::2].sum(axis=0) - first[::2].sum(axis=0)
    return _area(first[1::2] @ direction, second[1::2] @ direction)


@two_sample_auc.mistake("the longer window was cut to the length of the other; all its rows count.")
def cut_to_the_shorter(first, second):
    n = min(len(first), len(second))
    return _two_sample_auc(first[:n], second[:n])


@two_sample_auc.mistake("every other row of both windows together was taken; each window begins with an even row.")
def joined_first(first, second):
    x, late = np.concatenate([first, second]), np.arange(len(first) + len(second)) >= len(first)
    direction = _direction(x[::2][~late[::2]], x[::2][late[::2]])
    return _area(x[1::2][~late[1::2]] @ direction, x[1::2][late[1::2]] @ direction)


@two_sample_auc.mistake("the score is a cosine; the length of a row counts, so use the dot product.")
def cosines(first, second):
    direction = _direction(first[::2], second[::2])
    lengths = [np.linalg.norm(x[1::2], axis=1) for x in (first, second)]
    low, high = (x[1::2] @ direction / np.where(n > 0, n, 1) for x, n in zip((first, second), lengths, strict=True))
    return _area(low, high)


@two_sample_auc.mistake("the direction was made length 1, which is NaN where it is zero; leave it as it is.")
def direction_of_length_one(first, second):
    direction = _direction(first[::2], second[::2])
    direction = direction / np.linalg.norm(direction)
    return _area(first[1::2] @ direction, second[1::2] @ direction)


@two_sample_auc.mistake("the mean of the second window was the direction; take off that of the first.")
def of_the_second_alone(first, second):
    direction = second[::2].mean(axis=0)
    return _area(first[1::2] @ direction, second[1::2] @ direction)


@two_sample_auc.mistake(
    "the mean of both windows' shares on their side of the middle was taken; compare pairs of rows."
)
def balanced_accuracy(first, second):
    means = first[::2].mean(axis=0), second[::2].mean(axis=0)
    direction = means[1] - means[0]
    middle = direction @ (means[0] + means[1]) / 2
    low, high = (
        ((s > middle) + 0.5 * (s == middle)).mean() for s in (first[1::2] @ direction, second[1::2] @ direction)
    )
    return (1 - low + high) / 2


@two_sample_auc.mistake("the first half, rounded up, was learnt from and the rest tested; take even and odd rows.")
def halves_rounded_up(first, second):
    n, m = (len(first) + 1) // 2, (len(second) + 1) // 2
    direction = _direction(first[:n], second[:m])
    return _area(first[n:] @ direction, second[m:] @ direction)


@two_sample_auc.mistake("only the signs of the direction were used; how much a column differs counts as well.")
def signs_only(first, second):
    direction = np.sign(_direction(first[::2], second[::2]))
    return _area(first[1::2] @ direction, second[1::2] @ direction)


@two_sample_auc.mistake("the second window's scores were compared with the mean of the first one's; compare all pairs.")
def above_the_mean(first, second):
    direction = _direction(first[::2], second[::2])
    low, high = first[1::2] @ direction, second[1::2] @ direction
    return ((high > low.mean()) + 0.5 * (high == low.mean())).mean()


@two_sample_auc.mistake(
    "the direction was multiplied by an inverse covariance (LDA); take the difference of the means alone."
)
def discriminant(first, second):
    one, other = first[::2], second[::2]
    within = np.cov(np.vstack([one - one.mean(axis=0), other - other.mean(axis=0)]).T)
    direction = np.linalg.solve(np.atleast_2d(within) + 1e-6 * np.eye(first.shape[1]), _direction(one, other))
    return _area(first[1::2] @ direction, second[1::2] @ direction)
