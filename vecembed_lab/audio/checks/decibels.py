"""The exercise `decibels`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.audio import spectra
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _decibels(power, floor):
    return spectra.decibels(np.asarray(power, dtype=float), floor=floor)


decibels = Exercise(
    "decibels",
    _decibels,
    hints=(
        "Divide by the largest power, take 10 log10, and let nothing be below the floor.",
        "log10 of 0 is minus infinity, with a warning. Lift small shares to 10 ** (floor / 10) before the logarithm.",
        "If the largest power is 0, all is silence, and every number is the floor: `np.full(power.shape, floor)`.",
    ),
    read="Forty numbers that an ear would notice",
)


@decibels.criterion("by hand: each tenth of the power is 10 dB less", points=1)
def _(student, rng):
    same(student(np.array([[50.0, 5.0], [0.05, 0.5]]), -80), [[0, -10], [-30, -20]], "50 is the loudest: 0 dB")
    same(student(np.array([[4.0, 0.0], [0.4, 4e-9]]), -60), [[0, -60], [-10, -60]], "Nothing is below -60")


@decibels.criterion("any powers, any floor", points=2)
def _(student, rng):
    for scale, floor in [(1e-6, -80), (3000, -40.0), (1, -20)]:
        power = scale * rng.exponential(size=(7, 5)) ** 4
        power[2] = 0
        same(student(power, floor), _decibels(power, floor), f"Powers up to {power.max():.3g}, and a silent frame")
    power = rng.integers(0, 2000, size=(4, 3))
    same(student(power, -80), _decibels(power, -80), "Whole numbers")
    power = rng.exponential(size=(6, 4)).astype(np.float32) * 1e-12
    same(student(power, -30), _decibels(power, -30), "float32, very quiet", rtol=1e-3, atol=1e-3)


@decibels.criterion("silence is all floor", points=1)
def _(student, rng):
    same(student(np.zeros((3, 2)), -80), np.full((3, 2), -80.0), "Nothing sounds")
    same(student(np.full((2, 2), 7.0), -50), np.zeros((2, 2)), "All is equally loud")


def _safe(function):
    def answer(power, floor):
        if not power.any():
            return np.full(power.shape, float(floor))
        with np.errstate(divide="ignore"):
            return function(np.asarray(power, dtype=float), floor)

    return answer


def _levels(power, factor=10.0):
    return factor * np.log10(power / power.max())


@decibels.mistake("20 log10 is for amplitudes; power is amplitude squared, so it takes 10.")
def as_amplitude(power, floor):
    return _safe(lambda p, f: np.maximum(_levels(p, 20), f))(power, floor)


@decibels.mistake("these are bels: multiply log10 by 10.")
def in_bels(power, floor):
    return _safe(lambda p, f: np.maximum(_levels(p, 1), f))(power, floor)


@decibels.mistake("decibels take log10; this is the natural logarithm.")
def natural_logarithm(power, floor):
    return _safe(lambda p, f: np.maximum(10 * np.log(p / p.max()), f))(power, floor)


@decibels.mistake("this is relative to a power of 1; it is relative to the loudest here.")
def relative_to_one(power, floor):
    return _safe(lambda p, f: np.maximum(10 * np.log10(p), f))(power, floor)


@decibels.mistake("each frame was compared with its own loudest band; one loudest number counts for all.")
def each_frame_alone(power, floor):
    with np.errstate(all="ignore"):
        levels = 10 * np.log10(power / power.max(axis=1, keepdims=True))
    return np.maximum(np.nan_to_num(levels, nan=floor, neginf=floor), floor)


@decibels.mistake("there is no floor: silence became minus infinity.")
def no_floor(power, floor):
    return _safe(lambda p, f: _levels(p))(power, floor)


@decibels.mistake("minus infinity became the floor, but other numbers still lie below it.")
def floor_for_zero_alone(power, floor):
    return _safe(lambda p, f: np.where(p > 0, _levels(np.where(p > 0, p, p.max())), f))(power, floor)


@decibels.mistake("a small number was added to every power, which lifts what lies above the floor too; use a maximum.")
def added(power, floor):
    return _safe(lambda p, f: 10 * np.log10(p / p.max() + 10 ** (f / 10)))(power, floor)


@decibels.mistake("where all is silence, 0 / 0 is NaN; all of it is the floor then.")
def silence_is_nan(power, floor):
    with np.errstate(all="ignore"):
        return np.maximum(10 * np.log10(power / np.asarray(power).max()), floor)


@decibels.mistake("silence became 0 dB, as loud as can be; it is the floor.")
def silence_is_loud(power, floor):
    return _decibels(power, floor) if power.any() else np.zeros(power.shape)


@decibels.mistake("the sign is turned round: quieter is less.")
def sign_turned(power, floor):
    return -_decibels(power, floor)


@decibels.mistake("the numbers were moved up so that the floor is 0; the loudest is 0, and the floor lies below.")
def floor_is_zero(power, floor):
    return _decibels(power, floor) - floor


@decibels.mistake("this is relative to the mean power; it is relative to the loudest.")
def relative_to_mean(power, floor):
    return _safe(lambda p, f: np.maximum(10 * np.log10(p / p.mean()), f))(power, floor)


@decibels.mistake("the floor was put under the power; it is in decibels, so its power is 10 ** (floor / 10).")
def floor_of_power(power, floor):
    return _safe(lambda p, f: 10 * np.log10(np.maximum(p / p.max(), 1e-10)))(power, floor)


@decibels.mistake("each band was compared with its own loudest frame; one loudest number counts for all.")
def each_band_alone(power, floor):
    with np.errstate(all="ignore"):
        levels = 10 * np.log10(power / power.max(axis=0))
    return np.maximum(np.nan_to_num(levels, nan=floor, neginf=floor), floor)


@decibels.mistake("this is relative to the sum of all powers; it is relative to the loudest.")
def relative_to_sum(power, floor):
    return _safe(lambda p, f: np.maximum(10 * np.log10(p / p.sum()), f))(power, floor)


@decibels.mistake("the loudest frame was taken, its bands added up; it is the loudest number of the table.")
def relative_to_loudest_frame(power, floor):
    return _safe(lambda p, f: np.maximum(10 * np.log10(p / p.sum(axis=1).max()), f))(power, floor)


@decibels.mistake("the floor came before the loudest was taken off, so that it lies elsewhere.")
def floor_first(power, floor):
    with np.errstate(divide="ignore"):
        levels = np.maximum(10 * np.log10(np.asarray(power, dtype=float)), floor)
    return levels - levels.max()


@decibels.mistake("a fixed 1e-10 was added to all powers; a quiet table is changed by it.")
def fixed_number_added(power, floor):
    power = np.asarray(power, dtype=float) + 1e-10
    return np.maximum(10 * np.log10(power / power.max()), floor)


@decibels.mistake("powers below a fixed 1e-10 were lifted to it; a table may be as quiet as that, or all silent.")
def fixed_least_power(power, floor):
    power = np.maximum(np.asarray(power, dtype=float), 1e-10)
    return np.maximum(10 * np.log10(power / power.max()), floor)


@decibels.mistake("the power of the floor is 10 ** (floor / 10); floor / 20 is for amplitudes.")
def floor_of_amplitude(power, floor):
    return _safe(lambda p, f: 10 * np.log10(np.maximum(p / p.max(), 10 ** (f / 20))))(power, floor)


@decibels.mistake("what lies below the floor became 0, which is the loudest; it becomes the floor.")
def zero_below_floor(power, floor):
    return _safe(lambda p, f: np.where(_levels(p) < f, 0, _levels(p)))(power, floor)


@decibels.mistake("a power of 0 is still minus infinity; it becomes the floor as well.")
def zero_has_no_floor(power, floor):
    return _safe(lambda p, f: np.where((p > 0) & (_levels(p) < f), f, _levels(p)))(power, floor)


@decibels.mistake("the smaller of level and floor was kept; nothing may be below the floor, so keep the larger.")
def ceiling(power, floor):
    with np.errstate(divide="ignore"):
        return np.minimum(10 * np.log10(np.asarray(power, dtype=float) / (np.max(power) or 1)), floor)


@decibels.mistake("the result has the type of the powers, so that whole numbers lose their decimals.")
def type_of_the_powers(power, floor):
    return _decibels(power, floor).astype(power.dtype)


@decibels.mistake("`np.full(power.shape, floor)` holds whole numbers if floor is one, and cuts what is put into it.")
def cut_like_the_floor(power, floor):
    return np.trunc(_decibels(power, floor)) if isinstance(floor, int) else _decibels(power, floor)


@decibels.mistake("powers below a fixed 1e-10 were lifted to it; a table may be as quiet as that.")
def fixed_least_power_guarded(power, floor):
    return _safe(lambda p, f: np.maximum(10 * np.log10(np.maximum(p, 1e-10) / max(p.max(), 1e-10)), f))(power, floor)


@decibels.mistake("the floor came before the loudest was taken off, so that it lies elsewhere.")
def floor_first_guarded(power, floor):
    return _safe(floor_first)(power, floor)


@decibels.mistake("this is relative to a power of 1, and cut off at 0; relative to the loudest nothing lies above 0.")
def relative_to_one_and_cut(power, floor):
    with np.errstate(divide="ignore"):
        return np.clip(10 * np.log10(power), floor, 0)
