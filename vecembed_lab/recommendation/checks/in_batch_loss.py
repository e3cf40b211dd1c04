"""The exercise `in_batch_loss`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _logits(u, v, log_q, ids, *, correction=-1.0, hidden=True):
    """Scores of each user with each item of the batch, (n, n); accidental hits are minus infinity."""
    logits = u @ v.T + correction * np.asarray(log_q)
    ids = np.asarray(ids)
    twice = (ids[:, None] == ids) & ~np.eye(len(ids), dtype=bool)
    return np.where(twice & hidden, -np.inf, logits)


def _losses(logits, axis=1):
    largest = logits.max(axis=axis, keepdims=True)
    sums = np.log(np.exp(logits - largest).sum(axis=axis)) + largest.squeeze(axis)
    return sums - np.diag(logits)


def _in_batch_loss(u, v, log_q, ids):
    import torch

    from vecembed_lab.recommendation import two_tower

    return two_tower.in_batch_loss(*map(torch.tensor, (u, v, log_q, ids))).item()


in_batch_loss = Exercise(
    "in_batch_loss",
    _in_batch_loss,
    hints=(
        "One table of scores, users by items: in row i the right answer stands on the diagonal.",
        "Subtract log_q from each column. Where `ids` are equal off the diagonal, set minus infinity.",
        "Row by row: log of the sum of the exponentials, less the diagonal. Subtract the row's largest score first.",
    ),
    read="Learning from pairs",
)


def _check(student, u, v, log_q, ids, why):
    same(student(u, v, log_q, ids), _in_batch_loss(u, v, log_q, ids), why)


@in_batch_loss.criterion("batches by hand", points=1)
def _(student, rng):
    zero, two = np.zeros((2, 3)), np.zeros(2)
    same(student(zero, zero, two, np.array([4, 9])), np.log(2), "All scores are 0: two items, log 2")
    same(student(zero, zero, two, np.array([4, 4])), 0.0, "The other item is the same one, and is left out")
    log_q = np.log([0.75, 0.25])
    expected = (np.log(4) + np.log(4 / 3)) / 2
    why = "Scores 0 less log_q: row by row 4/3 and 4, so the right one has 1/4 of the sum in row 0 and 3/4 in row 1"
    same(student(zero, zero, log_q, np.array([4, 9])), expected, why)


def _drawn(rng, n, d):
    return rng.normal(size=(n, d)), rng.normal(size=(n, d)), np.log(rng.dirichlet(np.ones(n))), rng.permutation(999)[:n]


@in_batch_loss.criterion("any batch, corrected for how often an item is drawn", points=2)
def _(student, rng):
    for n, d in ((6, 3), (15, 4), (1, 5), (4, 7)):
        _check(student, *_drawn(rng, n, d), f"{n} users and items in {d} dimensions, no item twice")
    u, v, log_q, ids = _drawn(rng, 8, 3)
    _check(student, u, v, log_q - 7, ids, "The same log_q less 7 everywhere changes nothing")


@in_batch_loss.criterion("an item that comes twice is no negative of itself", points=1)
def _(student, rng):
    for n, d, n_different in ((9, 3, 4), (12, 5, 6), (5, 4, 1)):
        u, v, log_q, _ = _drawn(rng, n, d)
        ids = np.concatenate([np.arange(n_different), rng.integers(n_different, size=n - n_different)])
        _check(student, u, v[ids], log_q[ids], ids, f"{n} rows, {n_different} different items")


@in_batch_loss.criterion("scores of a thousand give no NaN", points=1)
def _(student, rng):
    for factor in (20, 40):
        u, v, log_q, ids = _drawn(rng, 7, 4)
        ids[3] = ids[5]
        _check(student, factor * u, factor * v, log_q, ids, "Scores of hundreds and thousands")
    u, v, log_q, ids = _drawn(rng, 7, 4)
    ids[3] = ids[5]
    _check(student, -20 * np.abs(u) - 20, np.abs(v) + 5, log_q, ids, "All scores are hundreds below 0")
    why = "All scores are -9000, and the other item is the same one: only the right one is left in the sum"
    same(student(np.full((2, 1), 90.0), np.full((2, 1), -100.0), np.zeros(2), np.array([4, 4])), 0.0, why)


@in_batch_loss.mistake("log_q was added; an item that is drawn often must lose, so subtract it.")
def added(u, v, log_q, ids):
    return _losses(_logits(u, v, log_q, ids, correction=1.0)).mean()


@in_batch_loss.mistake(
    "log_q plays no part: it was left out, or subtracted from rows, where it cancels. It belongs to the columns."
)
def uncorrected(u, v, log_q, ids):
    return _losses(_logits(u, v, log_q, ids, correction=0.0)).mean()


@in_batch_loss.mistake("an item that comes twice was pushed away from its own user (accidental hit): leave it out.")
def accidental_hits(u, v, log_q, ids):
    return _losses(_logits(u, v, log_q, ids, hidden=False)).mean()


@in_batch_loss.mistake("the right item was not corrected; log_q is subtracted from every score, its own too.")
def positive_uncorrected(u, v, log_q, ids):
    return _losses(_logits(u, v, log_q, ids) + np.diag(log_q)).mean()


@in_batch_loss.mistake("the losses were added up; their mean is asked for.")
def total(u, v, log_q, ids):
    return _losses(_logits(u, v, log_q, ids)).sum()


@in_batch_loss.mistake("each item chooses among users here (columns); each user chooses among items.")
def by_columns(u, v, log_q, ids):
    return _losses(_logits(u, v, log_q, ids), axis=0).mean()


@in_batch_loss.mistake("`log_q` is a logarithm already: it was taken once more, or its exponential was subtracted.")
def q_subtracted(u, v, log_q, ids):
    return _losses(_logits(u, v, np.exp(log_q), ids)).mean()


@in_batch_loss.mistake("the scores of accidental hits were set to 0, which still counts as exp(0) = 1.")
def hits_zero(u, v, log_q, ids):
    logits = _logits(u, v, log_q, ids)
    return _losses(np.where(np.isinf(logits), 0, logits)).mean()


@in_batch_loss.mistake("the sign is missing: the loss is minus the log of the probability.")
def log_probability(u, v, log_q, ids):
    return -_losses(_logits(u, v, log_q, ids)).mean()


@in_batch_loss.mistake("the exponentials of large scores overflow: subtract each row's largest score first.")
def overflowing(u, v, log_q, ids):
    logits = _logits(u, v, log_q, ids)
    with np.errstate(all="ignore"):
        return np.mean(-np.log(np.exp(np.diag(logits)) / np.exp(logits).sum(axis=1)))


@in_batch_loss.mistake("the right item is missing from the sum below the fraction line.")
def positive_left_out(u, v, log_q, ids):
    logits = _logits(u, v, log_q, ids)
    others = np.where(np.eye(len(logits), dtype=bool), -np.inf, logits)
    with np.errstate(all="ignore"):
        return np.mean(np.log(np.exp(others).sum(axis=1)) - np.diag(logits))


@in_batch_loss.mistake("one loss for each row came; their mean is asked for.")
def not_averaged(u, v, log_q, ids):
    return _losses(_logits(u, v, log_q, ids))


@in_batch_loss.mistake("each row's own item was left out of the sum with the accidental hits: the diagonal stays.")
def diagonal_hidden(u, v, log_q, ids):
    logits = u @ v.T - np.asarray(log_q)
    ids = np.asarray(ids)
    with np.errstate(all="ignore"):
        others = np.where(ids[:, None] == ids, -np.inf, logits)
        return np.mean(np.logaddexp.reduce(others, axis=1) - np.diag(logits))


@in_batch_loss.mistake("only the best item of each row was compared; the softmax sums over all of them.")
def the_largest_only(u, v, log_q, ids):
    logits = _logits(u, v, log_q, ids)
    return np.mean(logits.max(axis=1) - np.diag(logits))


@in_batch_loss.mistake("scores are cosines here; the dot products of the vectors as they are were asked for.")
def of_cosines(u, v, log_q, ids):
    u, v = (x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12) for x in (u, v))
    return _losses(_logits(u, v, log_q, ids)).mean()


@in_batch_loss.mistake("pairs were compared one by one, as in BPR; the softmax has one sum for each row.")
def pair_by_pair(u, v, log_q, ids):
    logits = _logits(u, v, log_q, ids)
    return np.logaddexp(0, logits - np.diag(logits)[:, None]).mean()


@in_batch_loss.mistake("users chose among items and items among users; only the former is asked.")
def both_directions(u, v, log_q, ids):
    logits = _logits(u, v, log_q, ids)
    return (_losses(logits).mean() + _losses(logits, axis=0).mean()) / 2


@in_batch_loss.mistake("log_q was subtracted from the right item only; every score of an item loses it.")
def only_the_positive_corrected(u, v, log_q, ids):
    logits = _logits(u, v, 0 * np.asarray(log_q), ids)
    return _losses(logits - np.diag(log_q)).mean()


@in_batch_loss.mistake("log_q is in the sum, but not in the right item's own score, which loses it too.")
def own_score_raw(u, v, log_q, ids):
    return (_losses(_logits(u, v, log_q, ids)) - np.asarray(log_q)).mean()


@in_batch_loss.mistake("the same item in other rows counted as a further right answer; it is left out.")
def hits_are_right(u, v, log_q, ids):
    logits, ids = _logits(u, v, log_q, ids, hidden=False), np.asarray(ids)
    right = np.where(ids[:, None] == ids, logits, -np.inf)
    return (np.logaddexp.reduce(logits, axis=1) - np.logaddexp.reduce(right, axis=1)).mean()


@in_batch_loss.mistake("only hits in later columns were left out; they stand on both sides of the diagonal.")
def later_hits_only(u, v, log_q, ids):
    logits, ids = _logits(u, v, log_q, ids, hidden=False), np.asarray(ids)
    return _losses(np.where(np.triu(ids[:, None] == ids, 1), -np.inf, logits)).mean()


@in_batch_loss.mistake("rows whose item came before were dropped; they are pairs of their own, and count in the mean.")
def repeats_dropped(u, v, log_q, ids):
    first = np.sort(np.unique(ids, return_index=True)[1])
    return _losses(_logits(u[first], v[first], np.asarray(log_q)[first], np.asarray(ids)[first])).mean()


@in_batch_loss.mistake("large scores were cut off at 30; subtract each row's largest score, and nothing overflows.")
def cut_off(u, v, log_q, ids):
    return _losses(np.clip(_logits(u, v, log_q, ids), -np.inf, 30)).mean()


@in_batch_loss.mistake(
    "an exponential vanished or overflowed before its logarithm was taken: subtract the row's largest score, and stay "
    "with logarithms all the way."
)
def through_the_probability(u, v, log_q, ids):
    with np.errstate(all="ignore"):
        return -np.log(np.exp(-_losses(_logits(u, v, log_q, ids)))).mean()


@in_batch_loss.mistake("accidental hits got -100, which is much beside scores far below 0; use minus infinity.")
def hits_minus_100(u, v, log_q, ids):
    logits = _logits(u, v, log_q, ids)
    return _losses(np.where(np.isinf(logits), -100, logits)).mean()


@in_batch_loss.mistake("accidental hits got -1000, and scores can lie far below that; use minus infinity.")
def hits_minus_1000(u, v, log_q, ids):
    logits = _logits(u, v, log_q, ids)
    return _losses(np.where(np.isinf(logits), -1000, logits)).mean()


def _shares(logits, largest, tiny=0.0):
    """-log of the right one's share and a tiny number, the largest score subtracted first."""
    with np.errstate(all="ignore"):
        e = np.exp(logits - largest)
        return -np.log(np.diag(e) / e.sum(axis=1) + tiny).mean()


@in_batch_loss.mistake(
    "the largest score of the whole table was subtracted; each row needs its own, or all of it vanishes."
)
def largest_of_all(u, v, log_q, ids):
    logits = _logits(u, v, log_q, ids)
    return _shares(logits, logits.max())


@in_batch_loss.mistake(
    "the largest score of the whole table was subtracted; each row needs its own, or all of it vanishes."
)
def largest_of_all_and_back(u, v, log_q, ids):
    logits = _logits(u, v, log_q, ids)
    with np.errstate(all="ignore"):
        return (np.log(np.exp(logits - logits.max()).sum(axis=1)) + logits.max() - np.diag(logits)).mean()


@in_batch_loss.mistake("a tiny number inside the logarithm bounds the loss: take the logarithm of the sum instead.")
def bounded_by_a_tiny_number(u, v, log_q, ids):
    logits = _logits(u, v, log_q, ids)
    return _shares(logits, logits.max(axis=1, keepdims=True), 1e-12)


@in_batch_loss.mistake("a tiny number inside the logarithm bounds the loss: take the logarithm of the sum instead.")
def bounded_by_a_small_number(u, v, log_q, ids):
    logits = _logits(u, v, log_q, ids)
    return _shares(logits, logits.max(axis=1, keepdims=True), 1e-8)
