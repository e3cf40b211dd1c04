"""Sound fonts: a font written by hand, a damaged one, and the notes that are made from it."""

import struct

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from vecembed_lab.audio import notes as module
from vecembed_lab.audio.notes import KEYS, load_notes, made_notes, notes_of
from vecembed_lab.audio.soundfont import SoundFont
from vecembed_lab.data.registry import DataError

RATE = 8000
LOOPED, ONCE, HELD_KEY = 0, 1, 60


def part(name, body):
    return name.encode() + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def gens(*pairs):
    return b"".join(struct.pack("<HH", kind, amount) for kind, amount in pairs)


def keys(low, high):
    return 43, low | high << 8


def font_bytes():
    """One instrument: below middle C a wave of 80 samples that is looped, from there on one of 40, played once."""
    wave = np.concatenate([np.sin(2 * np.pi * np.arange(800) / 80), np.sin(2 * np.pi * np.arange(400) / 40)])
    heads = struct.pack("<20sHHHIII", b"Whistle", 0, 0, 0, 0, 0, 0) + struct.pack(
        "<20sHHHIII", b"EOP", 0, 0, 1, 0, 0, 0
    )
    insts = struct.pack("<20sH", b"whistle", 0) + struct.pack("<20sH", b"EOI", 3)
    shdr = struct.pack("<20sIIIIIBbHH", b"low", 0, 800, 80, 720, RATE, 48, 0, 0, 1)
    shdr += struct.pack("<20sIIIIIBbHH", b"high", 800, 1200, 800, 1200, RATE, 60, 0, 0, 1)
    shdr += struct.pack("<20sIIIIIBbHH", b"EOS", 0, 0, 0, 0, 0, 0, 0, 0, 0)
    igen = gens((54, 0), keys(0, 59), (54, 1), (53, LOOPED), keys(60, 127), (53, ONCE), (0, 0))
    tables = {
        "phdr": heads,
        "pbag": struct.pack("<HHHH", 0, 0, 1, 0),
        "pgen": gens((41, 0), (0, 0)),
        "inst": insts,
        "ibag": struct.pack("<8H", 0, 0, 1, 0, 4, 0, 6, 0),
        "igen": igen,
        "shdr": shdr,
    }
    pdta = b"pdta" + b"".join(part(name, body) for name, body in tables.items())
    sdta = b"sdta" + part("smpl", (wave * 32767).astype("<i2").tobytes())
    return part("RIFF", b"sfbk" + part("LIST", sdta) + part("LIST", pdta))


@pytest.fixture
def font(tmp_path):
    path = tmp_path / "by hand.sf2"
    path.write_bytes(font_bytes())
    return SoundFont(path)


def test_a_note_at_its_own_pitch_is_its_recording(font):
    note = font.note(0, 60, rate=RATE, seconds=0.05)
    assert note.recording == ONCE
    assert_allclose(note.samples[:300], 0.5 * np.sin(2 * np.pi * np.arange(300) / 40), atol=1e-4)
    assert (note.samples[400:] == 0).all()  # played once, then silence


def test_an_octave_lower_is_half_as_fast(font):
    low = font.note(0, 36, rate=RATE, seconds=0.2)
    assert low.recording == LOOPED
    assert_allclose(low.samples, 0.5 * np.sin(2 * np.pi * np.arange(1600) / 160), atol=2e-3)  # and it goes on: a loop


def test_another_rate_is_the_same_sound(font):
    assert_allclose(
        font.note(0, 48, rate=2 * RATE, seconds=0.05).samples[::2],
        font.note(0, 48, rate=RATE, seconds=0.05).samples,
        atol=1e-3,
    )


def test_names_and_numbers(font):
    assert font.names == {0: "Whistle"}
    with pytest.raises(ValueError, match="numbered from 0 to 0, got 7"):
        font.note(7, 60, rate=RATE, seconds=0.1)


@pytest.mark.parametrize("keep", [0, 30, 2000], ids=["nothing", "a head", "half"])
def test_a_damaged_font_is_refused(tmp_path, keep):
    path = tmp_path / "damaged.sf2"
    path.write_bytes(font_bytes()[:keep])
    with pytest.raises(ValueError, match=r"damaged.sf2 is no complete sound font"):
        SoundFont(path)


def test_the_notes_of_a_font(font):
    found = notes_of(font, [0])
    assert_array_equal(found.key, KEYS)
    assert_array_equal(found.recording, [LOOPED if key < HELD_KEY else ONCE for key in KEYS])
    assert found.names == {0: "Whistle"}


def test_without_data_the_stand_in_says_so(monkeypatch, capsys):
    def absent(name):
        raise DataError("not here")

    monkeypatch.setattr(module, "fetch", absent)
    found = load_notes()
    assert "In its place: a stand-in" in capsys.readouterr().out
    assert found.samples.shape == (112 * len(KEYS), 8000)
    assert_allclose(np.abs(found.samples).max(axis=1), 0.5, rtol=1e-5)
    assert_array_equal(found.recording // 2, found.instrument)
    assert_array_equal(found.recording % 2, found.key >= 60)


def test_made_notes_have_their_pitch():
    found = made_notes(rng=np.random.default_rng(1))
    row = KEYS.index(60)  # of the first instrument
    power = np.abs(np.fft.rfft(found.samples[row].astype(float))) ** 2
    harmonics = 440 * 2 ** (-9 / 12) * np.arange(1, 13)
    near = np.abs(np.arange(len(power))[:, None] - harmonics).min(axis=1) < 8
    assert power[near].sum() > 0.95 * power.sum()
