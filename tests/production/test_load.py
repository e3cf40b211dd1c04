"""The load that is put on a service: its moments, its clock, and what it says of a service that stalls."""

import asyncio
import json
import socket
import threading
import time
from collections import Counter

import numpy as np
import pytest

from vecembed_lab.production.load import COLUMNS, Load, arrivals, request, run, run_bare


def test_arrivals_are_poisson():
    due = arrivals(100, 50, rng=np.random.default_rng(0))
    gaps = np.diff(due)
    assert abs(len(due) - 5000) < 4 * 5000**0.5
    assert (gaps >= 0).all()
    assert 0 <= due[0] < due[-1] < 50
    assert gaps.mean() == pytest.approx(0.01, rel=0.06)
    assert gaps.std() == pytest.approx(gaps.mean(), rel=0.08)  # of exponential gaps


def test_the_number_of_arrivals_varies_as_much_as_its_mean():
    counts = [len(arrivals(20, 1, rng=np.random.default_rng(seed))) for seed in range(400)]
    assert np.mean(counts) == pytest.approx(20, rel=0.05)
    assert np.var(counts) == pytest.approx(20, rel=0.3)


def test_a_request_is_what_http_demands():
    head, _, body = request("/search", {"text": "é"}, "host", "k").partition(b"\r\n\r\n")
    assert head.split(b"\r\n")[0] == b"POST /search HTTP/1.1"
    assert b"Authorization: Bearer k" in head
    assert f"Content-Length: {len(body)}".encode() in head
    assert json.loads(body) == {"text": "é"}


def test_what_was_answered_is_told_from_what_was_not():
    load = Load(np.array([0.1, 0.2, np.inf, 0.3]), [200, 503, 0, 200], 4.0)
    assert load.answered.tolist() == [0.1, 0.3]
    assert load.counts == {200: 2, 503: 1, 0: 1}


def test_the_numbers_of_a_load_by_hand():
    load = Load(np.array([0.1, 0.2, np.inf, 0.3, 0.4]), [200, 503, 0, 200, 500], 4.0)
    assert dict(zip(COLUMNS, load.numbers, strict=True)) == {
        "p50, ms": 100,
        "p95, ms": 300,
        "p99, ms": 300,
        "answers a second": 0.5,
        "refused": 1,
        "errors": 2,
    }
    assert Load(np.array([0.2]), [503], 1.0).numbers == [np.inf, np.inf, np.inf, 0, 1, 0]


def test_a_bare_function_gets_the_same_load():
    rng, seen = np.random.default_rng, []
    load = run_bare(lambda query: (time.sleep(0.02), seen.append(query)), "ab", 100, 0.2, rng=rng(0))
    n = len(arrivals(100, 0.2, rng=rng(0)))
    assert load.counts == {200: n}
    assert Counter(seen) == {"a": -(-n // 2), "b": n // 2}
    assert load.waits.min() >= 0.02
    assert load.seconds >= arrivals(100, 0.2, rng=rng(0))[-1] + 0.02  # until the last answer


@pytest.fixture
def server():
    """A server that answers each connection's requests by the words in `replies`: a status, "close", or "chunked"."""
    replies, connections = [], []

    async def answer(reader, writer):
        connections.append(writer)
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            await reader.readexactly(length)
            reply = replies.pop(0) if replies else "200"
            if reply == "close":
                break
            if reply == "chunked":
                writer.write(b"HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")
                continue
            writer.write(f"HTTP/1.1 {reply} x\r\nContent-Length: 2\r\n\r\nok".encode())
        writer.close()

    async def ignore_end(reader, writer):
        try:
            await answer(reader, writer)
        except asyncio.IncompleteReadError:
            writer.close()

    async def main():
        server = await asyncio.start_server(ignore_end, "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        loops.append(asyncio.get_running_loop())
        ready.set()
        await stop.wait()
        server.close()

    ports, loops, ready, stop = [], [], threading.Event(), asyncio.Event()
    thread = threading.Thread(target=asyncio.run, args=(main(),))
    thread.start()
    assert ready.wait(60)
    yield ports[0], replies, connections
    loops[0].call_soon_threadsafe(stop.set)
    thread.join()


def test_every_request_is_counted_once(server):
    port, replies, connections = server
    replies += ["200", "503", "close", "chunked", "200"]
    load = run("127.0.0.1", port, [request("/", {})], 300, 0.1, rng=np.random.default_rng(0))
    expected = len(arrivals(300, 0.1, rng=np.random.default_rng(0)))
    assert load.counts == {200: expected - 3, 503: 1, 0: 2}
    assert np.isinf(load.waits[np.array(load.statuses) == 0]).all()
    assert (load.answered > 0).all()
    assert len(connections) < expected  # connections are used again


def test_a_service_that_is_not_there_answers_nothing():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    load = run("127.0.0.1", port, [request("/", {})], 100, 0.1, rng=np.random.default_rng(0))
    assert set(load.counts) == {0}
