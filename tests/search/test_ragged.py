"""Exercises whose arguments are lists of unequal lengths get sentences like all others."""

from pathlib import Path

import pytest

from vecembed_lab.grading.near import stored
from vecembed_lab.grading.relations import extent
from vecembed_lab.search import checks


def test_the_extent_of_a_list_with_unequal_parts_is_its_length():
    assert extent([[1, 2], [3], []]) == (3,)
    assert extent([[1, 2], [3, 4], [5, 6]]) == (3, 2)


@pytest.mark.parametrize("name", ["ivf_search", "beam_search", "rrf", "max_sim"])
def test_a_near_miss_gets_a_sentence(name):
    _, wrong = stored(Path(checks.__file__).parent, name)[0]
    assert checks.EXERCISES[name].grade(wrong, seed=11).diagnosis
