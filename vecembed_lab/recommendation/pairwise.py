"""Unit 04. Bayesian personalised ranking (BPR): what a user met should score higher than what the user did not meet.

Source: Rendle et al. (2009), BPR: Bayesian Personalized Ranking from Implicit Feedback.
"""

import numpy as np
from jaxtyping import Bool, Float, Int, Integer
from numpy import ndarray

from vecembed_lab.recommendation.ratings import check_ids


def bpr_gradient(
    user: Float[ndarray, "*b d"], liked: Float[ndarray, "*b d"], other: Float[ndarray, "*b d"]
) -> tuple[Float[ndarray, "*b d"], Float[ndarray, "*b d"], Float[ndarray, "*b d"]]:
    """Gradients of -log s(x.(y_i - y_j)) for x, y_i and y_j, with s the logistic function."""
    error = -logistic(-np.sum(user * (liked - other), axis=-1, keepdims=True))
    return error * (liked - other), error * user, -error * user


def logistic(x: Float[ndarray, "*b"]) -> Float[ndarray, "*b"]:
    """1 / (1 + e^-x), without overflow."""
    return np.exp(-np.logaddexp(0, -x))


def sample_negatives(
    users: Integer[ndarray, " b"], seen: Bool[ndarray, "m n"], *, rng: np.random.Generator
) -> Int[ndarray, " b"]:
    """For each of b users an item not seen, each of them as likely.

    Raises ValueError for an unknown user and for one who has seen everything.
    """
    check_ids("user", users, len(seen))
    if seen[users].all(axis=1).any():
        raise ValueError(f"user {users[seen[users].all(axis=1)][0]} has seen every item: there is no other to draw")
    items = rng.integers(seen.shape[1], size=len(users))
    while (again := seen[users, items]).any():
        items[again] = rng.integers(seen.shape[1], size=again.sum())
    return items
