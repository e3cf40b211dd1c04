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


def linear_probe(
    vectors: Real[ndarray, "n d"], labels: Shaped[ndarray, " n"], others: Real[ndarray, "m d"], penalty: float = 1.0
) -> Shaped[ndarray, " m"]:
    """The label of each of `others` that a linear model reads from its vector: ridge regression for every label.

    Both parts are standardised by the mean and the deviation of `vectors`, which alone are learned from.
    Raises ValueError unless two labels are to be told apart and the penalty is above 0.
    Source: Alain & Bengio (2016), Understanding Intermediate Layers Using Linear Classifier Probes.
    """
    names, which = np.unique(labels, return_inverse=True)
    if len(names) < 2 or not penalty > 0:
        raise ValueError(f"two labels and a penalty above 0 are needed, got {len(names)} and {penalty}")
    mean, deviation = vectors.mean(axis=0), vectors.std(axis=0)
    known, asked = ((part - mean) / np.where(deviation > 0, deviation, 1) for part in (vectors, others))
    onehot = np.eye(len(names))[which]
    weights = np.linalg.solve(known.T @ known + penalty * np.eye(known.shape[1]), known.T @ (onehot - onehot.mean(0)))
    return names[(asked @ weights + onehot.mean(axis=0)).argmax(axis=1)]
