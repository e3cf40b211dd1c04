"""Unit 08. Rates of decisions in two groups, their gap, and how little few people can tell."""

import numpy as np
from jaxtyping import Bool
from numpy import ndarray

from vecembed_lab.bias.erasure import check_two

Z = 1.959964  # of the normal distribution: 95 of 100 lie within


def group_gap(decided: Bool[ndarray, " n"], group: Bool[ndarray, " n"]) -> tuple[float, float, float]:
    """The share decided True in the group less that outside of it, and the limits of its 95 % interval.

    The interval is that of Agresti and Caffo: one success and one failure are added to both groups, so that it is
    honest for small groups, and never of width 0. It is cut off at -1 and 1.
    Raises ValueError if one of the groups has no members.
    Source: Agresti & Caffo (2000), Simple and Effective Confidence Intervals for Proportions and Differences.
    """
    check_two(group)
    gap = decided[group].mean() - decided[~group].mean()
    n = np.array([group.sum(), (~group).sum()])
    shares = (np.array([decided[group].sum(), decided[~group].sum()]) + 1) / (n + 2)
    middle, half = shares[0] - shares[1], Z * np.sqrt((shares * (1 - shares) / (n + 2)).sum())
    return float(gap), float(max(-1, middle - half)), float(min(1, middle + half))


def true_positive_gap(
    wanted: Bool[ndarray, " n"], decided: Bool[ndarray, " n"], group: Bool[ndarray, " n"]
) -> tuple[float, float, float]:
    """`group_gap` among those who should be decided True: the gap in equality of opportunity.

    Raises ValueError if one of the groups has nobody who should.
    Source: Hardt, Price & Srebro (2016), Equality of Opportunity in Supervised Learning.
    """
    return group_gap(decided[wanted], group[wanted])
