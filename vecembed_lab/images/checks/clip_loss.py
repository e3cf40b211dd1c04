"""The exercise `clip_loss`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _logits(images, texts, temperature, ids, *, hidden=-np.inf):
    """Similarities of each image with each text; the same text in another row is `hidden`."""
    logits, ids = images @ texts.T / temperature, np.asarray(ids)
    twice = (ids[:, None] == ids) & ~np.eye(len(ids), dtype=bool)
    return logits if hidden is None else np.where(twice, hidden, logits)


def _losses(logits):
    return np.logaddexp.reduce(logits, axis=1) - np.diag(logits)


def _symmetric(logits):
    return (_losses(logits).mean() + _losses(logits.T).mean()) / 2


def _clip_loss(images, texts, temperature, ids):
    import torch

    from vecembed_lab.images import losses

    images, texts = (torch.from_numpy(np.asarray(x, dtype=float)) for x in (images, texts))
    return losses.clip_loss(images, texts, torch.from_numpy(np.asarray(ids)), temperature).item()


clip_loss = Exercise(
    "clip_loss",
    _clip_loss,
    hints=(
        "One table, images by texts, divided by the temperature: in row i the right text stands on the diagonal.",
        "Where `ids` are equal off the diagonal, set minus infinity. Then one loss by rows, and one by columns.",
        "By rows: `np.logaddexp.reduce(logits, axis=1) - np.diag(logits)`, and its mean. The same for `logits.T`; half "
        "the sum of both.",
    ),
    read="Pictures and their names",
)


def _check(student, images, texts, temperature, ids, why):
    same(student(images, texts, temperature, ids), _clip_loss(images, texts, temperature, ids), why)


def _drawn(rng, n, d):
    vectors = rng.normal(size=(2, n, d))
    vectors[1] += vectors[0]
    return vectors / np.linalg.norm(vectors, axis=2, keepdims=True)


@clip_loss.criterion("batches by hand", points=1)
def _(student, rng):
    zero, ids = np.zeros((3, 2)), np.array([4, 7, 9])
    same(student(zero, zero, 0.1, ids), np.log(3), "All similarities are 0: three texts, log 3")
    expected = (2 * np.log(2) + np.log(3)) / 3
    same(student(zero, zero, 0.1, np.array([4, 4, 9])), expected, "Rows 0 and 1 have the same text: two choices each")
    images, texts = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 0.0], [1.0, 0.0]])
    rows = (np.log(2) + np.log(2)) / 2
    columns = (np.log(1 + np.exp(-2)) + np.log(1 + np.exp(2))) / 2
    why = "Similarities / .5 are 2 2 and 0 0: by rows log 2 twice, by columns the second text prefers image 0"
    same(student(images, texts, 0.5, np.array([1, 2])), (rows + columns) / 2, why)


@clip_loss.criterion("any batch, any temperature", points=2)
def _(student, rng):
    for n, d, temperature in ((6, 3, 0.5), (15, 8, 0.1), (1, 4, 1.0), (4, 7, 2.0)):
        _check(student, *_drawn(rng, n, d), temperature, rng.permutation(999)[:n], f"{n} pairs in {d} dimensions")


@clip_loss.criterion("texts that come twice, temperatures of a thousandth", points=1)
def _(student, rng):
    for n, d, n_different in ((9, 3, 4), (12, 5, 6), (5, 4, 1)):
        images, texts = _drawn(rng, n, d)
        ids = np.concatenate([np.arange(n_different), rng.integers(n_different, size=n - n_different)])
        _check(student, images, texts[ids], 0.3, ids, f"{n} pairs, {n_different} different texts")
        _check(student, images, texts, 0.3, ids, "The same texts, but vectors that differ, as with dropout")
    images, texts = _drawn(rng, 8, 3)
    _check(student, images, -texts, 0.001, np.array([0, 1, 2, 3, 4, 5, 5, 7]), "Similarities of hundreds below 0")
    one_side = np.array([1.0, 0.0, 0.0]) + 0.2 * rng.random((2, 6, 3))
    images, texts = one_side / np.linalg.norm(one_side, axis=2, keepdims=True)
    why = "All similarities / .001 are hundreds below 0, and two texts come twice"
    _check(student, images, -texts, 0.001, np.array([3, 1, 3, 2, 1, 0]), why)


@clip_loss.mistake("only images choose among texts; texts choose among images as well, and both are averaged.")
def images_only(images, texts, temperature, ids):
    return _losses(_logits(images, texts, temperature, ids)).mean()


@clip_loss.mistake("only texts choose among images; images choose among texts as well, and both are averaged.")
def texts_only(images, texts, temperature, ids):
    return _losses(_logits(images, texts, temperature, ids).T).mean()


@clip_loss.mistake("the same text in another row was pushed away; leave it out with minus infinity.")
def twins_pushed_away(images, texts, temperature, ids):
    return _symmetric(_logits(images, texts, temperature, ids, hidden=None))


@clip_loss.mistake("the same text in another row was set to 0, which still counts as exp(0) = 1.")
def twins_zero(images, texts, temperature, ids):
    return _symmetric(_logits(images, texts, temperature, ids, hidden=0.0))


@clip_loss.mistake("the two directions were added; their mean is asked for.")
def directions_added(images, texts, temperature, ids):
    return 2 * _symmetric(_logits(images, texts, temperature, ids))


@clip_loss.mistake("the similarities were multiplied by the temperature; divide by it.")
def multiplied(images, texts, temperature, ids):
    return _symmetric(_logits(images, texts, 1 / temperature, ids))


@clip_loss.mistake("the temperature plays no part.")
def no_temperature(images, texts, temperature, ids):
    return _symmetric(_logits(images, texts, 1.0, ids))


@clip_loss.mistake("the temperature was divided out twice.")
def twice(images, texts, temperature, ids):
    return _symmetric(_logits(images, texts, temperature**2, ids))


@clip_loss.mistake("rows with the same text were dropped; they are pairs of their own, and count in the mean.")
def repeats_dropped(images, texts, temperature, ids):
    first = np.sort(np.unique(ids, return_index=True)[1])
    return _symmetric(_logits(images[first], texts[first], temperature, np.asarray(ids)[first]))


@clip_loss.mistake("the same text in another row counted as a second right answer; it is left out.")
def twins_are_right(images, texts, temperature, ids):
    logits, ids = _logits(images, texts, temperature, ids, hidden=None), np.asarray(ids)
    right = np.where(ids[:, None] == ids, logits, -np.inf)
    both = [np.logaddexp.reduce(logits, axis=a) - np.logaddexp.reduce(right, axis=a) for a in (0, 1)]
    return np.mean(both)


@clip_loss.mistake("the losses were added up; their mean over the batch is asked for.")
def total(images, texts, temperature, ids):
    return len(ids) * _symmetric(_logits(images, texts, temperature, ids))


@clip_loss.mistake("the sign is missing: the loss is minus the log of the probability.")
def log_probability(images, texts, temperature, ids):
    return -_symmetric(_logits(images, texts, temperature, ids))


@clip_loss.mistake("the exponentials overflow or vanish: subtract the largest first, or use logaddexp.")
def overflowing(images, texts, temperature, ids):
    logits = _logits(images, texts, temperature, ids)
    with np.errstate(all="ignore"):
        e = np.exp(logits)
        return np.mean([-np.log(np.diag(e) / e.sum(axis=axis)) for axis in (0, 1)])


@clip_loss.mistake("the diagonal was left out as well: a row's own text stays, whatever its id.")
def diagonal_hidden(images, texts, temperature, ids):
    logits, ids = images @ texts.T / temperature, np.asarray(ids)
    with np.errstate(all="ignore"):
        others = np.where(ids[:, None] == ids, -np.inf, logits)
        return np.mean([(np.logaddexp.reduce(others, axis=a) - np.diag(logits)).mean() for a in (0, 1)])


@clip_loss.mistake("one loss for each row came; their mean is asked for.")
def not_averaged(images, texts, temperature, ids):
    logits = _logits(images, texts, temperature, ids)
    return (_losses(logits) + _losses(logits.T)) / 2


@clip_loss.mistake("images were compared with images, and texts with texts; compare images with texts.")
def within_kinds(images, texts, temperature, ids):
    a, b = (_losses(_logits(x, x, temperature, ids)).mean() for x in (images, texts))
    return (a + b) / 2


@clip_loss.mistake("the same text was left out only where images choose; leave it out where texts choose, too.")
def left_out_one_way(images, texts, temperature, ids):
    pushed, left = (_logits(images, texts, temperature, ids, hidden=x) for x in (None, -np.inf))
    return (_losses(left).mean() + _losses(pushed.T).mean()) / 2


@clip_loss.mistake("the number set for the same text is not small enough at a low temperature: use minus infinity.")
def twins_not_small(images, texts, temperature, ids):
    return _symmetric(_logits(images, texts, temperature, ids, hidden=-100.0))


@clip_loss.mistake("the same text got -1 before the division by the temperature, and still counts: use minus infinity.")
def twins_minus_one(images, texts, temperature, ids):
    return _symmetric(_logits(images, texts, temperature, ids, hidden=-1 / temperature))


@clip_loss.mistake(
    "the right answer was shared out among equal texts; they are left out, and each row has one partner."
)
def shared_out(images, texts, temperature, ids):
    logits, ids = _logits(images, texts, temperature, ids, hidden=None), np.asarray(ids)
    equal = ids[:, None] == ids
    means = (equal * logits).sum(axis=1) / equal.sum(axis=1), (equal * logits).sum(axis=0) / equal.sum(axis=0)
    sums = np.logaddexp.reduce(logits, axis=1), np.logaddexp.reduce(logits, axis=0)
    return np.mean(np.subtract(sums, means))


@clip_loss.mistake("rows whose text comes twice were skipped; they are pairs of their own, and count in the mean.")
def repeated_rows_skipped(images, texts, temperature, ids):
    logits, ids = _logits(images, texts, temperature, ids), np.asarray(ids)
    once = (ids[:, None] == ids).sum(axis=1) == 1
    return np.mean([_losses(logits)[once], _losses(logits.T)[once]]) if once.any() else 0.0


@clip_loss.mistake(
    "the first row with the same id was taken for the right one; a row's partner stands in the same row."
)
def first_of_equals(images, texts, temperature, ids):
    logits = _logits(images, texts, temperature, ids, hidden=None)
    right, rows = [list(ids).index(i) for i in ids], np.arange(len(ids))
    return np.mean([np.logaddexp.reduce(x, axis=1) - x[rows, right] for x in (logits, logits.T)])


@clip_loss.mistake("the vectors were brought to length 1 once more; they are used as they are, and may be 0.")
def normalised_again(images, texts, temperature, ids):
    with np.errstate(all="ignore"):
        images, texts = (x / np.linalg.norm(x, axis=1, keepdims=True) for x in (images, texts))
        return _symmetric(_logits(images, texts, temperature, ids))


@clip_loss.mistake("the share vanishes to 0 before its logarithm is taken: take the logarithm of the sum instead.")
def vanishing(images, texts, temperature, ids):
    logits = _logits(images, texts, temperature, ids)
    with np.errstate(all="ignore"):
        tables = [np.exp(x - x.max(axis=1, keepdims=True)) for x in (logits, logits.T)]
        return -np.mean([np.log(np.diag(e) / e.sum(axis=1)) for e in tables])


@clip_loss.mistake("the same text was left out to the right of the diagonal only; it stands on both sides.")
def later_twins_only(images, texts, temperature, ids):
    logits, ids = _logits(images, texts, temperature, ids, hidden=None), np.asarray(ids)
    return _symmetric(np.where(np.triu(ids[:, None] == ids, 1), -np.inf, logits))


@clip_loss.probe
def _(rng):
    images = np.array([[1.0, 0.0, 0.0], [0.005, 0.9999875, 0.0]])  # one pair is near, the other far from everything
    yield images, np.array([[1.0, 0.0, 0.0], [0.005, 0.01, 0.9999375]]), 0.001, np.array([3, 8])


@clip_loss.mistake("the largest of the whole table was subtracted; each row needs its own, or all of it vanishes.")
def largest_of_all(images, texts, temperature, ids):
    logits = _logits(images, texts, temperature, ids)
    with np.errstate(all="ignore"):
        e = np.exp(logits - logits.max())
        return -np.mean([np.log(np.diag(e) / e.sum(axis=axis)) for axis in (0, 1)])


@clip_loss.mistake("each pair was judged alone, by a sigmoid (SigLIP); a softmax has one sum for each row.")
def by_sigmoids(images, texts, temperature, ids):
    logits = _logits(images, texts, temperature, ids)
    return np.logaddexp(0, np.where(np.eye(len(logits), dtype=bool), -1, 1) * logits).sum() / len(logits)


@clip_loss.mistake("one softmax was taken over the whole table; each image and each text has one of its own.")
def one_softmax(images, texts, temperature, ids):
    logits = _logits(images, texts, temperature, ids)
    return np.logaddexp.reduce(logits, axis=None) - np.diag(logits).mean()
