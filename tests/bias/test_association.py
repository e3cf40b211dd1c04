import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from vecembed_lab.bias import association
from vecembed_lab.bias.association import effect_size, permutation_p, resampled_weat, weat

A, B = np.array([[1.0, 0.0]]), np.array([[0.0, 2.0]])


def draw(seed, *sizes, d=6):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=(size, d)) for size in sizes]


def test_association_by_hand():
    """(3, 4) has the cosines 0.6 and 0.8; (5, 0) has 1 and 0."""
    words = np.array([[3.0, 4.0], [5.0, 0.0]])
    assert_allclose(association.association(words, A, B), [-0.2, 1])


def test_effect_size_by_hand():
    """The means are 2 and 0; the four numbers 1, 3, 0, 0 have mean 1 and squares 0 + 4 + 1 + 1, so s^2 = 6 / 3."""
    assert effect_size(np.array([1.0, 3.0]), np.array([0.0, 0.0])) == pytest.approx(2 / np.sqrt(2))


@given(st.integers(0, 2**32), st.integers(2, 6), st.floats(0.1, 100))
def test_weat_changes_its_sign_with_the_targets_and_with_the_attributes(seed, n, factor):
    x, y, a, b = draw(seed, n, 4, 3, 5)
    d = weat(x, y, a, b)
    assert weat(y, x, a, b) == pytest.approx(-d)
    assert weat(x, y, b, a) == pytest.approx(-d)
    assert weat(factor * x, y, a, factor * b) == pytest.approx(d)


@pytest.mark.parametrize("empty", range(4))
def test_an_empty_set_is_named(empty):
    sets = draw(0, 3, 3, 3, 3)
    sets[empty] = sets[empty][:0]
    name = ["targets x", "targets y", "attributes a", "attributes b"][empty]
    with pytest.raises(ValueError, match=f"{name} must hold at least one word"):
        weat(*sets)


def test_without_spread_there_is_no_effect_size():
    with pytest.raises(ValueError, match="no spread"):
        effect_size(np.ones(3), np.ones(2))


def p(x, y):
    return permutation_p(np.array(x, float), np.array(y, float), rng=np.random.default_rng(0))


def test_permutation_p_by_hand():
    """Of the six ways to take two of 4, 3, 2, 1 one reaches 7, two reach 6, and four reach 5."""
    assert p([4, 3], [2, 1]) == 1 / 6
    assert p([4, 2], [3, 1]) == 2 / 6
    assert p([4, 1], [3, 2]) == 4 / 6  # 3 and 2 reach 5 as well
    assert p([1, 2], [3, 4]) == 1  # one-sided: the other direction is no evidence
    assert p([0.1, 0.2], [0.1, 0.2]) == 5 / 6  # .1 + .1 alone is less


def test_drawn_permutations_agree_with_all_of_them(monkeypatch):
    x, y = (values[:, 0] for values in draw(1, 8, 8))
    exact = p(x + 0.4, y)
    monkeypatch.setattr(association, "MOST_SPLITS", 0)
    assert p(x + 0.4, y) == pytest.approx(exact, abs=0.01)
    assert p(x + 99, y) == 2 / 10_001 or p(x + 99, y) == 1 / 10_001  # never 0


def test_of_planted_bias_the_permutation_test_finds_it_and_without_it_alarms_as_often_as_it_says():
    rng = np.random.default_rng(2)
    without = [p(*rng.normal(size=(2, 6))) <= 0.05 for _ in range(400)]
    planted = [p(rng.normal(size=6) + 3, rng.normal(size=6)) <= 0.05 for _ in range(50)]
    assert 0.02 <= np.mean(without) <= 0.08
    assert np.mean(planted) >= 0.95


def test_resampling_words_gives_values_around_that_of_all_words():
    x, y, a, b = draw(3, 20, 20, 20, 20)
    found = resampled_weat(x + a.mean(axis=0), y, a + 1, b, rng=np.random.default_rng(0), rounds=100)
    assert found.shape == (100,)
    assert found.min() < weat(x + a.mean(axis=0), y, a + 1, b) < found.max()


def test_resampling_a_single_word_each_never_stops_at_no_spread():
    x, y, a, b = draw(4, 1, 1, 1, 1)
    assert np.isfinite(resampled_weat(x, y, a, b, rng=np.random.default_rng(0), rounds=20)).all()
