"""The minutes that lessons and exercises say they take are those of the rule."""

import re

import pytest

from vecembed_lab.author.minutes import exercise_minutes, lesson_minutes
from vecembed_lab.files.units import units
from vecembed_lab.learner.plan import stated_minutes


def test_minutes_of_a_lesson_by_hand(unit):
    """Words 120 a minute, lines 10 a minute, and one minute for each prediction and each change."""
    text = (
        "# %% [markdown]\n# "
        + 1193 * "word "
        + "$x y z$ `not prose`\n#\n# **Predict 1.** Is it?\n# - `1` -> `2`: yes, it is.\n"
    )
    code = "\n# %%\n" + "x = 1\n\n" * 33
    unit.lesson_text.write_text(text + code)  # 1,200 words are 10 minutes, 33 lines 3.3; and 2
    assert lesson_minutes(unit) == 20
    unit.lesson_text.write_text(text)
    assert lesson_minutes(unit) == 10


def test_minutes_of_exercises_by_hand(unit):
    answer = '# %% exercise="{}"\ndef f():\n    ### BEGIN SOLUTION\n' + 15 * "    1\n" + "    ### END SOLUTION\n\n"
    written = '# %% [markdown] written="w" points=4\n# ### BEGIN SOLUTION\n# text\n# ### END SOLUTION\n'
    unit.solution_text.parent.mkdir(parents=True, exist_ok=True)
    unit.solution_text.write_text(answer.format("f") + answer.format("g") + written)
    assert exercise_minutes(unit) == 50  # twice 4 + 15, and 15: 53, to the nearest ten


@pytest.mark.parametrize("unit", units(), ids=lambda unit: unit.folder)
def test_the_minutes_stated_are_those_of_the_rule(unit):
    stated = r"About (\d+) minutes.*The exercises take another (\d+)"
    ((lesson, exercises),) = re.findall(stated, unit.lesson_text.read_text("utf-8"))
    assert (int(lesson), int(exercises)) == (lesson_minutes(unit), exercise_minutes(unit))
    assert stated_minutes(unit) == (int(lesson), int(exercises))  # which learners are told
    (exercises,) = re.findall(r"about (\d+) minutes\.", unit.solution_text.read_text("utf-8"))
    assert int(exercises) == exercise_minutes(unit)
