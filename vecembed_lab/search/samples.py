"""Unit 07. What the claims of the lesson draw for a seed: words, cells, codes, graphs, filters, questions."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from time import process_time
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from vecembed_lab.data.words import WordVectors, load_glove
from vecembed_lab.search.docstrings import NUMERIC, STANDARD, docstrings, question_and_text
from vecembed_lab.search.exact import all_scores, recall, top_k
from vecembed_lab.search.graph import beam_search, select_neighbours
from vecembed_lab.search.hybrid import rrf
from vecembed_lab.search.ivf import ivf_search, lists_of, nearest_lists
from vecembed_lab.search.judged import ndcg
from vecembed_lab.search.kmeans import kmeans, nearest_centroid
from vecembed_lab.search.lexical import BM25, idf, tokens
from vecembed_lab.search.quantization import pq_encode, pq_scan, pq_table, pq_train
from vecembed_lab.search.questions import load_questions
from vecembed_lab.search.watched import Watched
from vecembed_lab.similarity.measures import normalize
from vecembed_lab.similarity.projection import random_rotation

N_WORDS = 20_000


class Drawn(NamedTuple):
    """Queries, the rows that are searched, and all their scores."""

    queries: Float[ndarray, "q d"]
    base: Float[ndarray, "n d"]
    scores: Float[ndarray, "q n"]


@cache
def glove() -> WordVectors:
    """GloVe; its claims are not about the stand-in."""
    return load_glove()


@cache
def unit() -> Float[ndarray, "n d"]:
    """The frequent words, all of length 1."""
    return normalize(np.array(glove().vectors[:N_WORDS]))


def drawn(points: Float[ndarray, "n d"], n_queries: int = 100) -> Drawn:
    """The first points are the queries, the others the rows."""
    queries, base = points[:n_queries], points[n_queries:]
    return Drawn(queries, base, all_scores(queries, base))


@cache
def words(seed: int) -> Drawn:
    """A hundred words of 20,000, in an order drawn for a seed, and the others."""
    return drawn(unit()[np.random.default_rng(seed).permutation(N_WORDS)])


def recall_at_10(found: Int[ndarray, "q m"], scores: Float[ndarray, "q n"]) -> float:
    """Recall@10 of what was found."""
    return recall(found, scores, 10)


def ten(lists: Sequence[Int[ndarray, " _"]]) -> Int[ndarray, "q 10"]:
    """Ten places for each list; the last row stands in those that are left, and counts once."""
    return np.array([np.pad(rows[:10], (0, max(10 - len(rows), 0)), mode="edge") for rows in lists])


def again(rough: Float[ndarray, "q n"], scores: Float[ndarray, "q n"], wide: int) -> Int[ndarray, "q 10"]:
    """The ten best by exact score of the `wide` best by rough score."""
    candidates = np.argsort(-rough, axis=1)[:, :wide]
    exact = np.take_along_axis(scores, candidates, axis=1)
    return np.take_along_axis(candidates, np.argsort(-exact, axis=1)[:, :10], axis=1)


@cache
def cells_found(seed: int, n_cells: int = 100) -> dict[int, tuple[float, float]]:
    """The share looked at and the recall, by how many cells are searched."""
    queries, base, scores = words(seed)
    centres = kmeans(base, n_cells, rng=np.random.default_rng(seed))
    lists = lists_of(nearest_centroid(base, centres), n_cells)
    found = {}
    for n in (1, 2, 5, 10, 20, n_cells):
        looked = [sum(len(lists[c]) for c in nearest_lists(query, centres, n)) for query in queries]
        rows = ten([ivf_search(query, base, lists, centres, n, 10) for query in queries])
        found[n] = float(np.mean(looked)) / len(base), recall_at_10(rows, scores)
    return found


@cache
def rough_scores(seed: int, parts: int, *, shuffled: bool = False) -> Float[ndarray, "q n"]:
    """Scores computed from product codes of so many bytes; shuffled codes belong to other rows."""
    queries, base, _ = words(seed)
    rng = np.random.default_rng(seed)
    books = pq_train(base[rng.permutation(len(base))[:10_000]], parts, rng=rng, n_rounds=4)
    codes = pq_encode(base, books)
    codes = rng.permutation(codes) if shuffled else codes
    return np.array([pq_scan(pq_table(query, books), codes) for query in queries])


@cache
def hardness(seed: int, d: int) -> tuple[float, float]:
    """Recall by a tenth of the cells, and by codes of 6 bytes ranked again; d = 0 takes words in place of points."""
    rng = np.random.default_rng(seed)
    if d:
        points = rng.normal(size=(6100, d)) @ random_rotation(48, rng=rng)[:d]
    else:
        points = unit()[rng.permutation(N_WORDS)[:6100], :48]
    queries, base, scores = drawn(normalize(points))
    centres = kmeans(base, 60, rng=rng, n_rounds=5)
    lists, books = lists_of(nearest_centroid(base, centres), 60), pq_train(base, 6, rng=rng, n_codes=64, n_rounds=4)
    codes = pq_encode(base, books)
    rough = np.array([pq_scan(pq_table(query, books), codes) for query in queries])
    found = ten([ivf_search(query, base, lists, centres, 6, 10) for query in queries])
    return recall_at_10(found, scores), recall_at_10(again(rough, scores, 100), scores)


# Graphs


def both_ways(links: Sequence[Sequence[int]]) -> list[list[int]]:
    """The links, and a link back along each."""
    linked = [set(row) for row in links]
    for row, others in enumerate(links):
        for other in others:
            linked[other].add(row)
    return [sorted(row) for row in linked]


@cache
def graphs(seed: int) -> tuple[Drawn, dict[str, list[list[int]]]]:
    """4,000 words and the lesson's three graphs of them."""
    queries, base, _ = words(seed)
    few = base[:4000]
    near = top_k(few, few, 33)[:, 1:]
    links = [row[:8].tolist() for row in near]
    chosen = [select_neighbours(few[row], near[row], few, 8).tolist() for row in range(len(few))]
    found = {"nearest": links, "back": both_ways(links), "chosen": both_ways(chosen)}
    return Drawn(queries, few, all_scores(queries, few)), found


@cache
def walked(seed: int, name: str, ef: int) -> float:
    """Recall@10 of walks from row 0."""
    (queries, few, scores), found = graphs(seed)
    return recall_at_10(ten([beam_search(query, few, found[name], 0, ef) for query in queries]), scores)


def met_at_hubs(seed: int, name: str) -> float:
    """The share of rows met that are among the 1 % with most links."""
    (queries, few, _), found = graphs(seed)
    watched, hubs = Watched(found[name]), np.argsort([-len(row) for row in found[name]])[:40]
    for start, query in enumerate(queries):
        beam_search(query, few, watched, 40 * start, 10)
    return float(watched.met[hubs].sum() / watched.met.sum())


def reachable(graph: Sequence[Sequence[int]]) -> float:
    """The share of rows that can be reached from row 0."""
    reached, waiting = {0}, [0]
    while waiting:
        new = set(graph[waiting.pop()]) - reached
        reached |= new
        waiting += new
    return len(reached) / len(graph)


def copies(seed: int) -> list[list[int]]:
    """The graph of 300 words that stand there twelve times each."""
    rows = np.repeat(words(seed).base[:300], 12, axis=0)
    nearest = top_k(rows, rows, 9)
    return both_ways([[other for other in row.tolist() if other != i][:8] for i, row in enumerate(nearest)])


# Indexes, filters


@cache
def indexes(seed: int) -> tuple[Any, Any, Float[ndarray, "q d"], Float[ndarray, "n d"], Int[ndarray, " m"], float]:
    """An exact index, a graph, queries, rows, their numbers in GloVe, and the CPU seconds that the graph took."""
    from vecembed_lab.search.flat import FlatIndex
    from vecembed_lab.search.hnsw import HNSWIndex

    rng = np.random.default_rng(seed)
    mixed = rng.permutation(30_500)
    queries, base = (normalize(np.array(glove().vectors[rows])) for rows in (mixed[:500], mixed[500:]))
    for index in (FlatIndex(base[:1000]), HNSWIndex(base[:1000], rng=rng)):
        index.search(queries, 10)  # compiles
    start = process_time()
    graph = HNSWIndex(base, rng=rng)
    return FlatIndex(base), graph, queries, base, mixed[500:], process_time() - start


def milliseconds(index: Any, query: Float[ndarray, "1 d"]) -> float:
    """Of a core for one query: the median of 50."""
    times = []
    for _ in range(50):
        start = process_time()
        index.search(query, 10)
        times.append(process_time() - start)
    return 1000 * float(np.median(times))


@cache
def left_over(seed: int, share: float, wide: int) -> float:
    """How many of ten come back on average, if a random share is allowed and `wide` are found before."""
    from vecembed_lab.search.filters import after

    _, graph, queries, base, _, _ = indexes(seed)
    allowed = np.sort(np.random.default_rng(seed + 1).permutation(len(base))[: int(share * len(base))])
    return float(np.mean([len(rows) for rows in after(graph, queries, 10, allowed, wide)]))


def digits_left_over(seed: int) -> tuple[float, float]:
    """How many of ten come back if words with a digit are allowed, and if as many are at random."""
    from vecembed_lab.search.filters import after

    _, graph, queries, base, numbers, _ = indexes(seed)
    digits = np.flatnonzero([any(letter.isdigit() for letter in glove().words[row]) for row in numbers])
    like = np.sort(np.random.default_rng(seed).permutation(len(base))[: len(digits)])
    return tuple(
        float(np.mean([len(r) for r in after(graph, queries, 10, allowed, 100)])) for allowed in (digits, like)
    )


# Words, and questions that were judged


@cache
def first_ten(seed: int) -> tuple[float, float, float]:
    """The share of 300 questions whose text is among the first ten: by words, by mean vectors, in any order."""
    questions, texts, by_words, vectors, vector_of = documentation()
    rng = np.random.default_rng(seed)
    some, middle = rng.permutation(len(texts))[:300], vectors.mean(axis=0)
    asked = normalize(np.array([vector_of(questions[row]) for row in some])) - middle
    ways = [np.array([by_words.scores(questions[row]) for row in some])]
    ways += [asked @ normalize(vectors - middle).T, rng.random((300, len(texts)))]
    places = [(scores > scores[np.arange(300), some][:, None]).sum(axis=1) for scores in ways]
    return tuple(float((place < 10).mean()) for place in places)


@cache
def documentation() -> tuple[Any, ...]:
    """Questions, texts, BM25, the vectors of the texts, and what makes a vector of a text."""
    pairs = [question_and_text(text) for text in docstrings(NUMERIC + STANDARD).values()]
    questions, texts = zip(*[pair for pair in pairs if len(pair[1].split()) >= 20], strict=True)
    counted = Counter(word for text in texts for word in set(tokens(text)))
    weights = dict(zip(counted, idf(np.array(list(counted.values())), len(texts)), strict=True))

    def vector_of(text: str) -> Float[ndarray, " d"]:
        own = [word for word in tokens(text) if word in glove() and word in weights]
        return [weights[word] for word in own] @ glove().vectors[glove().rows(own)] if own else np.zeros(50)

    return questions, texts, BM25(texts), normalize(np.array([vector_of(text) for text in texts])), vector_of


@cache
def gained() -> dict[str, Float[ndarray, " q"]]:
    """nDCG@10 of each of Cranfield's questions, by words, by vectors, fused by rank, added, and joined wrongly."""
    judged, documents, queries, _ = load_questions()
    index, grades = BM25(judged.documents), judged.grades
    by_words = np.array([index.scores(query) for query in judged.queries])
    by_vectors = normalize(queries) @ normalize(documents).T
    one, other, added = (np.argsort(-s, axis=1, kind="stable") for s in (by_words, by_vectors, by_words + by_vectors))
    fused = [rrf([a[:100], b[:100]]) for a, b in zip(one, other, strict=True)]
    wrong = [*grades[1:], grades[0]]
    rankings = {"words": one, "vectors": other, "fused": fused, "added": added}
    found = {name: [ndcg(r, g) for r, g in zip(ranked, grades, strict=True)] for name, ranked in rankings.items()}
    found["wrong"] = [ndcg(r, g) for r, g in zip(one, wrong, strict=True)]
    return {name: np.array(values) for name, values in found.items()}


def draw_gained(seed: int) -> dict[str, Float[ndarray, " q"]]:
    """The same of four in five questions, drawn for a seed."""
    n = len(gained()["words"])
    some = np.random.default_rng(seed).permutation(n)[: int(0.8 * n)]
    return {name: values[some] for name, values in gained().items()}
