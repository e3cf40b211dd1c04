"""Unit 11. What a vector store refuses: names, texts, vectors and numbers that cannot be kept or asked for."""

import re
import unicodedata
from collections.abc import Iterable

import numpy as np
from jaxtyping import Float, Real
from numpy import ndarray

from vecembed_lab import CourseError

NAME = re.compile("[a-z][a-z0-9_]{0,39}")  # a version is part of the name of a table
LONGEST_ID = 200  # characters
LONGEST_TEXT = 100_000  # characters
LARGEST_K = 1_000_000  # documents that one call gives back
MOST_SIGNS = 30  # on one letter: Unicode's limit for streams, since time to compose grows with the square of a run
WIDEST = 2000  # dimensions that pgvector can index


class StoreError(CourseError):
    """What a store refuses; the message says the rule and what was given. Nothing has been changed."""


class NoneLive(StoreError):
    """No version is live yet: there was no switch."""

    def __init__(self):
        super().__init__("no version is live yet: switch to one")


def check_version(version: str, dim: int) -> None:
    """Raise StoreError unless a version may be called so and have so many dimensions."""
    if not NAME.fullmatch(version):
        raise StoreError(
            f"a version is named by at most 40 of a-z, 0-9 and _, beginning with a letter, got {version!r:.80}"
        )
    if not 1 <= dim <= WIDEST:
        raise StoreError(f"vectors must have between 1 and {WIDEST} dimensions, got {dim}")


def known(versions: dict[str, int], version: str) -> int:
    """The dimensions of a version. Raises StoreError if it is not there."""
    if version not in versions:
        there = ", ".join(sorted(versions)) or "none yet"
        raise StoreError(f"there is no version {version!r:.80}; there is {there}")
    return versions[version]


def unit(vector: Real[ndarray, "..."], version: str, dim: int) -> Float[ndarray, " d"]:
    """The vector with length 1, in float32. Raises StoreError unless it has `dim` finite numbers, not all zero."""
    vector = np.asarray(vector, np.float64)
    if vector.shape != (dim,):
        raise StoreError(f"vectors of version {version} have {dim} numbers, got the shape {vector.shape}")
    largest = np.abs(vector).max()
    if not np.isfinite(largest) or not largest:
        raise StoreError("a vector must have finite numbers, not all zero: it has no direction otherwise")
    scaled = vector / largest  # the square of a number may be too large, or too small, where the number is not
    return (scaled / np.linalg.norm(scaled)).astype(np.float32)


def check_ids(ids: Iterable[str]) -> None:
    """Raise StoreError unless documents may be named so."""
    for id in ids:
        if not id:
            raise StoreError("an id must not be empty")
        check_text("an id", id, LONGEST_ID)


def check_label(label: str | None) -> None:
    """Raise StoreError unless it is a label, or None."""
    check_text("a label", label or "", LONGEST_ID)


def check_text(what: str, text: object, longest: int) -> None:
    """Raise StoreError unless a text can be kept: not too long, and in letters that UTF-8 and PostgreSQL can hold."""
    if not isinstance(text, str):
        raise StoreError(f"{what} must be of type str, got {type(text).__name__}")
    if len(text) > longest:
        raise StoreError(f"{what} must have at most {longest:,} characters, got {len(text):,}")
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise StoreError(f"{what} must be text that UTF-8 can hold, without the character 0, got {text!r:.80}")
    if _piles_up(text):
        raise StoreError(f"{what} must have at most {MOST_SIGNS} combining signs in a row, got {text!r:.80}")


def _piles_up(text: str) -> bool:
    signs = "".join(letter for letter in set(text) if unicodedata.combining(unicodedata.normalize("NFD", letter)[0]))
    return bool(signs and re.search(f"[{signs}]{{{MOST_SIGNS + 1}}}", text))


def cosine(product: float | np.floating) -> float:
    """The inner product of two vectors of length 1 as a cosine: rounding must not carry it out of [-1, 1]."""
    return min(1.0, max(-1.0, float(product)))


def check_k(k: int, name: str = "k") -> None:
    """Raise StoreError unless `k` results can be asked for."""
    if not 1 <= k <= LARGEST_K:
        raise StoreError(f"{name} must be between 1 and {LARGEST_K:,}, got {k}")


def check_page(after: str, n: int) -> None:
    """Raise StoreError unless `n` documents after an id can be asked for."""
    check_text("an id", after, LONGEST_ID)
    check_k(n, "n")


def check_words(text: object, longest: int) -> None:
    """Raise StoreError unless a text can be kept, and has a word."""
    check_text("a text", text, longest)
    if not text.split():
        raise StoreError(f"a text must have a word, got {text!r:.80}")


def check_filled(version: str, live: str, n_live: int, n_behind: int, one: str) -> None:
    """Raise StoreError if a version lacks documents of the live one, or has other texts or labels for them."""
    if n_behind:
        raise StoreError(
            f"{version} must have all documents of {live}, which is live, with the same texts and labels; "
            f"{n_behind:,} of {n_live:,} are missing or differ, such as {one!r:.70}: fill it first"
        )
