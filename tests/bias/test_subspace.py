import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from vecembed_lab.bias.subspace import (
    direct_bias,
    direction,
    equalise,
    explained,
    half_differences,
    neutralise,
    removed,
)

SEEDS = st.integers(0, 2**32)
E1, E2 = np.eye(2)


def draw(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


def planted(seed, n=8, d=20):
    """Pairs that differ by a direction and a little noise, and the direction."""
    rng = np.random.default_rng(seed)
    g = rng.normal(size=d)
    g /= np.linalg.norm(g)
    middle = rng.normal(size=(n, d))
    first, second = middle + 3 * g, middle - 3 * g
    return first + 0.1 * rng.normal(size=(n, d)), second + 0.1 * rng.normal(size=(n, d)), g


def test_direction_by_hand():
    """Half-differences (1, 0) and (.6, .2): all lie to the side of the first words."""
    first = np.array([[1.0, 0.0], [4.0, 3.0]])
    second = np.array([[-2.0, 0.0], [-2.0, 1.5]])
    assert_allclose(half_differences(first, second), [[1, 0], [0.8, 0]])
    assert_allclose(direction(first, second), [1, 0])
    assert_allclose(direction(second, first), [-1, 0])
    assert_allclose(explained(first, second), [1, 0], atol=1e-12)


@given(SEEDS)
def test_a_planted_direction_is_found_with_its_sign(seed):
    first, second, g = planted(seed)
    assert direction(first, second) @ g > 0.9
    assert direction(second, first) @ g < -0.9
    swapped = first.copy(), second.copy()
    swapped[0][0], swapped[1][0] = second[0], first[0]  # one pair the other way round
    assert direction(*swapped) @ g > 0.9


def test_centring_would_lose_what_the_pairs_have_in_common():
    first, second, g = planted(0)
    halves = half_differences(first, second)
    centred = np.linalg.svd(halves - halves.mean(axis=0))[2][0]
    assert abs(centred @ g) < 0.7


def test_pairs_that_are_none():
    words = draw(0, 3, 4)
    with pytest.raises(ValueError, match="got 0 first and 0 second"):
        direction(words[:0], words[:0])
    with pytest.raises(ValueError, match="got 3 first and 2 second"):
        direction(words, words[:2])
    with pytest.raises(ValueError, match="must differ in direction"):
        direction(words, np.vstack([words[:2] + 1, 2 * words[2:]]))


def test_direct_bias_by_hand():
    """Cosines with (0, 2) are .8, -.6 and 0."""
    assert direct_bias(np.array([[3.0, 4.0], [8.0, -6.0], [5.0, 0.0]]), 2 * E2) == pytest.approx(1.4 / 3)
    with pytest.raises(ValueError, match="at least one word"):
        direct_bias(np.empty((0, 2)), E1)
    with pytest.raises(ValueError, match="must not be zero"):
        direct_bias(np.ones((1, 2)), 0 * E1)


def test_a_share_is_removed():
    assert_allclose(removed(np.array([[3.0, 4.0]]), 5 * E2, share=0.25), [[3, 3]])


@given(SEEDS, st.floats(0.01, 100))
def test_neutral_words_have_length_1_and_nothing_along_the_direction(seed, factor):
    words, g = draw(seed, 5, 4), draw(seed + 1, 4)
    neutral = neutralise(factor * words, factor * g)
    assert_allclose(neutral @ g, 0, atol=1e-9)
    assert_allclose(np.linalg.norm(neutral, axis=1), 1)
    assert_allclose(neutralise(neutral, g), neutral, atol=1e-9)
    assert direct_bias(neutral, g) < 1e-9


def test_what_lies_along_the_direction_alone_becomes_zero():
    assert_allclose(neutralise(np.array([[2.0, 2.0], [1.0, 0.0]]), E1 + E2), [[0, 0], [0.5**0.5, -(0.5**0.5)]])


def test_equalise_by_hand():
    """(.6, .8) and (-1, 0): what they share off the first axis is (0, .4), so the step is sqrt(.84)."""
    first, second = equalise(np.array([3.0, 4.0]), np.array([-2.0, 0.0]), E1)
    assert_allclose([first, second], [[0.84**0.5, 0.4], [-(0.84**0.5), 0.4]])


@given(SEEDS)
def test_equal_words_are_equally_far_from_every_neutral_one(seed):
    a, b, g, word = draw(seed, 4, 6)
    first, second = equalise(a, b, g)
    (neutral,) = neutralise(word[None], g)
    assert_allclose(np.linalg.norm([first, second], axis=1), 1)
    assert first @ neutral == pytest.approx(second @ neutral)
    swapped = equalise(b, a, g)
    assert_allclose(swapped, [second, first])
    unit = [x / np.linalg.norm(x) for x in (a, b)]
    assert ((first - second) @ g) * ((unit[0] - unit[1]) @ g) > 0  # each stays on its side


def test_words_that_do_not_differ_along_the_direction_have_no_sides():
    with pytest.raises(ValueError, match="must differ along the direction"):
        equalise(np.array([1.0, 1.0]), np.array([-1.0, 1.0]), E2)
