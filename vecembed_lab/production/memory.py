"""Unit 11. How much memory do a million vectors need, or ten thousand million, and how many machines is that?"""

import math
from typing import NamedTuple

BITS = {"float32": 32, "float16": 16, "int8": 8, "binary": 1}  # of a number
LINK = 4  # bytes of a neighbour's number in a graph
GIB = 2**30


class Plan(NamedTuple):
    """Bytes of all vectors and of the graph over them, once; machines for one copy, and for all copies."""

    vectors: int
    graph: int
    shards: int
    machines: int


def memory_plan(
    n: int, dim: int, kind: str, *, m: int = 16, gib: float = 64, filled: float = 0.75, copies: int = 1
) -> Plan:
    """What `n` vectors of `dim` numbers need in a graph whose rows have up to 2 `m` neighbours in the lowest layer.

    A machine has `gib` GiB, of which a share `filled` may be used; upper layers of the graph, a few per cent, are left
    out. `copies` of each shard stand on machines of their own. `m` = 0 is a search without a graph.
    Raises ValueError for another kind, and for sizes that cannot be.
    """
    if kind not in BITS:
        raise ValueError(f"kind must be one of {', '.join(BITS)}, got {kind!r}")
    if min(n, m) < 0 or min(dim, copies) < 1 or not (gib > 0 and 0 < filled <= 1):
        raise ValueError(
            "n and m must be at least 0, dim and copies at least 1, gib above 0 and filled above 0 and at most 1, "
            f"got n={n}, m={m}, dim={dim}, copies={copies}, gib={gib}, filled={filled}"
        )
    vectors = n * math.ceil(dim * BITS[kind] / 8)
    graph = n * 2 * m * LINK
    shards = max(1, math.ceil((vectors + graph) / (filled * gib * GIB)))
    return Plan(vectors, graph, shards, shards * copies)
