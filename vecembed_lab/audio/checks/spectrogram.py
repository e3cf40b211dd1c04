"""The exercise `spectrogram`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.audio import spectra
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _spectrogram(samples, size, hop):
    return spectra.power_spectrum(np.asarray(samples, dtype=float), size, hop)


spectrogram = Exercise(
    "spectrogram",
    _spectrogram,
    hints=(
        "Cut into frames, multiply each by the window, take the Fourier transform of each, and square the amplitudes.",
        "The window is (1 - cos(2 pi t / size)) / 2 for t = 0 to size - 1. `np.fft.rfft` transforms each row.",
        "`np.abs(np.fft.rfft(frames(samples, size, hop) * window)) ** 2`.",
    ),
    read="Frames, and why they fade in and out",
)


@spectrogram.criterion("by hand: four samples", points=1)
def _(student, rng):
    same(student(np.ones(4), 4, 4), [[4, 1, 0]], "The window 0, .5, 1, .5 has the sum 2, whose square is 4")
    wave = np.array([1.0, 0, -1, 0])
    same(student(wave, 4, 1), [[1, 1, 1]], "The window leaves 0, 0, -1, 0: one click, in which all frequencies are")
    same(student(np.array([0.0, 2, 0, 0]), 4, 2), [[1, 1, 1]], "The second sample is halved: a click of 1")


@spectrogram.criterion("a tone stands in its place", points=1)
def _(student, rng):
    tone = int(rng.integers(4, 12))
    samples = 2 * np.cos(2 * np.pi * tone * np.arange(320) / 32 + rng.uniform(0, 6))
    expected = np.zeros((37, 17))
    expected[:, tone - 1 : tone + 2] = [64, 256, 64]
    same(student(samples, 32, 8), expected, "A tone of 2 in frames of 32: 16 squared at its place, 8 squared beside")


@spectrogram.criterion("any sound, any size and hop", points=2)
def _(student, rng):
    for n, size, hop in [(200, 32, 10), (90, 25, 7), (64, 64, 9), (40, 2, 3)]:
        samples = rng.normal(size=n)
        same(student(samples, size, hop), _spectrogram(samples, size, hop), f"{n} samples, size {size}, hop {hop}")
    samples = 1 + rng.normal(size=120).astype(np.float32) / 10
    same(student(samples, 16, 8), _spectrogram(samples, 16, 8), "float32, around 1", rtol=1e-3, atol=1e-4)
    samples = rng.integers(-9, 10, size=60)
    same(student(samples, 20, 6), _spectrogram(samples, 20, 6), "Whole numbers: 60 samples, size 20, hop 6")
    same(student(np.zeros(40), 16, 8), np.zeros((4, 9)), "Silence has no power")


def _cut(samples, size, hop, window):
    return spectra.frames(np.asarray(samples, dtype=float), size, hop) * window


@spectrogram.mistake("no window was used: each frame begins and ends with a click, which is in all frequencies.")
def no_window(samples, size, hop):
    return np.abs(np.fft.rfft(_cut(samples, size, hop, 1))) ** 2


@spectrogram.mistake("this is the amplitude; the power is its square.")
def amplitude(samples, size, hop):
    return np.sqrt(_spectrogram(samples, size, hop))


@spectrogram.mistake("`np.hanning` ends with 0 once more: it divides by size - 1. Here it is divided by size.")
def symmetric_window(samples, size, hop):
    return np.abs(np.fft.rfft(_cut(samples, size, hop, np.hanning(size)))) ** 2


@spectrogram.mistake("this is the Hamming window (.54 and .46), which never goes down to 0.")
def hamming(samples, size, hop):
    window = 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(size) / size)
    return np.abs(np.fft.rfft(_cut(samples, size, hop, window))) ** 2


@spectrogram.mistake("`np.fft.fft` gives every frequency twice; keep the first size // 2 + 1, as `rfft` does.")
def both_halves(samples, size, hop):
    return np.abs(np.fft.fft(_cut(samples, size, hop, spectra.hann(size)))) ** 2


@spectrogram.mistake("the last frequency, half the sampling rate, is missing: there are size // 2 + 1 of them.")
def last_missing(samples, size, hop):
    return _spectrogram(samples, size, hop)[:, :-1]


@spectrogram.mistake("frequencies stand in the rows; make each frame a row.")
def transposed(samples, size, hop):
    return _spectrogram(samples, size, hop).T


@spectrogram.mistake("the real part alone was squared: where a wave happens to begin would decide its power.")
def real_part(samples, size, hop):
    return np.fft.rfft(_cut(samples, size, hop, spectra.hann(size))).real ** 2


@spectrogram.mistake("complex numbers were squared, which keeps their phase; take the absolute value first.")
def phase_kept(samples, size, hop):
    return (np.fft.rfft(_cut(samples, size, hop, spectra.hann(size))) ** 2).real


@spectrogram.mistake("the power was divided by the size of a frame; that is another unit.")
def divided_by_size(samples, size, hop):
    return _spectrogram(samples, size, hop) / size


@spectrogram.mistake("the power was divided by the squared size of a frame; that is another unit.")
def divided_by_size_squared(samples, size, hop):
    return _spectrogram(samples, size, hop) / size**2


@spectrogram.mistake("the window was multiplied in twice.")
def window_twice(samples, size, hop):
    return np.abs(np.fft.rfft(_cut(samples, size, hop, spectra.hann(size) ** 2))) ** 2


@spectrogram.mistake("the mean of each frame was taken out first; leave the frames as they are.")
def mean_removed(samples, size, hop):
    parts = _cut(samples, size, hop, 1)
    return np.abs(np.fft.rfft((parts - parts.mean(axis=1, keepdims=True)) * spectra.hann(size))) ** 2


@spectrogram.mistake("this is in decibels already; the power itself is asked.")
def in_decibels(samples, size, hop):
    return 10 * np.log10(np.maximum(_spectrogram(samples, size, hop), 1e-10))


@spectrogram.mistake("the faded frame was cut to whole numbers, since the samples are; make them float first.")
def faded_to_whole_numbers(samples, size, hop):
    parts = spectra.frames(samples, size, hop)
    return np.abs(np.fft.rfft((parts * spectra.hann(size)).astype(parts.dtype).astype(float))) ** 2


@spectrogram.mistake("frequencies inside were doubled for their negative twins; the power of `rfft` is asked as it is.")
def inside_doubled(samples, size, hop):
    power = _spectrogram(samples, size, hop)
    power[:, 1 : (size + 1) // 2] *= 2
    return power


@spectrogram.mistake("the whole recording was faded in and out; each frame is.")
def recording_faded(samples, size, hop):
    return np.abs(np.fft.rfft(_cut(samples * spectra.hann(len(samples)), size, hop, 1))) ** 2


@spectrogram.mistake("the transform went over the frames, axis 0; it goes along each frame.")
def across_frames(samples, size, hop):
    return np.abs(np.fft.rfft(_cut(samples, size, hop, spectra.hann(size)), axis=0)) ** 2


@spectrogram.mistake("the window was counted from 1 to size; it is counted from 0 to size - 1.")
def window_from_one(samples, size, hop):
    return np.abs(np.fft.rfft(_cut(samples, size, hop, np.roll(spectra.hann(size), -1)))) ** 2


@spectrogram.mistake("the window is the root of the Hann window, half a sine.")
def sine_window(samples, size, hop):
    return np.abs(np.fft.rfft(_cut(samples, size, hop, np.sqrt(spectra.hann(size))))) ** 2


@spectrogram.mistake("the power was divided by that of the window; nothing is divided.")
def divided_by_window(samples, size, hop):
    return _spectrogram(samples, size, hop) / np.sum(spectra.hann(size) ** 2)


@spectrogram.mistake("the power was divided by the squared sum of the window; nothing is divided.")
def divided_by_window_sum(samples, size, hop):
    return _spectrogram(samples, size, hop) / np.sum(spectra.hann(size)) ** 2


@spectrogram.mistake("each frame was filled up to a power of two, which moves the frequencies.")
def power_of_two(samples, size, hop):
    parts = _cut(samples, size, hop, spectra.hann(size))
    return np.abs(np.fft.rfft(parts, n=1 << (size - 1).bit_length()))[:, : size // 2 + 1] ** 2


@spectrogram.mistake("half a frame was put before and after, as some libraries do; the first frame begins at sample 0.")
def centred(samples, size, hop):
    return _spectrogram(np.pad(samples, size // 2, mode="reflect"), size, hop)


@spectrogram.mistake(
    "of the squared complex numbers the real part was taken; the absolute value comes before the square."
)
def size_of_the_real_part(samples, size, hop):
    return np.abs(phase_kept(samples, size, hop))


@spectrogram.mistake("the transform went over the frames, axis 0, and was cut to size // 2 + 1 numbers of each frame.")
def across_frames_and_cut(samples, size, hop):
    parts = _cut(samples, size, hop, spectra.hann(size))
    return np.abs(np.fft.fft(parts, axis=0))[:, : size // 2 + 1] ** 2


@spectrogram.mistake("each frame was filled up to a power of two, which gives more frequencies, and others.")
def power_of_two_uncut(samples, size, hop):
    parts = _cut(samples, size, hop, spectra.hann(size))
    return np.abs(np.fft.rfft(parts, n=1 << (size - 1).bit_length())) ** 2
