"""Unit 01. Measuring similarity: cosine, neighbours, analogies, and what goes wrong in many dimensions.

Every function raises ValueError for vectors that hold NaN or infinity, or that have different numbers of dimensions.
"""

from collections.abc import Iterable
from typing import SupportsIndex

import numpy as np
from jaxtyping import Float, Int, Integer, Real, Shaped
from numpy import ndarray

from vecembed_lab.similarity.arithmetic import (
    centred,
    check_copies,
    check_finite,
    check_rows,
    check_width,
    float_kind,
    lengths_of,
    one_size,
    unit_vectors,
    widened,
)

ROWS_AT_ONCE = 1000  # whose neighbours `k_occurrence` looks for: 1000 x 20,000 float64 are 160 MB


def normalize(vectors: Real[ndarray, "*n d"]) -> Float[ndarray, "*n d"]:
    """Return the vectors scaled to length 1; a zero vector stays zero."""
    return unit_vectors(vectors).astype(float_kind(vectors), copy=False)


def cosine(a: Real[ndarray, "n d"], b: Real[ndarray, "m e"]) -> Float[ndarray, "n m"]:
    """Cosine of the angle between every row of `a` and every row of `b`, in [-1, 1].

        cos(a, b) = a.b / (|a| |b|)

    A zero vector has no direction; its cosine with anything is 0.
    """
    check_width(a, b)
    cosines = np.clip(unit_vectors(a) @ unit_vectors(b).T, -1, 1)  # rounding can give 1.0000001
    return cosines.astype(float_kind(a, b), copy=False)


def euclidean(a: Real[ndarray, "n d"], b: Real[ndarray, "m e"]) -> Float[ndarray, "n m"]:
    """Straight-line distance between every row of `a` and every row of `b`.

    One row at a time, because the faster |a|^2 + |b|^2 - 2 a.b loses the digits of small distances.
    """
    check_width(a, b)
    check_finite(a)
    check_finite(b)
    a, b = widened(a), widened(b)
    distances = np.empty((len(a), len(b)), np.result_type(a, b))
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):  # `lengths_of` sees to it
        for row, found in zip(a, distances, strict=True):
            found[:] = lengths_of(b - row)
    return distances


def nearest(
    vectors: Real[ndarray, "n d"],
    query: Real[ndarray, " e"],
    k: int,
    exclude: Iterable[SupportsIndex] = (),
) -> Int[ndarray, " k"]:
    """Rows of the `k` vectors with the largest cosine to `query`, best first; of equals the lower row first.

    Rows in `exclude` are never returned.
    Raises ValueError if fewer than `k` rows are left, `k` is below 1, a row to exclude is not there, or the query is
    zero, which has no direction.
    """
    check_width(vectors, query)
    exclude = list({int(row) for row in exclude})
    check_rows(np.array(exclude, dtype=int), len(vectors))
    if not 1 <= k <= len(vectors) - len(exclude):
        raise ValueError(f"k must be between 1 and the {len(vectors) - len(exclude)} rows allowed, got {k}")
    direction = unit_vectors(query)
    if not direction.any():
        raise ValueError("query must not be zero: it has no direction, and nothing is nearest to it")
    scores = (unit_vectors(vectors) * direction).sum(axis=1)  # unlike @, equal rows get equal bits
    scores[exclude] = -np.inf
    return np.argsort(-scores, kind="stable")[:k]


def analogy(
    vectors: Real[ndarray, "n d"], a: SupportsIndex, b: SupportsIndex, c: SupportsIndex, k: int = 1
) -> Int[ndarray, " k"]:
    """Rows of the `k` best words d that complete "a is to b as c is to d", best first.

        argmax_d cos(d, b - a + c)   over unit vectors, d other than a, b, c

    Source: Mikolov, Yih & Zweig (2013), Linguistic Regularities in Continuous Space Word Representations;
    called 3CosAdd by Levy & Goldberg (2014), Linguistic Regularities in Sparse and Explicit Representations.
    Errors are those of `nearest`.
    """
    question = np.array([a, b, c])
    check_rows(question, len(vectors))
    x, y, z = unit_vectors(vectors[question])
    return nearest(vectors, y - x + z, k, exclude=(a, b, c))


def average_ranks(values: Shaped[ndarray, " n"]) -> Float[ndarray, " n"]:
    """Ranks from 1 (smallest) to n; equal values share the mean of the ranks they take up.

    Raises ValueError for NaN, which has no place in an order.
    """
    if np.isnan(values).any():
        raise ValueError("values to rank must not be NaN, which has no place in an order")
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[which]


def spearman(x: Shaped[ndarray, " n"], y: Shaped[ndarray, " m"]) -> float:
    """Spearman's rank correlation, in [-1, 1]: 1 if `x` and `y` put the items in the same order.

    It is Pearson's correlation of the ranks; equal values share their average rank.
    Raises ValueError if the lengths differ, or if either is constant or holds NaN.
    Source: Spearman (1904), The Proof and Measurement of Association between Two Things.
    """
    if len(x) != len(y):
        raise ValueError(f"x and y must have the same length, got {len(x)} and {len(y)}")
    if not all(len(values) and values.min() < values.max() for values in (x, y)):
        raise ValueError("x and y must each hold at least two different numbers, and no NaN")
    return float(np.corrcoef(average_ranks(x), average_ranks(y))[0, 1])


def agreement(vectors: Real[ndarray, "n d"], pairs: Integer[ndarray, "p 2"], scores: Shaped[ndarray, " p"]) -> float:
    """Spearman's correlation of the cosines of pairs of rows with the scores people gave them, in [-1, 1].

    Raises ValueError if a row is not there; otherwise errors are those of `spearman`.
    """
    return spearman(pair_cosines(vectors, pairs), scores)


def pair_cosines(vectors: Real[ndarray, "n d"], pairs: Integer[ndarray, "p 2"]) -> Float[ndarray, " p"]:
    """The cosine of the two rows of each pair. Raises ValueError if a row is not there."""
    check_rows(pairs, len(vectors))
    a, b = unit_vectors(vectors[pairs[:, 0]]), unit_vectors(vectors[pairs[:, 1]])  # (p, d)
    return (a * b).sum(axis=1)


def relative_contrast(query: Real[ndarray, " d"], points: Real[ndarray, "n e"]) -> float:
    """How much farther the farthest point is than the nearest one: (max - min) / min of the distances.

    It tends to 0 as the dimension of independent coordinates grows: then "nearest" means little.
    Raises ValueError if there are no points, or if the query is one of them (the nearest distance is 0).
    Source: Beyer et al. (1999), When Is "Nearest Neighbor" Meaningful?
    """
    distances = euclidean(query[None], points)[0].astype(float)
    if not len(points):
        raise ValueError("a contrast needs at least one point, got none")
    if distances.min() == 0:
        raise ValueError("the query must not be one of the points: its nearest distance would be 0")
    return float((distances.max() - distances.min()) / distances.min())


def k_occurrence(vectors: Real[ndarray, "n d"], k: int) -> Int[ndarray, " n"]:
    """For each row, in how many other rows' lists of `k` nearest (by cosine) it stands.

    The mean is always `k`; a row far above it is a hub, a row with 0 an anti-hub.
    Where cosines tie for the last place of a list, any of the tied rows may take it.
    Raises ValueError unless 1 <= k < n, or if more than `k` rows point the same way as another, or are zero: then
    which of them are nearest is not defined, and whatever was counted would look like hubs.
    Source: Radovanović, Nanopoulos & Ivanović (2010), Hubs in Space.
    """
    n = len(vectors)
    if not 1 <= k < n:
        raise ValueError(f"k must be between 1 and n - 1 = {n - 1}, got {k}")
    unit, counts = unit_vectors(vectors), np.zeros(n, dtype=int)
    check_copies(unit.round(6), k)
    for rows in np.split(np.arange(n), range(ROWS_AT_ONCE, n, ROWS_AT_ONCE)):
        scores = unit[rows] @ unit.T  # (rows, n)
        scores[np.arange(len(rows)), rows] = -np.inf  # no row is its own neighbour
        lists = np.argpartition(scores, -k, axis=1)[:, -k:]  # (rows, k)
        counts += np.bincount(lists.ravel(), minlength=n)
    return counts


def skewness(counts: Shaped[ndarray, " n"]) -> float:
    """Third standardised moment, E[(x - mean)^3] / std^3: 0 if symmetric, large if there are hubs.

    Raises ValueError if all counts are equal, or one is NaN or infinite.
    Source: Radovanović, Nanopoulos & Ivanović (2010), Hubs in Space, where it measures hubness.
    """
    if not (len(counts) and counts.min() < counts.max()):
        raise ValueError("skewness needs at least two different counts, and no NaN")
    deviations = one_size(centred(counts))
    return float(((deviations / deviations.std()) ** 3).mean())


def mean_cosine(vectors: Real[ndarray, "n d"]) -> float:
    """Mean cosine over all pairs of distinct rows, in [-1, 1]: near 0 if directions are evenly spread.

        (|sum u_i|^2 - sum |u_i|^2) / (n (n - 1))   with u_i the unit vectors

    That is n x d work instead of n x n x d. Raises ValueError for fewer than two rows.
    Source: Ethayarajh (2019), How Contextual are Contextualized Word Representations? (as anisotropy).
    """
    n = len(vectors)
    if n < 2:
        raise ValueError(f"a mean over pairs needs at least two vectors, got {n}")
    unit = unit_vectors(vectors).astype(float)
    total = unit.sum(axis=0)  # (d,)
    return float((total @ total - (unit**2).sum()) / (n * (n - 1)))


def all_but_the_top(vectors: Real[ndarray, "n d"], n_components: int) -> Float[ndarray, "n d"]:
    """Return the vectors without their mean and without their `n_components` principal directions.

    Raises ValueError unless 0 <= n_components <= d, or if there are no vectors.
    Source: Mu & Viswanath (2018), All-but-the-Top; they suggest d / 100 directions.
    """
    n, d = vectors.shape
    if not 0 <= n_components <= d:
        raise ValueError(f"n_components must be between 0 and d = {d}, got {n_components}")
    if not n:
        raise ValueError("a mean needs at least one vector, got none")
    around = centred(vectors)
    same = one_size(around)  # the same directions
    _, directions = np.linalg.eigh(same.T @ same)  # columns, smallest variance first
    top = directions[:, d - n_components :]  # (d, n_components)
    return around - around @ top @ top.T
