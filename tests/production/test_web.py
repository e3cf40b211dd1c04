"""The service on a socket: connections that do not ask, too many of them, and an end that does not wait for them."""

import http.client
import socket

import pytest

from tests.patience import PATIENCE
from vecembed_lab.production import web
from vecembed_lab.production.live import served
from vecembed_lab.production.store import MemoryStore


@pytest.mark.parametrize("said", [b"", b"GET /hea", b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /hea"])
def test_a_connection_that_does_not_ask_is_closed(monkeypatch, said):
    monkeypatch.setattr(web, "IDLE", 0.02)
    with (
        served(MemoryStore(), [], at_once=8) as port,
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection,
        connection.makefile("rb") as answers,
    ):
        connection.sendall(said)
        answers.read()  # until the other side closes


def test_a_connection_that_asks_stays():
    with served(MemoryStore(), [], at_once=8) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        for _ in range(3):
            connection.request("GET", "/health")
            assert connection.getresponse().read() == b'{"status":"ok"}'
            assert connection.sock  # kept
        connection.close()


def test_connections_are_bounded_and_who_asks_gets_in(monkeypatch):
    monkeypatch.setattr(web, "MOST", 10)
    monkeypatch.setattr(web, "IDLE", 10_000)
    with served(MemoryStore(), [], at_once=8) as port:
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        asking.request("GET", "/health")
        asking.getresponse().read()
        kept = asking.sock
        silent = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _ in range(40)]
        assert [one.recv(1) for one in silent[:31]] == [b""] * 31  # closed: ten may stay, and one of them has asked
        asking.request("GET", "/health")
        assert asking.getresponse().read() == b'{"status":"ok"}'
        assert asking.sock is kept
        newcomer = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        newcomer.request("GET", "/health")
        assert newcomer.getresponse().status == 200
        for one in (asking, newcomer, *silent):
            one.close()


def test_the_end_does_not_wait_for_a_body_that_never_comes(monkeypatch, capfd):
    monkeypatch.setattr(web, "GRACE", 0)
    head = b"POST /search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
    with served(MemoryStore(), [], at_once=8) as port:
        connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        connection.sendall(head)
        probe = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        probe.request("GET", "/health")
        probe.getresponse().read()
    connection.close()
    probe.close()
    told = capfd.readouterr().err
    assert "Cancel 1 running task(s)" in told
    assert "Traceback" not in told
