import warnings

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from vecembed_lab.recommendation.compiled import bpr_steps
from vecembed_lab.recommendation.factorization import Factors
from vecembed_lab.recommendation.neighbours import popular
from vecembed_lab.recommendation.pairwise import _bits, bpr, bpr_gradient, logistic, sample_negatives
from vecembed_lab.recommendation.ranking import evaluate
from vecembed_lab.recommendation.ratings import interactions, simulated, split, split_last


@pytest.fixture(scope="module")
def planted():
    ratings = simulated(rng=np.random.default_rng(0), n_users=300, n_items=200, n_ratings=9000, dim=4)
    return split(ratings, split_last(ratings.users, ratings.times, 0.2))


def test_the_gradient_by_hand():
    user, liked, other = np.array([1.0, 0]), np.array([0.0, 2]), np.array([0.0, 6])
    of_user, of_liked, of_other = bpr_gradient(user, liked, other)  # x.y_i = x.y_j, so both are as likely
    assert_array_equal(of_user, [0, 2])
    assert_array_equal(of_liked, [-0.5, 0])
    assert_array_equal(of_other, [0.5, 0])


def test_the_gradient_is_that_of_autograd():
    arrays = np.random.default_rng(0).normal(size=(3, 6, 4))
    tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
    user, liked, other = tensors
    (-F.logsigmoid((user * (liked - other)).sum(-1))).sum().backward()
    for found, tensor in zip(bpr_gradient(*arrays), tensors, strict=True):
        assert_allclose(found, tensor.grad)


def test_large_scores_give_no_overflow():
    assert_array_equal(logistic(np.array([-1e4, 0, 1e4])), [0, 0.5, 1])
    found = bpr_gradient(np.array([1e4]), np.array([0.0]), np.array([1.0]))
    assert_allclose(found, [[1.0], [-1e4], [1e4]])


# Negatives


@given(st.integers(0, 1000))
def test_no_negative_was_seen(seed):
    rng = np.random.default_rng(seed)
    seen = rng.random((6, 5)) < 0.7
    seen[:, 2] = False
    users = rng.integers(6, size=50)
    items = sample_negatives(users, seen, rng=rng)
    assert not seen[users, items].any()
    assert ((items >= 0) & (items < 5)).all()


def test_every_unseen_item_is_as_likely():
    seen = np.array([[True, False, False, True, False]])
    items = sample_negatives(np.zeros(6000, int), seen, rng=np.random.default_rng(0))
    assert_allclose(np.bincount(items, minlength=5) / 6000, [0, 1 / 3, 1 / 3, 0, 1 / 3], atol=0.03)


def test_who_has_seen_everything_has_no_negative():
    seen = np.array([[False, True], [True, True]])
    with pytest.raises(ValueError, match="user 1 has seen every item"):
        sample_negatives(np.array([0, 1]), seen, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="users must be"):
        sample_negatives(np.array([2]), seen, rng=np.random.default_rng(0))
    assert len(sample_negatives(np.array([], dtype=int), seen, rng=np.random.default_rng(0))) == 0


# Training


def test_a_step_is_one_along_the_gradient():
    users, items = np.random.default_rng(0).normal(size=(2, 4)), np.random.default_rng(1).normal(size=(2, 4))
    users[:, -1] = 1
    train = interactions(np.array([0, 1]), np.array([0, 1]), (2, 2))  # so a step takes user u, item u and the other
    steps = set()
    for state in range(1, 40):
        found_users, found_items = users.astype(np.float32), items.astype(np.float32)
        lr, reg = np.float32(0.1), np.float32(0.01)
        met_by = np.arange(2, dtype=np.int32)
        seed = np.uint64(state * 0x9E3779B97F4A7C15 % 2**64)
        bpr_steps(met_by, train.indices, _bits(train), found_users, found_items, 1, lr, reg, seed)
        if (found_items == items.astype(np.float32)).all():
            continue  # the other item drawn was met
        u = int((found_users != users.astype(np.float32)).any(axis=1).argmax())
        steps.add(u)
        of_user, of_liked, of_other = bpr_gradient(users[u], items[u], items[1 - u])
        assert_allclose(found_users[u, :-1], (users[u] - 0.1 * (of_user + 0.01 * users[u]))[:-1], rtol=1e-4)
        assert_allclose(found_users[:, -1], 1)
        assert_allclose(found_items[u], items[u] - 0.1 * (of_liked + 0.01 * items[u]), rtol=1e-4)
        assert_allclose(found_items[1 - u], items[1 - u] - 0.1 * (of_other + 0.01 * items[1 - u]), rtol=1e-4)
    assert steps == {0, 1}


@given(st.integers(0, 1000), st.integers(1, 40))
def test_the_bits_are_the_interactions(seed, n_items):
    drawn = np.random.default_rng(seed).random((7, n_items)) < 0.4
    bits = _bits(interactions(*np.nonzero(drawn), drawn.shape))
    items = np.arange(n_items)
    assert_array_equal(bits[:, items >> 3] >> (items & 7) & 1, drawn)


def test_bpr_finds_a_planted_taste(planted):
    found = evaluate(bpr(planted.train, 16, rng=np.random.default_rng(0)).scores, *planted).ndcg.mean()
    assert found > 1.2 * evaluate(popular(planted.train), *planted).ndcg.mean()


def test_bpr_ranks_as_well_as_implicit(planted):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from implicit.cpu.bpr import BayesianPersonalizedRanking
        from scipy.sparse import csr_matrix

        settings = {"learning_rate": 0.02, "regularization": 0.01, "iterations": 60, "num_threads": 1}
        theirs = BayesianPersonalizedRanking(15, **settings, random_state=0)
        theirs.fit(csr_matrix(planted.train), show_progress=False)
    library = Factors(theirs.user_factors, theirs.item_factors)
    ours = bpr(planted.train, 16, 60, rng=np.random.default_rng(0))
    quality = [evaluate(factors.scores, *planted).ndcg.mean() for factors in (ours, library)]
    assert abs(quality[0] - quality[1]) < 0.03


def test_who_met_nothing_and_what_nobody_met_are_zero():
    train = interactions(np.array([0, 0, 2]), np.array([1, 3, 3]), (4, 5))
    users, items = bpr(train, 3, rng=np.random.default_rng(0))
    assert_array_equal(users[:, :-1].any(axis=1), [True, False, True, False])
    assert_array_equal(items.any(axis=1), [False, True, False, True, False])


def test_who_met_everything_learns_nothing_and_nothing_hangs():
    train = interactions(np.repeat([0, 1], 3), np.tile([0, 1, 2], 2), (2, 3))
    users, items = bpr(train, 4, rng=np.random.default_rng(0))
    assert np.abs(users[:, :-1]).max() <= 0.125
    assert not items[:, -1].any()


@pytest.mark.parametrize("settings", [{"dim": 1}, {"epochs": 0}, {"lr": 0.0}, {"lr": np.nan}, {"reg": -1.0}])
def test_settings_that_make_no_sense_are_refused(planted, settings):
    with pytest.raises(ValueError, match="dim must be at least 2"):
        bpr(planted.train, **settings, rng=np.random.default_rng(0))


def test_steps_that_are_too_long_are_said(planted):
    with pytest.raises(ValueError, match=r"lr = 1000\.0 is too large"):
        bpr(planted.train, lr=1000.0, reg=1.0, rng=np.random.default_rng(0))


def test_no_interactions_are_refused():
    with pytest.raises(ValueError, match="learns from interactions, each a 1"):
        bpr(interactions(np.array([], dtype=int), np.array([], dtype=int), (3, 3)), rng=np.random.default_rng(0))
