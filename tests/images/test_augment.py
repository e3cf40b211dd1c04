import numpy as np
import pytest
import torch
from torch.testing import assert_close

from vecembed_lab.images.augment import COPIES, LETTERS, Changes, changed, two_views, view

NOTHING = Changes(degrees=0, pixels=0, scale=0, shear=0)


def spot(n=1, side=9):
    pictures = torch.zeros(n, 1, side, side)
    pictures[:, :, 4, 6] = 1
    return pictures


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def test_no_change_changes_nothing():
    pictures = torch.rand(3, 2, 8, 8, generator=generator())
    assert_close(view(pictures, NOTHING, generator=generator()), pictures)


def centre(pictures):
    weights = pictures[:, 0] / pictures[:, 0].sum((1, 2), keepdim=True)
    return (weights.sum(1) * torch.arange(9)).sum(1), (weights.sum(2) * torch.arange(9)).sum(1)


def test_a_spot_moves_at_most_as_far_as_allowed():
    x, y = centre(view(spot(400), NOTHING._replace(pixels=2), generator=generator()))
    assert (x - 6).abs().max() <= 2.001
    assert (y - 4).abs().max() <= 2.001
    assert (x - 6).abs().max() > 1.9
    assert (y - 4).abs().max() > 1.9


def test_a_spot_turns_about_the_middle():
    x, y = centre(view(spot(400), NOTHING._replace(degrees=45), generator=generator()))
    assert_close(torch.hypot(x - 4, y - 4), torch.full((400,), 2.0), atol=0.15, rtol=0)
    turned = torch.atan2(y - 4, x - 4).abs().rad2deg()
    assert 40 < turned.max() < 47


def test_brightness_and_noise_are_drawn_for_each_picture():
    pictures = torch.ones(50, 3, 4, 4)
    changed = view(pictures, NOTHING._replace(brightness=0.4), generator=generator())
    assert (changed == changed[:, :1, :1, :1]).all()
    assert changed.min() >= 0.6
    assert changed.max() <= 1.4
    assert changed.std() > 0.1
    noisy = view(pictures, NOTHING._replace(noise=0.1), generator=generator())
    assert float(noisy.std()) == pytest.approx(0.1, abs=0.01)


@pytest.mark.parametrize("changes", [LETTERS, COPIES])
def test_two_views_differ_and_a_seed_gives_them_again(changes):
    pictures = torch.rand(1, 3, 12, 12, generator=generator()).repeat(4, 1, 1, 1)
    one, two = two_views(pictures, changes, generator=generator(1))
    again, _ = two_views(pictures, changes, generator=generator(1))
    assert_close(one, again)
    assert not torch.allclose(one, two)
    views = torch.cat([one, two]).flatten(1)
    assert (torch.cdist(views, views) + torch.eye(8)).min() > 0.1  # one picture, eight views


@pytest.mark.parametrize("shape", [(3, 8, 8), (3, 2, 8, 8)])
def test_arrays_are_changed_as_tensors_are(shape):
    pictures = np.random.default_rng(0).random(shape).astype(np.float32)
    assert changed(pictures, seed=4).shape == shape
    expected = view(torch.from_numpy(pictures).reshape(3, -1, 8, 8), generator=generator(4))
    assert_close(torch.from_numpy(changed(pictures, seed=4)).reshape(expected.shape), expected)
