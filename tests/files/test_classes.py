"""Several classes from one installation: each command works on the class that it stands in, and on no other."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.grading import test_batch as toyclass
from tests.patience import PATIENCE
from vecembed_lab.files.units import CONFIG, ROOT, Unit

released, UNIT = toyclass.released, toyclass.UNIT
CLASSES = {"morning": ["ada", "bob"], "evening": ["cleo"]}


def vecembed(folder, *arguments):
    command = Path(sys.executable).with_name("vecembed")
    return subprocess.run([command, *arguments], cwd=folder, capture_output=True, text=True, timeout=PATIENCE)


def listed(folder, students):
    (folder / "class.csv").write_text(
        "".join(f"{line}\n" for line in ["id,last_name", *(f"{s},{s}" for s in students)])
    )
    return "class.csv"


def in_gradebook(course):
    """Who is on the class list, and whose work is graded."""
    with sqlite3.connect(course / "gradebook.db") as book:
        ids = {row[0] for row in book.execute("select id from student")}
        graded = {row[0] for row in book.execute("select student_id from submitted_assignment")}
    book.close()
    return ids, graded


def state(folder):
    """When the files changed that commands of a class write."""
    names = ("gradebook.db", "class.csv", ".class_seed", "submitted", "autograded", "reports")
    return {name: (folder / name).stat().st_mtime_ns for name in names if (folder / name).exists()}


@pytest.fixture
def classes(released, tmp_path):
    for name in CLASSES:
        shutil.copytree(released.root, tmp_path / name)
        lesson = Unit(UNIT, tmp_path / name).lesson_text
        lesson.parent.mkdir()
        lesson.touch()
    return {name: tmp_path / name for name in CLASSES}


def test_two_classes_know_nothing_of_each_other(classes):
    clone = state(ROOT)
    for name, course in classes.items():
        done = vecembed(course, "roster", listed(course, CLASSES[name]))
        assert f"{len(CLASSES[name])} students are new, 0 were known already." in done.stdout, done.stderr
        for student in CLASSES[name]:
            toyclass.hand_in(course, student, *toyclass.ANSWERS["ada"])
    for name, course in classes.items():
        done = vecembed(course / "submitted", "grade", "1", "--workers", "1")
        assert f"{len(CLASSES[name])} graded." in done.stdout, done.stderr
        assert "not on the class list" not in done.stdout
    for name, course in classes.items():
        assert in_gradebook(course) == (set(CLASSES[name]), set(CLASSES[name]))
        assert {path.name for path in (course / "autograded").iterdir() if path.is_dir()} == set(CLASSES[name])
    seeds = {(course / ".class_seed").read_text() for course in classes.values()}
    assert len(seeds) == 2
    assert state(ROOT) == clone


def test_a_class_without_lessons_is_refused_and_no_other_gets_its_list(tmp_path):
    shutil.copy(ROOT / CONFIG, tmp_path)
    clone = state(ROOT)
    for arguments in (["roster", listed(tmp_path, ["dora"])], ["grade", "1"], ["forget", "dora"]):
        done = vecembed(tmp_path, *arguments)
        assert done.returncode in (1, 2)
        assert f"there is no course in {tmp_path}: stand in the folder of yours" in done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "gradebook.db").exists()
    assert state(ROOT) == clone
