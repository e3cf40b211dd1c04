import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vecembed_lab.images.collapse import effective_rank, entropy_rank, spread


def test_by_hand():
    both = np.array([[1.0, 0], [-3, 0]])  # unit vectors 1 and -1: standard deviation 1 and 0
    assert spread(both) == pytest.approx(np.sqrt(2) / 2)
    assert effective_rank(both) == pytest.approx(1)
    square = np.array([[1.0, 0], [-1, 0], [0, 1], [0, -1]])
    assert effective_rank(square) == pytest.approx(2)


def test_a_rank_of_shares_by_hand():
    assert entropy_rank(np.array([7.0, 7, 0, 7])) == pytest.approx(3)
    assert entropy_rank(np.array([2.0, 1, 1])) == pytest.approx(2**1.5)  # entropy: 1/2 log 2 + 1/2 log 4
    assert entropy_rank(np.zeros(3)) == 0


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=8), st.floats(0.01, 100))
def test_a_rank_of_shares_has_its_limits_and_no_unit(power, unit):
    found = entropy_rank(np.array(power))
    assert 1 - 1e-9 <= found <= len(power) + 1e-9
    assert entropy_rank(unit * np.array(power)) == pytest.approx(found)


def test_equal_vectors_have_neither():
    assert spread(np.ones((4, 3))) == pytest.approx(0, abs=1e-12)
    assert effective_rank(np.ones((4, 3))) == 0


def test_random_directions_have_both():
    vectors = np.random.default_rng(0).normal(size=(3000, 16))
    assert spread(vectors) == pytest.approx(1, abs=0.02)
    assert effective_rank(vectors) == pytest.approx(16, abs=0.3)


@given(st.floats(1e-6, 1e-3))
def test_the_rank_does_not_see_that_everything_has_collapsed(size):
    noise = np.random.default_rng(0).normal(size=(200, 8))
    collapsed = np.ones(8) + size * noise
    assert spread(collapsed) < 0.05
    assert effective_rank(collapsed) == pytest.approx(effective_rank(noise), rel=0.01)
