"""Unit 05. Verification: are these two the same? Errors by threshold, the equal error rate, and its limits.

Nothing here knows what the vectors stand for: pictures here, voices in the next unit.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int, Real, Shaped
from numpy import ndarray

from vecembed_lab.similarity.measures import normalize

DRAWS = 50  # of the classes, for limits


class Trials(NamedTuple):
    """Pairs (first, second) of rows, each once and none with itself, their cosines, and whether they are the same."""

    first: Int[ndarray, " p"]
    second: Int[ndarray, " p"]
    scores: Float[ndarray, " p"]
    same: Bool[ndarray, " p"]


class Rate(NamedTuple):
    """An error rate between two limits. It is written as one: f"{found:.2f}" gives "0.20 (0.15 to 0.26)"."""

    value: float
    low: float
    high: float

    def __format__(self, spec: str) -> str:
        return f"{self.value:{spec}} ({self.low:{spec}} to {self.high:{spec}})"


class Roc(NamedTuple):
    """Errors when all pairs with a score of at least `threshold` are accepted, from none accepted to all.

    `far` is the share of different pairs accepted, which rises; `frr` the share of same pairs refused, which falls.
    """

    threshold: Float[ndarray, " k"]
    far: Float[ndarray, " k"]
    frr: Float[ndarray, " k"]


def trials(vectors: Real[ndarray, "n d"], labels: Shaped[ndarray, " m"]) -> Trials:
    """Every pair of two rows, scored by the cosine. Raises ValueError if rows and labels are not as many."""
    if len(vectors) != len(labels):
        raise ValueError(f"each of the {len(vectors)} vectors needs a label, got {len(labels)}")
    first, second = np.triu_indices(len(vectors), 1)
    unit = normalize(vectors)
    return Trials(first, second, (unit @ unit.T)[first, second], labels[first] == labels[second])


def roc(scores: Real[ndarray, " p"], same: Bool[ndarray, " p"], weights: Real[ndarray, " p"] | None = None) -> Roc:
    """Both errors for every threshold that makes a difference; equal scores are accepted together.

    `weights` says how often each pair counts; once, if it is not given.
    Raises ValueError for scores that are no numbers, and if all pairs are the same or all are different.
    """
    if not np.isfinite(scores).all():
        raise ValueError("scores must be finite")
    counts = np.ones(len(scores)) if weights is None else weights
    order = np.argsort(-scores, kind="stable")
    return _from_the_highest(scores[order], same[order], counts[order])


def _from_the_highest(scores: Real[ndarray, " p"], same: Bool[ndarray, " p"], counts: Real[ndarray, " p"]) -> Roc:
    """The curve of pairs that are sorted already."""
    last = np.flatnonzero(np.append(scores[1:] != scores[:-1], True)) if len(scores) else np.zeros(0, dtype=int)
    accepted = [np.append(0, np.cumsum(np.where(kind, counts, 0))[last]) for kind in (~same, same)]
    if not all(part[-1] > 0 for part in accepted):
        raise ValueError(f"pairs of both kinds are needed, got {same.sum()} same and {(~same).sum()} different")
    far, tar = (part / part[-1] for part in accepted)
    return Roc(np.append(np.inf, scores[last]), far, 1 - tar)


def equal_error(curve: Roc) -> tuple[float, float]:
    """The rate at which both errors are equal, from 0 to 1, and the threshold there, between two steps on a line."""
    after = int(np.argmax(curve.far >= curve.frr))  # far - frr goes from -1 to 1, so it is never the first
    gap = curve.frr[after - 1 : after + 1] - curve.far[after - 1 : after + 1]
    share = gap[0] / (gap[0] - gap[1])
    before, there = curve.far[after - 1 : after + 1]
    high, low = curve.threshold[after - 1 : after + 1]
    middle = low if np.isinf(high) else high + share * (low - high)
    return float(before + share * (there - before)), float(middle)


def eer(scores: Real[ndarray, " p"], same: Bool[ndarray, " p"]) -> float:
    """The equal error rate, from 0 (no error) over .5 (chance) to 1. Raises ValueError as `roc` does."""
    return equal_error(roc(scores, same))[0]


def eer_of(vectors: Real[ndarray, "n d"], labels: Shaped[ndarray, " n"]) -> float:
    """The equal error rate of all pairs of rows by their cosines."""
    return eer(*trials(vectors, labels)[2:])


def eer_between(vectors: Real[ndarray, "n d"], labels: Shaped[ndarray, " n"], *, rng: np.random.Generator) -> Rate:
    """The equal error rate of all pairs of rows by their cosines, between the limits of `between`."""
    return between(trials(vectors, labels), labels, lambda curve: equal_error(curve)[0], rng=rng)


def between(
    pairs: Trials,
    labels: Shaped[ndarray, " n"],
    measure: Callable[[Roc], float],
    *,
    rng: np.random.Generator,
) -> Rate:
    """`measure` of the curve of pairs of rows, and limits that hold it in 95 of 100 draws of the classes, with
    replacement.

    Pairs share rows and rows share classes, so that pairs drawn one by one would give limits far too narrow.
    A class that is drawn twice counts twice, but its two copies are not compared.
    """
    order = np.argsort(-pairs.scores, kind="stable")
    first, second, scores, same = (column[order] for column in pairs)
    classes, which = np.unique(labels, return_inverse=True)
    first, second = which[first], which[second]

    def again() -> float:
        times = np.bincount(rng.integers(len(classes), size=len(classes)), minlength=len(classes))
        weights = np.where(same, times[first], times[first] * times[second])
        return measure(_from_the_highest(scores, same, weights))

    low, high = np.quantile([again() for _ in range(DRAWS)], [0.025, 0.975])
    return Rate(measure(roc(scores, same)), float(low), float(high))


def errors_at(scores: Real[ndarray, " p"], same: Bool[ndarray, " p"], threshold: float) -> tuple[float, float]:
    """The shares of different pairs accepted and of same pairs refused, if scores from `threshold` on are accepted."""
    accepted = scores >= threshold
    return float(accepted[~same].mean()), float(1 - accepted[same].mean())


def threshold_for(scores: Real[ndarray, " p"], same: Bool[ndarray, " p"], far: float) -> float:
    """The lowest score at which at most a share `far` of the different pairs is accepted; infinity if there is none."""
    curve = roc(scores, same)
    return float(curve.threshold[np.flatnonzero(curve.far <= far)[-1]])
