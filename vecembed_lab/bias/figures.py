"""Unit 08. Figures: occupations beside statistics, an index beside chance, a decision's trade-off."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float, Shaped
from numpy import ndarray

from vecembed_lab.lesson.figures import COLOURS, MARKERS, draw_chance, figure, listing

NAMED = 14  # occupations whose name is written beside its point
ROOM = 15, 0.02  # that a name needs, in per cent women and along the direction


def plot_occupations(words: Sequence[str], women: Shaped[ndarray, " n"], along: Float[ndarray, " n"]) -> None:
    """Show for each occupation the per cent of women who work in it, and how far its vector lies along the direction.

    Raises ValueError unless there are as many words as numbers.
    """
    if not len(words) == len(women) == len(along):
        raise ValueError(f"every word needs two numbers, got {len(words)} words, {len(women)} and {len(along)} numbers")
    r = np.corrcoef(women, along)[0, 1]
    ends = {words[i]: float(along[i]) for i in (int(along.argmin()), int(along.argmax()))}
    alt = f"{len(words)} occupations: per cent women against the place along the direction, r = {r:.2f}. "
    with figure(f"{alt}From one end to the other: {listing(ends, '.2f')}.", height=4) as axes:
        axes.scatter(women, along, s=22, color=COLOURS[0])
        axes.axhline(0, color="0.4", linewidth=1)
        places: list[tuple[float, float]] = []
        for i in np.argsort(-np.abs(along - along.mean()), kind="stable"):
            x, y = float(women[i]), float(along[i])
            if len(places) < NAMED and all(abs(x - a) > ROOM[0] or abs(y - b) > ROOM[1] for a, b in places):
                axes.annotate(words[i], (x, y), (4, 3), textcoords="offset points", fontsize=9)
                places.append((x, y))
        axes.set(xlabel="per cent women", ylabel="along the direction", xlim=(0, 108))
        axes.set_title(f"r = {r:.2f}")


def plot_against_chance(chance: Sequence[float], found: Mapping[str, float], *, index: str, label: str) -> None:
    """Show what an index gives by chance, called `label`, as a hill, and at most 3 values found as lines."""
    low, high = np.quantile(chance, [0.025, 0.975])
    alt = f"{index}. {label.capitalize()}: 95 of 100 from {low:.2f} to {high:.2f}. Found: {listing(found, '.2f')}."
    with figure(alt, height=3) as axes:
        draw_chance(axes, chance, found, label)
        axes.set(xlabel=index)


def plot_trade_off(ways: Mapping[str, Sequence[tuple[float, float]]]) -> None:
    """Show for each way, at most 4, points of (share of decisions that change, balanced accuracy), joined in order."""
    lines = [
        f"{name}: {', '.join(f'{changed:.1%} change, accuracy {right:.1%}' for changed, right in points)}"
        for name, points in ways.items()
    ]
    with figure(f"Decisions that change with the pronoun against accuracy. {'; '.join(lines)}.", height=3.6) as axes:
        for (name, points), colour, marker in zip(ways.items(), COLOURS[:4], MARKERS, strict=False):
            axes.plot(*np.transpose(points), color=colour, marker=marker, label=name)
        axes.set(xlabel="share of decisions that change with the pronoun", ylabel="balanced accuracy")
        axes.set(xlim=(0, None))
        axes.xaxis.set_major_formatter(lambda x, _: f"{x:.1%}")
        axes.yaxis.set_major_formatter(lambda y, _: f"{y:.1%}")
        axes.legend()
