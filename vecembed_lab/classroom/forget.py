"""Everything that is kept about a person, removed."""

import json
import shutil
import sqlite3
from pathlib import Path

from vecembed_lab.classroom.gradebook import ClassroomError, database, gradebook
from vecembed_lab.files.units import Unit
from vecembed_lab.files.whole import write
from vecembed_lab.grading.intake import STUDENT

FOLDERS = ("submitted", "autograded", "feedback", "replaced")


def forget(unit: Unit, student: str) -> list[str]:
    """Remove a student from the gradebook and from every folder of the course; what was removed, in words.

    Reports on the whole class name the person, so they are removed for everybody, to be made anew. `unit` may be any
    unit of the course. Raises ClassroomError if nothing is known of such a person.
    """
    if not STUDENT.fullmatch(student):
        raise ClassroomError(f"{student!r} cannot be the id of a student")
    removed = ["the gradebook's entry"] if _from_gradebook(unit, student) else []
    removed += [f"{name}/{student}/" for name in FOLDERS if _gone(unit.root / name / student)]
    removed += [f"the record in {path.name}" for path in _records(unit.root) if _from_record(path, student)]
    if not removed:
        raise ClassroomError(f"nothing is kept here about {student!r}")
    return removed + [f"{path.relative_to(unit.root)}" for path in _reports(unit.root) if _gone(path)]


def _from_gradebook(unit: Unit, student: str) -> bool:
    """Whether there was an entry. Deleted rows are not left on the disk, where anybody could read them."""
    with gradebook(unit, create=True) as book:
        known = any(listed.id == student for listed in book.students)
        if known:
            book.remove_student(student)
    if known and (url := database(unit)).startswith("sqlite:///"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        connection.execute("VACUUM")
        connection.close()
    return known


def _records(root: Path) -> list[Path]:
    return sorted((root / ".collected").glob("*.json"))


def _reports(root: Path) -> list[Path]:
    """Those of ours, and the table that `nbgrader export` makes."""
    return [*sorted((root / "reports").glob("*/*")), *root.glob("grades.csv")]


def _from_record(path: Path, student: str) -> bool:
    kept = json.loads(path.read_text("utf-8"))
    if student not in kept:
        return False
    write(path, json.dumps({name: reply for name, reply in kept.items() if name != student}, indent=1) + "\n")
    return True


def _gone(path: Path) -> bool:
    """Remove a file, a link or a folder, following no link; whether it was there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
        return True
    if path.is_symlink() or path.exists():
        path.unlink()
        return True
    return False
