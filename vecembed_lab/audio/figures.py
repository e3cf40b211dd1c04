"""Unit 06. Figures of samples, windows, mel bands, spectra and errors."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.audio.spectra import decibels
from vecembed_lab.images.verification import Roc, equal_error
from vecembed_lab.lesson.figures import COLOURS, check_few, figure, listing


def plot_two_tones(low: float, high: float, rate: int, *, n: int = 17) -> None:
    """Show two tones as curves and their samples as dots; in words, how far the samples lie apart."""
    fine, dots = np.arange(0, n - 1, 0.02) / rate, np.arange(n) / rate
    apart = float(np.abs(np.cos(2 * np.pi * low * dots) - np.cos(2 * np.pi * high * dots)).max())
    alt = (
        f"Two waves, of {low:g} and of {high:g} Hz, and dots {rate} times a second. "
        f"At the dots the waves differ by {apart:.2f} at most."
    )
    with figure(alt, height=2.6) as axes:
        for hz, colour, style in ((high, "0.6", "-"), (low, COLOURS[0], "--")):
            axes.plot(1000 * fine, np.cos(2 * np.pi * hz * fine), color=colour, linestyle=style, label=f"{hz:g} Hz")
        axes.plot(1000 * dots, np.cos(2 * np.pi * low * dots), "o", color=COLOURS[1], label="samples")
        axes.set(xlabel="milliseconds", ylabel="amplitude", ylim=(-1.2, 1.7))
        axes.legend(ncols=3, loc="upper right")


def plot_leakage(spectra: Mapping[str, Float[ndarray, " bins"]], rate: int) -> None:
    """Show the spectra of one frame, in decibels below the loudest, and in words how loud it is far from the tone.

    Raises ValueError for more than 4 spectra.
    """
    check_few(len(spectra), 4, "spectra in a figure")
    levels = {name: decibels(power, floor=-110.0) for name, power in spectra.items()}
    hz = np.arange(len(next(iter(levels.values())))) * rate / 2 / (len(next(iter(levels.values()))) - 1)
    far = {name: float(np.median(level[hz > hz.max() / 2])) for name, level in levels.items()}
    alt = f"The spectrum of a tone. In the upper half of all frequencies, in decibels: {listing(far, '.0f')}."
    with figure(alt, height=2.8) as axes:
        for (name, level), colour, style in zip(levels.items(), COLOURS, ("-", "--", ":", "-."), strict=False):
            axes.plot(hz, level, color=colour, linestyle=style, label=name)
        axes.set(xlabel="frequency, Hz", ylabel="decibels")
        axes.legend()


def plot_banks(banks: Mapping[str, Float[ndarray, "bands bins"]], rate: int) -> None:
    """Show the triangles of mel banks side by side; in words, how many have their peak below 1,000 Hz."""
    hz = np.arange(next(iter(banks.values())).shape[1]) * rate / 2 / (next(iter(banks.values())).shape[1] - 1)
    low = {name: int((hz[bank.argmax(axis=1)] < 1000).sum()) for name, bank in banks.items()}
    alt = f"Triangles that grow wider with frequency. With their peak below 1,000 Hz: {listing(low, 'd')}."
    with figure(alt, width=4 * max(2, len(banks)), height=2.3, columns=len(banks)) as axes:
        for panel, (name, bank) in zip(np.ravel(axes), banks.items(), strict=True):
            panel.plot(hz, bank.T, color=COLOURS[0], linewidth=0.8)
            panel.set(title=name, xlabel="frequency, Hz")


def plot_sounds(spectra: Mapping[str, Float[ndarray, "t bands"]], seconds: float) -> None:
    """Show log-mel spectra side by side, dark where it is loud; in words, how long each is and where it is loudest.

    `seconds` is the time from one frame to the next.
    """
    loudest = [f"{name}: {len(s) * seconds:.2f} s, loudest in band {s.mean(0).argmax()}" for name, s in spectra.items()]
    alt = f"Time from left to right, {next(iter(spectra.values())).shape[1]} mel bands upwards. {'; '.join(loudest)}."
    longest = max(map(len, spectra.values())) * seconds
    with figure(alt, width=3 * max(2, len(spectra)), height=2.5, columns=len(spectra)) as axes:
        for panel, (name, spectrum) in zip(np.ravel(axes), spectra.items(), strict=True):
            extent = (0, len(spectrum) * seconds, 0, spectrum.shape[1])
            panel.imshow(spectrum.T, origin="lower", aspect="auto", cmap="Greys", vmin=-60, vmax=0, extent=extent)
            panel.set(title=name, xlabel="seconds", ylabel="mel band", xlim=(0, longest))
            panel.grid(visible=False)


def plot_errors(curves: Mapping[str, Roc]) -> None:
    """Show, for at most 4 systems, which share of true claims is refused when some share of false ones gets in."""
    check_few(len(curves), 4, "systems in a figure")
    rates = {name: equal_error(curve)[0] for name, curve in curves.items()}
    alt = f"Refused true claims fall as more false ones get in. Where both are equal: {listing(rates, '.2f')}."
    with figure(alt, height=3.2) as axes:
        for (name, curve), colour, style in zip(curves.items(), COLOURS, ("-", "--", ":", "-."), strict=False):
            axes.plot(curve.far, curve.frr, color=colour, linestyle=style, label=f"{name}, equal at {rates[name]:.2f}")
        axes.plot([0, 1], [0, 1], color="0.6", linewidth=1)
        axes.set(xlabel="share of false claims accepted", ylabel="share of true claims refused")
        axes.legend()
