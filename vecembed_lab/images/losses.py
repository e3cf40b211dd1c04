"""Unit 05. The losses that make embeddings, on one page: they differ in how pairs are made.

Two more stand where they were met first: the logistic loss of word2vec, `word2vec.skipgram.negative_sampling`, and
the softmax of two towers, `recommendation.two_tower.in_batch_loss`, which is InfoNCE with a correction.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor

from vecembed_lab.recommendation.two_tower import in_batch_loss


def bpr(anchor: Float[Tensor, "B d"], liked: Float[Tensor, "B d"], other: Float[Tensor, "B d"]) -> Float[Tensor, ""]:
    """Mean of -log s(a.l - a.o), in nats: one positive and one negative for each anchor.

    Source: Rendle et al. (2009), BPR: Bayesian Personalized Ranking from Implicit Feedback.
    """
    return -F.logsigmoid((anchor * (liked - other)).sum(-1)).mean()


def supervised_contrastive(
    vectors: Float[Tensor, "n d"], labels: Int[Tensor, " n"], temperature: float = 0.1
) -> Float[Tensor, ""]:
    """Mean over vectors and their positives of -log softmax of z_i.z_p / temperature, in nats.

    Positives are the others with the same label. All others are in the softmax; the vector itself is not.
    A vector without positives is only a negative. The vectors should have length 1.
    Raises ValueError if no label comes twice, or the temperature is not above 0.
    Source: Khosla et al. (2020), Supervised Contrastive Learning, eq. 2.
    """
    same, itself = _pairs(labels)
    if not temperature > 0:
        raise ValueError(f"temperature must be above 0, got {temperature}")
    logits = (vectors @ vectors.T / temperature).masked_fill(itself, -torch.inf)
    surprise = (torch.logsumexp(logits, dim=1, keepdim=True) - logits).masked_fill(~same, 0)
    n_positives = same.sum(1)
    return (surprise.sum(1) / n_positives.clamp(min=1))[n_positives > 0].mean()


def nt_xent(one: Float[Tensor, "n d"], two: Float[Tensor, "n d"], temperature: float = 0.1) -> Float[Tensor, ""]:
    """The same, where every picture is a class of its own: row i of `one` and row i of `two` are its two views.

    Source: Chen et al. (2020), A Simple Framework for Contrastive Learning of Visual Representations (SimCLR), eq. 1.
    """
    picture = torch.arange(len(one), device=one.device).repeat(2)
    return supervised_contrastive(torch.cat([one, two]), picture, temperature)


def clip_loss(
    images: Float[Tensor, "n d"], texts: Float[Tensor, "n d"], ids: Int[Tensor, " n"], temperature: float = 0.1
) -> Float[Tensor, ""]:
    """Mean of two softmaxes: each image chooses among the texts of the batch, and each text among the images.

    Rows with the same id have the same text: they are no negatives of each other.
    Source: Radford et al. (2021), Learning Transferable Visual Models From Natural Language Supervision, figure 3.
    """
    log_q = torch.zeros(len(ids), device=images.device)
    there, back = (in_batch_loss(a / temperature, b, log_q, ids) for a, b in ((images, texts), (texts, images)))
    return (there + back) / 2


def triplet_semi_hard(vectors: Float[Tensor, "n d"], labels: Int[Tensor, " n"], margin: float = 0.2):
    """Mean of max(0, D_ap - D_an + margin) over all pairs (a, p) with the same label, D being squared distances.

    The negative n is the nearest one that is farther from a than p; where there is none, the farthest of all.
    Raises ValueError if no label comes twice or all are the same.
    Source: Schroff et al. (2015), FaceNet, section 3.2.
    """
    same, itself = _pairs(labels)
    distances = _squared(vectors)
    anchor, positive = same.nonzero(as_tuple=True)
    near = distances[anchor, positive]  # (P,), over all pairs with the same label
    negatives = distances.masked_fill(same | itself, -torch.inf)[anchor]  # (P, n)
    semi_hard = negatives.masked_fill(negatives <= near[:, None], torch.inf).amin(1)
    chosen = torch.where(torch.isfinite(semi_hard), semi_hard, _known(negatives.amax(1)))
    return F.relu(near - chosen + margin).mean()


def triplet_hardest(vectors: Float[Tensor, "n d"], labels: Int[Tensor, " n"], margin: float = 0.2):
    """Mean of max(0, D_ap - D_an + margin) over all a, with the farthest positive p and the nearest negative n.

    Raises ValueError as `triplet_semi_hard` does.
    Source: Hermans et al. (2017), In Defense of the Triplet Loss for Person Re-Identification, eq. 5.
    """
    same, itself = _pairs(labels)
    distances = _squared(vectors)
    farthest = distances.masked_fill(~same, -torch.inf).amax(1)
    nearest = _known(distances.masked_fill(same | itself, torch.inf).amin(1))
    return F.relu(farthest - nearest + margin)[same.any(1)].mean()


def _pairs(labels: Int[Tensor, " n"]) -> tuple[Bool[Tensor, "n n"], Bool[Tensor, "n n"]]:
    """Which two different rows have the same label, and which are one row. Raises ValueError if no two have."""
    itself = torch.eye(len(labels), dtype=torch.bool, device=labels.device)
    same = (labels[:, None] == labels) & ~itself
    if not same.any():
        raise ValueError(f"no label comes twice among {len(labels)}: there is no pair to pull together")
    return same, itself


def _squared(vectors: Float[Tensor, "n d"]) -> Float[Tensor, "n n"]:
    """Squared Euclidean distances; without a root, whose gradient at 0 is infinite."""
    return (vectors[:, None] - vectors).square().sum(-1)


def _known(distances: Tensor) -> Tensor:
    if not torch.isfinite(distances).all():
        raise ValueError("all labels are the same: there is nothing to push away")
    return distances
