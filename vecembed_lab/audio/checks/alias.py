"""The exercise `alias`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.audio import spectra
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise

alias = Exercise(
    "alias",
    lambda frequency, rate: spectra.heard(frequency, rate),
    hints=(
        "A tone of f and a tone of f + rate have the same samples, since a whole turn between two samples is unseen.",
        "So take the remainder: f % rate lies between 0 and rate. What lies in its upper half looks like a turn back.",
        "With r = f % rate the answer is the smaller of r and rate - r.",
    ),
    read="A number, eight thousand times a second",
)


@alias.criterion("by hand: at 8,000 samples a second", points=1)
def _(student, rng):
    asked = np.array([1000.0, 5000.0, 7000.0, 9000.0])
    same(student(asked, 8000), [1000, 3000, 1000, 1000], "4,000 Hz is the limit, and tones come back from it")
    same(student(np.array([4000.0, 8000.0, 0.0]), 8000), [4000, 0, 0], "The limit itself stays; the rate becomes 0")


@alias.criterion("any tone at any rate", points=3)
def _(student, rng):
    for rate in (8000, 16000, 44100.0):
        asked = rng.uniform(0, 5 * rate, size=40)
        same(student(asked, rate), spectra.heard(asked, rate), f"Tones up to five times the rate of {rate:g}")
    asked = rng.integers(0, 100_000, size=12)
    same(student(asked, 11025), spectra.heard(asked, 11025), "Whole numbers, at a rate that is odd")
    same(student(np.array([4.2, 4.5, 13.2]), 9), [4.2, 4.5, 4.2], "At 9 samples a second the limit is 4.5, half of 9")
    asked = rng.uniform(0, 50, size=9)
    same(student(asked, 100), asked, "No tone lies above half the rate: all are left as they are")
    same(student(np.zeros(0), 100), np.zeros(0), "There is no tone")


@alias.mistake("the remainder lies between 0 and the rate; above half of it, the tone comes back down.")
def not_folded(frequency, rate):
    return np.asarray(frequency) % rate


@alias.mistake("nothing was changed; tones above half the rate are heard lower.")
def unchanged(frequency, rate):
    return np.array(frequency, dtype=float)


@alias.mistake("high tones do not stop at half the rate, they come back down from it.")
def cut_off(frequency, rate):
    return np.minimum(frequency, rate / 2)


@alias.mistake("this holds up to the rate only; above it the tone rises again, so take the remainder first.")
def one_fold(frequency, rate):
    return np.where(np.asarray(frequency) > rate / 2, rate - np.asarray(frequency, float), frequency)


@alias.mistake("this holds up to one and a half times the rate; take the remainder by the rate first.")
def absolute_fold(frequency, rate):
    return np.where(np.asarray(frequency) > rate / 2, np.abs(rate - np.asarray(frequency, float)), frequency)


@alias.mistake("the remainder by half the rate jumps back to 0 at the limit; tones turn round there.")
def remainder_of_half(frequency, rate):
    return np.asarray(frequency) % (rate / 2)


@alias.mistake("the limit is half the rate, not the rate: a wave needs two samples a turn.")
def limit_at_the_rate(frequency, rate):
    rest = np.asarray(frequency, float) % (2 * rate)
    return np.minimum(rest, 2 * rate - rest)


@alias.mistake("tones above the limit do not vanish: unless somebody filters them out, they are heard lower.")
def silenced(frequency, rate):
    return np.where(np.asarray(frequency) > rate / 2, 0.0, frequency)


@alias.mistake("this is the distance to the next multiple above; the nearest multiple counts, below or above.")
def only_from_above(frequency, rate):
    return rate - np.asarray(frequency, float) % rate


@alias.mistake("the sign of the turn was kept; a tone of -1,000 Hz is heard as one of 1,000 Hz.")
def signed(frequency, rate):
    frequency = np.asarray(frequency, float)
    return frequency - rate * np.ceil(frequency / rate - 0.5)


@alias.mistake("the sign of the turn was kept; a tone of -1,000 Hz is heard as one of 1,000 Hz.")
def signed_at_the_limit(frequency, rate):
    return (np.asarray(frequency, float) + rate / 2) % rate - rate / 2


@alias.mistake("this is the distance to the multiple above; the nearest multiple counts, below or above.")
def from_above_or_zero(frequency, rate):
    frequency = np.asarray(frequency, float)
    return rate * np.ceil(frequency / rate) - frequency


@alias.mistake("this is how far above the limit a tone lies; it is heard as far below the limit.")
def above_the_limit(frequency, rate):
    rest = np.asarray(frequency, float) % rate
    return np.where(rest > rate / 2, rest - rate / 2, rest)


@alias.mistake("the rate was taken away once; a tone may lie many times the rate above.")
def one_rate_less(frequency, rate):
    frequency = np.asarray(frequency, float)
    rest = np.where(frequency >= rate, frequency - rate, frequency)
    return np.where(rest > rate / 2, rate - rest, rest)


@alias.mistake("`rate // 2` is not half of an odd rate; use `rate / 2`.")
def whole_half(frequency, rate):
    return rate // 2 - np.abs(np.asarray(frequency, float) % rate - rate // 2)


@alias.mistake("`rate // 2` is not half of an odd rate, nor is twice that the rate; use `rate / 2`.")
def fold_of_whole_half(frequency, rate):
    half = rate // 2
    rest = np.asarray(frequency, float) % (2 * half)
    return np.minimum(rest, 2 * half - rest)


@alias.mistake(
    "this is how far the tone lies from half the rate; it is heard at its distance from a multiple of the rate."
)
def distance_from_the_limit(frequency, rate):
    return np.abs(rate / 2 - np.asarray(frequency, float) % rate)


@alias.mistake("`rate // 2` is not half of an odd rate: what lies between it and the limit stays; use `rate / 2`.")
def whole_limit(frequency, rate):
    rest = np.asarray(frequency, float) % rate
    return np.where(rest > rate // 2, rate - rest, rest)
