"""The plain loop of `bench media` does the same work as the course's batches."""

from itertools import islice

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from vecembed_lab.images import bench
from vecembed_lab.images.augment import COPIES, view
from vecembed_lab.images.emoji import Emoji
from vecembed_lab.images.losses import nt_xent


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def pictures(n=12):
    """Smooth ones: where a picture jumps, so does the difference that rounding makes."""
    small = torch.rand(n, 3, 4, 4, generator=generator())
    return torch.nn.functional.interpolate(small, size=16, mode="bilinear").numpy()


@pytest.fixture
def small(monkeypatch):
    for name, value in {"BATCH": 6, "BATCHES": 20, "STEPS": 3}.items():
        monkeypatch.setattr(bench, name, value)
    monkeypatch.setattr(bench, "load_emoji", lambda: Emoji(pictures(), ("a sign",) * 12, "toys"))
    monkeypatch.setattr(bench, "copies", lambda seed: (np.array([1, 5]), pictures()[[1, 5]]))


def test_the_loop_makes_the_views_that_the_batch_makes_of_the_same_numbers():
    for seed, picture in enumerate(torch.from_numpy(pictures())):
        alone = bench.one_view(picture, COPIES, generator=generator(seed))
        assert_close(alone, view(picture[None], COPIES, generator=generator(seed))[0], atol=1e-5, rtol=0)
        assert not torch.allclose(alone, picture, atol=0.1)


def test_the_loader_shows_two_views_of_every_picture_once_in_an_epoch(monkeypatch):
    monkeypatch.setattr(bench, "BATCH", 4)
    monkeypatch.setattr(bench, "one_view", lambda picture, changes, *, generator: picture)
    batches = list(islice(bench.loaded(pictures(8), 0), 4))
    for one, two in batches:
        assert_close(one, two)
    assert not torch.equal(batches[0][0], batches[2][0])  # in another order
    for epoch in (batches[:2], batches[2:]):
        seen = torch.cat([one for one, _ in epoch]).flatten(1)
        assert (torch.cdist(seen, torch.from_numpy(pictures(8)).flatten(1)) < 1e-3).sum() == 8


def test_the_loss_by_masks_is_nt_xent():
    one, two = torch.nn.functional.normalize(torch.randn(2, 7, 5, generator=generator()), dim=2)
    assert_close(bench.masked_loss(torch.cat([one, two])), nt_xent(one, two))


def test_both_ways_change_pictures_as_much(small):
    task = bench.making_views()
    loop, ours = (way(0) for way in task.ways.values())
    assert len(loop) == len(ours) == 20
    assert task.judge(loop) == pytest.approx(task.judge(ours), rel=0.05)
    assert task.judge(ours) > 0.05


def test_both_ways_train_a_net(small):
    task = bench.training()
    for way in task.ways.values():
        assert task.judge(way(0)) == 1  # two pictures, unchanged, find themselves among twelve


def test_ways_take_turns_and_are_compared_with_the_first():
    tasks = [bench.Task("adding", {"slow": lambda seed: seed, "quick": lambda seed: seed + 1}, "sum", float)]
    todo = list(bench.jobs(tasks, 2))
    assert [tuple(job.varied.values()) for job in todo] == [
        ("adding", way, turn) for turn in (0, 1) for way in ("slow", "quick")
    ]
    found = [
        {**job.varied, **job.measure(), "seconds": seconds} for job, seconds in zip(todo, (4, 2, 9, 3), strict=True)
    ]
    slow, quick = bench.rows({"speed": found})
    assert slow == ("adding", "slow", 6.5, [1, 1], "sum", [0, 1])
    assert quick == ("adding", "quick", 2.5, [2, 3], "sum", [1, 2])
