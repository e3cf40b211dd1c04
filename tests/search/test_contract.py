"""One contract for all indexes of unit 07, with exact search in float64 as the oracle."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from tests.arrays import answer, matrices
from vecembed_lab.search import filters
from vecembed_lab.search.binary import BinaryIndex
from vecembed_lab.search.exact import all_scores, recall
from vecembed_lab.search.flat import FlatIndex
from vecembed_lab.search.hnsw import HNSWIndex
from vecembed_lab.search.ivf import IVFIndex
from vecembed_lab.search.ivfpq import IVFPQIndex
from vecembed_lab.search.store import NO_IDS, fresh_ids, unit_rows
from vecembed_lab.search.table import BATCH
from vecembed_lab.similarity.measures import normalize


def rng():
    return np.random.default_rng(0)


INDEXES = {
    "flat": FlatIndex,
    "binary": partial(BinaryIndex, wide=30),
    "ivf": lambda vectors, ids=None: IVFIndex(vectors, ids, n_lists=16, n_probe=8, rng=rng()),
    "ivfpq": lambda vectors, ids=None: IVFPQIndex(vectors, ids, n_lists=16, n_parts=10, n_probe=8, rng=rng()),
    "hnsw": lambda vectors, ids=None: HNSWIndex(vectors, ids, m=8, ef=32, ef_construction=60, rng=rng()),
}
LEAST = {"flat": 1, "binary": 0.8, "ivf": 0.8, "ivfpq": 0.6, "hnsw": 0.9}  # recall on the clumps below
READ = {"binary": BinaryIndex, "flat": FlatIndex, "ivf": IVFIndex, "ivfpq": IVFPQIndex}
READ["hnsw"] = partial(HNSWIndex.load, rng=rng())
READ |= {kind: index.load for kind, index in READ.items() if kind != "hnsw"}
K = 10
EXACT_SCORES = [kind for kind in INDEXES if kind != "ivfpq"]  # which has no vectors to compute them from


def clumps(n, seed=0):
    draw = np.random.default_rng(seed)
    centres = np.random.default_rng(9).normal(size=(40, 20))
    return 1.5 * centres[draw.integers(40, size=n)] + draw.normal(size=(n, 20))


VECTORS, QUERIES = clumps(2000), clumps(30, seed=1)
SCORES = all_scores(normalize(QUERIES), normalize(VECTORS))


@pytest.fixture(scope="module", params=INDEXES)
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def kept(kind):
    """An index that no test changes."""
    return INDEXES[kind](VECTORS)


@pytest.fixture
def fresh(kind):
    return INDEXES[kind](VECTORS[:600])


def test_most_of_the_nearest_are_found(kind, kept):
    found = kept.search(QUERIES, K)
    assert recall(found.ids, SCORES, K) >= LEAST[kind]


def test_results_are_different_best_first_and_have_their_own_scores(kind, kept):
    ids, scores = kept.search(QUERIES, K)
    assert ids.shape == scores.shape == (len(QUERIES), K)
    assert all(len(set(row)) == K for row in ids.tolist())
    assert (np.diff(scores, axis=1) <= 0).all()
    if kind in EXACT_SCORES:
        assert_allclose(scores, np.take_along_axis(SCORES, ids, axis=1), atol=1e-5)


def test_one_query_at_a_time_is_as_good_as_all_at_once(kept):
    assert len(QUERIES) > BATCH  # so that the exact index goes both ways
    alone = np.concatenate([kept.search(query[None], K).ids for query in QUERIES])
    assert_array_equal(alone, kept.search(QUERIES, K).ids)


def test_length_does_not_matter(kept):
    assert_array_equal(kept.search(7 * QUERIES, K).ids, kept.search(QUERIES, K).ids)


def test_a_vector_finds_itself_by_its_id(kind):
    index = INDEXES[kind](VECTORS[:600], np.arange(600) * 3 + 5)
    found = index.search(VECTORS[[0, 17, 599]], K).ids
    assert all(own in row for own, row in zip([5, 56, 1802], found, strict=True))


def test_what_is_added_is_found(fresh):
    fresh.add(VECTORS[600:700])
    assert len(fresh) == 700
    assert all(600 + own in row for own, row in enumerate(fresh.search(VECTORS[600:700], K).ids))


def test_what_is_added_one_by_one_is_found_as_if_at_once(kind):
    index, at_once = INDEXES[kind](VECTORS[:400]), INDEXES[kind](VECTORS[:400])
    for row in range(400, 420):
        index.add(VECTORS[row : row + 1])
    at_once.add(VECTORS[400:420])
    scores = SCORES[:, :420]
    assert (
        abs(recall(index.search(QUERIES, K).ids, scores, K) - recall(at_once.search(QUERIES, K).ids, scores, K)) < 0.1
    )


def test_what_is_removed_is_never_found(kind, fresh):
    fresh.remove(np.arange(0, 600, 2))
    assert len(fresh) == 300
    found = fresh.search(QUERIES, K).ids
    assert (found % 2 == 1).all()
    assert recall(found // 2, SCORES[:, 1:600:2], K) >= LEAST[kind] - 0.1
    assert_array_equal(np.sort(fresh.search(QUERIES[:1], 300).ids[0]), np.arange(1, 600, 2))


def test_an_id_that_was_removed_is_free_again(fresh):
    fresh.remove(np.array([3]))
    fresh.add(VECTORS[1000:1001], np.array([3]))
    assert 3 in fresh.search(VECTORS[1000:1001], K).ids
    assert len(fresh) == 600


def test_an_emptied_index_can_be_filled_again(fresh):
    fresh.remove(np.arange(600))
    assert len(fresh) == 0
    with pytest.raises(ValueError, match="the index is empty"):
        fresh.search(QUERIES, 1)
    fresh.add(VECTORS[:50])
    assert_array_equal(np.sort(fresh.search(QUERIES[:1], 50).ids[0]), np.arange(50))


def test_only_what_is_allowed_is_found(kind, kept):
    allowed = np.arange(0, 2000, 5)
    found = kept.search(QUERIES, K, allowed=allowed).ids
    assert np.isin(found, allowed).all()
    assert recall(found // 5, SCORES[:, allowed], K) >= LEAST[kind] - 0.1


@pytest.mark.parametrize("n", [1, 10, 1500])
def test_all_that_are_allowed_can_be_had(kept, n):
    allowed = np.random.default_rng(2).permutation(2000)[:n]
    assert_array_equal(np.sort(kept.search(QUERIES[:3], n, allowed=allowed).ids), np.sort(np.tile(allowed, (3, 1))))


def test_fewer_allowed_than_wanted_is_an_error_and_no_made_up_id(kept):
    with pytest.raises(ValueError, match="between 1 and the 3 vectors allowed, got 4"):
        kept.search(QUERIES, 4, allowed=np.array([1, 2, 3, 99_999]))
    with pytest.raises(ValueError, match="no vector is allowed"):
        kept.search(QUERIES, 1, allowed=np.array([], dtype=int))


@pytest.mark.parametrize("k", [0, -1, 2001])
def test_k_beyond_what_there_is(kept, k):
    with pytest.raises(ValueError, match=f"between 1 and the 2000 vectors in the index, got {k}"):
        kept.search(QUERIES, k)


def test_all_there_are_can_be_had(kept):
    assert_array_equal(np.sort(kept.search(QUERIES[:2], 2000).ids), [np.arange(2000)] * 2)


BAD = {
    "NaN": (np.full((1, 20), np.nan), "finite"),
    "infinity": (np.full((1, 20), np.inf), "finite"),
    "another width": (np.ones((1, 19)), "20 dimensions, got 19"),
}


@pytest.mark.parametrize("bad", BAD)
def test_bad_vectors_are_refused_and_nothing_is_lost(fresh, bad):
    vectors, rule = BAD[bad]
    for refuse in (partial(fresh.search, vectors, K), partial(fresh.add, vectors)):
        with pytest.raises(ValueError, match=rule):
            refuse()
    assert len(fresh) == 600
    assert 7 in fresh.search(VECTORS[7:8], K).ids


@pytest.mark.parametrize(
    ("ids", "rule"),
    [
        ([600, 600], "600 twice"),
        ([600, 5], "5 twice"),
        ([600, -1], "at least 0, got -1"),
        ([600], "one id"),
    ],
)
def test_bad_ids_are_refused_and_nothing_is_lost(fresh, ids, rule):
    with pytest.raises(ValueError, match=rule):
        fresh.add(VECTORS[600:602], np.array(ids))
    assert len(fresh) == 600
    fresh.add(VECTORS[600:602])
    assert 601 in fresh.search(VECTORS[601:602], K).ids


def test_what_is_no_table_of_numbers_and_no_id_is_refused():
    for vectors, rule in (
        (np.ones(20), "table"),
        (np.ones((3, 0)), "table"),
        (np.ones((1, 2), complex), "real numbers"),
    ):
        with pytest.raises(ValueError, match=rule):
            unit_rows(vectors)
    for ids in (np.array([1.0, 2.0]), np.array([[1, 2]]), np.array(["a", "b"])):
        with pytest.raises(ValueError, match="one id, a whole number"):
            fresh_ids(ids, 2, NO_IDS)


def test_an_unknown_id_is_not_removed_and_neither_are_the_others(fresh):
    with pytest.raises(ValueError, match="got 600, which is not"):
        fresh.remove(np.array([1, 2, 600]))
    assert len(fresh) == 600
    fresh.remove(np.array([1, 1]))
    with pytest.raises(ValueError, match="got 1, which is not"):
        fresh.remove(np.array([1]))
    assert len(fresh) == 599


def test_nothing_to_ask_add_or_remove_is_no_error(fresh):
    assert fresh.search(QUERIES[:0], K).ids.shape == (0, K)
    fresh.add(VECTORS[:0])
    fresh.remove(np.array([], dtype=int))
    assert len(fresh) == 600


def test_a_zero_query_finds_something_and_a_zero_vector_does_no_harm(kind):
    index = INDEXES[kind](np.concatenate([VECTORS[:600], np.zeros((3, 20))]))
    assert len(set(index.search(np.zeros((1, 20)), K).ids[0].tolist())) == K
    assert recall(index.search(QUERIES, K).ids, all_scores(normalize(QUERIES), normalize(VECTORS[:603])), K) > 0.5


def test_copies_are_all_found(kind):
    """Many equal vectors must not cut a graph into pieces, or crowd out what is near."""
    vectors = np.concatenate([VECTORS[:600], np.tile(VECTORS[3], (400, 1))])
    index, scores = INDEXES[kind](vectors), all_scores(normalize(QUERIES), normalize(vectors))
    same = index.search(VECTORS[3:4], 50).ids[0]
    assert len(set(same.tolist())) == 50
    assert ((same == 3) | (same >= 600)).all()
    assert recall(index.search(QUERIES, K).ids, scores, K) >= LEAST[kind] - 0.1


def test_an_index_read_from_its_file_is_the_same(kind, tmp_path, fresh):
    fresh.add(VECTORS[600:650])
    fresh.remove(np.arange(20))
    fresh.save(tmp_path / "index")
    again = READ[kind](tmp_path / "index")
    assert len(again) == len(fresh)
    assert_array_equal(again.search(QUERIES, K), fresh.search(QUERIES, K))
    again.add(VECTORS[:1], np.array([0]))
    assert 0 in again.search(VECTORS[:1], K).ids


def test_a_damaged_file_is_refused(kind, tmp_path, fresh):
    path = tmp_path / "index"
    fresh.save(path)
    data = path.read_bytes()
    for place in np.linspace(0, len(data) - 1, 40).astype(int):
        path.write_bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
        same = answer(lambda: READ[kind](path), "damaged", "holds an index of the kind")
        assert same is None or all(map(np.array_equal, same.search(QUERIES, K), fresh.search(QUERIES, K)))
        path.write_bytes(data[:place])
        with pytest.raises(ValueError, match="damaged"):
            READ[kind](path)


def test_the_file_of_another_kind_is_refused(kind, tmp_path, fresh):
    fresh.save(tmp_path / "index")
    for other in READ:
        if other != kind:
            with pytest.raises(ValueError, match=f"kind {kind}, not {other}"):
                READ[other](tmp_path / "index")
    with pytest.raises(FileNotFoundError):
        READ[kind](tmp_path / "nowhere")


def test_a_failed_save_leaves_the_old_file(tmp_path, fresh, small_files):
    path = tmp_path / "index"
    path.write_text("the old one")
    with pytest.raises(OSError, match=r"large|space"):
        fresh.save(path)
    assert path.read_text() == "the old one"
    assert [file.name for file in tmp_path.iterdir()] == ["index"]


def test_a_file_never_runs_code(kind, tmp_path):
    with (tmp_path / "index").open("wb") as file:
        np.savez(file, kind=np.array(kind), vectors=np.array([print], dtype=object))
    with pytest.raises(ValueError, match="damaged"):
        READ[kind](tmp_path / "index")


def test_filtering_afterwards_loses_results(kept):
    few = np.arange(0, 2000, 100)
    found = filters.after(kept, QUERIES, K, few, wide=50)
    assert all(np.isin(row, few).all() and len(row) <= K for row in found)
    assert sum(map(len, found)) < K * len(QUERIES) / 2
    everything = filters.after(kept, QUERIES, K, np.arange(2000), wide=50)
    assert_array_equal(everything, kept.search(QUERIES, 50).ids[:, :K])
    with pytest.raises(ValueError, match="between 1 and wide = 5, got 10"):
        filters.after(kept, QUERIES, K, few, wide=5)


EXACT = {
    "flat": FlatIndex,
    "all lists": lambda vectors: IVFIndex(vectors, n_lists=2, n_probe=2, rng=rng()),
    "all candidates": partial(BinaryIndex, wide=100),
    "few in the graph": lambda vectors: HNSWIndex(vectors, rng=rng()),
}


@pytest.mark.parametrize("make", EXACT.values(), ids=EXACT)
@given(
    vectors=matrices(n=(3, 12), d=(1, 70), kinds=(np.float32, np.float64, np.int8)),
    n_queries=st.integers(1, 9),
    k=st.integers(1, 3),
)
@settings(max_examples=25)
def test_exact_search_is_exact_whatever_the_vectors(make, vectors, n_queries, k):
    queries = np.resize(vectors[::-1], (n_queries, vectors.shape[1]))
    ids, scores = make(vectors).search(queries, k)
    expected = all_scores(normalize(queries.astype(float)), normalize(vectors.astype(float)))
    assert_allclose(scores, np.take_along_axis(expected, ids, axis=1), atol=1e-5)
    assert_allclose(scores, -np.sort(-expected, axis=1)[:, :k], atol=1e-5)
    assert all(len(set(row)) == k for row in ids.tolist())


def test_vectors_closer_together_than_a_step_of_a_code_are_told_apart():
    """All vectors point nearly the same way, as those of language models do."""
    vectors = 30 * np.ones(20) + clumps(1500)
    queries = 30 * np.ones(20) + clumps(20, seed=4)
    scores = all_scores(normalize(queries), normalize(vectors))
    for kind in ("flat", "ivf", "hnsw"):
        assert recall(INDEXES[kind](vectors).search(queries, K).ids, scores, K) >= LEAST[kind] - 0.05
    apart = np.concatenate([VECTORS[:500], VECTORS[0] + 1e-5 * clumps(500)])
    scores = all_scores(normalize(apart[500:520]), normalize(apart))
    for kind in ("flat", "hnsw"):
        assert recall(INDEXES[kind](apart).search(apart[500:520], K).ids, scores, K) >= LEAST[kind] - 0.05


@pytest.mark.parametrize("n_queries", [1, BATCH + 1])
def test_codes_too_coarse_to_tell_vectors_apart_do_not_mislead_exact_search(n_queries):
    """One vector far from all others makes a step of a code large; then the codes rule nothing out."""
    draw = np.random.default_rng(0)
    vectors = np.concatenate([np.eye(1, 20) + 1e-3 * draw.normal(size=(500, 20)), -np.eye(1, 20)])
    queries = np.eye(1, 20) + 1e-3 * draw.normal(size=(n_queries, 20))
    expected = -np.sort(-all_scores(normalize(queries), normalize(vectors)), axis=1)[:, :K]
    for kind in ("flat", "all lists"):
        scores = all_scores(normalize(queries), normalize(vectors))
        ids = EXACT[kind](vectors).search(queries, K).ids
        assert_allclose(np.take_along_axis(scores, ids, axis=1), expected, atol=1e-7)
