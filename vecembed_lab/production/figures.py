"""Unit 11. The figures of the lesson, each with an alternative text that says what it shows."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Bool
from numpy import ndarray

from vecembed_lab.lesson.figures import COLOURS, draw_bars, draw_lines, figure, in_words, listing
from vecembed_lab.lesson.intervals import Interval


def plot_alarms(alarms: Mapping[str, Bool[ndarray, " n"]], promised: Interval) -> None:
    """Show by test how many of n pairs of windows raise an alarm, the first at the top, and what the tests promise."""
    shares = {name: float(np.mean(raised)) for name, raised in alarms.items()}
    xlabel = f"false alarms in {len(next(iter(alarms.values())))} pairs of windows"
    said = f"{xlabel}. {listing(shares, '.2f')}. Promised, as it looks in so few pairs: {promised:.2f}."
    with figure(said, height=1.3 + 0.45 * len(shares)) as axes:
        axes.axvspan(
            promised.low,
            promised.high,
            color=COLOURS[1],
            alpha=0.2,
            label="promised, 9 of 10 times",
        )
        draw_bars(axes, dict(reversed(shares.items())))
        axes.set(xlabel=xlabel, xlim=(0, 1.15))
        axes.legend(loc="lower right")


def plot_windows(calm: Mapping[int, float], harmed: Mapping[int, float], *, limit: float) -> None:
    """Show how well each window is told from those before it, calm ones and harmed ones, and the limit of the alarm."""
    said = f"calm: {listing(calm, '.2f')}; texts cut short: {listing(harmed, '.2f')}; limit {limit:.2f}"
    with figure(f"Area under the curve by window. {said}.") as axes:
        axes.axhline(limit, color="0.4", linestyle="--", label="limit")
        axes.plot([*calm], [*calm.values()], "o-", color=COLOURS[0], label="as they came")
        axes.plot([*harmed], [*harmed.values()], "s", color=COLOURS[1], label="texts cut short")
        axes.set(xlabel="window, in order of time", ylabel="area under the curve", ylim=(0.45, 0.9))
        axes.legend(loc="upper left", ncols=3, fontsize=9)


def plot_waits(rates: Sequence[float], lines: Mapping[str, Sequence[float]]) -> None:
    """Show the waits of 99 of 100 users by load, in times that one request takes, on a scale of factors of ten."""
    with figure(f"Waits of 99 of 100 by load. {in_words(rates, lines, '.1f')}.", height=4) as axes:
        draw_lines(axes, rates, lines)
        axes.set_yscale("log")
        axes.set(
            xlabel="requests, as a share of what the server can do",
            ylabel="wait of 99 of 100 at most,\nin requests' times",
        )
