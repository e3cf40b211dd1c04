"""Unit 11. Stores as a service over HTTP: search, upsert, delete, switch; health, readiness, metrics, a page."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import resources
from math import inf
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple

import numpy as np
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jaxtyping import Real
from numpy import ndarray
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from pydantic import ValidationError

from vecembed_lab.production.bodies import LONGEST_QUERY, Ids, Item, Items, Question, Texts, Version
from vecembed_lab.production.documents import clean, doc_id
from vecembed_lab.production.door import AT_ONCE, Door, busy
from vecembed_lab.production.ingest import Model, remove, vectors_of, write
from vecembed_lab.production.limits import LONGEST_TEXT, StoreError, check_words
from vecembed_lab.production.route import BodyRoute
from vecembed_lab.production.store import Document, Hit, Store, Unreachable
from vecembed_lab.production.threads import Threads

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
RECENT = 5  # seconds for which documents that were counted are not counted again: to count is to read all
UNTRACED = {"tracing": False, "metrics": False, "logs": False}  # the door measures
POLICY = "default-src 'self' 'unsafe-inline'; img-src data:"  # the page loads nothing from elsewhere
PAGE = resources.files("vecembed_lab.production") / "page.html"


class Answer(NamedTuple):
    """What a search found, and in which version."""

    version: str
    hits: list[Hit]


class Search:
    """What the service does, without HTTP: a store, and the model of each version."""

    def __init__(self, store: Store, models: Sequence[Model]):
        self.store = store
        self.models: Mapping[str, Model] = {model.version: model for model in models}
        self._counts: dict[str, int] = {}
        self._counted, self._counting = -inf, Lock()

    def find(self, question: Question) -> Answer:
        """The documents nearest to a question, in the version that its vector was made for."""
        if (question.text is None) == (question.vector is None):
            raise StoreError("a search needs a text or a vector, one of the two")
        if question.vector is not None:
            if question.version is None:
                raise StoreError("a vector needs the version whose model made it")
            version, vector = question.version, np.array(question.vector)
        else:
            version = question.version or self.store.live()
            (vector,) = self.encoded(version, [question.text])
        return Answer(version, self.store.search(version, vector, question.k, question.label))

    def encoded(self, version: str, texts: Sequence[str]) -> Real[ndarray, "n d"]:
        """The vectors of texts by a version's model. Raises StoreError if there is none, or it cannot encode one."""
        for text in texts:
            check_words(text, LONGEST_QUERY)
        vectors = vectors_of(self._model(version), texts)
        for text, vector in zip(texts, vectors, strict=True):
            if not vector.any():
                raise StoreError(f"the model of version {version} knows no word of the text {text!r:.60}")
        return vectors

    def _model(self, version: str) -> Model:
        if version not in self.models:
            raise StoreError(f"this service has no model of version {version!r:.80}; it has {', '.join(self.models)}")
        return self.models[version]

    def keep(self, items: Sequence[Item]) -> list[str]:
        """Put texts into every version that there is a model for; their ids."""
        for item in items:
            check_words(item.text, LONGEST_TEXT)
        nothing = np.zeros(0)
        documents = [Document(i.id or doc_id(i.text), clean(i.text), nothing, i.label) for i in items]
        there = self.store.versions()
        write(self.store, [model for version, model in self.models.items() if version in there], documents)
        return [document.id for document in documents]

    def switch(self, version: str) -> str:
        """Make a version live that there is a model for, and an index."""
        self.store.index(self._model(version).version)
        self.store.switch(version)
        return version

    def roll_back(self) -> str:
        """Make the version live that was live before. Raises StoreError, and changes nothing, if it has no model."""
        with self.store.exclusive():
            version = self.store.roll_back()
            if version not in self.models:
                self.store.roll_back()
            return self._model(version).version

    def versions(self) -> dict[str, int]:
        """The dimensions of each version that there is a model for, by name."""
        return {version: dim for version, dim in self.store.versions().items() if version in self.models}

    def ready(self) -> str:
        """The live version. Raises StoreError or Unreachable if searches would fail."""
        return self._model(self.store.live()).version

    def counts(self) -> dict[str, int]:
        """How many documents each version has, or had some seconds ago."""
        with self._counting:
            if monotonic() >= self._counted + RECENT:
                self._counts = {version: self.store.count(version) for version in self.store.versions()}
                self._counted = monotonic()
            return self._counts


def app(
    store: Store,
    models: Sequence[Model],
    *,
    beside: Mapping[str, tuple[Store, Sequence[Model]]] | None = None,
    key: str = "",
    hosts: Sequence[str] = LOOPBACK,
    at_once: int = AT_ONCE,
) -> FastAPI:
    """The service. Endpoints are no coroutines: each waits for the store in a thread, and holds up no other.

    beside: further collections by name, each a store and its models; one called "films" is searched at /films/search.
    hosts: only requests to these names are answered, so that no web page can reach the service by a name of its own;
    none for any.  at_once: requests under way, beyond which others are told to come back.
    """
    collections = {f"/{name}": Search(*parts) for name, parts in (beside or {}).items()}
    collections = {"": Search(store, models)} | collections
    registry = CollectorRegistry()
    api = FastAPI(title="vecembed", docs_url=None, redoc_url=None, telemetry=UNTRACED)
    api.router.route_class = BodyRoute
    api.state.threads = threads = Threads(at_once)
    for path, search in collections.items():
        _add_collection(api, path, search)
    _add_watching(api, collections, registry)
    _explain_errors(api)
    paths = {route.path for route in api.routes}
    api.add_middleware(Door, key=key, hosts=hosts, registry=registry, paths=paths, threads=threads, at_once=at_once)
    return api


def _add_collection(api: FastAPI, prefix: str, search: Search) -> None:
    """What is asked of a collection, and whether it can answer."""

    @api.post(f"{prefix}/search")
    def _search(question: Question) -> dict[str, Any]:
        version, hits = search.find(question)
        return {"version": version, "hits": [hit._asdict() for hit in hits]}

    @api.post(f"{prefix}/embed")
    def _embed(texts: Texts) -> dict[str, Any]:
        version = texts.version or search.store.live()
        return {"version": version, "vectors": search.encoded(version, texts.texts).tolist()}

    @api.post(f"{prefix}/documents")
    def _upsert(items: Items) -> dict[str, list[str]]:
        return {"ids": search.keep(items.documents)}

    @api.post(f"{prefix}/delete")
    def _delete(ids: Ids) -> dict[str, int]:
        return {"deleted": remove(search.store, ids.ids)}

    @api.get(f"{prefix}/versions")
    def _versions() -> Response:
        return JSONResponse({"live": search.ready(), "versions": search.versions()})

    @api.post(f"{prefix}/switch")
    def _switch(version: Version) -> dict[str, str]:
        return {"live": search.switch(version.version)}

    @api.post(f"{prefix}/roll_back")
    def _roll_back() -> dict[str, str]:
        return {"live": search.roll_back()}

    @api.get(f"{prefix}/health")
    async def _health() -> dict[str, str]:
        return {"status": "ok"}

    @api.get(f"{prefix}/ready")
    def _ready() -> Response:
        try:
            return JSONResponse({"version": search.ready()})
        except (StoreError, Unreachable) as error:
            return JSONResponse({"detail": _plain(str(error))}, 503)


def _add_watching(api: FastAPI, collections: Mapping[str, Search], registry: CollectorRegistry) -> None:
    """What has been done, and a page that shows that."""
    counting = Threads(1)  # its own: what is looked at when all are busy
    documents = Gauge(
        "documents",
        "Documents of a version, NAME/VERSION in a collection beside; live: 1 if searches ask it",
        ["version", "live"],
        registry=registry,
    )

    def count() -> None:
        documents.clear()
        for path, search in collections.items():
            with suppress(StoreError, Unreachable):
                live = search.ready()
                for version, n in search.counts().items():
                    documents.labels(f"{path}/{version}".strip("/"), str(int(version == live))).set(n)

    @api.get("/metrics")
    async def _metrics() -> Response:
        with suppress(Unreachable):
            await counting.run(count)
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")

    @api.get("/", include_in_schema=False)
    async def _page() -> HTMLResponse:
        return HTMLResponse(PAGE.read_text("utf-8"), headers={"Content-Security-Policy": POLICY})


def _explain_errors(api: FastAPI) -> None:
    """Say why a request failed, without repeating what it said: that may be what no JSON can hold."""

    @api.exception_handler(ValidationError)
    async def _malformed(request: Request, error: ValidationError) -> JSONResponse:
        faults = [f"{'.'.join(map(str, ('body', *fault['loc'])))}: {fault['msg']}" for fault in error.errors()[:5]]
        return JSONResponse({"detail": _plain("; ".join(faults))}, 422)

    @api.exception_handler(StoreError)
    async def _refused(request: Request, error: StoreError) -> JSONResponse:
        return JSONResponse({"detail": _plain(str(error))}, 400)

    @api.exception_handler(Unreachable)
    async def _unreachable(request: Request, error: Unreachable) -> JSONResponse:
        return busy(_plain(str(error)))


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()[:500]
