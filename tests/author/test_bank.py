"""Answers written from the prose alone, by people who had not read the checks, get what their authors say they deserve.

A unit's bank is `tests/UNIT/bank.py`. Its functions are named `exercise__tag`, and the first word of the docstring is
RIGHT, WRONG, or ARGUABLE where the prose leaves it open. Challenges are left out: they are measured.
"""

import importlib
import inspect
from collections import Counter
from importlib.util import find_spec

import pytest

from vecembed_lab.author.prove import exercises
from vecembed_lab.author.sections import challenges
from vecembed_lab.files.units import units

QUICK, COMPLETE = range(1), range(5)  # seeds
VERDICTS = {"RIGHT", "WRONG", "ARGUABLE"}


def bank(unit):
    """The exercise, the verdict and the function of each answer in the bank of `unit`, by the function's name."""
    functions = inspect.getmembers(importlib.import_module(f"tests.{unit.name}.bank"), inspect.isfunction)
    return {
        name: (name.partition("__")[0], function.__doc__.partition(":")[0], function)
        for name, function in functions
        if "__" in name.strip("_")
    }


BANKS = {unit: bank(unit) for unit in units() if find_spec(f"tests.{unit.name}.bank")}
JUDGED = [
    pytest.param(exercises(unit)[exercise], verdict, answer, id=f"{unit.name}-{name}")
    for unit, answers in BANKS.items()
    for measured in [challenges(unit)]
    for name, (exercise, verdict, answer) in answers.items()
    if verdict != "ARGUABLE" and exercise not in measured
]


def solved(exercise, answer, seeds):
    """On which of the seeds the answer gets all points."""
    return [seed for seed in seeds if exercise.grade(answer, seed=seed).solved]


@pytest.mark.parametrize(("exercise", "verdict", "answer"), JUDGED)
def test_an_answer_gets_what_its_author_says(exercise, verdict, answer):
    assert solved(exercise, answer, QUICK) == (list(QUICK) if verdict == "RIGHT" else []), answer.__doc__


@pytest.mark.slow
@pytest.mark.parametrize(("exercise", "verdict", "answer"), JUDGED)
def test_an_answer_gets_what_its_author_says_on_more_seeds(exercise, verdict, answer):
    assert solved(exercise, answer, COMPLETE) == (list(COMPLETE) if verdict == "RIGHT" else []), answer.__doc__


@pytest.mark.parametrize("unit", BANKS, ids=lambda unit: unit.folder)
def test_a_bank_holds_enough_answers_to_every_exercise_and_a_verdict_on_each(unit):
    counted = Counter((exercise, verdict) for exercise, verdict, _ in BANKS[unit].values())
    assert {exercise for exercise, _ in counted} <= set(exercises(unit))
    assert {verdict for _, verdict in counted} <= VERDICTS
    for exercise in set(exercises(unit)) - challenges(unit):
        assert counted[exercise, "RIGHT"] >= 4, exercise
        assert counted[exercise, "WRONG"] >= 6, exercise
