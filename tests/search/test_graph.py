import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from vecembed_lab.search import layers
from vecembed_lab.search.exact import top_k
from vecembed_lab.search.graph import beam_search, greedy_walk, select_neighbours
from vecembed_lab.search.hnsw import HNSWIndex

LINE = np.arange(10.0)[:, None]  # ten rows; each knows the one before and the one after
CHAIN = [[row for row in (i - 1, i + 1) if 0 <= row < 10] for i in range(10)]


def rng():
    return np.random.default_rng(0)


def test_a_walk_goes_uphill_to_the_end():
    assert greedy_walk(np.array([1.0]), LINE, CHAIN, 2) == 9
    assert greedy_walk(np.array([-1.0]), LINE, CHAIN, 2) == 0
    assert greedy_walk(np.array([0.0]), LINE, CHAIN, 2) == 2  # all are equal: it stays


def test_a_walk_can_end_on_a_lower_hill():
    vectors = np.array([[3.0], [1.0], [9.0]])
    assert greedy_walk(np.array([1.0]), vectors, [[1], [0, 2], [1]], 0) == 0
    assert_array_equal(beam_search(np.array([1.0]), vectors, [[1], [0, 2], [1]], 0, 1), [0])
    assert_array_equal(beam_search(np.array([1.0]), vectors, [[1], [0, 2], [1]], 0, 2), [2, 0])  # two see farther


def test_a_walk_takes_the_best_neighbour_of_equals_the_lower():
    vectors = np.array([[0.0], [5.0], [5.0], [1.0]])
    assert greedy_walk(np.array([1.0]), vectors, [[3, 2, 1], [], [], []], 0) == 1
    assert greedy_walk(np.array([1.0]), vectors, [[], [], [], []], 3) == 3


def test_a_beam_holds_the_best_it_has_looked_at():
    assert_array_equal(beam_search(np.array([1.0]), LINE, CHAIN, 0, 3), [9, 8, 7])
    assert_array_equal(beam_search(np.array([1.0]), LINE, CHAIN, 9, 2), [9, 8])
    assert_array_equal(beam_search(np.array([1.0]), LINE, CHAIN, 4, 99), range(9, -1, -1))
    apart = [[1], [0], [3], [2]]
    assert_array_equal(beam_search(np.array([1.0]), LINE[:4], apart, 0, 4), [1, 0])  # it cannot come to 2 and 3


def neighbours(seed, n=40, m=4):
    """Whole numbers, so that every score is exact, and for each row some nearest and a random one."""
    draw = np.random.default_rng(seed)
    vectors = draw.integers(-20, 21, size=(n, 6)).astype(float)
    near = top_k(vectors, vectors, m + 1)
    return vectors, [sorted({*row.tolist(), int(draw.integers(n))} - {i}) for i, row in enumerate(near)]


@given(seed=st.integers(0, 500), ef=st.integers(1, 50))
def test_a_wide_beam_finds_the_best_of_all_that_can_be_reached(seed, ef):
    vectors, graph = neighbours(seed)
    query, reached, waiting = vectors[0] + vectors[1], {5}, [5]
    while waiting:
        new = set(graph[waiting.pop()]) - reached
        reached |= new
        waiting += new
    found = beam_search(query, vectors, graph, 5, 40)
    assert found.tolist() == sorted(reached, key=lambda row: (-(vectors[row] @ query), row))
    few = beam_search(query, vectors, graph, 5, ef)
    assert len(few) == min(ef, len(reached))
    assert vectors[few[0]] @ query >= vectors[greedy_walk(query, vectors, graph, 5)] @ query


@given(seed=st.integers(0, 500), ef=st.integers(1, 20))
@settings(max_examples=40)
def test_the_compiled_beam_is_the_plain_one(seed, ef):
    vectors, graph = neighbours(seed)
    links = np.full((40, 8), layers.NONE, np.int32)
    for row, near in enumerate(graph):
        links[row, : len(near)] = near
    codes, query = np.zeros((40, 64), np.int8), np.zeros(64, np.int16)
    codes[:, :6], query[:6] = vectors, vectors[0] + vectors[1]
    beam, seen, none = np.empty(ef, np.int64), np.zeros(40, np.int32), np.zeros(0, np.int32)
    size = layers._beam(codes, query, links, none, 0, beam, 5, seen, 1, np.empty(8, np.int64))
    found = [int(layers._node(key)) for key in beam[:size]]
    assert found == beam_search(query[:6].astype(float), vectors, graph, 5, ef).tolist()


def test_neighbours_in_different_directions_by_hand():
    vectors = np.array([[3.0, 0.0], [2.9, 0.5], [0.0, 2.0], [-1.0, 0.0], [1.0, 1.9]])
    here = np.array([2.0, 1.0])  # scores 6, 6.3, 2, -2, 3.9
    assert_array_equal(select_neighbours(here, np.arange(5), vectors, 5), [1, 4])
    assert_array_equal(select_neighbours(here, np.array([0, 2, 3]), vectors, 5), [0, 2])
    assert_array_equal(select_neighbours(here, np.arange(5), vectors, 1), [1])
    assert len(select_neighbours(here, np.array([], dtype=int), vectors, 2)) == 0


@given(seed=st.integers(0, 500), m=st.integers(1, 8))
def test_neighbours_kept_are_nearer_to_the_vector_than_to_each_other(seed, m):
    vectors = np.random.default_rng(seed).integers(-3, 4, size=(20, 4)).astype(float)
    kept = select_neighbours(vectors[0], np.arange(1, 20), vectors, m).tolist()
    assert len(kept) <= m
    for place, row in enumerate(kept):
        assert all(vectors[row] @ vectors[0] > vectors[row] @ vectors[other] for other in kept[:place])
    if len(kept) < m:  # then every other one was nearer to one of them
        for row in set(range(1, 20)) - set(kept):
            score = vectors[row] @ vectors[0]
            assert any(vectors[row] @ vectors[other] >= score for other in kept)


def test_widths_below_one_are_refused():
    with pytest.raises(ValueError, match="ef must be at least 1, got 0"):
        beam_search(np.ones(1), LINE, CHAIN, 0, 0)
    with pytest.raises(ValueError, match="m must be at least 1, got 0"):
        select_neighbours(np.ones(1), np.arange(3), LINE, 0)
    for options in ({"m": 1}, {"ef": 0}, {"ef_construction": 0}):
        with pytest.raises(ValueError, match="m must be at least 2 and ef at least 1"):
            HNSWIndex(LINE, rng=rng(), **options)


@pytest.fixture(scope="module")
def index():
    return HNSWIndex(rng().normal(size=(1500, 8)), m=6, ef=8, ef_construction=40, rng=rng())


def test_the_graph_has_no_loops_no_repetitions_and_every_node_is_reached(index):
    links = [row[row != layers.NONE].tolist() for row in index.graph.links]
    assert all(len(set(row)) == len(row) and own not in row for own, row in enumerate(links))
    assert max(map(len, links)) <= 12
    reached, waiting = {int(index.graph.entry[0])}, [int(index.graph.entry[0])]
    while waiting:
        new = set(links[waiting.pop()]) - reached
        reached |= new
        waiting += new
    assert len(reached) >= 1490


def test_layers_above_hold_a_share_of_one_in_m(index):
    assert 1500 / 6 / 2 < (index.graph.level > 0).sum() < 1500 / 6 * 2
    assert len(index.graph.upper) == index.graph.level.sum()
    assert index.graph.level[index.graph.entry[0]] == index.graph.entry[1] == index.graph.level.max()
    for row in np.flatnonzero(index.graph.level > 1):
        near = index.graph.upper[index.graph.place[row] + 1]  # in the second layer there are only such rows
        assert (index.graph.level[near[near != layers.NONE]] > 1).all()


def test_a_wider_beam_finds_more(index):
    queries = np.random.default_rng(5).normal(size=(60, 8))
    exact, shares = index.search(queries, 1500).ids[:, :5], []  # so many that every row is looked at
    for width in (5, 20, 80):
        index.ef = width
        found = index.search(queries, 5).ids
        shares.append(np.mean([len(set(a) & set(b)) / 5 for a, b in zip(exact.tolist(), found.tolist(), strict=True)]))
    index.ef = 8
    assert shares == sorted(shares)
    assert shares[-1] > 0.97


def test_rows_with_equal_codes_are_one_node():
    vectors = np.repeat(rng().normal(size=(30, 8)), 10, axis=0)
    graph = HNSWIndex(vectors, m=4, rng=rng()).graph
    assert (graph.links[:, 0] != layers.NONE).sum() == 30
    assert (graph.twin != layers.NONE).sum() == 300 - 30


def test_without_the_compiler_it_is_python_with_the_same_results():
    code = (
        "import numpy as np; from vecembed_lab.search.hnsw import HNSWIndex\n"
        "vectors = np.random.default_rng(0).normal(size=(130, 6))\n"
        "index = HNSWIndex(vectors, m=3, ef=6, ef_construction=8, rng=np.random.default_rng(0))\n"
        "print(index.search(vectors[:5], 3).ids.tolist(), index.graph.links.sum())"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"NUMBA_DISABLE_JIT": off}, capture_output=True, text=True
        )
        for off in ("0", "1")
    ]
    assert said[0].stdout == said[1].stdout != ""
