"""Unit 07. Search that people have judged: Cranfield, and nDCG."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Integer, Shaped
from numpy import ndarray

from vecembed_lab.data.registry import fetch
from vecembed_lab.data.shipped import load_shipped

VECTORS = Path(__file__).with_name("cranfield.npz")  # `python -m vecembed_lab.search.encoder` makes it
BEST = 5  # Cranfield's codes go from 1, a complete answer, to 4; the grade of a code is what it lacks to BEST


@dataclass(frozen=True)
class Judged:
    """Documents, queries, and for each query the grade of every relevant document's row: 4 is best, 1 of least use."""

    titles: list[str]
    documents: list[str]
    queries: list[str]
    grades: list[dict[int, int]]


def load_cranfield() -> Judged:
    """1,400 abstracts on aeronautics, two of them empty, and 225 questions of people who work on it.

    The judgements number the questions by their place in the file, 1 to 225, and not by the `.I` that stands there.
    Raises DataError if the file is not cached and cannot be fetched.
    Source: Cleverdon (1967), The Cranfield Tests on Index Language Devices.
    """
    with zipfile.ZipFile(fetch("cranfield")["cran.zip"]) as archive:
        documents, queries, judgements = (
            archive.read(name).decode("ascii") for name in ("cran.all.1400", "cran.qry", "cranqrel")
        )
    entries = _entries(documents)
    return Judged(
        [entry["T"] for entry in entries],
        [entry["W"] for entry in entries],
        [entry["W"] for entry in _entries(queries)],
        _grades(judgements),
    )


def _entries(text: str) -> list[dict[str, str]]:
    """The fields of each entry, which begin at a line such as .T, on one line each; I is the number."""
    entries = re.split(r"^\.I +", text.replace("\r", ""), flags=re.MULTILINE)[1:]
    return [_fields(re.split(r"^\.(?=[TABW]$)", f"I{entry}", flags=re.MULTILINE)) for entry in entries]


def _fields(parts: Sequence[str]) -> dict[str, str]:
    """The words of each field by its letter, which begins the part; two entries have a field in two parts."""
    fields: dict[str, str] = defaultdict(str)
    for part in parts:
        fields[part[0]] = " ".join([*fields[part[0]].split(), *part[1:].split()])
    return fields


def _grades(text: str) -> list[dict[int, int]]:
    """The grade of each relevant row, query by query; the code -1, which each query has once, is of no use."""
    grades: list[dict[int, int]] = []
    for query, document, code in (map(int, line.split()) for line in text.splitlines()):
        grades += [{} for _ in range(query - len(grades))]
        if code > 0:
            grades[query - 1][document - 1] = BEST - code
    return grades


class Tokens(NamedTuple):
    """The pieces that a text is cut into, and the vector of each, of length 1."""

    pieces: list[str]
    vectors: Float[ndarray, "t d"]


class CranfieldVectors(NamedTuple):
    """Vectors of all documents and queries of Cranfield, and the pieces of a few queries and titles by their rows."""

    documents: Float[ndarray, "1400 384"]
    queries: Float[ndarray, "225 384"]
    query_tokens: dict[int, Tokens]
    title_tokens: dict[int, Tokens]


def load_cranfield_vectors() -> CranfieldVectors:
    """Sentence vectors made by MiniLM beforehand, of length 1, rounded to steps of .0015; pieces to .03.

    The pieces are those of the first four queries, and of the titles of the eight documents nearest to each.
    Source: Reimers & Gurevych (2019), Sentence-BERT; Wang et al. (2020), MiniLM.
    """
    arrays = load_shipped(VECTORS)
    return CranfieldVectors(arrays["documents"], arrays["queries"], _tokens(arrays, "query"), _tokens(arrays, "title"))


def _tokens(arrays: Mapping[str, Shaped[ndarray, "..."]], name: str) -> dict[int, Tokens]:
    pieces, owners, vectors = (arrays[f"{name}_{part}"] for part in ("pieces", "of", "vectors"))
    return {
        int(owner): Tokens(pieces[owners == owner].tolist(), vectors[owners == owner]) for owner in np.unique(owners)
    }


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
