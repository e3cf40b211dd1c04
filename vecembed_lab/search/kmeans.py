"""Unit 07. k-means: centroids, each the mean of the points nearest to it."""

import numpy as np
from jaxtyping import Float, Int, Real
from numpy import ndarray

from vecembed_lab.similarity.arithmetic import check_finite, check_width, widened

POINTS_A_CENTROID = 39  # fewer and a centroid is hardly more than one of its points (the rule of faiss)
BLOCK = 8192  # points whose distances are computed at once


def nearest_centroid(points: Real[ndarray, "n d"], centroids: Real[ndarray, "c e"]) -> Int[ndarray, " n"]:
    """The number of the centroid at the smallest straight-line distance to each point; of equals the lower number.

    argmin_c |x - c|^2 = argmax_c x.c - |c|^2 / 2
    """
    check_width(points, centroids)
    centroids = widened(centroids)
    half_squares = (centroids**2).sum(axis=1) / 2  # (c,)
    blocks = [points[start : start + BLOCK] for start in range(0, len(points), BLOCK)] or [points]
    return np.concatenate([(block @ centroids.T - half_squares).argmax(axis=1) for block in blocks])


def kmeans_step(points: Real[ndarray, "n d"], centroids: Real[ndarray, "c e"]) -> Float[ndarray, "c d"]:
    """One round of k-means: each centroid becomes the mean of the points nearest to it; without points it stays.

    Source: Lloyd (1982), Least Squares Quantization in PCM.
    """
    check_finite(points)
    points, moved = widened(points), widened(centroids).copy()
    which = nearest_centroid(points, centroids)
    order = np.argsort(which, kind="stable")  # the points of a centroid side by side
    numbers, first, counts = np.unique(which[order], return_index=True, return_counts=True)
    if len(numbers):
        moved[numbers] = np.add.reduceat(points[order], first, axis=0) / counts[:, None]
    return moved


def kmeans(
    points: Real[ndarray, "n d"], n_centroids: int, *, rng: np.random.Generator, n_rounds: int = 10
) -> Float[ndarray, "c d"]:
    """The centroids after `n_rounds` rounds that begin at points drawn without replacement.

    Raises ValueError unless 1 <= n_centroids <= n.
    """
    if not 1 <= n_centroids <= len(points):
        raise ValueError(f"n_centroids must be between 1 and the {len(points)} points, got {n_centroids}")
    centroids = widened(points)[rng.choice(len(points), n_centroids, replace=False)]
    for _ in range(n_rounds):
        centroids = kmeans_step(points, centroids)
    return centroids
