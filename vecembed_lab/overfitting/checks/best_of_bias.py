"""The exercise `best_of_bias`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.overfitting.choosing import best_of_bias as library


def _best_of_bias(right, draws):
    return library(np.asarray(right, dtype=float), np.asarray(draws))


best_of_bias = Exercise(
    "best_of_bias",
    _best_of_bias,
    hints=(
        "For one draw: `right[:, draw].mean(axis=1)` is the score of each configuration there; `argmax` is the winner.",
        "The same winner has a mean on all items that are not in the draw: `np.delete(right[winner], draw)`.",
        "Return the mean over the draws of the first less the second. Nothing else is tested on the drawn items.",
    ),
    read="The best of fifty",
)


def _rights(rng, c, n, m, times):
    """Rights and wrongs, and draws of items where one configuration wins."""
    right = (rng.random((c, n)) < rng.uniform(0.4, 0.8, size=(c, 1))).astype(int)
    return right, np.array([rng.permutation(n)[:m] for _ in range(times)])


@best_of_bias.criterion("two configurations by hand", points=1)
def _(student, rng):
    right = np.array([[1, 1, 0, 0], [0, 1, 1, 1]])
    why = "On items 0 and 1 the first wins with 1, and has 0 on the others"
    same(student(right, np.array([[0, 1]])), 1.0, why)
    why = "On items 2 and 3 the second wins with 1, and has one half on the others"
    same(student(right, np.array([[3, 2]])), 0.5, why)
    same(student(right, np.array([[0, 1], [2, 3]])), 0.75, "The mean of both")
    same(student(right, np.array([[1]])), 2 / 3, "Both are right on row 1: the first wins; it has 1 of 3 elsewhere")


@best_of_bias.criterion("any configurations, any draws", points=2)
def _(student, rng):
    for c, n, m, times in ((5, 40, 10, 4), (30, 60, 20, 3), (2, 25, 24, 5), (12, 30, 1, 6)):
        right, draws = _rights(rng, c, n, m, times)
        why = f"{c} configurations, {m} of {n} items, {times} draws"
        same(student(right, draws), _best_of_bias(right, draws), why)


@best_of_bias.criterion("one configuration flatters nobody by choice; a bias may be negative", points=1)
def _(student, rng):
    right, draws = _rights(rng, 1, 30, 10, 3)
    same(student(right, draws), _best_of_bias(right, draws), "There is nothing to choose")
    same(student(np.array([[0, 1, 1, 1]]), np.array([[0]])), -1.0, "0 on the row that was drawn, 1 on the others")
    same(student(np.array([[0, 0, 1], [0, 0, 1]]), np.array([[2, 0], [0, 1]])), -0.25, "One half less 0, and 0 less 1")
    right = np.tile(rng.integers(0, 2, size=12), (4, 1))
    same(student(right, np.array([[0, 1, 2]])), _best_of_bias(right, np.array([[0, 1, 2]])), "All are equal")


def _mean(right, draws, one_draw):
    return float(np.mean([one_draw(right, draw, np.setdiff1d(np.arange(right.shape[1]), draw)) for draw in draws]))


def _winner(right, some):
    return right[:, some].sum(axis=1).argmax()


@best_of_bias.mistake("the mean over all items has those in it that chose the winner; leave them out.")
def against_all_rows(right, draws):
    def one(right, draw, others):
        winner = _winner(right, draw)
        return right[winner, draw].mean() - right[winner].mean()

    return _mean(right, draws, one)


@best_of_bias.mistake("the winner was chosen on all items; it is chosen on the drawn ones.")
def winner_of_all(right, draws):
    def one(right, draw, others):
        winner = right.sum(axis=1).argmax()
        return right[winner, draw].mean() - right[winner, others].mean()

    return _mean(right, draws, one)


@best_of_bias.mistake("the winner was chosen on the items that were not drawn.")
def winner_of_the_others(right, draws):
    def one(right, draw, others):
        winner = _winner(right, others)
        return right[winner, draw].mean() - right[winner, others].mean()

    return _mean(right, draws, one)


@best_of_bias.mistake(
    "this compares the best score here with the best score there, of two winners; follow one of them."
)
def two_winners(right, draws):
    return _mean(right, draws, lambda r, draw, others: r[:, draw].mean(axis=1).max() - r[:, others].mean(axis=1).max())


@best_of_bias.mistake("this is the mean of all configurations; the winner's is asked.")
def mean_of_all(right, draws):
    return _mean(right, draws, lambda r, draw, others: r[:, draw].mean() - r[:, others].mean())


@best_of_bias.mistake("the winner was compared with the mean of all configurations; compare it with itself elsewhere.")
def against_the_field(right, draws):
    return _mean(right, draws, lambda r, draw, others: r[:, draw].mean(axis=1).max() - r[:, draw].mean())


@best_of_bias.mistake("the winner was compared with all configurations elsewhere; compare it with itself.")
def against_all_elsewhere(right, draws):
    return _mean(right, draws, lambda r, draw, others: r[:, draw].mean(axis=1).max() - r[:, others].mean())


@best_of_bias.mistake("the difference is the other way round: what chose the winner less what did not.")
def reversed_(right, draws):
    return -_best_of_bias(right, draws)


@best_of_bias.mistake("this is the winner's score; take away its mean on the other items.")
def winners_score(right, draws):
    return _mean(right, draws, lambda r, draw, others: r[:, draw].mean(axis=1).max())


@best_of_bias.mistake("this is the winner's mean on the other items alone.")
def winners_truth(right, draws):
    return _mean(right, draws, lambda r, draw, others: r[_winner(r, draw), others].mean())


@best_of_bias.mistake("only the first draw was used; take the mean over all.")
def first_draw(right, draws):
    return _best_of_bias(right, draws[:1])


@best_of_bias.mistake("of equal scores the last won; the first does.")
def last_of_equal(right, draws):
    return _best_of_bias(right[::-1], draws)


@best_of_bias.mistake("the configuration with the lowest score was followed.")
def the_loser(right, draws):
    def one(right, draw, others):
        loser = right[:, draw].sum(axis=1).argmin()
        return right[loser, draw].mean() - right[loser, others].mean()

    return _mean(right, draws, one)


@best_of_bias.mistake("the largest difference of all configurations was taken; the one with the best score is asked.")
def largest_difference(right, draws):
    def one(right, draw, others):
        return (right[:, draw].mean(axis=1) - right[:, others].mean(axis=1)).max()

    return _mean(right, draws, one)


@best_of_bias.mistake("these are the differences of all draws; return their mean.")
def every_draw(right, draws):
    return np.array([_best_of_bias(right, draw[None]) for draw in draws])


@best_of_bias.mistake("these are sums; divide by the number of items on each side.")
def sums(right, draws):
    def one(right, draw, others):
        winner = _winner(right, draw)
        return right[winner, draw].sum() - right[winner, others].sum()

    return _mean(right, draws, one)


@best_of_bias.mistake("drawn items and the others were exchanged: the winner is chosen on the drawn ones.")
def exchanged(right, draws):
    def one(right, draw, others):
        winner = _winner(right, others)
        return right[winner, others].mean() - right[winner, draw].mean()

    return _mean(right, draws, one)


def _each(right, draws):
    return np.array([_best_of_bias(right, draw[None]) for draw in draws])


@best_of_bias.mistake("absolute differences were taken; a winner that is better elsewhere counts as negative.")
def absolute(right, draws):
    return float(np.abs(_each(right, draws)).mean())


@best_of_bias.mistake("negative differences were set to 0; they count.")
def not_negative(right, draws):
    return float(np.maximum(0, _each(right, draws)).mean())


@best_of_bias.mistake("the rows of `draws` are the draws; its columns were taken.")
def columns(right, draws):
    found = [np.unique(column) for column in draws.T]
    biases = [_best_of_bias(right, draw[None]) for draw in found if len(draw) < right.shape[1]]
    return float(np.mean(biases)) if biases else 0.0


@best_of_bias.mistake("both sums were divided by the number of all items; divide each by its own number.")
def over_all_items(right, draws):
    return sums(right, draws) / right.shape[1]


@best_of_bias.mistake("of equal scores all were averaged; the first row wins.")
def equal_averaged(right, draws):
    def one(right, draw, others):
        inside = right[:, draw].sum(axis=1)
        winners = inside == inside.max()
        return right[winners][:, draw].mean() - right[winners][:, others].mean()

    return _mean(right, draws, one)


@best_of_bias.mistake("one winner was chosen for all draws, by its mean over them; each draw has its own.")
def one_winner(right, draws):
    winner = np.mean([right[:, draw].mean(axis=1) for draw in draws], axis=0).argmax()
    return _mean(right[winner][None], draws, lambda r, draw, others: r[0, draw].mean() - r[0, others].mean())


@best_of_bias.mistake("items of other draws were left out as well; take all that are not in this draw.")
def in_no_draw(right, draws):
    free = np.setdiff1d(np.arange(right.shape[1]), draws)

    def one(right, draw, others):
        winner = _winner(right, draw)
        return right[winner, draw].mean() - right[winner, free if len(free) else others].mean()

    return _mean(right, draws, one)
