"""Unit 02. word2vec: skip-gram and CBOW with negative sampling, written to be read.

Sources: Mikolov et al. (2013), Distributed Representations of Words and Phrases and their Compositionality;
the details the paper leaves out follow its program, word2vec.c.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float, Int, Integer
from numpy import ndarray
from torch import Tensor, nn

from vecembed_lab.word2vec.vocabulary import Vocabulary, keep_probability, noise_distribution

BATCH = 8192  # pairs in a step
GROUP = (
    16  # pairs in a group, which shares its noise words: the gradient expected is the same, and fewer rows are touched
)


def skipgram_pairs(ids: Integer[ndarray, " T"], window: int, *, rng: np.random.Generator) -> Int[ndarray, "P 2"]:
    """All pairs (word, context word) of a text, sorted by distance, nearest first.

    Each place looks 1 to `window` places to both sides, by a draw of its own: so near words pair more often.
    Raises ValueError if `window` is below 1, or an id is below 0.
    """
    contexts = _contexts(ids, window, rng)  # (T, 2 window)
    places, columns = np.nonzero(contexts.T >= 0)[::-1]
    return np.column_stack([ids[places], contexts[places, columns]])


def cbow_windows(ids: Integer[ndarray, " T"], window: int, *, rng: np.random.Generator):
    """The words around each place, (T, 2 window) with -1 where there is none, and the word there, (T,).

    The windows are those of `skipgram_pairs`, and so are the errors; places without any context are left out.
    """
    contexts = _contexts(ids, window, rng)
    some = (contexts >= 0).any(axis=1)
    return contexts[some], ids[some]


def _contexts(ids: Integer[ndarray, " T"], window: int, rng: np.random.Generator) -> Int[ndarray, "T m"]:
    """The words 1 before, 1 after, 2 before ... each place; -1 outside the text or the place's radius."""
    if window < 1:
        raise ValueError(f"window must be at least 1, got {window}")
    check_ids(ids)
    radius = rng.integers(1, window, size=len(ids), endpoint=True)
    contexts = np.full((len(ids), 2 * window), -1)
    for gap in range(1, min(window, len(ids) - 1) + 1):
        contexts[gap:, 2 * gap - 2] = ids[:-gap]
        contexts[:-gap, 2 * gap - 1] = ids[gap:]
    contexts[np.arange(2 * window) // 2 >= radius[:, None]] = -1
    return contexts


def negative_sampling(
    anchor: Float[Tensor, "*B d"],
    positive: Float[Tensor, "*B d"],
    negatives: Float[Tensor, "*#B K d"],
) -> Float[Tensor, ""]:
    """Mean over all pairs of -log s(a.p) - sum_k log s(-a.n_k), in nats, with s the logistic function.

    Source: Mikolov et al. (2013), Distributed Representations of Words and Phrases, eq. 4.
    """
    attract = (anchor * positive).sum(-1)  # (*B,)
    repel = torch.einsum("...d,...kd->...k", anchor, negatives)  # (*B, K)
    return -(F.logsigmoid(attract) + F.logsigmoid(-repel).sum(-1)).mean()


def check_ids(ids: Integer[ndarray, " T"], n: float = np.inf) -> None:
    """Raise ValueError unless all are whole numbers from 0 to n - 1; -1 would silently be the last word."""
    if len(ids) and not (ids.dtype.kind in "iu" and 0 <= ids.min() <= ids.max() < n):
        raise ValueError(f"ids must be whole numbers from 0 to below {n}, got {ids.min()} to {ids.max()}")


class SkipGram(nn.Module):
    """Two tables of vectors: one for words that predict, one for words that are predicted.

    A word that predicts is the mean of a bag of rows: its own row, and with sub-words those of its pieces. Several
    words that predict together, as in CBOW, are represented by their mean. -1 stands for no row and for no word.
    Gradients are sparse: they hold the rows a batch has used, so that a step costs the same in a table of any size.
    Source: Mikolov et al. (2013); small random inputs and zero outputs as in word2vec.c.
    """

    def __init__(self, bags: Int[Tensor, "V m"], n_rows: int, dim: int, *, generator: torch.Generator):
        super().__init__()
        self.bags = F.pad(bags, (0, 0, 0, 1), value=-1)  # the last one, index -1, is empty
        self.inputs = nn.Parameter((torch.rand(n_rows, dim, generator=generator) - 0.5) / dim)
        self.outputs = nn.Parameter(torch.zeros(len(bags), dim))

    def vectors(self, words: Int[Tensor, " n"]) -> Float[Tensor, "n d"]:
        """The vectors of words that predict; zero for the word -1."""
        bags = self.bags[words]
        there = bags >= 0
        sizes = there.sum(dim=1)
        offsets = sizes.cumsum(0) - sizes
        return F.embedding_bag(bags[there], self.inputs, offsets=offsets, mode="mean", sparse=True)

    def contexts(self, words: Int[Tensor, "*n"]) -> Float[Tensor, "*n d"]:
        """The vectors of words that are predicted."""
        return F.embedding(words, self.outputs, sparse=True)

    def forward(
        self, words: Int[Tensor, "B c"], positive: Int[Tensor, " B"], negatives: Int[Tensor, "G K"]
    ) -> Float[Tensor, ""]:
        """The loss of B predictions, each from up to c words; every B / G of them in a row share K noise words."""
        different, which = words.unique(return_inverse=True)  # frequent words stand in many pairs
        anchor = self.vectors(different)[which].sum(dim=1) / (words >= 0).sum(dim=1, keepdim=True)  # (B, d)
        groups = (len(negatives), -1)
        anchor, context = anchor.unflatten(0, groups), self.contexts(positive).unflatten(0, groups)  # (G, B / G, d)
        return negative_sampling(anchor, context, self.contexts(negatives)[:, None])


@dataclass(frozen=True)
class Settings:
    """What is chosen before `train` begins. Raises ValueError if a choice makes no sense.

    The fast trainer of unit 03 has settings of its own: its steps are plain ones, and so mean something else by `lr`.
    """

    dim: int = 50  # numbers in a vector
    window: int = 5  # places to both sides that a word looks at most
    n_negatives: int = 5  # noise words for each prediction
    sample: float = 1e-4  # words with a larger share of the text than this are thinned out
    epochs: int = 3  # passes over the text
    lr: float = 0.03  # about how much a number changes in one of Adam's steps, at the start; it falls to zero
    cbow: bool = False  # predict the word from its surroundings, instead of the reverse

    def __post_init__(self):
        check_positive(self, "dim", "window", "n_negatives", "sample", "epochs", "lr")


def check_positive(settings: object, *names: str) -> None:
    """Raise ValueError if one of the named settings is not a finite number above 0."""
    for name in names:
        if not 0 < getattr(settings, name) < np.inf:
            raise ValueError(f"{name} must be above 0 and finite, got {getattr(settings, name)}")


class Trained(NamedTuple):
    """What `train` returns, in float32."""

    inputs: Float[ndarray, "R d"]  # a row for each word (and, with sub-words, each bucket): the vectors to use
    outputs: Float[ndarray, "V d"]  # a row for each word as a context
    losses: list[float]  # mean loss of each epoch, in nats


def train(
    vocab: Vocabulary,
    ids: Integer[ndarray, " T"],
    settings: Settings,
    *,
    rng: np.random.Generator,
    bags: Int[ndarray, "V m"] | None = None,
    n_rows: int | None = None,
) -> Trained:
    """Train on a text by Adam in mini-batches. The same `rng` gives the same vectors on the same machine.

    Adam is the lazy one for sparse gradients: a row stands still in steps that do not use it. All pairs of a pass are
    held in memory, a few hundred bytes for each word of the text; unit 3 trains on texts of any size.

    `bags` lists which of the `n_rows` input rows make up each word, -1 where there are fewer than m; without it,
    word i is row i.
    Raises ValueError if the text has fewer than two words or one that is not in the vocabulary, if the bags do not fit,
    if the loss is no longer a number, or if in the last epoch it is above that of vectors that know nothing.
    """
    check_ids(ids, len(vocab))
    ids, n_rows = ids.astype(np.int64), n_rows or len(vocab)
    bags = _checked(np.arange(len(vocab))[:, None] if bags is None else bags, len(vocab), n_rows)
    generator = torch.Generator().manual_seed(int(rng.integers(2**63)))
    model = SkipGram(torch.from_numpy(bags), n_rows, settings.dim, generator=generator)
    optimizer = torch.optim.SparseAdam(model.parameters(), lr=settings.lr)
    losses = []
    for epoch in range(settings.epochs):
        losses.append(0.0)
        for done, share, words, positive, negatives in _batches(vocab, ids, settings, rng):
            optimizer.param_groups[0]["lr"] = settings.lr * (1 - (epoch + done) / settings.epochs)
            loss = model(words, positive, negatives)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses[-1] += share * loss.item()
        _check_loss(losses, settings)
    return Trained(model.inputs.detach().numpy(), model.outputs.detach().numpy(), losses)


def _checked(bags: Int[ndarray, "n m"], n_words: int, n_rows: int) -> Int[ndarray, "n m"]:
    if len(bags) != n_words or not (bags >= 0).any(axis=1).all() or bags.max() >= n_rows:
        raise ValueError(f"each of the {n_words} words needs a bag with one or more of the {n_rows} rows")
    return bags.astype(np.int64)


def _check_loss(losses: list[float], settings: Settings) -> None:
    """Raise ValueError if the last loss is no number, or after the last epoch worse than that of a model of zeros."""
    untrained = (1 + settings.n_negatives) * np.log(2)
    if not losses[-1] < (1.001 * untrained if len(losses) == settings.epochs else np.inf):  # more than by rounding
        said = f"the loss of epoch {len(losses)} is {losses[-1]:.4g}, that of vectors of zeros {untrained:.4g}"
        raise ValueError(f"{said}: lr = {settings.lr} is too large")


def _batches(vocab: Vocabulary, ids: Integer[ndarray, " T"], settings: Settings, rng: np.random.Generator) -> Iterator:
    """One pass in random order: share of it done, share in the batch, words that predict, word predicted, noise."""
    words, positive = _examples(vocab, ids, settings, rng)
    order = rng.permutation(len(words))
    order = np.resize(order, -(-len(order) // GROUP) * GROUP)  # the last group is filled up with the first pairs
    noise = noise_distribution(vocab.counts).cumsum()
    for start in range(0, len(order), BATCH):
        some = order[start : start + BATCH]
        draws = rng.random((len(some) // GROUP, settings.n_negatives))
        negatives = noise[:-1].searchsorted(draws, side="right")  # (B / GROUP, K)
        batch = (torch.from_numpy(array) for array in (words[some], positive[some], negatives))
        yield start / len(order), len(some) / len(order), *batch


def _examples(vocab: Vocabulary, ids: Integer[ndarray, " T"], settings: Settings, rng: np.random.Generator):
    """The words that predict, (n, m) with -1 for none, and the word predicted, (n,), in the thinned-out text."""
    text = ids[rng.random(len(ids)) < keep_probability(vocab.counts, settings.sample)[ids]]
    if len(text) < 2:
        raise ValueError(
            f"a text to train on needs two words, got {len(ids)}, of which {len(text)} were not thinned out"
        )
    if settings.cbow:
        return cbow_windows(text, settings.window, rng=rng)
    pairs = skipgram_pairs(text, settings.window, rng=rng)
    return pairs[:, :1], pairs[:, 1]
