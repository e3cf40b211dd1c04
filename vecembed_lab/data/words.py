"""Word vectors, and the questions people have answered about words."""

import zlib
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from vecembed_lab.data.registry import DataError, cache, fetch, gensim_file, say_stand_in
from vecembed_lab.data.wikipedia import SAMPLE, read_articles
from vecembed_lab.files.whole import whole

STANDIN = "a stand-in learned from 106 Wikipedia articles"
PASSAGE = 200  # words that count as company, in the stand-in
MIN_COUNT = 3  # rarer words get no vector in it


@dataclass(frozen=True)
class WordVectors:
    """n words, the most frequent first, and one vector of d numbers for each. Raises ValueError if there are not."""

    words: list[str]
    vectors: Float[ndarray, "n d"]
    source: str

    def __post_init__(self):
        if len(self.words) != len(self.vectors):
            raise ValueError(
                f"every word needs one vector, got {len(self.words)} words and {len(self.vectors)} vectors"
            )

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: str) -> bool:
        return word in self.index

    def __getitem__(self, word: str) -> Float[ndarray, " d"]:
        """The vector of a word, as a copy. Raises KeyError for a word that has none."""
        return self.vectors[self.row(word)].copy()

    @cached_property
    def index(self) -> dict[str, int]:
        """The row of each word."""
        return dict(zip(self.words, range(len(self)), strict=True))

    def row(self, word: str) -> int:
        """The row of a word. Raises KeyError for a word that has no vector."""
        if word in self.index:
            return self.index[word]
        hint = f"; it has {word.lower()!r}, in lower case" if word.lower() in self.index else ""
        raise KeyError(f"{word!r} is not among the {len(self):,} words of {self.source}{hint}")

    def rows(self, words: Sequence[str]) -> Int[ndarray, " k"]:
        """The rows of k words. Raises KeyError for the first word that has no vector."""
        if isinstance(words, str):
            raise ValueError(f"rows takes a list of words, got the string {words!r}")
        return np.array([self.row(word) for word in words], dtype=int)


def load_glove() -> WordVectors:
    """GloVe: 400,000 words and 50 numbers each, mapped from the cache and read-only.

    Raises DataError if they are not cached and cannot be fetched.
    Source: Pennington, Socher & Manning (2014), GloVe: Global Vectors for Word Representation.
    """
    files = fetch("glove")
    return _load(files["words.txt"], files["vectors.npy"], "GloVe 6B")


def _load(words: Path, vectors: Path, source: str) -> WordVectors:
    return WordVectors(
        words.read_text(encoding="utf-8").splitlines(),
        np.asarray(np.load(vectors, mmap_mode="r")),
        source,
    )


def load_word_vectors() -> WordVectors:
    """GloVe if it can be had; otherwise the stand-in, and a printed sentence that says so."""
    try:
        return load_glove()
    except DataError:
        say_stand_in("glove", "GloVe is", f"{STANDIN}, with fewer words and rougher vectors")
        return load_standin()


def load_standin() -> WordVectors:
    """Vectors counted in what gensim ships: 13,359 words and 50 numbers each. The first call takes some seconds.

    On WordSim353 they reach a Spearman correlation of .48 over the 265 pairs they know.
    """
    kept = cache() / "standin-lsa.npz"
    damage = suppress(OSError, KeyError, ValueError, EOFError, BadZipFile, zlib.error)  # or it is not there yet
    with damage, kept.open("rb") as file, np.load(file) as arrays:
        return WordVectors(arrays["words"].tolist(), arrays["vectors"], STANDIN)
    words, vectors = vectors_from_counts(read_articles(gensim_file(SAMPLE)))
    with suppress(OSError):  # a cache that cannot be written costs some seconds next time, no more
        _save(kept, words=np.array(words), vectors=vectors)
    return WordVectors(words, vectors, STANDIN)


def vectors_from_counts(
    articles: Sequence[Sequence[str]], dim: int = 50
) -> tuple[list[str], Float[ndarray, "n {dim}"]]:
    """The n words seen at least MIN_COUNT times, the most frequent first, and their vectors in float32.

    Latent semantic analysis: words by passages of PASSAGE words, weighted by tf-idf, cut to `dim` dimensions by an SVD.
    The same articles give the same vectors.

    Raises ValueError if an article is a string, `dim` is below 1, or there are too few words for so many dimensions.
    Source: Deerwester et al. (1990), Indexing by Latent Semantic Analysis.
    """
    if dim < 1 or any(isinstance(article, str) for article in articles):
        raise ValueError(f"articles must be lists of words and dim at least 1, got {articles[:1]!r:.60} and {dim}")
    counts = Counter(word for article in articles for word in article)
    words = [word for word, count in counts.most_common() if count >= MIN_COUNT]
    if len(words) <= dim:
        raise ValueError(f"{dim} dimensions need more than {dim} frequent words, got {len(words)}")
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    passages = [article[start : start + PASSAGE] for article in articles for start in range(0, len(article), PASSAGE)]
    weights = TfidfVectorizer(vocabulary=words, analyzer=list, sublinear_tf=True).fit_transform(passages)
    vectors = TruncatedSVD(dim, random_state=0).fit_transform(weights.T)
    return words, vectors.astype(np.float32)


def _save(path: Path, **arrays: ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole(path) as part, part.open("wb") as file:
        np.savez(file, **arrays)


def load_similarity(name: str) -> tuple[list[tuple[str, str]], Float[ndarray, " n"]]:
    """n pairs of words and how similar people found them, from 0 to 10.

    "wordsim353" (353 pairs) asked how related they are, so cup and coffee score high;
    "simlex999" (999 pairs) asked how similar, so they score low. Scores are means over people.

    Raises ValueError for another name.
    Source: Finkelstein et al. (2002), Placing Search in Context; Hill et al. (2015), SimLex-999.
    """
    files = {"wordsim353": "wordsim353.tsv", "simlex999": "simlex999.txt"}
    if name not in files:
        raise ValueError(f"name must be one of {', '.join(files)}, got {name!r}")
    lines = gensim_file(files[name]).read_text(encoding="utf-8").splitlines()
    rows = [line.lower().split("\t") for line in lines if line and not line.startswith("#")]
    return [(a, b) for a, b, _ in rows], np.array([float(score) for _, _, score in rows])


def load_analogies() -> dict[str, list[tuple[str, str, str, str]]]:
    """19,544 questions "a is to b as c is to ...?" in 14 sections, each with its answer d, in lower case.

    Source: Mikolov et al. (2013), Efficient Estimation of Word Representations in Vector Space.
    """
    sections: dict[str, list[tuple[str, str, str, str]]] = {}
    for line in gensim_file("questions-words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(": "):
            section = sections.setdefault(line[2:], [])
        else:
            a, b, c, d = line.lower().split()
            section.append((a, b, c, d))
    return sections
