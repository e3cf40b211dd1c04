"""Unit 06. What the lesson, the claims and the challenge draw: spectra, splits by voice, trained encoders, voices."""

from functools import cache

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from vecembed_lab.audio.notes import Notes, load_font_notes
from vecembed_lab.audio.recognition import (
    by_neighbours,
    by_prototype,
    nearest_other,
    pooled,
    speaker_folds,
    standardised,
)
from vecembed_lab.audio.recordings import RATE, Recordings, load_fsdd
from vecembed_lab.audio.spectra import log_mel
from vecembed_lab.images.verification import eer_of

HOP = 128  # 16 ms
WORD, NOTE = 40, 60  # frames that an encoder hears: .64 s of a word, .96 s of a note
UNSEEN = 28  # instruments of 112


@cache
def digits() -> Recordings:
    """The spoken digits; claims and the challenge are not about the stand-in. Raises DataError if they are not here."""
    return load_fsdd()


@cache
def spectra() -> list[Float[ndarray, "_ bands"]]:
    """Their log-mel spectra."""
    return [log_mel(clip, RATE, hop=HOP) for clip in digits().clips]


def sheets(spectra: list[Float[ndarray, "_ bands"]], n_frames: int) -> Float[ndarray, "n n_frames bands"]:
    """Spectra of one length, for an encoder."""
    from vecembed_lab.audio import encoder

    return np.stack([encoder.fitted(spectrum, n_frames) for spectrum in spectra])


def quarters(spectra: list[Float[ndarray, "_ bands"]]) -> Float[ndarray, "n d"]:
    """The means of the four quarters of each sound."""
    return np.stack([pooled(spectrum, 4) for spectrum in spectra])


def means_and_deviations(spectra: list[Float[ndarray, "_ bands"]]) -> Float[ndarray, "n d"]:
    """Mean and standard deviation of each band over time."""
    return np.stack([np.concatenate([spectrum.mean(axis=0), spectrum.std(axis=0)]) for spectrum in spectra])


def judged(
    vectors: Float[ndarray, "n d"], digits: Int[ndarray, " n"], held: Bool[ndarray, " n"]
) -> tuple[float, float, float]:
    """For the voice held out: the shares right by prototypes and by five neighbours of other voices, and the EER of
    whether two of its clips are the same digit.
    """
    known, asked = (vectors[~held], digits[~held]), vectors[held]
    right = [float((guess(*known, asked) == digits[held]).mean()) for guess in (by_prototype, by_neighbours)]
    return *right, eer_of(asked, digits[held])


@cache
def by_voice(seed: int) -> dict[str, dict[str, tuple[float, float, float]]]:
    """What `judged` says of both baselines and of the trained encoder, for each of the six voices held out."""
    from vecembed_lab.audio import encoder

    given, sheet = digits(), sheets(spectra(), WORD)
    found = {}
    for name, held in speaker_folds(given.speakers):
        net = encoder.train(sheet[~held], given.digits[~held], seed=seed)
        vectors = {
            "quarters": standardised(quarters(spectra()), ~held),
            "whole": standardised(sheet.reshape(len(sheet), -1), ~held),
            "trained": encoder.embed(net, sheet),
        }
        found[name] = {way: judged(rows, given.digits, held) for way, rows in vectors.items()}
    return found


@cache
def notes() -> Notes:
    """The notes of the sound font; claims are not about the stand-in. Raises DataError if it is not here."""
    return load_font_notes()


def unseen(instruments: Int[ndarray, " n"], *, rng: np.random.Generator) -> Bool[ndarray, " n"]:
    """Which notes are of instruments that were drawn to be held out."""
    return np.isin(instruments, rng.permutation(np.unique(instruments))[:UNSEEN])


def found_again(
    vectors: Float[ndarray, "n d"], instruments: Int[ndarray, " n"], recordings: Int[ndarray, " n"]
) -> tuple[Bool[ndarray, " m"], Bool[ndarray, " m"]]:
    """Whether the nearest other note is of the same instrument; and the same where notes made from the same recording
    are left out. Both of the same notes: those whose instrument has another recording.
    """
    apart = recordings[:, None] != recordings
    alike = instruments[:, None] == instruments
    asked = (alike & apart).any(axis=1)
    anyhow, elsewhere = (instruments[nearest_other(vectors, allowed)] == instruments for allowed in (None, apart))
    return anyhow[asked], elsewhere[asked]


@cache
def by_instrument(seed: int) -> dict[str, tuple[float, float]]:
    """Both shares of `found_again` for instruments never heard: baselines, an untrained net, a trained one."""
    from vecembed_lab.audio import encoder

    given = notes()
    sounds = [log_mel(samples, RATE, hop=HOP) for samples in given.samples]
    sheet, held = sheets(sounds, NOTE), unseen(given.instrument, rng=np.random.default_rng(seed))
    net = encoder.train(sheet[~held], given.instrument[~held], seed=seed, classes=16, each=4)
    ways = {
        "mean and deviation": standardised(means_and_deviations(sounds), ~held),
        "whole": standardised(sheet.reshape(len(sheet), -1), ~held),
        "untrained": encoder.embed(encoder.untrained(sheet[~held], seed=seed), sheet),
        "trained": encoder.embed(net, sheet),
    }
    rights = {way: found_again(rows[held], given.instrument[held], given.recording[held]) for way, rows in ways.items()}
    return {way: (float(one.mean()), float(other.mean())) for way, (one, other) in rights.items()}
