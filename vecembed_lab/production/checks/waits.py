"""The exercise `waits`: what a right answer does, and the wrong answers people really give."""

import math

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise

SHARES = (50, 95, 99)


def _at(values, shares=SHARES):
    """The smallest values that are not exceeded by so many of 100."""
    ordered = np.sort(values)
    return [ordered[math.ceil(share * len(ordered) / 100) - 1] for share in shares]


def _waits(due, sent, done):
    return _at(done - due)


waits = Exercise(
    "waits",
    _waits,
    hints=(
        "Users wait from the moment when the request was due, whenever the program got round to sending it.",
        "Sort the waits. Of n of them, the one in place ceil(p n / 100), counted from 1, is not exceeded by p of 100.",
        "`np.sort(done - due)[math.ceil(p * n / 100) - 1]`; what never came has waited infinitely, and is sorted last.",
    ),
    read="How long do users wait?",
)


@waits.criterion("by hand: four requests", points=1)
def _(student, rng):
    due, sent = np.array([0.0, 1, 2, 3]), np.array([0.0, 1, 4, 8])
    done = np.array([1.0, 4, 8, 10])
    same(student(due, sent, done), [3, 7, 7], "They waited 1, 3, 6 and 7: half of them at most 3, 95 of 100 at most 7")
    same(student(due[:1], sent[:1], done[:1]), [1, 1, 1], "A single request waited 1")


def _load(rng, n):
    """Requests to a server that takes one after another; the program sends the next when it has an answer."""
    due = np.cumsum(rng.exponential(size=n))
    done, free = np.empty(n), 0.0
    sent = np.empty(n)
    for i, needed in enumerate(rng.gamma(2, 0.4, size=n)):
        sent[i] = max(due[i], free)
        done[i] = free = sent[i] + needed
    return due, sent, done


@waits.criterion("any load, in any order", points=2)
def _(student, rng):
    for n in (100, 37, 20, 250, 5, 99):
        order = rng.permutation(n)
        due, sent, done = (times[order] for times in _load(rng, n))
        same(student(due, sent, done), _waits(due, sent, done), f"{n} requests")


@waits.criterion("requests that never came back", points=1)
def _(student, rng):
    for n, n_lost in ((100, 3), (100, 60), (200, 2)):
        due, sent, done = _load(rng, n)
        done[rng.permutation(n)[:n_lost]] = np.inf
        same(
            student(due, sent, done), _waits(due, sent, done), f"{n_lost} of {n} got no answer: they waited infinitely"
        )


@waits.mistake("the waits begin when a request was sent; users wait since it was due.")
def since_sent(due, sent, done):
    return _at(done - sent)


@waits.mistake("requests without an answer were left out; they waited longest.")
def lost_left_out(due, sent, done):
    return _at((done - due)[np.isfinite(done)])


@waits.mistake("numbers between two waits came (`np.percentile` interpolates); take one that somebody had.")
def interpolated(due, sent, done):
    with np.errstate(invalid="ignore"):  # infinity less infinity
        return np.percentile(done - due, SHARES)


@waits.mistake("each is one place too far: places count from 1, and rows from 0.")
def one_place_too_far(due, sent, done):
    ordered = np.sort(done - due)
    return [ordered[min(math.ceil(p * len(ordered) / 100), len(ordered) - 1)] for p in SHARES]


@waits.mistake("the places were rounded down; round up, so that p of 100 are not above it.")
def rounded_down(due, sent, done):
    ordered = np.sort(done - due)
    return [ordered[max(int(p * len(ordered) / 100) - 1, 0)] for p in SHARES]


@waits.mistake("where p n / 100 is whole it is one place too far: counted from 0, the row is ceil(p n / 100) - 1.")
def row_by_int(due, sent, done):
    ordered = np.sort(done - due)
    return [ordered[min(int(p * len(ordered) / 100), len(ordered) - 1)] for p in SHARES]


@waits.mistake("the first number is the mean; half of all waits are at most the number that is asked.")
def mean_first(due, sent, done):
    return [np.mean(done - due), *_at(done - due)[1:]]


@waits.mistake("the last number is the longest wait; 99 of 100 is asked.")
def longest_last(due, sent, done):
    return [*_at(done - due)[:2], (done - due).max()]


@waits.mistake("they were sorted downwards: the longest waits are the last.")
def downwards(due, sent, done):
    ordered = np.sort(done - due)[::-1]
    return [ordered[math.ceil(p * len(ordered) / 100) - 1] for p in SHARES]


@waits.mistake("the waits were not sorted.")
def not_sorted(due, sent, done):
    return [(done - due)[math.ceil(p * len(due) / 100) - 1] for p in SHARES]


@waits.mistake("this is how long requests lay before they were sent; users wait for the answer.")
def before_sending(due, sent, done):
    return _at(sent - due)


@waits.mistake("these are times of answers, not waits: take off when each was due.")
def times_of_answers(due, sent, done):
    return _at(done)


@waits.mistake("the numbers are in another order: that of 50 of 100 first, then 95, then 99.")
def reversed_order(due, sent, done):
    return _at(done - due)[::-1]


@waits.mistake("90 of 100 was taken in place of 95.")
def ninety(due, sent, done):
    return _at(done - due, (50, 90, 99))


@waits.mistake("a request without an answer was counted as no wait at all; it waited longest.")
def lost_are_zero(due, sent, done):
    return _at(np.where(np.isfinite(done), done - due, 0))


@waits.mistake("all were counted from the first request; each waits since it was due itself.")
def since_the_first(due, sent, done):
    return _at(done - due.min())


@waits.mistake("a request without an answer was counted as the longest wait of the others; it is infinite.")
def lost_are_longest(due, sent, done):
    waited = done - due
    return _at(np.where(np.isfinite(waited), waited, waited[np.isfinite(waited)].max(initial=0)))


@waits.mistake("the place was rounded to the nearest; round it up, so that enough requests are not above it.")
def place_rounded(due, sent, done):
    ordered = np.sort(done - due)
    places = [min(max(round(p * len(ordered) / 100), 1), len(ordered)) for p in SHARES]
    return [ordered[place - 1] for place in places]


@waits.mistake("`np.percentile` counts places from 0 to n - 1 (lower); here it is place ceil(p n / 100) of n.")
def percentile_below(due, sent, done):
    return np.percentile(done - due, SHARES, method="lower")


@waits.mistake("`np.percentile` counts places from 0 to n - 1 (nearest); here it is place ceil(p n / 100) of n.")
def percentile_nearest(due, sent, done):
    return np.percentile(done - due, SHARES, method="nearest")


@waits.mistake("requests were sorted by when they were due; sort their waits.")
def sorted_by_due(due, sent, done):
    return not_sorted(*(times[np.argsort(due)] for times in (due, sent, done)))


@waits.mistake("equal waits were taken once; each request counts.")
def different_waits(due, sent, done):
    ordered = np.unique(done - due)
    return [ordered[math.ceil(p * len(ordered) / 100) - 1] for p in SHARES]


@waits.mistake("the time before sending was counted twice; it is part of the time since a request was due.")
def delay_twice(due, sent, done):
    return _at(done - due + (sent - due))


@waits.mistake("a request without an answer was counted until the last answer came; it is infinite.")
def lost_until_the_end(due, sent, done):
    end = done[np.isfinite(done)].max(initial=sent.max() if np.isinf(done).all() else -np.inf)
    return _at(np.where(np.isinf(done), end, done) - due)


@waits.mistake("a very large number came where a wait is infinite; leave it infinite.")
def large_for_infinite(due, sent, done):
    return np.nan_to_num(_at(done - due))


@waits.mistake("the first number is the mean of two waits in the middle; take one that somebody had.")
def median_between(due, sent, done):
    return [np.median(done - due), *_at(done - due)[1:]]
