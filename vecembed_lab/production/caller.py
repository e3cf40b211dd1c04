"""Unit 11. A service as its clients see it: requests over HTTP, and a process that is started, killed, and started."""

import http.client
import json
import shlex
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import psutil

from vecembed_lab import CourseError

PATIENCE = 60  # seconds for an answer
START = 120  # seconds until a service that was started is ready
DYING = 10  # seconds until a service that was asked to end is killed


class Reply(NamedTuple):
    """A status and what JSON was said; status 0, and why, where no answer came."""

    status: int
    content: Any


class Caller:
    """Requests to the service at a URL such as http://127.0.0.1:8000/films; a key is sent with each.

    Raises CourseError for what is no such URL.
    """

    def __init__(self, url: str, key: str = ""):
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise CourseError(f"a service has an address such as http://127.0.0.1:8000, got {url!r:.80}")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self.url = url.rstrip("/")
        self.connection: Callable[[], http.client.HTTPConnection] = lambda: kind(parts.netloc, timeout=PATIENCE)
        self._prefix = parts.path.rstrip("/")
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})

    def __call__(self, method: str, path: str, body: Any = None) -> Reply:
        """The answer to a request on a connection of its own; a body of bytes is sent as it is."""
        connection = self.connection()
        try:
            return self.over(connection, method, path, body)
        finally:
            connection.close()

    def over(self, connection: http.client.HTTPConnection, method: str, path: str, body: Any = None) -> Reply:
        """The answer to a request over a connection, which is kept if the service keeps it."""
        content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        try:
            if not connection.sock:
                connection.connect()
            with suppress(ConnectionError):  # who is refused before all was sent may still find out why
                connection.request(method, self._prefix + path, content, self._headers)
            answer = connection.getresponse()
            return Reply(answer.status, _parsed(answer.read()))
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            return Reply(0, f"no answer ({type(error).__name__}: {error})")


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


class Started:
    """A service that a command starts at the caller's URL. Raises CourseError if it does not get ready."""

    def __init__(self, command: str, call: Caller):
        self._command, self._call = shlex.split(command), call
        if call("GET", "/ready").status:
            raise CourseError(f"something answers at {call.url} already: end it, so that the command can start yours")
        self._start()

    def _start(self) -> None:
        try:
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        except OSError as error:
            raise CourseError(f"{self._command[0]!r:.80} cannot be started: {error.strerror}") from None
        until = time.monotonic() + START
        while (last := self._call("GET", "/ready")).status != 200:
            if self._process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise CourseError(f"the command does not make {self._call.url}/ready answer: {last.content!r:.200}")
            time.sleep(0.05)

    def kill(self) -> None:
        """End the service and all that it has started, at once, as when the power fails."""
        if self._process.poll() is not None:
            return  # its number may be another's by now
        process = psutil.Process(self._process.pid)
        family = [process, *process.children(recursive=True)]
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(family, DYING)
        self._process.wait()

    def restart(self) -> None:
        """Kill the service, and start it again."""
        self.kill()
        self._start()

    def stop(self) -> None:
        """Ask the service to end, and kill it if it does not."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(DYING)
        self.kill()
