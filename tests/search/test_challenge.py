"""The challenge of unit 07: what controls, beginnings and good answers earn, on many draws."""

import importlib

import numpy as np
import pytest

from tests.search.answers import EightBytes
from vecembed_lab.grading.compare import Wrong

checks = importlib.import_module("vecembed_lab.search.checks.eight_bytes")
DRAWS = range(5)


def points(answer, seed):
    """What an answer earns, of 6."""
    return checks.eight_bytes.grade(answer, seed=seed).score


@pytest.mark.parametrize("seed", DRAWS)
def test_controls_earn_nothing_beginnings_a_part_and_good_answers_all(seed):
    assert [points(control, seed) for control in (checks.random_codes, checks.all_zero, checks.books_shifted)] == [
        0
    ] * 3
    assert points(checks._loudest, seed) == 0
    assert points(checks._product, seed) == pytest.approx(3)
    assert points(checks.eight_bytes.reference, seed) == points(EightBytes.residuals_chosen_again, seed) == 6


def test_the_bands_rise_and_full_points_are_within_reach():
    for seed in DRAWS:
        vectors, queries, limits, (least, product) = checks._hidden_test(seed)
        best = checks._recall(vectors, queries, limits, *checks._residual(vectors))
        assert least + 0.1 < product < product + checks.BEYOND < best


def test_what_is_rebuilt_exactly_has_recall_one():
    vectors, queries, limits, _ = checks._hidden_test(0)
    some = vectors[:16]  # the first book holds them, the others are zero
    books = np.zeros((16, 16, vectors.shape[1]))
    books[0] = some
    codes = np.zeros((16, 16), dtype=int)
    codes[:, 0] = np.arange(16)
    limits = np.partition(queries @ some.T, -10, axis=1)[:, -10]
    assert checks._recall(some, queries, limits, codes, books) == 1


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda codes, books: codes, "two arrays"),
        (lambda codes, books: (codes[:, :8], books), "whole numbers"),
        (lambda codes, books: (codes / 1.0, books), "whole numbers"),
        (lambda codes, books: (codes + 1, books), "between 0 and 15"),
        (lambda codes, books: (codes - 1, books), "between 0 and 15"),
        (lambda codes, books: (codes, books[:, :, :10]), "books must be numbers"),
        (lambda codes, books: (codes, books * np.nan), "finite"),
    ],
)
def test_what_breaks_the_rules_is_told_which(change, rule):
    vectors = np.random.default_rng(0).normal(size=(40, 50))
    codes, books = checks._residual(vectors)
    codes[0] = 0
    codes[1] = 15
    with pytest.raises(Wrong, match=rule):
        checks._usable(change(codes, books), vectors)
