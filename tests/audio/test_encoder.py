"""The small encoder and the published one: shapes, planted classes, what comes back twice, what is refused."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from tests.fetched import or_skip
from vecembed_lab.audio import voices
from vecembed_lab.audio.encoder import FLOOR, SoundEncoder, embed, fitted, train, untrained
from vecembed_lab.audio.recognition import by_prototype
from vecembed_lab.data.registry import DataError

RNG = np.random.default_rng(0)


def test_a_spectrum_is_cut_or_filled_up():
    short = np.full((3, 2), -10.0)
    assert_array_equal(fitted(short, 5), [[-10, -10]] * 3 + [[FLOOR, FLOOR]] * 2)
    assert_array_equal(fitted(np.full((9, 2), -70.0), 4), np.full((4, 2), FLOOR))


@pytest.fixture(scope="module")
def planted():
    """Three kinds of sheets: a bar of sound at another height each, in noise."""
    labels = np.repeat([3, 5, 8], 20)
    sheets = np.random.default_rng(0).uniform(-52, -20, size=(60, 12, 16)).astype(np.float32)
    for row, label in enumerate(labels):
        sheets[row, :, label] = 0
    return sheets, labels


def test_planted_kinds_are_told_apart(planted):
    sheets, labels = planted
    half = np.arange(60) % 2 == 0
    net = train(sheets[half], labels[half], seed=0, classes=3, each=4, steps=30)
    vectors = embed(net, sheets)
    assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    assert (by_prototype(vectors[half], labels[half], vectors[~half]) == labels[~half]).mean() > 0.9
    again = train(sheets[half], labels[half], seed=0, classes=3, each=4, steps=30, device="cpu")
    assert_allclose(embed(again, sheets), vectors, atol=1e-6)  # one seed, one network


def test_training_leaves_torchs_own_numbers_alone(planted):
    sheets, labels = planted
    torch.manual_seed(7)
    before = torch.get_rng_state()
    train(sheets, labels, seed=1, steps=1)
    untrained(sheets, seed=1)
    assert torch.equal(torch.get_rng_state(), before)


def test_one_class_is_refused(planted):
    with pytest.raises(ValueError, match="two classes are needed, got 1"):
        train(planted[0], np.zeros(60, int), seed=0)


def test_a_network_has_the_size_it_is_asked_for():
    net = SoundEncoder(13, 7, dim=5, seed=0).eval()
    assert net(torch.zeros(2, 13, 7)).shape == (2, 5)


# The published encoder


@pytest.fixture(scope="module")
def network():
    return voices.VoiceEncoder(seed=0).eval()


def test_a_clip_has_one_vector_whatever_stands_beside_it(network):
    clips = [RNG.uniform(-0.5, 0.5, size=n).astype(np.float32) for n in (4000, 900, 6500)]
    together = voices.embed_voices(network, clips)
    alone = np.concatenate([voices.embed_voices(network, [clip]) for clip in clips])
    assert_allclose(together, alone, atol=1e-5)
    assert_allclose(np.linalg.norm(together, axis=1), 1, rtol=1e-5)


def test_the_bank_matters_and_is_not_in_decibels():
    clip = RNG.uniform(-0.5, 0.5, size=4000).astype(np.float32)
    mel = voices.voice_mel(clip)
    assert mel.shape == (26, 40)
    assert_allclose(voices.voice_mel(clip / 2), mel / 4, rtol=1e-4)
    assert np.abs(voices.voice_mel(clip, scale="htk", equal_area=False) - mel).max() > 0.1


def test_what_is_no_sound_is_refused(network):
    with pytest.raises(ValueError, match="was int16 not divided"):
        voices.embed_voices(network, [np.full(4000, 900.0)])


def test_without_data_the_stand_in_says_so(monkeypatch, capsys):
    def absent(name):
        raise DataError("not here")

    monkeypatch.setattr(voices, "fetch", absent)
    voices.load_voice_encoder()
    assert "In its place: a stand-in" in capsys.readouterr().out


def test_the_published_weights_tell_two_voices_apart():
    from vecembed_lab.audio.recordings import load_fsdd
    from vecembed_lab.audio.spectra import resample

    given, network = or_skip(load_fsdd), or_skip(voices.load_published)
    rows = [given.row(digit, name, 0) for name in ("theo", "nicolas") for digit in range(6)]
    clips = [resample(given.clips[row], 8000, voices.RATE) for row in rows]
    cosines = np.corrcoef(voices.embed_voices(network, clips))
    alike, other = np.kron(np.eye(2), np.ones((6, 6))) - np.eye(12), np.kron(1 - np.eye(2), np.ones((6, 6)))
    assert (cosines * alike).sum() / alike.sum() > (cosines * other).sum() / other.sum() + 0.1
