"""`vecembed bench media`: mel spectra of unit 06 and of librosa, views and training of unit 05 and of a plain loop."""

import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab import CourseError
from vecembed_lab.audio.recordings import RATE, Recordings, load_digits
from vecembed_lab.audio.spectra import log_mel, resample
from vecembed_lab.files.installed import install
from vecembed_lab.files.record import Progress, machine, measure_all
from vecembed_lab.images.bench import BATCH, Task, jobs, making_views, training
from vecembed_lab.images.emoji import load_emoji

SECONDS = 3600  # of speech


class Setting(NamedTuple):
    """A sampling rate, the samples of a frame and from one to the next, and the number of bands."""

    rate: int
    size: int
    hop: int
    bands: int

    def __str__(self) -> str:
        return f"{self.rate // 1000} kHz"


SETTINGS = (Setting(RATE, 256, 80, 40), Setting(2 * RATE, 512, 160, 64))


def speech(recordings: Recordings, rate: int) -> Float[ndarray, " n"]:
    """SECONDS of recordings, one after the other and again from the first, at another sampling rate."""
    samples = np.concatenate(recordings.clips)
    samples = samples if rate == RATE else np.clip(resample(samples, RATE, rate), -1, 1)
    return np.resize(samples, SECONDS * rate)


def ours(samples: Float[ndarray, " n"], setting: Setting) -> Float[ndarray, "t bands"]:
    """Decibels in mel bands by `log_mel`."""
    return log_mel(samples, setting.rate, size=setting.size, hop=setting.hop, bands=setting.bands)


def librosas(samples: Float[ndarray, " n"], setting: Setting) -> Float[ndarray, "t bands"]:
    """The same by librosa: HTK's mel, triangles of height 1, no padding at the ends."""
    import librosa

    power = librosa.feature.melspectrogram(
        y=samples,
        sr=setting.rate,
        n_fft=setting.size,
        hop_length=setting.hop,
        n_mels=setting.bands,
        center=False,
        htk=True,
        norm=None,
    )
    return librosa.power_to_db(power, ref=np.max, top_db=80).T


def hearing(recordings: Recordings, setting: Setting) -> Task:
    """Frames and mel of speech; their quality is the largest difference from librosa's, as a share of the loudest."""
    samples = speech(recordings, setting.rate)
    right = _power(librosas(samples, setting))  # and what librosa compiles is compiled

    def judge(found: Float[ndarray, "t bands"]) -> float:
        return float(np.abs(_power(found) - right).max())

    ways = {"librosa": lambda seed: librosas(samples, setting), "ours": lambda seed: ours(samples, setting)}
    return Task(f"mel, {SECONDS:,} s, {setting}", ways, "off by", judge)


def _power(decibels: Float[ndarray, "t bands"]) -> Float[ndarray, "t bands"]:
    return 10 ** (decibels / 10)


def about() -> dict[str, Any]:
    """The settings, the machine, the versions and the data of a run."""
    packages = ("librosa", "numpy", "scipy", "torch")
    return {
        "settings": {str(setting): f"{setting.size}/{setting.hop}/{setting.bands}" for setting in SETTINGS},
        "batch": BATCH,
        "machine": machine(),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in packages},
        "speech": load_digits().source,
        "pictures": load_emoji().source,
    }


def run(path: Path, rounds: int, *, progress: Progress) -> dict[str, Any]:
    """Measure what the record at `path` lacks and return all that is measured.

    Errors are those of `measure_all`, and CourseError if librosa is not installed.
    """
    try:
        import librosa  # noqa: F401
    except ImportError:
        raise CourseError(f"this needs librosa: {install('dev')}") from None
    recordings = load_digits()
    tasks = [*(hearing(recordings, setting) for setting in SETTINGS), making_views(), training()]
    return measure_all(path, about(), list(jobs(tasks, rounds)), progress=progress)
