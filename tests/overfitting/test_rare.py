import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, recall_score

from vecembed_lab.overfitting.rare import average_precision, balanced_accuracy, oversampled, recall

SEEDS = st.integers(0, 2**32)


@given(SEEDS, st.integers(1, 4))
def test_balanced_accuracy_is_the_mean_recall(seed, n_classes):
    y, p = np.random.default_rng(seed).integers(n_classes, size=(2, 30))
    expected = recall_score(y, p, labels=np.unique(y), average="macro", zero_division=0)
    assert balanced_accuracy(y, p) == pytest.approx(expected)


@given(SEEDS)
def test_average_precision_is_that_of_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    y, scores = rng.random(40) < 0.2, rng.normal(size=40)
    y[0] = True
    assert average_precision(y, scores) == pytest.approx(average_precision_score(y, scores))


def test_by_hand():
    y, p = np.array([True, True, False, False]), np.array([True, False, False, True])
    assert recall(y, p) == 0.5
    assert average_precision(y, np.array([3.0, 1.0, 2.0, 0.0])) == pytest.approx((1 + 2 / 3) / 2)
    nothing = np.zeros(4, dtype=bool)
    for measure in (recall, average_precision):
        with pytest.raises(ValueError, match="something to find, got nothing"):
            measure(nothing, p)
    with pytest.raises(ValueError, match="needs an answer, got 4 and 3"):
        balanced_accuracy(y, p[:3])


def test_copies_make_both_classes_equal_and_lose_nothing():
    y = np.array([True, False, False, False, True, False, False])
    rows = oversampled(y, np.arange(6), rng=np.random.default_rng(0))
    assert sorted(rows[~y[rows]].tolist()) == [1, 2, 3, 5]
    assert y[rows].sum() == 4
    assert {0, 4} <= set(rows.tolist())
    assert 6 not in rows
    with pytest.raises(ValueError, match="none of the rows is True"):
        oversampled(y, np.array([1, 2]), rng=np.random.default_rng(0))
