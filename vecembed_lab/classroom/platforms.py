"""How learning platforms name the files that they hand over, and the files that they take back.

Sources: Canvas, `app/models/assignment.rb` (a name is last and first name, the user's number, the file's number, its
own name, joined by _) and `lib/content_zipper.rb` (LATE_ before the user's number); Moodle,
`mod/assign/feedback/file/importziplib.php` (full name, number of the participant, plugin, each joined by _; a folder
for each student or not; the folder's name ends in _ before version 4.1); GitHub's documentation, Use GitHub Classroom
with GitHub CLI (a clone's folder is the assignment and the user, joined by -).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from vecembed_lab.classroom.gradebook import Student
from vecembed_lab.grading.intake import plain

CANVAS = re.compile(r"(?P<name>[^_/]+)_(?P<late>LATE_)?(?P<number>\d+)_(?P<file_number>\d+)_(?P<file>[^/]+)")
MOODLE = re.compile(r"(?P<prefix>(?P<name>[^_/]+)_\d+)_assignsubmission_file(?:_/|/|_)(?P<file>.+)")


@dataclass(frozen=True)
class Sender:
    """Who sent a file, in the platform's words; what feedback's name must begin with, and which of two is newer."""

    platform: str
    names: tuple[
        str, ...
    ]  # what the platform calls the person; for a folder, all that may be a name, the nearest first
    file: str  # what the person called the file, without folders
    number: str = ""  # the platform's number of the person
    reply: str = ""  # how the name of a file that goes back to this person begins
    late: bool = False
    order: int = 0  # the larger, the later it was handed in


def sender(path: str) -> Sender:
    """Whoever sent the file that lies at `path` in an archive or folder."""
    *folders, file = PurePosixPath(path).parts
    if found := CANVAS.fullmatch(file):
        reply, late = file.removesuffix(found["file"]), bool(found["late"])
        return Sender(
            "canvas", (found["name"],), found["file"], found["number"], reply, late, int(found["file_number"])
        )
    if found := MOODLE.search(path):
        own = PurePosixPath(found["file"]).name
        return Sender("moodle", (found["name"],), own, reply=f"{found['prefix']}_assignfeedback_file_")
    return Sender("folder", (PurePosixPath(file).stem, *reversed(folders)), file)


def meant(said: Sender, students: Iterable[Student]) -> list[Student]:
    """The students whom the platform may mean by it."""
    if said.platform == "folder":
        return _nearest(said, list(students))
    if said.number and (numbered := [student for student in students if student.lms_user_id]):
        return [student for student in numbered if student.lms_user_id == said.number]
    return [student for student in students if squeezed(said.names[0]) in map(squeezed, _names(student))]


def _nearest(said: Sender, students: list[Student]) -> list[Student]:
    """Whose id a file or folder has as its name, or at the end of it after "-", as clones by GitHub Classroom have."""
    for name in map(plain, said.names):
        called = [student for student in students if f"-{name}".endswith(f"-{plain(student.id)}")]
        if called:
            longest = max(len(student.id) for student in called)
            return [student for student in called if len(student.id) == longest]
    return []


def _names(student: Student) -> list[str]:
    first, last = student.first_name, student.last_name
    return [f"{first} {last}", f"{last} {first}", student.id] if first or last else [student.id]


def squeezed(name: str) -> str:
    """A name without all that is no letter or digit, as Canvas writes it."""
    return re.sub(r"[\W_]", "", plain(name))
