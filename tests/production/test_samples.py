"""What the lesson draws: texts in order of time, or what stands in their place."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from vecembed_lab.data.registry import DataError
from vecembed_lab.production import samples
from vecembed_lab.production.ingest import SIZE
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
    said = capsys.readouterr().out
    assert "vecembed data get wikinews" in said
    assert "In its place: a stand-in, 106 articles" in said


def test_without_a_server_the_store_in_memory_stands_in_its_place(monkeypatch, capsys):
    def missing():
        raise NoServer("no binaries here")

    monkeypatch.setattr(samples, "_address", missing)
    store = samples.open_store("test")
    store.create("v1", 3)
    assert samples.open_store("test", iterative=False).versions() == {"v1": 3}
    assert samples.open_store().versions() == {}
    assert "no binaries here\nThe store in memory stands in its place" in capsys.readouterr().out


def test_an_encoder_reads_all_words_of_a_chunk():
    """The last word of the longest chunk changes its vector; a word behind it would not."""
    words = next(text.split() for text in samples.load_stream().texts if len(text.split()) > SIZE)[:SIZE]
    encode = samples.model("v1", samples.OLD).encode
    whole, shorter, longer = encode([" ".join(part) for part in ([*words[:-1], "goal"], words[:-1], [*words, "goal"])])
    assert abs(whole - shorter).max() > 1e-3
    assert_allclose(longer, encode([" ".join(words)])[0], atol=1e-9)


def test_windows_follow_each_other_from_where_they_start():
    rows = samples.vectors(samples.OLD)
    of = samples.windows(100, size=50)
    assert_array_equal(of[1], rows[150:200])
    assert len(of) == (len(rows) - 100) // 50


def test_a_share_of_a_window_is_cut_and_the_rest_is_as_it_was():
    whole, rng = samples.windows(100)[3], np.random.default_rng(0)
    same = (samples.cut_short(3, 15, 0.3, rng=rng, start=100) == whole).all(axis=1)
    assert 0.6 < same.mean() < 0.8
    assert_allclose(samples.cut_short(3, samples.WORDS, 1.0, rng=rng, start=100), whole, atol=1e-9)


def test_two_windows_without_a_change_share_no_text():
    first, second = samples.split(200, 100, rng=np.random.default_rng(0))
    assert (len(first), len(second)) == (200, 100)
    assert len(np.unique(np.concatenate([first, second]), axis=0)) >= 298  # some articles came twice


@pytest.mark.slow
def test_false_alarms_are_what_the_tests_promise():
    raised = samples.alarms(300, rng=np.random.default_rng(0))
    any_of, corrected, means, kernel = (found.mean() for found in raised.values())
    assert any_of > 0.9
    assert all(0.02 <= rate <= 0.09 for rate in (corrected, means, kernel))
