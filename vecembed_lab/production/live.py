"""Unit 11. The service for the length of a block, in a thread of this process, and load on it from another."""

import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import numpy as np

from vecembed_lab.production.ingest import Model
from vecembed_lab.production.load import Load, request, run, run_bare
from vecembed_lab.production.store import Store


@contextmanager
def served(
    store: Store,
    models: Sequence[Model],
    *,
    at_once: int = 32,
    beside: Mapping[str, tuple[Store, Sequence[Model]]] | None = None,
) -> Iterator[int]:
    """The port on which this machine, and no other, reaches the service of a store, and of those `beside` it."""
    from vecembed_lab.production.service import app
    from vecembed_lab.production.web import web_server

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = web_server(app(store, models, at_once=at_once, beside=beside))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def asked(port: int, texts: Sequence[str], rate: float, seconds: float, *, rng: np.random.Generator) -> Load:
    """Searches for these texts at random moments, `rate` a second; in a thread, since a notebook has a loop."""
    requests = [request("/search", {"text": text, "k": 3}) for text in texts]
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run, "127.0.0.1", port, requests, rate, seconds, rng=rng).result()


def asked_bare(
    store: Store, model: Model, texts: Sequence[str], rate: float, seconds: float, *, rng: np.random.Generator
) -> Load:
    """The same searches by calls of the store, without HTTP, of texts encoded before; equal `rng`, equal moments."""
    search, queries = partial(store.search, model.version, k=3), list(model.encode(texts))
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run_bare, search, queries, rate, seconds, rng=rng).result()
