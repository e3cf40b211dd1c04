"""Unit 03. Figures of the lesson. Each says in words what it shows, from the data it is given."""

from collections.abc import Mapping, Sequence

import numpy as np

from vecembed_lab.lesson.figures import COLOURS, MARKERS, check_few, figure, listing


def plot_roofline(title: str, places: Mapping[str, tuple[float, float]], flops: float, bandwidth: float) -> None:
    """Show the roof of a machine with `flops` operations and `bandwidth` bytes a second, and what is under it.

    Each of the `places` has a name, its operations a byte and the operations a second that are reached there.
    Source: Williams, Waterman and Patterson (2009), Roofline.
    """
    check_few(len(places), len(MARKERS), "places under a roof")
    ridge = flops / bandwidth  # operations a byte from which on memory is fast enough
    described = [f"{name}: {rate / 1e9:,.2f} at {x:.1f} operations a byte" for name, (x, rate) in places.items()]
    alt = f"""Roofline, {title}. Billions of operations a second against operations a byte: the roof rises until
{ridge:.0f} operations a byte and is flat at {flops / 1e9:,.0f}. Under it: {", ".join(described)}."""
    with figure(alt, height=3.8) as axes:
        roof = [0.1 * bandwidth / 1e9, flops / 1e9, flops / 1e9]
        axes.plot([0.1, ridge, 20 * ridge], roof, color="0.5", label="roof: memory, then arithmetic")
        for (name, (intensity, rate)), marker in zip(places.items(), MARKERS, strict=False):
            axes.plot(intensity, rate / 1e9, marker, markersize=9, label=name)
        axes.set(xscale="log", yscale="log", xlabel="operations a byte", ylabel="billion operations a second")
        axes.set_title(title, fontsize=10)
        axes.legend(fontsize=9)


def plot_speeds(speeds: Mapping[str, float], *, peer: str) -> None:
    """Show words a second on one core as bars on a logarithmic axis, the first on top and the `peer` in grey."""
    colours = ["0.6" if name == peer else COLOURS[0] for name in speeds]
    with figure(f"Words a second on one core, on a logarithmic axis. {listing(speeds, ',.0f')}.", height=2.6) as axes:
        bars = axes.barh(list(speeds), list(speeds.values()), color=colours)
        axes.bar_label(bars, fmt="{:,.0f}", padding=4)
        limits = (min(speeds.values()) / 5, max(speeds.values()) * 20)  # room for the last number
        axes.set(xscale="log", xlabel="words a second, one core", xlim=limits)
        axes.invert_yaxis()


def plot_quality(ways: Mapping[str, tuple[float, float]], controls: Mapping[str, float], error: float) -> None:
    """Show words a second and agreement with people, ± `error`, of each way to train; the controls are lines."""
    check_few(len(ways), len(MARKERS), "ways to train")
    check_few(len(controls), 3, "controls")
    described = [f"{name}: {agreement:.2f} at {speed:,.0f}" for name, (speed, agreement) in ways.items()]
    alt = f"""Agreement with people against words a second on one core. {", ".join(described)}.
Controls: {listing(controls, ".2f")}."""
    with figure(alt, height=3.4) as axes:
        for (name, (speed, agreement)), marker in zip(ways.items(), MARKERS, strict=False):
            axes.errorbar(speed / 1e6, agreement, error, fmt=marker, markersize=9, capsize=4, label=name)
        for (name, agreement), style in zip(controls.items(), [":", "--", "-."], strict=False):
            axes.axhline(agreement, color="0.5", linestyle=style, label=f"control: {name}")
        axes.set(xlabel="million words a second, one core", xlim=(0, None))
        axes.set(ylabel="agreement, ± standard error", ylim=(-0.15, 0.7))
        axes.legend(fontsize=9, ncols=2, loc="upper center")


def plot_losses(machines: Mapping[str, Sequence[tuple[int, float, float]]]) -> None:
    """Show loss against speed, a line for each machine: of its steps the blocks, words a second, and the loss."""
    check_few(len(machines), len(MARKERS), "machines")
    described = [
        f"{name}: " + ", ".join(f"{blocks} blocks, loss {loss:.3f}" for blocks, _, loss in steps)
        for name, steps in machines.items()
    ]
    alt = f"Loss on words that were held out, against speed, for steps of different size. {'. '.join(described)}."
    with figure(alt) as axes:
        for (name, steps), marker in zip(machines.items(), MARKERS, strict=False):
            blocks, speed, loss = np.transpose(steps)
            axes.plot(speed / 1e6, loss, f"{marker}-", label=name)
            for number, *place in zip(blocks, speed / 1e6, loss, strict=True):
                axes.annotate(f"{number:.0f}", place, (4, 6), textcoords="offset points", fontsize=9)
        axes.set(xscale="log", xlabel="million words a second", ylabel="loss on held-out words")
        axes.set_title("the number at each point: blocks in a step", fontsize=10)
        for write in (axes.xaxis.set_major_formatter, axes.xaxis.set_minor_formatter):
            write("{x:g}")
        axes.legend()
