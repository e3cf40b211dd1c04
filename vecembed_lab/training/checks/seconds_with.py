"""The exercise `seconds_with`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _serial(one, several, n):
    """The seconds that no further worker shortens."""
    return (several * n - one) / (n - 1)


def _seconds_with(one, several, n, m):
    serial = _serial(one, several, n)
    return serial + (one - serial) / m


seconds_with = Exercise(
    "seconds_with",
    _seconds_with,
    hints=(
        "The time has two parts: one that stays, s, and one that is divided among the workers, p.",
        "Two timings, two equations: one = s + p and several = s + p / n. Subtract them to get p.",
        "`p = (one - several) / (1 - 1 / n)`, then `one - p + p / m`.",
    ),
    read="Threads",
)


@seconds_with.criterion("ten seconds alone, six for two, by hand", points=1)
def _(student, rng):
    same(student(10.0, 6.0, 2, 8), 3, "2 seconds stay, 8 seconds are shared by 8")


@seconds_with.criterion("however many workers: the serial part stays", points=1)
def _(student, rng):
    serial, parallel = rng.uniform(1.5, 20, size=2)
    for m in (1e12, np.inf):
        got = student(float(serial + parallel), float(serial + parallel / 4), 4, m)
        same(got, serial, f"{serial:.4g} of the {serial + parallel:.4g} seconds cannot be shared")


@seconds_with.criterion("any timings, more workers or fewer", points=2)
def _(student, rng):
    for n, m in ((2, 16), (8, 3), (3, 1)):
        serial, parallel = rng.uniform(1.5, 20, size=2)
        one, several = float(serial + parallel), float(serial + parallel / n)
        why = f"{one:.4g} s with one worker, {several:.4g} s with {n}: predict {m}"
        same(student(one, several, n, m), serial + parallel / m, why)


@seconds_with.mistake("this is perfect scaling, `one / m`: the second timing shows that a part is not shared.")
def perfect_scaling(one, several, n, m):
    return one / m


@seconds_with.mistake("this goes on as if nothing more were serial: from n to m workers only the shared part shrinks.")
def perfect_from_there(one, several, n, m):
    return several * n / m


@seconds_with.mistake("the serial share is not several / one: in `several` a part is shared as well, p / n.")
def all_that_is_left(one, several, n, m):
    return several + (one - several) / m


@seconds_with.mistake(
    "the serial share is not yet found: (several / one - 1 / n) is still to be divided by (1 - 1 / n)."
)
def share_not_divided(one, several, n, m):
    share = several / one - 1 / n
    return one * (share + (1 - share) / m)


@seconds_with.mistake("this is the speed-up; asked are seconds.")
def speed_up(one, several, n, m):
    return one / _seconds_with(one, several, n, m)


@seconds_with.mistake("this is the serial part alone; the shared part takes its m-th part besides.")
def serial_alone(one, several, n, m):
    return _serial(one, several, n)


@seconds_with.mistake(
    "this is a straight line through the two timings: it soon falls below zero. Seconds go with 1 / m."
)
def straight_line(one, several, n, m):
    return one + (several - one) / (n - 1) * (m - 1)


@seconds_with.mistake("serial and shared part are swapped: it is the shared one that is divided by m.")
def parts_swapped(one, several, n, m):
    serial = _serial(one, several, n)
    return one - serial + serial / m
