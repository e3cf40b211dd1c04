"""The same checks on functions that live in another process: same points, same words, whatever that process does."""

import contextlib

import pytest

from tests.test_checks import EXERCISES, MISTAKES, MODULES, RIGHT, ids
from vecembed_lab.grading.remote import Zygote
from vecembed_lab.grading.student import Answer
from vecembed_lab.units import ROOT

COLLECT = """
class bank: pass
for exercise in EXERCISES.values():
    setattr(bank, f"{exercise.name}__reference", exercise.reference)
    for style in {name for name in dir(ALTERNATIVES[exercise.name]) if not name.startswith("_")}:
        setattr(bank, f"{exercise.name}__{style}", getattr(ALTERNATIVES[exercise.name], style))
    for mistake in exercise.mistakes.values():
        setattr(bank, f"{exercise.name}__{mistake.name}", mistake.function)
"""


@pytest.fixture(scope="module")
def zygote():
    with Zygote(("numpy", "torch")) as zygote:
        yield zygote


@pytest.fixture(scope="module")
def banks(zygote):
    """For each unit, a process that holds all right and wrong answers as if a student had written them."""
    with contextlib.ExitStack() as stack:
        banks = {}
        for name in MODULES:
            texts = [ROOT / "tests" / "answers" / f"{name}.py", ROOT / "vecembed_lab" / "checks" / f"{name}.py"]
            cells = [*(path.read_text("utf-8") for path in texts), COLLECT]
            banks[name] = stack.enter_context(zygote.student(cells))
            assert not any(cell.error for cell in banks[name].cells)
        yield banks


def in_the_other_process(banks, exercise, name):
    """The answer called `name`, out of process."""
    unit = next(unit for unit, known in EXERCISES if known is exercise)
    return Answer(banks[unit].transport(f"bank.{exercise.name}__{name}"), "")


@pytest.mark.parametrize(("exercise", "style", "answer"), RIGHT, ids=ids(RIGHT))
def test_a_right_answer_gets_full_points(banks, exercise, style, answer):
    report = exercise.grade(in_the_other_process(banks, exercise, style), seed=5)
    assert report.solved, str(report)


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES, ids=ids(MISTAKES))
def test_a_mistake_gets_the_same_report_as_in_process(banks, exercise, mistake):
    there = exercise.grade(in_the_other_process(banks, exercise, mistake.name), seed=5).to_dict()
    here = exercise.grade(mistake.function, seed=5).to_dict()
    assert {**there, "source": here["source"]} == here
    assert here["diagnosis"]["name"] == mistake.name
