"""Unit 09. Text of poor quality: three kinds of damage, done on purpose, and a cure for one of them."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Int
from numpy import ndarray

from vecembed_lab.data.texts import noised

Ids = Int[ndarray, " _"]


def repeated(pieces: Sequence[Ids], share: float, *, rng: np.random.Generator) -> list[Ids]:
    """The pieces and as many copies of one of them, drawn at random, that copies are `share` of all, rounded up.

    Raises ValueError unless 0 <= share < 1.
    """
    _check_share(share)
    n = int(np.ceil(share / (1 - share) * len(pieces)))
    return [*pieces, *[pieces[int(rng.integers(len(pieces)))]] * n]


def without_repeats(pieces: Sequence[Ids]) -> list[Ids]:
    """Each different piece once, in the order of its first place."""
    return list({piece.tobytes(): piece for piece in pieces}.values())


def misspelt(pieces: Sequence[Ids], share: float, *, rng: np.random.Generator) -> list[Ids]:
    """The pieces with a share of their words, drawn at random, unknown: -1, as a word with a wrong letter is.

    Raises ValueError unless 0 <= share < 1.
    """
    _check_share(share)
    return [np.where(rng.random(len(piece)) < share, -1, piece) for piece in pieces]


def mixed(pieces: Sequence[Ids], share: float, *, rng: np.random.Generator) -> list[Ids]:
    """The pieces with a share of the places of each mixed among themselves: what a bad scan does to columns of text."""
    return [noised(piece, share, rng=rng) for piece in pieces]


def _check_share(share: float) -> None:
    if not 0 <= share < 1:
        raise ValueError(f"share must be at least 0 and below 1, got {share}")
