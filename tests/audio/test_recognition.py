"""Splits by voice, prototypes, neighbours, costs: by hand, properties, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from vecembed_lab.audio.recognition import (
    by_neighbours,
    by_prototype,
    nearest_other,
    pooled,
    prototypes,
    speaker_folds,
    standardised,
)
from vecembed_lab.audio.samples import found_again, judged, unseen
from vecembed_lab.audio.verifying import (
    eer_of_numbers,
    enrolled,
    equally_loud,
    joined,
    least_cost,
    loudness,
    min_dcf,
    trials_of_numbers,
)
from vecembed_lab.images.verification import between

RNG = np.random.default_rng(0)


def test_each_voice_is_held_out_once_and_whole():
    speakers = np.array(["b", "a", "b", "c"])
    folds = dict(speaker_folds(speakers))
    assert list(folds) == ["a", "b", "c"]
    assert_array_equal(sum(held.astype(int) for held in folds.values()), 1)
    assert all(set(speakers[held]).isdisjoint(speakers[~held]) for held in folds.values())
    with pytest.raises(ValueError, match="at least two, got 1"):
        speaker_folds(np.array(["a", "a"]))


def test_a_spectrum_is_pooled_by_hand():
    assert_allclose(pooled(np.array([[1.0, 4], [3, 4], [5, 1]])), [3, 3])
    assert_allclose(pooled(np.array([[1.0, 4], [3, 4], [5, 1]]), 2), [2, 4, 5, 1])
    with pytest.raises(ValueError, match="4 parts need as many frames, got 3"):
        pooled(np.zeros((3, 2)), 4)


def test_the_test_part_does_not_move_the_scale():
    vectors, train = RNG.normal(size=(20, 3)), np.arange(20) < 10
    moved = np.where(train[:, None], vectors, vectors + 100)
    assert_allclose(standardised(moved, train)[:10], standardised(vectors, train)[:10])
    assert_allclose(standardised(vectors, train)[:10].std(axis=0), 1)
    assert_allclose(standardised(np.ones((4, 2)), np.arange(4) < 2), 0)  # a column that does not vary


def test_prototypes_by_hand():
    vectors, labels = np.array([[9.0, 0], [0, 1], [-1, 0]]), np.array([5, 5, 2])
    names, means = prototypes(vectors, labels)
    assert_array_equal(names, [2, 5])
    assert_allclose(means, [[-1, 0], [np.sqrt(0.5), np.sqrt(0.5)]])
    assert_array_equal(by_prototype(vectors, labels, np.array([[1.0, 3], [-2, 1]])), [5, 2])


def test_neighbours_vote():
    vectors = np.array([[1.0, 0], [1, 0.1], [1, 0.2], [0, 1]])
    labels = np.array(["b", "a", "a", "c"])
    assert_array_equal(by_neighbours(vectors, labels, np.array([[1.0, 0]]), 1), ["b"])
    assert_array_equal(by_neighbours(vectors, labels, np.array([[1.0, 0]]), 3), ["a"])
    with pytest.raises(ValueError, match="k must be between 1 and n=4, got 5"):
        by_neighbours(vectors, labels, vectors, 5)


def test_the_nearest_other_is_another_and_allowed():
    vectors = np.array([[1.0, 0], [2, 0], [1, 0.5]])
    assert_array_equal(nearest_other(vectors), [1, 0, 0])
    allowed = np.array([[True, False, True]] * 3)
    assert_array_equal(nearest_other(vectors, allowed), [2, 0, 0])


def test_only_other_recordings_count_when_asked():
    vectors = np.array([[1.0, 0], [1, 0.01], [0, 1], [0.1, 1]])
    instruments, recordings = np.array([0, 0, 0, 1]), np.array([7, 7, 8, 9])
    any_note, other = found_again(vectors, instruments, recordings)
    assert_array_equal(any_note, [True, True, False])
    assert_array_equal(other, [False, False, False])  # the last has no other recording, so neither asks about it


def test_whole_instruments_are_held_out():
    instruments = np.repeat(np.arange(112), 7)
    held = unseen(instruments, rng=RNG)
    assert held.sum() == 28 * 7
    assert set(instruments[held]).isdisjoint(instruments[~held])


def test_clear_words_are_judged_right():
    digits, held = np.tile(np.arange(4), 6), np.arange(24) < 8
    vectors = np.eye(4)[digits] + 0.01 * RNG.normal(size=(24, 4))
    assert judged(vectors, digits, held) == (1, 1, 0)


def test_the_cost_by_hand():
    scores, same = np.array([0.9, 0.6, 0.4, 0.1]), np.array([True, False, True, False])
    assert_allclose(min_dcf(scores, same, prior=0.5), 0.5)
    assert_allclose(
        min_dcf(scores, same, prior=0.5, miss=10), 2 * 0.5 * 0.5
    )  # accept from .4: half of the others get in
    assert min_dcf(np.ones(4), same) == 1


def test_pairs_of_numbers_by_hand():
    pairs = trials_of_numbers(np.array([1, 3, 4]), np.array(["a", "a", "b"]))
    assert_array_equal(pairs.scores, [-2, -3, -1])
    assert_array_equal(pairs.same, [True, False, False])


def test_the_limits_of_a_cost_are_those_of_other_speakers():
    speakers, rng = np.repeat(np.arange(8), 6), np.random.default_rng(0)
    pairs = trials_of_numbers(rng.normal(size=8)[speakers] + 0.3 * rng.normal(size=48), speakers)
    found = between(pairs, speakers, least_cost, rng=rng)
    assert found.value == min_dcf(pairs.scores, pairs.same)
    assert 0 <= found.low < found.value < found.high <= 1


@given(st.integers(0, 1000), st.floats(0.01, 0.99))
def test_the_cost_is_that_of_the_best_threshold(seed, prior):
    rng = np.random.default_rng(seed)
    same = np.append(rng.random(20) < 0.5, [True, False])
    scores = np.round(rng.normal(size=22) + same, 1)
    costs = [prior * (scores[same] < t).mean() + (1 - prior) * (scores[~same] >= t).mean() for t in [*scores, np.inf]]
    assert_allclose(min_dcf(scores, same, prior=prior), min(costs) / min(prior, 1 - prior))
    assert 0 <= min_dcf(scores, same, prior=prior) <= 1


def test_a_cost_needs_both_kinds_and_a_prior():
    with pytest.raises(ValueError, match="prior must be between 0 and 1"):
        min_dcf(np.zeros(2), np.array([True, False]), prior=1.0)
    with pytest.raises(ValueError, match="pairs of both kinds"):
        min_dcf(np.zeros(2), np.array([True, True]))


def test_profiles_are_means_of_their_own_clips():
    vectors, speakers = np.array([[2.0, 0], [0, 1], [1, 0], [0, 5], [3, 0]]), np.array(["b", "a", "b", "a", "b"])
    profiles, names = enrolled(vectors, speakers, 2)
    assert_array_equal(names, ["a", "b"])
    assert_allclose(profiles, [[0, 1], [1, 0]])
    with pytest.raises(ValueError, match="a profile needs 3 clips, a has 2"):
        enrolled(vectors, speakers, 3)


def test_clips_are_joined_in_order():
    clips = [np.full(n, float(n)) for n in (1, 2, 3)]
    _, names = joined(clips, np.array(["a", "b", "a"]), 1)
    assert_array_equal(names, ["a", "a", "b"])
    (both,), _ = joined([clips[0], clips[2]], np.array(["a", "a"]), 2)
    assert_array_equal(both, [1, 3, 3, 3])
    with pytest.raises(ValueError, match="a longer clip needs 2 clips, b has 1"):
        joined(clips, np.array(["a", "b", "a"]), 2)


def test_loudness_in_decibels():
    assert_allclose(loudness(np.ones(9)), 0)
    assert_allclose(loudness(np.full(9, 0.1)), -20)
    assert_allclose(loudness(np.zeros(9)), -120)
    assert_allclose(loudness(equally_loud(0.3 * np.sin(np.arange(900.0)))), -30)
    assert np.abs(equally_loud(np.append(np.zeros(10_000), 0.5))).max() == 1  # no further than full scale
    assert not equally_loud(np.zeros(9)).any()


def test_one_number_a_clip():
    assert eer_of_numbers(np.array([1.0, 1.1, 5, 5.2]), np.array([0, 0, 1, 1])) == 0
