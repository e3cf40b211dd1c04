import numpy as np

from vecembed_lab.audio.recordings import RATE
from vecembed_lab.audio.spectra import mel_bank
from vecembed_lab.data import registry
from vecembed_lab.overfitting import speech


def tone(pitch, seconds=0.3, loud=0.5):
    return loud * np.sin(2 * np.pi * pitch * np.arange(int(seconds * RATE)) / RATE)


def test_a_tone_is_loudest_in_the_band_of_its_pitch():
    bands = mel_bank(40, RATE, speech.FRAME)
    for pitch in (300, 1000, 2500):
        row = speech.loudness([tone(pitch)])[0].reshape(4, 40)
        expected = bands[:, round(pitch / 4000 * 128)].argmax()
        assert (abs(row.argmax(axis=1) - expected) <= 1).all()


def test_twice_as_loud_adds_log_4():
    one, two = speech.loudness([tone(900, loud=0.3), tone(900, loud=0.6)])
    loud = one > np.log(1e-6)  # far above the floor
    assert loud.any()
    np.testing.assert_allclose((two - one)[loud], np.log(4), atol=1e-3)


def test_silence_and_a_click_have_finite_numbers():
    assert np.isfinite(speech.loudness([np.zeros(3000), np.ones(10), np.zeros(0)])).all()


def test_rows_are_in_the_order_of_speaker_digit_and_take():
    found = speech.load_fsdd()
    labels = list(zip(found.speakers.tolist(), found.digits.tolist(), found.takes.tolist(), strict=True))
    assert labels == sorted(labels)
    assert len(set(labels)) == len(found) == 3000


def test_without_the_file_there_is_a_stand_in_with_as_many_of_each(monkeypatch, capsys):
    def missing(name):
        raise registry.DataError("no network")

    monkeypatch.setattr(speech.recordings, "fetch", missing)
    speech.load_fsdd.cache_clear()
    found = speech.load_clips()
    assert "In its place: a stand-in" in capsys.readouterr().out
    assert len({*zip(found.digits.tolist(), found.speakers.tolist(), found.takes.tolist(), strict=True)}) == 3000
    speech.load_fsdd.cache_clear()
