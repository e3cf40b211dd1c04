import numpy as np
import pytest
from numpy.testing import assert_array_equal

from vecembed_lab.images.retrieval import nearest_label, rank_of_right, recall_at

GALLERY = np.array([[1.0, 0], [0, 1], [1, 1], [-1, 0]])


def test_ranks_by_hand():
    queries, right = np.array([[2.0, 0], [2.0, 0], [0, 3]]), np.array([0, 3, 2])
    assert_array_equal(rank_of_right(queries, GALLERY, right), [1, 4, 2])
    assert recall_at(queries, GALLERY, right, 1) == pytest.approx(1 / 3)
    assert recall_at(queries, GALLERY, right, 2) == pytest.approx(2 / 3)


def test_vectors_that_are_all_equal_find_nothing():
    same = np.ones((5, 3))
    assert recall_at(same, same, np.arange(5), 4) == 0
    with pytest.raises(ValueError, match="between 1 and n=5, got 6"):
        recall_at(same, same, np.arange(5), 6)


def test_the_nearest_other_row_decides():
    vectors = np.array([[1, 0.0], [1, 0.1], [0, 1], [0.1, 1], [1, 0.05]])
    labels = np.array([0, 0, 1, 1, 1])
    assert_array_equal(nearest_label(vectors, labels), [False, False, True, True, False])
