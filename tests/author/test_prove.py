"""The graders are proven: no wrong answer passes, no right one fails, every mistake is called by its name.

Here on a few seeds, and with some of the mutants; `vecembed prove` and `make slow` try all of them on many.
"""

import ast
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vecembed_lab.author import proofpage, prove
from vecembed_lab.author.mutants import mutants
from vecembed_lab.author.prove import Case, Tried, cases, try_case
from vecembed_lab.author.sections import challenges
from vecembed_lab.files.units import units
from vecembed_lab.grading.compare import Wrong
from vecembed_lab.lesson.claims import words

SEEDS = {"nothing": 1, "mistake": 2, "right": 3, "mutant": 50}  # a mutant until it is noticed
SECONDS = 0.2  # of a core for one answer: what takes longer, such as a challenge, is tried once, but for mutants
EVERY = 70  # of the mutants, one in so many is tried
ALL = [(unit, case) for unit in units() for case in cases(unit)]
CHOSEN = [pair for pair in ALL if pair[1].kind != "mutant"] + [pair for pair in ALL if pair[1].kind == "mutant"][
    ::EVERY
]


def ids(pairs):
    return [f"{unit.name}-{case.exercise}-{case.kind}-{case.name}" for unit, case in pairs]


@pytest.mark.parametrize(("unit", "case"), CHOSEN, ids=ids(CHOSEN))
def test_an_answer_gets_what_it_deserves(unit, case):
    to_be_noticed = case.kind == "mutant" and not case.equivalent
    tried = try_case(unit, case, range(SEEDS[case.kind]), np.inf if to_be_noticed else SECONDS)
    assert tried.good, tried


@pytest.mark.slow
@pytest.mark.parametrize(("unit", "case"), ALL, ids=ids(ALL))
def test_an_answer_gets_what_it_deserves_on_many_seeds(unit, case):
    tried = try_case(unit, case, range(50), 30.0)  # a mutant until it is noticed
    assert tried.good, tried


@pytest.mark.parametrize("unit", units(), ids=lambda unit: unit.folder)
def test_every_exercise_has_enough_answers_and_hints_and_a_place_to_read(unit):
    lesson = words(unit.lesson_text.read_text("utf-8"))
    found = cases(unit)
    for name, exercise in prove.exercises(unit).items():
        kinds = [case.kind for case in found if case.exercise == name]
        assert kinds.count("mistake") >= 4, name
        assert kinds.count("right") >= 3, name
        assert "mutant" not in kinds or name not in challenges(unit), name
        assert [bool(hint.strip()) for hint in exercise.hints] == [True] * 3, name
        assert words(f"# {exercise.read}") in lesson, f"{name} sends people to a heading that the lesson lacks"


@pytest.mark.parametrize("number", range(4))
def test_a_criterion_that_refuses_everything_is_noticed(monkeypatch, number):
    exercise, right = one("right")
    criteria = list(exercise.criteria)
    criteria[number] = replace(criteria[number], check=refusing)
    monkeypatch.setattr(exercise, "criteria", criteria)
    assert not any(try_case(units()[0], case, range(1)).good for case in right)


def test_criteria_that_refuse_nothing_are_noticed(monkeypatch):
    exercise, mistakes = one("mistake")
    lax = [replace(criterion, check=lambda student, rng: None) for criterion in exercise.criteria]
    monkeypatch.setattr(exercise, "criteria", lax)
    assert not any(try_case(units()[0], case, range(1)).good for case in mistakes)


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("return a + 2", {"return a - 2", "return a + 3", "return a + 1"}),
        (
            "return 2 * a >= 500",
            {"return 2 / a >= 500", "return 3 * a >= 500", "return 1 * a >= 500", "return 2 * a > 500"},
        ),
        ("return not a in b", {"return a in b", "return not a not in b"}),
        ("return a.argmin(axis=b).T", {"return a.argmax(axis=b).T", "return a.argmin().T", "return a.argmin(axis=b)"}),
        (
            "return np.unique(a.copy()), list(-b)",
            {"return (a.copy(), list(-b))", "return (np.unique(a), list(-b))", "return (np.unique(a.copy()), list(b))"},
        ),
        ("a[b] = None", {"pass"}),
    ],
)
def test_the_mutants_of_a_line_by_hand(line, changed):
    found = list(mutants(f"def f(a, b):\n    {line}\n    return a"))
    assert {new for new, _ in found} == changed
    assert len(found) == len(changed)
    assert all(ast.unparse(ast.parse(source)) == source for _, source in found)


def one(kind):
    """An exercise, and its cases of a kind."""
    unit = units()[0]
    return prove.exercises(unit)["cosine"], [c for c in cases(unit) if (c.exercise, c.kind) == ("cosine", kind)]


def refusing(student, rng):
    raise Wrong("never")


# The record and the page


def tried(kind, full, named=0, name="x", **more):
    return Tried(Case("cosine", kind, name, **more), 10, full, named, 0.0, 1.0 if full else 0.0)


@pytest.mark.parametrize(
    ("found", "good"),
    [
        (tried("right", 10), True),
        (tried("right", 9), False),
        (tried("mistake", 0, 10), True),
        (tried("mistake", 0, 9), False),
        (tried("mistake", 1, 10), False),
        (tried("nothing", 0), True),
        (tried("nothing", 1), False),
        (tried("mutant", 9), True),
        (tried("mutant", 10), False),
        (tried("mutant", 10, equivalent="it is the same"), True),
        (tried("mutant", 9, equivalent="it is the same"), False),
    ],
)
def test_what_is_good(found, good):
    assert found.good == good


def test_the_bound_by_hand():
    assert proofpage.upper_bound(0, 59) == pytest.approx(1 - 0.05 ** (1 / 59))
    assert proofpage.upper_bound(3, 3) == 1


def test_the_page_puts_the_weakest_first_and_counts():
    strong = Tried(Case("nearest", "mistake", "a"), 10, 0, 10, 0.0, 0.5)
    found = [
        strong,
        tried("right", 10),
        tried("mistake", 1, 9),
        tried("mutant", 10, name="return 1", equivalent="the same"),
    ]
    page = proofpage.page(units()[0], [*found, Tried(Case("nearest", "right", "b"), 10, 10, 0, 1.0, 1.0)], 10)
    assert page.index("| `cosine` |") < page.index("| `nearest` |")
    assert "2 right answers, graded 20 times: 0 refused" in page
    assert "2 wrong answers, graded 20 times: 1 given full points" in page
    assert "2 listed mistakes, graded 20 times: 1 not called by their name" in page
    assert "| `cosine` | 1 | the same |" in page
    assert "return 1" not in page  # the line of a model answer


def test_a_result_depends_on_the_exercise_and_on_what_its_checks_read():
    als = next(unit for unit in units() if unit.name == "recommendation")
    checks = als.root / "vecembed_lab" / als.name / "checks"
    read, seen = Path.read_bytes, []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda path: seen.append(path) or read(path))
        prove._digest(als, "als_round")
    names = {path.stem for path in seen if path.parent == checks}
    assert names == {"__init__", "als_round", "als_user"}  # als_round's checks import the answer of als_user
    assert {als.solution_text, checks.parents[1] / "grading" / "exercise.py"} <= set(seen)


def test_a_stopped_proof_goes_on_and_a_changed_one_begins_anew(unit, monkeypatch):
    seen = []
    few = [Case("double", "nothing", "the stub"), Case("double", "nothing", "zero")]
    monkeypatch.setattr(prove, "cases", lambda unit: few)
    record = {"seeds": 2, "seconds": 1.0, "of": {"double": "this"}}
    monkeypatch.setattr(prove, "_record", lambda unit, seeds: record)
    prove.prove(unit, 2, workers=1, progress=lambda *said: seen.append(said))
    assert [said[:2] for said in seen] == [(1, 2), (2, 2)]
    prove.prove(unit, 2, workers=1, progress=lambda *said: seen.append(said))
    assert len(seen) == 2  # nothing was left to do
    kept = prove._kept_in(unit)
    kept.write_text(json.dumps(json.loads(kept.read_text()) | {"of": {"double": "that"}}))
    prove.prove(unit, 2, workers=1, progress=lambda *said: seen.append(said))
    assert len(seen) == 4
