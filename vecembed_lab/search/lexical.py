"""Unit 07. Search by words: BM25, with the variants of its inverse document frequency."""

import re
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int, Real
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
    return (idf(df, n, variant) * saturated(tf, length_norm(lengths, k1, b)[:, None], k1)).sum(axis=1)


def length_norm(lengths: Real[ndarray, " n"], k1: float, b: float) -> Float[ndarray, " n"]:
    """What a count is compared with: k1 in a document of mean length, more in a longer one."""
    mean = lengths.mean() if len(lengths) and lengths.any() else 1.0
    return k1 * (1 - b + b * lengths / mean)


def saturated(tf: Real[ndarray, "*n"], norm: Float[ndarray, "*m"], k1: float) -> Float[ndarray, "*n"]:
    """What a count is worth: 0 for 0, 1 for one in a document of mean length, and below k1 + 1 for any."""
    return tf * (k1 + 1) / np.where(tf > 0, tf + norm, 1)


class BM25:
    """BM25 over a set of documents, with the weight of each word in each document computed beforehand.

    Raises ValueError if there are no documents, or another `variant` of idf is named. Source as in `bm25`.
    """

    def __init__(self, documents: Sequence[str], *, k1: float = 1.5, b: float = 0.75, variant: str = "lucene"):
        from scipy.sparse import csc_array

        if isinstance(documents, str) or not len(documents):
            raise ValueError(f"documents must be a list of at least one text, got {documents!r:.60}")
        words = [tokens(document) for document in documents]
        self.column = {
            word: number for number, word in enumerate(dict.fromkeys(word for text in words for word in text))
        }
        lengths = np.array([len(text) for text in words])
        columns = np.array([self.column[word] for text in words for word in text], dtype=int)
        counts = np.ones(len(columns)), (np.repeat(np.arange(len(words)), lengths), columns)
        self.weights = csc_array(counts, shape=(len(words), len(self.column)))  # counts, one row a document, for now
        self.weights.sum_duplicates()
        df = np.diff(self.weights.indptr)
        term = np.repeat(np.arange(len(df)), df)
        tf, norm = self.weights.data, length_norm(lengths, k1, b)[self.weights.indices]
        self.weights.data = idf(df, len(words), variant)[term] * saturated(tf, norm, k1)

    def __len__(self) -> int:
        return self.weights.shape[0]

    def scores(self, query: str) -> Float[ndarray, " n"]:
        """The score of every document for a query; a word that stands in it twice counts twice."""
        columns = [self.column[word] for word in tokens(query) if word in self.column]
        return self.weights[:, columns].sum(axis=1)

    def search(self, query: str, k: int) -> Int[ndarray, " found"]:
        """The rows of the `k` documents with the largest scores, best first, of equals the lower row first.

        Only documents that share a word with the query come back, so there may be fewer.
        Raises ValueError if k is below 1.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, got {k}")
        columns = [self.column[word] for word in set(tokens(query)) if word in self.column]
        rows = np.unique(self.weights[:, columns].indices)
        return rows[np.argsort(-self.scores(query)[rows], kind="stable")[:k]]
