"""From samples to spectra: by hand, properties, and SciPy as an oracle; librosa is one in `test_bench.py`."""

import numpy as np
import pytest
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from vecembed_lab.audio.spectra import (
    CHUNK,
    checked,
    decibels,
    frames,
    hann,
    heard,
    hz_to_mel,
    log_mel,
    mel_bank,
    mel_to_hz,
    power_spectrum,
    resample,
)

NOISE = np.random.default_rng(0).uniform(-1, 1, size=4000)


def test_frames_by_hand():
    assert_allclose(frames(np.arange(6.0), 4, 2), [[0, 1, 2, 3], [2, 3, 4, 5]])
    assert frames(np.arange(3.0), 4, 2).shape == (0, 4)


@given(st.integers(1, 60), st.integers(1, 20), st.integers(1, 20))
def test_every_frame_is_where_it_should_be(n, size, hop):
    samples = np.arange(float(n))
    found = frames(samples, size, hop)
    assert len(found) == max(0, (n - size) // hop + 1)
    assert all(np.array_equal(row, samples[i * hop : i * hop + size]) for i, row in enumerate(found))


def test_frames_need_a_size_and_a_hop():
    with pytest.raises(ValueError, match="at least 1 sample, got 0 and 3"):
        frames(NOISE, 0, 3)


def test_the_window_and_the_spectrum_agree_with_scipy():
    assert_allclose(hann(400), scipy.signal.windows.hann(400, sym=False), atol=1e-15)
    theirs = scipy.signal.spectrogram(NOISE, window=hann(256), noverlap=176, detrend=False, scaling="spectrum")[2]
    theirs[1:-1] /= 2  # one side holds the power of both
    assert_allclose(power_spectrum(NOISE, 256, 80), theirs.T * hann(256).sum() ** 2, rtol=1e-9, atol=1e-12)


def test_chunks_do_not_show():
    for hop in (48, 64, 80):
        long = np.random.default_rng(1).uniform(-1, 1, size=hop * 2 * CHUNK + 64)  # one frame more than two chunks
        whole = np.abs(np.fft.rfft(frames(long, 64, hop) * hann(64))) ** 2 @ mel_bank(8, 8000, 64).T
        assert_allclose(log_mel(long, 8000, size=64, hop=hop, bands=8), decibels(whole))


def test_a_tone_has_its_power_in_its_place():
    tone = 0.5 * np.cos(2 * np.pi * 10 * np.arange(64) / 64)
    expected = np.zeros(33)
    expected[9:12] = [16, 64, 16]  # half the sum of the window, 32 / 2, times .5 is 8; beside it half of that
    assert_allclose(power_spectrum(tone, 64, 64)[0], expected, atol=1e-9)


def test_power_is_kept():
    for size in (64, 65):  # Parseval: the sum over all frequencies is size times that over time
        power = power_spectrum(NOISE, size, size)
        twice = 2 * power.sum(axis=1) - power[:, 0] - (power[:, -1] if size % 2 == 0 else 0)
        assert_allclose(twice, size * ((frames(NOISE, size, size) * hann(size)) ** 2).sum(axis=1))


@pytest.mark.parametrize("scale", ["htk", "slaney"])
def test_the_mel_scales_are_turned_back(scale):
    hz = np.linspace(0, 20_000, 101)
    assert_allclose(mel_to_hz(hz_to_mel(hz, scale), scale), hz, atol=1e-8)


def test_the_mel_scales_by_hand():
    assert_allclose(hz_to_mel(np.array([0, 700, 6300]), "htk"), [0, 2595 * np.log10(2), 2595])
    assert_allclose(hz_to_mel(np.array([0, 500, 1000, 6400]), "slaney"), [0, 7.5, 15, 42])  # as published


def test_a_bank_by_hand():
    bank = mel_bank(2, 2800, 4)  # corners at 700 (3^(i/3) - 1): 0, 309.6, 756.1, 1400
    one, two = 700 * (3 ** (1 / 3) - 1), 700 * (3 ** (2 / 3) - 1)
    assert_allclose(bank, [[0, (two - 700) / (two - one), 0], [0, (700 - one) / (two - one), 0]])


@pytest.mark.parametrize("scale", ["htk", "slaney"])
def test_neighbouring_bands_share_each_frequency(scale):
    bank, hz = mel_bank(20, 8000, 2048, scale=scale), np.arange(1025) * 8000 / 2048
    corners = mel_to_hz(np.linspace(*hz_to_mel(np.array([0, 4000]), scale), 22), scale)
    between = (hz >= corners[1]) & (hz <= corners[-2])
    assert_allclose(bank.sum(axis=0)[between], 1)  # one rises as the other falls


def test_bands_of_equal_area_have_one():
    bank = mel_bank(10, 8000, 1 << 16, scale="slaney", equal_area=True)
    assert_allclose(bank.sum(axis=1) * 8000 / (1 << 16), 1, rtol=1e-3)  # in Hz


def test_too_many_bands_are_refused():
    with pytest.raises(ValueError, match="200 bands are too many for frames of 256"):
        mel_bank(200, 8000, 256)


def test_decibels_by_hand():
    assert_allclose(decibels(np.array([[50.0, 5.0], [0.05, 0.0]])), [[0, -10], [-30, -80]])
    assert_allclose(decibels(np.zeros((2, 3)), floor=-60.0), np.full((2, 3), -60))
    with pytest.raises(ValueError, match="power is never negative"):
        decibels(np.array([1.0, -1.0]))


def test_louder_is_the_same_below_the_loudest():
    assert_allclose(log_mel(NOISE, 8000), log_mel(NOISE / 8, 8000), atol=1e-6)


def test_silence_is_all_floor():
    assert (log_mel(np.zeros(1000), 8000) == -80).all()


def test_too_few_samples_have_no_frame():
    with pytest.raises(ValueError, match="a frame needs 256 samples, got 100"):
        log_mel(np.zeros(100), 8000)


@pytest.mark.parametrize(
    ("samples", "rate", "said"),
    [
        (np.zeros(9), 0, "sampling rate must be above 0"),
        (np.zeros((2, 9)), 8000, "one channel is needed"),
        (np.zeros(9, np.int16), 8000, "divide int16 by 32768"),
        (np.array([0.0, np.nan]), 8000, "must be finite"),
        (np.array([0.0, 900.0]), 8000, "was int16 not divided"),
    ],
    ids=["rate", "channels", "whole numbers", "NaN", "not scaled"],
)
def test_what_is_no_sound_is_refused(samples, rate, said):
    for use in (checked, log_mel, lambda x, r: resample(x, r, 8000)):
        with pytest.raises(ValueError, match=said):
            use(samples, rate)


@given(st.floats(0, 1e5), st.integers(1, 48_000))
def test_the_samples_of_a_tone_are_those_of_its_alias(hz, rate):
    time = np.arange(20) / rate
    alias = heard(np.array([hz]), rate)[0]
    assert 0 <= alias <= rate / 2
    assert_allclose(np.cos(2 * np.pi * hz * time), np.cos(2 * np.pi * alias * time), atol=1e-6)


def test_resampling_keeps_what_fits_and_filters_what_does_not():
    time = np.arange(8000) / 8000
    low, high = (0.5 * np.sin(2 * np.pi * hz * time) for hz in (300, 3000))
    assert len(resample(low, 8000, 4000)) == 4000
    middle = slice(500, 3500)
    assert_allclose(resample(low, 8000, 4000)[middle], low[::2][middle], atol=1e-3)
    assert np.abs(resample(high, 8000, 4000)[middle]).max() < 0.01
    assert np.abs(high[::2]).max() > 0.45
