"""Unit 10. One word, several senses: its vector in each use, layer by layer."""

import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from html import unescape
from itertools import chain
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float, Int, Shaped
from numpy import ndarray

from vecembed_lab.data.registry import fetch
from vecembed_lab.data.words import WordVectors
from vecembed_lab.search.encoder import BATCH, Encoder, padded
from vecembed_lab.similarity.measures import normalize

AROUND = 15  # words on each side that are read


class Use(NamedTuple):
    """A word among its neighbours: `words[at]`, and what it means there."""

    words: list[str]
    at: int
    sense: str


def load_uses(word: str, n: int, *, rng: np.random.Generator) -> list[Use]:
    """n uses of "hard", "interest", "line" or "serve" with their senses, drawn from all.

    Raises DataError if they are not cached and cannot be fetched, ValueError if there are fewer.
    Source: Leacock, Chodorow & Miller (1998), Using Corpus Statistics and WordNet Relations for Sense Identification.
    """
    with zipfile.ZipFile(fetch("senseval")["senseval.zip"]) as archive:
        found = read_uses(archive.read(f"senseval/{word}.pos").decode("latin-1"))
    if n > len(found):
        raise ValueError(f"there are {len(found)} uses of {word!r}, got n = {n}")
    return [found[i] for i in rng.permutation(len(found))[:n]]


def read_uses(text: str) -> list[Use]:
    """The uses in a file of Senseval: the head word of each, and AROUND words on each side at most."""
    entries = re.findall(r'senseid="([^"]+)".*?<context>(.*?)</context>', text, re.DOTALL)
    return [_use(context, sense) for sense, context in entries]


def _use(context: str, sense: str) -> Use:
    before, head, after = re.split(r"<head>(.*?)</head>", context, maxsplit=1, flags=re.DOTALL)
    left, middle, right = (re.findall(r"<wf[^>]*>([^<]*)</wf>", part) for part in (before, head, after))
    words = [unescape(word) for word in [*left[-AROUND:], *middle, *right[:AROUND]]]
    return Use(words, min(len(left), AROUND), sense)


class Cut(NamedTuple):
    """The numbers of the pieces of a text, and those of the word that is asked for: from `start` to before `end`."""

    ids: list[int]
    start: int
    end: int


def cut(encoder: Encoder, use: Use) -> Cut:
    """The pieces of a use. A word may have several, so the place of a word is not the place of its piece."""
    pieces = [encoder.pieces.cut(word) for word in use.words]
    start = 1 + sum(map(len, pieces[: use.at]))  # after [CLS]
    return Cut(encoder.pieces.framed([*chain.from_iterable(pieces)]), start, start + len(pieces[use.at]))


@torch.inference_mode()
def word_vectors(encoder: Encoder, uses: Sequence[Use]) -> Float[ndarray, "l n d"]:
    """The vector of the word in each use, the mean of its pieces, before the first layer and after each."""
    cuts = [cut(encoder, use) for use in uses]
    vectors = np.empty((encoder.config["num_hidden_layers"] + 1, len(uses), encoder.config["hidden_size"]), np.float32)
    order = np.argsort([len(one.ids) for one in cuts], kind="stable")
    for rows in np.array_split(order, range(BATCH, len(order), BATCH)):
        batch = padded([torch.tensor(cuts[row].ids) for row in rows])
        for layer, hidden in enumerate(encoder.layers(*batch)):
            for row, vector in zip(rows, hidden, strict=True):
                vectors[layer, row] = vector[cuts[row].start : cuts[row].end].mean(0).numpy()
    return vectors


def neighbours_means(space: WordVectors, uses: Sequence[Use], window: int) -> Float[ndarray, "n d"]:
    """The mean of the vectors of up to `window` words on each side, without the word itself; zero if none is known."""
    means = np.zeros((len(uses), space.vectors.shape[1]))
    for row, use in enumerate(uses):
        near = use.words[max(0, use.at - window) : use.at] + use.words[use.at + 1 : use.at + 1 + window]
        if known := [word.lower() for word in near if word.lower() in space]:
            means[row] = space.vectors[space.rows(known)].mean(0)
    return means


def guessed(
    vectors: Float[ndarray, "n d"], senses: Shaped[ndarray, " n"], train: Int[ndarray, " k"], *, k: int = 5
) -> Shaped[ndarray, " m"]:
    """The most frequent sense among the k nearest uses of `train`, for every other use, in order; by cosine, centred.

    Of equally frequent senses that of the nearest use is taken.
    """
    unit = normalize(vectors - vectors[train].mean(0))
    test = np.setdiff1d(np.arange(len(vectors)), train)
    near = np.argsort(-unit[test] @ unit[train].T, axis=1, kind="stable")[:, :k]
    return np.array([Counter(senses[train[row]].tolist()).most_common(1)[0][0] for row in near])


def accuracy(vectors: Float[ndarray, "n d"], senses: Shaped[ndarray, " n"], train: Int[ndarray, " k"]) -> float:
    """The share of the other uses whose sense is guessed from `train`."""
    return float((guessed(vectors, senses, train) == np.delete(senses, train)).mean())


def majority(senses: Shaped[ndarray, " n"], train: Int[ndarray, " k"]) -> float:
    """The share of the other uses that have the most frequent sense of `train`."""
    common = Counter(senses[train].tolist()).most_common(1)[0][0]
    return float((np.delete(senses, train) == common).mean())
