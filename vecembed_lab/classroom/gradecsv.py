"""Class lists in, grades out: CSV as spreadsheets write it, and as Canvas and Moodle import it.

A grade that is not final (a written answer waits for a person) and a student who did not hand in have no row in the
files for Canvas and Moodle: what stands there already stays, and nobody gets a 0 by accident.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from vecembed_lab.classroom.gradebook import Classroom, ClassroomError, Student, Submission, gradebook
from vecembed_lab.files.units import Unit

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
COLUMNS = {  # a class list's headings, in lower case with _ for what is no letter, and what they mean
    **dict.fromkeys(("id", "student_id", "username", "login", "sis_login_id"), "id"),
    **dict.fromkeys(("first_name", "firstname", "given_name"), "first_name"),
    **dict.fromkeys(("last_name", "lastname", "surname", "family_name"), "last_name"),
    **dict.fromkeys(("email", "e_mail", "mail", "email_address"), "email"),
    **dict.fromkeys(("lms_user_id", "canvas_id"), "lms_user_id"),
}
LONGEST = 128  # characters of a field in nbgrader's gradebook
ODD = re.compile(r"[<>\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")  # HTML, ends of lines, another reading order


def safe(cell: object) -> str:
    """The text of a cell; behind an apostrophe if a spreadsheet would take it for a formula.

    Source: OWASP, CSV Injection; CWE-1236.
    """
    text = "" if cell is None else f"{cell:.10g}" if isinstance(cell, float) else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def _csv(rows: Iterable[Sequence[object]]) -> str:
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\r\n").writerows([safe(cell) for cell in row] for row in rows)
    return sheet.getvalue()


def table(room: Classroom) -> str:
    """Everybody on the class list, with points for each item: empty where there are none, "waiting" for a person."""
    head = ["id", "last_name", "first_name", "email", "state", *(item.name for item in room.items), "grade"]
    rows = [_row(each.student, _state(each.waits), *_points(each), each.grade) for each in room.submissions]
    rows += [_row(student, "not handed in") for student in room.missing]
    rows += [_row(student, "not graded") for student in room.ungraded]
    return _csv([head, *rows])


def _row(student: Student, *cells: object) -> list[object]:
    return [student.id, student.last_name, student.first_name, student.email, *cells]


def _state(waits: bool) -> str:
    return "waits for a person" if waits else "graded"


def _points(submission: Submission) -> list[object]:
    return ["waiting" if mark.earned is None else mark.earned for mark in submission.marks.values()]


def canvas(room: Classroom) -> str:
    """Grades for Canvas: Gradebook, Actions, Import.

    Canvas finds a student by ID (its own, nbgrader's lms_user_id), else by SIS User ID or SIS Login ID (here the id of
    the class list for both), else by name. A column without an "(id)" behind its name becomes a new assignment, or goes
    to the one of that name; the row "Points Possible" sets its points.
    Source: Instructure, How do I import grades in the Gradebook?; canvas-lms, lib/gradebook_importer.rb.
    """
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", room.unit]
    possible = ["Points Possible", "", "", "", "", float(sum(item.points for item in room.items))]
    rows = [
        [s.student.name, s.student.lms_user_id, s.student.id, s.student.id, "", round(s.grade, 2)]
        for s in room.submissions
        if s.grade is not None
    ]
    return _csv([head, possible, *rows])


def moodle(room: Classroom) -> str:
    """Grades for Moodle: Grades, Import, CSV file. There, map "Email address" (or "ID number") to the user field of
    that name, and the last column to its grade item.

    Headings as in Moodle's own export; addresses must be written as Moodle has them, capitals included.
    Source: MoodleDocs, Grade import.
    """
    head = ["First name", "Last name", "ID number", "Email address", room.unit]
    rows = [
        [s.student.first_name, s.student.last_name, s.student.id, s.student.email, round(s.grade, 2)]
        for s in room.submissions
        if s.grade is not None
    ]
    return _csv([head, *rows])


# The class list


def load_roster(unit: Unit, file: Path) -> tuple[int, int]:
    """Enter a class list into the course's gradebook: how many students are new, and how many were known.

    Nobody is ever removed, and empty cells change nothing.
    Raises ClassroomError, and changes nothing, if a row is wrong.
    """
    roster = read_roster(file)
    with gradebook(unit, create=True) as book:
        known = {student.id for student in book.students} & roster.keys()
        for student, fields in roster.items():
            book.update_or_create_student(student, **fields)
    return len(roster) - len(known), len(known)


def read_roster(file: Path) -> dict[str, dict[str, str]]:
    """The students of a class list by id, with whatever it says of first_name, last_name, email and lms_user_id.

    The first line holds the headings; commas, semicolons and tabs separate. Raises ClassroomError that names the line.
    """
    text = _text(file)
    if not text.strip():
        raise ClassroomError(f"{file} is empty; its first line must hold the headings id,first_name,last_name,email")
    first = re.match(r"[^\r\n]*", text)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    fields = [COLUMNS.get(re.sub(r"\W+", "_", heading.strip().lower()), "") for heading in next(rows)]
    if fields.count("id") != 1:
        raise ClassroomError(f"{file} needs one column id; its first line is {first[:80]!r}")
    roster: dict[str, dict[str, str]] = {}
    for row in rows:
        if any(cell.strip() for cell in row):
            _enter(roster, fields, [cell.strip() for cell in row], f"{file}, line {rows.line_num}")
    if not roster:
        raise ClassroomError(f"{file} has headings, but no students")
    return roster


def _enter(roster: dict[str, dict[str, str]], fields: list[str], row: list[str], place: str) -> None:
    if len(row) != len(fields):
        raise ClassroomError(f"{place}: there must be {len(fields)} cells, as in the first line; there are {len(row)}")
    student = {field: cell for field, cell in zip(fields, row, strict=True) if field and cell}
    name = student.pop("id", "")
    if not re.fullmatch(r"\w[\w.@+-]*", name):  # it becomes a folder in submitted/
        raise ClassroomError(f"{place}: an id has letters, digits and . _ - + @ only; this is {name!r}")
    if too_long := [cell for cell in (name, *student.values()) if len(cell) > LONGEST]:
        raise ClassroomError(f"{place}: a cell may have {LONGEST} characters; this has more: {too_long[0][:40]!r}...")
    if odd := [cell for cell in student.values() if ODD.search(cell)]:
        raise ClassroomError(f"{place}: a name or address has no < or > and no control characters; this is {odd[0]!r}")
    if name in roster:
        raise ClassroomError(f"{place}: the id {name!r} stands there twice")
    roster[name] = student


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")  # Excel begins UTF-8 with a mark
    except UnicodeDecodeError:
        raise ClassroomError(f"{file} is not UTF-8; in Excel, save it as: CSV UTF-8 (comma delimited)") from None
