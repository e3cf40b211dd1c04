"""WAV files, whole and damaged; the spoken digits; the made voices in their place."""

import io

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.io import wavfile

from tests.fetched import or_skip
from vecembed_lab.audio import recordings
from vecembed_lab.audio.recordings import load_digits, made_voices, read_wav, scaled
from vecembed_lab.data.registry import DataError


def wav(samples, rate=8000):
    file = io.BytesIO()
    wavfile.write(file, rate, samples)
    return file.getvalue()


def test_a_file_is_read_and_scaled():
    samples, rate = read_wav(wav(np.array([0, 16384, -32768], np.int16), 11025))
    assert rate == 11025
    assert samples.dtype == np.float32
    assert_array_equal(samples, [0, 0.5, -1])
    assert_allclose(read_wav(wav(np.array([0.25, -1], np.float32)))[0], [0.25, -1])
    assert_allclose(scaled(np.array([2**30], np.int32)), [0.5])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no whole WAV file"),
        (b"RIFFwhatever, this is text", "no whole WAV file"),
        (wav(np.zeros(400, np.int16))[:-100], "no whole WAV file"),
        (wav(np.zeros((400, 2), np.int16)), "one channel is needed"),
        (wav(np.zeros(400, np.uint8)), "int16, int32 or floats, got uint8"),
        (wav(np.array([0, np.nan], np.float32)), "must be finite"),
        (wav(np.array([0, 3], np.float32)), r"must lie in \[-1, 1\]"),
    ],
    ids=["empty", "text", "cut off", "two channels", "eight bits", "NaN", "too loud"],
)
def test_a_file_that_is_no_sound_is_refused(data, said):
    with pytest.raises(ValueError, match=said):
        read_wav(data)


@pytest.fixture(scope="module")
def made():
    return made_voices(rng=np.random.default_rng(0), takes=3)


def test_made_voices_are_sounds_and_labelled(made):
    assert len(made) == len(made.clips) == 180
    assert all(np.abs(clip).max() <= 1 and len(clip) >= 2400 for clip in made.clips)
    assert set(made.digits) == set(range(10))
    row = made.row(7, "theo", 2)
    assert (made.digits[row], made.speakers[row], made.takes[row]) == (7, "theo", 2)
    with pytest.raises(KeyError, match="no recording of 7 by nobody"):
        made.row(7, "nobody", 0)


def test_some_recordings_by_mask_and_by_number(made):
    mask = made.speakers == "lucas"
    assert_array_equal(made.some(mask).digits, made.digits[mask])
    assert made.some(np.array([5, 3])).clips[1] is made.clips[3]


def test_without_data_the_stand_in_says_so(monkeypatch, capsys):
    def absent():
        raise DataError("not here")

    monkeypatch.setattr(recordings, "load_fsdd", absent)
    found = load_digits()
    assert found.source == recordings.STANDIN
    assert "In its place: a stand-in" in capsys.readouterr().out


def test_the_spoken_digits():
    found = or_skip(recordings.load_fsdd)
    assert len(found) == 3000
    counts = np.unique(np.stack([found.digits.astype(str), found.speakers]), axis=1, return_counts=True)[1]
    assert set(counts) == {50}
    assert min(map(len, found.clips)) == 1148  # as the archive has it
