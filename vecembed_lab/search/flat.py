"""Unit 07. The exact index: every vector is looked at."""

from pathlib import Path

import numpy as np
from jaxtyping import Real
from numpy import ndarray

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


class FlatIndex:
    """Finds the vectors with the largest cosines, all of them, by looking at every one.

    One query reads the codes, of a quarter of the bytes, and of the vectors only those that the codes cannot rule out;
    many queries at once are multiplied as matrices, a tile at a time.
    Errors are those of `unit_rows` and `fresh_ids`.
    """

    def __init__(self, vectors: Real[ndarray, "n d"], ids: Ids | None = None):
        unit = unit_rows(vectors)
        self.table = Table.of(unit, fresh_ids(ids, len(unit), NO_IDS))

    def __len__(self) -> int:
        return len(self.table)

    @property
    def nbytes(self) -> int:
        """Bytes of memory the index takes."""
        return self.table.nbytes

    def search(self, queries: Real[ndarray, "q d"], k: int, allowed: Ids | None = None) -> Found:
        """The `k` vectors with the largest cosines, of those whose ids are `allowed`: they are filtered before.

        Raises ValueError if fewer than `k` are there or allowed, or for queries that do not fit.
        """
        unit = unit_rows(queries, self.table.vectors.shape[1])
        open_rows = permitted(self.table.ids, allowed)
        check_search(k, len(self) if allowed is None else int(open_rows.sum()), allowed is not None)
        return self.table.best(unit, k, open_rows)

    def add(self, vectors: Real[ndarray, "n d"], ids: Ids | None = None) -> None:
        """Add vectors; if they do not fit, nothing is added. Errors are those of `unit_rows` and `fresh_ids`."""
        unit = unit_rows(vectors, self.table.vectors.shape[1])
        self.table = self.table.plus(unit, fresh_ids(ids, len(unit), self.table.ids))

    def remove(self, ids: Ids) -> None:
        """Remove the vectors with these ids. Raises ValueError for an id that is not there, and then removes none."""
        self.table = self.table.take(np.delete(np.arange(len(self)), rows_with(self.table.ids, ids)))

    def save(self, path: Path) -> None:
        """Write the index to a file. Errors are those of `whole`."""
        save(path, "flat", self.table.arrays())

    @classmethod
    def load(cls, path: Path) -> "FlatIndex":
        """The index in a file. Errors are those of `load`."""
        index = cls.__new__(cls)
        index.table = Table.from_arrays(load(path, "flat"))
        return index
