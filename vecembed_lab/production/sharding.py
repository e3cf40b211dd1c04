"""Unit 11. Vectors shared out among several indexes, which are asked together."""

from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray


def sharded(vectors: Float[ndarray, "n d"], n_shards: int, kind: str = "Flat") -> Any:
    """An index of faiss that asks `n_shards` others, each with a part of the rows, and merges what they find.

    Products are compared, and what is found are numbers of rows. Row i lies in shard i % n_shards, so that each gets
    of all times alike. kind: as faiss writes it, such as "HNSW16".
    Raises ValueError unless each shard gets a row.
    """
    import faiss

    n, d = vectors.shape
    if not 1 <= n_shards <= n:
        raise ValueError(f"n_shards must be between 1 and n = {n}, got {n_shards}")
    together = faiss.IndexShards(d, True, False)  # asked by threads; the shards know the numbers of their rows
    for shard in range(n_shards):
        index = faiss.IndexIDMap(faiss.index_factory(d, kind, faiss.METRIC_INNER_PRODUCT))
        index.add_with_ids(vectors[shard::n_shards].astype(np.float32), np.arange(shard, n, n_shards))
        together.add_shard(index)
    return together
