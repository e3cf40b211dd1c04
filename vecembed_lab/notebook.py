"""What lessons show: tables, figures with alternative text, maps that say how far to trust them, the package's code."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
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
    "patch.linewidth": 2,  # of a histogram drawn as a line
}
DPI = 160  # sharp on every screen
LEADER = {"arrowstyle": "-", "color": "0.6", "linewidth": 0.7, "shrinkA": 0, "shrinkB": 0}  # word to point
LETTERING = {"textcoords": "offset points", "ha": "center", "va": "center", "fontsize": 9, "arrowprops": LEADER}
SIDES = np.array([(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)])
PLACES = np.vstack([SIDES, 1.8 * SIDES])  # where a word may stand, seen from its point: near it, or farther out


def table(columns: Mapping[str, str], rows: Mapping[str, Sequence[float | np.number]]) -> None:
    """Show numbers as a table. `columns` maps each heading to the format of its numbers, such as ".2f" or ".0%".

    Raises ValueError if a row has more or fewer numbers than there are columns.
    """
    from IPython.display import display

    lines = [["", *columns]]
    for name, numbers in rows.items():
        if len(numbers) != len(columns):
            raise ValueError(f"a row needs {len(columns)} numbers, one a column; {name!r} has {len(numbers)}")
        lines.append([name, *map(format, numbers, columns.values())])
    display({"text/html": _html_table(lines), "text/plain": _plain_table(lines)}, raw=True)


def _html_table(lines: list[list[str]]) -> str:
    """The first line and the first column are headings, and say so to a screen reader."""
    head, *body = [[escape(cell) for cell in line] for line in lines]
    top = "<td></td>" + "".join(f'<th scope="col">{cell}</th>' for cell in head[1:])
    rows = [
        f'<th scope="row" style="text-align: left">{name}</th>' + "".join(f"<td>{cell}</td>" for cell in cells)
        for name, *cells in body
    ]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in [top, *rows]) + "</table>"


def _plain_table(lines: list[list[str]]) -> str:
    first, *others = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        f"{name:<{first}}" + "".join(f"  {cell:>{width}}" for cell, width in zip(cells, others, strict=True))
        for name, *cells in lines
    )


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
    image = f'<img alt="{escape(alt)}" width="{canvas.get_figwidth() * 100:.0f}" src="{source}">'
    display({"text/html": image, "text/plain": alt}, raw=True)


def _png(canvas: Any) -> bytes:
    """A picture with a palette of 64 colours: a third of the bytes, and the eye sees no difference."""
    from PIL import Image

    sheet, png = BytesIO(), BytesIO()
    canvas.savefig(sheet, format="png", dpi=DPI)
    Image.open(sheet).convert("RGB").quantize(64).save(png, format="png")
    return png.getvalue()


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
    """Draw a line with a colour and a marker of its own for each name, and the legend."""
    for (name, values), colour, marker in zip(lines.items(), COLOURS, MARKERS, strict=False):
        axes.plot(x, values, color=colour, marker=marker, label=name)
    axes.legend()


def draw_chance(axes: Any, chance: Sequence[float] | ndarray, found: Mapping[str, float], label: str) -> None:
    """Draw what chance gives as a grey histogram called `label`, and each value in `found` as a line with its name."""
    axes.hist(chance, bins=20, color="0.6", label=label)
    for number, (name, value) in enumerate(found.items()):
        style = ("-", "--", ":")[number]  # because colour alone is not enough
        axes.axvline(value, 0, 0.75, linewidth=3, color=COLOURS[number], linestyle=style, label=name)
    axes.margins(y=0.35)  # room for the legend above the histogram
    axes.set(yticks=[])
    axes.legend(loc="upper center", ncols=len(found) + 1, fontsize=9, columnspacing=1)


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
    """Write each word, if it is not empty, at the place around its point where it covers least of what is there."""
    from matplotlib.text import Text

    axes.figure.draw_without_rendering()  # lays out the axes, so that points have their final pixels
    unit = axes.figure.dpi / 72  # pixels a point
    pixels = axes.transData.transform(flat)  # (n, 2)
    taken = np.hstack([pixels - 3 * unit, pixels + 3 * unit])  # (boxes, 4): left, bottom, right, top
    frame = axes.bbox.extents[None]
    for word, point, pixel in zip(words, flat, pixels, strict=True):
        if not word:
            continue  # nor a leader to nothing
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
