import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vecembed_lab.overfitting.choosing import best_of_bias, draws, noisy_labels, ridge_guesses, stop_epoch


@given(st.lists(st.integers(0, 9), min_size=1, max_size=20), st.integers(1, 6))
def test_the_epoch_that_is_kept_is_the_best_of_those_computed(losses, patience):
    kept = stop_epoch(losses, patience)
    seen = losses[: kept + patience + 1]
    assert kept == seen.index(min(seen))
    for epoch in range(kept):  # no earlier one was waited for in vain
        assert (
            min(losses[epoch + 1 : epoch + patience + 1]) < losses[epoch]
            or min(losses[:epoch], default=99) <= losses[epoch]
        )


def test_stopping_by_hand():
    losses = [3.0, 2.0, 2.5, 2.2, 1.0, 4.0]
    assert [stop_epoch(losses, patience) for patience in (1, 2, 3, 9)] == [1, 1, 4, 4]
    assert stop_epoch([np.nan, np.nan, 2.0, np.nan], 3) == 2
    for losses, patience in (([], 1), ([1.0], 0)):
        with pytest.raises(ValueError, match="patience must be at least 1"):
            stop_epoch(losses, patience)


def test_flattery_by_hand():
    right = np.array([[1, 1, 0, 0], [0, 1, 1, 1]])
    assert best_of_bias(right, np.array([[0, 1]])) == 1
    assert best_of_bias(right, np.array([[0, 1], [2, 3]])) == 0.75
    with pytest.raises(ValueError, match="at least 1 and at most 3 items, got 4"):
        best_of_bias(right, np.array([[0, 1, 2, 3]]))


def test_coins_are_flattered_as_the_normal_distribution_says():
    """The largest of 50 normal numbers lies 2.249 deviations above the mean (Harter, 1961)."""
    rng = np.random.default_rng(0)
    right = rng.random((50, 4000)) < 0.5
    rows = draws(4000, 100, 300, rng=rng)
    assert best_of_bias(right, rows) == pytest.approx(2.249 * 0.5 / 10, abs=0.012)
    assert abs(best_of_bias(right[:1], rows)) < 0.01


@given(st.integers(0, 2**32), st.floats(0, 1), st.integers(2, 5))
def test_a_wrong_label_is_another_one(seed, share, n_classes):
    rng = np.random.default_rng(seed)
    y = rng.integers(n_classes, size=40)
    noisy = noisy_labels(y, share, n_classes, rng=rng)
    assert (noisy != y).sum() == round(share * 40)
    assert set(noisy.tolist()) <= set(range(n_classes))


def test_labels_that_cannot_be_made_wrong_are_refused():
    for share, n_classes in ((1.1, 3), (0.5, 1)):
        with pytest.raises(ValueError, match="share must be between 0 and 1 and n_classes at least 2"):
            noisy_labels(np.array([0]), share, n_classes, rng=np.random.default_rng(0))


def test_draws_have_no_row_twice():
    found = draws(9, 5, 20, rng=np.random.default_rng(0))
    assert found.shape == (20, 5)
    assert all(len(set(row.tolist())) == 5 for row in found)


def test_ridge_finds_what_is_planted():
    rng = np.random.default_rng(0)
    y = np.arange(120) % 3
    X = np.eye(3)[y].repeat(4, axis=1) + 0.3 * rng.normal(size=(120, 12))
    found = ridge_guesses(X[:60], y[:60], X[60:], n_configurations=3, n_columns=8, rng=rng)
    assert found.shape == (3, 60)
    assert (found == y[60:]).mean() > 0.9
