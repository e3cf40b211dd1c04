import numpy as np
import pytest
from numpy.testing import assert_allclose

from vecembed_lab.production.latency import Waits, closed_loop, percentiles, planned, queued


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


def test_who_finds_no_room_is_refused():
    """One is served and one waits; the third finds both and is refused, the fourth finds only the second."""
    done = queued(np.array([0.0, 1, 2, 3]), np.full(4, 3.0), room=2)
    assert_allclose(done, [3, 6, np.nan, 9])


def test_half_of_the_capacity_leaves_half_of_the_requests_without_a_queue():
    """In a queue with exponential times the mean time in it is 1 / (capacity - rate)."""
    rng = np.random.default_rng(0)
    due = np.cumsum(rng.exponential(2, size=50_000))
    waits = queued(due, rng.exponential(1, size=50_000)) - due
    assert waits.mean() == pytest.approx(2, rel=0.1)


def test_a_closed_loop_leaves_out_the_wait_in_the_queue_by_hand():
    """The second is due at 1, sent at 3 when the first is answered, and answered at 5: 2, not 4."""
    due, done = np.array([0.0, 1, 9]), np.array([3.0, 5, 10])
    assert closed_loop(due, done).tolist() == [3, 2, 1]
    assert closed_loop(due + 100, done + 100).tolist() == [3, 2, 1]


def test_a_plan_has_the_rate_and_the_need_that_it_says():
    due, needed = planned(4, 50_000, rng=np.random.default_rng(0))
    assert np.diff(due).min() >= 0
    assert due[-1] == pytest.approx(50_000 / 4, rel=0.03)
    assert np.diff(due).std() == pytest.approx(1 / 4, rel=0.05)  # at random moments: as large as the mean
    assert needed.mean() == pytest.approx(1, rel=0.03)
