"""Unit 01. Maps that say how far to trust them, and figures of distances and neighbours."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from vecembed_lab.lesson.figures import COLOURS, MARKERS, check_few, draw_chance, figure, listing
from vecembed_lab.similarity.evenness import evenness
from vecembed_lab.similarity.projection import neighbour_order, trustworthiness

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


def map_topics(
    flat: Float[ndarray, "n 2"], points: Float[ndarray, "n d"], topics: Mapping[str, str], *, title: str
) -> None:
    """Show the map `flat` of words, which have a topic each; in words, how much of each topic stays together.

    Raises ValueError as `map_2d` does.
    """
    groups = np.array(list(topics.values()))
    near = groups[neighbour_order(flat)[:, 1:6]] == groups[:, None]  # (n, 5)
    together = {group: near[groups == group].mean() for group in dict.fromkeys(topics.values())}
    alt = f"{len(groups)} words. Of a word's five nearest on the map, of its own topic are: {listing(together, '.0%')}."
    map_2d(flat, points, list(topics), title=title, alt=alt, groups=list(topics.values()))


def map_noise(flat: Float[ndarray, "n 2"], points: Float[ndarray, "n d"], *, title: str) -> None:
    """Show the map `flat` of points without names, and how evenly they lie."""
    even = f"evenness {evenness(flat):.2f} (points at random 1, clumps less)"
    map_2d(
        flat, points, [""] * len(points), title=f"{title}, {even}", alt=f"{len(points)} points. {even.capitalize()}."
    )


def plot_agreement(chance: Mapping[str, Sequence[float]], found: Mapping[str, float]) -> None:
    """Show, side by side for several tests, how far chance agrees with people, and how far the embedding does."""
    most = max(map(max, chance.values()))
    alt = f"Shuffled scores make a narrow hill around 0, up to {most:.2f}. The embedding: {listing(found, '.2f')}."
    with figure(alt, width=4 * max(2, len(found)), height=2.8, columns=len(found)) as axes:
        for panel, name in zip(np.ravel(axes), found, strict=True):
            draw_chance(panel, chance[name], {"embedding": found[name]}, "shuffled scores")
            panel.set(title=name, xlabel="agreement (Spearman)", xlim=(-0.25, 0.65))


def plot_variance(points: Float[ndarray, "n 2"]) -> None:
    """Show the variance of points with mean zero along every direction in the plane."""
    angles = np.linspace(0, np.pi, 181)
    variances = ((points @ [np.cos(angles), np.sin(angles)]) ** 2).mean(axis=0)
    some = {f"{angle} degrees": variances[angle] for angle in (0, 45, 90, 135)}
    with figure(f"The variance along a direction is a wave of its angle. {listing(some, '.0f')}.", height=2.4) as axes:
        axes.plot(np.degrees(angles), variances, linewidth=2)
        axes.set(xlabel="angle of the direction, degrees", ylabel="variance", ylim=(0, variances.max() * 1.1))
        axes.set_xticks(range(0, 181, 45))


def plot_best_dimension(rotated: Sequence[float] | ndarray, found: Mapping[str, float]) -> None:
    """Show the share that the best dimension puts right after rotations, and shares found without any."""
    alt = f"After rotations the best dimension puts {min(rotated):.0%} to {max(rotated):.0%} right."
    with figure(f"{alt} {listing(found, '.0%')}.", height=3.2) as axes:
        draw_chance(axes, rotated, found, "random rotations")
        axes.set(xlabel="share of unseen words put right by the best dimension")
