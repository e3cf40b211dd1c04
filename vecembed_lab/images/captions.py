"""Unit 05. Pictures and their names in one space: a closed formula, and two towers that learn from pairs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int, Real
from numpy import ndarray
from torch import Tensor, nn

from vecembed_lab.images.emoji import words_of
from vecembed_lab.images.features import colour_histograms, gradient_histograms, grey, pixels
from vecembed_lab.images.losses import clip_loss
from vecembed_lab.similarity.measures import euclidean, normalize
from vecembed_lab.similarity.projection import pca


class Pairs(NamedTuple):
    """Rows of pictures and of their names that belong together; equal `ids` are equal names."""

    images: Float[ndarray, "n d"]
    texts: Float[ndarray, "n e"]
    ids: Int[ndarray, " n"]

    def chosen(self, rows: ndarray) -> "Pairs":
        """Some of the pairs."""
        return Pairs(self.images[rows], self.texts[rows], self.ids[rows])


def name_vectors(
    names: Sequence[str], row: Mapping[str, int], vectors: Float[ndarray, "V d"]
) -> tuple[Float[ndarray, "n d"], Bool[ndarray, " n"]]:
    """A vector for each name, the mean of its words' unit vectors, rare words weighing more; and which have any.

    `row` maps a word to its row of `vectors`. A word's weight is log(n / names that have it): "face" says little where
    a hundred names have it.
    """
    counts = Counter(word for name in names for word in set(words_of(name)))
    found = np.zeros((len(names), vectors.shape[1]))
    for i, name in enumerate(names):
        for word in words_of(name):
            if word in row:
                found[i] += np.log(len(names) / counts[word]) * normalize(vectors[row[word]])
    known = found.any(axis=1)
    found[known] = normalize(found[known])
    return found, known


def image_features(pictures: Float[ndarray, "n 3 h w"]) -> Float[ndarray, "n 150"]:
    """150 numbers: main components of pixels (60), of gradient histograms (60) and of colour histograms (30)."""
    parts = (pixels(pictures), gradient_histograms(grey(pictures)), colour_histograms(pictures))
    scores = [pca(part, k).coordinates for part, k in zip(parts, (60, 60, 30), strict=True)]
    return np.concatenate([part / part.std() for part in scores], axis=1)


def same_names(names: Sequence[str]) -> Int[ndarray, " n"]:
    """A number for each name; names with the same telling words have the same one."""
    keys = [tuple(sorted(words_of(name))) for name in names]
    number = {key: i for i, key in enumerate(dict.fromkeys(keys))}
    return np.array([number[key] for key in keys])


def hold_out(groups: Int[ndarray, " n"], share: float = 0.2, *, rng: np.random.Generator) -> Bool[ndarray, " n"]:
    """Which rows are held out: whole groups, drawn until about that share of the rows is; large ones never.

    A group of more than a twentieth of the rows stays, or it would be most of what is held out.
    """
    sizes = np.bincount(groups)
    small = rng.permutation(np.flatnonzero((sizes > 0) & (sizes <= max(1, len(groups) // 20))))
    drawn = small[np.cumsum(sizes[small]) <= share * len(groups)]
    return np.isin(groups, drawn)


def kernel_ridge(train: Pairs, images: Real[ndarray, "m d"], reg: float = 0.5) -> Float[ndarray, "m e"]:
    """Where the names of new pictures should lie, by kernel ridge regression from pictures to names.

    The kernel is exp(-squared distance / median squared distance of the training pictures); nothing is trained.
    """
    squared = euclidean(train.images, train.images) ** 2
    width, mean = np.median(squared), train.texts.mean(axis=0)
    weights = np.linalg.solve(np.exp(-squared / width) + reg * np.eye(len(squared)), train.texts - mean)
    return np.exp(-(euclidean(images, train.images) ** 2) / width) @ weights


class Towers(nn.Module):
    """One net for pictures and a matrix for names, into the same 64 dimensions, at length 1."""

    def __init__(self, n_image: int, n_text: int, *, generator: torch.Generator):
        super().__init__()
        self.inner, self.outer = nn.Linear(n_image, 256), nn.Linear(256, 64)
        self.names = nn.Linear(n_text, 64)
        for layer in (self.inner, self.outer, self.names):
            nn.init.xavier_uniform_(layer.weight, generator=generator)
            nn.init.zeros_(layer.bias)

    def image(self, images: Float[Tensor, "n d"]) -> Float[Tensor, "n 64"]:
        """The vectors of pictures; while training, half of the inner numbers are dropped."""
        hidden = F.dropout(F.relu(self.inner(F.dropout(images, 0.3, self.training))), 0.5, self.training)
        return F.normalize(self.outer(hidden), dim=1)

    def text(self, texts: Float[Tensor, "n e"]) -> Float[Tensor, "n 64"]:
        """The vectors of names."""
        return F.normalize(self.names(texts), dim=1)


def fit_towers(train: Pairs, *, seed: int, steps: int = 100, batch: int = 256, lr: float = 2e-3) -> Towers:
    """Towers trained with `clip_loss` at temperature .1: each picture finds its name in a batch, and back."""
    generator, rng = torch.Generator().manual_seed(seed), np.random.default_rng(seed)
    images, texts = (torch.from_numpy(x.astype(np.float32)) for x in train[:2])
    ids = torch.from_numpy(train.ids)
    with torch.random.fork_rng(devices=[]):  # dropout takes no generator
        torch.manual_seed(seed)
        towers = Towers(images.shape[1], texts.shape[1], generator=generator)
        optimizer = torch.optim.AdamW(towers.parameters(), lr=lr, weight_decay=0.05)
        for _ in range(steps):
            rows = torch.from_numpy(rng.permutation(len(ids))[:batch])
            loss = clip_loss(towers.image(images[rows]), towers.text(texts[rows]), ids[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return towers.eval()


@torch.no_grad()
def through(towers: Towers, pairs: Pairs) -> tuple[Float[ndarray, "n 64"], Float[ndarray, "n 64"]]:
    """The vectors of pictures and of names."""
    images, texts = (torch.from_numpy(x.astype(np.float32)) for x in pairs[:2])
    return towers.image(images).numpy(), towers.text(texts).numpy()


def name_found(images: Real[ndarray, "m d"], texts: Real[ndarray, "m d"], ids: Int[ndarray, " m"], k: int = 10):
    """Whether each picture's name is among the k nearest *different* names, by the cosine: (m,) of True and False."""
    first = np.unique(ids, return_index=True)[1]
    similar = normalize(images) @ normalize(texts[first]).T
    own = similar[np.arange(len(ids)), np.searchsorted(ids[first], ids)]
    return (similar >= own[:, None] - 1e-9).sum(axis=1) <= k


def picture_found(images: Real[ndarray, "m d"], texts: Real[ndarray, "m d"], ids: Int[ndarray, " m"], k: int = 10):
    """Whether each *different* name has a picture of its own among the k nearest, by the cosine: True and False."""
    different, first = np.unique(ids, return_index=True)
    similar = normalize(texts[first]) @ normalize(images).T
    own = np.where(ids == different[:, None], similar, -np.inf).max(axis=1)
    return (similar >= own[:, None] - 1e-9).sum(axis=1) <= k
