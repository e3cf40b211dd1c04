"""The exercise `word_vector`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _mean_where(hidden, chosen):
    return hidden[chosen].mean(axis=0) if chosen.any() else np.zeros(hidden.shape[1])


def _overlap(offsets, span):
    return (offsets[:, 0] < span[1]) & (offsets[:, 1] > span[0])


def _word_vector(hidden, offsets, span):
    return _mean_where(hidden, _overlap(offsets, span))


word_vector = Exercise(
    "word_vector",
    _word_vector,
    hints=(
        "A piece from a to b and a word from s to e share a letter if a < e and b > s; ends do not belong to them.",
        "`chosen = (offsets[:, 0] < span[1]) & (offsets[:, 1] > span[0])` is True for the word's pieces.",
        "`hidden[chosen].mean(axis=0)`; zeros if no piece is chosen. [CLS] and [SEP] are from 0 to 0 and never are.",
    ),
    read="One word, several senses",
)


def _draw(rng, words, d=4):
    """The offsets of pieces of words with one blank between them, in a text with [CLS] and [SEP]; and their spans."""
    offsets, spans, at = [(0, 0)], [], 0
    for pieces in words:
        begin = at
        for letters in pieces:
            offsets.append((at, at + letters))
            at += letters
        spans.append((begin, at))
        at += 1
    offsets = np.array([*offsets, (0, 0)])
    return rng.normal(size=(len(offsets), d)), offsets, spans


WORDS = ([3], [2, 1, 4], [1], [5, 2], [3, 3, 1, 2], [1, 1])


@word_vector.criterion("by hand: a word of two pieces", points=1)
def _(student, rng):
    hidden = np.array([[9.0, 9.0], [1.0, 5.0], [2.0, 0.0], [4.0, 6.0], [7.0, 7.0]])
    offsets = np.array([[0, 0], [0, 3], [4, 6], [6, 9], [0, 0]])  # [CLS] the em ##bed [SEP]
    same(student(hidden, offsets, (4, 9)), [3, 3], "The pieces from 4 to 6 and from 6 to 9")
    same(student(hidden, offsets, (0, 3)), [1, 5], "The first word; [CLS] is no part of it, though it begins at 0")


@word_vector.criterion("any word of any text", points=2)
def _(student, rng):
    for _ in range(3):
        words = [WORDS[i] for i in rng.permutation(len(WORDS))]
        hidden, offsets, spans = _draw(rng, words, int(rng.integers(3, 7)))
        for span in spans:
            same(
                student(hidden, offsets, span), _word_vector(hidden, offsets, span), f"The letters {span[0]}-{span[1]}"
            )
    hidden, offsets, spans = _draw(rng, WORDS)
    same(student(hidden.astype(np.float32), offsets, spans[4]), _word_vector(hidden, offsets, spans[4]), "In float32")
    whole = rng.integers(-9, 10, size=hidden.shape)
    for span in spans:
        same(student(whole, offsets, span), _word_vector(whole, offsets, span), "Whole numbers")


@word_vector.criterion("spans that cut through a piece, or hold none", points=1)
def _(student, rng):
    hidden, offsets, spans = _draw(rng, WORDS)
    for begin, end in ((1, 2), (spans[1][0] + 1, spans[1][1] - 1), (spans[0][0], spans[2][1])):
        same(
            student(hidden, offsets, (begin, end)),
            _word_vector(hidden, offsets, (begin, end)),
            "Every piece that shares a letter with it",
        )
    gap = (spans[0][1], spans[1][0])
    same(student(hidden, offsets, gap), np.zeros(4), "A blank between two words belongs to no piece: zeros")


@word_vector.mistake("only the first piece was taken; a word is the mean of all its pieces.")
def first_piece(hidden, offsets, span):
    chosen = np.flatnonzero(_overlap(offsets, span))
    return hidden[chosen[0]] if len(chosen) else np.zeros(hidden.shape[1])


@word_vector.mistake("only the last piece was taken; a word is the mean of all its pieces.")
def last_piece(hidden, offsets, span):
    chosen = np.flatnonzero(_overlap(offsets, span))
    return hidden[chosen[-1]] if len(chosen) else np.zeros(hidden.shape[1])


@word_vector.mistake("the ends were counted as part of pieces and words, so that neighbours belong too; they are not.")
def ends_included(hidden, offsets, span):
    return _mean_where(hidden, (offsets[:, 0] <= span[1]) & (offsets[:, 1] >= span[0]))


@word_vector.mistake("[CLS] and [SEP] stand from 0 to 0 and came into a word that begins at 0; they hold no letter.")
def special_included(hidden, offsets, span):
    return _mean_where(hidden, _overlap(offsets, span) | ((offsets.sum(axis=1) == 0) & (span[0] == 0)))


@word_vector.mistake("only pieces that lie wholly within were taken; one that shares a letter belongs too.")
def wholly_within(hidden, offsets, span):
    inside = (offsets[:, 0] >= span[0]) & (offsets[:, 1] <= span[1]) & (offsets[:, 1] > offsets[:, 0])
    return _mean_where(hidden, inside)


@word_vector.mistake("the pieces are one place too early: [CLS] is a piece as well, with a row of its own.")
def one_too_early(hidden, offsets, span):
    return _mean_where(hidden, np.roll(_overlap(offsets, span), -1))


@word_vector.mistake("the pieces are one place too late.")
def one_too_late(hidden, offsets, span):
    return _mean_where(hidden, np.roll(_overlap(offsets, span), 1))


@word_vector.mistake("this is the sum over the pieces; take the mean.")
def summed(hidden, offsets, span):
    return hidden[_overlap(offsets, span)].sum(axis=0)


@word_vector.mistake("this is the mean over the whole text, not over the word.")
def whole_text(hidden, offsets, span):
    return hidden.mean(axis=0)


@word_vector.mistake("this is the mean over all other pieces; the word's own are asked.")
def all_others(hidden, offsets, span):
    return _mean_where(hidden, ~_overlap(offsets, span))


@word_vector.mistake("a span without pieces became NaN; it is zeros.")
def nan_for_nothing(hidden, offsets, span):
    chosen = hidden[_overlap(offsets, span)]
    return chosen.mean(axis=0) if len(chosen) else np.full(hidden.shape[1], np.nan)


@word_vector.mistake("the span counts letters, not pieces: it cannot be used as row numbers.")
def span_as_rows(hidden, offsets, span):
    rows = hidden[span[0] : span[1]]
    return rows.mean(axis=0) if len(rows) else np.zeros(hidden.shape[1])


@word_vector.mistake("these are the word's pieces; one vector is asked, their mean.")
def pieces_returned(hidden, offsets, span):
    return hidden[_overlap(offsets, span)]


@word_vector.mistake("this is the largest number over the pieces; take the mean.")
def largest(hidden, offsets, span):
    chosen = hidden[_overlap(offsets, span)]
    return chosen.max(axis=0) if len(chosen) else np.zeros(hidden.shape[1])


@word_vector.mistake("only pieces that begin in the word were taken; one that begins before it may share letters too.")
def begin_within(hidden, offsets, span):
    return _mean_where(hidden, (offsets[:, 0] >= span[0]) & (offsets[:, 0] < span[1]) & (offsets[:, 1] > offsets[:, 0]))


@word_vector.mistake("pieces that begin in the word were taken, and so [CLS] at 0, which holds no letter.")
def begin_within_or_special(hidden, offsets, span):
    return _mean_where(hidden, (offsets[:, 0] >= span[0]) & (offsets[:, 0] < span[1]))


@word_vector.mistake("only pieces that end in the word were taken; one that ends behind it may share letters too.")
def end_within(hidden, offsets, span):
    return _mean_where(hidden, (offsets[:, 1] > span[0]) & (offsets[:, 1] <= span[1]))


@word_vector.mistake("pieces that lie wholly within were taken, and [CLS] at 0, which holds no letter.")
def wholly_within_or_special(hidden, offsets, span):
    return _mean_where(hidden, (offsets[:, 0] >= span[0]) & (offsets[:, 1] <= span[1]))


@word_vector.mistake("the piece that begins where the word ends was taken too; the end does not belong to the word.")
def end_touches(hidden, offsets, span):
    return _mean_where(hidden, (offsets[:, 0] <= span[1]) & (offsets[:, 1] > span[0]))


@word_vector.mistake("the piece that ends where the word begins was taken too; its end does not belong to it.")
def begin_touches(hidden, offsets, span):
    return _mean_where(hidden, (offsets[:, 0] < span[1]) & (offsets[:, 1] >= span[0]))


@word_vector.mistake("the ends were counted as part of pieces and words, so that neighbours belong too.")
def neighbours(hidden, offsets, span):
    touching = (offsets[:, 0] <= span[1]) & (offsets[:, 1] >= span[0])
    return _mean_where(hidden, touching & (offsets[:, 1] > offsets[:, 0]))


@word_vector.mistake("this is the mean of the first and the last piece; all pieces of the word count.")
def first_and_last(hidden, offsets, span):
    chosen = np.flatnonzero(_overlap(offsets, span))
    return hidden[chosen[[0, -1]]].mean(axis=0) if len(chosen) else np.zeros(hidden.shape[1])


@word_vector.mistake("pieces counted by the letters they share; each counts once.")
def by_letters(hidden, offsets, span):
    shared = np.minimum(offsets[:, 1], span[1]) - np.maximum(offsets[:, 0], span[0])
    shared = np.maximum(shared, 0)
    return shared @ hidden / max(shared.sum(), 1)


@word_vector.mistake("the word was looked for by pieces that begin and end where it does; a span may cut a piece.")
def edges_must_meet(hidden, offsets, span):
    real = offsets[:, 1] > offsets[:, 0]
    first, last = (np.flatnonzero(real & (offsets[:, side] == span[side])) for side in (0, 1))
    return hidden[first[0] : last[-1] + 1].mean(axis=0) if len(first) and len(last) else np.zeros(hidden.shape[1])


@word_vector.mistake("the mean was made length 1; leave it as it is.")
def made_length_1(hidden, offsets, span):
    found = _word_vector(hidden, offsets, span)
    return found / max(np.linalg.norm(found), 1e-12)


@word_vector.mistake(
    "only pieces that begin or end in the word were taken; one that covers all of it shares letters, too."
)
def begin_or_end_within(hidden, offsets, span):
    begin, end = offsets.T
    chosen = ((begin >= span[0]) & (begin < span[1])) | ((end > span[0]) & (end <= span[1]))
    return _mean_where(hidden, chosen & (end > begin))


@word_vector.mistake("only pieces whose middle lies in the word were taken; one letter in common is enough.")
def middle_within(hidden, offsets, span):
    middle = offsets.mean(axis=1)
    return _mean_where(hidden, (middle > span[0]) & (middle < span[1]))


@word_vector.mistake("only the piece that shares most letters was taken; a word is the mean of all its pieces.")
def most_letters(hidden, offsets, span):
    shared = np.minimum(offsets[:, 1], span[1]) - np.maximum(offsets[:, 0], span[0])
    return hidden[shared.argmax()] if shared.max() > 0 else np.zeros(hidden.shape[1])
