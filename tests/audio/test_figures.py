"""Figures and players say in words what they show and play."""

import numpy as np
import pytest

from vecembed_lab.audio import figures
from vecembed_lab.audio.players import joined_up, play
from vecembed_lab.audio.spectra import hann, mel_bank
from vecembed_lab.images.verification import roc


@pytest.fixture
def shown(monkeypatch):
    """What a lesson would show."""
    outputs = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: outputs.append(data))
    return outputs


def test_a_player_says_what_it_plays(shown):
    play(0.1 * np.ones(80), 8000, "a click & a hum")
    (data,) = shown
    assert data["text/plain"] == "Sound: a click & a hum"
    assert 'aria-label="a click &amp; a hum"' in data["text/html"]
    assert "data:audio/wav;base64," in data["text/html"]


def test_a_player_needs_words_and_a_sound(shown):
    with pytest.raises(ValueError, match="alt must say"):
        play(np.zeros(80), 8000, " ")
    with pytest.raises(ValueError, match="was int16 not divided"):
        play(np.full(80, 900.0), 8000, "too loud")
    assert not shown


def test_sounds_are_joined_with_silence():
    assert joined_up([np.ones(3), np.ones(2)], 10, pause=0.2).tolist() == [1, 1, 1, 0, 0, 1, 1]


def test_figures_say_what_they_show(shown):
    figures.plot_two_tones(1000, 7000, 8000)
    figures.plot_two_tones(1000, 6000, 8000)
    assert "differ by 0.00" in shown[0]["text/plain"]
    assert "differ by 0.00" not in shown[1]["text/plain"]
    tone = np.sin(2 * np.pi * 10.5 * np.arange(256) / 256)
    spectra = {"cut": np.abs(np.fft.rfft(tone)) ** 2, "window": np.abs(np.fft.rfft(tone * hann(256))) ** 2}
    figures.plot_leakage(spectra, 8000)
    assert "window: -110" in shown[2]["text/plain"]  # below -100
    figures.plot_banks({"HTK": mel_bank(10, 8000, 512)}, 8000)
    assert "HTK: 5" in shown[3]["text/plain"]  # peaks at 132, 289, 476, 698 and 963 Hz
    sheet = np.full((5, 4), -60.0)
    sheet[:, 2] = 0
    figures.plot_sounds({"word": sheet}, 0.1)
    assert "word: 0.50 s, loudest in band 2" in shown[4]["text/plain"]
    curve = roc(np.array([0.9, 0.2, 0.8, 0.1]), np.array([True, False, False, True]))
    figures.plot_errors({"system": curve})
    assert "system: 0.50" in shown[5]["text/plain"]
