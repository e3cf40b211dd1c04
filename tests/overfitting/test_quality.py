import numpy as np
import pytest

from vecembed_lab.overfitting.quality import misspelt, mixed, repeated, without_repeats


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def pieces(rng):
    return [rng.integers(50, size=200) for _ in range(14)]


def test_repeats_are_the_share_that_was_asked_and_their_cure_is_complete(pieces, rng):
    worse = repeated(pieces, 0.3, rng=rng)
    assert len(worse) == 20
    assert len({piece.tobytes() for piece in worse}) == 14
    assert [p.tolist() for p in without_repeats(worse)] == [p.tolist() for p in pieces]
    assert len(repeated(pieces, 0, rng=rng)) == 14


def test_misspelt_words_are_unknown_and_the_others_stay(pieces, rng):
    for before, after in zip(pieces, misspelt(pieces, 0.2, rng=rng), strict=True):
        assert ((after == before) | (after == -1)).all()
    assert 0.15 < np.mean([(p == -1).mean() for p in misspelt(pieces, 0.2, rng=rng)]) < 0.25


def test_mixing_keeps_every_word(pieces, rng):
    for before, after in zip(pieces, mixed(pieces, 0.5, rng=rng), strict=True):
        assert sorted(before) == sorted(after)
        assert (before != after).any()


def test_shares_that_are_none_are_refused(pieces, rng):
    for damage in (repeated, misspelt):
        with pytest.raises(ValueError, match="share must be at least 0 and below 1, got 1"):
            damage(pieces, 1, rng=rng)
