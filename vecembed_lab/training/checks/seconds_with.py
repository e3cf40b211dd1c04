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


@seconds_with.criterion("however many workers: the serial part stays, be it all or nothing", points=1)
def _(student, rng):
    serial, parallel = rng.uniform(1.5, 20, size=2)
    for m in (1e12, np.inf):
        got = student(float(serial + parallel), float(serial + parallel / 4), 4, m)
        same(got, serial, f"{serial:.4g} of the {serial + parallel:.4g} seconds cannot be shared")
    same(student(12.0, 3.0, 4, 6), 2, "Four workers are four times as fast: all of it can be shared")
    same(student(12.0, 3.0, 4, np.inf), 0, "Four workers are four times as fast: all of it can be shared")
    same(student(7.0, 7.0, 5, 3), 7, "Five workers are as slow as one: nothing of it can be shared")


@seconds_with.criterion("any timings, more workers or fewer", points=2)
def _(student, rng):
    for n, m in ((2, 16), (8, 3), (3, 1), (64, 1000)):
        serial, parallel = rng.uniform(1.5, 20, size=2) if n < 64 else rng.uniform([0.01, 0.2], [0.02, 0.8])
        one, several = float(serial + parallel), float(serial + parallel / n)
        why = f"{one:.4g} s with one worker, {several:.4g} s with {n}: predict {m}"
        same(student(one, several, n, m), serial + parallel / m, why)


@seconds_with.mistake("this is perfect scaling, `one / m`: the second timing shows that a part is not shared.")
def perfect_scaling(one, several, n, m):
    return one / m


@seconds_with.mistake("this goes on as if nothing more were serial: from n to m workers only the shared part shrinks.")
def perfect_from_there(one, several, n, m):
    return several * n / m


@seconds_with.mistake(
    "`several` was taken for the serial part; in it p / n is shared as well. (`1 // n` is 0, which does the same.)"
)
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


@seconds_with.mistake(
    "this is a power of the number of workers; the time of Amdahl's law goes with 1 / n, and a part stays."
)
def power_law(one, several, n, m):
    return one * m ** (np.log(several / one) / np.log(n))


@seconds_with.mistake("n and m are exchanged: `several` is the time of n workers, asked is that of m.")
def workers_exchanged(one, several, n, m):
    return _seconds_with(one, several, m, n)


@seconds_with.mistake("the serial part is missing: this is the shared part divided by m.")
def shared_alone(one, several, n, m):
    return (one - _serial(one, several, n)) / m


@seconds_with.mistake("the serial part was kept above a tenth of the time; measure it, it may be nothing.")
def at_least_a_tenth(one, several, n, m):
    serial = _serial(one, several, n)
    return max(serial, one / 10) + (one - serial) / m


@seconds_with.mistake("m was turned into a whole number; infinitely many is a float that has none.")
def whole_number_of_workers(one, several, n, m):
    return _seconds_with(one, several, n, int(m))


@seconds_with.mistake(
    "more than n workers got the time of n, as `np.interp` gives them; their shared part is smaller still, p / m."
)
def never_faster_than_measured(one, several, n, m):
    return max(several, _seconds_with(one, several, n, m))


@seconds_with.mistake(
    "(s m + p) / m is infinity by infinity, NaN, for infinitely many workers: s + p / m is the same and gives s."
)
def infinity_by_infinity(one, several, n, m):
    serial = _serial(one, several, n)
    with np.errstate(invalid="ignore"):
        return (serial * m + one - serial) / np.float64(m)


@seconds_with.mistake("this is Gustafson's law, in which the job grows with the workers; here it is the same job.")
def gustafson(one, several, n, m):
    share = _serial(one, several, n) / one
    return one / (share + (1 - share) * m)
