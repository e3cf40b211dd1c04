"""The figures of unit 09: what is drawn is what was given, and what is said in words is what is drawn."""

import numpy as np
import pytest

from vecembed_lab.lesson import figures
from vecembed_lab.lesson.intervals import Interval
from vecembed_lab.overfitting.figures import (
    SHOWN,
    plot_epochs,
    plot_errors,
    plot_features,
    plot_intervals,
    plot_learning,
)


@pytest.fixture
def drawn(monkeypatch):
    """The axes and the alternative text of each figure that was shown."""
    shown = []
    monkeypatch.setattr(figures, "_show", lambda canvas, alt: shown.append((canvas.axes, alt)))
    return shown


def test_errors_and_their_best(drawn):
    line = 1 + (np.arange(150) - 6.0) ** 2 / 1000
    plot_errors({"470,000 words": line})
    (((axes,), alt),) = drawn
    assert axes.lines[0].get_ydata().tolist() == line[list(SHOWN)].tolist()
    assert np.ravel(axes.lines[1].get_xdata()).tolist() == [6]
    assert "470,000 words: best 6 dimensions with 1.00, at 100 9.84" in alt


def test_epochs_on_both_sides(drawn):
    plot_epochs({"test": [3.0, 1.0, 2.0]}, {"test": [0.1, 0.5, 0.4]}, kept=1)
    (((left, right), alt),) = drawn
    assert left.lines[0].get_ydata().tolist() == [3, 1, 2]
    assert right.lines[0].get_ydata().tolist() == [0.1, 0.5, 0.4]
    assert left.lines[1].get_xdata()[0] == 2
    assert alt.startswith("At epoch 2, which is kept, and at the last, 3. Losses: test: 2: 1.00, 3: 2.00.")


def test_features_and_the_exact_fit(drawn):
    plot_features((10, 30), {"no penalty": [0.3, 0.8]}, exact=30)
    (((axes,), alt),) = drawn
    assert list(axes.lines[0].get_ydata()) == [0.3, 0.8]
    assert "30 rows. no penalty: 10: 0.30, 30: 0.80" in alt


def test_a_learning_curve(drawn):
    plot_learning((100, 300), {"others": [0.3, 0.8], "fitted": [0.0, 0.1]}, exact=200)
    (((axes,), alt),) = drawn
    assert [list(line.get_ydata()) for line in axes.lines[:2]] == [[0.3, 0.8], [0.0, 0.1]]
    assert axes.lines[2].get_xdata()[0] == 200
    assert alt.startswith("Share called wrong by the number of rows fitted to; 200 features. others: 100: 0.30")


def test_intervals_below_the_points(drawn):
    plot_intervals({"ada": 0.2, "bo": 0.6}, {"rows": Interval(0.4, 0.35, 0.45), "speakers": Interval(0.4, 0.1, 0.7)})
    (((axes,), alt),) = drawn
    assert list(axes.lines[0].get_xdata()) == [0.2, 0.6]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["each one", "rows", "speakers"]
    assert "speakers: 0.40 (0.10 to 0.70)" in alt
