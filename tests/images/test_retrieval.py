import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.linear_model import RidgeClassifier

from vecembed_lab.images.retrieval import linear_probe, nearest_label, rank_of_right, recall_at

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


def test_a_probe_by_hand_finds_the_side_and_does_not_see_the_scale():
    vectors = np.array([[0.0, 5], [1, 5], [9, 5], [10, 5]])
    labels = np.array(["left", "left", "right", "right"])
    others = np.array([[4.0, 5], [6.0, 5]])  # the middle is 5; the second number never differs
    assert_array_equal(linear_probe(vectors, labels, others), ["left", "right"])
    assert_array_equal(linear_probe(1000 * vectors - 7, labels, 1000 * others - 7), ["left", "right"])


@pytest.mark.parametrize("classes", [2, 5])
def test_a_probe_is_the_ridge_of_scikit_learn(classes):
    rng = np.random.default_rng(classes)
    labels, vectors = rng.integers(classes, size=300), rng.normal(size=(300, 8))
    vectors[:, :classes] += 0.7 * np.eye(classes)[labels]
    known = (vectors - vectors[:200].mean(axis=0)) / vectors[:200].std(axis=0)
    model = RidgeClassifier(alpha=3.0).fit(known[:200], labels[:200])
    assert_array_equal(linear_probe(vectors[:200], labels[:200], vectors[200:], 3.0), model.predict(known[200:]))


def test_a_probe_needs_two_labels_and_a_penalty():
    with pytest.raises(ValueError, match=r"got 1 and 1\.0"):
        linear_probe(np.eye(2), np.zeros(2), np.eye(2))
    with pytest.raises(ValueError, match="got 2 and 0"):
        linear_probe(np.eye(2), np.arange(2), np.eye(2), 0)
