"""The figures of unit 07: what is drawn is what was given, and what is said in words is what is drawn."""

import numpy as np
import pytest

from vecembed_lab.lesson import figures
from vecembed_lab.search.figures import plot_cells, plot_differences, plot_frontier, plot_walk


@pytest.fixture
def drawn(monkeypatch):
    """The axes and the alternative text of each figure that was shown."""
    shown = []
    monkeypatch.setattr(figures, "_show", lambda canvas, alt: shown.append((canvas.axes, alt)))
    return shown


def dots(axes):
    """How many dots each name has."""
    return {group.get_label(): len(group.get_offsets()) for group in axes.collections if group.get_label()[0] != "_"}


def test_a_query_looks_into_its_cell_and_misses_what_lies_beyond(drawn):
    left, right = np.linspace(-3, -0.1, 20), np.linspace(0.1, 3, 30)
    points = np.column_stack([np.concatenate([left, right]), np.zeros(50)])
    plot_cells(points, np.array([[-2.0, 0.0], [2.0, 0.0]]), query=np.array([0.05, 0.0]), n_probe=1)
    (((axes,), alt),) = drawn
    assert dots(axes) == {"not looked at": 20, "looked at": 30, "the ten nearest": 10, "query": 1}
    assert "2 cells" in alt
    assert "at 60% of the points, and misses 4 of its ten nearest" in alt


def test_a_walk_that_cannot_get_there_says_so(drawn):
    points = np.array([[0.0, 0], [1, 0], [2, 0], [50, 0], [51, 0], [52, 0]])
    plot_walk(points, query=np.array([1.9, 0.0]), m=2, ef=2)
    plot_walk(points[:3], query=np.array([1.9, 0.0]), m=2, ef=2)
    (((far,), lost), ((_,), found)) = drawn
    assert dots(far)["looked at"] == 3
    assert lost.endswith("looks at 3 of them and ends at not the nearest of all.")
    assert found.endswith("ends at the nearest of all.")


def test_a_frontier_has_a_line_for_each_index(drawn):
    plot_frontier({"exact": [(1.0, 900.0)], "cells": [(0.5, 8000.0), (0.9, 2000.0)]})
    (((axes,), alt),) = drawn
    lines = {line.get_label(): list(zip(*line.get_data(), strict=True)) for line in axes.lines}
    assert lines == {"exact": [(1.0, 900.0)], "cells": [(0.5, 8000.0), (0.9, 2000.0)]}
    assert alt.endswith("exact: 1.00 at 900; cells: 0.50 at 8,000, 0.90 at 2,000.")
    with pytest.raises(ValueError, match="up to 7, got 8"):
        plot_frontier({str(i): [(1.0, 1.0)] for i in range(8)})


def test_differences_have_a_panel_for_each_pair(drawn):
    plot_differences({"a - b": np.array([0.5, 0.5, -0.25, 0.0]), "a - c": np.array([1.0])})
    ((panels, alt),) = drawn
    assert [panel.get_title() for panel in panels] == ["a - b", "a - c"]
    assert [sum(bar.get_height() for bar in panel.patches) for panel in panels] == [4, 1]
    assert alt == "a - b: better for 50%, worse for 25%; a - c: better for 100%, worse for 0%."
