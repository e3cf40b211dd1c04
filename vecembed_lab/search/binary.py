"""Unit 07. One bit a number to find candidates, the vectors to rank them."""

from pathlib import Path

import numpy as np
from jaxtyping import Float, Int, Real, UInt64
from numpy import ndarray

from vecembed_lab.search.compiled import Rows, scan_bits
from vecembed_lab.search.quantization import binary_encode
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

WORD = 8  # bytes whose bits are compared at once


class BinaryIndex:
    """Finds vectors with large cosines among the `wide` * k whose bits differ least from the query's.

    A bit says whether a number is above 0. Errors are those of `FlatIndex`.
    Source: Charikar (2002), Similarity Estimation Techniques from Rounding Algorithms.
    """

    def __init__(self, vectors: Real[ndarray, "n d"], ids: Ids | None = None, *, wide: int = 10):
        unit = unit_rows(vectors)
        self.vectors, self.ids, self.wide = unit, fresh_ids(ids, len(unit), NO_IDS), wide
        self.bits = _words(unit)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def nbytes(self) -> int:
        """Bytes of memory the index takes."""
        return self.vectors.nbytes + self.ids.nbytes + self.bits.nbytes

    def search(self, queries: Real[ndarray, "q d"], k: int, allowed: Ids | None = None) -> Found:
        """The `k` candidates with the largest cosines, of those whose ids are `allowed`.

        Raises ValueError if fewer than `k` are there or allowed, if `wide` is below 1, or for queries that do not fit.
        """
        unit = unit_rows(queries, self.vectors.shape[1])
        open_rows = permitted(self.ids, allowed)
        n_open = len(self) if allowed is None else int(open_rows.sum())
        check_search(k, n_open, allowed is not None)
        if self.wide < 1:
            raise ValueError(f"wide must be at least 1, got {self.wide}")
        found, wide = nothing(len(unit), k), min(self.wide * k, n_open)
        rows = Rows(self.bits, self.vectors, self.ids, open_rows)
        scan_bits(rows, _words(unit), unit, wide, found.scores, found.ids)
        return found

    def add(self, vectors: Real[ndarray, "n d"], ids: Ids | None = None) -> None:
        """Add vectors; if they do not fit, nothing is added. Errors are those of `FlatIndex.add`."""
        unit = unit_rows(vectors, self.vectors.shape[1])
        self._keep(unit, fresh_ids(ids, len(unit), self.ids), slice(None))

    def remove(self, ids: Ids) -> None:
        """Remove the vectors with these ids. Raises ValueError for an id that is not there, and then removes none."""
        left = np.delete(np.arange(len(self)), rows_with(self.ids, ids))
        self._keep(self.vectors[:0], self.ids[:0], left)

    def _keep(self, unit: Float[ndarray, "n d"], ids: Int[ndarray, " n"], left: slice | Int[ndarray, " m"]) -> None:
        """Keep the rows `left`, and new ones after them."""
        self.vectors = np.concatenate([self.vectors[left], unit])
        self.bits = np.concatenate([self.bits[left], _words(unit)])
        self.ids = np.concatenate([self.ids[left], ids])

    def save(self, path: Path) -> None:
        """Write the index to a file. Errors are those of `whole`."""
        arrays = {"vectors": self.vectors, "ids": self.ids, "bits": self.bits, "wide": np.array(self.wide)}
        save(path, "binary", arrays)

    @classmethod
    def load(cls, path: Path) -> "BinaryIndex":
        """The index in a file. Errors are those of `load`."""
        arrays, index = load(path, "binary"), cls.__new__(cls)
        index.vectors, index.ids, index.bits = arrays["vectors"], arrays["ids"], arrays["bits"]
        index.wide = int(arrays["wide"])
        return index


def _words(unit: Float[ndarray, "n d"]) -> UInt64[ndarray, "n w"]:
    """The bits of each vector in words of 64, the last filled up with zeros."""
    codes = binary_encode(unit)
    n, b = codes.shape
    words = np.zeros((n, -(-b // WORD) * WORD), np.uint8)
    words[:, :b] = codes
    return words.view(np.uint64)
