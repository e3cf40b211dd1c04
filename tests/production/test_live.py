import numpy as np

from vecembed_lab.production.ingest import Model, Text, ingest
from vecembed_lab.production.live import asked, served
from vecembed_lab.production.store import MemoryStore


def test_a_service_for_a_block_answers_every_request_where_there_is_room():
    model = Model("v1", 2, lambda texts: np.array([[len(text), 1.0] for text in texts]))
    store = MemoryStore()
    ingest(store, model, [Text("one"), Text("three")], source="t")
    store.switch("v1")
    with served(store, [model], at_once=1000) as port:
        load = asked(port, ["one", "three"], 50, 0.4, rng=np.random.default_rng(0))
    assert load.counts == {200: len(load.statuses)}
    assert len(load.statuses) > 5
