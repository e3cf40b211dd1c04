"""The exercise `document_vector`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.similarity import measures


def _document_vector(tokens, index, vectors):
    rows = [index[token] for token in tokens if token in index]
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[1])


document_vector = Exercise(
    "document_vector",
    _document_vector,
    hints=(
        "Look up the row of every word that is known, skip the others, and take the mean of these rows.",
        "`[index[token] for token in tokens if token in index]` are the rows.",
        "If there are no rows, `np.zeros(vectors.shape[1])`; otherwise `vectors[rows].mean(axis=0)`.",
    ),
    read="Sorting messages",
)


@document_vector.criterion("two known words and an unknown one, by hand", points=1)
def _(student, rng):
    index, vectors = {"good": 0, "film": 1, "bad": 2}, np.array([[1.0, 0.0], [3.0, 4.0], [-9.0, 9.0]])
    same(student(["good", "grimbly", "film"], index, vectors), [2.0, 2.0], "The mean of (1, 0) and (3, 4)")


def _text(rng, n=12):
    """A text of words w0 to w9, the index that knows the first seven in some order, and their vectors."""
    tokens = [f"w{i}" for i in [8, *rng.integers(10, size=n)]] + ["w2", "w2"]
    index = {f"w{i}": int(row) for i, row in enumerate(rng.permutation(7))}
    return tokens, index, rng.normal(size=(7, 4))


@document_vector.criterion("any text: a word counts as often as it comes", points=1)
def _(student, rng):
    text = _text(rng)
    same(student(*text), _document_vector(*text), "The mean over all places whose word is known")


@document_vector.criterion("no known word: zeros", points=1)
def _(student, rng):
    _, index, vectors = _text(rng)
    two = student(["w1", "w9"], index, vectors)
    same(two, vectors[index["w1"]], "One word is known: the mean is its vector")
    same(student(["w8", "w9"], index, vectors), np.zeros(4), "Neither word is known")
    same(student([], index, vectors), np.zeros(4), "There is no word at all")


def _rows(tokens, index):
    return [index[token] for token in tokens if token in index]


@document_vector.mistake("you divided by the number of all words; unknown ones say nothing, so divide by the known.")
def divided_by_all(tokens, index, vectors):
    return vectors[_rows(tokens, index)].sum(axis=0) / max(len(tokens), 1)


@document_vector.mistake("this is the sum; divide it by the number of known words, or long texts get long vectors.")
def summed(tokens, index, vectors):
    return vectors[_rows(tokens, index)].sum(axis=0)


@document_vector.mistake("the mean of no rows is NaN. Decide what it means: here, zeros.")
def nan_for_nothing(tokens, index, vectors):
    rows = np.array(_rows(tokens, index), dtype=int)
    return vectors[rows].mean(axis=0)


@document_vector.mistake("every word was counted once; a word that comes three times should count three times.")
def each_word_once(tokens, index, vectors):
    return _document_vector(sorted(set(tokens)), index, vectors)


@document_vector.mistake("an unknown word got the last vector: `index.get(token, -1)` is row -1. Leave it out.")
def last_row_for_unknown(tokens, index, vectors):
    rows = [index.get(token, -1) for token in tokens]
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[1])


@document_vector.mistake("the mean was divided by its length; the exercise asks for the mean as it is.")
def made_unit_length(tokens, index, vectors):
    return measures.normalize(_document_vector(tokens, index, vectors)[None])[0]
