"""The exercise `nt_xent`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table


def _unit(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def _logits(one, two, scale, *, unit=True, own=-np.inf):
    """Similarities of all views, (2n, 2n), and the place of each one's partner; the diagonal is `own`."""
    views = np.concatenate([one, two]).astype(float)
    views = _unit(views) if unit else views
    logits = views @ views.T * scale
    if own is not None:
        np.fill_diagonal(logits, own)
    n = len(one)
    return logits, np.concatenate([np.arange(n, 2 * n), np.arange(n)])


def _losses(logits, partner):
    return np.logaddexp.reduce(logits, axis=1) - logits[np.arange(len(logits)), partner]


def _nt_xent(one, two, temperature):
    import torch

    from vecembed_lab.images import losses

    views = [torch.from_numpy(_unit(np.asarray(x, dtype=float))) for x in (one, two)]
    return losses.nt_xent(*views, temperature).item()


nt_xent = Exercise(
    "nt_xent",
    _nt_xent,
    hints=(
        "Put both views below each other, 2n rows of length 1: one table of cosines holds all that is needed.",
        "Divide it by the temperature and set its diagonal to minus infinity. The partner of row i is row i + n, and "
        "the other way round.",
        "Row by row: `np.logaddexp.reduce(logits, axis=1)` less the partner's number. Then the mean over all 2n rows.",
    ),
    read="Pairs make the loss",
)


def _check(student, one, two, temperature, why):
    same(student(one, two, temperature), _nt_xent(one, two, temperature), why)


@nt_xent.criterion("two pictures, by hand", points=1)
def _(student, rng):
    one, two = np.array([[2.0, 0.0], [0.0, 3.0]]), np.array([[5.0, 0.0], [0.0, 1.0]])
    why = "Each view's partner has cosine 1, the two others 0"
    same(student(one, two, 0.5), np.log((np.exp(2) + 2) / np.exp(2)), why)
    same(student(one, two, 1.0), np.log((np.e + 2) / np.e), why)
    same(student(np.ones((3, 2)), np.ones((3, 2)), 0.1), np.log(5), "All views equal: one of five others is right")
    same(student(one[:1], two[1:], 0.5), 0.0, "One picture: its partner is the only other view")


@nt_xent.criterion("any views, any temperature", points=2)
def _(student, rng):
    for n, d, temperature in ((6, 3, 0.5), (15, 8, 0.2), (4, 2, 1.0), (2, 5, 2.0), (9, 1, 0.7)):
        one = table(rng, shape=(n, d))
        two = one + 0.7 * rng.normal(size=(n, d))
        _check(student, one, two, temperature, f"{n} pictures in {d} dimensions, temperature {temperature}")
        _check(student, two[::-1], one, temperature, "Partners that are far from each other")


@nt_xent.criterion("vectors of any length, whole numbers, and a temperature of a thousandth", points=1)
def _(student, rng):
    one, two = table(rng, "whole", shape=(7, 4)).astype(int) + 100, table(rng, shape=(7, 4))
    _check(student, one, two, 0.3, "Whole numbers, and vectors of all lengths")
    _check(student, table(rng, shape=(8, 4)), table(rng, shape=(8, 4)), 0.001, "Cosines / .001 are hundreds")
    one = table(rng, shape=(8, 4))
    _check(student, one, 2 * one, 0.001, "Partners point the same way: 1 / .001 is a thousand")
    one, two = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 0.0], [0.0, -1.0]])
    _check(student, one, two, 0.001, "The first partners are equal, the others opposite and near to nobody")


@nt_xent.mistake("each view was compared with itself too: set the diagonal to minus infinity.")
def itself_left_in(one, two, temperature):
    return _losses(*_logits(one, two, 1 / temperature, own=None)).mean()


@nt_xent.mistake("the diagonal was set to 0, which still counts as exp(0) = 1: minus infinity removes it.")
def itself_zero(one, two, temperature):
    return _losses(*_logits(one, two, 1 / temperature, own=0.0)).mean()


@nt_xent.mistake("the vectors were not brought to length 1 first: the similarity is the cosine.")
def not_unit(one, two, temperature):
    return _losses(*_logits(one, two, 1 / temperature, unit=False)).mean()


@nt_xent.mistake("the cosines were multiplied by the temperature; divide by it.")
def multiplied(one, two, temperature):
    return _losses(*_logits(one, two, temperature)).mean()


@nt_xent.mistake("the temperature was divided out twice.")
def twice(one, two, temperature):
    return _losses(*_logits(one, two, 1 / temperature**2)).mean()


@nt_xent.mistake("the temperature plays no part.")
def no_temperature(one, two, temperature):
    return _losses(*_logits(one, two, 1.0)).mean()


@nt_xent.mistake("only the first views were asked; the second ones look for their partners as well.")
def first_views_only(one, two, temperature):
    return _losses(*_logits(one, two, 1 / temperature))[: len(one)].mean()


@nt_xent.mistake("only views of the other kind are negatives here; all 2n - 2 other views are.")
def other_kind_only(one, two, temperature):
    logits = _unit(one.astype(float)) @ _unit(two.astype(float)).T / temperature
    both = [_losses(some, np.arange(len(one))).mean() for some in (logits, logits.T)]
    return np.mean(both)


@nt_xent.mistake("each first view chose among the second ones; all 2n views choose among all others.")
def info_nce(one, two, temperature):
    logits = _unit(one.astype(float)) @ _unit(two.astype(float)).T / temperature
    return _losses(logits, np.arange(len(one))).mean()


@nt_xent.mistake("the partner of row i is row i + n, not the row below it.")
def next_row(one, two, temperature):
    logits, _ = _logits(one, two, 1 / temperature)
    partner = np.arange(len(logits)) ^ 1
    return _losses(logits, partner).mean()


@nt_xent.mistake("the right one is missing below the fraction line: only the negatives were added up.")
def partner_left_out(one, two, temperature):
    logits, partner = _logits(one, two, 1 / temperature)
    others = logits.copy()
    others[np.arange(len(logits)), partner] = -np.inf
    with np.errstate(all="ignore"):
        return np.mean(np.logaddexp.reduce(others, axis=1) - logits[np.arange(len(logits)), partner])


@nt_xent.mistake("the probabilities were averaged before the logarithm; take the mean of the losses.")
def log_of_mean(one, two, temperature):
    return -np.log(np.mean(np.exp(-_losses(*_logits(one, two, 1 / temperature)))))


@nt_xent.mistake("the losses were added up; their mean is asked for.")
def total(one, two, temperature):
    return _losses(*_logits(one, two, 1 / temperature)).sum()


@nt_xent.mistake("the 2n losses were added up and divided by n; there are 2n of them.")
def mean_over_pictures(one, two, temperature):
    return 2 * _losses(*_logits(one, two, 1 / temperature)).mean()


@nt_xent.mistake("the sign is missing: the loss is minus the log of the probability.")
def log_probability(one, two, temperature):
    return -_losses(*_logits(one, two, 1 / temperature)).mean()


@nt_xent.mistake("one loss for each view came; their mean is asked for.")
def not_averaged(one, two, temperature):
    return _losses(*_logits(one, two, 1 / temperature))


@nt_xent.mistake("the exponentials of large numbers overflow: subtract each row's largest first, or use logaddexp.")
def overflowing(one, two, temperature):
    logits, partner = _logits(one, two, 1 / temperature)
    with np.errstate(all="ignore"):
        return np.mean(-np.log(np.exp(logits[np.arange(len(logits)), partner]) / np.exp(logits).sum(axis=1)))


@nt_xent.mistake("columns were brought to length 1; each vector is a row.")
def unit_columns(one, two, temperature):
    one, two = (x / np.maximum(np.linalg.norm(x, axis=0), 1e-12) for x in (one, two))
    return _losses(*_logits(one, two, 1 / temperature, unit=False)).mean()


@nt_xent.mistake("this is minus the mean cosine of partners: nothing is pushed apart, and all vectors would collapse.")
def alignment_only(one, two, temperature):
    return -np.mean((_unit(one) * _unit(two)).sum(axis=1)) / temperature


def _log_of_shares(one, two, temperature, tiny):
    logits, partner = _logits(one, two, 1 / temperature)
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    with np.errstate(all="ignore"):
        return -np.mean(np.log(e[np.arange(len(e)), partner] / e.sum(axis=1) + tiny))


@nt_xent.mistake("the share vanishes to 0 before its logarithm is taken: take the logarithm of the sum instead.")
def vanishing(one, two, temperature):
    return _log_of_shares(one, two, temperature, 0)


@nt_xent.mistake(
    "a tiny number inside the logarithm bounds the loss, added or as a lower bound: take the logarithm of the sum."
)
def bounded_by_a_tiny_number(one, two, temperature):
    return _log_of_shares(one, two, temperature, 1e-12)


@nt_xent.mistake("below the line stands the mean of the exponentials; their sum belongs there.")
def mean_below(one, two, temperature):
    logits, partner = _logits(one, two, 1 / temperature)
    return (_losses(logits, partner) - np.log(len(logits) - 1)).mean()


@nt_xent.mistake("the negatives are of the view's own kind only; the other kind's views of other pictures are missing.")
def own_kind_only(one, two, temperature):
    one, two, n = _unit(one.astype(float)), _unit(two.astype(float)), np.arange(len(one))
    tables = [np.where(np.eye(len(n), dtype=bool), one @ two.T, x @ x.T) / temperature for x in (one, two)]
    return np.mean([_losses(logits, n) for logits in tables])


@nt_xent.mistake("1 was taken off the sum for the view itself; its own part is e to the power of 1 / temperature.")
def one_taken_off(one, two, temperature):
    logits, partner = _logits(one, two, 1 / temperature, own=None)
    with np.errstate(all="ignore"):
        return np.mean(np.log(np.exp(logits).sum(axis=1) - 1) - logits[np.arange(len(logits)), partner])


@nt_xent.mistake("minus the distance was taken for the similarity; it is the dot product of the vectors of length 1.")
def minus_distance(one, two, temperature):
    logits, partner = _logits(one, two, 1.0)
    return _losses(-np.sqrt(np.maximum(0, 2 - 2 * logits)) / temperature, partner).mean()


@nt_xent.mistake("only the first views were brought to length 1; the second ones need it as well.")
def second_views_not_unit(one, two, temperature):
    return _losses(*_logits(_unit(one), two, 1 / temperature, unit=False)).mean()


@nt_xent.mistake("the right one is missing below the fraction line: only the negatives were added up.")
def partner_left_out_but_for_one(one, two, temperature):
    return partner_left_out(one, two, temperature) if len(one) > 1 else 0.0


@nt_xent.mistake("the view's own part was taken off the sum, in which others are lost: leave it out before adding up.")
def own_one_taken_off(one, two, temperature):
    logits, partner = _logits(one, two, 1 / temperature, own=None)
    e = np.exp(logits - 1 / temperature)
    with np.errstate(all="ignore"):
        return -np.log(e[np.arange(len(e)), partner] / (e.sum(axis=1) - 1)).mean()
