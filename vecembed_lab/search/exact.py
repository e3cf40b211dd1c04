"""Unit 07. Exact search, and recall: how much of it another search finds."""

import numpy as np
from jaxtyping import Float, Int, Integer, Real
from numpy import ndarray

from vecembed_lab.similarity.arithmetic import check_finite, check_rows, check_width, widened

AT_ONCE = 32  # queries whose scores with all vectors are in memory
TOLERANCE = 1e-5  # how much less than the k-th best score still counts as equal: float32 sums differ by less


def top_k(queries: Real[ndarray, "q d"], vectors: Real[ndarray, "n e"], k: int) -> Int[ndarray, "q k"]:
    """Rows of the `k` vectors with the largest inner products with each query, best first; of equals the lower first.

    Raises ValueError unless 1 <= k <= n, or if widths differ or a number is NaN or infinite.
    """
    check_k(k, len(vectors))
    return np.argsort(-all_scores(queries, vectors), axis=1, kind="stable")[:, :k]


def all_scores(queries: Real[ndarray, "q d"], vectors: Real[ndarray, "n e"]) -> Float[ndarray, "q n"]:
    """The inner product of every query with every vector. Errors are those of `top_k`."""
    check_width(queries, vectors)
    check_finite(queries)
    check_finite(vectors)
    return widened(queries) @ widened(vectors).T


def recall(found: Integer[ndarray, "q m"], scores: Float[ndarray, "q n"], k: int) -> float:
    """Share of the `k` nearest that were found, from 0 to 1, mean over the queries; `scores` are all exact scores.

    A row found counts if its score is at least the k-th best, so whichever of several equals is found is right.
    A row found twice counts once, and only the first `k` rows of each list count.
    Raises ValueError unless 1 <= k <= n, or if a row is not there.
    Source: Aumüller, Bernhardsson & Faithfull (2020), ANN-Benchmarks (as recall by distance).
    """
    check_k(k, scores.shape[1])
    check_rows(found, scores.shape[1])
    limits = np.partition(scores, -k, axis=1)[:, -k]  # (q,)
    return hits(found[:, :k], np.take_along_axis(scores, found[:, :k], axis=1), limits) / (k * len(found))


def limits_of(queries: Real[ndarray, "q d"], vectors: Real[ndarray, "n d"], k: int) -> Float[ndarray, " q"]:
    """The k-th best score of each query, which is all that `recall_of` must know. Errors are those of `top_k`."""
    check_k(k, len(vectors))
    parts = [queries[start : start + AT_ONCE] for start in range(0, len(queries), AT_ONCE)]
    return np.concatenate([np.partition(all_scores(part, vectors), -k, axis=1)[:, -k] for part in parts])


def recall_of(
    found: Integer[ndarray, "q k"],
    queries: Real[ndarray, "q d"],
    vectors: Real[ndarray, "n d"],
    limits: Float[ndarray, " q"],
) -> float:
    """`recall` without the table of all scores: those of the rows found are compared with the `limits`."""
    check_rows(found, len(vectors))
    scores = np.einsum("qd,qkd->qk", widened(queries), widened(vectors[found]))
    return hits(found, scores, limits) / found.size


def hits(found: Integer[ndarray, "q m"], scores: Float[ndarray, "q m"], limits: Float[ndarray, " q"]) -> int:
    """How many of the rows found are different and reach the limit of their query, all queries together."""
    good = scores >= limits[:, None] - TOLERANCE
    return sum(len(set(rows[right].tolist())) for rows, right in zip(found, good, strict=True))


def check_k(k: int, n: int) -> None:
    """Raise ValueError unless `k` results can be had of `n`."""
    if not 1 <= k <= n:
        raise ValueError(
            f"k must be between 1 and the n = {n} vectors there are, got {k}" if n else "there are no vectors"
        )
