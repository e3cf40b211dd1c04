"""Unit 09. A class that is rare: what accuracy does not see, and copies made on the wrong side of the split."""

import numpy as np
from jaxtyping import Bool, Int, Shaped
from numpy import ndarray


def balanced_accuracy(y: Shaped[ndarray, " n"], p: Shaped[ndarray, " m"]) -> float:
    """The mean, over the classes that occur in y, of the share of each that is called right in p, in [0, 1].

    Raises ValueError for no labels, or not one answer for each.
    Source: Brodersen et al. (2010), The Balanced Accuracy and Its Posterior Distribution.
    """
    if len(y) != len(p) or not len(y):
        raise ValueError(f"each of at least one label needs an answer, got {len(y)} and {len(p)}")
    return float(np.mean([(p[y == kind] == kind).mean() for kind in np.unique(y)]))


def recall(y: Bool[ndarray, " n"], p: Bool[ndarray, " n"]) -> float:
    """The share of what is True that was found. Raises ValueError if nothing is."""
    if not y.any():
        raise ValueError("a recall needs something to find, got nothing")
    return float(p[y].mean())


def average_precision(y: Bool[ndarray, " n"], scores: Shaped[ndarray, " n"]) -> float:
    """The mean over all that is True, best score first, of the share of True so far: 1 if they all come first.

    Raises ValueError if nothing is True.
    """
    if not y.any():
        raise ValueError("a precision needs something to find, got nothing")
    found = y[np.argsort(-scores, kind="stable")]
    return float((np.cumsum(found) / np.arange(1, len(found) + 1))[found].mean())


def oversampled(y: Bool[ndarray, " n"], rows: Int[ndarray, " m"], *, rng: np.random.Generator) -> Int[ndarray, " k"]:
    """The rows, with those of True drawn again until there are as many as of False; nothing of False is left out.

    Raises ValueError if none of the rows is True.
    """
    yes, no = rows[y[rows]], rows[~y[rows]]
    if not len(yes):
        raise ValueError("nothing can be drawn again: none of the rows is True")
    return np.concatenate([no, yes, rng.choice(yes, max(0, len(no) - len(yes)))])
