"""The exercise `chunk`: what a right answer does, and the wrong answers people really give."""

import re

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import words as drawn
from vecembed_lab.production.documents import chunk as _chunk

chunk = Exercise(
    "chunk",
    _chunk,
    hints=(
        "Split the text into words once; then every chunk is a slice of that list, joined by blanks.",
        "A chunk begins `size - overlap` words after the one before.",
        "The last chunk is the first that reaches the end of the text: a start counts if it is 0, or if more than "
        "`overlap` words are left from there on.",
    ),
    read="A text and its name",
)


def _text(n, rng=None):
    names = [f"w{i}" for i in range(n)]
    return " ".join(rng.permutation(names)) if rng else " ".join(names)


@chunk.criterion("by hand: five words and six", points=1)
def _(student, rng):
    same(student("a b c d e", 4, 2), ["a b c d", "c d e"], "The second begins 2 words after the first")
    same(student("a b c d e f", 4, 2), ["a b c d", "c d e f"], "The second reaches the end: no third one")
    same(student("a b c d e", 2, 0), ["a b", "c d", "e"], "Without overlap the last one is shorter")


@chunk.criterion("any text, any size, any overlap", points=2)
def _(student, rng):
    sizes = ((7, 3, 1), (20, 5, 2), (21, 5, 4), (40, 10, 3), (13, 1, 0), (24, 8, 0), (9, 6, 5), (30, 29, 28))
    for n, size, overlap in sizes:
        text = _text(n, rng)
        same(student(text, size, overlap), _chunk(text, size, overlap), f"{n} words, size {size}, overlap {overlap}")


@chunk.criterion("short texts, and white space of any kind", points=1)
def _(student, rng):
    same(student("a b", 4, 2), ["a b"], "A text shorter than a chunk is one chunk")
    same(student("a b c", 4, 2), ["a b c"], "So is this one")
    same(student("a", 5, 3), ["a"], "So is one that is shorter than the overlap")
    same(student("a b c", 3, 2), ["a b c"], "A text of just one chunk")
    same(student("", 3, 1), [], "No word, no chunk")
    same(student(" \n ", 3, 0), [], "White space alone, no chunk")
    same(
        student("a\n b\t c   d", 2, 1),
        ["a b", "b c", "c d"],
        "White space of any kind and length parts words; one blank joins them",
    )
    same(student(" a  b\n", 4, 1), ["a b"], "So they are in a text that is one chunk")
    one, other = drawn(rng, "capitals", "signs")
    same(student(f"{one}, {other}!", 2, 0), [f"{one}, {other}!"], "Words keep their capitals and signs")


@chunk.mistake("the last chunk lies wholly in the one before; stop at the first that reaches the end.")
def one_too_many(text, size, overlap):
    words = text.split()
    return [" ".join(words[i : i + size]) for i in range(0, len(words), size - overlap)]


@chunk.mistake("what was left at the end, less than a chunk, was dropped; the last chunk may be shorter.")
def rest_dropped(text, size, overlap):
    words = text.split()
    return [" ".join(words[i : i + size]) for i in range(0, len(words) - size + 1, size - overlap)]


@chunk.mistake("the chunks do not overlap: each should begin `size - overlap` words after the one before.")
def without_overlap(text, size, overlap):
    return _chunk(text, size, 0)


@chunk.mistake("each chunk begins `overlap` words after the one before; it should be `size - overlap`.")
def step_is_overlap(text, size, overlap):
    return _chunk(text, size, size - max(overlap, 1))


@chunk.mistake("letters were counted; the size is in words.")
def of_letters(text, size, overlap):
    return [text[i : i + size] for i in range(0, max(len(text) - overlap, min(len(text), 1)), size - overlap)]


@chunk.mistake("these are lists of words; join each with blanks.")
def lists(text, size, overlap):
    return [part.split() for part in _chunk(text, size, overlap)]


@chunk.mistake("a text without words has no chunk, not an empty one.")
def an_empty_one(text, size, overlap):
    return _chunk(text, size, overlap) or [""]


@chunk.mistake("the last chunk was moved back so that it is full; it may be shorter.")
def last_moved_back(text, size, overlap):
    words, chunks = text.split(), _chunk(text, size, overlap)
    return [*chunks[:-1], " ".join(words[-size:])] if chunks else []


@chunk.mistake("the overlap was added to the size: a chunk has `size` words with what it repeats.")
def overlap_added(text, size, overlap):
    return _chunk(text, size + overlap, overlap)


@chunk.mistake("a text that is shorter than a chunk was left out; it is one chunk.")
def short_ones_left_out(text, size, overlap):
    return _chunk(text, size, overlap) if len(text.split()) >= size else []


@chunk.mistake("a text of at most `overlap` words was left out; it is one chunk.")
def shorter_than_overlap_left_out(text, size, overlap):
    words = text.split()
    return [" ".join(words[i : i + size]) for i in range(0, len(words) - overlap, size - overlap)]


@chunk.mistake("one word more than `overlap` is repeated.")
def one_more_repeated(text, size, overlap):
    return _chunk(text, size, min(overlap + 1, size - 1))


@chunk.mistake("one word fewer than `overlap` is repeated.")
def one_fewer_repeated(text, size, overlap):
    return _chunk(text, size, max(overlap - 1, 0))


@chunk.mistake("only blanks separate words here; split at any white space.")
def only_blanks(text, size, overlap):
    words = text.split(" ")
    starts = range(0, max(len(words) - overlap, 1), size - overlap)
    return [" ".join(words[i : i + size]) for i in starts]


@chunk.mistake('`split(" ")` parts words at every single blank, and nowhere else; split at any white space.')
def split_at_blanks(text, size, overlap):
    return only_blanks(text, size, overlap) if text.split() else []


@chunk.mistake("the words are not joined by blanks.")
def joined_by_nothing(text, size, overlap):
    return [part.replace(" ", "") for part in _chunk(text, size, overlap)]


@chunk.mistake("half the overlap was taken on each side; the whole of it is repeated.")
def half_overlap(text, size, overlap):
    return _chunk(text, size, overlap // 2)


@chunk.mistake("a chunk that just reaches the end of the text is the last one; one more came.")
def one_more_where_it_fits(text, size, overlap):
    words, start, chunks = text.split(), 0, []
    while start < len(words):
        chunks.append(" ".join(words[start : start + size]))
        if start + size > len(words):
            break
        start += size - overlap
    return chunks


@chunk.mistake("what was left at the end of a long text was dropped; the last chunk may be shorter.")
def rest_of_long_ones_dropped(text, size, overlap):
    words = text.split()
    starts = range(0, max(len(words) - size, 0) + 1, size - overlap)
    return [" ".join(words[i : i + size]) for i in starts] if words else []


@chunk.mistake("a short rest was joined to the chunk before it, which is longer than `size` then.")
def rest_joined(text, size, overlap):
    words, step = text.split(), size - overlap
    starts = range(0, max(len(words) - size, 0) + 1, step)
    return [" ".join(words[i : i + size] if i + step in starts else words[i:]) for i in starts] if words else []


@chunk.mistake("`words[-overlap:]` is the whole list where `overlap` is 0.")
def everything_repeated_without_overlap(text, size, overlap):
    words = text.split()
    chunks, rest = [words[:size]] if words else [], words[size:]
    while rest:
        chunks.append(chunks[-1][-overlap:] + rest[: size - overlap])
        rest = rest[size - overlap :]
    return [" ".join(part) for part in chunks]


@chunk.mistake("the overlap was put in front of `size` new words; a chunk has `size` words with what it repeats.")
def overlap_in_front(text, size, overlap):
    words = text.split()
    return [" ".join(words[max(0, i - overlap) : i + size]) for i in range(0, len(words), size)]


@chunk.mistake("chunks begin `size` words apart and were made longer at the end; they begin `size - overlap` apart.")
def overlap_behind(text, size, overlap):
    words = text.split()
    return [" ".join(words[i : i + size + overlap]) for i in range(0, len(words), size)]


@chunk.mistake("a short text was kept as it was; its words, too, are joined by one blank.")
def short_ones_as_they_are(text, size, overlap):
    return [text] if 0 < len(text.split()) <= size else _chunk(text, size, overlap)


@chunk.mistake("words came in small letters; a word is what `split` gives.")
def in_small_letters(text, size, overlap):
    return _chunk(text.lower(), size, overlap)


@chunk.mistake("words lost their signs; a word is what `split` gives.")
def without_signs(text, size, overlap):
    return _chunk(" ".join(re.findall(r"\w+", text)), size, overlap)


@chunk.mistake(
    "each chunk begins `overlap` words after the one before, or `size` if that is 0; it should be `size - overlap`."
)
def step_is_overlap_or_size(text, size, overlap):
    return _chunk(text, size, size - overlap if overlap else 0)


@chunk.mistake(
    "only the last start was dropped where a rest is short, not all behind the end; stop where the end is reached."
)
def last_one_dropped(text, size, overlap):
    chunks = one_too_many(text, size, overlap)
    return chunks[:-1] if chunks and len(chunks[-1].split()) <= overlap else chunks


@chunk.mistake("letters of the clean text were counted; the size is in words.")
def of_letters_of_clean_text(text, size, overlap):
    clean = " ".join(text.split())
    return [clean[i : i + size] for i in range(0, max(len(clean) - overlap, min(len(clean), 1)), size - overlap)]


@chunk.mistake("words were parted at blanks only; new lines and tabs part them as well.")
def only_blanks_without_empty_ones(text, size, overlap):
    words = [word for word in text.split(" ") if word]
    starts = range(0, max(len(words) - overlap, 1), size - overlap)
    return [" ".join(words[i : i + size]) for i in starts] if words else []


@chunk.mistake("the white space between words stayed as it was; words are joined by one blank.")
def white_space_kept(text, size, overlap):
    at = [word.span() for word in re.finditer(r"\S+", text)]
    parts = [at[i : i + size] for i in range(0, max(len(at) - overlap, 1), size - overlap)] if at else []
    return [text[part[0][0] : part[-1][1]] for part in parts]
