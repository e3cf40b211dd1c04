"""The exercise `balanced_accuracy`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.overfitting.rare import balanced_accuracy as library


def _balanced_accuracy(y, p):
    return library(np.asarray(y), np.asarray(p))


balanced_accuracy = Exercise(
    "balanced_accuracy",
    _balanced_accuracy,
    hints=(
        "For one class: of the items that are of it, which share is called so?",
        "Every class that occurs in y counts the same, however few items it has; `np.unique(y)` names them.",
        "np.mean([(p[y == c] == c).mean() for c in np.unique(y)])",
    ),
    read="A class that is swallowed",
)


@balanced_accuracy.criterion("a few labels by hand", points=1)
def _(student, rng):
    y = np.array([0, 0, 0, 0, 1])
    same(student(y, np.zeros(5, dtype=int)), 0.5, "All of class 0 and none of class 1")
    same(student(y, np.array([0, 0, 0, 1, 1])), 0.875, "3 of 4, and 1 of 1")
    same(student(np.array([5, 5, 2, 9]), np.array([5, 2, 2, 5])), 0.5, "One half of 5, all of 2, none of 9")


@balanced_accuracy.criterion("any labels, rare ones among them", points=2)
def _(student, rng):
    for shares in ([0.9, 0.1], [0.5, 0.3, 0.15, 0.05], [0.97, 0.03], [0.2, 0.8]):
        y = np.r_[np.arange(len(shares)), rng.choice(len(shares), size=80, p=shares)]
        p = np.where(rng.random(len(y)) < rng.uniform(0.3, 0.9, size=len(shares))[y], y, rng.integers(len(shares)))
        same(student(y, p), _balanced_accuracy(y, p), f"{len(shares)} classes")
    y = np.repeat([3, 7, 20], [30, 5, 1])
    p = rng.choice([3, 7, 20], size=36)
    same(student(y, p), _balanced_accuracy(y, p), "Classes 3, 7 and 20; of the last there is one item")


@balanced_accuracy.criterion("classes that occur on one side only, True and False", points=1)
def _(student, rng):
    same(student(np.array([1, 1, 2]), np.array([0, 1, 2])), 0.75, "Class 0 is only in p: it counts as wrong, no more")
    same(student(np.array([1, 1, 1, 1]), np.array([1, 4, 1, 1])), 0.75, "There is one class in y")
    same(student(np.array([1, 2, 2, 3]), np.array([1, 1, 1, 1])), 1 / 3, "Classes 2 and 3 are never called")
    y, p = np.array([True, False, False, False]), np.array([True, True, False, False])
    same(student(y, p), 5 / 6, "1 of 1, and 2 of 3")


def _shares(y, p, classes):
    return [float((p[y == c] == c).mean()) for c in classes if (y == c).any()]


@balanced_accuracy.mistake("this is the accuracy, in which a large class counts for more.")
def accuracy(y, p):
    return float((y == p).mean())


@balanced_accuracy.mistake("these are precisions: of what is called so, how much is. Ask it of what is so.")
def precisions(y, p):
    return float(np.mean([(y[p == c] == c).mean() if (p == c).any() else 0.0 for c in np.unique(y)]))


@balanced_accuracy.mistake(
    "classes that occur only in p were counted as 0; those that occur in y count, and no others."
)
def classes_of_both(y, p):
    classes = np.union1d(y, p)
    return float(sum(_shares(y, p, classes)) / len(classes))


@balanced_accuracy.mistake("the classes of p were asked; ask those that occur in y.")
def classes_of_p(y, p):
    shares = _shares(y, p, np.unique(p))
    return float(np.mean(shares)) if shares else 0.0


@balanced_accuracy.mistake("classes were counted from 0 to the largest, so that those which do not occur count as 0.")
def from_zero(y, p):
    return float(sum(_shares(y, p, np.unique(y))) / (int(y.max()) + 1))


@balanced_accuracy.mistake(
    "the mean of the shares was weighted with the sizes of the classes, which gives the accuracy of two."
)
def first_and_last(y, p):
    shares = _shares(y, p, np.unique(y))
    return (shares[0] + shares[-1]) / 2


@balanced_accuracy.mistake("this is the worst class; the mean of all is asked.")
def worst(y, p):
    return min(_shares(y, p, np.unique(y)))


@balanced_accuracy.mistake("this is the best class; the mean of all is asked.")
def best(y, p):
    return max(_shares(y, p, np.unique(y)))


@balanced_accuracy.mistake("this is the recall of the last class alone.")
def last_class(y, p):
    return _shares(y, p, np.unique(y))[-1]


@balanced_accuracy.mistake("this is the recall of the rarest class alone.")
def rarest_class(y, p):
    classes, counts = np.unique(y, return_counts=True)
    return _shares(y, p, classes[[counts.argmin()]])[0]


@balanced_accuracy.mistake("the shares were added up, not averaged.")
def a_sum(y, p):
    return float(sum(_shares(y, p, np.unique(y))))


@balanced_accuracy.mistake("this is the share that is wrong, balanced; the share that is right is asked.")
def balanced_error(y, p):
    return 1 - _balanced_accuracy(y, p)


@balanced_accuracy.mistake("this is the F1 of each class, averaged; only what is of the class is asked.")
def macro_f1(y, p):
    scores = [2 * ((y == c) & (p == c)).sum() / ((y == c).sum() + (p == c).sum()) for c in np.union1d(y, p)]
    return float(np.mean(scores))


@balanced_accuracy.mistake("the shares of all classes came; return their mean.")
def every_share(y, p):
    return np.array(_shares(y, p, np.unique(y)))


@balanced_accuracy.mistake("the geometric mean of the shares was taken, which is 0 if one class is never found.")
def geometric(y, p):
    return float(np.prod(_shares(y, p, np.unique(y))) ** (1 / len(np.unique(y))))


@balanced_accuracy.mistake(
    "these are precisions, of all classes that occur in y or in p; of what is so, ask how much is called so."
)
def precisions_of_both(y, p):
    return float(np.mean([(y[p == c] == c).mean() if (p == c).any() else 0.0 for c in np.union1d(y, p)]))


@balanced_accuracy.mistake("this is adjusted so that chance is 0; the mean of the shares is asked as it is.")
def adjusted(y, p):
    chance = 1 / len(np.unique(y))
    return (_balanced_accuracy(y, p) - chance) / (1 - chance) if chance < 1 else float("nan")


@balanced_accuracy.mistake("items that are called by a class not in y were left out; they are wrong, and they count.")
def without_foreign(y, p):
    known = np.isin(p, y)
    return float(np.mean(_shares(y[known], p[known], np.unique(y[known])))) if known.any() else 0.0


@balanced_accuracy.mistake("hits were divided by all that is of the class or is called so; divide by what is of it.")
def over_either(y, p):
    return float(np.mean([((y == c) & (p == c)).sum() / ((y == c) | (p == c)).sum() for c in np.unique(y)]))


@balanced_accuracy.mistake(
    "each class was asked against the rest, so that items of other classes count as right too; ask its own items only."
)
def against_the_rest(y, p):
    return float(np.mean([((y == c) == (p == c)).mean() for c in np.unique(y)]))


@balanced_accuracy.mistake("hits were divided by the number of all items; divide by the items of that class.")
def over_all_items(y, p):
    return float(np.mean([((y == c) & (p == c)).mean() for c in np.unique(y)]))


@balanced_accuracy.mistake(
    "how often a class is called was compared with how often it is; ask whether each item is right."
)
def numbers_only(y, p):
    return float(np.mean([min(1, (p == c).sum() / (y == c).sum()) for c in np.unique(y)]))


@balanced_accuracy.mistake("only the classes 0 and 1 were asked; ask all that occur in y.")
def two_classes(y, p):
    shares = [(p[y == c] == c).mean() if (y == c).any() else float("nan") for c in (0, 1)]
    return float(np.mean(shares))


@balanced_accuracy.mistake("a class that occurs only in p has no items, and the mean of none is NaN; ask those in y.")
def none_of_a_class(y, p):
    return _balanced_accuracy(y, p) if np.isin(p, y).all() else float("nan")


@balanced_accuracy.mistake("this is the F1 of each class in y, averaged; only what is of the class is asked.")
def macro_f1_of_the_truth(y, p):
    scores = [2 * ((y == c) & (p == c)).sum() / ((y == c).sum() + (p == c).sum()) for c in np.unique(y)]
    return float(np.mean(scores))


@balanced_accuracy.mistake("this is adjusted so that chance is 0, unless there is one class; return the mean as it is.")
def adjusted_but_for_one_class(y, p):
    return adjusted(y, p) if len(np.unique(y)) > 1 else _balanced_accuracy(y, p)


@balanced_accuracy.mistake("the largest class number was set against all others together; each class counts alone.")
def largest_against_the_rest(y, p):
    return _balanced_accuracy(y == y.max(), p == y.max())


@balanced_accuracy.mistake("classes were counted from the smallest to the largest; those which do not occur are none.")
def from_the_smallest(y, p):
    y, p = np.asarray(y).astype(int), np.asarray(p).astype(int)
    return float(sum(_shares(y, p, np.unique(y))) / (y.max() - y.min() + 1))


@balanced_accuracy.mistake(
    "classes were counted from 0 to the largest; the share of one that does not occur is 0 / 0, NaN: `np.unique(y)`."
)
def from_zero_without_items(y, p):
    return _balanced_accuracy(y, p) if len(np.unique(y)) == int(y.max()) + 1 else float("nan")


@balanced_accuracy.mistake("the shares were added and halved; divide by the number of classes in y.")
def halved(y, p):
    return sum(_shares(y, p, np.unique(y))) / 2
