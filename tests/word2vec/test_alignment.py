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
    assert share_found(target, target, 1) == pytest.approx(2 / 3)  # row 2 is as near to 0 and 1 as they are themselves
    source = target[[1, 0, 2]]
    assert [share_found(source, target, k) for k in (1, 2, 3)] == pytest.approx([1 / 3, 1 / 3, 1])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_space_with_all_rows_in_one_place_finds_what_chance_does(rng, dtype):
    one_place = np.tile(rng.normal(size=50), (37, 1)).astype(dtype)
    for source, target in [(one_place, one_place), (one_place, np.zeros_like(one_place))]:
        assert [share_found(source, target, k) for k in (1, 10, 37)] == pytest.approx([1 / 37, 10 / 37, 1])


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_no_number_finds_nothing(bad):
    for function in (procrustes, lambda a, b: share_found(a, b, 1)):
        for pair in ((np.full((2, 2), bad), np.eye(2)), (np.eye(2), np.full((2, 2), bad))):
            with pytest.raises(ValueError, match="must be finite"):
                function(*pair)


def test_share_found_by_chance(rng):
    a, b = rng.normal(size=(2, 400, 20))
    assert share_found(a, b, 40) == pytest.approx(0.1, abs=0.05)
    assert share_found(a, b, 400) == 1


@pytest.mark.parametrize("k", [0, 4])
def test_share_found_refuses_impossible_k(k):
    with pytest.raises(ValueError, match=f"n = 3, got {k}"):
        share_found(np.eye(3), np.eye(3), k)
