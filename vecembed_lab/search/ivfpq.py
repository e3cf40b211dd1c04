"""Unit 07. Inverted lists of product codes: a few bytes a vector, and no vectors."""

from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float, Int, Integer, Real, UInt8
from numpy import ndarray

from vecembed_lab.search.compiled import Rows, add_up
from vecembed_lab.search.ivf import probed, trained_centroids
from vecembed_lab.search.kmeans import nearest_centroid
from vecembed_lab.search.quantization import pq_encode, pq_train
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
from vecembed_lab.search.table import nothing

BOOK_SAMPLE = 64 * 256  # residuals that the code books are trained on


class IVFPQIndex:
    """Finds vectors with large cosines by codes of `n_parts` bytes; the scores are those of what the codes stand for.

    A code stands for the residual, what is left of a vector without the centroid of its list:

        q.x = q.c + q.(x - c), the first once a list, the second from a table of n_parts x 256 numbers a query

    The vectors themselves are not kept. Raises ValueError unless there are at least 256 vectors and `n_lists`, and
    the number of dimensions is a multiple of `n_parts`; other errors are those of `FlatIndex`.
    Source: Jégou, Douze & Schmid (2011), Product Quantization for Nearest Neighbor Search.
    """

    def __init__(
        self,
        vectors: Real[ndarray, "n d"],
        ids: Ids | None = None,
        *,
        n_lists: int,
        n_parts: int,
        rng: np.random.Generator,
        n_probe: int = 8,
    ):
        unit = unit_rows(vectors)
        new = fresh_ids(ids, len(unit), NO_IDS)
        self.centroids, self.n_probe = trained_centroids(unit, n_lists, rng), n_probe
        sample = unit[rng.permutation(len(unit))[:BOOK_SAMPLE]]
        residuals = sample - self.centroids[nearest_centroid(sample, self.centroids)]
        self.books = pq_train(residuals, n_parts, rng=rng)
        self._sort(new, *self._encoded(unit))

    def _encoded(self, unit: Float[ndarray, "n d"]) -> tuple[UInt8[ndarray, "n p"], Int[ndarray, " n"]]:
        """The code of each vector, and the number of its list."""
        assigned = nearest_centroid(unit, self.centroids)
        return pq_encode(unit - self.centroids[assigned], self.books), assigned

    def _sort(self, ids: Int[ndarray, " n"], codes: UInt8[ndarray, "n p"], assigned: Integer[ndarray, " n"]) -> None:
        """Keep the codes of a list side by side."""
        order = np.argsort(assigned, kind="stable")
        self.ids, self.codes = ids[order], codes[order]
        self.starts = np.searchsorted(assigned[order], np.arange(len(self.centroids) + 1))

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def nbytes(self) -> int:
        """Bytes of memory the index takes."""
        return sum(part.nbytes for part in (self.ids, self.codes, self.starts, self.centroids, self.books))

    def search(self, queries: Real[ndarray, "q d"], k: int, allowed: Ids | None = None) -> Found:
        """The `k` best codes in the nearest lists, of those whose ids are `allowed`.

        A query whose lists hold fewer than `k` of them is looked for in all lists. Errors are those of `IVFIndex`.
        """
        unit = unit_rows(queries, self.centroids.shape[1])
        open_rows = permitted(self.ids, allowed)
        check_search(k, len(self) if allowed is None else int(open_rows.sum()), allowed is not None)
        found = self._added(unit, k, open_rows, *probed(unit, self.centroids, self.n_probe))
        short = np.isinf(found.scores[:, -1])
        if short.any():
            near = unit[short] @ self.centroids.T
            every = np.broadcast_to(np.arange(len(self.centroids)), near.shape)
            found.ids[short], found.scores[short] = self._added(unit[short], k, open_rows, every, near)
        return found

    def _added(
        self,
        unit: Float[ndarray, "q d"],
        k: int,
        open_rows: Bool[ndarray, " m"],
        probes: Integer[ndarray, "q l"],
        near: Float[ndarray, "q l"],
    ) -> Found:
        """The `k` best codes in the lists that `probes` names, whose centroids have the inner products `near`."""
        found, books = nothing(len(unit), k), np.ascontiguousarray(self.books.transpose(0, 2, 1))
        rows = Rows(self.codes, self.books, self.ids, open_rows)  # there are no vectors, and none are read
        add_up(rows, self.starts[probes], self.starts[probes + 1], near, books, unit, found.scores, found.ids)
        return found

    def add(self, vectors: Real[ndarray, "n d"], ids: Ids | None = None) -> None:
        """Add vectors, as codes of the books there are. Errors are those of `FlatIndex.add`."""
        unit = unit_rows(vectors, self.centroids.shape[1])
        new = fresh_ids(ids, len(unit), self.ids)
        codes, assigned = self._encoded(unit)
        parts = zip((self.ids, self.codes, self._assigned()), (new, codes, assigned), strict=True)
        self._sort(*(np.concatenate(part) for part in parts))

    def _assigned(self) -> Int[ndarray, " n"]:
        return np.repeat(np.arange(len(self.centroids)), np.diff(self.starts))

    def remove(self, ids: Ids) -> None:
        """Remove the vectors with these ids. Raises ValueError for an id that is not there, and then removes none."""
        left = np.delete(np.arange(len(self)), rows_with(self.ids, ids))
        self._sort(self.ids[left], self.codes[left], self._assigned()[left])

    def save(self, path: Path) -> None:
        """Write the index to a file. Errors are those of `whole`."""
        names = ("ids", "codes", "starts", "centroids", "books", "n_probe")
        save(path, "ivfpq", {name: np.asarray(getattr(self, name)) for name in names})

    @classmethod
    def load(cls, path: Path) -> "IVFPQIndex":
        """The index in a file. Errors are those of `load`."""
        arrays, index = load(path, "ivfpq"), cls.__new__(cls)
        for name in ("ids", "codes", "starts", "centroids", "books"):
            setattr(index, name, arrays[name])
        index.n_probe = int(arrays["n_probe"])
        return index
