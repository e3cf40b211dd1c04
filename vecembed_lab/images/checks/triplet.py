"""The exercise `triplet`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table


def _squared(a, b):
    return ((np.asarray(a, dtype=float) - b) ** 2).sum(axis=1)


def _gaps(anchor, positive, negative):
    return _squared(anchor, positive) - _squared(anchor, negative)


def _triplet(anchor, positive, negative, margin):
    return float(np.maximum(0, _gaps(anchor, positive, negative) + margin).mean())


triplet = Exercise(
    "triplet",
    _triplet,
    hints=(
        "Two distances a row: from the anchor to its positive, and from the anchor to its negative.",
        "What is wrong with a row: the first squared distance less the second, plus the margin, if that is above 0.",
        "`np.maximum(0, ((a - p) ** 2).sum(axis=1) - ((a - n) ** 2).sum(axis=1) + margin)`, and its mean.",
    ),
    read="Pairs make the loss",
)


def _check(student, anchor, positive, negative, margin, why):
    same(student(anchor, positive, negative, margin), _triplet(anchor, positive, negative, margin), why)


@triplet.criterion("two triplets, by hand", points=1)
def _(student, rng):
    anchor, positive, negative = (
        np.zeros((2, 2)),
        np.array([[1.0, 1.0], [0.0, 1.0]]),
        np.array([[2.0, 0.0], [0.0, 3.0]]),
    )
    same(student(anchor, positive, negative, 3.0), 0.5, "Row 0: 2 - 4 + 3 = 1; row 1: 1 - 9 + 3 is below 0; mean 1/2")
    same(student(anchor, negative, positive, 1.0), 6.0, "Exchanged: 4 - 2 + 1 = 3 and 9 - 1 + 1 = 9")
    same(student(anchor, anchor, anchor, 0.2), 0.2, "All vectors equal: the loss stands at the margin")


@triplet.criterion("any vectors, any margin", points=2)
def _(student, rng):
    for n, d, margin in ((8, 3, 1.0), (20, 5, 0.5), (1, 4, 2.0), (6, 1, 0.0), (5, 9, 10.0)):
        anchor, negative = table(rng, shape=(n, d)), table(rng, shape=(n, d))
        positive = anchor + rng.normal(size=(n, d))
        _check(student, anchor, positive, negative, margin, f"{n} triplets in {d} dimensions, margin {margin}")
    anchor, positive, negative = rng.normal(size=(3, 12, 4))
    _check(student, anchor, positive, negative, 1.5, "Positives as far away as negatives")


@triplet.criterion("triplets that are right already cost nothing; whole numbers", points=1)
def _(student, rng):
    anchor = table(rng, "integers", shape=(6, 3))
    same(student(anchor, anchor + 1, anchor + 9, 1), 0.0, "All negatives are far away: 3 - 243 + 1")
    some = anchor + np.array([9, 1, 9, 1, 9, 9])[:, None]
    _check(student, anchor, anchor + 2, some, 4, "Two of the six rows cost something, and the mean is over all six")


@triplet.mistake("it is the wrong way round: the distance to the negative is subtracted.")
def reversed_sign(anchor, positive, negative, margin):
    return np.maximum(0, margin - _gaps(anchor, positive, negative)).mean()


@triplet.mistake("the margin was subtracted; a negative must be farther away *by the margin*, so add it.")
def margin_subtracted(anchor, positive, negative, margin):
    return np.maximum(0, _gaps(anchor, positive, negative) - margin).mean()


@triplet.mistake("the margin was added after the cut at 0: rows that are right by far must cost nothing.")
def margin_after_cut(anchor, positive, negative, margin):
    return (np.maximum(0, _gaps(anchor, positive, negative)) + margin).mean()


@triplet.mistake("the margin plays no part.")
def without_margin(anchor, positive, negative, margin):
    return np.maximum(0, _gaps(anchor, positive, negative)).mean()


@triplet.mistake("what is below 0 was not cut off: a row that is right must not pay for another.")
def without_cut(anchor, positive, negative, margin):
    return (_gaps(anchor, positive, negative) + margin).mean()


@triplet.mistake("the mean was taken before the cut at 0: a row that is right must not pay for another.")
def cut_after_mean(anchor, positive, negative, margin):
    return max(0.0, (_gaps(anchor, positive, negative) + margin).mean())


@triplet.mistake("these are distances; their squares were asked for.")
def with_roots(anchor, positive, negative, margin):
    near, far = np.sqrt(_squared(anchor, positive)), np.sqrt(_squared(anchor, negative))
    return np.maximum(0, near - far + margin).mean()


@triplet.mistake("the losses were added up; their mean is asked for.")
def total(anchor, positive, negative, margin):
    return np.maximum(0, _gaps(anchor, positive, negative) + margin).sum()


@triplet.mistake("only rows that cost something were averaged; the mean is over all rows.")
def mean_of_active(anchor, positive, negative, margin):
    losses = np.maximum(0, _gaps(anchor, positive, negative) + margin)
    return losses[losses > 0].mean() if (losses > 0).any() else 0.0


@triplet.mistake("the negative was compared with the positive; both distances start at the anchor.")
def from_the_positive(anchor, positive, negative, margin):
    return np.maximum(0, _squared(anchor, positive) - _squared(positive, negative) + margin).mean()


@triplet.mistake("the squared differences were averaged over the dimensions; a squared distance is their sum.")
def mean_over_dimensions(anchor, positive, negative, margin):
    return np.maximum(0, _gaps(anchor, positive, negative) / np.shape(anchor)[1] + margin).mean()


@triplet.mistake("one loss for each row came; their mean is asked for.")
def not_averaged(anchor, positive, negative, margin):
    return np.maximum(0, _gaps(anchor, positive, negative) + margin)


@triplet.mistake("the absolute differences were added up; squares were asked for.")
def city_blocks(anchor, positive, negative, margin):
    near, far = (np.abs(np.asarray(anchor, dtype=float) - x).sum(axis=1) for x in (positive, negative))
    return np.maximum(0, near - far + margin).mean()


@triplet.mistake("dot products were compared; squared distances were asked for.")
def with_dot_products(anchor, positive, negative, margin):
    return np.maximum(0, (anchor * negative).sum(axis=1) - (anchor * positive).sum(axis=1) + margin).mean()


@triplet.mistake("the cut went the wrong way: what is *above* 0 is the loss.")
def cut_above(anchor, positive, negative, margin):
    return np.minimum(0, _gaps(anchor, positive, negative) + margin).mean()


@triplet.mistake("only the positive's distance counts here; the negative's is subtracted from it.")
def positive_only(anchor, positive, negative, margin):
    return np.maximum(0, _squared(anchor, positive) + margin).mean()


@triplet.mistake("the sign was dropped (an absolute value); what is below 0 costs nothing.")
def absolute(anchor, positive, negative, margin):
    return np.abs(_gaps(anchor, positive, negative) + margin).mean()


@triplet.mistake("the squares were added up over the rows; each row is a triplet of its own, so sum along axis 1.")
def along_rows(anchor, positive, negative, margin):
    return _triplet(*(np.transpose(x) for x in (anchor, positive, negative)), margin)


@triplet.mistake("each coordinate was cut at 0 by itself; cut what the whole row costs.")
def cut_by_coordinate(anchor, positive, negative, margin):
    anchor = np.asarray(anchor, dtype=float)
    return np.maximum(0, (anchor - positive) ** 2 - (anchor - negative) ** 2 + margin).sum(axis=1).mean()


@triplet.mistake("the result was kept above the margin; the margin is added, and what is left is kept above 0.")
def margin_as_floor(anchor, positive, negative, margin):
    return np.maximum(margin, _gaps(anchor, positive, negative)).mean()


def _unit(vectors):
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1)


@triplet.mistake("the vectors were brought to length 1; they are used as they are.")
def brought_to_length_one(anchor, positive, negative, margin):
    return _triplet(*map(_unit, (anchor, positive, negative)), margin)


@triplet.mistake("cosines were compared; squared distances were asked for.")
def with_cosines(anchor, positive, negative, margin):
    return with_dot_products(*map(_unit, (anchor, positive, negative)), margin)


@triplet.mistake("one distance was taken of everything; each row has its own, so sum along axis 1.")
def one_distance_for_all(anchor, positive, negative, margin):
    return max(0.0, _gaps(anchor, positive, negative).sum() + margin) / len(anchor)


@triplet.mistake("the margin was squared; it is added as it is.")
def squared_margin(anchor, positive, negative, margin):
    return _triplet(anchor, positive, negative, margin**2)


@triplet.mistake("these are distances, as in `TripletMarginLoss`, which refuses a margin of 0; squares were asked for.")
def distances_of_torch(anchor, positive, negative, margin):
    if not margin:
        raise ValueError("expected margin to be greater than 0")
    return with_roots(anchor, positive, negative, margin)


@triplet.mistake("a negative that is farther, but not by the margin, cost nothing; cut at 0 after the margin is added.")
def nothing_inside_the_margin(anchor, positive, negative, margin):
    gaps = _gaps(anchor, positive, negative)
    return np.where(gaps >= 0, gaps + margin, 0).mean()


@triplet.mistake("this is the soft margin, log(1 + exp); what is below 0 costs nothing at all.")
def soft_margin(anchor, positive, negative, margin):
    return np.logaddexp(0, _gaps(anchor, positive, negative) + margin).mean()
