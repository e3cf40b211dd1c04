import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vecembed_lab.overfitting.copies import jaccard, near_copies, reworded
from vecembed_lab.overfitting.splits import group_split

TEXTS = st.lists(st.lists(st.sampled_from("abcdefg"), max_size=8), max_size=5)


def test_groups_by_hand():
    groups = np.array([7, 3, 7, 7, 5, 3])
    assert group_split(groups, np.array([3, 7, 5]), 0.3).tolist() == [False, True, False, False, False, True]
    assert group_split(groups, np.array([3, 7, 5]), 0.5).sum() == 5


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.randoms(), st.floats(0.01, 0.99))
def test_no_group_stands_on_both_sides_and_the_last_one_was_needed(groups, random, share):
    groups = np.array(groups)
    order = np.unique(groups)
    random.shuffle(order)
    test = group_split(groups, order, share)
    assert not set(groups[test]) & set(groups[~test])
    assert test.mean() >= share - 1e-9
    taken = [group for group in order.tolist() if group in groups[test]]
    assert taken == order[: len(taken)].tolist()
    assert np.isin(groups, taken[:-1]).mean() < share


def test_shares_and_names_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="share must be above 0 and below 1, got 1"):
        group_split(np.array([1, 2]), np.array([1, 2]), 1)
    for order in ([1], [1, 1], [1, 2, 3]):
        with pytest.raises(ValueError, match="order must name each of 2 groups once"):
            group_split(np.array([1, 2, 2]), np.array(order), 0.5)


@given(TEXTS, TEXTS)
def test_jaccard_is_that_of_sets(texts, others):
    found = jaccard(texts, others)
    assert found.shape == (len(texts), len(others))
    for i, text in enumerate(map(set, texts)):
        for j, other in enumerate(map(set, others)):
            either = len(text | other)
            assert found[i, j] == pytest.approx(len(text & other) / either if either else 0)


def test_copies_by_hand():
    train, test = [["a", "b", "c"]], [["c", "b", "a", "a"], ["a", "b", "d"], ["q"], []]
    assert near_copies(train, test, 0.5).tolist() == [True, True, False, False]
    assert near_copies(train, test, 0.51).tolist() == [True, False, False, False]
    assert near_copies([], test, 0.5).tolist() == [False] * 4
    with pytest.raises(ValueError, match="at_least must be above 0 and at most 1, got 0"):
        near_copies(train, test, 0)


def test_rewording_changes_at_most_n_places():
    text = [str(i) for i in range(50)]
    changed = reworded(text, 5, rng=np.random.default_rng(0))
    assert sum(a != b for a, b in zip(text, changed, strict=True)) in (4, 5)
    assert set(changed) <= set(text)
    assert reworded(text, 0, rng=np.random.default_rng(0)) == text
    with pytest.raises(ValueError, match="2 words cannot be replaced in a text of 1"):
        reworded(["a"], 2, rng=np.random.default_rng(0))
