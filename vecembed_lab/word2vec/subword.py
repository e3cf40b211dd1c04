"""Unit 02. Words made of pieces: character n-grams in hashed buckets, and vectors for words never seen.

Source: Bojanowski et al. (2017), Enriching Word Vectors with Subword Information (fastText).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int, Integer
from numpy import ndarray

from vecembed_lab.word2vec.skipgram import Settings, train
from vecembed_lab.word2vec.vocabulary import Vocabulary

N_BUCKETS = 20_000  # fastText has 2 million; a small corpus has few n-grams
LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz"))


def ngrams(word: str, low: int = 3, high: int = 6) -> list[str]:
    """All pieces of `low` to `high` characters of <word>, the marks < and > included, by place, then by length.

    Raises ValueError for an empty word, or unless 1 <= low <= high.
    """
    if not word:
        raise ValueError("an empty word has no pieces")
    if not 1 <= low <= high:
        raise ValueError(f"1 <= low <= high must hold, got low = {low}, high = {high}")
    marked = f"<{word}>"
    return [
        marked[start : start + n]
        for start in range(len(marked))
        for n in range(low, high + 1)
        if start + n <= len(marked)
    ]


def fnv1a(text: str) -> int:
    """The 32-bit FNV-1a hash of the UTF-8 bytes of a text, as fastText computes it: bytes count as signed.

    Source: Fowler, Noll & Vo, http://www.isthe.com/chongo/tech/comp/fnv/
    """
    value = 2166136261
    for byte in text.encode("utf-8"):
        signed = byte if byte < 128 else byte | 0xFFFFFF00  # fastText's char is signed: a slip kept for old models
        value = ((value ^ signed) * 16777619) & 0xFFFFFFFF
    return value


def buckets(word: str, n_buckets: int = N_BUCKETS) -> Int[ndarray, " m"]:
    """The bucket of each piece of a word, in [0, n_buckets). Different pieces may meet in one bucket.

    Raises ValueError for an empty word, or if `n_buckets` is below 1.
    """
    if n_buckets < 1:
        raise ValueError(f"n_buckets must be at least 1, got {n_buckets}")
    return np.array([fnv1a(piece) % n_buckets for piece in ngrams(word)], dtype=int)


def word_bags(words: Sequence[str], n_buckets: int = N_BUCKETS) -> Int[ndarray, "V m"]:
    """The input rows of each word: its own, i, then V + bucket for each of its pieces; -1 fills up.

    With these bags `word2vec.train` trains sub-words; the rows it returns belong in SubwordVectors.
    Raises ValueError for a string instead of words, or for no words.
    """
    if isinstance(words, str) or not len(words):
        raise ValueError(f"words must be a list of one or more words, got {words!r}")
    pieces = [buckets(word, n_buckets) + len(words) for word in words]
    bags = np.full((len(words), 1 + max(map(len, pieces))), -1)
    bags[:, 0] = np.arange(len(words))
    for bag, rows in zip(bags, pieces, strict=True):
        bag[1 : 1 + len(rows)] = rows
    return bags


@dataclass(frozen=True)
class SubwordVectors:
    """V words, and a row of d numbers for each of them and for each bucket."""

    vocab: Vocabulary
    rows: Float[ndarray, "R d"]  # R = V + n_buckets

    def __getitem__(self, word: str) -> Float[ndarray, " d"]:
        """The mean of the rows of a word and its pieces; of its pieces alone, if the word was never seen."""
        known = [self.vocab.index[word]] if word in self.vocab else []
        pieces = len(self.vocab) + buckets(word, len(self.rows) - len(self.vocab))
        return self.rows[[*known, *pieces]].mean(axis=0)

    @property
    def vectors(self) -> Float[ndarray, "V d"]:
        """The vectors of all words of the vocabulary."""
        return np.array([self[word] for word in self.vocab.words])


def train_subwords(
    vocab: Vocabulary,
    ids: Integer[ndarray, " T"],
    settings: Settings,
    *,
    rng: np.random.Generator,
    n_buckets: int = N_BUCKETS,
) -> SubwordVectors:
    """`word2vec.train` with every word represented by its own row and its pieces'. Errors are those of `train`."""
    trained = train(
        vocab, ids, settings, rng=rng, bags=word_bags(vocab.words, n_buckets), n_rows=len(vocab) + n_buckets
    )
    return SubwordVectors(vocab, trained.inputs)


def fit_pieces(
    vocab: Vocabulary, vectors: Float[ndarray, "V d"], *, n_buckets: int = N_BUCKETS, strength: float = 0.1
) -> SubwordVectors:
    """Pieces for word vectors that exist already: the mean of a word's pieces comes as near to its vector as it can.

    Ridge regression of the vectors on the pieces, with penalty `strength`; it takes a second where training takes
    minutes. Words of the vocabulary keep their vectors: their own rows make up what the pieces miss.
    Raises ValueError unless there is one finite vector for each word and `strength` is above 0.
    Source: Zhao, Mudgal & Liang (2018), Generalizing Word Embeddings using Bag of Subwords.
    """
    if len(vocab) != len(vectors):
        raise ValueError(f"every word needs one vector, got {len(vocab)} words and {len(vectors)} vectors")
    if not 0 < strength < np.inf:
        raise ValueError(f"strength must be above 0 and finite, got {strength}")
    if not (abs(vectors) < np.sqrt(np.finfo(np.float32).max)).all():  # not true of NaN either
        raise ValueError("vectors must hold numbers that can be squared in float32, got larger ones or NaN")
    from scipy.sparse import csr_array
    from sklearn.linear_model import Ridge

    bags = word_bags(vocab.words, n_buckets)[:, 1:]
    word, column = np.nonzero(bags >= 0)
    size = np.bincount(word)[:, None]  # (V, 1)
    mean = csr_array((1 / size[word, 0], (word, bags[word, column] - len(vocab))), (len(vocab), n_buckets))
    ridge = Ridge(strength, fit_intercept=False, solver="sparse_cg", tol=1e-3).fit(mean, vectors)
    pieces = ridge.coef_.reshape(-1, n_buckets).T  # (n_buckets, d); sklearn drops an axis if d is 1
    own = (1 + size) * vectors - size * (mean @ pieces)
    return SubwordVectors(vocab, np.vstack([own, pieces]).astype(np.float32))


def misspell(word: str, *, rng: np.random.Generator) -> str:
    """The word with one slip of the fingers: two letters swapped, or one doubled, left out or replaced.

    The result is never the word itself. Raises ValueError for a word of fewer than three letters.
    """
    if len(word) < 3:
        raise ValueError(f"a word to misspell must have three letters, got {word!r}")
    while True:
        i = int(rng.integers(len(word)))
        slips = [
            word[:i] + word[i : i + 2][::-1] + word[i + 2 :],  # of the last letter alone the word itself
            word[: i + 1] + word[i:],
            word[:i] + word[i + 1 :],
            word[:i] + str(rng.choice(LETTERS)) + word[i + 1 :],
        ]
        slip = slips[rng.integers(len(slips))]
        if slip != word:
            return slip
