"""Unit 02. Judging vectors: by pairs that people have rated, by analogies, by what a classifier makes of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float, Int, Num
from numpy import ndarray

from vecembed_lab.similarity.measures import agreement, normalize

QUESTIONS_AT_ONCE = 500  # 500 x 100,000 scores in float32 are 200 MB


def rated_rows(
    index: Mapping[str, int], pairs: Sequence[tuple[str, str]], scores: Num[ndarray, " n"]
) -> tuple[Int[ndarray, "k 2"], Num[ndarray, " k"]]:
    """The rows of the k pairs whose words both have one, and the scores people gave them."""
    known = np.array([a in index and b in index for a, b in pairs], dtype=bool)
    rows = [[index[a], index[b]] for (a, b), yes in zip(pairs, known, strict=True) if yes]
    return np.array(rows, dtype=int).reshape(-1, 2), scores[known]


def standard_error(
    vectors: Float[ndarray, "n d"],
    pairs: Int[ndarray, "p 2"],
    scores: Num[ndarray, " p"],
    *,
    rng: np.random.Generator,
    draws: int = 300,
) -> float:
    """How far `similarity.agreement` moves by the luck of which pairs were asked: its standard error.

    It is the standard deviation over `draws` draws of as many pairs, with repetition. Source: Efron (1979), Bootstrap
    Methods: Another Look at the Jackknife.
    """
    samples = rng.integers(len(pairs), size=(draws, len(pairs)))
    return float(np.std([agreement(vectors, pairs[sample], scores[sample]) for sample in samples]))


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
    right = sum(
        _n_right(unit, np.array(known[start : start + QUESTIONS_AT_ONCE]))
        for start in range(0, len(known), QUESTIONS_AT_ONCE)
    )
    return right / len(questions)


def _n_right(unit: Float[ndarray, "n d"], questions: Int[ndarray, "q 4"]) -> int:
    a, b, c, d = questions.T
    scores = (unit[b] - unit[a] + unit[c]) @ unit.T  # (q, n)
    np.put_along_axis(scores, questions[:, :3], -np.inf, axis=1)  # a word of the question is no answer
    return int((scores.argmax(axis=1) == d).sum())


def mean_vectors(
    texts: Sequence[Int[ndarray, " _"]], vectors: Float[ndarray, "V d"], weights: Float[ndarray, " V"]
) -> Float[ndarray, "n d"]:
    """A vector for each of n texts: the weighted sum of its words' vectors, scaled to length 1; zero for no words."""
    weighted = vectors * weights[:, None]
    return normalize(np.array([weighted[words].sum(axis=0) for words in texts]))


def learning_curve(
    features: Any, labels: ndarray, sizes: Sequence[int], *, rng: np.random.Generator, draws: int = 3
) -> list[float]:
    """The share of unseen texts that logistic regression sorts right after so many labels, for each of the `sizes`.

    A third of the texts is kept for the test; each share is the mean over `draws` choices of the labelled texts among
    the rest. The same `rng` makes the same choices, so that features can be compared.
    """
    from sklearn.linear_model import LogisticRegression

    order = rng.permutation(len(labels))
    test, rest = order[: len(order) // 3], order[len(order) // 3 :]
    shares = []
    for size in sizes:
        chosen = [rng.permutation(rest)[:size] for _ in range(draws)]
        fits = [LogisticRegression(C=30, max_iter=300).fit(features[some], labels[some]) for some in chosen]
        shares.append(float(np.mean([fit.score(features[test], labels[test]) for fit in fits])))
    return shares
