"""Unit 07. More than one opinion: fused rankings, re-ranking, and late interaction."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Integer
from numpy import ndarray

from vecembed_lab.similarity.arithmetic import check_finite, check_width


def rrf(rankings: Sequence[Sequence[int] | Integer[ndarray, " _"]], k: float = 60) -> list[int]:
    """All documents of the rankings, those with the largest sum of 1 / (k + rank) first; the first place has rank 1.

    A document that a ranking does not hold gets nothing from it. Of equals the lower number comes first.
    Raises ValueError if k is negative, or a ranking holds a document twice.
    Source: Cormack, Clarke & Büttcher (2009), Reciprocal Rank Fusion Outperforms Condorcet.
    """
    if k < 0:
        raise ValueError(f"k must be at least 0, got {k}")
    sums: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        if len({int(document) for document in ranking}) < len(ranking):
            raise ValueError("a ranking must hold a document once, got one twice")
        for rank, document in enumerate(ranking, start=1):
            sums[int(document)] += 1 / (k + rank)
    return sorted(sums, key=lambda document: (-sums[document], document))


def max_sim(query: Float[ndarray, "a d"], document: Float[ndarray, "b e"]) -> float:
    """The sum over the query's token vectors of the largest inner product with a token vector of the document.

    A document without tokens has -inf, so it comes last; a query without tokens has 0 with every document.
    Raises ValueError if widths differ, or a number is NaN or infinite.
    Source: Khattab & Zaharia (2020), ColBERT.
    """
    check_width(query, document)
    check_finite(query)
    check_finite(document)
    return float((query @ document.T).max(axis=1, initial=-np.inf).sum())
