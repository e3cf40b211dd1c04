"""The doctor as a whole: everything is looked at, and what is wrong is one sentence."""

import ast
import inspect

import pytest

from vecembed_lab.learner import belongings, doctor, environment, machine
from vecembed_lab.learner.finding import Finding


def public(module):
    """The functions of a module that look at something."""
    made = [part for part in ast.parse(inspect.getsource(module)).body if isinstance(part, ast.FunctionDef)]
    return {getattr(module, part.name) for part in made if not part.name.startswith("_")}


def test_the_doctor_looks_at_everything_that_can_be_looked_at():
    examinations = doctor.NEEDED + doctor.FURTHER
    assert set(examinations) == public(environment) | public(belongings) | public(machine)
    assert len(examinations) >= 20


@pytest.mark.parametrize("thorough", [False, True])
def test_what_was_found_comes_one_by_one(unit, monkeypatch, thorough):
    monkeypatch.setattr(doctor, "NEEDED", [lambda root: Finding("a", "ok", str(root))])
    monkeypatch.setattr(doctor, "FURTHER", [lambda root: Finding("b", "note", "slow")])
    found = list(doctor.examine(unit.root, thorough=thorough))
    assert found == [Finding("a", "ok", str(unit.root)), Finding("b", "note", "slow")][: 1 + thorough]
