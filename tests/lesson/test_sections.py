"""The sections of lessons: each exercise is linked from the one that it practises, and every change can be made."""

import importlib
import random
from collections import Counter

import pytest

from vecembed_lab.author.sections import Change, Section, exercise_headings, faults, sections, with_change
from vecembed_lab.files.notebooks import anchor
from vecembed_lab.files.units import units

EXPECT = "# - `1` -> `2`: more.\n# - `x` -> `y`: less, and\n#   slower.\n"


def toy(*codes, changes=()):
    text = "\n".join(f"- `{old}` -> `{new}`: see." for old, new in changes)
    return Section("toy", [*[("code", code) for code in codes], ("markdown", text)])


def test_a_text_falls_into_sections(unit):
    unit.lesson_text.write_text(
        f"# %% [markdown]\n# # Title\n#\n# ## One\n# text\n\n# %%\nx = 1\n\n# %% [markdown]\n{EXPECT}# ## Two\n# more\n"
        "# [1.1 A b?](../exercises/01_toy/01_toy.ipynb#1.1-A-b?)\n\n# %%\nx = 2\n"
    )
    title, one, two = sections(unit)
    assert (title.title, one.title, two.title) == ("", "One", "Two")
    assert (title.code, one.code, two.code) == ([], ["x = 1"], ["x = 2"])
    assert one.changes == [Change("1", "2"), Change("x", "y")]
    assert (one.links, two.links) == ([], [("01_toy/01_toy.ipynb", "1.1-A-b?")])
    assert anchor("1.1 A b?") == "1.1-A-b?"


def test_what_is_changed_stands_in_the_code_once():
    assert with_change(toy("x = 1", "y = 2"), Change("2", "3")) == ["x = 1", "y = 3"]
    for code in ("x = 1", "x = 2 + 2"):
        with pytest.raises(ValueError, match="it must stand there once"):
            with_change(toy(code), Change("2", "3"))


def test_a_change_that_ends_in_an_error_is_found_and_leaves_no_trace():
    first = toy("n = 1", "def double():\n    return 2 * n", changes=[("n = 1", "n = m = 0")])
    second = toy("q = 6 / double()", changes=[("6", "'6'"), ("double()", "m")])
    changes = [*first.changes, *second.changes]
    assert {change.new: error for change, error in faults([first, second], changes).items()} == {
        "'6'": "toy: TypeError: unsupported operand type(s) for /: 'str' and 'int'",
        "m": "toy: NameError: name 'm' is not defined",
    }
    assert faults([first, second], changes[:1]) == {}
    assert "ZeroDivisionError" in faults([first, second], changes[:1], to_the_end=True)[changes[0]]


@pytest.mark.parametrize("unit", units(), ids=lambda unit: unit.folder)
def test_each_exercise_is_linked_from_the_section_that_it_practises(unit):
    headings = exercise_headings(unit)
    links = {link: section.title for section in sections(unit) for link in section.links}
    every = [link for section in sections(unit) for link in section.links]
    assert Counter(every) == Counter((f"{unit.folder}/{unit.folder}.ipynb", anchor(h)) for h in headings.values())
    exercises = importlib.import_module(f"vecembed_lab.{unit.name}.checks").EXERCISES
    for name, exercise in exercises.items():
        assert links[f"{unit.folder}/{unit.folder}.ipynb", anchor(headings[name])] == exercise.read, name


@pytest.mark.parametrize("unit", units(), ids=lambda unit: unit.folder)
def test_a_section_with_exercises_proposes_two_or_three_changes(unit):
    for section in sections(unit):
        for change in section.changes:
            with_change(section, change)
        assert len(section.changes) <= 3, section.title
        assert len(section.changes) >= 2 or not section.links, section.title


def few_units():
    """Other ones whenever a lesson's text changes."""
    return random.Random("".join(unit.lesson_text.read_text("utf-8") for unit in units())).sample(units(), 3)


@pytest.mark.parametrize("unit", few_units(), ids=lambda unit: unit.folder)
def test_the_changes_of_one_section_run(unit):
    """Of another section whenever the lesson's text changes."""
    lesson = sections(unit)
    chosen = random.Random(unit.lesson_text.read_text("utf-8")).choice([s for s in lesson if s.changes])
    assert faults(lesson, chosen.changes) == {}


@pytest.mark.slow
@pytest.mark.parametrize("unit", units(), ids=lambda unit: unit.folder)
def test_every_change_runs_and_so_does_the_rest_of_the_lesson(unit):
    lesson = sections(unit)
    every = [change for section in lesson for change in section.changes]
    assert faults(lesson, every, to_the_end=True) == {}
