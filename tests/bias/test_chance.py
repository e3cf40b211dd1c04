import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from vecembed_lab.bias.chance import (
    as_frequent,
    false_alarms,
    null_p,
    pair_directions,
    random_directions,
    with_cosine,
)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_null_p_by_hand():
    assert null_p(3, [1, 2, 3, 4]) == 3 / 5  # 3 and 4, and the one found itself
    assert null_p(9, [1, 2, 3, 4]) == 1 / 5  # never 0
    with pytest.raises(ValueError, match="at least one value"):
        null_p(1, [])


@given(st.integers(0, 2**32))
def test_of_values_from_chance_p_is_at_most_a_tenth_in_a_tenth_of_cases(seed):
    rng = np.random.default_rng(seed)
    share = np.mean([null_p(rng.normal(), rng.normal(size=19)) <= 0.1 for _ in range(300)])
    assert share < 0.2


def test_directions_have_length_1(rng):
    vectors = rng.normal(size=(30, 4))
    for found in (random_directions(200, 4, rng=rng), pair_directions(vectors, 200, rng=rng)):
        assert found.shape == (200, 4)
        assert_allclose(np.linalg.norm(found, axis=1), 1)


def test_directions_between_words_are_no_copies_of_a_word_with_itself(rng):
    vectors = np.array([[1.0, 0], [1.0, 0], [0.0, 1]])
    found = pair_directions(vectors, 50, rng=rng)
    assert_allclose(np.abs(found), 0.5**0.5)
    with pytest.raises(ValueError, match="two words that differ"):
        pair_directions(vectors[:2], 3, rng=rng)


def test_words_as_frequent_are_near_and_others(rng):
    rows = np.array([0, 5, 6, 999])
    for _ in range(20):
        drawn = as_frequent(rows, 1000, rng=rng, reach=4)
        assert (np.abs(drawn - rows) <= 4).all()
        assert len({*drawn.tolist(), *rows.tolist()}) == 8
        assert drawn.min() >= 0
        assert drawn.max() <= 999


def test_where_no_word_is_left_there_is_an_error(rng):
    with pytest.raises(ValueError, match="is left to be drawn"):
        as_frequent(np.array([0, 1, 2]), 3, rng=rng)
    with pytest.raises(ValueError, match="from 0 to 9"):
        as_frequent(np.array([10]), 10, rng=rng)


@given(st.integers(0, 2**32), st.floats(-1, 1))
def test_a_direction_has_the_cosine_asked_for(seed, cosine):
    rng = np.random.default_rng(seed)
    g = rng.normal(size=5)
    found = with_cosine(g, cosine, rng=rng)
    assert found @ g / np.linalg.norm(g) == pytest.approx(cosine)
    assert np.linalg.norm(found) == pytest.approx(1)


def test_a_cosine_beyond_1_is_refused(rng):
    with pytest.raises(ValueError, match="between -1 and 1, got 2"):
        with_cosine(np.ones(3), 2, rng=rng)


def test_false_alarms_are_counted():
    outcomes = iter([0.05, 0.06, 0.01, 0.9])
    assert false_alarms(lambda: next(outcomes), 4) == 0.5
