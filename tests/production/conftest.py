"""One PostgreSQL server for all tests here, and an empty place in it for each."""

import itertools

import psycopg
import pytest

from vecembed_lab.production.pgstore import PgStore
from vecembed_lab.production.postgres import NoServer, Server
from vecembed_lab.production.qdrant import QdrantStore
from vecembed_lab.production.store import MemoryStore

NUMBERS = itertools.count()
KINDS = ["memory", "postgres", "qdrant"]


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    try:
        server = Server(tmp_path_factory.mktemp("postgres"))
    except NoServer as error:
        pytest.skip(str(error))
    with psycopg.connect(server.address) as connection:
        connection.execute("create extension vector")
    yield server
    server.stop()


def empty_place(server):
    name = f"test{next(NUMBERS)}"
    with psycopg.connect(server.address) as connection:
        connection.execute(f"create schema {name}")
    return f"{server.address} options='-c search_path={name},public'"


@pytest.fixture
def database(server):
    """The address of an empty place in the server's database."""
    return empty_place(server)


@pytest.fixture(scope="module")
def shared_database(server):
    """One that the tests of a module share."""
    return empty_place(server)


@pytest.fixture(params=KINDS)
def store(request):
    """An empty store of each kind."""
    if request.param == "postgres":
        store = PgStore(request.getfixturevalue("database"))
    else:
        store = MemoryStore() if request.param == "memory" else QdrantStore()
    yield store
    store.close()
