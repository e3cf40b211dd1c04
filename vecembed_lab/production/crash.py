"""Unit 11. An ingest that is killed: at which moment, and what is there after a second start."""

import multiprocessing
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

import numpy as np

from vecembed_lab import CourseError
from vecembed_lab.production.documents import doc_id
from vecembed_lab.production.ingest import Model, Text, encoded, ingest, pieces_of
from vecembed_lab.production.models import table_model
from vecembed_lab.production.store import Document, Store

BATCH = 10  # texts a transaction: small, so that a kill falls between many


class Killed(Exception):
    """The program has ended here."""


class Fault(NamedTuple):
    """What a second start left behind: names that are missing, and rows too many."""

    lost: int
    doubled: int


class Table:
    """Rows that were written, and a note of how far: two things that a program writes one after the other.

    It ends with Killed when it would write for the `stop`-th time, counted from 0.
    """

    def __init__(self, stop: int | None = None):
        self.rows: list[str] = []
        self.position, self.stop, self.writes = 0, stop, 0

    def write(self, rows: Sequence[str] = (), position: int | None = None) -> None:
        """Write rows, a position, or both at once: as in a transaction."""
        if self.writes == self.stop:
            raise Killed
        self.writes += 1
        self.rows += rows
        self.position = self.position if position is None else position


def together(table: Table, names: Sequence[str], batch: int) -> None:
    """A batch and its position in one write; what is there is not written again."""
    for at in range(table.position, len(names), batch):
        new = [name for name in dict.fromkeys(names[at : at + batch]) if name not in table.rows]
        table.write(new, position=at + batch)


def position_after(table: Table, names: Sequence[str], batch: int) -> None:
    """First the batch, then its position, in another place."""
    for at in range(table.position, len(names), batch):
        table.write(names[at : at + batch])
        table.write(position=at + batch)


def position_before(table: Table, names: Sequence[str], batch: int) -> None:
    """First the position, in another place, then the batch."""
    for at in range(table.position, len(names), batch):
        table.write(position=at + batch)
        table.write(names[at : at + batch])


def killed_at_every_write(
    ingest: Callable[[Table, Sequence[str], int], None], names: list[str], batch: int
) -> list[Fault]:
    """What is wrong after a kill at each write and a second start, by the moment of the kill."""
    whole = Table()
    ingest(whole, names, batch)
    return [_killed(ingest, names, batch, stop) for stop in range(whole.writes)]


def _killed(ingest: Callable, names: list[str], batch: int, stop: int) -> Fault:
    table = Table(stop)
    try:
        ingest(table, names, batch)
    except Killed:
        table.stop = None
    ingest(table, names, batch)
    counts = Counter(table.rows)
    return Fault(len(set(names) - set(counts)), sum(counts.values()) - len(counts))


# A process that ingests, killed


def expected(texts: Sequence[Text], model: Model) -> list[Document]:
    """What a store must hold after an ingest of these texts, by a dictionary, in the order of ids."""
    parts = {doc_id(part): (part, text.label) for text in texts for part in pieces_of(text.text)}
    known = [Document(id, part, np.zeros(0), label) for id, (part, label) in sorted(parts.items())]
    return encoded(model, known)


class Difference(NamedTuple):
    """Documents that are missing, that nobody put in, and whose text, label or vector is another than it should be."""

    missing: int
    unknown: int
    changed: int


def difference(found: Sequence[Document], wanted: Sequence[Document]) -> Difference:
    """What is wrong with the documents found. Vectors are compared by direction: a store keeps them with length 1."""
    there, due = ({document.id: document for document in documents} for documents in (found, wanted))
    changed = sum(not _same(there[id], due[id]) for id in there.keys() & due.keys())
    return Difference(len(due.keys() - there.keys()), len(there.keys() - due.keys()), changed)


def _same(document: Document, other: Document) -> bool:
    one, two = (np.array(each.vector, float) for each in (document, other))
    cosine = one @ two / np.linalg.norm(one) / np.linalg.norm(two) if one.shape == two.shape else 0
    return (document.text, document.label) == (other.text, other.label) and bool(cosine > 1 - 1e-6)


def killed_ingest(store: Store, model: Model, texts: Sequence[Text], *, source: str, after: int) -> int:
    """Ingest in a process of its own, kill it as soon as it tells that `after` texts are in, and say how many documents
    the store holds then. The vectors are made before, so that the process need not make a model anew.

    Nobody shares a store in memory: there the ingest ends with an error of its own.
    Raises CourseError if the process ends before it is killed.
    """
    if address := getattr(store, "address", ""):
        _kill(address, model.version, expected(texts, model), texts, source, after=after)
    else:
        with suppress(Killed):
            ingest(store, model, texts, source=source, batch=BATCH, progress=partial(_stop, after))
    return store.count(model.version)


def _stop(after: int, done: int, _total: int, _last: str) -> None:
    if done >= after:
        raise Killed


def _kill(*arguments: Any, after: int) -> None:
    context = multiprocessing.get_context("spawn")
    reports, sender = context.Pipe(duplex=False)
    process = context.Process(target=_ingest, args=(sender, *arguments))
    process.start()
    sender.close()
    try:
        while reports.recv() < after:
            pass
    except EOFError:
        raise CourseError("the process that ingests ended before it was killed") from None
    finally:
        process.kill()
        process.join()


def _ingest(
    sender: Connection, address: str, version: str, known: Sequence[Document], texts: Sequence[Text], source: str
) -> None:
    from vecembed_lab.production.pgstore import PgStore

    model = table_model(version, [document.text for document in known], np.array([d.vector for d in known]))
    ingest(
        PgStore(address), model, texts, source=source, batch=BATCH, progress=lambda done, total, last: sender.send(done)
    )
