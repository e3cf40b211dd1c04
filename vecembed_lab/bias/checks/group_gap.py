"""The exercise `group_gap`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.bias.groups import group_gap as library
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _group_gap(decided, group):
    return np.array(library(np.asarray(decided, dtype=bool), np.asarray(group, dtype=bool)))


group_gap = Exercise(
    "group_gap",
    _group_gap,
    hints=(
        "The gap is the share of True in the group less that outside of it, with the numbers as they are.",
        "For the limits add one yes and one no to both groups: p = (yes + 1) / (n + 2). Their middle is p - q.",
        "Half of the width is 1.96 sqrt(p (1 - p) / (n + 2) + q (1 - q) / (m + 2)); cut off at -1 and 1.",
    ),
    read="A decision",
)


def _people(rng, n, m, share, other):
    """n people in the group and m outside, in any order, decided with these shares."""
    group = rng.permutation(np.arange(n + m) < n)
    return rng.random(n + m) < np.where(group, share, other), group


def _counts(yes, n, others_yes, m):
    decided = np.concatenate([np.arange(n) < yes, np.arange(m) < others_yes])
    return decided, np.arange(n + m) < n


@group_gap.criterion("a few people by hand", points=1)
def _(student, rng):
    half = 1.96 * np.sqrt(2 / 3 / 3 / 6 + 0.3 * 0.7 / 10)
    why = "3 of 4 against 2 of 8: shares 4/6 and 3/10 for the limits"
    same(student(*_counts(3, 4, 2, 8)), [0.5, 2 / 3 - 0.3 - half, 2 / 3 - 0.3 + half], why, rtol=1e-3)
    expected = [-0.5, 0.3 - 2 / 3 - half, 0.3 - 2 / 3 + half]
    same(student(*_counts(2, 8, 3, 4)), expected, "The other way round", rtol=1e-3)


@group_gap.criterion("any people", points=2)
def _(student, rng):
    for n, m, share, other in ((9, 300, 0.7, 0.5), (40, 40, 0.2, 0.6), (200, 50, 0.5, 0.5), (15, 7, 0.5, 0.3)):
        people = _people(rng, n, m, share, other)
        same(student(*people), _group_gap(*people), f"{n} people in the group, {m} outside", rtol=1e-3)


@group_gap.criterion("nobody or everybody: the interval has a width, and ends at -1 and 1", points=1)
def _(student, rng):
    for counts in ((9, 9, 0, 9), (0, 5, 0, 60), (1, 1, 0, 1), (0, 12, 30, 30), (6, 6, 4, 4)):
        same(
            student(*_counts(*counts)),
            _group_gap(*_counts(*counts)),
            "{} of {} against {} of {}".format(*counts),
            rtol=1e-3,
        )


def _numbers(decided, group):
    """Yes and n, in the group and outside."""
    return np.array([[decided[w].sum(), w.sum()] for w in (group, ~group)], dtype=float)


def _interval(gap, middle, variance, z=1.96):
    half = z * np.sqrt(variance)
    return np.array([gap, max(-1, middle - half), min(1, middle + half)])


@group_gap.mistake(
    "nothing was added to the groups: where all or none are taken, the interval has no width, and nine people seem "
    "certain."
)
def wald(decided, group):
    (yes, n), (others, m) = _numbers(decided, group)
    p, q = yes / n, others / m
    return _interval(p - q, p - q, p * (1 - p) / n + q * (1 - q) / m)


@group_gap.mistake("the gap itself is that of the numbers as they are; only the limits use the added people.")
def gap_of_the_added(decided, group):
    _, low, high = _group_gap(decided, group)
    (yes, n), (others, m) = _numbers(decided, group)
    return np.array([(yes + 1) / (n + 2) - (others + 1) / (m + 2), low, high])


@group_gap.mistake("the limits lie around the gap as it is; they lie around the difference with the added people.")
def around_the_raw_gap(decided, group):
    (yes, n), (others, m) = _numbers(decided, group)
    p, q = (yes + 1) / (n + 2), (others + 1) / (m + 2)
    return _interval(yes / n - others / m, yes / n - others / m, p * (1 - p) / (n + 2) + q * (1 - q) / (m + 2))


@group_gap.mistake("two were added to each yes and four to each n: that is for a single share. Here it is one and two.")
def two_and_four(decided, group):
    (yes, n), (others, m) = _numbers(decided, group)
    p, q = (yes + 2) / (n + 4), (others + 2) / (m + 4)
    return _interval(yes / n - others / m, p - q, p * (1 - p) / (n + 4) + q * (1 - q) / (m + 4))


@group_gap.mistake("the limits are not cut off: a gap cannot be below -1 or above 1.")
def not_cut_off(decided, group):
    (yes, n), (others, m) = _numbers(decided, group)
    p, q = (yes + 1) / (n + 2), (others + 1) / (m + 2)
    half = 1.96 * np.sqrt(p * (1 - p) / (n + 2) + q * (1 - q) / (m + 2))
    return np.array([yes / n - others / m, p - q - half, p - q + half])


@group_gap.mistake("the gap is the other way round: the group less those outside of it.")
def reversed_(decided, group):
    return _group_gap(decided, ~group)


@group_gap.mistake("the standard errors were added; variances add, and the root comes last.")
def standard_errors_added(decided, group):
    (yes, n), (others, m) = _numbers(decided, group)
    p, q = (yes + 1) / (n + 2), (others + 1) / (m + 2)
    return _interval(
        yes / n - others / m, p - q, (np.sqrt(p * (1 - p) / (n + 2)) + np.sqrt(q * (1 - q) / (m + 2))) ** 2
    )


@group_gap.mistake("this is one standard error to each side, 68 of 100; multiply by 1.96.")
def one_standard_error(decided, group):
    (yes, n), (others, m) = _numbers(decided, group)
    p, q = (yes + 1) / (n + 2), (others + 1) / (m + 2)
    return _interval(yes / n - others / m, p - q, p * (1 - p) / (n + 2) + q * (1 - q) / (m + 2), z=1)


@group_gap.mistake("the factor is that of a 90 % interval, 1.645; for 95 % it is 1.96.")
def ninety_per_cent(decided, group):
    (yes, n), (others, m) = _numbers(decided, group)
    p, q = (yes + 1) / (n + 2), (others + 1) / (m + 2)
    return _interval(yes / n - others / m, p - q, p * (1 - p) / (n + 2) + q * (1 - q) / (m + 2), z=1.645)


@group_gap.mistake("one share of all people was used for the spread of both groups: that is the test of no gap.")
def pooled(decided, group):
    (yes, n), (others, m) = _numbers(decided, group)
    p, q = (yes + 1) / (n + 2), (others + 1) / (m + 2)
    both = (yes + others + 2) / (n + m + 4)
    return _interval(yes / n - others / m, p - q, both * (1 - both) * (1 / (n + 2) + 1 / (m + 2)))


@group_gap.mistake("the sign was dropped: who is taken less often has to be seen.")
def without_sign(decided, group):
    gap, low, high = _group_gap(decided, group)
    return np.array([abs(gap), low, high])


@group_gap.mistake("this compares who belongs to the group among those taken and those not; turn it round.")
def the_other_condition(decided, group):
    if decided.all() or not decided.any():
        return np.zeros(3)
    return _group_gap(group, decided)


@group_gap.mistake("the spread was divided by the number of all people; each group has its own.")
def all_people(decided, group):
    (yes, n), (others, m) = _numbers(decided, group)
    p, q = (yes + 1) / (n + 2), (others + 1) / (m + 2)
    return _interval(yes / n - others / m, p - q, (p * (1 - p) + q * (1 - q)) / (n + m + 4))


@group_gap.mistake("the gap came without its interval: three numbers are asked.")
def without_interval(decided, group):
    return float(_group_gap(decided, group)[0])


def _plus_four(decided, group):
    """The gap, the difference with the added people, and half the width of its interval."""
    (yes, n), (others, m) = _numbers(decided, group)
    p, q = (yes + 1) / (n + 2), (others + 1) / (m + 2)
    return yes / n - others / m, p - q, 1.96 * np.sqrt(p * (1 - p) / (n + 2) + q * (1 - q) / (m + 2))


@group_gap.mistake("the lower limit was cut off at 0; a gap can be negative, down to -1.")
def cut_off_at_0(decided, group):
    gap, middle, half = _plus_four(decided, group)
    return np.array([gap, max(0, middle - half), min(1, middle + half)])


@group_gap.mistake("only the upper limit is cut off; the lower one cannot be below -1.")
def only_cut_off_above(decided, group):
    gap, middle, half = _plus_four(decided, group)
    return np.array([gap, middle - half, min(1, middle + half)])


@group_gap.mistake("the added people are missing below: divide by n + 2 under the root as well.")
def divided_by_n(decided, group):
    (yes, n), (others, m) = _numbers(decided, group)
    p, q = (yes + 1) / (n + 2), (others + 1) / (m + 2)
    return _interval(yes / n - others / m, p - q, p * (1 - p) / n + q * (1 - q) / m)


@group_gap.mistake("only a yes was added to each group; a no is added as well, so n grows by two.")
def only_a_yes_added(decided, group):
    (yes, n), (others, m) = _numbers(decided, group)
    p, q = (yes + 1) / (n + 1), (others + 1) / (m + 1)
    return _interval(yes / n - others / m, p - q, p * (1 - p) / (n + 1) + q * (1 - q) / (m + 1))


@group_gap.mistake("the group was compared with all people; compare it with those outside of it.")
def against_everybody(decided, group):
    (yes, n), (others, m) = _numbers(decided, group)
    others, m = others + yes, m + n
    p, q = (yes + 1) / (n + 2), (others + 1) / (m + 2)
    return _interval(yes / n - others / m, p - q, p * (1 - p) / (n + 2) + q * (1 - q) / (m + 2))


@group_gap.mistake("the limits have lost the sign, like the gap: who is taken less often has to be seen.")
def everything_without_sign(decided, group):
    gap, middle, half = _plus_four(decided, group)
    return np.array([abs(gap), max(-1, abs(middle) - half), min(1, abs(middle) + half)])


@group_gap.mistake("this is how far the limits lie from the difference; add it to the difference and take it off.")
def half_widths(decided, group):
    gap, _, half = _plus_four(decided, group)
    return np.array([gap, -half, half])


@group_gap.mistake("under the root the numbers of people changed places: p goes with n + 2, and q with m + 2.")
def numbers_exchanged(decided, group):
    (yes, n), (others, m) = _numbers(decided, group)
    p, q = (yes + 1) / (n + 2), (others + 1) / (m + 2)
    return _interval(yes / n - others / m, p - q, p * (1 - p) / (m + 2) + q * (1 - q) / (n + 2))
