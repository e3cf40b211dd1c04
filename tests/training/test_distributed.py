import os
import subprocess
import sys

import numpy as np
import pytest
import torch
import torch.distributed as dist
import torch.multiprocessing

from vecembed_lab.training.distributed import fit_together, shard
from vecembed_lab.training.fit import fit
from vecembed_lab.training.updates import Settings

SETTINGS = Settings(dim=8, window=2, epochs=2, lr=0.1)
COUNTS = np.full(40, 100)


def text():
    return np.random.default_rng(0).integers(40, size=4001)


def process(rank, folder, every):
    """One of two processes that train together, and write what they have at the end."""
    dist.init_process_group("gloo", init_method=f"file://{folder}/meet", rank=rank, world_size=2)
    tables = fit_together(text(), COUNTS, SETTINGS, seed=1, every=every)
    dist.destroy_process_group()
    torch.save(tables, f"{folder}/{rank}")


def together(folder, every):
    torch.multiprocessing.spawn(process, (str(folder), every), nprocs=2)
    return [torch.load(folder / str(rank), weights_only=False) for rank in range(2)]


def test_two_processes_end_with_the_mean_of_what_each_has_learned(tmp_path):
    one, other = together(tmp_path, every=100)  # so seldom that there is one mean, at the end
    alone = [fit(half, COUNTS, SETTINGS, seed=1) for half in (text()[:2000], text()[2000:4000])]
    for mine, theirs, *halves in zip(one, other, *alone, strict=True):
        assert torch.equal(mine, theirs)
        assert torch.equal(mine, (halves[0] + halves[1]) / 2)
        assert not torch.equal(halves[0], halves[1])


def test_shards_are_equal_stretches():
    assert [shard(np.arange(7), rank, 3).tolist() for rank in range(3)] == [[0, 1], [2, 3], [4, 5]]
    with pytest.raises(ValueError, match="3 processes need as many words or more, got 2"):
        shard(np.arange(2), 0, 3)
    for rank, n in [(3, 3), (-1, 3), (0, 0)]:
        with pytest.raises(ValueError, match=f"must hold, got {rank} and {n}"):
            shard(np.arange(9), rank, n)


def test_torchrun_trains_with_two_processes(tmp_path):
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
    command = [*torchrun, "-m", "vecembed_lab.training.distributed", str(tmp_path / "vectors.npz"), "--epochs", "1"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"OMP_NUM_THREADS": "1"})
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 processes (gloo): ")
    saved = np.load(tmp_path / "vectors.npz")
    assert saved["vectors"].shape == (len(saved["words"]), 100)
    assert saved["words"][0] == "the"
