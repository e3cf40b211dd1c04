"""Unit 03. What the claims of the lesson train, draw and time for a seed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache, partial
from threading import Barrier
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from numpy import ndarray
from torch import Tensor
from torch.nn.functional import embedding

from vecembed_lab.data.texts import load_wikipedia
from vecembed_lab.data.words import load_similarity
from vecembed_lab.similarity.measures import agreement
from vecembed_lab.training.compiled import compiled_update
from vecembed_lab.training.fit import fit
from vecembed_lab.training.measure import race, stored
from vecembed_lab.training.updates import SHARED, Draw, Drawer, Settings, Tables, Update, block_update, start
from vecembed_lab.word2vec.evaluation import rated_rows
from vecembed_lab.word2vec.vocabulary import Vocabulary, vocabulary

SETTINGS = Settings(dim=100, window=5, n_negatives=5, sample=1e-4, epochs=3, lr=0.1)
LARGE = partial(block_update, blocks=512)
COMBINED = partial(block_update, blocks=512, combine=True)


@cache
def articles() -> list[list[str]]:
    """Those of the lesson."""
    return list(load_wikipedia())


@cache
def vocab() -> Vocabulary:
    """Their words."""
    return vocabulary(articles())


def some_articles(seed: int) -> list[list[str]]:
    """Nine tenths of the articles, in an order drawn for a seed."""
    order = np.random.default_rng(seed).permutation(len(articles()))
    return [articles()[i] for i in order[: len(order) * 9 // 10]]


@cache
def text(seed: int) -> Int[ndarray, " T"]:
    """The word numbers of nine tenths of the articles, drawn for a seed."""
    return vocab().encode(word for article in some_articles(seed) for word in article)


@cache
def wordsim() -> tuple[Int[ndarray, "p 2"], Float[ndarray, " p"]]:
    """The pairs of WordSim353 that the text knows, and people's scores."""
    return rated_rows(vocab().index, *load_similarity("wordsim353"))


def agreement_with_people(tables: Tables) -> float:
    """How far the vectors agree with people."""
    return agreement(tables.inputs.numpy(), *wordsim())


def train_on(ids: Int[ndarray, " T"], seed: int, update: Update, lr: float = SETTINGS.lr, **more) -> Tables:
    """What the lesson's passes over a text teach."""
    return fit(ids, vocab().counts, replace(SETTINGS, lr=lr), update, seed=seed, **more)


@cache
def in_torch(seed: int) -> Tables:
    """Trained by steps of 16 blocks."""
    return train_on(text(seed), seed, block_update)


@cache
def by_compiled(seed: int) -> Tables:
    """Trained by the compiled update on one thread."""
    return train_on(text(seed), seed, compiled_update)


@cache
def by_large_steps(seed: int, update: Update, lr: float = SETTINGS.lr) -> Tables:
    """Trained by an update that takes 512 blocks in a step."""
    return train_on(text(seed), seed, update, lr, chunk=200_000)


@cache
def controls(seed: int) -> tuple[float, float]:
    """The agreement of vectors of shuffled text, and of those before training."""
    shuffled = np.random.default_rng(seed).permutation(text(seed))
    before = start(len(vocab()), SETTINGS.dim, seed=seed)
    return agreement_with_people(train_on(shuffled, seed, compiled_update)), agreement_with_people(before)


def gensim_model(seed: int) -> Any:
    """gensim with the settings of the lesson, before training."""
    from gensim.models import Word2Vec

    options = dict(vector_size=SETTINGS.dim, window=SETTINGS.window, negative=SETTINGS.n_negatives, workers=1)
    options |= dict(sample=SETTINGS.sample, alpha=SETTINGS.lr, sg=1, min_count=5, seed=seed + 1)
    model = Word2Vec(**options)
    model.build_vocab(articles())
    return model


@cache
def score_of_gensim(seed: int) -> float:
    """How far gensim's vectors agree with people."""
    model, some = gensim_model(seed), some_articles(seed)
    model.train(some, total_examples=len(some), epochs=SETTINGS.epochs)
    return agreement(np.array([model.wv[word] for word in vocab().words]), *wordsim())


@cache
def together(seed: int, lr: float = SETTINGS.lr) -> Tables:
    """What two processes learn from half of the text each, if they take the mean after five chunks.

    Here they are two threads that meet; what they compute is the same.
    """
    halves, both = np.array_split(text(seed), 2), [None, None]

    def mean() -> None:
        for own, other in zip(*both, strict=True):
            other.copy_(own.add_(other).div_(2))

    meeting = Barrier(2, mean, timeout=300)

    def meet(rank: int, own: Tables, share: float) -> None:
        both[rank] = own
        meeting.wait()

    def learn(rank: int) -> Tables:
        return train_on(halves[rank], seed, block_update, lr, every=5, after=partial(meet, rank))

    with ThreadPoolExecutor(2) as pool:
        tables, _ = pool.map(learn, range(2))
    return tables


def piece_of_text(seed: int, n: int, shared: int) -> Draw:
    """n words of a text drawn for a seed, and all that is random about them."""
    drawer = Drawer(vocab().counts, SETTINGS, shared=shared)
    return drawer(torch.from_numpy(text(seed)[:n]), generator=torch.Generator().manual_seed(seed))


def lengths_after_passes(seed: int, update: Update, *, listed: int = 0, lr: float = SETTINGS.lr) -> Iterator[float]:
    """The longest vector after each of eight passes over 4,000 words, of which one stands `listed` times in a row."""
    ids = text(seed)[:4000].copy()
    ids[1000 : 1000 + listed] = vocab().index["apple"]
    drawer = Drawer(vocab().counts, SETTINGS, shared=5)
    piece = drawer(torch.from_numpy(ids), generator=torch.Generator().manual_seed(seed))
    tables = start(len(vocab()), SETTINGS.dim, seed=seed)
    for _ in range(8):
        update(tables, piece, SETTINGS, lr)
        yield float(tables.inputs.norm(dim=1).max())


def changes(seed: int, update: Update) -> Float[Tensor, "V d"]:
    """What a small step with a short text adds to the vectors of the words that predict."""
    before = start(len(vocab()), SETTINGS.dim, seed=seed)
    before.outputs.normal_(generator=torch.Generator().manual_seed(seed))
    after = Tables(*(table.clone() for table in before))
    update(after, piece_of_text(seed, 300, SHARED), SETTINGS, 1e-5)
    return after.inputs - before.inputs


def speeds(seed: int, ways: dict[str, tuple[Update, int, int]]) -> dict[str, float]:
    """Words of text a second of some updates that take turns, each given with how many words, and noise words shared.

    CPU seconds, the median of five rounds.
    """
    works = {}
    for name, (update, n, shared) in ways.items():
        tables = start(len(vocab()), SETTINGS.dim, seed=seed)
        works[name] = partial(update, tables, piece_of_text(seed, n, shared), SETTINGS, SETTINGS.lr)
    torch.set_num_threads(1)
    return {name: ways[name][1] / float(np.median(seconds)) for name, seconds in race(works).items()}


def gradient_bytes(seed: int, n_words: int, sparse: bool) -> int:
    """The bytes of the gradient of a table of n words, of which a thousand are met."""
    table = torch.zeros(n_words, SETTINGS.dim, requires_grad=True)
    met = torch.from_numpy(np.random.default_rng(seed).integers(n_words, size=1000))
    (gradient,) = torch.autograd.grad(embedding(met, table, sparse=sparse).sum(), table)
    return stored(gradient)
