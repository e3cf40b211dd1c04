"""Unit 02. Figures of the lesson. Each says in words what it shows, from the data it is given."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.lesson.figures import draw_lines, figure, in_words
from vecembed_lab.similarity.measures import cosine, nearest
from vecembed_lab.word2vec.growth import MEANING


def plot_nearest(words: Sequence[str], row: int, spaces: Mapping[str, Float[ndarray, "n d"]], k: int = 7) -> None:
    """Show the cosines of the `k` nearest words to the one in a `row`, the nearest on top, side by side for spaces."""
    near = {name: nearest(vectors, vectors[row], k, exclude=[row]) for name, vectors in spaces.items()}
    described = [f"{name}: {' '.join(words[i] for i in rows)}" for name, rows in near.items()]
    alt = f"The {k} nearest neighbours of {words[row]}, {'; '.join(described)}."
    with figure(alt, width=3.75 * max(2, len(spaces)), height=2.8, columns=len(spaces)) as axes:
        for panel, (name, vectors) in zip(np.ravel(axes), spaces.items(), strict=True):
            rows = near[name][::-1]  # bars are drawn from the bottom
            panel.barh([words[i] for i in rows], cosine(vectors[rows], vectors[[row]])[:, 0])
            panel.set(title=f"{words[row]}, {name}", xlim=(0, 1), xlabel="cosine")


def draw_curve(axes: Any, rows: Sequence[Mapping], what: str) -> None:
    """Draw a column of the rows against words of text on a logarithmic axis, a line for each method."""
    for method, style in [("counted", "o-"), ("guessed", "s--")]:
        points = [(row["words"], row[what]) for row in rows if row["method"] == method]
        axes.plot(*zip(*points, strict=True), style, label=method)
    axes.set(xscale="log", xlabel="words of text", ylabel=MEANING[what], ylim=(0, 1))
    axes.legend()


def plot_curves(rows: Sequence[Mapping]) -> None:
    """Show agreement and analogies right of the rows against words of text, side by side."""
    described = [f"{row['method']} {row['words']:,}: {row['agreement']} and {row['right']}" for row in rows]
    alt = f"Agreement and share of analogies right by words of text. {', '.join(described)}."
    with figure(alt, width=7.5, columns=2) as axes:
        for panel, what in zip(axes, MEANING, strict=True):
            draw_curve(panel, rows, what)


def plot_noise(shares: Sequence[float], draws: Mapping[str, Sequence[float]]) -> None:
    """Show agreement against the share of words replaced, a line for each draw, and what would be in proportion.

    The first share is 0.
    """
    (clean, *_), *_ = draws.values()
    lines = {**draws, "if loss were in proportion": [clean * (1 - share) for share in shares]}
    with figure(f"Agreement by noise. {in_words(shares, lines, 'z.2f')}.", height=2.8) as axes:
        draw_lines(axes, shares, lines)
        axes.set(xlabel="share of words replaced", ylabel="agreement (WordSim353)")


def plot_sorted(sizes: Sequence[int], shares: Mapping[str, Sequence[float] | ndarray]) -> None:
    """Show the share of messages sorted right against the number of labels on a logarithmic axis, a line for each."""
    alt = f"Share of unseen messages sorted right by labels given. {in_words(sizes, shares, '.0%')}."
    with figure(alt, height=3) as axes:
        draw_lines(axes, sizes, shares)
        axes.set(xscale="log", xlabel="labelled messages", ylabel="sorted right", ylim=(0, 1))
