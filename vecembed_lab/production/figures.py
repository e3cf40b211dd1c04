"""Unit 11. The figures of the lesson, each with an alternative text that says what it shows."""

from collections.abc import Mapping, Sequence

from vecembed_lab.lesson.figures import COLOURS, draw_bars, draw_lines, figure, in_words, listing


def plot_shares(shares: Mapping[str, float], *, xlabel: str, level: float | None = None) -> None:
    """Show a share for each name as a bar, the first at the top, and a level to compare with, if there is one."""
    said = f" The level is {level:.2f}." if level is not None else ""
    with figure(f"{xlabel}. {listing(shares, '.2f')}.{said}", height=0.9 + 0.45 * len(shares)) as axes:
        draw_bars(axes, dict(reversed(shares.items())))
        if level is not None:
            axes.axvline(level, color=COLOURS[1], linestyle="--")
        axes.set(xlabel=xlabel, xlim=(0, 1.15))


def plot_windows(calm: Mapping[int, float], harmed: Mapping[int, float], *, limit: float) -> None:
    """Show how well each window is told from those before it, calm ones and harmed ones, and the limit of the alarm."""
    said = f"calm: {listing(calm, '.2f')}; half of the texts cut short: {listing(harmed, '.2f')}; limit {limit:.2f}"
    with figure(f"Area under the curve by window. {said}.") as axes:
        axes.axhline(limit, color="0.4", linestyle="--", label="limit")
        axes.plot([*calm], [*calm.values()], "o-", color=COLOURS[0], label="as they came")
        axes.plot([*harmed], [*harmed.values()], "s", color=COLOURS[1], label="half of the texts cut short")
        axes.set(xlabel="window, in order of time", ylabel="area under the curve", ylim=(0.45, 0.9))
        axes.legend(loc="upper left", ncols=3, fontsize=9)


def plot_waits(rates: Sequence[float], lines: Mapping[str, Sequence[float]]) -> None:
    """Show the waits of 99 of 100 users by load, in times that one request takes, on a scale of factors of ten."""
    with figure(f"Waits of 99 of 100 by load. {in_words(rates, lines, '.0f')}.", height=4) as axes:
        draw_lines(axes, rates, lines)
        axes.set_yscale("log")
        axes.set(xlabel="requests, as a share of what the server can do", ylabel="wait of 99 of 100 at most")
