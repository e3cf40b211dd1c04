"""Figures with alternative text, in one style, with colours that everybody can tell apart."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from io import BytesIO
from typing import Any

from numpy import ndarray

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
    "patch.linewidth": 2,  # of a histogram drawn as a line
}
DPI = 160  # sharp on every screen


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

    source = f"data:image/png;base64,{b64encode(_png(canvas)).decode()}"
    size = f'width="{canvas.get_figwidth() * 100:.0f}" style="border: 1px solid #ccc"'  # a frame, for dark themes
    image = f'<img alt="{escape(alt)}" {size} src="{source}">'
    display({"text/html": image, "text/plain": alt}, raw=True)


def _png(canvas: Any) -> bytes:
    """A picture with a palette of 64 colours: a third of the bytes, and the eye sees no difference."""
    from PIL import Image

    sheet, png = BytesIO(), BytesIO()
    canvas.savefig(sheet, format="png", dpi=DPI)
    Image.open(sheet).convert("RGB").quantize(64).save(png, format="png")
    return png.getvalue()


def check_few(n: int, most: int, what: str) -> None:
    """Raise ValueError if there are more of something than a reader can tell apart; else the rest would be left out."""
    if n > most:
        raise ValueError(f"{what} can be told apart up to {most}, got {n}")


def listing(values: Mapping[Any, float], spec: str) -> str:
    """Names and numbers in words, for an alternative text: `a: 0.25, b: 0.50` for the format ".2f"."""
    return ", ".join(f"{name}: {value:{spec}}" for name, value in values.items())


def in_words(x: Sequence[float], lines: Mapping[str, Sequence[float] | ndarray], spec: str) -> str:
    """What `draw_lines` draws, for an alternative text: `a: 1: 0.25, 2: 0.50; b: ...` for the format ".2f"."""
    return "; ".join(f"{name}: {listing(dict(zip(x, values, strict=True)), spec)}" for name, values in lines.items())


def draw_bars(axes: Any, values: Mapping[str, float], *, error: float = 0.0, faint: Sequence[str] = ()) -> None:
    """Draw a bar with its number for each name, the first at the bottom, `faint` ones in grey, each ± `error`."""
    colours = ["0.6" if name in faint else COLOURS[0] for name in values]
    bars = axes.barh(list(values), list(values.values()), color=colours, xerr=error)
    axes.bar_label(bars, fmt="%.2f", padding=14 if error else 3)
    axes.margins(x=0.15)


def draw_lines(axes: Any, x: Sequence[float], lines: Mapping[str, Sequence[float]]) -> None:
    """Draw a line with a colour and a marker of its own for each name, at most 7, and the legend."""
    check_few(len(lines), len(COLOURS), "lines")
    for (name, values), colour, marker in zip(lines.items(), COLOURS, MARKERS, strict=False):
        axes.plot(x, values, color=colour, marker=marker, label=name)
    axes.legend()


def draw_chance(axes: Any, chance: Sequence[float] | ndarray, found: Mapping[str, float], label: str) -> None:
    """Draw what chance gives as a grey histogram called `label`, and at most 3 values `found` as lines with names."""
    check_few(len(found), 3, "values beside chance")
    axes.hist(chance, bins=20, color="0.6", label=label)
    for number, (name, value) in enumerate(found.items()):
        style = ("-", "--", ":")[number]  # because colour alone is not enough
        axes.axvline(value, 0, 0.75, linewidth=3, color=COLOURS[number], linestyle=style, label=name)
    axes.margins(y=0.35)  # room for the legend above the histogram
    axes.set(yticks=[])
    axes.legend(loc="upper center", ncols=len(found) + 1, fontsize=9, columnspacing=1)
