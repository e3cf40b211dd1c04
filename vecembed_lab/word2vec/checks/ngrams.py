"""The exercise `ngrams`: what a right answer does, and the wrong answers people really give."""

from vecembed_lab.grading.compare import Wrong, same
from vecembed_lab.grading.exercise import Exercise


def _ngrams(word, low, high):
    from vecembed_lab.word2vec.subword import ngrams

    return list(ngrams(word, low, high))


ngrams = Exercise(
    "ngrams",
    _ngrams,
    hints=(
        "Put `<` before the word and `>` after it, then cut out every piece of low to high letters.",
        "A text of length n has n - size + 1 pieces of length `size`: they start at 0, 1, ..., n - size.",
        "`[text[i : i + size] for size in range(low, high + 1) for i in range(len(text) - size + 1)]`",
    ),
    read="Parts of words",
    canonical=sorted,
)


def _check_ngrams(student, word, low, high, why):
    got = student(word, low, high)
    if not isinstance(got, list | tuple) or not all(isinstance(piece, str) for piece in got):
        raise Wrong("The answer is a list of strings", expected=_ngrams(word, low, high), got=got)
    same(sorted(got), sorted(_ngrams(word, low, high)), f"{why} (sorted)")


@ngrams.criterion("the pieces of three letters of `where`, by hand", points=1)
def _(student, rng):
    _check_ngrams(student, "where", 3, 3, "<wh, whe, her, ere, re>")


@ngrams.criterion("any word, from low to high letters", points=2)
def _(student, rng):
    for low, high in [(2, 4), (3, 6)]:
        word = "".join(rng.permutation(list("graticule")))
        _check_ngrams(student, word, low, high, f"All pieces of {low} to {high} letters, < and > included")


@ngrams.criterion("a short word, and a piece that comes twice", points=1)
def _(student, rng):
    _check_ngrams(student, "at", 3, 6, "<at> has four letters: nothing longer can be cut out of it")
    _check_ngrams(student, "banana", 3, 3, "ana stands in banana twice")


def _pieces(text, sizes):
    return [text[i : i + size] for size in sizes for i in range(len(text) - size + 1)]


@ngrams.mistake("`<` and `>` are missing: with them, the end of a word is told from its middle.")
def no_brackets(word, low, high):
    return _pieces(word, range(low, high + 1))


@ngrams.mistake("pieces of `high` letters are missing: `range(low, high)` stops before high.")
def longest_missing(word, low, high):
    return _pieces(f"<{word}>", range(low, high))


@ngrams.mistake("the last piece of every length is missing: there are n - size + 1 of them.")
def last_piece_missing(word, low, high):
    text = f"<{word}>"
    return [text[i : i + size] for size in range(low, high + 1) for i in range(len(text) - size)]


@ngrams.mistake(
    "slicing past the end gives shorter pieces, without an error: stop at `len(text) - size`, or check the length."
)
def stumps(word, low, high):
    text = f"<{word}>"
    return [text[i : i + size] for size in range(low, high + 1) for i in range(len(text))]


@ngrams.mistake("a piece that stands twice in the word is listed once: a set forgets how often.")
def each_once(word, low, high):
    return sorted(set(_ngrams(word, low, high)))


@ngrams.mistake("these pieces do not overlap: move on by one letter, not by a whole piece.")
def side_by_side(word, low, high):
    text = f"<{word}>"
    return [text[i : i + size] for size in range(low, high + 1) for i in range(0, len(text) - size + 1, size)]
