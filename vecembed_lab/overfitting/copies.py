"""Unit 09. Texts that are nearly the same: how much two texts have in common, and which were copied."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

Text = Sequence[str]


def jaccard(texts: Sequence[Text], others: Sequence[Text]) -> Float[ndarray, "n m"]:
    """Of the different words in two texts together, the share that stands in both; 0 where both are empty.

    Source: Jaccard (1912), The Distribution of the Flora in the Alpine Zone.
    """
    index = {word: i for i, word in enumerate(dict.fromkeys(chain.from_iterable([*texts, *others])))}
    a, b = _marks(texts, index), _marks(others, index)
    common = (a @ b.T).toarray().astype(float)
    either = a.sum(axis=1)[:, None] + b.sum(axis=1)[None] - common
    return np.divide(common, either, out=np.zeros_like(common), where=either > 0)


def _marks(texts: Sequence[Text], index: dict[str, int]) -> Any:
    """A sparse table of texts by words, 1 where a word stands in a text."""
    from scipy.sparse import csr_array

    rows = [[index[word] for word in set(text)] for text in texts]
    ends = np.cumsum([0, *map(len, rows)])
    return csr_array((np.ones(ends[-1], np.float32), list(chain.from_iterable(rows)), ends), (len(texts), len(index)))


def near_copies(train: Sequence[Text], test: Sequence[Text], at_least: float) -> Bool[ndarray, " n"]:
    """Which texts of the test have a Jaccard similarity of `at_least` to a text that was trained on.

    Raises ValueError unless 0 < at_least <= 1.
    """
    if not 0 < at_least <= 1:
        raise ValueError(f"at_least must be above 0 and at most 1, got {at_least}")
    if not train:
        return np.zeros(len(test), dtype=bool)
    return jaccard(test, train).max(axis=1) >= at_least - 1e-6


def reworded(text: Text, n: int, *, rng: np.random.Generator) -> list[str]:
    """The text with n of its places, drawn at random, taken by words from other places of it.

    Raises ValueError if it has fewer than n words.
    """
    if len(text) < n:
        raise ValueError(f"{n} words cannot be replaced in a text of {len(text)}")
    changed = list(text)
    for place in rng.permutation(len(text))[:n].tolist():
        changed[place] = text[int(rng.integers(len(text)))]
    return changed
