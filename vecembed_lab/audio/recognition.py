"""Unit 06. Which word was it, said by a voice never heard? Prototypes, neighbours, and splits that do not leak."""

from collections.abc import Iterator

import numpy as np
from jaxtyping import Bool, Float, Int, Real, Shaped
from numpy import ndarray

from vecembed_lab.similarity.measures import normalize


def speaker_folds(speakers: Shaped[ndarray, " n"]) -> Iterator[tuple[str, Bool[ndarray, " n"]]]:
    """For each speaker, in alphabetical order, the name and which rows are held out: all of that voice, and no other.

    Raises ValueError if there are fewer than two speakers.
    """
    names = np.unique(speakers)
    if len(names) < 2:
        raise ValueError(f"holding a speaker out needs at least two, got {len(names)}")
    return ((str(name), speakers == name) for name in names)


def pooled(spectrum: Float[ndarray, "t bands"], parts: int = 1) -> Float[ndarray, " d"]:
    """One vector for a spectrum of any length: the mean of each of `parts` stretches of time, one after the other.

    Raises ValueError if there are fewer frames than parts.
    """
    if len(spectrum) < parts:
        raise ValueError(f"{parts} parts need as many frames, got {len(spectrum)}")
    return np.concatenate([part.mean(axis=0) for part in np.array_split(spectrum, parts)])


def standardised(vectors: Float[ndarray, "n d"], train: Bool[ndarray, " n"]) -> Float[ndarray, "n d"]:
    """Each column less its mean and over its standard deviation, both of the rows of `train` alone."""
    mean, deviation = vectors[train].mean(axis=0), vectors[train].std(axis=0)
    return (vectors - mean) / np.where(deviation > 0, deviation, 1)


def prototypes(
    vectors: Real[ndarray, "n d"], labels: Shaped[ndarray, " n"]
) -> tuple[Shaped[ndarray, " c"], Float[ndarray, "c d"]]:
    """The labels, sorted, and for each the mean of its vectors, all made length 1 before and after.

    Source: Snell et al. (2017), Prototypical Networks for Few-shot Learning.
    """
    names, unit = np.unique(labels), normalize(vectors)
    return names, normalize(np.stack([unit[labels == name].mean(axis=0) for name in names]))


def by_prototype(
    vectors: Real[ndarray, "n d"], labels: Shaped[ndarray, " n"], queries: Real[ndarray, "m d"]
) -> Shaped[ndarray, " m"]:
    """For each query the label whose prototype has the largest cosine."""
    names, means = prototypes(vectors, labels)
    return names[(normalize(queries) @ means.T).argmax(axis=1)]


def by_neighbours(
    vectors: Real[ndarray, "n d"], labels: Shaped[ndarray, " n"], queries: Real[ndarray, "m d"], k: int = 5
) -> Shaped[ndarray, " m"]:
    """For each query the label that most of its k nearest by cosine have; of equals the first in order.

    Raises ValueError unless k is between 1 and n.
    """
    if not 1 <= k <= len(vectors):
        raise ValueError(f"k must be between 1 and n={len(vectors)}, got {k}")
    names, which = np.unique(labels, return_inverse=True)
    near = np.argpartition(-(normalize(queries) @ normalize(vectors).T), k - 1, axis=1)[:, :k]
    votes = (which[near][:, :, None] == np.arange(len(names))).sum(axis=1)  # (m, c)
    return names[votes.argmax(axis=1)]


def nearest_other(vectors: Real[ndarray, "n d"], allowed: Bool[ndarray, "n n"] | None = None) -> Int[ndarray, " n"]:
    """For each row the nearest other row by cosine, among those that `allowed[row]` names (all, if it is not given)."""
    unit = normalize(vectors)
    scores = unit @ unit.T
    forbidden = np.eye(len(vectors), dtype=bool) if allowed is None else np.eye(len(vectors), dtype=bool) | ~allowed
    return np.where(forbidden, -np.inf, scores).argmax(axis=1)
