"""Unit 09. What choosing does to a score: the best epoch, the best of many, and labels that are wrong."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int, Integer, Real, Shaped
from numpy import ndarray


def stop_epoch(losses: Sequence[float] | Real[ndarray, " n"], patience: int) -> int:
    """The epoch to keep, from 0: the best one by the time that `patience` epochs in a row were not better than it.

    An equal loss is no better, and NaN never is. Raises ValueError for no losses, or a patience below 1.
    Source: Prechelt (1998), Early Stopping - But When?
    """
    if patience < 1 or not len(losses):
        raise ValueError(f"patience must be at least 1, and there must be a loss, got {patience} and {len(losses)}")
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or (np.isnan(losses[best]) and not np.isnan(loss)):
            best = epoch
        if epoch - best >= patience:
            break
    return best


def best_of_bias(right: Shaped[ndarray, "c n"], draws: Integer[ndarray, "t m"]) -> float:
    """How much the score of the winner flatters it: its mean on the items that chose it less that on all others.

    `right` says whether each of c configurations is right on each of n items. The winner has the largest mean on the
    m items of a draw, of equal ones the first. What comes back is the mean over t draws.
    Raises ValueError unless each draw leaves an item out.
    """
    n = right.shape[1]
    if not 0 < draws.shape[1] < n:
        raise ValueError(f"a draw must have at least 1 and at most {n - 1} items, got {draws.shape[1]}")
    totals, flattery = right.sum(axis=1), []
    for draw in draws:
        inside = right[:, draw].sum(axis=1)
        winner = int(inside.argmax())
        outside = (totals[winner] - inside[winner]) / (n - len(draw))
        flattery.append(inside[winner] / len(draw) - outside)
    return float(np.mean(flattery))


def noisy_labels(
    y: Int[ndarray, " n"], share: float, n_classes: int, *, rng: np.random.Generator
) -> Int[ndarray, " n"]:
    """The labels with a share of them, rounded, drawn at random and made another one, each other one equally likely.

    Raises ValueError unless 0 <= share <= 1 and there are at least two classes.
    """
    if not 0 <= share <= 1 or n_classes < 2:
        raise ValueError(f"share must be between 0 and 1 and n_classes at least 2, got {share} and {n_classes}")
    noisy, rows = y.copy(), rng.permutation(len(y))[: round(share * len(y))]
    noisy[rows] = (y[rows] + rng.integers(1, n_classes, size=len(rows))) % n_classes
    return noisy


def draws(n: int, m: int, times: int, *, rng: np.random.Generator) -> Int[ndarray, "{times} {m}"]:
    """m of n rows, none twice, drawn `times` times."""
    return np.stack([rng.permutation(n)[:m] for _ in range(times)])


def ridge_guesses(
    X: Float[ndarray, "n p"],
    y: Int[ndarray, " n"],
    others: Float[ndarray, "m p"],
    *,
    n_configurations: int,
    n_columns: int,
    rng: np.random.Generator,
) -> Int[ndarray, "c m"]:
    """What each of c ridge regressions calls the others, each fitted to columns of its own, drawn at random."""
    onehot, found = np.eye(int(y.max()) + 1)[y], []
    for _ in range(n_configurations):
        columns = rng.permutation(X.shape[1])[:n_columns]
        A = X[:, columns]
        weights = np.linalg.solve(A.T @ A + 10 * np.eye(n_columns), A.T @ onehot)
        found.append((others[:, columns] @ weights).argmax(axis=1))
    return np.stack(found)
