"""Unit 02. Guessing a word among all words: the softmax, its loss, and what a guess costs.

Sources: Bengio et al. (2003), A Neural Probabilistic Language Model; for the tree, Morin & Bengio (2005), Hierarchical
Probabilistic Neural Network Language Model, and Mikolov et al. (2013), section 2.1.
"""

from heapq import heapify, heappop, heapreplace

import numpy as np
import torch.nn.functional as F
from jaxtyping import Float, Int, Real
from numpy import ndarray
from torch import Tensor


def softmax_loss(
    anchor: Float[Tensor, "*B d"], outputs: Float[Tensor, "V d"], positive: Int[Tensor, "*B"]
) -> Float[Tensor, ""]:
    """Mean over all pairs of -log p(positive), in nats, where each of V words is guessed with p = softmax(u.a).

    Source: Mikolov et al. (2013), Distributed Representations of Words and Phrases, eq. 2.
    """
    scores = anchor @ outputs.T  # (*B, V)
    return F.cross_entropy(scores.flatten(0, -2), positive.flatten())


def path_lengths(counts: Real[ndarray, " V"]) -> Int[ndarray, " V"]:
    """How many turns lead to each word in a Huffman tree: the fewest for the most frequent words.

    Hierarchical softmax makes a guess of two at each turn, so this is what a word costs there.
    Raises ValueError for fewer than two words or a count below 0.
    Source: Huffman (1952), A Method for the Construction of Minimum-Redundancy Codes.
    """
    if len(counts) < 2 or not counts.min() >= 0:
        raise ValueError(f"a tree needs two words with counts of at least 0, got {counts[:5]}")
    nodes = [(count, word) for word, count in enumerate(counts.tolist())]  # of the tree: the words, then their joints
    parent = np.zeros(2 * len(counts) - 1, dtype=int)
    heapify(nodes)
    for joint in range(len(counts), len(parent)):  # each joins the two rarest
        rarest, one = heappop(nodes)
        second, other = nodes[0]
        parent[[one, other]] = joint
        heapreplace(nodes, (rarest + second, joint))
    depth = np.zeros_like(parent)
    for node in range(len(parent) - 2, -1, -1):  # a parent has a larger number, the root the largest
        depth[node] = depth[parent[node]] + 1
    return depth[: len(counts)]
