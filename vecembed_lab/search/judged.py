"""Unit 07. Search that people have judged: nDCG."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Integer
from numpy import ndarray


def ndcg(ranked: Sequence[int] | Integer[ndarray, " m"], grades: Mapping[int, float], k: int = 10) -> float:
    """Normalised discounted cumulative gain of the first `k` documents, from 0 to 1; a document not graded gains 0.

        DCG = sum_i grade_i / log2(1 + i),  i = 1 to k, divided by the DCG of the best possible ranking

    A ranking with fewer than `k` documents gains nothing for what is missing.
    Raises ValueError if k is below 1, a grade is negative, no grade is above 0, or a document stands there twice.
    Source: Järvelin & Kekäläinen (2002), Cumulated Gain-Based Evaluation of IR Techniques.
    """
    first = [int(document) for document in ranked[:k]]
    if k < 1 or min(grades.values(), default=0) < 0 or max(grades.values(), default=0) <= 0:
        raise ValueError("k must be at least 1, no grade below 0 and one above, or nothing can be gained")
    if len(set(first)) < len(first):
        raise ValueError("a ranking must hold a document once, got one twice")
    return _dcg([grades.get(document, 0) for document in first]) / _dcg(sorted(grades.values(), reverse=True)[:k])


def _dcg(gains: Sequence[float]) -> float:
    return float((np.asarray(gains, dtype=float) / np.log2(np.arange(2, len(gains) + 2))).sum())
