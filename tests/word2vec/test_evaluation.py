import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from vecembed_lab.similarity.measures import analogy
from vecembed_lab.word2vec import evaluation
from vecembed_lab.word2vec.evaluation import analogies_right, learning_curve, mean_vectors, rated_rows, standard_error


def test_rated_rows_by_hand():
    pairs, scores = [("tea", "cup"), ("tea", "gnu"), ("cup", "cup")], np.array([7.0, 1.0, 10.0])
    rows, people = rated_rows({"cup": 0, "tea": 5}, pairs, scores)
    assert_array_equal(rows, [[5, 0], [0, 0]])
    assert_array_equal(people, [7, 10])


def test_pairs_of_which_none_is_known_leave_none():
    rows, people = rated_rows({}, [("tea", "cup")], np.array([7.0]))
    assert rows.shape == (0, 2)
    assert people.shape == (0,)


def test_analogies_by_hand():
    index = {"man": 0, "woman": 1, "king": 2, "queen": 3}
    vectors = np.array([[1.0, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1]])
    right, wrong = ("man", "woman", "king", "queen"), ("man", "woman", "king", "man")
    assert analogies_right(vectors, index, [right]) == 1
    assert analogies_right(vectors, index, [right, wrong, ("man", "woman", "king", "regent")]) == pytest.approx(1 / 3)
    assert analogies_right(vectors, index, [("who", "knows", "these", "words")]) == 0


def test_analogies_against_one_at_a_time(monkeypatch):
    rng = np.random.default_rng(0)
    vectors, rows = rng.normal(size=(9, 3)) * rng.uniform(0.1, 9, size=(9, 1)), rng.integers(9, size=(200, 4))
    questions = [tuple("abcdefghi"[row] for row in question) for question in rows]
    slow = np.mean([analogy(vectors, a, b, c)[0] == d for a, b, c, d in rows])
    monkeypatch.setattr(evaluation, "QUESTIONS_AT_ONCE", 7)
    assert analogies_right(vectors, {letter: i for i, letter in enumerate("abcdefghi")}, questions) == slow


def test_no_questions_are_refused():
    with pytest.raises(ValueError, match="no questions"):
        analogies_right(np.eye(2), {}, [])


def test_the_standard_error_of_a_correlation_of_chance():
    rng = np.random.default_rng(0)
    vectors, pairs, scores = rng.normal(size=(800, 20)), np.arange(800).reshape(400, 2), rng.normal(size=400)
    assert standard_error(vectors, pairs, scores, rng=rng) == pytest.approx(1 / np.sqrt(399), rel=0.15)


def test_few_pairs_leave_more_to_luck():
    rng = np.random.default_rng(0)
    vectors, pairs, scores = rng.normal(size=(800, 20)), np.arange(800).reshape(400, 2), rng.normal(size=400)
    few = standard_error(vectors, pairs[:25], scores[:25], rng=rng)
    assert few > 2 * standard_error(vectors, pairs, scores, rng=rng)


def test_mean_vectors_by_hand():
    vectors, weights = np.array([[1.0, 0], [0, 2], [5, 5]]), np.array([3.0, 2, 1])
    means = mean_vectors([np.array([0, 1]), np.array([0, 0]), np.array([], dtype=int)], vectors, weights)
    assert_allclose(means, [[0.6, 0.8], [1, 0], [0, 0]])  # 3 (1, 0) + 2 (0, 2) = (3, 4)


def test_more_labels_help_and_noise_stays_at_chance():
    rng = np.random.default_rng(0)
    labels = np.repeat(["a", "b"], 300)
    informative = rng.normal(size=(600, 30)) + np.where(labels == "a", 0.4, -0.4)[:, None]
    few, many = learning_curve(informative, labels, [6, 300], rng=rng)
    assert 0.5 < few < many - 0.05
    assert learning_curve(rng.normal(size=(600, 30)), labels, [300], rng=rng)[0] == pytest.approx(0.5, abs=0.1)


def test_the_same_rng_asks_the_same_texts():
    rng = np.random.default_rng(0)
    features, labels = rng.normal(size=(90, 3)), np.repeat([0, 1], 45)
    curves = [learning_curve(features, labels, [10, 20], rng=np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert curves[0] == curves[1] != curves[2]


def test_the_test_is_never_learned_from():
    seen, labels = np.eye(300), np.random.default_rng(0).integers(2, size=300)  # a text is like none but itself
    assert learning_curve(seen, labels, [200], rng=np.random.default_rng(0), draws=1)[0] < 0.7
