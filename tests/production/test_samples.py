"""What the lesson draws: texts in order of time, or what stands in their place."""

import numpy as np
import pytest

from vecembed_lab.data.registry import DataError
from vecembed_lab.production import samples
from vecembed_lab.production.postgres import NoServer


def test_texts_come_in_order_of_time():
    texts, source = samples.load_stream()
    assert source.startswith("Wikinews")
    assert len(texts) == 19_374
    assert "Granja do Torto" in texts[0]
    assert samples.model("v1", samples.OLD).dim == samples.DIM


def test_without_the_news_passages_stand_in_their_place(monkeypatch, capsys):
    def missing():
        raise DataError("no network")

    monkeypatch.setattr(samples, "read_news", missing)
    texts, source = samples.load_stream.__wrapped__()
    assert source == "Wikipedia sample"
    assert len(texts) > samples.NEW + 4300  # as many as the lesson takes
    assert "vecembed data get wikinews" in capsys.readouterr().out


def test_without_a_server_the_store_in_memory_stands_in_its_place(monkeypatch, capsys):
    def missing():
        raise NoServer("no binaries here")

    monkeypatch.setattr(samples, "_address", missing)
    store = samples.open_store("test")
    store.create("v1", 3)
    assert samples.open_store("test", iterative=False).versions() == {"v1": 3}
    assert samples.open_store().versions() == {}
    assert "no binaries here\nThe store in memory stands in its place" in capsys.readouterr().out


@pytest.mark.slow
def test_false_alarms_are_what_the_tests_promise():
    raised = samples.alarms(300, rng=np.random.default_rng(0))
    any_of, corrected, means, kernel = (found.mean() for found in raised.values())
    assert any_of > 0.9
    assert all(0.02 <= rate <= 0.09 for rate in (corrected, means, kernel))
