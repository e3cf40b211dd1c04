import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from torch.testing import assert_close

from vecembed_lab.images.losses import (
    bpr,
    clip_loss,
    nt_xent,
    supervised_contrastive,
    triplet_hardest,
    triplet_semi_hard,
)
from vecembed_lab.recommendation.pairwise import bpr_gradient


def drawn(seed, n=12, d=5, classes=4):
    generator = torch.Generator().manual_seed(seed)
    vectors = F.normalize(torch.randn(n, d, generator=generator), dim=1)
    return vectors, torch.arange(n) % classes


def test_bpr_by_hand():
    anchor, liked, other = torch.tensor([[math.log(3), 0.0]]), torch.tensor([[3.0, 7.0]]), torch.tensor([[2.0, -1.0]])
    assert_close(bpr(anchor, liked, other), torch.tensor(math.log(4 / 3)))  # a.(l - o) = log 3, and s(log 3) = 3/4


def test_bpr_has_the_gradient_of_unit_4():
    arrays = np.random.default_rng(0).normal(size=(3, 1, 4))
    tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
    bpr(*tensors).backward()
    for tensor, expected in zip(tensors, bpr_gradient(*arrays), strict=True):
        assert_close(tensor.grad, torch.tensor(expected))


def test_supervised_contrastive_by_hand():
    vectors = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])  # for rows 0 and 1: the positive e^2, the other 1
    loss = supervised_contrastive(vectors, torch.tensor([7, 7, 3]), 0.5)
    assert_close(loss, torch.tensor(math.log((math.e**2 + 1) / math.e**2)))


def slow_supervised(z, labels, temperature):
    """The sums as the paper prints them, one by one."""
    losses = []
    for i in range(len(z)):
        positives = [p for p in range(len(z)) if p != i and labels[p] == labels[i]]
        total = sum(math.exp(float(z[i] @ z[a]) / temperature) for a in range(len(z)) if a != i)
        if positives:
            logs = [math.log(math.exp(float(z[i] @ z[p]) / temperature) / total) for p in positives]
            losses.append(-sum(logs) / len(positives))
    return sum(losses) / len(losses)


@given(st.integers(0, 100))
def test_supervised_contrastive_is_the_sum_of_the_paper(seed):
    z, _ = drawn(seed)
    labels = torch.tensor(np.random.default_rng(seed).integers(6, size=len(z)))
    assert float(supervised_contrastive(z, labels, 0.3)) == pytest.approx(slow_supervised(z, labels, 0.3), rel=1e-4)


def test_nt_xent_is_the_cross_entropy_of_simclr():
    one, two = drawn(0)[0], drawn(1)[0]
    logits = torch.cat([one, two]) @ torch.cat([one, two]).T / 0.2
    logits.fill_diagonal_(-1e9)
    target = torch.cat([torch.arange(12, 24), torch.arange(12)])
    assert_close(nt_xent(one, two, 0.2), F.cross_entropy(logits, target))


def test_collapsed_vectors_have_the_loss_of_guessing():
    everywhere = F.normalize(torch.ones(8, 3), dim=1)
    assert_close(nt_xent(everywhere, everywhere), torch.tensor(math.log(15)))


def test_clip_loss_by_hand_and_with_a_caption_twice():
    nothing, ids = torch.zeros(3, 2), torch.tensor([0, 1, 2])
    assert_close(clip_loss(nothing, nothing, ids), torch.tensor(math.log(3)))
    two_of_three = (math.log(2) + math.log(2) + math.log(3)) / 3
    assert_close(clip_loss(nothing, nothing, torch.tensor([4, 4, 9])), torch.tensor(two_of_three))


def test_clip_loss_goes_both_ways():
    images, texts = drawn(2)[0], drawn(3)[0]
    logits, target = images @ texts.T / 0.1, torch.arange(12)
    expected = (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2
    assert_close(clip_loss(images, texts, target), expected)


def slow_triplet(z, labels, margin, hardest):
    """Every anchor, every positive, every negative, one by one."""
    n, losses = len(z), []
    distance = [[float((z[i] - z[j]).square().sum()) for j in range(n)] for i in range(n)]
    for a in range(n):
        others = [distance[a][j] for j in range(n) if labels[j] != labels[a]]
        near = [distance[a][j] for j in range(n) if j != a and labels[j] == labels[a]]
        if hardest and near:
            losses.append(max(0, max(near) - min(others) + margin))
            continue
        for positive in near:
            chosen = min([other for other in others if other > positive], default=max(others))
            losses.append(max(0, positive - chosen + margin))
    return sum(losses) / len(losses)


@pytest.mark.parametrize("hardest", [False, True])
@given(st.integers(0, 100))
def test_triplets_are_those_of_three_loops(hardest, seed):
    z, _ = drawn(seed)
    labels = torch.tensor(np.random.default_rng(seed).permutation([0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4]))
    loss = (triplet_hardest if hardest else triplet_semi_hard)(z, labels, 0.3)
    assert float(loss) == pytest.approx(slow_triplet(z, labels, 0.3, hardest), rel=1e-4)


@pytest.mark.parametrize("loss", [triplet_semi_hard, triplet_hardest])
def test_collapsed_triplets_stand_at_the_margin(loss):
    assert_close(loss(torch.ones(6, 3), torch.tensor([0, 0, 1, 1, 2, 2]), 0.2), torch.tensor(0.2))


@pytest.mark.parametrize("loss", [supervised_contrastive, triplet_semi_hard, triplet_hardest])
def test_gradients_are_finite_where_vectors_are_equal(loss):
    vectors = torch.ones(6, 3, requires_grad=True)
    loss(vectors, torch.tensor([0, 0, 1, 1, 2, 2])).backward()
    assert torch.isfinite(vectors.grad).all()


@pytest.mark.parametrize("loss", [supervised_contrastive, triplet_semi_hard, triplet_hardest])
def test_without_a_pair_there_is_no_loss(loss):
    with pytest.raises(ValueError, match="no label comes twice among 3"):
        loss(torch.eye(3), torch.tensor([0, 1, 2]))


@pytest.mark.parametrize("loss", [triplet_semi_hard, triplet_hardest])
def test_triplets_need_two_classes(loss):
    with pytest.raises(ValueError, match="all labels are the same"):
        loss(torch.eye(3), torch.tensor([1, 1, 1]))


def test_the_temperature_is_above_zero():
    with pytest.raises(ValueError, match="above 0, got 0"):
        supervised_contrastive(torch.eye(2), torch.tensor([1, 1]), 0.0)
