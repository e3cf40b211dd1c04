"""Unit 06. Notes of instruments from a sound font: recordings of some notes, played slower or faster for the others.

What a full synthesizer adds (envelopes, filters, several layers) is left out: a note here is one recording at another
speed, and which recording it is comes with it.
Source: SoundFont Technical Specification 2.04 (E-mu Systems, 2006), chapter 7.
"""

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

RECORDS = {
    "phdr": "S20 name, u2 number, u2 bank, u2 bag, u4 library, u4 genre, u4 morphology",
    "inst": "S20 name, u2 bag",
    "shdr": "S20 name, u4 start, u4 end, u4 loop, u4 loop_end, u4 rate, u1 key, i1 cents, u2 link, u2 type",
    "pbag": "u2 gen, u2 mod",
    "ibag": "u2 gen, u2 mod",
    "pgen": "u2 kind, u2 amount",
    "igen": "u2 kind, u2 amount",
}
INSTRUMENT, KEYS, VELOCITIES, SEMITONES, CENTS, SAMPLE, LOOPS, ROOT = 41, 43, 44, 51, 52, 53, 54, 58  # generators
VELOCITY = 100  # how hard a key is pressed, of 127
PEAK = 0.5  # of every note, so that loudness tells nothing

Zone = dict[int, int]  # amounts by kind of generator


class Note(NamedTuple):
    """A note as samples in [-0.5, 0.5], and the number of the recording that it was made from."""

    samples: Float[ndarray, " n"]
    recording: int


class SoundFont:
    """Instruments of a .sf2 file, by number. `names` are those of the first bank.

    Raises ValueError for a file that is none.
    """

    def __init__(self, path: Path):
        try:
            parts = dict(_parts(memoryview(path.read_bytes())))
            self.tables = {name: np.frombuffer(parts[name], _dtype(text)) for name, text in RECORDS.items()}
            self.wave = np.frombuffer(parts["smpl"], "<i2")
        except (struct.error, KeyError, ValueError) as error:
            raise ValueError(f"{path.name} is no complete sound font ({type(error).__name__}: {error})") from error
        heads = self.tables["phdr"][:-1]  # the last record only ends the list
        self._rows = {int(head["number"]): row for row, head in enumerate(heads) if head["bank"] == 0}
        self.names = {number: heads[row]["name"].decode("latin-1") for number, row in sorted(self._rows.items())}

    def note(self, number: int, key: int, *, rate: int, seconds: float) -> Note | None:
        """A note of an instrument; keys are counted in semitones and 60 is middle C. None if it has no such key.

        Raises ValueError for an instrument that the font does not have.
        """
        if number not in self._rows:
            raise ValueError(f"instruments are numbered from 0 to {max(self._rows)}, got {number}")
        zone = next((z for z in self._zones(number, key) if SAMPLE in z), None)
        if zone is None:
            return None
        head = self.tables["shdr"][zone[SAMPLE]]
        root = zone.get(ROOT, int(head["key"]))
        cents = 100 * (key - root + _signed(zone.get(SEMITONES, 0))) + _signed(zone.get(CENTS, 0)) + int(head["cents"])
        speed = 2 ** (cents / 1200) * int(head["rate"]) / rate
        at = _looped(np.arange(int(rate * seconds)) * speed, head) if zone.get(LOOPS, 0) & 1 else None
        return self._read(head, np.arange(int(rate * seconds)) * speed if at is None else at, zone[SAMPLE])

    def _read(self, head: np.void, at: Float[ndarray, " n"], recording: int) -> Note | None:
        """The recording at fractional places, between two samples on a line; silence after its end."""
        recorded = self.wave[int(head["start"]) : int(head["end"])] / 32768
        samples = np.interp(at, np.arange(len(recorded)), recorded, right=0.0)
        loudest = np.abs(samples).max()
        return Note(PEAK * samples / loudest, int(recording)) if loudest > 0 else None

    def _zones(self, number: int, key: int) -> Iterator[Zone]:
        """What the instrument says about a key, the first layer first."""
        for zone in self._bags("p", self.tables["phdr"], self._rows[number]):
            if INSTRUMENT in zone and _covers(zone, key):
                yield from (z for z in self._bags("i", self.tables["inst"], zone[INSTRUMENT]) if _covers(z, key))

    def _bags(self, level: str, heads: ndarray, row: int) -> Iterator[Zone]:
        """The zones of a record; the first may be none but say what holds for all others."""
        bags, gens = self.tables[f"{level}bag"]["gen"], self.tables[f"{level}gen"]
        common: Zone = {}
        for bag in range(int(heads["bag"][row]), int(heads["bag"][row + 1])):
            found = {int(g["kind"]): int(g["amount"]) for g in gens[bags[bag] : bags[bag + 1]]}
            if not {INSTRUMENT, SAMPLE} & found.keys():
                common = found
            else:
                yield common | found


def _parts(data: memoryview) -> Iterator[tuple[str, memoryview]]:
    """The named parts of a RIFF file, those in lists too."""
    at = 0
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + size]
        if len(body) < size:
            raise ValueError("it ends early")
        if name in (b"RIFF", b"LIST"):
            yield from _parts(body[4:])
        else:
            yield name.decode("latin-1"), body
        at += 8 + size + size % 2


def _dtype(text: str) -> np.dtype:
    fields = [part.split() for part in text.split(", ")]
    return np.dtype([(name, kind if kind[0] == "S" else f"<{kind}") for kind, name in fields])


def _covers(zone: Mapping[int, int], key: int) -> bool:
    """Whether a zone is played for a key pressed as hard as VELOCITY: low byte and high byte are the limits."""
    limits = (zone.get(KEYS, 127 << 8), zone.get(VELOCITIES, 127 << 8))
    return all((pair & 255) <= value <= (pair >> 8) for pair, value in zip(limits, (key, VELOCITY), strict=True))


def _signed(amount: int) -> int:
    return amount - 65536 if amount > 32767 else amount


def _looped(at: Float[ndarray, " n"], head: np.void) -> Float[ndarray, " n"]:
    """Places in a recording whose middle part is played again and again."""
    first, last = (int(head[name]) - int(head["start"]) for name in ("loop", "loop_end"))
    return np.where(at < last, at, first + (at - first) % (last - first)) if last > first else at
