"""Unit 08. Taking out everything that a linear classifier can use: nullspaces one by one, or at once and least."""

import numpy as np
from jaxtyping import Bool, Float, Real
from numpy import ndarray

TOO_SMALL = 1e-9  # of the largest singular value or variance: nothing but rounding


def nullspace(directions: Real[ndarray, "k d"]) -> Float[ndarray, "d d"]:
    """The matrix that projects onto all that is at right angles to every one of the directions.

    It is built from all of them at once. Two projections made one by one and multiplied would leave something of the
    first direction, unless the second is at right angles to it. Zero directions take nothing away.
    """
    singular, axes = np.linalg.svd(directions, full_matrices=False)[1:]
    axes = axes[singular > TOO_SMALL * singular.max(initial=0)]  # (rank, d)
    return np.eye(directions.shape[1]) - axes.T @ axes


def inlp(vectors: Real[ndarray, "n d"], label: Bool[ndarray, " n"], rounds: int) -> Float[ndarray, "k d"]:
    """The directions of `rounds` classifiers, each trained where those before it see nothing: INLP.

    Fewer come back where the last one does no better than naming the larger class.
    Raises ValueError unless both labels occur.
    Source: Ravfogel et al. (2020), Null It Out: Guarding Protected Attributes by Iterative Nullspace Projection.
    """
    from sklearn.linear_model import LogisticRegression

    check_two(label)
    found = np.empty((0, vectors.shape[1]))
    for _ in range(rounds):
        left = vectors @ nullspace(found)
        model = LogisticRegression(C=100, max_iter=1000).fit(left, label)
        if model.score(left, label) <= max(label.mean(), 1 - label.mean()):
            break
        found = np.vstack([found, model.coef_])
    return found


class Leace:
    """The least change that makes the means of two classes equal: LEACE for a label with two values.

        x -> x - (S^-1 d . (x - mean)) / (d . S^-1 d) d     with d the difference of the class means, S the covariance

    Equal means are all it takes: no linear classifier, however it was trained, does better than a constant then.
    It is fitted to the rows it is given; others follow as far as they are alike.
    Raises ValueError unless both labels occur.
    Source: Belrose et al. (2023), LEACE: Perfect Linear Concept Erasure in Closed Form.
    """

    def __init__(self, vectors: Real[ndarray, "n d"], label: Bool[ndarray, " n"]):
        check_two(label)
        self.mean = vectors.mean(axis=0)
        centred = vectors - self.mean
        self.step = centred[label].mean(axis=0) - centred[~label].mean(axis=0)
        self.reader = np.linalg.pinv(centred.T @ centred / len(vectors), TOO_SMALL, hermitian=True) @ self.step
        self.scale = self.reader @ self.step  # 0 if the means are equal already

    def __call__(self, vectors: Real[ndarray, "n d"]) -> Float[ndarray, "n d"]:
        """The vectors without what told the classes apart."""
        if self.scale < TOO_SMALL:
            return vectors.copy()
        return vectors - np.outer((vectors - self.mean) @ self.reader / self.scale, self.step)


def check_two(label: Bool[ndarray, " n"]) -> None:
    """Raise ValueError unless both labels occur."""
    if not 0 < np.count_nonzero(label) < len(label):
        raise ValueError(f"both groups must occur, got {np.count_nonzero(label)} of {len(label)} in the one")
