"""Unit 10. Learning from pairs: the matrix that brings together what belongs together, by the contrastive loss."""

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from numpy import ndarray
from torch import Tensor

TEMPERATURE, BATCH = 0.05, 128
NESTED = (384, 192, 96, 48, 24, 12)


def info_nce(
    a: Float[Tensor, "n d"],
    b: Float[Tensor, "n d"],
    wrong: Float[Tensor, "n d"] | None = None,
    *,
    about: Int[Tensor, " n"],
    temperature: float = TEMPERATURE,
) -> Float[Tensor, ""]:
    """Mean of -log p(own partner) over the rows of a and over those of b, in nats; all vectors have length 1.

    The other rows are the wrong answers, except those about the same: these are left out. Each row of a may have one
    more of its own, in `wrong`.
    Source: van den Oord et al. (2018), Representation Learning with Contrastive Predictive Coding.
    """
    same = (about[:, None] == about) & ~torch.eye(len(a), dtype=torch.bool)
    scores = (a @ b.T / temperature).masked_fill(same, -torch.inf)
    own = torch.arange(len(a))
    extra = a[:, :0] if wrong is None else (a * wrong).sum(dim=1, keepdim=True) / temperature
    return (F.cross_entropy(torch.cat([scores, extra], dim=1), own) + F.cross_entropy(scores.T, own)) / 2


def learn_adapter(
    first: Float[ndarray, "n d"],
    second: Float[ndarray, "n d"],
    about: Int[ndarray, " n"],
    *,
    rng: np.random.Generator,
    wrong: Int[ndarray, " n"] | None = None,
    pull: float = 0.0,
    lr: float = 1e-3,
    epochs: int = 15,
    start: Float[ndarray, "d e"] | None = None,
    widths: Sequence[int] = (),
) -> Float[ndarray, "d e"]:
    """A matrix M such that rows of first M lie near those of second M; it begins at `start`, else at the identity.

    `wrong` has for each row of first the row of one more wrong answer in second. `pull` is the price of each unit of
    squared distance from the start. With `widths` the loss is the mean of those of the first 12, 24, ... numbers: the
    nested loss of Matryoshka embeddings.
    Source: Kusupati et al. (2022), Matryoshka Representation Learning.
    """
    extra = [] if wrong is None else [second[wrong]]
    groups, *parts = (torch.from_numpy(array) for array in (about, first, second, *extra))
    begin = torch.eye(first.shape[1]) if start is None else torch.from_numpy(start)
    matrix = begin.clone().requires_grad_()
    optimiser = torch.optim.AdamW([matrix], lr)
    for _ in range(epochs):
        for rows in torch.from_numpy(rng.permutation(len(first))).split(BATCH):
            sides = [part[rows] @ matrix for part in parts]
            losses = [
                info_nce(*(F.normalize(side[:, :k]) for side in sides), about=groups[rows])
                for k in widths or matrix.shape[1:]
            ]
            loss = torch.stack(losses).mean() + pull * (matrix - begin).square().sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return matrix.detach().numpy()
