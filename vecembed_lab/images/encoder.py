"""Unit 05. A small convolutional network that turns pictures into vectors, and how it is trained on pairs."""

import itertools
from collections.abc import Callable, Iterator

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float, Int, Integer
from numpy import ndarray
from torch import Tensor, nn

from vecembed_lab.images.augment import LETTERS, Changes, two_views, view
from vecembed_lab.images.losses import nt_xent, supervised_contrastive

LR = 3e-3  # the highest rate of learning


class Encoder(nn.Module):
    """Three convolutions that halve the picture each time, and a linear layer; the vectors have length 1."""

    def __init__(self, channels: int, side: int, dim: int = 64, *, generator: torch.Generator):
        super().__init__()
        widths = (channels, 16, 32, 64)
        self.layers = nn.ModuleList(
            nn.Conv2d(a, b, kernel_size=3, stride=2, padding=1) for a, b in itertools.pairwise(widths)
        )
        for _ in self.layers:
            side = (side + 1) // 2
        self.last = nn.Linear(widths[-1] * side * side, dim)
        for layer in (*self.layers, self.last):
            _begin(layer, generator)

    def forward(self, pictures: Float[Tensor, "n c h w"]) -> Float[Tensor, "n d"]:
        """A vector of length 1 for each picture."""
        for layer in self.layers:
            pictures = F.relu(layer(pictures))
        return F.normalize(self.last(pictures.flatten(1)), dim=1)


class Head(nn.Module):
    """A projection head: two linear layers behind an encoder, for the loss alone; its vectors have length 1 too.

    Source: Chen et al. (2020), A Simple Framework for Contrastive Learning of Visual Representations, section 4.2.
    """

    def __init__(self, dim: int = 64, *, generator: torch.Generator):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(dim, dim) for _ in range(2))
        for layer in self.layers:
            _begin(layer, generator)

    def forward(self, vectors: Float[Tensor, "n d"]) -> Float[Tensor, "n d"]:
        """What the loss sees of the encoder's vectors."""
        first, last = self.layers
        return F.normalize(last(F.relu(first(vectors))), dim=1)


def _begin(layer: nn.Conv2d | nn.Linear, generator: torch.Generator) -> None:
    nn.init.kaiming_uniform_(layer.weight, a=5**0.5, generator=generator)
    nn.init.zeros_(layer.bias)


@torch.no_grad()
def embed(encoder: nn.Module, pictures: Float[ndarray, "n *c h w"]) -> Float[ndarray, "n d"]:
    """The vectors of pictures, (n, h, w) in grey or (n, c, h, w) in colour, on the encoder's device."""
    device = next(encoder.parameters()).device
    parts = _tensor(pictures).split(1000)
    return torch.cat([encoder(part.to(device)) for part in parts]).cpu().numpy()


def fit_classes(
    pictures: Float[ndarray, "n *c h w"],
    labels: Integer[ndarray, " n"],
    *,
    seed: int,
    loss: Callable = supervised_contrastive,
    steps: int = 120,
    device: str = "cpu",
) -> tuple[Encoder, list[float]]:
    """An encoder trained on labelled pictures, and its losses: each batch has 32 classes with 4 pictures of each.

    Raises ValueError as `class_batches` does.
    """
    all_pictures, all_labels = _tensor(pictures).to(device), torch.from_numpy(labels.astype(np.int64)).to(device)
    encoder, generator = _start(all_pictures, seed)
    batches = class_batches(labels, rng=np.random.default_rng(seed))

    def next_loss() -> Tensor:
        rows = next(batches)
        return loss(encoder(view(all_pictures[rows], LETTERS, generator=generator)), all_labels[rows])

    return encoder, _descend(encoder, next_loss, steps)


def fit_views(
    pictures: Float[ndarray, "n *c h w"],
    *,
    seed: int,
    loss: Callable = nt_xent,
    changes: Changes = LETTERS,
    shuffled: bool = False,
    head: Head | None = None,
    batch: int = 96,
    steps: int = 120,
    device: str = "cpu",
) -> tuple[Encoder, list[float]]:
    """An encoder trained on two views of each picture, without labels, and its losses.

    If `shuffled`, the second views are those of other pictures: a control that can learn nothing. If there is a
    `head`, it is trained too, and the loss sees the vectors behind it.
    """
    everything = _tensor(pictures).to(device)
    encoder, generator = _start(everything, seed)
    parts = nn.Sequential(encoder, head.to(device)) if head else encoder
    rng = np.random.default_rng(seed)

    def next_loss() -> Tensor:
        some = everything[torch.from_numpy(rng.permutation(len(everything))[:batch])]
        one, two = two_views(some, changes, generator=generator)
        return loss(parts(one), parts(two.roll(1, 0) if shuffled else two))

    return encoder, _descend(parts, next_loss, steps)


def class_batches(
    labels: Integer[ndarray, " n"], n_classes: int = 32, each: int = 4, *, rng: np.random.Generator
) -> Iterator[Int[ndarray, " b"]]:
    """Without end: rows of `n_classes` classes drawn at random, `each` of every class.

    A class that has fewer pictures shows some twice. Raises ValueError if there are not two classes.
    """
    classes = np.unique(labels)
    if len(classes) < 2:
        raise ValueError(f"two classes are needed, got {len(classes)}")
    members = {c: np.flatnonzero(labels == c) for c in classes}
    while True:
        some = rng.permutation(classes)[:n_classes]
        yield np.concatenate([rng.choice(members[c], each, replace=len(members[c]) < each) for c in some])


def _tensor(pictures: Float[ndarray, "n *c h w"]) -> Float[Tensor, "n c h w"]:
    if not np.isfinite(pictures).all():
        raise ValueError("pictures must be finite numbers")
    tensor = torch.from_numpy(np.ascontiguousarray(pictures, dtype=np.float32))
    return tensor[:, None] if tensor.ndim == 3 else tensor


def _start(pictures: Float[Tensor, "n c h w"], seed: int) -> tuple[Encoder, torch.Generator]:
    """An untrained encoder for such pictures, and a generator for their changes."""
    generator = torch.Generator().manual_seed(seed)
    with torch.random.fork_rng(devices=[]):  # PyTorch's layers draw numbers that are not used
        encoder = Encoder(pictures.shape[1], pictures.shape[2], generator=generator)
    return encoder.to(pictures.device), generator


def _descend(encoder: nn.Module, next_loss: Callable[[], Tensor], steps: int) -> list[float]:
    """The losses of `steps` steps of Adam, whose rate rises and falls once. Source: Smith & Topin (2018)."""
    optimizer = torch.optim.Adam(encoder.parameters(), lr=LR)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, LR, total_steps=max(steps, 1))
    losses = []
    for _ in range(steps):
        loss = next_loss()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        rate.step()
        losses.append(float(loss.detach()))
    return losses
