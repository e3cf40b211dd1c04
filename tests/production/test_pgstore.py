"""What is true of the store on PostgreSQL alone: its index, its connections, its locks."""

import resource

import numpy as np
import psycopg
import pytest
from psycopg import sql

from vecembed_lab.production.limits import StoreError
from vecembed_lab.production.pgstore import POOL, PgStore
from vecembed_lab.production.postgres import NoServer, backup, restore
from vecembed_lab.production.store import Document, MemoryStore, Unreachable


def filled(store, n=2000, dim=8):
    """A store with vectors in twenty clumps; one document in fifty is rare."""
    rng = np.random.default_rng(0)
    vectors = 2 * rng.normal(size=(20, dim))[rng.integers(20, size=n)] + rng.normal(size=(n, dim))
    labels = np.where(rng.random(n) < 0.02, "rare", "common")
    store.create("v1", dim)
    store.upsert("v1", [Document(f"{i:04}", "", vectors[i], labels[i]) for i in range(n)])
    store.index("v1")
    return store


@pytest.fixture
def store(database):
    store = filled(PgStore(database))
    yield store
    store.close()


QUERIES = np.random.default_rng(1).normal(size=(40, 8))


def forced(connection, database):
    """Make the planner take the HNSW index, as it does by itself where there are many more documents."""
    schema = database.split("search_path=")[1].split(",")[0]
    connection.execute(sql.SQL("drop index {}").format(sql.Identifier(schema, "vecembed_documents_v1_label_idx")))
    connection.execute("alter role course set enable_seqscan = off")
    connection.execute("alter role course set enable_sort = off")


@pytest.fixture
def by_index(store, database):
    """The address of the filled store, where searches go through the index."""
    with psycopg.connect(database, autocommit=True) as connection:
        forced(connection, database)
        yield database
        connection.execute("alter role course reset all")


def found_share(store, label=None):
    """The share of the exact ten best that the store finds."""
    oracle = filled(MemoryStore())
    pairs = [(store.search("v1", q, 10, label), oracle.search("v1", q, 10, label)) for q in QUERIES]
    return np.mean([len({h.id for h in ours} & {h.id for h in best}) / 10 for ours, best in pairs])


def test_the_index_finds_nearly_all_and_with_a_wide_search_all(by_index):
    narrow, wide = PgStore(by_index, ef=10), PgStore(by_index, ef=200)
    assert 0.7 < found_share(narrow) < 1
    assert found_share(wide) > 0.999
    narrow.close()
    wide.close()


def test_the_index_is_used(by_index):
    plan = "explain select id from vecembed_documents_v1 order by vector <#> '[1,2,3,4,5,6,7,8]' limit 10"
    with psycopg.connect(by_index) as connection:
        assert "vecembed_hnsw_v1" in str(connection.execute(plan).fetchall())


def test_a_rare_label_gets_too_few_unless_the_search_goes_on(by_index):
    once, again = PgStore(by_index, iterative=False), PgStore(by_index)
    assert np.mean([len(once.search("v1", query, 10, "rare")) for query in QUERIES]) < 5
    assert {len(again.search("v1", query, 10, "rare")) for query in QUERIES} == {10}
    assert found_share(again, "rare") > 0.9
    once.close()
    again.close()


def test_a_switch_waits_for_no_search_and_no_search_for_a_switch(store, database):
    store.create("v2", 8)
    store.switch("v1")
    with psycopg.connect(database) as reading, psycopg.connect(database) as switching:
        reading.execute("select count(*) from vecembed_documents_v1, vecembed_alias")  # holds its locks until it ends
        store.drop("v2")
        store.create("v2", 8)
        store.upsert("v2", store.read("v1", n=5000))
        store.switch("v2")
        switching.execute("update vecembed_alias set live = 'v1', previous = 'v2'")
        assert store.live() == "v2"  # not waiting for what is not done
        switching.rollback()


def test_a_version_that_another_process_drops_or_makes_anew(store, database):
    other = PgStore(database)
    assert other.search("v1", QUERIES[0], 1)
    store.drop("v1")
    with pytest.raises(StoreError, match="the version has changed meanwhile"):
        other.search("v1", QUERIES[0], 1)
    with pytest.raises(StoreError, match="there is no version 'v1'"):
        other.search("v1", QUERIES[0], 1)
    store.create("v1", 8)
    assert other.search("v1", QUERIES[0], 1) == []
    store.drop("v1")
    store.create("v1", 3)
    store.upsert("v1", [Document("a", "", np.ones(3))])
    with pytest.raises(StoreError, match="the version has changed meanwhile"):
        other.search("v1", QUERIES[0], 1)
    with pytest.raises(StoreError, match="vectors of version v1 have 3 numbers"):
        other.search("v1", QUERIES[0], 1)
    other.close()


def test_a_version_of_another_schema_is_not_taken_for_a_dropped_one(store, server, database):
    another = filled(PgStore(server.address), n=10)  # in "public", which comes second in the path
    other = PgStore(database)
    assert other.search("v1", QUERIES[0], 1)
    store.drop("v1")
    with pytest.raises(StoreError, match="the version has changed meanwhile"):
        other.search("v1", QUERIES[0], 1)
    other.close()
    another.drop("v1")
    another.close()


def test_tables_of_others_are_left_alone(database):
    """A store in a database where somebody has tables with such names, and rows in them."""
    with psycopg.connect(database, autocommit=True) as connection:
        for name in ("alias", "versions", "marks", "documents_v1"):
            connection.execute(sql.SQL("create table {} (id serial, name text)").format(sql.Identifier(name)))
        store = filled(PgStore(database), n=10)
        store.switch("v1")
        for name in ("alias", "versions", "marks", "documents_v1"):
            rows = connection.execute(sql.SQL("select * from {}").format(sql.Identifier(name))).fetchall()
            assert rows == []
    store.close()


def test_what_other_threads_forget_is_asked_for_again(store):
    """As if another thread had emptied a dictionary after we looked into it."""

    class Emptied(dict):
        def __contains__(self, key):
            return True

    store._dims = Emptied()
    assert len(store.search("v1", QUERIES[0], 3)) == 3


def test_lost_connections_are_told_and_replaced(store, database):
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()")
    for _ in range(POOL + 1):
        try:
            assert store.count("v1") == 2000
            return
        except Unreachable:
            pass
    pytest.fail("no connection came back")


def test_a_full_disk_is_told_and_nothing_is_half_there(store, database):
    """No file of the server's processes may grow: a write then fails, as on a full disk."""
    with psycopg.connect(database) as connection:
        asked = "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
        pids = [pid for (pid,) in connection.execute(asked).fetchall()]
    new = [Document(f"new{i}", "x" * 5000, np.ones(8)) for i in range(200)]
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (8192, resource.RLIM_INFINITY))
    with pytest.raises(Unreachable, match="PostgreSQL cannot be reached, or cannot write, now"):
        store.upsert("v1", new)
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert store.count("v1") == 2000
    store.upsert("v1", new)
    assert store.count("v1") == 2200


def test_a_backup_is_of_one_moment_and_comes_back_whole(server, tmp_path):
    with psycopg.connect(server.address, autocommit=True) as connection:
        for name in ("saved", "back"):
            connection.execute(f"create database {name}")
    saved, back = (server.address.replace("dbname=postgres", f"dbname={name}") for name in ("saved", "back"))
    store = filled(PgStore(saved), n=300)
    store.switch("v1")
    backup(saved, tmp_path / "backup")
    store.delete("v1", ["0000"])
    restore(back, tmp_path / "backup")
    restored = PgStore(back)
    assert (restored.live(), restored.count("v1"), store.count("v1")) == ("v1", 300, 299)
    assert [hit.id for hit in restored.search("v1", QUERIES[0], 5)] == [
        hit.id for hit in filled(MemoryStore(), n=300).search("v1", QUERIES[0], 5)
    ]
    with pytest.raises(NoServer, match="pg_restore failed"):
        restore(back, tmp_path / "backup")  # it is not empty
    assert restored.count("v1") == 300
    restored.close()
    store.close()
