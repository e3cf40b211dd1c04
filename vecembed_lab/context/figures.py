"""Unit 10. The figures of the lesson, each with an alternative text that says what it shows."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.lesson.figures import COLOURS, MARKERS, check_few, draw_lines, figure, in_words
from vecembed_lab.lesson.intervals import Interval

STEPS = 10  # of training that are averaged to one point


def plot_learning(right: Mapping[str, Sequence[float]], *, chance: float) -> None:
    """Show the share of right answers during training, in means of STEPS batches, and what guessing gives."""
    lines = {name: np.reshape(values, (-1, STEPS)).mean(axis=1).tolist() for name, values in right.items()}
    steps = [STEPS * (i + 1) for i in range(len(next(iter(lines.values()))))]
    with figure(f"Share of right answers by step. {in_words(steps, lines, '.2f')}. Guessing: {chance:.2f}.") as axes:
        axes.axhline(chance, color="0.5", linestyle=":", label="a guess among the five")
        draw_lines(axes, steps, lines)
        axes.set(xlabel="steps", ylabel="share of right answers", ylim=(0, 1.05))


def plot_layers(layers: Mapping[str, Float[ndarray, " l"]], levels: Mapping[str, float]) -> None:
    """Show the share of right senses by layer for some words, and levels to compare with, as lines across."""
    check_few(len(layers) + len(levels), len(COLOURS), "lines")
    x = list(range(len(next(iter(layers.values())))))
    said = ", ".join(f"{name}: {value:.2f}" for name, value in levels.items())
    with figure(f"Share of right senses by layer. {in_words(x, layers, '.2f')}. {said}.", height=4) as axes:
        for (name, value), colour in zip(levels.items(), COLOURS[len(layers) :], strict=False):
            axes.axhline(value, color=colour, linestyle="--", linewidth=1.2, label=name)
        draw_lines(axes, x, {name: values.tolist() for name, values in layers.items()})
        axes.set(xlabel="layer (0 does not know its neighbours)", ylabel="share of right senses")
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))


def plot_trade(ways: Mapping[str, tuple[Interval, Interval]]) -> None:
    """Show what each way gains inside a domain against what it loses outside, with the limits of both."""
    check_few(len(ways), len(COLOURS), "ways")
    said = "; ".join(
        f"{name}: inside {inside:+.3f}, outside {outside:+.3f}" for name, (inside, outside) in ways.items()
    )
    with figure(f"Change inside the domain against change outside. {said}.", height=4) as axes:
        axes.axhline(0, color="0.5", linewidth=1)
        axes.axvline(0, color="0.5", linewidth=1)
        for (name, (inside, outside)), colour, marker in zip(ways.items(), COLOURS, MARKERS, strict=False):
            bars = [[[one.value - one.low], [one.high - one.value]] for one in (inside, outside)]
            axes.errorbar(
                inside.value, outside.value, xerr=bars[0], yerr=bars[1], fmt=marker, color=colour, capsize=3, label=name
            )
        axes.set(xlabel="change inside (health, MRR)", ylabel="change outside (Cranfield, nDCG@10)")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=2)


def plot_frontier(lines: Mapping[str, Mapping[int, Interval]], *, ylabel: str) -> None:
    """Show quality with its limits by the bytes of a vector, on a scale where each step is a factor of 4."""
    check_few(len(lines), len(COLOURS), "lines")
    said = "; ".join(
        f"{name}: " + ", ".join(f"{size} bytes {value:.2f}" for size, value in line.items())
        for name, line in lines.items()
    )
    with figure(f"{ylabel} by bytes a document. {said}.", height=4) as axes:
        for (name, line), colour, marker in zip(lines.items(), COLOURS, MARKERS, strict=False):
            values = list(line.values())
            bars = [[one.value - one.low for one in values], [one.high - one.value for one in values]]
            style = {"color": colour, "marker": marker, "capsize": 3}
            axes.errorbar([*line], [one.value for one in values], yerr=bars, label=name, **style)
        axes.set_xscale("log", base=2)
        ticks = [4**i for i in range(1, 6)]
        axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
        axes.minorticks_off()
        axes.set(xlabel="bytes a document", ylabel=ylabel)
        axes.legend()


def plot_widths(widths: Sequence[int], lines: Mapping[str, Sequence[float]], *, ylabel: str) -> None:
    """Show quality by the number of numbers that are kept, on a scale where each step is a factor of 2."""
    with figure(f"{ylabel} by numbers kept. {in_words(widths, lines, '.2f')}.", height=4) as axes:
        draw_lines(axes, widths, lines)
        axes.set_xscale("log", base=2)
        axes.set_xticks(widths, [str(width) for width in widths])
        axes.minorticks_off()
        axes.set(xlabel="numbers kept", ylabel=ylabel)
