import numpy as np
import pytest
from numpy.testing import assert_allclose

from vecembed_lab.production.latency import Waits, percentiles, queued


def test_percentiles_by_hand():
    assert percentiles(np.arange(1, 101)[::-1]) == Waits(50, 95, 99)
    assert percentiles(np.array([7.0])) == Waits(7, 7, 7)
    assert percentiles(np.array([3.0, 1, 2, 4])) == Waits(2, 4, 4)
    with pytest.raises(ValueError, match="at least one request"):
        percentiles(np.array([]))


def test_percentiles_are_those_of_numpy_and_no_answer_is_an_infinite_wait():
    waits = np.random.default_rng(0).exponential(size=137)
    expected = np.percentile(waits, [50, 95, 99], method="inverted_cdf")
    assert_allclose(percentiles(waits), expected)
    waits[:3] = np.inf
    assert percentiles(waits).p95 < percentiles(waits).p99 == np.inf


def test_a_queue_by_hand():
    """The second comes while the first is served, the third when nobody is there."""
    assert queued(np.array([0.0, 1, 9]), np.array([3.0, 2, 1])).tolist() == [3, 5, 10]
