import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vecembed_lab.bias.groups import Z, group_gap, true_positive_gap


def people(yes, n):
    return np.arange(n) < yes


def groups(yes, n, others_yes, others_n):
    decided = np.concatenate([people(yes, n), people(others_yes, others_n)])
    return decided, np.arange(n + others_n) < n


def test_a_gap_by_hand():
    """3 of 4 against 2 of 8: shares (3 + 1) / 6 and (2 + 1) / 10 once a yes and a no are added to both."""
    gap, low, high = group_gap(*groups(3, 4, 2, 8))
    half = Z * np.sqrt(2 / 3 * 1 / 3 / 6 + 0.3 * 0.7 / 10)
    assert gap == 0.5
    assert (low, high) == (pytest.approx(2 / 3 - 0.3 - half), pytest.approx(2 / 3 - 0.3 + half))


def test_nine_people_tell_little_and_nobody_is_certain():
    gap, low, high = group_gap(*groups(9, 9, 0, 9))
    assert gap == 1
    assert low > 0.4
    assert high == 1
    gap, low, high = group_gap(*groups(0, 9, 9, 9))
    assert (gap, low) == (-1, -1)
    _, low, high = group_gap(*groups(5, 9, 4, 9))
    assert low < -0.3 < 0.5 < high


@given(st.integers(0, 2**32), st.integers(5, 60), st.integers(5, 60), st.floats(0.02, 0.98))
def test_the_interval_of_a_gap_that_is_not_there_holds_0_nearly_always(seed, n, m, share):
    rng = np.random.default_rng(seed)
    group = np.arange(n + m) < n
    inside = []
    for _ in range(200):
        _, low, high = group_gap(rng.random(n + m) < share, group)
        inside.append(low <= 0 <= high)
    assert np.mean(inside) >= 0.9


def test_one_group_only_is_refused():
    for group in (np.ones(3, bool), np.zeros(3, bool)):
        with pytest.raises(ValueError, match="both groups must occur"):
            group_gap(np.ones(3, bool), group)
    with pytest.raises(ValueError, match="both groups must occur, got 0 of 1"):
        true_positive_gap(np.array([True, False]), np.ones(2, bool), np.array([False, True]))


def test_opportunity_looks_at_those_who_should_be_taken():
    wanted = np.array([True, True, True, True, False, False])
    decided = np.array([True, False, True, True, True, True])
    group = np.array([True, True, False, False, True, False])
    assert true_positive_gap(wanted, decided, group)[0] == -0.5
