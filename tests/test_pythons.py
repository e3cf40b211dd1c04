"""The page of the Pythons that were tried: a new run takes the place of an earlier one."""

import re

from tests import pythons
from vecembed_lab.learner.environment import TRIED


def test_a_row_replaces_that_of_the_same_version_and_rows_are_in_order(tmp_path, monkeypatch):
    monkeypatch.setattr(pythons, "PAGE", tmp_path / "page.md")
    for row in ("3.13.5 | first", "3.11.2 | other", "3.9.1 | old", "3.13.5 | second"):
        pythons.write(row)
    told = pythons.PAGE.read_text()
    assert told == pythons.HEAD + "| 3.9.1 | old |\n| 3.11.2 | other |\n| 3.13.5 | second |\n"


def test_what_is_tried_is_there():
    assert all((pythons.ROOT / path).exists() for path in pythons.CORE)
    assert "torch" in pythons.requirements([])
    assert not {"torch", "vecembed-lab[teach,cluster]"} & set(pythons.requirements(["torch"]))


def test_the_page_is_of_this_core_and_the_doctor_knows_what_was_tried():
    page = pythons.PAGE.read_text("utf-8")
    assert page.startswith(pythons.HEAD)
    rows = [re.split(r" +\| +", row.strip("| ")) for row in page.removeprefix(pythons.HEAD).splitlines()]
    tried = sorted(tuple(map(int, row[0].split(".")[:2])) for row in rows)
    assert (tried[0], tried[-1]) == TRIED
    assert [row[-1] for row in rows] == ["0"] * len(rows)  # none failed
