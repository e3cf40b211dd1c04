"""Unit 11. The store as a service over HTTP: search, upsert, delete, switch; health, readiness, metrics, a page."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import resources
from math import inf
from threading import Lock
from time import monotonic
from typing import Annotated, Any, NamedTuple

import numpy as np
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jaxtyping import Float
from numpy import ndarray
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.middleware.trustedhost import TrustedHostMiddleware

from vecembed_lab.production.documents import clean, doc_id
from vecembed_lab.production.door import AT_ONCE, Door, busy
from vecembed_lab.production.ingest import Model, remove, write
from vecembed_lab.production.limits import LONGEST_ID, LONGEST_TEXT, WIDEST, StoreError, check_text
from vecembed_lab.production.store import Document, Hit, Store, Unreachable

LARGEST_K = 100
LARGEST_BATCH = 100  # documents or ids a request
LONGEST_QUERY = 10_000  # characters
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
RECENT = 5  # seconds for which documents that were counted are not counted again: to count is to read all
UNTRACED = {"tracing": False, "metrics": False, "logs": False}  # the door measures
POLICY = "default-src 'self' 'unsafe-inline'; img-src data:"  # the page loads nothing from elsewhere
PAGE = resources.files("vecembed_lab.production") / "page.html"

Vector = Annotated[list[Annotated[float, Field(allow_inf_nan=False)]], Field(min_length=1, max_length=WIDEST)]
Id = Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]
Label = Annotated[str, Field(max_length=LONGEST_ID)]


class Body(BaseModel):
    """What a request may say, and nothing else."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _known(cls, value: Any) -> Any:
        """Refuse unknown fields by the first: a million of them would be told one by one."""
        if isinstance(value, dict) and (unknown := value.keys() - cls.model_fields):
            raise ValueError(f"there is no field {min(unknown)!r:.50}, only {', '.join(cls.model_fields)}")
        return value


class Question(Body):
    """A text to search with; or a vector and the version whose model made it."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_QUERY)] | None = None
    vector: Vector | None = None
    version: Annotated[str, Field(max_length=40)] | None = None
    k: Annotated[int, Field(ge=1, le=LARGEST_K)] = 10
    label: Label | None = None


class Item(Body):
    """A text to keep; its id is its content's, unless one is given."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    id: Id | None = None
    label: Label = ""


class Items(Body):
    """Texts to keep, all or none."""

    documents: Annotated[list[Item], Field(min_length=1, max_length=LARGEST_BATCH)]


class Ids(Body):
    """Names of documents."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=LARGEST_BATCH)]


class Version(Body):
    """The name of a version."""

    version: Annotated[str, Field(max_length=40)]


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
            vector = self.encoded(version, question.text)
        return Answer(version, self.store.search(version, vector, question.k, question.label))

    def encoded(self, version: str, text: str) -> Float[ndarray, " d"]:
        """The vector of a text by a version's model. Raises StoreError if there is none, or it knows no word."""
        check_text("a text", text, LONGEST_QUERY)
        vector = self._model(version).encode([text])[0]
        if not vector.any():
            raise StoreError(f"the model of version {version} knows no word of this text")
        return vector

    def _model(self, version: str) -> Model:
        if version not in self.models:
            raise StoreError(f"this service has no model of version {version!r:.80}; it has {', '.join(self.models)}")
        return self.models[version]

    def keep(self, items: Sequence[Item]) -> list[str]:
        """Put texts into every version that there is a model for; their ids."""
        for item in items:
            check_text("a text", item.text, LONGEST_TEXT)
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
    store: Store, models: Sequence[Model], *, key: str = "", hosts: Sequence[str] = LOOPBACK, at_once: int = AT_ONCE
) -> FastAPI:
    """The service. Endpoints are no coroutines: each waits for the store in a thread, and holds up no other.

    hosts: only requests to these names are answered, so that no web page can reach the service by a name of its own;
    none for any.  at_once: requests under way, beyond which others are told to come back.
    """
    search, registry = Search(store, models), CollectorRegistry()
    api = FastAPI(title="vecembed", docs_url=None, redoc_url=None, telemetry=UNTRACED)
    _add_work(api, search)
    _add_watching(api, search, registry)
    _explain_errors(api)
    if hosts:
        api.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts)
    api.add_middleware(Door, key=key, registry=registry, at_once=at_once, paths={route.path for route in api.routes})
    return api


def _add_work(api: FastAPI, search: Search) -> None:
    """What the service is there for."""

    @api.post("/search")
    def _search(question: Question) -> Response:
        version, hits = search.find(question)
        return JSONResponse({"version": version, "hits": [hit._asdict() for hit in hits]})

    @api.post("/documents")
    def _upsert(items: Items) -> dict[str, list[str]]:
        return {"ids": search.keep(items.documents)}

    @api.post("/delete")
    def _delete(ids: Ids) -> dict[str, int]:
        return {"deleted": remove(search.store, ids.ids)}

    @api.post("/switch")
    def _switch(version: Version) -> dict[str, str]:
        return {"live": search.switch(version.version)}

    @api.post("/roll_back")
    def _roll_back() -> dict[str, str]:
        return {"live": search.roll_back()}


def _add_watching(api: FastAPI, search: Search, registry: CollectorRegistry) -> None:
    """Whether it lives, whether it can answer, what it has done, and a page that shows that."""
    documents = Gauge(
        "documents", "Documents of a version; live: 1 if searches ask it", ["version", "live"], registry=registry
    )

    @api.get("/health")
    async def _health() -> dict[str, str]:
        return {"status": "ok"}

    @api.get("/ready")
    def _ready() -> Response:
        try:
            return JSONResponse({"version": search.ready()})
        except (StoreError, Unreachable) as error:
            return JSONResponse({"detail": _plain(str(error))}, 503)

    @api.get("/metrics")
    def _metrics() -> Response:
        documents.clear()
        with suppress(StoreError, Unreachable):
            live = search.ready()
            for version, n in search.counts().items():
                documents.labels(version, str(int(version == live))).set(n)
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")

    @api.get("/", include_in_schema=False)
    async def _page() -> HTMLResponse:
        return HTMLResponse(PAGE.read_text("utf-8"), headers={"Content-Security-Policy": POLICY})


def _explain_errors(api: FastAPI) -> None:
    """Say why a request failed, without repeating what it said: that may be what no JSON can hold."""

    @api.exception_handler(RequestValidationError)
    async def _malformed(request: Request, error: RequestValidationError) -> JSONResponse:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()[:5]]
        return JSONResponse({"detail": _plain("; ".join(faults))}, 422)

    @api.exception_handler(StoreError)
    async def _refused(request: Request, error: StoreError) -> JSONResponse:
        return JSONResponse({"detail": _plain(str(error))}, 400)

    @api.exception_handler(Unreachable)
    async def _unreachable(request: Request, error: Unreachable) -> JSONResponse:
        return busy(_plain(str(error)))


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()[:500]
