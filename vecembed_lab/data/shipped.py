"""Vectors that come with the course, since a lesson has no time to compute them, in files small enough to travel.

A vector's direction is all that is used of it. It is kept in whole steps, of a size for each kind of vector: the fewer
steps, the fewer bytes the same number takes once it is compressed.
"""

import bz2
import io
import lzma
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int, Shaped
from numpy import ndarray

from vecembed_lab.files.whole import whole

CODES = (np.int8, np.int16)
COMPRESSIONS = {zipfile.ZIP_BZIP2: bz2.compress, zipfile.ZIP_LZMA: lzma.compress}


def in_steps(vectors: Float[ndarray, "n d"], step: float) -> Int[ndarray, "n d"]:
    """The nearest whole number of steps for each number, as int8 where that can hold them all, else as int16.

    Raises ValueError if a number is more than int16's 32,767 steps, or NaN.
    """
    steps = np.rint(vectors / step)
    for kind in CODES:
        if np.abs(steps).max(initial=0) <= np.iinfo(kind).max:
            return steps.astype(kind)
    raise ValueError(f"a step of {step} is too small, or a number is NaN: at most {np.iinfo(kind).max} steps fit")


def write_shipped(path: Path, arrays: Mapping[str, Shaped[ndarray, "..."]]) -> None:
    """Write arrays by their names to a file that `np.load` can read, smaller than NumPy's own."""
    with whole(path) as part, zipfile.ZipFile(part, "w") as archive:
        for name, array in arrays.items():
            file = io.BytesIO()
            np.save(file, np.asarray(array, order="F"), allow_pickle=False)  # column by column it is smaller
            smallest = min(COMPRESSIONS, key=lambda kind: len(COMPRESSIONS[kind](file.getvalue())))
            archive.writestr(f"{name}.npy", file.getvalue(), smallest)
    print(f"{path.name} is written: {path.stat().st_size:,} bytes")


def load_shipped(path: Path) -> dict[str, Shaped[ndarray, "..."]]:
    """The arrays in such a file; what is kept in steps comes as vectors of length 1, float32."""
    with np.load(path, allow_pickle=False) as file:
        return {name: _decoded(file[name]) for name in file.files}


def _decoded(array: Shaped[ndarray, "..."]) -> Shaped[ndarray, "..."]:
    if array.dtype not in CODES:
        return array
    vectors = np.ascontiguousarray(array, np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
