"""Unit 02. Judging vectors: by pairs that people have rated, by analogies, by what a classifier makes of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float, Int, Shaped
from numpy import ndarray

from vecembed_lab.similarity.arithmetic import check_rows, one_size, widened
from vecembed_lab.similarity.measures import normalize, pair_cosines, spearman

QUESTIONS_AT_ONCE = 500  # 500 x 100,000 scores in float32 are 200 MB


def rated_rows(
    index: Mapping[str, int], pairs: Sequence[tuple[str, str]], scores: Shaped[ndarray, " n"]
) -> tuple[Int[ndarray, "k 2"], Shaped[ndarray, " k"]]:
    """The rows of the k pairs whose words both have one, and the scores people gave them.

    Raises ValueError unless there is a score for each pair.
    """
    if len(pairs) != len(scores):
        raise ValueError(f"every pair needs one score, got {len(pairs)} pairs and {len(scores)} scores")
    known = np.array([a in index and b in index for a, b in pairs], dtype=bool)
    rows = [[index[a], index[b]] for (a, b), yes in zip(pairs, known, strict=True) if yes]
    return np.array(rows, dtype=int).reshape(-1, 2), scores[known]


def standard_error(
    vectors: Float[ndarray, "n d"],
    pairs: Int[ndarray, "p 2"],
    scores: Shaped[ndarray, " p"],
    *,
    rng: np.random.Generator,
    draws: int = 300,
) -> float:
    """How far `similarity.agreement` moves by the luck of which pairs were asked: its standard error.

    It is the standard deviation over `draws` draws of as many pairs, with repetition; draws in which all cosines or all
    scores are equal have no correlation and are left out.
    Raises ValueError for fewer than 10 pairs or 2 draws, of which it would say nothing; otherwise as `agreement`.
    Source: Efron (1979), Bootstrap Methods: Another Look at the Jackknife.
    """
    if len(pairs) < 10 or draws < 2:
        raise ValueError(f"a standard error needs at least 10 pairs and 2 draws, got {len(pairs)} and {draws}")
    cosines = pair_cosines(vectors, pairs)
    spearman(cosines, scores)  # raises what is to be raised
    samples = rng.integers(len(pairs), size=(draws, len(pairs)))
    different = [s for s in samples if cosines[s].min() < cosines[s].max() and scores[s].min() < scores[s].max()]
    return float(np.std([spearman(cosines[sample], scores[sample]) for sample in different]))


def analogies_right(
    vectors: Float[ndarray, "n d"], index: Mapping[str, int], questions: Sequence[tuple[str, str, str, str]]
) -> float:
    """The share of the questions "a is to b as c is to ...?" that `similarity.analogy` answers with their d.

    A question with a word that has no row counts as wrong, because for its user it is; and so does one for which
    another word is as near as d.
    Raises ValueError if there is no question, or if the vectors lack a row of the index.
    """
    if not questions:
        raise ValueError("a share of no questions has no value: questions is empty")
    known = [[index[word] for word in words] for words in questions if all(word in index for word in words)]
    check_rows(np.array(known, dtype=int), len(vectors))
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
    own = np.take_along_axis(scores, d[:, None], axis=1)[:, 0]
    np.put_along_axis(scores, d[:, None], -np.inf, axis=1)
    return int((own > scores.max(axis=1)).sum())


def mean_vectors(
    texts: Sequence[Int[ndarray, " _"]], vectors: Float[ndarray, "V d"], weights: Float[ndarray, " W"]
) -> Float[ndarray, "n d"]:
    """A vector for each of n texts: the weighted sum of its words' vectors, scaled to length 1; zero for no words.

    Raises ValueError unless there is one weight for each vector and a vector for each word.
    """
    if len(weights) != len(vectors):
        raise ValueError(f"every vector needs one weight, got {len(vectors)} vectors and {len(weights)} weights")
    for words in texts:
        check_rows(words, len(vectors))
    weighted = one_size(widened(vectors)) * one_size(widened(weights))[:, None]
    sums = [weighted[words].sum(axis=0) for words in texts]
    return normalize(np.array(sums, weighted.dtype).reshape(len(texts), vectors.shape[1]))


def learning_curve(
    features: Any, labels: ndarray, sizes: Sequence[int], *, rng: np.random.Generator, draws: int = 3
) -> list[float]:
    """The share of unseen texts that logistic regression sorts right after so many labels, for each of the `sizes`.

    A third of the texts is kept for the test; each share is the mean over `draws` choices of the labelled texts among
    the rest. The same `rng` makes the same choices, so that features can be compared.
    Raises ValueError if fewer texts are left than a size asks for, or if all of the labels chosen are the same.
    """
    from sklearn.linear_model import LogisticRegression

    order = rng.permutation(len(labels))
    test, rest = order[: len(order) // 3], order[len(order) // 3 :]
    if draws < 1 or not len(test):
        raise ValueError(f"there must be 3 texts and 1 draw at least, got {len(labels)} and {draws}")
    if not all(1 <= size <= len(rest) for size in sizes):
        raise ValueError(f"sizes must be from 1 to the {len(rest)} texts that are not for the test, got {list(sizes)}")
    shares = []
    for size in sizes:
        chosen = [rng.permutation(rest)[:size] for _ in range(draws)]
        fits = [LogisticRegression(C=30, max_iter=300).fit(features[some], labels[some]) for some in chosen]
        shares.append(float(np.mean([fit.score(features[test], labels[test]) for fit in fits])))
    return shares
