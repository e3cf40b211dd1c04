"""Claims: how they are decided; and those of all units: each stands in its lesson and holds."""

import importlib
import importlib.util

import pytest

from vecembed_lab.files.units import units
from vecembed_lab.lesson.claims import Claim, claim, claims_of, words

ROOMS = [unit for unit in units() if importlib.util.find_spec(f"vecembed_lab.{unit.name}.claims")]
CLAIMS = [
    pytest.param(unit, found, id=f"{unit.name}-{name}")
    for unit in ROOMS
    for name, found in claims_of(importlib.import_module(f"vecembed_lab.{unit.name}.claims"))
]


@claim("Two is more than one, four times in five.", share=0.8)
def mostly(seed):
    return 1, 2 if seed else 1


def test_a_claim_holds_on_the_share_of_seeds_that_it_names():
    assert mostly.tried(range(5)).n_held == 4
    assert mostly.tried(range(5)).holds
    assert not mostly.tried(range(4)).holds  # three of four
    assert not Claim("", mostly.sides).tried(range(5)).holds


def test_what_is_not_a_number_holds_nothing():
    assert not Claim("", lambda seed: (float("nan"), 1.0)).tried().holds


def test_words_are_compared_without_line_ends_and_emphasis():
    assert words("# By *cosine* there are\n# **no** hubs.") == words("By cosine there are no hubs.")


@pytest.mark.parametrize(("unit", "found"), CLAIMS)
def test_the_sentence_of_a_claim_stands_in_the_lesson(unit, found):
    assert words(found.sentence) in words(unit.lesson_text.read_text("utf-8"))


QUICK = [case for case in CLAIMS if not case.values[1].slow][::8]  # `vecembed claims` and `make slow` try them all


@pytest.mark.parametrize(("unit", "found"), QUICK)
def test_a_claim_holds_on_one_seed(unit, found):
    """`vecembed claims` tries all of them, on five."""
    outcome = found.tried([0])
    assert found.share < 1 or outcome.holds, outcome.sides


@pytest.mark.slow
@pytest.mark.parametrize(("unit", "found"), CLAIMS)
def test_a_claim_holds_on_five_seeds(unit, found):
    outcome = found.tried()
    assert outcome.holds, outcome.sides
