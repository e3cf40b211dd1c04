"""Unit 08. WinoBias: sentences with two occupations and a pronoun, as a stereotype has it and against it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool
from numpy import ndarray

from vecembed_lab.data.registry import DataError, fetch
from vecembed_lab.data.words import WordVectors
from vecembed_lab.similarity.measures import cosine


class Sentence(NamedTuple):
    """Two occupations, the one that is meant first, and the pronoun."""

    meant: str
    other: str
    pronoun: str


def read_sentences(path: Path, occupations: Mapping[str, int]) -> list[Sentence]:
    """Those lines of a file whose two occupations are both known; who is meant and the pronoun stand in brackets."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        marked = re.findall(r"\[(.*?)\]", line)
        words = re.findall(r"[a-z]+", line.lower())
        meant = marked[0].lower().split()[-1] if len(marked) == 2 else ""
        others = [word for word in words if word in occupations and word != meant]
        if meant in occupations and len(set(others)) == 1:
            found.append(Sentence(meant, others[0], marked[1].lower()))
    return found


def load_winobias(occupations: Mapping[str, int]) -> dict[str, list[Sentence]]:
    """The sentences of type 1 "as the stereotype has it" and "against the stereotype".

    None, and a printed sentence that says so, if they are not cached and cannot be fetched.
    Source: Zhao et al. (2018), Gender Bias in Coreference Resolution: Evaluation and Debiasing Methods.
    """
    files = {"as the stereotype has it": "pro", "against the stereotype": "anti"}
    try:
        folder = fetch("winobias")
    except DataError:
        print("WinoBias is not on this machine and could not be fetched (`vecembed data get winobias` says why).")
        return {}
    return {
        name: read_sentences(folder[f"{kind}_stereotyped_type1.txt.dev"], occupations)
        + read_sentences(folder[f"{kind}_stereotyped_type1.txt.test"], occupations)
        for name, kind in files.items()
    }


def resolved(space: WordVectors, sentences: list[Sentence]) -> Bool[ndarray, " n"]:
    """Whether the occupation that is meant is the one whose vector is closer to the pronoun's."""
    vectors = [np.stack([space[word] for word in sentence]) for sentence in sentences]
    return np.array([cosine(v[:1], v[2:])[0, 0] > cosine(v[1:2], v[2:])[0, 0] for v in vectors])
