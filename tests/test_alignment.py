import numpy as np
import pytest
from numpy.testing import assert_allclose

from vecembed_lab.alignment import procrustes
from vecembed_lab.projection import random_rotation


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_procrustes_by_hand():
    quarter = np.array([[0.0, 1.0], [-1.0, 0.0]])
    assert_allclose(procrustes(np.eye(2), 7 * quarter), quarter, atol=1e-12)


def test_a_planted_rotation_is_found_under_noise(rng):
    points, turn = rng.normal(size=(100, 5)), random_rotation(5, rng=rng)
    assert_allclose(procrustes(points, points @ turn), turn, atol=1e-12)
    assert_allclose(procrustes(points, points @ turn + 0.1 * rng.normal(size=(100, 5))), turn, atol=0.1)


def test_no_other_rotation_comes_closer(rng):
    a, b = rng.normal(size=(2, 30, 4))
    best = procrustes(a, b)
    assert_allclose(best.T @ best, np.eye(4), atol=1e-12)
    others = [np.linalg.norm(a @ random_rotation(4, rng=rng) - b) for _ in range(200)]
    assert np.linalg.norm(a @ best - b) < min(others)


def test_shapes_must_agree():
    with pytest.raises(ValueError, match=r"got \(2, 3\) and \(3, 3\)"):
        procrustes(np.ones((2, 3)), np.ones((3, 3)))
