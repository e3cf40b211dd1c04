"""Unit 06. Players: sounds in a lesson, each with words for those who cannot hear it or have no browser."""

from html import escape

import numpy as np
from jaxtyping import Float, Real
from numpy import ndarray

from vecembed_lab.audio.spectra import checked


def play(samples: Real[ndarray, "..."], rate: int, alt: str) -> None:
    """Show a player, and below it the words that say what is to be heard.

    Raises ValueError for samples that are no sound, or if `alt` says nothing.
    """
    from IPython.display import Audio, display

    if not alt.strip():
        raise ValueError("alt must say what is to be heard, for those who cannot hear it; it is empty")
    sound = Audio(np.asarray(checked(samples, rate), dtype=float), rate=rate, normalize=False)
    player = f'<audio controls aria-label="{escape(alt)}" src="{sound.src_attr()}"></audio>'
    display({"text/html": f"{player}<br><em>{escape(alt)}</em>", "text/plain": f"Sound: {alt}"}, raw=True)


def joined_up(parts: list[Float[ndarray, " _"]], rate: int, *, pause: float = 0.15) -> Float[ndarray, " n"]:
    """Sounds one after the other, with silence of `pause` seconds between them."""
    silence = np.zeros(int(pause * rate), parts[0].dtype)
    return np.concatenate([piece for part in parts for piece in (part, silence)][:-1])
