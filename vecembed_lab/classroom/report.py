"""What a class made of a unit: who solved what, which mistakes are common, who needs help, who is missing.

Sources: Crocker & Algina (1986), Introduction to Classical and Modern Test Theory, chapter 14 (item analysis).
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.classroom import gradecsv, page
from vecembed_lab.classroom.gradebook import Classroom, Item, Mark, Student, Submission, read_class
from vecembed_lab.classroom.page import element, section
from vecembed_lab.files.units import Unit
from vecembed_lab.files.whole import write

SMALLEST = 10  # students; with fewer, a correlation is anything between two thirds below and above its true value
HELP = 0.5  # of the points; who has less needs a person
EASY, HARD, FLAT = 0.95, 0.3, 0.15  # shares of points, and a discrimination, that are worth a look at the exercise
SYMBOLS = {"solved": "✓", "partly": "◐", "wrong": "✗", "blank": "–", "waiting": "…"}


@dataclass(frozen=True)
class ItemStatistics:
    """How a class did on one item.

    `share` is the mean share of its points, in [0, 1]; `discrimination` is the correlation of its points with the
    points of all checks but itself, in [-1, 1]. Where they are undefined they are None, and `why` says so: above all
    while answers wait for a person, because those that do not are the blank ones.
    """

    item: Item
    counts: dict[str, int]  # how many solved it, partly, not at all, left it blank, wait for a person
    share: float | None
    discrimination: float | None
    why: str

    @property
    def remark(self) -> str:
        """What the numbers suggest to do, if anything."""
        if self.discrimination is not None and self.discrimination < FLAT and (self.share or 0) < EASY:
            return "does not tell strong from weak: is the text clear?"
        if self.share is not None and self.share < HARD:
            return "hard: worth a talk in class"
        return "nearly everybody solves it" if (self.share or 0) > EASY else ""


@dataclass(frozen=True)
class Misconception:
    """A known wrong answer, the sentence that its authors read, and who they are."""

    exercise: str
    name: str
    sentence: str
    students: list[Student]


@dataclass(frozen=True)
class ClassReport:
    """A class, and what can be said about it."""

    room: Classroom

    @cached_property
    def checks(self) -> list[Item]:
        """The items that are graded automatically: everybody has their points, unless a check was lost."""
        return [item for item in self.room.items if not item.written]

    @cached_property
    def readable(self) -> list[Submission]:
        """The submissions that say something: an unreadable file has 0 points, but is no news about an exercise."""
        return [each for each in self.room.submissions if not each.unreadable]

    @cached_property
    def complete(self) -> list[Submission]:
        """The submissions with points for every check: the ones that statistics are about."""
        return [s for s in self.readable if all(s.marks[i.name].earned is not None for i in self.checks)]

    @cached_property
    def points(self) -> Float[ndarray, "n m"]:
        """The points of each complete submission for each check."""
        rows = [[each.marks[item.name].earned for item in self.checks] for each in self.complete]
        return np.array(rows, dtype=float).reshape(len(rows), len(self.checks))

    @cached_property
    def shares(self) -> Float[ndarray, " n"]:
        """Each one's share of the points of all checks, in [0, 1]."""
        return self.points.sum(axis=1) / sum(item.points for item in self.checks)

    @cached_property
    def statistics(self) -> list[ItemStatistics]:
        """How the class did on each item, in the order of the unit."""
        return [self._statistics(item) for item in self.room.items]

    def _statistics(self, item: Item) -> ItemStatistics:
        states = [state(item, each.marks[item.name]) for each in self.readable]
        counts = {name: states.count(name) for name in SYMBOLS}
        earned = [each.marks[item.name].earned for each in self.complete]
        if waiting := earned.count(None):
            return ItemStatistics(item, counts, None, None, f"undefined: {waiting} wait for a person")
        points, rest = np.array(earned, dtype=float), np.array([self._rest(each, item) for each in self.complete])
        share = float(points.mean() / item.points) if earned and item.points else None
        return ItemStatistics(item, counts, share, *discrimination(points, rest))

    def _rest(self, submission: Submission, item: Item) -> float:
        return float(sum(submission.marks[other.name].earned or 0.0 for other in self.checks if other != item))

    @cached_property
    def misconceptions(self) -> list[Misconception]:
        """The known wrong answers that were given, the commonest first."""
        found: defaultdict[tuple[str, str], list[tuple[Student, str]]] = defaultdict(list)
        for each in self.readable:
            for exercise, mark in each.marks.items():
                if mark.mistake:
                    found[exercise, mark.mistake].append((each.student, mark.said))
        many = [
            Misconception(exercise, name, who[0][1], [student for student, _ in who])
            for (exercise, name), who in found.items()
        ]
        return sorted(many, key=lambda each: -len(each.students))

    @cached_property
    def in_need(self) -> list[Submission]:
        """Who has less than HELP of the points of the checks, the weakest first."""
        order = np.argsort(self.shares, kind="stable")
        return [self.complete[i] for i in order if self.shares[i] < HELP]

    @property
    def summary(self) -> str:
        """Who is in the report and who is not, in a sentence."""
        facts = [f"{len(self.room.submissions)} handed in and graded"]
        unreadable = len(self.room.submissions) - len(self.readable)
        facts += [f"{unreadable} of them could not be read and got 0"] * bool(unreadable)
        facts += [f"{len(self.room.missing)} on the class list did not hand in"] * bool(self.room.missing)
        facts += [f"{len(self.room.ungraded)} handed in but without a grade (yet)"] * bool(self.room.ungraded)
        return "; ".join(facts) + "."

    @cached_property
    def waiting(self) -> list[Submission]:
        """Whose work holds something that a person still has to grade."""
        return [each for each in self.room.submissions if each.waits]


def state(item: Item, mark: Mark) -> str:
    """One of the words of SYMBOLS."""
    if mark.earned is None:
        return "waiting"
    if mark.earned >= item.points:
        return "solved"
    return "partly" if mark.earned > 0 else "blank" if mark.blank else "wrong"


def discrimination(item: Float[ndarray, " n"], rest: Float[ndarray, " n"]) -> tuple[float | None, str]:
    """The corrected item-total correlation of an item with the rest of the test; or None, and why it is undefined.

    It is undefined where either is the same for everybody, and means nothing for fewer than SMALLEST students.
    Source: Henrysson (1963), Correction of Item-Total Correlations in Item Analysis.
    """
    if len(item) < SMALLEST:
        return None, f"undefined: {len(item)} graded, it needs {SMALLEST}"
    if np.ptp(item) == 0:
        return None, "undefined: the same points for everybody"
    if np.ptp(rest) == 0:
        return None, "undefined: the rest is the same for everybody"
    return float(np.corrcoef(item, rest)[0, 1]), ""


# Files


def report(unit: Unit) -> tuple[ClassReport, list[Path]]:
    """Write everything about the graded class into reports/UNIT; the report, and the files.

    Raises ClassroomError if nothing is graded yet.
    """
    it, folder = ClassReport(read_class(unit)), unit.root / "reports" / unit.folder
    texts = {
        "report.html": report_page(it),
        "report.json": json.dumps(report_data(it), indent=1) + "\n",
        "report.csv": gradecsv.table(it.room),
        "canvas.csv": gradecsv.canvas(it.room),
        "moodle.csv": gradecsv.moodle(it.room),
    }
    for name, text in texts.items():
        write(folder / name, text)
    return it, [folder / name for name in texts]


def report_data(it: ClassReport) -> dict:
    """The report as JSON-ready data."""
    return {
        "unit": it.room.unit,
        "handed_in": len(it.room.submissions),
        "not_handed_in": [student.id for student in it.room.missing],
        "not_graded": [student.id for student in it.room.ungraded],
        "unreadable": [each.student.id for each in it.room.submissions if each.unreadable],
        "waiting_for_a_person": [each.student.id for each in it.waiting],
        "checks": {
            "points": sum(item.points for item in it.checks),
            "shares": {each.student.id: float(share) for each, share in zip(it.complete, it.shares, strict=True)},
        },
        "items": [_item_data(each) for each in it.statistics],
        "misconceptions": [
            {
                "exercise": each.exercise,
                "name": each.name,
                "sentence": each.sentence,
                "students": [student.id for student in each.students],
            }
            for each in it.misconceptions
        ],
        "needs_help": [each.student.id for each in it.in_need],
    }


def _item_data(each: ItemStatistics) -> dict:
    return {
        "name": each.item.name,
        "points": each.item.points,
        "graded_by": "a person" if each.item.written else "its check",
        **each.counts,
        "share_of_points": each.share,
        "discrimination": each.discrimination,
        "undefined_because": each.why or None,
    }


# The page


def report_page(it: ClassReport) -> str:
    """The report as a page; names stand in its second part only, so that the first may be shown in class."""
    second = element(
        "section",
        element("h2", "For your eyes only"),
        element("p", "From here on there are names. The part above can be shown in class.", class_="note"),
        *_help(it),
        *_groups(it),
        *_left_out(it),
        *_grid(it),
        class_="private",
    )
    return page.page(f"Class report: {it.room.unit}", _summary(it), _scores(it), _items(it), _mistakes(it), second)


def _summary(it: ClassReport) -> object:
    written = sum(item.points for item in it.room.items if item.written)
    note = (
        f"The written answers of {len(it.waiting)} wait for a person ({written:g} points, in nbgrader's formgrader). "
        "They are counted nowhere on this page, above all not as 0."
    )
    return element("div", element("p", it.summary, class_="lead"), *([element("p", note)] if it.waiting else []))


def _scores(it: ClassReport) -> object:
    if not it.complete:
        return section("Points", element("p", "Nobody has points for every check."))
    counts, _ = np.histogram(it.shares, bins=10, range=(0, 1))
    labels = [f"{edge}%" for edge in range(0, 101, 10)]
    full = sum(item.points for item in it.checks)
    middle = f"half of the class has {median(it.shares):.0%} or more, the mean is {it.shares.mean():.0%}"
    spread = ", ".join(f"{count} from {labels[i]}" for i, count in enumerate(counts) if count)
    alt = f"Histogram of the share of points of {len(it.complete)} students in steps of 10%: {spread}; {middle}."
    return section(
        "Points",
        page.columns(counts.tolist(), labels, alt=alt, axis=f"share of the {full:g} points of the checks"),
        element("p", f"{middle[0].upper()}{middle[1:]}."),
    )


def _items(it: ClassReport) -> object:
    shown = list(SYMBOLS)[:4]
    rows = [(each.item.name, [each.counts[name] for name in shown]) for each in it.statistics if not each.item.written]
    alt = "How many students did what, by exercise: " + "; ".join(
        f"{name}: {', '.join(f'{count} {state}' for count, state in zip(counts, shown, strict=True))}"
        for name, counts in rows
    )
    head = ("exercise", "points", "solved", "share of points", "discrimination", "")
    explained = (
        "Share of points: 100% if everybody got everything. Discrimination: the correlation of the points of an "
        "exercise with the points of all other checks; below 0.15 it hardly tells who can do the rest."
    )
    return section(
        "Exercises",
        page.bars(rows, shown, alt=f"{alt}."),
        page.table(head, map(_item_row, it.statistics), class_="numbers"),
        element("p", explained, class_="note"),
    )


def _item_row(each: ItemStatistics) -> tuple:
    share = "–" if each.share is None else f"{each.share:.0%}"
    found = each.why if each.discrimination is None else f"{each.discrimination:.2f}"
    return each.item.name, f"{each.item.points:g}", each.counts["solved"], share, found, each.remark


def _mistakes(it: ClassReport) -> object:
    if not it.misconceptions:
        return section("Commonest mistakes", element("p", "No check recognised a known mistake."))
    common = [each for each in it.misconceptions if len(each.students) > 1] or it.misconceptions
    rest = len(it.misconceptions) - len(common)
    return section(
        "Commonest mistakes",
        element("p", "Known wrong answers that the checks recognised, and the sentence that the student read."),
        page.table(("students", "exercise", "mistake", "what they read"), [_mistake_row(it, each) for each in common]),
        element("p", f"{rest} more were made by one student each." if rest else "", class_="note"),
    )


def _mistake_row(it: ClassReport, each: Misconception) -> tuple:
    many = f"{len(each.students)} ({len(each.students) / len(it.readable):.0%})"
    return many, each.exercise, _words(each.name), page.prose(each.sentence)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _help(it: ClassReport) -> list:
    heading = element("h3", f"Who needs help: less than {HELP:.0%} of the points")
    if not it.in_need:
        return [heading, element("p", "Nobody.")]
    shares = {id(each): share for each, share in zip(it.complete, it.shares, strict=True)}
    rows = [(each.student.name, f"{shares[id(each)]:.0%}", _open(it, each)) for each in it.in_need]
    return [heading, page.table(("student", "points", "with what"), rows)]


def _open(it: ClassReport, each: Submission) -> object:
    """What a student has not solved, and why as far as it is known; what was left blank stands together at the end."""
    states = {item.name: state(item, each.marks[item.name]) for item in it.checks}
    tried = [
        element("span", element("b", name), ": ", page.prose(each.marks[name].said or "no reason is known"))
        for name, word in states.items()
        if word in ("partly", "wrong")
    ]
    blank = [name for name, word in states.items() if word == "blank"]
    return page.items(tried + ([f"left blank: {', '.join(blank)}"] if blank else []))


def _groups(it: ClassReport) -> list:
    groups = [each for each in it.misconceptions if len(each.students) > 1]
    if not groups:
        return []
    rows = [(f"{each.exercise}: {_words(each.name)}", "; ".join(s.name for s in each.students)) for each in groups]
    return [element("h3", "Who shares a mistake"), page.table(("mistake", "students"), rows)]


def _left_out(it: ClassReport) -> list:
    lists = {
        "Did not hand in": it.room.missing,
        "Handed in what could not be read, which has no points": [
            s.student for s in it.room.submissions if s.unreadable
        ],
        "Handed in, but without a grade: grading failed or was not run": it.room.ungraded,
        "Wait for a person": [each.student for each in it.waiting],
    }
    parts = [
        part
        for heading, students in lists.items()
        if students
        for part in (element("h3", heading), element("p", "; ".join(student.name for student in students)))
    ]
    repaired = [(each.student.name, each.notice) for each in it.room.submissions if each.notice and not each.unreadable]
    return parts + (
        [element("h3", "Had to be repaired"), page.table(("student", "what they were told"), repaired)] * bool(repaired)
    )


def _grid(it: ClassReport) -> list:
    legend = ", ".join(f"{symbol} {name}" for name, symbol in SYMBOLS.items())
    rows = [
        (each.student.name, *(_symbol(state(item, each.marks[item.name])) for item in it.room.items))
        for each in it.room.submissions
    ]
    return [
        element("h3", "Everybody"),
        page.table(("", *(item.name for item in it.room.items)), rows, class_="grid"),
        element("p", legend, class_="note"),
    ]


def _symbol(word: str) -> object:
    return element("span", SYMBOLS[word], title=word, role="img", aria_label=word)
