"""Unit 11. Texts on their way into a store: cleaned, cut, named by content, encoded, and put in a batch at a time.

A batch and the mark that says how far the source has been read are put in together, so that whoever is stopped,
anywhere, goes on without loss; and since equal texts have equal names, whatever is put in twice is there once.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Real
from numpy import ndarray

from vecembed_lab.production.documents import chunk, clean, doc_id
from vecembed_lab.production.limits import StoreError, check_k, check_words, known
from vecembed_lab.production.store import Document, Mark, Store, checked, same

LONGEST_SOURCE = 1_000_000  # characters of a text before it is cut
SIZE, OVERLAP = 120, 20  # words of a chunk, and how many of them it shares with the one before
BATCH = 100  # texts a transaction
Progress = Callable[[int, int, str], None]


class Model(NamedTuple):
    """What makes vectors of `dim` numbers from texts. Its version stands beside every vector that it made."""

    version: str
    dim: int
    encode: Callable[[Sequence[str]], Real[ndarray, "n d"]]


class Text(NamedTuple):
    """What a source gives: a text of any length, and its label."""

    text: str
    label: str = ""


class Ingested(NamedTuple):
    """What a run of `ingest` did: texts read, documents put in, and the place of each text left out, with why."""

    read: int
    documents: int
    left_out: list[tuple[int, str]]


def silent(_done: int, _total: int, _last: str) -> None:
    """Progress that nobody wants to see."""


def ingest(
    store: Store, model: Model, texts: Sequence[Text], *, source: str, batch: int = BATCH, progress: Progress = silent
) -> Ingested:
    """Put all texts of a source into the model's version, going on after the last batch that was put in completely, or
    from the start if other texts were read by then than the source has now.

    A text that cannot be kept is left out, and said so; the others go in.
    Errors are those of the store and of `vectors_of`: what was put in by then stays, and the next call goes on from
    there.
    """
    check_k(batch, "batch")
    store.create(model.version, model.dim)
    first, read = _place(store.mark(model.version, source), texts)
    n, left_out = 0, []
    for at in range(first, len(texts), batch):
        some = texts[at : at + batch]
        documents = list(prepared(model, some, lambda i, why, at=at: left_out.append((at + i, why))))
        read.update(_written(some))
        store.upsert(model.version, documents, Mark(source, at + len(some), read.hexdigest()))
        n += len(documents)
        progress(at + len(some), len(texts), "")
    return Ingested(len(texts) - first, n, left_out)


def _place(mark: Mark, texts: Sequence[Text]) -> tuple[int, Any]:
    """Where to go on, and the hash of all before it: at the mark, or at the start if other texts were read by then."""
    read = sha256(_written(texts[: mark.position]))
    return (mark.position, read) if read.hexdigest() == mark.read else (0, sha256())


def _written(texts: Sequence[Text]) -> bytes:
    return "".join(repr(tuple(text)) for text in texts).encode()


def prepared(model: Model, texts: Sequence[Text], leave_out: Callable[[int, str], None]) -> Iterator[Document]:
    """The documents of some texts, chunk by chunk; `leave_out` is told the place of a text that has none, and why."""
    pieces = []
    for i, text in enumerate(texts):
        try:
            pieces += [(i, part, text.label) for part in pieces_of(text.text)]
        except StoreError as error:
            leave_out(i, str(error))
    vectors = vectors_of(model, [part for _, part, _ in pieces])
    for (i, part, label), vector in zip(pieces, vectors, strict=True):
        try:
            yield from checked([Document(doc_id(part), part, vector, label)], model.version, model.dim)
        except StoreError as error:
            leave_out(i, str(error))


def pieces_of(text: object) -> list[str]:
    """The chunks of a text. Raises StoreError if it is too long, not text that UTF-8 can hold, or has no word."""
    check_words(text, LONGEST_SOURCE)
    return chunk(clean(text), SIZE, OVERLAP)


def backfill(store: Store, old: str, model: Model, *, batch: int = BATCH, progress: Progress = silent) -> int:
    """Encode what the version `old` has anew, put it into the model's version, and say how many documents were put in.

    What is there already, with the same text and label, is not encoded again: a stopped run goes on. Others may write
    meanwhile if they use `write`: what they put in is not replaced, and what they `remove` does not come back.
    Raises StoreError at a document that the model has no vector for.
    """
    check_k(batch, "batch")
    store.create(model.version, model.dim)
    store.prune(model.version, old)  # pages of both versions then have the same ids, as far as they are filled
    total, done, n, after = store.count(old), 0, 0, ""
    while page := store.read(old, after, batch):
        there = {document.id: document for document in store.read(model.version, after, batch)}
        if missing := [document for document in page if document.id not in there]:
            n += store.add(model.version, encoded(model, missing))
        if stale := [document for document in page if not same(document, there.get(document.id, document))]:
            new = encoded(model, stale)
            with store.exclusive():
                now = {document.id: document for document in store.read(old, after, batch)}
                still = [document for document in new if same(document, now.get(document.id))]
                store.upsert(model.version, still)
            n += len(still)
        done, after = done + len(page), page[-1].id
        progress(done, total, "")
    store.prune(model.version, old)
    return n


def write(store: Store, models: Sequence[Model], documents: Sequence[Document]) -> None:
    """Put the documents into every version, encoded by each one's model, the live version first.

    So a version that is being filled has nothing that the live one lacks, and to roll back loses nothing.
    Raises StoreError, and puts in nothing, if one of the models has no vector for a document, or none is of the live
    version: nobody would find what was put in.
    """
    dims = store.versions()
    rows = {m.version: checked(encoded(m, documents), m.version, known(dims, m.version)) for m in models}
    with store.exclusive():
        if (live := store.live()) not in rows:
            raise StoreError(
                f"version {live} is live, and here is no model of it: there is {', '.join(rows) or 'none'}"
            )
        for version in sorted(rows, key=lambda version: version != live):
            store.upsert(version, rows[version])


def remove(store: Store, ids: Sequence[str]) -> int:
    """Remove documents from every version, and say how many the live one had."""
    with store.exclusive():
        live = store.live()
        n = store.delete(live, ids)
        for version in store.versions().keys() - {live}:
            store.delete(version, ids)
        return n


def encoded(model: Model, documents: Sequence[Document]) -> list[Document]:
    """The documents with the vectors that a model makes of their texts."""
    vectors = vectors_of(model, [document.text for document in documents])
    return [document._replace(vector=vector) for document, vector in zip(documents, vectors, strict=True)]


def vectors_of(model: Model, texts: Sequence[str]) -> Float[ndarray, "n d"]:
    """The vectors that a model makes of texts; of a text with no word that it knows, zeros.

    Raises StoreError if it does not make a row of `dim` finite numbers for each: that is no fault of the texts.
    """
    rule = f"vectors of version {model.version} have {model.dim} numbers, one row a text"
    try:
        vectors = np.asarray(model.encode(texts) if texts else np.zeros((0, model.dim)), float)
    except (TypeError, ValueError) as error:
        raise StoreError(f"{rule}: the model made no table of numbers of {len(texts)} texts ({error})") from None
    if vectors.shape != (len(texts), model.dim):
        raise StoreError(f"{rule}: what the model made of {len(texts)} texts has the shape {vectors.shape}")
    for text, finite in zip(texts, np.isfinite(vectors).all(1), strict=True):
        if not finite:
            raise StoreError(f"the model of version {model.version} has no finite numbers for the text {text!r:.60}")
    return vectors
