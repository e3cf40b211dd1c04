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


def reciprocal_ranks(
    first: Float[ndarray, "n d"], second: Float[ndarray, "n d"], about: Int[ndarray, " n"] | None = None
) -> Float[ndarray, " n"]:
    """For each row of `first`, 1 / the rank of the same row of `second` among all, by dot product; ties are worst.

    With `about` all rows of `second` that are about the same are right, and the first of them counts.
    """
    scores = first @ second.T
    right = np.eye(len(scores), dtype=bool) if about is None else about[:, None] == about
    best = np.where(right, scores, -np.inf).max(axis=1, keepdims=True)
    return 1 / (1 + (~right & (scores >= best)).sum(axis=1))


def hardest(first: Float[ndarray, "n d"], second: Float[ndarray, "n d"], about: Int[ndarray, " n"]) -> Rows:
    """For each row of `first` the most similar row of `second` that is about something else, by dot product.

    Raises ValueError if all are about the same.
    """
    if len(np.unique(about)) < 2:
        raise ValueError("two rows must be about different things, or none is wrong")
    return np.where(about[:, None] == about, -np.inf, first @ second.T).argmax(axis=1)
