"""What lessons show: figures with alternative text, maps that say how far to trust them, the package's own code."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from inspect import getsource
from io import BytesIO
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.projection import trustworthiness

# Okabe & Ito (2008), Color Universal Design: told apart with every common kind of colour vision.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = "os^DvPX"  # one for each colour, because colour alone is not enough
STYLE = {
    "axes.grid": True,
    "axes.prop_cycle": f"cycler('color', {list(COLOURS)})",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 12,
    "figure.facecolor": "white",  # also in a dark theme: a picture is a sheet of paper
    "font.size": 11,
    "grid.alpha": 0.3,
    "legend.frameon": False,
}
DPI = 110  # sharp on a laptop, and a dozen figures stay below half a megabyte
LEADER = {"arrowstyle": "-", "color": "0.6", "linewidth": 0.7, "shrinkA": 0, "shrinkB": 0}  # word to point
LETTERING = {"textcoords": "offset points", "ha": "center", "va": "center", "fontsize": 9, "arrowprops": LEADER}
SIDES = np.array([(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)])
PLACES = np.vstack([SIDES, 1.8 * SIDES])  # where a word may stand, seen from its point: near it, or farther out


@contextmanager
def figure(alt: str, *, width: float = 6.4, height: float = 3.6, columns: int = 1) -> Iterator[Any]:
    """Matplotlib axes to draw on (an array of them if `columns` > 1), shown with alternative text at the end.

    `width` and `height` are in inches. Nothing is shown if the block fails.
    Raises ValueError if `alt` says nothing.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    if not alt.strip():
        raise ValueError("alt must say what the figure shows, for those who cannot see it; it is empty")
    with rc_context(STYLE):
        canvas = Figure(figsize=(width, height), layout="constrained")
        yield canvas.subplots(1, columns)
        _show(canvas, alt)


def _show(canvas: Any, alt: str) -> None:
    """Display a figure as HTML: JupyterLab and nbconvert drop the alternative text of an image/png output."""
    from IPython.display import display

    png = BytesIO()
    canvas.savefig(png, format="png", dpi=DPI, metadata={"Software": None})
    source = f"data:image/png;base64,{b64encode(png.getvalue()).decode()}"
    image = f'<img alt="{escape(alt)}" width="{canvas.get_figwidth() * 100:.0f}" src="{source}">'
    display({"text/html": image, "text/plain": alt}, raw=True)


def map_2d(
    flat: Float[ndarray, "n 2"],
    points: Float[ndarray, "n d"],
    words: Sequence[str],
    *,
    title: str,
    alt: str,
    groups: Sequence[str] | None = None,
    k: int = 5,
) -> None:
    """Show the map `flat` of the `points`, a word at each, its trustworthiness for `k` neighbours in the title.

    `groups` names the colour and marker of each word. There is no way to leave the trustworthiness out.
    Raises ValueError for more than 7 groups: more colours cannot be told apart.
    """
    if groups and len(set(groups)) > len(COLOURS):
        raise ValueError(f"a map has colours for {len(COLOURS)} groups, got {len(set(groups))}")
    trust = f"trustworthiness {trustworthiness(points, flat, k):.2f} of 1 (chance 0.5)"
    groups = np.array(groups or [""] * len(words))
    with figure(f"{alt} {trust.capitalize()}.", width=7.2, height=5.2) as axes:
        for group, colour, marker in zip(dict.fromkeys(groups), COLOURS, MARKERS, strict=False):
            axes.scatter(*flat[groups == group].T, s=18, color=colour, marker=marker, label=group)
        axes.set(title=f"{title}\n{trust}", xticks=[], yticks=[])  # a map's axes have no unit
        axes.spines[:].set_visible(False)
        axes.margins(0.1)
        if any(groups):
            axes.figure.legend(loc="outside lower center", ncols=len(COLOURS), columnspacing=1, handletextpad=0)
        _write_words(axes, flat, words)


def _write_words(axes: Any, flat: Float[ndarray, "n 2"], words: Sequence[str]) -> None:
    """Write each word at that place around its point where it covers least of what is already there."""
    from matplotlib.text import Text

    axes.figure.draw_without_rendering()  # lays out the axes, so that points have their final pixels
    unit = axes.figure.dpi / 72  # pixels a point
    pixels = axes.transData.transform(flat)  # (n, 2)
    taken = np.hstack([pixels - 3 * unit, pixels + 3 * unit])  # (boxes, 4): left, bottom, right, top
    frame = axes.bbox.extents[None]
    for word, point, pixel in zip(words, flat, pixels, strict=True):
        label = axes.annotate(word, point, (0, 0), **LETTERING)
        size = Text.get_window_extent(label).size + 2 * unit  # of the word alone, without its leader
        middles = pixel + PLACES * (size / 2 + 4 * unit)  # (16, 2)
        boxes = np.hstack([middles - size / 2, middles + size / 2])
        covered = [_overlap(box, taken) - 2 * _overlap(box, frame) for box in boxes]
        best = np.argmin(np.round(covered))  # the first of equally good ones
        taken = np.vstack([taken, boxes[best]])
        label.set_position((middles[best] - pixel) / unit)


def _overlap(box: Float[ndarray, " 4"], others: Float[ndarray, "m 4"]) -> float:
    """Area, in square pixels, that a box shares with the others."""
    sides = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])  # (m, 2)
    return float(np.prod(np.clip(sides, 0, None), axis=1).sum())


def show_source(*functions: Callable) -> None:
    """Show the source of functions of the package, so that a lesson prints the code that is tested."""
    from IPython.display import display

    source = "\n\n".join(getsource(function).rstrip() for function in functions)
    display({"text/markdown": f"```python\n{source}\n```", "text/plain": source}, raw=True)
