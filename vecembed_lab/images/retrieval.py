"""Unit 05. What can be asked of vectors: which picture is this, and is its neighbour of the same class?"""

import numpy as np
from jaxtyping import Bool, Int, Integer, Real, Shaped
from numpy import ndarray

from vecembed_lab.similarity.measures import cosine


def rank_of_right(
    queries: Real[ndarray, "q d"], gallery: Real[ndarray, "n e"], right: Integer[ndarray, " q"]
) -> Int[ndarray, " q"]:
    """How many of the gallery are as near to each query as its right one, or nearer, by the cosine; 1 is the best.

    What ties with the right one counts against it: vectors that are all equal find nothing.
    """
    similar = cosine(queries, gallery)
    own = similar[np.arange(len(queries)), right]
    return (similar >= own[:, None] - 1e-7).sum(axis=1)


def recall_at(
    queries: Real[ndarray, "q d"], gallery: Real[ndarray, "n e"], right: Integer[ndarray, " q"], k: int
) -> float:
    """The share of queries whose right one is among the k nearest of the gallery.

    Raises ValueError unless k is between 1 and n.
    """
    if not 1 <= k <= len(gallery):
        raise ValueError(f"k must be between 1 and n={len(gallery)}, got {k}")
    return float(np.mean(rank_of_right(queries, gallery, right) <= k))


def nearest_label(vectors: Real[ndarray, "n d"], labels: Shaped[ndarray, " n"]) -> Bool[ndarray, " n"]:
    """Whether the nearest other row, by the cosine, has the same label."""
    similar = cosine(vectors, vectors)
    np.fill_diagonal(similar, -np.inf)
    return labels[similar.argmax(axis=1)] == labels
