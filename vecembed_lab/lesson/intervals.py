"""Numbers with their intervals: what a table shows where it compares."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Int
from numpy import ndarray


class Interval(NamedTuple):
    """A number between two limits. It is written as one: f"{found:.2f}" gives "0.50 (0.41 to 0.58)"."""

    value: float
    low: float
    high: float

    def __format__(self, spec: str) -> str:
        return f"{self.value:{spec}} ({self.low:{spec}} to {self.high:{spec}})"


def resampled(
    statistic: Callable[[Int[ndarray, " n"]], float], n: int, *, rng: np.random.Generator, rounds: int = 200
) -> Interval:
    """`statistic` of the rows 0 to n - 1, and limits that hold it in 95 of 100 draws of n of them, with replacement.

    Two ways tried on the same items are compared by the interval of their difference, which is narrower.
    Source: Efron (1979), Bootstrap Methods: Another Look at the Jackknife.
    """
    drawn = [statistic(rng.integers(n, size=n)) for _ in range(rounds)]
    return Interval(float(statistic(np.arange(n))), *map(float, np.quantile(drawn, [0.025, 0.975])))


def spread(values: Sequence[float] | ndarray) -> Interval:
    """The median of the values, and the limits that hold 90 of 100 of them."""
    low, middle, high = map(float, np.quantile(values, [0.05, 0.5, 0.95]))
    return Interval(middle, low, high)
