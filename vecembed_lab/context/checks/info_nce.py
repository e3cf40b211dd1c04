"""The exercise `info_nce`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.similarity.measures import normalize

TAU = 0.05


def _scores(a, b):
    return normalize(a) @ normalize(b).T / TAU


def _own_loss(scores, hidden=None):
    """Mean of -log p(row i, column i), where the `hidden` pairs take no part."""
    scores = scores if hidden is None else np.where(hidden, -np.inf, scores)
    high = scores.max(axis=1, keepdims=True)
    return float(np.mean(high[:, 0] + np.log(np.exp(scores - high).sum(axis=1)) - np.diag(scores)))


def _twins(ids):
    ids = np.asarray(ids)
    return (ids[:, None] == ids) & ~np.eye(len(ids), dtype=bool)


def _info_nce(a, b, ids):
    return _own_loss(_scores(a, b), _twins(ids))


info_nce = Exercise(
    "info_nce",
    _info_nce,
    hints=(
        "The scores are a table of cosines divided by 0.05: row i for a[i], column j for b[j]. Its diagonal is right.",
        "Where `ids[i] == ids[j]` and i is not j, b[j] is no wrong answer: give it minus infinity.",
        "-log p = log(sum of exp(row)) - the diagonal number; take each row's largest off before `exp`. Then the mean.",
    ),
    read="An adapter",
)


def _draw(rng, n, d=6, noise=1.0):
    a = rng.normal(size=(n, d))
    return a * rng.uniform(0.3, 3, size=(n, 1)), a + noise * rng.normal(size=(n, d)), np.arange(n) + 5


@info_nce.criterion("by hand: two pairs", points=1)
def _(student, rng):
    a, b = np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[3.0, 0.0], [5.0, 0.0]])
    expected = (np.log(2) + np.log(2)) / 2
    same(student(a, b, np.array([1, 2])), expected, "Each row has the same cosine with both: log 2")
    crossed = np.array([[4.0, 3.0], [1.0, 0.0]])
    wrong = (np.log1p(np.exp(0.2 / TAU)) + np.log1p(np.exp(0.6 / TAU))) / 2
    same(student(a, crossed, np.array([1, 2])), wrong, "The cosines are .8 and 1, .6 and 0: the wrong ones win")


@info_nce.criterion("any pairs, each about something else", points=2)
def _(student, rng):
    for n, d in ((5, 6), (20, 8), (3, 2)):
        a, b, ids = _draw(rng, n, d, noise=3.0)
        same(student(a, b, ids), _info_nce(a, b, ids), f"{n} pairs of {d} numbers")
    a, b, ids = _draw(rng, 8, noise=3.0)
    args = a.astype(np.float32), b.astype(np.float32), ids
    same(student(*args), _info_nce(*args), "Numbers in float32", rtol=1e-3)
    same(student(a[:1], b[:1], ids[:1]), 0.0, "One pair alone: nothing else can be chosen")


@info_nce.criterion("other texts about the same are no wrong answers", points=2)
def _(student, rng):
    for n in (6, 15):
        a, b, ids = _draw(rng, n, noise=5.0)
        ids[[1, 4]] = ids[0]
        b[1] = b[0] + 0.01
        order = rng.permutation(n)
        args = a[order], b[order], ids[order]
        same(student(*args), _info_nce(*args), "Three of the pairs have the same id")
    a, b, _ = _draw(rng, 5, noise=5.0)
    ids = np.array([3, 8, 3, 8, 8])
    same(student(a, b, ids), _info_nce(a, b, ids), "Two are about one thing, and three about another")
    a, b, _ = _draw(rng, 4, noise=5.0)
    same(student(a, b, np.full(4, 7)), 0.0, "All are about the same: nothing is wrong")


@info_nce.mistake("pairs about the same served as wrong answers; where ids are equal they take no part.")
def twins_are_negatives(a, b, ids):
    return _own_loss(_scores(a, b))


@info_nce.mistake("the right answer was left out with those about the same; it belongs into the sum.")
def own_left_out(a, b, ids):
    scores = _scores(a, b)
    rest = np.where(_twins(ids) | np.eye(len(ids), dtype=bool), -np.inf, scores)
    with np.errstate(divide="ignore"):
        return float(np.mean(np.log(np.exp(rest).sum(axis=1)) - np.diag(scores)))


@info_nce.mistake("the score of pairs about the same became 0, which is a score; use minus infinity.")
def twins_are_zero(a, b, ids):
    return _own_loss(np.where(_twins(ids), 0, _scores(a, b)))


@info_nce.mistake("the temperature is missing: divide the cosines by 0.05.")
def no_temperature(a, b, ids):
    return _own_loss(_scores(a, b) * TAU, _twins(ids))


@info_nce.mistake("the cosines were multiplied by 0.05; divide by it.")
def multiplied(a, b, ids):
    return _own_loss(_scores(a, b) * TAU**2, _twins(ids))


@info_nce.mistake("these are dot products; make the vectors length 1 first.")
def dot_product(a, b, ids):
    return _own_loss(a @ b.T / TAU, _twins(ids))


@info_nce.mistake("for each b the right a was asked, along the columns; for each a the right b is asked.")
def other_way_round(a, b, ids):
    return _info_nce(b, a, ids)


@info_nce.mistake("this is the mean of both directions; only that from a to b is asked.")
def both_directions(a, b, ids):
    return (_info_nce(a, b, ids) + _info_nce(b, a, ids)) / 2


@info_nce.mistake("this is the sum over the pairs; take the mean.")
def summed(a, b, ids):
    return _info_nce(a, b, ids) * len(a)


@info_nce.mistake("the sign is missing: the loss is minus the logarithm.")
def no_sign(a, b, ids):
    return -_info_nce(a, b, ids)


@info_nce.mistake("the logarithm has base 2; nats are asked.")
def bits(a, b, ids):
    return _info_nce(a, b, ids) / np.log(2)


@info_nce.mistake("a was compared with a; compare a with b.")
def with_itself(a, b, ids):
    return _info_nce(a, a, ids)


@info_nce.mistake("the chance was taken of all pairs of the table together; each row has a softmax of its own.")
def one_softmax(a, b, ids):
    scores = np.where(_twins(ids), -np.inf, _scores(a, b))
    high = scores.max()
    return float(high + np.log(np.exp(scores - high).sum()) - np.diag(scores).mean())


@info_nce.mistake("this is minus the logarithm of the mean chance; take the mean of the logarithms.")
def log_of_mean(a, b, ids):
    scores = np.where(_twins(ids), -np.inf, _scores(a, b))
    return float(-np.log((np.exp(np.diag(scores)) / np.exp(scores).sum(axis=1)).mean()))


@info_nce.mistake("columns were made length 1; each row is a vector.")
def columns_of_length_1(a, b, ids):
    return _own_loss(normalize(a.T).T @ normalize(b.T) / TAU, _twins(ids))


@info_nce.mistake("only the rows of a were made length 1; those of b have lengths of their own.")
def only_a_of_length_1(a, b, ids):
    return _own_loss(normalize(a) @ b.T / TAU, _twins(ids))


@info_nce.mistake("only the rows of b were made length 1; those of a have lengths of their own.")
def only_b_of_length_1(a, b, ids):
    return _own_loss(a @ normalize(b).T / TAU, _twins(ids))


@info_nce.mistake("only pairs whose ids come once were averaged; every row of a counts in the mean.")
def only_single_ids(a, b, ids):
    losses = np.array([_row_loss(row, i) for i, row in enumerate(np.where(_twins(ids), -np.inf, _scores(a, b)))])
    alone = ~_twins(ids).any(axis=1)
    return float(losses[alone].mean()) if alone.any() else 0.0


def _row_loss(row, i):
    return row.max() + np.log(np.exp(row - row.max()).sum()) - row[i]


@info_nce.mistake("pairs about the same served as right answers too; they take no part, neither right nor wrong.")
def twins_are_right(a, b, ids):
    scores, right = _scores(a, b), _twins(ids) | np.eye(len(ids), dtype=bool)
    return float(np.mean(_log_sum(scores) - _log_sum(np.where(right, scores, -np.inf))))


def _log_sum(scores):
    high = scores.max(axis=1)
    return high + np.log(np.exp(scores - high[:, None]).sum(axis=1))


@info_nce.mistake("the mean went over all pairs about the same, as if each were an answer; only the own row is.")
def mean_over_twins(a, b, ids):
    scores, right = _scores(a, b), _twins(ids) | np.eye(len(ids), dtype=bool)
    return float(np.mean(_log_sum(scores) - (scores * right).sum(axis=1) / right.sum(axis=1)))


@info_nce.mistake(
    "only earlier pairs about the same were left out; those that stand later are no wrong answers either."
)
def only_earlier_twins(a, b, ids):
    return _own_loss(_scores(a, b), np.tril(_twins(ids)))


@info_nce.mistake(
    "only later pairs about the same were left out; those that stand earlier are no wrong answers either."
)
def only_later_twins(a, b, ids):
    return _own_loss(_scores(a, b), np.triu(_twins(ids)))


@info_nce.mistake("the right answer was left out of the sum; a softmax is over all choices, the right one too.")
def own_not_in_the_sum(a, b, ids):
    scores = _scores(a, b)
    rest = np.where(_twins(ids) | np.eye(len(ids), dtype=bool), -np.inf, scores)
    some = np.isfinite(rest).any(axis=1)
    below = np.diag(scores).copy()
    below[some] = _log_sum(rest[some])
    return float(np.mean(below - np.diag(scores)))


@info_nce.mistake("of the pairs with one id only the first was kept; each row of a asks, against all wrong rows of b.")
def first_of_each_id(a, b, ids):
    kept = np.unique(ids, return_index=True)[1]
    return _own_loss(_scores(a[kept], b[kept]))


@info_nce.mistake("the temperature is 0.07, as in some papers; 0.05 is asked.")
def temperature_of_papers(a, b, ids):
    return _own_loss(_scores(a, b) * TAU / 0.07, _twins(ids))


@info_nce.mistake("the other rows of `a` served as wrong answers as well; the choices are the rows of `b` alone.")
def rows_of_a_as_well(a, b, ids):
    scores = np.where(_twins(ids), -np.inf, _scores(a, b))
    more = np.where(_twins(ids) | np.eye(len(ids), dtype=bool), -np.inf, _scores(a, a))
    return float(np.mean(_log_sum(np.hstack([scores, more])) - np.diag(scores)))


@info_nce.mistake("the scores are distances with a minus; take cosines.")
def distances(a, b, ids):
    apart = np.linalg.norm(normalize(a)[:, None] - normalize(b), axis=2)
    return _own_loss(-apart / TAU, _twins(ids))
