"""Unit 05. The figures of the lesson: pictures side by side, errors by threshold, what a change destroys."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from vecembed_lab.images.verification import Roc, equal_error
from vecembed_lab.lesson.figures import COLOURS, check_few, figure, listing

GAP = 3  # pixels between pictures
LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)), (0, (3, 1, 1, 1)))


def show_pictures(
    pictures: Float[ndarray, "n *c h w"], *, alt: str, columns: int = 12, rows: Sequence[str] = (), width: float = 7
) -> None:
    """Show pictures in grey or colour, `columns` in a row, with a name for each row if `rows` has any."""
    sheet = _sheet(pictures, columns)
    with figure(alt, width=width, height=width * sheet.shape[0] / sheet.shape[1] + 0.2) as axes:
        axes.imshow(sheet, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        axes.set_xticks([])
        side = pictures.shape[-1] + GAP
        axes.set_yticks([(i + 0.5) * side for i in range(len(rows))], rows)
        _without_lines(axes)


def _sheet(pictures: Float[ndarray, "n *c h w"], columns: int) -> Float[ndarray, "..."]:
    """One picture of all, (H, W) or (H, W, 3), on white."""
    pictures = np.moveaxis(pictures, 1, -1) if pictures.ndim == 4 else pictures
    n, height, width = pictures.shape[:3]
    n_rows = -(-n // columns)
    sheet = np.ones((n_rows * (height + GAP), columns * (width + GAP), *pictures.shape[3:]))
    for i, picture in enumerate(np.clip(pictures, 0, 1)):
        top, left = (i // columns) * (height + GAP), (i % columns) * (width + GAP)
        sheet[top : top + height, left : left + width] = picture
    return sheet


def show_found(
    queries: Float[ndarray, "q c h w"], found: Float[ndarray, "q k c h w"], right: Bool[ndarray, "q k"], *, title: str
) -> None:
    """Show each query in a row with what was found for it, nearest first; the right ones are framed."""
    q, k = right.shape
    hits = [
        f"query {i + 1}: {'place ' + str(int(row.argmax()) + 1) if row.any() else 'not found'}"
        for i, row in enumerate(right)
    ]
    sheet = np.concatenate([queries[:, None], found], axis=1).reshape(q * (k + 1), *queries.shape[1:])
    alt = f"{title} Changed emoji on the left, the {k} nearest beside each. The original is at {'; '.join(hits)}."
    side = queries.shape[-1] + GAP
    with figure(alt, width=5, height=0.3 + 5 * q / (k + 1)) as axes:
        axes.imshow(_sheet(sheet, k + 1), interpolation="nearest")
        for i, j in np.argwhere(right).tolist():
            axes.add_patch(_frame((j + 1) * side - 2, i * side - 2, side))
        axes.axvline(side - 2, color="0.3", linewidth=1)
        axes.set(title=title, xticks=[], yticks=[])
        _without_lines(axes)


def _without_lines(axes: Any) -> None:
    """Take away what belongs to a diagram."""
    axes.grid(False)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _frame(left: float, top: float, side: float) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((left, top), side, side, fill=False, edgecolor=COLOURS[1], linewidth=2)


def plot_roc(curves: Mapping[str, Roc], *, title: str) -> None:
    """Show both errors of each curve against each other, and where they are equal."""
    check_few(len(curves), len(COLOURS), "curves")
    rates = {name: equal_error(curve)[0] for name, curve in curves.items()}
    with figure(f"{title}. Equal error rates: {listing(rates, '.3f')}.", width=5.5, height=4) as axes:
        for (name, curve), colour, line in zip(curves.items(), COLOURS, LINES, strict=False):
            some = np.unique(np.linspace(0, len(curve.far) - 1, 1000).astype(int))  # of hundreds of thousands
            axes.plot(curve.far[some], curve.frr[some], color=colour, linestyle=line, label=name)
            axes.plot(rates[name], rates[name], "o", color=colour)
        axes.plot([0, 1], [0, 1], color="0.6", linewidth=1)
        axes.set(title=title, xlim=(0, 0.6), ylim=(0, 0.6))
        axes.set(xlabel="different pairs accepted (FAR)", ylabel="same pairs refused (FRR)")
        axes.legend(loc="upper right")


def plot_scores(scores: Float[ndarray, " p"], same: Bool[ndarray, " p"], threshold: float) -> None:
    """Show how the cosines of same and of different pairs are spread, and a threshold."""
    accepted, refused = (scores[~same] >= threshold).mean(), (scores[same] < threshold).mean()
    alt = f"Cosines of pairs. At the threshold {threshold:.2f}, {accepted:.1%} of the different pairs are accepted and "
    with figure(f"{alt}{refused:.1%} of the same pairs refused.", height=3) as axes:
        for name, kind, colour, style in (
            ("different", ~same, "0.6", "stepfilled"),
            ("the same", same, COLOURS[0], "step"),
        ):
            axes.hist(scores[kind], bins=60, density=True, color=colour, histtype=style, label=name)
        axes.axvline(threshold, color=COLOURS[1], linestyle="--", label="threshold")
        axes.set(xlabel="cosine of the two pictures", yticks=[], ylabel="share of pairs")
        axes.legend(loc="upper left")


def plot_destroyed(shares: Mapping[str, Mapping[str, float]], *, title: str) -> None:
    """Show as a table of shades what is still recognised, kinds by changes."""
    kinds, changes = list(shares), list(next(iter(shares.values())))
    values = np.array([[shares[kind][change] for change in changes] for kind in kinds])
    alt = "; ".join(f"{kind}: {listing(shares[kind], '.2f')}" for kind in kinds)
    with figure(f"{title}. {alt}.", width=1.6 + 0.95 * len(changes), height=1 + 0.33 * len(kinds)) as axes:
        axes.imshow(values, cmap="cividis", vmin=0, vmax=1, aspect="auto")
        for i, j in np.ndindex(values.shape):
            axes.text(
                j, i, f"{values[i, j]:.2f}", ha="center", va="center", color="white" if values[i, j] < 0.6 else "black"
            )
        axes.set_xticks(range(len(changes)), changes)
        axes.set_yticks(range(len(kinds)), kinds)
        axes.set(title=title)
        axes.grid(False)
