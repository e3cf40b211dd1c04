"""The exercise `mel_bank`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.audio import spectra
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _mel_bank(bands, rate, size):
    return spectra.mel_bank(bands, rate, size)


mel_bank = Exercise(
    "mel_bank",
    _mel_bank,
    hints=(
        "First the corners: bands + 2 points evenly spaced in mel, from 0 to the mel of rate / 2, turned into Hz.",
        "Triangle i rises from corner i to corner i + 1 and falls to corner i + 2. Frequencies are k * rate / size.",
        "rising = (hz - left) / (peak - left), falling = (right - hz) / (right - peak); the triangle is the smaller of "
        "both, and 0 where that is negative.",
    ),
    read="Forty numbers that an ear would notice",
)


@mel_bank.criterion("by hand: one band, and where it is 1", points=1)
def _(student, rng):
    peak = 700 * (np.sqrt(1 + 4000 / 700) - 1)
    expected = [[0, 1000 / peak, 2000 / (4000 - peak), 1000 / (4000 - peak), 0]]
    same(student(1, 8000, 8), expected, "The corners are 0, 1,113.8 and 4,000 Hz; frequencies are 1,000 Hz apart")
    one, two = 700 * (3 ** (1 / 3) - 1), 700 * (3 ** (2 / 3) - 1)
    expected = [[0, (two - 700) / (two - one), 0], [0, (700 - one) / (two - one), 0]]
    same(student(2, 2800, 4), expected, "The corners are 0, 309.6, 756.1 and 1,400 Hz; frequencies 0, 700 and 1,400")


@mel_bank.criterion("any number of bands, rate and size", points=3)
def _(student, rng):
    for bands, rate, size in [(40, 8000, 512), (10, 16000, 400), (24, 22050, 1024), (5, 8000, 65), (12, 11025, 256)]:
        same(student(bands, rate, size), _mel_bank(bands, rate, size), f"{bands} bands, rate {rate}, size {size}")


def _triangles(corners, rate, size):
    return _over(corners, np.arange(size // 2 + 1) * rate / size)


def _over(corners, hz):
    left, peak, right = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    return np.minimum((hz - left) / (peak - left), (right - hz) / (right - peak))


def _htk(hz):
    return 2595 * np.log10(1 + hz / 700)


def _back(mel):
    return 700 * (10 ** (mel / 2595) - 1)


@mel_bank.mistake("this is Slaney's scale, even below 1,000 Hz; HTK's is asked: 2595 log10(1 + f / 700).")
def slaney(bands, rate, size):
    return spectra.mel_bank(bands, rate, size, scale="slaney")


@mel_bank.mistake(
    "this is librosa's default: Slaney's scale, each band divided by half its width. HTK's is asked, peaks 1."
)
def librosa_default(bands, rate, size):
    return spectra.mel_bank(bands, rate, size, scale="slaney", equal_area=True)


@mel_bank.mistake("each triangle was divided by half its width, so that all have the same area; each is 1 at its peak.")
def equal_area(bands, rate, size):
    return spectra.mel_bank(bands, rate, size, equal_area=True)


@mel_bank.mistake("the corners are equally far apart in Hz; let them be so in mel, and turn them into Hz.")
def even_in_hz(bands, rate, size):
    return np.maximum(0, _triangles(np.linspace(0, rate / 2, bands + 2), rate, size))


@mel_bank.mistake("the bands reach up to the sampling rate; there is no frequency above half of it.")
def up_to_the_rate(bands, rate, size):
    return np.maximum(0, _triangles(_back(np.linspace(0, _htk(rate), bands + 2)), rate, size))


@mel_bank.mistake("the triangles are straight in mel; between their corners they are straight in Hz.")
def straight_in_mel(bands, rate, size):
    corners = np.linspace(0, _htk(rate / 2), bands + 2)
    hz = _htk(np.arange(size // 2 + 1) * rate / size)
    left, peak, right = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    return np.maximum(0, np.minimum((hz - left) / (peak - left), (right - hz) / (right - peak)))


@mel_bank.mistake("the triangles go on below 0; cut them off there.")
def below_zero(bands, rate, size):
    return _triangles(_back(np.linspace(0, _htk(rate / 2), bands + 2)), rate, size)


@mel_bank.mistake("the corners were rounded down to frequencies of the spectrum; leave them where they are.")
def rounded_corners(bands, rate, size):
    corners = np.floor((size + 1) * _back(np.linspace(0, _htk(rate / 2), bands + 2)) / rate) * rate / size
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.maximum(0, _triangles(corners, rate, size)))


@mel_bank.mistake("frequencies stand in the rows; make each band a row.")
def transposed(bands, rate, size):
    return _mel_bank(bands, rate, size).T


@mel_bank.mistake("each band was divided by its sum; its peak is 1, its sum is not.")
def sums_to_one(bands, rate, size):
    bank = _mel_bank(bands, rate, size)
    return bank / bank.sum(axis=1, keepdims=True)


@mel_bank.mistake("the natural logarithm goes with 1127; with 2595 it is log10.")
def natural_logarithm(bands, rate, size):
    corners = np.linspace(0, 2595 * np.log(1 + rate / 2 / 700), bands + 2)
    return np.maximum(0, _triangles(_back(corners), rate, size))


@mel_bank.mistake("these are rectangles: each frequency counts whole or not at all. They are triangles.")
def rectangles(bands, rate, size):
    return (_mel_bank(bands, rate, size) > 0).astype(float)


@mel_bank.mistake("the last frequency, half the rate, is missing: a spectrum has size // 2 + 1.")
def last_frequency_missing(bands, rate, size):
    return _mel_bank(bands, rate, size)[:, :-1]


def _corners(bands, rate, lowest=0.0):
    return _back(np.linspace(_htk(lowest), _htk(rate / 2), bands + 2))


@mel_bank.mistake("the corners were moved to frequencies of the spectrum, as in many tutorials; leave them.")
def snapped(bands, rate, size):
    bins = np.floor((size + 1) * _corners(bands, rate) / rate)
    left, peak, right = bins[:-2, None], bins[1:-1, None], bins[2:, None]
    k = np.arange(size // 2 + 1)
    with np.errstate(all="ignore"):
        rising = np.where((k >= left) & (k < peak), (k - left) / (peak - left), 0)
        return np.where((k >= peak) & (k < right), (right - k) / (right - peak), rising)


@mel_bank.mistake("the corners were rounded to frequencies of the spectrum; leave them where they are.")
def nearest_frequencies(bands, rate, size):
    corners = np.round(_corners(bands, rate) * size / rate) * rate / size
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.maximum(0, _triangles(corners, rate, size)))


@mel_bank.mistake("each band was divided by its largest number; it is 1 at the corner, where no frequency may be.")
def largest_is_one(bands, rate, size):
    bank = _mel_bank(bands, rate, size)
    return bank / bank.max(axis=1, keepdims=True)


@mel_bank.mistake("frequencies go evenly up to half the rate, which they do not reach if size is odd: k * rate / size.")
def up_to_half_the_rate(bands, rate, size):
    return np.maximum(0, _over(_corners(bands, rate), np.linspace(0, rate / 2, size // 2 + 1)))


@mel_bank.mistake("the corners end at the last frequency, which is below half the rate if size is odd.")
def up_to_the_last_frequency(bands, rate, size):
    return np.maximum(0, _triangles(_corners(bands, 2 * (size // 2) * rate / size), rate, size))


@mel_bank.mistake("both sides have the same slope; each goes from its own corner to the peak.")
def equal_slopes(bands, rate, size):
    corners, hz = _corners(bands, rate), np.arange(size // 2 + 1) * rate / size
    half = (corners[2:] - corners[:-2])[:, None] / 2
    return np.maximum(0, 1 - np.abs(hz - corners[1:-1, None]) / half)


@mel_bank.mistake("the second side rises too; it falls from 1 at the peak to 0 at the right corner.")
def rises_twice(bands, rate, size):
    corners, hz = _corners(bands, rate), np.arange(size // 2 + 1) * rate / size
    left, peak, right = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    second = np.where((hz > peak) & (hz <= right), (hz - peak) / (right - peak), 0)
    return np.where((hz >= left) & (hz <= peak), (hz - left) / (peak - left), second)


@mel_bank.mistake("these are rectangles, their ends too: a triangle is 0 at its corners.")
def rectangles_with_ends(bands, rate, size):
    corners, hz = _corners(bands, rate), np.arange(size // 2 + 1) * rate / size
    return ((hz >= corners[:-2, None]) & (hz <= corners[2:, None])).astype(float)


@mel_bank.mistake("the corners begin at 20 Hz, where hearing does; let them begin at 0.")
def from_twenty(bands, rate, size):
    return np.maximum(0, _triangles(_corners(bands, rate, 20.0), rate, size))


@mel_bank.mistake("there are bands + 1 corners up to half the rate; take bands + 2.")
def one_corner_too_few(bands, rate, size):
    corners = _corners(bands - 1, rate)
    return np.maximum(0, _triangles(np.append(corners, 2 * corners[-1] - corners[-2]), rate, size))


@mel_bank.mistake("frequencies were taken for k * rate / (size + 1); they are k * rate / size.")
def size_and_one(bands, rate, size):
    hz = np.arange(size // 2 + 1) * rate / (size + 1)
    return np.maximum(0, _over(_corners(bands, rate), hz))


@mel_bank.mistake("`rate // 2` is not half of an odd rate; use `rate / 2`.")
def half_of_whole_rate(bands, rate, size):
    corners = _back(np.linspace(0, _htk(rate // 2), bands + 2))
    return np.maximum(0, _triangles(corners, rate, size))


@mel_bank.mistake("`rate // size` cuts the distance of two frequencies to a whole number; it is `rate / size`.")
def whole_distances(bands, rate, size):
    return np.maximum(0, _over(_corners(bands, rate), np.arange(size // 2 + 1) * (rate // size)))


@mel_bank.mistake("the bands do not fall: after the peak they stay at 1, up to the right corner.")
def falling_side_missing(bands, rate, size):
    corners, hz = _corners(bands, rate), np.arange(size // 2 + 1) * rate / size
    left, peak, right = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    return np.where(hz < right, np.clip((hz - left) / (peak - left), 0, 1), 0)


@mel_bank.mistake("the corners begin at the first frequency above 0; let them begin at 0.")
def from_the_first_frequency(bands, rate, size):
    return np.maximum(0, _triangles(_corners(bands, rate, rate / size), rate, size))


@mel_bank.mistake("there are bands + 3 corners up to half the rate; take bands + 2.")
def one_corner_too_many(bands, rate, size):
    return np.maximum(0, _triangles(_corners(bands + 1, rate)[:-1], rate, size))
