"""Unit 08. A direction for a contrast of words, how much of it other words have, and ways to take it out of them."""

import numpy as np
from jaxtyping import Float, Real
from numpy import ndarray

from vecembed_lab.similarity.measures import normalize


def half_differences(first: Real[ndarray, "n d"], second: Real[ndarray, "m d"]) -> Float[ndarray, "n d"]:
    """How far the first word of each pair lies from the middle of its pair, all words made length 1.

    Raises ValueError without pairs, or for a pair whose words are the same.
    """
    if len(first) == 0 or len(first) != len(second):
        raise ValueError(f"a direction needs pairs of words, got {len(first)} first and {len(second)} second ones")
    halves = (normalize(first) - normalize(second)) / 2
    if not np.linalg.norm(halves, axis=1).all():
        raise ValueError("the two words of a pair must differ in direction, got a pair that does not")
    return halves


def direction(first: Real[ndarray, "n d"], second: Real[ndarray, "m d"]) -> Float[ndarray, " d"]:
    """The direction, of length 1, that explains most of the pairs' half-differences, from the second to the first word.

    It is their first principal direction *without* centring: what the differences have in common is their mean.
    PCA leaves its sign open; here the first words lie on its positive side on average.
    Raises ValueError as `half_differences` does.
    Source: Bolukbasi et al. (2016), Man is to Computer Programmer as Woman is to Homemaker?
    """
    halves = half_differences(first, second)
    found = np.linalg.svd(halves, full_matrices=False)[2][0]
    return found if (halves @ found).sum() >= 0 else -found


def explained(first: Real[ndarray, "n d"], second: Real[ndarray, "m d"]) -> Float[ndarray, " k"]:
    """The share of the half-differences' squared length along each of their principal directions, largest first."""
    squares = np.linalg.svd(half_differences(first, second), compute_uv=False) ** 2
    return squares / squares.sum()


def direct_bias(words: Real[ndarray, "n d"], g: Real[ndarray, " d"]) -> float:
    """How far words lie along a direction, whichever way: the mean of their absolute cosines with it, in [0, 1].

    Raises ValueError without words, or if `g` is zero.
    Source: Bolukbasi et al. (2016), with strictness 1.
    """
    if len(words) == 0:
        raise ValueError("a mean over words needs at least one word, got none")
    return float(np.abs(normalize(words) @ unit(g)).mean())


def unit(g: Real[ndarray, " d"]) -> Float[ndarray, " d"]:
    """The direction `g` with length 1. Raises ValueError if it is zero."""
    if not np.any(g):
        raise ValueError("a direction must not be zero")
    return normalize(g)


def removed(vectors: Real[ndarray, "n d"], g: Real[ndarray, " d"], share: float = 1.0) -> Float[ndarray, "n d"]:
    """The vectors without their part along `g`, or without a share of it."""
    g = unit(g)
    return vectors - share * np.outer(vectors @ g, g)


def neutralise(words: Real[ndarray, "n d"], g: Real[ndarray, " d"]) -> Float[ndarray, "n d"]:
    """The words, of length 1, without their part along `g`, and made length 1 again. What lies wholly along it is 0.

    Source: Bolukbasi et al. (2016).
    """
    rest = removed(normalize(words), g)
    rest[np.linalg.norm(rest, axis=1) < 1e-9] = 0  # nothing but rounding is left
    return normalize(rest)


def equalise(
    first: Real[ndarray, " d"], second: Real[ndarray, " d"], g: Real[ndarray, " d"]
) -> tuple[Float[ndarray, " d"], Float[ndarray, " d"]]:
    """A pair of words that differ along `g` alone, as far to either side of what they share, both of length 1.

        m = (a + b) / 2,   r = m without its part along g,   a' = r + z g,   b' = r - z g,   z = sqrt(1 - |r|^2)

    where a lies farther along g than b; otherwise the signs change. All words are made length 1 first.
    Raises ValueError if both lie equally far along `g`: then neither side is theirs.
    Source: Bolukbasi et al. (2016).
    """
    g, (a, b) = unit(g), normalize(np.stack([first, second]))
    apart = (a - b) @ g
    if abs(apart) < 1e-9:
        raise ValueError("the two words must differ along the direction: neither side is the first word's")
    rest = removed((a + b)[None] / 2, g)[0]
    step = np.sign(apart) * np.sqrt(max(0.0, 1 - rest @ rest)) * g
    return rest + step, rest - step
