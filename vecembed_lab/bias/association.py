"""Unit 08. Associations of words with two sets of words: WEAT, its permutation test, and how much words decide."""

from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np
from jaxtyping import Float, Int, Real
from numpy import ndarray

from vecembed_lab.similarity.measures import cosine

MOST_SPLITS = 100_000  # that are all tried; where there are more, they are drawn
ROUNDING = 1e-9  # sums in another order differ by less


def association(words: Real[ndarray, "n d"], a: Real[ndarray, "p d"], b: Real[ndarray, "q d"]) -> Float[ndarray, " n"]:
    """How much closer each word is to the words of `a` than to those of `b`: the difference of two mean cosines.

        s(w, A, B) = mean cos(w, a) - mean cos(w, b),   in [-2, 2]

    Raises ValueError if a set is empty.
    Source: Caliskan, Bryson & Narayanan (2017), Semantics derived automatically from language corpora contain
    human-like biases.
    """
    check_sets(attributes_a=a, attributes_b=b)
    return cosine(words, a).mean(axis=1) - cosine(words, b).mean(axis=1)


def effect_size(x: Real[ndarray, " n"], y: Real[ndarray, " m"]) -> float:
    """The difference of the mean associations of two sets of targets, in standard deviations of all of them together.

    The standard deviation is that of a sample (divided by n + m - 1): so the published values come out.
    Raises ValueError if a set is empty, or all associations are equal.
    """
    check_sets(targets_x=x, targets_y=y)
    both = np.concatenate([x, y])
    if np.ptp(both) == 0:
        raise ValueError("the targets must not all have the same association: there is no spread to measure in")
    return float((x.mean() - y.mean()) / both.std(ddof=1))


def weat(x: Real[ndarray, "n d"], y: Real[ndarray, "m d"], a: Real[ndarray, "p d"], b: Real[ndarray, "q d"]) -> float:
    """WEAT's effect size d: positive if `x` is closer to `a`, and `y` to `b`, than the other way round.

    For sets of equal size it lies in [-2, 2]. Raises ValueError as `association` and `effect_size` do.
    """
    return effect_size(association(x, a, b), association(y, a, b))


def permutation_p(
    x: Real[ndarray, " n"], y: Real[ndarray, " m"], *, rng: np.random.Generator, rounds: int = 10_000
) -> float:
    """One-sided p: the share of all ways to split the targets that part them at least as far, in the same direction.

    The split that was made is one of them, so p is never 0. Where there are more than MOST_SPLITS ways, `rounds` of
    them are drawn and the one that was made is added.
    Raises ValueError if a set is empty.
    Source: Caliskan, Bryson & Narayanan (2017); Phipson & Smyth (2010), Permutation P-values Should Never Be Zero.
    """
    check_sets(targets_x=x, targets_y=y)
    both, n = np.concatenate([x, y]), len(x)
    if comb(len(both), n) <= MOST_SPLITS:
        chosen = _choices(len(both), n)
    else:
        drawn = rng.permuted(np.tile(np.arange(len(both)), (rounds, 1)), axis=1)[:, :n]
        chosen = np.vstack([np.arange(n), drawn])
    sums = both[chosen].sum(axis=1)  # the rest follows from it, since the total stays
    return float((sums >= sums[0] - ROUNDING).mean())


@lru_cache(maxsize=4)  # a test that is made again and again has the same sizes
def _choices(n: int, k: int) -> Int[ndarray, "m {k}"]:
    """All ways to choose k of n; the first k come first."""
    return np.array(list(combinations(range(n), k)))


def resampled_weat(
    x: Real[ndarray, "n d"],
    y: Real[ndarray, "m d"],
    a: Real[ndarray, "p d"],
    b: Real[ndarray, "q d"],
    *,
    rng: np.random.Generator,
    rounds: int = 200,
) -> Float[ndarray, " {rounds}"]:
    """WEAT's d for words of all four sets drawn with replacement: how far it depends on the choice of words."""
    check_sets(targets_x=x, targets_y=y, attributes_a=a, attributes_b=b)
    n, p = len(x), len(a)
    with_a, with_b = np.split(cosine(np.vstack([x, y]), np.vstack([a, b])), [p], axis=1)

    def drawn(start: int, size: int) -> ndarray:
        return start + rng.integers(size, size=size)

    found = []
    while len(found) < rounds:
        rows = np.concatenate([drawn(0, n), drawn(n, len(y))])
        if len(set(rows)) > 1:  # one word alone has no spread
            s = with_a[np.ix_(rows, drawn(0, p))].mean(axis=1) - with_b[np.ix_(rows, drawn(0, len(b)))].mean(axis=1)
            found.append(effect_size(s[:n], s[n:]))
    return np.array(found)


def check_sets(**sets: ndarray) -> None:
    """Raise ValueError, naming it, for a set without words."""
    for name, words in sets.items():
        if len(words) == 0:
            raise ValueError(f"{name.replace('_', ' ')} must hold at least one word, got none")
