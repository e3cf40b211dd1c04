import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.spatial.distance import cdist
from scipy.stats import skew, spearmanr

from vecembed_lab.similarity import measures
from vecembed_lab.similarity.measures import (
    agreement,
    all_but_the_top,
    analogy,
    average_ranks,
    cosine,
    euclidean,
    k_occurrence,
    mean_cosine,
    nearest,
    normalize,
    relative_contrast,
    skewness,
    spearman,
)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_normalize_by_hand():
    assert_allclose(normalize(np.array([[3.0, 4.0], [0.0, 0.0]])), [[0.6, 0.8], [0, 0]])
    assert_allclose(normalize(np.array([0.0, -5.0])), [0, -1])


def test_normalize_leaves_its_argument_and_its_type_alone():
    vectors = np.full((2, 2), 2, dtype=np.float32)
    assert normalize(vectors).dtype == np.float32
    assert_array_equal(vectors, 2)


def test_cosine_by_hand():
    a = np.array([[3.0, 4.0], [0.0, 2.0]])
    b = np.array([[1.0, 0.0], [-6.0, -8.0], [0.0, 0.0]])
    assert_allclose(cosine(a, b), [[0.6, -1, 0], [0, -0.8, 0]])


def test_cosine_ignores_lengths_and_never_leaves_its_range(rng):
    a = rng.normal(size=(200, 7)).astype(np.float32)
    assert_allclose(cosine(3 * a, a / 5), cosine(a, a), atol=1e-6)
    assert np.abs(cosine(a, a)).max() <= 1


def test_euclidean_against_scipy(rng):
    a, b = rng.normal(size=(5, 3)), rng.normal(size=(4, 3))
    assert_allclose(euclidean(a, b), cdist(a, b))


def test_euclidean_keeps_the_digits_of_small_distances():
    far = np.array([[1e8, 0.0], [1e8, 1.0]])
    assert_array_equal(euclidean(far, far), [[0, 1], [1, 0]])


def test_for_unit_vectors_both_measures_order_alike(rng):
    unit = normalize(rng.normal(size=(30, 5)))
    assert_allclose(euclidean(unit, unit) ** 2, 2 - 2 * cosine(unit, unit), atol=1e-12)


def test_nearest_by_hand():
    vectors = np.array([[0.0, 1.0], [9.0, 9.0], [1.0, 0.0], [-1.0, 0.0]])
    query = np.array([2.0, 0.0])
    assert_array_equal(nearest(vectors, query, 4), [2, 1, 0, 3])
    assert_array_equal(nearest(vectors, query, 2, exclude=[2]), [1, 0])


def test_of_equal_vectors_nearest_takes_the_lower_row(rng):
    vectors = np.tile(rng.normal(size=(9, 100)), (10, 1))  # rows 0, 9, 18, ... are the same vector
    for row in range(9):
        assert_array_equal(nearest(vectors, vectors[row], 10), np.arange(row, 90, 9))


@pytest.mark.parametrize(("k", "exclude"), [(0, ()), (4, ()), (2, [0, 2]), (3, [1, 1])])
def test_nearest_refuses_impossible_k(k, exclude):
    with pytest.raises(ValueError, match=f"k must be between 1 and the . rows allowed, got {k}"):
        nearest(np.eye(3), np.ones(3), k, exclude)


def test_nearest_counts_a_row_excluded_twice_once():
    assert_array_equal(nearest(np.eye(3), np.ones(3), 2, exclude=[1, 1]), [0, 2])


def test_analogy_finds_the_fourth_corner():
    man, woman, king, queen = [1.0, 0, 1], [1.0, 1, 1], [5.0, 0, 1], [5.0, 5, 1]
    vectors = np.array([man, woman, king, [5.0, -5, 1], queen])
    assert_array_equal(analogy(vectors, 0, 1, 2), [4])
    assert_array_equal(analogy(vectors, 0, 1, 2, k=2), [4, 3])  # the three given are never answers


def test_analogy_uses_directions_not_lengths(rng):
    vectors = rng.normal(size=(50, 8))
    scaled = vectors * rng.uniform(0.1, 10, size=(50, 1))
    assert_array_equal(analogy(scaled, 3, 1, 4, k=10), analogy(vectors, 3, 1, 4, k=10))


def test_spearman_by_hand():
    x = np.array([1, 2, 3, 4])
    assert spearman(x, np.array([10, 20, 30, 1000])) == pytest.approx(1)
    assert spearman(x, -x) == pytest.approx(-1)
    assert spearman(x, np.array([2, 1, 4, 3])) == pytest.approx(1 - 6 * 4 / (4 * 15))


def test_spearman_with_ties_against_scipy(rng):
    x, y = rng.integers(5, size=(2, 60))
    assert spearman(x, y) == pytest.approx(spearmanr(x, y).statistic)


@pytest.mark.parametrize(
    ("x", "rule"),
    [([1.0, 2.0], "same length"), ([1.0, 1.0, 1.0], "two different"), ([1.0, np.nan, 2.0], "no NaN")],
)
def test_spearman_refuses_what_has_no_answer(x, rule):
    y = [1.0, 2.0, 3.0]
    for pair in ((x, y), (y, x)):
        with pytest.raises(ValueError, match=rule):
            spearman(*map(np.array, pair))


def test_average_ranks_by_hand():
    assert_array_equal(average_ranks(np.array([3.0, 1, 2, 2])), [4, 1, 2.5, 2.5])


def test_agreement_by_hand():
    vectors = np.array([[1.0, 0], [0, 3], [2, 2], [-7, 0]])
    pairs = np.array([[0, 2], [0, 1], [0, 3]])  # cosines .71, 0, -1
    assert agreement(vectors, pairs, np.array([9, 2, 1])) == pytest.approx(1)
    assert agreement(vectors, pairs, np.array([9, 1, 2])) == pytest.approx(1 / 2)


def test_relative_contrast_by_hand():
    assert relative_contrast(np.zeros(2), np.array([[0.0, 2.0], [3.0, 4.0], [3.0, 0.0]])) == 1.5


def test_relative_contrast_fades_with_the_dimension(rng):
    few, many = (relative_contrast(np.zeros(d), rng.normal(size=(1000, d))) for d in (2, 1000))
    assert many < 0.5 < 10 < few


def test_relative_contrast_refuses_a_query_among_the_points():
    with pytest.raises(ValueError, match="must not be one of the points"):
        relative_contrast(np.ones(2), np.array([[1.0, 1.0], [0.0, 0.0]]))


def test_k_occurrence_by_hand():
    angles = np.radians([0, 20, -21, 90])  # nearest of each: the 20, the 0, the 0, the 20
    vectors = np.column_stack([np.cos(angles), np.sin(angles)]) * [[1], [5], [1], [2]]
    assert_array_equal(k_occurrence(vectors, 1), [2, 2, 0, 0])
    assert_array_equal(k_occurrence(vectors, 3), [3, 3, 3, 3])


@pytest.mark.parametrize("rows", [1, 7, 30, 1000])
def test_k_occurrence_in_parts_against_nearest(rng, monkeypatch, rows):
    monkeypatch.setattr(measures, "ROWS_AT_ONCE", rows)
    vectors = rng.normal(size=(30, 4))
    lists = [nearest(vectors, vectors[i], 3, exclude=[i]) for i in range(30)]
    assert_array_equal(k_occurrence(vectors, 3), np.bincount(np.ravel(lists), minlength=30))


@pytest.mark.parametrize("k", [0, 5])
def test_k_occurrence_refuses_impossible_k(k):
    with pytest.raises(ValueError, match=f"between 1 and n - 1 = 4, got {k}"):
        k_occurrence(np.eye(5), k)


def test_skewness_by_hand_and_against_scipy(rng):
    assert skewness(np.array([0, 0, 0, 4])) == pytest.approx(2 / np.sqrt(3))
    assert skewness(np.array([1, 2, 3])) == pytest.approx(0)
    counts = rng.poisson(3, size=100)
    assert skewness(counts) == pytest.approx(skew(counts))
    with pytest.raises(ValueError, match="two different counts"):
        skewness(np.array([3, 3]))


def test_mean_cosine_by_hand():
    assert mean_cosine(np.eye(3)) == pytest.approx(0)
    assert mean_cosine(np.array([[1.0, 0], [5.0, 0], [0, 2.0]])) == pytest.approx(1 / 3)
    with pytest.raises(ValueError, match="at least two"):
        mean_cosine(np.ones((1, 3)))


def test_mean_cosine_against_all_pairs(rng):
    vectors = rng.normal(size=(20, 4)) + 1
    vectors[3] = 0
    assert mean_cosine(vectors) == pytest.approx(cosine(vectors, vectors)[np.triu_indices(20, 1)].mean())


def test_all_but_the_top_removes_a_planted_direction(rng):
    signal, planted = rng.normal(size=(100, 5)) * [1, 1, 0, 0, 0], np.array([0, 0, 0.6, 0.8, 0])
    vectors = signal + 50 * rng.normal(size=(100, 1)) * planted + 7
    assert np.abs(all_but_the_top(vectors, 1) @ planted).max() < 0.05
    assert np.corrcoef(all_but_the_top(vectors, 1)[:, 0], signal[:, 0])[0, 1] > 0.99


def test_all_but_the_top_by_hand():
    vectors = np.array([[1.0, 4.0], [3.0, 4.0], [2.0, 3.0], [2.0, 5.0], [9.0, 4.0], [-5.0, 4.0]])  # mean (2, 4)
    assert_allclose(all_but_the_top(vectors, 0), vectors - [2, 4])
    assert_allclose(all_but_the_top(vectors, 1), (vectors - [2, 4]) * [0, 1], atol=1e-12)
    assert_allclose(all_but_the_top(vectors, 2), 0, atol=1e-12)


@pytest.mark.parametrize("n_components", [-1, 4])
def test_all_but_the_top_refuses_impossible_numbers(n_components):
    with pytest.raises(ValueError, match=f"between 0 and d = 3, got {n_components}"):
        all_but_the_top(np.eye(3), n_components)
