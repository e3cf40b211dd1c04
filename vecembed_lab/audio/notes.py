"""Unit 06. Notes of many instruments, each at several pitches, and from which recording each note was made."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from vecembed_lab.audio.recordings import RATE
from vecembed_lab.audio.soundfont import PEAK, SoundFont
from vecembed_lab.data.registry import DataError, fetch, say_stand_in

KEYS = (48, 52, 55, 60, 64, 67, 72)  # C E G C E G C, from an octave below middle C to one above
MELODIC = range(112)  # those above are drums and noises
STANDIN = "a stand-in, made instruments whose overtones are drawn at random"


@dataclass(frozen=True)
class Notes:
    """Notes of one second at RATE, equally loud at their peak; `names` are those of all instruments, by number."""

    samples: Float[ndarray, "n length"]
    instrument: Int[ndarray, " n"]
    key: Int[ndarray, " n"]
    recording: Int[ndarray, " n"]
    names: dict[int, str]
    source: str

    def row(self, name: str, key: int) -> int:
        """The row of a note, by an instrument's name and the key. Raises KeyError if there is none."""
        for row in np.flatnonzero(self.key == key):
            if self.names[int(self.instrument[row])] == name:
                return int(row)
        raise KeyError(f"no note of {name!r} at key {key}")


def load_notes() -> Notes:
    """Notes of a sound font if it can be had; otherwise a stand-in, and a printed sentence that says so."""
    try:
        font = SoundFont(fetch("soundfont")["TimGM6mb.sf2"])
    except DataError:
        say_stand_in("soundfont", "The sound font is", STANDIN)
        return made_notes(rng=np.random.default_rng(0))
    return notes_of(font, MELODIC)


def notes_of(font: SoundFont, numbers: Sequence[int]) -> Notes:
    """The notes of some instruments at all KEYS; a key that an instrument lacks, or that is silent, is left out."""
    asked = [(number, key) for number in numbers for key in KEYS]
    found = [(*pair, font.note(*pair, rate=RATE, seconds=1.0)) for pair in asked]
    number, key, note = zip(*[row for row in found if row[2]], strict=True)
    samples = np.stack([one.samples for one in note]).astype(np.float32)
    recording = np.array([one.recording for one in note])
    names = {n: font.names[n] for n in numbers}
    return Notes(samples, np.array(number), np.array(key), recording, names, "TimGM6mb")


def made_notes(*, rng: np.random.Generator) -> Notes:
    """Instruments of twelve overtones, each as loud and as fast to fade as was drawn for it; one recording each."""
    time = np.arange(RATE) / RATE
    loudness, fading = rng.exponential(size=(2, len(MELODIC), 12))
    names = {number: "Piano 1" if number == 0 else f"made {number}" for number in MELODIC}
    pairs = np.array([(number, key) for number in MELODIC for key in KEYS])
    samples = np.zeros((len(pairs), len(time)), np.float32)
    for row, (number, key) in enumerate(pairs):
        hz = 440 * 2 ** ((key - 69) / 12) * np.arange(1, 13)
        for overtone in np.flatnonzero(hz < RATE / 2):
            fade = loudness[number, overtone] * np.exp(-5 * fading[number, overtone] * time)
            samples[row] += fade * np.sin(2 * np.pi * hz[overtone] * time)
    samples *= PEAK / np.abs(samples).max(axis=1, keepdims=True)
    return Notes(samples, *pairs.T, pairs[:, 0], names, STANDIN)
