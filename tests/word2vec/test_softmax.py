import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.testing import assert_close

from vecembed_lab.word2vec.softmax import path_lengths, softmax_loss


def test_the_loss_by_hand():
    anchor = torch.tensor([[math.log(3), 0.0], [0.0, 0.0]])
    outputs = torch.tensor([[1.0, 0.0], [0.0, 1.0]])  # scores log 3 and 0, then 0 and 0: chances 3/4, 1/4; 1/2, 1/2
    expected = (math.log(4) + math.log(2)) / 2
    assert_close(softmax_loss(anchor, outputs, torch.tensor([1, 0])), torch.tensor(expected))


def test_a_model_that_knows_nothing_pays_the_logarithm_of_the_vocabulary():
    loss = softmax_loss(torch.ones(4, 3), torch.zeros(7, 3), torch.tensor([0, 3, 6, 6]))
    assert_close(loss, torch.tensor(math.log(7)))


def test_the_least_loss_is_the_entropy_of_what_follows():
    """Scores that are logarithms of the shares: no others cost less."""
    shares = torch.tensor([0.5, 0.25, 0.25])
    positive, anchor = torch.tensor([0, 0, 1, 2]), torch.ones(4, 1)
    least = softmax_loss(anchor, shares.log()[:, None], positive)
    assert_close(least, torch.tensor(1.5 * math.log(2)))
    assert softmax_loss(anchor, shares.log()[:, None] + torch.tensor([[0.1], [0.0], [0.0]]), positive) > least


def test_a_tree_by_hand():
    assert path_lengths(np.array([8, 4, 2, 1, 1])).tolist() == [1, 2, 3, 4, 4]
    assert path_lengths(np.array([5, 5])).tolist() == [1, 1]
    assert path_lengths(np.array([0, 0, 1])).tolist() == [2, 2, 1]


COUNTS = st.lists(st.integers(0, 50), min_size=2, max_size=30).map(np.array)


@given(COUNTS)
def test_every_turn_has_two_ways_and_none_ends_in_nothing(counts):
    assert (0.5 ** path_lengths(counts)).sum() == 1  # Kraft


@given(st.lists(st.integers(1, 50), min_size=2, max_size=30).map(np.array))
def test_a_word_costs_less_than_a_turn_more_than_its_entropy(counts):
    shares = counts / counts.sum()
    entropy = -(shares * np.log2(shares)).sum()
    assert entropy - 1e-9 <= (shares * path_lengths(counts)).sum() < entropy + 1


def test_the_tree_costs_what_gensims_does():
    from gensim.models import Word2Vec

    counts = np.random.default_rng(0).integers(1, 200, size=60)
    model = Word2Vec(hs=1, negative=0, min_count=1)
    model.build_vocab_from_freq({str(word): int(count) for word, count in enumerate(counts)})
    theirs = [len(model.wv.get_vecattr(str(word), "code")) for word in range(60)]
    assert (counts * path_lengths(counts)).sum() == (counts * theirs).sum()


@pytest.mark.parametrize("counts", [[], [3], [3, -1]])
def test_counts_that_make_no_tree_are_refused(counts):
    with pytest.raises(ValueError, match="a tree needs two words with counts of at least 0"):
        path_lengths(np.array(counts))
