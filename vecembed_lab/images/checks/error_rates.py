"""The exercise `error_rates`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same as equal
from vecembed_lab.grading.exercise import Exercise


def _error_rates(scores, same, threshold):
    accepted = scores >= threshold
    return accepted[~same].mean(), (~accepted)[same].mean()


error_rates = Exercise(
    "error_rates",
    _error_rates,
    hints=(
        "There are two kinds of pairs, and each error is a share of one kind.",
        "`accepted = scores >= threshold`. FAR looks at the pairs that are not the same, FRR at those that are.",
        "`accepted[~same].mean()` and `(~accepted)[same].mean()`.",
    ),
    read="Letters never seen",
)

SCORES = np.array([0.9, 0.8, 0.6, 0.4, 0.3])
SAME = np.array([True, False, True, False, False])


def _check(student, scores, same, threshold, why):
    equal(student(scores, same, threshold), _error_rates(scores, same, threshold), why)


@error_rates.criterion("five pairs, by hand", points=1)
def _(student, rng):
    equal(student(SCORES, SAME, 0.5), (1 / 3, 0.0), "One of three different pairs is accepted, and both same ones")
    equal(student(SCORES, SAME, 0.7), (1 / 3, 1 / 2), "The same pair with .6 is refused")
    equal(student(SCORES, SAME, 0.8), (1 / 3, 1 / 2), "A score as large as the threshold is accepted")


@error_rates.criterion("any scores and thresholds", points=2)
def _(student, rng):
    for n, share, threshold in ((40, 0.3, 0.2), (200, 0.1, -0.5), (15, 0.7, 0.8), (60, 0.5, 0.0)):
        scores, same = rng.normal(size=n), rng.permutation(np.arange(n) < max(1, share * n))
        _check(student, scores, same, threshold, f"{n} pairs, threshold {threshold}")
    scores, same = rng.integers(-3, 4, 50), rng.permutation(np.arange(50) < 17)
    for threshold in (-1, 0, 2):
        _check(student, scores, same, threshold, "Whole numbers, many as large as the threshold")


@error_rates.criterion("thresholds that accept everything or nothing", points=1)
def _(student, rng):
    same = rng.permutation(np.arange(12) < 5)
    scores = rng.random(12)
    equal(student(scores, same, -1.0), (1.0, 0.0), "All are accepted")
    equal(student(scores, same, 2.0), (0.0, 1.0), "None is accepted")
    equal(student(scores, same, np.inf), (0.0, 1.0), "An infinite threshold accepts none")


@error_rates.mistake("a score equal to the threshold was refused; it is accepted.")
def strictly(scores, same, threshold):
    accepted = scores > threshold
    return accepted[~same].mean(), (~accepted)[same].mean()


@error_rates.mistake("the two errors are exchanged: false acceptances come first.")
def exchanged(scores, same, threshold):
    return _error_rates(scores, same, threshold)[::-1]


@error_rates.mistake("both were divided by the number of all pairs; each is a share of its own kind of pairs.")
def share_of_all(scores, same, threshold):
    accepted = scores >= threshold
    return (accepted & ~same).mean(), (~accepted & same).mean()


@error_rates.mistake("the second is the share of same pairs *accepted*; those refused are the error.")
def true_acceptances(scores, same, threshold):
    far, frr = _error_rates(scores, same, threshold)
    return far, 1 - frr


@error_rates.mistake("the first is the share of different pairs *refused*; those accepted are the error.")
def true_refusals(scores, same, threshold):
    far, frr = _error_rates(scores, same, threshold)
    return 1 - far, frr


@error_rates.mistake(
    "right and wrong are exchanged: these are the shares decided rightly, or low scores were accepted."
)
def both_right(scores, same, threshold):
    return tuple(1 - rate for rate in _error_rates(scores, same, threshold))


@error_rates.mistake("the errors were counted; divide by the number of pairs of that kind.")
def counts(scores, same, threshold):
    accepted = scores >= threshold
    return (accepted & ~same).sum(), (~accepted & same).sum()


@error_rates.mistake(
    "each error was divided by how many were accepted or refused; divide by how many pairs are of that kind."
)
def among_decisions(scores, same, threshold):
    accepted = scores >= threshold
    wrong, missed = (accepted & ~same).sum(), (~accepted & same).sum()
    return wrong / max(accepted.sum(), 1), missed / max((~accepted).sum(), 1)


@error_rates.mistake("this is one error rate for all pairs; the two kinds of errors are counted apart.")
def one_rate(scores, same, threshold):
    return ((scores >= threshold) != same).mean()


@error_rates.mistake("`same` was read the wrong way round: True stands for two pictures of the same.")
def kinds_exchanged(scores, same, threshold):
    return _error_rates(scores, ~same, threshold)


@error_rates.mistake("each error was divided by the number of pairs of the *other* kind.")
def other_kind_below(scores, same, threshold):
    accepted = scores >= threshold
    return (accepted & ~same).sum() / same.sum(), (~accepted & same).sum() / (~same).sum()


@error_rates.mistake("the sizes of the scores were compared, without their signs.")
def sign_lost(scores, same, threshold):
    return _error_rates(np.abs(scores), same, threshold)


@error_rates.mistake("percent were returned; shares from 0 to 1 were asked for.")
def percent(scores, same, threshold):
    return tuple(100 * rate for rate in _error_rates(scores, same, threshold))


@error_rates.mistake("the second is 1 minus FAR, which looks at different pairs; FRR is a share of the *same* pairs.")
def complement(scores, same, threshold):
    far = _error_rates(scores, same, threshold)[0]
    return far, 1 - far


@error_rates.mistake("both are the share of all pairs decided wrongly; each error is a share of its own kind of pairs.")
def one_rate_twice(scores, same, threshold):
    return 2 * (one_rate(scores, same, threshold),)


@error_rates.mistake(
    "each error was divided by how many were accepted or refused; divide by how many pairs are of that kind."
)
def among_decisions_or_nan(scores, same, threshold):
    accepted = scores >= threshold
    with np.errstate(all="ignore"):
        return (accepted & ~same).sum() / accepted.sum(), (~accepted & same).sum() / (~accepted).sum()


@error_rates.mistake(
    "a score equal to the threshold is accepted: it is no error of a same pair, and was counted in FRR."
)
def refused_at_the_threshold(scores, same, threshold):
    return (scores[~same] >= threshold).mean(), (scores[same] <= threshold).mean()
