"""Unit 02. GloVe: vectors whose dot products, with a number for each word, come near the logarithms of counts.

Source: Pennington, Socher & Manning (2014), GloVe: Global Vectors for Word Representation.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float, Int, Real
from numpy import ndarray
from torch import Tensor

from vecembed_lab.word2vec.cooccurrence import Sparse
from vecembed_lab.word2vec.vocabulary import noise_distribution

BATCH = 16_384  # pairs in a step
ABSENT = 0.1  # how often a pair that never met is taken to have met, chosen by SimLex-999 (see `chosen`)


class Glove(NamedTuple):
    """What `train_glove` returns: a vector and a number, the bias, for each of V words and for each as a context."""

    inputs: Float[ndarray, "V d"]
    outputs: Float[ndarray, "V d"]
    input_bias: Float[ndarray, " V"]
    output_bias: Float[ndarray, " V"]
    losses: list[float]  # mean of each epoch

    @property
    def vectors(self) -> Float[ndarray, "V d"]:
        """The sum of both vectors of each word, which the paper uses."""
        return self.inputs + self.outputs


def glove_weights(counts: Real[ndarray, " p"], cut: float) -> Float[ndarray, " p"]:
    """How much each count matters, in [0, 1]: (count / cut) ** 0.75, and no more than 1 from `cut` on.

    Raises ValueError if `cut` is not above 0.
    """
    if not cut > 0:
        raise ValueError(f"cut must be above 0, got {cut}")
    return np.minimum(1, counts / cut) ** 0.75


def glove_loss(
    dots: Float[Tensor, " B"], biases: Float[Tensor, " B"], counts: Float[Tensor, " B"], weights: Float[Tensor, " B"]
) -> Float[Tensor, ""]:
    """Mean of weight (dot product + biases - log count)^2 over pairs; eq. 8 of the paper has the sum."""
    return (weights * (dots + biases - counts.log()) ** 2).mean()


def train_glove(
    counts: Sparse,
    *,
    rng: np.random.Generator,
    dim: int = 50,
    epochs: int = 5,
    lr: float = 0.05,
    cut: float = 10.0,
    absent: float = 0.0,
    absent_as: float = ABSENT,
) -> Glove:
    """Train on the pairs of a symmetric (V, V) table that have met, by Adam in mini-batches with a falling `lr`.

    With `absent`, that many pairs are drawn for each that has met, both words as noise words are; those that never met
    join in as `absent_as` of a meeting. The paper has none of them, and a `cut` of 100 for billions of words.
    Raises ValueError if no pair has met.
    Source of the idea of `absent`: Shazeer et al. (2016), Swivel: Improving Embeddings by Noticing What's Missing.
    """
    if not counts.nnz:
        raise ValueError("counts are all zero: no pair has met")
    pairs, met = _examples(counts, absent, absent_as, rng)
    weights = torch.from_numpy(glove_weights(met, cut)).float()
    pairs, met = torch.from_numpy(pairs), torch.from_numpy(met).float()
    generator = torch.Generator().manual_seed(int(rng.integers(2**63)))
    tables = [((torch.rand(counts.shape[0], dim, generator=generator) - 0.5) / dim) for _ in range(2)]
    tables += [torch.zeros(counts.shape[0]) for _ in range(2)]
    inputs, outputs, input_bias, output_bias = (table.requires_grad_() for table in tables)
    optimizer = torch.optim.Adam(tables, lr=lr)
    losses = []
    for epoch in range(epochs):
        losses.append(0.0)
        for done, some in _batches(len(met), generator):
            optimizer.param_groups[0]["lr"] = lr * (1 - (epoch + done) / epochs)
            word, context = pairs[some].T
            dots = (inputs[word] * outputs[context]).sum(dim=1)
            loss = glove_loss(dots, input_bias[word] + output_bias[context], met[some], weights[some])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses[-1] += loss.item() * len(some) / len(met)
    return Glove(*(table.detach().numpy() for table in tables), losses)


def _examples(
    counts: Sparse, absent: float, absent_as: float, rng: np.random.Generator
) -> tuple[Int[ndarray, "p 2"], Float[ndarray, " p"]]:
    """Pairs and how often they met; at the end those that never did."""
    table = counts.tocoo()
    met = np.column_stack([table.row, table.col]).astype(np.int64)
    chance = noise_distribution(counts.sum(axis=0))
    drawn = rng.choice(len(chance), size=(round(absent * len(met)), 2), p=chance)
    never = drawn[~np.isin(_number(drawn, len(chance)), _number(met, len(chance)))]
    return np.vstack([met, never]), np.append(table.data, np.full(len(never), absent_as))


def _number(pairs: Int[ndarray, "p 2"], n_words: int) -> Int[ndarray, " p"]:
    return pairs[:, 0] * n_words + pairs[:, 1]


def _batches(n: int, generator: torch.Generator) -> Iterator[tuple[float, Int[Tensor, " _"]]]:
    """One pass over n pairs in random order: the share of it that is done, and the next pairs."""
    for start, some in enumerate(torch.randperm(n, generator=generator).split(BATCH)):
        yield start * BATCH / n, some
