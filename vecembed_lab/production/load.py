"""Unit 11. Load on a service: requests at random moments, which wait for no answer, as those of many users do.

A client that sends its next request only after an answer slows down with the service, and never sees a queue. Here
every request has a moment when it is due, and its wait is counted from there, whether or not it could be sent then.
"""

import asyncio
import json
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.production.latency import percentiles

PATIENCE = 20.0  # seconds until a user gives up


class Load(NamedTuple):
    """For each request, in order of its moment: seconds from there to its answer (infinite: none), and its status.
    And the seconds from the start until nothing was under way.

    An answer counts as none if it does not say its length, as those of this course's service do.
    """

    waits: Float[ndarray, " n"]
    statuses: list[int]
    seconds: float

    @property
    def answered(self) -> Float[ndarray, " n"]:
        """The waits of requests that were answered with what was asked for."""
        return self.waits[np.array(self.statuses) == 200]

    @property
    def counts(self) -> dict[int, int]:
        """How often each status came; 0 stands for no answer."""
        return dict(Counter(self.statuses))

    @property
    def numbers(self) -> list[float]:
        """One for each of COLUMNS; waits of the answered, infinite if there are none."""
        n, refused = len(self.answered), self.counts.get(503, 0)
        waits = percentiles(1000 * self.answered) if n else [math.inf] * 3
        return [*waits, n / self.seconds, refused, len(self.statuses) - n - refused]


COLUMNS = {name: ".1f" for name in ("p50, ms", "p95, ms", "p99, ms", "answers a second")} | {
    "refused": "d",
    "errors": "d",
}


def arrivals(rate: float, seconds: float, *, rng: np.random.Generator) -> Float[ndarray, " n"]:
    """The moments of a Poisson process in [0, seconds), `rate` a second on average, rising."""
    return np.sort(rng.uniform(0, seconds, rng.poisson(rate * seconds)))


def request(path: str, body: Mapping[str, Any], host: str = "localhost", key: str = "") -> bytes:
    """A POST request as it goes over the wire."""
    content = json.dumps(body).encode()
    lines = [f"POST {path} HTTP/1.1", f"Host: {host}", "Content-Type: application/json"]
    lines += [f"Authorization: Bearer {key}"] if key else []
    return "\r\n".join([*lines, f"Content-Length: {len(content)}", "", ""]).encode() + content


def run(
    host: str, port: int, requests: Sequence[bytes], rate: float, seconds: float, *, rng: np.random.Generator
) -> Load:
    """Send requests, one after the other of those given, at random moments, and wait for all answers."""
    idle = []

    async def send(i: int) -> int:
        return await _ask(host, port, requests[i % len(requests)], idle)

    async def all_of_them() -> Load:
        load = await _at_their_moments(send, arrivals(rate, seconds, rng=rng))
        for _, writer in idle:
            writer.close()
        return load

    return asyncio.run(all_of_them())


def run_bare(
    search: Callable[[Any], Any], queries: Sequence[Any], rate: float, seconds: float, *, rng: np.random.Generator
) -> Load:
    """The same load on a function of this process, without a service: each call in a thread, its status 200."""

    async def call(i: int) -> int:
        await asyncio.to_thread(search, queries[i % len(queries)])
        return 200

    return asyncio.run(_at_their_moments(call, arrivals(rate, seconds, rng=rng)))


async def _at_their_moments(send: Callable[[int], Awaitable[int]], due: Float[ndarray, " n"]) -> Load:
    loop = asyncio.get_running_loop()
    start = loop.time()

    async def one(i: int) -> tuple[float, int]:
        await asyncio.sleep(start + due[i] - loop.time())
        try:
            async with asyncio.timeout(PATIENCE):
                status = await send(i)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            return math.inf, 0
        return loop.time() - start - due[i], status

    results = await asyncio.gather(*map(one, range(len(due))))
    return Load(np.array([wait for wait, _ in results]), [status for _, status in results], loop.time() - start)


async def _ask(host: str, port: int, request: bytes, idle: list) -> int:
    """The status of the answer to a request, over a connection that has nothing to do, or a new one.

    Raises ValueError, and other errors of asyncio, for an answer that does not say its length.
    """
    while idle and idle[-1][0].at_eof():  # the service has closed what was unused for long
        idle.pop()[1].close()
    reader, writer = idle.pop() if idle else await asyncio.open_connection(host, port)
    try:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
        await reader.readexactly(length)
    except BaseException:
        writer.close()
        raise
    idle.append((reader, writer))
    return int(head.split(b" ", 2)[1])
