"""Unit 08. A decision about texts: wanted or not, by a classifier on the mean of their words' vectors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from vecembed_lab.bias.erasure import check_two
from vecembed_lab.data.texts import PASSAGE, load_documents
from vecembed_lab.data.words import WordVectors

WANTED = "rec.sport"
WOMEN, MEN = ("she", "her", "hers", "herself"), ("he", "his", "him", "himself")
TO_WOMEN = {"he": "she", "him": "her", "his": "her", "himself": "herself"}


@dataclass(frozen=True)
class Messages:
    """n texts, which of them are wanted, and what those are about."""

    texts: list[list[str]]
    wanted: Bool[ndarray, " n"]
    about: str


def load_messages() -> Messages:
    """Messages to 20 newsgroups; those on baseball and hockey are wanted. Without them, as
    `load_documents` says: passages of twenty articles; those of the ten longest are wanted."""
    documents = load_documents(20)
    labels = np.array(documents.labels)
    wanted, about = np.char.startswith(labels, WANTED), "sport"
    if not wanted.any():
        wanted, about = labels.astype(int) < 10, f"the ten longest of twenty articles, in passages of {PASSAGE} words"
    return Messages(documents.texts, wanted, about)


def speaks_of(texts: Sequence[Sequence[str]]) -> Int[ndarray, " n"]:
    """Of whom each text speaks more often by pronouns: 1 of women, -1 of men, 0 of neither or of both alike."""
    more = [sum((word in WOMEN) - (word in MEN) for word in text) for text in texts]
    return np.sign(np.array(more, dtype=int))


def swapped(text: Sequence[str], swap: Mapping[str, str]) -> list[str]:
    """The same text with some words in the place of others."""
    return [swap.get(word, word) for word in text]


def mean_vectors(space: WordVectors, texts: Sequence[Sequence[str]]) -> Float[ndarray, "n d"]:
    """The mean of the vectors of each text's words, as far as they have one; zero for a text of which none has."""
    means = np.zeros((len(texts), space.vectors.shape[1]))
    for mean, text in zip(means, texts, strict=True):
        rows = [space.index[word] for word in text if word in space.index]
        if rows:
            mean[:] = space.vectors[rows].mean(axis=0)
    return means


def trained(vectors: Float[ndarray, "n d"], wanted: Bool[ndarray, " n"], train: Bool[ndarray, " n"]) -> Any:
    """A logistic regression of the rows to train on, where wanted and other ones count the same.

    Raises ValueError unless both kinds occur among those rows.
    """
    from sklearn.linear_model import LogisticRegression

    check_two(wanted[train])
    model = LogisticRegression(C=100, tol=1e-6, max_iter=3000, class_weight="balanced")
    return model.fit(vectors[train], wanted[train])


def decide(
    vectors: Float[ndarray, "n d"],
    wanted: Bool[ndarray, " n"],
    train: Bool[ndarray, " n"],
    others: Float[ndarray, "m d"],
) -> Bool[ndarray, " m"]:
    """Which of the others are taken by what was `trained` so."""
    return trained(vectors, wanted, train).predict(others)
