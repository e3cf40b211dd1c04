import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from vecembed_lab.context.adapter import adapted, hardest, reciprocal_ranks, split_by
from vecembed_lab.context.contrastive import info_nce, learn_adapter
from vecembed_lab.similarity.measures import normalize


def test_loss_by_hand():
    a, b = torch.eye(2), torch.tensor([[1.0, 0], [1, 0]])
    both = info_nce(
        a, b, about=torch.tensor([1, 2]), temperature=1.0
    )  # rows: log 2 twice; columns: log(1 + 1 / e) and log(1 + e)
    assert both.item() == pytest.approx((math.log(2) + (math.log1p(math.exp(-1)) + math.log1p(math.e)) / 2) / 2)
    same = {"about": torch.tensor([1, 1]), "temperature": 1.0}
    assert info_nce(a, b, **same).item() == 0  # about the same: nothing is wrong
    wrong = torch.tensor(
        [[0.0, 1], [0, 1]]
    )  # the first question has exp(1) against exp(0), the second exp(0) and exp(1)
    asked = (math.log1p(math.exp(-1)) + math.log1p(math.e)) / 2
    assert info_nce(a, b, wrong, **same).item() == pytest.approx(asked / 2)  # the answers choose as before


def planted(n, seed):
    """Pairs that agree in the first half of their numbers; the second half is noise of their own, and louder."""
    rng = np.random.default_rng(seed)
    same = rng.normal(size=(n, 8))
    sides = [np.hstack([same + 0.1 * rng.normal(size=(n, 8)), 2 * rng.normal(size=(n, 8))]) for _ in range(2)]
    return [normalize(side).astype(np.float32) for side in sides]


def test_an_adapter_finds_what_pairs_have_in_common_and_a_price_holds_it():
    rng, about = np.random.default_rng(0), np.arange(300)
    first, second = planted(300, 1)
    test = planted(200, 2)
    free = learn_adapter(first, second, about, rng=rng, lr=1e-2)
    held = learn_adapter(first, second, about, rng=rng, lr=1e-2, pull=10.0)
    before, after = (
        reciprocal_ranks(*(adapted(x, m) for x in test)).mean() for m in (np.eye(16, dtype=np.float32), free)
    )
    assert after > before + 0.2
    assert abs(held - np.eye(16)).max() < abs(free - np.eye(16)).max() / 4


def test_a_wrong_answer_of_its_own_is_pushed_away():
    first, second = planted(300, 4)
    wrong, options = np.roll(np.arange(300), 1), {"lr": 1e-2, "epochs": 5}
    without, pushed = (
        learn_adapter(first, second, np.zeros(300, int), rng=np.random.default_rng(0), wrong=rows, **options)
        for rows in (None, wrong)
    )
    assert_allclose(without / without[0, 0], np.eye(16))  # all about the same: the batch has no wrong answers
    before, after = ((adapted(first, m) * adapted(second[wrong], m)).sum(1).mean() for m in (without, pushed))
    assert after < before


def test_a_nested_loss_puts_first_what_counts():
    first, second = (np.hstack([x[:, 8:], x[:, :8]]) for x in planted(400, 3))  # noise first
    options = {"rng": np.random.default_rng(0), "lr": 1e-2, "epochs": 30}
    plain, nested = (learn_adapter(first, second, np.arange(400), widths=w, **options) for w in ((), (16, 8, 4)))
    few = [reciprocal_ranks(*(normalize((x @ m)[:, :4]) for x in (first, second))).mean() for m in (plain, nested)]
    assert few[1] > few[0] + 0.1


def test_ranks_by_hand():
    documents = np.array([[1.0, 0], [0, 1], [1, 0.1]])
    assert_allclose(reciprocal_ranks(np.array([[1.0, 0], [0, 1], [1, 0]]), documents), [1 / 2, 1, 1 / 2])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=8, max_size=30), st.integers(0, 99))
def test_nothing_is_about_the_same_in_both_parts(about, seed):
    about = np.array([*about, 7, 8])
    train, test = split_by(about, 2, rng=np.random.default_rng(seed))
    assert not set(about[train]) & set(about[test])
    assert sorted([*train, *test]) == list(range(len(about)))
    assert len(test) >= 2


def test_the_first_that_is_about_the_same_counts():
    first, second = np.array([[1.0, 0], [0, 1], [1, 1]]), np.array([[1.0, 0], [0, 1], [0.9, -2]])
    assert_allclose(reciprocal_ranks(first, second), [1, 1, 1 / 3])
    assert_allclose(reciprocal_ranks(first, second, np.array([1, 2, 1])), [1, 1, 1 / 2])  # a tie is worst


def test_hardest_by_hand():
    first, second = np.array([[1.0, 0.1], [0, 1], [1, 0]]), np.array([[1.0, 0], [0, 1], [2, 1]])
    assert hardest(first, second, np.arange(3)).tolist() == [2, 2, 0]
    assert hardest(first, second, np.array([7, 8, 7])).tolist() == [1, 2, 1]
    with pytest.raises(ValueError, match="two rows must be about different things"):
        hardest(first, second, np.array([5, 5, 5]))
