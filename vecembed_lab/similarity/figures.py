"""Unit 01. Maps that say how far to trust them, and figures of distances and neighbours."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from vecembed_lab.lesson.figures import COLOURS, MARKERS, check_few, figure, listing
from vecembed_lab.similarity.projection import trustworthiness

LEADER = {"arrowstyle": "-", "color": "0.6", "linewidth": 0.7, "shrinkA": 0, "shrinkB": 0}  # word to point
LETTERING = {"textcoords": "offset points", "ha": "center", "va": "center", "fontsize": 9, "arrowprops": LEADER}
SIDES = np.array([(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)])
PLACES = np.vstack([SIDES, 1.8 * SIDES])  # where a word may stand, seen from its point: near it, or farther out


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
    Raises ValueError for more than 7 groups, or unless each point has one place and one word.
    """
    check_few(len(set(groups or ())), len(COLOURS), "groups in a map")
    if not len(flat) == len(words) == len(groups or words):
        raise ValueError(f"every place needs one word (and group), got {len(flat)} places and {len(words)} words")
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


def plot_distances(distances: Mapping[int, Float[ndarray, " _"]]) -> None:
    """Show a histogram of distances, divided by their mean, for each number of dimensions."""
    described = [f"d = {d} from {values.min():.2f} to {values.max():.2f}" for d, values in distances.items()]
    alt = f"Histograms of distances, divided by their mean: {', '.join(described)}."
    with figure(alt, width=2 * max(3, len(distances)), height=2.3, columns=len(distances)) as axes:
        for panel, (d, values) in zip(np.ravel(axes), distances.items(), strict=True):
            panel.hist(values, bins=np.linspace(0, 2.5, 60))
            panel.set(title=f"d = {d}", xlim=(0, 2.5), yticks=[], xlabel="distance / mean")


def plot_occurrence(counts: Mapping[str, Int[ndarray, " _"]]) -> None:
    """Show how many points stand in how many lists of neighbours, as a line for each of at most four clouds."""
    check_few(len(counts), 4, "clouds in a figure")
    most = {name: int(found.max()) for name, found in counts.items()}
    alt = f"How many points stand in how many lists of neighbours. The most lists: {listing(most, 'd')}."
    with figure(alt, height=3) as axes:
        for (name, found), style in zip(counts.items(), ["-", ":", "--", "-."], strict=False):
            axes.hist(found, range(0, max(most.values()) + 4, 2), histtype="step", linestyle=style, label=name)
        axes.set(yscale="log", xlabel="lists in which a point stands", ylabel="points")
        axes.legend()
