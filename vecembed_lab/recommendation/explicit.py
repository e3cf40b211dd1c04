"""Unit 04. Predicting stars: a mean, a bias for each user and each item, and the product of two vectors.

Source: Koren, Bell & Volinsky (2009), Matrix Factorization Techniques for Recommender Systems.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Integer, Shaped
from numpy import ndarray

from vecembed_lab.recommendation.ratings import check_ids


class Biased(NamedTuple):
    """The mean of all stars, how each user and item differs from it, and vectors whose product is the rest."""

    mean: float
    user_bias: Float[ndarray, " m"]
    item_bias: Float[ndarray, " n"]
    users: Float[ndarray, "m d"]
    items: Float[ndarray, "n d"]

    def predict(self, users: Integer[ndarray, " b"], items: Integer[ndarray, " b"]) -> Float[ndarray, " b"]:
        """The stars expected from each user for the item beside it. Raises ValueError for unknown ones."""
        check_ids("user", users, len(self.users))
        check_ids("item", items, len(self.items))
        product = np.einsum("bd,bd->b", self.users[users], self.items[items])
        return self.mean + self.user_bias[users] + self.item_bias[items] + product

    def scores(self, users: Integer[ndarray, " b"]) -> Float[ndarray, "b n"]:
        """The stars expected from b users for all items. Raises ValueError for an unknown user."""
        check_ids("user", users, len(self.users))
        product = self.users[users] @ self.items.T
        return self.mean + self.user_bias[users, None] + self.item_bias + product


def fit_ratings(
    users: Integer[ndarray, " n"],
    items: Integer[ndarray, " i"],
    values: Float[ndarray, " v"],
    shape: tuple[int, int],
    dim: int = 16,
    epochs: int = 30,
    *,
    lr: float = 0.01,
    reg: float = 0.1,
    rng: np.random.Generator,
) -> Biased:
    """Stars learned by stochastic gradient descent on the squared error, plus `reg` times all squares but the mean's.

    The mean is that of the ratings given. A user or an item without ratings has bias 0, and a vector near 0.
    Raises ValueError if there are no ratings, one is not finite, an id is beyond `shape`, or the steps diverge.
    """
    check_ids("user", users, shape[0])
    check_ids("item", items, shape[1])
    if not (len(users) == len(items) == len(values) > 0 and np.isfinite(values).all()):
        raise ValueError(f"each of at least one rating needs a user, an item and a finite value, got {values}")
    from vecembed_lab.recommendation.compiled import rating_steps

    mean = float(values.mean())
    fitted = Biased(mean, *map(np.zeros, shape), *(rng.normal(0, 0.1 / np.sqrt(dim), (n, dim)) for n in shape))
    for _ in range(epochs):
        rating_steps(users, items, values - mean, rng.permutation(len(values)), *fitted[1:], lr, reg)
    if not all(np.isfinite(part).all() for part in fitted):
        raise ValueError(f"lr = {lr} is too large: the vectors are no numbers any more")
    return fitted


def rmse(predicted: Float[ndarray, " p"], values: Shaped[ndarray, " n"]) -> float:
    """Root of the mean squared error, in stars. Raises ValueError for no ratings, or not one prediction for each."""
    if len(predicted) != len(values) or not len(values):
        raise ValueError(f"each rating needs a prediction, got {len(predicted)} for {len(values)}")
    return float(np.sqrt(np.mean((predicted - values) ** 2)))
