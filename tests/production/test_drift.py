import numpy as np
import pytest
import scipy.stats
from numpy.testing import assert_allclose
from sklearn.metrics import roc_auc_score
from sklearn.metrics.pairwise import rbf_kernel

from vecembed_lab.production import drift

ROWS = np.random.default_rng(0).normal(size=(30, 4))


def slow_mmd(kernel, first, second):
    """The definition, pair by pair."""
    inside = [np.mean([kernel[a, b] for a in rows for b in rows if a != b]) for rows in (first, second)]
    return sum(inside) - 2 * np.mean([kernel[a, b] for a in first for b in second])


def test_the_kernel_is_that_of_scikit_learn():
    assert_allclose(drift.gaussian_kernel(ROWS, 1.5), rbf_kernel(ROWS, gamma=1 / (2 * 1.5**2)))
    assert drift.median_width(np.array([[0.0], [3.0], [7.0]])) == 4
    with pytest.raises(ValueError, match="above 0"):
        drift.gaussian_kernel(ROWS, 0.0)


@pytest.mark.parametrize("kind", [np.int8, np.float16])
def test_distances_of_codes_are_those_of_their_numbers(kind):
    rows = np.array([[100, 27], [0, -128], [3, 4]]).astype(kind)
    expected = [[0, 34025, 9938], [34025, 0, 17433], [9938, 17433, 0]]
    assert_allclose(drift.squared_distances(rows), expected)


def test_mmd_by_hand():
    kernel = np.array([[1, 0.5, 0, 0], [0.5, 1, 0, 0.25], [0, 0, 1, 0.75], [0, 0.25, 0.75, 1]])
    assert_allclose(drift.mmd(kernel, np.array([[True, True, False, False]])), [0.5 + 0.75 - 2 * 0.25 / 4])


def test_mmd_is_its_definition_for_any_groups():
    kernel = drift.gaussian_kernel(ROWS, 1.0)
    groups = np.random.default_rng(1).random((5, 30)) < 0.4
    expected = [slow_mmd(kernel, np.flatnonzero(one), np.flatnonzero(~one)) for one in groups]
    assert_allclose(drift.mmd(kernel, groups), expected)
    with pytest.raises(ValueError, match="at least two rows, got 1"):
        drift.mmd(kernel, np.arange(30)[None] == 0)


def test_with_dot_products_it_compares_the_means():
    first = np.arange(30) < 15
    gap = ROWS[:15].mean(axis=0) - ROWS[15:].mean(axis=0)
    variance = [rows.var(axis=0, ddof=1).sum() / 15 for rows in (ROWS[:15], ROWS[15:])]
    assert_allclose(drift.mmd(ROWS @ ROWS.T, first[None]), [gap @ gap - sum(variance)])


def test_a_p_value_by_hand():
    """Rows 0 and 1 are far from the rest: of the 6 ways to choose two of four, that one and its mirror give as much."""
    rows = np.array([[0.0], [0.0], [1.0], [1.0]])
    p = drift.permutation_p(rows @ rows.T, 2, rng=np.random.default_rng(0), n=3000)
    assert p == pytest.approx(1 / 3, abs=0.03)
    assert drift.permutation_p(rows @ rows.T, 2, rng=np.random.default_rng(0), n=1) >= 0.5


@pytest.mark.parametrize("test", [drift.mmd_p, drift.means_p])
def test_no_drift_raises_few_alarms_and_a_shift_raises_one(test):
    rng = np.random.default_rng(3)
    p = [test(*rng.normal(size=(2, 60, 5)), rng=rng) for _ in range(150)]
    assert 0.01 < np.mean(np.array(p) <= 0.05) < 0.11
    assert test(rng.normal(size=(60, 5)), rng.normal(size=(60, 5)) + 0.7, rng=rng) == pytest.approx(1 / 201)


def test_mmd_sees_a_spread_that_the_means_do_not():
    rng = np.random.default_rng(4)
    first, second = rng.normal(size=(150, 5)), 1.4 * rng.normal(size=(150, 5))
    assert drift.mmd_p(first, second, rng=rng) < 0.01
    assert drift.means_p(first, second, rng=rng) > 0.05


def test_the_area_is_that_of_scikit_learn():
    rng = np.random.default_rng(5)
    low, high = rng.integers(0, 6, size=20), rng.integers(2, 8, size=30)
    assert drift.auc(low, high) == pytest.approx(roc_auc_score([0] * 20 + [1] * 30, [*low, *high]))


def test_a_classifier_sees_a_shift_and_nothing_where_there_is_none():
    rng = np.random.default_rng(6)
    assert drift.two_sample_auc(rng.normal(size=(400, 5)), rng.normal(size=(400, 5)) + 2 * np.eye(5)[0]) > 0.85
    none = [drift.two_sample_auc(*rng.normal(size=(2, 100, 20))) for _ in range(60)]
    assert abs(np.mean(none) - 0.5) < 0.02
    assert drift.two_sample_auc(np.ones((4, 2)), np.ones((4, 2))) == 0.5
    with pytest.raises(ValueError, match="at least two rows"):
        drift.two_sample_auc(ROWS[:1], ROWS)


def test_the_p_value_of_an_area_is_that_of_scipy():
    rng = np.random.default_rng(8)
    low, high = rng.normal(size=40), rng.normal(size=50) + 0.3
    expected = scipy.stats.mannwhitneyu(high, low, alternative="greater", method="asymptotic", use_continuity=False)
    assert drift.area_p(low, high) == pytest.approx(expected.pvalue)


def test_a_classifier_tested_on_other_rows_keeps_its_promise_and_pooled_folds_do_not():
    rng = np.random.default_rng(9)
    pairs = rng.normal(size=(400, 2, 60, 12))
    halves, pooled = (np.mean([test(*pair) <= 0.05 for pair in pairs]) for test in (drift.halves_p, drift.pooled_p))
    assert 0.02 < halves < 0.08
    assert pooled > halves + 0.02
    assert max(test(pairs[0, 0], pairs[0, 1] + 0.5) for test in (drift.halves_p, drift.pooled_p)) < 0.01


def test_every_row_is_tested_once_by_a_direction_that_has_not_seen_it():
    first, second = ROWS[:12], ROWS[12:] + 1
    scores = [drift._held_out(first, second, 5, fold) for fold in range(5)]
    assert [(len(a), len(b)) for a, b in scores] == [(3, 4), (3, 4), (2, 4), (2, 3), (2, 3)]
    other = first.copy()
    other[::5] += 9  # the rows of fold 0
    assert_allclose(drift._held_out(other, second, 5, 0)[1], scores[0][1])


def test_many_columns_raise_false_alarms_and_bonferroni_does_not():
    rng = np.random.default_rng(7)
    pairs = rng.normal(size=(60, 2, 200, 30))
    assert np.mean([drift.ks_alarms(*pair, 0.05) > 0 for pair in pairs]) > 0.5
    assert np.mean([drift.ks_alarms(*pair, 0.05 / 30) > 0 for pair in pairs]) < 0.12
    by_scipy = scipy.stats.ks_2samp(*pairs[0], method="asymp").pvalue <= 0.05
    assert abs(drift.ks_alarms(*pairs[0], 0.05) - by_scipy.sum()) <= 1  # which corrects for small samples
