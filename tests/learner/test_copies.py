"""The learner's notebooks: never lost, never overwritten."""

import os
import re

import pytest

from tests.learner.desk import BROKEN, ODD, RIGHT, answer, checked, state, update
from tests.toy import RELEASE, STUB, cell, notebook, save
from vecembed_lab.files.notebooks import NotebookError, fingerprint, read
from vecembed_lab.files.units import ROOT, Unit, units
from vecembed_lab.files.whole import Unwritable
from vecembed_lab.learner import copies
from vecembed_lab.learner.copies import copy_in, reset
from vecembed_lab.learner.progress import check, progress

# The copies


def test_copies_are_the_courses_notebooks_without_outputs(unit):
    copy_in(unit)
    mine, lesson = read(unit.my_exercises), read(unit.my_lesson)
    assert [c["source"] for c in mine["cells"]] == [c["source"] for c in RELEASE["cells"]]
    assert [c.get("outputs", []) for c in mine["cells"] + lesson["cells"]] == [[]] * 9
    assert mine["metadata"]["kernelspec"] == RELEASE["metadata"]["kernelspec"]


def test_links_of_a_lesson_lead_to_the_learners_own_exercises(unit):
    link = "# Practise\n\n[1.1 Double](../exercises/01_toy/01_toy.ipynb#1.1-Double)"
    save(unit.lesson, notebook(cell(link)))
    copy_in(unit)
    assert read(unit.my_lesson)["cells"][0]["source"] == link.replace("../exercises/01_toy/", "")
    assert copy_in(unit) == []


def test_links_of_exercises_lead_to_the_learners_own_lesson(unit):
    link = "# See [the section](../../course/01_toy.ipynb#Twice,-and-half) of the lesson."
    update(unit, link)
    copy_in(unit)
    assert read(unit.my_exercises)["cells"][0]["source"] == link.replace("../../course/01_toy", "lesson")
    assert copy_in(unit) == []
    answer(unit, RIGHT)
    check(unit, notes=(notes := []))
    assert notes == []


LINK = re.compile(r"""\]\(([^)\s]+)\)|(?:href|src)=["']([^"']+)["']""")


def relative_links(notebook):
    texts = (cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    found = {"".join(pair).partition("#")[0] for text in texts for pair in LINK.findall(text)}
    return {link for link in found if link and not re.match(r"\w+:", link)}


@pytest.mark.parametrize("folder", [unit.folder for unit in units()])
def test_every_relative_link_of_a_learners_notebooks_leads_to_one(tmp_path, folder):
    unit = Unit(folder, tmp_path, ROOT)  # as from a wheel: nothing but my/ is here
    copy_in(unit)
    links = [link for path in (unit.my_lesson, unit.my_exercises) for link in relative_links(read(path))]
    assert len(links) >= 1
    assert all((unit.my_lesson.parent / link).is_file() for link in links), links


def test_second_copy_changes_no_byte(unit):
    copy_in(unit)
    answer(unit, RIGHT)
    before = unit.my_exercises.read_bytes(), unit.my_exercises.stat().st_mtime_ns
    assert copy_in(unit) == []
    assert (unit.my_exercises.read_bytes(), unit.my_exercises.stat().st_mtime_ns) == before


def test_update_renews_a_copy_that_nobody_edited_even_if_it_was_run(unit):
    copy_in(unit)
    checked(unit, STUB.format(name="double"), 0.0)
    update(unit)
    (news,) = copy_in(unit)
    assert news.startswith("my/01_toy/01_toy.ipynb was renewed")
    assert read(unit.my_exercises)["cells"][0]["source"] == "# A newer course"
    assert copy_in(unit) == []


def test_update_never_touches_an_edited_copy_and_says_how_to_take_the_newer_one(unit):
    copy_in(unit)
    answer(unit, RIGHT)
    before = unit.my_exercises.read_bytes()
    update(unit)
    (news,) = copy_in(unit)
    assert unit.my_exercises.read_bytes() == before
    assert "`vecembed reset 01_toy` takes it" in news
    reset(unit)
    assert copy_in(unit) == []


def test_edited_lesson_is_reset_on_its_own(unit):
    copy_in(unit)
    answer(unit, RIGHT)
    save(unit.my_lesson, read(unit.my_lesson) | {"cells": [cell("1 + 2")]})
    save(unit.lesson, notebook(cell("# Newer"), cell("1 + 1")))
    (news,) = copy_in(unit)
    assert "`vecembed reset 01_toy --lesson` takes it" in news
    assert read(reset(unit, "lesson"))["cells"][0]["source"] == "1 + 2"
    assert read(unit.my_lesson)["cells"][0]["source"] == "# Newer"
    assert state(unit) == "tried"


def test_copy_made_by_hand_is_treated_as_the_learners(unit):
    save(unit.my_exercises, RELEASE)
    assert copy_in(unit) == ["my/01_toy/lesson.ipynb is new."]
    update(unit)
    assert "stays as you edited it" in copy_in(unit)[0]


def test_notebooks_of_another_version_are_kept(unit):
    """Of a course whose lessons and exercises were others, and of a unit that this one does not have."""
    old = RELEASE | {"metadata": {"vecembed": {"copied": "what another version said"}}}
    gone = unit.root / "my" / "12_gone" / "12_gone.ipynb"
    for path in (unit.my_exercises, unit.my_lesson, gone):
        save(path, old | {"cells": [cell("# Notes of mine"), *RELEASE["cells"][2:]]})
    before = [path.read_bytes() for path in (unit.my_exercises, unit.my_lesson, gone)]
    assert ["stays as you edited it. The course has another version" in news for news in copy_in(unit)] == [True, True]
    assert [path.read_bytes() for path in (unit.my_exercises, unit.my_lesson, gone)] == before
    assert state(unit, "half") == "not started"


def test_edits_are_what_cells_say_not_what_they_show():
    plain = notebook(cell("# Text"), cell("1 + 1"))
    rerun = notebook(cell("# Text"), cell("1 + 1") | {"outputs": [], "execution_count": 7, "id": "other"})
    assert fingerprint(plain) == fingerprint(rerun)
    as_text = notebook(cell("# Text"), cell("1 + 1") | {"cell_type": "markdown"})
    others = [notebook(cell("# Text")), notebook(cell("# Text"), cell("1+1")), as_text]
    assert len({fingerprint(other) for other in [plain, *others]}) == 4


# Reset


def test_reset_keeps_every_backup(unit, monkeypatch):
    monkeypatch.setattr(copies.time, "strftime", lambda form: "20260101-120000")  # all within one second
    copy_in(unit)
    backups = []
    for number in range(3):
        answer(unit, f"{number}")
        backups.append(reset(unit))
    assert [path.name for path in backups] == [f"01_toy-20260101-120000{n}.ipynb" for n in ("", "-2", "-3")]
    assert [read(path)["cells"][2]["source"] for path in backups] == ["0", "1", "2"]
    assert read(unit.my_exercises)["cells"][2]["source"] == STUB.format(name="double")


def test_reset_without_a_copy_makes_one(unit):
    assert reset(unit) is None
    assert unit.my_exercises.exists()


def test_reset_moves_nothing_if_the_course_has_no_notebook(unit):
    copy_in(unit)
    answer(unit, RIGHT)
    unit.release.unlink()
    with pytest.raises(NotebookError, match=r"exercises/01_toy/01_toy.ipynb cannot be read.*git restore"):
        reset(unit)
    assert read(unit.my_exercises)["cells"][2]["source"] == RIGHT
    assert not (unit.root / "my" / "backups").exists()


def test_interrupted_save_leaves_the_old_file(unit, monkeypatch):
    copy_in(unit)
    update(unit)
    before = unit.my_exercises.read_bytes()

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="No space left"):
        copy_in(unit)
    assert unit.my_exercises.read_bytes() == before
    assert sorted(path.name for path in unit.my_exercises.parent.iterdir()) == ["01_toy.ipynb", "lesson.ipynb"]


def test_a_folder_that_cannot_be_written_is_one_sentence(unit, read_only):
    copy_in(unit)
    answer(unit, RIGHT)
    before = unit.my_exercises.read_bytes()
    read_only(unit.root / "my")
    for mine in (unit.my_exercises, unit.my_lesson):
        with pytest.raises(Unwritable, match=r"^/\S+my/backups cannot be written \(Read-only file system\): make it"):
            reset(unit, "exercises" if mine == unit.my_exercises else "lesson")
    assert unit.my_exercises.read_bytes() == before


# Broken notebooks


@pytest.fixture(params=BROKEN)
def broken(request, unit):
    content, message = BROKEN[request.param]
    copy_in(unit)
    unit.my_exercises.write_bytes(content)
    return unit, content, message


@pytest.mark.parametrize("use", [progress, check], ids=["progress", "check"])
def test_broken_notebook_is_one_sentence_with_advice(broken, use):
    unit, content, message = broken
    with pytest.raises(NotebookError, match=message) as error:
        use(unit)
    assert str(error.value).startswith("my/01_toy/01_toy.ipynb ")
    assert str(error.value).endswith("`vecembed reset 01_toy` takes a fresh copy and keeps this one in my/backups")
    assert unit.my_exercises.read_bytes() == content


@pytest.mark.parametrize("use", [progress, check], ids=["progress", "check"])
def test_who_has_too_much_output_is_told_to_clear_it(unit, use):
    copy_in(unit)
    os.truncate(unit.my_exercises, 100_000_001)
    with pytest.raises(NotebookError, match=r"^my/01_toy/01_toy.ipynb has more than the 100 MB .* clear all outputs"):
        use(unit)


@pytest.mark.parametrize("use", [progress, check], ids=["progress", "check"])
def test_outputs_of_any_size_are_left_out(unit, use):
    copy_in(unit)
    answer(unit, RIGHT)
    mine = read(unit.my_exercises)
    mine["cells"][0 if "outputs" in mine["cells"][0] else 1]["outputs"] = [{"text": "x" * 21_000_000}]
    save(unit.my_exercises, mine)
    assert use(unit)[0].state == {progress: "tried", check: "solved"}[use]


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_what_would_be_graded_is_read(unit, content):
    copy_in(unit)
    unit.my_exercises.write_bytes(
        content.replace(b"...  # your code here", b"return 2 * x", 1).replace(
            "...  # your code here".encode("utf-16-le"), "return 2 * x".encode("utf-16-le"), 1
        )
    )
    assert state(unit) == "tried"


def test_broken_notebook_is_left_alone_by_copying_and_kept_by_reset(broken):
    unit, content, message = broken
    (news,) = copy_in(unit)
    assert message in news
    assert unit.my_exercises.read_bytes() == content
    assert reset(unit).read_bytes() == content
    assert state(unit) == "not started"


def test_folder_in_the_place_of_a_notebook(unit):
    (unit.my_exercises / "inside").mkdir(parents=True)
    for use in (progress, check, reset):
        with pytest.raises(NotebookError, match=r"01_toy.ipynb is a folder, not a notebook; move it away"):
            use(unit)
    assert (unit.my_exercises / "inside").exists()


def test_unreadable_file_is_kept_by_reset(unit):
    unit.my_exercises.parent.mkdir(parents=True)
    unit.my_exercises.symlink_to(unit.my_exercises)  # a link to itself, which not even root can read
    with pytest.raises(NotebookError, match="cannot be read"):
        progress(unit)
    assert os.path.islink(reset(unit))
    assert state(unit) == "not started"
