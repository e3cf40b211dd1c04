"""Unit 11. A bridge: queries of a new model search among vectors of an old one, until all are computed anew."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int, Real
from numpy import ndarray

from vecembed_lab.search.exact import top_k
from vecembed_lab.similarity.measures import normalize
from vecembed_lab.word2vec.alignment import procrustes


class Bridge(NamedTuple):
    """A map from the new space to the old one: x becomes (x - `source`) `matrix` + `target`."""

    source: Float[ndarray, " d"]
    matrix: Float[ndarray, "d e"]
    target: Float[ndarray, " e"]

    def __call__(self, new: Real[ndarray, "n d"]) -> Float[ndarray, "n e"]:
        """Vectors of the new model as the old one might have made them."""
        return (new - self.source) @ self.matrix + self.target


def rotation(new: Real[ndarray, "n d"], old: Real[ndarray, "m e"]) -> Bridge:
    """The bridge that keeps all distances: means on means, then the best rotation. Row i of both is one text.

    Raises ValueError if the shapes differ.
    Source: Schönemann (1966), A Generalized Solution of the Orthogonal Procrustes Problem.
    """
    source, target = _means(new, old)
    return Bridge(source, procrustes(new - source, old - target), target)


def least_squares(new: Real[ndarray, "n d"], old: Real[ndarray, "m e"]) -> Bridge:
    """The bridge whose vectors lie nearest to the old ones, in the sum of squares; dimensions may differ.

    Raises ValueError unless both have a row for each text.
    """
    source, target = _means(new, old)
    return Bridge(source, np.linalg.lstsq(new - source, old - target, rcond=None)[0], target)


def _means(new: Real[ndarray, "n d"], old: Real[ndarray, "m e"]) -> tuple[ndarray, ndarray]:
    if len(new) != len(old) or not len(new):
        raise ValueError(f"both models need a vector for each text, at least one, got {len(new)} and {len(old)}")
    return new.mean(axis=0, dtype=float), old.mean(axis=0, dtype=float)


def shared(found: Int[ndarray, "q k"], wanted: Int[ndarray, "q k"]) -> Float[ndarray, " q"]:
    """For each query the share of the wanted rows that were found."""
    return np.array([len(set(a) & set(b)) / len(b) for a, b in zip(found.tolist(), wanted.tolist(), strict=True)])


def neighbours(queries: Real[ndarray, "q d"], documents: Real[ndarray, "n d"], k: int = 10) -> Int[ndarray, "q k"]:
    """The k documents with the largest cosines for each query, best first."""
    return top_k(normalize(queries), normalize(documents), k)
