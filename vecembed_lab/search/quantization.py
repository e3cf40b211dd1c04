"""Unit 07. Fewer bytes a vector: one byte a number, one byte for several numbers, one bit a number."""

import numpy as np
from jaxtyping import Float, Int, Real, UInt8
from numpy import ndarray

from vecembed_lab.search.kmeans import kmeans, nearest_centroid
from vecembed_lab.similarity.arithmetic import check_finite, check_width


def scalar_scale(vectors: Real[ndarray, "n d"]) -> float:
    """How much one step of a code is worth: the largest number becomes 127. 1 if all are zero.

    Raises ValueError for NaN or infinity.
    """
    check_finite(vectors)
    return float(np.abs(vectors).max(initial=0)) / 127 or 1.0


def scalar_encode(vectors: Real[ndarray, "n d"], scale: float) -> Int[ndarray, "n d"]:
    """A whole number from -127 to 127 for each number: the nearest step, as int8. What is larger is cut off."""
    return np.clip(np.rint(vectors / scale), -127, 127).astype(np.int8)


def pq_train(
    vectors: Real[ndarray, "n d"], n_parts: int, *, rng: np.random.Generator, n_codes: int = 256, n_rounds: int = 10
) -> Float[ndarray, "p c w"]:
    """Code books: for each of `n_parts` pieces of w = d / n_parts numbers, `n_codes` centroids of that piece.

    Raises ValueError if d is no multiple of `n_parts`, `n_codes` is above 256, or there are fewer vectors than codes.
    Source: Jégou, Douze & Schmid (2011), Product Quantization for Nearest Neighbor Search.
    """
    if n_codes > 256:
        raise ValueError(f"n_codes must be at most 256, what a byte can tell apart, got {n_codes}")
    return np.stack([kmeans(piece, n_codes, rng=rng, n_rounds=n_rounds) for piece in pieces(vectors, n_parts)])


def pieces(vectors: Real[ndarray, "n d"], n_parts: int) -> Real[ndarray, "p n w"]:
    """Each vector cut into `n_parts` equal pieces. Raises ValueError if that does not work out."""
    n, d = vectors.shape
    if n_parts < 1 or d % n_parts:
        raise ValueError(f"the number of dimensions must be a multiple of the pieces, got {d} and {n_parts}")
    return np.ascontiguousarray(vectors.reshape(n, n_parts, d // n_parts).transpose(1, 0, 2))


def pq_encode(vectors: Real[ndarray, "n d"], books: Float[ndarray, "p c w"]) -> UInt8[ndarray, "n p"]:
    """One byte a piece: the number of the centroid at the smallest distance to it; of equals the lower number.

    Raises ValueError unless d = p w, or for NaN and infinity.
    """
    check_finite(vectors)
    parts = pieces(vectors, len(books))
    return np.stack([nearest_centroid(part, book) for part, book in zip(parts, books, strict=True)], 1).astype(np.uint8)


def pq_decode(codes: UInt8[ndarray, "n p"], books: Float[ndarray, "p c w"]) -> Float[ndarray, "n d"]:
    """The vectors that the codes stand for: the centroids of all pieces, side by side."""
    return books[np.arange(len(books)), codes].reshape(len(codes), -1)


def pq_table(query: Real[ndarray, " d"], books: Float[ndarray, "p c w"]) -> Float[ndarray, "p c"]:
    """The inner product of each piece of the query, which is not encoded, with each centroid of that piece.

    Raises ValueError unless d = p w.
    """
    parts = pieces(query[None], len(books))[:, 0]  # (p, w)
    check_width(parts, books)
    return np.einsum("pw,pcw->pc", parts, books)


def pq_scan(table: Float[ndarray, "p c"], codes: UInt8[ndarray, "n p"]) -> Float[ndarray, " n"]:
    """The inner product of the query with what each code stands for: p numbers looked up and added."""
    return table[np.arange(len(table)), codes].sum(axis=1)


def binary_encode(vectors: Real[ndarray, "n d"]) -> UInt8[ndarray, "n b"]:
    """One bit a number, 1 where it is above 0, eight to a byte. Raises ValueError for NaN and infinity."""
    check_finite(vectors)
    return np.packbits(vectors > 0, axis=1)


def hamming(code: UInt8[ndarray, " b"], codes: UInt8[ndarray, "n b"]) -> Int[ndarray, " n"]:
    """How many bits differ between one code and each of n."""
    return np.bitwise_count(code ^ codes).sum(axis=1, dtype=int)
