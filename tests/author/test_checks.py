"""The graders are proven: no wrong answer passes, no right one fails, every mistake is called by its name."""

import importlib
import inspect
import sys

import numpy as np
import pytest

from vecembed_lab.data import registry
from vecembed_lab.files.units import units
from vecembed_lab.grading.student import GraderError

SEEDS = range(50)
MODULES = {unit.name: importlib.import_module(f"vecembed_lab.{unit.name}.checks") for unit in units()}
EXERCISES = [(name, exercise) for name, module in MODULES.items() for exercise in module.EXERCISES.values()]
MISTAKES = [(exercise, mistake) for _, exercise in EXERCISES for mistake in exercise.mistakes.values()]


def answers(unit_name, exercise):
    """The reference and the right answers in other styles, by name."""
    styles = importlib.import_module(f"tests.{unit_name}.answers").ALTERNATIVES[exercise.name]
    return {"reference": exercise.reference, **dict(inspect.getmembers(styles, inspect.isfunction))}


RIGHT = [(e, style, answer) for name, e in EXERCISES for style, answer in answers(name, e).items()]
# What people leave behind who have not understood the question yet.
NONSENSE = {
    "the stub": lambda *args: None,
    "an ellipsis": lambda *args: ...,
    "zero": lambda *args: 0.0,
    "one": lambda *args: 1.0,
    "an empty list": lambda *args: [],
    "a word": lambda *args: "cosine",
    "the first argument": lambda *args: args[0],
    "the last argument": lambda *args: args[-1],
    "NaN": lambda *args: float("nan"),
    "ragged": lambda *args: [[1.0], [1.0, 2.0]],
    "too few arguments": lambda: 1.0,
    "too many arguments": lambda *args, more: 1.0,
    "an error": lambda *args: 1 / 0,
}


def ids(cases):
    return [f"{case[0].name}-{case[1] if isinstance(case[1], str) else case[1].name}" for case in cases]


@pytest.mark.parametrize(("exercise", "style", "answer"), RIGHT, ids=ids(RIGHT))
def test_a_right_answer_gets_full_points_on_every_seed(exercise, style, answer):
    for seed in SEEDS:
        report = exercise.grade(answer, seed=seed)
        assert report.solved, f"seed {seed}: {report}"
        assert report.diagnosis is None


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES, ids=ids(MISTAKES))
def test_a_mistake_loses_points_and_is_called_by_its_name_on_every_seed(exercise, mistake):
    for seed in SEEDS:
        report = exercise.grade(mistake.function, seed=seed)
        assert not report.solved, f"seed {seed} gives full points"
        assert report.diagnosis is not None, f"seed {seed} does not recognise it"
        assert report.diagnosis.name == mistake.name, f"seed {seed}"


@pytest.mark.parametrize("nonsense", NONSENSE)
@pytest.mark.parametrize("exercise", [e for _, e in EXERCISES], ids=lambda e: e.name)
def test_nonsense_gets_no_point_and_breaks_nothing(exercise, nonsense):
    report = exercise.grade(NONSENSE[nonsense], seed=3)
    assert report.score == 0, str(report)
    assert "Traceback" not in str(report)


@pytest.mark.parametrize("exercise", [e for _, e in EXERCISES], ids=lambda e: e.name)
def test_random_numbers_of_the_right_shape_get_no_point(exercise):
    rng = np.random.default_rng(0)

    def noise(*args):
        value = exercise.reference(*args)
        return rng.normal(size=np.shape(value)) if np.shape(value) else rng.normal()

    assert exercise.grade(noise, seed=1).score == 0


def test_the_bank_is_large_enough():
    for name, exercise in EXERCISES:
        assert len(exercise.mistakes) >= 4, exercise.name
        assert sum(e is exercise for e, _, _ in RIGHT) >= 3, exercise.name  # the reference and two more
        assert len(exercise.hints) == 3, exercise.name
        assert all(hint.strip() for hint in exercise.hints), exercise.name
        lesson = next(u for u in units() if u.name == name).lesson_text.read_text()
        assert f"# {exercise.read}\n" in lesson, f"{exercise.name} sends people to a heading that lesson lacks"


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
