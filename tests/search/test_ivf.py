import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from vecembed_lab.search.exact import top_k
from vecembed_lab.search.ivf import ivf_search, lists_of, nearest_lists, probed
from vecembed_lab.search.kmeans import kmeans, kmeans_step, nearest_centroid
from vecembed_lab.similarity.measures import euclidean


def whole(shape, seed=0):
    return np.random.default_rng(seed).integers(-3, 4, shape).astype(float)


def test_a_step_of_k_means_by_hand():
    points = np.array([[0.0], [2.0], [10.0], [5.0]])
    centroids = np.array([[0.0], [10.0], [99.0]])
    assert_array_equal(nearest_centroid(points, centroids), [0, 0, 1, 0])  # 5 is in the middle: the lower number
    assert_allclose(kmeans_step(points, centroids), [[7 / 3], [10], [99]])
    assert_array_equal(kmeans_step(points[:0], centroids), centroids)


@given(seed=st.integers(0, 1000), c=st.integers(1, 6))
def test_a_step_against_a_loop_over_centroids(seed, c):
    points, centroids = whole((20, 3), seed), whole((c, 3), seed + 1)
    which = euclidean(points, centroids).round(9).argmin(axis=1)
    slow = [points[which == i].mean(axis=0) if (which == i).any() else centroids[i] for i in range(c)]
    assert_allclose(kmeans_step(points, centroids), np.array(slow), atol=1e-12)


def test_steps_never_make_the_points_farther_from_their_centroids():
    points = np.random.default_rng(0).normal(size=(300, 5))
    centroids = points[:12]
    before = np.inf
    for _ in range(8):
        after = euclidean(points, centroids).min(axis=1) ** 2
        assert after.sum() <= before + 1e-9
        before, centroids = after.sum(), kmeans_step(points, centroids)


def test_k_means_finds_planted_clumps_as_faiss_does():
    import faiss

    rng = np.random.default_rng(0)
    centres = 10 * np.eye(6, 8)
    points = (centres[np.arange(600) % 6] + 0.1 * rng.normal(size=(600, 8))).astype(np.float32)
    ours = min(
        (euclidean(points, kmeans(points, 6, rng=rng)).min(axis=1) ** 2).sum() for _ in range(10)
    )  # some beginnings have two centroids in one clump
    theirs = faiss.Kmeans(8, 6, niter=10, nredo=10, seed=1)
    theirs.train(points)
    assert_allclose(ours, theirs.obj[-1], rtol=1e-3)


def test_as_many_centroids_as_points_are_the_points():
    points = np.arange(5.0)[:, None]
    assert_array_equal(np.sort(kmeans(points, 5, rng=np.random.default_rng(0)), axis=0), points)
    for n in (0, 6):
        with pytest.raises(ValueError, match=f"between 1 and the 5 points, got {n}"):
            kmeans(points, n, rng=np.random.default_rng(0))


def test_lists_hold_every_row_once():
    lists = lists_of(np.array([2, 0, 2, 0, 4]), 6)
    assert [rows.tolist() for rows in lists] == [[1, 3], [], [0, 2], [], [4], []]
    assert [len(rows) for rows in lists_of(np.array([], dtype=int), 2)] == [0, 0]


def test_inverted_lists_by_hand():
    vectors = np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 3.0]])
    lists, centroids = [np.array([0, 1]), np.array([2, 3])], np.array([[1.0, 0.0], [0.0, 1.5]])
    query = np.array([1.0, 0.4])
    assert_array_equal(nearest_lists(query, centroids, 2), [0, 1])
    assert_array_equal(ivf_search(query, vectors, lists, centroids, 1, 2), [0, 1])  # 3, with 1.3, is in the other list
    assert_array_equal(ivf_search(query, vectors, lists, centroids, 2, 2), [3, 0])
    assert_array_equal(ivf_search(query, vectors, lists, centroids, 1, 9), [0, 1])


@given(seed=st.integers(0, 1000), k=st.integers(1, 30))
def test_all_lists_are_exact_search_and_more_lists_never_find_less(seed, k):
    vectors, centroids, query = whole((30, 3), seed), whole((5, 3), seed + 1), whole(3, seed + 2)
    lists = lists_of(nearest_centroid(vectors, centroids), 5)
    assert_array_equal(ivf_search(query, vectors, lists, centroids, 5, k), top_k(query[None], vectors, k)[0])
    sums = [(vectors[ivf_search(query, vectors, lists, centroids, p, 1)] @ query).max(initial=-99) for p in range(1, 6)]
    assert sums == sorted(sums)


def test_many_queries_probe_the_lists_that_each_alone_does():
    queries, centroids = (np.random.default_rng(n).normal(size=(n, 6)).astype(np.float32) for n in (150, 90))
    alone = [nearest_lists(query, centroids, 7) for query in queries]
    found, near = probed(queries, centroids, 7)
    assert_array_equal(found, alone)
    assert_allclose(near, np.take_along_axis(queries @ centroids.T, found, axis=1), atol=1e-5)


@pytest.mark.parametrize("n_probe", [0, 4])
def test_lists_that_are_not_there(n_probe):
    for refuse in (nearest_lists, lambda query, *rest: probed(query[None], *rest)):
        with pytest.raises(ValueError, match=f"between 1 and the 3 lists, got {n_probe}"):
            refuse(np.ones(2), np.ones((3, 2)), n_probe)
    with pytest.raises(ValueError, match="k must be at least 1, got 0"):
        ivf_search(np.ones(2), np.ones((1, 2)), [np.array([0])], np.ones((1, 2)), 1, 0)
