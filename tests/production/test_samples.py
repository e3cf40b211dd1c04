"""What the lesson draws: texts in order of time, or what stands in their place."""

import os
import subprocess
import sys
from urllib.parse import quote

import numpy as np
import psycopg
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from psycopg.conninfo import conninfo_to_dict

from vecembed_lab.data.registry import DataError
from vecembed_lab.production import samples
from vecembed_lab.production.ingest import SIZE
from vecembed_lab.production.limits import StoreError
from vecembed_lab.production.postgres import NoServer
from vecembed_lab.production.store import Unreachable


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


def test_without_a_server_qdrant_in_memory_stands_in_its_place(monkeypatch, capsys):
    def missing():
        raise NoServer("no binaries here")

    monkeypatch.setattr(samples, "_address", missing)
    store = samples.open_store("test")
    store.create("v1", 3)
    assert samples.open_store("test", iterative=False).versions() == {"v1": 3}
    assert samples.open_store().versions() == {}
    sentence = "no binaries here; Qdrant in memory stands in its place, and its searches are exact, with any filter.\n"
    assert capsys.readouterr().out == sentence  # once


@pytest.fixture
def named(monkeypatch):
    """Names a server for this process, as a class does; what was opened there is closed in the end."""

    def name(address):
        samples._address.cache_clear()
        monkeypatch.setenv("VECEMBED_DSN", address)

    yield name
    samples._close()
    samples._address.cache_clear()


def ours(server):
    """The schemas of the course in a server's database."""
    with psycopg.connect(server.address) as connection:
        return [name for (name,) in connection.execute("select nspname from pg_namespace where nspname ~ '^vecembed_'")]


def as_url(address):
    given = conninfo_to_dict(address)
    return f"postgresql://{given['user']}@/{given['dbname']}?host={quote(given['host'], safe='')}"


@pytest.mark.parametrize("form", [str, as_url, lambda address: f"{as_url(address)}&options=-c%20work_mem%3D5MB"])
def test_a_named_server_gets_places_of_ours_and_keeps_none(server, named, form):
    named(form(server.address))
    for place in ("one", "one", "two"):
        samples.open_store(place).create("v1", 3)
    assert [name.rpartition("_")[0] for name in sorted(ours(server))] == ["vecembed_one", "vecembed_two"]
    assert samples.open_store("one", iterative=False).versions() == {"v1": 3}
    assert samples.open_store().versions() == {}
    with samples._OPENED[-1]._connection() as connection:
        assert (connection.execute("show work_mem").fetchone() == ("5MB",)) == ("work_mem" in form(server.address))
    samples._close()
    assert ours(server) == []


def test_a_lesson_that_ends_keeps_nothing_on_a_named_server(server, named):
    code = "from vecembed_lab.production.samples import open_store\nopen_store().create('v1', 3)"
    environment = os.environ | {"VECEMBED_DSN": as_url(server.address)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert ours(server) == []


@pytest.mark.parametrize(
    ("address", "error", "said"),
    [
        ("nonsense", StoreError, "is none of PostgreSQL: write postgresql://user@host/database"),
        ("postgresql://nobody@/none?host=/nowhere", Unreachable, "PostgreSQL cannot be reached"),
        ("host=/nowhere user=nobody dbname=none", Unreachable, "PostgreSQL cannot be reached"),
    ],
)
def test_a_named_server_that_is_none_or_is_not_there(named, address, error, said):
    named(address)
    with pytest.raises(error, match=said):
        samples.open_store()


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
