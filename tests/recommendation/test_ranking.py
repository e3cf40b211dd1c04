import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.metrics import ndcg_score

from vecembed_lab.recommendation import ranking
from vecembed_lab.recommendation.ranking import (
    coverage,
    evaluate,
    evaluate_sampled,
    head_share,
    items_of,
    mask_seen,
    ndcg,
    novelty,
    popularity,
    recall,
    reciprocal_rank,
    recommend,
    seen,
    top_k,
)
from vecembed_lab.recommendation.ratings import interactions

MEASURES = (ndcg, recall, reciprocal_rank)


def matrix(rows):
    return interactions(*np.nonzero(np.array(rows)), np.shape(rows))


# One user


def test_measures_by_hand():
    ranked, relevant = np.array([4, 7, 1, 9]), np.array([7, 9, 3])
    at_2_and_4 = 1 / np.log2(3) + 1 / np.log2(5)
    assert_allclose(ndcg(ranked, relevant, 4), at_2_and_4 / (1 + 1 / np.log2(3) + 1 / 2))  # at best at 1, 2 and 3
    assert_allclose(ndcg(ranked, relevant, 2), (1 / np.log2(3)) / (1 + 1 / np.log2(3)))  # at best at 1 and 2
    assert recall(ranked, relevant, 4) == 2 / 3
    assert recall(ranked, relevant, 1) == 0
    assert reciprocal_rank(ranked, relevant, 4) == 1 / 2
    assert reciprocal_rank(ranked, relevant, 1) == 0


def test_the_best_list_gets_1_and_a_list_that_is_too_short_less():
    assert ndcg(np.array([3, 1, 2]), np.array([1, 3]), 3) == 1
    assert ndcg(np.array([3]), np.array([1, 3]), 3) == 1 / (1 + 1 / np.log2(3))
    assert ndcg(np.array([], dtype=int), np.array([1]), 3) == 0


@pytest.mark.parametrize("measure", MEASURES)
def test_who_likes_nothing_says_nothing(measure):
    assert np.isnan(measure(np.array([1, 2]), np.array([], dtype=int), 2))


@pytest.mark.parametrize("measure", MEASURES)
def test_what_cannot_be_measured_is_refused(measure):
    with pytest.raises(ValueError, match="at least 1, got 0"):
        measure(np.array([1]), np.array([1]), 0)
    with pytest.raises(ValueError, match="the ranked ones hold one twice"):
        measure(np.array([1, 1]), np.array([1]), 2)
    with pytest.raises(ValueError, match="the relevant ones hold one twice"):
        measure(np.array([1, 2]), np.array([1, 1]), 2)


@given(st.permutations(range(12)), st.sets(st.integers(0, 11), min_size=1), st.integers(1, 12))
def test_ndcg_is_that_of_scikit_learn(ranked, relevant, k):
    scores = np.empty(12)
    scores[list(ranked)] = -np.arange(12)
    truth = np.isin(np.arange(12), list(relevant))
    ours = ndcg(np.array(ranked), np.array(sorted(relevant)), k)
    assert_allclose(ours, ndcg_score([truth], [scores], k=k), atol=1e-12)


@given(st.permutations(range(8)), st.sets(st.integers(0, 7), min_size=1), st.integers(1, 7))
def test_a_relevant_item_moved_up_never_makes_a_list_worse(ranked, relevant, place):
    better = list(ranked)
    if better[place] in relevant and better[place - 1] not in relevant:
        better[place - 1 : place + 1] = better[place], better[place - 1]
    for measure in MEASURES:
        before, after = (measure(np.array(items), np.array(sorted(relevant)), 5) for items in (ranked, better))
        assert 0 <= before <= after <= 1


# Lists


def test_seen_items_are_masked_in_a_copy():
    scores = np.array([[3.0, 2.0], [1.0, 0.0]], np.float32)
    masked = mask_seen(scores, np.array([[True, False], [False, False]]))
    assert_array_equal(masked, [[-np.inf, 2], [1, 0]])
    assert masked.dtype == np.float32
    assert scores[0, 0] == 3
    with pytest.raises(ValueError, match="one shape"):
        mask_seen(scores, np.zeros((2, 3), bool))


def test_top_k_by_hand():
    scores = np.array([[1.0, 3, 2, 3], [0, 0, 0, 0], [-np.inf, 5, -np.inf, -np.inf]])
    assert_array_equal(top_k(scores, 2), [[1, 3], [0, 1], [1, -1]])
    assert_array_equal(top_k(scores, 4), [[1, 3, 2, 0], [0, 1, 2, 3], [1, -1, -1, -1]])


@given(st.lists(st.lists(st.integers(-2, 2), min_size=6, max_size=6), min_size=1, max_size=5), st.integers(1, 6))
def test_top_k_is_a_stable_sort(rows, k):
    scores = np.where(np.array(rows) == -2, -np.inf, np.array(rows, float))
    expected = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    expected[np.isneginf(np.take_along_axis(scores, expected, axis=1))] = -1
    assert_array_equal(top_k(scores, k), expected)


@pytest.mark.parametrize("k", [0, 3])
def test_k_is_at_most_the_number_of_items(k):
    with pytest.raises(ValueError, match=f"between 1 and the 2 items, got {k}"):
        top_k(np.zeros((1, 2)), k)


def test_scores_are_numbers():
    with pytest.raises(ValueError, match="NaN"):
        top_k(np.array([[1, np.nan]]), 1)


# All users


def test_evaluation_by_hand():
    train = matrix([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0]])
    test = matrix([[0, 0, 1, 0], [0, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1]])
    judged = evaluate(lambda users: np.tile([4.0, 3, 2, 1], (len(users), 1)), train, test, k=2)
    assert_array_equal(judged.users, [0, 3])  # one has nothing to be tested on, another nothing to learn from
    assert_array_equal(judged.ranked, [[1, 2], [1, 2]])  # 0 is seen
    assert_allclose(judged.ndcg, [1 / np.log2(3), 0])
    assert_array_equal(judged.recall, [1, 0])
    assert_array_equal(judged.reciprocal_rank, [0.5, 0])


def test_evaluation_is_that_of_each_user(monkeypatch):
    rng = np.random.default_rng(0)
    drawn = rng.integers(0, 3, (20, 15))
    train, test, scores = matrix(drawn == 1), matrix(drawn == 2), rng.normal(size=(20, 15))
    monkeypatch.setattr("vecembed_lab.recommendation.ranking.USERS_AT_ONCE", 6)
    judged = evaluate(lambda users: scores[users], train, test, k=5)
    for user, ranked, found in zip(judged.users, judged.ranked, judged.ndcg, strict=True):
        left = [item for item in np.argsort(-scores[user]) if drawn[user, item] != 1]
        assert_array_equal(ranked, left[:5])
        assert found == ndcg(np.array(left), np.flatnonzero(drawn[user] == 2), 5)


def test_who_has_seen_nearly_everything_is_shown_what_is_left():
    train, test = matrix([[1, 1, 0]]), matrix([[0, 0, 1]])
    judged = evaluate(lambda users: np.zeros((len(users), 3)), train, test, k=3)
    assert_array_equal(judged.ranked, [[2, -1, -1]])
    assert judged.ndcg[0] == 1


def test_an_evaluation_without_anybody_is_refused():
    with pytest.raises(ValueError, match="no user has both"):
        ranking.tested(matrix([[1, 0], [0, 0]]), matrix([[0, 0], [1, 0]]))
    with pytest.raises(ValueError, match="one shape"):
        ranking.tested(matrix([[1, 0]]), matrix([[1]]))


@pytest.mark.parametrize("user", [-1, 1])
def test_an_unknown_user_is_refused(user):
    train = matrix([[1, 0]])
    for ask in (lambda: items_of(train, user), lambda: seen(train, np.array([user]))):
        with pytest.raises(ValueError, match="users must be whole numbers from 0 to below 1"):
            ask()


def test_recommending_is_masking_and_sorting():
    train = matrix([[1, 0, 0], [0, 0, 0]])
    shown = recommend(lambda users: np.tile([3.0, 2, 1], (len(users), 1)), train, np.array([1, 0, 1]), 2)
    assert_array_equal(shown, [[0, 1], [1, 2], [0, 1]])


def test_among_few_others_the_same_list_looks_better():
    rng = np.random.default_rng(0)
    drawn = rng.choice(3, size=(60, 400), p=[0.9, 0.05, 0.05])
    train, test = matrix(drawn == 1), matrix(drawn == 2)
    scores = rng.normal(size=drawn.shape)
    model = lambda users: scores[users]  # noqa: E731
    full = evaluate(model, train, test).ndcg.mean()
    sampled = evaluate_sampled(model, train, test, n_negatives=50, rng=rng)
    assert sampled.ndcg.mean() > 1.5 * full
    for user, ranked in zip(sampled.users, sampled.ranked, strict=True):
        assert not (drawn[user, ranked] == 1).any()


def test_all_others_drawn_is_a_full_ranking():
    drawn = np.array([[1, 2, 0, 0, 2], [2, 1, 0, 1, 0]])
    train, test = matrix(drawn == 1), matrix(drawn == 2)
    scores = np.random.default_rng(0).normal(size=drawn.shape)
    full = evaluate(lambda users: scores[users], train, test, k=2)
    sampled = evaluate_sampled(
        lambda users: scores[users], train, test, k=2, n_negatives=2, rng=np.random.default_rng(0)
    )
    assert_array_equal(sampled.ranked, full.ranked)
    with pytest.raises(ValueError, match="only 2 items left to draw 3 from"):
        evaluate_sampled(lambda users: scores[users], train, test, n_negatives=3, rng=np.random.default_rng(0))


# All lists together


def test_what_is_shown_by_hand():
    train = matrix([[1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0]])  # met by 4, 2, 1 and 0 of 4
    ranked = np.array([[2, 1], [1, -1]])
    assert_array_equal(popularity(train), [4, 2, 1, 0])
    assert coverage(ranked, 4) == 0.5
    assert novelty(ranked, train) == (2 + 1 + 1) / 3  # bits: one in four, twice one in two
    assert novelty(np.array([[3]]), train) == 3  # met by nobody counts as half a user of four
    assert head_share(ranked, train, 0.5) == 2 / 3  # items 0 and 1 are the head
    assert head_share(ranked, train, 0.1) == 0  # at least one item, 0


def test_nothing_shown_is_refused():
    train = matrix([[1, 0]])
    for measure in (lambda: coverage(np.array([[-1]]), 2), lambda: novelty(np.array([[-1]]), train)):
        with pytest.raises(ValueError, match="nothing was shown"):
            measure()
    with pytest.raises(ValueError, match="items must be"):
        coverage(np.array([[2]]), 2)
    with pytest.raises(ValueError, match="at most 1, got 5"):
        head_share(np.array([[0]]), train, 5)
