"""The figures of the lesson: what is drawn is what was given, and what is said in words is what is drawn."""

import numpy as np
import pytest

from vecembed_lab.images.figures import plot_destroyed, plot_roc, plot_scores, show_found, show_pictures
from vecembed_lab.images.verification import roc
from vecembed_lab.lesson import figures

SAME = np.array([True, True, False, False])


@pytest.fixture
def drawn(monkeypatch):
    """The axes and the alternative text of each figure that was shown."""
    shown = []
    monkeypatch.setattr(figures, "_show", lambda canvas, alt: shown.append((canvas.axes, alt)))
    return shown


@pytest.mark.parametrize("shape", [(5, 4, 4), (5, 3, 4, 4)])
def test_pictures_stand_side_by_side_on_white(drawn, shape):
    pictures = np.zeros(shape)
    pictures[4] = 0.5
    show_pictures(pictures, alt="Five squares.", columns=3, rows=["three", "two"])
    (((axes,), alt),) = drawn
    sheet = axes.images[0].get_array()
    assert sheet.shape[:2] == (14, 21)
    assert (sheet[:4, :4] == 0).all()
    assert (sheet[7:11, 7:11] == 0.5).all()  # the fifth is the second of the second row
    assert (sheet[7:, 14:] == 1).all()
    assert [label.get_text() for label in axes.get_yticklabels()] == ["three", "two"]
    assert alt == "Five squares."


def test_what_was_found_is_framed_and_said(drawn):
    right = np.array([[False, True], [False, False]])
    show_found(np.zeros((2, 3, 4, 4)), np.ones((2, 2, 3, 4, 4)), right, title="Found?")
    (((axes,), alt),) = drawn
    assert len(axes.patches) == 1
    assert alt.endswith("The original is at query 1: place 2; query 2: not found.")


def test_curves_of_errors_meet_where_the_words_say(drawn):
    curves = {"good": roc(np.array([4, 3, 2, 1]), SAME), "blind": roc(np.zeros(4), SAME)}
    plot_roc(curves, title="Errors")
    (((axes,), alt),) = drawn
    assert alt == "Errors. Equal error rates: good: 0.000, blind: 0.500."
    assert list(axes.lines[2].get_xdata()) == [0, 1]
    assert len({line.get_linestyle() for line in axes.lines[:4:2]}) == 2
    with pytest.raises(ValueError, match="up to 7, got 8"):
        plot_roc({str(i): curves["good"] for i in range(8)}, title="Too many")


def test_scores_and_a_threshold(drawn):
    plot_scores(np.array([0.9, 0.4, 0.6, 0.1]), SAME, 0.5)
    (((axes,), alt),) = drawn
    assert alt.endswith(
        "At the threshold 0.50, 50.0% of the different pairs are accepted and 50.0% of the same pairs refused."
    )
    assert axes.lines[0].get_xdata()[0] == 0.5


def test_what_a_change_destroys_stands_in_the_table(drawn):
    plot_destroyed({"b": {"none": 0.95, "mirror": 0.2}, "o": {"none": 1.0, "mirror": 1.0}}, title="Letters")
    (((axes,), alt),) = drawn
    assert alt == "Letters. b: none: 0.95, mirror: 0.20; o: none: 1.00, mirror: 1.00."
    assert [text.get_text() for text in axes.texts] == ["0.95", "0.20", "1.00", "1.00"]
