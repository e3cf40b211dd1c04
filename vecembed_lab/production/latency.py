"""Unit 11. How long users wait: percentiles, counted from the moment when a request was due."""

import math
from collections import deque
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Real
from numpy import ndarray


class Waits(NamedTuple):
    """Percentiles of waits, in the unit of the waits."""

    p50: float
    p95: float
    p99: float


def percentiles(waits: Real[ndarray, " n"]) -> Waits:
    """The smallest waits that are not exceeded by 50, 95 and 99 of 100 requests: each is a wait that somebody had.

    A request that got no answer waits infinitely long.
    Raises ValueError without a request.
    """
    if not len(waits):
        raise ValueError("percentiles need at least one request, got none")
    ordered = np.sort(waits)
    return Waits(*(float(ordered[math.ceil(p * len(waits) / 100) - 1]) for p in (50, 95, 99)))


def planned(rate: float, n: int, *, rng: np.random.Generator) -> tuple[Float[ndarray, " n"], Float[ndarray, " n"]]:
    """When each of n requests is due, `rate` in a second at random moments, and the seconds it needs, 1 on average."""
    return np.cumsum(rng.exponential(1 / rate, size=n)), rng.gamma(4, 0.25, size=n)


def queued(due: Real[ndarray, " n"], seconds: Real[ndarray, " n"], room: float = math.inf) -> Float[ndarray, " n"]:
    """When each of n requests is answered by one server that takes them in order, each for so many seconds.

    `due` rises. One that finds `room` others waiting or being served is refused at once; it gets NaN.
    Source: Lindley (1952), The theory of queues with a single server.
    """
    done, under_way = np.full(len(due), np.nan), deque()
    for i, (start, needed) in enumerate(zip(due.tolist(), seconds.tolist(), strict=True)):
        while under_way and under_way[0] <= start:
            under_way.popleft()
        if len(under_way) < room:
            done[i] = max(start, under_way[-1] if under_way else start) + needed
            under_way.append(done[i])
    return done


def closed_loop(due: Real[ndarray, " n"], done: Real[ndarray, " n"]) -> Float[ndarray, " n"]:
    """The waits that a client measures which sends only after the answer before, and counts from when it sends.

    What was due meanwhile is sent late, and this wait is left out. Every request has an answer, in order.
    Source: Tene (2013), How NOT to Measure Latency.
    """
    sent = np.maximum(due, np.concatenate([[0.0], done[:-1]]))
    return done - sent
