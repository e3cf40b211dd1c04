"""Unit 03. word2vec made fast: one definition, and a block of text at a time, on a CPU or a GPU.

A block is BLOCK words of text that share their noise words. What was thousands of products of two vectors becomes
three products of small matrices, which is what processors are built for.
Sources: Ji et al. (2016), Parallelizing Word2Vec in Shared and Distributed Memory, for sharing the noise words;
Mikolov et al. (2013), Distributed Representations of Words and Phrases, for what is computed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from numpy import ndarray
from torch import Tensor

from vecembed_lab.word2vec.skipgram import check_positive
from vecembed_lab.word2vec.vocabulary import keep_probability, noise_distribution

BLOCK = 32  # words of text that share their noise words
SHARED = 32  # noise words of a block
CAP = 0.5  # longest change of a row in one step: a word that fills a block must not be thrown out of the space
SLOTS = 1 << 20  # stretches of the chances whose first noise word is listed; a power of two, so that none is rounded


@dataclass(frozen=True)
class Settings:
    """What is chosen before `training.fit` begins. Raises ValueError if a choice makes no sense.

    The trainer of unit 02 has settings of its own: its steps are Adam's, and so mean something else by `lr`.
    """

    dim: int = 100  # numbers in a vector
    window: int = 5  # places to both sides that a word looks at most
    n_negatives: int = 5  # the weight of all noise words together, where that of the one true word is 1
    sample: float = 1e-4  # words with a larger share of the text than this are thinned out
    epochs: int = 3  # passes over the text
    lr: float = 0.025  # what a pair's gradient is multiplied by, at the start; it falls to zero. As in word2vec.c

    def __post_init__(self):
        check_positive(self, "dim", "window", "n_negatives", "sample", "epochs", "lr")
        if self.lr > 1:
            raise ValueError(f"lr must be at most 1, or steps overshoot and are as long as CAP allows; got {self.lr}")


class Tables(NamedTuple):
    """What is learned: a vector for each word that predicts, and one for each word that is predicted."""

    inputs: Float[Tensor, "V d"]
    outputs: Float[Tensor, "V d"]


class Draw(NamedTuple):
    """A piece of text with everything random about it decided, so that every way to learn does the same with it."""

    words: Int[Tensor, " n"]  # the text, thinned out
    radius: Int[Tensor, " n"]  # how far each word looks, to both sides alike; 0 at the ends of the text
    noise: Int[Tensor, "b K"]  # the noise words of each BLOCK words


Update = Callable[[Tables, Draw, Settings, float], None]  # learns from a draw at a learning rate, changing the tables


class Drawer:
    """Draws pieces of text as word2vec.c does, but for the noise words, which are spread evenly over the chances.

    K noise words stand at a random start and then every K-th part of all chances on, so that each K of them hold about
    as many frequent and rare words as they should. Each word's chance to be noise stays what it is.
    Sources: Madow and Madow (1944), On the Theory of Systematic Sampling; Chen and Asau (1974), On Generating Random
    Variates from an Empirical Distribution, for the list that says where to look.
    """

    def __init__(self, counts: Int[ndarray, " V"], settings: Settings, *, shared: int = SHARED, device: str = "cpu"):
        if shared < 1:
            raise ValueError(f"a block must share at least 1 noise word, got {shared}")
        ends = noise_distribution(counts).cumsum()  # word i stands from ends[i - 1] to ends[i]
        ends[-1] = 1  # not a little less
        first = np.searchsorted(ends, np.arange(SLOTS) / SLOTS, side="right")
        self.ends, self.first = (torch.from_numpy(part).to(device) for part in (ends, first))
        self.keep = torch.from_numpy(keep_probability(counts, settings.sample)).float().to(device)
        self.window, self.shared = settings.window, shared

    def __call__(self, ids: Int[Tensor, " T"], *, generator: torch.Generator) -> Draw:
        """What is drawn for a text; `generator` lives on the device of the result."""
        device = self.keep.device
        ids = ids.to(device, torch.long)
        words = ids[torch.rand(len(ids), generator=generator, device=device) < self.keep[ids]]
        place = torch.arange(len(words), device=device)
        radius = torch.randint(1, self.window + 1, place.shape, generator=generator, device=device)
        radius = radius.minimum(place).minimum(place.flip(0))
        start = torch.rand(-(-len(words) // BLOCK), 1, generator=generator, device=device, dtype=torch.double)
        chance = (start + torch.arange(self.shared, device=device)) / self.shared  # (b, K)
        return Draw(words, radius, self.noise_at(chance.clamp_(max=1 - 2**-53)))  # 1 itself is nobody's

    def noise_at(self, chance: Float[Tensor, "b K"]) -> Int[Tensor, "b K"]:
        """The noise words at places in [0, 1), of which each word takes up as much as its chance."""
        words = self.first[(chance * SLOTS).long()]
        while (further := self.ends[words] <= chance).any():
            words += further
        return words


def pair_update(tables: Tables, draw: Draw, settings: Settings, lr: float) -> None:
    """The definition, one pair of words after the other.

    Each word within the radius of a word is pulled towards it, and the K noise words of its block are pushed away from
    it, each with the weight n_negatives / K, as if n_negatives of them had been drawn for that pair.
    """
    inputs, outputs = (table.numpy() for table in tables)
    words, radius, noise = (part.numpy() for part in draw)
    shared = noise.shape[1]
    label = np.array([1] + [0] * shared)
    weight = np.array([1] + [settings.n_negatives / shared] * shared)
    for place in range(len(words)):
        for gap in [*range(-radius[place], 0), *range(1, radius[place] + 1)]:
            others = np.append(words[place + gap], noise[place // BLOCK])  # (1 + K,)
            v, u = inputs[words[place]], outputs[others]
            step = lr * weight * (label - 1 / (1 + np.exp(-u @ v)))
            np.add.at(outputs, others, np.outer(step, v))
            inputs[words[place]] += step @ u


def block_update(
    tables: Tables,
    draw: Draw,
    settings: Settings,
    lr: float,
    *,
    blocks: int = 16,
    combine: bool = False,
    dtype: torch.dtype = torch.float32,
) -> None:
    """`pair_update` for `blocks` blocks at once, in torch, on the device of the tables.

    All pairs of a step see the tables as they were before it. No change of a row is longer than CAP. Where a word
    stands in a step dozens of times, as in thousands of blocks or among a handful of words, that is not enough: with
    `combine` the sum of a row's changes is kept to CAP, for a fifth more time.
    The three products are computed in `dtype`; with half of the digits the tables still keep all of theirs.
    Raises ValueError if `blocks` is below 1.
    """
    if blocks < 1:
        raise ValueError(f"a step needs at least 1 block, got {blocks}")
    if not len(draw.words):
        return  # all words of the text were thinned out
    targets, contexts, cases = _blocks(draw, settings.window)
    steps, labels = (part.to(targets.device, dtype) for part in _cases(settings, draw.noise.shape[1], lr))
    rows = torch.cat([contexts, draw.noise], dim=1)  # (b, R + K)
    n_steps = -(-len(targets) // blocks)
    for first in range(n_steps):  # blocks far apart: neighbours repeat each other's rare words
        target, row, case = (part[first::n_steps] for part in (targets, rows, cases))
        h = F.embedding(target, tables.inputs).to(dtype)  # (B, L, d)
        u = F.embedding(row, tables.outputs).to(dtype)  # (B, R + K, d)
        error = labels - torch.bmm(h, u.mT).sigmoid_()
        error *= F.embedding(case, steps)  # (B, L, R + K)
        for table, where, change in (
            (tables.inputs, target, torch.bmm(error, u)),
            (tables.outputs, row, torch.bmm(error.mT, h)),
        ):
            changes = where.flatten(), change.flatten(0, 1).to(table.dtype)
            _add(table, *(_combined(*changes) if combine else changes))


def _blocks(draw: Draw, window: int) -> tuple[Int[Tensor, "b L"], Int[Tensor, "b R"], Int[Tensor, "b L"]]:
    """The words of each block, those with `window` more on either side, and each word's row of `_cases`."""
    missing = -len(draw.words) % BLOCK  # the last block is filled up with words that look nowhere
    words = F.pad(draw.words, (window, window + missing))
    radius = F.pad(draw.radius, (0, missing)).view(-1, BLOCK)
    contexts = words.unfold(0, BLOCK + 2 * window, BLOCK)
    return contexts[:, window:-window], contexts, torch.arange(BLOCK, device=words.device) * (window + 1) + radius


def _cases(settings: Settings, shared: int, lr: float) -> tuple[Float[Tensor, "c n"], Int[Tensor, " n"]]:
    """How large a step each of the R + K words near a word asks for, for every place in a block and every radius, and
    what the probability of each should be: 1 for the R words of the text, 0 for the K noise words.
    """
    place, radius = np.divmod(np.arange(BLOCK * (settings.window + 1)), settings.window + 1)
    gap = abs(np.arange(BLOCK + 2 * settings.window) - settings.window - place[:, None])
    pull = (gap > 0) & (gap <= radius[:, None])  # (c, R)
    push = np.repeat(2 * radius[:, None] * settings.n_negatives / shared, shared, axis=1)  # (c, K)
    labels = np.repeat([1, 0], [pull.shape[1], shared])
    return torch.from_numpy(lr * np.hstack([pull, push])), torch.from_numpy(labels)


def _add(table: Float[Tensor, "V d"], rows: Int[Tensor, " n"], changes: Float[Tensor, "n d"]) -> None:
    """Add each change to its row, shortened to the length CAP; a row that comes several times gets the sum."""
    length = torch.linalg.vector_norm(changes, dim=1, keepdim=True)
    table.index_add_(0, rows, changes.mul_((CAP / length).clamp_(max=1)))  # a length of 0 gives infinity, so 1


def _combined(rows: Int[Tensor, " n"], changes: Float[Tensor, "n d"]) -> tuple[Int[Tensor, " m"], Float[Tensor, "m d"]]:
    """Each row once, and the sum of its changes."""
    distinct, which = rows.unique(return_inverse=True)
    return distinct, changes.new_zeros(len(distinct), changes.shape[1]).index_add_(0, which, changes)


def start(n_words: int, dim: int, *, seed: int, device: str = "cpu") -> Tables:
    """Small random vectors for the words that predict, zeros for those that are predicted, as in word2vec.c."""
    inputs = (np.random.default_rng(seed).random((n_words, dim), np.float32) - 0.5) / dim
    outputs = np.zeros((n_words, dim), np.float32)  # NumPy asks for large pages of memory, torch does not: 10 % faster
    return Tables(torch.from_numpy(inputs).to(device), torch.from_numpy(outputs).to(device))
