"""Unit 11. Have the vectors changed? Tests of two samples, each with the share of false alarms that it promises.

Sources: Gretton et al. (2012), A Kernel Two-Sample Test; Lopez-Paz & Oquab (2017), Revisiting Classifier Two-Sample
Tests; Phipson & Smyth (2010), Permutation P-values Should Never Be Zero.
"""

from math import sqrt
from statistics import NormalDist

import numpy as np
from jaxtyping import Bool, Float, Real
from numpy import ndarray

from vecembed_lab.overfitting.population import ks_distance, ks_limit


def gaussian_kernel(rows: Real[ndarray, "n d"], width: float) -> Float[ndarray, "n n"]:
    """exp(-|x - y|^2 / (2 width^2)) for all pairs of rows, in (0, 1].

    Raises ValueError unless the width is above 0.
    """
    if not width > 0:
        raise ValueError(f"the width of a kernel must be above 0, got {width}")
    return np.exp(-squared_distances(rows) / (2 * width**2))


def squared_distances(rows: Real[ndarray, "n d"]) -> Float[ndarray, "n n"]:
    """The squared distance of every pair of rows."""
    rows = rows.astype(float)  # a product of int8 has no room for itself
    squares = (rows**2).sum(axis=1)
    return np.maximum(squares[:, None] + squares - 2 * rows @ rows.T, 0)


def median_width(rows: Real[ndarray, "n d"]) -> float:
    """The median distance between two different rows: a usual width for the kernel."""
    distances = squared_distances(rows)[np.triu_indices(len(rows), 1)]
    return float(np.sqrt(np.median(distances)))


def mmd(kernel: Float[ndarray, "t t"], first: Bool[ndarray, "r t"]) -> Float[ndarray, " r"]:
    """The maximum mean discrepancy, squared, of two groups of rows, for each of r ways to share them out.

        mean k(a, a') over pairs of different rows of the first + the same of the second - 2 mean k(a, b)

    `first` says which rows belong to the first group. It is 0 on average where both groups come from one distribution,
    so it may fall below 0. With k(a, b) = a . b it compares nothing but the means.
    Raises ValueError unless each group has two rows.
    """
    one, n, m = first.astype(float), first.sum(axis=1), (~first).sum(axis=1)
    if min(n.min(), m.min()) < 2:
        raise ValueError(f"each group needs at least two rows, got {n.min()} and {m.min()} or more")
    pairs = kernel - np.diag(np.diag(kernel))  # of different rows
    of_first, rows = one @ pairs, pairs.sum(axis=1)
    inside = (of_first * one).sum(axis=1)
    across = one @ rows - inside
    outside = rows.sum() - inside - 2 * across
    return inside / (n * (n - 1)) + outside / (m * (m - 1)) - 2 * across / (n * m)


def permutation_p(kernel: Float[ndarray, "t t"], n_first: int, *, rng: np.random.Generator, n: int = 200) -> float:
    """How rare the MMD of the first rows and the rest is: the share of `n` random ways to share out the rows, and of
    the real one, that give at least as much; at least 1 / (n + 1)."""
    real = np.arange(len(kernel)) < n_first
    found = mmd(kernel, np.array([real, *(rng.permutation(real) for _ in range(n))]))
    return float((found >= found[0] - 1e-12).mean())


def mmd_p(first: Real[ndarray, "n d"], second: Real[ndarray, "m d"], *, rng: np.random.Generator) -> float:
    """The p-value of the MMD by 200 permutations, with the median distance as the kernel's width."""
    rows = np.concatenate([first, second])
    return permutation_p(gaussian_kernel(rows, median_width(rows)), len(first), rng=rng)


def means_p(first: Real[ndarray, "n d"], second: Real[ndarray, "m d"], *, rng: np.random.Generator) -> float:
    """The p-value of the distance of the two means by 200 permutations: what MMD must be shown against."""
    rows = np.concatenate([first, second]).astype(float)
    return permutation_p(rows @ rows.T, len(first), rng=rng)


def two_sample_auc(first: Real[ndarray, "n d"], second: Real[ndarray, "m d"]) -> float:
    """How well a classifier tells the second sample from the first, in [0, 1]; .5 is chance.

    It learns a direction from the even rows (Fisher's, held towards the difference of the means) and is tested on the
    odd ones: the share of pairs in which the row of the second sample scores higher, ties one half.
    Raises ValueError unless each sample has two rows.
    """
    if min(len(first), len(second)) < 2:
        raise ValueError(f"each sample needs at least two rows, got {len(first)} and {len(second)}")
    return auc(*_held_out(first, second, 2, 1))


def _fisher(first: Float[ndarray, "n d"], second: Float[ndarray, "m d"]) -> Float[ndarray, " d"]:
    """The direction that separates two samples best, within-scatter plus a tenth of its mean on the diagonal."""
    means = first.mean(axis=0), second.mean(axis=0)
    within = np.concatenate([first - means[0], second - means[1]])
    scatter = within.T @ within / len(within)
    return np.linalg.solve(
        scatter + (0.1 * np.trace(scatter) / len(scatter) + 1e-12) * np.eye(len(scatter)), means[1] - means[0]
    )


def auc(low: Real[ndarray, " n"], high: Real[ndarray, " m"]) -> float:
    """The share of pairs in which the second number is larger, ties one half."""
    ordered = np.sort(low)
    below, upto = (np.searchsorted(ordered, high, side=side) for side in ("left", "right"))
    return float((below + upto).mean() / (2 * len(low)))


def area_p(low: Real[ndarray, " n"], high: Real[ndarray, " m"]) -> float:
    """How rare an area of at least this size is where both samples are drawn alike, by the normal curve; in [0, 1].

    It holds for numbers that do not depend on each other.
    Source: Mann & Whitney (1947), On a Test of Whether One of Two Random Variables is Stochastically Larger.
    """
    n, m = len(low), len(high)
    return NormalDist().cdf((0.5 - auc(low, high)) / sqrt((n + m + 1) / (12 * n * m)))


def halves_p(first: Real[ndarray, "n d"], second: Real[ndarray, "m d"]) -> float:
    """The p-value of a classifier that learns from the even rows and is tested on the odd ones."""
    return area_p(*_held_out(first, second, 2, 1))


def pooled_p(first: Real[ndarray, "n d"], second: Real[ndarray, "m d"]) -> float:
    """The p-value of five classifiers, each tested on a fifth, as if the scores of all fifths were one test.

    They are not: any two of the five learn from rows that are mostly the same.
    """
    folds = [_held_out(first, second, 5, fold) for fold in range(5)]
    return area_p(*map(np.concatenate, zip(*folds, strict=True)))


def _held_out(
    first: Real[ndarray, "n d"], second: Real[ndarray, "m d"], n_folds: int, fold: int
) -> tuple[Float[ndarray, " a"], Float[ndarray, " b"]]:
    """The scores of every `n_folds`-th row of both samples, by the direction that all other rows give."""
    tested = [np.arange(len(rows)) % n_folds == fold for rows in (first, second)]
    direction = _fisher(first[~tested[0]].astype(float), second[~tested[1]].astype(float))
    return first[tested[0]] @ direction, second[tested[1]] @ direction


def ks_alarms(first: Real[ndarray, "n d"], second: Real[ndarray, "m d"], level: float) -> int:
    """How many of the d columns a Kolmogorov-Smirnov test at this level calls different."""
    limit = ks_limit(len(first), len(second), level)
    return sum(ks_distance(a, b) > limit for a, b in zip(first.T, second.T, strict=True))
