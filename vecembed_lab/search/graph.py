"""Unit 07. Search in a graph of neighbours, in plain Python: what `hnsw` does fast."""

import heapq
from collections.abc import Sequence

import numpy as np
from jaxtyping import Int, Integer, Real
from numpy import ndarray

Graph = Sequence[Sequence[int] | Integer[ndarray, " _"]]  # the rows that each row has an edge to


def greedy_walk(query: Real[ndarray, " d"], vectors: Real[ndarray, "n d"], graph: Graph, start: int) -> int:
    """The row where a walk ends that always steps to the best neighbour, as long as that is better than where it is.

    Better means a larger inner product with the query; of equals the lower row. It may end far from the nearest row.
    """
    here = int(start)
    while len(graph[here]):
        rows = np.sort(np.asarray(graph[here]))
        scores = vectors[rows] @ query
        if scores.max() <= vectors[here] @ query:
            break
        here = int(rows[scores.argmax()])
    return here


def beam_search(
    query: Real[ndarray, " d"], vectors: Real[ndarray, "n d"], graph: Graph, start: int, ef: int
) -> Int[ndarray, " found"]:
    """At most `ef` rows that are reached from `start`, best first: the best of all that the search has looked at.

    The best row that was not visited yet is visited next, until it is worse than the worst of `ef` rows kept.
    Raises ValueError unless ef >= 1.
    Source: Malkov & Yashunin (2020), Hierarchical Navigable Small World Graphs, algorithm 2.
    """
    if ef < 1:
        raise ValueError(f"ef must be at least 1, got {ef}")
    start = int(start)
    first = float(vectors[start] @ query)
    seen, waiting, kept = {start}, [(-first, start)], [(first, -start)]  # heaps: the first is the best, the worst
    while waiting:
        negative, row = heapq.heappop(waiting)
        if len(kept) == ef and (-negative, -row) < kept[0]:
            break
        for near in map(int, graph[row]):
            if near in seen:
                continue
            seen.add(near)
            score = float(vectors[near] @ query)
            if len(kept) < ef or (score, -near) > kept[0]:
                heapq.heappush(waiting, (-score, near))
                heapq.heappush(kept, (score, -near))
                kept = heapq.nlargest(ef, kept)[::-1]  # sorted is a heap too
    return np.array([-negative for _, negative in sorted(kept, reverse=True)], dtype=int)


def select_neighbours(
    vector: Real[ndarray, " d"], candidates: Integer[ndarray, " c"], vectors: Real[ndarray, "n d"], m: int
) -> Int[ndarray, " kept"]:
    """At most `m` of the candidate rows, in different directions, best first: the neighbours a new vector gets.

    The candidates are tried from the best down; one is kept only if it is nearer to `vector` than to every row kept
    before. Nearer means a larger inner product; of equal candidates the lower row is tried first, and one that is
    equally near to a row kept is not kept.
    Raises ValueError unless m >= 1.
    Source: Malkov & Yashunin (2020), Hierarchical Navigable Small World Graphs, algorithm 4.
    """
    if m < 1:
        raise ValueError(f"m must be at least 1, got {m}")
    candidates = np.sort(candidates)
    scores = vectors[candidates] @ vector
    kept: list[int] = []
    for place in np.argsort(-scores, kind="stable"):
        row = int(candidates[place])
        if len(kept) < m and all(scores[place] > vectors[row] @ vectors[other] for other in kept):
            kept.append(row)
    return np.array(kept, dtype=int)
