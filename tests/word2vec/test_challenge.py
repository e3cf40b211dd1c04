"""The challenge of unit 02: its bands are calibrated, its controls fail, and it keeps to its time."""

import re
import time

import numpy as np
import pytest
from scipy.sparse import csr_array

from vecembed_lab.data.words import load_similarity
from vecembed_lab.similarity.measures import agreement
from vecembed_lab.word2vec.checks import word_vectors as checks
from vecembed_lab.word2vec.cooccurrence import ppmi

DRAWS = 40


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


def centred(rows):
    return rows - rows.mean(axis=0)


def with_power(counts):
    return ppmi(csr_array(counts), power=0.75).toarray()


TRIED = {
    "random vectors": lambda *given: np.random.default_rng(0).normal(size=(305, 50)),
    "raw counts": lambda *given: checks._kept_counts(*given),
    "a window of 2, cut to 15 dimensions": lambda *given: checks._cut(checks._kept_ppmi(*given, 2), 15),
    "logarithms of the counts": lambda *given: np.log1p(checks._kept_counts(*given)),
    "a shift of 3": lambda *given: checks._kept_ppmi(*given, shift=3),
    "the mean row subtracted": lambda *given: centred(checks._kept_ppmi(*given)),
    "10,000 contexts": lambda *given: checks._kept_ppmi(*given, n=10_000),
    "10,000 contexts with a power of 3/4": lambda *given: with_power(checks._kept_counts(*given, n=10_000)),
    "cut to 10 dimensions": lambda *given: checks._cut(checks._kept_ppmi(*given), 10),
    "cut to 15 dimensions": lambda *given: checks._cut(checks._kept_ppmi(*given), 15),
    "cut to 30 dimensions": lambda *given: checks._cut(checks._kept_ppmi(*given), 30),
    "3,000 contexts, 10 places, cut to 20": lambda *given: checks._cut(checks._kept_ppmi(*given, 10, 3000), 20),
    "3,000 contexts, 12 places, cut to 25": lambda *given: checks._word_vectors(*given, checks.BUDGET),
}


@pytest.fixture(scope="module")
def bands(given):
    """The gains of everything that was tried, by its name in the docstring."""
    return {name: gains(tried(*given[:2]), given) for name, tried in TRIED.items()}


def grade(function, seed=0):
    return checks.word_vectors.grade(function, seed=seed)


def test_the_hidden_words_are_those_of_wordsim353(given):
    text, words, rows, _ = given
    assert (len(words), len(rows)) == (305, 242)
    assert np.bincount(text[text >= 0])[words].min() >= checks.MIN_COUNT
    assert len(load_similarity("wordsim353")[0]) > len(rows)


def test_the_bands_of_the_docstring_are_those_that_are_measured(bands):
    told = re.findall(r"^    (\S.*?)  +(-?\.\d+) to (-?\.\d+)$", checks.__doc__, re.MULTILINE)
    assert [name for name, *_ in told] == list(bands)
    for name, least, greatest in told:
        assert (min(bands[name]), max(bands[name])) == pytest.approx((float(least), float(greatest)), abs=0.011), name


def test_the_model_answer_is_above_the_band_in_every_draw(bands):
    assert min(bands["3,000 contexts, 12 places, cut to 25"]) > checks.FULL_GAIN


def test_what_learns_less_than_ppmi_earns_nothing_in_any_draw(bands):
    for name in list(bands)[:4]:
        assert max(bands[name]) < checks.NO_GAIN, name


def test_one_change_to_the_rows_of_ppmi_earns_a_part(bands):
    for name in list(bands)[4:11]:
        assert np.median(bands[name]) < checks.FULL_GAIN, name
        assert min(bands[name]) > checks.NO_GAIN, name
    for name in list(bands)[4:9]:
        assert max(bands[name]) < checks.FULL_GAIN, name


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


def test_an_answer_that_does_not_end_loses(monkeypatch):
    monkeypatch.setattr(checks.word_vectors, "seconds", 0.2)

    def slow(text, words, seconds):
        while True:
            pass

    report = grade(slow)
    assert report.score == 0
    assert "in time" in str(report)


def test_rows_that_are_no_vectors_are_told(given):
    asked = len(given[1])
    assert "has the shape (305,)" in str(grade(lambda *_: np.ones(asked)))
    holes = np.ones((asked, 3))
    holes[:7, 1] = np.nan
    assert "7 of its rows hold NaN" in str(grade(lambda *_: holes))


def test_the_model_answer_leaves_slow_machines_time(given):
    started = time.process_time()
    checks._counted_once.cache_clear()
    checks._word_vectors(*given[:2], checks.BUDGET)
    assert time.process_time() - started < checks.BUDGET / 5
