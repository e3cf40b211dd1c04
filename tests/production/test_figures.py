"""Each figure says in its alternative text what it shows."""

import pytest

from vecembed_lab.production import figures


@pytest.fixture
def shown(monkeypatch):
    """What was displayed."""
    texts = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: texts.append(data["text/plain"]))
    return texts


def test_shares_and_their_level(shown):
    figures.plot_shares({"a": 0.25, "b": 1.0}, xlabel="false alarms", level=0.05)
    figures.plot_shares({"a": 0.5}, xlabel="found")
    assert shown == ["false alarms. a: 0.25, b: 1.00. The level is 0.05.", "found. a: 0.50."]


def test_windows_and_the_limit(shown):
    figures.plot_windows({4: 0.5, 5: 0.6}, {5: 0.8}, limit=0.7)
    assert "calm: 4: 0.50, 5: 0.60; half of the texts cut short: 5: 0.80; limit 0.70" in shown[0]


def test_waits_by_load(shown):
    figures.plot_waits([0.5, 1.2], {"open": [3, 3000], "closed": [2, 2]})
    assert shown == ["Waits of 99 of 100 by load. open: 0.5: 3, 1.2: 3000; closed: 0.5: 2, 1.2: 2."]
