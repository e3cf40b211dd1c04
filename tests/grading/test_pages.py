"""What a stranger's name or answer does to nbgrader's pages and tables, and who may read the files of a class."""

import csv
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import urllib.parse

import pytest

from tests.grading import test_batch as toyclass
from tests.grading.test_nbgrader import BIN, get, unused_port
from tests.patience import PATIENCE
from vecembed_lab.files.units import ROOT
from vecembed_lab.grading import executor

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the sandbox needs Linux")
unused_port = unused_port
UNIT = toyclass.UNIT
SCRIPT = "<img src=x onerror=alert(1)>"
MARKS = [f"{edge} {what}" for what in ("MARK SCHEME", "HIDDEN TESTS", "SOLUTION") for edge in ("BEGIN", "END")]
NAMES = {
    "ada": {"first_name": SCRIPT, "last_name": f"Lovelace, Countess {SCRIPT}", "email": "=HYPERLINK(1)"},
    "bob": {"first_name": '=cmd|" /C calc"!A0', "last_name": "+1", "email": "@bob"},
    "cy": {"first_name": "-2", "last_name": "\tTab\nline", "email": "cy@example.org"},
    "absent": {"first_name": "=1+1", "last_name": "Nobody", "email": None},
}


def nbgrader(course, *arguments):
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A graded class with names that got past every list, and with the teacher's marks in students' answers."""
    from nbgrader.api import Gradebook

    source = toyclass.release_once(tmp_path_factory.getbasetemp() / "released").root
    course = tmp_path_factory.mktemp("pages") / "course"
    shutil.copytree(source, course)
    double, half, _ = toyclass.ANSWERS["ada"]
    for student in ("ada", "bob", "cy"):
        toyclass.hand_in(
            course, student, f"### {MARKS[0]}\n{double}", f"{half}\n### {MARKS[2]}", "\n\n".join(MARKS[::-1])
        )
    (toyclass.submitted(course, "cy").with_name("timestamp.txt")).touch()
    os.truncate(toyclass.submitted(course, "cy").with_name("timestamp.txt"), 1_000_000)
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        for student, fields in NAMES.items():
            book.update_or_create_student(student, **fields)
    os.chmod(course / "gradebook.db", 0o644)
    nbgrader(course, "autograde", UNIT)
    return course


def test_what_a_student_writes_ends_no_feedback(course):
    nbgrader(course, "generate_feedback", UNIT)
    for student in ("ada", "bob", "cy"):
        page = (course / "feedback" / student / UNIT / f"{UNIT}.html").read_text()
        assert all(mark in page for mark in MARKS), student  # it is the student's own text
        assert "callable(double)" not in page  # the teacher's hidden test


def test_a_table_holds_no_formula_and_every_column(course, tmp_path):
    nbgrader(course, "export", "--to", str(tmp_path / "grades.csv"))
    with open(tmp_path / "grades.csv", encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert rows.keys() == NAMES.keys()
    for row in rows.values():
        assert None not in row
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row.values())
    assert rows["ada"]["last_name"] == NAMES["ada"]["last_name"]
    assert rows["ada"]["email"] == "'=HYPERLINK(1)"
    assert [float(rows["ada"][column]) for column in ("raw_score", "score", "max_score")] == [4, 4, 8]
    assert [rows["absent"][column] for column in ("timestamp", "score", "email")] == ["", "0.0", ""]


def test_who_is_not_on_the_class_list_is_exported_only_where_asked_for(course, tmp_path):
    """Grading enters whoever has a folder; where nobody is on a list, everybody is exported."""
    from nbgrader.api import Gradebook

    copy = shutil.copytree(course, tmp_path / "course")
    with Gradebook(f"sqlite:///{copy}/gradebook.db") as book:
        book.update_or_create_student("stranger")
    assert set(exported(copy)) == NAMES.keys()
    assert exported(copy, "--student", "['stranger']") == ["stranger"]
    with Gradebook(f"sqlite:///{copy}/gradebook.db") as book:
        for student in NAMES:
            book.update_or_create_student(student, first_name=None, last_name=None, email=None)
    assert set(exported(copy)) == {"stranger", *NAMES}


def exported(course, *options):
    """The students in the table."""
    nbgrader(course, "export", *options)
    with open(course / "grades.csv", encoding="utf-8", newline="") as file:
        return [row["student_id"] for row in csv.DictReader(file)]


def test_some_can_be_exported(course, tmp_path):
    nbgrader(course, "export", "--to", str(tmp_path / "one.csv"), "--student", "['bob']", "--assignment", f"['{UNIT}']")
    assert [line.split(",")[3] for line in (tmp_path / "one.csv").read_text().splitlines()] == ["student_id", "bob"]
    nbgrader(course, "export", "--to", str(tmp_path / "none.csv"), "--assignment", "['other']")
    assert len((tmp_path / "none.csv").read_text().splitlines()) == 1


@pytest.fixture
def formgrader(course, unused_port):
    command = [BIN / "jupyter", "server", "--no-browser", "--allow-root", f"--port={unused_port}"]
    options = ["--IdentityProvider.token=secret", "--ServerApp.port_retries=0"]
    with (course / "server.log").open("w") as log:
        server = subprocess.Popen([*command, *options], cwd=course, stdout=log, stderr=log)
    yield f"http://127.0.0.1:{unused_port}/formgrader"
    server.terminate()
    server.wait(20)


def test_no_name_comes_alive_in_formgrader(formgrader, course):
    """Neither in the page of a notebook, nor in those that are made from an address that somebody was sent."""
    rows = json.loads(get(f"{formgrader}/api/submitted_notebooks/{UNIT}/{UNIT}"))
    [ada] = [row["id"] for row in rows if row["student"] == "ada"]
    sent = urllib.parse.quote(f'";{SCRIPT}')
    for page in (
        f"submissions/{ada}/",
        f"manage_students/{sent}",
        f"manage_students/ada/{sent}",
        f"gradebook/{sent}/x",
    ):
        text = get(f"{formgrader}/{page}")
        assert "&lt;img src=x" in text, page
        assert SCRIPT not in text, page
        assert '_id = "";' not in text, page


def test_a_notebook_in_formgrader_asks_no_other_machine(formgrader):
    for row in json.loads(get(f"{formgrader}/api/submitted_notebooks/{UNIT}/{UNIT}")):
        text = get(f"{formgrader}/submissions/{row['id']}/")
        assert re.findall(r"""(?:src|href)=["']?(?:https?:)?//[^"'\s>]+""", text) == []
        assert "tex2jax" not in text  # MathJax itself


def test_a_time_without_end_does_not_stop_formgrader(formgrader, course):
    """It looks at the time of each submission, when it lists them."""
    time = toyclass.submitted(course, "bob").with_name("timestamp.txt")
    os.mkfifo(time)
    try:
        rows = json.loads(get(f"{formgrader}/api/submissions/{UNIT}"))
    finally:
        time.unlink()
    assert {row["student"] for row in rows} == {"ada", "bob", "cy"}
    assert "nbgrader formgrade" in get(f"{formgrader}/manage_submissions/{UNIT}")


# Who may read it


def others(path):
    return stat.S_IMODE(path.stat().st_mode) & 0o077


def test_the_files_of_a_class_are_their_owners(course):
    """Those that our commands and nbgrader's make, and those that were there before."""
    nbgrader(course, "generate_feedback", UNIT)
    nbgrader(course, "export")
    made = [".class_seed", "gradebook.db", "grades.csv", "submitted", "autograded", "feedback"]
    assert {name: others(course / name) for name in made} == dict.fromkeys(made, 0)


def test_old_files_are_mended_and_others_left_alone(tmp_path, monkeypatch):
    before = os.umask(0o022)
    try:
        for name in ("gradebook.db", "class.csv", "notes.txt", "reports/report.html"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).touch()
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "submitted").symlink_to("elsewhere")
        executor.keep_private(tmp_path)
        (tmp_path / "new").touch()
        assert os.umask(0o022) == 0o077
    finally:
        os.umask(before)
    kept = {path.name for path in tmp_path.iterdir() if not others(path)}
    assert kept == {"gradebook.db", "class.csv", "reports", "new"}


def test_no_file_of_a_class_is_for_git():
    names = [pattern.replace("*", "x") for pattern in executor.PRIVATE]
    names = [f"{name}/x" if name.isalpha() else name for name in names]
    names += ["gradebook.db", "gradebook.db-journal", "class.csv", "model_answers/x"]
    done = subprocess.run(["git", "check-ignore", *names], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == names
