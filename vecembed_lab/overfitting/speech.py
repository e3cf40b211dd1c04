"""Unit 09. Spoken digits as vectors: how loud each of 40 bands of pitch is, in four parts of a recording."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from vecembed_lab.audio import recordings
from vecembed_lab.audio.spectra import frames, mel_bank
from vecembed_lab.data.registry import DataError, say_stand_in

FRAME, HOP = 256, 128  # samples of a stretch, and from the beginning of one to that of the next
BANDS, PARTS = 40, 4
FLOOR = 1e-10  # added to each power, so that silence has a logarithm
STANDIN = "a stand-in, vectors drawn by a model of voices"


@dataclass(frozen=True)
class Clips:
    """n recordings: a vector each, the digit said, the number of the speaker, and the how-manieth take it was."""

    vectors: Float[ndarray, "n d"]
    digits: Int[ndarray, " n"]
    speakers: Int[ndarray, " n"]
    takes: Int[ndarray, " n"]
    source: str

    def __len__(self) -> int:
        return len(self.digits)


def loudness(samples: Sequence[Float[ndarray, " _"]]) -> Float[ndarray, "n d"]:
    """For each recording the mean log power of each band in each of four equal parts, in nats; padded if it is short.

    Twice as loud adds log 4 to every number.
    """
    bands, window = mel_bank(BANDS, recordings.RATE, FRAME).T, np.hanning(FRAME)
    rows = np.empty((len(samples), PARTS * BANDS))
    for row, x in zip(rows, samples, strict=True):
        x = np.pad(x, (0, max(0, FRAME + (PARTS - 1) * HOP - len(x))))
        mel = np.log(np.abs(np.fft.rfft(frames(x, FRAME, HOP) * window)) ** 2 @ bands + FLOOR)
        row[:] = np.concatenate([part.mean(axis=0) for part in np.array_split(mel, PARTS)])
    return rows


@cache
def load_fsdd() -> Clips:
    """The 3,000 recordings of unit 06, in the order of speaker, digit and take; its errors are theirs."""
    found = recordings.load_fsdd()
    found = found.some(np.lexsort((found.takes, found.digits, found.speakers)))
    speakers = np.unique(found.speakers, return_inverse=True)[1]
    return Clips(loudness(found.clips), found.digits, speakers, found.takes, "3,000 spoken digits, six speakers")


def simulated(*, rng: np.random.Generator) -> Clips:
    """3,000 vectors of the same kind: a digit, a voice, how this voice says this digit, loudness and noise."""
    d = PARTS * BANDS
    digits, speakers = (np.repeat(np.arange(n), 3000 // n) for n in (10, 6))
    digits = np.tile(np.repeat(np.arange(10), 50), 6)
    mean = rng.normal(size=(10, d)) + 2 * rng.normal(size=(6, 1, d)) + rng.normal(size=(6, 10, d))
    vectors = mean[speakers, digits] + rng.normal(size=(3000, 1)) + 0.7 * rng.normal(size=(3000, d))
    return Clips(vectors, digits, speakers, np.tile(np.arange(50), 60), STANDIN)


def load_clips() -> Clips:
    """Those of the Free Spoken Digit Dataset if they can be had; otherwise a stand-in, and a sentence that says so."""
    try:
        return load_fsdd()
    except DataError:
        say_stand_in("spoken-digits", "The spoken digits are", STANDIN)
        return simulated(rng=np.random.default_rng(0))
