"""Unit 08. Probes: what a classifier can read from vectors, beside what it could have memorised or guessed."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float, Int, Real
from numpy import ndarray

from vecembed_lab.bias.erasure import check_two


def folds(n: int, *, rng: np.random.Generator, n_folds: int = 5) -> Int[ndarray, " n"]:
    """The fold of each of n items, drawn at random, as equal in size as can be."""
    return rng.permutation(np.arange(n) % n_folds)


def probe(
    vectors: Float[ndarray, "n d"], label: Bool[ndarray, " n"], fold: Int[ndarray, " n"], C: float = 100.0
) -> Bool[ndarray, " n"]:
    """Which items a logistic regression puts right that was trained on the other folds.

    Raises ValueError unless both labels occur outside of every fold.
    """
    from sklearn.linear_model import LogisticRegression

    right = np.empty(len(label), dtype=bool)
    for held in np.unique(fold):
        train = fold != held
        check_two(label[train])
        model = LogisticRegression(C=C, max_iter=1000).fit(vectors[train], label[train])
        right[~train] = model.predict(vectors[~train]) == label[~train]
    return right


def majority(label: Bool[ndarray, " n"]) -> float:
    """The accuracy of always naming the larger class."""
    return float(max(label.mean(), 1 - label.mean()))


def control_task(words: Sequence[str], label: Bool[ndarray, " n"], *, rng: np.random.Generator) -> Bool[ndarray, " n"]:
    """Labels that mean nothing: each word gets one at random, the same wherever it stands, and as many are True.

    What a probe reaches on them beyond the larger class, it has memorised.
    Source: Hewitt & Liang (2019), Designing and Interpreting Probes with Control Tasks.
    """
    kinds = sorted(set(words))
    drawn = dict(zip(kinds, rng.permutation(len(kinds)) < round(label.mean() * len(kinds)), strict=True))
    return np.array([drawn[word] for word in words])


def read_from_others(vectors: Float[ndarray, "n d"], values: Real[ndarray, " n"], ridge: float = 1.0) -> float:
    """Correlation of values with what a ridge regression says of each item that was trained on all others, in [-1, 1].

    Raises ValueError for fewer than three items, or values that are all equal.
    """
    if len(values) < 3 or np.ptp(values) == 0:
        raise ValueError(f"a correlation needs three items and different values, got {len(values)} items")
    centred = vectors - vectors.mean(axis=0)
    gram = centred @ centred.T
    hat = gram @ np.linalg.inv(gram + ridge * np.eye(len(values))) + 1 / len(values)  # and a constant, unpenalised
    left_out = (hat @ values - np.diag(hat) * values) / (1 - np.diag(hat))
    return float(np.corrcoef(left_out, values)[0, 1])
