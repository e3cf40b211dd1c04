import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from vecembed_lab.overfitting.grouped import group_interval, group_means, percentile_interval, row_interval, t_factor


def test_three_groups_by_hand():
    mean, low, high = group_interval(np.array([1.0, 0, 1, 1, 0, 0]), np.array([8, 8, 3, 3, 5, 5]))
    half = 4.302653 * 0.5 / np.sqrt(3)
    assert (mean, low, high) == pytest.approx((0.5, 0.5 - half, 0.5 + half), abs=1e-5)


@given(st.lists(st.floats(-9, 9), min_size=2, max_size=20))
def test_each_row_as_a_group_is_the_interval_of_scipy(values):
    values = np.array(values)
    found = scipy.stats.ttest_1samp(values, 0).confidence_interval() if np.ptp(values) > 1e-3 else None
    if found is not None:
        assert row_interval(values)[1:] == pytest.approx((found.low, found.high), abs=1e-6)


def test_a_group_counts_once_however_large_it_is():
    values, groups = np.array([1.0, 1, 1, 1, 0]), np.array(["a", "a", "a", "a", "b"])
    assert group_means(values, groups).tolist() == [1, 0]
    assert group_interval(values, groups)[0] == 0.5


def test_too_few_are_refused():
    with pytest.raises(ValueError, match="at least two independent values, got 1"):
        group_interval(np.ones(5), np.zeros(5))
    with pytest.raises(ValueError, match="needs a group, got 2 values, 3 groups"):
        group_means(np.ones(2), np.zeros(3))
    with pytest.raises(ValueError, match="at least two"):
        t_factor(1)


def test_percentiles_hold_the_mean_and_lie_within_the_groups():
    means = np.array([0.2, 0.4, 0.9])
    mean, low, high = percentile_interval(means, rng=np.random.default_rng(0))
    assert 0.2 <= low < mean < high <= 0.9
    assert mean == pytest.approx(0.5)


def test_t_holds_the_truth_where_rows_do_not():
    rng, held = np.random.default_rng(0), []
    for _ in range(200):
        chances = np.clip(rng.normal(0.5, 0.15, size=5), 0, 1)
        values = (rng.random((5, 40)) < chances[:, None]).astype(float).ravel()
        limits = [group_interval(values, np.repeat(np.arange(5), 40)), row_interval(values)]
        held.append([low <= 0.5 <= high for _, low, high in limits])
    groups, rows = np.mean(held, axis=0)
    assert groups > 0.9
    assert rows < 0.8
