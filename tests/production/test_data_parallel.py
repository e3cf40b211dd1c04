"""Two processes that share each batch end with the weights of one that reads all of it."""

import os
import subprocess
import sys
from contextlib import contextmanager

import numpy as np
import pytest
import torch
import torch.distributed as dist
from numpy.testing import assert_allclose

from vecembed_lab.production import data_parallel
from vecembed_lab.production.data_parallel import Pairs, drawn_batches, learn


@contextmanager
def alone(folder):
    dist.init_process_group("gloo", init_method=f"file://{folder}/meet", rank=0, world_size=1)
    try:
        yield
    finally:
        dist.destroy_process_group()


def test_a_step_by_hand(tmp_path):
    """Outputs are zero at first, so all probabilities are one half: no word moves, and their contexts do."""
    batch = Pairs(torch.tensor([0, 0]), torch.tensor([1, 1]), torch.tensor([[2], [2]]))
    start = torch.randn(3, 4, generator=torch.Generator().manual_seed(0)) / 4
    with alone(tmp_path):
        one, two = (learn([batch] * n, 3, 4, lr=0.5, generator=torch.Generator().manual_seed(0)) for n in (1, 2))
    assert_allclose(one, start)
    near = 0.5 * 0.5 * start[0]  # the rate, the error, and the word; noise is as far on the other side
    right, wrong = torch.sigmoid(start[0] @ near), torch.sigmoid(start[0] @ -near)
    assert_allclose(two[0], start[0] + 0.5 * ((1 - right) * near + wrong * near), rtol=1e-5)


def test_torchrun_ends_where_one_process_ends(tmp_path):
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
    command = [*torchrun, "-m", "vecembed_lab.production.data_parallel", str(tmp_path / "vectors.npz")]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"OMP_NUM_THREADS": "1"})
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 processes: ")
    words, batches = drawn_batches()
    with alone(tmp_path):
        vectors = learn(batches, len(words), 50, lr=25.0, generator=torch.Generator().manual_seed(0)).numpy()
    saved = np.load(tmp_path / "vectors.npz")
    assert saved["words"].tolist() == words
    assert_allclose(saved["vectors"], vectors, atol=1e-4 * abs(vectors).max())
    assert abs(vectors).max() > 0.5  # it has moved: a random start is below a tenth


def test_shares_must_be_equal(tmp_path, monkeypatch):
    monkeypatch.setattr(data_parallel.dist, "get_world_size", lambda: 2)
    batch = Pairs(torch.tensor([0]), torch.tensor([1]), torch.tensor([[2]]))
    with alone(tmp_path), pytest.raises(ValueError, match="a batch must be a multiple of 2 processes, got 1"):
        learn([batch], 3, 4, lr=1.0, generator=torch.Generator())
