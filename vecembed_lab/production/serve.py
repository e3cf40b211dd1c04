"""Unit 11. `vecembed serve`: a database, a store in it, and the service in front, until somebody stops it."""

import socket
from collections.abc import Callable
from contextlib import closing, suppress
from ipaddress import ip_address
from itertools import islice
from pathlib import Path

from vecembed_lab import CourseError
from vecembed_lab.context.domains import read_news
from vecembed_lab.data.registry import DataError
from vecembed_lab.production.ingest import Ingested, Model, Progress, Text, backfill, ingest, silent
from vecembed_lab.production.limits import NoneLive, StoreError
from vecembed_lab.production.models import usual_model, word_model
from vecembed_lab.production.pgstore import PgStore
from vecembed_lab.production.postgres import database
from vecembed_lab.production.store import Store


def serve(
    folder: Path,
    host: str,
    port: int,
    *,
    key: str = "",
    articles: int = 0,
    fill: str = "",
    progress: Progress = silent,
    started: Callable[[str], None] = print,
) -> None:
    """Serve the store whose data lie in `folder` until Ctrl-C; `started` is told the address when requests are heard.

    articles, fill: what is put in first, as in `prepare`.
    Raises CourseError if the address is taken, or others could reach it and there is no key; and errors of `prepare`.
    """
    from vecembed_lab.production.service import LOOPBACK, app
    from vecembed_lab.production.web import web_server

    loopback = is_loopback(host)
    if not (loopback or key):
        raise CourseError(f"others can reach {host}: set VECEMBED_KEY to a key that requests must bring")
    with listening(host, port) as listener, database(folder) as address:
        store = PgStore(address)
        models = prepare(store, articles, fill, progress)
        name = in_url(host)
        web = web_server(app(store, models, key=key, hosts=(*LOOPBACK, name) if loopback else ()))
        started(f"http://{name}:{listener.getsockname()[1]}")
        with closing(store), suppress(KeyboardInterrupt):  # uvicorn answers what is under way before it raises that
            web.run(sockets=[listener])


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def in_url(host: str) -> str:
    """A host as it stands in a URL: an address of IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises CourseError if it cannot."""
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise CourseError(
            f"port {port} of {host} cannot be used ({error.strerror}): name another with --port, or with --host"
        ) from None
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or the second part of an answer waits 40 ms
    return listener


def prepare(store: Store, articles: int = 0, fill: str = "", progress: Progress = silent) -> list[Model]:
    """The models of the versions that the store has, each filled and with an index; a fresh store gets the usual one.

    articles: so many of Wikinews are put into each version, if they are not there.  fill: another version, which gets
    all that the live one has.  A version that is not live and whose model cannot be had falls behind.
    Raises StoreError if the live version has no model here, or a model makes vectors of other dimensions than its
    version has; DataError if the vectors of the live version's model cannot be had.
    """
    try:
        live = word_model(store.live())
    except NoneLive:
        live = usual_model()
        store.create(live.version, live.dim)
        store.switch(live.version)
    models = [live]
    for version in store.versions().keys() - {live.version, fill}:
        with suppress(StoreError, DataError):
            models.append(word_model(version))
    for model in models:
        store.create(model.version, model.dim)  # it is there: this compares the dimensions
    if articles:
        texts = [Text(text) for text in islice(read_news(), articles)]
        for model in models:
            _say_left_out(model.version, ingest(store, model, texts, source="wikinews", progress=progress))
    if fill and fill != live.version:
        models.append(word_model(fill))
        backfill(store, live.version, models[-1], progress=progress)
    for model in models:
        store.index(model.version)  # documents that come over HTTP need it, too
    return models


def _say_left_out(version: str, done: Ingested) -> None:
    if done.left_out:
        n, (place, why) = len({place for place, _ in done.left_out}), done.left_out[0]
        print(
            f"{n} of {done.read} articles are left out of version {version}, the first of them in place {place}: {why}"
        )
