"""What the points of a class say: about each item, about mistakes that many make, and about who needs help.

Sources: Crocker & Algina (1986), Introduction to Classical and Modern Test Theory, chapter 14 (item analysis).
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.classroom.gradebook import Classroom, Item, Mark, Student, Submission

SMALLEST = 10  # students; with fewer, a correlation is anything between two thirds below and above its true value
HELP = 0.5  # of the points; who has less needs a person
EASY, HARD, FLAT = 0.95, 0.3, 0.15  # two facilities, and a discrimination, that are worth a look at the exercise
SYMBOLS = {"solved": "✓", "partly": "◐", "wrong": "✗", "blank": "–", "waiting": "…"}


@dataclass(frozen=True)
class ItemStatistics:
    """How a class did on one item.

    `facility` is the mean share of its points, in [0, 1]; `discrimination` is the correlation of its points with the
    points of all checks but itself, in [-1, 1]. Where they are undefined they are None, and `undefined` says why: above
    all while answers wait for a person, because those that do not are the blank ones.
    """

    item: Item
    counts: dict[str, int]  # how many are in each state of SYMBOLS
    facility: float | None
    discrimination: float | None
    undefined: str

    @property
    def remark(self) -> str:
        """What the numbers suggest to do, if anything."""
        if self.facility is None:
            return ""
        if self.facility > EASY:
            return "nearly everybody solves it"
        if self.discrimination is not None and self.discrimination < FLAT:
            return "does not tell strong from weak: is the text clear?"
        return "hard: worth a talk in class" if self.facility < HARD else ""


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
        return [submission for submission in self.room.submissions if not submission.unreadable]

    @cached_property
    def waiting(self) -> list[Submission]:
        """Whose work holds something that a person still has to grade."""
        return [submission for submission in self.room.submissions if submission.waits]

    @cached_property
    def complete(self) -> list[Submission]:
        """The submissions with points for every check: the ones that statistics are about."""
        return [s for s in self.readable if all(s.marks[check.name].earned is not None for check in self.checks)]

    @cached_property
    def scores(self) -> dict[str, float]:
        """The share of the points of all checks, in [0, 1], of each complete submission, by the student's id."""
        full = sum(check.points for check in self.checks)
        totals = self._points(self.checks).sum(axis=1)
        return {s.student.id: float(total / full) for s, total in zip(self.complete, totals, strict=True)}

    @cached_property
    def in_need(self) -> list[Submission]:
        """Who has less than HELP of the points of the checks, the weakest first."""
        ranked = sorted(self.complete, key=lambda submission: self.scores[submission.student.id])
        return [submission for submission in ranked if self.scores[submission.student.id] < HELP]

    @cached_property
    def statistics(self) -> list[ItemStatistics]:
        """How the class did on each item, in the order of the unit."""
        return [self._statistics(item) for item in self.room.items]

    def _statistics(self, item: Item) -> ItemStatistics:
        states = [state(item, submission.marks[item.name]) for submission in self.readable]
        counts = {name: states.count(name) for name in SYMBOLS}
        points = self._points([item])[:, 0]
        if waiting := np.isnan(points).sum():
            return ItemStatistics(item, counts, None, None, f"undefined: {waiting} wait for a person")
        facility = float(points.mean() / item.points) if len(points) and item.points else None
        rest = self._points([check for check in self.checks if check != item]).sum(axis=1)
        return ItemStatistics(item, counts, facility, *discrimination(points, rest))

    def _points(self, items: list[Item]) -> Float[ndarray, "n m"]:
        """The points of each complete submission for each of these items; NaN while a person has to look."""
        rows = [[submission.marks[item.name].earned for item in items] for submission in self.complete]
        return np.array(rows, dtype=float).reshape(len(rows), len(items))

    @cached_property
    def misconceptions(self) -> list[Misconception]:
        """The known wrong answers that were given, the commonest first."""
        return self._grouped(lambda mark: mark.mistake)

    @cached_property
    def noticed(self) -> list[Misconception]:
        """What was found in general of wrong answers that the checks do not list, the commonest first."""
        return self._grouped(lambda mark: mark.said if mark.noticed else "")

    def _grouped(self, key: Callable[[Mark], str]) -> list[Misconception]:
        """Who shares a key, exercise by exercise; marks without one are left out."""
        found: defaultdict[tuple[str, str], list[tuple[Student, str]]] = defaultdict(list)
        for submission in self.readable:
            for exercise, mark in submission.marks.items():
                if name := key(mark):
                    found[exercise, name].append((submission.student, mark.said))
        groups = [Misconception(*key, who[0][1], [student for student, _ in who]) for key, who in found.items()]
        return sorted(groups, key=lambda group: -len(group.students))

    @property
    def shared_misconceptions(self) -> list[Misconception]:
        """Those that more than one student has."""
        return [mistake for mistake in self.misconceptions if len(mistake.students) > 1]

    def checks_in(self, submission: Submission, *states: str) -> list[str]:
        """The names of the checks of a submission that are in one of these states."""
        return [check.name for check in self.checks if state(check, submission.marks[check.name]) in states]

    @property
    def summary(self) -> str:
        """Who is in the report and who is not, in a sentence."""
        facts = [f"{len(self.room.submissions)} handed in and graded"]
        unreadable = len(self.room.submissions) - len(self.readable)
        facts += [f"{unreadable} of them could not be read and wait for a person"] * bool(unreadable)
        facts += [f"{len(self.room.missing)} on the class list did not hand in"] * bool(self.room.missing)
        facts += [f"{len(self.room.ungraded)} handed in but without a grade (yet)"] * bool(self.room.ungraded)
        return "; ".join(facts) + "."


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
    if np.allclose(rest, rest[0]):  # sums of other points in another order differ in their last digit
        return None, "undefined: the rest is the same for everybody"
    return float(np.corrcoef(item, rest)[0, 1]), ""
