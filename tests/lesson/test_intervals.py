import numpy as np
import pytest

from vecembed_lab.lesson.intervals import Interval, resampled, spread


def test_an_interval_is_written_as_one():
    assert f"{Interval(0.5, 0.41, 0.579):.2f}" == "0.50 (0.41 to 0.58)"
    assert f"{Interval(0.5, 0.41, 0.579):.0%}" == "50% (41% to 58%)"


def test_the_interval_of_a_mean_is_two_standard_errors_wide_to_both_sides():
    values = np.random.default_rng(0).normal(7, 1, size=400)  # standard error 1 / 20
    found = resampled(lambda rows: values[rows].mean(), 400, rng=np.random.default_rng(1), rounds=2000)
    assert found.value == values.mean()
    assert found.high - found.value == pytest.approx(1.96 / 20, rel=0.1)
    assert found.value - found.low == pytest.approx(1.96 / 20, rel=0.1)


def test_what_is_equal_has_no_interval():
    assert resampled(lambda rows: 3, 5, rng=np.random.default_rng(0)) == (3, 3, 3)


def test_a_spread_by_hand():
    assert spread(np.arange(101)) == (50, 5, 95)
