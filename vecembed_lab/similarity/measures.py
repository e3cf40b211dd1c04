"""Unit 01. Measuring similarity: cosine, neighbours, analogies, and what goes wrong in many dimensions."""

from collections.abc import Iterable
from typing import SupportsIndex

import numpy as np
from jaxtyping import Float, Int, Num
from numpy import ndarray

ROWS_AT_ONCE = 1000  # whose neighbours `k_occurrence` looks for: 1000 x 20,000 float64 are 160 MB


def normalize(vectors: Float[ndarray, "*n d"]) -> Float[ndarray, "*n d"]:
    """Return the vectors scaled to length 1; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1)


def cosine(a: Float[ndarray, "n d"], b: Float[ndarray, "m d"]) -> Float[ndarray, "n m"]:
    """Cosine of the angle between every row of `a` and every row of `b`, in [-1, 1].

        cos(a, b) = a.b / (|a| |b|)

    A zero vector has no direction; its cosine with anything is 0.
    """
    return np.clip(normalize(a) @ normalize(b).T, -1, 1)  # rounding can give 1.0000001


def euclidean(a: Float[ndarray, "n d"], b: Float[ndarray, "m d"]) -> Float[ndarray, "n m"]:
    """Straight-line distance between every row of `a` and every row of `b`.

    One row at a time, because the faster |a|^2 + |b|^2 - 2 a.b loses the digits of small distances.
    """
    return np.array([np.linalg.norm(b - row, axis=1) for row in a])


def nearest(
    vectors: Float[ndarray, "n d"],
    query: Float[ndarray, " d"],
    k: int,
    exclude: Iterable[SupportsIndex] = (),
) -> Int[ndarray, " k"]:
    """Rows of the `k` vectors with the largest cosine to `query`, best first; of equals the lower row first.

    Rows in `exclude` are never returned.
    Raises ValueError if fewer than `k` rows are left, or `k` is below 1.
    """
    exclude = list({int(row) for row in exclude})
    if not 1 <= k <= len(vectors) - len(exclude):
        raise ValueError(f"k must be between 1 and the {len(vectors) - len(exclude)} rows allowed, got {k}")
    scores = (normalize(vectors) * normalize(query)).sum(axis=1)  # unlike @, equal rows get equal bits
    scores[exclude] = -np.inf
    return np.argsort(-scores, kind="stable")[:k]


def analogy(
    vectors: Float[ndarray, "n d"], a: SupportsIndex, b: SupportsIndex, c: SupportsIndex, k: int = 1
) -> Int[ndarray, " k"]:
    """Rows of the `k` best words d that complete "a is to b as c is to d", best first.

        argmax_d cos(d, b - a + c)   over unit vectors, d other than a, b, c

    Source: Mikolov, Yih & Zweig (2013), Linguistic Regularities in Continuous Space Word Representations;
    called 3CosAdd by Levy & Goldberg (2014), Linguistic Regularities in Sparse and Explicit Representations.
    """
    x, y, z = normalize(vectors[[a, b, c]])
    return nearest(vectors, y - x + z, k, exclude=(a, b, c))


def average_ranks(values: Num[ndarray, " n"]) -> Float[ndarray, " n"]:
    """Ranks from 1 (smallest) to n; equal values share the mean of the ranks they take up."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[which]


def spearman(x: Num[ndarray, " n"], y: Num[ndarray, " m"]) -> float:
    """Spearman's rank correlation, in [-1, 1]: 1 if `x` and `y` put the items in the same order.

    It is Pearson's correlation of the ranks; equal values share their average rank.
    Raises ValueError if the lengths differ, or if either is constant or holds NaN.
    Source: Spearman (1904), The Proof and Measurement of Association between Two Things.
    """
    if len(x) != len(y):
        raise ValueError(f"x and y must have the same length, got {len(x)} and {len(y)}")
    if not (np.ptp(x) > 0 and np.ptp(y) > 0):
        raise ValueError("x and y must each hold at least two different numbers, and no NaN")
    return float(np.corrcoef(average_ranks(x), average_ranks(y))[0, 1])


def agreement(vectors: Float[ndarray, "n d"], pairs: Int[ndarray, "p 2"], scores: Num[ndarray, " p"]) -> float:
    """Spearman's correlation of the cosines of pairs of rows with the scores people gave them, in [-1, 1]."""
    a, b = normalize(vectors[pairs[:, 0]]), normalize(vectors[pairs[:, 1]])  # (p, d)
    return spearman((a * b).sum(axis=1), scores)


def relative_contrast(query: Float[ndarray, " d"], points: Float[ndarray, "n d"]) -> float:
    """How much farther the farthest point is than the nearest one: (max - min) / min of the distances.

    It tends to 0 as the dimension of independent coordinates grows: then "nearest" means little.
    Raises ValueError if the query is one of the points (the nearest distance is 0).
    Source: Beyer et al. (1999), When Is "Nearest Neighbor" Meaningful?
    """
    distances = euclidean(query[None], points)[0]
    if distances.min() == 0:
        raise ValueError("the query must not be one of the points: its nearest distance would be 0")
    return float((distances.max() - distances.min()) / distances.min())


def k_occurrence(vectors: Float[ndarray, "n d"], k: int) -> Int[ndarray, " n"]:
    """For each row, in how many other rows' lists of `k` nearest (by cosine) it stands.

    The mean is always `k`; a row far above it is a hub, a row with 0 an anti-hub.
    Where cosines tie for the last place of a list, any of the tied rows may take it.
    Raises ValueError unless 1 <= k < n.
    Source: Radovanović, Nanopoulos & Ivanović (2010), Hubs in Space.
    """
    n = len(vectors)
    if not 1 <= k < n:
        raise ValueError(f"k must be between 1 and n - 1 = {n - 1}, got {k}")
    unit, counts = normalize(vectors), np.zeros(n, dtype=int)
    for rows in np.split(np.arange(n), range(ROWS_AT_ONCE, n, ROWS_AT_ONCE)):
        scores = unit[rows] @ unit.T  # (rows, n)
        scores[np.arange(len(rows)), rows] = -np.inf  # no row is its own neighbour
        lists = np.argpartition(scores, -k, axis=1)[:, -k:]  # (rows, k)
        counts += np.bincount(lists.ravel(), minlength=n)
    return counts


def skewness(counts: Num[ndarray, " n"]) -> float:
    """Third standardised moment, E[(x - mean)^3] / std^3: 0 if symmetric, large if there are hubs.

    Raises ValueError if all counts are equal.
    Source: Radovanović, Nanopoulos & Ivanović (2010), Hubs in Space, where it measures hubness.
    """
    if np.ptp(counts) == 0:
        raise ValueError("skewness needs at least two different counts")
    return float((((counts - counts.mean()) / counts.std()) ** 3).mean())


def mean_cosine(vectors: Float[ndarray, "n d"]) -> float:
    """Mean cosine over all pairs of distinct rows, in [-1, 1]: near 0 if directions are evenly spread.

        (|sum u_i|^2 - sum |u_i|^2) / (n (n - 1))   with u_i the unit vectors

    That is n x d work instead of n x n x d. Raises ValueError for fewer than two rows.
    Source: Ethayarajh (2019), How Contextual are Contextualized Word Representations? (as anisotropy).
    """
    n = len(vectors)
    if n < 2:
        raise ValueError(f"a mean over pairs needs at least two vectors, got {n}")
    unit = normalize(vectors).astype(float)
    total = unit.sum(axis=0)  # (d,)
    return float((total @ total - (unit**2).sum()) / (n * (n - 1)))


def all_but_the_top(vectors: Float[ndarray, "n d"], n_components: int) -> Float[ndarray, "n d"]:
    """Return the vectors without their mean and without their `n_components` principal directions.

    Raises ValueError unless 0 <= n_components <= d.
    Source: Mu & Viswanath (2018), All-but-the-Top; they suggest d / 100 directions.
    """
    d = vectors.shape[1]
    if not 0 <= n_components <= d:
        raise ValueError(f"n_components must be between 0 and d = {d}, got {n_components}")
    centred = vectors - vectors.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)  # columns, smallest variance first
    top = directions[:, d - n_components :]  # (d, n_components)
    return centred - centred @ top @ top.T
