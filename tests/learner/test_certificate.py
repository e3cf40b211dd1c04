"""Pages on what a notebook passes: right ones, altered ones, and those of other notebooks."""

import json
import re
from dataclasses import replace
from datetime import date
from importlib import metadata

import numpy as np
import pytest

from tests.learner.desk import HALF, HALF_RIGHT, RIGHT, WHY, answer, checked, unjudgeable, update
from tests.toy import save
from vecembed_lab import CourseError
from vecembed_lab.files.notebooks import fingerprint, read
from vecembed_lab.grading import jail
from vecembed_lab.grading.judge import Judge
from vecembed_lab.grading.report import MIME
from vecembed_lab.grading.student import GraderError
from vecembed_lab.learner import certificate as module
from vecembed_lab.learner import verify
from vecembed_lab.learner.certificate import DRAWS, Certificate, page, seeds
from vecembed_lab.learner.copies import copy_in, theirs
from vecembed_lab.learner.progress import Standing, said_in, standings
from vecembed_lab.learner.verify import compare

NAME = "Ada <b>Lovelace</b> & 'Søn'"


@pytest.fixture
def learner(unit, monkeypatch):
    """A learner who has solved both exercises; checks are made by hand, so that no kernel is needed."""
    copy_in(unit)
    answer(unit, RIGHT)
    answer(unit, HALF, "half")
    says(monkeypatch, {"double": 3.0, "half": 1.0})
    return unit


def says(monkeypatch, *draws):
    """Put scores in the place of what checks say, on each draw of inputs; one if all are the same."""

    def checked(unit, seed):
        return made(unit, draws[seeds(read(unit.my_exercises)).index(seed) % len(draws)])

    monkeypatch.setattr(module, "_checked", checked)


def made(unit, scores):
    """Where a learner stands with these scores."""
    for name, score in scores.items():
        checked(unit, RIGHT if name == "double" else HALF, score, name)
    release, mine = theirs(unit), read(unit.my_exercises)
    return [each for each in standings(release, mine, said_in(mine, release)) if not each.by_hand]


@pytest.fixture
def judged(monkeypatch):
    """What the sandbox says of answers, put in its place: a score for each exercise, or one for each draw, or why not.

    `seeds` lists the seeds that it was asked with.
    """
    scores = {"double": 3.0, "half": 1.0, "seeds": []}

    def judge(self, notebook, *, seed, earlier):
        scores["seeds"] += [seed] * (seed not in scores["seeds"])
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "").removesuffix("-check")
            if cell.cell_type == "code" and cell.source == f"check({name})":
                score = scores[name]
                if isinstance(score, str):
                    raise GraderError(score)
                score = score[scores["seeds"].index(seed)] if isinstance(score, list) else score
                report = {"exercise": name, "score": score, "source": RIGHT if name == "double" else HALF}
                data = {MIME: report, "text/plain": ""}
                cell.outputs = [{"output_type": "display_data", "metadata": {}, "data": data}]

    monkeypatch.setattr(Judge, "judge", judge)
    return scores


def certify(unit, name):
    """The page that is written where nothing needs to be said."""
    path, notes = module.certify(unit, name)
    assert notes == []
    return path


def faults(unit, path):
    return compare(path, unit.my_exercises, [unit]).faults


# What is on a page


def test_a_page_says_what_was_passed(learner):
    path = certify(learner, f"  {NAME} ")
    assert path == learner.root / "my" / "certificates" / "01_toy.html"
    _, about = verify._read(path.read_text("utf-8"), path)
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
    says(monkeypatch, {"double": 2.0, "half": 1.0})
    _, about = verify._read(certify(learner, "Ada").read_text("utf-8"), learner.root)
    assert (about.exercises, about.exercises_in_all, about.points, about.points_in_all) == ({"half": 1.0}, 2, 1.0, 4.0)


def test_there_is_no_page_where_nothing_is_solved(learner, monkeypatch):
    says(monkeypatch, {"double": 2.0, "half": 0.0})
    with pytest.raises(CourseError, match="no exercise of 01_toy is solved yet"):
        certify(learner, "Ada")
    assert not (learner.root / "my" / "certificates").exists()


def test_there_is_no_page_for_a_notebook_that_changes_meanwhile(learner, monkeypatch):
    def check(unit, seed):
        answer(unit, HALF_RIGHT)
        return made(unit, {"half": 1.0})

    monkeypatch.setattr(module, "_checked", check)
    with pytest.raises(CourseError, match="was saved while it was checked: try again"):
        certify(learner, "Ada")


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "x" * 101, "\u202eadA", "\udcff"])
def test_what_is_no_name(learner, name):
    with pytest.raises(CourseError, match="a name has 1 to 100 characters that can be shown, got '"):
        certify(learner, name)


def test_what_passes_on_some_draws_only_is_named_and_not_on_the_page(learner, monkeypatch):
    says(monkeypatch, {"double": 3.0, "half": 1.0}, {"double": 2.5, "half": 1.0}, {"double": 3.0, "half": 1.0})
    path, notes = module.certify(learner, "Ada")
    said = "double passes on some inputs only, and is not on the page: on others it earns 2.5 of 3 points"
    assert notes == [said]
    assert verify._read(path.read_text("utf-8"), path)[1].exercises == {"half": 1.0}
    says(monkeypatch, {"double": 3.0, "half": 0.0}, {"double": 2.5, "half": 0.0})
    with pytest.raises(CourseError, match=f"no exercise of 01_toy is solved yet: {said}"):
        module.certify(learner, "Ada")


def test_the_inputs_follow_from_what_the_notebook_says_and_from_nothing_else(learner):
    first = seeds(read(learner.my_exercises))
    assert len(set(first)) == DRAWS
    checked(learner, RIGHT, 0.0)
    assert seeds(read(learner.my_exercises)) == first
    answer(learner, HALF_RIGHT)
    assert not set(seeds(read(learner.my_exercises))) & set(first)


def test_the_page_says_how_inputs_are_drawn(learner):
    text = " ".join(certify(learner, "Ada").read_text("utf-8").split())
    assert "So every check was made on 3 draws, and an exercise is above only if it earned all its points" in text
    assert "An exercise counts as wrongly claimed if it fails on every one of them." in text


# Comparing


def test_a_right_page_and_its_notebook(learner, judged):
    path = certify(learner, NAME)
    about, found, notes, unjudged = compare(path, learner.my_exercises, [learner])
    assert (about.name, found, notes, unjudged) == (NAME, [], [], {})
    assert judged["seeds"] == seeds(read(learner.my_exercises))[:1]


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
    assert judged["seeds"] == seeds(read(learner.my_exercises))


@pytest.mark.parametrize(
    ("draws", "faulty"), [([2, 3, 2], False), ([2, 2, 3], False), ([3, 2, 2], False), ([2, 2, 2], True)]
)
def test_a_score_that_varies_is_a_fault_only_if_every_draw_fails(learner, judged, draws, faulty):
    path = certify(learner, NAME)
    judged["double"] = draws
    assert bool(faults(learner, path)) == faulty


def test_what_the_page_does_not_claim_needs_no_data(learner, judged, monkeypatch):
    says(monkeypatch, {"double": 2.0, "half": 1.0})
    path = certify(learner, NAME)
    judged["double"] = WHY
    assert compare(path, learner.my_exercises, [learner])[1:] == ([], [], {})


def test_what_cannot_be_judged_here_is_said_and_the_rest_is_compared(learner, judged):
    path = certify(learner, NAME)
    judged["double"] = WHY
    said = compare(path, learner.my_exercises, [learner])
    assert said[1:] == ([], [f"double was not compared: {WHY}."], {"double": WHY})
    judged["half"] = 0.0
    says = f"{learner.my_exercises} does not pass half, though {path} says so: it earns 0 of 1 points"
    assert faults(learner, path) == [says]


def test_where_nothing_can_be_judged_nothing_is_confirmed(learner, judged):
    path = certify(learner, NAME)
    judged["double"] = judged["half"] = WHY
    with pytest.raises(CourseError, match="cannot be run here: it is measured on GloVe"):
        compare(path, learner.my_exercises, [learner])


def test_of_a_page_with_another_template_only_the_facts_are_compared(learner, judged, monkeypatch):
    path = certify(learner, NAME)
    monkeypatch.setattr(verify, "template", lambda: "another")
    said = f"{path} has these facts; its text, of another version of the course, was not compared."
    assert compare(path, learner.my_exercises, [learner])[1:] == ([], [said], {})


def test_a_unit_that_has_changed_since(learner, judged):
    path = certify(learner, NAME)
    update(learner)
    said = "01_toy has changed since the page was made; the notebook was tried on the checks of today."
    assert compare(path, learner.my_exercises, [learner])[1:] == ([], [said], {})


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
    facts = {"template": module.template(), **vars(compare(path, learner.my_exercises, [learner]).about), **changed}
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
    monkeypatch.delenv(verify.TRUST, raising=False)
    with pytest.raises(CourseError, match="cannot be run here: student code cannot be locked in here"):
        compare(path, learner.my_exercises, [learner])


# In kernels and in the sandbox


CHANCE = """

@half.criterion("by chance", points=1)
def _(student, rng):
    if rng.random() < 0.5:
        raise Wrong("bad luck")
"""


def by_chance(unit, *passed):
    """Another check, which passes on some draws of inputs only: `half` is answered so that it does on these."""
    path = unit.root / "vecembed_lab/toy/checks/half.py"
    path.write_text(path.read_text("utf-8").replace("import same", "import Wrong, same") + CHANCE, "utf-8")
    release = read(unit.release)
    release["cells"][5]["metadata"]["nbgrader"]["points"] = 2
    save(unit.release, release)
    copy_in(unit)
    answer(unit, RIGHT)
    for number in range(1000):
        answer(unit, f"{HALF}  # {number}", "half")
        drawn = [np.random.default_rng([seed, 1]).random() >= 0.5 for seed in seeds(read(unit.my_exercises))]
        if drawn == list(passed):
            return


def test_a_check_is_made_on_several_draws(unit):
    by_chance(unit, True, True, False)
    path, notes = module.certify(unit, "Ada")
    assert notes == ["half passes on some inputs only, and is not on the page: on others it earns 1 of 2 points"]
    assert verify._read(path.read_text("utf-8"), path)[1].exercises == {"double": 3.0}


@pytest.mark.skipif(bool(jail.missing()), reason="there is no sandbox here")
@pytest.mark.parametrize(("passed", "found"), [((False, False, True), 0), ((False, False, False), 1)])
def test_whoever_verifies_makes_the_same_draws(unit, monkeypatch, passed, found):
    by_chance(unit, *passed)
    standing = [Standing("double", 3.0, 3.0, "solved"), Standing("half", 2.0, 2.0, "solved")]
    monkeypatch.setattr(module, "_checked", lambda unit, seed: standing)
    assert len(faults(unit, certify(unit, "Ada"))) == found


def test_what_cannot_be_judged_is_named_and_not_on_the_page(unit):
    copy_in(unit)
    unjudgeable(unit)
    answer(unit, RIGHT)
    answer(unit, HALF, "half")
    path, notes = module.certify(unit, "Ada")
    assert notes == [f"half cannot be judged here, whatever you wrote: {WHY}. It is not on the page"]
    assert verify._read(path.read_text("utf-8"), path)[1].exercises == {"double": 3.0}


@pytest.mark.skipif(bool(jail.missing()), reason="there is no sandbox here")
def test_a_check_that_raises_keeps_nothing_else_from_being_compared(learner):
    path = certify(learner, NAME)
    unjudgeable(learner)
    assert compare(path, learner.my_exercises, [learner])[1:] == ([], [f"half was not compared: {WHY}."], {"half": WHY})


@pytest.mark.skipif(bool(jail.missing()), reason="there is no sandbox here")
def test_the_notebook_is_run_again_on_other_inputs(learner):
    path = certify(learner, NAME)
    assert faults(learner, path) == []
    answer(learner, HALF_RIGHT)
    path = certify(learner, NAME)  # which claims that half an answer is a whole one
    says = f"{learner.my_exercises} does not pass double, though {path} says so: it earns 1 of 3 points"
    assert faults(learner, path) == [says]
