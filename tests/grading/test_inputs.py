"""Inputs by kind: what is asked for is what is drawn and what is found again."""

import numpy as np
import pytest

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import (
    CHANGES,
    SHAPES,
    WORDS,
    held,
    looked_for,
    neighbouring_seeds,
    report,
    table,
    words,
)

PLAIN = {"tall", "negative"}  # what any table of normal numbers is
ALREADY_BY_CHANCE = {"counts"}  # has no name of its own in the report: it is whole, positive and tied


def kinds(value, first=None):
    return {kind for kind, so in looked_for(value, first).items() if so}


@pytest.mark.parametrize("seed", range(20))
def test_a_plain_table_is_of_no_special_kind(seed):
    assert kinds(table(np.random.default_rng(seed))) == PLAIN


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("kind", sorted({*CHANGES, *SHAPES} - ALREADY_BY_CHANCE))
def test_what_is_asked_for_is_found(kind, seed):
    assert kind in kinds(table(np.random.default_rng(seed), kind))


@pytest.mark.parametrize("seed", range(20))
def test_kinds_are_put_together(seed):
    found = kinds(table(np.random.default_rng(seed), "wide", "copies", "integers"))
    assert {"wide", "copies", "integers"} <= found
    assert "multiples" not in found


@pytest.mark.parametrize("seed", range(20))
def test_whole_numbers_are_large_enough_to_tell_rows_apart(seed):
    rng = np.random.default_rng(seed)
    for kinds in (("integers",), ("tiny", "integers"), ("one column", "integers"), ("thousands", "integers")):
        drawn = table(rng, *kinds)
        assert drawn.any(axis=1).all()
        assert np.abs(drawn).max() >= 9
    assert not table(rng, "zero row", "integers").any(axis=1).all()
    assert table(rng, "empty", "integers").shape == (0, 4)


def test_a_kind_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="no such kind of input: copy; there are positive, ties"):
        table(np.random.default_rng(0), "copy")


@pytest.mark.parametrize("kind", WORDS)
def test_words_are_of_their_kind(kind):
    for word in WORDS[kind]:
        found = kinds(word)
        assert not found if kind == "plain" else kind in found, word
    assert words(np.random.default_rng(0), kind)[0] in WORDS[kind]


def test_kinds_by_hand():
    rows = np.array([[1.0, 2.0], [1.0, 2.0], [0.0, 0.0], [-3.0, -6.0]])
    assert kinds(rows) == {"copies", "opposites", "zero row", "zeros", "negative", "whole", "ties", "tall"}
    assert kinds(np.array([300, 300, 400])) == {"ties", "positive", "integers", "beyond a byte", "sorted"}
    assert kinds(np.full((2, 2), np.inf)) >= {"infinity", "copies"}
    assert kinds([True, False]) == {"zeros"}
    assert kinds([[1], [2, 3]]) == kinds(len) == kinds(None) == set()
    assert kinds(2, rows) == {"all columns"}
    assert kinds(3, rows) == {"all rows but one", "more than the columns"}
    assert kinds(["Åse", "город", "mp3", "don't"]) == {"accents", "capitals", "other scripts", "digits", "signs"} | {
        "repeated letters"  # in город
    }


def test_a_table_of_yes_and_no_has_kinds_too():
    assert {"tall", "copies"} <= kinds(np.array([[True, False], [True, False], [False, True]]))


def test_seeds_follow_each_other():
    one, two, three = neighbouring_seeds(np.random.default_rng(0))
    assert (two, three) == (one + 1, one + 2)


def scaled(x, factor):
    return x * factor


@pytest.fixture
def exercise():
    exercise = Exercise("scaled", scaled, hints=("a", "b", "c"), read="Scaling")

    @exercise.criterion("a table", points=1)
    def _(student, rng):
        x = table(rng, "copies")
        same(student(x, 1), x)
        half = table(rng, "tiny") if rng.integers(2) else x
        same(student(half, 2), 2 * half)

    return exercise


def test_the_report_counts_the_seeds_on_which_a_kind_comes(exercise):
    shares = held(exercise, range(20))
    assert shares["x"]["copies"] == pytest.approx(1)
    assert 0 < shares["x"]["tiny"] < 1
    assert shares["x"]["zero row"] == 0
    assert shares["factor"]["1"] == pytest.approx(1)
    assert shares["factor"]["two values that differ by one"] == pytest.approx(1)


def test_the_report_says_what_never_comes(exercise):
    always, some, never = report(exercise, range(20)).splitlines()[1:4]
    assert always.startswith("  x, always: ")
    assert "copies" in always
    assert some.startswith("  x, on some seeds: tiny (")
    assert "zero row" in never
