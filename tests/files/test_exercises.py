"""The exercises of a unit, and their order."""

import pytest

from tests.toy import RELEASE, save
from vecembed_lab import CourseError
from vecembed_lab.files.exercises import exercises
from vecembed_lab.files.notebooks import cell_mark
from vecembed_lab.files.units import Unit, units

TEXT = '# %% exercise="half"\n...\n\n# %% tags=["x"] exercise="double"\n...\n'


def released(unit, *names):
    """Release these exercises, in this order, and the written answer."""
    cells = {cell_mark(cell).get("grade_id"): cell for cell in RELEASE["cells"]}
    save(unit.release, RELEASE | {"cells": [cells[name] for name in (*names, "why")]})


@pytest.mark.parametrize("names", [("double", "half"), ("half", "double")])
def test_they_come_in_the_order_of_the_release(unit, names):
    released(unit, *names)
    assert list(exercises(unit)) == list(names)
    assert exercises(unit)["double"].hints[0] == "Two of them."


@pytest.mark.parametrize("content", [None, b"", b"[]"], ids=["none", "empty", "damaged"])
def test_without_a_release_they_come_in_the_order_of_the_text(unit, content):
    unit.release.unlink()
    if content is not None:
        unit.release.write_bytes(content)
    unit.solution_text.parent.mkdir(parents=True)
    unit.solution_text.write_text(TEXT)
    assert list(exercises(unit)) == ["half", "double"]


def test_a_new_one_comes_last_until_it_is_built(unit):
    released(unit, "half")
    assert list(exercises(unit)) == ["half", "double"]


def test_missing_checks_are_named(unit):
    with pytest.raises(CourseError, match=r"checks of 02_nothing cannot be imported: .*vecembed_lab\.nothing"):
        exercises(Unit("02_nothing", unit.root))


@pytest.mark.parametrize("unit", units(), ids=lambda unit: unit.folder)
def test_the_text_has_the_order_of_the_release(unit, monkeypatch):
    released = list(exercises(unit))
    monkeypatch.setattr(Unit, "release", property(lambda unit: unit.root / "none"))
    assert list(exercises(unit)) == released != sorted(released)
