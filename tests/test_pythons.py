"""The page of the Pythons that were tried: a new run takes the place of an earlier one."""

from tests import pythons


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
