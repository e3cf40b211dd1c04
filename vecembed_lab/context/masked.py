"""Unit 10. Guessing hidden words: how encoders are trained, and what counting alone can guess."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from numpy import ndarray
from torch import Tensor, nn

from vecembed_lab.word2vec.vocabulary import Vocabulary, vocabulary

IGNORED = -100  # the label of a place that is not asked for, as PyTorch's cross entropy has it
SHARE, MASK, OTHER = 0.15, 0.8, 0.1  # of places asked for; of those hidden, and replaced by another word
WIDTH, VOCABULARY = 16, 2000  # words a window; how many words are known
DIM, BATCH = 64, 16  # numbers a word; windows that are learnt from at once
PRIOR = 800.0  # of those tried in chosen.py the best on articles that the lesson does not ask about


def mask_tokens(
    ids: Int[ndarray, "n t"], special: Sequence[int], mask: int, size: int, *, rng: np.random.Generator
) -> tuple[Int[ndarray, "n t"], Int[ndarray, "n t"]]:
    """What a model gets to see, and what it should say: the number at the places asked for, else IGNORED.

    SHARE of the places are asked for, those of `special` pieces never. Of these 80 % show `mask`, 10 % any number
    below `size`, and 10 % are left as they are, so that the model cannot trust what it sees.
    Source: Devlin et al. (2019), BERT, section 3.1.
    """
    asked = (rng.random(ids.shape) < SHARE) & ~np.isin(ids, special)
    fate, other = rng.random(ids.shape), rng.integers(size, size=ids.shape)
    seen = np.where(asked & (fate < MASK), mask, ids)
    seen = np.where(asked & (fate >= MASK) & (fate < MASK + OTHER), other, seen)
    return seen, np.where(asked, ids, IGNORED)


def mlm_loss(logits: Float[Tensor, "n t v"], labels: Int[Tensor, "n t"]) -> Float[Tensor, ""]:
    """Mean of -log p(word), in nats, over the places that are asked for."""
    return F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED)


class Windows(NamedTuple):
    """Windows of a text to learn from and others to be asked about: numbers below VOCABULARY."""

    train: Int[ndarray, "n t"]
    test: Int[ndarray, "m t"]


def windows(articles: Sequence[Sequence[str]]) -> Windows:
    """Windows of the VOCABULARY most frequent words, the others left out; every tenth article is for the test."""
    frequent = vocabulary(articles)
    known = Vocabulary(frequent.words[:VOCABULARY], frequent.counts[:VOCABULARY])
    cut = [_cut(known.encode(article)) for article in articles]
    return Windows(np.concatenate([part for i, part in enumerate(cut) if i % 10]), np.concatenate(cut[::10]))


def _cut(ids: Int[ndarray, " n"]) -> Int[ndarray, "m t"]:
    return ids[: len(ids) // WIDTH * WIDTH].reshape(-1, WIDTH)


class Counted(NamedTuple):
    """How often each word was seen, and each after each other."""

    words: Float[ndarray, " v"]
    pairs: Float[ndarray, "v v"]


def count(train: Int[ndarray, "n t"]) -> Counted:
    """The counts in windows."""
    pairs = np.zeros((VOCABULARY, VOCABULARY))
    np.add.at(pairs, (train[:, :-1].ravel(), train[:, 1:].ravel()), 1)
    return Counted(np.bincount(train.ravel(), minlength=VOCABULARY) + 1.0, pairs)


def baselines(
    counted: Counted, test: Int[ndarray, "m t"], at: int, *, prior: float = PRIOR
) -> dict[str, Float[ndarray, " m"]]:
    """-log p(word at the place `at`) of each window, in nats, by what counting knows: the word, a neighbour, both.

    A pair's counts lean on the word's own, as if it had been seen `prior` times more.
    Both neighbours are taken as if they did not know of each other: p(w | l, r) ~ p(w | l) p(r | w).
    """
    left, word, right = test[:, at - 1], test[:, at], test[:, at + 1]
    p = counted.words / counted.words.sum()
    after = (counted.pairs + prior * p) / (counted.pairs.sum(1, keepdims=True) + prior)  # row l: p(w | l)
    both = after[left] * after[:, right].T
    found = {"word alone": p[word], "left neighbour": after[left, word]}
    found["both neighbours"] = both[np.arange(len(word)), word] / both.sum(1)
    return {name: -np.log(chance) for name, chance in found.items()}


class Masked(nn.Module):
    """Two layers with four heads, from numbers to scores for each word; the table of words serves at both ends."""

    def __init__(self):
        super().__init__()
        self.words, self.places = nn.Embedding(VOCABULARY + 1, DIM), nn.Embedding(WIDTH, DIM)  # the last is the mask
        nn.init.normal_(self.words.weight, std=0.1)
        layer = nn.TransformerEncoderLayer(DIM, 4, 4 * DIM, dropout=0.0, activation="gelu", batch_first=True)
        self.layers = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.bias = nn.Parameter(torch.zeros(VOCABULARY))

    def forward(self, ids: Int[Tensor, "n t"]) -> Float[Tensor, "n t v"]:
        """A score for each word at each place."""
        x = self.layers(self.words(ids) + self.places.weight[: ids.shape[1]])
        return x @ self.words.weight[:-1].T + self.bias


def learn_masked(train: Int[ndarray, "n t"], steps: int, *, seed: int, lr: float = 1e-3) -> Masked:
    """The model after `steps` batches of BATCH windows."""
    rng = np.random.default_rng(seed)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = Masked()
    optimiser = torch.optim.AdamW(model.parameters(), lr)
    for _ in range(steps):
        seen, labels = mask_tokens(train[rng.integers(len(train), size=BATCH)], [], VOCABULARY, VOCABULARY, rng=rng)
        if (labels == IGNORED).all():
            continue
        optimiser.zero_grad()
        mlm_loss(model(torch.from_numpy(seen)), torch.from_numpy(labels)).backward()
        optimiser.step()
    return model


@torch.no_grad()
def masked_losses(model: Masked, test: Int[ndarray, "m t"], at: int) -> Float[ndarray, " m"]:
    """-log p(word at the place `at`) of each window, in nats, when that place alone is hidden."""
    seen = torch.from_numpy(test.copy())
    seen[:, at] = VOCABULARY
    return F.cross_entropy(model(seen)[:, at], torch.from_numpy(test[:, at]), reduction="none").numpy()
