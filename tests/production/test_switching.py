"""Versions are switched while others search: nobody gets a wrong answer, but who encodes for another version."""

import threading

import numpy as np
import pytest

from vecembed_lab.production.ingest import Model, Text, backfill, ingest
from vecembed_lab.production.limits import StoreError
from vecembed_lab.production.pgstore import PgStore
from vecembed_lab.production.store import MemoryStore
from vecembed_lab.production.switching import switched, switched_late


def encode(texts):
    return np.array([np.random.default_rng(list(text.encode())).normal(size=8) for text in texts])


MODELS = [Model("v1", 8, encode), Model("v2", 8, lambda texts: np.roll(encode(texts), 1, axis=1))]


@pytest.fixture(params=["memory", "postgres"])
def store(request):
    store = MemoryStore() if request.param == "memory" else PgStore(request.getfixturevalue("database"))
    ingest(store, MODELS[0], [Text(f"text {i}") for i in range(200)], source="t")
    store.switch("v1")
    backfill(store, "v1", MODELS[1])
    yield store
    store.close()


def test_a_switch_gives_no_wrong_answer_and_no_error(store):
    outcome = switched(store, MODELS, store.read("v1", n=50), 40)
    assert outcome.searches >= 200
    assert (outcome.wrong, outcome.failed) == (0, 0)
    assert store.live() == "v2"


def test_who_encodes_for_another_version_is_wrong(store):
    outcome = switched_late(store, MODELS, store.read("v1", n=50), 6)
    assert outcome.wrong >= 10
    assert outcome.failed == 0


@pytest.mark.parametrize("way", [switched, switched_late])
def test_a_switch_that_is_refused_leaves_no_thread(way):
    store = MemoryStore()
    ingest(store, MODELS[0], [Text("text")], source="t")
    store.create("v2", 8)
    store.switch("v1")
    before = threading.active_count()
    with pytest.raises(StoreError, match="fill it first"):
        way(store, MODELS, store.read("v1"), 3)
    assert threading.active_count() == before


def test_a_model_that_fails_is_told_and_nobody_waits_for_ever():
    def broken(texts):
        raise ZeroDivisionError

    store = MemoryStore()
    ingest(store, MODELS[0], [Text("text")], source="t")
    store.switch("v1")
    with pytest.raises(ZeroDivisionError):
        switched(store, [Model("v1", 8, broken)] * 2, store.read("v1"), 3)
