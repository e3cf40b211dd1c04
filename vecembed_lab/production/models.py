"""Unit 11. Two models for the service that need no training: means of word vectors, plain and weighted."""

import re
from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.data.words import WordVectors, load_word_vectors
from vecembed_lab.production.ingest import Model

ZIPF = 2.7  # the word of rank r has about the share 1 / (r + 2.7) of all words, but for a factor
COMMON = 1e-3  # a word with this share of all words counts half


def word_models() -> list[Model]:
    """The plain and the weighted mean of GloVe's vectors, or of the stand-in's, under another name."""
    words = load_word_vectors()
    name = "glove" if len(words) > 100_000 else "standin"
    return [mean_of_words(words, f"{name}_mean", np.ones_like), mean_of_words(words, f"{name}_weighted", rarity)]


def mean_of_words(
    words: WordVectors, version: str, weight: Callable[[Float[ndarray, " n"]], Float[ndarray, " n"]]
) -> Model:
    """The model whose vector of a text is the mean of its words' vectors, with weights by their ranks, or zeros."""
    weights = weight(np.arange(len(words), dtype=float))

    def encode(texts: Sequence[str]) -> Float[ndarray, "n d"]:
        rows = [[words.index[word] for word in _words(text) if word in words.index] for text in texts]
        means = [weights[row] @ words.vectors[row] / max(len(row), 1) for row in rows]
        return np.array(means).reshape(len(texts), words.vectors.shape[1])

    return Model(version, words.vectors.shape[1], encode)


def rarity(rank: Float[ndarray, " n"]) -> Float[ndarray, " n"]:
    """Weights of words by their rank: common words count less, in (0, 1).

    Source: Arora, Liang & Ma (2017), A Simple but Tough-to-Beat Baseline for Sentence Embeddings.
    """
    share = 1 / (rank + ZIPF)
    return COMMON / (COMMON + share / share.sum())


def _words(text: str) -> list[str]:
    return re.findall("[a-z0-9]+", text.lower())
