"""Unit 10. Texts of three domains, in pairs that belong together: questions and answers, two halves of a passage."""

import lzma
import re
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np

from vecembed_lab.data.registry import fetch

WORDS = 60  # of each half; longer ones would take longer to embed


class Pair(NamedTuple):
    """Two texts that belong together, and what they are about: pairs about the same belong into the same part."""

    first: str
    second: str
    about: str


def load_health() -> list[Pair]:
    """Questions to the National Institutes of Health with the beginning of the answer, each text once, by disease.

    Raises DataError if the archive is not cached and cannot be fetched.
    Source: Ben Abacha & Demner-Fushman (2019), A Question-Entailment Approach to Question Answering.
    """
    return _each_text_once(_health(fetch("medquad")["MedQuAD-answers.tar.xz"]))


def _health(archive: Path) -> Iterator[Pair]:
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.name.endswith(".xml"):
                document = ElementTree.parse(tar.extractfile(member))
                for pair in document.iter("QAPair"):
                    question, answer = (pair.findtext(part) or "" for part in ("Question", "Answer"))
                    if len(answer.split()) >= WORDS:
                        yield Pair(" ".join(question.split()), _words(answer, 0), document.findtext("Focus") or "")


def load_news() -> list[Pair]:
    """The first and the next 60 words of each article of Wikinews that has so many."""
    return _each_text_once(_halves(read_news()))


def read_news() -> Iterator[str]:
    """The text of each article of Wikinews, in order of time."""
    with lzma.open(fetch("wikinews")["enwikinews-2022.tsv.xz"], "rt", encoding="utf-8") as lines:
        yield from (line.split("\t")[2] for line in lines)


def load_law() -> list[Pair]:
    """The 60 words before and after the middle of each contract of CUAD."""
    with tarfile.open(fetch("cuad")["CUAD_v1_txt.tar.xz"]) as tar:
        texts = [tar.extractfile(member).read().decode("utf-8") for member in tar if "full_contract" in member.name]
    return _each_text_once(_halves(_from_the_middle(text) for text in texts))


def _from_the_middle(text: str) -> str:
    words = text.split()
    return " ".join(words[max(0, len(words) // 2 - WORDS) :])


def _halves(texts: Iterable[str]) -> Iterator[Pair]:
    for number, text in enumerate(texts):
        if len(text.split()) >= 2 * WORDS:
            yield Pair(_words(text, 0), _words(text, WORDS), str(number))


def _words(text: str, start: int) -> str:
    return " ".join(text.split()[start : start + WORDS])


def _each_text_once(pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs of which neither text came before: a copy would be a right answer that counts as wrong."""
    seen, kept = set(), []
    for pair in pairs:
        texts = {re.sub(r"\W+", " ", text.lower()) for text in pair[:2]}
        if not texts & seen:
            kept.append(pair)
        seen |= texts
    return kept


def draw(pairs: list[Pair], n: int, *, rng: np.random.Generator) -> list[Pair]:
    """n of the pairs, in any order.

    Raises ValueError if there are fewer.
    """
    if n > len(pairs):
        raise ValueError(f"n must be at most {len(pairs)}, the number of pairs, got {n}")
    return [pairs[i] for i in rng.permutation(len(pairs))[:n]]
