"""Unit 08. The vectors in which bias is looked for: word2vec of Google News, and the words of the tests beside them."""

from pathlib import Path

import numpy as np

from vecembed_lab.data.registry import DataError, fetch, say_stand_in
from vecembed_lab.data.words import STANDIN, WordVectors, load_standin
from vecembed_lab.similarity.measures import normalize

SOURCE = "word2vec of Google News"


def read_binary(path: Path) -> WordVectors:
    """Words and vectors in word2vec's binary format: a line with both numbers, then word, space, float32 numbers.

    Raises ValueError if the file ends early or is not in this format.
    """
    data = path.read_bytes()
    head, _, body = data.partition(b"\n")
    try:
        n, d = map(int, head.split())
    except ValueError:
        raise ValueError(f"{path.name} must begin with two whole numbers, got {head[:40]!r}") from None
    words, vectors, at = [], np.empty((n, d), np.float32), 0
    for row in range(n):
        space = body.find(b" ", at)
        if space < 0 or len(body) < space + 1 + 4 * d:
            raise ValueError(f"{path.name} says that it has {n} words, and ends after {row}")
        words.append(body[at:space].strip().decode("utf-8"))
        vectors[row] = np.frombuffer(body, "<f4", d, space + 1)
        at = space + 1 + 4 * d
    return WordVectors(words, vectors, SOURCE)


def read_text(path: Path) -> WordVectors:
    """Words and vectors in word2vec's text format: a line with both numbers, then a word and its numbers a line.

    Raises ValueError if the number of words or of numbers is another one.
    """
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    n, d = map(int, first.split())
    rows = [line.split() for line in lines]
    if len(rows) != n or any(len(row) != d + 1 for row in rows):
        raise ValueError(f"{path.name} says that it has {n} words with {d} numbers each, and has others")
    vectors = np.array([row[1:] for row in rows], dtype=np.float32).reshape(n, d)
    return WordVectors([row[0] for row in rows], vectors, SOURCE)


def joined(first: WordVectors, second: WordVectors) -> WordVectors:
    """The words of the first, then those that only the second has; all vectors of length 1."""
    new = [row for row, word in enumerate(second.words) if word not in first]
    vectors = np.vstack([first.vectors, second.vectors[new]])
    return WordVectors([*first.words, *(second.words[row] for row in new)], normalize(vectors), first.source)


def load_news_vectors() -> WordVectors:
    """26,574 words, 300 numbers each, of length 1: 26,423 frequent ones, most frequent first, then 151 of the tests.

    Raises DataError if they are not cached and cannot be fetched.
    Source: Mikolov et al. (2013); as cut out by Bolukbasi et al. (2016), and by wefe for WEAT.
    """
    frequent = read_binary(fetch("googlenews")["vectors.bin"])
    return joined(frequent, read_text(fetch("weat")["vectors.txt"]))


def load_vectors() -> WordVectors:
    """Those of Google News if they can be had; otherwise the stand-in, and a printed sentence that says so."""
    try:
        return load_news_vectors()
    except DataError:
        say_stand_in(
            "googlenews", "The vectors of Google News are", f"{STANDIN}, with fewer words, so that many tests lack some"
        )
        space = load_standin()
        return WordVectors(space.words, normalize(space.vectors), space.source)
