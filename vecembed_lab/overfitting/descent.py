"""Unit 09. More features than rows: the error at the point where the fit becomes exact, and beyond it.

Source: Belkin et al. (2019), Reconciling Modern Machine-Learning Practice and the Bias-Variance Trade-off.
"""

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray


def random_features(
    X: Float[ndarray, "n p"], n_features: int, *, rng: np.random.Generator
) -> Float[ndarray, "n {n_features}"]:
    """Each row seen by random units: max(0, row . w) for n weight vectors with normal numbers."""
    return np.maximum(0, X @ rng.normal(size=(X.shape[1], n_features)) / np.sqrt(X.shape[1]))


def fitted_error(
    F: Float[ndarray, "n p"],
    y: Int[ndarray, " n"],
    others: Float[ndarray, "m p"],
    labels: Int[ndarray, " m"],
    penalty: float = 0.0,
) -> float:
    """The share of others called wrong by least squares with this ridge penalty; at 0, the shortest of the exact fits.

    Raises ValueError for a penalty below 0.
    """
    if penalty < 0:
        raise ValueError(f"penalty must be at least 0, got {penalty}")
    onehot = np.eye(int(max(y.max(), labels.max())) + 1)[y]
    if penalty:
        weights = F.T @ np.linalg.solve(F @ F.T + penalty * np.eye(len(F)), onehot)
    else:
        weights = np.linalg.lstsq(F, onehot, rcond=1e-12)[0]
    return float(((others @ weights).argmax(axis=1) != labels).mean())
