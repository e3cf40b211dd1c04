"""Unit 11. Two versions are switched while others search: who encodes a query, and for which version?"""

import itertools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from vecembed_lab import CourseError
from vecembed_lab.production.ingest import Model
from vecembed_lab.production.store import Document, Store

BETWEEN = 5  # searches at least before the next step of a switch
Choose = Callable[[], tuple[str, str]]


class Outcome(NamedTuple):
    """Searches for documents by their own texts: how many, in how many another one came first, and how many failed."""

    searches: int
    wrong: int
    failed: int


class Searching:
    """Threads that search all the time while a block lasts; `choose` says the version to encode for and the version to
    search in. An error in the block or in a thread, such as one of a model, ends them all and is raised."""

    def __init__(self, store: Store, models: Sequence[Model], known: Sequence[Document], choose: Choose, threads: int):
        self._store, self._known, self._choose = store, known, choose
        self._models = {model.version: model for model in models}
        self._turns, self._stop, self._changed = itertools.count(), False, threading.Condition()
        self._results: list[bool | None] = []
        self._pool = ThreadPoolExecutor(threads)
        self._threads = [self._pool.submit(self._search) for _ in range(threads)]

    def _search(self) -> None:
        while not self._stop:
            result = self._right(self._known[next(self._turns) % len(self._known)])
            with self._changed:
                self._results.append(result)
                self._changed.notify_all()

    def _right(self, document: Document) -> bool | None:
        """Whether the document with this text comes first; None if the search failed."""
        try:
            encoder, version = self._choose()
            (vector,) = self._models[encoder].encode([document.text])
            return [hit.id for hit in self._store.search(version, vector, 1)] == [document.id]
        except CourseError:
            return None

    def wait(self, n: int) -> None:
        """Return when `n` more searches are done, or a thread has failed."""
        with self._changed:
            until = len(self._results) + n
            while not self._changed.wait_for(lambda: len(self._results) >= until or self._failed(), 1):
                pass  # the end of a thread that fails is not told

    def _failed(self) -> bool:
        return any(thread.done() for thread in self._threads)

    def __enter__(self) -> "Searching":
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self._stop = True
        self._pool.shutdown()
        if not error:
            for thread in self._threads:
                thread.result()

    @property
    def outcome(self) -> Outcome:
        """What the threads have found."""
        return Outcome(len(self._results), self._results.count(False), self._results.count(None))


def switched(store: Store, models: Sequence[Model], known: Sequence[Document], n: int, *, threads: int = 3) -> Outcome:
    """Switch `n` times between two versions while others search, each in the version that it has encoded for."""

    def choose() -> tuple[str, str]:
        live = store.live()
        return live, live

    with Searching(store, models, known, choose, threads) as searching:
        for turn in range(n):
            store.switch(models[turn % 2].version)
            searching.wait(BETWEEN)
    return searching.outcome


def switched_late(
    store: Store, models: Sequence[Model], known: Sequence[Document], n: int, *, threads: int = 3
) -> Outcome:
    """The same, but who searches asks what is live, and encodes by a variable that learns of a switch later."""
    encoder = [store.live()]
    with Searching(store, models, known, lambda: (encoder[0], store.live()), threads) as searching:
        for turn in range(n):
            store.switch(models[turn % 2].version)
            searching.wait(BETWEEN)
            encoder[0] = models[turn % 2].version
            searching.wait(BETWEEN)
    return searching.outcome
