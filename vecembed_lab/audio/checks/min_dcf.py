"""The exercise `min_dcf`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.audio import verifying
from vecembed_lab.grading.compare import same as compare
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.images import verification


def _min_dcf(scores, same, prior):
    return verifying.min_dcf(np.asarray(scores, dtype=float), np.asarray(same, dtype=bool), prior=prior)


min_dcf = Exercise(
    "min_dcf",
    _min_dcf,
    hints=(
        "Try every score as a threshold, and one above all scores, at which nobody is accepted.",
        "At a threshold t: missed = share of same pairs with score < t, alarms = share of different pairs with score "
        ">= t. The cost is prior * missed + (1 - prior) * alarms.",
        "`[*np.unique(scores), np.inf]` are all thresholds. Divide the least cost by min(prior, 1 - prior).",
    ),
    read="What an error costs",
)


@min_dcf.criterion("by hand: four pairs", points=1)
def _(student, rng):
    scores, same = np.array([0.9, 0.6, 0.4, 0.1]), np.array([True, False, True, False])
    compare(student(scores, same, 0.5), 0.5, "From .9 on: half of the same are missed, so .25 of .5")
    compare(student(scores, same, 0.8), 0.5, "From .4 on: half of the others get in, .1; accepting all costs .2")
    compare(student(scores, same, 0.1), 0.5, "From .9 on: .1 times .5, and refusing all costs .1")


@min_dcf.criterion("any scores, any prior", points=2)
def _(student, rng):
    for n, prior in [(60, 0.05), (80, 0.5), (50, 0.9), (70, 0.3)]:
        same = rng.random(n) < 0.4
        same[:2] = [True, False]
        scores = rng.normal(size=n) + 1.5 * same - 2
        compare(student(scores, same, prior), _min_dcf(scores, same, prior), f"{n} pairs, prior {prior}")
    same = np.arange(40) % 3 == 0
    scores = np.round(rng.normal(size=40) + same)
    compare(student(scores, same, 0.3), _min_dcf(scores, same, 0.3), "Equal scores are accepted together")
    scores = rng.permutation(40) - 10 * ~same
    compare(student(scores, same, 0.6), _min_dcf(scores, same, 0.6), "Whole numbers")


@min_dcf.criterion("the best and the worst", points=1)
def _(student, rng):
    same = np.array([True, True, False, False, False])
    compare(student(np.array([3.0, 2, 1, 0, -5]), same, 0.2), 0, "All same pairs score higher than all others")
    compare(
        student(np.array([-3.0, -2, 1, 2, 5]), same, 0.2), 1, "Turned round: refusing everybody is best, which is 1"
    )
    compare(student(np.array([-3.0, -2, 1, 2, 5]), same, 0.7), 1, "Turned round: accepting everybody is best")
    apart = np.array([True, True, False, False])
    compare(student(np.array([1000, 0.2, 0.1999, -3]), apart, 0.2), 0, "All can be told apart, two of them narrowly")
    compare(student(np.ones(5), same, 0.1), 1, "All scores are equal: nothing can be told")
    why = "All scores are below 0; refusing everybody is best, at a threshold above all of them"
    compare(student(np.array([-1.0, -2, -3, -4]), np.array([False, True, True, False]), 0.01), 1, why)


def _errors(scores, same, thresholds):
    scores, same = np.asarray(scores, float), np.asarray(same, bool)
    missed = np.array([(scores[same] < t).mean() for t in thresholds])
    return missed, np.array([(scores[~same] >= t).mean() for t in thresholds])


def _all(scores):
    return [*np.unique(scores), np.inf]


@min_dcf.mistake("divide by the cost of the better blind system, min(prior, 1 - prior).")
def not_divided(scores, same, prior):
    return _min_dcf(scores, same, prior) * min(prior, 1 - prior)


@min_dcf.mistake("the prior is not used: both errors count the same here.")
def prior_forgotten(scores, same, prior):
    return _min_dcf(scores, same, 0.5)


@min_dcf.mistake("the prior belongs to missed same pairs, 1 - prior to false alarms; they were exchanged.")
def prior_exchanged(scores, same, prior):
    return _min_dcf(scores, same, 1 - prior)


@min_dcf.mistake("this is the equal error rate; the least cost lies at another threshold.")
def equal_error_rate(scores, same, prior):
    return verification.eer(np.asarray(scores, float), np.asarray(same, bool))


@min_dcf.mistake("thresholds from .5 to 1 alone were tried; scores may lie anywhere.")
def fixed_grid(scores, same, prior):
    missed, alarms = _errors(scores, same, np.linspace(0.5, 1, 501))
    return (prior * missed + (1 - prior) * alarms).min() / min(prior, 1 - prior)


@min_dcf.mistake("thresholds from 0 to 1 alone were tried; scores may lie anywhere.")
def unit_grid(scores, same, prior):
    missed, alarms = _errors(scores, same, np.linspace(0, 1, 501))
    return (prior * missed + (1 - prior) * alarms).min() / min(prior, 1 - prior)


@min_dcf.mistake("refusing everybody was not tried, a threshold above all scores.")
def nobody_forgotten(scores, same, prior):
    missed, alarms = _errors(scores, same, np.unique(scores))
    return (prior * missed + (1 - prior) * alarms).min() / min(prior, 1 - prior)


@min_dcf.mistake("accepting everybody was not tried, a threshold at the lowest score.")
def everybody_forgotten(scores, same, prior):
    missed, alarms = _errors(scores, same, _all(scores)[1:])
    return (prior * missed + (1 - prior) * alarms).min() / min(prior, 1 - prior)


@min_dcf.mistake("the cost was taken where both errors are equal; take the least over all thresholds.")
def at_equal_error(scores, same, prior):
    missed, alarms = _errors(scores, same, _all(scores))
    at = np.abs(missed - alarms).argmin()
    return (prior * missed[at] + (1 - prior) * alarms[at]) / min(prior, 1 - prior)


@min_dcf.mistake("errors were divided by the number of all pairs; divide each by the pairs of its own kind.")
def shares_of_all(scores, same, prior):
    missed, alarms = _errors(scores, same, _all(scores))
    share = np.mean(same)
    return (prior * missed * share + (1 - prior) * alarms * (1 - share)).min() / min(prior, 1 - prior)


@min_dcf.mistake("this is the threshold of the least cost; return the cost.")
def threshold_returned(scores, same, prior):
    missed, alarms = _errors(scores, same, _all(scores))
    return float(_all(scores)[(prior * missed + (1 - prior) * alarms).argmin()])


@min_dcf.mistake("a low score was taken for the same speaker; a high score speaks for it.")
def turned_round(scores, same, prior):
    return _min_dcf(-np.asarray(scores, float), same, prior)


@min_dcf.mistake("equal scores were accepted one by one; a threshold accepts all of them or none.")
def ties_split(scores, same, prior):
    order = np.argsort(-np.asarray(scores), kind="stable")
    right = np.asarray(same, float)[order]
    missed = 1 - np.append(0, np.cumsum(right)) / right.sum()
    alarms = np.append(0, np.cumsum(1 - right)) / (1 - right).sum()
    return (prior * missed + (1 - prior) * alarms).min() / min(prior, 1 - prior)


@min_dcf.mistake("the cost was divided by `prior`; the better blind system costs min(prior, 1 - prior).")
def divided_by_prior(scores, same, prior):
    return _min_dcf(scores, same, prior) * min(prior, 1 - prior) / prior


@min_dcf.mistake("this is the best threshold among the scores; return its cost.")
def best_score_returned(scores, same, prior):
    missed, alarms = _errors(scores, same, np.unique(scores))
    return float(np.unique(scores)[(prior * missed + (1 - prior) * alarms).argmin()])


@min_dcf.mistake("the cost was divided by that of the worse blind system; the better one costs min(prior, 1 - prior).")
def divided_by_the_worse(scores, same, prior):
    return _min_dcf(scores, same, prior) * min(prior, 1 - prior) / max(prior, 1 - prior)


def _costs(scores, same, prior, refused, accepted):
    scores, same = np.asarray(scores, float), np.asarray(same, bool)
    thresholds = [-np.inf, *_all(scores)]
    missed = np.array([refused(scores[same], t).mean() for t in thresholds])
    alarms = np.array([accepted(scores[~same], t).mean() for t in thresholds])
    return (prior * missed + (1 - prior) * alarms).min() / min(prior, 1 - prior)


@min_dcf.mistake(
    "of equal scores the same pairs were accepted and the different ones not; a threshold accepts them all."
)
def ties_split_kindly(scores, same, prior):
    return _costs(scores, same, prior, np.less, np.greater)


@min_dcf.mistake("a score at the threshold counts as refused and as accepted; it is accepted.")
def both_at_the_threshold(scores, same, prior):
    return _costs(scores, same, prior, np.less_equal, np.greater_equal)


@min_dcf.mistake("scores of different pairs alone were tried as thresholds; try those of same pairs too.")
def thresholds_of_different(scores, same, prior):
    missed, alarms = _errors(scores, same, [-np.inf, *_all(scores[~same])])
    return (prior * missed + (1 - prior) * alarms).min() / min(prior, 1 - prior)


@min_dcf.mistake(
    "a hundred thresholds from the lowest to the highest score were tried; scores may lie closer. Try each."
)
def hundred_thresholds(scores, same, prior):
    thresholds = [*np.linspace(np.min(scores), np.max(scores), 100), np.inf]
    missed, alarms = _errors(scores, same, thresholds)
    return (prior * missed + (1 - prior) * alarms).min() / min(prior, 1 - prior)


@min_dcf.mistake("a missed same pair costs 10 here, as in older evaluations; both errors cost 1.")
def ten_for_a_miss(scores, same, prior):
    missed, alarms = _errors(scores, same, _all(scores))
    return (10 * prior * missed + (1 - prior) * alarms).min() / min(10 * prior, 1 - prior)


@min_dcf.mistake(
    "errors are shares of those refused and of those accepted; take shares of the same and of the different."
)
def shares_of_the_decided(scores, same, prior):
    costs = []
    for t in _all(scores):
        accepted = scores >= t
        missed = same[~accepted].mean() if not accepted.all() else 0
        alarms = (~same[accepted]).mean() if accepted.any() else 0
        costs.append(prior * missed + (1 - prior) * alarms)
    return min(costs) / min(prior, 1 - prior)


@min_dcf.mistake("thresholds from 0 to 1 and both extremes alone were tried; scores may lie anywhere.")
def unit_grid_and_extremes(scores, same, prior):
    return min(1.0, unit_grid(scores, same, prior))


@min_dcf.mistake(
    "low scores were tried as signs of one speaker as well; a high score speaks for it, and only that counts."
)
def better_direction(scores, same, prior):
    return min(_min_dcf(scores, same, prior), turned_round(scores, same, prior))


@min_dcf.mistake("the threshold came from the prior, as for scores that are log-odds; try all, scores are any numbers.")
def threshold_of_log_odds(scores, same, prior):
    missed, alarms = (errors[0] for errors in _errors(scores, same, [np.log((1 - prior) / prior)]))
    return (prior * missed + (1 - prior) * alarms) / min(prior, 1 - prior)


@min_dcf.mistake("the larger of the two costs was taken at each threshold; add them.")
def larger_of_both(scores, same, prior):
    missed, alarms = _errors(scores, same, _all(scores))
    return np.maximum(prior * missed, (1 - prior) * alarms).min() / min(prior, 1 - prior)


@min_dcf.mistake(
    "a factor on the highest score gives no threshold above it where all scores are below 0; use infinity."
)
def nobody_by_a_factor(scores, same, prior):
    missed, alarms = _errors(scores, same, [*np.unique(scores), 1.1 * np.max(scores)])
    return (prior * missed + (1 - prior) * alarms).min() / min(prior, 1 - prior)
