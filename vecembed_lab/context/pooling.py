"""Unit 10. From the vectors of pieces to one vector of a text, which must not depend on its neighbours in a batch."""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from vecembed_lab.search.encoder import Encoder, padded

Pool = Callable[[Float[Tensor, "n t d"], Bool[Tensor, "n t"]], Float[Tensor, "n d"]]


def hidden(encoder: Encoder, texts: Sequence[str]) -> tuple[Float[Tensor, "n t d"], Bool[Tensor, "n t"]]:
    """The vectors of the pieces of texts in one batch, padded to the longest, and which of them are real."""
    ids, real = padded([torch.tensor(encoder.pieces(text)) for text in texts])
    return encoder.hidden(ids, real), real


def mean_pool(vectors: Float[Tensor, "n t d"], real: Bool[Tensor, "n t"]) -> Float[Tensor, "n d"]:
    """The mean of each text's own pieces; zero for a text that has none."""
    return (vectors * real[:, :, None]).sum(1) / real.sum(1, keepdim=True).clamp(min=1)


def mean_of_all(vectors: Float[Tensor, "n t d"], real: Bool[Tensor, "n t"]) -> Float[Tensor, "n d"]:
    """A mistake: the mean with the padding."""
    return vectors.mean(1)


def first_piece(vectors: Float[Tensor, "n t d"], real: Bool[Tensor, "n t"]) -> Float[Tensor, "n d"]:
    """The vector of [CLS]; a mistake for a model that was trained with means."""
    return vectors[:, 0]


def change_in_batch(encoder: Encoder, texts: Sequence[str], pool: Pool) -> float:
    """The largest change of any number in a text's vector between alone and in one batch of all the texts."""
    alone = torch.cat([pool(*hidden(encoder, [text])) for text in texts])
    return float((pool(*hidden(encoder, texts)) - alone).abs().max())
