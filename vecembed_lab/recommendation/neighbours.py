"""Unit 04. Recommending without learning factors: the most popular items, and items that go with those met.

Source: Steck (2019), Embarrassingly Shallow Autoencoders for Sparse Data.
"""

from typing import SupportsIndex

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from vecembed_lab.recommendation.ranking import Model, popularity
from vecembed_lab.recommendation.ratings import Sparse, check_ids
from vecembed_lab.similarity.measures import nearest


def popular(train: Sparse) -> Model:
    """The model that scores items by their popularity, for every user alike."""
    scores = popularity(train)
    return lambda users: np.broadcast_to(scores, (len(users), len(scores)))


def random_scores(n_items: int, *, rng: np.random.Generator) -> Model:
    """The model that knows nothing: every score is drawn anew."""
    return lambda users: rng.random((len(users), n_items))


def weighted_sum(train: Sparse, weights: Float[ndarray, "n n"]) -> Model:
    """The model that scores an item by the sum of its weights from all items that the user met."""
    return lambda users: np.asarray(train[users] @ weights)


def item_cosines(train: Sparse) -> Float[ndarray, "n n"]:
    """Cosine between items as columns of 0 and 1, in [0, 1]; 0 with itself, and for an item that nobody met."""
    together = (train.T @ train).toarray()
    lengths = np.sqrt(np.diag(together))
    cosines = together / np.maximum(np.outer(lengths, lengths), 1)
    np.fill_diagonal(cosines, 0)
    return cosines


def ease(train: Sparse, reg: float) -> Float[ndarray, "n n"]:
    """Weights B with zeros on the diagonal that bring X B closest to X, with `reg` on every squared weight.

        B = I - P diag(1 / P_ii)   with P = (X'X + reg I)^-1

    Raises ValueError unless `reg` is above 0.
    """
    if not 0 < reg < np.inf:
        raise ValueError(f"reg must be above 0 and finite, got {reg}")
    inverse = np.linalg.inv((train.T @ train).toarray().astype(float) + reg * np.eye(train.shape[1]))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return weights


def item_to_item(items: Float[ndarray, "n d"], item: SupportsIndex, k: int) -> Int[ndarray, " k"]:
    """The `k` other items with the largest cosine to `item`, best first; of equals the lower number first.

    An item nobody met has a vector of zeros and goes with nothing: it is never returned, and asking for its
    neighbours, or for more than there are, raises ValueError. So does an unknown item.
    """
    check_ids("item", np.array([item]), len(items))
    unknown = np.flatnonzero(~items.any(axis=1))
    return nearest(items, items[item], k, exclude={int(item), *unknown.tolist()})
