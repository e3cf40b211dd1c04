"""Unit 09. Choosing columns by their correlation with the label, and a whole procedure tried on shuffled labels."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Bool, Float, Int, Integer, Real, Shaped
from numpy import ndarray


def correlations(X: Real[ndarray, "n p"], y: Shaped[ndarray, " n"]) -> Float[ndarray, " p"]:
    """Pearson's correlation of each column with y, in [-1, 1]; 0 for a column that is constant.

    Raises ValueError if y is constant.
    """
    columns, target = X - X.mean(axis=0), y - y.mean()
    if not target.any():
        raise ValueError("a correlation needs labels that differ, got one label only")
    lengths = np.linalg.norm(columns, axis=0) * np.linalg.norm(target)
    alive = lengths > 1e-9 * np.sqrt(len(X)) * np.maximum(1, np.abs(X).max(axis=0)) * np.linalg.norm(target)
    return np.divide(target @ columns, lengths, out=np.zeros(X.shape[1]), where=alive)


def chosen_columns(
    X: Real[ndarray, "n p"], y: Shaped[ndarray, " n"], train: Bool[ndarray, " n"], k: int
) -> Int[ndarray, " {k}"]:
    """The k columns with the largest absolute correlation with y among the rows to train on, the largest first.

    Of equal ones the column that stands first comes first. Raises ValueError unless 1 <= k <= p.
    """
    if not 1 <= k <= X.shape[1]:
        raise ValueError(f"k must be between 1 and {X.shape[1]}, got {k}")
    return np.argsort(-np.abs(correlations(X[train], y[train])).round(9), kind="stable")[:k]


def nearest_mean(X: Real[ndarray, "n p"], y: Bool[ndarray, " n"], train: Bool[ndarray, " n"]) -> Bool[ndarray, " m"]:
    """Which rows not trained on are called True: those strictly closer to the mean of the True ones trained on."""
    yes, no = (X[train & (y == kind)].mean(axis=0) for kind in (True, False))
    rest = X[~train]
    return ((rest - yes) ** 2).sum(axis=1) < ((rest - no) ** 2).sum(axis=1)


def chosen_score(X: Real[ndarray, "n p"], y: Bool[ndarray, " n"], train: Bool[ndarray, " n"], k: int) -> float:
    """The whole procedure: choose k columns on the rows trained on, ask the nearest mean; the share right in [0, 1]."""
    columns = chosen_columns(X, y, train, k)
    return float((nearest_mean(X[:, columns], y, train) == y[~train]).mean())


def leaky_score(X: Real[ndarray, "n p"], y: Bool[ndarray, " n"], train: Bool[ndarray, " n"], k: int) -> float:
    """The same with its columns chosen on all rows, before the split: what must not be done."""
    columns = chosen_columns(X, y, np.ones(len(y), dtype=bool), k)
    return float((nearest_mean(X[:, columns], y, train) == y[~train]).mean())


def shuffled_score(
    X: Real[ndarray, "n p"],
    y: Bool[ndarray, " n"],
    train: Bool[ndarray, " n"],
    k: int,
    orders: Integer[ndarray, "t n"],
    score: Callable = chosen_score,
) -> float:
    """The mean score of the whole procedure, on the labels in each of t orders: near one half if nothing leaks."""
    return float(np.mean([score(X, y[order], train, k) for order in orders]))
