"""Unit 07. Inverted lists: only the lists of the centroids nearest to a query are searched."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Int, Integer, Real
from numpy import ndarray

from vecembed_lab.search.exact import all_scores


def lists_of(assigned: Integer[ndarray, " n"], n_lists: int) -> list[Int[ndarray, " m"]]:
    """The rows assigned to each list, in ascending order; a list may be empty."""
    order = np.argsort(assigned, kind="stable")
    return np.split(order, np.searchsorted(assigned[order], np.arange(1, n_lists)))


def nearest_lists(
    query: Real[ndarray, " d"], centroids: Real[ndarray, "c d"], n_probe: int
) -> Int[ndarray, " n_probe"]:
    """The `n_probe` centroids at the smallest straight-line distance to the query, nearest first.

    Raises ValueError unless 1 <= n_probe <= c.
    """
    if not 1 <= n_probe <= len(centroids):
        raise ValueError(f"n_probe must be between 1 and the {len(centroids)} lists, got {n_probe}")
    return np.argsort(((centroids - query) ** 2).sum(axis=1), kind="stable")[:n_probe]


def ivf_search(
    query: Real[ndarray, " d"],
    vectors: Real[ndarray, "n d"],
    lists: Sequence[Integer[ndarray, " m"]],
    centroids: Real[ndarray, "c d"],
    n_probe: int,
    k: int,
) -> Int[ndarray, " found"]:
    """Rows of the `k` largest inner products with the query in the `n_probe` nearest lists, best first.

    Of equals the lower row comes first. If these lists hold fewer than `k` rows, all of them are returned.
    Raises ValueError unless 1 <= n_probe <= c and k >= 1.
    Source: Jégou, Douze & Schmid (2011), Product Quantization for Nearest Neighbor Search.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    rows = np.sort(np.concatenate([lists[number] for number in nearest_lists(query, centroids, n_probe)])).astype(int)
    scores = all_scores(query[None], vectors[rows])[0]
    return rows[np.argsort(-scores, kind="stable")[:k]]
