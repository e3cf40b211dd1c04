"""Unit 02. The words of a text: which are known, how often they come, are kept, and serve as noise."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float, Int, Real
from numpy import ndarray


@dataclass(frozen=True)
class Vocabulary:
    """V different words, the most frequent first, and how often each was seen. Raises ValueError if they do not fit."""

    words: list[str]
    counts: Int[ndarray, " V"]

    def __post_init__(self):
        if not len(set(self.words)) == len(self.words) == len(self.counts):
            raise ValueError(
                f"every word must come once and have one count, got {len(self.words)} words, "
                f"{len(set(self.words))} of them different, and {len(self.counts)} counts"
            )

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: str) -> bool:
        return word in self.index

    @cached_property
    def index(self) -> dict[str, int]:
        """The id of each word: its row in every table of vectors."""
        return dict(zip(self.words, range(len(self)), strict=True))

    def encode(self, tokens: Iterable[str]) -> Int[ndarray, " T"]:
        """The ids of the T tokens that are known; the others are left out, so that their neighbours move together.

        Raises ValueError for a string, whose letters would be taken for words.
        """
        if isinstance(tokens, str):
            raise ValueError(f"tokens must be a list of words, got the string {tokens[:30]!r}")
        return np.fromiter((self.index[token] for token in tokens if token in self.index), dtype=int)


def vocabulary(sentences: Iterable[Sequence[str]], min_count: int = 5) -> Vocabulary:
    """The words seen at least `min_count` times; of equally frequent ones the one seen first comes first.

    Raises ValueError if a sentence is a string instead of a list of words, if fewer than two words are left, or if
    `min_count` is below 1.
    """
    if min_count < 1:
        raise ValueError(f"min_count must be at least 1, got {min_count}")
    counts = Counter()
    for sentence in sentences:
        if isinstance(sentence, str):
            raise ValueError(f"a sentence must be a list of words, got the string {sentence[:30]!r}")
        counts.update(sentence)
    kept = [(word, count) for word, count in counts.most_common() if count >= min_count]
    if len(kept) < 2:
        raise ValueError(f"word2vec needs two words seen at least {min_count} times, the corpus has {len(kept)}")
    words, numbers = zip(*kept, strict=True)
    return Vocabulary(list(words), np.array(numbers))


def keep_probability(counts: Real[ndarray, " V"], sample: float) -> Float[ndarray, " V"]:
    """The chance of each word to stay in the text when frequent words are thinned out, in (0, 1].

        min(1, sqrt(sample / f) + sample / f)   with f the word's share of the text

    The smaller `sample`, the more is thrown away; words rarer than it always stay.
    Raises ValueError unless `sample` > 0 and every word was seen.
    Source: word2vec.c; the paper has sqrt(sample / f) alone.
    """
    if not sample > 0:
        raise ValueError(f"sample must be above 0, got {sample}")
    if not (counts > 0).all():
        raise ValueError(f"every word must have been seen, got {(~(counts > 0)).sum()} with a count of 0 or less")
    with np.errstate(over="ignore"):  # infinity is more than 1
        ratio = sample * (counts.sum() / counts)
    return np.minimum(1, np.sqrt(ratio) + ratio)


def noise_distribution(counts: Real[ndarray, " V"], power: float = 0.75) -> Float[ndarray, " V"]:
    """The chance of each word to be drawn as noise: its count ** `power`, scaled to sum to 1.

    0 draws all words alike, 1 as often as they occur.
    Raises ValueError if no word was seen, a count is below 0, or `power` is.
    Source: Mikolov et al. (2013), section 2.2.
    """
    if not 0 <= power < np.inf:
        raise ValueError(f"power must be at least 0 and finite, got {power}")
    if not (len(counts) and counts.min() >= 0 and 0 < counts.max() < np.inf):
        raise ValueError(f"counts must be at least 0 and one above, got {np.unique(counts)[:5]}")
    with np.errstate(under="ignore"):  # a chance too small for a number is 0
        weights = (counts / counts.max()) ** power
    return weights / weights.sum()
