"""The gradebook on a real PostgreSQL server, which these tests start for themselves."""

import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.grading import test_batch as toyclass
from tests.grading.test_concurrent import CLASSES, enter_at_once
from tests.patience import PATIENCE
from vecembed_lab.classroom import report as class_report
from vecembed_lab.files.units import ROOT, Unit
from vecembed_lab.grading.batch import grade

released, course = toyclass.released, toyclass.course
UNIT = toyclass.UNIT


def program(name):
    """Where a program of the server is: Debian keeps them out of the path."""
    places = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), *os.get_exec_path()]
    return shutil.which(name, path=os.pathsep.join(map(str, places)))


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not program("initdb"), reason="PostgreSQL is not installed: initdb is not found"),
]


def run(*words, **how):
    done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, **how)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def server():
    """The folder of the socket of a server that is ours alone. It refuses to run as root."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path is short, and pytest's folders are only for root
    user = {"user": "nobody", "group": "nogroup", "extra_groups": [], "cwd": "/"} if os.geteuid() == 0 else {}
    if user:
        shutil.chown(folder, "nobody", "nogroup")
    data, log = folder / "data", folder / "log"
    run(program("initdb"), "-D", data, "-U", "teacher", "-A", "trust", "-E", "UTF8", "--no-sync", **user)
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    run(
        program("pg_ctl"),
        "-D",
        data,
        "-o",
        options,
        "-l",
        log,
        "-w",
        "start",
        **user,
        env={**os.environ, "LC_ALL": "C"},
    )
    yield folder
    run(program("pg_ctl"), "-D", data, "-m", "immediate", "stop", **user)
    shutil.rmtree(folder)


def database(server, name, *like):
    """A new database, empty or a copy of another one; its address."""
    import psycopg

    with psycopg.connect(host=str(server), user="teacher", dbname="postgres", autocommit=True) as link:
        link.execute(" ".join(["create database", name, *like]))
    return f"postgresql://teacher@/{name}?host={server}"


def on_server(course, url):
    """Say in a course's configuration what the teacher's guide says."""
    lines = f"\nc.CourseDirectory.course_id = 'vectors'\nc.CourseDirectory.db_url = {url!r}\n"
    (course / "nbgrader_config_local.py").write_text(lines)


@pytest.fixture(scope="module")
def registered(server, released, tmp_path_factory):
    """A server on which nbgrader has registered the unit in the database `unit`."""
    course = tmp_path_factory.mktemp("registered") / "course"
    shutil.copytree(released.root, course)
    (course / "gradebook.db").unlink()
    on_server(course, database(server, "unit"))
    nbgrader(course, "generate_assignment", UNIT)
    assert not (course / "gradebook.db").exists()
    return server


@pytest.fixture
def url(registered, request):
    """A database of the test's own."""
    return database(registered, re.sub(r"\W", "_", request.node.name.lower()), "template unit")


@pytest.fixture
def shared(course, url):
    """The class, with its gradebook on the server and nowhere else."""
    (course / "gradebook.db").unlink()
    on_server(course, url)
    return course


def nbgrader(course, *words):
    return run(sys.executable, "-m", "nbgrader", *words, cwd=course, env={**os.environ, "PYTHONPATH": str(ROOT)})


def scores(url):
    from nbgrader.api import Gradebook

    with Gradebook(url) as book:
        points = {
            submission.student.id: {grade.name: grade.auto_score for grade in submission.notebooks[0].grades}
            for submission in book.assignment_submissions(UNIT)
        }
        n_submissions = len(book.assignment_submissions(UNIT))
    assert n_submissions == len(points)  # nobody twice
    names = ("double-check", "half-check", "why")
    return {student: tuple(each[name] for name in names) for student, each in points.items()}


def test_grade_export_and_report(shared, url):
    assert grade(shared, UNIT).errors == {}
    assert scores(url) == toyclass.SCORES
    assert grade(shared, UNIT).kept == 3
    nbgrader(shared, "export")
    rows = csv.DictReader((shared / "grades.csv").read_text().splitlines())
    assert {row["student_id"]: row["score"] for row in rows} == {"ada": "4.0", "bob": "3.0", "cy": ""}  # cy's waits
    report, paths = class_report.report(Unit(UNIT, shared))
    assert len(report.room.submissions) == 3
    assert all(path.exists() for path in paths)
    assert not (shared / "gradebook.db").exists()


@pytest.mark.parametrize("kind", CLASSES)
def test_graders_on_several_machines(shared, url, tmp_path, kind):
    """Each has a course folder of its own, so only the server keeps them apart."""
    grade(shared, UNIT)
    machines = [tmp_path / name for name in "abc"]
    for machine in machines:
        shutil.copytree(shared, machine, ignore=shutil.ignore_patterns("submitted", "autograded"))
    enter_at_once(machines, toyclass.autograded(shared, "ada"), CLASSES[kind])
    everybody = {student for students in CLASSES[kind] for student in students}
    assert scores(url) == toyclass.SCORES | dict.fromkeys(everybody, toyclass.SCORES["ada"])


def test_two_whole_runs_at_once(shared, url, tmp_path):
    """Two machines grade the same class into the same gradebook."""
    other = tmp_path / "other"
    shutil.copytree(shared, other)
    code = "import sys\nfrom pathlib import Path\nfrom vecembed_lab.grading.batch import grade\n"
    code += "print(grade(Path(sys.argv[1]), sys.argv[2]).errors)"
    words = [sys.executable, "-c", code]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    runs = [subprocess.Popen([*words, where, UNIT], stdout=-1, text=True, env=env) for where in (shared, other)]
    assert [each.communicate(timeout=PATIENCE)[0] for each in runs] == ["{}\n", "{}\n"]
    assert scores(url) == toyclass.SCORES
