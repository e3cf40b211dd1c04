"""Unit 11. Load on a service: requests at random moments, which wait for no answer, as those of many users do.

A client that sends its next request only after an answer slows down with the service, and never sees a queue. Here
every request has a moment when it is due, and its wait is counted from there, whether or not it could be sent then.
"""

import asyncio
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

PATIENCE = 20.0  # seconds until a user gives up


class Load(NamedTuple):
    """For each request, in order of its moment: seconds from there to its answer (infinite: none), and its status.

    An answer counts as none if it does not say its length, as those of this course's service do.
    """

    waits: Float[ndarray, " n"]
    statuses: list[int]

    @property
    def answered(self) -> Float[ndarray, " n"]:
        """The waits of requests that were answered with what was asked for."""
        return self.waits[np.array(self.statuses) == 200]

    @property
    def counts(self) -> dict[int, int]:
        """How often each status came; 0 stands for no answer."""
        return dict(Counter(self.statuses))


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
    return asyncio.run(_run(host, port, requests, arrivals(rate, seconds, rng=rng)))


async def _run(host: str, port: int, requests: Sequence[bytes], due: Float[ndarray, " n"]) -> Load:
    loop, idle = asyncio.get_running_loop(), []
    start = loop.time()

    async def one(i: int) -> tuple[float, int]:
        await asyncio.sleep(start + due[i] - loop.time())
        try:
            async with asyncio.timeout(PATIENCE):
                status = await _ask(host, port, requests[i % len(requests)], idle)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            return math.inf, 0
        return loop.time() - start - due[i], status

    results = await asyncio.gather(*map(one, range(len(due))))
    for _, writer in idle:
        writer.close()
    return Load(np.array([wait for wait, _ in results]), [status for _, status in results])


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
