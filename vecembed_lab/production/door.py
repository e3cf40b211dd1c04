"""Unit 11. What every request passes before it is answered: a key, a bounded body, a bounded queue; and is counted."""

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from time import perf_counter
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

LONGEST_BODY = 2_000_000  # bytes
TOO_LONG = f"a body must have at most {LONGEST_BODY:,} bytes"
AT_ONCE = 32  # requests under way; at 3 ms each the last one waits a tenth of a second
OPEN = {"/", "/health", "/ready"}  # answered without a key
WATCH = {*OPEN, "/metrics"}  # answered however busy we are
BUCKETS = (0.001, 0.002, 0.003, 0.005, 0.007, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Door:
    """Stands before an ASGI application: refuses what is too much, and measures what is let in.

    key: what requests must bring as `Authorization: Bearer KEY`; empty if everybody may enter.
    paths: those that are counted by name; the others are counted together, since names from outside never end.
    """

    def __init__(self, app: Any, key: str, registry: CollectorRegistry, paths: set[str], at_once: int):
        self.app, self.paths, self.at_once = app, paths, at_once
        self._key = f"Bearer {key}".encode() if key else b""
        self._inside = 0
        self.answers = Counter("answers", "Requests answered", ["path", "status"], registry=registry)
        self.seconds = Histogram("seconds", "From first byte to last", ["path"], registry=registry, buckets=BUCKETS)
        Gauge("inside", "Requests under way", registry=registry).set_function(lambda: self._inside)

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

        self._inside += 1
        try:
            await self._answer(scope, receive, watched)
        finally:
            self._inside -= 1
            self.answers.labels(path, str(status)).inc()
            if status != 503:  # what is refused at once would make a service look fast that is not
                self.seconds.labels(path).observe(perf_counter() - started)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope)
        await (refusal(scope, receive, send) if refusal else self.app(scope, _bounded(receive), send))

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        """Why a request is not let in, as an answer; None if it is."""
        headers, path = dict(scope["headers"]), scope["path"]
        if path not in OPEN and not self._has_key(headers.get(b"authorization", b"")):
            return JSONResponse({"detail": "a key is needed: Authorization: Bearer KEY"}, 401)
        if self._inside > self.at_once and path not in WATCH:
            return busy("too many requests are under way")
        length = headers.get(b"content-length", b"0")
        if length.isdigit() and len(length) < 20 and int(length) <= LONGEST_BODY:
            return None
        return JSONResponse({"detail": TOO_LONG}, 413)

    def _has_key(self, brought: bytes) -> bool:
        return not self._key or hmac.compare_digest(brought, self._key)


def busy(reason: str) -> JSONResponse:
    """The answer of a service that cannot answer now: try again in a second."""
    return JSONResponse({"detail": f"{reason}: try again"}, 503, {"Retry-After": "1"})


def _bounded(receive: Receive) -> Receive:
    """`receive`, which raises HTTPException where a body that does not say its length gets too long."""
    received = 0

    async def bounded() -> MutableMapping[str, Any]:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > LONGEST_BODY:
            raise HTTPException(413, TOO_LONG)
        return message

    return bounded
