"""Unit 02. What the checks of several exercises compute."""

import numpy as np


def places_apart(n):
    """(n, n) how many places j stands after i."""
    places = np.arange(n)
    return places - places[:, None]


def shares(counts):
    """(what was counted) / (what chance would give), 0 where nothing was counted."""
    expected = np.outer(counts.sum(1), counts.sum(0)) / counts.sum()
    return np.divide(counts, expected, out=np.zeros_like(counts), where=expected > 0)


def logs(ratio):
    return np.log(ratio, out=np.zeros_like(ratio), where=ratio > 0)


def tensors(*arrays):
    import torch

    return [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in arrays]


def torch_loss(v, u, noise):
    from vecembed_lab.word2vec.skipgram import negative_sampling

    return negative_sampling(v[None], u[None], noise[None])


def sigmoid(x):
    """The logistic function, without overflow."""
    return np.exp(-np.logaddexp(0, -np.asarray(x)))
