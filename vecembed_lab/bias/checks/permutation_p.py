"""The exercise `permutation_p`: what a right answer does, and the wrong answers people really give."""

from itertools import combinations, combinations_with_replacement
from math import comb

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _gaps(x, y):
    """The difference of means for each way to choose as many words as x has; the first is the one that was made."""
    both, n = np.concatenate([x, y]), len(x)
    chosen = [list(rows) for rows in combinations(range(len(both)), n)]
    sums = both[chosen].sum(axis=1)
    return sums / n - (both.sum() - sums) / len(y)


def _permutation_p(x, y):
    gaps = _gaps(x, y)
    return float((gaps >= gaps[0]).mean())


permutation_p = Exercise(
    "permutation_p",
    _permutation_p,
    hints=(
        "Put all associations into one list. Any choice of as many of them as x has could have been x.",
        "`itertools.combinations(range(n + m), n)` goes through all choices; the rest of the list is y then.",
        "Count the choices whose difference of means is at least that of x and y, and divide by the number of choices.",
    ),
    read="Could it be chance?",
)


def _eighths(rng, n, low=-16, high=17):
    """Associations in eighths, so that rounding decides nothing."""
    return rng.integers(low, high, size=n) / 8


@permutation_p.criterion("two words against two, by hand", points=1)
def _(student, rng):
    why = "Of all six pairs of 4, 3, 2 and 1 only (4, 3) is as far from the rest: exactly 1 of 6"
    same(student(np.array([4.0, 3.0]), np.array([2.0, 1.0])), 1 / 6, why)
    same(student(np.array([4.0, 1.0]), np.array([3.0, 2.0])), 4 / 6, "(4, 3), (4, 2), (4, 1) and (3, 2) are as far")
    same(student(np.array([1.0, 2.0]), np.array([3.0, 4.0])), 1.0, "All six pairs are at least as far as -2")
    same(student(np.array([3.0]), np.array([2.0, 1.0, 0.0])), 1 / 4, "Of four words only 3 is as far from the rest")
    same(
        student(np.array([1.0]), np.array([0.0, 2.0, 6.0])),
        3 / 4,
        "The difference is -5/3; that of 2 and of 6 is larger",
    )


@permutation_p.criterion("any associations, any sizes", points=2)
def _(student, rng):
    for n, m, shift in ((4, 4, 0), (4, 4, 1), (3, 5, 0.5), (5, 2, 0.5), (1, 6, 0), (4, 4, -1), (5, 3, 1)):
        x, y = _eighths(rng, n) + shift, _eighths(rng, m)
        same(student(x, y), _permutation_p(x, y), f"{n} words in x, {m} in y, {comb(n + m, n)} choices")


@permutation_p.criterion("words with the same association are still different words", points=1)
def _(student, rng):
    for n, m in ((3, 3), (4, 3), (2, 5)):
        x, y = _eighths(rng, n, 0, 2) + 0.125, _eighths(rng, m, 0, 2)
        y[0] = x[0]
        same(student(x, y), _permutation_p(x, y), "Several words have the same association; each choice counts")
    same(student(np.full(3, 0.5), np.full(2, 0.5)), 1.0, "All are equal, so every choice is as far")
    same(student(np.array([2.0, 2.0, 2.0]), np.array([0.0, 0.0])), 1 / 10, "No other choice of three is as far")


@permutation_p.mistake("the choice that was made was not counted: p would be 0 for the most extreme one.")
def without_itself(x, y):
    gaps = _gaps(x, y)
    return float((gaps[1:] >= gaps[0]).sum() / len(gaps))


@permutation_p.mistake("the choice that was made is missing above and below: it is one of all choices.")
def itself_left_out(x, y):
    gaps = _gaps(x, y)
    return float((gaps[1:] >= gaps[0]).mean())


@permutation_p.mistake(
    "1 was added as for drawn permutations; here all choices are counted, with the one that was made."
)
def one_added(x, y):
    gaps = _gaps(x, y)
    return float(((gaps >= gaps[0]).sum() + 1) / (len(gaps) + 1))


@permutation_p.mistake("only choices that are farther apart were counted; those as far apart count as well (>=).")
def strictly_more(x, y):
    gaps = _gaps(x, y)
    return float((gaps > gaps[0]).mean())


@permutation_p.mistake("this is two-sided: a difference in the other direction is no evidence for what was expected.")
def two_sided(x, y):
    gaps = _gaps(x, y)
    return float((np.abs(gaps) >= abs(gaps[0])).mean())


@permutation_p.mistake("this is twice the one-sided p, cut off at 1.")
def doubled(x, y):
    return min(1.0, 2 * _permutation_p(x, y))


@permutation_p.mistake("this is the other side: count choices that are at least as far, not at most.")
def lower_tail(x, y):
    gaps = _gaps(x, y)
    return float((gaps <= gaps[0]).mean())


@permutation_p.mistake("this is 1 minus p.")
def one_minus(x, y):
    return 1 - _permutation_p(x, y)


@permutation_p.mistake("this is how many choices are as far apart; divide by the number of all choices.")
def a_count(x, y):
    gaps = _gaps(x, y)
    return int((gaps >= gaps[0]).sum())


@permutation_p.mistake(
    "only sums of x were compared with half of all; the choice that was made is what to compare with."
)
def above_the_middle(x, y):
    return float((_gaps(x, y) >= 0).mean())


@permutation_p.mistake(
    "words were swapped in pairs, one of x for one of y; any choice of words could have been x, not only those."
)
def swapped_in_pairs(x, y):
    n = min(len(x), len(y))
    d = x[:n] - y[:n]
    signs = 1 - 2 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1)
    sums = signs @ d
    return float((sums >= sums[0]).mean())


@permutation_p.mistake("choices with the same associations were counted once; equal words are still different words.")
def different_choices_only(x, y):
    both, n = np.concatenate([x, y]), len(x)
    kinds = {tuple(sorted(c)) for c in combinations(both.tolist(), n)}
    gaps = np.array([sum(c) / n - (both.sum() - sum(c)) / len(y) for c in kinds])
    return float((gaps >= x.mean() - y.mean()).mean())


@permutation_p.mistake("this is the difference of the means, not how rare it is.")
def the_difference(x, y):
    return float(x.mean() - y.mean())


@permutation_p.mistake(
    "the sum of x was compared with the sum of the rest; with sets of different sizes compare means."
)
def sums_compared_with_means(x, y):
    both, n = np.concatenate([x, y]), len(x)
    sums = both[[list(c) for c in combinations(range(len(both)), n)]].sum(axis=1)
    return float((2 * sums - both.sum() >= x.mean() - y.mean()).mean())


@permutation_p.mistake("the difference that was made lost its sign; then the other direction counts as evidence too.")
def made_without_sign(x, y):
    gaps = _gaps(x, y)
    return float((gaps >= abs(gaps[0])).mean())


@permutation_p.mistake("associations that are equal became one word; every word stays, with whatever association.")
def equal_words_merged(x, y):
    kinds = np.unique(np.concatenate([x, y]))
    sums = [sum(chosen) for chosen in combinations(kinds, min(len(x), len(kinds)))]
    return float(np.mean([total >= x.sum() for total in sums]))


@permutation_p.mistake("half of all words were chosen each time; choose as many as x has.")
def half_of_the_words(x, y):
    both = np.concatenate([x, y])
    n = len(both) // 2
    sums = np.array([both[list(rows)].sum() for rows in combinations(range(len(both)), n)])
    return float((sums / max(1, n) - (both.sum() - sums) / (len(both) - n) >= x.mean() - y.mean()).mean())


@permutation_p.mistake("the associations became ranks; the difference of the means themselves is asked.")
def of_ranks(x, y):
    both = np.concatenate([x, y])
    ranks = (both[:, None] > both).sum(axis=1) + (both[:, None] == both).sum(axis=1) / 2
    return _permutation_p(ranks[: len(x)], ranks[len(x) :])


@permutation_p.mistake("medians were compared; means are asked.")
def of_medians(x, y):
    both, rows = np.concatenate([x, y]), range(len(x) + len(y))
    gaps = [np.median(both[list(chosen)]) - np.median(np.delete(both, chosen)) for chosen in combinations(rows, len(x))]
    return float((np.array(gaps) >= gaps[0]).mean())


@permutation_p.mistake("the same word was chosen more than once; choose without putting back.")
def with_putting_back(x, y):
    both = np.concatenate([x, y])
    sums = [sum(chosen) for chosen in combinations_with_replacement(both, len(x))]
    return float(np.mean([total >= x.sum() for total in sums]))


@permutation_p.mistake("the rest was found by its values, so that words as associated as a chosen one vanished.")
def rest_by_value(x, y):
    both, gaps = np.concatenate([x, y]).tolist(), []
    for chosen in combinations(both, len(x)):
        rest = [value for value in both if value not in chosen]
        gaps.append(np.mean(chosen) - (np.mean(rest) if rest else 0))
    return float((np.array(gaps) >= x.mean() - y.mean()).mean())


@permutation_p.mistake(
    "only choices that are farther apart were counted, and the one that was made; others as far apart count as well."
)
def strictly_more_and_itself(x, y):
    gaps = _gaps(x, y)
    return float((1 + (gaps > gaps[0]).sum()) / len(gaps))


@permutation_p.mistake("choices that are as far apart were counted one half each (mid-p); count them in full.")
def equal_ones_half(x, y):
    gaps = _gaps(x, y)
    return float(((gaps > gaps[0]) + 0.5 * (gaps == gaps[0])).mean())


@permutation_p.mistake(
    "where x lies below y the other side was counted; it is one side, that of large differences, whatever came out."
)
def the_side_it_is_on(x, y):
    gaps = _gaps(x, y)
    return float((gaps >= gaps[0]).mean() if gaps[0] >= 0 else (gaps <= gaps[0]).mean())
