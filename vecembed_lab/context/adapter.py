"""Unit 10. An adapter: one matrix between frozen vectors and a domain, and how well it serves."""

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from vecembed_lab.similarity.measures import normalize

Rows = Int[ndarray, " _"]


def adapted(vectors: Float[ndarray, "n d"], matrix: Float[ndarray, "d e"]) -> Float[ndarray, "n e"]:
    """The vectors after the adapter, of length 1."""
    return normalize(vectors @ matrix).astype(np.float32)


def split_by(about: Int[ndarray, " n"], n_test: int, *, rng: np.random.Generator) -> tuple[Rows, Rows]:
    """Rows to learn from and about `n_test` rows to test on, such that nothing is about the same in both."""
    groups = rng.permutation(np.unique(about))
    sizes = np.cumsum([np.sum(about == group) for group in groups])
    test = np.isin(about, groups[: np.searchsorted(sizes, n_test) + 1])
    return np.flatnonzero(~test), np.flatnonzero(test)


def reciprocal_ranks(first: Float[ndarray, "n d"], second: Float[ndarray, "n d"]) -> Float[ndarray, " n"]:
    """For each row of `first`, 1 / the rank of the same row of `second` among all, by dot product; ties are worst."""
    scores = first @ second.T
    return 1 / (scores >= scores.diagonal()[:, None]).sum(axis=1)


def hardest(queries: Float[ndarray, "n d"], documents: Float[ndarray, "m d"], gold: Int[ndarray, " n"]) -> Rows:
    """For each query the row of the most similar document that is not its own.

    Raises ValueError if there is only one document.
    """
    if len(documents) < 2:
        raise ValueError("there must be two documents, or none is wrong")
    scores = queries @ documents.T
    scores[np.arange(len(queries)), gold] = -np.inf
    return scores.argmax(axis=1)
