"""What people hand in: every kind of damage, made from one notebook, and what is left of it."""

import json
import os
import time
from copy import deepcopy

import nbformat
import pytest

from tests import toy
from vecembed_lab.files.slim import slim
from vecembed_lab.grading import intake
from vecembed_lab.grading import rescue as module
from vecembed_lab.grading.elsewhere import UNSURE
from vecembed_lab.grading.intake import Unreadable
from vecembed_lab.grading.rescue import notice

DOUBLE, HALF = "def double(x):\n    return x + x", "def half(x):\n    return x / 2"
WHY = "Because it is so."
MARKED = ["setup", "double", "double-check", "half", "half-check", "why"]


@pytest.fixture
def teacher():
    """The release: marked cells, a cell of prose, and an example without a mark."""
    nb = deepcopy(toy.RELEASE)
    nb["cells"].insert(3, toy.cell("double(4)"))
    nb["cells"][3]["id"] = "example"
    return nbformat.from_dict(nb)


@pytest.fixture
def nb(teacher):
    """A notebook that was worked on properly."""
    nb = json.loads(nbformat.writes(teacher))
    for cell in nb["cells"]:
        cell["source"] = {"double": DOUBLE, "half": HALF, "why": WHY}.get(grade_id(cell), "".join(cell["source"]))
    return nb


@pytest.fixture
def handed_in(tmp_path):
    return tmp_path / "submitted" / "ada" / "01_toy" / "01_toy.ipynb"


def rescue(path, teacher):
    return module.rescue(intake.handed_in(path), teacher)


def taken_in(path, teacher):
    return module.taken_in(intake.handed_in(path), teacher)


@pytest.fixture
def saved(handed_in, teacher):
    """Hand in text, bytes or a notebook, and rescue it."""
    handed_in.parent.mkdir(parents=True)

    def saved(content, encoding="utf-8"):
        text = json.dumps(content) if isinstance(content, dict) else content
        handed_in.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return rescue(handed_in, teacher)

    return saved


def grade_id(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def the(nb, name):
    [cell] = [cell for cell in nb["cells"] if grade_id(cell) == name]
    return cell


def answers(rescued):
    cells = {grade_id(cell): cell.source for cell in rescued.notebook.cells}
    return cells["double"], cells["half"], cells["why"]


def whole(rescued, teacher):
    """Whether the answers are there, and all else that is marked is the teacher's, in the teacher's order."""
    fixed = [(grade_id(c), c.cell_type, c.metadata) for c in teacher.cells if grade_id(c)]
    got = [(grade_id(c), c.cell_type, c.metadata) for c in rescued.notebook.cells if grade_id(c)]
    assert got == fixed
    assert the(rescued.notebook, "double-check").source == "check(double)"
    nbformat.validate(rescued.notebook)
    return answers(rescued) == (DOUBLE, HALF, WHY)


def test_a_proper_notebook_needs_no_repair(saved, nb, teacher):
    rescued = saved(nb)
    assert whole(rescued, teacher)
    assert rescued.notes == []
    assert len(rescued.notebook.cells) == len(teacher.cells)


def test_nothing_but_texts_survives(saved, nb, teacher):
    for cell in nb["cells"]:
        cell["metadata"].update(tags=["skip-execution"], evil=1)
        cell["attachments"] = {"x.png": {"image/png": "AAAA"}}
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "display_data", "data": {"text/html": "<script>"}, "metadata": {}}]
            cell["execution_count"] = 7
    the(nb, "double-check")["metadata"]["nbgrader"].update(points=100, solution=True, schema_version=99)
    nb["metadata"] = {"kernelspec": {"name": "evil", "display_name": "Evil"}, "widgets": {"evil": 1}}
    rescued = saved(nb)
    assert whole(rescued, teacher)
    text = nbformat.writes(rescued.notebook)
    assert not any(word in text for word in ("evil", "Evil", "skip-execution", "script", "image/png", "100"))
    assert rescued.notes == ["Pictures that were attached to cells are not taken over."]
    assert all(
        cell.outputs == [] and cell.execution_count is None for cell in rescued.notebook.cells if "outputs" in cell
    )


# Files

ENCODINGS = {"utf-8-sig": "byte order mark", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "latin-1": "Latin-1"}


@pytest.mark.parametrize(("encoding", "note"), ENCODINGS.items())
def test_other_encodings_are_read(saved, nb, encoding, note):
    the(nb, "why")["source"] = "Weil es so ist, früher wie heute: ½."
    rescued = saved(json.dumps(nb, ensure_ascii=False), encoding)
    assert answers(rescued) == (DOUBLE, HALF, "Weil es so ist, früher wie heute: ½.")
    [said] = rescued.notes
    assert note in said


def test_what_was_cut_off_is_saved_up_to_the_last_complete_cell(saved, nb):
    text = json.dumps(nb, indent=1)
    rescued = saved(text[: text.index("def half")])
    assert answers(rescued)[0] == DOUBLE
    assert answers(rescued)[1] == toy.STUB.format(name="half")
    assert "5 cells that are complete were saved" in rescued.notes[0]
    assert rescued.notebook.metadata[UNSURE] == ["half-check", "why"]
    assert "The answer half is not in what is left of the file: a person will look at it." in rescued.notes


def test_a_file_cut_off_in_the_middle_of_a_letter(saved, nb):
    the(nb, "double")["source"], the(nb, "why")["source"] = DOUBLE + "  # ¼", "½"
    text = json.dumps(nb, ensure_ascii=False).encode()
    rescued = saved(text[: text.index("½".encode()) + 1])
    assert answers(rescued)[:2] == (DOUBLE + "  # ¼", HALF)


def test_cells_in_cells_are_no_cells(saved, nb):
    nb["cells"][0]["metadata"] = {"more": {"cell_type": "code", "source": "def double(x): ...", "metadata": {}}}
    rescued = saved(json.dumps(nb)[:-1])
    assert answers(rescued) == (DOUBLE, HALF, WHY)
    assert "def double(x): ..." not in [cell.source for cell in rescued.notebook.cells]


def test_cells_after_a_damaged_one_are_saved_too(saved, nb):
    text = json.dumps(nb, indent=1)
    rescued = saved(text.replace('"half-check"', '<<<<<<< HEAD "half-check"'))
    assert answers(rescued) == (DOUBLE, HALF, WHY)
    assert rescued.notebook.metadata[UNSURE] == []


@pytest.mark.parametrize("text", ['f"{a} {b}"', '{"a": 1}', "x = {"])
def test_braces_in_a_damaged_cell_cost_no_other(saved, nb, text):
    the(nb, "double")["source"] = "\n".join([DOUBLE, *[text] * 50])
    rescued = saved(json.dumps(nb, indent=1).replace('"grade_id": "double",', '"grade_id": "double"'))
    assert f"the {len(nb['cells']) - 1} cells that are complete were saved" in rescued.notes[0]
    assert answers(rescued)[1:] == (HALF, WHY)
    assert rescued.notebook.metadata[UNSURE] == ["double-check"]


def test_a_crowd_of_damaged_cells_costs_no_other(saved, nb):
    damaged = [own("f()") for _ in range(50)]
    nb["cells"][2:2] = damaged
    rescued = saved(json.dumps(nb, indent=1).replace('"source": "f()"', '"source" "f()"'))
    assert answers(rescued) == (DOUBLE, HALF, WHY)


UNREADABLE = {
    "it is empty": b"",
    "empty": b" \n",
    "not a notebook": b"def double(x): ...",
    "it has no cells": b'{"answer": 42}',
    "no cells": b"[1, 2]",
    "so it is not": b'{"cells": 3}',
    "is not a notebook": b'{"worksheets": "x"}',
    "nested too deeply": b"[" * 100_000,
    "more than 2000 cells": b'{"cells": [' + b"{}," * 2000 + b"{}]}",
}


@pytest.mark.parametrize(("reason", "content"), UNREADABLE.items())
def test_what_cannot_be_read_says_why(saved, reason, content):
    with pytest.raises(Unreadable, match=reason):
        saved(content)


def test_a_huge_file_is_not_read(saved, handed_in, teacher, monkeypatch):
    with handed_in.open("wb") as file:
        file.truncate(200_000_000)
    monkeypatch.setattr(json, "loads", None)
    with pytest.raises(Unreadable, match="it has 200 MB, more than the 100 MB"):
        rescue(handed_in, teacher)


def heavy(nb):
    """A notebook of which the figures alone are larger than what is kept of a file."""
    picture = [{"output_type": "display_data", "data": {"image/png": "A" * 21_000_000, "text/plain": '"outputs": ['}}]
    the(nb, "double")["outputs"] = [*picture, {"output_type": "stream", "text": ["[{\\", '"]']}]
    nb["cells"].append(own('x = {"outputs": [1, {"]": 2}]}'))
    return nb


@pytest.mark.parametrize("is_cut", [False, True])
def test_outputs_of_any_size_cost_nothing(saved, nb, is_cut):
    text = json.dumps(heavy(nb), indent=1)
    rescued = saved(text[:-1] if is_cut else text)
    assert answers(rescued) == (DOUBLE, HALF, WHY)
    assert 'x = {"outputs": [1, {"]": 2}]}' in [cell.source for cell in rescued.notebook.cells]
    assert rescued.notebook.metadata[UNSURE] == []
    assert len(rescued.notes) == is_cut


def test_a_file_cut_off_in_its_outputs_keeps_the_cells_above(saved, nb):
    nb["cells"].append(own("1", "code") | {"outputs": [{"text": "A" * 21_000_000}]})
    assert answers(saved(json.dumps(nb)[:-1000])) == (DOUBLE, HALF, WHY)


def test_attached_pictures_of_any_size_are_told_like_small_ones(saved, nb):
    the(nb, "why")["attachments"] = {"x.png": {"image/png": "A" * 21_000_000}}
    rescued = saved(nb)
    assert answers(rescued) == (DOUBLE, HALF, WHY)
    assert rescued.notes == ["Pictures that were attached to cells are not taken over."]


def test_a_copy_with_large_outputs_is_looked_at_too(handed_in, nb, teacher):
    assert whole(with_copies(handed_in, heavy(nb), teacher, 1), teacher)


def test_what_is_too_large_without_its_outputs_says_so(saved, nb):
    the(nb, "why")["source"] = "A" * 21_000_000
    with pytest.raises(Unreadable, match="it has 21 MB without its outputs, more than the 20 MB that it may have"):
        saved(heavy(nb))


MASSES = {
    "texts": b'{"a":' + b'""' * 2_000_000,
    "brackets": b'{"outputs":' + b"[" * 4_000_000,
    "lists": b'{"outputs":[]' * 700_000,
    "a text without end": b'"' + b'\\"' * 2_000_000,
}


@pytest.mark.parametrize("mass", MASSES.values(), ids=MASSES)
def test_to_leave_outputs_out_takes_bounded_time(mass):
    started = time.process_time()
    slim(mass)
    assert time.process_time() - started < 8


BROKEN = {
    "each to its end": b'{"cell_type": [' * 300 + b'"x",' * 2_000_000,
    "many at the end": b" " * 18_000_000 + b'{"' * 500_000,
    "a text without end": b'{"a":' * 500 + b'"' + b"x" * 18_000_000,
    "deep": b'{"a":' * 3_000_000,
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_broken_json_is_not_searched_for_ever(saved, broken):
    started = time.process_time()
    with pytest.raises(Unreadable):
        saved(broken)
    assert time.process_time() - started < 4


def test_numbers_without_end_and_halves_of_letters(saved, nb, teacher):
    text = json.dumps(nb).replace('"execution_count": 1', f'"execution_count": {"9" * 9999}')
    rescued = saved(text.replace(WHY, "\\ud83d is half a letter"))
    assert answers(rescued) == (DOUBLE, HALF, "? is half a letter")
    assert rescued.notes == []


def test_another_name_will_do_if_it_is_the_only_notebook(handed_in, nb, teacher):
    toy.save(handed_in.with_name("my [x](y) <b> (3).ipynb.txt"), nb)
    rescued = rescue(handed_in, teacher)
    assert whole(rescued, teacher)
    assert "my [x](y) <b> (3).ipynb.txt" in rescued.notes[0]


def test_two_other_names_will_not(handed_in, nb, teacher):
    for name in ("a.ipynb", "b.ipynb"):
        toy.save(handed_in.with_name(name), nb)
    with pytest.raises(Unreadable, match=r"there is no 01_toy\.ipynb, but 2 other notebooks"):
        rescue(handed_in, teacher)


def test_no_file_at_all(handed_in, teacher):
    with pytest.raises(Unreadable, match=r"there is no 01_toy\.ipynb$"):
        rescue(handed_in, teacher)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_links_are_refused(handed_in, nb, teacher, tmp_path, level):
    where = [handed_in, *handed_in.parents][level]
    other = tmp_path / "elsewhere"
    toy.save(other.joinpath(*handed_in.parts[-level:]) if level else other, nb)
    where.parent.mkdir(parents=True, exist_ok=True)
    where.symlink_to(other)
    with pytest.raises(Unreadable, match="a link to another place"):
        rescue(handed_in, teacher)


def test_a_link_beside_the_notebook_is_no_notebook(handed_in, nb, teacher, tmp_path):
    toy.save(tmp_path / "other.ipynb", nb)
    handed_in.parent.mkdir(parents=True)
    handed_in.with_name("other.ipynb").symlink_to(tmp_path / "other.ipynb")
    with pytest.raises(Unreadable, match="there is no"):
        rescue(handed_in, teacher)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(handed_in, teacher):
    handed_in.parent.mkdir(parents=True)
    os.mkfifo(handed_in)
    with pytest.raises(Unreadable):
        rescue(handed_in, teacher)


ODD = "Weil es so ist, für später"
LANGUAGES = {
    "cp932": "ベクトルの長さで割ります。類似度は角度だけに依存する。表示ソ能",
    "gb18030": "向量的长度不影响余弦相似度，因为我们除以它。",
    "big5": "向量的長度不影響餘弦相似度，因為我們除以它。",
    "euc_kr": "벡터의 길이는 코사인에 영향을 주지 않는다.",
    "cp1251": "Длина вектора не влияет на косинус, мы делим на неё.",
}


@pytest.mark.parametrize(("encoding", "words"), LANGUAGES.items())
def test_other_languages_are_read(saved, nb, encoding, words):
    the(nb, "why")["source"] = words
    rescued = saved(json.dumps(nb, ensure_ascii=False, indent=1), encoding)
    assert answers(rescued) == (DOUBLE, HALF, words)
    assert len(rescued.notes) == 1


def test_one_odd_byte_makes_no_other_encoding_of_a_file(saved, nb):
    the(nb, "why")["source"], the(nb, "double")["source"] = ODD, DOUBLE + "  # ½ X"
    text = json.dumps(nb, ensure_ascii=False).encode().replace(b"X", b"\xe4")
    rescued = saved(text)
    assert answers(rescued)[1:] == (HALF, ODD)
    assert answers(rescued)[0] == DOUBLE + "  # ½ \ufffd"
    assert rescued.notes == ["The file has 1 bytes in it that are not UTF-8; a \ufffd stands for each."]


@pytest.mark.parametrize("order", [sorted, lambda keys: sorted(keys, reverse=True)])
def test_cells_are_found_whatever_the_order_of_their_keys(saved, nb, order):
    """As Colab writes them; and what nbgrader notes about a cell is no cell."""
    for cell in nb["cells"]:
        if grade_id(cell):
            cell["metadata"]["nbgrader"] |= {"checksum": "0", "cell_type": "code"}
    nb["cells"] = [{key: cell[key] for key in order(cell)} for cell in nb["cells"]]
    text = json.dumps({"nbformat": 4, "metadata": {}, "cells": nb["cells"]}, indent=1)
    rescued = saved(text[: text.index('"why"')])
    assert answers(rescued)[:2] == (DOUBLE, HALF)
    assert "7 cells that are complete" in rescued.notes[0]


MERGED = """\
<<<<<<< HEAD
   "source": {ours}
||||||| base
   "source": "x"
=======
   "source": {theirs}
>>>>>>> other
"""


def test_of_an_unfinished_merge_the_upper_version_is_read_and_a_person_looks(saved, nb):
    text = json.dumps(nb, indent=1)
    ours, theirs = json.dumps(DOUBLE), json.dumps("def double(x):\n    return 3 * x")
    text = text.replace(f'   "source": {ours}\n', MERGED.format(ours=ours, theirs=theirs))
    assert "<<<<<<<" in text
    rescued = saved(text)
    assert answers(rescued) == (DOUBLE, HALF, WHY)
    assert rescued.notebook.metadata[UNSURE] == ["double-check"]
    assert "upper one was read" in rescued.notes[0]


OTHER_FILES = {
    "a zip archive": b"PK\x03\x04" + bytes(99),
    "a compressed file": b"\x1f\x8b" + bytes(99),
    "a PDF file": b"%PDF-1.7",
    "a pointer of Git LFS": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    "a web page": b"<!DOCTYPE html><html><body>Log in</body></html>",
    "Python text": b"# %%\ndef double(x): ...",
    "a rar archive": b"Rar!\x1a\x07\x01\x00" + bytes(99),
    "a 7z archive": b"7z\xbc\xaf\x27\x1c" + bytes(99),
    "a tar archive": b"01_toy.ipynb".ljust(257, b"\0") + b"ustar" + bytes(99),
    "a compressed file:": b"BZh91AY&SY" + bytes(99),
    "text of an office program": rb"{\rtf1\ansi def double(x):}",
    "a file of an office program": b"PK\x03\x04" + bytes(99) + b"word/document.xml" + bytes(99),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(99),
    "text in Markdown": b"# Exercises\n\n```python\ndef double(x): ...\n```\n",
    "a file of another kind": b"\x02\x01\x00\x00",
    "other text": b"Dear teacher, here is my answer.",
}


@pytest.mark.parametrize(("what", "content"), OTHER_FILES.items())
def test_what_is_no_notebook_is_called_by_its_name(saved, what, content):
    with pytest.raises(Unreadable, match=f"^it is not a notebook, but {what}"):
        saved(content)


def test_another_notebook_is_one_sentence(saved):
    other = toy.notebook(toy.cell("1 + 1", "cosine", solution=True), toy.cell("# Another course"))
    with pytest.raises(Unreadable, match=r"^it is another notebook: not one cell of this unit is in it$"):
        saved(other)


# Formats


def test_format_3(saved, nb, teacher):
    old = nbformat.convert(nbformat.reads(json.dumps(nb), as_version=4), 3)
    assert "worksheets" in old
    assert whole(saved(nbformat.v3.writes_json(old)), teacher)


@pytest.mark.parametrize("version", [(4, 0), (4, 9), (5, 0), ("4", None)])
def test_other_versions(saved, nb, teacher, version):
    nb["nbformat"], nb["nbformat_minor"] = version
    for cell in nb["cells"]:
        cell.pop("id")
    assert whole(saved(nb), teacher)


def test_a_source_may_be_a_list_and_nonsense_is_passed_over(saved, nb, teacher):
    for cell in nb["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    nb["cells"] += [None, 3, {"cell_type": ["code"], "source": {"x": 1}, "metadata": "none", "id": 7}]
    nb["cells"].append({"cell_type": "code", "metadata": {"nbgrader": {"grade_id": ["double"]}}, "source": None})
    assert whole(saved(nb), teacher)


# Cells


def test_deleted_cells_come_back(saved, nb, teacher):
    nb["cells"] = [cell for cell in nb["cells"] if grade_id(cell) not in ("setup", "half", "half-check")]
    rescued = saved(nb)
    assert [grade_id(c) for c in rescued.notebook.cells if grade_id(c)] == MARKED
    assert answers(rescued) == (DOUBLE, toy.STUB.format(name="half"), WHY)
    assert [note.split()[2] for note in rescued.notes] == ["setup", "half", "half-check"]


def test_the_last_copy_counts_and_the_first_stays(saved, nb, teacher):
    copy = deepcopy(the(nb, "double"))
    copy["source"] = "def double(x):\n    return 3 * x"
    nb["cells"].insert(nb["cells"].index(the(nb, "double")), copy)
    rescued = saved(nb)
    assert whole(rescued, teacher)
    sources = [cell.source for cell in rescued.notebook.cells]
    assert sources.index(copy["source"]) == sources.index(DOUBLE) - 1
    assert "The cell double was there 2 times; the last one counts." in rescued.notes


def test_a_copy_of_what_was_handed_out_undoes_no_answer(saved, nb, teacher):
    copy = deepcopy(the(nb, "double"))
    copy["source"] = toy.STUB.format(name="double")
    nb["cells"].append(copy)
    rescued = saved(nb)
    assert whole(rescued, teacher)
    assert sum("your code here" in cell.source for cell in rescued.notebook.cells) == 0


def test_retyped_cells_get_their_type_back(saved, nb, teacher):
    the(nb, "double")["cell_type"] = "markdown"
    the(nb, "half")["cell_type"] = "raw"
    the(nb, "double-check")["cell_type"] = "raw"
    the(nb, "why")["cell_type"] = "code"
    rescued = saved(nb)
    assert whole(rescued, teacher)
    assert "The cell half had become a raw cell; it is a code cell again." in rescued.notes


def test_another_order_is_put_right(saved, nb, teacher):
    nb["cells"].reverse()
    rescued = saved(nb)
    assert whole(rescued, teacher)
    assert any("another order" in note for note in rescued.notes)


def without_marks(nb):
    for cell in nb["cells"]:
        cell["metadata"] = {}
        cell.pop("id")
    return nb


def test_without_any_mark_answers_are_known_by_what_they_define_or_where_they_stand(saved, nb, teacher):
    rescued = saved(without_marks(nb))
    assert whole(rescued, teacher)
    assert len(rescued.notebook.cells) == len(teacher.cells)
    assert "The answer half had lost its mark; it was recognised by what it defines." in rescued.notes
    assert "The answer why had lost its mark; it was recognised by its place." in rescued.notes


def test_ids_are_enough(saved, nb, teacher):
    for cell in nb["cells"]:
        cell["metadata"] = {}
    the_ids = {cell["id"] for cell in nb["cells"]}
    assert "double" in the_ids
    rescued = saved(nb)
    assert whole(rescued, teacher)
    assert rescued.notes == []


@pytest.mark.parametrize("mangle", [lambda nb: nb, without_marks])
def test_merged_cells(saved, nb, teacher, mangle):
    """All of it in one cell: the second answer runs where the first stands, and no stub undoes it."""
    first, *others = [the(nb, name) for name in ("double", "double-check", "half", "half-check")]
    first["source"] = "\n\n".join(cell["source"] for cell in (first, *others))
    nb["cells"] = [cell for cell in nb["cells"] if cell not in others]
    rescued = saved(mangle(nb))
    assert answers(rescued)[0] == first["source"]
    assert "def half" not in answers(rescued)[1]
    assert "The cell half was recognised in the cell of double." in rescued.notes


def test_split_cells(saved, nb, teacher):
    """Both parts carry the mark, as JupyterLab leaves them; they run in their order."""
    answer = the(nb, "double")
    part = deepcopy(answer)
    part["source"], answer["source"] = "def twice(x):\n    return x + x", "def double(x):\n    return twice(x)"
    nb["cells"].insert(nb["cells"].index(answer), part)
    sources = [cell.source for cell in saved(nb).notebook.cells]
    assert sources.index(answer["source"]) == sources.index(part["source"]) + 1


def test_cells_of_ones_own_stay_where_they_are(saved, nb, teacher):
    helper = {"cell_type": "code", "metadata": {}, "source": "def helper(): ...", "outputs": []}
    remark = {"cell_type": "markdown", "metadata": {"tags": ["x"]}, "source": "My remark"}
    nb["cells"].insert(2, helper)
    nb["cells"].append(remark)
    rescued = saved(nb)
    assert whole(rescued, teacher)
    sources = [cell.source for cell in rescued.notebook.cells]
    assert sources[2] == helper["source"]
    assert sources[-1] == remark["source"]
    assert rescued.notebook.cells[-1].metadata == {}


def test_an_example_that_was_edited_is_the_students(saved, nb, teacher):
    example = next(cell for cell in nb["cells"] if cell.get("id") == "example")
    example["source"] = "def helper(x):\n    return x"
    rescued = saved(nb)
    assert [c.source for c in rescued.notebook.cells].count(example["source"]) == 1
    assert "double(4)" not in [c.source for c in rescued.notebook.cells]


def test_fixed_cells_are_as_handed_out_but_what_was_added_to_them_runs(saved, nb, teacher):
    the(nb, "setup")["source"] += "\nimport math"
    the(nb, "double-check")["source"] = "print('no check')"
    rescued = saved(nb)
    assert whole(rescued, teacher)
    sources = [cell.source for cell in rescued.notebook.cells]
    assert any("import math" in source for source in sources)
    assert "print('no check')" not in sources
    assert "The cell setup was changed; it is again as it was handed out." in rescued.notes


def test_an_answer_written_into_a_check_cell_comes_after_the_stub(saved, nb, teacher):
    the(nb, "double")["source"] = toy.STUB.format(name="double")
    the(nb, "double-check")["source"] = DOUBLE + "\n\ncheck(double)"
    sources = [cell.source for cell in saved(nb).notebook.cells]
    stub, check = sources.index(toy.STUB.format(name="double")), sources.index("check(double)")
    assert stub < sources.index(DOUBLE + "\n\ncheck(double)") < check


# Answers in another place


def own(source, kind="code"):
    more = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "metadata": {}, "source": source, **more}


def unanswered(nb, *names):
    for name in names:
        stub = toy.STUB.format(name=name) if name != "why" else "# *Your answer here.*"
        the(nb, name)["source"] = stub
    return nb


def below(nb, name):
    return nb["cells"].index(the(nb, name)) + 1


@pytest.mark.parametrize("place", [0, None, -1], ids=["first", "below the stub", "last"])
@pytest.mark.parametrize("text", [DOUBLE, "double = lambda x: x + x", "def mine(x):\n    return x + x\ndouble = mine"])
def test_a_definition_in_a_cell_of_ones_own_is_the_answer(saved, nb, place, text):
    unanswered(nb, "double")
    nb["cells"].insert(below(nb, "double") if place is None else place % 9, own(text))
    rescued = saved(nb)
    sources = [cell.source for cell in rescued.notebook.cells]
    assert sources.count(text) == 1
    assert toy.STUB.format(name="double") not in sources
    assert rescued.notes == ["The answer double is in another cell; it was taken from there."]
    assert rescued.notebook.metadata[UNSURE] == []


MINE = ["def my_double(x):\n    return x + x", "mine = lambda x: x + x", "double = partial(mul, 2)"]


@pytest.mark.parametrize("is_deleted", [False, True])
@pytest.mark.parametrize("place", [0, None, -1], ids=["first", "below the stub", "last"])
@pytest.mark.parametrize("mine", MINE)
def test_code_that_may_be_the_answer_waits_for_a_person(saved, nb, mine, place, is_deleted):
    unanswered(nb, "double")
    stub = below(nb, "double") - 1
    nb["cells"].insert(stub + 1 if place is None else place % 9, own(mine))
    if is_deleted:
        nb["cells"].remove(the(nb, "double"))
    rescued = saved(nb)
    assert answers(rescued)[0] == toy.STUB.format(name="double")
    assert rescued.notebook.metadata[UNSURE] == ["double-check"]
    assert any("a person will look at it" in note for note in rescued.notes)


def test_an_example_that_became_a_function_waits_for_a_person(saved, nb):
    unanswered(nb, "double")
    next(cell for cell in nb["cells"] if cell.get("id") == "example")["source"] = "def my_double(x):\n    return x + x"
    assert saved(nb).notebook.metadata[UNSURE] == ["double-check"]


def test_a_helper_that_another_answer_uses_waits_for_nobody(saved, nb):
    unanswered(nb, "double")
    the(nb, "half")["source"] = "def half(x):\n    return over(x, 2)"
    nb["cells"].append(own("def over(x, y):\n    return x / y"))
    assert saved(nb).notebook.metadata[UNSURE] == []
    the(nb, "half")["source"] = HALF + "  # over(x, 2)"
    assert saved(nb).notebook.metadata[UNSURE] == ["double-check"]


def test_a_definition_in_the_cell_of_another_answer_is_the_answer(saved, nb):
    unanswered(nb, "half")
    the(nb, "double")["source"] = f"{DOUBLE}\n\n\n{HALF}"
    rescued = saved(nb)
    assert toy.STUB.format(name="half") not in [cell.source for cell in rescued.notebook.cells]
    assert rescued.notes == ["The answer half is in another cell; it was taken from there."]
    assert rescued.notebook.metadata[UNSURE] == []


@pytest.mark.parametrize("mine", ["def my_half(x):\n    return x / 2", "mine = lambda x: x / 2"])
def test_what_may_be_the_answer_in_the_cell_of_another_waits_for_a_person(saved, nb, mine):
    unanswered(nb, "half")
    the(nb, "double")["source"] = f"{DOUBLE}\n\n\n{mine}"
    rescued = saved(nb)
    assert rescued.notebook.metadata[UNSURE] == ["half-check"]
    assert "The answer half may be in another cell: a person will look at it." in rescued.notes


def test_a_helper_in_the_cell_of_its_answer_waits_for_nobody(saved, nb):
    unanswered(nb, "half")
    the(nb, "double")["source"] = "def plus(x, y):\n    return x + y\n\n\ndef double(x):\n    return plus(x, x)"
    assert saved(nb).notebook.metadata[UNSURE] == []
    the(nb, "double")["source"] = "def double(x):\n    return x + x\n\n\nprint(double(2))"
    assert saved(nb).notebook.metadata[UNSURE] == []


def test_of_several_answers_and_their_tests_a_person_looks_at_all_tests(saved, nb, teacher):
    teacher.cells.insert(3, teacher.cells.pop([grade_id(cell) for cell in teacher.cells].index("half")))
    unanswered(nb, "half")["cells"].insert(below(nb, "half"), own("def my_half(x):\n    return x / 2"))
    assert [grade_id(cell) for cell in teacher.cells][2:7] == ["double", "half", "", "double-check", "half-check"]
    assert saved(nb).notebook.metadata[UNSURE] == ["double-check", "half-check"]


def test_what_was_only_tried_out_waits_for_nobody(saved, nb):
    unanswered(nb, "double", "why")
    nb["cells"].insert(below(nb, "double"), own("x = 3\nprint(x)"))
    nb["cells"].append(own("# My notes", "markdown"))
    assert saved(nb).notebook.metadata[UNSURE] == []


def test_words_right_below_a_question_are_the_answer(saved, nb):
    unanswered(nb, "why")
    nb["cells"] += [own("Because of <b>this</b>.", "markdown"), own("And of that.", "markdown")]
    rescued = saved(nb)
    assert answers(rescued)[2] == "Because of &lt;b>this&lt;/b>.\n\nAnd of that."
    assert len(rescued.notebook.cells) == len(nb["cells"]) - 2
    assert rescued.notebook.metadata[UNSURE] == []


@pytest.mark.parametrize("kind", ["markdown", "raw", "code"])
def test_words_elsewhere_wait_for_a_person(saved, nb, kind):
    unanswered(nb, "why")
    nb["cells"].insert(len(nb["cells"]) if kind == "code" else 1, own("Because that is how it is", kind))
    assert saved(nb).notebook.metadata[UNSURE] == ["why"]


EMPTY = {
    "pass": "def double(x):\n    pass",
    "dots": "def double(x):\n    ...",
    "another remark": "def double(x):\n    ...  # I do it below",
    "a text": 'def double(x):\n    """Twice x."""',
    "none": "def double(x):\n    return None",
    "nothing": "def double(x):\n    return",
    "an error": "def double(x):\n    raise NotImplementedError('later')",
    "an import": "def double(x):\n    import numpy as np",
    "a name": "double = None",
    "only a remark": "# see below",
    "magic": "%%time\ndef double(x):\n    pass",
    "no cell": "",
}


def emptied(nb, how):
    """The answer `double` as somebody left it who answers elsewhere, or not at all."""
    the(nb, "double")["source"] = EMPTY[how]
    return nb


@pytest.mark.parametrize("how", EMPTY)
def test_an_empty_answer_is_looked_for_in_other_cells_like_an_untouched_one(saved, nb, how):
    emptied(nb, how)["cells"].append(own(DOUBLE))
    rescued = saved(nb)
    assert EMPTY[how] == "" or EMPTY[how] not in [cell.source for cell in rescued.notebook.cells]
    assert rescued.notes == ["The answer double is in another cell; it was taken from there."]
    assert rescued.notebook.metadata[UNSURE] == []


@pytest.mark.parametrize("how", EMPTY)
def test_an_empty_answer_waits_for_a_person_where_there_may_be_another(saved, nb, how):
    emptied(nb, how)["cells"].append(own("def my_double(x):\n    return x + x"))
    assert saved(nb).notebook.metadata[UNSURE] == ["double-check"]


@pytest.mark.parametrize("how", EMPTY)
def test_an_honestly_empty_answer_waits_for_nobody(saved, nb, how):
    emptied(nb, how)["cells"] += [own("x = 3\nprint(x)"), own(EMPTY["pass"]), own("import numpy as np")]
    rescued = saved(nb)
    assert rescued.notes == []
    assert rescued.notebook.metadata[UNSURE] == []


STUB = toy.STUB.format(name="double")
IN_ITS_CELL = {  # what may be the answer, in the cell of the answer
    "another name": "def double_it(x):\n    return x + x",
    "below the stub": f"{STUB}\n\ndef double2(x):\n    return x + x",
    "below an empty one": "def double(x):\n    pass\n\ntwice = lambda x: x + x",
    "above the stub": f"{DOUBLE}\n\n{STUB}",
    "no function": "x = 3\nresult = x + x",
    "no head": "    return x + x",
    "another way": "globals()['doubled'] = lambda x: x + x",
}


@pytest.mark.parametrize("text", IN_ITS_CELL.values(), ids=IN_ITS_CELL)
def test_what_may_be_the_answer_in_its_own_cell_waits_for_a_person(saved, nb, text):
    unanswered(nb, "half")
    the(nb, "double")["source"] = text
    rescued = saved(nb)
    assert answers(rescued)[0] == text
    assert rescued.notebook.metadata[UNSURE] == ["double-check"]  # and not that of the untouched one
    assert "a person will look at it" in rescued.notes[0]


@pytest.mark.parametrize("name", ["my_double", "double2", "fast_Double"])
def test_a_function_that_is_called_nearly_so_waits_for_a_person_even_if_it_is_used(saved, nb, name):
    unanswered(nb, "double")["cells"].append(own(f"def {name}(x):\n    return x + x"))
    the(nb, "half")["source"] = f"def half(x):\n    return {name}(x) / 4"
    assert saved(nb).notebook.metadata[UNSURE] == ["double-check"]


WRITTEN = {
    "one line": "def double(x): return x + x",
    "a decorator": "@cache\ndef double(x):\n    return x + x",
    "in a branch": "try:\n    import torch\nexcept ImportError:\n    def double(x):\n        return x + x",
    "an import": "from helpers import double",
    "a prompt": ">>> def double(x):\n...     return x + x",
    "an indented cell": "    def double(x):\n        return x + x",
    "several names": "double, other = (lambda x: x + x), 3",
    "again below": f"{STUB}\n\n{DOUBLE}",
    "a class": "class double:\n    def __new__(cls, x):\n        return x + x",
    "no Python": "def double(x)\n    return x + x",
    "too deep": f"def double(x):\n    return {'-' * 9000}x",
    "too long": f"{DOUBLE}\n# {'x' * 20_000}",
    "an odd escape": "def double(x):\n    return x + x if '\\d' else 0",
    "zero": "def double(x):\n    return 0",
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_what_is_written_under_its_name_is_the_answer(saved, nb, text):
    the(nb, "double")["source"] = text
    nb["cells"].append(own("def my_double(x):\n    return 3 * x"))
    rescued = saved(nb)
    assert (answers(rescued)[0], rescued.notes, rescued.notebook.metadata[UNSURE]) == (text, [], [])


def test_what_stands_beside_an_empty_answer_is_kept(saved, nb):
    the(nb, "double")["source"] = (
        "TWO = 2\r\n\n\n@cache\ndef double(x):\n    pass\n\n\ndef twice(x):\n    return TWO * x"
    )
    nb["cells"].insert(1, own("def double(x):\n    return twice(x)"))
    rescued = saved(nb)
    kept = answers(rescued)[0]
    assert "TWO = 2" in kept
    assert "def twice(x):\n    return TWO * x" in kept
    assert "cache" not in kept
    assert "def double" not in kept
    assert rescued.notebook.metadata[UNSURE] == []


def test_an_empty_copy_elsewhere_is_no_answer(saved, nb):
    unanswered(nb, "double")["cells"].append(own(EMPTY["pass"]))
    rescued = saved(nb)
    assert (rescued.notes, rescued.notebook.metadata[UNSURE]) == ([], [])


GIVEN = "def part(x):\n    return x\n\n\ndef double(x):\n    y = part(x)\n    ...  # your code here\n    return y"


@pytest.mark.parametrize("touched", [GIVEN, GIVEN.replace("...  #", "pass  #")])
def test_a_stub_may_hold_more_than_its_dots(saved, nb, teacher, touched):
    the(teacher, "double").source, the(nb, "double")["source"] = GIVEN, touched
    assert saved(nb).notebook.metadata[UNSURE] == []
    nb["cells"].insert(1, own(DOUBLE))
    rescued = saved(nb)
    assert "def part" in answers(rescued)[0]
    assert "def double" not in answers(rescued)[0]
    the(nb, "double")["source"] = GIVEN.replace("...", "y = y + x")
    rescued = saved(nb)
    assert (rescued.notes, rescued.notebook.metadata[UNSURE]) == ([], [])


def test_a_stub_that_names_nothing_is_empty_as_long_as_nothing_is_done(saved, nb, teacher):
    the(teacher, "double").source = "# your code here"
    the(nb, "double")["source"] = "# later"
    nb["cells"].append(own("def mine(x):\n    return x + x"))
    assert saved(nb).notebook.metadata[UNSURE] == ["double-check"]
    the(nb, "double")["source"] = "print(2)"
    assert saved(nb).notebook.metadata[UNSURE] == []


def test_an_answer_in_words_is_found_below_a_question_that_was_emptied(saved, nb):
    the(nb, "why")["source"] = " "
    nb["cells"].append(own("Because of this.", "markdown"))
    assert answers(saved(nb))[2] == "Because of this."


def with_copies(handed_in, nb, teacher, *copies):
    toy.save(handed_in, json.loads(nbformat.writes(teacher)))
    for number in copies:
        toy.save(handed_in.with_name(f"01_toy-Copy{number}.ipynb"), nb)
    return rescue(handed_in, teacher)


def test_a_copy_that_holds_the_work_is_taken_where_the_notebook_holds_none(handed_in, nb, teacher):
    rescued = with_copies(handed_in, nb, teacher, 1)
    assert whole(rescued, teacher)
    assert rescued.notes == [
        "The notebook holds no answer; 01_toy-Copy1.ipynb, which lies beside it, does, and was taken."
    ]
    assert rescued.notebook.metadata[UNSURE] == []


def test_of_two_such_copies_a_person_chooses(handed_in, nb, teacher):
    rescued = with_copies(handed_in, nb, teacher, 1, 2)
    assert rescued.notebook.metadata[UNSURE] == ["double-check", "half-check", "why"]
    assert "01_toy-Copy1.ipynb and 01_toy-Copy2.ipynb" in rescued.notes[0]


def test_a_copy_is_not_looked_at_where_the_notebook_holds_an_answer(handed_in, nb, teacher):
    toy.save(handed_in, nb)
    toy.save(handed_in.with_name("01_toy-Copy1.ipynb"), json.loads(nbformat.writes(teacher)))
    assert rescue(handed_in, teacher).notes == []


def test_an_old_copy_is_not_taken_where_the_notebook_may_hold_an_answer(handed_in, nb, teacher):
    toy.save(handed_in.with_name("01_toy-Copy1.ipynb"), unanswered(deepcopy(nb), "double", "why"))
    unanswered(nb, "double", "half", "why")
    nb["cells"].insert(below(nb, "double"), own("def my_double(x):\n    return x + x"))
    toy.save(handed_in, nb)
    rescued = rescue(handed_in, teacher)
    assert rescued.notebook.metadata[UNSURE] == ["double-check", "half-check"]
    assert "def my_double(x):\n    return x + x" in [cell.source for cell in rescued.notebook.cells]


def test_a_copy_that_answers_more_waits_for_a_person_where_it_does(handed_in, nb, teacher):
    toy.save(handed_in.with_name("01_toy-Copy1.ipynb"), nb)
    toy.save(handed_in, unanswered(deepcopy(nb), "half", "why"))
    rescued = rescue(handed_in, teacher)
    assert answers(rescued)[0] == DOUBLE
    assert rescued.notebook.metadata[UNSURE] == ["half-check", "why"]
    assert rescued.notes == [
        "01_toy-Copy1.ipynb beside the notebook answers what it does not: a person will look at it."
    ]


def test_a_copy_is_taken_where_the_notebook_was_only_emptied(handed_in, nb, teacher):
    toy.save(handed_in.with_name("01_toy-Copy1.ipynb"), nb)
    toy.save(handed_in, emptied(unanswered(deepcopy(nb), "half", "why"), "pass"))
    rescued = rescue(handed_in, teacher)
    assert whole(rescued, teacher)
    assert rescued.notebook.metadata[UNSURE] == []


def test_a_copy_that_answers_no_more_is_not_mentioned(handed_in, nb, teacher):
    toy.save(handed_in.with_name("01_toy-Copy1.ipynb"), unanswered(deepcopy(nb), "half"))
    toy.save(handed_in, unanswered(nb, "half"))
    assert rescue(handed_in, teacher).notes == []


def test_what_cannot_be_read_waits_for_a_person(handed_in, teacher):
    assert taken_in(handed_in, teacher).notebook.metadata[UNSURE] == ["double-check", "half-check", "why"]


# What is shown


def test_markdown_keeps_no_html_and_no_tex_link(saved, nb):
    the(nb, "why")["source"] = "1 < 2 <img src=x onerror=alert(1)> </b><!-- $\\href{javascript:x}{y}$"
    assert answers(saved(nb))[2] == "1 < 2 &lt;img src=x onerror=alert(1)> &lt;/b>&lt;!-- $\\mathtt{javascript:x}{y}$"


def test_an_unanswered_question_keeps_its_checksum(saved, nb, teacher):
    """nbgrader gives 0 to what is as it was handed out, even if the teacher wrote HTML in it."""
    the(teacher, "why").source = the(nb, "why")["source"] = "<b>Your answer</b>"
    assert answers(saved(nb))[2] == "<b>Your answer</b>"


def test_a_notice_shows_names_as_they_are():
    [line] = notice("Repaired", ["called [x](http://y) <b> `c` $1$ a_b"]).source.splitlines()[2:]
    assert not any(character in line for character in "[]<>`$_/")
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    assert "called [x](http://y) &lt;b&gt; `c` $1$ a_b" in markdown2html_mistune(line)


def test_a_batch_is_told_in_the_notebook_what_was_repaired(handed_in, nb, teacher):
    toy.save(handed_in, nb)
    assert taken_in(handed_in, teacher).notebook.cells[0].id != "notice"
    handed_in.write_bytes(handed_in.read_bytes()[:-1])
    rescued = taken_in(handed_in, teacher)
    assert rescued.notebook.cells[0].source.startswith("**Your notebook had to be repaired")
    assert "The file is damaged" in rescued.notebook.cells[0].source
    assert answers(rescued) == (DOUBLE, HALF, WHY)
    nbformat.validate(rescued.notebook)


def test_a_batch_goes_on_without_answers_where_nothing_can_be_read(handed_in, teacher):
    rescued = taken_in(handed_in, teacher)
    assert "there is no 01&#95;toy.ipynb" in rescued.notebook.cells[0].source
    assert answers(rescued) == ("", "", "# *Your answer here.*")
