"""Unit 11. The store on Qdrant: a collection for each version, and an alias that says which is live."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from uuid import NAMESPACE_URL, uuid5

import numpy as np
from jaxtyping import Real
from numpy import ndarray
from qdrant_client import QdrantClient
from qdrant_client import models as q
from qdrant_client.http.exceptions import ApiException

from vecembed_lab.production import limits
from vecembed_lab.production.limits import NoneLive, StoreError
from vecembed_lab.production.store import Document, Hit, Mark, Unreachable, check_mark, checked

PREFIX, MARKS = "vecembed_documents_", "vecembed_marks"  # others may have collections and aliases there
LIVE, PREVIOUS = "vecembed_live", "vecembed_previous"
PAGE = 1000  # points that are asked for at a time


class QdrantStore:
    """The store in Qdrant: at a URL a server or a cluster; ":memory:" is in this process, for up to 5,000 documents.

    Qdrant has no transactions: an upsert that is cut off may have put in some documents, and not the mark, so that
    whoever goes on from the mark puts in the same again, which changes nothing. `exclusive` keeps out other threads of
    this process only: let one process write.
    """

    def __init__(self, url: str = ":memory:", key: str | None = None):
        self._local = url == ":memory:"
        self._writing = RLock()
        self._dims: dict[str, int] = {}  # of versions seen, which never change
        with _told():
            self._client = QdrantClient(":memory:") if self._local else _client(url, key)
            if not self._client.collection_exists(MARKS):
                self._client.create_collection(MARKS, vectors_config=q.VectorParams(size=1, distance=q.Distance.DOT))

    def create(self, version: str, dim: int) -> None:
        """Make a collection for a version."""
        limits.check_version(version, dim)
        found = self.versions().get(version)
        if found not in (None, dim):
            raise StoreError(f"version {version} has {found} dimensions, got {dim}")
        if found is None:
            with _told():
                shape = q.VectorParams(size=dim, distance=q.Distance.DOT)  # of vectors of length 1, the cosine
                self._client.create_collection(PREFIX + version, vectors_config=shape)
                if not self._local:  # in memory an index of labels has no effect
                    self._client.create_payload_index(PREFIX + version, "label", q.PayloadSchemaType.KEYWORD)

    def drop(self, version: str) -> None:
        """Remove a version's collection and its marks."""
        limits.known(self.versions(), version)
        if PREFIX + version in self._aliases().values():
            raise StoreError(f"{version} is live, or was before the last switch: searches may still ask it")
        with _told():
            self._client.delete_collection(PREFIX + version)
            self._dims.pop(version, None)
            self._client.delete(MARKS, q.FilterSelector(filter=_where("version", version)), wait=True)

    def versions(self) -> dict[str, int]:
        """The dimensions of each version."""
        with _told():
            names = [found.name for found in self._client.get_collections().collections]
            found = {name: self._client.get_collection(name) for name in names if name.startswith(PREFIX)}
        self._dims = {name.removeprefix(PREFIX): info.config.params.vectors.size for name, info in found.items()}
        return dict(self._dims)

    def _dim(self, version: str) -> int:
        return self._dims.get(version) or limits.known(self.versions(), version)

    def upsert(self, version: str, documents: Sequence[Document], mark: Mark | None = None) -> None:
        """Put in the documents, and then the mark."""
        new = checked(documents, version, self._dim(version))
        check_mark(mark)
        with self.exclusive(), _told():
            if new:
                self._client.upsert(PREFIX + version, [_point(document) for document in new], wait=True)
            if mark:
                payload = {"version": version, **mark._asdict()}
                point = q.PointStruct(id=_uuid(f"{version}/{mark.source}"), vector=[1.0], payload=payload)
                self._client.upsert(MARKS, [point], wait=True)

    def add(self, version: str, documents: Sequence[Document]) -> int:
        """Put in the documents that are not there."""
        with self.exclusive():
            there = self._there(version, [document.id for document in documents])
            new = [document for document in documents if _uuid(document.id) not in there]
            self.upsert(version, new)
        return len(new)

    def prune(self, version: str, like: str) -> None:
        """Remove what another version has not."""
        with self.exclusive(), _told():
            for each in (version, like):
                self._dim(each)
            self.delete(version, sorted(set(self._ids(version)) - set(self._ids(like))))

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """A block that no other thread comes between."""
        with self._writing:
            yield

    def mark(self, version: str, source: str) -> Mark:
        """The last mark of this source."""
        self._dim(version)
        limits.check_text("a source", source, limits.LONGEST_ID)
        with _told():
            found = self._client.retrieve(MARKS, [_uuid(f"{version}/{source}")])
        return (
            Mark(source, found[0].payload["position"], found[0].payload.get("read", "")) if found else Mark(source, 0)
        )

    def delete(self, version: str, ids: Sequence[str]) -> int:
        """Remove documents."""
        limits.check_ids(ids)
        with self.exclusive(), _told():
            if points := list(self._there(version, ids)):
                self._client.delete(PREFIX + version, q.PointIdsList(points=points), wait=True)
        return len(points)

    def _there(self, version: str, ids: Sequence[str]) -> set[str]:
        """The points of those documents that a version has."""
        self._dim(version)
        with _told():
            points = self._client.retrieve(PREFIX + version, [_uuid(id) for id in ids], with_payload=False)
        return {point.id for point in points}

    def count(self, version: str) -> int:
        """How many documents a version has."""
        self._dim(version)
        with _told():
            return self._client.count(PREFIX + version, exact=True).count

    def read(self, version: str, after: str = "", n: int = 1000) -> list[Document]:
        """The first `n` documents whose ids come after `after`.

        All ids are read for that, since Qdrant orders by numbers only: to read n documents in pages costs n^2.
        """
        self._dim(version)
        limits.check_page(after, n)
        with _told():
            page = sorted(id for id in self._ids(version) if id > after)[:n]
            points = self._client.retrieve(PREFIX + version, [_uuid(id) for id in page], with_vectors=True)
        found = {point.payload["id"]: _document(point) for point in points}
        return [found[id] for id in page if id in found]

    def _ids(self, version: str) -> Iterator[str]:
        for page in self._pages(version, ["id"]):
            yield from (point.payload["id"] for point in page)

    def _pages(self, version: str, fields: list[str]) -> Iterator[list[q.Record]]:
        """All points of a version with some fields, PAGE at a time."""
        following = None
        while True:
            page, following = self._client.scroll(PREFIX + version, limit=PAGE, offset=following, with_payload=fields)
            yield page
            if following is None:
                return

    def search(self, version: str, vector: Real[ndarray, " d"], k: int, label: str | None = None) -> list[Hit]:
        """The `k` best that Qdrant finds; in memory, exactly."""
        query = limits.unit(vector, version, self._dim(version))
        limits.check_k(k)
        limits.check_label(label)
        where = None if label is None else _where("label", label)
        with _told():
            points = self._client.query_points(PREFIX + version, query.tolist(), limit=k, query_filter=where).points
        hits = [Hit(p.payload["id"], p.payload["text"], p.payload["label"], limits.cosine(p.score)) for p in points]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))

    def index(self, version: str) -> None:
        """Qdrant builds its index by itself, in the background."""
        self._dim(version)

    def live(self) -> str:
        """The version that searches should ask."""
        if not (live := self._aliases().get(LIVE)):
            raise NoneLive
        return live.removeprefix(PREFIX)

    def switch(self, version: str) -> None:
        """Make a version live; both aliases move at once."""
        limits.known(self.versions(), version)
        with self.exclusive():
            live = self._aliases().get(LIVE, "").removeprefix(PREFIX)
            if live == version:
                return
            if live:
                behind = list(self._behind(version, live))
                limits.check_filled(version, live, self.count(live), len(behind), min(behind, default=""))
            self._point({LIVE: version, PREVIOUS: live})

    def _behind(self, version: str, live: str) -> Iterator[str]:
        """The ids of what the live version has and another one has not, or otherwise."""
        with _told():
            for page in self._pages(live, ["id", "text", "label"]):
                found = self._client.retrieve(PREFIX + version, [point.id for point in page])
                there = {point.id: point.payload for point in found}
                yield from (point.payload["id"] for point in page if point.payload != there.get(point.id))

    def roll_back(self) -> str:
        """Make the version live that was live before."""
        aliases = {alias: name.removeprefix(PREFIX) for alias, name in self._aliases().items()}
        if PREVIOUS not in aliases:
            raise StoreError("there is no version to roll back to: there was at most one switch")
        self._point({LIVE: aliases[PREVIOUS], PREVIOUS: aliases[LIVE]})
        return aliases[PREVIOUS]

    def _aliases(self) -> dict[str, str]:
        """The collection that each alias stands for."""
        with _told():
            return {found.alias_name: found.collection_name for found in self._client.get_aliases().aliases}

    def _point(self, aliases: dict[str, str]) -> None:
        operations = [
            q.CreateAliasOperation(create_alias=q.CreateAlias(collection_name=PREFIX + version, alias_name=alias))
            for alias, version in aliases.items()
            if version
        ]
        with _told():
            self._client.update_collection_aliases(operations)

    def close(self) -> None:
        """Let go of the client; what is in memory is gone."""
        self._client.close()


def _client(url: str, key: str | None) -> QdrantClient:
    return QdrantClient(url=url, api_key=key, check_compatibility=False)  # the check is a thread that may outlive us


def _uuid(id: str) -> str:
    """Qdrant knows points by numbers or UUIDs only: one that depends on the id alone."""
    return str(uuid5(NAMESPACE_URL, id))


def _point(document: Document) -> q.PointStruct:
    payload = {"id": document.id, "text": document.text, "label": document.label}
    return q.PointStruct(id=_uuid(document.id), vector=document.vector.tolist(), payload=payload)


def _document(point: q.Record) -> Document:
    payload = point.payload
    return Document(payload["id"], payload["text"], np.array(point.vector, np.float32), payload["label"])


def _where(key: str, value: str) -> q.Filter:
    return q.Filter(must=[q.FieldCondition(key=key, match=q.MatchValue(value=value))])


@contextmanager
def _told() -> Iterator[None]:
    """Turn what Qdrant's client says into this course's errors."""
    try:
        yield
    except (ApiException, ConnectionError, RuntimeError) as error:
        raise Unreachable(f"Qdrant cannot be reached, or cannot write, now: {str(error)[:200]}") from None
