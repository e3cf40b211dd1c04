"""The exercise `attention`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _weights(scores, mask):
    """Each row's softmax over the places where the mask is True; zeros where there is none."""
    high = np.where(mask, scores, -np.inf).max(axis=1, keepdims=True)
    e = np.where(mask, np.exp(np.minimum(scores - np.where(np.isfinite(high), high, 0), 0)), 0)
    return e / np.where(mask.any(axis=1, keepdims=True), e.sum(axis=1, keepdims=True), 1)


def _attention(q, k, v, mask):
    return _weights(q @ k.T / np.sqrt(q.shape[1]), mask) @ v


attention = Exercise(
    "attention",
    _attention,
    hints=(
        "`q @ k.T` has a row for each place that asks and a column for each place that is asked; divide by sqrt(d).",
        "Put minus infinity where the mask is False, before the softmax; softmax along the columns of each row "
        "(axis 1), less the row's largest score, so that nothing overflows.",
        "A row without any True has the largest score minus infinity: set its weights to 0. Then `weights @ v`.",
    ),
    read="Ask every place",
)


def _draw(rng, t=4, s=6, d=8, e=3, size=1.0):
    q, k, v = size * rng.normal(size=(t, d)), rng.normal(size=(s, d)), rng.normal(size=(s, e))
    mask = rng.random((t, s)) < 0.6
    mask[:, rng.integers(s)] = True
    return q, k, v, mask


@attention.criterion("by hand: two places, and one of them hidden", points=1)
def _(student, rng):
    q, k, v = np.array([[np.log(3) * 2, 0.0, 0, 0]]), np.array([[1.0, 0, 0, 5], [0, 1, 0, 0]]), np.array([[4.0], [8.0]])
    same(student(q, k, v, np.array([[True, True]])), [[5.0]], "The scores are log 3 and 0, so the weights 3/4 and 1/4")
    same(student(q, k, v, np.array([[False, True]])), [[8.0]], "Only the second place is seen")
    same(student(q, k, v, np.array([[True, False]])), [[4.0]], "Only the first place is seen")


@attention.criterion("any numbers of places, any mask", points=2)
def _(student, rng):
    for shape in ((4, 6, 8, 3), (7, 2, 3, 5), (1, 5, 2, 1), (5, 5, 5, 5)):
        args = _draw(rng, *shape)
        same(student(*args), _attention(*args), f"{shape[0]} places ask {shape[1]}")
    q, k, v, mask = _draw(rng, 5, 5, 4, 2)
    causal = np.tril(np.ones((5, 5), dtype=bool))
    same(student(q, k, v, causal), _attention(q, k, v, causal), "Each place sees itself and those before it")
    args = *(x.astype(np.float32) for x in (q, k, v)), mask
    same(student(*args), _attention(*args), "Numbers in float32")
    args = *(rng.integers(-9, 10, size=x.shape) for x in (q, k, v)), mask
    same(student(*args), _attention(*args), "Whole numbers")
    k, v = np.array([[np.log(99_999)], [0]]), np.array([[0.0], [200_000]])
    why = "The weights are 99,999 / 100,000 and 1 / 100,000: a small weight counts as well"
    same(student(np.ones((1, 1)), k, v, np.array([[True, True]])), [[2]], why)


@attention.criterion("what is hidden changes nothing, to 1e-5; a place that sees nothing takes zeros", points=2)
def _(student, rng):
    q, k, v, mask = _draw(rng)
    mask[:, 2] = False
    mask[:, 3] = True
    loud = np.where(np.arange(6)[:, None] == 2, 1000 * rng.uniform(1, 2, size=(6, 1)), v)
    why = "Place 2 is hidden from all, and holds thousands"
    same(student(q, k, loud, mask), _attention(q, k, v, mask), why, rtol=0, atol=1e-5)
    nothing = mask & (np.arange(4) != 1)[:, None]
    same(student(q, k, v, nothing), _attention(q, k, v, nothing), "Row 1 of the mask is False everywhere: zeros")


@attention.criterion("large scores do no harm", points=1)
def _(student, rng):
    q, k, v, mask = _draw(rng, size=100.0)
    same(student(q, k, v, mask), _attention(q, k, v, mask), "Scores of hundreds")
    q, k, v, seen = np.array([[700.0]]), np.eye(2)[:, :1], np.array([[8.0], [4]]), np.array([[False, True]])
    same(student(q, k, v, seen), [[4]], "The hidden score is 700, the seen one 0")
    q, k, v, mask = _draw(rng, size=3000.0)
    same(student(q, k, v, mask), _attention(q, k, v, mask), "Scores of thousands: take the largest off before exp")
    same(student(q, k - 2, v, mask), _attention(q, k - 2, v, mask), "Scores far below 0")
    q, k, v = np.array([[4000.0, 0], [-4000, 0], [4000, 3000]]), np.eye(2), np.array([[4.0], [8.0]])
    seen = np.array([[False, True], [True, False], [True, True]])
    why = "The first place does not see the largest score, the second sees only one far below 0, the third sees two"
    same(student(q, k, v, seen), [[8], [4], [4]], why)


@attention.mistake("the scores were not divided by sqrt(d), so one place takes nearly all.")
def not_scaled(q, k, v, mask):
    return _weights(q @ k.T, mask) @ v


@attention.mistake("the scores were divided by d; divide by its square root.")
def scaled_by_width(q, k, v, mask):
    return _weights(q @ k.T / q.shape[1], mask) @ v


@attention.mistake(
    "the scores were divided by the root of the number of places; it is that of d, the width of a query."
)
def scaled_by_places(q, k, v, mask):
    return _weights(q @ k.T / np.sqrt(len(k)), mask) @ v


@attention.mistake("the softmax went along the wrong axis: the weights of each place that asks should add up to 1.")
def wrong_axis(q, k, v, mask):
    scores = np.where(mask, q @ k.T / np.sqrt(q.shape[1]), -np.inf)
    return _weights(scores.T, mask.T).T @ v


@attention.mistake("the mask is the wrong way round: True means that a place may be seen.")
def inverted(q, k, v, mask):
    return _weights(q @ k.T / np.sqrt(q.shape[1]), ~mask) @ v


@attention.mistake("the mask was not used.")
def no_mask(q, k, v, mask):
    return _attention(q, k, v, np.ones_like(mask))


@attention.mistake("the weights were set to 0 after the softmax and no longer add up to 1; hide scores before it.")
def masked_after(q, k, v, mask):
    scores = q @ k.T / np.sqrt(q.shape[1])
    return (_weights(scores, np.ones_like(mask)) * mask) @ v


@attention.mistake("hidden scores became 0, and exp(0) is 1: a hidden place still takes part. Use minus infinity.")
def masked_with_zero(q, k, v, mask):
    return _attention_of(q @ k.T / np.sqrt(q.shape[1]) * mask) @ v


def _attention_of(scores):
    return _weights(scores, np.ones(scores.shape, dtype=bool))


@attention.mistake("10 was taken off hidden scores, which leaves them some weight. Use minus infinity.")
def masked_weakly(q, k, v, mask):
    return _attention_of(q @ k.T / np.sqrt(q.shape[1]) - 10 * ~mask) @ v


@attention.mistake("hidden scores became -10, which leaves them some weight. Use minus infinity.")
def set_to_minus_ten(q, k, v, mask):
    return _attention_of(np.where(mask, q @ k.T / np.sqrt(q.shape[1]), -10)) @ v


@attention.mistake("a place that sees nothing became NaN, 0 / 0; it takes zeros.")
def nan_for_nothing(q, k, v, mask):
    scores = np.where(mask, q @ k.T / np.sqrt(q.shape[1]), -np.inf)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) @ v


@attention.mistake(
    "a place that sees nothing takes the mean of all, as equally low scores have equal weights; it takes zeros."
)
def mean_for_nothing(q, k, v, mask):
    return _attention_of(np.where(mask, q @ k.T / np.sqrt(q.shape[1]), -1e9)) @ v


@attention.mistake("`exp` of large scores overflows; take each row's largest score off first.")
def overflowing(q, k, v, mask):
    e = np.exp(q @ k.T / np.sqrt(q.shape[1])) * mask
    return e / np.where(mask.any(axis=1, keepdims=True), e.sum(axis=1, keepdims=True), 1) @ v


@attention.mistake("these are the weights; with them take the mean of v.")
def only_weights(q, k, v, mask):
    return _weights(q @ k.T / np.sqrt(q.shape[1]), mask)


@attention.mistake("the scores were used as weights as they are; they go through a softmax.")
def no_softmax(q, k, v, mask):
    return np.where(mask, q @ k.T / np.sqrt(q.shape[1]), 0) @ v


@attention.mistake("each place was allowed to see only those before it as well; the mask alone says what it may see.")
def causal(q, k, v, mask):
    return _weights(q @ k.T / np.sqrt(q.shape[1]), np.tril(mask)) @ v


@attention.mistake("the scores were divided by the root of the width of `v`; it is that of d, the width of a query.")
def scaled_by_values(q, k, v, mask):
    return _weights(q @ k.T / np.sqrt(v.shape[1]), mask) @ v


@attention.mistake("large scores were clipped, so that they became equal; take each row's largest score off instead.")
def clipped(q, k, v, mask):
    return _weights(np.clip(q @ k.T / np.sqrt(q.shape[1]), -50, 50), mask) @ v


def _less(scores, mask, top):
    e = np.exp(scores - top) * mask
    total = e.sum(axis=1, keepdims=True)
    return e / np.where(total > 0, total, 1)


@attention.mistake("the largest score of the whole table was taken off, so that rows vanish; each row has its own.")
def less_the_largest_of_all(q, k, v, mask):
    scores = np.where(mask, q @ k.T / np.sqrt(q.shape[1]), -np.inf)
    return _less(scores, mask, scores.max() if mask.any() else 0) @ v


@attention.mistake("the largest score taken off may be a hidden one, and then all that is seen vanishes.")
def less_a_hidden_one(q, k, v, mask):
    scores = q @ k.T / np.sqrt(q.shape[1])
    return _less(scores, mask, scores.max(axis=1, keepdims=True)) @ v


@attention.mistake(
    "hidden scores became 0, and exp(0) is 1: what is hidden gets a weight beside what is seen. Use minus infinity."
)
def masked_with_zero_but_nothing(q, k, v, mask):
    found = _attention_of(q @ k.T / np.sqrt(q.shape[1]) * mask) @ v
    return np.where(mask.any(axis=1, keepdims=True), found, 0)


@attention.mistake("a number was taken off hidden scores that is little beside thousands. Use minus infinity.")
def masked_by_a_hundred(q, k, v, mask):
    found = _attention_of(q @ k.T / np.sqrt(q.shape[1]) - 100 * ~mask) @ v
    return np.where(mask.any(axis=1, keepdims=True), found, 0)


@attention.mistake("the weights do not add up to 1: divide `exp` of the scores by its sum over each row.")
def not_divided(q, k, v, mask):
    scores = np.where(mask, q @ k.T / np.sqrt(q.shape[1]), -np.inf)
    high = scores.max(axis=1, keepdims=True)
    return np.exp(scores - np.where(np.isfinite(high), high, 0)) @ v


@attention.mistake(
    "scores of more than some hundreds were clipped and became equal; take each row's largest off instead."
)
def clipped_at_hundreds(q, k, v, mask):
    return _weights(np.clip(q @ k.T / np.sqrt(q.shape[1]), -500, 500), mask) @ v


@attention.mistake("only the place with the largest score was taken; all that are seen count, with their weights.")
def largest_only(q, k, v, mask):
    scores = np.where(mask, q @ k.T / np.sqrt(q.shape[1]), -np.inf)
    return np.where(mask.any(axis=1, keepdims=True), v[scores.argmax(axis=1)], 0)


@attention.mistake("each row of the mask was only counted, and the first places taken; it says which may be seen.")
def first_places(q, k, v, mask):
    seen = np.arange(mask.shape[1]) < mask.sum(axis=1, keepdims=True)
    return _attention(q, k, v, seen)


@attention.mistake(
    "1000 was taken off hidden scores, which may lie further above those that are seen. Use minus infinity."
)
def masked_by_a_thousand(q, k, v, mask):
    found = _attention_of(q @ k.T / np.sqrt(q.shape[1]) - 1000 * ~mask) @ v
    return np.where(mask.any(axis=1, keepdims=True), found, 0)
