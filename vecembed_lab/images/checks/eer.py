"""The exercise `eer`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same as equal
from vecembed_lab.grading.exercise import Exercise


def _rates(scores, same, thresholds):
    accepted = scores[None, :] >= np.asarray(thresholds)[:, None]
    return accepted[:, ~same].mean(axis=1), (~accepted)[:, same].mean(axis=1)


def _thresholds(scores):
    return np.concatenate([[np.inf], np.unique(scores)[::-1]])


def _eer(scores, same):
    from vecembed_lab.images import verification

    return verification.eer(scores, same)


eer = Exercise(
    "eer",
    _eer,
    hints=(
        "Lower the threshold from infinity over every score: FAR rises from 0 to 1, FRR falls from 1 to 0.",
        "Compute both rates for each threshold, with `error_rates`. The line that joins them crosses FAR = FRR once.",
        "`np.interp(0, far - frr, far)`, the thresholds going down from infinity, so that far - frr goes from -1 to 1.",
    ),
    read="Letters never seen",
)


def _check(student, scores, same, why):
    equal(student(scores, same), _eer(scores, same), why)


@eer.criterion("a few pairs, by hand", points=1)
def _(student, rng):
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    same = np.array([True, True, False, True, False, False])
    equal(student(scores, same), 1 / 3, "At .7 one of three different pairs is accepted and one same pair refused")
    why = "From (0, 1/2) at .9 to (1, 1/2) at .8: on the line between them both are 1/2"
    equal(student(np.array([0.9, 0.8, 0.1]), np.array([True, False, True])), 0.5, why)
    equal(student(scores, scores > 0.55), 0.0, "A threshold between the two kinds makes no error")
    equal(student(-scores, scores > 0.55), 1.0, "All the wrong way round")
    why = "From (1/2, 1) at .9 to (1/2, 0) at .8: on the line between them both are 1/2"
    equal(student(np.array([0.9, 0.8, 0.7]), np.array([False, True, False])), 0.5, why)


@eer.criterion("any scores, few and many, in any order", points=2)
def _(student, rng):
    for n, share, gap in ((30, 0.4, 1.0), (200, 0.1, 2.0), (61, 0.5, 0.3), (12, 0.3, 1.0)):
        same = rng.permutation(np.arange(n) < max(1, round(share * n)))
        scores = rng.normal(size=n) + gap * same
        _check(student, scores, same, f"{n} pairs, {same.sum()} of them the same")
        _check(student, scores * 20 - 300, same, "The same scores on another scale")


@eer.criterion("equal scores are accepted together; the line between two points", points=1)
def _(student, rng):
    equal(student(np.zeros(7), np.arange(7) < 2), 0.5, "All scores are equal: from (0, 1) straight to (1, 0)")
    for levels in (3, 5):
        same = rng.permutation(np.arange(40) < 13)
        scores = rng.integers(levels, size=40) + same
        _check(student, scores, same, f"40 pairs with {levels + 1} different scores, whole numbers")
    scores, same = np.array([3, 2, 2, 2, 1]), np.array([True, True, False, False, True])
    _check(student, scores, same, "From (0, 2/3) to (1, 1/3) in one step")
    scores, same = np.array([1000, 0.002, 0.001, 0]), np.array([True, False, True, False])
    equal(student(scores, same), 0.5, "At .002 both are 1/2: each score is a threshold, however near to the next")


@eer.probe
def _(rng):
    for n in (9, 14, 20, 27):  # few pairs: the points lie far apart, and ways to read them differ
        same = rng.permutation(np.arange(n) < n // 3)
        yield rng.normal(size=n) + same, same


@eer.mistake("the threshold came back; the rate at that threshold was asked for.")
def threshold_itself(scores, same):
    far, frr = _rates(scores, same, np.unique(scores)[::-1])
    return float(np.unique(scores)[::-1][np.abs(far - frr).argmin()])


@eer.mistake("the thresholds were a fixed grid from 0 to 1; scores may lie anywhere, so use the scores themselves.")
def fixed_grid(scores, same):
    far, frr = _rates(scores, same, np.linspace(0, 1, 101)[::-1])
    best = np.abs(far - frr).argmin()
    return float((far[best] + frr[best]) / 2)


@eer.mistake("the nearest threshold was taken without the line between two points.")
def nearest_point(scores, same):
    far, frr = _rates(scores, same, _thresholds(scores))
    best = np.abs(far - frr).argmin()
    return float((far[best] + frr[best]) / 2)


@eer.mistake("at the nearest threshold only FAR was read off; the line between two points gives where both are equal.")
def far_at_nearest(scores, same):
    far, frr = _rates(scores, same, _thresholds(scores))
    return float(far[np.abs(far - frr).argmin()])


@eer.mistake("at the nearest threshold only FRR was read off; the line between two points gives where both are equal.")
def frr_at_nearest(scores, same):
    far, frr = _rates(scores, same, _thresholds(scores))
    return float(frr[np.abs(far - frr).argmin()])


@eer.mistake("the first threshold at which FAR reaches FRR was taken, without the line from the point before.")
def first_beyond(scores, same):
    far, frr = _rates(scores, same, _thresholds(scores))
    return float(far[np.argmax(far >= frr)])


@eer.mistake("equal scores were accepted one after the other; they have one threshold and are accepted together.")
def ties_one_by_one(scores, same):
    ordered = same[np.argsort(-scores, kind="stable")]
    far = np.concatenate([[0], np.cumsum(~ordered) / (~same).sum()])
    frr = 1 - np.concatenate([[0], np.cumsum(ordered) / same.sum()])
    return float(np.interp(0, far - frr, far))


@eer.mistake("this is the smallest mean of the two errors; they must be equal.")
def smallest_mean(scores, same):
    far, frr = _rates(scores, same, _thresholds(scores))
    return float(((far + frr) / 2).min())


@eer.mistake("this is the smallest share of all pairs decided wrongly; the two errors must be equal.")
def smallest_error(scores, same):
    accepted = scores[None, :] >= _thresholds(scores)[:, None]
    return float((accepted != same).mean(axis=1).min())


@eer.mistake("low scores were accepted, as if they were distances.")
def as_distances(scores, same):
    return 1 - _eer(scores, same)


@eer.mistake("this is 1 less the area under the curve, not the point where both errors are equal.")
def area(scores, same):
    far, frr = _rates(scores, same, _thresholds(scores))
    return float(1 - np.trapezoid(1 - frr, far))


@eer.mistake("one threshold was used, the mean of the scores; all of them are tried.")
def mean_threshold(scores, same):
    far, frr = _rates(scores, same, [np.mean(scores)])
    return float((far[0] + frr[0]) / 2)


@eer.mistake("the threshold infinity is missing, at which nothing is accepted: the line begins at (0, 1).")
def without_infinity(scores, same):
    far, frr = _rates(scores, same, np.unique(scores)[::-1])
    return float(np.interp(0, far - frr, far))


@eer.mistake("the last step is missing: a score equal to the threshold was refused, or the lowest score was not tried.")
def strictly(scores, same):
    accepted = scores[None, :] > np.concatenate([[np.inf], np.unique(scores)[::-1]])[:, None]
    far, frr = accepted[:, ~same].mean(axis=1), (~accepted)[:, same].mean(axis=1)
    return float(np.interp(0, far - frr, far))


@eer.mistake("percent came; a share from 0 to 1 was asked for.")
def percent(scores, same):
    return 100 * _eer(scores, same)


def _crossing(scores, same):
    """Both rates, and the place of the first threshold at which FAR reaches FRR."""
    far, frr = _rates(scores, same, _thresholds(scores))
    return far, frr, int(np.argmax(far >= frr))


@eer.mistake("the larger error was made as small as a threshold can; the line between two points gives less.")
def smallest_larger_error(scores, same):
    return float(np.max(_rates(scores, same, _thresholds(scores)), axis=0).min())


@eer.mistake("the two errors were averaged where FAR first reaches FRR; the line from the point before gives both.")
def mean_beyond(scores, same):
    far, frr, i = _crossing(scores, same)
    return float((far[i] + frr[i]) / 2)


@eer.mistake("FAR was taken in the middle between two points; it is where the line crosses FAR = FRR.")
def middle(scores, same):
    far, frr, i = _crossing(scores, same)
    return float(far[i] if far[i] == frr[i] else (far[i - 1] + far[i]) / 2)


@eer.mistake("the threshold at which FAR reaches FRR came back; the rate was asked for.")
def threshold_beyond(scores, same):
    return float(_thresholds(scores)[_crossing(scores, same)[2]])


@eer.mistake("only scores of same pairs were tried as thresholds; every score that occurs is one.")
def same_scores_only(scores, same):
    far, frr = _rates(scores, same, _thresholds(scores[same]))
    return float(np.interp(0, far - frr, far))


@eer.mistake("the thresholds began a little above 1, as if scores were cosines; begin with infinity.")
def begun_above_one(scores, same):
    far, frr = _rates(scores, same, np.concatenate([[1.01], np.unique(scores)[::-1]]))
    i = int(np.argmax(far >= frr))
    return float(np.interp(0, (far - frr)[i - 1 : i + 1], far[i - 1 : i + 1])) if i else float(far[0])


@eer.mistake("the thresholds were a fixed grid from 0 to 1; scores may lie anywhere, so use the scores themselves.")
def fixed_grid_upwards(scores, same):
    far, frr = _rates(scores, same, np.linspace(0, 1, 101))
    best = np.abs(far - frr).argmin()
    return float((far[best] + frr[best]) / 2)


def _on_a_grid(scores, same, thresholds):
    far, frr = _rates(scores, same, thresholds)
    best = np.abs(far - frr).argmin()
    return float((far[best] + frr[best]) / 2)


@eer.mistake("the thresholds were a fixed grid from 0 to 1; scores may lie anywhere, so use the scores themselves.")
def fine_grid(scores, same):
    return _on_a_grid(scores, same, np.linspace(0, 1, 1001))


@eer.mistake("the thresholds were spread evenly from the lowest to the highest score; use the scores themselves.")
def even_steps(scores, same):
    return _on_a_grid(scores, same, np.linspace(scores.min(), scores.max(), 1000))


@eer.mistake("the thresholds were spread evenly from the lowest to the highest score; use the scores themselves.")
def even_steps_joined(scores, same):
    far, frr = _rates(scores, same, np.append(np.inf, np.linspace(scores.max(), scores.min(), 1000)))
    return float(np.interp(0, far - frr, far))


@eer.mistake("at the nearest threshold only FAR was read off; the line between two points gives where both are equal.")
def far_at_the_nearest_corner(scores, same):
    hits = np.array([[(scores[kind] >= t).sum() for kind in (same, ~same)] for t in np.unique(scores)[::-1]])
    corners = np.concatenate([[True], np.diff(hits, 2, axis=0).any(axis=1), [True]])[: len(hits)]
    tpr, far = np.concatenate([[[0, 0]], hits[corners]]).T / [[same.sum()], [(~same).sum()]]
    return float(far[np.abs((1 - tpr) - far).argmin()])


@eer.mistake("both errors were averaged over the points before and after; they are where the line crosses FAR = FRR.")
def mean_of_two_points(scores, same):
    far, frr, i = _crossing(scores, same)
    return float((far[i - 1] + far[i] + frr[i - 1] + frr[i]) / 4)


@eer.mistake("a rate above 1/2 was turned round; scores that put different pairs above same ones have a large error.")
def at_most_one_half(scores, same):
    return min(_eer(scores, same), 1 - _eer(scores, same))
