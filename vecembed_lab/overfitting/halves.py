"""Unit 09. How many dimensions of one half of a text are true of the other half."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int, Real
from numpy import ndarray

from vecembed_lab.images.collapse import entropy_rank
from vecembed_lab.word2vec.cooccurrence import cooccurrence, ppmi

WINDOW, POWER = 5, 0.75
PIECE = 1000  # words

Pieces = Sequence[Sequence[Int[ndarray, " _"]]]  # of each article, the ids of its pieces


class Errors(NamedTuple):
    """The share that the first d dimensions of one half leave unexplained, for d = 0, 1, ...: of itself, of the other.

    Of the other it can be above 1: worse than saying nothing.
    """

    itself: Float[ndarray, " d"]
    other: Float[ndarray, " d"]

    @property
    def best(self) -> int:
        """The number of dimensions with the smallest error on the other half."""
        return int(self.other.argmin())

    @property
    def effective_rank(self) -> float:
        """Over how many dimensions the half itself is spread, by the entropy of the shares that they explain of it."""
        return entropy_rank(-np.diff(self.itself))


def held_out_error(a: Real[ndarray, "n m"], b: Real[ndarray, "n m"], d: int) -> float:
    """How far the best approximation of `a` by d dimensions is from `b`: its squared distance, over that of b from 0.

    Raises ValueError unless 0 <= d <= min(n, m), or if b is 0 everywhere.
    """
    if not 0 <= d <= min(a.shape):
        raise ValueError(f"d must be between 0 and {min(a.shape)}, got {d}")
    if not b.any():
        raise ValueError("b is 0 everywhere, so nothing can be close to it")
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    rebuilt = (u[:, :d] * s[:d]) @ vt[:d]
    return float(((rebuilt - b) ** 2).sum() / (b**2).sum())


def errors(a: Float[ndarray, "n m"], b: Float[ndarray, "n m"]) -> Errors:
    """`held_out_error` of `a` itself and of `b` for every d at once.

    With g_k = u_k' B v_k, dimension k adds s_k^2 - 2 s_k g_k to the squared distance to B: it helps if g_k > s_k / 2.
    """
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    g = np.einsum("nk,nk->k", u, b @ vt.T)
    steps = [-(s**2) / (s**2).sum(), (s**2 - 2 * s * g) / (b**2).sum()]
    return Errors(*(1 + np.concatenate([[0], np.cumsum(step, dtype=float)]) for step in steps))


def surprise(pieces: Sequence[Int[ndarray, " _"]], vocab_size: int) -> Float[ndarray, "{vocab_size} {vocab_size}"]:
    """The PPMI of words within five places of each other, in nats; words of two pieces are no neighbours."""
    gap = np.full(WINDOW, -1)
    ids = np.concatenate([part for piece in pieces for part in (piece, gap)])
    return ppmi(cooccurrence(ids, vocab_size, WINDOW), power=POWER).toarray()


def by_pieces(
    articles: Pieces, n_pieces: int, *, rng: np.random.Generator
) -> tuple[list[Int[ndarray, " _"]], list[Int[ndarray, " _"]]]:
    """Two halves of n pieces drawn at random: pieces of one article can stand in both.

    Raises ValueError if there are not so many.
    """
    every = [piece for article in articles for piece in article]
    _check_pieces(n_pieces, len(every))
    drawn = rng.permutation(len(every))[:n_pieces].tolist()
    return [every[i] for i in drawn[::2]], [every[i] for i in drawn[1::2]]


def by_article(
    articles: Pieces, n_pieces: int, *, rng: np.random.Generator
) -> tuple[list[Int[ndarray, " _"]], list[Int[ndarray, " _"]]]:
    """Two halves of about n pieces, whole articles in random order, each to the half that has fewer pieces so far.

    Raises ValueError if there are not so many.
    """
    _check_pieces(n_pieces, sum(map(len, articles)))
    halves: tuple[list, list] = [], []
    for i in rng.permutation(len(articles)).tolist():
        if sum(map(len, halves)) < n_pieces:
            min(halves, key=len).extend(articles[i][: n_pieces // 2])
    return halves


def _check_pieces(n_pieces: int, n: int) -> None:
    if not 2 <= n_pieces <= n:
        raise ValueError(f"the pieces must be between 2 and {n}, got {n_pieces}")
