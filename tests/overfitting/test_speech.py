import io
import wave
import zipfile

import numpy as np
import pytest

from vecembed_lab.data import registry
from vecembed_lab.overfitting import speech


def tone(pitch, seconds=0.3, loud=0.5):
    return loud * np.sin(2 * np.pi * pitch * np.arange(int(seconds * speech.RATE)) / speech.RATE)


def as_wav(samples, rate=speech.RATE):
    out = io.BytesIO()
    with wave.open(out, "wb") as opened:
        opened.setnchannels(1)
        opened.setsampwidth(2)
        opened.setframerate(rate)
        opened.writeframes((samples * 32767).astype("<i2").tobytes())
    return out.getvalue()


def archive(path, files):
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return path


def test_a_tone_is_loudest_in_the_band_of_its_pitch():
    bands = speech.mel_bands(40, 129, 8000)
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


def test_bands_are_triangles_that_cover_every_bin_between_the_ends():
    bands = speech.mel_bands(10, 129, 8000)
    assert bands.min() == 0
    assert bands.max() <= 1
    assert (bands.sum(axis=0)[15:-15] > 0).all()


def test_names_say_who_said_what(tmp_path):
    files = {f"recordings/{d}_{who}_{take}.wav": as_wav(tone(500)) for d, who, take in
             [(3, "bo", 0), (1, "bo", 12), (1, "ada", 2)]}  # fmt: skip
    found = speech.read_clips(archive(tmp_path / "a.zip", files | {"readme.txt": b""}))
    assert found.digits.tolist() == [1, 1, 3]
    assert found.speakers.tolist() == [0, 1, 1]
    assert found.takes.tolist() == [2, 12, 0]
    assert found.of(found.speakers == 1).digits.tolist() == [1, 3]


def test_other_files_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"must hold files such as 7_ada_12\.wav, got none"):
        speech.read_clips(archive(tmp_path / "a.zip", {"x.txt": b""}))
    with pytest.raises(ValueError, match=r"1_ada_0\.wav must be 16 bit mono with 8000 samples a second"):
        speech.read_clips(archive(tmp_path / "b.zip", {"1_ada_0.wav": as_wav(tone(500), rate=16000)}))


def test_without_the_file_there_is_a_stand_in_with_as_many_of_each(monkeypatch, capsys):
    def missing(name):
        raise registry.DataError("no network")

    monkeypatch.setattr(speech, "fetch", missing)
    speech.load_fsdd.cache_clear()
    found = speech.load_clips()
    assert "In its place: a stand-in" in capsys.readouterr().out
    assert len({*zip(found.digits.tolist(), found.speakers.tolist(), found.takes.tolist(), strict=True)}) == 3000
    speech.load_fsdd.cache_clear()
