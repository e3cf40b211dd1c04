"""What is an address and what a command, and that all ends that a command has started."""

import re
import shlex
import socket
import sys

import psutil
import pytest

from vecembed_lab import CourseError
from vecembed_lab.production.caller import Caller, Reply, Started
from vecembed_lab.production.live import served
from vecembed_lab.production.store import MemoryStore

NO_PORTS = ["http://127.0.0.1:80x", "http://127.0.0.1:65536", "http://127.0.0.1:0", "http://127.0.0.1:-1"]
NO_HOSTS = ["", "127.0.0.1:8000", "ftp://a", "http://", "http://:80", "http://[::1", "http://a b", "http://me@a"]
NO_PATHS = ["http://a/b c", "http://a/b\n", "http://a/ü", "http://a?b", "http://a/#b"]
NOBODY = "http://127.0.0.1:9"


@pytest.mark.parametrize("url", NO_PORTS + NO_HOSTS + NO_PATHS)
def test_what_is_no_address(url):
    with pytest.raises(CourseError, match="a service has an address such as .* got " + re.escape(repr(url))):
        Caller(url)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("http://a", "a", 80),
        ("https://a/b/", "a", 443),
        ("http://[::1]:8000", "::1", 8000),
        ("http://[::1]", "::1", 80),
    ],
)
def test_what_is_an_address(url, host, port):
    connection = Caller(url).connection()
    assert (connection.host, connection.port) == (host, port)


@pytest.mark.parametrize("command", ["", "  ", "python 'my_service.py", 'a "'])
def test_what_is_no_command(command):
    with pytest.raises(CourseError, match=f"must be a command, with every quote closed, got {command!r}"):
        Started(command, Caller(NOBODY))


def test_a_command_that_starts_no_service(tmp_path):
    with served(MemoryStore(), []) as port:
        call = Caller(f"http://127.0.0.1:{port}")
        with pytest.raises(CourseError, match=r"something answers at .* already"):
            Started("true", call)
    with pytest.raises(CourseError, match=r"does not make http.*/ready answer: 'no answer"):
        Started(f"{sys.executable} -c 1", call)
    with pytest.raises(CourseError, match="cannot be started: No such file"):
        Started(str(tmp_path / "nothing"), call)


# All that a command has started

SERVICE = """
import http.server, os, pathlib, signal, sys

class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if "--alone" in sys.argv:
            parent = os.getppid()
            os.kill(parent, signal.SIGKILL)
            while os.getppid() == parent:
                pass
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass

signal.alarm(60)  # it ends, even if a test fails
server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Ready)
pathlib.Path(sys.argv[2]).write_text(str(os.getpid()))
server.serve_forever()
"""
APART = "import subprocess, sys; subprocess.run(sys.argv[1:], start_new_session=True)"
SHELLS = {
    "waits": "{service}; true",
    "ends first": "{service} --alone; true",
    "starts another session": f"exec {shlex.join([sys.executable, '-c', APART])} {{service}}",
}


def lives(number):
    return psutil.pid_exists(number) and psutil.Process(number).status() != psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("end", [Started.kill, Started.stop])
@pytest.mark.parametrize("shell", SHELLS)
def test_what_a_shell_has_started_ends_with_it(shell, end, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    service = shlex.join([sys.executable, "-c", SERVICE, str(port), str(tmp_path / "number")])
    command = shlex.join(["sh", "-c", SHELLS[shell].format(service=service)])
    started = Started(command, Caller(f"http://127.0.0.1:{port}"))
    number = int((tmp_path / "number").read_text())
    assert lives(number)
    end(started)
    assert not lives(number)


def test_nothing_is_left_of_a_command_that_ends_too_early(tmp_path):
    line = f"{sys.executable} -c 'import time; time.sleep(60)' & echo $! > {tmp_path / 'number'}"
    with pytest.raises(CourseError, match="/ready answer"):
        Started(shlex.join(["sh", "-c", line]), Caller(NOBODY))
    assert not lives(int((tmp_path / "number").read_text()))


class BrokenOff(Caller):
    """Nobody answers at first; then somebody types Ctrl-C."""

    begun = False

    def __call__(self, method, path, body=None):
        if self.begun:
            self.started = psutil.Process().children()
            raise KeyboardInterrupt
        self.begun = True
        return Reply(0, "no answer")


def test_nothing_is_left_of_a_command_whose_start_is_broken_off():
    call, before = BrokenOff(NOBODY), {*psutil.Process().children()}
    with pytest.raises(KeyboardInterrupt):
        Started(f"{sys.executable} -c 'import time; time.sleep(60)'", call)
    [process] = {*call.started} - before
    assert not lives(process.pid)
