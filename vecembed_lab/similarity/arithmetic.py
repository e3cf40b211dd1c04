"""Arithmetic for vectors of all kinds: whole numbers, half precision, and sizes whose squares are no numbers any more.

What cannot be computed rightly is refused with a ValueError: NaN, infinity, rows that are not there.
"""

import numpy as np
from jaxtyping import Bool, Float, Int, Integer, Shaped
from numpy import ndarray


def widened(vectors: Shaped[ndarray, "*n d"]) -> Float[ndarray, "*n d"]:
    """Whole numbers as float64, and float16 as float32: neither can be squared and added up as it is."""
    if vectors.dtype.kind == "f":
        return vectors.astype(np.promote_types(vectors.dtype, np.float32), copy=False)
    if vectors.dtype.kind in "iub":
        return vectors.astype(np.float64)
    raise ValueError(f"vectors must hold real numbers, got {vectors.dtype}")


def float_kind(*arrays: Shaped[ndarray, "..."]) -> np.dtype:
    """The kind of number that a result of these is given in: what they have in common, float64 for whole numbers."""
    return np.result_type(*(array.dtype if array.dtype.kind == "f" else np.float64 for array in arrays))


def unit_vectors(vectors: Shaped[ndarray, "*n d"]) -> Float[ndarray, "*n d"]:
    """The vectors scaled to length 1, in float32 or float64."""
    vectors = widened(vectors)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
        unit = vectors / np.where(lengths > 0, lengths, 1)
    odd = _odd(lengths[..., 0])
    if odd.any():
        rows = scaled(vectors[odd])[0]
        lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
        unit[odd] = rows / np.where(lengths > 0, lengths, 1)
    return unit


def lengths_of(vectors: Float[ndarray, "n d"]) -> Float[ndarray, " n"]:
    """The lengths of differences in float32 or float64; ValueError if one is beyond the largest number.

    Whoever asks for many, one call after the other, has NumPy's warnings of overflow off: to do it here takes time.
    """
    lengths = np.linalg.norm(vectors, axis=-1)
    odd = _odd(lengths)
    rows = vectors[odd]
    if rows.any() and not np.isinf(rows).any():
        rows, exponents = scaled(rows)
        lengths[odd] = np.ldexp(np.linalg.norm(rows, axis=-1), exponents[:, 0])
    if np.isinf(lengths).any():
        raise ValueError(f"distances must be numbers of {lengths.dtype}, got points farther apart than that")
    return lengths


def _odd(lengths: Float[ndarray, "*n"]) -> Bool[ndarray, "*n"]:
    """Where a length is so small or large that squares of its numbers may not be numbers; or 0, NaN or infinite."""
    limits = np.finfo(lengths.dtype)
    return np.asarray(~((lengths > np.sqrt(limits.tiny / limits.eps)) & (lengths < np.sqrt(limits.max))))


def scaled(vectors: Float[ndarray, "*n d"]) -> tuple[Float[ndarray, "*n d"], Int[ndarray, "*n 1"]]:
    """Vectors whose largest number is between 1/2 and 1, and the powers of 2 that give back what they were.

    Nothing is rounded. Zeros stay zeros. Raises ValueError if a number is NaN or infinite.
    """
    largest = np.abs(vectors).max(axis=-1, keepdims=True, initial=0)
    check_finite(largest)
    exponents = np.frexp(largest)[1]
    return np.ldexp(vectors, -exponents), exponents


def one_size(numbers: Float[ndarray, "*n"]) -> Float[ndarray, "*n"]:
    """All numbers divided by one power of 2, so that no square or sum of them is too large. Errors as in `scaled`."""
    return scaled(numbers.reshape(-1))[0].reshape(numbers.shape)


def centred(vectors: Shaped[ndarray, "n ..."]) -> Float[ndarray, "n ..."]:
    """The vectors, at least one, without their mean. Raises ValueError if they are too far apart to be subtracted."""
    vectors = widened(vectors)
    numbers, exponent = scaled(vectors.reshape(-1))  # so that the sum is not too large
    numbers = numbers.reshape(vectors.shape)
    with np.errstate(over="ignore"):
        differences = np.ldexp(numbers - numbers.mean(axis=0), exponent)
    if not np.isfinite(differences).all():
        raise ValueError(f"differences must be numbers of {vectors.dtype}, got vectors farther apart than that")
    return differences


def check_finite(numbers: Shaped[ndarray, "..."]) -> None:
    """Raise ValueError if a number is NaN or infinite."""
    if not np.isfinite(numbers).all():
        raise ValueError("all numbers must be finite, got NaN or infinity")


def check_width(a: Shaped[ndarray, "*n d"], b: Shaped[ndarray, "*m e"]) -> None:
    """Raise ValueError unless both have the same number of dimensions."""
    if a.shape[-1] != b.shape[-1]:
        raise ValueError(f"vectors must have the same number of dimensions, got {a.shape[-1]} and {b.shape[-1]}")


def check_rows(rows: Integer[ndarray, "*n"], n: int) -> None:
    """Raise ValueError unless all are numbers of n rows; -1 would silently be the last one."""
    if rows.size and not (rows.dtype.kind in "iu" and 0 <= rows.min() <= rows.max() < n):
        raise ValueError(f"rows must be whole numbers from 0 to {n - 1}, got {rows.min()} to {rows.max()}")


def check_copies(vectors: Float[ndarray, "n d"], k: int) -> None:
    """Raise ValueError if a vector has more than `k` copies: which of them are its `k` nearest is not defined."""
    if not len(vectors):
        return
    copies = int(np.unique(vectors, axis=0, return_counts=True)[1].max()) - 1
    if copies > k:
        raise ValueError(f"a vector may have at most k = {k} copies, got {copies}: which are nearest is not defined")
