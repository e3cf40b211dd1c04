import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from vecembed_lab.search.exact import all_scores, limits_of, recall, recall_of, top_k


def whole(shape, low=-3, high=4, seed=0):
    """Small whole numbers: every sum is exact, and many are equal."""
    return np.random.default_rng(seed).integers(low, high, shape).astype(float)


def test_top_k_by_hand():
    vectors = np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0], [-5.0, 0.0]])
    assert_array_equal(top_k(np.array([[1.0, 1.0]]), vectors, 3), [[1, 2, 0]])  # scores 1, 2, 2, -5
    assert_array_equal(top_k(np.array([[-1.0, 0.0], [0.0, 0.0]]), vectors, 2), [[3, 1], [0, 1]])


def test_top_k_against_faiss():
    import faiss

    vectors, queries = (np.random.default_rng(seed).normal(size=(200, 16)).astype(np.float32) for seed in (0, 1))
    index = faiss.IndexFlatIP(16)
    index.add(vectors)
    assert_array_equal(top_k(queries, vectors, 10), index.search(queries, 10)[1])


@given(seed=st.integers(0, 1000), k=st.integers(1, 8))
def test_top_k_against_sorting_pairs(seed, k):
    vectors, queries = whole((8, 3), seed=seed), whole((2, 3), seed=seed + 1)
    for found, scores in zip(top_k(queries, vectors, k), queries @ vectors.T, strict=True):
        assert found.tolist() == sorted(range(8), key=lambda row: (-scores[row], row))[:k]


def test_whole_numbers_and_half_precision_are_not_cut_off():
    vectors = np.array([[100], [127]], dtype=np.int8)
    assert_array_equal(top_k(vectors, vectors, 1), [[1], [1]])
    assert_allclose(all_scores(np.full((1, 4), 200, np.float16), np.full((1, 4), 200, np.float16)), [[160_000]])


def test_recall_by_hand():
    scores = np.array([[0.9, 0.8, 0.8, 0.1]])
    assert recall(np.array([[0, 1]]), scores, 2) == recall(np.array([[0, 2]]), scores, 2) == 1  # 1 and 2 are equal
    assert recall(np.array([[1, 2]]), scores, 2) == 1
    assert recall(np.array([[0, 3]]), scores, 2) == 0.5
    assert recall(np.array([[0, 0]]), scores, 2) == 0.5  # once is enough
    assert recall(np.array([[3, 0, 1]]), scores, 2) == 0.5  # the third comes too late
    assert recall(np.array([[0]]), scores, 2) == 0.5
    assert recall(np.array([[0, 1], [3, 2]]), np.repeat(scores, 2, axis=0), 2) == 0.75


@given(seed=st.integers(0, 1000), k=st.integers(1, 8))
def test_exact_search_has_recall_1_whichever_of_equals_it_finds(seed, k):
    vectors, queries = whole((8, 3), seed=seed), whole((4, 3), seed=seed + 1)
    last = 7 - top_k(queries, vectors[::-1], k)  # of equals the higher row
    scores = queries @ vectors.T
    limits = limits_of(queries, vectors, k)
    assert_allclose(limits, -np.sort(-scores, axis=1)[:, k - 1])
    for found in (top_k(queries, vectors, k), last):
        assert recall(found, scores, k) == recall_of(found, queries, vectors, limits) == 1


@given(seed=st.integers(0, 1000), k=st.integers(1, 8))
def test_recall_without_the_table_is_the_same(seed, k):
    vectors, queries = whole((8, 3), seed=seed), whole((40, 3), seed=seed + 1)
    found = np.random.default_rng(seed).integers(8, size=(40, k))
    limits = limits_of(queries, vectors, k)
    assert recall(found, queries @ vectors.T, k) == recall_of(found, queries, vectors, limits)


@pytest.mark.parametrize("k", [0, 4])
def test_k_beyond_what_there_is(k):
    for refuse in (
        lambda: top_k(np.ones((1, 2)), np.ones((3, 2)), k),
        lambda: limits_of(np.ones((1, 2)), np.ones((3, 2)), k),
        lambda: recall(np.zeros((1, 1), int), np.ones((1, 3)), k),
    ):
        with pytest.raises(ValueError, match=f"between 1 and the n = 3 vectors there are, got {k}"):
            refuse()


def test_what_cannot_be_searched_is_refused():
    with pytest.raises(ValueError, match="there are no vectors"):
        top_k(np.ones((1, 2)), np.ones((0, 2)), 1)
    with pytest.raises(ValueError, match="dimensions, got 3 and 2"):
        top_k(np.ones((1, 3)), np.ones((1, 2)), 1)
    for vectors in (np.array([[np.nan]]), np.array([[np.inf]])):
        with pytest.raises(ValueError, match="finite"):
            top_k(np.ones((1, 1)), vectors, 1)
        with pytest.raises(ValueError, match="finite"):
            top_k(vectors, np.ones((1, 1)), 1)
    with pytest.raises(ValueError, match="from 0 to 2, got -1 to 1"):
        recall(np.array([[1, -1]]), np.ones((1, 3)), 2)
