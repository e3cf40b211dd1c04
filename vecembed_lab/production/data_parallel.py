"""Unit 11. Training by several processes that take each step together: it ends as if one had read the whole batch.

    torchrun --nproc-per-node 2 -m vecembed_lab.production.data_parallel vectors.npz

Unit 3 lets each process go its own way, and takes the mean of their tables now and then. Here the mean is taken of the
gradients, in every step: nothing is lost, and much more is sent.
"""

import time
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.distributed as dist
from jaxtyping import Int
from torch import Tensor

from vecembed_lab.data.texts import load_wikipedia
from vecembed_lab.files.whole import check_writable, whole
from vecembed_lab.training.distributed import mean
from vecembed_lab.word2vec.skipgram import negative_sampling, skipgram_pairs
from vecembed_lab.word2vec.vocabulary import vocabulary

WORDS, BATCH, NOISE = 60_000, 1024, 5


class Pairs(NamedTuple):
    """A batch: words, a word near each, and noise words for each."""

    words: Int[Tensor, " B"]
    near: Int[Tensor, " B"]
    noise: Int[Tensor, "B K"]


def learn(batches: Iterable[Pairs], n_words: int, dim: int, *, lr: float, generator: torch.Generator) -> Tensor:
    """Word vectors, (n_words, dim), after one step of gradient descent for each batch; the same in every process.

    All processes of the group are handed the same batches, and a generator in the same state. Process r of n reads
    rows r, r + n, ... of a batch; the mean of their gradients is the whole batch's if all read equally many.
    Raises ValueError for a batch that cannot be shared out so.
    """
    rank, n = dist.get_rank(), dist.get_world_size()
    tables = [torch.randn(n_words, dim, generator=generator) / dim, torch.zeros(n_words, dim)]
    for table in tables:
        table.requires_grad_()
    optimizer = torch.optim.SGD(tables, lr=lr)
    for batch in batches:
        if len(batch.words) % n:
            raise ValueError(f"a batch must be a multiple of {n} processes, got {len(batch.words)}")
        words, near, noise = (column[rank::n] for column in batch)
        optimizer.zero_grad()
        negative_sampling(tables[0][words], tables[1][near], tables[1][noise]).backward()
        mean([table.grad for table in tables])
        optimizer.step()
    return tables[0].detach()


def drawn_batches() -> tuple[list[str], list[Pairs]]:
    """The words of a text of WORDS words, and its pairs in batches with noise; the same in every process."""
    words = [word for passage in load_wikipedia() for word in passage][:WORDS]
    rng, known = np.random.default_rng(0), vocabulary([words])
    pairs = rng.permutation(skipgram_pairs(known.encode(words), 2, rng=rng))
    pairs = torch.from_numpy(pairs[: len(pairs) // BATCH * BATCH]).split(BATCH)
    noise = torch.from_numpy(rng.integers(len(known.words), size=(len(pairs), BATCH, NOISE)))
    return known.words, [Pairs(*batch.T, some) for batch, some in zip(pairs, noise, strict=True)]


def main() -> None:
    """Train; the first process writes the vectors and says how fast it went."""
    parser = ArgumentParser(prog="torchrun -m vecembed_lab.production.data_parallel", description=main.__doc__)
    parser.add_argument("vectors", type=Path, help="where the words and their vectors are written, as .npz")
    path = parser.parse_args().vectors
    check_writable(path)
    words, batches = drawn_batches()
    dist.init_process_group("gloo")
    try:
        started = time.perf_counter()
        vectors = learn(batches, len(words), 50, lr=25.0, generator=torch.Generator().manual_seed(0))
        seconds = time.perf_counter() - started
        if dist.get_rank() == 0:
            with whole(path) as part, part.open("wb") as file:
                np.savez(file, words=words, vectors=vectors.numpy())
            print(f"{dist.get_world_size()} processes: {BATCH * len(batches) / seconds:,.0f} pairs a second")
    finally:
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
