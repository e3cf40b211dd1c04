"""Unit 08. What an index shows by chance alone: the same index for random directions, pairs and sets of words."""

from collections.abc import Callable, Iterable

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from vecembed_lab.similarity.arithmetic import check_rows
from vecembed_lab.similarity.measures import normalize


def null_p(found: float, chance: Iterable[float]) -> float:
    """The share of values at least as large as the one found, which counts as one of them: never 0.

    Raises ValueError if there are no values of chance.
    Source: Davison & Hinkley (1997), Bootstrap Methods and their Application, ch. 4.
    """
    values = np.array(list(chance))
    if not values.size:
        raise ValueError("a comparison with chance needs at least one value of chance, got none")
    return float((1 + (values >= found).sum()) / (1 + values.size))


def random_directions(n: int, d: int, *, rng: np.random.Generator) -> Float[ndarray, "n d"]:
    """n directions of length 1, each equally likely. Words crowd into few of them: see `pair_directions`."""
    return normalize(rng.normal(size=(n, d)))


def pair_directions(vectors: Float[ndarray, "m d"], n: int, *, rng: np.random.Generator) -> Float[ndarray, "n d"]:
    """n directions of length 1, each from one word to another, drawn at random.

    Raises ValueError for fewer than two different vectors.
    """
    if len(np.unique(vectors, axis=0)) < 2:
        raise ValueError("directions between words need two words that differ, got fewer")
    found = np.empty((0, vectors.shape[1]))
    while len(found) < n:
        one, other = rng.integers(len(vectors), size=(2, n))
        steps = vectors[one] - vectors[other]
        found = np.vstack([found, steps[np.linalg.norm(steps, axis=1) > 1e-6]])
    return normalize(found[:n])


def as_frequent(
    rows: Int[ndarray, " k"], n_words: int, *, rng: np.random.Generator, reach: int = 50
) -> Int[ndarray, " k"]:
    """For each row another one drawn from those at most `reach` places more or less frequent, no row twice.

    The rows of `n_words` words must be sorted by frequency. Raises ValueError for a row that is not there, or where
    none is left to be drawn.
    """
    check_rows(rows, n_words)
    taken, drawn = set(rows.tolist()), []
    for row in rows.tolist():
        free = sorted(set(range(max(0, row - reach), min(n_words, row + reach + 1))) - taken)
        if not free:
            raise ValueError(f"no word within {reach} places of row {row} is left to be drawn")
        drawn.append(int(rng.choice(free)))
        taken.add(drawn[-1])
    return np.array(drawn, dtype=int)


def with_cosine(g: Float[ndarray, " d"], cosine: float, *, rng: np.random.Generator) -> Float[ndarray, " d"]:
    """A random direction of length 1 with this cosine to `g`. Raises ValueError unless the cosine is in [-1, 1]."""
    if not -1 <= cosine <= 1:
        raise ValueError(f"a cosine must be between -1 and 1, got {cosine}")
    g, other = normalize(g), rng.normal(size=len(g))
    other = normalize(other - (other @ g) * g)
    return cosine * g + np.sqrt(1 - cosine**2) * other


def false_alarms(test: Callable[[], float], n: int, level: float = 0.05) -> float:
    """The share of n runs of a test, on data without what it looks for, whose p is at most `level`."""
    return float(np.mean([test() <= level for _ in range(n)]))
