"""Unit 03. The step between `pair_update` and `block_update`: many pairs at once, each with noise words of its own."""

import torch
from jaxtyping import Int
from torch import Tensor

from vecembed_lab.training.updates import BLOCK, Draw, Settings, Tables

BATCH = 1024  # pairs in a step


def batch_update(tables: Tables, draw: Draw, settings: Settings, lr: float) -> None:
    """Plain word2vec for BATCH pairs at once: a word is pulled to one of the text and pushed from noise of its own.

    Nothing is shared and nothing is capped: a word that stands in many pairs of a step gets the sum of their changes.
    """
    words, others = pairs(draw, settings)
    label = torch.zeros(others.shape[1]).index_fill_(0, torch.tensor(0), 1)  # the first of the others is no noise
    for word, other in zip(words.split(BATCH), others.split(BATCH), strict=True):
        h, u = tables.inputs[word], tables.outputs[other]  # (B, d), (B, 1 + n, d)
        error = lr * (label - torch.sigmoid((u @ h[:, :, None]).squeeze(2)))  # (B, 1 + n)
        tables.inputs.index_add_(0, word, (error[:, None] @ u).squeeze(1))
        tables.outputs.index_add_(0, other.flatten(), (error[:, :, None] * h[:, None]).flatten(0, 1))


def pairs(draw: Draw, settings: Settings) -> tuple[Int[Tensor, " P"], Int[Tensor, "P m"]]:
    """Each pair's word, and the words it is compared with: the one near it, then n_negatives noise words of its block,
    of which each pair takes the next ones in turn.
    """
    gaps = torch.tensor([gap for gap in range(-settings.window, settings.window + 1) if gap])
    place, column = (draw.radius[:, None] >= gaps.abs()).nonzero(as_tuple=True)
    turn = torch.arange(len(place))[:, None] * settings.n_negatives + torch.arange(settings.n_negatives)
    noise = draw.noise[place // BLOCK].gather(1, turn % draw.noise.shape[1])
    return draw.words[place], torch.hstack([draw.words[place + gaps[column], None], noise])
