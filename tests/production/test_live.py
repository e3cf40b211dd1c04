import numpy as np

from tests.fetched import or_skip
from vecembed_lab.data.registry import fetch
from vecembed_lab.production import samples
from vecembed_lab.production.caller import Caller
from vecembed_lab.production.ingest import Model, Text, ingest
from vecembed_lab.production.live import asked, asked_bare, served
from vecembed_lab.production.models import table_model
from vecembed_lab.production.samples import collection, cranfield, films
from vecembed_lab.production.store import MemoryStore
from vecembed_lab.recommendation.neighbours import item_to_item
from vecembed_lab.search.exact import all_scores, recall


def test_a_service_for_a_block_answers_every_request_where_there_is_room():
    model = Model("v1", 2, lambda texts: np.array([[len(text), 1.0] for text in texts]))
    store = MemoryStore()
    ingest(store, model, [Text("one"), Text("three")], source="t")
    store.switch("v1")
    with served(store, [model], at_once=1000) as port:
        load = asked(port, ["one", "three"], 50, 0.4, rng=np.random.default_rng(0))
    assert load.counts == {200: len(load.statuses)}
    assert len(load.statuses) > 5
    bare = asked_bare(store, model, ["one", "three"], 50, 0.4, rng=np.random.default_rng(0))
    assert bare.counts == load.counts  # the same moments
    assert np.median(bare.waits) < np.median(load.waits)


def test_one_service_recommends_as_unit_4_and_searches_as_unit_7(monkeypatch):
    or_skip(lambda: [fetch(name) for name in ("cranfield", "ml-100k")])
    monkeypatch.setattr(samples, "open_store", MemoryStore)
    (names, factors), papers = films(rng=np.random.default_rng(0)), cranfield()
    als = table_model("als", names, factors)
    minilm = table_model("minilm", papers.texts + papers.questions, papers.vectors)
    beside = {"films": collection(als, names), "papers": collection(minilm, papers.texts)}
    with served(MemoryStore(), [], beside=beside) as port:
        ask = Caller(f"http://127.0.0.1:{port}")
        for i in range(0, 1000, 100):
            hits = ask("POST", "/films/search", {"text": names[i], "k": 6}).content["hits"]
            assert [hit["text"] for hit in hits] == [names[i], *(names[j] for j in item_to_item(factors, i, 5))]
        pages = [ask("POST", "/papers/search", {"text": text}).content["hits"] for text in papers.questions]
    found = [[papers.texts.index(hit["text"]) for hit in page] for page in pages]
    documents, queries = np.split(papers.vectors, [len(papers.texts)])
    assert len(found) == 225  # as the lesson says
    assert recall(np.array(found), all_scores(queries, documents), 10) == 1  # of equals, whichever
