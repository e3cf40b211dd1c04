"""Unit 08. Do groups survive debiasing? Words from the two ends of a direction, told apart without it."""

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from vecembed_lab.bias.subspace import neutralise
from vecembed_lab.similarity.measures import normalize


def both_ends(
    vectors: Float[ndarray, "n d"], g: Float[ndarray, " d"], k: int
) -> tuple[Float[ndarray, "m d"], Bool[ndarray, " m"]]:
    """The k words at each end of a direction (m = 2 k), and which of them are at its far, positive end.

    Raises ValueError unless there are 2 k words.
    """
    if not 1 <= k <= len(vectors) // 2:
        raise ValueError(f"k must be between 1 and half of the {len(vectors)} words, got {k}")
    order = np.argsort(normalize(vectors) @ g, kind="stable")
    return vectors[np.r_[order[:k], order[-k:]]], np.arange(2 * k) >= k


def cluster_survival(
    vectors: Float[ndarray, "n d"], select: Float[ndarray, " d"], remove: Float[ndarray, " d"], k: int = 500
) -> float:
    """How well k-means with two clusters parts the k words at each end of `select` after `remove` was taken out.

    The share of words on the right side, from 0.5 to 1, whichever cluster is called which. k-means begins with the two
    halves along the direction of largest variance, so that no seed matters.
    Source: Gonen & Goldberg (2019), Lipstick on a Pig.
    """
    from sklearn.cluster import KMeans

    words, far = both_ends(vectors, select, k)
    rest = neutralise(words, remove)
    centred = rest - rest.mean(axis=0)
    half = centred @ np.linalg.eigh(centred.T @ centred)[1][:, -1] > 0
    start = np.stack([rest[~half].mean(axis=0), rest[half].mean(axis=0)])
    share = float((KMeans(2, init=start, n_init=1).fit_predict(rest) == far).mean())
    return max(share, 1 - share)
