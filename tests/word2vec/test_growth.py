"""Curves of vectors against the size of their text, and the record of those that take too long for a lesson."""

import json

import numpy as np
import pytest

from vecembed_lab.data.texts import load_wikipedia
from vecembed_lab.lesson import figures
from vecembed_lab.word2vec import growth
from vecembed_lab.word2vec.figures import draw_curve, plot_curves

TEXT = [["a"] * 3, ["b"] * 4, ["c"] * 5]


@pytest.mark.parametrize(("n_words", "n_passages"), [(1, 1), (3, 1), (4, 2), (7, 2), (8, 3), (10**9, 3)])
def test_a_beginning_ends_with_a_passage_and_can_be_read_again(n_words, n_passages):
    beginning = growth.Beginning(TEXT, n_words)
    assert list(beginning) == list(beginning) == TEXT[:n_passages]


def test_the_curve_climbs():
    small, large = growth.curve(load_wikipedia(), [100_000, 10**9])
    assert (large["method"], large["words"], large["pairs"]) == ("counted", 470_251, 242)
    assert small["pairs"] < 150
    assert small["agreement"] + 0.1 < large["agreement"] < 0.7
    assert 0 < large["right"] < 0.05


def test_the_record_says_when_and_with_what():
    record = growth.recorded()
    assert record["about"]["date"] >= "2026-11-23"
    assert {"python", "gensim", "numpy"} <= record["about"]["versions"].keys()
    for row in record["rows"]:
        assert row.keys() == {"text", "words", "method", "pairs", "agreement", "right"}
    assert max(row["words"] for row in record["rows"]) > 14_000_000


@pytest.fixture
def quick(monkeypatch, tmp_path):
    """Tiny texts, a method that counts its calls, and a record of its own."""
    calls = []

    class Tiny(list):
        source = "tiny"

    def counted(part):
        calls.append(sum(map(len, part)))
        return {"right": 0.5}

    def guessed(part):
        return {"right": 0.25}

    monkeypatch.setattr(growth, "load_enwiki", lambda: Tiny(TEXT))
    monkeypatch.setattr(growth, "load_novels", lambda: Tiny([]))
    monkeypatch.setattr(growth, "SIZES", [3, 10**9])
    monkeypatch.setattr(growth, "counted", counted)
    monkeypatch.setattr(growth, "guessed", guessed)
    monkeypatch.setattr(growth, "RECORD", tmp_path / "growth.json")
    return calls


def test_rows_are_kept_one_by_one_and_none_is_measured_twice(quick, monkeypatch, capsys):
    def stopped(part):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(growth, "guessed", stopped)
        stopped.__name__ = "guessed"
        with pytest.raises(KeyboardInterrupt):
            growth.main()
    assert [row["words"] for row in growth.recorded()["rows"]] == [3, 12, 0]
    growth.main()
    assert quick == [3, 12, 0]
    rows = growth.recorded()["rows"]
    assert [row["method"] for row in rows] == ["counted"] * 3 + ["guessed"] * 3
    assert len(rows) == 6
    assert "3 of 6 measured. rows: text tiny, words 3, method guessed" in capsys.readouterr().out


def test_a_record_of_other_versions_is_refused(quick):
    growth.RECORD.write_text(json.dumps({"about": {"date": "2000-01-01", "versions": {}}, "rows": [{"words": 0}]}))
    with pytest.raises(FileExistsError, match=r"holds another run: versions = \{\} instead of"):
        growth.main()
    assert quick == []


def test_judging_by_hand():
    """Tiger and tiger, tiger and cat, king and cabbage, in the order people have them; no analogy is known."""
    index = {"tiger": 0, "cat": 1, "king": 2, "cabbage": 3}
    vectors = np.array([[1.0, 0, 0], [1, 0.1, 0], [0, 0, 1], [0, 1, 0]])
    assert growth.judged(vectors, index) == {"pairs": 3, "agreement": 1.0, "right": 0.0}


def test_each_method_is_a_line():
    from matplotlib.figure import Figure

    rows = [
        {"method": method, "words": words, "right": 1 / words} for words in (2, 4) for method in ("counted", "guessed")
    ]
    axes = Figure().subplots()
    draw_curve(axes, rows[:3], "right")
    assert [list(line.get_ydata()) for line in axes.lines] == [[0.5, 0.25], [0.5]]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["counted", "guessed"]
    assert axes.get_ylabel() == "analogies right"


def test_both_measures_are_drawn_side_by_side(monkeypatch):
    shown = []
    monkeypatch.setattr(figures, "_show", lambda canvas, alt: shown.append((canvas.axes, alt)))
    plot_curves([{"method": "counted", "words": 2000, "agreement": 0.25, "right": 0.5}])
    ((panels, alt),) = shown
    assert [list(panel.lines[0].get_ydata()) for panel in panels] == [[0.25], [0.5]]
    assert [panel.get_ylabel() for panel in panels] == ["agreement with people", "analogies right"]
    assert alt.endswith("counted 2,000: 0.25 and 0.5.")
