"""The exercise `positions`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _angles(n, d):
    return np.arange(n)[:, None] / 10000 ** (np.arange(0, d, 2) / d)


def _waves(angles):
    return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(len(angles), -1)


def _positions(n, d):
    return _waves(_angles(n, d))


positions = Exercise(
    "positions",
    _positions,
    hints=(
        "A table of angles comes first: n rows, one a place, and d / 2 columns, one a wave.",
        "Column j of the angles is the place divided by 10000 ** (2 * j / d); `np.arange(0, d, 2)` are the 2j.",
        "Make zeros of shape (n, d); the even columns `[:, 0::2]` are the sines, the odd ones `[:, 1::2]` the cosines.",
    ),
    read="Where it stands",
)


@positions.criterion("by hand: the first places", points=1)
def _(student, rng):
    expected = [[0, 1], [np.sin(1), np.cos(1)], [np.sin(2), np.cos(2)]]
    same(student(3, 2), expected, "One wave: sine and cosine of 0, 1 and 2")
    row = [np.sin(1), np.cos(1), np.sin(0.01), np.cos(0.01)]
    same(student(2, 4), [[0, 1, 0, 1], row], "The second wave is 100 times as long, 10000 ** (2 / 4)")


@positions.criterion("any number of places and any even width", points=2)
def _(student, rng):
    for n, d in ((1, 6), (7, 10), (int(rng.integers(20, 40)), 2 * int(rng.integers(8, 20))), (300, 8), (2, 64)):
        same(student(n, d), _positions(n, d), f"n = {n}, d = {d}")


def _apart(angles):
    return np.hstack([np.sin(angles), np.cos(angles)])


@positions.mistake("all sines stand first and then all cosines; each wave's sine and cosine stand side by side.")
def sines_then_cosines(n, d):
    return _apart(_angles(n, d))


@positions.mistake("the cosine stands before the sine of each pair; the sine comes first.")
def cosine_first(n, d):
    return np.stack([np.cos(_angles(n, d)), np.sin(_angles(n, d))], axis=2).reshape(n, -1)


@positions.mistake("the exponent is 2j / d; the factor 2 is missing, so the waves are too short.")
def exponent_without_two(n, d):
    return _waves(np.arange(n)[:, None] / 10000 ** (np.arange(d // 2) / d))


@positions.mistake(
    "every column has a wave of its own; the sine in column 2j and the cosine in column 2j + 1 share one, with 2j / d."
)
def a_wave_each(n, d):
    angles = np.arange(n)[:, None] / 10000 ** (np.arange(d) / d)
    return np.where(np.arange(d) % 2 == 0, np.sin(angles), np.cos(angles))


@positions.mistake("the exponent has 4j: the even numbers were doubled once more.")
def doubled_twice(n, d):
    return _waves(np.arange(n)[:, None] / 10000 ** (2 * np.arange(0, d, 2) / d))


@positions.mistake("the places begin at 1; the first place is 0.")
def from_one(n, d):
    return _waves((1 + np.arange(n)[:, None]) / 10000 ** (np.arange(0, d, 2) / d))


@positions.mistake("the place was multiplied by the power of 10000; divide by it, so that waves become longer.")
def multiplied(n, d):
    return _waves(np.arange(n)[:, None] * 10000 ** (np.arange(0, d, 2) / d))


@positions.mistake("the base is 10000, not 1000.")
def base_1000(n, d):
    return _waves(np.arange(n)[:, None] / 1000 ** (np.arange(0, d, 2) / d))


@positions.mistake("the places are the columns; let each place be a row.")
def turned(n, d):
    return _positions(n, d).T


@positions.mistake("these are only the sines, d / 2 numbers a place; a cosine stands beside each.")
def sines_only(n, d):
    return np.sin(_angles(n, d))


@positions.mistake("these are the angles; take the sine and the cosine of each.")
def angles_only(n, d):
    return np.repeat(_angles(n, d), 2, axis=1)


@positions.mistake("the longest wave came first; the first pair is that of 10000 ** 0, the shortest.")
def longest_first(n, d):
    return _waves(_angles(n, d)[:, ::-1])


@positions.mistake("both numbers of a pair are sines; the second is the cosine of the same angle.")
def sines_twice(n, d):
    return np.repeat(np.sin(_angles(n, d)), 2, axis=1)


@positions.mistake("the exponents have j doubled once more, and the cosine has another than the sine beside it.")
def doubled_and_apart(n, d):
    j = np.arange(0, d, 2)
    place = np.arange(n)[:, None]
    waves = np.sin(place / 10000 ** (2 * j / d)), np.cos(place / 10000 ** (2 * (j + 1) / d))
    return np.stack(waves, axis=2).reshape(n, -1)


@positions.mistake("the angles were taken for degrees; they are radians already.")
def degrees(n, d):
    return _waves(np.deg2rad(_angles(n, d)))


@positions.mistake("the exponent was divided without a fraction, so it is 0 everywhere: use `/`, not `//`.")
def whole_exponents(n, d):
    return _waves(np.repeat(np.arange(n)[:, None], d // 2, axis=1))


@positions.mistake("the waves are stretched so that the last has exactly 10000; the exponent is 2j / d.")
def stretched(n, d):
    return _waves(np.arange(n)[:, None] / 10000 ** (np.arange(d // 2) / max(d // 2 - 1, 1)))


@positions.mistake("sine and cosine take turns from place to place; they take turns from column to column.")
def turns_by_place(n, d):
    angles = np.repeat(_angles(n, d), 2, axis=1)
    return np.where(np.arange(n)[:, None] % 2 == 0, np.sin(angles), np.cos(angles))


@positions.mistake("the places were divided by their number; take 0, 1, 2 and so on.")
def parts_of_the_length(n, d):
    return _waves(_angles(n, d) / n)


@positions.mistake("the logarithm in the exponent has base 10; with `exp` it is the natural one.")
def base_ten(n, d):
    return _waves(np.arange(n)[:, None] * np.exp(-np.arange(0, d, 2) * np.log10(10000) / d))


@positions.mistake("the places were divided by the last one, so that they end at 1; take 0, 1, 2 and so on.")
def parts_of_the_last(n, d):
    return _waves(_angles(n, d) / max(n - 1, 1))
