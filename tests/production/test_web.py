"""The service on a socket: connections that do not ask, too many of them, and an end that does not wait for them."""

import http.client
import socket
import threading

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


HEAD = b"POST /search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"
BEGUN = {
    "many lines": (HEAD, b"x: yy\r\n"),
    "one line": (HEAD + b"x: ", b"yyyyyyy"),
    "a name": (HEAD, b"yyyyyyy"),
    "a path": (b"GET /", b"yyyyyyy"),
    "lines after a body": (CHUNKED + b"0\r\n", b"x: yy\r\n"),
    "a chunk's length": (CHUNKED + b"1;x=", b"yyyyyyy"),
}


@pytest.mark.parametrize("begun", BEGUN)
def test_what_does_not_end_is_cut_off(begun):
    """The other side closes long before all is sent."""
    start, more = BEGUN[begun]
    with (
        served(MemoryStore(), [], at_once=8) as port,
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection,
    ):
        connection.sendall(start)
        with pytest.raises(OSError, match=r"reset|pipe"):
            connection.sendall(more * 5_000_000)


LONG = HEAD + b"x: " + b"y" * (web.LONGEST_HEAD + 1 - len(HEAD) - 3)  # nothing is left unread


@pytest.mark.parametrize("sent", [LONG, HEAD + b"x: y\r\n" * (web.MOST_LINES - 1) + b"\r\n"], ids=["bytes", "lines"])
def test_a_head_that_is_too_long_is_told(port_of_a_service, sent, capfd):
    with (
        socket.create_connection(("127.0.0.1", port_of_a_service), timeout=PATIENCE) as connection,
        connection.makefile("rb") as answers,
    ):
        connection.sendall(sent)
        status, _, body = answers.read().partition(b"\r\n")
    assert status == b"HTTP/1.1 431 Request Header Fields Too Large"
    assert body.endswith(b'"a request must have at most 65,536 bytes and 100 lines before its body"}')
    assert capfd.readouterr().err == ""  # a flood must not fill a disk


def test_many_requests_and_large_bodies_on_one_connection_are_not_cut_off(port_of_a_service):
    """In all a hundred times what a head may have: in one piece, in chunks of one byte, one request behind another."""
    text = b'{"texts": ["' + b"y" * 1_900_000 + b'"]}'
    length = b"Content-Length: %d\r\n\r\n"
    small = HEAD.replace(b"/search", b"/embed") + b"x: " + b"y" * 6000 + b"\r\n" + length % 2 + b"{}"
    tiny = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\ny\r\n" * 50_000 + b"0\r\n\r\n"
    large = HEAD + length % len(text) + text
    for sent, n in ((large, 3), (tiny, 2), (small, 60)):
        with (
            socket.create_connection(("127.0.0.1", port_of_a_service), timeout=PATIENCE) as connection,
            connection.makefile("rb") as answers,
        ):
            sending = threading.Thread(target=connection.sendall, args=(sent * n,))
            sending.start()
            statuses = [answer_of(answers) for _ in range(n)]
            sending.join()
        assert statuses == [422] * n


def answer_of(answers):
    """The status of the next answer."""
    status = int(answers.readline().split()[1])
    fields = dict(line.lower().strip().split(b": ") for line in iter(answers.readline, b"\r\n"))
    answers.read(int(fields[b"content-length"]))
    return status


@pytest.fixture
def port_of_a_service():
    with served(MemoryStore(), [], at_once=8) as port:
        yield port


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
