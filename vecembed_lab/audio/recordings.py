"""Unit 06. Recordings: WAV files, the spoken digits, and made voices in their place where they cannot be had."""

import io
import warnings
import zipfile
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int, Real, Shaped
from numpy import ndarray

from vecembed_lab.audio.spectra import checked
from vecembed_lab.data.registry import DataError, fetch, say_stand_in

RATE = 8000  # samples a second of the spoken digits
STANDIN = "a stand-in, six made voices that say ten made words"
FULL_SCALE = {"int16": 2**15, "int32": 2**31}  # what 1 is in a file of whole numbers


@dataclass(frozen=True)
class Recordings:
    """Clips of different lengths at RATE, as samples in [-1, 1], and for each its digit, its speaker and its take."""

    clips: list[Float[ndarray, " _"]]
    digits: Int[ndarray, " n"]
    speakers: Shaped[ndarray, " n"]
    takes: Int[ndarray, " n"]
    source: str

    def __len__(self) -> int:
        return len(self.clips)

    def some(self, rows: Int[ndarray, " k"] | Bool[ndarray, " n"]) -> "Recordings":
        """The recordings of some rows, given by number or as a mask."""
        numbers = np.arange(len(self))[rows]
        clips = [self.clips[row] for row in numbers]
        return Recordings(clips, self.digits[numbers], self.speakers[numbers], self.takes[numbers], self.source)

    def row(self, digit: int, speaker: str, take: int) -> int:
        """The row of one recording. Raises KeyError if there is none."""
        found = np.flatnonzero((self.digits == digit) & (self.speakers == speaker) & (self.takes == take))
        if not len(found):
            raise KeyError(f"no recording of {digit} by {speaker}, take {take}")
        return int(found[0])


def read_wav(data: bytes) -> tuple[Float[ndarray, " n"], int]:
    """The samples of a WAV file in [-1, 1], float32, and its sampling rate.

    Raises ValueError if the file is no whole WAV file, has several channels, or numbers of another kind.
    """
    from scipy.io import wavfile

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a file that ends early is only warned of
            rate, samples = wavfile.read(io.BytesIO(data))
    except Exception as error:  # SciPy raises whatever the damage leads to
        raise ValueError(f"this is no whole WAV file ({error})") from error
    return checked(scaled(samples), rate), rate


def scaled(samples: Real[ndarray, "..."]) -> Float[ndarray, "..."]:
    """Samples as they stand in a file, in [-1, 1]: whole numbers are divided by full scale, floats stay.

    Raises ValueError for numbers of any other kind.
    """
    kind = samples.dtype.name
    if kind not in FULL_SCALE | {"float32": 1, "float64": 1}:
        raise ValueError(f"samples must be int16, int32 or floats, got {kind}")
    return (samples / FULL_SCALE.get(kind, 1)).astype(np.float32)


def load_digits() -> Recordings:
    """The spoken digits if they can be had; otherwise a stand-in, and a printed sentence that says so."""
    try:
        return load_fsdd()
    except DataError:
        say_stand_in("spoken-digits", "The spoken digits are", STANDIN)
        return made_voices(rng=np.random.default_rng(0))


def load_fsdd() -> Recordings:
    """FSDD: ten digits, six speakers, 50 takes of each, 3,000 recordings at 8,000 samples a second.

    Raises DataError if they are not cached and cannot be fetched.
    Source: Jackson et al. (2018), Free Spoken Digit Dataset 1.0.10.
    """
    with zipfile.ZipFile(fetch("spoken-digits")["fsdd-v1.0.10-recordings.zip"]) as archive:
        files = sorted(name for name in archive.namelist() if name.endswith(".wav"))
        clips = [read_wav(archive.read(name))[0] for name in files]
    labels = [name.rpartition("/")[2].removesuffix(".wav").split("_") for name in files]
    digits, speakers, takes = zip(*labels, strict=True)
    return Recordings(clips, np.array(digits, int), np.array(speakers), np.array(takes, int), "spoken digits (FSDD)")


# The stand-in


def made_voices(*, rng: np.random.Generator, takes: int = 12) -> Recordings:
    """Six voices say ten words: a word is a path of two resonances, a voice has its pitch and its size of mouth.

    Source: Fant (1960), Acoustic Theory of Speech Production: a buzz, and the resonances that it passes through.
    """
    words = rng.uniform([300, 900], [800, 2400], size=(10, 3, 2))  # (word, begin middle end, resonance), in Hz
    voices = {name: (rng.uniform(90, 220), rng.uniform(0.85, 1.2)) for name in _NAMES}
    labels = [(digit, name, take) for digit in range(10) for name in _NAMES for take in range(takes)]
    clips = [_say(words[digit], *voices[name], rng) for digit, name, _ in labels]
    digits, speakers, numbers = map(np.array, zip(*labels, strict=True))
    return Recordings(clips, digits, speakers, numbers, STANDIN)


_NAMES = ("george", "jackson", "lucas", "nicolas", "theo", "yweweler")


def _say(path: Float[ndarray, "3 2"], pitch: float, size: float, rng: np.random.Generator) -> Float[ndarray, " n"]:
    n = int(RATE * rng.uniform(0.3, 0.6))
    steps = np.linspace(0, 2, n)
    resonances = [size * np.interp(steps, range(3), path[:, i]) * rng.normal(1, 0.04) for i in range(2)]
    hz = pitch * rng.normal(1, 0.03) * (1 - 0.1 * steps / 2)  # the voice falls
    phase = 2 * np.pi * np.cumsum(hz) / RATE
    sound = 0.01 * rng.normal(size=n)
    for harmonic in range(1, int(3500 / hz.max())):
        near = sum(np.exp(-(((harmonic * hz - resonance) / 120) ** 2)) for resonance in resonances)
        sound += (near + 0.02) * np.sin(harmonic * phase)
    sound *= np.minimum(1, np.minimum(np.arange(n), np.arange(n)[::-1]) / 400)  # no click at the ends
    return (0.3 * sound / np.abs(sound).max()).astype(np.float32)
