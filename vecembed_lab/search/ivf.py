"""Unit 07. Inverted lists: only the lists of the centroids nearest to a query are searched."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int, Integer, Real
from numpy import ndarray

from vecembed_lab.search.compiled import nearest
from vecembed_lab.search.exact import all_scores
from vecembed_lab.search.kmeans import kmeans, nearest_centroid
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
from vecembed_lab.search.table import Table

AT_ONCE = 64  # queries whose products with all centroids, 4 kB each with 1,024, are made at once
SAMPLE = 64  # vectors a centroid to train on; more hardly change it, and take time


def lists_of(assigned: Integer[ndarray, " n"], n_lists: int) -> list[Int[ndarray, " _"]]:
    """The rows assigned to each list, in ascending order; a list may be empty."""
    order = np.argsort(assigned, kind="stable")
    return np.split(order, np.searchsorted(assigned[order], np.arange(1, n_lists)))


def nearest_lists(
    query: Real[ndarray, " d"], centroids: Real[ndarray, "c d"], n_probe: int
) -> Int[ndarray, " n_probe"]:
    """The `n_probe` centroids at the smallest straight-line distance to the query, nearest first.

    Raises ValueError unless 1 <= n_probe <= c.
    """
    if not 1 <= n_probe <= len(centroids):
        raise ValueError(f"n_probe must be between 1 and the {len(centroids)} lists, got {n_probe}")
    return np.argsort(((centroids - query) ** 2).sum(axis=1), kind="stable")[:n_probe]


def ivf_search(
    query: Real[ndarray, " d"],
    vectors: Real[ndarray, "n d"],
    lists: Sequence[Integer[ndarray, " _"]],
    centroids: Real[ndarray, "c d"],
    n_probe: int,
    k: int,
) -> Int[ndarray, " found"]:
    """Rows of the `k` largest inner products with the query in the `n_probe` nearest lists, best first.

    Of equals the lower row comes first. If these lists hold fewer than `k` rows, all of them are returned.
    Raises ValueError unless 1 <= n_probe <= c and k >= 1.
    Source: Jégou, Douze & Schmid (2011), Product Quantization for Nearest Neighbor Search.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    rows = np.sort(np.concatenate([lists[number] for number in nearest_lists(query, centroids, n_probe)])).astype(int)
    scores = all_scores(query[None], vectors[rows])[0]
    return rows[np.argsort(-scores, kind="stable")[:k]]


class IVFIndex:
    """Finds vectors with large cosines in the `n_probe` lists nearest to each query; with all lists, exactly.

    `n_lists` centroids are trained on at most SAMPLE points a centroid. Each vector is in the list of its nearest one.
    Raises ValueError unless there are at least `n_lists` vectors; other errors are those of `FlatIndex`.
    Source: Jégou, Douze & Schmid (2011), Product Quantization for Nearest Neighbor Search.
    """

    def __init__(
        self,
        vectors: Real[ndarray, "n d"],
        ids: Ids | None = None,
        *,
        n_lists: int,
        rng: np.random.Generator,
        n_probe: int = 8,
    ):
        unit = unit_rows(vectors)
        new = fresh_ids(ids, len(unit), NO_IDS)
        self.centroids = trained_centroids(unit, n_lists, rng)
        self.n_probe = n_probe
        self._sort(Table.of(unit, new), nearest_centroid(unit, self.centroids))

    def _sort(self, table: Table, assigned: Integer[ndarray, " n"]) -> None:
        """Keep the rows of a list side by side."""
        order = np.argsort(assigned, kind="stable")
        self.table = table.take(order)
        self.starts = np.searchsorted(assigned[order], np.arange(len(self.centroids) + 1))

    def __len__(self) -> int:
        return len(self.table)

    @property
    def nbytes(self) -> int:
        """Bytes of memory the index takes."""
        return self.table.nbytes + self.centroids.nbytes + self.starts.nbytes

    def search(self, queries: Real[ndarray, "q d"], k: int, allowed: Ids | None = None) -> Found:
        """The `k` best of the vectors in the nearest lists, of those whose ids are `allowed`.

        A query whose lists hold fewer than `k` of them is looked for in all lists.
        Raises ValueError if fewer than `k` are there or allowed, for an `n_probe` that is not there, or for queries
        that do not fit.
        """
        unit = unit_rows(queries, self.table.vectors.shape[1])
        open_rows = permitted(self.table.ids, allowed)
        check_search(k, len(self) if allowed is None else int(open_rows.sum()), allowed is not None)
        probes, _ = probed(unit, self.centroids, self.n_probe)
        found = self.table.best_between(unit, k, open_rows, self.starts[probes], self.starts[probes + 1])
        short = np.isinf(found.scores[:, -1])
        if short.any():
            whole = self.table.best(unit[short], k, open_rows)
            found.ids[short], found.scores[short] = whole
        return found

    def add(self, vectors: Real[ndarray, "n d"], ids: Ids | None = None) -> None:
        """Add vectors to the lists of their nearest centroids. Errors are those of `FlatIndex.add`."""
        unit = unit_rows(vectors, self.table.vectors.shape[1])
        table = self.table.plus(unit, fresh_ids(ids, len(unit), self.table.ids))
        self._sort(table, np.concatenate([self._assigned(), nearest_centroid(unit, self.centroids)]))

    def _assigned(self) -> Int[ndarray, " n"]:
        return np.repeat(np.arange(len(self.centroids)), np.diff(self.starts))

    def remove(self, ids: Ids) -> None:
        """Remove the vectors with these ids. Raises ValueError for an id that is not there, and then removes none."""
        left = np.delete(np.arange(len(self)), rows_with(self.table.ids, ids))
        self._sort(self.table.take(left), self._assigned()[left])

    def save(self, path: Path) -> None:
        """Write the index to a file. Errors are those of `whole`."""
        own = {"centroids": self.centroids, "starts": self.starts, "n_probe": np.array(self.n_probe)}
        save(path, "ivf", {**self.table.arrays(), **own})

    @classmethod
    def load(cls, path: Path) -> "IVFIndex":
        """The index in a file. Errors are those of `load`."""
        arrays, index = load(path, "ivf"), cls.__new__(cls)
        index.table, index.centroids, index.starts = Table.from_arrays(arrays), arrays["centroids"], arrays["starts"]
        index.n_probe = int(arrays["n_probe"])
        return index


def trained_centroids(unit: Float[ndarray, "n d"], n_lists: int, rng: np.random.Generator) -> Float[ndarray, "c d"]:
    """`n_lists` centroids of at most SAMPLE vectors for each. Raises ValueError for too few vectors."""
    sample = unit if len(unit) <= SAMPLE * n_lists else unit[rng.choice(len(unit), SAMPLE * n_lists, replace=False)]
    return kmeans(sample, n_lists, rng=rng)


def probed(
    unit: Float[ndarray, "q d"], centroids: Float[ndarray, "c d"], n_probe: int
) -> tuple[Int[ndarray, "q p"], Float[ndarray, "q p"]]:
    """`nearest_lists` of many queries at once, with the same errors, and the inner products with these centroids."""
    if not 1 <= n_probe <= len(centroids):
        raise ValueError(f"n_probe must be between 1 and the {len(centroids)} lists, got {n_probe}")
    half_squares = np.einsum("cd,cd->c", centroids, centroids) / 2
    found, near = np.empty((len(unit), n_probe), np.int64), np.empty((len(unit), n_probe), np.float32)
    for start in range(0, len(unit), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        nearest(unit[part] @ centroids.T, half_squares, found[part], near[part])
    return found, near
