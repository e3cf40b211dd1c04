"""Unit 11. What a vector store does, as a protocol, and the store that all others are compared with: NumPy, in memory.

A store holds versions side by side: one table for each model that made vectors, since vectors of two models cannot be
compared. One version is live; to switch is to change one row. Whoever searches names the version that it has encoded
the query for, so that no query ever meets vectors of another model.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from threading import RLock
from typing import NamedTuple, Protocol, runtime_checkable

from jaxtyping import Real
from numpy import ndarray

from vecembed_lab import CourseError
from vecembed_lab.production import limits
from vecembed_lab.production.limits import NoneLive, StoreError


class Unreachable(CourseError):
    """The store cannot be reached, or cannot write, now; the same call may succeed later."""


class Document(NamedTuple):
    """A text under its id, its vector by one version's model, and a label that searches can be limited to."""

    id: str
    text: str
    vector: Real[ndarray, " d"]
    label: str = ""


class Hit(NamedTuple):
    """A document that a search found; the score is the cosine with the query, in [-1, 1]."""

    id: str
    text: str
    label: str
    score: float


class Mark(NamedTuple):
    """How many items of a source have been read into a version, and a hash of them: a source may change."""

    source: str
    position: int
    read: str = ""


@runtime_checkable
class Store(Protocol):
    """What every store does. Each call takes effect whole or not at all; errors are StoreError and Unreachable."""

    def create(self, version: str, dim: int) -> None:
        """Make room for a version whose vectors have `dim` numbers; nothing happens if it is there with as many."""
        ...

    def drop(self, version: str) -> None:
        """Remove a version that is neither live nor the one to roll back to."""
        ...

    def versions(self) -> dict[str, int]:
        """The dimensions of each version there is, by name."""
        ...

    def upsert(self, version: str, documents: Sequence[Document], mark: Mark | None = None) -> None:
        """Put in the documents; one whose id is there already takes the place of the old one. The mark is kept too."""
        ...

    def add(self, version: str, documents: Sequence[Document]) -> int:
        """Put in those documents whose ids are not there, and say how many they were: what others wrote stays."""
        ...

    def prune(self, version: str, like: str) -> None:
        """Remove from a version what another one has not; both as they are at one moment."""
        ...

    def exclusive(self) -> AbstractContextManager[None]:
        """A block that writes into several versions: no other such block, nor `prune`, comes between."""
        ...

    def mark(self, version: str, source: str) -> Mark:
        """The last mark of this source; at position 0 if there is none."""
        ...

    def delete(self, version: str, ids: Sequence[str]) -> int:
        """Remove documents and say how many of them were there."""
        ...

    def count(self, version: str) -> int:
        """How many documents a version has."""
        ...

    def read(self, version: str, after: str = "", n: int = 1000) -> list[Document]:
        """The first `n` documents whose ids come after `after`, in the order of their ids."""
        ...

    def search(self, version: str, vector: Real[ndarray, " d"], k: int, label: str | None = None) -> list[Hit]:
        """At most `k` documents with the largest cosines, best first, of those with this label if one is given."""
        ...

    def index(self, version: str) -> None:
        """Build what makes searches fast, after the documents are in: building it first makes loading slow."""
        ...

    def live(self) -> str:
        """The version that searches should ask. Raises NoneLive if there was no switch yet."""
        ...

    def switch(self, version: str) -> None:
        """Make a version live. Raises StoreError if it lacks documents of the live one, or has them with other texts or
        labels: fill it first. No write comes between."""
        ...

    def roll_back(self) -> str:
        """Make the version live that was live before the last switch, and return its name."""
        ...

    def close(self) -> None:
        """Let go of the store; nothing is lost."""
        ...


def same(document: Document, other: Document | None) -> bool:
    """Whether another version has the same text under the same label."""
    return other is not None and (document.text, document.label) == (other.text, other.label)


# What every store checks at its door


def checked(documents: Iterable[Document], version: str, dim: int) -> list[Document]:
    """The documents with vectors of length 1; of two with one id the later stays. Raises StoreError for the first that
    cannot be kept."""
    kept = {}
    for document in documents:
        limits.check_ids([document.id])
        limits.check_text("a text", document.text, limits.LONGEST_TEXT)
        limits.check_label(document.label)
        try:
            kept[document.id] = document._replace(vector=limits.unit(document.vector, version, dim))
        except StoreError as error:
            raise StoreError(f"document {document.id!r:.70} cannot be kept: {error}") from None
    return list(kept.values())


def check_mark(mark: Mark | None) -> None:
    """Raise StoreError unless a mark can be kept, or is None."""
    if mark:
        limits.check_text("a source", mark.source, limits.LONGEST_ID)
        if not 0 <= mark.position < 2**63:
            raise StoreError(f"a position must be between 0 and 2^63 - 1, got {mark.position}")
        limits.check_text("a hash", mark.read, limits.LONGEST_ID)


# The oracle


class MemoryStore:
    """The store that looks at every vector: slow, forgetful, and right."""

    def __init__(self):
        self._dims: dict[str, int] = {}
        self._tables: dict[str, dict[str, Document]] = {}
        self._marks: dict[str, dict[str, Mark]] = {}
        self._live: list[str] = []  # the versions that were made live, the last one is
        self._writing = RLock()

    def create(self, version: str, dim: int) -> None:
        """Make room for a version."""
        limits.check_version(version, dim)
        if self._dims.setdefault(version, dim) != dim:
            raise StoreError(f"version {version} has {self._dims[version]} dimensions, got {dim}")
        self._tables.setdefault(version, {})
        self._marks.setdefault(version, {})

    def drop(self, version: str) -> None:
        """Remove a version."""
        limits.known(self._dims, version)
        if version in self._live[-2:]:
            raise StoreError(f"{version} is live, or was before the last switch: searches may still ask it")
        del self._dims[version], self._tables[version], self._marks[version]

    def versions(self) -> dict[str, int]:
        """The dimensions of each version."""
        return dict(self._dims)

    def upsert(self, version: str, documents: Sequence[Document], mark: Mark | None = None) -> None:
        """Put in the documents and the mark."""
        new = checked(documents, version, limits.known(self._dims, version))
        check_mark(mark)
        with self._writing:
            self._tables[version].update({document.id: document for document in new})
            if mark:
                self._marks[version][mark.source] = mark

    def add(self, version: str, documents: Sequence[Document]) -> int:
        """Put in the documents that are not there."""
        with self._writing:
            new = [document for document in documents if document.id not in self._tables.get(version, ())]
            self.upsert(version, new)
        return len(new)

    def prune(self, version: str, like: str) -> None:
        """Remove what another version has not."""
        with self._writing:
            limits.known(self._dims, version), limits.known(self._dims, like)
            self.delete(version, list(self._tables[version].keys() - self._tables[like].keys()))

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """A block that no other comes between."""
        with self._writing:
            yield

    def mark(self, version: str, source: str) -> Mark:
        """The last mark of this source."""
        limits.known(self._dims, version)
        limits.check_text("a source", source, limits.LONGEST_ID)
        return self._marks[version].get(source, Mark(source, 0))

    def delete(self, version: str, ids: Sequence[str]) -> int:
        """Remove documents."""
        limits.known(self._dims, version)
        limits.check_ids(ids)
        with self._writing:
            return sum(self._tables[version].pop(id, None) is not None for id in ids)

    def count(self, version: str) -> int:
        """How many documents a version has."""
        limits.known(self._dims, version)
        return len(self._tables[version])

    def read(self, version: str, after: str = "", n: int = 1000) -> list[Document]:
        """The first `n` documents whose ids come after `after`."""
        limits.known(self._dims, version)
        limits.check_page(after, n)
        return [self._tables[version][id] for id in sorted(self._tables[version]) if id > after][:n]

    def search(self, version: str, vector: Real[ndarray, " d"], k: int, label: str | None = None) -> list[Hit]:
        """The `k` best, exactly; of two with one score the one whose id comes first."""
        query = limits.unit(vector, version, limits.known(self._dims, version))
        limits.check_k(k)
        limits.check_label(label)
        there = [document for document in list(self._tables[version].values()) if label in (None, document.label)]
        hits = [Hit(d.id, d.text, d.label, limits.cosine(d.vector @ query)) for d in there]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:k]

    def index(self, version: str) -> None:
        """Nothing to build."""
        limits.known(self._dims, version)

    def live(self) -> str:
        """The version that searches should ask."""
        if not self._live:
            raise NoneLive
        return self._live[-1]

    def switch(self, version: str) -> None:
        """Make a version live."""
        limits.known(self._dims, version)
        with self._writing:
            if version in self._live[-1:]:
                return
            for live in self._live[-1:]:
                there, new = self._tables[live].values(), self._tables[version]
                behind = [document.id for document in there if not same(document, new.get(document.id))]
                limits.check_filled(version, live, len(there), len(behind), min(behind, default=""))
            self._live = [*self._live[-1:], version]

    def roll_back(self) -> str:
        """Make the version live that was live before."""
        if len(self._live) < 2:
            raise StoreError("there is no version to roll back to: there was at most one switch")
        self._live = self._live[::-1]
        return self.live()

    def close(self) -> None:
        """Nothing to let go of."""
