"""Class lists: what ends a line, and what only looks as if it did."""

import pytest

from vecembed_lab.classroom import gradecsv


@pytest.mark.parametrize("odd", ["\x85", "\u2028", "\u2029", "\x0c", "\x0b", "\x1c", "\x1d", "\x1e"], ids=ascii)
def test_only_line_ends_end_a_line(tmp_path, odd):
    file = tmp_path / "class.csv"
    file.write_text(f"id,first_name,last_name\nada,Ada,Love{odd}lace\nbob,Bob,B\n", encoding="utf-8", newline="")
    with pytest.raises(gradecsv.ClassroomError, match=r"line 2: a name .* no control characters"):
        gradecsv.read_roster(file)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=ascii)
def test_a_cell_may_not_break_the_table(tmp_path, end):
    file = tmp_path / "class.csv"
    file.write_text(f'id,last_name{end}ada,Lovelace{end}"bob","B, the first"{end}', encoding="utf-8", newline="")
    assert gradecsv.read_roster(file)["bob"]["last_name"] == "B, the first"
