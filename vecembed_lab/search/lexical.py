"""Unit 07. Search by words: BM25, with the variants of its inverse document frequency."""

import re

import numpy as np
from jaxtyping import Float, Real
from numpy import ndarray

IDF = ("lucene", "robertson", "atire")


def tokens(text: str) -> list[str]:
    """The words and numbers of a text, in lower case; what is between them is left out."""
    return re.findall(r"\w+", text.lower())


def idf(df: Real[ndarray, " t"], n: int, variant: str = "lucene") -> Float[ndarray, " t"]:
    """Inverse document frequency of terms that stand in `df` of `n` documents.

        lucene     log(1 + (n - df + 1/2) / (df + 1/2))    above 0
        robertson  log((n - df + 1/2) / (df + 1/2))        below 0 for a term in more than half of the documents
        atire      log(n / df)                             at least 0

    A term in no document gets 0 from atire, where it would be infinite: it scores nothing anyway.
    Raises ValueError for another variant, or unless 0 <= df <= n.
    Source: Kamphuis et al. (2020), Which BM25 Do You Mean?
    """
    if variant not in IDF:
        raise ValueError(f"variant must be one of {', '.join(IDF)}, got {variant!r}")
    df = np.asarray(df, dtype=float)
    if df.size and not 0 <= df.min() <= df.max() <= n:
        raise ValueError(f"df must be between 0 and n = {n}, got {df.min()} to {df.max()}")
    odds = (n - df + 0.5) / (df + 0.5)
    return {"lucene": np.log1p(odds), "robertson": np.log(odds), "atire": np.log(n / np.where(df, df, n))}[variant]


def bm25(
    tf: Real[ndarray, "n t"],
    df: Real[ndarray, " t"],
    n: int,
    lengths: Real[ndarray, " n"],
    k1: float = 1.5,
    b: float = 0.75,
    variant: str = "lucene",
) -> Float[ndarray, " n"]:
    """BM25 scores of n documents for a query of t terms: how often each stands there, in how many, and their lengths.

        sum_t idf(t) tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length))

    Source: Robertson & Zaragoza (2009), The Probabilistic Relevance Framework: BM25 and Beyond.
    """
    mean = lengths.mean() if len(lengths) and lengths.any() else 1.0
    norm = k1 * (1 - b + b * lengths / mean)  # (n,)
    return (idf(df, n, variant) * tf * (k1 + 1) / (tf + norm[:, None])).sum(axis=1)
