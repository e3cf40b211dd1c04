import math

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch.testing import assert_close

from vecembed_lab.recommendation.neighbours import popular
from vecembed_lab.recommendation.ranking import evaluate, head_share
from vecembed_lab.recommendation.ratings import genre_flags, interactions, simulated, split, split_last
from vecembed_lab.recommendation.two_tower import TwoTower, _batches, fit_towers, in_batch_loss, tower_model


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def planted():
    ratings = simulated(rng=np.random.default_rng(0), n_users=300, n_items=200, n_ratings=9000, dim=4)
    return split(ratings, split_last(ratings.users, ratings.times, 0.2)), genre_flags(ratings)[1]


# The loss


def test_the_loss_by_hand():
    zeros, ids = torch.zeros(2, 3), torch.tensor([4, 9])
    assert_close(in_batch_loss(zeros, zeros, torch.zeros(2), ids), torch.tensor(math.log(2)))
    users, items = torch.tensor([[math.log(3)], [0.0]]), torch.tensor([[1.0], [0.0]])
    expected = (math.log(4 / 3) + math.log(2)) / 2  # shares of 3 / 4 and 1 / 2
    assert_close(in_batch_loss(users, items, torch.zeros(2), ids), torch.tensor(expected))


def test_a_popular_item_is_a_weaker_negative():
    zeros, log_q = torch.zeros(2, 1), torch.log(torch.tensor([0.75, 0.25]))
    expected = -(math.log(1 / 4) + math.log(3 / 4)) / 2  # weights 1 / .75 and 1 / .25: shares of 1 / 4 and 3 / 4
    assert_close(in_batch_loss(zeros, zeros, log_q, torch.tensor([0, 1])), torch.tensor(expected))


def test_an_accidental_hit_is_no_negative():
    users, items = torch.zeros(3, 1), torch.zeros(3, 1)
    expected = (2 * math.log(2) + math.log(3)) / 3  # 5 stands twice: each of them has one other
    assert_close(in_batch_loss(users, items, torch.zeros(3), torch.tensor([5, 5, 7])), torch.tensor(expected))
    alone = in_batch_loss(users, items, torch.zeros(3), torch.tensor([5, 5, 5]))
    assert alone == 0


def test_the_loss_is_that_of_a_loop():
    generator = torch.Generator().manual_seed(0)
    users, items = torch.randn(7, 4, generator=generator), torch.randn(7, 4, generator=generator)
    log_q, ids = torch.randn(7, generator=generator), torch.tensor([3, 1, 3, 2, 1, 0, 3])
    total = 0.0
    for b in range(7):
        others = [c for c in range(7) if c == b or ids[c] != ids[b]]
        weights = [math.exp(users[b] @ items[c] - log_q[c]) for c in others]
        total -= math.log(weights[others.index(b)] / sum(weights))
    assert_close(in_batch_loss(users, items, log_q, ids).item(), total / 7, rtol=1e-5, atol=1e-5)


def test_the_correction_finds_what_pairs_have_in_common():
    """Scores become log P(item | user) with log_q, and without it log of P(user, item) / P(user) P(item)."""
    joint = torch.tensor([[0.6, 0.1], [0.1, 0.2]])
    rng = torch.Generator().manual_seed(0)
    differences = {}
    for correct in (True, False):
        scores = torch.zeros(2, 2, requires_grad=True)
        optimizer = torch.optim.Adam([scores], lr=0.1)
        log_q = torch.log(joint.sum(0)) if correct else torch.zeros(2)
        for _ in range(250):
            drawn = torch.multinomial(joint.flatten(), 128, replacement=True, generator=rng)
            rows, ids = drawn // 2, drawn % 2
            chosen = torch.eye(2)[ids]
            loss = in_batch_loss(scores[rows], chosen, log_q[ids], torch.arange(128))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        differences[correct] = (scores[:, 0] - scores[:, 1]).detach()
    ratio = torch.log(joint[:, 0] / joint[:, 1])
    assert_close(differences[True], ratio, atol=0.35, rtol=0)
    assert_close(differences[False], ratio - torch.log(joint.sum(0)[0] / joint.sum(0)[1]), atol=0.35, rtol=0)


# The towers


def test_vectors_by_hand():
    towers = TwoTower(torch.tensor([[True, False], [True, True], [False, False]]), 2, generator=torch.Generator())
    met, kind = towers.met.detach(), towers.of_kind.detach()
    users = towers.user(torch.tensor([[1.0, 1, 0], [0, 0, 0]])).detach()
    assert_close(users[0], (met[0] + met[1]) / math.sqrt(2))
    assert_close(users[1], torch.zeros(2))
    assert_close(towers.item(torch.tensor([1, 2])).detach(), torch.stack([kind[0] + kind[1], torch.zeros(2)]))


def test_what_is_to_be_found_is_taken_out_of_what_was_met():
    train = interactions(np.array([0, 0, 1, 1, 1]), np.array([0, 1, 1, 2, 3]), (2, 4))
    ((met, ids),) = _batches(train, np.random.default_rng(0))
    assert sorted(ids.tolist()) == [0, 1, 1, 2, 3]
    dense = train.toarray()
    for row, item in zip(met.numpy(), ids.numpy(), strict=True):
        user = next(u for u in range(2) if dense[u, item] and (np.delete(dense[u] - row, item) == 0).all())
        assert row[item] == 0
        assert row.sum() == dense[user].sum() - 1


def test_towers_find_a_planted_taste_and_need_the_correction(planted):
    parts, kinds = planted
    shown = {}
    for correct in (True, False):
        towers = fit_towers(parts.train, kinds, 16, 10, correct=correct, rng=np.random.default_rng(0))
        shown[correct] = evaluate(tower_model(towers, parts.train), *parts)
    baseline = evaluate(popular(parts.train), *parts).ndcg.mean()
    assert shown[True].ndcg.mean() > 1.2 * baseline
    assert shown[False].ndcg.mean() < shown[True].ndcg.mean()
    heads = {correct: head_share(judged.ranked, parts.train, 0.1) for correct, judged in shown.items()}
    assert heads[False] < heads[True]


def test_an_item_that_nobody_met_has_the_vector_of_its_kinds(planted):
    parts, kinds = planted
    train = parts.train.copy()
    train.data[train.indices == 7] = 0
    train.eliminate_zeros()
    towers = fit_towers(train, kinds, 8, 1, rng=np.random.default_rng(0))
    expected = towers.kinds[7] @ towers.of_kind
    assert_close(towers.item(torch.tensor([7]))[0], expected, atol=0.05, rtol=0)


def test_the_same_numbers_give_the_same_towers(planted):
    parts, kinds = planted
    one, two = (fit_towers(parts.train, kinds, 8, 1, rng=np.random.default_rng(5)) for _ in range(2))
    assert_close(one.met, two.met, rtol=0, atol=0)
    users = np.array([3, 1])
    assert_allclose(tower_model(one, parts.train)(users)[1], tower_model(one, parts.train)(users[1:])[0], rtol=1e-4)


def test_what_cannot_be_learned_from_is_refused(planted):
    parts, kinds = planted
    empty = interactions(np.array([], dtype=int), np.array([], dtype=int), parts.train.shape)
    with pytest.raises(ValueError, match="learns from interactions"):
        fit_towers(empty, kinds, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="each of the 200 items needs a row of kinds, got 3"):
        fit_towers(parts.train, kinds[:3], rng=np.random.default_rng(0))
