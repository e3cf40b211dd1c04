"""Unit 11. What the lesson and its claims draw: Wikinews in order of time, two encoders made of it, stores, windows."""

import atexit
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from vecembed_lab import CourseError
from vecembed_lab.context.domains import read_news
from vecembed_lab.data.registry import DataError, say_stand_in
from vecembed_lab.data.texts import PASSAGE, load_wikipedia
from vecembed_lab.production.bridge import least_squares, neighbours, rotation, shared
from vecembed_lab.production.documents import doc_id
from vecembed_lab.production.drift import ks_alarms, means_p, mmd_p
from vecembed_lab.production.ingest import Model, encoded
from vecembed_lab.production.store import Document, Store
from vecembed_lab.similarity.measures import normalize

WORDS = 120  # of a text that are embedded; no chunk may have more
DIM = 100
Encoder = Callable[[Sequence[str]], Float[ndarray, "n d"]]


class News(NamedTuple):
    """Texts in the order in which they appeared."""

    texts: list[str]
    source: str


@cache
def load_stream() -> News:
    """Articles of at least 30 words in order of time; if they cannot be had, passages, first the beginnings of all."""
    try:
        return News([text for text in read_news() if len(text.split()) >= 30], "Wikinews, 2004 to 2022")
    except DataError:
        say_stand_in(
            "wikinews", "Wikinews is", "a stand-in, 106 articles of the Wikipedia in passages, all beginnings first"
        )
        articles, step = load_wikipedia(), PASSAGE // 4
        longest = max(map(len, articles))
        starts = [(words, at) for at in range(0, longest, step) for words in articles if at + PASSAGE <= len(words)]
        return News([" ".join(words[at : at + PASSAGE]) for words, at in starts], "Wikipedia sample")


@cache
def encoder(n: int, seed: int = 0) -> Encoder:
    """A model made of the first `n` texts: tf-idf cut to DIM numbers by an SVD, as in unit 2; vectors of length 1.

    Another seed starts the SVD elsewhere. A text without any known word gets zeros.
    Source: Deerwester et al. (1990), Indexing by Latent Semantic Analysis.
    """
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(sublinear_tf=True, min_df=5, max_df=0.3, analyzer=_first_words)
    svd = TruncatedSVD(DIM, random_state=seed, n_iter=2).fit(words.fit_transform(load_stream().texts[:n]))
    return lambda texts: normalize(svd.transform(words.transform(texts)))


@lru_cache(2**15)  # two models look at each text
def _first_words(text: str) -> list[str]:
    return re.findall("[a-z]+", " ".join(text.split()[:WORDS]).lower())


def model(version: str, n: int) -> Model:
    """The encoder made of the first `n` texts, under the name of a version."""
    return Model(version, DIM, encoder(n, n))


OLD, NEW = 3000, 6000  # texts that the two models of the lesson were made of


@cache
def vectors(n: int) -> Float[ndarray, "t d"]:
    """All texts that came after both models were made, by the model made of the first `n`."""
    return model("any", n).encode(load_stream().texts[NEW:])


# What stands beside the news


def films(*, rng: np.random.Generator) -> tuple[list[str], Float[ndarray, "n d"]]:
    """The titles of unit 4's films that somebody has seen, and the vectors that ALS learns for them."""
    from vecembed_lab.recommendation.factorization import als
    from vecembed_lab.recommendation.ratings import interactions, load_ratings

    ratings = load_ratings()
    items = als(interactions(ratings.users, ratings.items, ratings.shape), rng=rng).items.astype(float)
    known = {title: item for title, item in zip(ratings.titles, items, strict=True) if item.any()}
    return [*known], np.array([*known.values()])


class Questions(NamedTuple):
    """Texts and questions, and the vectors of both, one after the other."""

    texts: list[str]
    questions: list[str]
    vectors: Float[ndarray, "m d"]


def cranfield() -> Questions:
    """The titles and questions of unit 7's search, and their vectors by MiniLM; where the texts cannot be had, said so,
    numbers in their place."""
    from vecembed_lab.search.judged import load_cranfield, load_cranfield_vectors

    documents, queries, *_ = load_cranfield_vectors()
    both = np.concatenate([documents, queries])
    try:
        judged = load_cranfield()
    except DataError:
        say_stand_in("cranfield", "Cranfield is", "a stand-in, the numbers of its texts")
        questions = [f"question {i + 1}" for i in range(len(queries))]
        return Questions([f"text {i + 1}" for i in range(len(documents))], questions, both)
    return Questions([f"{i + 1}. {title}" for i, title in enumerate(judged.titles)], judged.queries, both)


def collection(model: Model, texts: Sequence[str]) -> tuple[Store, list[Model]]:
    """A new store with these texts in a version of the model, which is live and has an index; and its models."""
    store, nothing = open_store(), np.zeros(0)
    store.create(model.version, model.dim)
    store.upsert(model.version, encoded(model, [Document(doc_id(text), text, nothing) for text in texts]))
    store.index(model.version)
    store.switch(model.version)
    return store, [model]


# A store


_OPENED: list[Store] = []  # kept: a pool of connections that is collected by one of its own threads complains


def open_store(place: str = "", **options: bool) -> Store:
    """A store in PostgreSQL, empty, or the one that was opened under the same name before; where no server can be had,
    said so once, in Qdrant, in memory."""
    place = place or f"place_{len(_OPENED)}"
    _OPENED.append(_store(place, options))
    return _OPENED[-1]


def _store(place: str, options: Mapping[str, bool]) -> Store:
    from vecembed_lab.production.postgres import NoServer

    try:
        address = _address()
    except NoServer as error:
        _say_once(f"{error}; Qdrant in memory stands in its place, and its searches are exact, with any filter.")
        return _in_memory(place)
    from vecembed_lab.production.pgstore import PgStore

    return PgStore(_place(address, place), **options)


@cache
def _address() -> str:
    from vecembed_lab.production.postgres import Server, given

    if not (address := given()):
        folder = Path(tempfile.mkdtemp())
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        address = Server(folder).address
    atexit.register(_close)  # before the server ends
    return address


_SCHEMAS: dict[str, str] = {}  # the address of the database that each was made in


def _close() -> None:
    """Let go of the stores, and leave nothing in the database: it may be that of a whole class."""
    from vecembed_lab.production.pgstore import making

    while _OPENED:
        _OPENED.pop().close()
    _place.cache_clear(), _in_memory.cache_clear()
    while _SCHEMAS:
        schema, address = _SCHEMAS.popitem()
        with suppress(CourseError), making(address) as connection:
            connection.execute(f"drop schema {schema} cascade")


_say_once = cache(print)


@cache
def _in_memory(place: str) -> Store:
    from vecembed_lab.production.qdrant import QdrantStore

    return QdrantStore()


@cache
def _place(address: str, place: str) -> str:
    """The address of a new schema in a database, for this process alone; what else the address says stays."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    from vecembed_lab.production.pgstore import making

    schema = f"vecembed_{place}_{uuid4().hex[:12]}"
    with making(address) as connection:
        connection.execute("create extension if not exists vector")
        connection.execute(f"create schema {schema}")
    _SCHEMAS[schema] = address
    options = conninfo_to_dict(address).get("options", "")
    return make_conninfo(address, options=f"{options} -c search_path={schema},public".strip())


# Draws of the claims


def bridged(*, rng: np.random.Generator, n_pairs: int = 2000) -> Mapping[str, Float[ndarray, " q"]]:
    """Of the old model's ten nearest documents, the share that a query of the new one finds, query by query, by way.

    300 queries, 4,000 documents, all of which appeared after both models were made; the bridges learn from documents.
    """
    order = rng.permutation(len(vectors(OLD)))[:4300]
    documents, queries = order[:4000], order[4000:]
    old, new = vectors(OLD)[documents], vectors(NEW)[documents]
    asked, wanted = vectors(NEW)[queries], neighbours(vectors(OLD)[queries], vectors(OLD)[documents])
    pairs, shuffled = slice(n_pairs), rng.permutation(n_pairs)
    ways = {
        "no bridge": lambda x: x,
        "rotation": rotation(new[pairs], old[pairs]),
        "least squares": least_squares(new[pairs], old[pairs]),
        "least squares, pairs shuffled": least_squares(new[pairs], old[pairs][shuffled]),
    }
    found = {name: shared(neighbours(way(asked), old), wanted) for name, way in ways.items()}
    found["all computed anew"] = shared(neighbours(asked, new), wanted)
    return found


def finds_itself(*, rng: np.random.Generator) -> float:
    """The share of documents whose own old vector is the nearest to their new one, after a rotation."""
    rows = rng.permutation(len(vectors(OLD)))[:3000]
    old, new = vectors(OLD)[rows], vectors(NEW)[rows]
    found = neighbours(rotation(new[:2000], old[:2000])(new[2000:]), old, 1)
    return float((found[:, 0] == np.arange(2000, 3000)).mean())


TESTS = {
    "any of 100 Kolmogorov-Smirnov tests": lambda a, b, rng: ks_alarms(a, b, 0.05) > 0,
    "the same, each at .05 / 100": lambda a, b, rng: ks_alarms(a, b, 0.05 / DIM) > 0,
    "distance of the means, permutations": lambda a, b, rng: means_p(a, b, rng=rng) <= 0.05,
    "MMD, permutations": lambda a, b, rng: mmd_p(a, b, rng=rng) <= 0.05,
}
WINDOW = 300  # texts


def split(
    first: int = WINDOW, second: int = WINDOW, *, rng: np.random.Generator
) -> tuple[Float[ndarray, "n d"], Float[ndarray, "m d"]]:
    """Two windows drawn at random from one and the same 3,000 texts: nothing has changed between them."""
    rows = rng.permutation(3000)[: first + second]
    return vectors(OLD)[rows[:first]], vectors(OLD)[rows[first:]]


def alarms(n: int, *, rng: np.random.Generator) -> dict[str, Bool[ndarray, " n"]]:
    """Which of n pairs of windows without a change raise an alarm, by test."""
    pairs = [split(rng=rng) for _ in range(n)]
    return {name: np.array([test(a, b, rng) for a, b in pairs]) for name, test in TESTS.items()}


def windows(start: int = 0, *, size: int = 500) -> Float[ndarray, "w s d"]:
    """Windows of texts one after another, by the old model, `start` texts further; the rest at the end is dropped."""
    n = (len(vectors(OLD)) - start) // size
    return vectors(OLD)[start : start + n * size].reshape(n, size, -1)


def cut_short(
    window: int, words: int, share: float, *, rng: np.random.Generator, start: int = 0, size: int = 500
) -> Float[ndarray, "s d"]:
    """A window of `windows` in which a share of the texts lost everything behind their first `words` words."""
    at = NEW + start + window * size
    bad = model("any", OLD).encode([" ".join(text.split()[:words]) for text in load_stream().texts[at : at + size]])
    hit = rng.random(size) < share
    return np.where(hit[:, None], bad, windows(start, size=size)[window])
