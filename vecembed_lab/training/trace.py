"""Traces: what training does on a machine, measured there by `vecembed bench training`, to be looked at elsewhere."""

import os
import statistics
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import torch

from vecembed_lab.files.record import Job, Progress, measure_all, read_record
from vecembed_lab.training import bench
from vecembed_lab.training.compiled import compiled_update
from vecembed_lab.training.fit import CHUNK, fit
from vecembed_lab.training.measure import clock, memory_rates, product_rates, profile
from vecembed_lab.training.updates import BLOCK, Drawer, Tables, block_update, start
from vecembed_lab.word2vec.vocabulary import keep_probability

FOLDER = Path(__file__).parent / "traces"
DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)  # rows and columns of the products that are timed
BLOCKS = {"cpu": (1, 4, 16, 64, 256), "cuda": (16, 64, 256, 1024, 4096, 16384)}  # in a step
COMBINED = 256  # from so many blocks in a step on, the changes of a row are added up before they are cut
ROUNDS = 3
CHUNKS = {"cpu": 11, "cuda": 100}  # at least as many are timed, in as many passes over the text as that takes


def traces() -> dict[str, dict[str, Any]]:
    """The traces that come with the course, by name."""
    return {path.stem: read_record(path) for path in sorted(FOLDER.glob("*.json"))}


def recorded_speeds(trace: Mapping[str, Any], **wanted: Any) -> list[float]:
    """Words a second of each run in a trace that was done as `wanted`, such as update="gensim", threads=2."""
    return [run["words"] / run["seconds"] for run in trace["speed"] if wanted.items() <= run.items()]


class Step(NamedTuple):
    """What a trace says of training by steps of one size."""

    blocks: int
    speed: float  # words a second, the median of the rounds
    loss: float  # on held-out words, in nats


def recorded_steps(trace: Mapping[str, Any], dtype: str) -> list[Step]:
    """Every size of step in a trace, smallest first, with products computed in `dtype`."""
    losses = {run["blocks"]: run["loss"] for run in trace["quality"] if run.get("dtype") == dtype}
    speeds = {blocks: recorded_speeds(trace, dtype=dtype, blocks=blocks) for blocks in losses}
    return [Step(blocks, statistics.median(speeds[blocks]), losses[blocks]) for blocks in sorted(losses)]


def record(path: Path, n_words: int, *, device: str, progress: Progress) -> dict[str, Any]:
    """Measure what the record at `path` lacks on this machine, everything raw, and return all that is measured.

    Speed is measured on a quarter of the `n_words` words, quality after one pass over all of them. gensim, as a peer,
    runs on all of the machine's cores. Times are CPU seconds where one core works, and real seconds everywhere else.
    Errors are those of `measure_all`.
    """
    corpus = bench.load_corpus(bench.load_text8())
    n_words = min(n_words, len(corpus.train))
    todo = list(_jobs(corpus, n_words, device))
    return measure_all(path, about(corpus, n_words, device), todo, progress=progress)


def about(corpus: bench.Corpus, n_words: int, device: str) -> dict[str, Any]:
    """Where, with which versions and settings, and on which text; `kept` is the share of it that is not thinned out."""
    name = torch.cuda.get_device_name() if device == "cuda" else "one core of the processor"
    versions = {"cuda": torch.version.cuda} if device == "cuda" else {}
    about = bench.about(corpus, n_words // 4)
    kept = keep_probability(corpus.vocab.counts, bench.SETTINGS.sample)[corpus.train].mean()
    more = {"device": name, "words_judged": n_words, "kept": float(kept), "settings": asdict(bench.SETTINGS)}
    return about | more | {"versions": about["versions"] | versions}


def _jobs(corpus: bench.Corpus, n_words: int, device: str) -> Iterator[Job]:
    """All measurements, in the order they are made."""
    some, n_rows, dim = n_words // 4, len(corpus.vocab), bench.SETTINGS.dim
    yield Job("memory", {"rows": n_rows}, partial(memory_rates, n_rows, dim, device=device))
    for dtype in DTYPES:
        yield Job("products", {"dtype": dtype}, partial(_products, device, dtype))
    yield Job("profile", {"blocks": BLOCKS[device][-1]}, partial(_profile, corpus, device))
    steps = [{"dtype": dtype, "blocks": b, "combine": b >= COMBINED} for dtype in DTYPES for b in BLOCKS[device]]
    cores = sorted({1, os.cpu_count() or 1})
    for turn in range(ROUNDS):
        for step in steps:
            yield Job("speed", {"update": "torch", **step, "turn": turn}, partial(_speed, corpus, some, device, step))
        for threads in cores:
            key = {"threads": threads, "turn": turn}
            yield Job("speed", {"update": "numba", **key}, partial(_threads, corpus, some, threads))
            yield Job("speed", {"update": "gensim", **key}, partial(_gensim, corpus, some, threads))
    for step in steps:
        yield Job("quality", {"update": "torch", **step}, partial(_quality, corpus, n_words, device, step))
    yield Job("quality", {"update": "gensim"}, partial(_gensim_quality, corpus, n_words))


def _products(device: str, dtype: str) -> dict:
    flops = 1e8 if device == "cpu" else 1e11
    rates = product_rates(SIZES, bench.SETTINGS.dim, device=device, dtype=DTYPES[dtype], flops=flops)
    return {"rates": {str(size): rate for size, rate in rates.items()}}


def _profile(corpus: bench.Corpus, device: str) -> dict:
    blocks = BLOCKS[device][-1]
    ids = torch.from_numpy(corpus.train[: _chunk(blocks)])
    generator = torch.Generator(device).manual_seed(0)
    draw = Drawer(corpus.vocab.counts, bench.SETTINGS, device=device)(ids, generator=generator)
    tables = start(len(corpus.vocab), bench.SETTINGS.dim, seed=0, device=device)
    return profile(lambda: block_update(tables, draw, bench.SETTINGS, 0.025, blocks=blocks), device=device)


def _chunk(blocks: int) -> int:
    """Words drawn at once: those of several steps, also after they are thinned out."""
    return max(CHUNK, 4 * blocks * BLOCK)


def _fit(corpus: bench.Corpus, n_words: int, device: str, step: dict, passes: int = 1, **more: Any) -> Tables:
    update = partial(block_update, **step | {"dtype": DTYPES[step["dtype"]]})
    settings, chunk = replace(bench.SETTINGS, epochs=passes), _chunk(step["blocks"])
    text = corpus.train[:n_words]
    return fit(text, corpus.vocab.counts, settings, update, seed=0, device=device, chunk=chunk, **more)


def _speed(corpus: bench.Corpus, n_words: int, device: str, step: dict) -> dict:
    """Words and seconds of all chunks but the first tenth, in which tables are made and a GPU's programs loaded."""
    passes = -(-CHUNKS[device] * _chunk(step["blocks"]) // n_words)
    now, marks, every = clock(device), [], max(1, CHUNKS[device] // 10)
    _fit(corpus, n_words, device, step, passes, every=every, after=lambda tables, share: marks.append((share, now())))
    (before, started), (after, ended) = marks[0], marks[-1]
    return {"words": round((after - before) * passes * n_words), "seconds": ended - started}


def _threads(corpus: bench.Corpus, n_words: int, threads: int) -> dict:
    bench.ours(compiled_update, 1, corpus, CHUNK, 0)  # untimed: the first call may compile
    return {"words": n_words, "seconds": bench.ours(compiled_update, threads, corpus, n_words, 0)[1]}


def _gensim(corpus: bench.Corpus, n_words: int, threads: int) -> dict:
    return {"words": n_words, "seconds": bench.gensim(threads, corpus, n_words, 0)[1]}


def _quality(corpus: bench.Corpus, n_words: int, device: str, step: dict) -> dict:
    tables = _fit(corpus, n_words, device, step)
    return bench.judged(corpus, tuple(table.cpu().numpy() for table in tables))


def _gensim_quality(corpus: bench.Corpus, n_words: int) -> dict:
    return bench.judged(corpus, bench.gensim(os.cpu_count() or 1, corpus, n_words, 0)[0])
