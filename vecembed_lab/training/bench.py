"""`vecembed bench word2vec`: gensim and the three updates of unit 03, side by side in one run, speed and quality."""

import platform
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from vecembed_lab.data.texts import Text, load_text8
from vecembed_lab.data.words import load_analogies, load_similarity
from vecembed_lab.files.record import Job, Progress, machine, measure_all
from vecembed_lab.similarity.measures import agreement
from vecembed_lab.training.compiled import compiled_update
from vecembed_lab.training.fit import fit
from vecembed_lab.training.updates import Settings, Update, block_update, pair_update
from vecembed_lab.word2vec.evaluation import analogies_right, rated_rows
from vecembed_lab.word2vec.skipgram import skipgram_pairs
from vecembed_lab.word2vec.vocabulary import Vocabulary, keep_probability, noise_distribution, vocabulary

SETTINGS = Settings(dim=100, window=5, n_negatives=5, sample=1e-3, epochs=1, lr=0.025)  # gensim's own, but for `dim`
SENTENCE = 1000  # words; gensim takes no more
HELD_OUT = 300_000  # words at the beginning of the text that nobody trains on
N_PAIRS = 200_000  # of held-out words, to measure the loss on
STYLES = ("ks", "C1o", "C0^")  # one for each way that is judged; told apart by shape as well as by colour
MEASURES = ("ws353", "simlex", "sem", "syn", "loss")  # analogies are semantic or syntactic

Vectors = tuple[Float[ndarray, "V d"], Float[ndarray, "V d"]]  # of words that predict, and as they are predicted


class Corpus(NamedTuple):
    """A text to train on, words held out of it, and its vocabulary."""

    vocab: Vocabulary
    train: Int[ndarray, " T"]
    held_out: Int[ndarray, " H"]
    source: str


@dataclass(frozen=True)
class Way:
    """A way to train: `run(corpus, n_words, seed)` returns the vectors and the seconds that training took."""

    name: str
    run: Callable[[Corpus, int, int], tuple[Vectors, float]]
    threads: int = 1
    slow: int = 1  # so many times fewer words are enough to time it


def load_corpus(text: Text) -> Corpus:
    """The words of `text` seen at least five times, the first HELD_OUT of them held out."""
    vocab = vocabulary(text)
    ids = np.concatenate([vocab.encode(words) for words in text]).astype(np.int32)
    return Corpus(vocab, ids[HELD_OUT:], ids[:HELD_OUT], text.source)


def ours(update: Update, threads: int, corpus: Corpus, n_words: int, seed: int) -> tuple[Vectors, float]:
    """Train with `fit`; drawing is included in the seconds."""
    clock = _clock(threads)
    started = clock()
    tables = fit(corpus.train[:n_words], corpus.vocab.counts, SETTINGS, update, seed=seed, threads=threads)
    return (tables.inputs.numpy(), tables.outputs.numpy()), clock() - started


def gensim(threads: int, corpus: Corpus, n_words: int, seed: int) -> tuple[Vectors, float]:
    """Train with gensim, same vocabulary and settings; only `train` is timed."""
    from gensim.models import Word2Vec

    words = np.array(corpus.vocab.words)
    sentences = [words[ids].tolist() for ids in np.split(corpus.train[:n_words], range(SENTENCE, n_words, SENTENCE))]
    model = Word2Vec(
        vector_size=SETTINGS.dim,
        window=SETTINGS.window,
        negative=SETTINGS.n_negatives,
        sample=SETTINGS.sample,
        alpha=SETTINGS.lr,
        sg=1,
        min_count=1,
        workers=threads,
        seed=seed,
    )
    model.build_vocab_from_freq(dict(zip(corpus.vocab.words, corpus.vocab.counts.tolist(), strict=True)))
    clock = _clock(threads)
    started = clock()
    model.train(sentences, total_examples=len(sentences), epochs=SETTINGS.epochs)
    seconds = clock() - started
    rows = [model.wv.key_to_index[word] for word in corpus.vocab.words]
    return (model.wv.vectors[rows], model.syn1neg[rows]), seconds


def _clock(threads: int) -> Callable[[], float]:
    """CPU seconds, which other work on the machine hardly changes; with several threads only real seconds will do."""
    return time.process_time if threads == 1 else time.perf_counter


WAYS = (
    Way("gensim", partial(gensim, 1)),
    Way("pair by pair", partial(ours, pair_update, 1), slow=100),
    Way("torch blocks", partial(ours, block_update, 1)),
    Way("numba blocks", partial(ours, compiled_update, 1)),
    Way("gensim, 2 threads", partial(gensim, 2), threads=2),
    Way("numba, 2 threads", partial(ours, compiled_update, 2), threads=2),
)


def judged(corpus: Corpus, vectors: Vectors) -> dict[str, float]:
    """Agreement with people, share of analogies right, and mean loss on held-out text in nats a pair."""
    inputs, scores = vectors[0], {}
    for name, rated in (("ws353", "wordsim353"), ("simlex", "simlex999")):
        scores[name] = agreement(inputs, *rated_rows(corpus.vocab.index, *load_similarity(rated)))
    sections = load_analogies()
    for kind, grammar in (("sem", False), ("syn", True)):
        questions = [q for title, part in sections.items() if title.startswith("gram") == grammar for q in part]
        scores[kind] = analogies_right(inputs, corpus.vocab.index, questions)
    return {name: round(float(score), 4) for name, score in scores.items()} | {"loss": held_out_loss(corpus, vectors)}


def held_out_loss(corpus: Corpus, vectors: Vectors) -> float:
    """Mean of -log s(v.u) - sum_k log s(-v.n_k) over the same pairs and noise words for every way, in nats."""
    inputs, outputs = vectors
    rng = np.random.default_rng(0)
    keep, noise = keep_probability(corpus.vocab.counts, SETTINGS.sample), noise_distribution(corpus.vocab.counts)
    text = corpus.held_out[rng.random(len(corpus.held_out)) < keep[corpus.held_out]]
    pairs = rng.permutation(skipgram_pairs(text, SETTINGS.window, rng=rng))[:N_PAIRS]
    away = rng.choice(len(noise), size=(len(pairs), SETTINGS.n_negatives), p=noise)
    losses = []
    for part, other in zip(np.array_split(pairs, 20), np.array_split(away, 20), strict=True):
        anchor = inputs[part[:, 0]]
        attract = np.einsum("bd,bd->b", anchor, outputs[part[:, 1]])
        repel = np.einsum("bd,bkd->bk", anchor, outputs[other])
        losses.append(np.logaddexp(0, -attract) + np.logaddexp(0, repel).sum(axis=1))
    return round(float(np.concatenate(losses).mean()), 4)


def about(corpus: Corpus, n_words: int) -> dict:
    """The machine, the versions and the text of a run."""
    packages = ("gensim", "numba", "numpy", "torch")
    return {
        "machine": machine(),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in packages},
        "text": f"{corpus.source}: {len(corpus.train):,} words, {len(corpus.vocab):,} different",
        "words_timed": n_words,
    }


def jobs(corpus: Corpus, n_words: int, rounds: int, seeds: int) -> Iterator[Job]:
    """All measurements in the order they are made, the ways taking turns."""
    for turn in range(rounds):
        for way in WAYS:
            yield Job("speed", {"way": way.name, "turn": turn}, partial(speed, way, corpus, n_words // way.slow, turn))
    for seed in range(seeds):
        for way in (way for way in WAYS if way.threads == 1 and way.slow == 1):
            yield Job("quality", {"way": way.name, "seed": seed}, partial(quality_of, way, corpus, seed))


def speed(way: Way, corpus: Corpus, n_words: int, seed: int) -> dict[str, int]:
    """Words a second, after a short untimed run: what must be compiled is, and the memory is touched."""
    way.run(corpus, 2_000 // way.slow, seed)
    return {"words_a_second": round(n_words / way.run(corpus, n_words, seed)[1])}


def quality_of(way: Way, corpus: Corpus, seed: int) -> dict[str, float]:
    """What one pass over the whole text is worth."""
    return judged(corpus, way.run(corpus, len(corpus.train), seed)[0])


class Row(NamedTuple):
    """A way's median of words a second, its ratio to gensim of the same round, and its quality, seed by seed."""

    name: str
    speed: float
    ratio: float
    low: float
    high: float
    quality: dict[str, list[float]]


def rows(record: Mapping[str, Any]) -> list[Row]:
    """What was measured, a row for each way."""
    table = []
    for way in WAYS:
        speeds = _speeds(record, way.name)
        peers = _speeds(record, "gensim" if way.threads == 1 else f"gensim, {way.threads} threads")
        ratios = [speed / peer for speed, peer in zip(speeds, peers, strict=True)]
        scores = [row for row in record.get("quality", []) if row["way"] == way.name]
        quality = {measure: [score[measure] for score in scores] for measure in MEASURES if scores}
        table.append(
            Row(way.name, statistics.median(speeds), statistics.median(ratios), min(ratios), max(ratios), quality)
        )
    return table


def _speeds(record: Mapping[str, Any], name: str) -> list[float]:
    """Words a second of a way, round by round."""
    return [row["words_a_second"] for row in record["speed"] if row["way"] == name]


def plot(record: Mapping[str, Any], path: Path) -> None:
    """Quality against speed: a panel for each measure, a point for each way and seed."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, len(MEASURES), figsize=(15, 3.4), sharex=True, layout="constrained")
    judged_rows = [row for row in rows(record) if row.quality]
    for axis, measure in zip(axes, MEASURES, strict=True):
        for row, style in zip(judged_rows, STYLES, strict=True):
            scores = row.quality[measure]
            axis.plot([row.speed / 1e6] * len(scores), scores, style, label=row.name, alpha=0.8)
        better = "lower" if measure == "loss" else "higher"
        axis.set(xlim=0, xlabel="million words a CPU second", title=f"{measure} ({better} is better)")
    axes[0].legend()
    figure.savefig(path, dpi=120)
    plt.close(figure)


def run(
    path: Path, n_words: int, rounds: int, seeds: int, *, progress: Progress, text: Text | None = None
) -> dict[str, Any]:
    """Measure what the record at `path` lacks, draw the plot beside it, and return all that is measured.

    Errors are those of `measure_all`.
    """
    corpus = load_corpus(text or load_text8())
    todo = list(jobs(corpus, n_words, rounds, seeds))
    record = measure_all(path, about(corpus, n_words), todo, progress=progress)
    if seeds:
        plot(record, path.with_suffix(".png"))
    return record
