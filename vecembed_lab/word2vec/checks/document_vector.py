"""The exercise `document_vector`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import words
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
    """A text, the index that knows most of its words, one of them in two spellings, and their vectors."""
    plain, capital, *others = words(rng)
    known = [plain, capital, *others, capital.lower()]
    index = {word: int(row) for word, row in zip(known, rng.permutation(len(known)), strict=True)}
    some = rng.choice([*known, plain.upper(), "grimbly"], size=n).tolist()
    tokens = ["grimbly", f"{plain}.", *rng.permutation([*known, *some, plain, plain.upper()]).tolist(), capital]
    return tokens, index, rng.normal(size=(len(known), 4))


@document_vector.criterion("any text: a word counts as often as it comes", points=1)
def _(student, rng):
    for n in (12, 3):
        text = _text(rng, n)
        same(student(*text), _document_vector(*text), "The mean over all places whose word is known, as it is written")


@document_vector.criterion("no known word: zeros", points=1)
def _(student, rng):
    _, index, vectors = _text(rng)
    for row in (0, 3):
        token = next(word for word in index if index[word] == row)
        same(student([token, "grimbly"], index, vectors), vectors[row], "One word is known: the mean is its vector")
    same(student([token, token], index, vectors), vectors[row], "The same word twice: the mean is its vector")
    same(student(["grimbly", "frobble"], index, vectors), np.zeros(4), "Neither word is known: four zeros")
    same(student([], index, vectors), np.zeros(4), "There is no word at all: four zeros")


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


@document_vector.mistake("an unknown word got the first vector: `index.get(token, 0)` is row 0. Leave it out.")
def first_row_for_unknown(tokens, index, vectors):
    rows = [index.get(token, 0) for token in tokens]
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[1])


@document_vector.mistake(
    "the word in row 0 is missing: 0 counts as false in `if index.get(token)`. Ask `token in index`."
)
def row_zero_skipped(tokens, index, vectors):
    rows = [row for row in _rows(tokens, index) if row]
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[1])


@document_vector.mistake(
    "each vector was divided by its length first; the exercise asks for the mean of the vectors as they are."
)
def unit_vectors_first(tokens, index, vectors):
    return _document_vector(tokens, index, measures.normalize(vectors))


@document_vector.mistake("the words were changed to small letters; look them up as they are written.")
def small_letters(tokens, index, vectors):
    return _document_vector([token.lower() for token in tokens], index, vectors)


@document_vector.mistake(
    "this is a mean over the dimensions, a number for each word; `axis=0` is the mean over the words."
)
def mean_over_dimensions(tokens, index, vectors):
    rows = _rows(tokens, index)
    return vectors[rows].mean(axis=1) if rows else np.zeros(vectors.shape[1])


@document_vector.mistake("without a known word the number 0 came back; return as many zeros as a vector has numbers.")
def a_single_zero(tokens, index, vectors):
    return _document_vector(tokens, index, vectors) if _rows(tokens, index) else 0.0


@document_vector.mistake("a text with an unknown word got zeros; leave that word out and take the mean of the others.")
def nothing_if_one_is_unknown(tokens, index, vectors):
    return _document_vector(tokens if len(_rows(tokens, index)) == len(tokens) else [], index, vectors)


@document_vector.mistake(
    "the sum was divided by the number of different words; divide by how many places have a known word."
)
def divided_by_different_words(tokens, index, vectors):
    rows = _rows(tokens, index)
    return vectors[rows].sum(axis=0) / max(len(set(rows)), 1)


@document_vector.mistake("the row of a word is what `index` says, `index[token]`, not its place among the keys.")
def place_among_the_keys(tokens, index, vectors):
    return _document_vector(tokens, {word: place for place, word in enumerate(index)}, vectors)


def _or_zeros(mean, tokens, index, vectors):
    return mean(tokens, index, vectors) if _rows(tokens, index) else np.zeros(vectors.shape[1])


@document_vector.mistake(
    "beside known words, an unknown one got the last vector: `index.get(token, -1)` is row -1. Leave it out."
)
def last_row_beside_known(tokens, index, vectors):
    return _or_zeros(last_row_for_unknown, tokens, index, vectors)


@document_vector.mistake(
    "beside known words, an unknown one got the first vector: `index.get(token, 0)` is row 0. Leave it out."
)
def first_row_beside_known(tokens, index, vectors):
    return _or_zeros(first_row_for_unknown, tokens, index, vectors)


@document_vector.mistake("an unknown word was looked up again in small letters; look it up only as it is written.")
def small_letters_if_unknown(tokens, index, vectors):
    return _document_vector([token if token in index else token.lower() for token in tokens], index, vectors)


@document_vector.mistake(
    "the zeros are as many as there are words; a vector of the table has `vectors.shape[1]` numbers."
)
def too_many_zeros(tokens, index, vectors):
    return _document_vector(tokens, index, vectors) if _rows(tokens, index) else np.zeros(len(vectors))
