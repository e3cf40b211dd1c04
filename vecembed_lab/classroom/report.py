"""The report on a class, written: a page for people, JSON for programs, CSV for spreadsheets and platforms."""

import json
from pathlib import Path
from statistics import fmean, median

import numpy as np

from vecembed_lab.classroom import gradecsv, itemanalysis, page
from vecembed_lab.classroom.gradebook import read_class
from vecembed_lab.classroom.itemanalysis import SYMBOLS, ClassReport, ItemStatistics, Misconception
from vecembed_lab.files.units import Unit
from vecembed_lab.files.whole import write


def report(unit: Unit) -> tuple[ClassReport, list[Path]]:
    """Write everything about the graded class into reports/UNIT; the report, and the files.

    Raises ClassroomError if nothing is graded yet.
    """
    class_report, folder = ClassReport(read_class(unit)), unit.root / "reports" / unit.folder
    texts = {
        "report.html": report_page(class_report),
        "report.json": json.dumps(report_data(class_report), indent=1) + "\n",
        "report.csv": gradecsv.table(class_report.room),
        "canvas.csv": gradecsv.canvas(class_report.room),
        "moodle.csv": gradecsv.moodle(class_report.room),
    }
    for name, text in texts.items():
        write(folder / name, text)
    return class_report, [folder / name for name in texts]


def report_page(class_report: ClassReport) -> str:
    """The report as a page; names stand in its second part only, so that the first may be shown in class."""
    scores = list(class_report.scores.values())
    histogram = np.histogram(scores, bins=10, range=(0, 1))[0].tolist()
    states = [state for state in SYMBOLS if state != "waiting"]
    rows = [
        (row.item.name, [row.counts[state] for state in states])
        for row in class_report.statistics
        if not row.item.written
    ]
    return page.render(
        "report.html",
        report=class_report,
        histogram=histogram,
        median=median(scores or [0]),
        mean=fmean(scores or [0]),
        spread=", ".join(f"{count} from {10 * i}%" for i, count in enumerate(histogram) if count),
        states=states,
        rows=rows,
        rows_in_words="; ".join(f"{name}: {_in_words(counts, states)}" for name, counts in rows),
        itemanalysis=itemanalysis,
    )


def _in_words(counts: list[int], states: list[str]) -> str:
    return ", ".join(f"{count} {state}" for count, state in zip(counts, states, strict=True))


def report_data(class_report: ClassReport) -> dict:
    """The report as JSON-ready data."""
    room = class_report.room
    return {
        "unit": room.unit,
        "handed_in": len(room.submissions),
        "not_handed_in": [student.id for student in room.missing],
        "not_graded": [student.id for student in room.ungraded],
        "unreadable": [submission.student.id for submission in room.submissions if submission.unreadable],
        "waiting_for_a_person": [submission.student.id for submission in class_report.waiting],
        "checks": {"points": sum(check.points for check in class_report.checks), "shares": class_report.scores},
        "items": [_item_data(row) for row in class_report.statistics],
        "misconceptions": list(map(_group_data, class_report.misconceptions)),
        "noticed": list(map(_group_data, class_report.noticed)),
        "needs_help": [submission.student.id for submission in class_report.in_need],
    }


def _group_data(group: Misconception) -> dict:
    return vars(group) | {"students": [student.id for student in group.students]}


def _item_data(row: ItemStatistics) -> dict:
    return {
        "name": row.item.name,
        "points": row.item.points,
        "graded_by": "a person" if row.item.written else "its check",
        **row.counts,
        "share_of_points": row.facility,
        "discrimination": row.discrimination,
        "undefined_because": row.undefined or None,
    }
