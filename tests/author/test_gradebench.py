import nbformat
import pytest

from vecembed_lab.author import gradebench
from vecembed_lab.author.gradebench import Cost, Row
from vecembed_lab.author.samples import class_of
from vecembed_lab.files.units import find_unit

UNIT = find_unit("1")


def test_a_ratio_compares_cpu_seconds():
    assert Row("", stock=Cost(cpu=6.0, clock=1.0), ours=Cost(cpu=1.5, clock=9.0)).ratio == 4
    assert (Cost(9.0, 12.0) - Cost(3.0, 2.0)).per(2) == Cost(3.0, 5.0)


def test_a_class_hands_in_right_and_wrong_work_always_the_same():
    solution = nbformat.read(UNIT.solution, as_version=4)
    one, same = (
        ["".join(cell.source for cell in work.cells) for work in class_of(UNIT, solution, 9)] for _ in range(2)
    )
    assert one == same
    assert len(set(one)) == 7  # the model answer three times
    assert not any("### BEGIN SOLUTION" in text or "import torch" in text for text in one)


@pytest.mark.slow
def test_ours_is_faster_in_every_row():
    rows = gradebench.run(UNIT, n=6)
    assert len(rows) == 4
    for row in rows:
        assert row.ratio > 1, row
