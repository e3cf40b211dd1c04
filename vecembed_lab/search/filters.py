"""Unit 07. Search among some of the vectors only: what comes of filtering after the search.

An exact index filters before, and an index that is given `allowed` during its search.
"""

from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Int, Real
from numpy import ndarray

from vecembed_lab.search.store import Found, Ids


@runtime_checkable
class Index(Protocol):
    """What can be searched: any of the indexes of this unit."""

    def __len__(self) -> int: ...

    def search(self, queries: Real[ndarray, "q d"], k: int, allowed: Ids | None = None) -> Found:
        """The `k` best for each query."""
        ...


def after(index: Index, queries: Real[ndarray, "q d"], k: int, allowed: Ids, wide: int) -> list[Int[ndarray, " _"]]:
    """For each query the ids that are allowed among the `wide` best that the index finds, at most `k`, best first.

    If few are allowed, few or none are among them: fewer than `k` come back.
    Raises ValueError unless 1 <= k <= wide; other errors are those of the index.
    """
    if not 1 <= k <= wide:
        raise ValueError(f"k must be between 1 and wide = {wide}, got {k}")
    ids = index.search(queries, wide).ids
    return [row[keep][:k] for row, keep in zip(ids, np.isin(ids, allowed), strict=True)]
