"""Unit 04. Matrix factorisation for what people did: a vector for each user and item, learned by ALS.

Source: Hu, Koren & Volinsky (2008), Collaborative Filtering for Implicit Feedback Datasets.
"""

import itertools
from typing import NamedTuple, SupportsIndex

import numpy as np
from jaxtyping import Float, Integer, Real
from numpy import ndarray

from vecembed_lab.recommendation.ratings import Sparse, check_ids, check_interactions
from vecembed_lab.similarity.arithmetic import check_finite

STEPS = 2  # of conjugate gradient in a round


class Factors(NamedTuple):
    """A vector of each user and each item; their product is the score."""

    users: Float[ndarray, "m d"]
    items: Float[ndarray, "n d"]

    def scores(self, users: Integer[ndarray, " b"]) -> Float[ndarray, "b n"]:
        """The scores of b users for all items. Raises ValueError for an unknown user."""
        check_ids("user", users, len(self.users))
        return self.users[users] @ self.items.T


def als_user(
    items: Float[ndarray, "n d"], met: Integer[ndarray, " h"], confidence: Real[ndarray, " h"] | float, reg: float
) -> Float[ndarray, " d"]:
    """The vector x of a user who met some items, the rows `met`, when the vectors of all items are given.

        minimise  sum over met items of c (1 - x.y)^2  +  sum over all others of (x.y)^2  +  reg x.x
        x = (Y'Y + sum over met items of (c - 1) y y' + reg I)^-1  sum over met items of c y

    `confidence` is c, one for all met items or one for each; what was not met counts 1. Nobody met: a zero vector.
    Raises ValueError if an item is unknown or stands twice, `reg` is not above 0, or c is not finite or below 1.
    """
    confidence = _checked(items, met, confidence, reg)
    near = items[met]
    return np.linalg.solve(_system(_shared(items, reg), near, confidence), confidence @ near)


def _shared(items: Float[ndarray, "n d"], reg: float) -> Float[ndarray, "d d"]:
    """Y'Y + reg I, in float64: the part of the system that is the same for every user."""
    return (items.T @ items).astype(float) + reg * np.eye(items.shape[1])


def _system(
    shared: Float[ndarray, "d d"], near: Float[ndarray, "h d"], confidence: Real[ndarray, " h"]
) -> Float[ndarray, "d d"]:
    """The matrix that a user's vector is solved with, from the vectors of what the user met."""
    return shared + near.T @ ((confidence - 1)[:, None] * near)


def _checked(items, met, confidence, reg) -> Float[ndarray, " h"]:
    """The confidence of each item that was met, in the items' kind of number. Errors are those of `als_user`."""
    check_ids("item", met, len(items))
    if len(np.unique(met)) < len(met):
        raise ValueError("an item may be met once, one stands twice")
    confidence = np.broadcast_to(np.asarray(confidence, items.dtype), met.shape)
    _check_settings(items, confidence, reg)
    return confidence


def _check_settings(items: Float[ndarray, "n d"], confidence: Real[ndarray, " h"], reg: float) -> None:
    check_finite(items)
    if not (0 < reg < np.inf and np.isfinite(confidence).all() and (confidence >= 1).all()):
        raise ValueError(f"reg must be above 0 and confidence finite and at least 1, got {reg} and {confidence}")


def als_round(
    confidence: Sparse, items: Float[ndarray, "n d"], reg: float
) -> tuple[Float[ndarray, "m d"], Float[ndarray, "n d"]]:
    """The vectors of all users, given those of the items, and then those of all items, given the users': one round.

    `confidence` is users by items, c where a user met an item. Errors are those of `als_user`.
    """
    if confidence.shape[1] != len(items):
        raise ValueError(f"each of the {confidence.shape[1]} items needs a vector, got {len(items)}")
    _check_settings(items, confidence.data, reg)
    users = _solved(confidence, items, reg)
    return users, _solved(confidence.T.tocsr(), users, reg)


def _solved(confidence: Sparse, others: Float[ndarray, "n d"], reg: float) -> Float[ndarray, "m d"]:
    """The vector of each row of `confidence`, as `als_user` has it."""
    shared, solved = _shared(others, reg), np.zeros((confidence.shape[0], others.shape[1]), others.dtype)
    for row, (start, end) in zip(solved, itertools.pairwise(confidence.indptr), strict=True):
        near, weight = others[confidence.indices[start:end]], confidence.data[start:end]
        row[:] = np.linalg.solve(_system(shared, near, weight), weight @ near)
    return solved


def explain(
    items: Float[ndarray, "n d"],
    met: Integer[ndarray, " h"],
    confidence: Real[ndarray, " h"] | float,
    reg: float,
    item: SupportsIndex,
) -> Float[ndarray, " h"]:
    """What each item that a user met contributes to the score of `item`; the contributions add up to the score.

        x.y = sum over met items j of  c_j  y' A^-1 y_j   with the A of `als_user`

    Errors are those of `als_user`, and ValueError for an unknown item.
    Source: Hu, Koren & Volinsky (2008), section 5.
    """
    confidence = _checked(items, met, confidence, reg)
    check_ids("item", np.array([item]), len(items))
    near = items[met]
    return confidence * (near @ np.linalg.solve(_system(_shared(items, reg), near, confidence), items[item]))


def als_loss(confidence: Sparse, factors: Factors, reg: float) -> float:
    """What ALS minimises: squared errors weighted by confidence, over all users and items, and `reg` x the squares."""
    users, items = factors
    rows = np.repeat(np.arange(len(users)), np.diff(confidence.indptr))
    score = np.einsum("pd,pd->p", users[rows], items[confidence.indices])
    everywhere = float(np.sum((users.T @ users) * (items.T @ items)))  # sum over all pairs of (x.y)^2
    met = float(np.sum(confidence.data * (1 - score) ** 2 - score**2))
    return everywhere + met + reg * float(np.sum(users**2) + np.sum(items**2))


def als(
    train: Sparse,
    dim: int = 32,
    rounds: int = 10,
    *,
    confidence: float = 2.0,
    reg: float = 10.0,
    rng: np.random.Generator,
) -> Factors:
    """Factors, in float32, of who met what (1 in `train`); that counts `confidence` times as much as what was not met.

    Rounds as in `als_round`, but each vector is only brought closer to the solution, by STEPS steps from where it was.
    A user or an item without interactions gets a vector of zeros.
    Raises ValueError if there are no interactions, or `dim`, `rounds`, `confidence` or `reg` make no sense.
    """
    check_interactions(train)
    if min(dim, rounds) < 1 or not (0 < reg < np.inf and 1 <= confidence < np.inf):
        said = f"{dim}, {rounds}, {confidence} and {reg}"
        raise ValueError(f"dim, rounds and confidence must be at least 1, and reg above 0, got {said}")
    by_user = train * np.float32(confidence)
    by_item = by_user.T.tocsr()
    users = np.zeros((train.shape[0], dim), np.float32)
    items = rng.normal(0, 0.1, (train.shape[1], dim)).astype(np.float32)
    for _ in range(rounds):
        users = _improved(by_user, users, items, reg)
        items = _improved(by_item, items, users, reg)
    return Factors(users, items)


def _improved(
    confidence: Sparse, mine: Float[ndarray, "m d"], others: Float[ndarray, "n d"], reg: float
) -> Float[ndarray, "m d"]:
    """The vectors after some steps of conjugate gradient, in coordinates in which Y'Y + reg I is the identity.

    With L the Cholesky factor of that matrix, x becomes L'x and y becomes L^-1 y: every x.y stays what it is. What all
    rows have in common costs nothing there, and few steps are enough.
    """
    from vecembed_lab.recommendation.compiled import conjugate_gradient

    lower = np.linalg.cholesky(_shared(others, reg))
    upward = np.linalg.inv(lower).T.astype(np.float32)
    improved = mine @ lower.astype(np.float32)
    csr, most = (confidence.indptr, confidence.indices, confidence.data), int(np.diff(confidence.indptr).max())
    conjugate_gradient(*csr, improved, others @ upward, STEPS, most)
    return improved @ upward.T
