"""Pages on what a notebook passes: right ones, altered ones, and those of other notebooks."""

import json
import re
from dataclasses import replace
from datetime import date
from importlib import metadata

import pytest

from tests.learner.desk import HALF, HALF_RIGHT, RIGHT, answer, checked, update
from vecembed_lab import CourseError
from vecembed_lab.files.notebooks import fingerprint, read
from vecembed_lab.grading import jail
from vecembed_lab.grading.judge import Judge
from vecembed_lab.grading.report import MIME
from vecembed_lab.learner import certificate as module
from vecembed_lab.learner.certificate import Certificate, certify, compare, page
from vecembed_lab.learner.copies import copy_in, theirs
from vecembed_lab.learner.progress import standings

NAME = "Ada <b>Lovelace</b> & 'Søn'"


@pytest.fixture
def learner(unit, monkeypatch):
    """A learner who has solved both exercises; checks are made by hand, so that no kernel is needed."""
    copy_in(unit)
    answer(unit, RIGHT)
    answer(unit, HALF, "half")
    monkeypatch.setattr(module, "check", lambda unit: made(unit, {"double": 3.0, "half": 1.0}))
    return unit


def made(unit, scores):
    """Where a learner stands with these scores."""
    for name, score in scores.items():
        checked(unit, RIGHT if name == "double" else HALF, score, name)
    release, mine = theirs(unit), read(unit.my_exercises)
    return standings(release, mine, module.said_in(mine, release))


@pytest.fixture
def judged(monkeypatch):
    """What the sandbox says of answers, put in its place: a score for each exercise."""
    scores = {"double": 3.0, "half": 1.0}

    def judge(self, notebook, *, seed, earlier):
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "").removesuffix("-check")
            if cell.cell_type == "code" and cell.source == f"check({name})":
                report = {"exercise": name, "score": scores[name], "source": RIGHT if name == "double" else HALF}
                data = {MIME: report, "text/plain": ""}
                cell.outputs = [{"output_type": "display_data", "metadata": {}, "data": data}]

    monkeypatch.setattr(Judge, "judge", judge)
    return scores


def faults(unit, path):
    return compare(path, unit.my_exercises, [unit]).faults


# What is on a page


def test_a_page_says_what_was_passed(learner):
    path = certify(learner, f"  {NAME} ")
    assert path == learner.root / "my" / "certificates" / "01_toy.html"
    _, about = module._read(path.read_text("utf-8"), path)
    mine = fingerprint(read(learner.my_exercises))
    assert about == Certificate(
        name=NAME,
        unit="01_toy",
        title="01 toy",
        date=date.today().isoformat(),
        course=metadata.version("vecembed-lab"),
        notebook=mine,
        release=fingerprint(read(learner.release)),
        exercises={"double": 3.0, "half": 1.0},
        exercises_in_all=2,
        points_in_all=4.0,
    )
    text = path.read_text("utf-8")
    assert "<b>Lovelace" not in text
    assert "&lt;b&gt;Lovelace&lt;/b&gt; &amp; &#39;Søn&#39;</h1>" in text
    assert mine in text
    assert "It does not prove who wrote the answers" in text
    assert "<script" not in text
    assert "http" not in re.sub("http-equiv", "", text)


def test_only_what_is_solved_is_on_the_page(learner, monkeypatch):
    monkeypatch.setattr(module, "check", lambda unit: made(unit, {"double": 2.0, "half": 1.0}))
    _, about = module._read(certify(learner, "Ada").read_text("utf-8"), learner.root)
    assert (about.exercises, about.exercises_in_all, about.points, about.points_in_all) == ({"half": 1.0}, 2, 1.0, 4.0)


def test_there_is_no_page_where_nothing_is_solved(learner, monkeypatch):
    monkeypatch.setattr(module, "check", lambda unit: made(unit, {"double": 2.0, "half": 0.0}))
    with pytest.raises(CourseError, match="no exercise of 01_toy is solved yet"):
        certify(learner, "Ada")
    assert not (learner.root / "my" / "certificates").exists()


def test_there_is_no_page_for_a_notebook_that_changes_meanwhile(learner, monkeypatch):
    def check(unit):
        answer(unit, HALF_RIGHT)
        return made(unit, {"half": 1.0})

    monkeypatch.setattr(module, "check", check)
    with pytest.raises(CourseError, match="was saved while it was checked: try again"):
        certify(learner, "Ada")


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "x" * 101, "\u202eadA", "\udcff"])
def test_what_is_no_name(learner, name):
    with pytest.raises(CourseError, match="a name has 1 to 100 characters that can be shown, got '"):
        certify(learner, name)


# Comparing


def test_a_right_page_and_its_notebook(learner, judged):
    path = certify(learner, NAME)
    about, found, notes = compare(path, learner.my_exercises, [learner])
    assert (about.name, found, notes) == (NAME, [], [])


def test_a_notebook_that_was_only_run_again_is_the_same(learner, judged):
    path = certify(learner, NAME)
    checked(learner, RIGHT, 0.0)
    assert faults(learner, path) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2 of 2</b>", "3 of 3</b>"),
        ("<td><code>double</code></td><td>3</td>", "<td><code>double</code></td><td>9</td>"),
        ("</main>", "<p>With distinction.</p></main>"),
        ("</h1>", " Byron</h1>"),
        ("\n<h2>The facts</h2>", "\n\n<h2>The facts</h2>"),
    ],
)
def test_a_page_whose_text_was_altered_is_named(learner, judged, old, new):
    path = certify(learner, NAME)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert faults(learner, path) == [f"{path} was altered: it does not say what its own facts say"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"exercises": {"double": 5.0}}, "PAGE is wrong about double: the unit has no such exercise of 5 points"),
        ({"exercises": {"triple": 3.0}}, "PAGE is wrong about triple: the unit has no such exercise of 3 points"),
        ({"exercises_in_all": 1}, "PAGE is wrong about the unit: it has 2 exercises, of 4 points together"),
        ({"points_in_all": 3.0}, "PAGE is wrong about the unit: it has 2 exercises, of 4 points together"),
        ({"notebook": "0" * 64}, "NOTEBOOK is not the notebook that PAGE is about: its cells say something else"),
    ],
)
def test_a_page_made_anew_from_other_facts_is_named(learner, judged, changed, says):
    path = certify(learner, NAME)
    about = compare(path, learner.my_exercises, [learner]).about
    path.write_text(page(replace(about, **changed)), "utf-8")
    assert faults(learner, path) == [says.replace("PAGE", str(path)).replace("NOTEBOOK", str(learner.my_exercises))]


def test_an_altered_notebook_is_named(learner, judged):
    path = certify(learner, NAME)
    answer(learner, HALF_RIGHT)
    mine = learner.my_exercises
    assert faults(learner, path) == [f"{mine} is not the notebook that {path} is about: its cells say something else"]


def test_a_notebook_that_does_not_pass_is_named(learner, judged):
    path = certify(learner, NAME)
    judged["double"] = 2.0
    says = f"{learner.my_exercises} does not pass double, though {path} says so: it earns 2 of 3 points"
    assert faults(learner, path) == [says]


def test_of_a_page_with_another_template_only_the_facts_are_compared(learner, judged, monkeypatch):
    path = certify(learner, NAME)
    monkeypatch.setattr(module, "_template", lambda: "another")
    said = f"{path} has these facts; its text, of another version of the course, was not compared."
    assert compare(path, learner.my_exercises, [learner])[1:] == ([], [said])


def test_a_unit_that_has_changed_since(learner, judged):
    path = certify(learner, NAME)
    update(learner)
    said = "01_toy has changed since the page was made; the notebook was tried on the checks of today."
    assert compare(path, learner.my_exercises, [learner])[1:] == ([], [said])


def test_a_page_about_another_course(learner, judged):
    path = certify(learner, NAME)
    with pytest.raises(CourseError, match="is about '01_toy', a unit that this course does not have"):
        compare(path, learner.my_exercises, [])


JUNK = [
    *("", "<main>", "<main data-facts>", "<main data-facts='3'>", "<main data-facts='[]'>", "<main data-facts='{}'>"),
    "<main data-facts='" + "[" * 90_000 + "'>",
    "\0" * 1000,
    "<" * 100_000,
]


@pytest.mark.parametrize("text", JUNK, ids=lambda text: text[:24])
def test_what_is_no_page(learner, text):
    path = learner.root / "page.html"
    path.write_text(text)
    with pytest.raises(CourseError, match="is not a page that `vecembed certificate` made, or was altered"):
        compare(path, learner.my_exercises, [learner])


@pytest.mark.parametrize(
    "changed",
    [
        {"name": 3},
        {"exercises": []},
        {"exercises": {"double": "x"}},
        {"points_in_all": 10**400},
        {"exercises_in_all": 1.5},
    ],
    ids=str,
)
def test_facts_that_cannot_be(learner, judged, changed):
    path = certify(learner, "Ada")
    facts = {"template": module._template(), **vars(compare(path, learner.my_exercises, [learner]).about), **changed}
    path.write_text(f"<main data-facts='{json.dumps(facts)}'>")
    with pytest.raises(CourseError, match="is not a page that `vecembed certificate` made, or was altered"):
        compare(path, learner.my_exercises, [learner])


def test_files_that_are_missing_or_too_large(learner, judged):
    path = certify(learner, NAME)
    with pytest.raises(CourseError, match="nowhere is not there, or not a file"):
        compare(path, learner.root / "nowhere", [learner])
    with pytest.raises(CourseError, match="my is not there, or not a file"):
        compare(learner.root / "my", learner.my_exercises, [learner])
    path.write_text(" " * 200_001)
    with pytest.raises(CourseError, match=r"has more than 0\.2 MB"):
        compare(path, learner.my_exercises, [learner])


def test_where_there_is_no_sandbox_it_says_so(learner, monkeypatch):
    path = certify(learner, NAME)
    monkeypatch.setattr(jail, "missing", lambda: ["Linux"])
    monkeypatch.delenv(module.TRUST, raising=False)
    with pytest.raises(CourseError, match="cannot be run here: student code cannot be locked in here"):
        compare(path, learner.my_exercises, [learner])


# In the sandbox


@pytest.mark.skipif(bool(jail.missing()), reason="there is no sandbox here")
def test_the_notebook_is_run_again_on_other_inputs(learner):
    path = certify(learner, NAME)
    assert faults(learner, path) == []
    answer(learner, HALF_RIGHT)
    path = certify(learner, NAME)  # which claims that half an answer is a whole one
    says = f"{learner.my_exercises} does not pass double, though {path} says so: it earns 1 of 3 points"
    assert faults(learner, path) == [says]
