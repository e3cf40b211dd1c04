"""Unit 07. Vectors of length 1 with their ids, each kept twice: as 32-bit numbers, and as one byte a number."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int, Int8, Int16, Integer, Shaped
from numpy import ndarray

from vecembed_lab.search.compiled import LANES, Rows, scan, sift
from vecembed_lab.search.store import Found

QUERY_STEPS = 2047  # a query's code is finer than a row's: it is there once
ROUNDING = 2e-6  # more than the rounding of an inner product of two unit vectors in float32
BATCH = 6  # with more queries, multiplying matrices beats reading the codes once for each
TILE = (256, 1024)  # queries and rows whose scores, 1 MB, fit into a core's second cache


class Coded(NamedTuple):
    """Queries as codes: a score is offset + step (code . row's code), to within bound."""

    codes: Int16[ndarray, "q c"]
    step: Float[ndarray, " q"]
    offset: Float[ndarray, " q"]
    bound: Float[ndarray, " q"]


@dataclass(frozen=True)
class Table:
    """n vectors of length 1, their ids, and the code of each: round((vector - mean) / scale), filled up with zeros.

    `error` is the largest distance of a vector from what its code stands for, `reach` the largest from the mean.
    """

    vectors: Float[ndarray, "n d"]
    ids: Int[ndarray, " n"]
    codes: Int8[ndarray, "n c"]
    mean: Float[ndarray, " d"]
    scale: float
    error: float
    reach: float

    @classmethod
    def of(cls, vectors: Float[ndarray, "n d"], ids: Int[ndarray, " n"]) -> "Table":
        """The table of vectors of length 1, whose own spread decides what a step of a code is worth."""
        mean = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], np.float32)
        scale = max((float(np.abs(part - mean).max()) for part in _parts(vectors)), default=0) / 127 or 1.0
        width = -(-vectors.shape[1] // LANES) * LANES
        empty = cls(vectors[:0], ids[:0], np.zeros((0, width), np.int8), mean, scale, 0.0, 0.0)
        return empty._extended(vectors, ids)

    def __len__(self) -> int:
        return len(self.ids)

    def plus(self, vectors: Float[ndarray, "m d"], ids: Int[ndarray, " m"]) -> "Table":
        """The table with more vectors; the first ones decide what a step of a code is worth."""
        return self._extended(vectors, ids) if len(self) else Table.of(vectors, ids)

    def _extended(self, vectors: Float[ndarray, "m d"], ids: Int[ndarray, " m"]) -> "Table":
        codes = np.zeros((len(vectors), self.codes.shape[1]), np.int8)
        error = reach = start = 0
        for part in _parts(vectors):
            centred = part - self.mean
            whole = np.clip(np.rint(centred / self.scale), -127, 127)
            codes[start : start + len(part), : part.shape[1]] = whole
            error = max(error, _longest(centred - whole * np.float32(self.scale)))
            reach, start = max(reach, _longest(centred)), start + len(part)
        return replace(
            self,
            vectors=np.concatenate([self.vectors, vectors]) if len(self) else vectors,
            ids=np.concatenate([self.ids, ids]),
            codes=np.concatenate([self.codes, codes]) if len(self) else codes,
            error=max(error, self.error),
            reach=max(reach, self.reach),
        )

    def take(self, rows: Integer[ndarray, " m"] | Bool[ndarray, " n"]) -> "Table":
        """The table of these rows, in this order."""
        return replace(self, vectors=self.vectors[rows], ids=self.ids[rows], codes=self.codes[rows])

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return self.vectors.nbytes + self.ids.nbytes + self.codes.nbytes + self.mean.nbytes

    def arrays(self) -> dict[str, ndarray]:
        """What `from_arrays` makes the same table of."""
        numbers = np.array([self.scale, self.error, self.reach])
        return {"vectors": self.vectors, "ids": self.ids, "codes": self.codes, "mean": self.mean, "numbers": numbers}

    @classmethod
    def from_arrays(cls, arrays: dict[str, Shaped[ndarray, "..."]]) -> "Table":
        """The table that `arrays` came from. Raises KeyError or ValueError if they do not belong together."""
        vectors, ids, codes = arrays["vectors"], arrays["ids"], arrays["codes"]
        if not len(vectors) == len(ids) == len(codes):
            raise ValueError(f"{len(vectors)} vectors, {len(ids)} ids and {len(codes)} codes do not belong together")
        return cls(vectors, ids, codes, arrays["mean"], *arrays["numbers"].tolist())

    def coded(self, queries: Float[ndarray, "q d"]) -> Coded:
        """The queries, of length 1, as codes for this table."""
        step = np.abs(queries).max(axis=1, initial=0) / QUERY_STEPS
        step[step == 0] = 1
        whole = np.rint(queries / step[:, None])
        codes = np.zeros((len(queries), self.codes.shape[1]), np.int16)
        codes[:, : queries.shape[1]] = whole
        lost = np.linalg.norm(queries - whole * step[:, None], axis=1)
        bound = self.error + lost * (self.reach + self.error) + ROUNDING
        floats = (number.astype(np.float32) for number in (step * self.scale, queries @ self.mean, bound))
        return Coded(codes, *floats)

    def rows(self, allowed: Bool[ndarray, " m"]) -> Rows:
        """What the compiled loops read, for a search of all rows or of those allowed."""
        return Rows(self.codes, self.vectors, self.ids, allowed)

    def best(self, queries: Float[ndarray, "q d"], k: int, allowed: Bool[ndarray, " m"]) -> Found:
        """The `k` best of all rows, or of those allowed, exactly."""
        if len(queries) <= BATCH:
            ends = np.full((len(queries), 1), len(self))
            return self.best_between(queries, k, allowed, np.zeros_like(ends), ends)
        found, rows = nothing(len(queries), k), self.rows(allowed)
        for q in range(0, len(queries), TILE[0]):
            part = slice(q, q + TILE[0])
            for row in range(0, len(self), TILE[1]):
                tile = queries[part] @ self.vectors[row : row + TILE[1]].T
                sift(rows, tile, row, queries[part], np.float32(ROUNDING), found.scores[part], found.ids[part])
        return found

    def best_between(
        self,
        queries: Float[ndarray, "q d"],
        k: int,
        allowed: Bool[ndarray, " m"],
        starts: Integer[ndarray, "q p"],
        ends: Integer[ndarray, "q p"],
    ) -> Found:
        """The `k` best of the rows in p ranges for each query; where there are fewer, -inf is a score."""
        found = nothing(len(queries), k)
        scan(self.rows(allowed), starts, ends, queries, *self.coded(queries), found.scores, found.ids)
        return found


def nothing(n_queries: int, k: int) -> Found:
    """No result yet: every score is -inf."""
    ids = np.full((n_queries, k), np.iinfo(np.int64).max)
    return Found(ids, np.full((n_queries, k), -np.inf, np.float32))


def _parts(vectors: Float[ndarray, "n d"]) -> list[Float[ndarray, "_ d"]]:
    """So few at a time that the intermediate results are small."""
    return [vectors[start : start + 8192] for start in range(0, len(vectors), 8192)]


def _longest(vectors: Float[ndarray, "n d"]) -> float:
    return float(np.linalg.norm(vectors, axis=1).max(initial=0))
