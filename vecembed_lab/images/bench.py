"""`vecembed bench media`, pictures: the batches of unit 05 beside a plain loop of torch, as it is often published.

Source of the loop: Chen et al. (2020), SimCLR, in the form that many repositories give it for PyTorch (such as
sthalles/SimCLR): a data set changes one picture at a time, twice, a loader stacks the views, masks find the pairs.
"""

import math
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice, repeat
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from vecembed_lab.files.record import Job
from vecembed_lab.images.augment import COPIES, Changes, two_views
from vecembed_lab.images.emoji import load_emoji
from vecembed_lab.images.encoder import LR, Encoder, embed, fit_views
from vecembed_lab.images.retrieval import recall_at
from vecembed_lab.images.samples import copies

BATCH, BATCHES, STEPS = 96, 40, 100  # pictures in a batch, batches to time alone, steps of training
LOOP = "torch loop"
TEMPERATURE = 0.1  # that of `fit_views`

Views = tuple[Float[Tensor, "n c h w"], Float[Tensor, "n c h w"]]


@dataclass(frozen=True)
class Task:
    """Something to do with a seed in several ways; the first is what the others are compared with."""

    name: str
    ways: Mapping[str, Callable[[int], Any]]
    quality: str  # the name of what `judge` computes of what a way found
    judge: Callable[[Any], float]


def jobs(tasks: Sequence[Task], rounds: int) -> Iterator[Job]:
    """All measurements of one task after the other, in which the ways take turns; a round is also a seed."""
    for task in tasks:
        for turn in range(rounds):
            for way in task.ways:
                varied = {"task": task.name, "way": way, "turn": turn}
                yield Job("speed", varied, partial(_measured, task, way, turn))


def _measured(task: Task, way: str, seed: int) -> dict[str, Any]:
    started = time.process_time()
    found = task.ways[way](seed)
    seconds = time.process_time() - started
    return {"seconds": round(seconds, 5), "measure": task.quality, "quality": float(f"{task.judge(found):.4g}")}


class Row(NamedTuple):
    """A way's median of CPU seconds, and in each round: the first way's seconds divided by its own, its quality."""

    task: str
    way: str
    seconds: float
    ratios: list[float]
    measure: str
    quality: list[float]


def rows(record: Mapping[str, Any]) -> Iterator[Row]:
    """What was measured, a row for each task and way."""
    for task, way in dict.fromkeys((row["task"], row["way"]) for row in record["speed"]):
        every = [row for row in record["speed"] if row["task"] == task]
        found = [row for row in every if row["way"] == way]
        first = [row for row in every if row["way"] == every[0]["way"]]
        ratios = [other["seconds"] / row["seconds"] for row, other in zip(found, first, strict=True)]
        median = statistics.median(row["seconds"] for row in found)
        yield Row(task, way, median, ratios, found[0]["measure"], [row["quality"] for row in found])


# The loop


def one_view(picture: Float[Tensor, "c h w"], changes: Changes, *, generator: torch.Generator) -> Tensor:
    """What `view` makes of one picture: the numbers of each change are drawn and computed for it alone."""

    def draw(most: float, n: int = 1) -> list[float]:
        return [(2 * drawn - 1) * most for drawn in torch.rand(n, generator=generator).tolist()]

    (degrees,), (slant,), (growth,) = draw(changes.degrees), draw(changes.shear), draw(changes.scale)
    x, y = draw(2 * changes.pixels / picture.shape[-1], 2)
    turn, size = math.radians(degrees), 1 + growth
    sine, cosine = size * math.sin(turn), size * math.cos(turn)
    matrix = torch.tensor([[[cosine, slant * cosine - sine, x], [sine, slant * sine + cosine, y]]])
    grid = F.affine_grid(matrix, [1, *picture.shape], align_corners=False)
    moved = F.grid_sample(picture[None], grid, padding_mode="border", align_corners=False)[0]
    spots = torch.randn(moved.shape, generator=generator)
    return moved * (1 + draw(changes.brightness)[0]) + changes.noise * spots


class TwoViews(Dataset):
    """Pictures that are changed when they are asked for: two views of each."""

    def __init__(self, pictures: Float[Tensor, "n c h w"], *, generator: torch.Generator):
        self.pictures, self.generator = pictures, generator

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, row: int) -> tuple[Tensor, Tensor]:
        return tuple(one_view(self.pictures[row], COPIES, generator=self.generator) for _ in range(2))


def loaded(pictures: Float[ndarray, "n c h w"], seed: int) -> Iterator[Views]:
    """Without end: two views of each picture of a batch, from a loader of torch."""
    generator = torch.Generator().manual_seed(seed)
    views = TwoViews(torch.from_numpy(pictures), generator=generator)
    loader = DataLoader(views, min(BATCH, len(views)), shuffle=True, drop_last=True, generator=generator)
    return map(tuple, chain.from_iterable(repeat(loader)))


def masked_loss(vectors: Float[Tensor, "n d"]) -> Float[Tensor, ""]:
    """NT-Xent of views, the second half those of the same pictures: masks take the positive of each to the front."""
    n = len(vectors)
    picture, itself = torch.arange(n // 2).repeat(2), torch.eye(n, dtype=torch.bool)
    same = picture[:, None] == picture
    similar = vectors @ vectors.T / TEMPERATURE
    positives, negatives = similar[same & ~itself].view(n, 1), similar[~same].view(n, -1)
    return F.cross_entropy(torch.cat([positives, negatives], dim=1), torch.zeros(n, dtype=torch.long))


def fit_loop(pictures: Float[ndarray, "n c h w"], *, seed: int) -> Encoder:
    """An encoder trained as `fit_views` trains one, from the same beginning, on views from the loader."""
    encoder, _ = fit_views(pictures, seed=seed, steps=0)
    optimizer = torch.optim.Adam(encoder.parameters(), lr=LR)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, LR, total_steps=STEPS)
    for views in islice(loaded(pictures, seed), STEPS):
        loss = masked_loss(encoder(torch.cat(views)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        rate.step()
    return encoder


# The tasks


def making_views() -> Task:
    """Two views of each picture of some batches; their quality is how much two of one picture differ in a number."""
    pictures = load_emoji().pictures
    everything = torch.from_numpy(pictures)

    def loop(seed: int) -> list[Views]:
        return list(islice(loaded(pictures, seed), BATCHES))

    def ours(seed: int) -> list[Views]:
        rng, generator = np.random.default_rng(seed), torch.Generator().manual_seed(seed)
        batches = (torch.from_numpy(rng.permutation(len(everything))[:BATCH]) for _ in range(BATCHES))
        return [two_views(everything[rows], COPIES, generator=generator) for rows in batches]

    def judge(found: list[Views]) -> float:
        return float(torch.stack([(one - two).abs().mean() for one, two in found]).mean())

    return Task(f"{BATCH * BATCHES:,} pairs of views", {LOOP: loop, "ours": ours}, "apart", judge)


def training() -> Task:
    """SimCLR on emoji; its quality is the share of changed copies of others that find their original."""
    everything, (held, queries) = load_emoji().pictures, copies(0)
    learned = np.delete(everything, held, axis=0)
    fit_views(learned, seed=0, steps=1)  # what torch imports only when it trains is imported

    def ours(seed: int) -> Encoder:
        return fit_views(learned, seed=seed, changes=COPIES, batch=BATCH, steps=STEPS)[0]

    def judge(encoder: Encoder) -> float:
        return recall_at(embed(encoder, queries), embed(encoder, everything), held, 1)

    ways = {LOOP: lambda seed: fit_loop(learned, seed=seed), "ours": ours}
    return Task(f"{STEPS} steps of SimCLR", ways, "R@1", judge)
