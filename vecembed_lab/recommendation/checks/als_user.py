"""The exercise `als_user`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.recommendation import factorization


def _solved(Y, met, *, left, right, reg, everywhere=1.0):
    """x of (everywhere * Y'Y + left * S'S + reg) x = right * S'1, with S the rows `met`."""
    some = Y[np.asarray(met, dtype=int)]
    both = everywhere * Y.T @ Y + left * some.T @ some
    return np.linalg.solve(both + reg * np.eye(Y.shape[1]), right * some.sum(axis=0))


def _als_user(Y, met, confidence, reg):
    return factorization.als_user(Y, np.asarray(met, dtype=int), confidence, reg)


als_user = Exercise(
    "als_user",
    _als_user,
    hints=(
        "The loss is quadratic in x: set its gradient to zero, and a system of d equations is left.",
        "Begin with `Y.T @ Y`, in which every item counts once; the user's own need `confidence - 1` more.",
        "With `S = Y[met]` and `A = Y.T @ Y + (confidence - 1) * S.T @ S + reg * np.eye(d)`: "
        "`np.linalg.solve(A, confidence * S.sum(axis=0))`.",
    ),
    read="A vector for everybody",
)


@als_user.criterion("one dimension by hand", points=1)
def _(student, rng):
    Y = np.array([[1.0], [2.0], [1.0]])
    same(student(Y, [0], 4, 1), [4 / 10], "4 (1 - x)² + (2x)² + x² + x²: the slope is 0 where 10 x = 4")
    same(student(Y, [1, 2], 2, 3), [6 / 14], "(x)² + 2 (1 - 2x)² + 2 (1 - x)² + 3 x²: 14 x = 6")
    same(student(Y, [], 5, 2), [0.0], "Who has met nothing gets the vector 0")


def _loss(x, Y, met, confidence, reg):
    taken = np.isin(np.arange(len(Y)), met)
    return np.where(taken, confidence, 1) @ (taken - Y @ x) ** 2 + reg * x @ x


@als_user.criterion("any met, any confidence, any reg", points=2)
def _(student, rng):
    for n, d, k, confidence, reg in ((9, 3, 4, 20, 0.5), (40, 5, 7, 3, 12.0), (6, 4, 2, 1, 2.0), (15, 6, 8, 1.5, 0.1)):
        Y, met = rng.normal(size=(n, d)), rng.permutation(n)[:k]
        why = f"{n} items in {d} dimensions, {k} met, confidence {confidence:g}, reg {reg:g}"
        same(student(Y, met, confidence, reg), _als_user(Y, met, confidence, reg), why)
    Y = rng.normal(size=(8, 4))
    same(student(Y, [], 20, 0.5), np.zeros(4), "Nothing met")
    same(student(Y, np.arange(8), 7, 0.3), _als_user(Y, np.arange(8), 7, 0.3), "All met")


@als_user.criterion("no other vector has a smaller loss", points=1)
def _(student, rng):
    for confidence, reg in ((10, 1.0), (2, 6.0), (40, 0.2)):
        Y, met = rng.normal(size=(20, 4)), rng.permutation(20)[:6]
        x = np.asarray(student(Y, met, confidence, reg))
        best = _als_user(Y, met, confidence, reg)
        same(_loss(x, Y, met, confidence, reg), _loss(best, Y, met, confidence, reg), "The loss of the answer")


@als_user.mistake("`confidence` is the whole weight of an item that was met, not what is added to 1.")
def one_more(Y, met, confidence, reg):
    return _solved(Y, met, left=confidence, right=1 + confidence, reg=reg)


@als_user.mistake("items that were met weigh 1 + confidence on the left side: `Y.T @ Y` holds them once already.")
def counted_twice(Y, met, confidence, reg):
    return _solved(Y, met, left=confidence, right=confidence, reg=reg)


@als_user.mistake("only the items that were met count here; the others say 0, with weight 1.")
def only_taken(Y, met, confidence, reg):
    return _solved(Y, met, left=confidence, right=confidence, reg=reg, everywhere=0)


@als_user.mistake("the right side lacks the confidence: it is `confidence` times the sum of the vectors that were met.")
def right_without(Y, met, confidence, reg):
    return _solved(Y, met, left=confidence - 1, right=1, reg=reg)


@als_user.mistake("the confidence is missing on both sides: items that were met weigh no more than the others.")
def no_confidence(Y, met, confidence, reg):
    return _solved(Y, met, left=0, right=1, reg=reg)


@als_user.mistake("`reg` is missing.")
def no_reg(Y, met, confidence, reg):
    return _solved(Y, met, left=confidence - 1, right=confidence, reg=1e-12)


@als_user.mistake("`reg` was added to every entry of the matrix; it belongs on the diagonal: `reg * np.eye(d)`.")
def reg_everywhere(Y, met, confidence, reg):
    some = Y[np.asarray(met, dtype=int)]
    return np.linalg.solve(Y.T @ Y + (confidence - 1) * some.T @ some + reg, confidence * some.sum(axis=0))


@als_user.mistake("`reg` was multiplied by the number of items that were met (ALS-WR does that); here it is not.")
def reg_for_each(Y, met, confidence, reg):
    return _solved(Y, met, left=confidence - 1, right=confidence, reg=reg * len(met) or 1)


@als_user.mistake("`reg` was multiplied by the number of all items; it stands in the loss once.")
def reg_for_all(Y, met, confidence, reg):
    return _solved(Y, met, left=confidence - 1, right=confidence, reg=reg * len(Y))


@als_user.mistake("every item has the confidence of one that was met; the others weigh 1.")
def all_confident(Y, met, confidence, reg):
    return _solved(Y, met, left=0, right=confidence, reg=reg, everywhere=confidence)


@als_user.mistake("the confidence was squared: a weight stands before the square, not inside it.")
def squared_confidence(Y, met, confidence, reg):
    return _solved(Y, met, left=confidence**2 - 1, right=confidence**2, reg=reg)


@als_user.mistake("this is the right side alone; the system was not solved.")
def right_side(Y, met, confidence, reg):
    return confidence * Y[np.asarray(met, dtype=int)].sum(axis=0)


@als_user.mistake("this is the mean of the vectors of the items that were met, which minimises nothing that is asked.")
def mean_of_taken(Y, met, confidence, reg):
    return Y[np.asarray(met, dtype=int)].sum(axis=0) / max(1, len(met))


@als_user.mistake("the right side is a mean; it is a sum over the items that were met.")
def mean_on_the_right(Y, met, confidence, reg):
    return _solved(Y, met, left=confidence - 1, right=confidence / max(1, len(met)), reg=reg)


@als_user.mistake("the matrix was multiplied, not solved.")
def multiplied(Y, met, confidence, reg):
    some = Y[np.asarray(met, dtype=int)]
    return (Y.T @ Y + (confidence - 1) * some.T @ some + reg * np.eye(Y.shape[1])) @ (confidence * some.sum(axis=0))


@als_user.mistake("the root of the confidence was used: a weight stands before the square as it is.")
def root_of_confidence(Y, met, confidence, reg):
    root = np.sqrt(confidence)
    return _solved(Y, met, left=root - 1, right=root, reg=reg)


@als_user.mistake("the right side sums over all items; the others should score 0 and add nothing to it.")
def all_on_the_right(Y, met, confidence, reg):
    some = Y[np.asarray(met, dtype=int)]
    both = Y.T @ Y + (confidence - 1) * some.T @ some + reg * np.eye(Y.shape[1])
    return np.linalg.solve(both, confidence * Y.sum(axis=0))


@als_user.mistake("the confidence counts in full beside `Y.T @ Y`, which holds them once, and not on the right.")
def counted_twice_and_not_on_the_right(Y, met, confidence, reg):
    return _solved(Y, met, left=confidence, right=1, reg=reg)


@als_user.mistake("who has met nothing gets the vector 0; the mean of the items came.")
def mean_for_nothing(Y, met, confidence, reg):
    return _als_user(Y, met, confidence, reg) if len(met) else Y.mean(axis=0)


@als_user.mistake("the vector was brought to length 1; its length counts in the loss.")
def of_length_one(Y, met, confidence, reg):
    x = _als_user(Y, met, confidence, reg)
    return x / max(np.linalg.norm(x), 1e-12)


@als_user.mistake("`np.array([])` holds floats, which are no numbers of items: write `np.array(met, dtype=int)`.")
def floats_for_nothing_met(Y, met, confidence, reg):
    return _als_user(Y, np.arange(len(Y))[np.array(met)], confidence, reg)


@als_user.mistake("the confidence was cut to a whole number, as in weights of kind `int`: 1.5 became 1.")
def whole_confidence(Y, met, confidence, reg):
    return _als_user(Y, met, int(confidence), reg)
