import numpy as np
import pytest

from vecembed_lab.context.figures import plot_frontier, plot_layers, plot_learning, plot_trade, plot_widths
from vecembed_lab.lesson.intervals import Interval


@pytest.fixture
def shown(monkeypatch):
    """The alternative texts of the figures that were drawn."""
    import IPython.display

    texts = []
    monkeypatch.setattr(IPython.display, "display", lambda data, raw: texts.append(data["text/plain"]))
    return texts


def test_figures_say_what_they_show(shown):
    plot_learning({"attention": [0.5] * 20, "mean": [0.2] * 20}, chance=0.2)
    plot_layers({"serve": np.array([0.5, 0.75])}, {"GloVe": 0.6})
    plot_trade({"held": (Interval(0.1, 0.05, 0.15), Interval(-0.02, -0.04, 0.0))})
    plot_widths([24, 12], {"PCA": [0.5, 0.25]}, ylabel="nDCG")
    plot_frontier({"one bit": {48: Interval(0.3, 0.25, 0.35), 12: Interval(0.1, 0.05, 0.2)}}, ylabel="nDCG")
    assert "attention: 10: 0.50, 20: 0.50" in shown[0]
    assert "serve: 0: 0.50, 1: 0.75. GloVe: 0.60" in shown[1]
    assert "inside +0.100 (+0.050 to +0.150), outside -0.020" in shown[2]
    assert "PCA: 24: 0.50, 12: 0.25" in shown[3]
    assert "one bit: 48 bytes 0.30 (0.25 to 0.35), 12 bytes 0.10 (0.05 to 0.20)" in shown[4]


def test_too_many_lines_are_refused():
    with pytest.raises(ValueError, match="can be told apart up to 7, got 8"):
        plot_layers({str(i): np.zeros(2) for i in range(8)}, {})
