"""Near misses are chosen where they do no harm, tell no code, and belong to the answers and checks as they are."""

import ast
import builtins
import importlib
import inspect
import json
import re

import numpy as np
import pytest

from vecembed_lab.author import near
from vecembed_lab.author.changes import changes
from vecembed_lab.files.units import units
from vecembed_lab.grading.near import FILE, stored
from vecembed_lab.grading.reach import readable, with_compiled
from vecembed_lab.grading.relations import Probe

UNITS = units()
EXERCISES = [
    (unit, exercise)
    for unit in UNITS
    for exercise in importlib.import_module(f"vecembed_lab.{unit.name}.checks").EXERCISES.values()
]
EACH = pytest.mark.parametrize(("unit", "exercise"), EXERCISES, ids=[exercise.name for _, exercise in EXERCISES])


def said(source, *parameters):
    """The changed code, by the sentence that tells it."""
    return {sentence: changed for sentence, changed in changes(source, list(parameters))}


@pytest.mark.parametrize(
    ("expression", "sentence", "instead"),
    [
        ("a + b", "one term has the wrong sign", "a - b"),
        ("x + 1", "`x` is left out: it should be added or taken away", "1"),
        ("2 * y", "`y` is left out as a factor", "2"),
        ("a / np.linalg.norm(x, axis=1)", "a division by a length of `x` is missing", "a"),
        ("a.mean(axis=0)", "a median was taken where a mean belongs", "np.median(a, axis=0)"),
        ("np.mean(a)", "a median was taken where a mean belongs", "np.median(a)"),
        ("a.sum()", "the number of elements was taken where a sum belongs", "len(a)"),
        ("a / len(x)", "a division by the number of elements of `x` is missing", "a"),
        ("a / b", "a fraction is upside down", "b / a"),
        ("a / b", "a division gave whole numbers (`//` in place of `/`)", "a // b"),
        ("a ** 2", "a power is missing", "a"),
        ("a % 2", "a remainder (`%`) is missing", "a"),
        ("-a", "a minus sign is missing", "a"),
        ("a.T", "a table is not transposed where it should be", "a"),
        ("a[:k]", "a slice or a loop ends one place too late", "a[:k + 1]"),
        ("np.argsort(-a)", "the order is the wrong way round", "np.argsort(a)"),
        ("a.sum(axis=0)", "a sum was taken along the wrong axis", "a.sum(axis=1)"),
        ("a.sum(1)", "a sum was taken along the wrong axis", "a.sum(0)"),
        ("a.sum(axis=0)", "a sum was taken of everything, not along one axis", "a.sum()"),
        ("a.mean()", "a sum was taken where a mean belongs", "a.sum()"),
        ("np.sqrt(a)", "a square root is missing", "a"),
        ("np.maximum(a, 0)", "a limit is missing: nothing is cut off at 0", "a"),
        ("max(a, b)", "only one of two is looked at, where the maximum of both counts", "b"),
        ("np.linalg.norm(a)", "squared lengths are used in place of lengths", "np.linalg.norm(a) ** 2"),
        ("range(1, n)", "a slice or a loop ends one place too early", "range(1, n - 1)"),
        ("range(1, n)", "a loop begins one place too late", "range(1 + 1, n)"),
        ("a < b", "where two numbers are equal, the other case holds (`<` or `<=`)", "a <= b"),
        ("a < b", "a comparison is the wrong way round", "a > b"),
        ("x", "`y` was used where `x` belongs", "y"),
        ("[a for a in b if c]", "a condition is missing: some should be left out", "[a for a in b]"),
        ("np.bincount(a, minlength=n)", "`minlength=` is left out of a call of `bincount`", "np.bincount(a)"),
    ],
)
def test_a_change_has_a_sentence(expression, sentence, instead):
    assert said(f"z = {expression}", "x", "y")[sentence] == f"z = {instead}"


def test_changes_of_statements():
    loop = "for a in b:\n    total += a"
    assert said(loop)["a loop ends after its first turn"] == "for a in b:\n    total += a\n    break"
    assert said(loop)["something is replaced where it should be added to"] == "for a in b:\n    total = a"


# --- what may happen when a change is run ---------------------------------------------------------------------

PROBES = [[Probe((np.arange(3.0),), None)], [Probe((np.arange(4.0),), None)]]


def behaviour(body):
    return near.behaviour(f"def f(x):\n    {body}\n", PROBES)


def test_what_a_change_gives_for_each_seed():
    (first,), (second,) = behaviour("return x * 2")
    assert first.tolist() == [0, 2, 4]
    assert second.tolist() == [0, 2, 4, 6]


@pytest.mark.parametrize(
    "body",
    [
        "return np.ones(2**34)",  # 128 GiB
        "return [0] * 2**33",
        "return x / 0 if len(x) == 3 else y",
        "return None",
        "return np.ones(100_000)",
        "x *= 2; return x",
        "import os; os._exit(0)",
        "raise SystemExit",
    ],
)
def test_a_change_that_fails_or_takes_too_much_is_none(body):
    assert behaviour(body) is None


@pytest.mark.parametrize("body", ["while True: pass", "return sum(range(10**7))"])
def test_a_change_that_takes_too_long_is_none(body, monkeypatch):
    monkeypatch.setattr(near, "CPU", 1)
    assert behaviour(body) is None


def test_a_change_is_silent(capfd):
    assert behaviour("print('loud'); return x")
    assert capfd.readouterr() == ("", "")


# --- what is stored -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.folder)
def test_near_misses_are_those_of_the_answers_and_checks(unit):
    assert near.build_near(unit, check=True) == [], f"run `vecembed build {unit.folder}`"


def test_a_changed_check_makes_them_stale(monkeypatch):
    monkeypatch.setattr(near, "digest", lambda unit: "another")
    assert near.build_near(UNITS[0], check=True) == [near.file_of(UNITS[0])]


@EACH
def test_a_sentence_shows_no_code_and_no_private_name(unit, exercise):
    kept = json.loads(near.file_of(unit).read_text())["changes"][exercise.name]
    known = {
        *inspect.signature(exercise.reference).parameters,
        *dir(builtins),
        *dir(np),
        *dir(np.linalg),
        *dir(np.ndarray),
    }
    for sentence, source in kept:
        ast.parse(source)
        for name in re.findall("`([^`]+)`", sentence):
            assert name.rstrip("=") in known or not name.isidentifier(), sentence
            assert len(name) < 20, sentence


def assert_called_by_its_name(unit, exercise):
    found = []
    for sentence, function in stored(near.file_of(unit).parent, exercise.name):
        report = exercise.grade(function, seed=11)
        if report.diagnosis and report.diagnosis.source == "near":
            assert report.diagnosis.message == f"{sentence}."
        found.append(report.diagnosis is not None)
    assert sum(found) >= 0.8 * len(found)


@pytest.mark.parametrize(("unit", "exercise"), EXERCISES[::3], ids=[exercise.name for _, exercise in EXERCISES[::3]])
def test_a_near_miss_is_called_by_its_own_sentence_or_by_a_better_one(unit, exercise):
    assert_called_by_its_name(unit, exercise)


@pytest.mark.slow
@EACH
def test_every_near_miss_is_called_by_its_own_sentence_or_by_a_better_one(unit, exercise):
    assert_called_by_its_name(unit, exercise)


def test_the_sandbox_shows_none():
    paths = readable(tuple(with_compiled(())))
    for unit in UNITS:
        path = near.file_of(unit).resolve()
        assert path.name == FILE
        assert path.exists()
        assert not any(part == path or part in path.parents for part in paths)
