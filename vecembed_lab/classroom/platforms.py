"""How learning platforms name the files that they hand over, and the files that they take back.

Sources: Canvas, `lib/content_zipper.rb` (a name is last and first name, LATE if it was, the user's number, the file's
number, its own name, joined by _; what was typed instead of handed in as a file has no number and is called text.html
or link.html) and `app/models/abstract_assignment.rb` (the first two numbers say where a file goes back to); Moodle,
`mod/assign/locallib.php` (the group's name and - may stand before the full name) and
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

CANVAS = re.compile(
    r"(?P<name>[^/]+?)_(?P<late>LATE_)?(?P<number>\d+)_(?:(?P<file_number>\d+)_(?P<file>[^/]+)|(?:text|link)\.html)"
)
MOODLE = re.compile(r"(?P<prefix>(?P<name>[^_/]+)_\d+)_assignsubmission_(?:file|onlinetext)(?:_/|/|_)(?P<file>.+)")
PLACES = ("my", "exercises")  # in a clone of the course, where students work; the former only if they made it


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
    above: tuple[str, ...] = ()  # the folders in which the platform's name stands
    place: str = ""  # one of PLACES, if the file lies there


def sender(path: str) -> Sender:
    """Whoever sent the file that lies at `path` in an archive or folder.

    The outermost name that a platform may have given counts: what is further inside was named by students.
    """
    parts = PurePosixPath(path).parts
    place = parts[-3] if len(parts) > 2 and parts[-3] in PLACES else ""
    for i, part in enumerate(parts):
        inside = i < len(parts) - 1
        if found := CANVAS.fullmatch(part):
            reply = part[: found.start("file")] if found["file"] else ""
            file, order = parts[-1] if inside else found["file"] or part, int(found["file_number"] or 0)
            late = bool(found["late"])
            return Sender("canvas", (found["name"],), file, found["number"], reply, late, order, parts[:i], place)
        if found := MOODLE.match("/".join(parts[i:])):
            file, reply = PurePosixPath(found["file"]).name, f"{found['prefix']}_assignfeedback_file_"
            return Sender("moodle", (found["name"],), file, reply=reply, above=parts[:i], place=place)
    *folders, file = parts
    folders = folders[:-2] if place else folders
    return Sender("folder", (PurePosixPath(file).stem, *map(_unpacked, reversed(folders))), file, place=place)


def _unpacked(folder: str) -> str:
    return folder[:-4] if folder.lower().endswith(".zip") else folder


def is_of_the_course(path: str, unit: str) -> bool:
    """Whether a notebook is one that every clone of the course holds, and not the exercises of this unit."""
    other = rf"(?:course/\d\d_\w+|my/\w+/lesson|solutions/(\d\d_\w+)/\1|(?:exercises|my)/(?!{unit}/)(\d\d_\w+)/\2)"
    return bool(re.fullmatch(rf"(?:.*/)?{other}\.ipynb", path))


def meant(said: Sender, students: Iterable[Student]) -> list[Student]:
    """The students whom the platform, or the folder in which its file lies, may mean by it."""
    students = list(students)
    if said.platform == "folder":
        return _called(said.names, students)
    if found := [student for student in students if said.number and student.lms_user_id == said.number]:
        return _with(found, _called(said.above, students))
    nameless = [student for student in students if not (said.number and student.lms_user_id)]
    return _with(_by_name(said, nameless), _called(said.above, students))


def _with(found: list[Student], others: list[Student]) -> list[Student]:
    return list(dict.fromkeys([*found, *others]))


def _called(names: Iterable[str], students: list[Student]) -> list[Student]:
    """Whose id is one of the names, or stands at the end of it after "-", as in clones by GitHub Classroom."""
    found: list[Student] = []
    for name in map(plain, names):
        called = [student for student in students if f"-{name}".endswith(f"-{plain(student.id)}")]
        longest = max((len(student.id) for student in called), default=0)
        found = _with(found, [student for student in called if len(student.id) == longest])
    return found


def _by_name(said: Sender, students: list[Student]) -> list[Student]:
    """Who is called so; of Moodle's names the part after a "-" will do, since a group's name may stand before it."""
    parts = said.names[0].split("-") if said.platform == "moodle" else said.names[:1]
    for i in range(len(parts)):
        name = squeezed("-".join(parts[i:]))
        if found := [student for student in students if name in map(squeezed, _names(student))]:
            return found
    return []


def _names(student: Student) -> list[str]:
    first, last = student.first_name, student.last_name
    return [f"{first} {last}", f"{last} {first}", student.id] if first or last else [student.id]


def squeezed(name: str) -> str:
    """A name without all that is no letter or digit, as Canvas writes it."""
    return re.sub(r"[\W_]", "", plain(name))
