import numpy as np
import pytest
from numpy.testing import assert_allclose

from vecembed_lab.similarity.projection import random_rotation
from vecembed_lab.word2vec.alignment import procrustes, share_found


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


def test_share_found_by_hand():
    target = np.array([[1.0, 0], [0, 1], [1, 1]])
    assert share_found(target, target, 1) == 1  # row 2 is as near to 0 and 1 as they are themselves: a tie is won
    source = target[[1, 0, 2]]
    assert [share_found(source, target, k) for k in (1, 2, 3)] == pytest.approx([1 / 3, 1 / 3, 1])


def test_share_found_by_chance(rng):
    a, b = rng.normal(size=(2, 400, 20))
    assert share_found(a, b, 40) == pytest.approx(0.1, abs=0.05)
    assert share_found(a, b, 400) == 1


@pytest.mark.parametrize("k", [0, 4])
def test_share_found_refuses_impossible_k(k):
    with pytest.raises(ValueError, match=f"n = 3, got {k}"):
        share_found(np.eye(3), np.eye(3), k)
