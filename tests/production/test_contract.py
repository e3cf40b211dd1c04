"""What every store must do, tried on each, with the one in memory as oracle."""

import socket
import threading
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from qdrant_client import models

from tests.production.conftest import KINDS
from vecembed_lab.production.limits import StoreError, check_text, unit
from vecembed_lab.production.pgstore import PgStore
from vecembed_lab.production.qdrant import QdrantStore
from vecembed_lab.production.store import Document, Mark, MemoryStore, Store, Unreachable


def documents(n, dim=8, *, seed=0):
    rng = np.random.default_rng(seed)
    return [Document(f"id{i:03}", f"text {i}", rng.normal(size=dim), "even" if i % 2 == 0 else "odd") for i in range(n)]


def rows(store, version):
    return [(d.id, d.text, d.label, d.vector.round(5).tolist()) for d in store.read(version)]


def test_a_store_is_one(store):
    assert isinstance(store, Store)


def test_by_hand(store):
    store.create("v1", 2)
    store.upsert("v1", [Document("a", "right", np.array([2, 0])), Document("b", "up", np.array([0.0, 3.0]), "north")])
    first, second = store.search("v1", np.array([1, 0]), k=5)
    assert (first.id, first.text, first.label) == ("a", "right", "")
    assert_allclose([first.score, second.score], [1, 0], atol=1e-6)
    assert [hit.id for hit in store.search("v1", np.array([1, 0]), 5, "north")] == ["b"]
    assert store.search("v1", np.array([1, 0]), 5, "south") == []
    assert store.search("v1", np.array([1, 0]), 1) == [first]


def test_searches_agree_with_the_oracle(store):
    oracle, there = MemoryStore(), documents(60)
    for each in (oracle, store):
        each.create("v1", 8)
        each.upsert("v1", there)
        each.delete("v1", ["id003", "id050"])
        each.upsert("v1", documents(10, seed=1))
        each.index("v1")
    assert rows(store, "v1") == rows(oracle, "v1")
    for query in np.random.default_rng(2).normal(size=(20, 8)):
        for label in (None, "odd"):
            ours, theirs = store.search("v1", query, 5, label), oracle.search("v1", query, 5, label)
            assert [hit.id for hit in ours] == [hit.id for hit in theirs]
            assert_allclose([hit.score for hit in ours], [hit.score for hit in theirs], atol=1e-5)


def test_the_later_document_of_an_id_stays(store):
    store.create("v1", 2)
    old, new = Document("a", "old", np.array([1.0, 0])), Document("a", "new", np.array([0, 1.0]), "label")
    store.upsert("v1", [old])
    store.upsert("v1", [old, new])
    store.upsert("v1", [])
    assert rows(store, "v1") == [("a", "new", "label", [0, 1])]
    assert store.count("v1") == 1


def test_what_is_there_is_not_added(store):
    store.create("v1", 2)
    old, new = Document("a", "old", np.array([1.0, 0])), Document("a", "new", np.array([0, 1.0]), "label")
    assert store.add("v1", [old]) == 1
    assert store.add("v1", [new, new._replace(id="b")]) == 1
    assert store.add("v1", []) == 0
    assert rows(store, "v1") == [("a", "old", "", [1, 0]), ("b", "new", "label", [0, 1])]
    with pytest.raises(StoreError, match="vector"):
        store.add("v1", [Document("c", "", np.ones(2)), Document("d", "", np.zeros(2))])
    assert store.count("v1") == 2


def test_what_another_version_has_not_is_pruned(store):
    for version, names in (("v1", "acd"), ("v2", "abcde")):
        store.create(version, 2)
        store.upsert(version, [Document(name, version, np.ones(2)) for name in names])
    store.prune("v2", "v1")
    assert [(d.id, d.text) for d in store.read("v2")] == [("a", "v2"), ("c", "v2"), ("d", "v2")]
    assert store.count("v1") == 3
    store.drop("v1")
    with pytest.raises(StoreError, match="there is no version 'v1'"):
        store.prune("v2", "v1")


def test_no_exclusive_block_comes_between_another(store):
    store.create("v1", 2)
    order = []

    def other():
        with store.exclusive():
            order.append("other")

    thread = threading.Thread(target=other)
    with store.exclusive():
        thread.start()
        thread.join(0.1)  # nobody who waits for us ends sooner
        store.upsert("v1", [Document("a", "", np.ones(2))])
        store.prune("v1", "v1")
        order.append("first")
    thread.join()
    assert order == ["first", "other"]
    assert store.count("v1") == 1


def test_delete_says_how_many_were_there(store):
    store.create("v1", 8)
    store.upsert("v1", documents(5))
    assert store.delete("v1", ["id001", "id001", "id004", "nobody"]) == 2
    assert store.delete("v1", []) == 0
    assert [d.id for d in store.read("v1")] == ["id000", "id002", "id003"]


def test_pages_are_in_the_order_of_ids(store):
    store.create("v1", 2)
    names = ["b", "a", "Z", "é", "~", "a b", "\U0001f600", "\ufffd"]
    store.upsert("v1", [Document(name, "", np.ones(2)) for name in names])
    pages, after = [], ""
    while page := store.read("v1", after, 3):
        pages += [d.id for d in page]
        after = page[-1].id
    assert pages == sorted(names)


def test_versions_are_kept_apart(store):
    store.create("v1", 8)
    store.create("v2", 3)
    store.create("v2", 3)
    assert store.versions() == {"v1": 8, "v2": 3}
    store.upsert("v1", documents(4))
    assert (store.count("v1"), store.count("v2")) == (4, 0)
    store.drop("v2")
    assert store.versions() == {"v1": 8}
    store.create("v2", 5)
    assert store.versions() == {"v1": 8, "v2": 5}


def test_marks_are_kept_with_the_documents(store):
    store.create("v1", 8)
    store.create("v2", 8)
    assert store.mark("v1", "news") == Mark("news", 0)
    store.upsert("v1", documents(3), Mark("news", 3))
    last = Mark("news", 7, "of seven")
    store.upsert("v1", [], last)
    assert store.mark("v1", "news") == last
    assert (store.mark("v1", "law"), store.mark("v2", "news")) == (Mark("law", 0), Mark("news", 0))
    with pytest.raises(StoreError):
        store.upsert("v1", documents(3, dim=9), Mark("news", 10))
    assert store.mark("v1", "news") == last


def test_a_dropped_version_leaves_no_mark(store):
    store.create("v1", 8)
    store.upsert("v1", [], Mark("news", 7))
    store.drop("v1")
    store.create("v1", 8)
    assert store.mark("v1", "news") == Mark("news", 0)


def test_switch_and_roll_back(store):
    for version in ("v1", "v2"):
        store.create(version, 8)
        store.upsert(version, documents(3))
    with pytest.raises(StoreError, match="no version is live"):
        store.live()
    with pytest.raises(StoreError, match="no version to roll back to"):
        store.roll_back()
    store.switch("v1")
    with pytest.raises(StoreError, match="no version to roll back to"):
        store.roll_back()
    store.switch("v2")
    store.switch("v2")
    assert (store.live(), store.roll_back(), store.live()) == ("v2", "v1", "v1")
    assert store.roll_back() == "v2"


def test_a_version_that_is_not_filled_does_not_become_live(store):
    for version, n in (("v1", 3), ("v2", 1)):
        store.create(version, 8)
        store.upsert(version, documents(n))
    store.switch("v1")
    said = (
        "v2 must have all documents of v1, which is live, with the same texts and labels; 2 of 3 are missing or differ"
    )
    with pytest.raises(StoreError, match=f"^{said}, such as 'id001': fill it first$"):
        store.switch("v2")
    assert store.live() == "v1"
    store.upsert("v2", documents(3))
    store.switch("v2")
    store.upsert("v2", documents(9))
    assert store.roll_back() == "v1"  # what went wrong must be left at once, however few it has


@pytest.mark.parametrize(
    "change",
    [{"id": "another"}, {"text": "old"}, {"label": "old"}],
    ids=["another id", "another text", "another label"],
)
def test_as_many_documents_are_not_the_same_documents(store, change):
    for version, change_of_one in (("v1", {}), ("v2", change)):
        store.create(version, 8)
        store.upsert(version, [*documents(4)[:3], documents(4)[3]._replace(**change_of_one)])
    store.upsert("v2", [Document("more", "is no fault", np.ones(8))])
    store.switch("v1")
    with pytest.raises(StoreError, match="1 of 4 are missing or differ, such as 'id003': fill it first"):
        store.switch("v2")
    assert store.live() == "v1"
    store.upsert("v2", documents(4))
    store.switch("v2")
    with pytest.raises(StoreError, match=r"\d of \d are missing or differ"):
        store.switch("v1")  # it falls behind as soon as it is not written


def test_what_is_live_or_was_is_not_dropped(store):
    for version in ("v1", "v2", "v3"):
        store.create(version, 2)
        store.switch(version)
    for version in ("v2", "v3"):
        with pytest.raises(StoreError, match=f"{version} is live, or was before the last switch"):
            store.drop(version)
    store.drop("v1")
    assert sorted(store.versions()) == ["v2", "v3"]


@pytest.mark.parametrize("name", ["", "V1", "1v", "v-1", "v" * 41, 'v"; drop table alias; --', "v\n", "ü"])
def test_names_of_versions_are_plain(store, name):
    with pytest.raises(StoreError, match="a version is named by"):
        store.create(name, 8)


@pytest.mark.parametrize("dim", [0, -1, 2001])
def test_dimensions_are_bounded(store, dim):
    with pytest.raises(StoreError, match=f"between 1 and 2000 dimensions, got {dim}"):
        store.create("v1", dim)


def test_a_version_does_not_change_its_dimensions(store):
    store.create("v1", 8)
    with pytest.raises(StoreError, match="version v1 has 8 dimensions, got 9"):
        store.create("v1", 9)


def test_a_version_that_is_not_there(store):
    store.create("v1", 8)
    calls = [
        lambda: store.drop("v2"),
        lambda: store.upsert("v2", documents(1)),
        lambda: store.mark("v2", "news"),
        lambda: store.delete("v2", ["a"]),
        lambda: store.count("v2"),
        lambda: store.read("v2"),
        lambda: store.search("v2", np.ones(8), 1),
        lambda: store.index("v2"),
        lambda: store.switch("v2"),
    ]
    for call in calls:
        with pytest.raises(StoreError, match="there is no version 'v2'; there is v1"):
            call()


VECTORS = [np.ones(7), np.zeros(8), np.full(8, np.nan), np.array([np.inf, *[1.0] * 7])]


@pytest.mark.parametrize("vector", VECTORS, ids=["other", "zero", "nan", "inf"])
def test_vectors_that_cannot_be_compared(store, vector):
    store.create("v1", 8)
    good = Document("good", "", np.ones(8))
    with pytest.raises(StoreError, match="vector"):
        store.upsert("v1", [good, Document("bad", "", vector)])
    with pytest.raises(StoreError, match="vector"):
        store.search("v1", vector, 1)
    assert store.count("v1") == 0


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"id": ""}, "an id must not be empty"),
        ({"id": "x" * 201}, "an id must have at most 200 characters, got 201"),
        ({"text": "a\0b"}, "a text must be text that UTF-8 can hold"),
        ({"text": "\ud800"}, "a text must be text that UTF-8 can hold"),
        ({"text": "x" * 100_001}, "a text must have at most 100,000 characters"),
        ({"label": "\0"}, "a label must be text"),
    ],
)
def test_texts_that_cannot_be_kept(store, fields, said):
    store.create("v1", 8)
    with pytest.raises(StoreError, match=said):
        store.upsert("v1", [Document("good", "", np.ones(8)), Document("bad", "", np.ones(8))._replace(**fields)])
    assert store.count("v1") == 0


@pytest.mark.parametrize("text", ["a\0", "\ud800", "x" * 201, "e" + "\u0301" * 31], ids=["0", "half", "long", "signs"])
def test_what_cannot_be_kept_cannot_be_asked_for(store, text):
    store.create("v1", 8)
    calls = [
        lambda: store.search("v1", np.ones(8), 1, text),
        lambda: store.delete("v1", ["a", text]),
        lambda: store.mark("v1", text),
        lambda: store.read("v1", text),
        lambda: store.upsert("v1", [], Mark(text, 1)),
    ]
    for call in calls:
        with pytest.raises(StoreError, match=r"(a label|an id|a source) must"):
            call()


def test_numbers_are_bounded(store):
    store.create("v1", 8)
    for call in (lambda: store.search("v1", np.ones(8), 2**63), lambda: store.read("v1", "", 2**63)):
        with pytest.raises(StoreError, match="must be between 1 and 1,000,000, got 9223372036854775808"):
            call()
    with pytest.raises(StoreError, match="a position must be between 0 and"):
        store.upsert("v1", [], Mark("news", 2**63))


def test_k_is_at_least_one(store):
    store.create("v1", 8)
    with pytest.raises(StoreError, match="k must be between 1 and 1,000,000, got 0"):
        store.search("v1", np.ones(8), 0)
    assert store.search("v1", np.ones(8), 3) == []


def test_very_large_and_very_small_numbers_have_a_direction(store):
    store.create("v1", 2)
    store.upsert("v1", [Document("large", "", np.array([1e300, 0])), Document("small", "", np.array([0, 1e-300]))])
    assert [hit.id for hit in store.search("v1", np.array([0, 1e-40]), 1)] == ["small"]


@pytest.mark.parametrize("sign", ["\u0301", "\u0315\u0300", "\u0f73"], ids=["one", "two", "one that comes apart"])
def test_signs_that_pile_up(sign):
    for text in ("e" + 30 // len(sign) * sign, "e\u0301\u0302 " * 500):
        check_text("a text", text, 10_000)
    with pytest.raises(StoreError, match="at most 30 combining signs in a row"):
        check_text("a text", "e" + 31 * sign, 10_000)


def test_a_table_is_no_vector():
    with pytest.raises(StoreError, match=r"vectors of version v1 have 8 numbers, got the shape \(1, 8\)"):
        unit(np.ones((1, 8)), "v1", 8)


TEXTS = st.text(max_size=20).filter(lambda text: "\0" not in text)


@given(st.lists(st.tuples(TEXTS.filter(bool), TEXTS, TEXTS), max_size=4))
def test_any_text_comes_back_as_it_was(any_store, fields):
    any_store.delete("v1", [d.id for d in any_store.read("v1")])
    kept = {id: (id, text, label) for id, text, label in fields}
    any_store.upsert("v1", [Document(id, text, np.ones(2), label) for id, text, label in fields])
    assert [(d.id, d.text, d.label) for d in any_store.read("v1")] == [kept[id] for id in sorted(kept)]


@pytest.fixture(scope="module", params=KINDS)
def any_store(request):
    """A store that the examples of one test share."""
    if request.param == "postgres":
        store = PgStore(request.getfixturevalue("shared_database"))
    else:
        store = MemoryStore() if request.param == "memory" else QdrantStore()
    store.create("v1", 2)
    yield store
    store.close()


def test_qdrant_is_asked_once_for_a_search_and_leaves_names_of_others(monkeypatch):
    store = QdrantStore()
    store._client.create_collection("theirs", vectors_config=models.VectorParams(size=1, distance="Dot"))
    theirs = models.CreateAlias(collection_name="theirs", alias_name="live")
    store._client.update_collection_aliases([models.CreateAliasOperation(create_alias=theirs)])
    store.create("v1", 8)
    store.upsert("v1", documents(3))
    store.switch("v1")
    assert store._aliases()["live"] == "theirs"
    monkeypatch.setattr(store._client, "get_collections", None)
    assert len(store.search("v1", np.ones(8), 2)) == store.delete("v1", ["id000", "id001"]) == 2
    store.close()


@pytest.mark.parametrize("address", ["nonsense", "host=a b/c", "postgresql://user:secret@host/x?y=z"])
def test_an_address_that_is_none(address):
    with pytest.raises(StoreError, match="VECEMBED_DSN, or the address given, is none of PostgreSQL") as refused:
        PgStore(address)
    assert "secret" not in str(refused.value)


def test_a_server_that_is_not_there():
    with pytest.raises(Unreachable, match="PostgreSQL cannot be reached"):
        PgStore("host=/nowhere user=nobody dbname=none")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Unreachable, match="Qdrant cannot be reached"):
        QdrantStore(f"http://127.0.0.1:{port}")


def test_a_server_that_is_silent_is_not_waited_for_long():
    started = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        for slow in (f"host=127.0.0.1 port={port}", f"postgresql://u:p@127.0.0.1:{port}/d?connect_timeout=2"):
            with pytest.raises(Unreachable, match="PostgreSQL cannot be reached"):
                PgStore(slow)
        with pytest.raises(Unreachable, match="Qdrant cannot be reached"):
            QdrantStore(f"http://127.0.0.1:{port}")
    assert time.monotonic() - started < 60  # to connect took 130


def test_a_store_that_is_closed_cannot_be_reached(store):
    store.create("v1", 8)
    store.close()
    if not isinstance(store, MemoryStore):  # which has nothing to close
        with pytest.raises(Unreachable):
            store.count("v1")
