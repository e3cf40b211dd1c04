"""The exercise `alarm`: what a right answer does, and the wrong answers people really give.

A stream is drawn, not read: texts of ten subjects that come and go, embedded by a model with an orientation, a scale
and an origin of its own. Harm is one of four kinds. The score is the share of harmed windows that raise an alarm, less
the share of calm ones that do. On 30 draws that had no part in the choice of the settings the reference reached 0.69 to
0.94. Of that a p-value of the MMD reached 0.27 at most, the means beside the past's 0.77, a higher limit no less than
what full points take.
"""

import functools

import numpy as np

from vecembed_lab.grading.compare import Wrong, kind
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.production.drift import mmd_p, two_sample_auc

N, PAST, D, SUBJECTS = 160, 8, 16, 10
EACH = 8  # streams of each kind of harm, and as many calm ones as harmed ones
BEGIN, FULL = 0.1, 0.85  # where points begin; where they are full, as a share of what the reference reaches


def _numbers(window, others):
    """What is watched: how far the mean went, how near texts are to each other and to the past, how far they spread."""
    past = np.concatenate(others)
    x, past = ((rows - past.mean(axis=0)) / past.std(axis=0) for rows in (window, past))
    within, across = _distances(x, x) + np.diag(np.full(len(x), np.inf)), _distances(x, past[:: len(others)])
    near = [gaps.min(axis=1).mean() for gaps in (within, across)]
    return np.array([np.linalg.norm(x.mean(axis=0)), *near, x.std(axis=0).mean()])


def _distances(a, b):
    return np.sqrt(np.maximum((a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T, 0))


def _surprise(past, now):
    """How many standard deviations of the past windows each number of the new one is away."""
    before = np.array([_numbers(window, past[:i] + past[i + 1 :]) for i, window in enumerate(past)])
    return np.abs(_numbers(now, past) - before.mean(axis=0)) / before.std(axis=0, ddof=1)


def _alarm(past, now):
    return bool(_surprise(past, now).max() > 3.5)


alarm = Exercise(
    "alarm",
    _alarm,
    hints=(
        "Calm windows differ from each other too, so no p-value helps. Compute a number for each past window, against "
        "the other past ones, and see how far the new window's number lies outside of what was seen.",
        "A limit of three or four standard deviations of the past numbers keeps false alarms rare. The distance of the "
        "means alone misses half of the harm.",
        "Watch several numbers: the distance of the means in standard deviations of the past, the mean distance to the "
        "nearest row of the past, the mean distance to the nearest row of the same window, the spread. Alarm if any "
        "is more than 3.5 standard deviations from its mean.",
    ),
    read="Has something changed?",
    seconds=30.0,
)


def _cut(x, hit, rng):
    """Texts that were cut say less of their subject, and what they say is noise."""
    x[hit] = 0.35 * x[hit] + 0.15 * x.mean(axis=0) + 0.5 * rng.normal(size=(hit.sum(), D))


def _other_model(x, hit, rng):
    x[hit] = x[hit] @ np.linalg.qr(rng.normal(size=(D, D)))[0]


def _one_story(x, hit, rng):
    x[hit] = x[0] + 0.05 * rng.normal(size=(hit.sum(), D))


def _new_subject(x, hit, rng):
    x[hit] = 1.6 * rng.normal(size=D) + 0.6 * rng.normal(size=(hit.sum(), D))


HARM = {_cut: 0.9, _other_model: 0.8, _one_story: 0.5, _new_subject: 0.5}  # and the share of a window that it hits


def _stream(rng, harm=None):
    """PAST calm windows, and one in which `harm` was done."""
    subjects, spread = rng.normal(size=(SUBJECTS, D)), rng.uniform(0.4, 0.8, size=(SUBJECTS, 1))
    model = np.linalg.qr(rng.normal(size=(D, D)))[0] * np.geomspace(2, 0.4, D)
    scale, origin, fashion = np.exp(rng.normal()), 3 * rng.normal(size=D), rng.normal(size=SUBJECTS)
    windows = []
    for _ in range(PAST + 1):
        fashion = 0.8 * fashion + 0.9 * rng.normal(size=SUBJECTS)
        of = rng.choice(SUBJECTS, size=N, p=np.exp(fashion) / np.exp(fashion).sum())
        windows.append(subjects[of] + spread[of] * rng.normal(size=(N, D)))
    if harm:
        harm(windows[-1], rng.random(N) < HARM[harm], rng)
    *past, now = (scale * (window @ model.T + origin) for window in windows)
    return past, now


@functools.lru_cache(maxsize=2)  # a class is asked the same
def _hidden(seed):
    """Streams, whether each was harmed, and the score of the reference."""
    rng = np.random.default_rng(seed)
    harms = [*HARM] * EACH + [None] * EACH * len(HARM)
    streams = [(*_stream(rng, harm), harm is not None) for harm in harms]
    return streams, _score([_alarm(past, now) for past, now, _ in streams], streams)[0]


def _score(said, streams):
    harmed = np.array([harm for _, _, harm in streams])
    found, false = np.mean(np.array(said)[harmed]), np.mean(np.array(said)[~harmed])
    return float(found - false), found, false


@alarm.criterion("hidden streams: harm noticed, less false alarms", points=6)
def _(student, rng):
    streams, ours = _hidden(int(rng.integers(2**63)))
    said = [student([window.copy() for window in past], now.copy()) for past, now, _ in streams]
    if odd := [one for one in said if not isinstance(one, bool | np.bool_)]:
        raise Wrong(f"The answer must be True or False, got {kind(odd[0])}")
    score, found, false = _score(said, streams)
    remark = f"{found:.0%} of the harmed windows and {false:.0%} of the calm ones raised an alarm: {score:.2f}"
    if score < FULL * ours:
        share = float(np.interp(score, [BEGIN, FULL * ours], [0, 1]))
        raise Wrong(f"{remark}; points begin at {BEGIN:.2f} and are full at {FULL * ours:.2f}", share=share)
    return remark


@alarm.mistake(
    "a small p-value, of all columns or of one, says that two windows differ, and windows always do: subjects come and "
    "go. Measure how far, and compare that with the past."
)
def by_p_value(past, now):
    return bool(mmd_p(past[-1], now, rng=np.random.default_rng(0)) <= 0.05)


def _gap(one, other):
    return np.linalg.norm(one.mean(axis=0) - other.mean(axis=0))


@alarm.mistake("the distance of the means from the last window was compared with that of past ones: half is missed.")
def means_of_neighbours(past, now):
    return bool(_gap(now, past[-1]) > max(_gap(a, b) for a, b in zip(past[1:], past, strict=False)))


@alarm.mistake("the limit of the distance is a fixed number; every model has a scale of its own.")
def fixed_limit(past, now):
    return bool(_gap(now, np.concatenate(past)) > 1)


@alarm.mistake("a fixed limit for how well a classifier tells the windows apart: calm ones can be told apart as well.")
def classifier(past, now):
    return two_sample_auc(np.concatenate(past), now) > 0.65


@alarm.mistake("one standard deviation is nothing unusual: most calm windows are as far away. Take a higher limit.")
def low_limit(past, now):
    return bool(_surprise(past, now).max() > 1)


@alarm.mistake("the limit is so high that little harm is noticed.")
def high_limit(past, now):
    return bool(_surprise(past, now).max() > 12)


@alarm.mistake("only the distance of the means was watched: what leaves the mean in its place goes unnoticed.")
def means_only(past, now):
    return bool(_surprise(past, now)[0] > 4)


@alarm.mistake("only the spread was watched.")
def spread_only(past, now):
    return bool(_surprise(past, now)[3] > 4)


@alarm.mistake("the alarm is the wrong way round: it sounds where all is calm.")
def inverted(past, now):
    return not _alarm(past, now)
