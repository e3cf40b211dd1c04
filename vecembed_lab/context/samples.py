"""Unit 10. What the lesson and its claims draw for a seed: uses of a word, parts of a domain, adapters, articles."""

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int, Shaped
from numpy import ndarray

from vecembed_lab.context.adapter import adapted, hardest, reciprocal_ranks, split_by
from vecembed_lab.context.contrastive import learn_adapter
from vecembed_lab.context.senses import AROUND, Use, accuracy, load_uses, majority, neighbours_means, word_vectors
from vecembed_lab.context.shrink import FIRST, int8, principal, qualities, signs, truncated
from vecembed_lab.context.vectors import ARTICLES, CUTS, Domain, load, load_domain
from vecembed_lab.data.words import load_glove
from vecembed_lab.search.encoder import Encoder
from vecembed_lab.search.exact import top_k
from vecembed_lab.search.judged import CranfieldVectors, Judged, load_cranfield, load_cranfield_vectors
from vecembed_lab.similarity.measures import all_but_the_top, k_occurrence, normalize, skewness

USES, LABELLED = 300, 225  # of a word; those whose sense is known
HELD_OUT = 400  # pairs about health to test on, about diseases that are not learnt from
WAYS = {
    "small steps": {"lr": 1e-3},
    "large steps": {"lr": 3e-3},
    "large steps, held near the identity": {"lr": 3e-3, "pull": 0.1},
    "large steps, pairs shuffled": {"lr": 3e-3},
}


@cache
def encoder() -> Encoder:
    """MiniLM."""
    return Encoder()


@cache
def domain(name: str) -> Domain:
    """The vectors of a domain."""
    return load_domain(name)


@cache
def drawn_uses(word: str, seed: int = 0) -> tuple[Sequence[Use], Shaped[ndarray, " n"], Float[ndarray, "l n d"]]:
    """USES uses of a word, its senses, and its vectors layer by layer."""
    uses = load_uses(word, USES, rng=np.random.default_rng(seed))
    return uses, np.array([use.sense for use in uses]), word_vectors(encoder(), uses)


def of_many_lengths(seed: int) -> list[str]:
    """Eight uses of *interest*, cut off after 4, 6, 8, ... words."""
    uses = drawn_uses("interest")[0]
    rows = np.random.default_rng(seed).permutation(len(uses))[:8]
    return [" ".join(uses[row].words[: 4 + 2 * i]) for i, row in enumerate(rows)]


def sense_table(word: str, *, splits: int, seed: int) -> dict[str, Float[ndarray, " s"]]:
    """The share of right senses on some splits: of the most frequent one, by GloVe, layer by layer, and shuffled."""
    uses, senses, vectors = drawn_uses(word)
    around = neighbours_means(load_glove(), uses, AROUND)
    found: dict[str, list[float]] = {}
    for split in range(splits):
        rng = np.random.default_rng([seed, split])
        train = rng.permutation(USES)[:LABELLED]
        mixed = senses.copy()
        mixed[train] = rng.permutation(mixed[train])
        one = {"most frequent": majority(senses, train)}
        one["GloVe around it"] = accuracy(around, senses, train)
        one |= {f"layer {layer}": accuracy(rows, senses, train) for layer, rows in enumerate(vectors)}
        one["layer 4, senses shuffled"] = accuracy(vectors[4], mixed, train)
        for name, value in one.items():
            found.setdefault(name, []).append(value)
    return {name: np.array(values) for name, values in found.items()}


@cache
def alone_and_mixed(seed: int) -> tuple[Float[ndarray, "3"], Float[ndarray, "3"]]:
    """Mean reciprocal ranks of health, news and law, by themselves and among all, on 200 pairs of each."""
    rng = np.random.default_rng(seed)
    sides = []
    for name in ("health", "news", "law"):
        rows = rng.permutation(len(domain(name).first))[:200]
        sides.append((domain(name).first[rows], domain(name).second[rows]))
    mixed = reciprocal_ranks(*(np.vstack([pair[side] for pair in sides]) for side in (0, 1))).reshape(3, -1)
    return np.array([reciprocal_ranks(*pair).mean() for pair in sides]), mixed.mean(axis=1)


class Scores(NamedTuple):
    """Quality, query by query: reciprocal ranks on held-out questions about health and on contracts; nDCG@10."""

    health: Float[ndarray, " h"]
    law: Float[ndarray, " l"]
    cranfield: Float[ndarray, " c"]


def scores(matrix: Float[ndarray, "d e"], test: Int[ndarray, " t"]) -> Scores:
    """What vectors are worth after a matrix: on rows `test` of health, on all contracts, on Cranfield."""
    ranks = []
    for name, rows in {"health": test, "law": slice(None)}.items():
        pairs = domain(name)
        ranks.append(reciprocal_ranks(adapted(pairs.first[rows], matrix), adapted(pairs.second[rows], matrix)))
    return Scores(*ranks, cranfield_quality(lambda vectors: adapted(vectors, matrix)))


@cache
def _cranfield() -> tuple[Judged, CranfieldVectors]:
    return load_cranfield(), load_cranfield_vectors()


def cranfield_quality(change: Callable[[ndarray], ndarray]) -> Float[ndarray, " q"]:
    """nDCG@10 of each question of Cranfield after a change of all vectors, of documents and of questions."""
    judged, vectors = _cranfield()
    return qualities(top_k(change(vectors.queries), change(vectors.documents), FIRST), judged)


BITS = {"four bytes a number": (np.asarray, 32), "one byte": (int8, 8), "one bit": (signs, 1)}


def frontier(widths: Sequence[int], *, turn: bool) -> dict[str, dict[int, Float[ndarray, " q"]]]:
    """nDCG@10 of each question of Cranfield, by precision and by the bytes of a document that keeps k numbers.

    turn: the numbers are those along the directions of PCA; else the vectors' own.
    """
    judged, (documents, queries, *_) = _cranfield()
    found: dict[str, dict[int, Float[ndarray, " q"]]] = {name: {} for name in BITS}
    matrix = principal(documents) if turn else np.eye(documents.shape[1], dtype=np.float32)
    for k in widths:
        kept, asked = (truncated(vectors @ matrix, k) for vectors in (documents, queries))
        for name, (to, bits) in BITS.items():
            found[name][math.ceil(k * bits / 8)] = qualities(top_k(asked, to(kept), FIRST), judged)
    return found


def parts(seed: int) -> tuple[Int[ndarray, " k"], Int[ndarray, " t"]]:
    """Rows of health to learn from, and held-out ones about other diseases."""
    return split_by(domain("health").about, HELD_OUT, rng=np.random.default_rng(seed))


def adapter(way: str, seed: int) -> Float[ndarray, "d d"]:
    """An adapter learnt in one of WAYS from the part of `seed`."""
    rng, health, (train, _) = np.random.default_rng(seed), domain("health"), parts(seed)
    partners = rng.permutation(train) if way.endswith("shuffled") else train
    return learn_adapter(health.first[train], health.second[partners], health.about[train], rng=rng, **WAYS[way])


def wrong_answers(seed: int) -> dict[str, Int[ndarray, " k"]]:
    """For each question of the part of `seed` the row of one wrong answer: of any, and of the nearest, by what it is.

    The nearest of all but its own may be about the same disease.
    """
    rng, (train, _) = np.random.default_rng(seed), parts(seed)
    first, second, about = (part[train] for part in domain("health")[:3])
    found = {"any about another disease": np.array([rng.choice(np.flatnonzero(about != one)) for one in about])}
    found["nearest about another disease"] = hardest(first, second, about)
    found["nearest of all"] = hardest(first, second, np.arange(len(about)))
    return found


def ranks_three_ways(matrix: Float[ndarray, "d e"], test: Int[ndarray, " t"]) -> list[Float[ndarray, " _"]]:
    """Reciprocal ranks on rows `test` of health, of the own answer and of any about the same disease; on contracts."""
    sides = [adapted(side[test], matrix) for side in domain("health")[:2]]
    contracts = [adapted(side, matrix) for side in domain("law")[:2]]
    about = domain("health").about[test]
    return [reciprocal_ranks(*sides), reciprocal_ranks(*sides, about), reciprocal_ranks(*contracts)]


@cache
def more_with(seed: int) -> dict[str, Float[ndarray, "3"]]:
    """What each of `wrong_answers` adds to the means of `ranks_three_ways`, beyond the answers of the batch alone."""
    train, test = parts(seed)
    first, second, about = (part[train] for part in domain("health")[:3])
    means = {}
    for name, rows in ({"none": None} | wrong_answers(seed)).items():
        matrix = learn_adapter(first, second, about, rng=np.random.default_rng(seed), wrong=rows)
        means[name] = np.array([ranks.mean() for ranks in ranks_three_ways(matrix, test)])
    return {name: found - means["none"] for name, found in means.items()}


@cache
def hubs_left(name: str, seed: int) -> tuple[float, float]:
    """The share of the skewness that is left without the mean, and without three directions too, on a part of all."""
    vectors = domain("health").second if name == "health" else _cranfield()[1].documents
    drawn = np.random.default_rng(seed).permutation(vectors)[: len(vectors) * 4 // 5]
    skew = [skewness(k_occurrence(x, 10)) for x in (drawn, all_but_the_top(drawn, 0), all_but_the_top(drawn, 3))]
    return skew[1] / skew[0], skew[2] / skew[0]


def found_articles(place: str) -> dict[str, Bool[ndarray, " n"]]:
    """Whether each article comes first for a sentence of its own, from a place of PLACES, by how it was embedded."""
    arrays, own = load(), np.arange(ARTICLES)
    sentences, chunks = arrays[f"article {place}"], arrays["article chunks"]
    means = normalize(chunks.reshape(ARTICLES, -1, chunks.shape[1]).mean(axis=1))
    found = {f"cut at {cut} pieces": sentences @ arrays[f"article cut at {cut}"].T for cut in CUTS}
    found["mean of chunks"] = sentences @ means.T
    found["best chunk"] = (sentences @ chunks.T).reshape(ARTICLES, ARTICLES, -1).max(axis=2)
    return {name: scores.argmax(axis=1) == own for name, scores in found.items()}
