"""Two versions and several writers: whatever comes between what, both versions say the same in the end."""

import threading

import numpy as np
import pytest

from vecembed_lab.production import limits
from vecembed_lab.production.ingest import Model, backfill, encoded, remove, write
from vecembed_lab.production.limits import StoreError
from vecembed_lab.production.pgstore import PgStore
from vecembed_lab.production.store import Document

AXES = {"east": (1.0, 0.0), "north": (0.0, 1.0)}


def encode(texts):
    return np.array([AXES.get(text, (0, 0)) for text in texts], float).reshape(-1, 2)


FIRST, SECOND = Model("v1", 2, encode), Model("v2", 2, lambda texts: encode(texts)[:, ::-1])


def document(id, text="east"):
    return Document(id, text, np.zeros(0))


def held(store):
    return [[(d.id, d.text) for d in store.read(version)] for version in ("v1", "v2")]


@pytest.fixture
def both(store):
    """A store with the document x in a live version, and an empty second one."""
    for model in (FIRST, SECOND):
        store.create(model.version, 2)
    store.upsert("v1", encoded(FIRST, [document("x")]))
    store.switch("v1")
    return store


def test_what_is_written_while_a_page_is_encoded_is_not_replaced_by_the_page(both):
    def slow(texts):
        write(both, [FIRST, SECOND], [document("x", "north")])
        return SECOND.encode(texts)

    assert backfill(both, "v1", Model("v2", 2, slow)) == 0
    assert held(both) == [[("x", "north")]] * 2


def test_what_is_removed_while_a_page_is_encoded_does_not_come_back(both):
    def slow(texts):
        remove(both, ["x"])
        return SECOND.encode(texts)

    backfill(both, "v1", Model("v2", 2, slow))
    assert held(both) == [[], []]


def test_what_is_written_at_the_end_of_a_backfill_stays(both, monkeypatch):
    read, names = both.read, []

    def reading(version, after="", n=1000):
        page = read(version, after, n)
        if not page:
            names.append(f"a{len(names)}")
            write(both, [FIRST, SECOND], [document(names[-1])])
        return page

    monkeypatch.setattr(both, "read", reading)
    backfill(both, "v1", SECOND)
    monkeypatch.undo()
    assert names
    assert held(both) == [[(name, "east") for name in [*names, "x"]]] * 2


@pytest.mark.parametrize("other", ["removes", "writes"])
def test_nobody_comes_between_two_versions(both, monkeypatch, other):
    """Another thread begins between the two upserts, and has a tenth of a second to do harm."""
    upsert, threads = both.upsert, []

    def others():
        monkeypatch.undo()
        remove(both, ["x"]) if other == "removes" else write(both, [FIRST, SECOND], [document("x", "north")])

    def upserting(version, documents, mark=None):
        upsert(version, documents, mark)
        if not threads:
            threads.append(threading.Thread(target=others))
            threads[0].start()
            threads[0].join(0.1)

    monkeypatch.setattr(both, "upsert", upserting)
    write(both, [FIRST, SECOND], [document("x")])
    threads[0].join()
    assert held(both) == ([[], []] if other == "removes" else [[("x", "north")]] * 2)


def test_who_does_not_know_of_a_new_version_loses_nothing(both):
    """One process fills the second version; what another one, which knows the first only, writes meanwhile is found."""
    backfill(both, "v1", SECOND)
    write(both, [FIRST], [document("x", "north"), document("y")])
    with pytest.raises(StoreError, match="2 of 2 are missing or differ, such as 'x': fill it first"):
        both.switch("v2")
    assert backfill(both, "v1", SECOND) == 2
    both.switch("v2")
    assert held(both) == [[("x", "north"), ("y", "east")]] * 2
    assert [hit.text for hit in both.search("v2", SECOND.encode(["north"])[0], 1)] == ["north"]
    with pytest.raises(StoreError, match="version v2 is live, and here is no model of it: there is v1"):
        write(both, [FIRST], [document("z")])
    assert held(both) == [[("x", "north"), ("y", "east")]] * 2


def test_what_is_old_is_not_encoded_anew_over_what_others_write(both):
    """The second version has an old text; while that is encoded anew, somebody writes a newer one."""
    both.upsert("v2", encoded(SECOND, [document("x", "north")]))

    def slow(texts):
        write(both, [FIRST, SECOND], [document("x", "north")])
        return SECOND.encode(texts)

    assert backfill(both, "v1", Model("v2", 2, slow)) == 0
    assert held(both) == [[("x", "north")]] * 2


def test_nobody_writes_while_two_versions_are_compared(both, monkeypatch):
    """A writer that asks for no block of its own begins when all has been compared, and waits until it is live."""
    backfill(both, "v1", SECOND)
    order, check = [], limits.check_filled

    def writing():
        both.upsert("v1", encoded(FIRST, [document("y")]))
        order.append("written")

    thread = threading.Thread(target=writing)

    def checking(*found):
        check(*found)
        thread.start()
        thread.join(0.2)
        order.append("compared")

    monkeypatch.setattr(limits, "check_filled", checking)
    both.switch("v2")
    thread.join()
    assert order == ["compared", "written"]
    assert (both.live(), both.count("v1"), both.count("v2")) == ("v2", 2, 1)


def test_what_one_model_does_not_know_goes_into_no_version(both):
    knows_less = Model("v2", 2, lambda texts: encode(texts) * [1, 0])
    with pytest.raises(StoreError, match="document 'y' cannot be kept"):
        write(both, [FIRST, knows_less], [document("y", "north")])
    with pytest.raises(StoreError, match="there is no version 'v3'"):
        write(both, [FIRST, Model("v3", 2, encode)], [document("y")])
    assert held(both) == [[("x", "east")], []]


def test_who_fails_between_two_versions_has_changed_neither(database, monkeypatch):
    store = PgStore(database)
    for model in (FIRST, SECOND):
        store.create(model.version, 2)
    store.switch("v1")
    upsert = store.upsert

    def failing(version, documents, mark=None):
        if version == "v2":
            raise ZeroDivisionError
        upsert(version, documents, mark)

    monkeypatch.setattr(store, "upsert", failing)
    with pytest.raises(ZeroDivisionError):
        write(store, [FIRST, SECOND], [document("y")])
    assert held(store) == [[], []]
    store.close()


def test_another_process_does_not_come_between_either(database):
    ours, theirs = PgStore(database), PgStore(database)
    order = []

    def other():
        with theirs.exclusive():
            order.append("theirs")

    thread = threading.Thread(target=other)
    with ours.exclusive():
        thread.start()
        thread.join(0.1)
        order.append("ours")
    thread.join()
    assert order == ["ours", "theirs"]
    ours.close()
    theirs.close()


def test_many_writers_leave_connections_to_those_who_search(database):
    store = PgStore(database)
    store.create("v1", 2)
    with store.exclusive():
        waiting = [threading.Thread(target=store.prune, args=("v1", "v1")) for _ in range(10)]
        for thread in waiting:
            thread.start()
        found = []
        searching = threading.Thread(target=lambda: found.append(store.search("v1", np.ones(2), 1)))
        searching.start()
        searching.join()
    for thread in waiting:
        thread.join()
    assert found == [[]]
    store.close()
