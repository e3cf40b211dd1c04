"""Unit 09. Spoken digits as vectors: how loud each of 40 bands of pitch is, in four parts of a recording."""

import io
import re
import wave
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from vecembed_lab.data.registry import DataError, fetch

RATE = 8000  # samples a second
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

    def of(self, rows: Bool[ndarray, " n"] | Int[ndarray, " m"]) -> "Clips":
        """The recordings of these rows."""
        return Clips(self.vectors[rows], self.digits[rows], self.speakers[rows], self.takes[rows], self.source)


def mel_bands(n_bands: int, n_bins: int, rate: int) -> Float[ndarray, "{n_bands} {n_bins}"]:
    """How much each bin of a spectrum counts for each band: triangles of equal width on the mel scale, up to rate / 2.

    Source: O'Shaughnessy (1987), Speech Communication: mel = 2595 log10(1 + f / 700).
    """
    top = 2595 * np.log10(1 + rate / 2 / 700)
    edges = 700 * (10 ** (np.linspace(0, top, n_bands + 2) / 2595) - 1)
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    bins = np.linspace(0, rate / 2, n_bins)
    return np.maximum(0, np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle)))


def loudness(samples: Sequence[Float[ndarray, " _"]]) -> Float[ndarray, "n d"]:
    """For each recording the mean log power of each band in each of four equal parts, in nats; padded if it is short.

    Twice as loud adds log 4 to every number.
    """
    bands, window = mel_bands(BANDS, FRAME // 2 + 1, RATE).T, np.hanning(FRAME)
    rows = np.empty((len(samples), PARTS * BANDS))
    for row, x in zip(rows, samples, strict=True):
        x = np.pad(x, (0, max(0, FRAME + (PARTS - 1) * HOP - len(x))))
        frames = np.lib.stride_tricks.sliding_window_view(x, FRAME)[::HOP]
        mel = np.log(np.abs(np.fft.rfft(frames * window)) ** 2 @ bands + FLOOR)
        row[:] = np.concatenate([part.mean(axis=0) for part in np.array_split(mel, PARTS)])
    return rows


def read_clips(archive: Path) -> Clips:
    """The recordings of a zip archive of files named DIGIT_SPEAKER_TAKE.wav, in the order of speaker, digit and take.

    Raises ValueError if there are none, or one is not 16 bit mono at 8,000 samples a second.
    """
    with zipfile.ZipFile(archive) as packed:
        names = [re.search(r"(\d)_(\w+)_(\d+)\.wav$", name) for name in packed.namelist()]
        found = sorted((m[2], int(m[1]), int(m[3]), m.string) for m in names if m)
        if not found:
            raise ValueError(f"{archive.name} must hold files such as 7_ada_12.wav, got none")
        samples = [_samples(packed.read(name), name) for *_, name in found]
    speakers, digits, takes, _ = zip(*found, strict=True)
    numbers = np.unique(speakers, return_inverse=True)[1]
    return Clips(loudness(samples), np.array(digits), numbers, np.array(takes), "3,000 spoken digits, six speakers")


def _samples(data: bytes, name: str) -> Float[ndarray, " _"]:
    with wave.open(io.BytesIO(data)) as opened:
        if (opened.getnchannels(), opened.getsampwidth(), opened.getframerate()) != (1, 2, RATE):
            raise ValueError(f"{name} must be 16 bit mono with {RATE} samples a second")
        return np.frombuffer(opened.readframes(opened.getnframes()), "<i2") / 32768


@cache
def load_fsdd() -> Clips:
    """3,000 recordings: ten digits, six speakers, 50 takes of each.

    Raises DataError if they are not cached and cannot be fetched.
    Source: Jackson et al. (2018), Free Spoken Digit Dataset 1.0.10.
    """
    return read_clips(fetch("spoken-digits")["fsdd-v1.0.10-recordings.zip"])


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
        print(
            "The spoken digits are not on this machine and could not be fetched (`vecembed data get spoken-digits`\n"
            f"says why). In its place: {STANDIN}. Other numbers than the text was written with."
        )
        return simulated(rng=np.random.default_rng(0))
