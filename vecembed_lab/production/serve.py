"""Unit 11. `vecembed serve`: a database, a store in it, and the service in front, until somebody stops it."""

import socket
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from ipaddress import ip_address
from itertools import islice
from pathlib import Path

from vecembed_lab import CourseError
from vecembed_lab.context.domains import read_news
from vecembed_lab.production.ingest import Model, Progress, Text, ingest, silent
from vecembed_lab.production.models import word_models
from vecembed_lab.production.pgstore import PgStore
from vecembed_lab.production.postgres import database
from vecembed_lab.production.store import Store, StoreError


def serve(
    folder: Path,
    host: str,
    port: int,
    *,
    key: str = "",
    articles: int = 0,
    progress: Progress = silent,
    started: Callable[[str], None] = print,
) -> None:
    """Serve the store whose data lie in `folder` until Ctrl-C; `started` is told the address when requests are heard.

    articles: so many of Wikinews are put in first, in all; 0 for none.
    Raises CourseError if the address is taken, or others could reach it and there is no key.
    """
    from vecembed_lab.production.service import LOOPBACK, app
    from vecembed_lab.production.web import web_server

    loopback = is_loopback(host)
    if not (loopback or key):
        raise CourseError(f"others can reach {host}: set VECEMBED_KEY to a key that requests must bring")
    with listening(host, port) as listener, database(folder) as address:
        store, models = PgStore(address), word_models()
        prepare(store, models, articles, progress)
        name = f"[{host}]" if ":" in host else host
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


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises CourseError if it cannot."""
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise CourseError(
            f"port {port} of {host} cannot be used ({error.strerror}): name another with --port"
        ) from None
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or the second part of an answer waits 40 ms
    return listener


def prepare(store: Store, models: Sequence[Model], articles: int = 0, progress: Progress = silent) -> None:
    """Make the first model's version live if none is, and put in some articles of Wikinews, if they are not there.

    Raises StoreError if a version is live that there is no model for.
    """
    try:
        live = store.live()
    except StoreError:
        live = models[0].version
        store.create(live, models[0].dim)
        store.switch(live)
    if live not in {model.version: model for model in models}:
        raise StoreError(
            f"version {live} is live there, and here are only models of {', '.join(m.version for m in models)}"
        )
    if articles:
        model = next(model for model in models if model.version == live)
        texts = [Text(text) for text in islice(read_news(), articles)]
        ingest(store, model, texts, source="wikinews", progress=progress)
        store.index(live)
