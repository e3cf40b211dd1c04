import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.metrics.pairwise import cosine_similarity

from vecembed_lab.recommendation.neighbours import (
    ease,
    item_cosines,
    item_to_item,
    popular,
    random_scores,
    weighted_sum,
)
from vecembed_lab.recommendation.ratings import interactions


@pytest.fixture
def train():
    drawn = np.random.default_rng(0).random((40, 12)) < 0.3
    drawn[:, 5] = False
    return interactions(*np.nonzero(drawn), drawn.shape)


def test_popular_items_are_the_same_for_everybody(train):
    scores = popular(train)(np.array([3, 0]))
    assert_array_equal(scores[0], train.toarray().sum(axis=0))
    assert_array_equal(scores[0], scores[1])


def test_cosines_are_those_of_scikit_learn(train):
    expected = cosine_similarity(train.toarray().T)
    np.fill_diagonal(expected, 0)
    assert_allclose(item_cosines(train), expected, atol=1e-6)
    assert not item_cosines(train)[5].any()


def test_ease_is_the_best_matrix_with_a_zero_diagonal(train):
    x, reg = train.toarray().astype(float), 2.0
    weights = ease(train, reg)
    assert_array_equal(np.diag(weights), 0)
    for item in range(12):  # each column is a ridge regression on the other columns
        others = np.delete(np.arange(12), item)
        system = x[:, others].T @ x[:, others] + reg * np.eye(11)
        assert_allclose(weights[others, item], np.linalg.solve(system, x[:, others].T @ x[:, item]), atol=1e-9)


@pytest.mark.parametrize("reg", [0, -1, np.nan, np.inf])
def test_ease_needs_a_regulariser(train, reg):
    with pytest.raises(ValueError, match="reg must be above 0"):
        ease(train, reg)


def test_a_score_is_the_sum_over_what_was_met(train):
    weights = np.random.default_rng(1).normal(size=(12, 12))
    scores = weighted_sum(train, weights)(np.array([7, 2]))
    assert_allclose(scores, train.toarray()[[7, 2]] @ weights, atol=1e-6)


def test_random_scores_differ_from_user_to_user():
    scores = random_scores(9, rng=np.random.default_rng(0))(np.array([0, 0]))
    assert scores.shape == (2, 9)
    assert len(np.unique(scores)) == 18


def test_items_that_go_with_an_item_by_hand():
    items = np.array([[1.0, 0], [0, 0], [2, 0.1], [0, 3], [1, 1], [5, 0]])
    assert_array_equal(item_to_item(items, 0, 3), [5, 2, 4])  # length does not matter; itself and zeros are left out
    assert_array_equal(item_to_item(items, 0, 4), [5, 2, 4, 3])


@pytest.mark.parametrize(
    ("item", "k", "message"),
    [(6, 1, "items must be"), (-1, 1, "items must be"), (0, 5, "between 1 and the 4"), (0, 0, "got 0"), (1, 1, "zero")],
)
def test_neighbours_that_do_not_exist_are_refused(item, k, message):
    items = np.array([[1.0, 0], [0, 0], [2, 0.1], [0, 3], [1, 1], [5, 0]])
    with pytest.raises(ValueError, match=message):
        item_to_item(items, item, k)
