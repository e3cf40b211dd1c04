"""Unit 05. Collapse: when all pictures have nearly the same vector, and which numbers tell."""

import numpy as np
from jaxtyping import Real
from numpy import ndarray

from vecembed_lab.similarity.arithmetic import centred
from vecembed_lab.similarity.measures import normalize


def spread(vectors: Real[ndarray, "n d"]) -> float:
    """How far the unit vectors lie apart, from 0 (all equal) to about 1 (in all directions alike).

    The mean standard deviation of their numbers, times the root of d.
    """
    unit = normalize(vectors)
    return float(unit.std(axis=0).mean() * np.sqrt(unit.shape[1]))


def effective_rank(vectors: Real[ndarray, "n d"]) -> float:
    """Over how many directions the centred vectors spread, from 1 to d; 0 if all are equal.

    It does not see the size of the spread.
    """
    return entropy_rank(np.linalg.svd(centred(vectors), compute_uv=False) ** 2)


def entropy_rank(power: Real[ndarray, " d"]) -> float:
    """How many directions have a part in the whole: the exponential of the entropy of their shares of its power.

    Power is squared singular values. With k equal ones it is k; it is 0 if there is no power.
    Source: Roy & Vetterli (2007), The Effective Rank, with squares.
    """
    if power.sum() == 0:
        return 0.0
    shares = power[power > 0] / power.sum()
    return float(np.exp(-(shares * np.log(shares)).sum()))
