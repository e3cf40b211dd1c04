"""The challenge of unit 01: what baselines, single lines, the reference and controls earn, on many draws."""

import importlib

import numpy as np
import pytest
import scipy.linalg

from tests.similarity.answers import Improve
from vecembed_lab.similarity.measures import all_but_the_top, normalize

checks = importlib.import_module("vecembed_lab.similarity.checks.improve")
DRAWS = range(20)


def power(vectors):
    """The best single line that we know."""
    return vectors @ scipy.linalg.fractional_matrix_power(vectors.T @ vectors, -0.4)


CONTROLS = {
    "as they are": lambda v: v,
    "random numbers": lambda v: np.random.default_rng(0).normal(size=v.shape),
}
LINES = {
    "mean subtracted": lambda v: v - v.mean(axis=0),
    "mean and top 5 removed": lambda v: all_but_the_top(v, 5),
    "whitened": lambda v: checks._whitened(v),
    "whitened, of length 1": lambda v: checks._whitened(normalize(v)),
    "whitened twice": lambda v: checks._whitened(normalize(checks._whitened(normalize(v)))),
    "a power of the covariance": power,
}
GOOD = {"the reference": checks.improve.reference, "another good answer": Improve.steeper_weights}


@pytest.fixture(scope="module")
def measured():
    """By answer, its gains and its points, draw by draw."""
    results = {name: [] for name in CONTROLS | LINES | GOOD}
    for seed in DRAWS:
        vectors, tests, bands = checks._hidden_test(seed)
        for name, answer in (CONTROLS | LINES | GOOD).items():
            after = checks._agreement(answer(vectors), tests)
            results[name].append((after - bands[0], 6 * checks._share(after, bands)))
    return {name: np.array(rows).T for name, rows in results.items()}


def lines(measured):
    """The table of the docstring."""
    return "\n".join(
        f"    {name:<26}{min(gains):+.3f} to {max(gains):+.3f}   {min(points):.1f} to {max(points):.1f}"
        for name, (gains, points) in measured.items()
    )


def test_the_docstring_says_what_was_measured(measured):
    assert lines(measured) in checks.__doc__, lines(measured)


def test_controls_earn_nothing(measured):
    assert all(measured[name][1].max() == 0 for name in CONTROLS)


def test_full_points_take_more_than_a_single_line(measured):
    assert all(measured[name][1].max() < 6 for name in LINES)


def test_good_answers_earn_full_points_in_every_draw(measured):
    assert all(measured[name][1].min() == 6 for name in GOOD)


def test_points_rise_with_the_gain(measured):
    for draw in range(len(DRAWS)):
        gains, points = np.array([results[:, draw] for results in measured.values()]).T
        assert (np.diff(points[np.argsort(gains)]) >= 0).all()


def test_the_full_points_ask_for_half_the_way_from_the_best_line_to_the_reference(measured):
    best, reference, whitened = (
        measured[name][0].mean() for name in ("a power of the covariance", "the reference", "whitened")
    )
    assert abs(checks.BEYOND - ((best + reference) / 2 - whitened)) < 0.002


def test_the_words_come_most_frequent_first_and_every_hidden_pair_is_among_them():
    glove = checks.words.load_glove()
    vectors, tests, _ = checks._hidden_test(0)
    assert [len(scores) for _, scores in tests] == [317, 899]
    rows = {vector.tobytes(): row for row, vector in enumerate(glove.vectors[:100_000].astype(float))}
    places = [rows[vector.tobytes()] for vector in vectors if vector.tobytes() in rows]
    assert len(places) > checks.FREQUENT
    assert places == sorted(places)
    pairs, scores = checks.words.load_similarity("wordsim353")
    known = {(frozenset((a.lower(), b.lower())), score) for (a, b), score in zip(pairs, scores, strict=True)}
    for (one, other), score in zip(*tests[0], strict=True):
        words = frozenset(glove.words[rows[vectors[row].tobytes()]] for row in (one, other))
        assert (words, score) in known
