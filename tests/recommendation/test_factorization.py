import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from vecembed_lab.recommendation import factorization
from vecembed_lab.recommendation.compiled import conjugate_gradient
from vecembed_lab.recommendation.factorization import Factors, als, als_loss, als_round, als_user, explain
from vecembed_lab.recommendation.ranking import evaluate
from vecembed_lab.recommendation.ratings import interactions, permuted, simulated, split, split_last


def interacted(shape, share=0.3, seed=0):
    return interactions(*np.nonzero(np.random.default_rng(seed).random(shape) < share), shape)


@pytest.fixture(scope="module")
def planted():
    ratings = simulated(rng=np.random.default_rng(0), n_users=300, n_items=200, n_ratings=9000, dim=4)
    return split(ratings, split_last(ratings.users, ratings.times, 0.2))


# One user


def test_a_user_by_hand():
    items = np.array([[1.0], [2.0], [3.0]])
    assert_allclose(als_user(items, np.array([1]), 5.0, 1.0), [5 * 2 / (14 + 4 * 4 + 1)])
    assert_allclose(als_user(items, np.array([0, 2]), np.array([1.0, 4.0]), 1.0), [(1 + 12) / (14 + 3 * 9 + 1)])
    assert_array_equal(als_user(items, np.array([], dtype=int), 5.0, 1.0), [0])


@given(st.integers(0, 1000), st.integers(0, 8), st.floats(1, 50), st.floats(0.01, 100))
def test_no_step_from_a_users_vector_makes_the_loss_smaller(seed, n_met, confidence, reg):
    rng = np.random.default_rng(seed)
    items, met = rng.normal(size=(8, 3)), rng.permutation(8)[:n_met]
    wanted, weight = np.zeros(8), np.ones(8)
    wanted[met], weight[met] = 1, confidence

    def loss(x):
        return weight @ (wanted - items @ x) ** 2 + reg * x @ x

    best = als_user(items, met, confidence, reg)
    for step in rng.normal(size=(20, 3)):
        assert loss(best) <= loss(best + 0.1 * step) + 1e-9


def test_a_user_is_a_weighted_ridge_regression():
    from sklearn.linear_model import Ridge

    rng = np.random.default_rng(0)
    items, met, confidence = rng.normal(size=(30, 5)), np.array([3, 7, 20]), np.array([2.0, 9.0, 4.0])
    wanted, weight = np.zeros(30), np.ones(30)
    wanted[met], weight[met] = 1, confidence
    ridge = Ridge(alpha=0.7, fit_intercept=False).fit(items, wanted, sample_weight=weight)
    assert_allclose(als_user(items, met, confidence, 0.7), ridge.coef_)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"met": np.array([3])}, "items must be whole numbers from 0 to below 3, got 3"),
        ({"met": np.array([-1])}, "items must be"),
        ({"met": np.array([1, 1])}, "stands twice"),
        ({"reg": 0.0}, "reg must be above 0"),
        ({"reg": np.nan}, "reg must be above 0"),
        ({"confidence": 0.5}, "at least 1"),
        ({"confidence": np.nan}, "confidence finite"),
        ({"items": np.array([[1.0], [np.nan], [0.0]])}, "finite"),
    ],
)
def test_what_gives_no_user_is_refused(changes, message):
    arguments = {"items": np.ones((3, 1)), "met": np.array([1]), "confidence": 2.0, "reg": 1.0} | changes
    with pytest.raises(ValueError, match=message):
        als_user(**arguments)
    with pytest.raises(ValueError, match=message):
        explain(**arguments, item=0)


# Why


@given(st.integers(0, 1000), st.integers(0, 9))
def test_contributions_add_up_to_the_score(seed, n_met):
    rng = np.random.default_rng(seed)
    items, met = rng.normal(size=(9, 4)), rng.permutation(9)[:n_met]
    confidence = rng.uniform(1, 5, n_met)
    x = als_user(items, met, confidence, 0.3)
    for item in range(9):
        assert_allclose(explain(items, met, confidence, 0.3, item).sum(), x @ items[item], atol=1e-9)


def test_a_contribution_is_what_the_right_hand_side_adds():
    items, met = np.random.default_rng(0).normal(size=(6, 2)), np.array([0, 3, 4])
    system = items.T @ items + items[met].T @ items[met] + np.eye(2)  # confidence 2, reg 1
    expected = [2 * items[5] @ np.linalg.inv(system) @ items[other] for other in met]
    assert_allclose(explain(items, met, 2.0, 1.0, 5), expected)


@pytest.mark.parametrize("item", [-1, 6])
def test_an_unknown_item_is_not_explained(item):
    with pytest.raises(ValueError, match="items must be"):
        explain(np.ones((6, 2)), np.array([0]), 2.0, 1.0, item)


# Rounds


def test_a_round_is_every_user_and_then_every_item():
    confidence = interacted((5, 7)) * 3.0
    items = np.random.default_rng(1).normal(size=(7, 2))
    users, again = als_round(confidence, items, 0.5)
    for user, vector in enumerate(users):
        met = np.flatnonzero(confidence.toarray()[user])
        assert_allclose(vector, als_user(items, met, 3.0, 0.5))
    for item, vector in enumerate(again):
        assert_allclose(vector, als_user(users, np.flatnonzero(confidence.toarray()[:, item]), 3.0, 0.5))


@pytest.mark.parametrize(
    ("weight", "n_items", "message"), [(3.0, 6, "each of the 7 items"), (0.5, 7, "at least 1"), (np.nan, 7, "finite")]
)
def test_a_round_that_makes_no_sense_is_refused(weight, n_items, message):
    with pytest.raises(ValueError, match=message):
        als_round(interacted((5, 7)) * weight, np.ones((n_items, 2)), 0.5)


def test_the_loss_is_the_sum_over_all_pairs():
    confidence, rng = interacted((4, 6)) * 3.0, np.random.default_rng(1)
    factors = Factors(rng.normal(size=(4, 2)), rng.normal(size=(6, 2)))
    dense = confidence.toarray()
    errors = (dense > 0) - factors.users @ factors.items.T
    expected = (np.where(dense > 0, dense, 1) * errors**2).sum()
    expected += 0.7 * ((factors.users**2).sum() + (factors.items**2).sum())
    assert_allclose(als_loss(confidence, factors, 0.7), expected)


def test_every_round_lowers_the_loss():
    confidence = interacted((30, 20)) * 4.0
    items, losses = np.random.default_rng(1).normal(size=(20, 3)), []
    for _ in range(6):
        users, items = als_round(confidence, items, 0.1)
        losses.append(als_loss(confidence, Factors(users, items), 0.1))
    assert (np.diff(losses) < 0).all()


# All of it


def test_as_many_steps_as_dimensions_solve_the_system():
    rng = np.random.default_rng(0)
    y = (rng.normal(size=(9, 4)) * [2, 1, 0.7, 0.5]).astype(np.float32)  # lopsided: straight downhill takes longer
    met, confidence = [[0, 3, 4, 5, 7], [], [8]], [np.full(5, 6.0), [], [3.0]]
    x = rng.normal(size=(3, 4)).astype(np.float32)
    indptr = np.array([0, 5, 5, 6], np.int32)
    flat = np.concatenate(met).astype(np.int32), np.concatenate(confidence).astype(np.float32)
    conjugate_gradient(indptr, *flat, x, y, 4, 5)
    for found, rows, c in zip(x, met, confidence, strict=True):
        near = y[np.array(rows, int)].astype(float)
        system = np.eye(4) + near.T @ ((np.array(c) - 1)[:, None] * near)
        assert_allclose(found, np.linalg.solve(system, np.array(c) @ near), atol=2e-3)


def test_als_with_enough_steps_is_als_solved(monkeypatch):
    train, items = interacted((40, 30)), np.random.default_rng(3).normal(0, 0.1, (30, 4)).astype(np.float32)
    for _ in range(3):
        users, items = als_round(train * np.float32(2), items, 1.0)
    monkeypatch.setattr(factorization, "STEPS", 8)
    found = als(train, 4, 3, confidence=2.0, reg=1.0, rng=np.random.default_rng(3))
    assert_allclose(found.items, items, atol=1e-4)
    assert_allclose(found.users, users, atol=1e-4)


def test_two_steps_reach_nearly_the_loss_of_a_solution():
    train = interacted((200, 100), 0.1)
    items = np.random.default_rng(3).normal(0, 0.1, (100, 8)).astype(np.float32)
    for _ in range(10):
        users, items = als_round(train * np.float32(5), items, 1.0)
    solved = als_loss(train * 5.0, Factors(users, items), 1.0)
    found = als_loss(train * 5.0, als(train, 8, confidence=5.0, reg=1.0, rng=np.random.default_rng(3)), 1.0)
    assert abs(found / solved - 1) < 0.01


def test_als_ranks_as_well_as_implicit(planted):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from implicit.cpu.als import AlternatingLeastSquares
        from scipy.sparse import csr_matrix

        theirs = AlternatingLeastSquares(
            8, alpha=2.0, regularization=10.0, iterations=10, num_threads=1, random_state=0
        )
        theirs.fit(csr_matrix(planted.train), show_progress=False)
    library = Factors(theirs.user_factors, theirs.item_factors)
    ours = als(planted.train, 8, rng=np.random.default_rng(0))
    losses = [als_loss(planted.train * 2.0, factors, 10.0) for factors in (ours, library)]
    assert abs(losses[0] / losses[1] - 1) < 0.002  # so alpha is the whole confidence there
    quality = [evaluate(factors.scores, *planted).ndcg.mean() for factors in (ours, library)]
    assert abs(quality[0] - quality[1]) < 0.02


def test_a_planted_taste_is_found_and_not_in_the_control(planted):
    found = evaluate(als(planted.train, 8, rng=np.random.default_rng(0)).scores, *planted).ndcg.mean()
    drawn = permuted(planted.train, rng=np.random.default_rng(1))
    control = evaluate(als(drawn, 8, rng=np.random.default_rng(0)).scores, *planted).ndcg.mean()
    assert found > 1.3 * control


def test_who_met_nothing_and_what_nobody_met_are_zero():
    train = interactions(np.array([0, 0, 2]), np.array([1, 3, 3]), (4, 5))
    users, items = als(train, 2, rng=np.random.default_rng(0))
    assert_array_equal(users.any(axis=1), [True, False, True, False])
    assert_array_equal(items.any(axis=1), [False, True, False, True, False])
    assert users.dtype == items.dtype == np.float32


def test_a_new_user_is_folded_in_where_the_same_old_one_is(planted):
    users, items = als(planted.train, 8, 30, rng=np.random.default_rng(0))
    for user in range(0, 300, 50):
        met = planted.train.indices[planted.train.indptr[user] : planted.train.indptr[user + 1]]
        folded = als_user(items, met, 2.0, 10.0)
        assert np.corrcoef(items @ folded, items @ users[user])[0, 1] > 0.99


@pytest.mark.parametrize("settings", [{"dim": 0}, {"rounds": 0}, {"confidence": 0.5}, {"reg": 0.0}, {"reg": np.inf}])
def test_settings_that_make_no_sense_are_refused(settings):
    with pytest.raises(ValueError, match="dim, rounds and confidence must be at least 1, and reg above 0"):
        als(interacted((3, 3)), **settings, rng=np.random.default_rng(0))


def test_no_interactions_and_odd_ones_are_refused():
    for wrong in (interacted((3, 3), share=0), interacted((3, 3)) * np.nan, interacted((3, 3)) * 2):
        with pytest.raises(ValueError, match="learns from interactions, each a 1"):
            als(wrong, rng=np.random.default_rng(0))


@pytest.mark.parametrize("user", [-1, 3])
def test_unknown_users_have_no_scores(user):
    with pytest.raises(ValueError, match="users must be whole numbers from 0 to below 3"):
        Factors(np.ones((3, 2)), np.ones((4, 2))).scores(np.array([user]))
