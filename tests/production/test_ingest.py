"""Texts go in once, whatever happens on the way: killed at any line, an ingest goes on to the same end."""

import multiprocessing
import os
import signal
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose

from vecembed_lab.production import ingest as ingest_module
from vecembed_lab.production import pgstore
from vecembed_lab.production.documents import doc_id
from vecembed_lab.production.ingest import Ingested, Model, Text, backfill, ingest, remove, write
from vecembed_lab.production.limits import StoreError
from vecembed_lab.production.pgstore import PgStore
from vecembed_lab.production.postgres import Server
from vecembed_lab.production.store import Document, MemoryStore, Unreachable

DIM = 6
# A kill between two lines of other files finds the store as the last line of these left it; they are a hundred times as
# many, mostly of checks of letters, and would take all points of a few.
WRITING = {ingest_module.__file__, pgstore.__file__, __file__}
NEVER = 0  # no line has this number
HELD = 54  # different texts among those of `texts`
GONE = 7  # the exit code of who finds no server


def encode(texts):
    """A vector that depends on the text alone."""
    return np.array([np.random.default_rng(list(text.encode())).normal(size=DIM) for text in texts])


MODEL, NEXT = Model("v1", DIM, encode), Model("v2", DIM, lambda texts: encode(texts)[:, ::-1])


def texts(n=60):
    """Texts, the last tenth of them a second time."""
    return [Text(f"text {i % (n * 9 // 10)} " + "word " * (i % 3), f"label {i % 2}") for i in range(n)]


def assert_held(documents):
    """That these are the documents that must be there in the end, by a dictionary."""
    held = {doc_id(text): " ".join(text.split()) for text, _ in texts()}
    vectors = encode([held[id] for id in sorted(held)])
    assert [(d.id, d.text) for d in documents] == sorted(held.items())
    assert_allclose([d.vector for d in documents], vectors / np.linalg.norm(vectors, axis=1, keepdims=True), atol=1e-6)


def ids(store, version):
    return {document.id for document in store.read(version, n=10_000)}


# Without accidents


def test_all_texts_go_in_once():
    store, seen = MemoryStore(), []
    done = ingest(store, MODEL, texts(), source="t", batch=7, progress=lambda *step: seen.append(step[:2]))
    assert done == Ingested(60, 60, [])
    assert_held(store.read("v1"))
    assert seen == [*((done, 60) for done in range(7, 60, 7)), (60, 60)]


def test_a_second_run_reads_nothing_and_new_texts_are_read():
    store = MemoryStore()
    ingest(store, MODEL, texts()[:50], source="t")
    assert ingest(store, MODEL, texts()[:50], source="t").read == 0
    assert ingest(store, MODEL, texts(), source="t").read == 10
    assert ingest(store, MODEL, texts(), source="other").read == 60
    assert store.count("v1") == 54


@pytest.mark.parametrize("change", ["a text before", "another label", "fewer", "two swapped"])
def test_a_source_that_has_changed_is_read_from_the_start(store, change):
    five = [Text(f"text {i}") for i in range(5)]
    ingest(store, MODEL, five, source="t", batch=2)
    new = {
        "a text before": [Text("new first"), *five],
        "another label": [five[0]._replace(label="new"), *five[1:]],
        "fewer": [Text("new first"), *five[1:3]],
        "two swapped": [five[1], five[0], *five[2:]],
    }[change]
    assert ingest(store, MODEL, new, source="t", batch=2).read == len(new)
    assert {(text.text, text.label) for text in new} <= {(d.text, d.label) for d in store.read("v1")}
    assert ingest(store, MODEL, [*new, Text("last")], source="t").read == 1


def test_a_source_goes_on_after_batches_of_another_size(store):
    some = [*texts(7), Text("\ud800"), Text("é")]
    ingest(store, MODEL, some[:4], source="t", batch=3)
    assert ingest(store, MODEL, some[:8], source="t", batch=2).read == 4
    assert ingest(store, MODEL, some, source="t", batch=5).read == 1


def test_long_texts_are_cut_and_share_words():
    store = MemoryStore()
    words = [f"w{i}" for i in range(300)]
    assert ingest(store, MODEL, [Text(" ".join(words))], source="t").documents == 3
    assert sorted((d.text.split()[0], d.text.split()[-1]) for d in store.read("v1")) == [
        ("w0", "w119"),
        ("w100", "w219"),
        ("w200", "w299"),
    ]


def test_what_cannot_be_kept_is_left_out_and_said():
    def unknown(texts):
        return np.array([[0.0] * DIM if "unknown" in text else [1.0] * DIM for text in texts])

    piled = "a" + "\u0315\u0300" * 400_000  # to compose that would take half an hour
    bad = ["good", "", " \n", "a\0b", "\ud800", "x" * 1_000_001, piled, "unknown", "also good"]
    store = MemoryStore()
    done = ingest(store, Model("v1", DIM, unknown), [Text(text) for text in bad], source="t", batch=3)
    assert [place for place, _ in done.left_out] == [1, 2, 3, 4, 5, 6, 7]
    assert "a word" in done.left_out[0][1]
    assert "UTF-8" in done.left_out[2][1]
    assert "at most 1,000,000 characters, got 1,000,001" in done.left_out[4][1]
    assert "30 combining signs" in done.left_out[5][1]
    assert "not all zero" in done.left_out[6][1]
    assert sorted(d.text for d in store.read("v1")) == ["also good", "good"]


def test_a_model_of_other_dimensions_is_refused():
    store = MemoryStore()
    ingest(store, MODEL, texts(), source="t")
    with pytest.raises(StoreError, match="version v1 has 6 dimensions, got 5"):
        ingest(store, Model("v1", 5, encode), texts(), source="t")
    with pytest.raises(StoreError, match=r"vectors of version v3 have 5 numbers, one row a text: .* of 54 texts has"):
        backfill(store, "v1", Model("v3", 5, encode))


WRONG = {
    "a number too many": (
        lambda texts: np.ones((len(texts), DIM + 1)),
        "have 6 numbers, one row a text: .* of 60 texts has",
    ),
    "a row too few": (lambda texts: np.ones((len(texts) - 1, DIM)), r"has the shape \(59, 6\)"),
    "rows of their own lengths": (
        lambda texts: [np.ones(DIM)] * (len(texts) - 1) + [np.ones(1)],
        "the model made no table of numbers of 60 texts",
    ),
    "not a number": (lambda texts: np.full((len(texts), DIM), np.nan), "no finite numbers for the text 'text 0'"),
    "infinity": (lambda texts: np.where(encode(texts) > 2, np.inf, 1), "has no finite numbers for the text"),
}


@pytest.mark.parametrize(("wrong", "why"), WRONG.values(), ids=WRONG)
def test_texts_stay_unread_where_a_model_makes_no_vectors(wrong, why):
    store = MemoryStore()
    with pytest.raises(StoreError, match=why):
        ingest(store, Model("v1", DIM, wrong), texts(), source="t")
    assert store.count("v1") == store.mark("v1", "t").position == 0
    assert ingest(store, MODEL, texts(), source="t").documents == 60
    assert_held(store.read("v1"))


def test_a_batch_has_a_text_at_least():
    store = MemoryStore()
    for batch in (0, -1):
        with pytest.raises(StoreError, match=f"batch must be between 1 and 1,000,000, got {batch}"):
            ingest(store, MODEL, texts(), source="t", batch=batch)
        with pytest.raises(StoreError, match=f"batch must be between 1 and 1,000,000, got {batch}"):
            backfill(store, "v1", NEXT, batch=batch)
    assert store.versions() == {}


def test_bytes_are_no_text():
    left_out = ingest(MemoryStore(), MODEL, [Text(b"a text"), Text("a text")], source="t").left_out
    assert left_out == [(0, "a text must be of type str, got bytes")]


# A new model


def test_a_backfill_encodes_everything_anew():
    store = MemoryStore()
    ingest(store, MODEL, texts(), source="t")
    assert backfill(store, "v1", NEXT, batch=7) == 54
    assert ids(store, "v2") == ids(store, "v1")
    for old, new in zip(store.read("v1"), store.read("v2"), strict=True):
        assert (old.id, old.text, old.label) == (new.id, new.text, new.label)
        assert_allclose(old.vector, new.vector[::-1], atol=1e-6)


def test_a_stopped_backfill_goes_on():
    store, calls = MemoryStore(), []
    ingest(store, MODEL, texts(), source="t")
    some = [d._replace(vector=d.vector[::-1]) for d in store.read("v1", n=30)]
    store.create("v2", DIM)
    store.upsert("v2", some)
    counted = Model("v2", DIM, lambda texts: calls.extend(texts) or NEXT.encode(texts))
    assert backfill(store, "v1", counted, batch=7) == 24 == len(calls)
    assert backfill(store, "v1", counted, batch=7) == 0


def test_what_is_written_or_deleted_during_a_backfill_counts():
    store = MemoryStore()
    ingest(store, MODEL, texts(), source="t")
    store.switch("v1")
    first = store.read("v1", n=1)[0].id

    def others(done, total, last):
        if done == 7:
            write(store, [NEXT, MODEL], [Document("zz", "zz", np.zeros(0))])
            remove(store, [first])
        if done == 14:  # as if the page with it had been read before it was deleted
            store.upsert("v2", [Document(first, "again", np.ones(DIM))])

    backfill(store, "v1", NEXT, batch=7, progress=others)
    assert ids(store, "v2") == ids(store, "v1")
    assert "zz" in ids(store, "v2")
    assert first not in ids(store, "v2")


def test_the_live_version_is_written_first():
    class Watched(MemoryStore):
        def upsert(self, version, documents, mark=None):
            order.append(version)
            super().upsert(version, documents, mark)

    store, order = Watched(), []
    for version in ("v1", "v2"):
        store.create(version, DIM)
    store.switch("v2")
    write(store, [MODEL, NEXT], [Document("a", "a", np.zeros(0))])
    assert order == ["v2", "v1"]


# Killed


class Forgetful(PgStore):
    """A control: the mark is put in first, in a transaction of its own."""

    def upsert(self, version, documents, mark=None):
        super().upsert(version, [], mark)
        super().upsert(version, documents)


class Random(PgStore):
    """A control: documents have names of their own, and the mark comes later."""

    def upsert(self, version, documents, mark=None):
        super().upsert(version, [d._replace(id=os.urandom(8).hex()) for d in documents])
        super().upsert(version, [], mark)


def run(kind, address, last, victim=0, counted=None):
    """Ingest; at the line, of those in WRITING, whose number is `last`, the victim is killed, or else this process."""
    lines = 0

    def trace(frame, event, argument):
        nonlocal lines
        if frame.f_code.co_filename not in WRITING:
            return None
        if event == "line":
            lines += 1
            if lines == last:
                os.kill(victim or os.getpid(), signal.SIGKILL)
        return trace

    store = kind(address)
    sys.settrace(trace)
    try:
        ingest(store, MODEL, texts(), source="t", batch=10)
    except Unreachable:
        sys.exit(GONE)
    sys.settrace(None)
    if counted:
        counted.value = lines
    store.close()


@pytest.fixture(scope="module")
def processes():
    """Processes that begin with everything imported, without threads."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def outcome(processes, *arguments):
    """The exit code of `run` in a process of its own."""
    process = processes.Process(target=run, args=arguments)
    process.start()
    process.join()
    return process.exitcode


def evenly(processes, address, points, kind=PgStore):
    """The numbers of some lines, evenly spread over an ingest that nothing happens to, each elsewhere in its batch."""
    counted = processes.Value("i", 0)
    assert outcome(processes, kind, address, NEVER, 0, counted) == 0
    forget(address)
    return [max(counted.value * i // (points + 1), 1) for i in range(1, points + 1)]


def forget(address):
    """What the store at an address holds; it is empty afterwards."""
    store = PgStore(address)
    found = store.read("v1", n=10_000)
    store.drop("v1")
    store.close()
    return found


def killed_and_resumed(processes, kind, address, points):
    """What the store holds at the end, for each of so many points at which its ingest was killed."""
    for last in evenly(processes, address, points, kind):
        assert outcome(processes, kind, address, last) == -signal.SIGKILL
        assert outcome(processes, kind, address, NEVER) == 0
        yield forget(address)


@pytest.mark.parametrize("points", [3, pytest.param(40, marks=pytest.mark.slow)])
def test_an_ingest_killed_at_any_line_loses_nothing(processes, database, points):
    for found in killed_and_resumed(processes, PgStore, database, points):
        assert_held(found)


@pytest.mark.parametrize("points", [1, pytest.param(10, marks=pytest.mark.slow)])
def test_an_ingest_whose_server_is_killed_at_any_line_loses_nothing(processes, tmp_path, points):
    server = Server(tmp_path)
    for last in evenly(processes, server.address, points):
        assert outcome(processes, PgStore, server.address, last, server.process.pid) == GONE
        server.stop()
        server = Server(tmp_path)
        assert outcome(processes, PgStore, server.address, NEVER) == 0
        assert_held(forget(server.address))
    server.stop()


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Forgetful, Random])
def test_controls_lose_or_double(processes, database, kind):
    sizes = [len(found) for found in killed_and_resumed(processes, kind, database, 40)]
    assert min(sizes) < HELD if kind is Forgetful else max(sizes) > len(texts())
