"""The exercise `train`: what a right answer does, and the wrong answers people really give.

How much of the way is made, least and greatest, for 40 texts (tests/training/test_challenge.py computes them):

    steps of one length                            below 0
    with momentum                               -.23 to .14
    signs, steps of .2                          -.84 to .26
    signs, steps that fall from .2               .36 to .80
    every row .2 far                             .68 to .82
    every row .5 far                             .27 to .47
    every row, falling from 1                    .90 to .98
    Adagrad, steps of .3                         .66 to .90
    Adagrad by rows, steps of .3                 .79 to .91
    Adam, steps of .1                            .05 to .44
    Adam, steps of .5                            .72 to .84

The controls, whatever they are trained on, stay below 0: random tables, what was learned given to other words, the
mean of all words. One idea earns a part; points are full for two: a step length for each row, and steps that fall (or
a length that fits). Eight gradients at well-chosen tables tell all about the text; whoever finds that and learns from
it at home has come all the way, and has earned it.
"""

import numpy as np

from vecembed_lab.grading.compare import Wrong
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.training.checks._common import sigmoid

PASSES, N_WORDS, DIM, N_NEGATIVES = 20, 64, 8, 5
N_PAIRS, N_MEANINGS, STRENGTH = 100_000, 6, 2.5
FULL_SHARE = 0.85


class _Text:
    """How often every word stands beside every other: what a pass over a text can learn from."""

    def __init__(self, pairs):
        self.pull = pairs / pairs.sum()
        share = self.pull.sum(axis=1)
        self.push = N_NEGATIVES * np.outer(share, share**0.75 / (share**0.75).sum())
        self.share, self.passes = share, 0

    def __repr__(self):
        return "gradient"

    def __call__(self, inputs, outputs):
        """The gradient of the loss with respect to both tables. Every call is a pass, and counted."""
        self.passes += 1
        inputs, outputs = (np.asarray(table, dtype=float) for table in (inputs, outputs))
        if not inputs.shape == outputs.shape == (N_WORDS, DIM):
            raise ValueError(
                f"gradient takes two tables of shape {(N_WORDS, DIM)}, got {inputs.shape}, {outputs.shape}"
            )
        with np.errstate(all="ignore"):  # vectors may run away
            error = sigmoid(inputs @ outputs.T) * (self.pull + self.push) - self.pull
            return error @ outputs, error.T @ inputs

    def loss(self, scores):
        """Negative sampling's loss for one pair, on average, in nats, where `scores` are the (V, V) dot products."""
        return float((self.pull * np.logaddexp(0, -scores) + self.push * np.logaddexp(0, scores)).sum())


def _hidden_text(rng):
    """A text of words that have meanings, in N_PAIRS pairs, and what it was drawn from: all that could be said."""
    share = rng.permutation(1 / np.arange(2, N_WORDS + 2))
    meaning = rng.normal(size=(N_WORDS, N_MEANINGS))
    meaning /= np.linalg.norm(meaning, axis=1, keepdims=True)
    joint = np.outer(share, share) * np.exp(STRENGTH * meaning @ meaning.T)
    pairs = rng.multinomial(N_PAIRS, (joint / joint.sum()).ravel()).reshape(joint.shape)
    return _Text(pairs + pairs.T), _Text(joint)


def _start(rng):
    return (rng.random((N_WORDS, DIM)) - 0.5) / DIM, np.zeros((N_WORDS, DIM))


def _by_rows(gradient, inputs, outputs, length=1.0, passes=PASSES, falling=True):
    """Every row goes the same length against its gradient, and the length falls to 0."""
    tables = [inputs, outputs]
    for step in range(passes):
        rate = length * (1 - step / passes) if falling else length
        slopes = gradient(*tables)
        sizes = [np.linalg.norm(slope, axis=1, keepdims=True) for slope in slopes]
        tables = [t - rate * g / np.maximum(n, 1e-12) for t, g, n in zip(tables, slopes, sizes, strict=True)]
    return tables


def _train(gradient, inputs, outputs):
    return _by_rows(gradient, inputs, outputs)


train = Exercise(
    "train",
    _train,
    hints=(
        "In a mean over a whole text, the gradient of a word is as small as the word is rare. One step length for all "
        "rows is too long for frequent words or too short for rare ones.",
        "Give each row a step length of its own: divide its gradient by how large its gradients have been "
        "(Adagrad, Adam), or by how large it is now. Then try step lengths from .1 to 1, and let them fall.",
        "For both tables: `size = np.linalg.norm(slope, axis=1, keepdims=True)`, then "
        "`table = table - rate * slope / np.maximum(size, 1e-12)`; twenty times, with a `rate` that falls from 1 to 0.",
    ),
    read="Steps that are too large",
)


@train.criterion("twenty passes lead 85 % of the way from mere frequencies to the best possible", points=6)
def _(student, rng):
    text, truth = _hidden_text(rng)
    tables = _two_tables(student(text, *_start(rng)))
    if text.passes > PASSES:
        raise Wrong(f"`gradient` was called {text.passes} times; {PASSES} passes over the text are paid for")
    loss, frequent, best = _losses(truth, tables)
    way = (frequent - loss) / (frequent - best)
    remark = (
        f"The loss on all that could be said is {loss:.4g}; mere frequencies have {frequent:.3f}, and there is none "
        f"below {best:.3f}: {max(way, 0):.0%} of the way"
    )
    if way < FULL_SHARE:
        raise Wrong(f"{remark}, and points are full at {FULL_SHARE:.0%}", share=way / FULL_SHARE)
    return remark


def _two_tables(got):
    why = f"The answer is two tables of shape {(N_WORDS, DIM)}, first that of the inputs"
    if not isinstance(got, list | tuple) or [np.shape(table) for table in got] != [(N_WORDS, DIM)] * 2:
        raise Wrong(why, got=got)
    if not all(np.isfinite(table).all() for table in got):
        raise Wrong("There are infinite numbers or NaN in the tables: the steps were too long")
    return got


def _losses(truth, tables):
    """The loss of the tables on all that could be said, of mere frequencies, and the least there is."""
    chance = np.outer(truth.share, truth.share)
    inputs, outputs = (np.asarray(table, dtype=float) for table in tables)
    known = np.log(chance / truth.push), np.log(truth.pull / truth.push)
    return [truth.loss(scores) for scores in (inputs @ outputs.T, *known)]


def _descent(gradient, inputs, outputs, lr, momentum=0.0):
    """Gradient steps of one length for all rows."""
    with np.errstate(all="ignore"):
        move = np.zeros((2, *inputs.shape))
        for _ in range(PASSES):
            move = momentum * move - lr * np.stack(gradient(inputs, outputs))
            inputs, outputs = inputs + move[0], outputs + move[1]
    return inputs, outputs


def _adam(gradient, inputs, outputs, lr):
    tables, mean, square = np.stack([inputs, outputs]), 0, 0
    for step in range(1, PASSES + 1):
        slope = np.stack(gradient(*tables))
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        tables = tables - lr * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-12)
    return tuple(tables)


@train.mistake("nothing was learned: these are the tables it began with.")
def beginning_returned(gradient, inputs, outputs):
    return inputs, outputs


@train.mistake(
    ".025 is word2vec's step for one pair. Here one step stands for all pairs of a text, and their gradient is a mean."
)
def step_of_one_pair(gradient, inputs, outputs):
    return _descent(gradient, inputs, outputs, 0.025)


@train.mistake("uphill: the gradient points where the loss grows. Subtract it.")
def climbed(gradient, inputs, outputs):
    return _descent(gradient, inputs, outputs, -10)


@train.mistake("with steps of this length frequent words learn, and rare ones hardly move: scale each row's gradient.")
def one_length_for_all_rows(gradient, inputs, outputs):
    return _descent(gradient, inputs, outputs, 6)


@train.mistake("the steps are too long for the frequent words: their vectors ran away, and the others after them.")
def ran_away(gradient, inputs, outputs):
    return _descent(gradient, inputs, outputs, 100)


@train.mistake("momentum makes all rows faster alike; rare words still learn far more slowly. Scale each row.")
def with_momentum(gradient, inputs, outputs):
    return _descent(gradient, inputs, outputs, 4, 0.9)


@train.mistake("Adam's usual step, .001, is for many thousands of steps. You have twenty: take longer ones.")
def adam_as_usual(gradient, inputs, outputs):
    return _adam(gradient, inputs, outputs, 0.001)


@train.mistake("forty passes were made; twenty are paid for. Make longer steps, not more.")
def forty_passes(gradient, inputs, outputs):
    return _by_rows(gradient, inputs, outputs, passes=2 * PASSES)


@train.mistake(
    "each row has its own step length, but the steps never get shorter: in the end the tables jump about the goal."
)
def steps_that_never_fall(gradient, inputs, outputs):
    return _by_rows(gradient, inputs, outputs, 0.5, falling=False)


@train.mistake(
    "each row has its own step length, but twenty steps this short do not lead far enough: take longer ones."
)
def steps_too_short(gradient, inputs, outputs):
    return _by_rows(gradient, inputs, outputs, 0.1)


@train.mistake(
    "the two gradients were exchanged: `gradient` returns that of the inputs first, then that of the outputs."
)
def gradients_exchanged(gradient, inputs, outputs):
    return _by_rows(lambda *tables: gradient(*tables)[::-1], inputs, outputs)
