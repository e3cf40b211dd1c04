"""The exercise `mlm_loss`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _log_p(logits):
    around = logits - logits.max(axis=-1, keepdims=True)
    return around - np.log(np.exp(around).sum(axis=-1, keepdims=True))


def _chosen(table, labels):
    """The number of the label at each place that is asked for."""
    asked = labels != -100
    return table[asked][np.arange(asked.sum()), labels[asked]]


def _mlm_loss(logits, labels):
    chosen = _chosen(_log_p(logits), labels)
    return float(-chosen.mean()) if len(chosen) else 0.0


mlm_loss = Exercise(
    "mlm_loss",
    _mlm_loss,
    hints=(
        "Only the places with a label other than -100 count: `asked = labels != -100`.",
        "-log p = log(sum of exp(all scores)) - the label's score. Take each place's largest score off before `exp`.",
        "`logits[asked]` are the rows that count, and `[np.arange(n), labels[asked]]` picks each row's own score. "
        "Mean over these, or 0 if there are none.",
    ),
    read="Guess the hidden word",
)


def _draw(rng, t, v, share=0.4, size=2.0):
    labels = np.where(rng.random(t) < share, rng.integers(v, size=t), -100)
    labels[:2] = 0, -100  # the first piece is a label like others
    return size * rng.normal(size=(t, v)), labels


@mlm_loss.criterion("by hand: three pieces, two places", points=1)
def _(student, rng):
    logits = np.array([[np.log(2), 0.0, 0.0], [0.0, 9.0, 1.0]])
    same(student(logits, np.array([0, -100])), np.log(2), "p is 2 / (2 + 1 + 1), a half; the second place is not asked")
    same(student(logits, np.array([2, -100])), np.log(4), "p is 1 / 4")
    flat = np.zeros((3, 5))
    same(student(flat, np.array([-100, 4, 0])), np.log(5), "Five pieces alike: log 5")


@mlm_loss.criterion("any scores, any labels", points=2)
def _(student, rng):
    for t, v in ((6, 4), (40, 150), (9, 101), (3, 2)):
        logits, labels = _draw(rng, t, v)
        same(student(logits, labels), _mlm_loss(logits, labels), f"{t} places, {v} pieces")
    logits, labels = _draw(rng, 12, 30)
    same(student(logits.astype(np.float32), labels), _mlm_loss(logits, labels), "Numbers in float32")


@mlm_loss.criterion("nothing is asked; large scores", points=1)
def _(student, rng):
    logits, labels = _draw(rng, 8, 6)
    same(student(logits, np.full(8, -100)), 0.0, "No place is asked for")
    logits, labels = _draw(rng, 8, 6, size=900.0)
    same(
        student(logits, labels),
        _mlm_loss(logits, labels),
        "Scores of a thousand and more: p may be too small for a number, but log p is not",
    )
    same(student(np.array([[900.0, 0.0]]), np.array([1])), 900.0, "The label's score is 900 below the other")
    same(student(np.array([[900.0, 0.0]]), np.array([0])), 0.0, "The label's score is 900 above the other")
    apart = np.array([[900.0, 0.0], [-900.0, -900.0]])
    same(
        student(apart, np.array([0, 1])), np.log(2) / 2, "High scores at one place, low ones at the other: 0 and log 2"
    )


def _unasked_as_zero(logits, labels):
    return np.where(labels == -100, 0, labels)


@mlm_loss.mistake("the places that are not asked for counted as label -100, which Python reads from the end.")
def read_from_the_end(logits, labels):
    return -_log_p(logits)[np.arange(len(labels)), labels % logits.shape[1]].mean()


@mlm_loss.mistake("the sum was divided by the number of all places; divide by the number of those asked for.")
def over_all_places(logits, labels):
    return -_chosen(_log_p(logits), labels).sum() / len(labels)


@mlm_loss.mistake("places that are not asked for counted as if their label were 0.")
def all_places(logits, labels):
    return -_log_p(logits)[np.arange(len(labels)), _unasked_as_zero(logits, labels)].mean()


@mlm_loss.mistake("this is the sum; take the mean over the places that are asked for.")
def summed(logits, labels):
    return -_chosen(_log_p(logits), labels).sum()


@mlm_loss.mistake("the label 0 was left out as if it were no piece; only -100 is left out.")
def zero_left_out(logits, labels):
    return _mlm_loss(logits, np.where(labels <= 0, -100, labels))


@mlm_loss.mistake("the logarithm has base 2; nats are asked, with the natural logarithm.")
def bits(logits, labels):
    return _mlm_loss(logits, labels) / np.log(2)


@mlm_loss.mistake("the sign is missing: a loss is minus the logarithm of a chance.")
def no_sign(logits, labels):
    return -_mlm_loss(logits, labels)


@mlm_loss.mistake("this is the perplexity, exp of the loss.")
def perplexity(logits, labels):
    return np.exp(_mlm_loss(logits, labels))


@mlm_loss.mistake("the scores were averaged without a softmax; the other pieces' scores belong into it.")
def no_softmax(logits, labels):
    chosen = _chosen(logits, labels)
    return -chosen.mean() if len(chosen) else 0.0


@mlm_loss.mistake("the logarithm was taken of the mean chance; take the mean of the logarithms.")
def log_of_mean(logits, labels):
    chosen = _chosen(np.exp(_log_p(logits)), labels)
    return -np.log(chosen.mean()) if len(chosen) else 0.0


@mlm_loss.mistake("if nothing is asked there is no mean, and 0 / 0 gave NaN; return 0.")
def nan_for_nothing(logits, labels):
    return -_chosen(_log_p(logits), labels).mean()


@mlm_loss.mistake("`exp` overflows for scores of a thousand: take each place's largest score off first.")
def overflowing(logits, labels):
    chosen = _chosen(np.log(np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)), labels)
    return -chosen.mean() if len(chosen) else 0.0


@mlm_loss.mistake("the softmax went over the places; at each place the pieces share a chance of 1.")
def over_places(logits, labels):
    chosen = _chosen(_log_p(logits.T).T, labels)
    return -chosen.mean() if len(chosen) else 0.0


@mlm_loss.mistake("this is the share of wrong guesses, not the loss.")
def error_rate(logits, labels):
    asked = labels != -100
    return float((logits.argmax(axis=1) != labels)[asked].mean()) if asked.any() else 0.0


@mlm_loss.mistake("large scores were clipped, so that they became equal; take each place's largest score off instead.")
def clipped(logits, labels):
    return _mlm_loss(np.clip(logits, -100, 100), labels)


@mlm_loss.mistake("a small number was added to the chance, which caps the loss; take the logarithm without making p.")
def with_epsilon(logits, labels):
    chosen = _chosen(np.log(np.exp(_log_p(logits)) + 1e-9), labels)
    return float(-chosen.mean()) if len(chosen) else 0.0


@mlm_loss.mistake("a tiny number was added to the chance, which caps the loss; take the logarithm without making p.")
def with_a_tinier_epsilon(logits, labels):
    chosen = _chosen(np.log(np.exp(_log_p(logits)) + 1e-12), labels)
    return float(-chosen.mean()) if len(chosen) else 0.0


@mlm_loss.mistake("the chance became 0 and its logarithm infinite: -log p is log(sum of exp) less the label's score.")
def log_of_zero(logits, labels):
    chosen = _chosen(np.log(np.exp(_log_p(logits))), labels)
    return float(-chosen.mean()) if len(chosen) else 0.0


@mlm_loss.mistake("the largest score of the whole table was taken off, so that places vanish; each has its own.")
def less_the_largest_of_all(logits, labels):
    asked = labels != -100
    around = logits - (logits[asked].max() if asked.any() else 0)
    chosen = _chosen(around - np.log(np.exp(around).sum(axis=-1, keepdims=True)), labels)
    return float(-chosen.mean()) if len(chosen) else 0.0


@mlm_loss.mistake("each place was asked for the label of the next one; here a place guesses its own piece.")
def next_piece(logits, labels):
    return _mlm_loss(logits[:-1], labels[1:])


@mlm_loss.mistake("this is the perplexity, exp of the loss; where nothing is asked it is 0.")
def perplexity_or_zero(logits, labels):
    return np.exp(_mlm_loss(logits, labels)) if (labels != -100).any() else 0.0


@mlm_loss.mistake(
    "`exp` of scores of a thousand is infinite, and so is their sum: take each place's largest score off first."
)
def overflowing_sum(logits, labels):
    chosen = _chosen(logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True)), labels)
    return -chosen.mean() if len(chosen) else 0.0


@mlm_loss.mistake("piece 0 was left out of the softmax's sum; it is a piece like any other.")
def zero_out_of_the_sum(logits, labels):
    around = logits - logits.max(axis=-1, keepdims=True)
    chosen = _chosen(around - np.log(np.exp(around[:, 1:]).sum(axis=-1, keepdims=True)), labels)
    return float(-chosen.mean()) if len(chosen) else 0.0


@mlm_loss.mistake("the chance of the most likely piece was taken; take that of the label.")
def of_the_most_likely(logits, labels):
    asked = labels != -100
    return float(-_log_p(logits[asked]).max(axis=1).mean()) if asked.any() else 0.0


@mlm_loss.mistake("this is 1 - p; the loss is minus the logarithm of p.")
def one_minus_p(logits, labels):
    chosen = _chosen(np.exp(_log_p(logits)), labels)
    return float(1 - chosen.mean()) if len(chosen) else 0.0


@mlm_loss.mistake("each piece got a chance by itself (logistic loss); a softmax shares a chance of 1 among all pieces.")
def each_piece_by_itself(logits, labels):
    asked = labels != -100
    own = np.arange(logits.shape[1]) == labels[asked][:, None]
    return np.mean(np.logaddexp(0, logits[asked]) - own * logits[asked]) if asked.any() else 0.0


@mlm_loss.mistake(
    "scores of more than some hundreds were clipped and became equal; take each place's largest off instead."
)
def clipped_at_hundreds(logits, labels):
    return _mlm_loss(np.clip(logits, -500, 500), labels)
