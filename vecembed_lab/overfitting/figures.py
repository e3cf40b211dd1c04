"""Unit 09. Figures: errors by the number of dimensions or features, epochs of a network, intervals side by side."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.lesson.figures import COLOURS, MARKERS, check_few, draw_lines, figure, in_words, listing
from vecembed_lab.lesson.intervals import Interval

SHOWN = (1, 2, 3, 4, 6, 8, 10, 13, 17, 25, 35, 50, 100)  # dimensions that get a point


def plot_errors(errors: Mapping[str, Float[ndarray, " d"]]) -> None:
    """Show for at most 7 names the error for each number of dimensions from 0; the best one is filled."""
    check_few(len(errors), len(COLOURS), "lines")
    best = {name: f"{int(line.argmin())} dimensions with {line.min():.2f}" for name, line in errors.items()}
    said = "; ".join(f"{name}: best {text}, at 100 {errors[name][100]:.2f}" for name, text in best.items())
    with figure(f"Error on the other half by the number of dimensions. {said}.") as axes:
        for (name, line), colour, marker in zip(errors.items(), COLOURS, MARKERS, strict=False):
            axes.plot(SHOWN, line[list(SHOWN)], color=colour, marker=marker, label=name, mfc="white", clip_on=False)
            axes.plot(line.argmin(), line.min(), color=colour, marker=marker, markersize=9)
        axes.axhline(1, color="0.4", linewidth=1)
        axes.set(xscale="log", xlabel="dimensions", ylabel="error on the other half")
        axes.set_xticks([1, 3, 10, 35, 100], ["1", "3", "10", "35", "100"])
        axes.legend()


def plot_epochs(losses: Mapping[str, Sequence[float]], accuracies: Mapping[str, Sequence[float]], kept: int) -> None:
    """Show losses on the left and accuracies on the right, epoch by epoch, and the epoch that is kept as a line."""
    every = range(1, len(next(iter(losses.values()))) + 1)
    ends = [in_words([kept + 1, len(every)], {n: [v[kept], v[-1]] for n, v in lines.items()}, ".2f")
            for lines in (losses, accuracies)]  # fmt: skip
    alt = (
        f"At epoch {kept + 1}, which is kept, and at the last, {len(every)}. Losses: {ends[0]}. Accuracies: {ends[1]}."
    )
    with figure(alt, width=8, columns=2) as (left, right):
        for axes, lines, label in ((left, losses, "loss, in nats"), (right, accuracies, "share right")):
            for (name, values), colour, style in zip(lines.items(), COLOURS, ("-", "--", ":"), strict=False):
                axes.plot(every, values, style, color=colour, label=name)
            axes.axvline(kept + 1, color="0.4", linewidth=1)
            axes.set(xlabel="epoch", ylabel=label)
            axes.legend()


def plot_features(sizes: Sequence[int], errors: Mapping[str, Sequence[float]], exact: int) -> None:
    """Show the error of each line, at most 7, for numbers of features, and where there are as many as rows."""
    _plot_sizes(sizes, errors, "features", exact, "rows")


def plot_learning(sizes: Sequence[int], errors: Mapping[str, Sequence[float]], exact: int) -> None:
    """Show the error of each line, at most 7, for numbers of rows, and where there are as many as features."""
    _plot_sizes(sizes, errors, "rows fitted to", exact, "features")


def _plot_sizes(sizes: Sequence[int], errors: Mapping[str, Sequence[float]], what: str, exact: int, other: str) -> None:
    alt = f"Share called wrong by the number of {what}; {exact} {other}. {in_words(sizes, errors, '.2f')}."
    with figure(alt) as axes:
        draw_lines(axes, sizes, errors)
        axes.axvline(exact, color="0.4", linewidth=1)
        axes.set(xscale="log", xlabel=what, ylabel="share called wrong", ylim=(0, 1))
        axes.set_xticks(list(sizes), [str(size) for size in sizes], fontsize=9)
        axes.minorticks_off()


def plot_intervals(points: Mapping[str, float], intervals: Mapping[str, Interval]) -> None:
    """Show single values as marks in one line, and intervals of their mean below each other."""
    said = "; ".join(f"{name}: {interval:.2f}" for name, interval in intervals.items())
    with figure(f"{listing(points, '.2f')}. Intervals of the mean: {said}.", height=2.6) as axes:
        axes.plot(list(points.values()), [0] * len(points), "o", color=COLOURS[0], label=None)
        for place, interval in enumerate(intervals.values(), start=1):
            error = np.array([[interval.value - interval.low], [interval.high - interval.value]])
            axes.errorbar(interval.value, -place, xerr=error, fmt="s", color=COLOURS[1], capsize=5)
        axes.set_yticks(-np.arange(len(intervals) + 1), ["each one", *intervals])
        axes.set(xlim=(0, 1), ylim=(-len(intervals) - 0.6, 0.6))
