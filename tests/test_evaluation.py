import numpy as np
import pytest
from numpy.testing import assert_array_equal

from vecembed_lab import evaluation
from vecembed_lab.evaluation import analogies_right, rated_rows
from vecembed_lab.similarity import analogy


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
    monkeypatch.setattr(evaluation, "BLOCK", 7)
    assert analogies_right(vectors, {letter: i for i, letter in enumerate("abcdefghi")}, questions) == slow


def test_no_questions_are_refused():
    with pytest.raises(ValueError, match="no questions"):
        analogies_right(np.eye(2), {}, [])
