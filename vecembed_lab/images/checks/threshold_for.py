"""The exercise `threshold_for`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same as equal
from vecembed_lab.grading.exercise import Exercise


def _allowed(scores, pairs, share, *, strict=False):
    """The lowest score from which on at most that share of `pairs` is accepted."""
    for threshold in np.unique(scores):
        accepted = (pairs >= threshold).mean()
        if accepted < share or (accepted == share and not strict):
            return float(threshold)
    return np.inf


def _threshold_for(scores, same, far):
    return _allowed(scores, scores[~same], far)


threshold_for = Exercise(
    "threshold_for",
    _threshold_for,
    hints=(
        "Try the scores as thresholds, from the lowest to the highest, and stop at the first that is strict enough.",
        "`np.unique(scores)` gives them in that order. What counts is the share of *different* pairs accepted.",
        "For each threshold t: if `(scores[~same] >= t).mean() <= far`, return t. After the loop, return infinity.",
    ),
    read="Letters never seen",
)


def _check(student, scores, same, far, why):
    equal(student(scores, same, far), _threshold_for(scores, same, far), why)


@threshold_for.criterion("a few pairs, by hand", points=1)
def _(student, rng):
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    same = np.array([True, False, True, False, True, False])
    equal(student(scores, same, 0.4), 0.7, "From .7 on one of three different pairs is accepted, from .6 on two")
    equal(student(scores, same, 0.1), 0.9, "From .9 on none is accepted; .8 would be one of three")
    equal(student(scores, ~same, 0.1), np.inf, "The highest score is a different pair: no score is strict enough")
    equal(student(scores, same, 1.0), 0.4, "Everything may be accepted")


@threshold_for.criterion("any scores and shares", points=2)
def _(student, rng):
    for n, n_same in ((60, 20), (200, 15), (25, 18)):
        same = rng.permutation(np.arange(n) < n_same)
        scores = rng.normal(size=n) + same
        for far in (0.05, 0.13, 0.31, 0.77):
            _check(student, scores, same, far, f"{n} pairs, {n_same} the same; at most {far}")


@threshold_for.criterion("equal scores, and a share that is reached exactly", points=1)
def _(student, rng):
    same = rng.permutation(np.arange(48) < 16)
    scores = rng.integers(6, size=48) + same
    for far in (0.25, 0.5, 0.11, 0.0):
        _check(student, scores, same, far, f"Whole numbers, many of them equal; at most {far}")
    scores = np.array([5, 4, 3, 2, 1, 0])
    same = np.array([True, True, False, False, False, False])
    equal(student(scores, same, 0.5), 2.0, "From 2 on two of four different pairs are accepted, exactly half")
    equal(student(scores, same, 0.0), 4.0, "None may be accepted: the lowest score above all different pairs")
    scores = np.arange(101.0)
    equal(student(scores, scores == 0, 0.29), 72.0, "From 72 on 29 of 100 different pairs are accepted, which is .29")


@threshold_for.mistake("the highest score that is strict enough was taken; the lowest refuses fewer of the same pairs.")
def highest(scores, same, far):
    threshold = float(np.max(scores))
    return threshold if (scores[~same] >= threshold).mean() <= far else np.inf


@threshold_for.mistake(
    "`far` was multiplied by the number of different pairs: .29 * 100 is 28.999... here, so 29 of 100 seem too many. "
    "Divide the number accepted by theirs, and compare with `far`."
)
def multiplied(scores, same, far):
    for threshold in np.unique(scores):
        if (scores[~same] >= threshold).sum() <= far * (~same).sum():
            return float(threshold)
    return np.inf


@threshold_for.mistake("a share reached exactly was refused; at most `far` means that it is allowed.")
def strictly_below(scores, same, far):
    return _allowed(scores, scores[~same], far, strict=True)


@threshold_for.mistake("the share of all pairs was counted; false acceptances are a share of the different pairs.")
def share_of_all(scores, same, far):
    for threshold in np.unique(scores):
        if ((scores >= threshold) & ~same).mean() <= far:
            return float(threshold)
    return np.inf


@threshold_for.mistake("the same pairs were counted; false acceptances happen among the different ones.")
def of_the_same(scores, same, far):
    return _allowed(scores, scores[same], far)


@threshold_for.mistake("all pairs were counted as if they were different.")
def of_all_pairs(scores, same, far):
    return _allowed(scores, scores, far)


@threshold_for.mistake("the quantile lies between two scores; the lowest *score* that is strict enough was asked for.")
def quantile(scores, same, far):
    return float(np.quantile(scores[~same], 1 - far))


@threshold_for.mistake("only scores of different pairs were tried; a score of a same pair can be lower and do as well.")
def different_scores_only(scores, same, far):
    return _allowed(scores[~same], scores[~same], far)


@threshold_for.mistake("only scores of same pairs were tried; the lowest of *all* scores that will do was asked for.")
def same_scores_only(scores, same, far):
    return _allowed(scores[same], scores[~same], far)


@threshold_for.mistake("where no score is strict enough, the highest came; that accepts too many. Return infinity.")
def never_infinite(scores, same, far):
    found = _threshold_for(scores, same, far)
    return float(np.max(scores)) if np.isinf(found) else found


@threshold_for.mistake("a score equal to the threshold is accepted, and was not counted.")
def equal_not_counted(scores, same, far):
    for threshold in np.unique(scores):
        if (scores[~same] > threshold).mean() <= far:
            return float(threshold)
    return np.inf


@threshold_for.mistake("this is the share accepted; the threshold was asked for.")
def share_itself(scores, same, far):
    return float((scores[~same] >= _threshold_for(scores, same, far)).mean())


@threshold_for.mistake("this is the threshold of equal errors; `far` says how many false acceptances are allowed.")
def equal_errors(scores, same, far):
    thresholds = np.unique(scores)[::-1]
    gaps = [abs((scores[~same] >= t).mean() - (scores[same] < t).mean()) for t in thresholds]
    return float(thresholds[int(np.argmin(gaps))])


@threshold_for.mistake("false *refusals* were kept below `far`; false acceptances were asked for.")
def refusals(scores, same, far):
    fine = [t for t in np.unique(scores) if (scores[same] < t).mean() <= far]
    return float(fine[-1]) if fine else np.inf


@threshold_for.mistake("the share that must be *refused* was read as `far`: at most `far` may be accepted.")
def complement(scores, same, far):
    return _threshold_for(scores, same, 1 - far)


@threshold_for.mistake("where no score is strict enough, it stopped with an error; return infinity.")
def error_for_none(scores, same, far):
    return min([t for t in scores if (scores[~same] >= t).mean() <= far])


@threshold_for.mistake(
    "where no score is strict enough, minus infinity came, which lets everybody in; return infinity."
)
def minus_infinity(scores, same, far):
    found = _threshold_for(scores, same, far)
    return -np.inf if np.isinf(found) else found


@threshold_for.mistake("where no score is strict enough, None came; return infinity.")
def none_at_all(scores, same, far):
    found = _threshold_for(scores, same, far)
    return None if np.isinf(found) else found


@threshold_for.mistake(
    "the first score in the given order was taken; the scores are not sorted, the *lowest* was asked."
)
def first_given(scores, same, far):
    return next((t for t in scores if (scores[~same] >= t).mean() <= far), np.inf)


@threshold_for.mistake("the place of the score came back; the score itself was asked for.")
def place(scores, same, far):
    found = _threshold_for(scores, same, far)
    return found if np.isinf(found) else int(np.flatnonzero(scores == found)[0])


@threshold_for.mistake("different pairs were counted as a share of those accepted; divide by all different pairs.")
def share_of_accepted(scores, same, far):
    return next((float(t) for t in np.unique(scores) if (~same[scores >= t]).mean() <= far), np.inf)


@threshold_for.mistake(
    "equal scores were accepted one after the other; they have one threshold and are accepted together."
)
def ties_one_by_one(scores, same, far):
    order = np.argsort(-scores, kind="stable")
    fine = np.cumsum(~same[order]) / (~same).sum() <= far
    return float(scores[order][fine][-1]) if fine.any() else np.inf


@threshold_for.mistake("the share nearest to `far` was sought, on either side; it must not be above.")
def nearest_share(scores, same, far):
    thresholds = np.unique(scores)
    return float(thresholds[np.argmin([abs((scores[~same] >= t).mean() - far) for t in thresholds])])


@threshold_for.probe
def _(rng):
    for kinds in ([1, 0, 1, 0], [1, 1, 0, 0]):  # orders of equal scores: of the rows, and either kind first
        yield np.array([2.0, 1.0, 1.0, 0.0]), np.array(kinds, dtype=bool), 0.0


def _one_by_one(scores, same, far, order):
    """The last score, in that order, up to which at most the share of different pairs has come."""
    fine = np.cumsum(~same[order]) / (~same).sum() <= far
    return float(scores[order][fine][-1]) if fine.any() else np.inf


@threshold_for.mistake(
    "equal scores were accepted one after the other; they have one threshold and are accepted together."
)
def ties_one_by_one_backwards(scores, same, far):
    return _one_by_one(scores, same, far, np.argsort(scores, kind="stable")[::-1])


@threshold_for.mistake(
    "equal scores were accepted one after the other; they have one threshold and are accepted together."
)
def ties_one_by_one_same_first(scores, same, far):
    return _one_by_one(scores, same, far, np.lexsort((same, scores))[::-1])


@threshold_for.mistake("where `far` is 0, infinity came; a score above all different pairs accepts none of them.")
def infinity_at_zero(scores, same, far):
    return _threshold_for(scores, same, far) if far else np.inf


@threshold_for.mistake("the share was rounded to two digits, and may then lie above `far`; compare it as it is.")
def share_rounded(scores, same, far):
    return next((float(t) for t in np.unique(scores) if round((scores[~same] >= t).mean(), 2) <= far), np.inf)
