"""The service over HTTP: right answers, refusals with reasons, and no request that breaks it."""

import asyncio
import json
import threading
import time
from functools import partial

import httpx
import numpy as np
import pytest
from prometheus_client.parser import text_string_to_metric_families

from vecembed_lab.production import door, service, threads
from vecembed_lab.production.bodies import LARGEST_BATCH, LARGEST_K
from vecembed_lab.production.door import LONGEST_BODY
from vecembed_lab.production.ingest import Model
from vecembed_lab.production.models import table_model
from vecembed_lab.production.service import app
from vecembed_lab.production.store import Document, MemoryStore, Unreachable

AXES = {"east": (1, 0), "north": (0, 1)}


def encode(texts):
    """East and north, one number each; other words are not known."""
    return np.array([np.sum([AXES.get(word, (0, 0)) for word in text.split()], axis=0) for text in texts], float)


FIRST = Model("first", 2, encode)
SECOND = Model("second", 3, lambda texts: np.pad(encode(texts), ((0, 0), (1, 0))))


class Client:
    """Requests to an application, without a network."""

    def __init__(self, api):
        self.api = api

    def __call__(self, method, path, body=None, **options):
        return asyncio.run(self._ask(method, path, body, options))

    async def _ask(self, method, path, body, options):
        transport = httpx.ASGITransport(self.api, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            if body is not None:
                options["content"] = body if isinstance(body, bytes) else json.dumps(body)
                options["headers"] = {"Content-Type": "application/json", **options.get("headers", {})}
            return await client.request(method, path, **options)

    def post(self, path, body=None, **options):
        return self("POST", path, body, **options)


def filled(kind=MemoryStore):
    store = kind()
    store.create("first", 2)
    store.switch("first")
    return store


@pytest.fixture
def store():
    return filled()


@pytest.fixture
def ask(store):
    return Client(app(store, [FIRST, SECOND]))


def said(answer, status):
    assert answer.status_code == status, answer.text
    return answer.json()["detail"]


# Answers


def test_upsert_search_delete_by_hand(ask):
    kept = ask.post("/documents", {"documents": [{"text": "east", "id": "e"}, {"text": "north  east", "label": "up"}]})
    first, second = kept.json()["ids"]
    assert first == "e"
    assert len(second) == 64
    found = ask.post("/search", {"text": "east"}).json()
    assert found["version"] == "first"
    assert [(hit["id"], hit["text"], hit["label"]) for hit in found["hits"]] == [
        ("e", "east", ""),
        (second, "north east", "up"),
    ]
    assert [hit["score"] for hit in found["hits"]] == pytest.approx([1, 0.5**0.5])
    assert [hit["id"] for hit in ask.post("/search", {"text": "east", "label": "up"}).json()["hits"]] == [second]
    assert [hit["id"] for hit in ask.post("/search", {"text": "north", "k": 1}).json()["hits"]] == [second]
    assert ask.post("/delete", {"ids": ["e", "nobody"]}).json() == {"deleted": 1}
    assert [hit["id"] for hit in ask.post("/search", {"text": "east"}).json()["hits"]] == [second]


def test_a_vector_is_searched_in_its_version(ask, store):
    store.create("films", 3)
    store.upsert("films", [Document("f", "a film", np.array([0, 0, 1.0]))])
    found = ask.post("/search", {"vector": [0, 0, 2], "version": "films"}).json()
    assert (found["version"], found["hits"][0]["id"]) == ("films", "f")
    assert "a vector needs the version" in said(ask.post("/search", {"vector": [1, 0]}), 400)
    wrong = ask.post("/search", {"vector": [1, 0, 0], "version": "first"})
    assert "vectors of version first have 2 numbers, got the shape (3,)" in said(wrong, 400)


def test_vectors_of_texts_by_hand(ask, store):
    store.create("second", 3)
    store.create("third", 3)
    assert ask("GET", "/versions").json() == {"live": "first", "versions": {"first": 2, "second": 3}}
    two = ask.post("/embed", {"texts": ["east", "north  east"]}).json()
    assert two == {"version": "first", "vectors": [[1, 0], [1, 1]]}
    assert ask.post("/embed", {"texts": ["east"], "version": "second"}).json()["vectors"] == [[0, 1, 0]]
    assert "knows no word of the text 'nowhere'" in said(ask.post("/embed", {"texts": ["east", "nowhere"]}), 400)
    assert "no model of version 'third'" in said(ask.post("/embed", {"texts": ["east"], "version": "third"}), 400)


def test_a_collection_beside_has_a_store_models_and_paths_of_its_own(store):
    films, shelf = MemoryStore(), table_model("als", ["Alien", "Aliens", "Heidi"], np.array([[4.0, 0], [3, 1], [0, 2]]))
    films.create("als", 2)
    films.switch("als")
    ask = Client(app(store, [FIRST], beside={"films": (films, [shelf])}))
    titles = ["Alien", " Aliens", "Heidi"]
    assert ask.post("/films/documents", {"documents": [{"text": title} for title in titles]}).status_code == 200
    hits = ask.post("/films/search", {"text": " Alien\t", "k": 2}).json()["hits"]
    assert [(hit["text"], hit["score"]) for hit in hits] == [("Alien", 1), ("Aliens", pytest.approx(0.9**0.5))]
    assert "knows no word" in said(ask.post("/films/search", {"text": "east"}), 400)
    assert ask.post("/search", {"text": "east"}).json() == {"version": "first", "hits": []}
    assert ask("GET", "/films/ready").json() == {"version": "als"}
    assert ask("GET", "/films/versions").json() == {"live": "als", "versions": {"als": 2}}
    found = metrics(ask)
    assert (found["documents", "1", "films/als"], found["documents", "1", "first"]) == (3, 0)
    assert found["answers_total", "/films/search", "200"] == 1


def test_both_versions_are_written_and_the_live_one_is_asked(ask, store):
    store.create("second", 3)
    ask.post("/documents", {"documents": [{"text": "east", "id": "e"}]})
    assert (store.count("first"), store.count("second")) == (1, 1)
    assert ask.post("/switch", {"version": "second"}).json() == {"live": "second"}
    assert ask.post("/search", {"text": "east"}).json()["version"] == "second"
    assert ask.post("/delete", {"ids": ["e"]}).json() == {"deleted": 1}
    assert (store.count("first"), store.count("second")) == (0, 0)
    assert ask.post("/roll_back").json() == {"live": "first"}
    assert ask.post("/search", {"text": "east"}).json() == {"version": "first", "hits": []}


def test_a_version_has_an_index_before_it_is_live(ask, store, monkeypatch):
    store.create("second", 3)
    indexed = []
    monkeypatch.setattr(store, "index", lambda version: indexed.append((version, store.live())))
    ask.post("/switch", {"version": "second"})
    assert (indexed, store.live()) == ([("second", "first")], "second")


def test_a_version_that_is_not_ready_does_not_become_live(ask, store):
    store.create("second", 3)
    store.create("third", 3)
    store.upsert("first", [Document("e", "east", np.array([1.0, 0]))])
    assert "fill it first" in said(ask.post("/switch", {"version": "second"}), 400)
    assert "no model of version 'third'" in said(ask.post("/switch", {"version": "third"}), 400)
    assert store.live() == "first"


def test_a_text_without_a_word_is_neither_kept_nor_looked_for(store):
    """Though the model has a vector for it."""
    knows_all = Model("first", 2, lambda texts: np.ones((len(texts), 2)))
    ask = Client(app(store, [knows_all]))
    for text in (" \n ", "\u3000"):
        for path, body in (
            ("/documents", {"documents": [{"text": "east"}, {"text": text}]}),
            ("/search", {"text": text}),
            ("/embed", {"texts": ["east", text]}),
        ):
            assert f"a text must have a word, got {text!r}" in said(ask.post(path, body), 400)
    assert store.count("first") == 0


def test_who_has_no_model_of_the_live_version_keeps_nothing(store):
    store.create("second", 3)
    store.switch("second")
    ask = Client(app(store, [FIRST]))
    refused = ask.post("/documents", {"documents": [{"text": "east"}]})
    assert "version second is live, and here is no model of it: there is first" in said(refused, 400)
    assert store.count("first") == store.count("second") == 0


def test_who_rolls_back_to_a_version_without_a_model_is_refused(ask, store):
    store.create("other", 2)
    for version in ("other", "first"):
        store.switch(version)
    assert "no model of version 'other'" in said(ask.post("/roll_back"), 400)
    assert store.live() == "first"
    assert store.roll_back() == "other"  # as it was


def test_ready_is_not_healthy():
    empty = Client(app(MemoryStore(), [FIRST]))
    assert empty("GET", "/health").json() == {"status": "ok"}
    assert "no version is live yet" in said(empty("GET", "/ready"), 503)
    other = filled()
    other.create("other", 2)
    other.switch("other")
    assert "no model of version 'other'" in said(Client(app(other, [FIRST]))("GET", "/ready"), 503)
    assert Client(app(filled(), [FIRST]))("GET", "/ready").json() == {"version": "first"}


def metrics(ask):
    families = text_string_to_metric_families(ask("GET", "/metrics").text)
    return {(s.name, *sorted(s.labels.values())): s.value for family in families for s in family.samples}


def test_metrics_count_what_was_answered(ask):
    for text in ("east", "north", "nowhere"):
        ask.post("/documents", {"documents": [{"text": text}]})
    for path in ("/a", "/b"):
        ask("GET", path)
    found = metrics(ask)
    assert found["answers_total", "/documents", "200"] == 2
    assert found["answers_total", "/documents", "400"] == 1
    assert found["answers_total", "404", "other"] == 2
    assert found["seconds_count", "/documents"] == 3
    assert found["documents", "1", "first"] == 2


def test_metrics_do_not_read_all_documents_again_and_again(ask, store, monkeypatch):
    counted = []
    monkeypatch.setattr(store, "count", lambda version: counted.append(version) or 7)
    for _ in range(3):
        assert metrics(ask)["documents", "1", "first"] == 7
        assert ask("GET", "/ready").json() == {"version": "first"}
    assert counted == ["first"]
    monkeypatch.setattr(service, "RECENT", 0)
    metrics(ask)
    assert counted == ["first"] * 2


def test_the_page_is_there(ask):
    page = ask("GET", "/")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'self'" in page.headers["content-security-policy"]


# Refusals

MALFORMED = {
    "no JSON": b"{",
    "not UTF-8": b'{"text": "\xff"}',
    "a list": [],
    "nothing": {},
    "an unknown field": {"text": "east", "path": "/etc/passwd"},
    "both": {"text": "east", "vector": [1, 0], "version": "first"},
    "an empty text": {"text": ""},
    "a long text": {"text": "east " * 3000},
    "a number as a text": {"text": 1},
    "k of 0": {"text": "east", "k": 0},
    "k too large": {"text": "east", "k": LARGEST_K + 1},
    "k a text": {"text": "east", "k": "3"},
    "k very large": b'{"text": "east", "k": ' + b"9" * 5000 + b"}",
    "k true": {"text": "east", "k": True},
    "NaN": b'{"vector": [NaN, 1], "version": "first"}',
    "infinity": b'{"vector": [1e999, 1], "version": "first"}',
    "zeros": {"vector": [0, 0], "version": "first"},
    "too many numbers": {"vector": [1.0] * 2001, "version": "first"},
    "an unknown version": {"text": "east", "version": "../../etc"},
    "half a letter": b'{"text": "\\ud800"}',
    "half a letter as a field": b'{"\\ud800": 1}',
    "the character 0": {"text": "east\0"},
    "the character 0 as a label": {"text": "east", "label": "a\0"},
    "many signs on a letter": {"text": "east" + "\u0315\u0300" * 2000},
    "unknown words": {"text": "nowhere"},
    "deeply nested": b"[" * 100_000,
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_search_is_refused_with_a_reason(ask, body):
    answer = ask.post("/search", body)
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    "documents",
    [
        [],
        [{"text": "east"}] * (LARGEST_BATCH + 1),
        [{"text": "east", "id": ""}],
        [{"text": "east\0"}],
        [{"text": "x" * 100_001}],
        [{"text": "east" + "\u0315\u0300" * 40_000}],
    ],
    ids=["none", "too many", "no id", "the character 0", "too long", "many signs on a letter"],
)
def test_documents_go_in_all_or_none(ask, store, documents):
    answer = ask.post("/documents", {"documents": [{"text": "north"}, *documents] if documents else []})
    assert answer.status_code in (400, 422)
    assert store.count("first") == 0


@pytest.fixture(scope="module", params=["memory", "postgres"])
def shared(request):
    """A service on each store that has letters it cannot hold."""
    if request.param == "memory":
        yield Client(app(filled(), [FIRST, SECOND]))
        return
    from vecembed_lab.production.pgstore import PgStore

    store = filled(lambda: PgStore(request.getfixturevalue("shared_database")))
    yield Client(app(store, [FIRST, SECOND]))
    store.close()


def test_what_no_store_can_hold_is_not_deleted_either(shared):
    assert "an id must be text" in said(shared.post("/delete", {"ids": ["a", "a\0"]}), 400)
    assert "a label must be text" in said(shared.post("/search", {"text": "east", "label": "a\0"}), 400)


def test_a_document_without_a_known_word_says_which(ask, store):
    answer = ask.post("/documents", {"documents": [{"text": "east"}, {"text": "nowhere", "id": "n"}]})
    assert "document 'n' cannot be kept" in said(answer, 400)
    assert store.count("first") == 0


def test_a_body_is_bounded(ask):
    body = b'{"text": "' + b"x" * LONGEST_BODY + b'"}'
    assert "at most 2,000,000 bytes" in said(ask.post("/search", body), 413)
    assert "at most 2,000,000 bytes" in said(ask.post("/search", b"{}", headers={"Content-Length": "9" * 30}), 413)

    async def pieces():
        for start in range(0, len(body), 100_000):
            yield body[start : start + 100_000]

    headers = {"Content-Type": "application/json"}
    assert said(ask("POST", "/search", content=pieces(), headers=headers), 413)


def test_a_body_that_does_not_come_is_not_waited_for_for_ever(ask, monkeypatch):
    async def one_byte():
        yield b"{"
        await asyncio.Event().wait()

    monkeypatch.setattr(door, "SLOWEST_BODY", 0)
    headers = {"Content-Type": "application/json"}
    assert said(ask("POST", "/search", content=one_byte(), headers=headers), 408) == "a body must be there in 0 seconds"


def test_a_body_is_json_and_says_so(ask):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        answer = ask("POST", "/search", content=b'{"text": "east"}', headers={"Content-Type": kind})
        assert "Content-Type: application/json" in said(answer, 422)
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert ask("POST", "/search", content=b'{"text": "east"}', headers=headers).status_code == 200


def test_who_leaves_in_the_middle_of_a_body_is_no_fault_of_the_service(store):
    api, sent = app(store, [FIRST]), []
    arriving = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]

    async def receive():
        return arriving.pop(0)

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/search", "query_string": b"", "headers": headers}
    asyncio.run(api(scope, receive, send))
    assert sent[0]["status"] == 400
    assert metrics(Client(api))["answers_total", "/search", "400"] == 1


def test_a_model_that_makes_no_numbers_is_told(store):
    ask = Client(app(store, [Model("first", 2, lambda texts: np.full((len(texts), 2), np.nan))]))
    assert "has no finite numbers for the text 'east'" in said(ask.post("/embed", {"texts": ["east"]}), 400)


def test_many_faults_are_not_told_one_by_one(ask):
    unknown = {f"x{i:04}": 0 for i in range(1500)}
    answer = ask.post("/documents", {"documents": [{"text": "east", **unknown}] * 100})
    assert "documents.0: Value error, there is no field 'x0000', only text, id, label" in said(answer, 422)
    body = json.dumps({"text": "east", **{str(i): 0 for i in range(150_000)}}).encode()
    started = time.process_time()
    said(ask.post("/search", body), 422)
    assert time.process_time() - started < 1  # it took 2


def test_a_key_is_needed_but_to_ask_for_health(store):
    ask = Client(app(store, [FIRST], key="secret", beside={"films": (filled(), [FIRST])}))
    for headers in ({}, {"Authorization": "Bearer secre"}, {"Authorization": "secret"}, {"Authorization": "Bearer "}):
        assert "a key is needed" in said(ask.post("/search", {"text": "east"}, headers=headers), 401)
    assert ask.post("/search", {"text": "east"}, headers={"Authorization": "Bearer secret"}).status_code == 200
    assert [ask("GET", path).status_code for path in ("/health", "/films/health", "/")] == [200] * 3
    for path in ("/ready", "/metrics", "/films/ready", "/nothing/health"):
        assert "a key is needed" in said(ask("GET", path), 401)


def test_on_loopback_only_this_machine_is_named(store):
    named = {"Host": "evil.example"}
    here = Client(app(store, [FIRST]))
    for path in ("/ready", "/health", "/", "/metrics"):
        refused = said(here("GET", path, headers=named), 400)
        assert refused == "here is localhost, 127.0.0.1, [::1], got a request to 'evil.example'"
    for name in ("localhost:8000", "LOCALHOST", "127.0.0.1:80", "[::1]", "[::1]:8000"):
        assert here("GET", "/ready", headers={"Host": name}).status_code == 200
    for name in (
        "",
        "::1",
        "localhost.evil.example",
        "localhost:8000:80",
        "evil@localhost",
        "caf\xe9".encode("latin-1"),
    ):
        said(here("GET", "/ready", headers={"Host": name}), 400)
    assert Client(app(store, [FIRST], hosts=()))("GET", "/ready", headers=named).status_code == 200
    assert Client(app(store, [FIRST], hosts=["evil.example"]))("GET", "/ready", headers=named).status_code == 200


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    {"Origin": "http://evil.example"},
    {"Origin": "http://localhost:8001"},
    {"Origin": "null"},
]


@pytest.mark.parametrize("path", ["/roll_back", "/search", "/documents", "/delete", "/switch"])
def test_a_page_of_another_site_changes_nothing(ask, path):
    for headers in FOREIGN:
        answer = ask("POST", path, content=b"", headers={"Content-Type": "text/plain", **headers})
        assert said(answer, 403) == "a page of another site may change nothing here"
    for headers in ({}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin", "Origin": "http://a"}):
        assert ask("POST", path, content=b"", headers=headers).status_code in (400, 422)
    assert ask("GET", "/", headers=FOREIGN[0]).status_code == 200


def test_a_store_that_is_away_is_a_reason_to_come_back():
    class Away(MemoryStore):
        def search(self, *arguments):
            raise Unreachable("the server is away")

    answer = Client(app(filled(Away), [FIRST])).post("/search", {"text": "east"})
    assert said(answer, 503) == "the server is away: try again"
    assert answer.headers["retry-after"] == "1"


def test_a_full_queue_is_answered_at_once():
    """Requests are in the store, which waits until all others have been answered; who has no key does not count."""

    class Slow(MemoryStore):
        def search(self, *arguments):
            assert waiting.wait(60)
            return []

    async def many():
        beside = {"films": (filled(), [FIRST])}
        transport = httpx.ASGITransport(app(filled(Slow), [FIRST], beside=beside, at_once=3, key="k"))
        headers = {"Authorization": "Bearer k"}
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
            asked = [asyncio.create_task(client.post("/search", json={"text": "east"})) for _ in range(10)]
            while sum(task.done() for task in asked) < 7:
                await asyncio.sleep(0)
            refused = [task.result() for task in asked if task.done()]
            healthy = [(await client.get(path)).status_code for path in ("/health", "/films/health")]
            waiting.set()
            return refused, healthy, [(await task).status_code for task in asked]

    waiting = threading.Event()
    refused, healthy, statuses = asyncio.run(many())
    assert healthy == [200, 200]
    assert sorted(statuses) == [200] * 3 + [503] * 7
    assert {answer.headers["retry-after"] for answer in refused} == {"1"}


def test_a_store_that_falls_silent_is_a_reason_to_come_back(monkeypatch):
    """Who waits is told so; threads that still wait are busy, until the store answers."""

    class Silent(MemoryStore):
        def live(self):
            assert awake.wait(60)
            return super().live()

    async def all_ask():
        transport = httpx.ASGITransport(app(filled(Silent), [FIRST], at_once=3))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            search = partial(client.post, "/search", json={"text": "east"})
            first = await asyncio.gather(
                search(), client.get("/ready"), client.get("/versions"), client.get("/metrics")
            )
            busy = [
                await search(),
                await client.get("/ready"),
                await client.get("/metrics"),
                await client.get("/health"),
            ]
            awake.set()
            while (later := await search()).status_code == 503:
                await asyncio.sleep(0.01)
            return first, busy, later

    awake = threading.Event()
    monkeypatch.setattr(threads, "SLOWEST", 0.2)
    first, busy, later = asyncio.run(all_ask())
    assert [answer.status_code for answer in first] == [503, 503, 503, 200]
    assert {said(answer, 503) for answer in first[:2]} == {
        "no answer in 0.2 seconds, and what was asked for may still be done: try again"
    }
    assert {answer.headers["retry-after"] for answer in first[:3]} == {"1"}
    assert [answer.status_code for answer in busy] == [503, 503, 200, 200]
    assert said(busy[0], 503) == "too many requests are under way: try again"
    assert "inside 3.0" in busy[2].text
    assert later.json() == {"version": "first", "hits": []}


# Its description

DESCRIPTION = app(MemoryStore(), []).openapi()
PATHS = sorted(path for path, methods in DESCRIPTION["paths"].items() if "post" in methods)


def test_its_own_description_is_true(ask):
    assert ask("GET", "/openapi.json").json() == json.loads(json.dumps(DESCRIPTION))
    assert {"/search", "/embed", "/documents", "/delete", "/switch", "/roll_back"} == set(PATHS)
    assert {"/health", "/ready", "/versions", "/metrics", *PATHS} == set(DESCRIPTION["paths"])
