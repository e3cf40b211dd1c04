"""Unit 11. An address of PostgreSQL: whether it is one, who answers there, and what is said there as our errors."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from vecembed_lab.production.limits import StoreError
from vecembed_lab.production.store import Unreachable

SOON = 3  # seconds in which a server must answer who connects
PGVECTOR = "select default_version from pg_available_extensions where name = 'vector'"


def check_address(address: str) -> None:
    """Raise StoreError unless it is an address, without repeating it: a password may stand there."""
    try:
        conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        raise StoreError(
            "VECEMBED_DSN, or the address given, is none of PostgreSQL: write postgresql://user@host/database"
        ) from None


def impatient(address: str) -> str:
    """The address with a limit on the time to connect, unless it has one: a server that is silent is not there."""
    return make_conninfo(**{"connect_timeout": SOON} | conninfo_to_dict(address))


def answering(address: str) -> str:
    """The version of the server at an address, and that of its pgvector. Raises StoreError or Unreachable if there is
    none."""
    check_address(address)
    with told(), psycopg.connect(impatient(address)) as connection:
        (version,) = connection.execute("show server_version").fetchone()
        pgvector = connection.execute(PGVECTOR).fetchone()
    if not pgvector:
        raise StoreError(f"the PostgreSQL {version.split()[0]} there lacks the extension pgvector")
    return f"PostgreSQL {version.split()[0]} with pgvector {pgvector[0]}"


@contextmanager
def told() -> Iterator[None]:
    """Turn what PostgreSQL says into this course's errors."""
    try:
        yield
    except (errors.FeatureNotSupported, errors.InsufficientPrivilege, errors.UndefinedFile) as error:
        raise StoreError(
            f"this PostgreSQL cannot keep vectors, it lacks pgvector or a right: {_first_line(error)}"
        ) from None
    except psycopg.DataError as error:
        raise StoreError(f"PostgreSQL cannot keep or compare this: {_first_line(error)}") from None
    except (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError) as error:
        raise Unreachable(f"PostgreSQL cannot be reached, or cannot write, now: {_first_line(error)}") from None


def _first_line(error: psycopg.Error) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
