import numpy as np
import pytest
from sklearn.linear_model import Ridge

from vecembed_lab.overfitting.descent import fitted_error, learning_curve, least_squares, random_features
from vecembed_lab.overfitting.network import train_network


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def planted(rng, n=90):
    y = np.arange(n) % 3
    return np.eye(3)[y].repeat(3, axis=1) + 0.2 * rng.normal(size=(n, 9)), y


def test_a_network_learns_what_is_planted_and_says_so_every_epoch(rng):
    X, y = planted(rng)
    found = train_network(X[:60], y[:60], X[60:], y[60:], seed=0, hidden=20, epochs=30, batch=10, lr=1e-2)
    assert (found.train.shape, found.losses.shape, found.right.shape) == ((30,), (30, 30), (30, 30))
    assert found.train[-1] == 1
    assert found.right[-1].mean() > 0.95
    assert found.losses[-1].mean() < 0.5 * found.losses[0].mean()


def test_the_seed_alone_decides(rng):
    X, y = planted(rng)
    runs = [train_network(X[:60], y[:60], X[60:], y[60:], seed=seed, hidden=8, epochs=3) for seed in (1, 1, 2)]
    assert (runs[0].losses == runs[1].losses).all()
    assert (runs[0].losses != runs[2].losses).any()
    with pytest.raises(ValueError, match="rows to train on and others, got 0 and 30"):
        train_network(X[:0], y[:0], X[60:], y[60:], seed=0)


def test_the_ridge_is_that_of_scikit_learn(rng):
    X, y = planted(rng)
    for n_features in (5, 200):
        F = random_features(X, n_features, rng=rng)
        model = Ridge(alpha=2.0, fit_intercept=False).fit(F[:60], np.eye(3)[y[:60]])
        wrong = (model.predict(F[60:]).argmax(axis=1) != y[60:]).mean()
        assert fitted_error(F[:60], y[:60], F[60:], y[60:], 2.0) == pytest.approx(wrong)
        assert least_squares(F[:60], y[:60], 3, 2.0) == pytest.approx(model.coef_.T)


def test_without_a_penalty_enough_features_fit_every_label_even_wrong_ones(rng):
    X, _ = planted(rng)
    wrong = rng.integers(3, size=60)
    F = random_features(X[:60], 400, rng=rng)
    assert F.min() == 0
    assert fitted_error(F, wrong, F, wrong) == 0
    with pytest.raises(ValueError, match="penalty must be at least 0, got -1"):
        fitted_error(F, wrong, F, wrong, -1.0)


def test_a_learning_curve_by_hand():
    F, y = np.array([[1.0, 0], [1, 0], [0, 1]]), np.array([0, 1, 1])  # two rows that no fit tells apart
    found = learning_curve(F, y, np.array([[0.0, 1], [0, 2]]), np.array([1, 0]), [1, 2, 3])
    assert found.fitted == pytest.approx([0, 1 / 2, 1 / 3])
    assert found.others == pytest.approx([1 / 2, 1 / 2, 1 / 2])  # nothing is known of them, then both are called 1


@pytest.mark.parametrize("penalty", [0.0, 2.0])
def test_a_learning_curve_is_one_fit_after_the_other(rng, penalty):
    X, y = planted(rng)
    F = random_features(X + rng.normal(size=X.shape), 30, rng=rng)
    found = learning_curve(F[:60], y[:60], F[60:], y[60:], [10, 30, 60, 99], penalty)
    for n, known, other in zip([10, 30, 60, 60], *found, strict=True):  # of 99, as many as there are
        assert known == fitted_error(F[:n], y[:n], F[:n], y[:n], penalty)
        assert other == fitted_error(F[:n], y[:n], F[60:], y[60:], penalty)
    assert found.fitted[0] < found.others[0]
    assert found.others[-1] < found.others[0]
