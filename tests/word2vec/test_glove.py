import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.sparse import csr_array
from torch.testing import assert_close

from vecembed_lab.word2vec import glove
from vecembed_lab.word2vec.glove import glove_loss, glove_weights, train_glove


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def table(rng, n=12):
    """Symmetric counts of 1 and more, of pairs that have all met."""
    half = rng.integers(1, 40, size=(n, n))
    return csr_array((half + half.T).astype(float))


def test_weights_by_hand():
    assert_allclose(glove_weights(np.array([0, 16, 256, 1000]), 256), [0, 1 / 8, 1, 1])
    with pytest.raises(ValueError, match="cut must be above 0, got 0"):
        glove_weights(np.array([1]), 0)


def test_the_loss_by_hand():
    """Logarithms 0 and log 2 are missed by 3 and by 1."""
    dots, biases = torch.tensor([1.0, math.log(2)]), torch.tensor([2.0, 1.0])
    loss = glove_loss(dots, biases, torch.tensor([1.0, 2.0]), torch.tensor([0.5, 1.0]))
    assert_close(loss, torch.tensor((0.5 * 9 + 1) / 2))


def test_with_as_many_numbers_as_words_every_count_is_met(rng):
    counts = table(rng)
    found = train_glove(counts, rng=rng, dim=12, epochs=1500)
    fitted = found.inputs @ found.outputs.T + found.input_bias[:, None] + found.output_bias
    assert_allclose(fitted, np.log(counts.toarray()), atol=0.05)
    assert found.losses[-1] < 1e-3 < found.losses[0]


def test_words_that_stand_alike_come_together(rng):
    """Two groups that meet within themselves often and across seldom."""
    counts = np.full((10, 10), 2.0)
    counts[:5, :5] = counts[5:, 5:] = 50
    vectors = train_glove(csr_array(counts), rng=rng, dim=2, epochs=300).vectors
    products = vectors @ vectors.T
    assert products[:5, :5].min() > products[:5, 5:].max() + 0.5


def test_where_not_all_counts_can_be_met_the_frequent_ones_are(rng):
    counts = csr_array(np.exp(rng.normal(3, 2, size=(15, 15))))

    def missed(cut):
        """How far the logarithms of the 40 largest counts are missed on average."""
        found = train_glove(counts, rng=np.random.default_rng(1), dim=1, epochs=300, cut=cut)
        fitted = np.outer(found.inputs[:, 0], found.outputs[:, 0]) + found.input_bias[:, None] + found.output_bias
        return abs(fitted - np.log(counts.toarray())).ravel()[np.argsort(-counts.toarray().ravel())[:40]].mean()

    assert missed(cut=2000) < 0.8 * missed(cut=1e-3)


def test_the_same_generator_gives_the_same_vectors(rng):
    counts = table(rng)
    one, same, other = (train_glove(counts, rng=np.random.default_rng(s), dim=3).vectors for s in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()


@given(st.integers(0, 10**6))
def test_absent_pairs_never_met_and_those_that_met_stay(seed):
    rng = np.random.default_rng(seed)
    counts = csr_array(rng.integers(0, 2, size=(8, 8)) * 3.0)
    counts = counts + counts.T
    if not counts.nnz:
        return
    pairs, met = glove._examples(counts, 2.0, 0.3, rng)
    there = counts.toarray()[tuple(pairs.T)]
    assert_allclose(met, np.where(there > 0, there, 0.3))
    assert (met > 0.3).sum() == counts.nnz


def test_nothing_absent_is_drawn_unless_asked_for(rng):
    counts = table(rng)
    pairs, met = glove._examples(counts, 0.0, 0.3, rng)
    assert len(pairs) == len(met) == counts.nnz


def test_a_pass_holds_every_pair_once(monkeypatch):
    monkeypatch.setattr(glove, "BATCH", 3)
    done, parts = zip(*glove._batches(7, torch.Generator()), strict=True)
    assert done == (0, 3 / 7, 6 / 7)
    assert sorted(torch.cat(parts).tolist()) == list(range(7))


def test_a_table_of_zeros_is_refused(rng):
    with pytest.raises(ValueError, match="no pair has met"):
        train_glove(csr_array((3, 3)), rng=rng)
