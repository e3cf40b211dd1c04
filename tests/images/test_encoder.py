from itertools import islice

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from vecembed_lab.images.encoder import Encoder, Head, class_batches, embed, fit_classes, fit_views


def planted(n=12, each=8, side=12):
    """Classes that are a bright row, whose place is the class."""
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(n), each)
    pictures = rng.uniform(0, 0.6, (len(labels), side, side))
    pictures[np.arange(len(labels)), labels] += 1
    return pictures.astype(np.float32), labels


@pytest.mark.parametrize(("channels", "side"), [(1, 28), (3, 32), (1, 9)])
def test_vectors_have_length_one_in_grey_and_colour(channels, side):
    encoder = Encoder(channels, side, 5, generator=torch.Generator().manual_seed(0))
    shape = (3, side, side) if channels == 1 else (3, channels, side, side)
    vectors = embed(encoder, np.random.default_rng(0).random(shape).astype(np.float32))
    assert vectors.shape == (3, 5)
    assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)


def test_a_seed_gives_the_same_net_and_leaves_the_worlds_alone():
    pictures, labels = planted()
    before = torch.get_rng_state()
    nets = [fit_classes(pictures, labels, seed=seed, steps=2, device="cpu")[0] for seed in (0, 0, 1)]
    one, two, other = [embed(net, pictures) for net in nets]
    assert_array_equal(one, two)
    assert not np.allclose(one, other)
    assert torch.equal(torch.get_rng_state(), before)


def test_labels_teach_what_a_class_is_and_shuffled_ones_do_not():
    pictures, labels = planted()
    losses = fit_classes(pictures, labels, seed=0, steps=40)[1]
    shuffled = fit_classes(pictures, np.random.default_rng(0).permutation(labels), seed=0, steps=40)[1]
    assert losses[-1] < losses[0] - 0.2
    assert losses[-1] < shuffled[-1] - 0.2


def test_views_teach_without_labels():
    pictures, _ = planted()
    _, losses = fit_views(pictures, seed=0, steps=30, batch=48, device="cpu")
    _, shuffled = fit_views(pictures, seed=0, steps=30, batch=48, shuffled=True)
    assert np.mean(losses[-5:]) < np.log(95) - 0.5
    assert np.mean(shuffled[-5:]) > np.log(95) - 0.1


def test_a_head_by_hand_and_for_the_loss_alone():
    head = Head(2, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        for layer, weight in zip(head.layers, ([[1.0, 0], [-1, 0]], [[3.0, 0], [4, 0]]), strict=True):
            layer.weight.copy_(torch.tensor(weight))
    found = head(torch.tensor([[2.0, 7], [-1, 7]]))  # the second has nothing left after the first layer
    assert_allclose(found.detach(), [[0.6, 0.8], [0, 0]], rtol=1e-6)


def test_a_head_is_trained_along_and_the_encoder_comes_back():
    pictures, _ = planted()
    head = Head(generator=torch.Generator().manual_seed(0))
    before = [part.detach().clone() for part in head.parameters()]
    encoder, losses = fit_views(pictures, seed=0, steps=30, batch=48, head=head)
    assert isinstance(encoder, Encoder)
    assert all(not torch.equal(old, new) for old, new in zip(before, head.parameters(), strict=True))
    assert np.mean(losses[-5:]) < np.log(95) - 0.5


def test_batches_hold_classes_and_pictures_as_promised():
    labels = np.array([5, 5, 5, 2, 2, 9])
    for rows in islice(class_batches(labels, 2, 3, rng=np.random.default_rng(0)), 20):
        classes, counts = np.unique(labels[rows], return_counts=True)
        assert len(classes) == 2
        assert_array_equal(counts, [3, 3])
        assert len(set(rows[labels[rows] == 5])) in (0, 3)  # no picture twice where there are enough


def test_one_class_is_too_few_and_nan_is_no_picture():
    with pytest.raises(ValueError, match="two classes are needed, got 1"):
        next(class_batches(np.zeros(3, dtype=int), rng=np.random.default_rng(0)))
    with pytest.raises(ValueError, match="finite"):
        fit_views(np.full((2, 8, 8), np.nan), seed=0, steps=1)
