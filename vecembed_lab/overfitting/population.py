"""Unit 09. Is a sample drawn from the population that it is said to stand for?"""

import numpy as np
from jaxtyping import Real
from numpy import ndarray


def ks_distance(sample: Real[ndarray, " n"], population: Real[ndarray, " m"]) -> float:
    """The largest difference, in [0, 1], between the shares of both that are at most x, over all x.

    Raises ValueError if one of them is empty.
    Source: Smirnov (1939); the statistic of the two-sample Kolmogorov-Smirnov test.
    """
    if not (len(sample) and len(population)):
        raise ValueError(f"both need a value, got {len(sample)} and {len(population)}")
    values = np.concatenate([sample, population])
    shares = [np.searchsorted(np.sort(x), values, side="right") / len(x) for x in (sample, population)]
    return float(np.abs(shares[0] - shares[1]).max())


def ks_limit(n: int, m: int, level: float = 0.01) -> float:
    """The distance that samples of n and m from one population exceed in `level` of all cases, if n and m are large.

    Raises ValueError unless 0 < level < 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"level must be above 0 and below 1, got {level}")
    return float(np.sqrt(-np.log(level / 2) / 2 * (n + m) / (n * m)))
