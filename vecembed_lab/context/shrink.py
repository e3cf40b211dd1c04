"""Unit 10. Fewer numbers and fewer bytes a vector, and what search by them is worth."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from vecembed_lab.search.judged import Judged, ndcg
from vecembed_lab.search.quantization import binary_encode, scalar_encode, scalar_scale
from vecembed_lab.similarity.measures import normalize

FIRST = 10  # documents that count


def truncated(vectors: Float[ndarray, "n d"], k: int) -> Float[ndarray, "n k"]:
    """The first k numbers of each vector, of length 1 again.

    Raises ValueError unless 1 <= k <= d.
    """
    if not 1 <= k <= vectors.shape[1]:
        raise ValueError(f"k must be between 1 and d = {vectors.shape[1]}, got {k}")
    return normalize(vectors[:, :k])


def principal(vectors: Float[ndarray, "n d"]) -> Float[ndarray, "d d"]:
    """All directions as columns, those first along which the vectors are longest: PCA without subtracting the mean.

    What lies along the first says most about dot products, which are what search compares.
    """
    return np.linalg.eigh(vectors.T @ vectors)[1][:, ::-1].astype(np.float32)


def int8(vectors: Float[ndarray, "n d"]) -> Float[ndarray, "n d"]:
    """The vectors as one byte a number remembers them."""
    scale = scalar_scale(vectors)
    return scalar_encode(vectors, scale) * np.float32(scale)


def signs(vectors: Float[ndarray, "n d"]) -> Float[ndarray, "n d"]:
    """One bit a number: 1 where it is above 0, else -1. As bits: `binary_encode` of unit 07."""
    bits = np.unpackbits(binary_encode(vectors), axis=1, count=vectors.shape[1])
    return bits.astype(np.float32) * 2 - 1


def rescored(
    queries: Float[ndarray, "q d"], documents: Float[ndarray, "n d"], candidates: Int[ndarray, "q c"]
) -> Int[ndarray, "q k"]:
    """The FIRST of each query's candidates, by the vectors as they are."""
    scores = np.einsum("qd,qcd->qc", queries, documents[candidates])
    return np.take_along_axis(candidates, np.argsort(-scores, axis=1, kind="stable")[:, :FIRST], axis=1)


def qualities(rankings: Int[ndarray, "q k"], judged: Judged) -> Float[ndarray, " q"]:
    """nDCG of the first FIRST for each query of Cranfield, from 0 to 1."""
    return np.array([ndcg(row, grades, FIRST) for row, grades in zip(rankings, judged.grades, strict=True)])


def random_columns(d: int, k: int, *, rng: np.random.Generator) -> Sequence[int]:
    """k of d numbers, in their order."""
    return np.sort(rng.permutation(d)[:k])
