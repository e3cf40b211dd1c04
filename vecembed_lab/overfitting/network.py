"""Unit 09. A small network, looked at after every epoch."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray


class Epochs(NamedTuple):
    """After each of e epochs: the share right of the rows trained on; of m others the loss and whether it is right."""

    train: Float[ndarray, " e"]
    losses: Float[ndarray, "e m"]
    right: Bool[ndarray, "e m"]


def train_network(
    X: Float[ndarray, "n p"],
    y: Int[ndarray, " n"],
    others: Float[ndarray, "m p"],
    labels: Int[ndarray, " m"],
    *,
    seed: int,
    hidden: int = 128,
    epochs: int = 60,
    batch: int = 50,
    lr: float = 1e-3,
) -> Epochs:
    """A network with one hidden layer, trained with Adam on X and y; losses in nats.

    Raises ValueError if there are no rows to train on or no others.
    """
    if not (len(X) and len(others)):
        raise ValueError(f"a network needs rows to train on and others, got {len(X)} and {len(others)}")
    import torch
    from torch.nn import functional as F

    generator = torch.Generator().manual_seed(seed)
    x, t = (torch.tensor(part, dtype=torch.float32) for part in (X, others))
    target, truth = torch.tensor(y), torch.tensor(labels)
    sizes = [(X.shape[1], hidden), (hidden, int(max(y.max(), labels.max())) + 1)]
    weights = [torch.randn(a, b, generator=generator) * (2 / a) ** 0.5 for a, b in sizes]
    parts = [part.requires_grad_() for w in weights for part in (w, torch.zeros(w.shape[1]))]
    optimizer = torch.optim.Adam(parts, lr=lr)

    def logits(rows: torch.Tensor) -> torch.Tensor:
        w, b, v, c = parts
        return torch.relu(rows @ w + b) @ v + c

    seen = []
    for _ in range(epochs):
        for rows in torch.randperm(len(x), generator=generator).split(batch):
            optimizer.zero_grad()
            F.cross_entropy(logits(x[rows]), target[rows]).backward()
            optimizer.step()
        with torch.no_grad():
            found = logits(t)
            losses = F.cross_entropy(found, truth, reduction="none")
            train = (logits(x).argmax(1) == target).double().mean()
            seen.append((float(train), losses.double().numpy(), (found.argmax(1) == truth).numpy()))
    train, losses, right = zip(*seen, strict=True)
    return Epochs(np.array(train), np.stack(losses), np.stack(right))
