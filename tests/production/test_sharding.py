import numpy as np
import psycopg
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from pgvector import Vector
from pgvector.psycopg import register_vector

from vecembed_lab.production.sharding import sharded
from vecembed_lab.search.exact import top_k
from vecembed_lab.similarity.measures import normalize


def rows(n, d=16, seed=0):
    return normalize(np.random.default_rng(seed).normal(size=(n, d))).astype(np.float32)


@pytest.mark.parametrize("n_shards", [1, 2, 5])
def test_shards_find_what_the_whole_finds(n_shards):
    vectors, queries = rows(503), rows(40, seed=1)
    scores, found = sharded(vectors, n_shards).search(queries, 10)
    assert_array_equal(found, top_k(queries, vectors, 10))
    assert_allclose(scores, np.take_along_axis(queries @ vectors.T, found, axis=1), atol=1e-6)


def test_shards_may_be_graphs():
    vectors, queries = rows(2000), rows(50, seed=1)
    _, found = sharded(vectors, 2, "HNSW16").search(queries, 10)
    exact = top_k(queries, vectors, 10)
    assert np.mean([len(set(a) & set(b)) for a, b in zip(found, exact, strict=True)]) > 8


@pytest.mark.parametrize("n_shards", [0, 4])
def test_no_shard_is_empty(n_shards):
    with pytest.raises(ValueError, match=f"n_shards must be between 1 and n = 3, got {n_shards}"):
        sharded(rows(3), n_shards)


def test_partitions_of_postgresql_find_what_the_whole_finds(database):
    """Unit 11's table cut into two by a hash of the id: the statement of a search stays as it is."""
    vectors, queries = rows(200), rows(10, seed=1)
    with psycopg.connect(database, autocommit=True) as connection:
        register_vector(connection)
        connection.execute("create table parted (id text, vector vector(16)) partition by hash (id)")
        for part in range(2):
            bounds = f"for values with (modulus 2, remainder {part})"
            connection.execute(f"create table part{part} partition of parted {bounds}")
            connection.execute(f"create index on part{part} using hnsw (vector vector_ip_ops)")
        with connection.cursor() as cursor:
            cursor.executemany(
                "insert into parted values (%s, %s)", [(str(i), Vector(v)) for i, v in enumerate(vectors)]
            )
        counts = [connection.execute(f"select count(*) from part{part}").fetchone()[0] for part in range(2)]
        assert sum(counts) == 200
        assert min(counts) > 60
        search = "select id from parted order by vector <#> %s limit 5"
        found = [[int(id) for (id,) in connection.execute(search, [Vector(query)])] for query in queries]
    assert_array_equal(found, top_k(queries, vectors, 5))
