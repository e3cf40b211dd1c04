"""The exercise `pool`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _pool(hidden, mask):
    sums = np.where(mask[:, :, None], hidden, 0).sum(axis=1)
    return sums / np.maximum(mask.sum(axis=1, keepdims=True), 1)


pool = Exercise(
    "pool",
    _pool,
    hints=(
        "Padding must count neither in the sum nor in the number that the sum is divided by.",
        "`hidden * mask[:, :, None]` sets padding to 0; sum over axis 1.",
        "Divide each text's sum by its own `mask.sum(axis=1, keepdims=True)`, at least 1.",
    ),
    read="From tokens to a sentence",
)


def _draw(rng, lengths, d, left=False):
    t = max(lengths)
    mask = np.arange(t) < np.array(lengths)[:, None]
    return rng.normal(size=(len(lengths), t, d)) + 1, mask[:, ::-1].copy() if left else mask


@pool.criterion("by hand: two texts of different lengths", points=1)
def _(student, rng):
    hidden = np.array([[[1.0, 4.0], [3.0, 0.0], [8.0, 5.0]], [[6.0, 2.0], [9.0, 9.0], [1.0, 1.0]]])
    mask = np.array([[True, True, False], [True, False, False]])
    same(student(hidden, mask), [[2, 2], [6, 2]], "The first text has two pieces, the second one")
    same(student(hidden[:, ::-1], mask[:, ::-1]), [[2, 2], [6, 2]], "The same with the padding on the left")


@pool.criterion("any texts; one without pieces becomes zero", points=2)
def _(student, rng):
    for lengths, d in (([5, 2, 9], 4), ([3, 3], 6), ([1, 7, 4, 6], 3), ([2], 5)):
        hidden, mask = _draw(rng, lengths, d)
        same(student(hidden, mask), _pool(hidden, mask), f"Texts of {lengths} pieces")
    hidden, mask = _draw(rng, [4, 1, 6], 3, left=True)
    same(student(hidden, mask), _pool(hidden, mask), "Padding on the left")
    hidden, mask = np.array([[[2.0], [9], [4]], [[5], [1], [3]]]), np.array([[True, False, True], [False, True, True]])
    same(
        student(hidden, mask),
        [[3], [2]],
        "The padding stands in the middle of the first text, and at the beginning of the second",
    )
    hidden, mask = np.array([[[6.0], [1]], [[8], [7]]]), np.array([[True, False], [False, True]])
    same(student(hidden, mask), [[6], [7]], "The first text has its padding last, the second has it first")
    hidden, mask = _draw(rng, [4, 0, 2], 5)
    same(student(hidden.astype(np.float32), mask), _pool(hidden, mask), "The second text has no piece: zeros")
    hidden, mask = _draw(rng, [4, 1, 3], 2)
    hidden[0, 1] = 0
    same(student(hidden, mask), _pool(hidden, mask), "The second piece is zero, and a piece like others")
    whole = rng.integers(-9, 10, size=hidden.shape)
    same(student(whole, mask), _pool(whole, mask), "Whole numbers")


@pool.criterion("a text has the same vector alone and in any batch, to 1e-5", points=2)
def _(student, rng):
    hidden, mask = _draw(rng, [3, 8, 1, 5], 6)
    for length in (3, 6):
        alone = student(hidden[:1, :length], mask[:1, :length])
        same(alone, _pool(hidden[:1], mask[:1]), f"The first text alone, in {length} places", rtol=0, atol=1e-5)
    loud = np.where(mask[:, :, None], hidden, 50 * rng.normal(size=hidden.shape))
    same(student(loud, mask), _pool(hidden, mask), "What stands in the padding changes nothing", rtol=0, atol=1e-5)
    order = np.array([3, 1, 0, 2])
    same(student(hidden[order], mask[order]), _pool(hidden, mask)[order], "In another order", rtol=0, atol=1e-5)


@pool.mistake("the padding was averaged too, so a text's vector depends on the longest text beside it.")
def over_padding(hidden, mask):
    return hidden.mean(axis=1)


@pool.mistake("each sum was divided by the length of the batch, padding included; divide by the text's own pieces.")
def divided_by_width(hidden, mask):
    return np.where(mask[:, :, None], hidden, 0).mean(axis=1)


@pool.mistake("each sum was divided by the number of all pieces of the batch; divide by the text's own.")
def divided_by_all(hidden, mask):
    return np.where(mask[:, :, None], hidden, 0).sum(axis=1) / mask.sum()


@pool.mistake("this is the first place, [CLS]; the mean over all pieces is asked.")
def first_place(hidden, mask):
    return np.where(mask.any(axis=1, keepdims=True), hidden[:, 0], 0)


@pool.mistake("this is the last place, which is padding in all but the longest text.")
def last_place(hidden, mask):
    return hidden[:, -1]


@pool.mistake("this is the last piece of each text; the mean over all its pieces is asked.")
def last_piece(hidden, mask):
    last = mask.shape[1] - 1 - mask[:, ::-1].argmax(axis=1)
    return np.where(mask.any(axis=1, keepdims=True), hidden[np.arange(len(hidden)), last], 0)


@pool.mistake("this is the largest number over the pieces; the mean is asked.")
def largest(hidden, mask):
    found = np.where(mask[:, :, None], hidden, -np.inf).max(axis=1)
    return np.where(np.isfinite(found), found, 0)


@pool.mistake("this is the sum over the pieces; divide it by their number.")
def summed(hidden, mask):
    return np.where(mask[:, :, None], hidden, 0).sum(axis=1)


@pool.mistake("a text without pieces became NaN, 0 / 0; it is zero.")
def nan_for_nothing(hidden, mask):
    return np.where(mask[:, :, None], hidden, 0).sum(axis=1) / mask.sum(axis=1, keepdims=True)


@pool.mistake("all texts were cut to the shortest; each keeps all its own pieces.")
def cut_to_the_shortest(hidden, mask):
    return hidden[:, : max(1, mask.sum(axis=1).min())].mean(axis=1)


@pool.mistake("the mask is the wrong way round: True marks a piece, False padding.")
def inverted(hidden, mask):
    return _pool(hidden, ~mask)


@pool.mistake("the first pieces were averaged, as many as there are; with padding on the left they stand at the end.")
def counted_from_the_left(hidden, mask):
    return _pool(hidden, np.arange(mask.shape[1]) < mask.sum(axis=1, keepdims=True))


@pool.mistake("the vectors were made length 1; leave the means as they are.")
def made_length_1(hidden, mask):
    means = _pool(hidden, mask)
    return means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)


@pool.mistake("the mean went over the texts of the batch; it goes over the pieces of each text.")
def over_texts(hidden, mask):
    return np.where(mask[:, :, None], hidden, 0).sum(axis=0) / np.maximum(mask.sum(axis=0)[:, None], 1)


@pool.mistake("each sum was divided by the pieces of the longest text; divide by the text's own.")
def divided_by_longest(hidden, mask):
    return np.where(mask[:, :, None], hidden, 0).sum(axis=1) / max(mask.sum(axis=1).max(), 1)


@pool.mistake("each sum was divided by the mean number of pieces; divide by the text's own.")
def divided_by_mean_length(hidden, mask):
    return np.where(mask[:, :, None], hidden, 0).sum(axis=1) / max(mask.sum() / len(mask), 1e-9)


@pool.mistake("a text without pieces got the mean of its padding; it is zero.")
def padding_for_nothing(hidden, mask):
    return np.where(mask.any(axis=1, keepdims=True), _pool(hidden, mask), hidden.mean(axis=1))


@pool.mistake("the pieces up to the first padding were averaged; with padding on the left there are none.")
def until_padding(hidden, mask):
    return _pool(hidden, np.logical_and.accumulate(mask, axis=1))


@pool.mistake("the first and the last piece of each text were left out; all pieces count.")
def without_ends(hidden, mask):
    count = mask.cumsum(axis=1)
    return _pool(hidden, mask & (count > 1) & (count < mask.sum(axis=1, keepdims=True)))


@pool.mistake("all texts of the batch have one mean; each has its own.")
def one_mean(hidden, mask):
    return np.repeat(hidden[mask].mean(axis=0)[None], len(hidden), axis=0)


@pool.mistake("pieces whose vector is zero were taken for padding; only the mask says what is padding.")
def zeros_left_out(hidden, mask):
    return _pool(hidden, mask & (hidden != 0).any(axis=2))


@pool.mistake("all from the first piece to the last was averaged; padding may stand between them.")
def from_first_to_last(hidden, mask):
    begun, left = np.logical_or.accumulate(mask, axis=1), np.logical_or.accumulate(mask[:, ::-1], axis=1)[:, ::-1]
    return _pool(hidden, begun & left)


@pool.mistake("the pieces up to the first padding behind them were averaged; more pieces may follow.")
def first_run(hidden, mask):
    begun = np.logical_or.accumulate(mask, axis=1)
    return _pool(hidden, mask & ~np.logical_or.accumulate(begun & ~mask, axis=1))


@pool.mistake("the padding was looked for on that side where the first text has it; the mask says where it stands.")
def side_of_the_first_text(hidden, mask):
    place = np.arange(mask.shape[1]) if mask[0, 0] else np.arange(mask.shape[1])[::-1]
    return _pool(hidden, place < mask.sum(axis=1, keepdims=True))


@pool.mistake(
    "the last pieces were averaged, as many as there are; with padding on the right they stand at the beginning."
)
def counted_from_the_right(hidden, mask):
    return counted_from_the_left(hidden[:, ::-1], mask)


@pool.mistake("this is the first piece of each text; the mean over all its pieces is asked.")
def first_piece(hidden, mask):
    return np.where(mask.any(axis=1, keepdims=True), hidden[np.arange(len(hidden)), mask.argmax(axis=1)], 0)


@pool.mistake("the first and the last piece were left out of texts of more than two; all pieces count.")
def without_ends_of_more_than_two(hidden, mask):
    return np.where(mask.sum(axis=1, keepdims=True) > 2, without_ends(hidden, mask), _pool(hidden, mask))


@pool.mistake("each sum was divided by the root of the number of pieces; divide by the number.")
def divided_by_the_root(hidden, mask):
    return _pool(hidden, mask) * np.sqrt(mask.sum(axis=1, keepdims=True))


@pool.mistake("each sum was divided by one more than there are pieces; divide by their number.")
def divided_by_one_more(hidden, mask):
    return summed(hidden, mask) / (mask.sum(axis=1, keepdims=True) + 1)
