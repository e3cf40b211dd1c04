"""Unit 11. The store on PostgreSQL with pgvector: a table for each version, and one row that says which is live."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from threading import Lock, local

import psycopg
from jaxtyping import Real
from numpy import ndarray
from pgvector import Vector
from pgvector.psycopg import register_vector
from psycopg import Connection, errors, sql
from psycopg_pool import ConnectionPool

from vecembed_lab.production import limits
from vecembed_lab.production.address import check_address, impatient, told
from vecembed_lab.production.limits import NoneLive, StoreError
from vecembed_lab.production.store import Document, Hit, Mark, check_mark, checked

# Names begin with vecembed_: in a database of others their tables may be called alike.
SCHEMA = """
create extension if not exists vector;
create table if not exists vecembed_versions (version text collate "C" primary key, dim integer not null);
create table if not exists vecembed_sources (
    version text references vecembed_versions on delete cascade, source text, position bigint, read text,
    primary key (version, source));
create table if not exists vecembed_alias (id boolean primary key default true check (id), live text, previous text);
insert into vecembed_alias default values on conflict do nothing;
"""
DOCUMENTS = """
create table {table} (id text collate "C" primary key, text text not null, label text not null,
                      vector vector({dim}) not null);
create index on {table} (label)
"""
INDEX = """
create index if not exists {index} on {table} using hnsw (vector vector_ip_ops) with (m = 16, ef_construction = 64)
"""
ARRIVING = "create temp table arriving (like {table}) on commit drop"
ADD = "insert into {table} select * from arriving order by id on conflict (id) do "
UPSERT = ADD + "update set text = excluded.text, label = excluded.label, vector = excluded.vector"
PRUNE = "delete from {table} where not exists (select from {like} as kept where kept.id = {table}.id)"
COMPARED = """
select (select count(*) from {live}), count(*), coalesce(min(id), '') from {live} as kept where not exists (
    select from {version} as new where new.id = kept.id and new.text = kept.text and new.label = kept.label)
"""
SEARCH = """
select id, text, label, -(vector <#> %(query)b) from {table} {where} order by vector <#> %(query)b limit %(k)b
"""
MARK = """
insert into vecembed_sources values (%s, %s, %s, %s)
on conflict (version, source) do update set position = excluded.position, read = excluded.read
"""
POOL = 4  # connections: more than the cores that search at a time only wait for one another
WAIT = 5  # seconds for a free connection
LOCK = 11  # of PostgreSQL's advisory locks, for those who make tables or write into several


class PgStore:
    """The store at an address of PostgreSQL, such as that of a `Server` or "postgresql://user@host/database".

    ef: how many candidates a search of the HNSW index keeps.  iterative=False lets a search with a label find fewer
    than `k`: pgvector filters what the index finds.
    """

    def __init__(self, address: str, *, ef: int = 40, iterative: bool = True):
        self.address = address
        self._dims: dict[str, int] = {}  # of versions seen; a table's dimensions never change
        self._writing, self._own = Lock(), local()  # one waits for the database's lock; others need no connection
        with making(address) as connection:
            connection.execute(SCHEMA)
            (self._schema,) = connection.execute("select current_schema()").fetchone()
        with told():
            settings = f"set hnsw.ef_search = {ef}; set hnsw.iterative_scan = {'relaxed_order' if iterative else 'off'}"
            self._pool = ConnectionPool(
                impatient(address),
                min_size=1,
                max_size=POOL,
                timeout=WAIT,
                kwargs={"autocommit": True},
                configure=_configured(settings),
                open=True,
            )

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        """A connection from the pool, whose statements take effect at once; in an exclusive block, the block's own."""
        own = getattr(self._own, "connection", None)
        with told(), nullcontext(own) if own else self._pool.connection() as connection:
            try:
                yield connection
            except (errors.UndefinedTable, errors.DataException) as error:  # a version that others dropped or made anew
                self._dims.clear()
                raise StoreError(
                    f"the version has changed meanwhile ({error.diag.message_primary}): ask again"
                ) from None

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """A connection whose statements take effect together, or not at all if the block fails."""
        with self._connection() as connection, connection.transaction():
            yield connection

    def create(self, version: str, dim: int) -> None:
        """Make a table for a version."""
        limits.check_version(version, dim)
        with self._transaction() as connection:
            connection.execute("lock table vecembed_versions in share row exclusive mode")
            found = connection.execute("select dim from vecembed_versions where version = %s", [version]).fetchone()
            if found and found != (dim,):
                raise StoreError(f"version {version} has {found[0]} dimensions, got {dim}")
            if not found:
                connection.execute("insert into vecembed_versions values (%s, %s)", [version, dim])
                for statement in DOCUMENTS.split(";"):
                    connection.execute(sql.SQL(statement).format(table=self._table(version), dim=sql.Literal(dim)))

    def drop(self, version: str) -> None:
        """Remove a version's table; a search that is reading it is waited for, a while."""
        limits.known(self.versions(), version)
        with self._transaction() as connection:
            live = connection.execute("select live, previous from vecembed_alias for update").fetchone()
            if version in live:
                raise StoreError(f"{version} is live, or was before the last switch: searches may still ask it")
            connection.execute("set local lock_timeout = '2s'")
            connection.execute(sql.SQL("drop table {}").format(self._table(version)))
            connection.execute("delete from vecembed_versions where version = %s", [version])
        self._dims.pop(version, None)

    def versions(self) -> dict[str, int]:
        """The dimensions of each version."""
        with self._connection() as connection:
            dims = dict(connection.execute("select version, dim from vecembed_versions").fetchall())
        self._dims = dims
        return dict(dims)

    def _dim(self, version: str) -> int:
        return self._dims.get(version) or limits.known(self.versions(), version)

    def upsert(self, version: str, documents: Sequence[Document], mark: Mark | None = None) -> None:
        """Copy the documents into a table of this transaction only, and merge that into the version's table."""
        check_mark(mark)
        with self._transaction() as connection:
            self._merge(connection, UPSERT, version, documents)
            if mark:
                connection.execute(MARK, [version, *mark])

    def add(self, version: str, documents: Sequence[Document]) -> int:
        """Put in the documents that are not there."""
        with self._transaction() as connection:
            return self._merge(connection, ADD + "nothing", version, documents)

    def _merge(self, connection: Connection, merge: str, version: str, documents: Sequence[Document]) -> int:
        """How many rows a statement changed that merges the documents into the version's table."""
        new = checked(documents, version, self._dim(version))
        if not new:
            return 0
        connection.execute(sql.SQL(ARRIVING).format(table=self._table(version)))
        _copy(connection, new)
        changed = connection.execute(sql.SQL(merge).format(table=self._table(version))).rowcount
        connection.execute("drop table arriving")  # the transaction may merge more
        return changed

    def prune(self, version: str, like: str) -> None:
        """Remove what another version has not, in one statement."""
        for each in (version, like):
            self._dim(each)
        with self.exclusive(), self._connection() as connection:
            connection.execute(sql.SQL(PRUNE).format(table=self._table(version), like=self._table(like)))

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """A block that takes effect whole or not at all, and that no other comes between, of any process."""
        if hasattr(self._own, "connection"):  # within such a block
            yield
            return
        with self._writing, self._transaction() as connection:
            connection.execute("select pg_advisory_xact_lock(%s)", [LOCK])
            self._own.connection = connection
            try:
                yield
            finally:
                del self._own.connection

    def mark(self, version: str, source: str) -> Mark:
        """The last mark of this source."""
        self._dim(version)
        limits.check_text("a source", source, limits.LONGEST_ID)
        asked = "select source, position, read from vecembed_sources where version = %s and source = %s"
        with self._connection() as connection:
            row = connection.execute(asked, [version, source]).fetchone()
        return Mark(*row) if row else Mark(source, 0)

    def delete(self, version: str, ids: Sequence[str]) -> int:
        """Remove documents."""
        self._dim(version)
        limits.check_ids(ids)
        gone = sql.SQL("delete from {} where id = any(%s)").format(self._table(version))
        with self._connection() as connection:
            return connection.execute(gone, [list(ids)]).rowcount

    def count(self, version: str) -> int:
        """How many documents a version has."""
        self._dim(version)
        with self._connection() as connection:
            return self._count(connection, version)

    def read(self, version: str, after: str = "", n: int = 1000) -> list[Document]:
        """The first `n` documents whose ids come after `after`."""
        self._dim(version)
        limits.check_page(after, n)
        page = sql.SQL("select id, text, vector, label from {} where id > %s order by id limit %s")
        with self._connection() as connection:
            rows = connection.execute(page.format(self._table(version)), [after, n], binary=True).fetchall()
        return [Document(id, text, vector.to_numpy(), label) for id, text, vector, label in rows]

    def search(self, version: str, vector: Real[ndarray, " d"], k: int, label: str | None = None) -> list[Hit]:
        """The `k` best that the index finds; without an index, exactly."""
        query = Vector(limits.unit(vector, version, self._dim(version)))
        limits.check_k(k)
        limits.check_label(label)
        where = "" if label is None else "where label = %(label)b"
        statement = SEARCH.format(table=self._table(version).as_string(), where=where)
        arguments = {"query": query, "k": k, "label": label}
        with self._connection() as connection:
            rows = connection.execute(statement, arguments, prepare=True, binary=True).fetchall()
        hits = [Hit(id, text, label, limits.cosine(score)) for id, text, label, score in rows]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))

    def index(self, version: str) -> None:
        """Build the HNSW index, if it is not there, and count what the planner of queries wants to know."""
        self._dim(version)
        names = {"index": sql.Identifier(f"vecembed_hnsw_{version}"), "table": self._table(version)}
        with self._transaction() as connection:
            connection.execute(sql.SQL(INDEX).format(**names))
            connection.execute(sql.SQL("analyze {}").format(self._table(version)))

    def live(self) -> str:
        """The version that searches should ask."""
        with self._connection() as connection:
            (live,) = connection.execute("select live from vecembed_alias").fetchone()
        if live is None:
            raise NoneLive
        return live

    def switch(self, version: str) -> None:
        """Make a version live: one row changes, no search waits; whoever writes waits until all is compared."""
        limits.known(self.versions(), version)
        with self.exclusive(), self._transaction() as connection:
            (live,) = connection.execute("select live from vecembed_alias for update").fetchone()
            if live == version:
                return
            if live:
                names = {"live": self._table(live), "version": self._table(version)}
                connection.execute("set local lock_timeout = '5s'")
                connection.execute(sql.SQL("lock table only {live}, only {version} in share mode").format(**names))
                compared = connection.execute(sql.SQL(COMPARED).format(**names)).fetchone()
                limits.check_filled(version, live, *compared)
            connection.execute("update vecembed_alias set previous = live, live = %s", [version])

    def roll_back(self) -> str:
        """Make the version live that was live before."""
        swap = "update vecembed_alias set live = previous, previous = live where previous is not null returning live"
        with self._connection() as connection:
            row = connection.execute(swap).fetchone()
        if not row:
            raise StoreError("there is no version to roll back to: there was at most one switch")
        return row[0]

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    def _table(self, version: str) -> sql.Identifier:
        """A version's table in the store's own schema: a table of that name in another is another store's."""
        return sql.Identifier(self._schema, f"vecembed_documents_{version}")

    def _count(self, connection: Connection, version: str) -> int:
        return connection.execute(sql.SQL("select count(*) from {}").format(self._table(version))).fetchone()[0]


@contextmanager
def making(address: str) -> Iterator[Connection]:
    """A connection of one who makes what a store needs; two that did so at a time would collide."""
    check_address(address)
    with told(), psycopg.connect(impatient(address), autocommit=True) as connection:
        connection.execute("set client_min_messages = warning")
        connection.execute("select pg_advisory_lock(%s)", [LOCK])
        yield connection


def _copy(connection: Connection, documents: Sequence[Document]) -> None:
    with connection.cursor().copy("copy arriving (id, text, label, vector) from stdin (format binary)") as copy:
        copy.set_types(["text", "text", "text", "vector"])
        for document in documents:
            copy.write_row((document.id, document.text, document.label, Vector(document.vector)))


def _configured(settings: str) -> Callable[[Connection], None]:
    def configure(connection: Connection) -> None:
        register_vector(connection)
        for setting in settings.split("; "):
            connection.execute(setting)

    return configure
