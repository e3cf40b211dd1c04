"""Exercises whose arguments are lists of unequal lengths get sentences like all others."""

from pathlib import Path

import pytest

from vecembed_lab.grading.near import stored
from vecembed_lab.search import checks


@pytest.mark.parametrize("name", ["ivf_search", "beam_search", "rrf", "max_sim"])
def test_a_near_miss_gets_a_sentence(name):
    _, wrong = stored(Path(checks.__file__).parent, name)[0]
    assert checks.EXERCISES[name].grade(wrong, seed=11).diagnosis
