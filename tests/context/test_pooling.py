import torch
from torch.testing import assert_close

from tests.context.small import encoder
from vecembed_lab.context.pooling import change_in_batch, first_piece, hidden, mean_of_all, mean_pool

TEXTS = ["a wing", "wings - slipstream - a wing", "", "slip", "a wing"]


def test_mean_by_hand():
    vectors = torch.tensor([[[1.0, 4], [3, 0], [8, 5]], [[6, 2], [9, 9], [1, 1]], [[1, 1], [1, 1], [1, 1]]])
    real = torch.tensor([[True, True, False], [True, False, False], [False] * 3])
    assert_close(mean_pool(vectors, real), torch.tensor([[2.0, 2], [6, 2], [0, 0]]))


def test_the_right_mean_is_that_of_the_encoder_and_does_not_change_in_a_batch():
    ours = torch.nn.functional.normalize(mean_pool(*hidden(encoder(), TEXTS)))
    assert_close(ours, torch.from_numpy(encoder().sentences(TEXTS)), rtol=0, atol=1e-6)
    assert change_in_batch(encoder(), TEXTS, mean_pool) < 1e-5
    assert change_in_batch(encoder(), TEXTS, first_piece) < 1e-5


def test_the_mistake_is_seen_only_where_lengths_differ():
    assert change_in_batch(encoder(), TEXTS, mean_of_all) > 0.01
    assert change_in_batch(encoder(), ["a wing"] * 3, mean_of_all) < 1e-5
