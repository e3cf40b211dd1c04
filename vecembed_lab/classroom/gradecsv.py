"""Grades as CSV: for spreadsheets, and as Canvas and Moodle import it.

A grade that is not final (a written answer waits for a person) and a student who did not hand in have no row in the
files for Canvas and Moodle: what stands there already stays, and nobody gets a 0 by accident.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from vecembed_lab.classroom.gradebook import Classroom, Student, Submission

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


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
