"""The figures of unit 08: what is drawn is what was given, and what is said in words is what is drawn."""

import numpy as np
import pytest

from vecembed_lab.bias.figures import plot_against_chance, plot_occupations, plot_trade_off
from vecembed_lab.lesson import figures


@pytest.fixture
def drawn(monkeypatch):
    """The axes and the alternative text of each figure that was shown."""
    shown = []
    monkeypatch.setattr(figures, "_show", lambda canvas, alt: shown.append((canvas.axes[0], alt)))
    return shown


def test_every_occupation_is_a_point_and_the_ends_are_named(drawn):
    words, women, along = ["clerk", "nurse", "guard"], np.array([70, 90, 20]), np.array([0.0, 0.3, -0.2])
    plot_occupations(words, women, along)
    ((axes, alt),) = drawn
    assert axes.collections[0].get_offsets().tolist() == [[70, 0], [90, 0.3], [20, -0.2]]
    assert {text.get_text() for text in axes.texts} == set(words)
    assert "guard: -0.20, nurse: 0.30" in alt
    assert f"r = {np.corrcoef(women, along)[0, 1]:.2f}" in alt
    with pytest.raises(ValueError, match="every word needs two numbers, got 2 words"):
        plot_occupations(words[:2], women, along)


def test_chance_is_a_hill_and_what_was_found_a_line(drawn):
    plot_against_chance(np.linspace(-1, 1, 201).tolist(), {"names": 1.9}, index="d", label="words drawn at random")
    ((axes, alt),) = drawn
    assert axes.lines[0].get_xdata()[0] == 1.9
    assert sum(bar.get_height() for bar in axes.patches) == 201
    assert alt == "d. Words drawn at random: 95 of 100 from -0.95 to 0.95. Found: names: 1.90."


def test_each_way_is_a_line_with_a_marker_of_its_own(drawn):
    plot_trade_off({"a": [(0.02, 0.9), (0.0, 0.8)], "b": [(0.02, 0.9)]})
    ((axes, alt),) = drawn
    one, other = axes.lines
    assert (one.get_label(), list(one.get_xdata()), list(one.get_ydata())) == ("a", [0.02, 0], [0.9, 0.8])
    assert one.get_marker() != other.get_marker()
    assert "a: 2.0% change, accuracy 90.0%, 0.0% change, accuracy 80.0%; b:" in alt
