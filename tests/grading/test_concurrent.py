"""Several graders at once on one gradebook in a file: nothing lost, nothing twice, nothing broken."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.grading import test_batch as toyclass
from tests.patience import PATIENCE, wait_for
from vecembed_lab.files.units import ROOT
from vecembed_lab.grading.batch import BatchError, Books, Graded, grade

released, course = toyclass.released, toyclass.course
UNIT = toyclass.UNIT
ENTER = """
import sys
from pathlib import Path
from vecembed_lab.grading.batch import Books, Graded

course, unit, notebook, *students = sys.argv[1:]
with Books(Path(course), unit) as books:
    print("ready", flush=True)
    input()  # all begin at the same moment
    for _ in range(2):
        for student in students:
            assert not (said := books.save(Graded(student, Path(notebook).read_text()))), said
"""
GRADE = """
import sys
from pathlib import Path
from vecembed_lab.grading.batch import BatchError, grade

try:
    print(len(grade(Path(sys.argv[1]), sys.argv[2]).graded), "graded")
except BatchError as error:
    print(error)
"""


def python(code, *words):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen([sys.executable, "-c", code, *map(str, words)], text=True, env=environment, **pipes)


def enter_at_once(courses, notebook, classes):
    """One process for each class of students enters the same notebook for all of them, all at the same time."""
    runs = [python(ENTER, course, UNIT, notebook, *students) for course, students in zip(courses, classes, strict=True)]
    assert [run.stdout.readline() for run in runs] == ["ready\n"] * len(runs)
    for run in runs:
        run.stdin.write("\n")
        run.stdin.flush()
    said = [run.communicate(timeout=PATIENCE)[0] for run in runs]
    assert [run.returncode for run in runs] == [0] * len(runs), "\n".join(said)


CLASSES = {
    "disjoint": [[f"{name}{number}" for number in range(4)] for name in "abc"],
    "overlapping": [[f"s{number}" for number in range(4)]] * 3,
}


@pytest.mark.parametrize("kind", [pytest.param("disjoint", marks=pytest.mark.slow), "overlapping"])
def test_many_writers_on_one_file(course, kind):
    grade(course, UNIT)
    classes = CLASSES[kind]
    enter_at_once([course] * 3, toyclass.autograded(course, "ada"), classes)
    everybody = {student for students in classes for student in students}
    assert toyclass.scores(course) == toyclass.SCORES | dict.fromkeys(everybody, toyclass.SCORES["ada"])


@pytest.mark.slow
def test_a_second_run_says_that_another_is_at_work(course):
    for number in range(3):
        toyclass.hand_in(course, f"s{number}", "import time\ntime.sleep(1)\n" + toyclass.ANSWERS["ada"][0], "", "")
    runs = [python(GRADE, course, UNIT) for _ in range(2)]
    said = sorted(run.communicate(timeout=PATIENCE)[0] for run in runs)
    assert said[0] == "6 graded\n"
    assert f"another `vecembed grade {UNIT}` is at work" in said[1] or said[1] == "0 graded\n"
    assert len(toyclass.scores(course)) == 6


def test_two_runs_never_overlap(course):
    def meanwhile(done, total, student):
        with pytest.raises(BatchError, match="another `vecembed grade 01_toy` is at work"):
            grade(course, UNIT)

    assert len(grade(course, UNIT, progress=meanwhile).graded) == 3
    assert grade(course, UNIT).kept == 3


def test_a_run_that_was_killed_bars_nobody(course):
    code = GRADE.replace("grade(Path", "grade(progress=lambda *_: os.kill(os.getpid(), 9), course=Path")
    code = "import os\n" + code.replace("sys.argv[2])", "unit=sys.argv[2])")
    run = python(code, course, UNIT)
    run.communicate(timeout=PATIENCE)
    assert run.returncode == -9
    wait_for(lambda: can_begin(course))
    assert toyclass.scores(course) == toyclass.SCORES


def can_begin(course):
    """Whether the last processes of the killed run are gone; then the class is graded to its end."""
    try:
        return grade(course, UNIT).errors == {}
    except BatchError:
        return False


def test_a_gradebook_that_stays_locked_is_told_by_student(course, monkeypatch):
    """Somebody holds the file for longer than we wait: the points are not lost silently, and the next run has them."""
    import sqlite3

    from vecembed_lab.grading import books as module

    monkeypatch.setattr(module, "TRIES", 2)
    monkeypatch.setattr(sqlite3.dbapi2, "connect", impatient(sqlite3.dbapi2.connect))
    grade(course, UNIT)
    notebook = toyclass.autograded(course, "ada").read_text()
    holder = sqlite3.connect(course / "gradebook.db")
    holder.execute("begin exclusive")
    with pytest.raises(Exception, match="locked"), Books(course, UNIT):
        pass
    holder.rollback()
    with Books(course, UNIT) as books:
        holder.execute("begin exclusive")
        assert "the gradebook did not take the points: " in books.save(Graded("new", notebook))
        holder.rollback()
        assert books.save(Graded("new", notebook)) == ""
    holder.close()
    assert toyclass.scores(course)["new"] == toyclass.SCORES["ada"]


def impatient(connect):
    return lambda *words, **how: connect(*words, **{**how, "timeout": 0.1})


def test_the_lock_is_a_file_that_nbgrader_does_not_see(course):
    grade(course, UNIT)
    assert {path.name for path in Path(course, "autograded").iterdir()} == {"ada", "bob", "cy", f".{UNIT}.lock"}
