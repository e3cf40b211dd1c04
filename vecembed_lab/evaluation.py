"""Unit 02. Judging vectors by what people know: pairs that people have rated, and analogies."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float, Int, Num
from numpy import ndarray

from vecembed_lab.similarity import normalize

BLOCK = 500  # questions answered at once: 500 x 100,000 scores in float32 are 200 MB


def rated_rows(
    index: Mapping[str, int], pairs: Sequence[tuple[str, str]], scores: Num[ndarray, " n"]
) -> tuple[Int[ndarray, "k 2"], Num[ndarray, " k"]]:
    """The rows of the k pairs whose words both have one, and the scores people gave them."""
    known = np.array([a in index and b in index for a, b in pairs], dtype=bool)
    rows = [[index[a], index[b]] for (a, b), yes in zip(pairs, known, strict=True) if yes]
    return np.array(rows, dtype=int).reshape(-1, 2), scores[known]


def analogies_right(
    vectors: Float[ndarray, "n d"], index: Mapping[str, int], questions: Sequence[tuple[str, str, str, str]]
) -> float:
    """The share of the questions "a is to b as c is to ...?" that `similarity.analogy` answers with their d.

    A question with a word that has no row counts as wrong, because for its user it is.
    Raises ValueError if there is no question.
    """
    if not questions:
        raise ValueError("a share of no questions has no value: questions is empty")
    known = [[index[word] for word in words] for words in questions if all(word in index for word in words)]
    unit = normalize(vectors)
    right = sum(_n_right(unit, np.array(known[start : start + BLOCK])) for start in range(0, len(known), BLOCK))
    return right / len(questions)


def _n_right(unit: Float[ndarray, "n d"], questions: Int[ndarray, "q 4"]) -> int:
    a, b, c, d = questions.T
    scores = (unit[b] - unit[a] + unit[c]) @ unit.T  # (q, n)
    np.put_along_axis(scores, questions[:, :3], -np.inf, axis=1)  # a word of the question is no answer
    return int((scores.argmax(axis=1) == d).sum())
