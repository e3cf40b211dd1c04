"""Unit 07. Questions with judged answers and vectors: Cranfield, or a stand-in where that cannot be had."""

from typing import NamedTuple
from zlib import crc32

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.data.registry import DataError
from vecembed_lab.search.docstrings import STANDARD, docstrings, question_and_text
from vecembed_lab.search.judged import Judged, load_cranfield, load_cranfield_vectors
from vecembed_lab.search.lexical import tokens

CRANFIELD = "Cranfield: 1,400 abstracts on aeronautics, questions and judgements of the people who worked on it"
STANDIN = "In its place: a stand-in, the documentation of this machine, each text asked for by its own first paragraph"


class Questions(NamedTuple):
    """Judged questions, a vector for each document and each question, and what they are."""

    judged: Judged
    documents: Float[ndarray, "n d"]
    queries: Float[ndarray, "q d"]
    source: str


def load_questions() -> Questions:
    """Cranfield with the vectors of a sentence encoder; without a copy of it, a stand-in that says so."""
    try:
        judged, vectors = load_cranfield(), load_cranfield_vectors()
        return Questions(judged, vectors.documents, vectors.queries, CRANFIELD)
    except DataError as error:
        return standin(str(error))


def standin(why: str) -> Questions:
    """Texts from documentation, each the one right answer to its own first paragraph, and vectors made of words."""
    pairs = {name: question_and_text(text) for name, text in docstrings(STANDARD).items()}
    pairs = {name: pair for name, pair in pairs.items() if len(pair[1].split()) >= 20}
    queries, documents = ([pair[part] for pair in pairs.values()] for part in (0, 1))
    judged = Judged(list(pairs), documents, queries, [{row: 4} for row in range(len(pairs))])
    vectors = (np.array([_of_words(text) for text in texts]) for texts in (documents, queries))
    return Questions(judged, *vectors, f"{why}. {STANDIN}")


def _of_words(text: str) -> Float[ndarray, " 128"]:
    """The sum of a random vector for each word, always the same one for a word."""
    return sum(np.random.default_rng(crc32(word.encode())).normal(size=128) for word in tokens(text))
