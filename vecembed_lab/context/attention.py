"""Unit 10. Attention: each place of a text asks all places, and takes a mean of what they hold."""

import math

import torch
from jaxtyping import Bool, Float
from torch import Tensor


def attention(
    q: Float[Tensor, "*n t d"],
    k: Float[Tensor, "*n s d"],
    v: Float[Tensor, "*n s e"],
    real: Bool[Tensor, "*#n #t s"] | None = None,
) -> tuple[Float[Tensor, "*n t e"], Float[Tensor, "*n t s"]]:
    """What each of t places takes from s places, and the weights of that mean, which add up to 1.

        softmax(q k^T / sqrt(d)) v

    Where `real` is False the weight is 0. A place that may see nothing at all takes zeros, and its weights are 0.
    Source: Vaswani et al. (2017), Attention Is All You Need, eq. 1.
    """
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])  # (..., t, s)
    if real is None:
        weights = scores.softmax(-1)
    else:
        weights = scores.masked_fill(~real, -math.inf).softmax(-1)
        weights = weights.masked_fill(~real, 0)  # softmax of minus infinity alone is not a number
    return weights @ v, weights


def split_heads(x: Float[Tensor, "n t d"], n_heads: int) -> Float[Tensor, "n h t e"]:
    """The numbers of each vector shared out among heads, in order: e = d / h for each.

    Raises ValueError if that does not work out.
    """
    n, t, d = x.shape
    if n_heads < 1 or d % n_heads:
        raise ValueError(f"the width must be a multiple of the number of heads, got {d} and {n_heads}")
    return x.view(n, t, n_heads, d // n_heads).transpose(1, 2)


def join_heads(x: Float[Tensor, "n h t e"]) -> Float[Tensor, "n t d"]:
    """The heads side by side again."""
    return x.transpose(1, 2).flatten(2)


def sinusoids(n: int, d: int) -> Float[Tensor, "n d"]:
    """A vector for each of n places: pairs of sine and cosine, of ever longer waves.

        p[i, 2j] = sin(i / 10000^(2j / d)),  p[i, 2j + 1] = cos(i / 10000^(2j / d))

    Raises ValueError unless d is even.
    Source: Vaswani et al. (2017), section 3.5.
    """
    if d % 2:
        raise ValueError(f"d must be even, for a sine and a cosine each, got {d}")
    angle = torch.arange(n)[:, None] / 10000 ** (torch.arange(0, d, 2) / d)  # (n, d / 2)
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(1)
