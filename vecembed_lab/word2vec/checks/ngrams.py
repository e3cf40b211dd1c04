"""The exercise `ngrams`: what a right answer does, and the wrong answers people really give."""

from vecembed_lab.grading.compare import Wrong, same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import words


def _ngrams(word, low, high):
    from vecembed_lab.word2vec.subword import ngrams

    return list(ngrams(word, low, high))


ngrams = Exercise(
    "ngrams",
    _ngrams,
    hints=(
        "Put `<` before the word and `>` after it, then cut out every piece of low to high characters.",
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
    same(sorted(got), sorted(_ngrams(word, low, high)), f"{why} (both are shown sorted)")


@ngrams.criterion("the pieces of three letters of `where`, by hand", points=1)
def _(student, rng):
    _check_ngrams(student, "where", 3, 3, "<wh, whe, her, ere, re>")


@ngrams.criterion("any word, from low to high characters", points=2)
def _(student, rng):
    for low, high in [(2, 4), (3, 6), (1, 3)]:
        word = "".join(rng.permutation(list("graticule")))
        _check_ngrams(student, word, low, high, f"All pieces of {low} to {high} characters, < and > included")
    for word in [*words(rng), "-x-ray'"]:
        _check_ngrams(student, word, 2, 4, "A word is cut as it is written, whatever its letters, digits and signs")


@ngrams.criterion("a short word, and a piece that comes twice", points=1)
def _(student, rng):
    _check_ngrams(student, "at", 3, 6, "<at> has four characters: nothing longer can be cut out of it")
    _check_ngrams(student, "of", 5, 6, "<of> has four characters, and no piece of five")
    _check_ngrams(student, "banana", 3, 3, "ana stands in banana twice")
    _check_ngrams(student, "banana", 2, 2, "an stands in banana twice, and so does na")


def _pieces(text, sizes):
    return [text[i : i + size] for size in sizes for i in range(len(text) - size + 1)]


@ngrams.mistake("`<` and `>` are missing: with them, the end of a word is told from its middle.")
def no_brackets(word, low, high):
    return _pieces(word, range(low, high + 1))


@ngrams.mistake("pieces of `high` letters are missing: `range(low, high)` stops before high.")
def longest_missing(word, low, high):
    return _pieces(f"<{word}>", range(low, high))


@ngrams.mistake("of every length the last piece is missing, the one that ends with `>`: there are n - size + 1 pieces.")
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


@ngrams.mistake("these pieces do not overlap: move on by one character, not by a whole piece.")
def side_by_side(word, low, high):
    text = f"<{word}>"
    return [text[i : i + size] for size in range(low, high + 1) for i in range(0, len(text) - size + 1, size)]


@ngrams.mistake("the word was changed to small letters; cut it as it is written.")
def small_letters(word, low, high):
    return _ngrams(word.lower(), low, high)


@ngrams.mistake("what is no letter was thrown away (digits, hyphens, apostrophes); cut the word as it is written.")
def letters_only(word, low, high):
    return _pieces(f"<{''.join(c for c in word if c.isalpha())}>", range(low, high + 1))


@ngrams.mistake(
    "what is not among a to z was thrown away; letters with accents and of other alphabets belong to a word."
)
def english_only(word, low, high):
    return _pieces(f"<{''.join(c for c in word if c.isascii())}>", range(low, high + 1))


@ngrams.mistake("bytes were counted for characters: in UTF-8 a letter beyond a to z takes two or more.")
def bytes_cut(word, low, high):
    text = f"<{word}>".encode()
    pieces = (text[i : i + size] for size in range(low, high + 1) for i in range(len(text) - size + 1))
    return [piece.decode(errors="replace") for piece in pieces]


@ngrams.mistake("of every length the first piece is missing, the one that begins with `<`.")
def first_piece_missing(word, low, high):
    return _pieces(f"{word}>", range(low, high + 1))


@ngrams.mistake("the marks were put around every piece; put them around the word, then cut.")
def every_piece_marked(word, low, high):
    return [f"<{piece}>" for piece in _pieces(word, range(low, high + 1))]


@ngrams.mistake(
    "the marks were added to pieces of the bare word, which makes them longer; a mark is one of the characters."
)
def marks_not_counted(word, low, high):
    ends = range(low, high + 1)
    spans = [(i, i + size) for size in ends for i in range(len(word) - size + 1)]
    return ["<" * (i == 0) + word[i:j] + ">" * (j == len(word)) for i, j in spans]


@ngrams.mistake("only pieces of `low` and of `high` characters are here; those of the lengths between are missing.")
def two_lengths_only(word, low, high):
    return _pieces(f"<{word}>", sorted({low, high}))


@ngrams.mistake("the whole word with its marks was left out; it is a piece too if its length is from low to high.")
def whole_left_out(word, low, high):
    return [piece for piece in _ngrams(word, low, high) if piece != f"<{word}>"]


@ngrams.mistake("only the pieces of one length are here, `low`: pieces of `low` to `high` characters are asked for.")
def one_length_only(word, low, high):
    return _pieces(f"<{word}>", [low])


@ngrams.mistake(
    "a word too short for a length was listed whole instead; where nothing is that long, there is no piece."
)
def short_words_whole(word, low, high):
    return [piece for size in range(low, high + 1) for piece in _pieces(f"<{word}>", [size]) or [f"<{word}>"]]


@ngrams.mistake(
    "all lengths got as many pieces as the shortest, and the last ones are cut off by the end: there are "
    "`len(text) - size + 1` of each size."
)
def starts_of_the_shortest(word, low, high):
    text = f"<{word}>"
    return [text[i : i + size] for size in range(low, high + 1) for i in range(len(text) - low + 1)]


@ngrams.mistake("the marks `<` and `>` alone were left out; each is a piece of one character.")
def marks_alone_left_out(word, low, high):
    return [piece for piece in _ngrams(word, low, high) if piece not in ("<", ">")]


@ngrams.mistake("`casefold` changed the word (capitals, and other letters too); cut it as it is written.")
def case_folded(word, low, high):
    return _ngrams(word.casefold(), low, high)


@ngrams.probe
def _(rng):
    """What small letters and folded ones differ in."""
    yield "Straße", 2, 3
