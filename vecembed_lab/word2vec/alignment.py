"""Unit 02. Turning one space onto another: orthogonal Procrustes.

Sources: Schönemann (1966), A Generalized Solution of the Orthogonal Procrustes Problem;
Xing et al. (2015), Normalized Word Embedding and Orthogonal Transform for Bilingual Word Translation.
"""

import numpy as np
from jaxtyping import Float, Shaped
from numpy import ndarray

from vecembed_lab.similarity.arithmetic import one_size, widened


def procrustes(source: Shaped[ndarray, "n d"], target: Shaped[ndarray, "m e"]) -> Float[ndarray, "d d"]:
    """The orthogonal W, a rotation with or without mirroring, that makes |source W - target| smallest.

        source' target = U S V'   gives   W = U V'

    Row i of both must stand for the same thing; fewer than d rows leave some directions of W to chance.
    Raises ValueError if the shapes differ, or if a number is NaN or infinite.
    """
    source, target = _same_shape(source, target)
    u, _, vt = np.linalg.svd(source.T @ target)
    return u @ vt


def share_found(source: Shaped[ndarray, "n d"], target: Shaped[ndarray, "m e"], k: int) -> float:
    """The share of rows of `source` whose own row of `target` is among the `k` with the largest dot products.

    With unit vectors these are the nearest by cosine. Called precision at k where words are translated. Of products
    that are equal but for rounding any may come first: so a space with all rows in one place finds k / n, like chance.
    Raises ValueError unless 1 <= k <= n, if the shapes differ, or if a number is NaN or infinite.
    """
    source, target = _same_shape(source, target)
    if not 1 <= k <= len(target):
        raise ValueError(f"k must be between 1 and n = {len(target)}, got {k}")
    own = (source * target).sum(axis=1, keepdims=True)  # (n, 1)
    ahead = source @ target.T - own  # (n, n)
    np.fill_diagonal(ahead, 0)
    lengths = np.linalg.norm(source, axis=1, keepdims=True) * np.linalg.norm(target, axis=1)
    rounding = source.shape[1] * np.finfo(ahead.dtype).eps * (lengths + np.diagonal(lengths)[:, None])
    better, equal = (ahead > rounding).sum(axis=1), (abs(ahead) <= rounding).sum(axis=1)  # equal to themselves too
    return float(np.clip((k - better) / equal, 0, 1).mean())


def _same_shape(source: Shaped[ndarray, "n d"], target: Shaped[ndarray, "m e"]) -> tuple[ndarray, ndarray]:
    """Both, as large as they can be multiplied."""
    if source.shape != target.shape:
        raise ValueError(f"source and target must have the same shape, got {source.shape} and {target.shape}")
    return one_size(widened(source)), one_size(widened(target))
