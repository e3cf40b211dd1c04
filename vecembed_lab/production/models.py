"""Unit 11. Models for the service that need no training here: means of word vectors, and tables of known vectors."""

import re
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.data.registry import DataError, say_stand_in
from vecembed_lab.data.words import STANDIN, WordVectors, load_glove, load_standin
from vecembed_lab.production.documents import clean
from vecembed_lab.production.ingest import Model
from vecembed_lab.production.limits import StoreError

ZIPF = 2.7  # the word of rank r has about the share 1 / (r + 2.7) of all words, but for a factor
COMMON = 1e-3  # a word with this share of all words counts half


def word_model(version: str) -> Model:
    """The model of one of VERSIONS. Raises StoreError for another name, DataError if its vectors cannot be had."""
    if version not in VERSIONS:
        raise StoreError(f"there is no model of version {version!r:.60} here, only of {', '.join(VERSIONS)}")
    words, weight = VERSIONS[version]
    return mean_of_words(words(), version, weight)


def usual_model() -> Model:
    """The plain mean of GloVe's vectors if they can be had, else of the stand-in's, and a sentence that says so."""
    try:
        return word_model("glove_mean")
    except DataError:
        say_stand_in("glove", "GloVe is", f"{STANDIN}, with fewer words and rougher vectors")
        return word_model("standin_mean")


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


def table_model(version: str, names: Sequence[str], vectors: Float[ndarray, "n d"]) -> Model:
    """The model whose texts are names, of films for example, with vectors learnt elsewhere; other texts get zeros."""
    rows = dict(zip(map(clean, names), vectors, strict=True))
    unknown = np.zeros(vectors.shape[1])

    def encode(texts: Sequence[str]) -> Float[ndarray, "n d"]:
        return np.array([rows.get(clean(text), unknown) for text in texts]).reshape(len(texts), len(unknown))

    return Model(version, len(unknown), encode)


def rarity(rank: Float[ndarray, " n"]) -> Float[ndarray, " n"]:
    """Weights of words by their rank: common words count less, in (0, 1).

    Source: Arora, Liang & Ma (2017), A Simple but Tough-to-Beat Baseline for Sentence Embeddings.
    """
    share = 1 / (rank + ZIPF)
    return COMMON / (COMMON + share / share.sum())


_glove, _standin = cache(load_glove), cache(load_standin)
VERSIONS = {
    "glove_mean": (_glove, np.ones_like),
    "glove_weighted": (_glove, rarity),
    "standin_mean": (_standin, np.ones_like),
    "standin_weighted": (_standin, rarity),
}


def _words(text: str) -> list[str]:
    return re.findall("[a-z0-9]+", text.lower())
