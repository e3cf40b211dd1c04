"""Unit 03. Training by several processes, on one machine or many, on CPUs or GPUs.

    torchrun --nproc-per-node 2 -m vecembed_lab.training.distributed vectors.npz

Each process learns from its share of the text with tables of its own, and from time to time all of them go on from the
mean of their tables. Source: McDonald, Hall and Mann (2010), Distributed Training Strategies for the Structured
Perceptron.
"""

import os
import time
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from jaxtyping import Int, Integer
from numpy import ndarray
from torch import Tensor

from vecembed_lab.data.texts import load_enwiki, load_novels, load_text8, load_wikipedia
from vecembed_lab.files.whole import check_writable, whole
from vecembed_lab.training.fit import IdFile, fit
from vecembed_lab.training.updates import Settings, Tables, Update, block_update
from vecembed_lab.word2vec.vocabulary import vocabulary

TEXTS = {"wikipedia": load_wikipedia, "novels": load_novels, "enwiki": load_enwiki, "text8": load_text8}


def fit_together(
    text: Integer[ndarray, " T"] | IdFile,
    counts: Int[ndarray, " V"],
    settings: Settings,
    update: Update = block_update,
    *,
    seed: int,
    every: int,
    device: str = "cpu",
) -> Tables:
    """What `training.fit` does, by all processes of the group at once; every one of them returns the same tables.

    After `every` chunks, and at the end, the tables become their mean over the processes. All begin with the same
    tables; what is drawn is alike in all of them too, but for different words.
    """
    part = shard(text, dist.get_rank(), dist.get_world_size())
    return fit(
        part, counts, settings, update, seed=seed, every=every, device=device, after=lambda tables, _: mean(tables)
    )


def shard(text: Integer[ndarray, " T"] | IdFile, rank: int, n_processes: int) -> Integer[ndarray, " S"]:
    """The stretch of the text that a process reads; all are equally long, so at most n_processes - 1 words are left.

    Raises ValueError if there is less than a word for each process, or unless 0 <= rank < n_processes.
    """
    if not 0 <= rank < n_processes:
        raise ValueError(f"0 <= rank < n_processes must hold, got {rank} and {n_processes}")
    length = len(text) // n_processes
    if not length:
        raise ValueError(f"{n_processes} processes need as many words or more, got {len(text)}")
    return text[rank * length : (rank + 1) * length]


def mean(tables: Iterable[Tensor]) -> None:
    """Replace the tables of all processes by their mean."""
    for table in tables:
        dist.all_reduce(table)
        table /= dist.get_world_size()


def main() -> None:
    """Train as the command line says; the first process writes the vectors and says how fast it went."""
    args = _arguments()
    check_writable(args.vectors)
    gpu = torch.cuda.is_available()
    device = f"cuda:{os.environ['LOCAL_RANK']}" if gpu else "cpu"
    if gpu:
        torch.cuda.set_device(device)
    dist.init_process_group("nccl" if gpu else "gloo")
    try:
        _train(args.vectors, TEXTS[args.text], args.epochs, args.every, device)
    finally:
        dist.destroy_process_group()


def _arguments():
    parser = ArgumentParser(prog="torchrun -m vecembed_lab.training.distributed", description=main.__doc__)
    parser.add_argument("vectors", type=Path, help="where the words and their vectors are written, as .npz")
    parser.add_argument("--text", choices=TEXTS, default="wikipedia")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--every", type=int, default=5, help="chunks between two means")
    return parser.parse_args()


def _train(path: Path, load, epochs: int, every: int, device: str) -> None:
    passages = list(load())
    vocab = vocabulary(passages)
    ids = vocab.encode(word for passage in passages for word in passage)
    settings = Settings(dim=100, epochs=epochs, lr=0.1)
    dist.barrier()
    started = time.perf_counter()
    tables = fit_together(ids, vocab.counts, settings, seed=0, every=every, device=device)
    seconds = time.perf_counter() - started
    if dist.get_rank() == 0:
        with whole(path) as part, part.open("wb") as file:
            np.savez(file, words=vocab.words, vectors=tables.inputs.cpu().numpy())
        n, backend = dist.get_world_size(), dist.get_backend()
        print(f"{n} processes ({backend}): {epochs * len(ids) / seconds:,.0f} words a second")


if __name__ == "__main__":
    main()
