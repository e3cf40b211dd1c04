"""Unit 06. From samples to spectra: frames, window, power, mel bands, decibels; another sampling rate."""

from typing import Literal

import numpy as np
from jaxtyping import Float, Real
from numpy import ndarray
from scipy.fft import rfft  # of float32 about twice as fast as NumPy's

Scale = Literal["htk", "slaney"]
CHUNK = 2048  # frames at a time: more do not stay in the processor's cache


def checked(samples: Real[ndarray, "..."], rate: int) -> Float[ndarray, " n"]:
    """The samples of one channel as they are, if they are sound: finite, in [-1, 1], at a sampling rate above 0.

    Raises ValueError with the rule that is broken.
    """
    if rate <= 0:
        raise ValueError(f"the sampling rate must be above 0 samples a second, got {rate}")
    if samples.ndim != 1:
        raise ValueError(f"one channel is needed, got an array of shape {samples.shape}; average the channels first")
    if samples.dtype.kind != "f":
        raise ValueError(f"samples must be floats in [-1, 1], got {samples.dtype}; divide int16 by 32768")
    if not np.isfinite(samples).all():
        raise ValueError("samples must be finite; some are NaN or infinite")
    if np.abs(samples).max(initial=0) > 1:
        most = np.abs(samples).max()
        raise ValueError(f"samples must lie in [-1, 1], got up to {most:.4g}; was int16 not divided by 32768?")
    return samples


def frames(samples: Real[ndarray, " n"], size: int, hop: int) -> Real[ndarray, "frames size"]:
    """Stretches of `size` samples, one every `hop`; what is left over at the end is no frame. A view, not a copy.

    Raises ValueError unless size and hop are positive. Fewer than `size` samples have no frame.
    """
    if size < 1 or hop < 1:
        raise ValueError(f"size and hop must be at least 1 sample, got {size} and {hop}")
    if len(samples) < size:
        return samples[:0].reshape(0, 1).repeat(size, axis=1)
    return np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]


def hann(size: int) -> Float[ndarray, " size"]:
    """The periodic Hann window, (1 - cos(2 pi t / size)) / 2: a frame fades in and out, so its ends do not click."""
    return (1 - np.cos(2 * np.pi * np.arange(size) / size)) / 2


def power_spectrum(samples: Float[ndarray, " n"], size: int, hop: int) -> Float[ndarray, "frames bins"]:
    """The squared amplitude in each frame at the frequencies k * rate / size, k = 0 to size // 2."""
    return np.abs(rfft(frames(samples, size, hop) * hann(size).astype(samples.dtype))) ** 2


def hz_to_mel(hz: Real[ndarray, " n"], scale: Scale) -> Float[ndarray, " n"]:
    """Frequencies on a scale on which equal steps sound about equally large.

    "htk": 2595 log10(1 + f / 700). "slaney": f / 66.7 below 1,000 Hz, then logarithmic, 27 steps to a factor of 6.4.
    Source: Young et al., The HTK Book; Slaney (1998), Auditory Toolbox.
    """
    hz = np.asarray(hz, dtype=float)
    if scale == "htk":
        return 2595 * np.log10(1 + hz / 700)
    return np.where(hz < 1000, hz * 3 / 200, 15 + np.log(np.maximum(hz, 1000) / 1000) * 27 / np.log(6.4))


def mel_to_hz(mel: Real[ndarray, " n"], scale: Scale) -> Float[ndarray, " n"]:
    """The frequencies of places on the mel scale: `hz_to_mel` backwards."""
    mel = np.asarray(mel, dtype=float)
    if scale == "htk":
        return 700 * (10 ** (mel / 2595) - 1)
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))


def mel_bank(
    bands: int, rate: int, size: int, *, scale: Scale = "htk", equal_area: bool = False
) -> Float[ndarray, "bands bins"]:
    """Triangles over the frequencies of a spectrum, their peaks equally far apart in mel, from 0 to half the rate.

    A triangle is 1 at its peak and 0 at the peaks of its neighbours. With `equal_area` each is divided by half its
    width in Hz: then wide bands are not louder. (librosa's default is "slaney" with equal area.)
    Raises ValueError if there are so many bands that one would hold no frequency.
    """
    ends = hz_to_mel(np.array([0, rate / 2]), scale)
    corners = mel_to_hz(np.linspace(*ends, bands + 2), scale)
    left, peak, right = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    hz = np.arange(size // 2 + 1) * rate / size  # (bins,)
    bank = np.maximum(0, np.minimum((hz - left) / (peak - left), (right - hz) / (right - peak)))
    if not bank.any(axis=1).all():
        raise ValueError(f"{bands} bands are too many for frames of {size} samples: one holds no frequency")
    return bank * 2 / (right - left) if equal_area else bank


def decibels(power: Float[ndarray, "*n"], *, floor: float = -80.0) -> Float[ndarray, "*n"]:
    """10 log10 of power over the loudest, so at most 0 dB, and nothing below `floor`; silence is all `floor`.

    Of amplitudes it would be 20 log10, since power is amplitude squared.
    Raises ValueError for negative power.
    """
    if (power < 0).any():
        raise ValueError("power is never negative; decibels may have been taken twice")
    loudest = power.max(initial=0)
    if loudest == 0:
        return np.full_like(power, floor)
    return 10 * np.log10(np.maximum(power / loudest, 10 ** (floor / 10)))


def log_mel(
    samples: Real[ndarray, "..."], rate: int, *, size: int = 256, hop: int = 80, bands: int = 40
) -> Float[ndarray, "frames bands"]:
    """The power of each frame in mel bands (HTK), in decibels below the loudest.

    Raises ValueError for samples that are no sound, or too few for a frame.
    """
    if len(checked(samples, rate)) < size:
        raise ValueError(f"a frame needs {size} samples, got {len(samples)}")
    bank = mel_bank(bands, rate, size).T.astype(samples.dtype)
    starts = range(0, len(samples) - size + 1, CHUNK * hop)
    parts = (samples[at : at + (CHUNK - 1) * hop + size] for at in starts)
    return decibels(np.concatenate([power_spectrum(part, size, hop) @ bank for part in parts]))


def resample(samples: Real[ndarray, "..."], old: int, new: int) -> Float[ndarray, " m"]:
    """The same sound at another sampling rate; what the new rate cannot hold is filtered out first.

    Raises ValueError for samples that are no sound or a rate that is not above 0.
    """
    from scipy.signal import resample_poly

    checked(samples, min(old, new))
    return resample_poly(samples, new, old).astype(samples.dtype)


def heard(frequency: Real[ndarray, " n"], rate: float) -> Float[ndarray, " n"]:
    """The frequency, at most half the rate, of which the samples of a tone cannot be told apart from it: its alias."""
    rest = np.asarray(frequency, dtype=float) % rate
    return np.minimum(rest, rate - rest)
