"""Unit 07. What all indexes share: what goes in and comes out, the ids, and files that are whole or refused."""

import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
from jaxtyping import Bool, Float, Int, Integer, Shaped
from numpy import ndarray

from vecembed_lab.files.whole import whole
from vecembed_lab.similarity.arithmetic import unit_vectors

Ids = Integer[ndarray, " _"]
NO_IDS = np.zeros(0, np.int64)


class Found(NamedTuple):
    """The ids of the best vectors for each query, best first, and their cosines with it; of equals the lower id."""

    ids: Int[ndarray, "q k"]
    scores: Float[ndarray, "q k"]


def unit_rows(vectors: Shaped[ndarray, "..."], dim: int | None = None) -> Float[ndarray, "n d"]:
    """The vectors with length 1, in float32, side by side in memory; a zero vector stays zero.

    Raises ValueError unless it is a table of finite numbers, with `dim` columns if that is given.
    """
    vectors = np.asarray(vectors)
    if vectors.ndim != 2 or not vectors.shape[1]:
        raise ValueError(f"vectors must be a table, a row for each, got the shape {vectors.shape}")
    if dim is not None and vectors.shape[1] != dim:
        raise ValueError(f"vectors must have the index's {dim} dimensions, got {vectors.shape[1]}")
    return np.ascontiguousarray(unit_vectors(vectors), dtype=np.float32)


def fresh_ids(ids: Shaped[ndarray, "..."] | None, n: int, taken: Ids) -> Int[ndarray, " n"]:
    """The ids of n new vectors; by default the numbers after the largest id taken, or from 0.

    Raises ValueError unless there are n, all different, none of them taken or below 0.
    """
    if ids is None:
        return np.arange(n, dtype=np.int64) + (taken.max() + 1 if len(taken) else 0)
    ids = np.asarray(ids)
    if ids.shape != (n,) or (n and ids.dtype.kind not in "iu"):
        raise ValueError(f"every vector needs one id, a whole number, got {n} vectors and {ids.dtype} {ids.shape}")
    ids = ids.astype(np.int64)
    if n and ids.min() < 0:
        raise ValueError(f"ids must be at least 0, got {ids.min()}")
    twice = ids[np.isin(ids, taken)] if len(np.unique(ids)) == n else ids[np.bincount(_ranks(ids))[_ranks(ids)] > 1]
    if len(twice):
        raise ValueError(f"every id must be new, got {twice[0]} twice")
    return ids


def _ranks(ids: Ids) -> Int[ndarray, " n"]:
    return np.unique(ids, return_inverse=True)[1]


def rows_with(known: Ids, wanted: Ids) -> Int[ndarray, " m"]:
    """The rows whose ids are `wanted`, each once. Raises ValueError for an id that is not there."""
    wanted = np.unique(np.asarray(wanted))
    missing = wanted[~np.isin(wanted, known)]
    if len(missing):
        raise ValueError(f"ids must be in the index, got {missing[0]}, which is not")
    return np.flatnonzero(np.isin(known, wanted))


def permitted(ids: Ids, allowed: Ids | None) -> Bool[ndarray, " m"]:
    """For each id whether it is allowed; an empty array if all are, because nothing was said."""
    return np.zeros(0, bool) if allowed is None else np.isin(ids, np.asarray(allowed))


def check_search(k: int, n: int, allowed: bool) -> None:
    """Raise ValueError unless `k` results can be had of the n vectors there are, or are allowed."""
    if not n:
        raise ValueError("there is nothing to find: no vector is allowed" if allowed else "the index is empty")
    if not 1 <= k <= n:
        which = "allowed" if allowed else "in the index"
        raise ValueError(f"k must be between 1 and the {n} vectors {which}, got {k}")


def save(path: Path, kind: str, arrays: Mapping[str, ndarray]) -> None:
    """Write an index whole or not at all. Errors are those of `whole`."""
    with whole(Path(path)) as part, part.open("wb") as file:
        np.savez(file, kind=np.array(kind), **arrays)


def load(path: Path, kind: str) -> dict[str, ndarray]:
    """The arrays of an index of this kind, every byte checked; no code in the file is ever run.

    Raises ValueError if the file is damaged or something else, FileNotFoundError if it is missing.
    """
    try:
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
            found = str(arrays.pop("kind"))
    except FileNotFoundError:
        raise
    except (OSError, KeyError, ValueError, EOFError, TypeError, AttributeError, BadZipFile, zlib.error) as problem:
        raise ValueError(f"{path} is damaged or no index ({problem}): build the index again") from None
    if found != kind:
        raise ValueError(f"{path} holds an index of the kind {found}, not {kind}")
    return arrays
