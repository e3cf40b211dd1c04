"""Unit 09. How sure a mean is when rows belong together: intervals from rows, and from groups."""

import numpy as np
from jaxtyping import Float, Real, Shaped
from numpy import ndarray

Limits = tuple[float, float, float]  # the mean, and both ends of its 95 % interval


def group_means(values: Shaped[ndarray, " n"], groups: Shaped[ndarray, " m"]) -> Float[ndarray, " g"]:
    """The mean of each group, in the order of their names. Raises ValueError unless each value has a group."""
    if len(values) != len(groups) or not len(values):
        raise ValueError(f"each of at least one value needs a group, got {len(values)} values, {len(groups)} groups")
    _, place = np.unique(groups, return_inverse=True)
    return np.bincount(place, values) / np.bincount(place)


def t_factor(n: int) -> float:
    """By how many standard errors the 95 % interval of the mean of n independent values reaches to each side.

    Raises ValueError for fewer than two. Source: Student (1908), The Probable Error of a Mean.
    """
    if n < 2:
        raise ValueError(f"an interval needs at least two independent values, got {n}")
    from scipy.special import stdtrit

    return float(stdtrit(n - 1, 0.975))


def group_interval(values: Shaped[ndarray, " n"], groups: Shaped[ndarray, " m"]) -> Limits:
    """The mean of the group means, and its 95 % interval by Student's t: each group is one observation.

    Raises ValueError for fewer than two groups.
    """
    means = group_means(values, groups)
    half = t_factor(len(means)) * means.std(ddof=1) / np.sqrt(len(means))
    return float(means.mean()), float(means.mean() - half), float(means.mean() + half)


def row_interval(values: Shaped[ndarray, " n"]) -> Limits:
    """The mean of all rows and its 95 % interval, as if each row were independent of the others."""
    return group_interval(values, np.arange(len(values)))


def percentile_interval(means: Real[ndarray, " g"], *, rng: np.random.Generator, rounds: int = 400) -> Limits:
    """The mean of group means, and the limits that hold 95 of 100 means of groups drawn anew: too narrow for few."""
    drawn = means[rng.integers(len(means), size=(rounds, len(means)))].mean(axis=1)
    return float(means.mean()), *map(float, np.quantile(drawn, [0.025, 0.975]))
