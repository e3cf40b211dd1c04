"""Item analysis of a class of twelve whose answers are known, and of small classes by hand."""

import numpy as np
import pytest

from tests.classroom import graded
from tests.classroom.graded import small
from vecembed_lab.classroom import itemanalysis
from vecembed_lab.classroom import report as class_report
from vecembed_lab.classroom.gradebook import Item, Mark
from vecembed_lab.classroom.itemanalysis import ClassReport


def of(report, name):
    return next(row for row in report.statistics if row.item.name == name)


def test_who_is_where(report):
    room = report.room
    assert {submission.student.id for submission in room.submissions} == graded.people().keys()
    assert [student.id for student in room.missing] == ["absent"]
    assert [student.id for student in room.ungraded] == ["crashed"]
    assert {submission.student.id for submission in report.waiting} == graded.people().keys() - {"s0", "bob"}


def test_states_of_an_exercise_are_counted(report):
    assert of(report, "cosine").counts == {"solved": 9, "partly": 0, "wrong": 2, "blank": 1, "waiting": 0}
    assert of(report, "nearest").counts == {"solved": 10, "partly": 0, "wrong": 0, "blank": 2, "waiting": 0}
    ties = graded.report("similarity", "spearman", "ties_by_position")
    assert 0 < ties.score < ties.points
    assert of(report, "spearman").counts == {"solved": 8, "partly": 3, "wrong": 0, "blank": 1, "waiting": 0}
    assert of(report, "spearman").facility == pytest.approx((8 + 3 * ties.score / ties.points) / 12)


def test_a_written_answer_that_waits_counts_nowhere(report):
    maps = of(report, "maps")
    assert (maps.counts["waiting"], maps.counts["solved"], maps.counts["partly"]) == (10, 1, 1)
    assert (maps.facility, maps.discrimination, maps.undefined) == (None, None, "undefined: 10 wait for a person")
    assert max(report.scores.values()) == 1  # those who wait have full points for the checks
    assert "maps" not in {item.name for item in report.checks}


def test_a_written_answer_that_everybody_has_back_counts():
    room = small([(1.0, 0.5), (0.0, 0.0)])
    room.items[1] = Item("b", 1.0, True)
    assert [row.facility for row in ClassReport(room).statistics] == [0.5, 0.25]


def test_discrimination_by_hand():
    solved, rest = np.repeat([1.0, 0.0], 6), np.repeat([9.0, 3.0], 6)
    assert itemanalysis.discrimination(solved, rest) == (pytest.approx(1), "")
    assert itemanalysis.discrimination(1 - solved, rest) == (pytest.approx(-1), "")
    assert itemanalysis.discrimination(np.tile([1.0, 0.0], 6), rest) == (pytest.approx(0, abs=1e-12), "")


@pytest.mark.parametrize(
    ("item", "rest", "why"),
    [
        (np.arange(9.0), np.arange(9.0), "9 graded, it needs 10"),
        (np.ones(12), np.arange(12.0), "the same points for everybody"),
        (np.arange(12.0), np.ones(12), "the rest is the same"),
        (np.arange(12.0), np.tile([0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1], 6), "the rest is the same"),  # but for 1e-16
        (np.array([]), np.array([]), "0 graded"),
    ],
)
def test_discrimination_says_why_it_is_undefined(item, rest, why):
    value, said = itemanalysis.discrimination(item, rest)
    assert value is None
    assert why in said


def test_the_total_is_corrected_for_the_item_itself():
    """Two exercises that have nothing to do with each other: the sum would make them agree, the rest does not."""
    room = small([(a, b) for a in (0.0, 1.0) for b in (0.0, 1.0) for _ in range(3)])
    for row in ClassReport(room).statistics:
        assert row.discrimination == pytest.approx(0, abs=1e-12)


def test_misconceptions_come_by_name_with_the_sentence_read(report):
    first, second = report.misconceptions
    assert (first.exercise, first.name, {s.id for s in first.students}) == (
        "spearman",
        "ties_by_position",
        {"cem", "dina", "eve"},
    )
    assert (second.exercise, second.name, {s.id for s in second.students}) == ("cosine", "dot_product", {"cem", "eve"})
    assert first.sentence == graded.exercises("similarity")["spearman"].mistakes["ties_by_position"].message


def test_what_was_found_in_general_is_counted_apart():
    """A finding has no name: who read the same sentence about the same exercise is in one group."""
    room = small([(1.0, 0.0), (1.0, 0.0), (1.0, 0.0)])
    finding = Mark(0.0, said="In all calls your result was twice what was expected.", noticed=True)
    for submission in room.submissions[:2]:
        submission.marks["b"] = finding
    room.submissions[2].marks["b"] = Mark(0.0, mistake="halved", said="you halved it.")
    report = ClassReport(room)
    assert [(g.exercise, g.sentence, len(g.students)) for g in report.noticed] == [("b", finding.said, 2)]
    assert [g.name for g in report.misconceptions] == ["halved"]
    assert "twice what was expected" in class_report.report_page(report)


def test_who_needs_help_comes_weakest_first():
    report = ClassReport(small([(1.0, 1.0), (1.0, 0.0), (0.0, 0.4), (0.0, 0.0)]))
    assert [submission.student.id for submission in report.in_need] == ["s3", "s2"]  # exactly half is enough
