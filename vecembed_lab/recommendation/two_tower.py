"""Unit 04. Two towers: one turns what a user met into a vector, the other does so with an item and its kinds.

Source: Yi et al. (2019), Sampling-Bias-Corrected Neural Modeling for Large Corpus Item Recommendations.
"""

from collections.abc import Iterator

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int, Integer
from numpy import ndarray
from torch import Tensor, nn

from vecembed_lab.recommendation.ratings import Sparse, check_interactions

BATCH = 512  # interactions in a step: each user is compared with the items of all of them


def in_batch_loss(
    users: Float[Tensor, "B d"], items: Float[Tensor, "B d"], log_q: Float[Tensor, " B"], ids: Int[Tensor, " B"]
) -> Float[Tensor, ""]:
    """Mean over the batch of -log softmax of each user's own item among the items of the batch, in nats.

    A popular item is in more batches, so it would be pushed away more often: the log of its chance to be there,
    `log_q`, is taken off its score. The same item in another row, an accidental hit, is no negative: it is left out.
    """
    logits = users @ items.T - log_q
    twice = (ids[:, None] == ids) & ~torch.eye(len(ids), dtype=torch.bool, device=ids.device)
    return F.cross_entropy(logits.masked_fill(twice, -torch.inf), torch.arange(len(ids), device=ids.device))


class TwoTower(nn.Module):
    """Vectors of users from the items that they met, and of items from their number and their kinds, such as genres.

    There is no table of users, so a new one needs no training. An item never met has the vector of its kinds.
    """

    def __init__(self, kinds: Bool[Tensor, "n g"], dim: int, *, generator: torch.Generator):
        super().__init__()
        self.kinds = kinds.float()
        self.met = nn.Parameter(torch.randn(len(kinds), dim, generator=generator) / dim**0.5)
        self.own = nn.Parameter(torch.zeros(len(kinds), dim))
        self.of_kind = nn.Parameter(torch.randn(kinds.shape[1], dim, generator=generator) / dim**0.5)

    def user(self, met: Float[Tensor, "B n"]) -> Float[Tensor, "B d"]:
        """The vectors of users, given as rows of 1 for an item met and 0 for others; zero for who met nothing."""
        return met @ self.met / met.sum(1, keepdim=True).clamp(min=1) ** 0.5

    def item(self, items: Int[Tensor, " B"]) -> Float[Tensor, "B d"]:
        """The vectors of items."""
        return self.own[items] + self.kinds[items] @ self.of_kind

    @torch.no_grad()
    def scores(self, met: Float[Tensor, "B n"]) -> Float[Tensor, "B n"]:
        """The scores of users, given as for `user`, for all items."""
        return self.user(met) @ self.item(torch.arange(len(self.kinds))).T


def fit_towers(
    train: Sparse,
    kinds: Bool[ndarray, "n g"],
    dim: int = 32,
    epochs: int = 2,
    *,
    lr: float = 0.02,
    correct: bool = True,
    rng: np.random.Generator,
) -> TwoTower:
    """Towers trained on `train` by Adam with `in_batch_loss`; without `correct`, log_q is left out of it.

    An item is taken out of what its user met while it is to be found, or the towers would learn to copy.
    Raises ValueError if there are no interactions, or `kinds` has not a row for each item.
    """
    check_interactions(train)
    if len(kinds) != train.shape[1]:
        raise ValueError(f"each of the {train.shape[1]} items needs a row of kinds, got {len(kinds)}")
    towers = TwoTower(torch.from_numpy(kinds), dim, generator=torch.Generator().manual_seed(int(rng.integers(2**63))))
    chance = np.bincount(train.indices, minlength=train.shape[1]) / train.nnz
    log_q = torch.log(torch.tensor(chance if correct else np.ones_like(chance), dtype=torch.float32))
    optimizer = torch.optim.Adam(towers.parameters(), lr=lr)
    for _ in range(epochs):
        for met, ids in _batches(train, rng):
            loss = in_batch_loss(towers.user(met), towers.item(ids), log_q[ids], ids)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return towers


def _batches(train: Sparse, rng: np.random.Generator) -> Iterator[tuple[Float[Tensor, "B n"], Int[Tensor, " B"]]]:
    """All interactions in random order, in batches: the other items that the user met, and the item to be found."""
    users = np.repeat(np.arange(train.shape[0]), np.diff(train.indptr))
    for some in np.split(order := rng.permutation(train.nnz), range(BATCH, len(order), BATCH)):
        met, ids = train[users[some]].toarray(), train.indices[some].astype(np.int64)
        met[np.arange(len(some)), ids] = 0
        yield torch.from_numpy(met), torch.from_numpy(ids)


def tower_model(towers: TwoTower, train: Sparse):
    """The towers as a model to evaluate, for users who met what stands in `train`."""

    def scores(users: Integer[ndarray, " b"]) -> Float[ndarray, "b n"]:
        return towers.scores(torch.from_numpy(train[users].toarray())).numpy()

    return scores
