"""Unit 11. Threads that requests are answered in, and an end of the wait for one: a store may fall silent."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from vecembed_lab.production.store import Unreachable

SLOWEST = 8  # seconds; Prometheus waits 10 for an answer


class Threads:
    """At most `n` threads. Nothing stops one that waits, so those `left` waiting are busy, though nobody waits for
    them any more."""

    def __init__(self, n: int):
        self._pool = ThreadPoolExecutor(n)
        self.left: set[asyncio.Future] = set()

    async def run(self, call: Callable[..., Any], *arguments: Any) -> Any:
        """What a call returns. Raises Unreachable if that takes too long: a call that has not begun by then never will,
        another may still be done."""
        work = self._pool.submit(call, *arguments)
        waiting = asyncio.wrap_future(work)
        await asyncio.wait([waiting], timeout=SLOWEST)
        if waiting.done():
            return waiting.result()
        if work.cancel():
            raise Unreachable(f"no thread was free in {SLOWEST} seconds")
        self.left.add(waiting)
        waiting.add_done_callback(self._back)
        raise Unreachable(f"no answer in {SLOWEST} seconds, and what was asked for may still be done")

    def _back(self, waiting: asyncio.Future) -> None:
        self.left.discard(waiting)
        waiting.exception()  # looked at, so that asyncio does not complain that nobody did
