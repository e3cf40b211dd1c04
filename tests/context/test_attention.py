import math

import pytest
import torch
import torch.nn.functional as F
from torch.testing import assert_close

from vecembed_lab.context.attention import attention, join_heads, sinusoids, split_heads


def drawn(*shapes, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=generator) for shape in shapes]


def test_attention_by_hand():
    q, k, v = torch.tensor([[2 * math.log(3), 0, 0, 0]]), torch.eye(4)[:2], torch.tensor([[4.0], [8.0]])
    mixed, weights = attention(q, k, v)  # the scores are log 3 and 0
    assert_close(weights, torch.tensor([[0.75, 0.25]]))
    assert_close(mixed, torch.tensor([[5.0]]))


def test_attention_against_torch():
    q, k, v = drawn((3, 2, 5, 8), (3, 2, 6, 8), (3, 2, 6, 4))
    real = torch.rand(3, 1, 5, 6, generator=torch.Generator().manual_seed(1)) < 0.7
    real[..., 0] = True
    assert_close(attention(q, k, v)[0], F.scaled_dot_product_attention(q, k, v))
    assert_close(attention(q, k, v, real)[0], F.scaled_dot_product_attention(q, k, v, attn_mask=real))


def test_a_causal_mask_by_hand_and_against_torch():
    past = torch.ones(3, 3, dtype=torch.bool).tril()
    even, values = torch.zeros(3, 4), torch.tensor([[6.0], [2.0], [1.0]])
    assert_close(attention(even, even, values, past)[0], torch.tensor([[6.0], [4.0], [3.0]]))  # means of what is past
    (x,) = drawn((2, 5, 8))
    past = torch.ones(5, 5, dtype=torch.bool).tril()
    assert_close(attention(x, x, x, past)[0], F.scaled_dot_product_attention(x, x, x, is_causal=True))


def test_what_is_hidden_changes_nothing_and_who_sees_nothing_takes_zeros():
    q, k, v = drawn((4, 8), (3, 8), (3, 2))
    real = torch.tensor([[True, False, True]] * 3 + [[False] * 3])
    mixed, weights = attention(q, k, v, real)
    v[1] = 1e6
    assert_close(attention(q, k, v, real)[0], mixed, rtol=0, atol=1e-5)
    assert_close(weights.sum(1), torch.tensor([1.0, 1, 1, 0]))
    assert not mixed[3].any()


def test_heads_by_hand_and_back():
    x = torch.arange(8.0).reshape(1, 2, 4)
    assert split_heads(x, 2).tolist() == [[[[0, 1], [4, 5]], [[2, 3], [6, 7]]]]
    (y,) = drawn((3, 5, 12))
    for n in (1, 3, 12):
        assert_close(join_heads(split_heads(y, n)), y)
    with pytest.raises(ValueError, match="multiple of the number of heads, got 12 and 5"):
        split_heads(y, 5)


def test_sinusoids_by_hand_and_by_their_product():
    assert_close(
        sinusoids(2, 4), torch.tensor([[0, 1, 0, 1], [math.sin(1), math.cos(1), math.sin(0.01), math.cos(0.01)]])
    )
    p = sinusoids(40, 16)
    assert_close((p**2).sum(1), torch.full((40,), 8.0))
    assert_close((p[:-7] * p[7:]).sum(1), (p[0] @ p[7]).expand(33))  # only the distance counts
    with pytest.raises(ValueError, match="d must be even"):
        sinusoids(3, 5)
