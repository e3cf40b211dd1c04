"""Each figure says in its alternative text what it shows."""

import numpy as np
import pytest

from vecembed_lab.lesson.intervals import Interval
from vecembed_lab.production import figures


@pytest.fixture
def shown(monkeypatch):
    """What was displayed."""
    texts = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: texts.append(data["text/plain"]))
    return texts


def test_alarms_and_what_is_promised(shown):
    raised = {"a": np.array([True, False, False, False]), "b": np.ones(4, bool)}
    figures.plot_alarms(raised, Interval(0.05, 0, 0.25))
    assert shown == [
        "false alarms in 4 pairs of windows. a: 0.25, b: 1.00. "
        "Promised, as it looks in so few pairs: 0.05 (0.00 to 0.25)."
    ]


def test_windows_and_the_limit(shown):
    figures.plot_windows({4: 0.5, 5: 0.6}, {5: 0.8}, limit=0.7)
    assert "calm: 4: 0.50, 5: 0.60; texts cut short: 5: 0.80; limit 0.70" in shown[0]


def test_waits_by_load(shown):
    figures.plot_waits([0.5, 1.2], {"open": [3.25, 3000], "closed": [2.5, 2.5]})
    assert shown == ["Waits of 99 of 100 by load. open: 0.5: 3.2, 1.2: 3000.0; closed: 0.5: 2.5, 1.2: 2.5."]
