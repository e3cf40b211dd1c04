import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.sparse import csr_array

from vecembed_lab.word2vec.cooccurrence import cooccurrence, count_vectors, frequent_pmi, ppmi, svd_vectors


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_cooccurrence_by_hand():
    text = np.array([0, 1, 2, 1])
    assert_array_equal(cooccurrence(text, 3, 1).todense(), [[0, 1, 0], [1, 0, 2], [0, 2, 0]])
    assert_array_equal(cooccurrence(text, 4, 2).todense()[:3, :3], [[0, 1, 1], [1, 2, 2], [1, 2, 0]])


def test_cooccurrence_against_a_loop_over_places(rng):
    text, slow = rng.integers(7, size=60), np.zeros((7, 7))
    for i in range(60):
        for j in range(max(0, i - 4), min(60, i + 5)):
            slow[text[i], text[j]] += i != j
    assert_array_equal(cooccurrence(text, 7, 4).todense(), slow)


def test_a_window_may_be_wider_than_the_text():
    assert_array_equal(cooccurrence(np.array([0, 1]), 2, 9).todense(), [[0, 1], [1, 0]])
    assert cooccurrence(np.array([], dtype=int), 2, 1).sum() == 0


def test_texts_with_gaps_between_them_keep_apart():
    two = cooccurrence(np.array([0, 1, -1, -1, 2, 0]), 3, 2)
    assert_array_equal(two.todense(), [[0, 1, 1], [1, 0, 0], [1, 0, 0]])


@pytest.mark.parametrize(("ids", "window", "rule"), [([0], 0, "got 0"), ([0, 3], 1, "0 to 3"), ([-2], 1, "-2 to -2")])
def test_cooccurrence_refuses_what_cannot_be_counted(ids, window, rule):
    with pytest.raises(ValueError, match=rule):
        cooccurrence(np.array(ids), 3, window)


def test_ppmi_by_hand():
    counts = csr_array([[0.0, 3.0], [1.0, 4.0]])  # total 8
    assert_allclose(ppmi(counts).todense(), [[0, np.log(3 * 8 / (3 * 7))], [np.log(1 * 8 / (5 * 1)), 0]])


def test_ppmi_with_shift_and_power_by_hand():
    counts = csr_array([[16.0, 0.0], [0.0, 1.0]])
    plain = np.log([17 / 16, 17])
    assert_allclose(ppmi(counts).diagonal(), plain)
    assert_allclose(ppmi(counts, shift=2.0).diagonal(), [0, np.log(17 / 2)])
    assert_allclose(ppmi(counts, power=0.75).diagonal(), np.log([9 / 8, 9]))  # 16 ** 0.75 = 8


def test_ppmi_does_not_depend_on_the_size_of_the_corpus(rng):
    counts = csr_array(rng.integers(9, size=(5, 5)).astype(float))
    assert_allclose(ppmi(counts).todense(), ppmi(10 * counts).todense())


def test_ppmi_of_words_that_ignore_each_other_is_zero(rng):
    assert_allclose(ppmi(csr_array(np.outer([1.0, 2, 3], [4.0, 1, 5]))).todense(), 0, atol=1e-12)


def test_ppmi_leaves_its_argument_alone_and_refuses_zeros():
    counts = csr_array([[0.0, 3.0], [1.0, 4.0]])
    ppmi(counts)
    assert_array_equal(counts.todense(), [[0, 3], [1, 4]])
    with pytest.raises(ValueError, match="all zero"):
        ppmi(csr_array((2, 2)))


def test_svd_vectors_against_numpy(rng):
    matrix = rng.normal(size=(9, 7))
    u, s, _ = np.linalg.svd(matrix)
    ours = svd_vectors(csr_array(matrix), 3, seed=0)
    assert_allclose(np.abs(ours), np.abs(u[:, :3] * np.sqrt(s[:3])), atol=1e-3)  # signs are free
    assert_allclose(ours, svd_vectors(csr_array(matrix), 3, seed=0))


@pytest.mark.parametrize("d", [0, 3])
def test_svd_refuses_impossible_dimensions(d):
    with pytest.raises(ValueError, match=rf"below min\(V, C\) = 3, got {d}"):
        svd_vectors(csr_array((3, 4)), d, seed=0)


def test_two_topics_that_never_mix_separate(rng):
    text = np.concatenate([rng.integers(10, size=2000), 10 + rng.integers(10, size=2000)])
    vectors = svd_vectors(ppmi(cooccurrence(text, 20, 3)), 2, seed=0)
    products = vectors @ vectors.T
    assert products[:10, :10].min() > products[:10, 10:].max() + 0.1


def test_count_vectors_are_the_three_steps(rng):
    text = rng.integers(9, size=40)  # so short that some pairs meet far more often than by chance
    steps = svd_vectors(ppmi(cooccurrence(text, 9, 3), 2.0, 0.75), 4, seed=1)
    assert (steps != 0).any()
    assert_allclose(
        count_vectors(text, 9, seed=1, window=3, shift=2.0, power=0.75, d=4), steps, rtol=1e-4, atol=1e-5
    )  # float32


def test_frequent_pmi_by_hand():
    counts = csr_array([[1.0, 3.0], [3.0, 5.0]])  # total 12, margins 4 and 8
    word, context, pmi = frequent_pmi(counts, at_least=3)
    assert_array_equal([word, context], [[0, 1, 1], [1, 0, 1]])
    assert_allclose(pmi, np.log([3 * 12 / 32, 3 * 12 / 32, 5 * 12 / 64]))  # the last is below 0, and stays so


def test_frequent_pmi_leaves_out_the_first_words_but_not_what_they_count():
    word, context, pmi = frequent_pmi(csr_array([[1.0, 3.0], [3.0, 5.0]]), at_least=1, first=1)
    assert (word.tolist(), context.tolist()) == ([1], [1])
    assert_allclose(pmi, np.log(5 * 12 / 64))
