import math

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from vecembed_lab.context.masked import (
    IGNORED,
    VOCABULARY,
    WIDTH,
    Masked,
    baselines,
    count,
    learn_masked,
    mask_tokens,
    masked_losses,
    mlm_loss,
    windows,
)


def test_shares_of_what_is_asked_for():
    rng, ids = np.random.default_rng(0), np.full((400, 100), 7)
    ids[:, 0] = 1
    seen, labels = mask_tokens(ids, [1], 99, 50, rng=rng)
    asked = labels != IGNORED
    assert not asked[:, 0].any()
    assert (seen[~asked] == ids[~asked]).all()
    assert (labels[asked] == 7).all()
    assert_allclose(asked[:, 1:].mean(), 0.15, atol=0.01)
    assert_allclose((seen[asked] == 99).mean(), 0.8, atol=0.02)
    assert_allclose((seen[asked] == 7).mean(), 0.1 + 0.1 / 50, atol=0.02)


def test_loss_by_hand():
    logits = torch.tensor([[[math.log(2), 0, 0], [0, 9, 1]]])
    assert mlm_loss(logits, torch.tensor([[0, IGNORED]])).item() == pytest.approx(math.log(2))


def cycle(n, *, rng):
    """Windows in which each word is followed by the next number, so that either neighbour says all."""
    return (rng.integers(20, size=(n, 1)) + np.arange(WIDTH)) % 20


def test_counts_know_a_text_in_which_neighbours_say_all():
    rng = np.random.default_rng(0)
    losses = baselines(count(cycle(3000, rng=rng)), cycle(50, rng=rng), 8)
    losses = {name: loss.mean() for name, loss in losses.items()}
    assert losses["word alone"] == pytest.approx(math.log(20), abs=0.1)
    assert losses["both neighbours"] < losses["left neighbour"] < 0.6


def test_a_model_first_learns_which_words_there_are():
    rng = np.random.default_rng(1)
    train, test = cycle(400, rng=rng), cycle(40, rng=rng)
    model = learn_masked(train, 100, seed=0, lr=3e-3)
    learnt, fresh = (masked_losses(each, test, 8) for each in (model, Masked()))
    assert learnt.shape == (40,)
    assert learnt.mean() < math.log(20) + 0.3 < fresh.mean() - 3


def test_windows_keep_articles_apart():
    articles = [[f"w{i % 7}" for i in range(40 + n)] for n in range(20)]
    found = windows(articles)
    assert found.test.shape == (2 + 3, WIDTH)  # of 40 and of 50 words
    assert found.train.shape == (7 * 2 + 11 * 3, WIDTH)
    assert found.train.max() == 6 < VOCABULARY
