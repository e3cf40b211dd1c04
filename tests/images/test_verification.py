import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import norm
from sklearn.metrics import roc_curve

from vecembed_lab.images.verification import (
    eer,
    eer_between,
    eer_of,
    equal_error,
    errors_at,
    roc,
    threshold_for,
    trials,
)

SCORES = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
SAME = np.array([True, True, False, True, False, False])


def test_roc_by_hand():
    curve = roc(SCORES, SAME)
    assert_array_equal(curve.threshold, [np.inf, *SCORES])
    assert_allclose(curve.far, [0, 0, 0, 1 / 3, 1 / 3, 2 / 3, 1])
    assert_allclose(curve.frr, [1, 2 / 3, 1 / 3, 1 / 3, 0, 0, 0], atol=1e-12)
    assert eer(SCORES, SAME) == pytest.approx(1 / 3)
    assert equal_error(curve)[1] == pytest.approx(0.7)


@given(st.integers(0, 200))
def test_roc_is_that_of_sklearn_with_ties(seed):
    rng = np.random.default_rng(seed)
    scores, same = rng.integers(6, size=40) / 4, rng.random(40) < 0.4
    same[:2] = True, False
    curve = roc(scores, same)
    far, tar, thresholds = roc_curve(same, scores, drop_intermediate=False)
    assert_allclose(curve.far, far)
    assert_allclose(curve.frr, 1 - tar, atol=1e-12)
    assert_allclose(curve.threshold, thresholds)


def test_the_equal_error_rate_of_two_normal_distributions():
    rng = np.random.default_rng(0)
    scores = np.concatenate([rng.normal(2, 1, 50_000), rng.normal(0, 1, 50_000)])
    same = np.arange(100_000) < 50_000
    rate, threshold = equal_error(roc(scores, same))
    assert rate == pytest.approx(norm.cdf(-1), abs=0.005)
    assert threshold == pytest.approx(1, abs=0.02)


def test_all_right_all_wrong_and_all_the_same():
    assert eer(SCORES, SCORES > 0.6) == 0
    assert eer(-SCORES, SCORES > 0.6) == 1
    assert eer(np.zeros(6), SAME) == 0.5


def test_a_weight_is_as_good_as_copies():
    times = np.array([1, 2, 1, 3, 2, 1])
    once, often = roc(SCORES, SAME, times), roc(np.repeat(SCORES, times), np.repeat(SAME, times))
    assert_allclose(once.far, often.far)
    assert_allclose(once.frr, often.frr, atol=1e-12)


def test_trials_are_all_pairs_once():
    pairs = trials(np.array([[1.0, 0], [0, 2], [3, 0]]), np.array(["a", "b", "a"]))
    assert_array_equal(np.column_stack([pairs.first, pairs.second]), [[0, 1], [0, 2], [1, 2]])
    assert_allclose(pairs.scores, [0, 1, 0], atol=1e-12)
    assert_array_equal(pairs.same, [False, True, False])


def test_limits_by_class_are_wider_than_by_pair_and_hold_the_rate():
    rng = np.random.default_rng(1)
    labels = np.repeat(np.arange(12), 8)
    vectors = (rng.normal(size=(12, 6)) * rng.uniform(0.2, 2, (12, 1)))[labels] + rng.normal(size=(96, 6))
    found = eer_between(vectors, labels, rng=rng)
    assert found.value == eer_of(vectors, labels)
    assert found.low < found.value < found.high
    pairs = trials(vectors, labels)
    draws = [rng.integers(len(pairs.same), size=len(pairs.same)) for _ in range(50)]
    by_pair = np.quantile([eer(pairs.scores[rows], pairs.same[rows]) for rows in draws], [0.025, 0.975])
    assert found.high - found.low > 1.5 * np.ptp(by_pair)


def test_a_threshold_and_its_errors():
    assert errors_at(SCORES, SAME, 0.7) == pytest.approx((1 / 3, 1 / 3))
    assert threshold_for(SCORES, SAME, 0.4) == 0.6  # accepts one of three different pairs
    assert threshold_for(SCORES, SAME, 0.1) == 0.8
    assert threshold_for(-SCORES, SAME, 0.1) == np.inf


def test_bad_pairs_are_refused():
    with pytest.raises(ValueError, match="both kinds are needed, got 6 same and 0 different"):
        roc(SCORES, np.ones(6, dtype=bool))
    with pytest.raises(ValueError, match="finite"):
        roc(np.array([np.nan, 1]), np.array([True, False]))
    with pytest.raises(ValueError, match="both kinds"):
        roc(np.zeros(0), np.zeros(0, dtype=bool))
    with pytest.raises(ValueError, match="each of the 3 vectors"):
        trials(np.eye(3), np.arange(2))
