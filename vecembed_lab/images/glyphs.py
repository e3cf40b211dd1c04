"""Unit 05. Pictures of letters, drawn from the fonts that matplotlib brings along: nothing has to be fetched."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

SIDE, POINTS = 28, 20  # pixels of a picture; size of the letters in it
BLOCKS = ((0x30, 0x24F), (0x370, 0x52F), (0x531, 0x58A), (0x10D0, 0x10FF))  # of Unicode
KNOWN = ("LATIN", "DIGIT")  # the scripts to learn from
UNSEEN = ("GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN")
CATEGORIES = {"Lu", "Ll", "Lt", "Lo", "Nd"}  # of Unicode: letters of all kinds but signs, and digits
STYLES = 4  # upright, bold, slanted, bold and slanted: four fonts a family
FAMILIES = {  # the fonts of matplotlib that number their letters as Unicode does
    "DejaVu Sans": ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique"),
    "DejaVu Sans Mono": (
        "DejaVuSansMono",
        "DejaVuSansMono-Bold",
        "DejaVuSansMono-Oblique",
        "DejaVuSansMono-BoldOblique",
    ),
    "DejaVu Serif": ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic", "DejaVuSerif-BoldItalic"),
    "STIX": ("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "STIXGeneralBolIta"),
}


class Glyphs(NamedTuple):
    """Pictures from 0 to 1, white on black, with the number of each one's character and of its font's family."""

    pictures: Float[ndarray, "n 28 28"]
    labels: Int[ndarray, " n"]
    families: Int[ndarray, " n"]
    characters: str

    def chosen(self, rows: Bool[ndarray, " n"] | Int[ndarray, " m"]) -> "Glyphs":
        """Some of the pictures."""
        return Glyphs(self.pictures[rows], self.labels[rows], self.families[rows], self.characters)


class Parts(NamedTuple):
    """What is learned from, and what is judged: other characters, of other scripts."""

    train: Glyphs
    test: Glyphs


def script(character: str) -> str:
    """The first word of its name in Unicode, such as LATIN or DIGIT."""
    return unicodedata.name(character, "").partition(" ")[0]


@cache
def load_glyphs() -> Glyphs:
    """About 11,000 pictures of 800 letters and digits in 16 fonts; those drawn alike in a font count as one.

    A character is kept if 8 of the fonts have it.
    """
    characters = "".join(chr(code) for first, last in BLOCKS for code in range(first, last + 1))
    characters = [c for c in characters if script(c) in (*KNOWN, *UNSEEN) and unicodedata.category(c) in CATEGORIES]
    names = [name for family in FAMILIES.values() for name in family]
    drawings = [draw(name, characters) for name in names]
    first = {picture.tobytes(): c for c, picture in reversed(drawings[0].items())}
    single = set(first.values())
    kept = "".join(c for c in characters if c in single and sum(c in some for some in drawings) >= 8)
    rows = [(some[c], i, n // STYLES) for n, some in enumerate(drawings) for i, c in enumerate(kept) if c in some]
    pictures, labels, families = zip(*rows, strict=True)
    return Glyphs(np.stack(pictures).astype(np.float32) / 255, np.array(labels), np.array(families), kept)


def draw(font: str, characters: Sequence[str]) -> dict[str, ndarray]:
    """A picture (28, 28) of bytes for each character that a font of matplotlib has, its box in the middle."""
    from matplotlib import get_data_path
    from matplotlib.ft2font import FT2Font
    from PIL import Image, ImageDraw, ImageFont

    path = str(Path(get_data_path(), "fonts", "ttf", f"{font}.ttf"))
    has, ink = FT2Font(path).get_charmap(), ImageFont.truetype(path, POINTS)
    pictures = {}
    for character in characters:
        if ord(character) in has:
            left, top, right, bottom = ink.getbbox(character)
            sheet, corner = Image.new("L", (SIDE, SIDE)), ((SIDE - left - right) / 2, (SIDE - top - bottom) / 2)
            ImageDraw.Draw(sheet).text(corner, character, fill=255, font=ink)
            pictures[character] = np.asarray(sheet)
    return pictures


def split(glyphs: Glyphs, n_classes: int = 40, *, rng: np.random.Generator, fonts_too: bool = False) -> Parts:
    """Latin letters and digits to learn from, and `n_classes` characters of other scripts to judge, drawn at random.

    With `fonts_too` the families of fonts are split as well: two to learn from, the other two to judge.
    Raises ValueError if there are fewer such characters.
    """
    scripts = np.array([script(c) for c in glyphs.characters])
    others = np.flatnonzero(np.isin(scripts, UNSEEN))
    if not 2 <= n_classes <= len(others):
        raise ValueError(f"n_classes must be between 2 and the {len(others)} characters there are, got {n_classes}")
    known = np.isin(scripts, KNOWN)[glyphs.labels]
    unseen = np.isin(glyphs.labels, rng.permutation(others)[:n_classes])
    if fonts_too:
        early = np.isin(glyphs.families, [0, 3])  # DejaVu Sans and STIX; Mono and Serif are judged
        known, unseen = known & early, unseen & ~early
    return Parts(glyphs.chosen(known), glyphs.chosen(unseen))
