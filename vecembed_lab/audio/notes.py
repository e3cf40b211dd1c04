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
MIDDLE_C = 60
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


def load_notes() -> Notes:
    """Notes of a sound font if it can be had; otherwise a stand-in, and a printed sentence that says so."""
    try:
        return load_font_notes()
    except DataError:
        say_stand_in("soundfont", "The sound font is", STANDIN)
        return made_notes(rng=np.random.default_rng(0))


def load_font_notes() -> Notes:
    """The notes of a sound font. Raises DataError if it is not cached and cannot be fetched."""
    return notes_of(SoundFont(fetch("soundfont")["TimGM6mb.sf2"]), MELODIC)


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
    """Instruments of twelve overtones, each as loud and as fast to fade as was drawn for it.

    Each has two recordings, one below middle C and one from there on, in which the overtones are a little louder or
    less loud.
    """
    time = np.arange(RATE) / RATE
    loudness, fading = rng.exponential(size=(2, len(MELODIC), 12))
    names = {number: "Piano 1" if number == 0 else f"made {number}" for number in MELODIC}
    pairs = np.array([(number, key) for number in MELODIC for key in KEYS])
    recording = 2 * pairs[:, 0] + (pairs[:, 1] >= MIDDLE_C)
    loudness = np.repeat(loudness, 2, axis=0) * rng.uniform(0.8, 1.2, size=(2 * len(MELODIC), 12))  # of each recording
    samples = np.zeros((len(pairs), len(time)), np.float32)
    for row, (number, key) in enumerate(pairs):
        hz = 440 * 2 ** ((key - 69) / 12) * np.arange(1, 13)
        for overtone in np.flatnonzero(hz < RATE / 2):
            fade = loudness[recording[row], overtone] * np.exp(-5 * fading[number, overtone] * time)
            samples[row] += fade * np.sin(2 * np.pi * hz[overtone] * time)
    samples *= PEAK / np.abs(samples).max(axis=1, keepdims=True)
    return Notes(samples, *pairs.T, recording, names, STANDIN)
