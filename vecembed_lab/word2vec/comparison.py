"""Ways to make vectors from the lesson's text, each with five seeds: measured once, and recorded.

`python -m vecembed_lab.word2vec.comparison` measures what comparison.json beside this file lacks; delete that to
measure all, which takes a quarter of an hour.
"""

import platform
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.data.texts import load_wikipedia
from vecembed_lab.data.words import load_similarity
from vecembed_lab.files.record import Job, measure_all, read_record
from vecembed_lab.similarity.measures import agreement
from vecembed_lab.word2vec.cooccurrence import cooccurrence, count_vectors
from vecembed_lab.word2vec.evaluation import rated_rows
from vecembed_lab.word2vec.glove import train_glove
from vecembed_lab.word2vec.skipgram import Settings, train
from vecembed_lab.word2vec.vocabulary import vocabulary

RECORD = Path(__file__).with_suffix(".json")
SEEDS = range(5)
TESTS = ("wordsim353", "simlex999")

Make = Callable[[Any, np.random.Generator], Float[ndarray, "V d"]]  # vectors of a text: its vocabulary and its ids


def skipgram(text: tuple, rng: np.random.Generator, **settings: Any) -> Float[ndarray, "V d"]:
    """Trained as in the lesson."""
    return train(*text, Settings(**settings), rng=rng).inputs


def glove(text: tuple, rng: np.random.Generator, **settings: Any) -> Float[ndarray, "V d"]:
    """GloVe of what is counted within five places."""
    vocab, ids = text
    return train_glove(cooccurrence(ids, len(vocab), 5), rng=rng, **settings).vectors


def counted(text: tuple, rng: np.random.Generator) -> Float[ndarray, "V d"]:
    """PPMI and SVD."""
    vocab, ids = text
    return count_vectors(ids, len(vocab), seed=int(rng.integers(2**31)))


WAYS: dict[str, Make] = {
    "PPMI and SVD": counted,
    "skip-gram, 2 passes": partial(skipgram, epochs=2),
    "skip-gram, 8 passes": partial(skipgram, epochs=8),
    "CBOW, 2 passes": partial(skipgram, epochs=2, cbow=True),
    "CBOW, 8 passes": partial(skipgram, epochs=8, cbow=True),
    "CBOW, 24 passes": partial(skipgram, epochs=24, cbow=True),
    "GloVe, 5 passes": glove,
    "GloVe with pairs that never met": partial(glove, absent=1.0),
}


def measured(make: Make, seed: int) -> dict[str, float]:
    """The agreement of these vectors with people on both tests, and the CPU seconds it took to make them."""
    articles = load_wikipedia()
    vocab = vocabulary(articles)
    ids = vocab.encode(word for words in articles for word in words)
    started = time.process_time()
    vectors = make((vocab, ids), np.random.default_rng(seed))
    row = {"seconds": round(time.process_time() - started, 1)}
    for name in TESTS:
        pairs, people = rated_rows(vocab.index, *load_similarity(name))
        row[name] = round(agreement(vectors, pairs, people), 3)
    return row


def jobs() -> Iterator[Job]:
    """A measurement for each seed and way."""
    for seed in SEEDS:
        for way, make in WAYS.items():
            yield Job("rows", {"way": way, "seed": seed}, partial(measured, make, seed))


def recorded() -> dict[str, Any]:
    """What was measured, with the date and the versions: {"about": {...}, "rows": [...]}."""
    return read_record(RECORD)


def by_way(column: str) -> dict[str, list[float]]:
    """A column of the record for each way, in the order of the seeds."""
    rows: list[Mapping] = sorted(recorded()["rows"], key=lambda row: row["seed"])
    return {way: [row[column] for row in rows if row["way"] == way] for way in WAYS}


def of_seed(seed: int, way: str) -> float:
    """The agreement on WordSim353 of a way with one seed, as recorded."""
    return by_way(TESTS[0])[way][seed]


def main() -> None:
    """Measure what the record lacks, and say what is being measured. Errors are those of `measure_all`."""
    import torch

    torch.set_num_threads(1)
    versions = {name: version(name) for name in ["numpy", "scikit-learn", "scipy", "torch"]}
    about = {"versions": {"python": platform.python_version(), **versions}}
    measure_all(RECORD, about, list(jobs()), progress=_say)


def _say(done: int, total: int, what: str) -> None:
    print(f"{done} of {total} measured. {what}", flush=True)


if __name__ == "__main__":
    main()
