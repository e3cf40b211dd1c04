"""Unit 09. More features than rows, and more rows: the error where the fit is just possible, and on both sides of it.

Source: Belkin et al. (2019), Reconciling Modern Machine-Learning Practice and the Bias-Variance Trade-off.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray


def random_features(
    X: Float[ndarray, "n p"], n_features: int, *, rng: np.random.Generator
) -> Float[ndarray, "n {n_features}"]:
    """Each row seen by random units: max(0, row . w) for n weight vectors with normal numbers."""
    return np.maximum(0, X @ rng.normal(size=(X.shape[1], n_features)) / np.sqrt(X.shape[1]))


def least_squares(
    F: Float[ndarray, "n p"], y: Int[ndarray, " n"], n_classes: int, penalty: float = 0.0
) -> Float[ndarray, "p c"]:
    """Weights by which each row's largest sum names its label, with this ridge penalty; at 0, the shortest exact fit.

    Raises ValueError for a penalty below 0.
    """
    if penalty < 0:
        raise ValueError(f"penalty must be at least 0, got {penalty}")
    n, p = F.shape
    onehot = np.eye(n_classes)[y]
    if not penalty:
        return np.linalg.lstsq(F, onehot, rcond=1e-12)[0]
    if n <= p:  # both ways are equal, and the smaller system is faster
        return F.T @ np.linalg.solve(F @ F.T + penalty * np.eye(n), onehot)
    return np.linalg.solve(F.T @ F + penalty * np.eye(p), F.T @ onehot)


def called_wrong(F: Float[ndarray, "n p"], y: Int[ndarray, " n"], weights: Float[ndarray, "p c"]) -> float:
    """The share of rows whose largest sum does not name their label."""
    return float(((F @ weights).argmax(axis=1) != y).mean())


def fitted_error(
    F: Float[ndarray, "n p"],
    y: Int[ndarray, " n"],
    others: Float[ndarray, "m p"],
    labels: Int[ndarray, " m"],
    penalty: float = 0.0,
) -> float:
    """The share of others called wrong after `least_squares` of the rows, with its errors."""
    return called_wrong(others, labels, least_squares(F, y, _classes(y, labels), penalty))


def _classes(*labels: Int[ndarray, " _"]) -> int:
    return int(max(part.max() for part in labels)) + 1


class Curve(NamedTuple):
    """A learning curve: the shares called wrong of the rows fitted to, and of others, for growing numbers of rows."""

    fitted: list[float]
    others: list[float]


def learning_curve(
    F: Float[ndarray, "n p"],
    y: Int[ndarray, " n"],
    others: Float[ndarray, "m p"],
    labels: Int[ndarray, " m"],
    sizes: Sequence[int],
    penalty: float = 0.0,
) -> Curve:
    """The errors after `least_squares` of the first rows: as many as each of `sizes` says, at most all."""
    fits = [(F[:size], y[:size], least_squares(F[:size], y[:size], _classes(y, labels), penalty)) for size in sizes]
    known = [called_wrong(*fit) for fit in fits]
    return Curve(known, [called_wrong(others, labels, weights) for _, _, weights in fits])
