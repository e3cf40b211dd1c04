import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from vecembed_lab.overfitting.population import ks_distance, ks_limit

VALUES = st.lists(st.integers(-4, 4), min_size=1, max_size=20).map(np.array)


@given(VALUES, VALUES)
def test_the_distance_is_that_of_scipy(one, other):
    with np.errstate(divide="ignore"):  # in its p, for one value
        expected = scipy.stats.ks_2samp(one, other, method="asymp").statistic
    assert ks_distance(one, other) == pytest.approx(expected)
    assert ks_distance(other, one) == pytest.approx(ks_distance(one, other))


def test_nothing_to_compare_is_refused():
    with pytest.raises(ValueError, match="both need a value, got 0 and 2"):
        ks_distance(np.array([]), np.array([1, 2]))
    with pytest.raises(ValueError, match="level must be above 0 and below 1, got 0"):
        ks_limit(5, 5, 0)


def test_chance_exceeds_the_limit_as_often_as_it_should():
    rng = np.random.default_rng(0)
    far = [ks_distance(rng.normal(size=150), rng.normal(size=200)) for _ in range(600)]
    assert 0.02 <= np.mean(np.array(far) > ks_limit(150, 200, 0.05)) <= 0.07
