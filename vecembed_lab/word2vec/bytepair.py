"""Unit 02. Words made of pieces that are learned: byte-pair encoding.

Source: Sennrich, Haddow & Birch (2016), Neural Machine Translation of Rare Words with Subword Units.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

END = ">"  # stands after the last character of each word, as in `subword.ngrams`

Pair = tuple[str, str]


def learn_merges(counts: Mapping[str, int], n_merges: int) -> list[Pair]:
    """The pairs of pieces to join, in order: each time the two that stand side by side most often in all words.

    `counts` says how often each word comes. Of equally frequent pairs the first in the order of strings is joined.
    The list is shorter if every word has become one piece.
    Raises ValueError if `n_merges` is below 0 or a word is empty.
    """
    if n_merges < 0:
        raise ValueError(f"n_merges must be at least 0, got {n_merges}")
    pieces = {word: _characters(word) for word in counts}
    pairs, places = Counter(), defaultdict(set)  # how often each pair comes, and in which words it does or did

    def count(word: str, times: int) -> None:
        for pair in pairwise(pieces[word]):
            pairs[pair] += times
            places[pair].add(word)

    for word, times in counts.items():
        count(word, times)
    merges: list[Pair] = []
    while len(merges) < n_merges and (most := max(pairs.values(), default=0)) > 0:
        merges.append(min(pair for pair, times in pairs.items() if times == most))
        for word in places.pop(merges[-1]):
            count(word, -counts[word])
            pieces[word] = join(pieces[word], merges[-1])
            count(word, counts[word])
    return merges


def encode(word: str, merges: Sequence[Pair]) -> list[str]:
    """The pieces of a word, seen or not: its characters and END, joined by each of the merges in their order.

    Raises ValueError for an empty word.
    """
    pieces = _characters(word)
    for pair in merges:
        pieces = join(pieces, pair)
    return pieces


def join(pieces: Sequence[str], pair: Pair) -> list[str]:
    """The pieces with every two neighbours that are `pair` made one, from left to right: of aaa the first two."""
    joined, place = [], 0
    while place < len(pieces):
        both = tuple(pieces[place : place + 2]) == pair
        joined.append("".join(pair) if both else pieces[place])
        place += 1 + both
    return joined


def _characters(word: str) -> list[str]:
    if not word:
        raise ValueError("an empty word has no pieces")
    return [*word, END]
