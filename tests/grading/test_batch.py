"""`vecembed grade` on a class of its own: what it saves, what it leaves alone, and what it survives."""

import csv
import functools
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

import nbformat
import pytest
from typer.testing import CliRunner

from tests import toy
from tests.grading.processes import children, looping
from tests.patience import PATIENCE, wait_for
from vecembed_lab import cli
from vecembed_lab.files.units import ROOT, Unit
from vecembed_lab.files.whole import write
from vecembed_lab.grading import batch, jail, remote, testcells
from vecembed_lab.grading.batch import BatchError, Books, grade
from vecembed_lab.grading.student import GraderError

UNIT = "01_toy"
ANSWERS = {
    "ada": ("def double(x):\n    return 2 * x", "def half(x):\n    return x / 2", "Because."),
    "bob": ("def double(x):\n    return x + 2", "def half(x):\n    return x // 2", "Because."),
    "cy": ("...", "import os\nos._exit(1)", "*Your answer here.*"),
}
SCORES = {"ada": (2, 2, None), "bob": (1, 2, None), "cy": (0, 0, 0)}
TESTS = (
    "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert callable(double)\n### END HIDDEN TESTS\n1 + (double(3) == 6)"
)


def source():
    """A unit with ordinary test cells and a written answer, as a teacher writes it."""
    answer = "def {}(x):\n    ### BEGIN SOLUTION\n    return {}\n    ### END SOLUTION"
    return toy.notebook(
        toy.cell("# Exercises"),
        toy.cell(answer.format("double", "2 * x"), "double", solution=True),
        toy.cell(TESTS, "double-check", grade=True, locked=True, points=2),
        toy.cell(answer.format("half", "x / 2"), "half", solution=True),
        toy.cell("assert half(4) == 2", "half-check", grade=True, locked=True, points=2),
        toy.cell("# *Your answer here.*", "why", grade=True, solution=True, points=4),
    )


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A course folder in which nbgrader has released the unit; other files of tests copy it, too."""
    return release_once(tmp_path_factory.getbasetemp() / "released")


@functools.cache
def release_once(course):
    course.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", course)
    unit = Unit(UNIT, course)
    toy.save(unit.solution, source())
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", UNIT]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return unit


@pytest.fixture
def course(released, tmp_path):
    """A class of three in a copy of that folder."""
    shutil.copytree(released.root, tmp_path / "course")
    course = tmp_path / "course"
    for student, answers in ANSWERS.items():
        hand_in(course, student, *answers)
    return course


def hand_in(course, student, double, half, why):
    nb = json.loads(Unit(UNIT, course).release.read_text())
    for cell in nb["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = {"double": double, "half": half, "why": why}.get(name, cell["source"])
    toy.save(submitted(course, student), nb)


def submitted(course, student):
    return course / "submitted" / student / UNIT / f"{UNIT}.ipynb"


def autograded(course, student):
    return course / "autograded" / student / UNIT / f"{UNIT}.ipynb"


def scores(course):
    """The automatic points for the two tests and the question, by student, from nbgrader's gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        points = {
            submission.student.id: {grade.name: grade.auto_score for grade in submission.notebooks[0].grades}
            for submission in book.assignment_submissions(UNIT)
        }
    return {
        student: tuple(each[name] for name in ("double-check", "half-check", "why")) for student, each in points.items()
    }


def gradebook(course):
    """Every row that is not an identifier of nbgrader's own making."""
    import sqlite3

    with sqlite3.connect(course / "gradebook.db") as book:
        columns = "base_cell.name, auto_score, manual_score, needs_manual_grade"
        query = f"select {columns} from grade join base_cell on cell_id = base_cell.id"
        rows = sorted(book.execute(query).fetchall(), key=str)
        comments = sorted(book.execute("select auto_comment, manual_comment from comment").fetchall(), key=str)
    book.close()
    return rows, comments


def test_a_class_is_graded_into_nbgraders_gradebook_and_folders(course):
    told = []
    summary = grade(course, UNIT, progress=lambda *news: told.append(news))
    assert scores(course) == SCORES
    assert sorted(summary.graded) == ["ada", "bob", "cy"]
    assert (summary.kept, summary.errors, summary.interrupted) == (0, {}, False)
    assert [news[:2] for news in told] == [(1, 3), (2, 3), (3, 3)]
    for student in ANSWERS:
        path = autograded(course, student)
        nbformat.validate(nbformat.read(path, as_version=4))
        assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_memory_is_that_of_the_processes_and_not_of_who_starts_them(course):
    ballast = bytearray(500_000_000)
    hand_in(course, "dee", "import numpy as np\nbig = np.ones(25_000_000)\n" + ANSWERS["ada"][0], "", "")
    summary = grade(course, UNIT)
    assert 200e6 < summary.student_memory < len(ballast)
    assert summary.judge_memory > 20e6


def test_nbgrader_saves_the_same(course, tmp_path):
    """The same class, graded by `nbgrader autograde` and by us: gradebook and notebooks are equal."""
    other = tmp_path / "other"
    shutil.copytree(course, other)
    grade(course, UNIT)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", UNIT],
        cwd=other,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    assert gradebook(other) == gradebook(course)
    for student in ANSWERS:
        ours, theirs = (nbformat.read(autograded(root, student), as_version=4) for root in (course, other))
        assert ours == theirs


def test_what_is_graded_is_kept_until_it_changes(course):
    grade(course, UNIT)
    before = {student: autograded(course, student).stat() for student in ANSWERS}
    assert grade(course, UNIT).kept == 3
    assert {student: autograded(course, student).stat() for student in ANSWERS} == before
    hand_in(course, "bob", *ANSWERS["ada"])
    later = time.time() + 5
    os.utime(submitted(course, "bob"), (later, later))
    summary = grade(course, UNIT)
    assert (summary.graded, summary.kept) == (["bob"], 2)
    assert scores(course)["bob"] == SCORES["ada"]


def test_what_is_handed_in_again_is_known_by_its_content_not_by_its_date(course):
    grade(course, UNIT)
    later = time.time() + 5
    os.utime(submitted(course, "ada"), (later, later))
    assert grade(course, UNIT).kept == 3
    hand_in(course, "bob", *ANSWERS["ada"])
    os.utime(submitted(course, "bob"), (1, 1))  # as `cp -p`, unzip and rsync leave it
    assert grade(course, UNIT).graded == ["bob"]
    assert scores(course)["bob"] == SCORES["ada"]
    assert grade(course, UNIT).kept == 3


def test_the_secret_that_nbgraders_exchange_needs_is_kept(course):
    submitted(course, "ada").with_name("submission_secret.txt").write_text("0123")
    submitted(course, "bob").with_name("submission_secret.txt").symlink_to(course / ".class_seed")
    grade(course, UNIT)
    assert autograded(course, "ada").with_name("submission_secret.txt").read_text() == "0123"
    assert not autograded(course, "bob").with_name("submission_secret.txt").exists()


def test_who_is_not_on_the_class_list_is_named(course):
    from vecembed_lab.grading.books import Books

    assert grade(course, UNIT).unlisted == []  # there is no list
    with Books(course, UNIT) as books:
        books.gradebook.update_or_create_student("ada", first_name="Ada")
    assert sorted(grade(course, UNIT, force=True).unlisted) == sorted(ANSWERS.keys() - {"ada"})


def nbgrader(course, *command):
    done = [sys.executable, "-m", "nbgrader", *command]
    return subprocess.run(done, cwd=course, capture_output=True, text=True, timeout=300)


def test_a_new_graded_cell_after_submissions_is_refused_before_anything_is_deleted(course):
    grade(course, UNIT)
    unit = Unit(UNIT, course)
    before = unit.release.read_bytes(), unit.release.stat().st_mtime_ns
    nb = nbformat.read(unit.solution, as_version=4)
    nb.cells.append(nbformat.from_dict(toy.cell("check(third)", "third-check", grade=True, locked=True, points=1)))
    nbformat.write(nb, unit.solution)
    done = nbgrader(course, "generate_assignment", UNIT)
    assert done.returncode == 1
    assert "no graded cell can be added, removed or renamed; changed: third-check. Nothing was done" in done.stderr
    assert (unit.release.read_bytes(), unit.release.stat().st_mtime_ns) == before
    assert nbgrader(course, "generate_assignment", UNIT, "--force").returncode == 1


@pytest.mark.parametrize("more", [[], ["--notebook", "more"]])
def test_a_notebook_that_comes_too_late_is_refused_before_anything_is_deleted(course, more):
    grade(course, UNIT)
    unit = Unit(UNIT, course)
    before = unit.release.read_bytes(), unit.release.stat().st_mtime_ns
    shutil.copy(unit.solution, unit.solution.with_name("more.ipynb"))
    done = nbgrader(course, "generate_assignment", UNIT, *more)
    assert done.returncode == 1
    assert "has submissions, so that no notebook and no graded cell can be added" in done.stderr
    assert "changed: more.ipynb. Nothing was done" in done.stderr
    assert "Traceback" not in done.stderr
    assert (unit.release.read_bytes(), unit.release.stat().st_mtime_ns) == before
    assert not unit.release.with_name("more.ipynb").exists()


def test_a_notebook_that_goes_too_late_is_refused_and_one_alone_may_be_made(course):
    unit = Unit(UNIT, course)
    more = unit.solution.with_name("more.ipynb")
    shutil.copy(unit.solution, more)
    assert nbgrader(course, "generate_assignment", UNIT).returncode == 0
    grade(course, UNIT)
    assert nbgrader(course, "generate_assignment", UNIT, "--notebook", "more").returncode == 0
    more.unlink()
    done = nbgrader(course, "generate_assignment", UNIT)
    assert done.returncode == 1
    assert "changed: more.ipynb. Nothing was done" in done.stderr
    assert unit.release.with_name("more.ipynb").exists()


def test_what_may_be_in_another_place_waits_for_a_person(course):
    from vecembed_lab.grading.books import Books

    submitted(course, "ada").write_bytes(b"PK\x03\x04")
    grade(course, UNIT)
    with Books(course, UNIT) as books:
        waits = {each.student.id: each.needs_manual_grade for each in books.gradebook.assignment_submissions(UNIT)}
        [ada] = [each for each in books.gradebook.assignment_submissions(UNIT) if each.student.id == "ada"]
        assert all(grade.needs_manual_grade for notebook in ada.notebooks for grade in notebook.grades)
    assert waits["ada"]
    assert nbgrader(course, "export").returncode == 0
    with (course / "grades.csv").open(newline="") as file:
        exported = {row["student_id"]: row["score"] for row in csv.DictReader(file)}
    assert exported["ada"] == ""
    assert float(exported["bob"]) == 3


def test_a_newer_timestamp_counts_as_handed_in_again(course):
    note = submitted(course, "ada").with_name("timestamp.txt")
    grade(course, UNIT)
    note.write_text("2026-01-01 12:00:00 UTC")  # the first one, too, is news
    assert grade(course, UNIT).graded == ["ada"]
    assert grade(course, UNIT).kept == 3
    note.write_text("2026-01-02 12:00:00 UTC")
    assert grade(course, UNIT).graded == ["ada"]


def test_grading_again_changes_nothing(course):
    grade(course, UNIT)
    before = gradebook(course), {student: autograded(course, student).read_bytes() for student in ANSWERS}
    assert len(grade(course, UNIT, force=True, workers=3).graded) == 3
    assert (gradebook(course), {student: autograded(course, student).read_bytes() for student in ANSWERS}) == before


@pytest.mark.parametrize("cell", ["why", "half-check"])
def test_what_a_person_graded_stays_and_waits_to_be_looked_at(course, cell):
    from nbgrader.api import Gradebook

    grade(course, UNIT)
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        entry = book.find_grade(cell, UNIT, UNIT, "ada")
        entry.manual_score, entry.needs_manual_grade = 3, False
        book.db.commit()
    grade(course, UNIT, force=True)
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        entry = book.find_grade(cell, UNIT, UNIT, "ada")
        assert (entry.manual_score, entry.needs_manual_grade) == (3, True)


def test_damage_is_told_and_stops_nobody(course):
    submitted(course, "ada").write_bytes(b"not a notebook")
    path = submitted(course, "bob")
    path.rename(path.with_name("mine.ipynb"))
    summary = grade(course, UNIT)
    assert scores(course) == SCORES | {"ada": (0, 0, 0)}
    assert "is not a notebook" in summary.repaired["ada"][0]
    assert "its name should be 01_toy.ipynb" in summary.repaired["bob"][0]
    assert "could not be read" in nbformat.read(autograded(course, "ada"), as_version=4).cells[0].source


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", "a'b", "-rf", "a\nb"])
def test_a_folder_whose_name_is_no_students_is_refused(course, name):
    hand_in(course, name, *ANSWERS["ada"])
    summary = grade(course, UNIT)
    assert list(summary.errors) == [name]
    assert scores(course) == SCORES


def test_names_of_all_languages_are_students(course):
    hand_in(course, "Łukasz O. Müller-李@uni.example", *ANSWERS["ada"])
    assert grade(course, UNIT).errors == {}
    assert scores(course)["Łukasz O. Müller-李@uni.example"] == SCORES["ada"]


def test_links_lead_nowhere(course):
    submitted(course, "ada").unlink()
    submitted(course, "ada").symlink_to(Unit(UNIT, course).solution)
    submitted(course, "bob").with_name("timestamp.txt").symlink_to("/dev/zero")
    grade(course, UNIT)
    assert scores(course) == SCORES | {"ada": (0, 0, 0)}


def late_in_the_judge(monkeypatch):
    judged = batch.Marker.grade

    def endless(marker, student, path):
        graded = judged(marker, student, path)  # with all that was started for it
        time.sleep(999 if student == "bob" else 0)
        return graded

    monkeypatch.setattr(batch.Marker, "grade", endless)


def late_in_the_tests(monkeypatch):
    """They run in a process of their own, which keeps the pipe to the worker open."""
    run = testcells._run

    def endless(tests, setup, student):
        is_bob = student(min(tests)).transport("double")((3,), 5.0).value == 5
        time.sleep(999 if is_bob else 0)
        return run(tests, setup, student)

    monkeypatch.setattr(testcells, "_run", endless)


@pytest.mark.parametrize("late", [late_in_the_judge, late_in_the_tests])
def test_a_worker_that_does_not_end_loses_one_submission_and_leaves_nothing(course, monkeypatch, tmp_path, late):
    late(monkeypatch)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(batch, "DEADLINE", 10.0)
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    summary = grade(course, UNIT, workers=1)
    assert sorted(summary.graded) == ["ada", "cy"]
    assert summary.errors == {"bob": "the process that graded it took more than 10 s"}
    for _ in range(50):
        time.sleep(0.1 if list(scratch.iterdir()) else 0)  # who is left has to notice, and to tidy up
    assert not list(scratch.iterdir())


def test_what_fails_beside_the_tests_gives_nobody_zero(course, monkeypatch):
    def broken(student):
        raise GraderError("no process is left")

    monkeypatch.setattr(remote.RemoteStudent, "ready", broken)
    summary = grade(course, UNIT)
    assert summary.errors == dict.fromkeys(ANSWERS, "GraderError: no process is left")
    assert scores(course) == {}


def test_what_fails_in_the_judge_is_not_the_next_students_fault(course, monkeypatch):
    forked = remote.Zygote.fork

    def broken(zygote, *more):
        zygote._process.kill() if zygote is firsts[0] else None
        return forked(zygote, *more)

    firsts, entered = [], remote.Zygote.__enter__
    monkeypatch.setattr(remote.Zygote, "__enter__", lambda zygote: firsts.append(zygote) or entered(zygote))
    monkeypatch.setattr(remote.Zygote, "fork", broken)
    summary = grade(course, UNIT, workers=1)
    assert list(summary.errors) == ["ada"]
    assert summary.errors["ada"].startswith("GraderError: the process that student processes are forked from")
    assert sorted(summary.graded) == ["bob", "cy"]


def test_a_worker_that_dies_loses_one_submission_and_is_replaced(course, monkeypatch):
    judged = batch.Marker.grade

    def deadly(marker, student, path):
        os.kill(os.getpid(), signal.SIGKILL) if student == "bob" else None
        return judged(marker, student, path)

    monkeypatch.setattr(batch.Marker, "grade", deadly)
    summary = grade(course, UNIT, workers=1)
    assert sorted(summary.graded) == ["ada", "cy"]
    assert summary.errors == {"bob": "the process that graded it ended (-9)"}
    assert not autograded(course, "bob").exists()
    monkeypatch.undo()
    assert grade(course, UNIT).graded == ["bob"]
    assert scores(course) == SCORES


def test_an_error_of_ours_gives_nobody_zero(course, monkeypatch):
    def broken(marker, *args, **how):
        raise MemoryError("no room")

    monkeypatch.setattr(batch.Judge, "judge", broken)
    summary = grade(course, UNIT)
    assert summary.errors == dict.fromkeys(ANSWERS, "MemoryError: no room")
    assert scores(course) == {}


def test_ctrl_c_keeps_what_is_done_and_the_next_run_goes_on(course):
    def stop(done, total, last):
        if done == 2:
            raise KeyboardInterrupt

    summary = grade(course, UNIT, progress=stop)
    assert summary.interrupted
    assert len(summary.graded) == 2
    assert set(scores(course)) == set(summary.graded)
    rest = grade(course, UNIT)
    assert (len(rest.graded), rest.kept) == (1, 2)
    assert scores(course) == SCORES


def test_ctrl_c_ends_all_processes(course):
    """From a terminal it goes to the whole group, while a student's function loops."""
    hand_in(course, "aa", "def double(x):\n    while True: pass", *ANSWERS["ada"][1:])
    code = f"""
import signal
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored where these tests run in the background
from vecembed_lab.grading.batch import grade
print("interrupted", grade(Path({str(course)!r}), {UNIT!r}).interrupted)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True, env=environment
    )
    wait_for(lambda: looping(run.pid))
    os.killpg(run.pid, signal.SIGINT)
    said, _ = run.communicate(timeout=PATIENCE)
    assert "interrupted True" in said
    wait_for(lambda: not children(run.pid))


def test_late_work_is_penalised_as_nbgrader_would(course):
    from nbgrader.api import Gradebook

    (course / "late.py").write_text(
        "from nbgrader.plugins import LateSubmissionPlugin\n"
        "class Late(LateSubmissionPlugin):\n"
        "    def late_submission_penalty(self, student_id, score, seconds):\n        return 1\n"
    )
    lines = f"sys.path.insert(0, {str(course)!r})\nc.AssignLatePenalties.plugin_class = 'late.Late'\n"
    (course / "nbgrader_config_local.py").write_text(lines)
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        book.update_or_create_assignment(UNIT, duedate="2026-01-01")
    submitted(course, "ada").with_name("timestamp.txt").write_text("2026-01-02 12:00:00 UTC")
    submitted(course, "bob").with_name("timestamp.txt").write_text("2025-12-31 12:00:00 UTC")
    grade(course, UNIT)
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        assert book.find_submission(UNIT, "ada").late_submission_penalty == 1
        assert not book.find_submission(UNIT, "bob").late_submission_penalty


# What cannot be graded at all


def test_nothing_handed_in(released):
    with pytest.raises(BatchError, match="nothing is handed in"):
        grade(released.root, UNIT)


def test_not_in_the_gradebook(course):
    (course / "gradebook.db").unlink()
    with pytest.raises(BatchError, match=r"not in the gradebook: nbgrader generate_assignment 01_toy"):
        grade(course, UNIT)
    assert not (course / "gradebook.db").exists()


def test_without_a_release(course):
    Unit(UNIT, course).release.unlink()
    with pytest.raises(FileNotFoundError, match="nbgrader generate_assignment 01_toy"):
        grade(course, UNIT)


def test_without_nbgrader(course, monkeypatch):
    monkeypatch.setitem(sys.modules, "nbgrader.coursedir", None)
    with pytest.raises(BatchError, match=r"needs nbgrader: python -m pip install .*\[teach\]"):
        Books(course, UNIT)


def test_without_a_sandbox_it_needs_an_explicit_word(course, monkeypatch):
    monkeypatch.setattr(jail, "missing", lambda: ["a newer kernel"])
    with pytest.raises(BatchError, match=r"a newer kernel.*--trust-students"):
        grade(course, UNIT)
    assert grade(course, UNIT, trust_students=True).errors == {}
    assert scores(course) == SCORES


# The command


@pytest.fixture
def command(course, monkeypatch):
    monkeypatch.setattr(cli.common, "ROOT", course)
    write(Unit(UNIT, course).lesson_text, "")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return lambda *options: CliRunner().invoke(cli.app, ["grade", "1", *options])


def test_the_command_says_what_it_did(command, course):
    submitted(course, "ada").write_bytes(b"\xef\xbb\xbf" + submitted(course, "ada").read_bytes())
    done = command("--workers", "2")
    assert done.exit_code == 0, done.output
    assert "3 graded." in done.output
    assert "! ada: The file was saved as UTF-8 with a byte order mark" in done.output
    assert "Memory of a worker" in done.output
    again = command()
    assert "0 graded; 3 were graded before (--force grades them again)." in again.output


def test_the_command_obeys_no_name(command, course):
    hand_in(course, "a\x1b[2J\nb", *ANSWERS["ada"])
    submitted(course, "bob").rename(submitted(course, "bob").with_name("\x1b]0;title\x07\udcff.ipynb"))
    said = command().output
    assert "✗ a?[2J?b: " in said
    assert "! bob: The file was called ?]0;title??.ipynb" in said


def test_the_command_names_who_could_not_be_graded(command, course):
    hand_in(course, "a[red]b", *ANSWERS["ada"])
    done = command()
    assert done.exit_code == 1
    assert "✗ a[red]b: a folder with this name" in done.output
