import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vecembed_lab.overfitting.halves import by_article, by_pieces, errors, held_out_error, surprise


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_two_by_two_by_hand():
    a, b = np.diag([3.0, 1.0]), np.diag([2.0, 0.0])
    assert [held_out_error(a, b, d) for d in (0, 1, 2)] == pytest.approx([1, 0.25, 0.5])


@given(st.integers(0, 2**32), st.integers(2, 7), st.integers(2, 7))
def test_all_dimensions_at_once_are_those_one_by_one(seed, n, m):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(2, n, m))
    found = errors(a, b)
    assert found.other == pytest.approx([held_out_error(a, b, d) for d in range(min(n, m) + 1)])
    assert found.itself == pytest.approx([held_out_error(a, a, d) for d in range(min(n, m) + 1)], abs=1e-9)


def test_the_error_on_itself_falls_and_planted_dimensions_are_found(rng):
    shared = (rng.normal(size=(60, 3)) * [9, 7, 5]) @ rng.normal(size=(3, 60))
    a, b = shared + rng.normal(size=(2, 60, 60))
    found = errors(a, b)
    assert (np.diff(found.itself) < 0).all()
    assert found.best == 3


def test_the_effective_rank_of_a_half_by_hand_and_whatever_the_other_is(rng):
    a = np.diag([3.0, 3.0, 0.0]) @ np.linalg.qr(rng.normal(size=(3, 3)))[0]
    assert errors(a, rng.normal(size=(3, 3))).effective_rank == pytest.approx(2)
    noise = rng.normal(size=(60, 60))
    assert 30 < errors(noise, a.repeat(20, 0).repeat(20, 1)).effective_rank < 60


def test_what_does_not_fit_is_refused(rng):
    a = rng.normal(size=(3, 4))
    with pytest.raises(ValueError, match="d must be between 0 and 3, got 4"):
        held_out_error(a, a, 4)
    with pytest.raises(ValueError, match="b is 0 everywhere"):
        held_out_error(a, np.zeros((3, 4)), 1)


def pieces_of(sizes):
    return [[np.full(3, 100 * i + j) for j in range(n)] for i, n in enumerate(sizes)]


def test_halves_by_pieces_are_equal_and_share_none(rng):
    one, other = by_pieces(pieces_of([5, 9, 6]), 12, rng=rng)
    assert len(one) == len(other) == 6
    assert not {p[0] for p in one} & {p[0] for p in other}


def test_halves_by_article_share_no_article(rng):
    for _ in range(20):
        one, other = by_article(pieces_of([5, 9, 6, 2, 2, 30, 1]), 30, rng=rng)
        assert not {p[0] // 100 for p in one} & {p[0] // 100 for p in other}
        assert abs(len(one) - len(other)) <= 15


def test_more_pieces_than_there_are_are_refused(rng):
    for split in (by_pieces, by_article):
        with pytest.raises(ValueError, match="the pieces must be between 2 and 4, got 5"):
            split(pieces_of([2, 2]), 5, rng=rng)


def test_words_of_two_pieces_are_no_neighbours():
    found = surprise([np.array([0, 1] * 5), np.array([2, 3] * 5)], 4)
    assert found[0, 1] > 0
    assert found[:2, 2:].max() == 0
