import numpy as np
import pytest
from numpy.testing import assert_allclose

from vecembed_lab.production.bridge import Bridge, least_squares, neighbours, rotation, shared

RNG = np.random.default_rng(0)
OLD = RNG.normal(size=(80, 6))
TURN = np.linalg.qr(RNG.normal(size=(6, 6)))[0]


@pytest.mark.parametrize("bridge", [rotation, least_squares])
def test_a_space_that_was_turned_and_moved_is_found_again(bridge):
    new = OLD @ TURN.T + 3
    assert_allclose(bridge(new[:40], OLD[:40])(new), OLD, atol=1e-9)


def test_least_squares_undoes_a_stretch_and_a_rotation_does_not():
    new = OLD @ np.diag([1, 2, 3, 1, 1, 1.0])
    assert_allclose(least_squares(new, OLD)(new), OLD, atol=1e-9)
    bridge = rotation(new, OLD)
    assert_allclose(bridge.matrix @ bridge.matrix.T, np.eye(6), atol=1e-9)
    assert np.abs(bridge(new) - OLD).max() > 0.3


def test_spaces_of_different_dimensions():
    bridge = least_squares(OLD[:, :4], OLD)
    assert bridge(OLD[:, :4]).shape == (80, 6)
    with pytest.raises(ValueError, match="same shape"):
        rotation(OLD[:, :4], OLD)


def test_texts_must_be_those_of_both():
    for bridge in (rotation, least_squares):
        with pytest.raises(ValueError, match="a vector for each text"):
            bridge(OLD[:3], OLD)
        with pytest.raises(ValueError, match="a vector for each text"):
            bridge(OLD[:0], OLD[:0])


def test_a_bridge_and_neighbours_by_hand():
    bridge = Bridge(np.array([1.0, 0]), np.array([[0.0, 1], [1, 0]]), np.array([0.0, 5]))
    assert_allclose(bridge(np.array([[3.0, 4]])), [[4, 7]])
    found = neighbours(np.array([[2.0, 0]]), np.array([[0, 1.0], [5, 1], [1, 1]]), 2)
    assert found.tolist() == [[1, 2]]
    assert shared(found, np.array([[2, 0]])).tolist() == [0.5]
