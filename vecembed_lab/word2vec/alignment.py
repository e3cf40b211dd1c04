"""Unit 02. Turning one space onto another: orthogonal Procrustes.

Sources: Schönemann (1966), A Generalized Solution of the Orthogonal Procrustes Problem;
Xing et al. (2015), Normalized Word Embedding and Orthogonal Transform for Bilingual Word Translation.
"""

import numpy as np
from jaxtyping import Float
from numpy import ndarray


def procrustes(source: Float[ndarray, "n d"], target: Float[ndarray, "m e"]) -> Float[ndarray, "d d"]:
    """The orthogonal W, a rotation with or without mirroring, that makes |source W - target| smallest.

        source' target = U S V'   gives   W = U V'

    Row i of both must stand for the same thing; fewer than d rows leave some directions of W to chance.
    Raises ValueError if the shapes differ.
    """
    if source.shape != target.shape:
        raise ValueError(f"source and target must have the same shape, got {source.shape} and {target.shape}")
    u, _, vt = np.linalg.svd(source.T @ target)
    return u @ vt


def share_found(source: Float[ndarray, "n d"], target: Float[ndarray, "n d"], k: int) -> float:
    """The share of rows of `source` whose own row of `target` is among the `k` with the largest dot products.

    With unit vectors these are the nearest by cosine. Called precision at k where words are translated.
    Raises ValueError unless 1 <= k <= n.
    """
    if not 1 <= k <= len(target):
        raise ValueError(f"k must be between 1 and n = {len(target)}, got {k}")
    scores = source @ target.T  # (n, n)
    better = (scores > np.diagonal(scores)[:, None]).sum(axis=1)
    return float((better < k).mean())
