import numpy as np
import pytest
import scipy.stats
from sklearn.neighbors import NearestCentroid

from vecembed_lab.overfitting.selection import (
    chosen_columns,
    chosen_score,
    correlations,
    leaky_score,
    nearest_mean,
    shuffled_score,
)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_correlations_are_pearsons_and_0_for_a_constant(rng):
    X, y = rng.normal(size=(20, 4)) * [1, 100, 1e-3, 0] + 5, rng.random(20) < 0.5
    found = correlations(X, y)
    assert found[3] == 0
    for column, r in zip(X.T[:3], found[:3], strict=True):
        assert r == pytest.approx(scipy.stats.pearsonr(column, y).statistic)
    with pytest.raises(ValueError, match="labels that differ"):
        correlations(X, np.ones(20))


def test_the_rows_held_out_decide_nothing(rng):
    X, y, train = rng.normal(size=(30, 9)), rng.random(30) < 0.5, np.arange(30) < 20
    before = chosen_columns(X, y, train, 4)
    X[~train], other = rng.normal(size=(10, 9)), np.where(train, y, ~y)
    assert (chosen_columns(X, other, train, 4) == before).all()
    with pytest.raises(ValueError, match="k must be between 1 and 9, got 10"):
        chosen_columns(X, y, train, 10)


def test_equal_columns_keep_their_order(rng):
    x = rng.normal(size=20)
    X, y = np.stack([np.ones(20), x, -x, np.ones(20)], axis=1), rng.random(20) < 0.5
    assert chosen_columns(X, y, np.ones(20, dtype=bool), 4).tolist() == [1, 2, 0, 3]


def test_the_nearest_mean_is_that_of_scikit_learn(rng):
    X, y, train = rng.normal(size=(40, 3)), rng.random(40) < 0.5, np.arange(40) < 25
    expected = NearestCentroid().fit(X[train], y[train]).predict(X[~train])
    assert (nearest_mean(X, y, train) == expected).all()


def test_a_planted_leak_is_found_and_an_honest_procedure_is_not_accused(rng):
    X, y, train = rng.normal(size=(120, 2000)), rng.random(120) < 0.5, np.arange(120) < 60
    orders = np.array([rng.permutation(120) for _ in range(8)])
    assert shuffled_score(X, y, train, 15, orders, leaky_score) > 0.65
    assert shuffled_score(X, y, train, 15, orders) < 0.6


def test_what_is_really_there_scores_and_is_gone_when_shuffled(rng):
    y, train = rng.random(200) < 0.5, np.arange(200) < 100
    X = rng.normal(size=(200, 10)) + 2 * y[:, None]
    assert chosen_score(X, y, train, 3) > 0.9
    assert abs(shuffled_score(X, y, train, 3, np.array([rng.permutation(200) for _ in range(8)])) - 0.5) < 0.1
