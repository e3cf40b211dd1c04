"""Unit 11. A service as its clients see it: requests over HTTP, and a process that is started, killed, and started."""

import http.client
import json
import os
import re
import shlex
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

import psutil

from vecembed_lab import CourseError

PATIENCE = 60  # seconds for an answer
START = 120  # seconds until a service that was started is ready
DYING = 10  # seconds until a service that was asked to end is killed
KINDS = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
SESSION = getattr(os, "getsid", int)  # of a process by its number; Windows has none, so each stands for itself


class Reply(NamedTuple):
    """A status and what JSON was said; status 0, and why, where no answer came."""

    status: int
    content: Any


class Caller:
    """Requests to the service at a URL such as http://127.0.0.1:8000/films; a key is sent with each.

    Raises CourseError for what is no such URL.
    """

    def __init__(self, url: str, key: str = ""):
        parts = _parts(url)
        kind, host = KINDS[parts.scheme], parts.hostname or ""
        port = parts.port or kind.default_port
        self.url = url.rstrip("/")
        self.connection: Callable[[], http.client.HTTPConnection] = lambda: kind(host, port, timeout=PATIENCE)
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


def _parts(url: str) -> SplitResult:
    """An address in parts. Raises CourseError unless it has what a service's address has, and no more."""
    with suppress(ValueError):  # the port is no number, or too large; a bracket is open
        parts = urlsplit(url)
        more = "@" in parts.netloc or parts.query or parts.fragment or not re.fullmatch("[!-~]+", url)
        if parts.scheme in KINDS and parts.hostname and parts.port != 0 and not more:
            return parts
    raise CourseError(
        "a service has an address such as http://127.0.0.1:8000/films: http or https, a host, and perhaps a port from "
        f"1 to 65535 and a path, got {url!r:.80}"
    )


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


class Started:
    """A service that a command starts at the caller's URL, in a session of its own, so that all of it can be found.

    Raises CourseError if there is no command, or what it starts does not get ready; then nothing of it is left.
    """

    def __init__(self, command: str, call: Caller):
        self._command, self._call = _words(command), call
        if call("GET", "/ready").status:
            raise CourseError(f"something answers at {call.url} already: end it, so that the command can start yours")
        self._start()

    def _start(self) -> None:
        try:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
            )
        except OSError as error:
            raise CourseError(f"{self._command[0]!r:.80} cannot be started: {error.strerror}") from None
        try:
            self._wait()
        except BaseException:  # Ctrl-C, too, which is for us alone
            self.kill()
            raise

    def _wait(self) -> None:
        until = time.monotonic() + START
        while (last := self._call("GET", "/ready")).status != 200:
            if self._process.poll() is not None or time.monotonic() > until:
                raise CourseError(f"the command does not make {self._call.url}/ready answer: {last.content!r:.200}")
            time.sleep(0.05)

    def _family(self) -> set[psutil.Process]:
        """Who lives of the session, even if the command itself has ended, and the descendants of these."""
        family = set()
        for process in psutil.process_iter():
            with suppress(OSError, psutil.Error):  # it has ended, or is none of our business
                if SESSION(process.pid) == self._process.pid:
                    family |= {process, *process.children(recursive=True)}
        return family

    def kill(self) -> None:
        """End the service and all that it has started, at once, as when the power fails."""
        self._end(self._family())

    def _end(self, family: set[psutil.Process]) -> None:
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
        """Ask the service to end, and kill what is left of it and of all that it has started."""
        family = self._family()  # some may be in sessions of their own, and found by their parents alone
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(DYING)
        self._end(family | self._family())


def _words(command: str) -> list[str]:
    """The words of a command. Raises CourseError if it has none, or a quote that is not closed."""
    with suppress(ValueError):
        if words := shlex.split(command):
            return words
    raise CourseError(f"--start must be a command, with every quote closed, got {command!r:.80}")
