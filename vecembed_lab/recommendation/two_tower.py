"""Unit 04. Two towers: a network that turns a user's history into a vector, and one that does so with an item.

Source: Yi et al. (2019), Sampling-Bias-Corrected Neural Modeling for Large Corpus Item Recommendations.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor


def in_batch_loss(
    users: Float[Tensor, "B d"], items: Float[Tensor, "B d"], log_q: Float[Tensor, " B"], ids: Int[Tensor, " B"]
) -> Float[Tensor, ""]:
    """Mean over the batch of -log softmax of each user's own item among the items of the batch, in nats.

    A popular item is in more batches, so it would be pushed away more often: the log of its chance to be there,
    `log_q`, is taken off its score. The same item in another row, an accidental hit, is no negative: it is left out.
    """
    logits = users @ items.T - log_q
    twice = (ids[:, None] == ids) & ~torch.eye(len(ids), dtype=torch.bool, device=ids.device)
    return F.cross_entropy(logits.masked_fill(twice, -torch.inf), torch.arange(len(ids), device=ids.device))
