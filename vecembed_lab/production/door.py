"""Unit 11. What every request passes before it is answered: a key, a bounded body, a bounded queue; and is counted."""

import asyncio
import hmac
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from time import perf_counter
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from vecembed_lab.production.threads import Threads

LONGEST_BODY = 2_000_000  # bytes
TOO_LONG = f"a body must have at most {LONGEST_BODY:,} bytes"
SLOWEST_BODY = 10  # seconds
AT_ONCE = 32  # requests under way; at 3 ms each the last one waits a tenth of a second
BUCKETS = (0.001, 0.002, 0.003, 0.005, 0.007, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Door:
    """Stands before an ASGI application: refuses what is too much, and measures what is let in.

    key: what requests must bring as `Authorization: Bearer KEY`; empty if everybody may enter.
    hosts: the names that requests may be to; none for any.
    paths: those that are counted by name; the others are counted together, since names from outside never end.
    """

    def __init__(
        self,
        app: Any,
        key: str,
        hosts: Sequence[str],
        registry: CollectorRegistry,
        paths: set[str],
        threads: Threads,
        at_once: int,
    ):
        self.app, self.hosts, self.paths, self.threads, self.at_once = app, hosts, paths, threads, at_once
        # Answered without a key: they cost nothing, and nobody who has none takes another's place.
        self.open = {path for path in paths if path == "/" or path.endswith("/health")}
        self.watch = {*self.open, "/metrics"}  # answered however busy we are, and not counted as under way
        self._key = f"Bearer {key}".encode() if key else b""
        self._inside = 0
        self.answers = Counter("answers", "Requests answered", ["path", "status"], registry=registry)
        self.seconds = Histogram("seconds", "From first byte to last", ["path"], registry=registry, buckets=BUCKETS)
        Gauge("inside", "Requests under way", registry=registry).set_function(lambda: self._busy)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started, path = perf_counter(), scope["path"] if scope["path"] in self.paths else "other"
        status = 500

        async def watched(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._answer(scope, receive, watched)
        finally:
            self.answers.labels(path, str(status)).inc()
            if status != 503:  # what is refused at once would make a service look fast that is not
                self.seconds.labels(path).observe(perf_counter() - started)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if refusal := self._refusal(scope):
            return await refusal(scope, receive, send)
        counted = scope["path"] not in self.watch
        self._inside += counted
        try:
            await self.app(scope, _bounded(receive), send)
        finally:
            self._inside -= counted

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        """Why a request is not let in, as an answer; None if it is."""
        headers, path = dict(scope["headers"]), scope["path"]
        if self.hosts and (host := _host(headers)) not in self.hosts:
            return JSONResponse({"detail": f"here is {', '.join(self.hosts)}, got a request to {host!r:.80}"}, 400)
        if path not in self.open and not self._has_key(headers.get(b"authorization", b"")):
            return JSONResponse({"detail": "a key is needed: Authorization: Bearer KEY"}, 401)
        if scope["method"] not in ("GET", "HEAD") and _from_another_site(headers):
            return JSONResponse({"detail": "a page of another site may change nothing here"}, 403)
        if self._busy >= self.at_once and path not in self.watch:
            return busy("too many requests are under way")
        length = headers.get(b"content-length", b"0")
        if length.isdigit() and len(length) < 20 and int(length) <= LONGEST_BODY:
            return None
        return JSONResponse({"detail": TOO_LONG}, 413)

    @property
    def _busy(self) -> int:
        """Requests under way, and threads that still wait for the store though theirs has been answered."""
        return self._inside + len(self.threads.left)

    def _has_key(self, brought: bytes) -> bool:
        return not self._key or hmac.compare_digest(brought, self._key)


def _host(headers: Mapping[bytes, bytes]) -> str:
    """The name that a request is to, without its port."""
    return re.sub(r":\d*$", "", headers.get(b"host", b"").decode("latin-1").lower())


def _from_another_site(headers: Mapping[bytes, bytes]) -> bool:
    """Whether a browser says that a page asks which is not ours; other clients say nothing."""
    if site := headers.get(b"sec-fetch-site"):
        return site not in (b"same-origin", b"none")
    ours = headers.get(b"host", b"")
    return headers.get(b"origin", b"http://" + ours).partition(b"://")[2] != ours


def busy(reason: str) -> JSONResponse:
    """The answer of a service that cannot answer now: try again in a second."""
    return JSONResponse({"detail": f"{reason}: try again"}, 503, {"Retry-After": "1"})


def _bounded(receive: Receive) -> Receive:
    """`receive`, which raises HTTPException where a body gets too long, or is not there in time."""
    received, until = 0, asyncio.get_running_loop().time() + SLOWEST_BODY

    async def bounded() -> MutableMapping[str, Any]:
        nonlocal received, until
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, f"a body must be there in {SLOWEST_BODY} seconds") from None
        if not message.get("more_body"):
            until = None
        received += len(message.get("body", b""))
        if received > LONGEST_BODY:
            raise HTTPException(413, TOO_LONG)
        return message

    return bounded
