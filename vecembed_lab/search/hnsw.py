"""Unit 07. Search in a graph of neighbours with layers, which vectors may join and leave."""

from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float, Integer, Real
from numpy import ndarray

from vecembed_lab.search.layers import NONE, Graph, grow, walk
from vecembed_lab.search.store import (
    NO_IDS,
    Found,
    Ids,
    check_search,
    fresh_ids,
    load,
    permitted,
    rows_with,
    save,
    unit_rows,
)
from vecembed_lab.search.table import Table, nothing

AT_ONCE = 4096  # rows whose codes as queries are made before they join the graph
TOP = 12  # layers above the lowest there may be


class HNSWIndex:
    """Finds vectors with large cosines by walking a graph: a hierarchical navigable small world.

    A new vector gets edges to `m` neighbours in each layer (2 m in the lowest), chosen among the `ef_construction` best
    that a search finds; a search keeps the `ef` best and ranks them by their exact cosines. Codes decide the way.
    Vectors with equal codes are one node. A removed vector still leads the way, until half of all are removed: then
    the graph is built again.
    Errors are those of `FlatIndex`.
    Source: Malkov & Yashunin (2020), Efficient and Robust Approximate Nearest Neighbor Search Using HNSW Graphs.
    """

    def __init__(
        self,
        vectors: Real[ndarray, "n d"],
        ids: Ids | None = None,
        *,
        rng: np.random.Generator,
        m: int = 16,
        ef_construction: int = 100,
        ef: int = 64,
    ):
        if min(m - 1, ef_construction, ef) < 1:
            raise ValueError(f"m must be at least 2 and ef at least 1, got {m}, {ef_construction} and {ef}")
        self.m, self.ef_construction, self.ef, self.rng = m, ef_construction, ef, rng
        unit = unit_rows(vectors)
        self._build(Table.of(unit, fresh_ids(ids, len(unit), NO_IDS)))

    def _build(self, table: Table) -> None:
        self.table, self.alive = table.take(NO_IDS), np.zeros(0, bool)
        links, upper = np.zeros((0, 2 * self.m), np.int32), np.zeros((0, self.m), np.int32)
        none = np.zeros(0, np.int32)
        self.graph = Graph(links, upper, none, none, none, np.array([NONE, 0], np.int32))
        self._join(table)

    def _join(self, table: Table) -> None:
        """Let the rows of `table` that come after the rows so far join the graph."""
        first, n, graph = len(self.alive), len(table) - len(self.alive), self.graph
        level = np.minimum(-np.log1p(-self.rng.random(n)) / np.log(self.m), TOP).astype(np.int32)
        place = np.cumsum(level, dtype=np.int32) - level + np.int32(len(graph.upper))
        self.table, self.alive = table, np.concatenate([self.alive, np.ones(n, bool)])
        self.graph = Graph(
            _longer(graph.links, n),
            _longer(graph.upper, int(level.sum())),
            np.concatenate([graph.place, place]),
            np.concatenate([graph.level, level]),
            np.concatenate([graph.twin, np.full(n, NONE, np.int32)]),
            graph.entry,
        )
        seen = np.zeros(len(table), np.int32)
        for start in range(first, len(table), AT_ONCE):
            coded = table.coded(table.vectors[start : start + AT_ONCE]).codes
            grow(table.codes, coded, start, self.graph, self.m, self.ef_construction, seen)

    def __len__(self) -> int:
        return int(self.alive.sum())

    @property
    def nbytes(self) -> int:
        """Bytes of memory the index takes."""
        return self.table.nbytes + self.alive.nbytes + sum(part.nbytes for part in self.graph)

    def search(self, queries: Real[ndarray, "q d"], k: int, allowed: Ids | None = None) -> Found:
        """The `k` best that a walk finds, of those whose ids are `allowed`: others lead the way, but do not come back.

        Where fewer than `k` are found, or all those allowed are fewer than a walk would look at, all are looked at.
        Raises ValueError if fewer than `k` are there or allowed, or for queries that do not fit.
        """
        unit = unit_rows(queries, self.table.vectors.shape[1])
        open_rows = self.alive if allowed is None else self.alive & permitted(self.table.ids, allowed)
        n_open = int(open_rows.sum())
        check_search(k, n_open, allowed is not None)
        width = int(max(self.ef, k) * len(open_rows) / n_open)
        if width * 2 * self.m > n_open:
            return self.table.best(unit, k, open_rows)
        found = self._walked(unit, k, width, open_rows if n_open < len(open_rows) else np.zeros(0, bool))
        short = np.isinf(found.scores[:, -1])
        if short.any():
            found.ids[short], found.scores[short] = self.table.best(unit[short], k, open_rows)
        return found

    def _walked(self, unit: Float[ndarray, "q d"], k: int, width: int, open_rows: Bool[ndarray, " m"]) -> Found:
        found, seen = nothing(len(unit), k), np.zeros(len(self.alive), np.int32)
        coded = self.table.coded(unit).codes
        walk(self.table.rows(open_rows), self.graph, coded, unit, width, seen, found.scores, found.ids)
        return found

    def add(self, vectors: Real[ndarray, "n d"], ids: Ids | None = None) -> None:
        """Add vectors to the graph. Errors are those of `FlatIndex.add`; an id that was removed is free again."""
        unit = unit_rows(vectors, self.table.vectors.shape[1])
        new = fresh_ids(ids, len(unit), self.table.ids[self.alive])
        if len(self):
            self._join(self.table.plus(unit, new))
        else:
            self._build(Table.of(unit, new))

    def remove(self, ids: Ids) -> None:
        """Remove the vectors with these ids. Raises ValueError for an id that is not there, and then removes none."""
        rows = np.flatnonzero(self.alive)
        self.alive[rows[rows_with(self.table.ids[rows], ids)]] = False
        if 2 * len(self) < len(self.alive):
            self._build(self.table.take(self.alive))

    def save(self, path: Path) -> None:
        """Write the index to a file. Errors are those of `whole`."""
        own = {"alive": self.alive, "options": np.array([self.m, self.ef_construction, self.ef])}
        save(path, "hnsw", {**self.table.arrays(), **self.graph._asdict(), **own})

    @classmethod
    def load(cls, path: Path, *, rng: np.random.Generator) -> "HNSWIndex":
        """The index in a file. Errors are those of `load`."""
        arrays, index = load(path, "hnsw"), cls.__new__(cls)
        index.table, index.rng = Table.from_arrays(arrays), rng
        index.graph, index.alive = Graph(*(arrays[name] for name in Graph._fields)), arrays["alive"]
        index.m, index.ef_construction, index.ef = arrays["options"].tolist()
        return index


def _longer(rows: Integer[ndarray, "n m"], n: int) -> Integer[ndarray, "o m"]:
    return np.concatenate([rows, np.full((n, rows.shape[1]), NONE, np.int32)])
