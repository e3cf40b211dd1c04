"""Unit 04. Bayesian personalised ranking (BPR): what a user met should score higher than what the user did not meet.

Source: Rendle et al. (2009), BPR: Bayesian Personalized Ranking from Implicit Feedback.
"""

import numpy as np
from jaxtyping import Bool, Float, Int, Integer, Real, Shaped
from numpy import ndarray

from vecembed_lab.recommendation.factorization import Factors
from vecembed_lab.recommendation.ratings import Sparse, check_ids, check_interactions


def bpr_gradient(
    user: Real[ndarray, "*b d"], liked: Real[ndarray, "*b d"], other: Real[ndarray, "*b d"]
) -> tuple[Float[ndarray, "*b d"], Float[ndarray, "*b d"], Float[ndarray, "*b d"]]:
    """Gradients of -log s(x.(y_i - y_j)) for x, y_i and y_j, with s the logistic function."""
    error = -logistic(-np.sum(user * (liked - other), axis=-1, keepdims=True))
    return error * (liked - other), error * user, -error * user


def logistic(x: Real[ndarray, "*b"] | float) -> Float[ndarray, "*b"] | float:
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


def bpr(
    train: Sparse,
    dim: int = 32,
    epochs: int = 30,
    *,
    lr: float = 0.02,
    reg: float = 0.01,
    rng: np.random.Generator,
) -> Factors:
    """Factors, in float32, by stochastic gradient descent on -log s(x.(y_i - y_j)), one triple (user, i, j) at a time.

    An epoch is as many steps as there are interactions. j is drawn as often as anybody met it; one that the user met is
    never taken. The last of the `dim` numbers is 1 for a user and the bias of an item. All others are 0
    for a user who met nothing, and all for an item that nobody met. Takes a bit for each user and
    item in memory, besides the factors.
    Raises ValueError if there are no interactions, a setting makes no sense, or steps so long that they diverge.
    """
    check_interactions(train)
    if dim < 2 or epochs < 1 or not (0 < lr < np.inf and 0 <= reg < np.inf):
        said = f"{dim}, {epochs}, {lr} and {reg}"
        raise ValueError(f"dim must be at least 2, epochs 1, lr above 0 and reg 0 or more, got {said}")
    from vecembed_lab.recommendation.compiled import bpr_steps

    users, items = (rng.uniform(-0.5 / dim, 0.5 / dim, (n, dim)).astype(np.float32) for n in train.shape)
    users[:, -1], items[:, -1] = 1, 0
    met_by = np.repeat(np.arange(train.shape[0], dtype=np.int32), np.diff(train.indptr))
    state, n_steps = np.uint64(rng.integers(1, 2**63)), epochs * train.nnz
    bpr_steps(met_by, train.indices, _bits(train), users, items, n_steps, np.float32(lr), np.float32(reg), state)
    users[np.diff(train.indptr) == 0, :-1] = 0
    items[np.bincount(train.indices, minlength=len(items)) == 0] = 0
    if not (np.isfinite(users).all() and np.isfinite(items).all()):
        raise ValueError(f"lr = {lr} is too large: the vectors are no numbers any more")
    return Factors(users, items)


def _bits(train: Sparse) -> Shaped[ndarray, "m b"]:
    """A bit for each user and item: bit j % 8 of byte j // 8 of a row is 1 if the user met item j."""
    parts = [train[start : start + 100].toarray() > 0 for start in range(0, train.shape[0], 100)]
    return np.concatenate([np.packbits(part, axis=1, bitorder="little") for part in parts])
