"""The challenge of unit 02: its bands are calibrated, its controls fail, and it keeps to its time."""

import time

import numpy as np
import pytest

from vecembed_lab.data.words import load_similarity
from vecembed_lab.similarity.measures import agreement
from vecembed_lab.word2vec.checks import word_vectors as checks

DRAWS = 100


@pytest.fixture(scope="module")
def given():
    """The text and the words asked for, in no particular order, and the rows and scores of all known pairs."""
    text, pairs, scores = checks._articles()
    words = np.unique(pairs)
    return text, words, np.searchsorted(words, pairs), scores


def gains(vectors, given):
    """What vectors gain over the rows of PPMI, for many draws of the hidden pairs."""
    text, words, rows, scores = given
    mark, rng = checks._kept_ppmi(text, words), np.random.default_rng(0)
    draws = [rng.permutation(len(rows))[: checks.HIDDEN_PAIRS] for _ in range(DRAWS)]
    return [agreement(vectors, rows[d], scores[d]) - agreement(mark, rows[d], scores[d]) for d in draws]


def grade(function, seed=0):
    return checks.word_vectors.grade(function, seed=seed)


def test_the_hidden_words_are_those_of_wordsim353(given):
    text, words, rows, _ = given
    assert (len(words), len(rows)) == (305, 242)
    assert np.bincount(text[text >= 0])[words].min() >= checks.MIN_COUNT
    assert len(load_similarity("wordsim353")[0]) > len(rows)


def test_good_answers_are_above_the_band_in_every_draw(given):
    text, words, *_ = given
    for d in (15, 30):
        assert min(gains(checks._cut(checks._kept_ppmi(text, words), d), given)) >= checks.FULL_GAIN


def test_poor_answers_are_below_the_band_in_every_draw(given):
    text, words, *_ = given
    counts = checks._kept_counts(text, words)
    narrow = checks._cut(checks._kept_ppmi(text, words, window=2), 15)
    for vectors in (np.log1p(counts), counts, narrow, np.random.default_rng(0).normal(size=(305, 50))):
        assert max(gains(vectors, given)) <= checks.NO_GAIN


def test_answers_in_between_earn_a_share(given):
    text, words, *_ = given
    between = gains(checks._cut(checks._kept_ppmi(text, words), 100), given)
    assert min(between) < checks.FULL_GAIN < max(between)


def test_from_a_shuffled_text_nothing_is_learned_in_any_draw(given):
    text, words, rows, scores = given
    rng = np.random.default_rng(0)
    for _ in range(5):
        shuffled = checks._shuffled(text, rng)
        for vectors in (checks._kept_ppmi(shuffled, words), checks._word_vectors(shuffled, words, 5)):
            draws = [rng.permutation(len(rows))[: checks.HIDDEN_PAIRS] for _ in range(10)]
            assert max(abs(agreement(vectors, rows[d], scores[d])) for d in draws) < checks.KNOWS_ALREADY


def test_every_seed_deals_out_other_numbers_for_the_same_words():
    one, other, again = (checks._hidden_test(np.random.default_rng(seed)) for seed in (1, 2, 1))
    for a, b in zip(one, again, strict=True):
        assert np.array_equal(a, b)
    assert not np.array_equal(one[0], other[0])
    assert not np.array_equal(np.sort(one[1]), np.sort(other[1]))
    for text, asked, rows, scores in (one, other):  # the numbers differ, the words and what people said do not
        counts = np.bincount(text[text >= 0])[asked]
        assert np.sort(counts).tolist() == np.sort(np.bincount(one[0][one[0] >= 0])[one[1]]).tolist()
        vectors = checks._word_vectors(text, asked, 5)
        assert agreement(vectors, rows, scores) > 0.4


def test_shuffling_keeps_words_and_gaps():
    text = np.array([5, 6, 7, -1, 8, -1])
    shuffled = checks._shuffled(np.tile(text, 50), np.random.default_rng(0))
    assert np.array_equal(shuffled < 0, np.tile(text, 50) < 0)
    assert np.array_equal(np.sort(shuffled), np.sort(np.tile(text, 50)))
    assert not np.array_equal(shuffled, np.tile(text, 50))


def test_vectors_that_do_not_come_from_the_text_are_found_out():
    brought = []

    def bring(text, words, seconds):
        brought.append(checks._word_vectors(text, words, seconds))
        return brought[0]

    report = grade(bring)
    assert report.score == 0
    assert "do not come from the text" in str(report)


def test_random_vectors_and_vectors_of_a_shuffled_text_earn_nothing():
    def chance(text, words, seconds):
        return np.random.default_rng(0).normal(size=(len(words), 50))

    def shuffles(text, words, seconds):
        return checks._word_vectors(checks._shuffled(text, np.random.default_rng(0)), words, seconds)

    for seed in range(3):
        assert grade(chance, seed).score == grade(shuffles, seed).score == 0


def test_an_answer_that_takes_too_long_is_told_its_budget(monkeypatch):
    monkeypatch.setattr(checks, "BUDGET", 0.2)

    def slow(text, words, seconds):
        time.sleep(2 * seconds)
        return checks._word_vectors(text, words, seconds)

    report = grade(slow)
    assert report.score == 0
    assert "longer than the 0.2 seconds" in str(report)


def test_the_model_answer_leaves_slow_machines_time(given):
    started = time.process_time()
    checks._counts(*given[:2], checks.WINDOW)
    checks._word_vectors(*given[:2], checks.BUDGET)
    assert time.process_time() - started < checks.BUDGET / 5
