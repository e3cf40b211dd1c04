"""Unit 05. Pictures of emoji with their names: OpenMoji's font, or signs of matplotlib's fonts in its place."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from vecembed_lab.data.registry import DataError, fetch, say_stand_in

SIDE, POINTS = 32, 28
WORDS_LEFT_OUT = {"sign", "symbol", "with", "and", "of", "the", "for", "face"}  # they say little of the picture
SIGNS = ((0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF), (0x25A0, 0x27BF), (0x2900, 0x297F), (0x2B00, 0x2B2F))
COLOURS = ("black", "red", "green", "blue", "orange", "purple")
STANDIN = "a stand-in, signs of the font DejaVu Sans in six colours"


class Emoji(NamedTuple):
    """Pictures in colour, from 0 to 1 on white, with a name each; `source` says where they come from."""

    pictures: Float[ndarray, "n 3 32 32"]
    names: tuple[str, ...]
    source: str

    def chosen(self, rows: ndarray) -> "Emoji":
        """Some of them."""
        return Emoji(self.pictures[rows], tuple(np.array(self.names, dtype=object)[rows]), self.source)


@cache
def load_emoji() -> Emoji:
    """The emoji that Python can name, about 1,400; without the font a stand-in, and a printed sentence that says so."""
    try:
        return openmoji()
    except DataError:
        say_stand_in("openmoji", "OpenMoji is", STANDIN)
        return stand_in()


def openmoji() -> Emoji:
    """The emoji of OpenMoji, no two of them drawn alike. Raises DataError if the font cannot be had."""
    path = fetch("openmoji")["glyf_colr0.ttf"]
    codes = [code for code in _codes(path) if code > 0xFF and unicodedata.category(chr(code)) == "So"]
    pictures = [_drawn(path, chr(code), "black") for code in codes]
    return _without_copies(pictures, [_name(code) for code in codes], "OpenMoji 17, by open source contributors")


def stand_in() -> Emoji:
    """Arrows, stars and other signs, each in one of six colours, which is part of its name."""
    from matplotlib import get_data_path

    path = Path(get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    codes = [code for code in _codes(path) if any(first <= code <= last for first, last in SIGNS) and _name(code)]
    colours = [COLOURS[code % len(COLOURS)] for code in codes]
    pictures = [_drawn(path, chr(code), colour) for code, colour in zip(codes, colours, strict=True)]
    names = [f"{colour} {_name(code)}" for code, colour in zip(codes, colours, strict=True)]
    return _without_copies(pictures, names, STANDIN)


def _codes(path: Path) -> list[int]:
    from matplotlib.ft2font import FT2Font

    return [code for code in sorted(FT2Font(str(path)).get_charmap()) if _name(code)]


def _name(code: int) -> str:
    return unicodedata.name(chr(code), "").lower()


def _drawn(path: Path, character: str, colour: str) -> ndarray:
    from PIL import Image, ImageDraw

    sheet = Image.new("RGB", (SIDE, SIDE), "white")
    middle = (SIDE / 2, SIDE / 2)
    ImageDraw.Draw(sheet).text(middle, character, fill=colour, font=_ink(path), anchor="mm", embedded_color=True)
    return np.asarray(sheet)


@cache
def _ink(path: Path):
    from PIL import ImageFont

    return ImageFont.truetype(str(path), POINTS)


def _without_copies(pictures: list[ndarray], names: list[str], source: str) -> Emoji:
    """Those that differ from all before them and are not empty."""
    first = {picture.tobytes(): i for i, picture in reversed(list(enumerate(pictures))) if picture.min() < 255}
    kept = sorted(first.values())
    channels_first = np.stack([pictures[i] for i in kept]).transpose(0, 3, 1, 2)
    return Emoji(channels_first.astype(np.float32) / 255, tuple(names[i] for i in kept), source)


def words_of(name: str) -> list[str]:
    """The words of a name that say something of the picture; all of them if none does."""
    every = name.replace("-", " ").split()
    return [word for word in every if word not in WORDS_LEFT_OUT] or every


def families(names: tuple[str, ...]) -> Int[ndarray, " n"]:
    """A number for each emoji: those whose names end with the same telling word have the same one.

    Clock faces, hearts and circles are families; to hold out whole families is harder than to hold out emoji.
    """
    heads = [_head(name) for name in names]
    number = {head: i for i, head in enumerate(dict.fromkeys(heads))}
    return np.array([number[head] for head in heads])


def _head(name: str) -> str:
    for kind in ("clock", "face", "heart", "arrow", "moon", "book", "person", "hand", "square", "circle"):
        if kind in name:
            return kind
    return words_of(name)[-1]


def of_kind(names: tuple[str, ...], kind: str) -> Int[ndarray, " m"]:
    """The rows whose name has the word `kind`, such as heart or arrow."""
    return np.array([i for i, name in enumerate(names) if kind in name.split()], dtype=int)


def in_a_colour(names: tuple[str, ...], kind: str) -> Int[ndarray, " m"]:
    """The rows whose name has the word `kind` and a colour of the rainbow or brown."""
    colours = {"red", "orange", "yellow", "green", "blue", "purple", "brown"}
    return np.array([i for i in of_kind(names, kind) if colours & set(names[i].split())], dtype=int)


def kinds(names: tuple[str, ...]) -> dict[str, Int[ndarray, " m"]]:
    """Hearts, squares and circles in colours, clocks and arrows: the rows of each kind that has two or more."""
    rows = {f"{kind}s": in_a_colour(names, kind) for kind in ("heart", "square", "circle")}
    rows |= {f"{kind}s": of_kind(names, kind) for kind in ("clock", "arrow")}
    return {kind: some for kind, some in rows.items() if len(some) > 1}
