"""Unit 06. Is this the voice it claims to be? Enrolment, and what a threshold costs."""

import numpy as np
from jaxtyping import Bool, Float, Real, Shaped
from numpy import ndarray

from vecembed_lab.images.verification import Roc, Trials, eer, roc
from vecembed_lab.similarity.measures import normalize


def min_dcf(
    scores: Real[ndarray, " p"],
    same: Bool[ndarray, " p"],
    *,
    prior: float = 0.05,
    miss: float = 1.0,
    alarm: float = 1.0,
) -> float:
    """`least_cost` of the curve of these scores, with its errors and those of `roc`."""
    return least_cost(roc(scores, same), prior=prior, miss=miss, alarm=alarm)


def least_cost(curve: Roc, *, prior: float = 0.05, miss: float = 1.0, alarm: float = 1.0) -> float:
    """The least detection cost over all thresholds, divided by that of the better blind system; from 0 to 1.

        cost(t) = miss * prior * P(refused | same) + alarm * (1 - prior) * P(accepted | different)

    A blind system accepts everybody or nobody. `prior` is how often a claim is true where the system will stand.
    Raises ValueError unless 0 < prior < 1 and both costs are above 0.
    Source: NIST Speaker Recognition Evaluation plans.
    """
    if not (0 < prior < 1 and miss > 0 and alarm > 0):
        raise ValueError(f"prior must be between 0 and 1 and costs above 0, got {prior}, {miss} and {alarm}")
    costs = miss * prior * curve.frr + alarm * (1 - prior) * curve.far
    return float(costs.min() / min(miss * prior, alarm * (1 - prior)))


def enrolled(
    vectors: Real[ndarray, "n d"], speakers: Shaped[ndarray, " n"], size: int
) -> tuple[Float[ndarray, "m d"], Shaped[ndarray, " m"]]:
    """Profiles of `size` clips each: the mean of unit vectors, made length 1; clips are taken in order, each once.

    What is left over of a speaker is in no profile. Raises ValueError if a speaker has fewer than `size` clips.
    """
    profiles, names = [], []
    for name in np.unique(speakers):
        unit = normalize(vectors[speakers == name])
        if len(unit) < size:
            raise ValueError(f"a profile needs {size} clips, {name} has {len(unit)}")
        groups = unit[: len(unit) // size * size].reshape(-1, size, unit.shape[1])
        profiles.append(normalize(groups.mean(axis=1)))
        names += [name] * len(groups)
    return np.concatenate(profiles), np.array(names)


def joined(
    clips: list[Float[ndarray, " _"]], speakers: Shaped[ndarray, " n"], size: int
) -> tuple[list[Float[ndarray, " _"]], Shaped[ndarray, " m"]]:
    """Every `size` clips of a speaker in a row, one after the other, as one clip; and whose it is.

    What is left over of a speaker is in none. Raises ValueError if a speaker has fewer than `size` clips.
    """
    longer, names = [], []
    for name in np.unique(speakers):
        own = [clips[row] for row in np.flatnonzero(speakers == name)]
        if len(own) < size:
            raise ValueError(f"a longer clip needs {size} clips, {name} has {len(own)}")
        starts = range(0, len(own) // size * size, size)
        longer += [np.concatenate(own[at : at + size]) for at in starts]
        names += [name] * len(starts)
    return longer, np.array(names)


def loudness(samples: Float[ndarray, " n"]) -> float:
    """The mean power in decibels below a square wave at full scale; -120 for silence."""
    return float(10 * np.log10(max(float(np.mean(np.square(samples, dtype=float))), 1e-12)))


def equally_loud(samples: Float[ndarray, " n"], level: float = -30.0) -> Float[ndarray, " n"]:
    """The same sound with its mean power at `level` dB, or as near as full scale allows; silence stays silence."""
    peak = float(np.abs(samples).max(initial=0))
    if peak == 0:
        return samples
    return (samples * min(10 ** ((level - loudness(samples)) / 20), 1 / peak)).astype(samples.dtype)


def trials_of_numbers(values: Real[ndarray, " n"], labels: Shaped[ndarray, " n"]) -> Trials:
    """All pairs of rows that are one number each: nearer numbers speak for the same label."""
    first, second = np.triu_indices(len(values), 1)
    return Trials(first, second, -np.abs(values[first] - values[second]).astype(float), labels[first] == labels[second])


def eer_of_numbers(values: Real[ndarray, " n"], labels: Shaped[ndarray, " n"]) -> float:
    """The equal error rate of `trials_of_numbers`. Raises ValueError as `roc` does."""
    return eer(*trials_of_numbers(values, labels)[2:])
