"""`nbgrader export`, in which no cell is a formula and a comma in a name begins no new column."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin

from vecembed_lab.classroom.gradecsv import safe
from vecembed_lab.grading.books import of_the_class

COLUMNS = ["assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"]
COLUMNS += ["raw_score", "late_submission_penalty", "score", "max_score"]


class Export(ExportPlugin):
    """nbgrader's table, column by column: everybody on the class list, or who was asked for, for every assignment, with
    0 points where nothing was handed in.

    Where there are none yet, and a person has still to look, the score is empty: that is no final 0.
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write the table to `--to`, which is grades.csv if nothing is said."""
        dest = self.to or "grades.csv"
        self.log.info("Exporting grades to %s", dest)
        with open(dest, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([COLUMNS, *self._rows(gradebook)])

    def _rows(self, gradebook: Gradebook) -> Iterator[list[str]]:
        students = gradebook.students if self.student else of_the_class(gradebook.students)
        for assignment in _chosen(gradebook.assignments, self.assignment, "name"):
            for student in _chosen(students, self.student, "id"):
                yield _row(gradebook, assignment, student)


def _chosen(everything: Iterable[Any], names: Sequence[Any], key: str) -> list[Any]:
    """Those that were asked for by name; all of them if nobody was."""
    return [one for one in everything if not names or getattr(one, key) in map(str, names)]


def _row(gradebook: Gradebook, assignment: Any, student: Any) -> list[str]:
    timestamp, score, penalty, waits = None, 0.0, 0.0, False
    with suppress(MissingEntry):  # nothing was handed in
        submission = gradebook.find_submission(assignment.name, student.id)
        timestamp, score, penalty = submission.timestamp, submission.score, submission.late_submission_penalty or 0.0
        waits = submission.needs_manual_grade and not score
    texts = [assignment.name, assignment.duedate, timestamp, student.id, student.last_name, student.first_name]
    scores = [score, penalty, max(0.0, score - penalty)]
    numbers = [*(["", penalty, ""] if waits else scores), assignment.max_score]
    return [*map(safe, [*texts, student.email]), *map(str, numbers)]
