"""What all graders do: noise earns nothing, the seed alone decides, missing data cost nobody points."""

import importlib
import inspect
import sys

import numpy as np
import pytest

from vecembed_lab.data import registry
from vecembed_lab.files.units import units
from vecembed_lab.grading.student import GraderError

MODULES = {unit.name: importlib.import_module(f"vecembed_lab.{unit.name}.checks") for unit in units()}
EXERCISES = [(name, exercise) for name, module in MODULES.items() for exercise in module.EXERCISES.values()]
MISTAKES = [(exercise, mistake) for _, exercise in EXERCISES for mistake in exercise.mistakes.values()]


def answers(unit_name, exercise):
    """The reference and the right answers in other styles, by name."""
    styles = importlib.import_module(f"tests.{unit_name}.answers").ALTERNATIVES[exercise.name]
    return {"reference": exercise.reference, **dict(inspect.getmembers(styles, inspect.isfunction))}


RIGHT = [(e, style, answer) for name, e in EXERCISES for style, answer in answers(name, e).items()]


def ids(cases):
    return [f"{case[0].name}-{case[1] if isinstance(case[1], str) else case[1].name}" for case in cases]


@pytest.mark.parametrize("exercise", [e for _, e in EXERCISES], ids=lambda e: e.name)
def test_random_numbers_of_the_right_shape_get_no_point(exercise):
    rng = np.random.default_rng(0)

    def noise(*args):
        value = exercise.reference(*args)
        return rng.normal(size=np.shape(value)) if np.shape(value) else rng.normal()

    assert exercise.grade(noise, seed=1).score == 0


def test_the_score_depends_on_nothing_but_the_seed():
    for _, exercise in EXERCISES:
        wrong = next(iter(exercise.mistakes.values())).function
        assert exercise.grade(wrong, seed=7).to_dict() == exercise.grade(wrong, seed=7).to_dict()


def test_what_cannot_be_judged_costs_no_points(monkeypatch, capsys):
    """Without GloVe the learner is told what to do, and a class is not graded: no 0 for the teacher's missing data."""
    improve = MODULES["similarity"].EXERCISES["improve"]
    module = sys.modules[improve.criteria[0].check.__module__]

    def missing():
        raise registry.DataError("no network")

    monkeypatch.setattr(module.words, "load_glove", missing)
    module._test_words.cache_clear()
    module._hidden_test.cache_clear()
    with pytest.raises(GraderError, match="vecembed data get glove"):
        improve.grade(improve.reference)

    def answer(vectors):
        return vectors

    answer.__name__ = improve.name
    assert MODULES["similarity"].check(answer) == 0.0
    printed = capsys.readouterr().out
    assert printed.startswith(
        "improve cannot be judged here, whatever you wrote: it is measured on GloVe, which is not"
    )
