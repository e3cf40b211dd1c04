"""Certificates, as they are typed."""

import sys

import pytest

from tests.learner.desk import HALF, RIGHT, WHY, answer, unjudgeable
from vecembed_lab.grading import jail


@pytest.mark.skipif(bool(jail.missing()), reason="there is no sandbox here")
def test_a_page_is_written_and_checked(run, unit):
    run("start --no-open")
    answer(unit, RIGHT)
    answer(unit, HALF, "half")
    said = run.typed(["certificate", "1", "--name", "Ada Lovelace"])
    page, mine = "my/certificates/01_toy.html", "my/01_toy/01_toy.ipynb"
    assert said.startswith(f"{page} says what your notebook passes.")
    assert said.endswith(f"To check it: vecembed certificate --verify {page} {mine}")
    page, mine = unit.root / page, unit.root / mine
    verify = ["certificate", "--verify", str(page), str(mine)]
    said = run.typed(verify)
    assert said.startswith(f"✓ {mine} passes 2 of 2 exercises of 01_toy, 4 of 4 points. {page} says the same.")
    assert said.endswith("Neither shows who wrote the answers, or when.")
    page.write_text(page.read_text("utf-8").replace("Ada", "Eve"), "utf-8")
    answer(unit, "x")
    assert f"{mine} is not the notebook that {page} is about" in run.typed(verify, code=1)
    page.write_text(page.read_text("utf-8").replace("Eve", "Bob", 1), "utf-8")
    assert f"{page} was altered" in run.typed(verify, code=1)


@pytest.mark.skipif(bool(jail.missing()), reason="there is no sandbox here")
def test_what_cannot_be_judged_is_said_when_writing_and_when_checking(run, unit):
    run("start --no-open")
    answer(unit, RIGHT)
    answer(unit, HALF, "half")
    page, mine = unit.root / "my/certificates/01_toy.html", unit.my_exercises
    verify = ["certificate", "--verify", str(page), str(mine)]
    run("certificate 1 --name Ada")
    unjudgeable(unit)
    for name in [name for name in sys.modules if name.startswith("vecembed_lab.toy")]:
        del sys.modules[name]
    said = run.typed(verify)
    assert f"passes 1 of 2 exercises of 01_toy, 3 of 4 points. half was not compared: {WHY}." in said
    said = run("certificate 1 --name Ada")
    assert said.startswith(f"! half cannot be judged here, whatever you wrote: {WHY}. It is not on the page. my/cert")
    assert "passes 1 of 2 exercises of 01_toy, 3 of 4 points." in run.typed(verify)


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("certificate", "name a unit, such as `vecembed certificate 1`, or a page with --verify PAGE NOTEBOOK"),
        ("certificate 1", 'say whose notebook it is, such as --name "Ada Lovelace"'),
        ("certificate 7 --name Ada", "there is no unit '7'"),
        ("certificate --verify page.html", "requires 2 arguments"),
    ],
)
def test_a_word_that_is_missing(run, command, says):
    assert says in run(command, code=2)


def test_without_a_notebook_there_is_no_page(run):
    assert "my/01_toy/01_toy.ipynb does not exist" in run("certificate 1 --name Ada", code=1)
