import numpy as np
import pytest

from vecembed_lab.similarity.evenness import evenness


def test_a_lattice_by_hand():
    square = np.array([[0.0, 0.0], [0.0, 3.0], [3.0, 0.0], [3.0, 3.0]])  # area 9, so sqrt(9 / 4) / 2 = 3 / 4
    assert evenness(square) == pytest.approx(4)
    assert evenness(100 * square - 7) == pytest.approx(4)


def test_points_at_random_are_near_one_and_pairs_far_below():
    strewn = np.random.default_rng(0).uniform(size=(500, 2))
    assert evenness(strewn) == pytest.approx(1, abs=0.1)
    assert evenness(np.vstack([strewn, strewn + 0.001])) < 0.2
