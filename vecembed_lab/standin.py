"""Word vectors for a machine without network, counted in the Wikipedia articles that gensim ships for its tests.

Source: Levy, Goldberg & Dagan (2015), Improving Distributional Similarity with Lessons Learned from Word Embeddings.
"""

import bz2
import re
from collections import Counter
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

WIKIPEDIA = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"  # in gensim
WINDOW = 10  # words on each side that count as context
MIN_COUNT = 3  # rarer words get no vector
SMOOTHING = 0.75  # the exponent that keeps rare contexts from scoring too high


def read_articles(dump: Path) -> list[list[str]]:
    """The words of every article in a bzip2 Wikipedia dump, in lower case and without markup."""
    from gensim.corpora.wikicorpus import extract_pages, filter_wiki

    with bz2.open(dump) as opened:
        pages = extract_pages(opened, filter_namespaces=("0",))
        texts = [text for _, text, _ in pages if text and not text.upper().startswith("#REDIRECT")]
    return [re.findall("[a-z]+", filter_wiki(text).lower()) for text in texts]


def vectors_from_counts(articles: list[list[str]], dim: int = 50) -> tuple[list[str], Float[ndarray, "n {dim}"]]:
    """The n words seen at least MIN_COUNT times, the most frequent first, and their vectors in float32.

    PPMI of words within WINDOW of each other in an article, cut to its `dim` largest singular values:
    U sqrt(S). The same articles give the same vectors.

    Raises ValueError if there are too few words for so many dimensions.
    """
    counts = Counter(word for article in articles for word in article)
    words = [word for word, count in counts.most_common() if count >= MIN_COUNT]
    if len(words) <= dim:
        raise ValueError(f"{dim} dimensions need more than {dim} frequent words, got {len(words)}")
    row = {word: i for i, word in enumerate(words)}
    known = [[row[word] for word in article if word in row] + [-1] * WINDOW for article in articles]
    return words, _factorize(_ppmi(*_pairs(np.concatenate(known).astype(int)), len(words)), dim)


def _pairs(text: Int[ndarray, " t"]) -> tuple[Int[ndarray, " p"], Int[ndarray, " p"], Float[ndarray, " p"]]:
    """Word, context and weight of every pair within WINDOW of each other: near ones weigh more, -1 pairs with none."""
    parts = []
    for gap in range(1, WINDOW + 1):
        left, right = text[:-gap], text[gap:]
        both = (left >= 0) & (right >= 0)
        weight = np.full(both.sum(), 1 - (gap - 1) / WINDOW)
        parts += [(left[both], right[both], weight), (right[both], left[both], weight)]
    words, contexts, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    return words, contexts, weights


def _ppmi(words: Int[ndarray, " p"], contexts: Int[ndarray, " p"], weights: Float[ndarray, " p"], n: int):
    """Sparse (n, n) max(0, log(#(w, c) / (#(w) P(c)))), where P(c) goes with #(c) ** SMOOTHING."""
    from scipy.sparse import csr_array

    counts = csr_array((weights, (words, contexts)), shape=(n, n))  # repeated pairs add up
    of_word = counts.sum(1)
    of_context = of_word**SMOOTHING / (of_word**SMOOTHING).sum()  # counts are symmetric
    rows, columns = counts.nonzero()
    counts.data = np.maximum(np.log(counts.data / (of_word[rows] * of_context[columns])), 0)
    return counts


def _factorize(matrix, dim: int) -> Float[ndarray, "n {dim}"]:
    """U sqrt(S) of a sparse (n, n) matrix, the largest singular value first."""
    from sklearn.utils.extmath import randomized_svd

    u, s, _ = randomized_svd(matrix, dim, n_iter=4, random_state=0)  # seeded: the stand-in is the same everywhere
    return (u * np.sqrt(s)).astype(np.float32)
