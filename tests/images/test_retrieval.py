import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.linear_model import RidgeClassifier
from sklearn.preprocessing import StandardScaler

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
    fonts = np.array([0, 1, 0, 1, 0])  # the first now looks at rows 1 and 3 only
    assert_array_equal(nearest_label(vectors, labels, fonts), [True, False, True, True, False])


def test_the_probe_is_sklearns_ridge():
    rng = np.random.default_rng(0)
    labels = rng.integers(3, size=90) + 4
    train = rng.normal(size=(90, 5)) * [1, 5, 0.1, 2, 3] + labels[:, None]
    test = rng.normal(size=(40, 5)) * [1, 5, 0.1, 2, 3] + 5
    scaler = StandardScaler().fit(train)
    oracle = RidgeClassifier(alpha=1.0).fit(scaler.transform(train), labels)
    agree = linear_probe(train, labels, test) == oracle.predict(scaler.transform(test))
    assert agree.mean() >= 0.95  # ours also shrinks the constant


def test_the_test_rows_do_not_change_the_probe():
    rng = np.random.default_rng(1)
    train, labels, test = rng.normal(size=(30, 4)), rng.integers(2, size=30), rng.normal(size=(20, 4))
    alone = linear_probe(train, labels, test[:1])
    assert_array_equal(alone, linear_probe(train, labels, test)[:1])
