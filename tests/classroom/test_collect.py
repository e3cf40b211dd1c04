"""Archives as Canvas, Moodle and GitHub Classroom make them are sorted, and feedback goes back under their names.

The samples are made up; their names follow the sources that `platforms.py` cites.
"""

import json
import shutil
import zipfile

import pytest
from typer.testing import CliRunner

from tests.classroom.handing import CLASS, FILE, FOLDER, archive, texts, zipped
from vecembed_lab import cli
from vecembed_lab.classroom import archives
from vecembed_lab.classroom.collect import collect, feedback
from vecembed_lab.classroom.gradebook import ClassroomError, Student, gradebook
from vecembed_lab.classroom.platforms import meant, sender
from vecembed_lab.files.units import Unit

pytest.importorskip("nbgrader")

CANVAS = {
    f"lovelaceada_101_9001_{FILE}": "ada",
    f"obrienrobert_LATE_102_9002_{FOLDER}-2.ipynb": "bob",
    f"åströmcem_103_9003_{FILE}": "cem",
    f"whosit_999_9004_{FILE}": "nobody",
}


def test_a_download_from_canvas(unit, tmp_path):
    found = collect(unit, archive(tmp_path, CANVAS))
    assert texts(unit) == {"ada": "ada", "bob": "bob", "cem": "cem"}
    assert (found.late, found.missing) == (["bob"], ["lada-ada"])
    assert found.left == {f"whosit_999_9004_{FILE}": "nobody on the class list is whosit, number 999"}


def test_without_numbers_canvas_names_are_enough(unit, tmp_path):
    with gradebook(unit) as book:
        for name in CLASS:
            book.update_or_create_student(name, lms_user_id=None)
    collect(unit, archive(tmp_path, CANVAS))
    assert texts(unit) == {"ada": "ada", "bob": "bob", "cem": "cem"}


@pytest.mark.parametrize("end", ["_/", "/", "_"], ids=["until 4.0", "since 4.1", "no folders"])
def test_a_download_from_moodle(unit, tmp_path, end):
    files = {
        f"Ada Lovelace_17_assignsubmission_file{end}{FILE}": "ada",
        f"O'Brien Robert_18_assignsubmission_file{end}{FOLDER} (1).ipynb": "bob",
        f"Cem A\u030astro\u0308m_19_assignsubmission_file{end}{FILE}": "cem",
        "Ada Lovelace_17_assignsubmission_onlinetext/onlinetext.html": "hello",
    }
    found = collect(unit, archive(tmp_path, files))
    assert texts(unit) == {"ada": "ada", "bob": "bob", "cem": "cem"}
    assert found.left == {}


def test_clones_of_github_classroom(unit, tmp_path):
    for student in ("ada", "lada-ada"):
        folder = tmp_path / "hw1-submissions" / f"hw1-{student}" / "exercises" / FOLDER
        folder.mkdir(parents=True)
        (folder / FILE).write_text(student)
    collect(unit, tmp_path / "hw1-submissions")
    assert texts(unit) == {"ada": "ada", "lada-ada": "lada-ada"}


@pytest.mark.parametrize(
    "name", ["{}.ipynb", "{}/work.ipynb", f"{{}}/{FILE}", f"all/{{}}/deep/{FILE}", f"{{}}.zip/{FILE}"]
)
def test_a_folder_of_files(unit, tmp_path, name):
    files = {name.format(student): student for student in ("ada", "cem")}
    if ".zip/" in name:
        files = {f"{student}.zip": zipped({FILE: student}) for student in ("ada", "cem")}
    collect(unit, archive(tmp_path, files))
    assert texts(unit) == {"ada": "ada", "cem": "cem"}


def test_without_a_class_list_names_are_taken_as_they_are(tmp_path, books):
    unit = Unit(FOLDER, tmp_path)
    shutil.copy(books[1], tmp_path)
    found = collect(
        unit, archive(tmp_path, {f"ada/{FILE}": "ada", f"{FILE}": "nobody", "../../Bob Smith.ipynb": "bob"})
    )
    assert texts(unit) == {"ada": "ada", "bob-smith": "bob"}
    assert found.left == {FILE: "nobody's name stands there"}


def test_the_last_of_several_is_taken_and_the_rest_is_named(unit, tmp_path):
    files = {
        f"lovelaceada_101_9001_{FILE}": "first",
        f"lovelaceada_101_9007_{FOLDER}-1.ipynb": "second",
        "lovelaceada_101_9009_notes.ipynb": "something else",
    }
    found = collect(unit, archive(tmp_path, files))
    first, taken, notes = files
    assert texts(unit) == {"ada": "second"}
    assert found.left == {
        first: f"ada: it goes beside {taken}, as {FOLDER}-2.ipynb",
        notes: f"ada: {taken} was taken",
    }
    assert sorted(path.name for path in (unit.root / "submitted" / "ada" / FOLDER).iterdir()) == [
        f"{FOLDER}-2.ipynb",
        FILE,
    ]


def test_what_is_not_clear_waits_for_a_person(unit, tmp_path):
    found = collect(unit, archive(tmp_path, {"ada/one.ipynb": "1", "ada/two.ipynb": "2"}))
    assert texts(unit) == {}
    assert set(found.left.values()) == {"ada: there are several notebooks, and none is the last"}


def test_nothing_is_lost_when_it_is_handed_in_again(unit, tmp_path):
    collect(unit, archive(tmp_path, {"ada.ipynb": "one"}))
    assert collect(unit, archive(tmp_path, {"ada.ipynb": "one"})).same == {"ada": "ada.ipynb"}
    newer = archive(tmp_path, {"ada.ipynb": "two"})
    assert collect(unit, newer).changed == {"ada": "ada.ipynb"}
    assert texts(unit) == {"ada": "one"}
    assert collect(unit, newer, replace=True).replaced == {"ada": "ada.ipynb"}
    collect(unit, archive(tmp_path, {"ada.ipynb": "three"}), replace=True)
    assert texts(unit) == {"ada": "three"}
    kept = sorted((unit.root / "replaced" / "ada").iterdir())
    assert [path.read_text() for path in kept] == ["one", "two"]


def test_what_strangers_may_have_put_in_does_no_harm(unit, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "LARGEST", 10_000)
    bomb = zipped({f"{n}.ipynb": "x" * 10**6 for n in range(3)}, zipfile.ZIP_DEFLATED)
    files = {
        f"ada/{FILE}": "x" * 10_001,
        "../../../bob.ipynb": "bob",
        "/etc/cem.ipynb": "cem",
        "__MACOSX/ada.ipynb": "no",
        ".ada.ipynb": "no",
        "lada-ada.zip": zipped({"lada-ada.zip": bomb}),
    }
    found = collect(unit, archive(tmp_path, files))
    assert texts(unit) == {"bob": "bob", "cem": "cem"}
    assert found.left == {
        f"ada/{FILE}": "ada: it is larger than 0 MB",
        "lada-ada.zip/lada-ada.zip": "lada-ada: it is not opened: archives may lie in each other 2 deep",
    }
    assert {path.name for path in tmp_path.iterdir()} == {"course", "download.zip"}


def test_links_in_a_folder_are_not_followed(unit, tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_text("secret")
    folder = tmp_path / "downloads"
    folder.mkdir()
    (folder / "ada.ipynb").symlink_to(secret)
    collect(unit, folder)
    assert texts(unit) == {}


@pytest.mark.parametrize("name", ["missing.zip", "text.zip"])
def test_what_is_no_archive_is_said_in_a_sentence(unit, tmp_path, name):
    (tmp_path / "text.zip").write_text("not a zip file")
    with pytest.raises(ClassroomError, match="is no zip file and no folder"):
        collect(unit, tmp_path / name)


def test_of_two_who_may_be_meant_none_is_chosen():
    twins = [Student("a1", "Ada", "Lovelace"), Student("a2", "Ada", "Lovelace")]
    assert meant(sender(f"Ada Lovelace_17_assignsubmission_file/{FILE}"), twins) == twins


# Back


def pages(unit, *students):
    for student in students:
        path = unit.root / "feedback" / student / FOLDER / f"{FOLDER}.html"
        path.parent.mkdir(parents=True)
        path.write_text(f"page of {student}")


def names(path):
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def test_feedback_goes_back_to_canvas_under_the_names_that_it_gave(unit, tmp_path):
    collect(unit, archive(tmp_path, CANVAS))
    pages(unit, "ada", "bob")
    [(path, who)] = feedback(unit).items()
    assert (path.name, who) == ("feedback-canvas.zip", ["ada", "bob"])
    assert names(path) == {
        f"lovelaceada_101_9001_{FOLDER}.html": "page of ada",
        f"obrienrobert_LATE_102_9002_{FOLDER}.html": "page of bob",
    }


def test_feedback_goes_back_to_moodle_under_the_names_that_it_asks_for(unit, tmp_path):
    collect(unit, archive(tmp_path, {f"Ada Lovelace_17_assignsubmission_file/{FILE}": "ada", f"bob/{FILE}": "bob"}))
    pages(unit, "ada", "bob")
    moodle, folder = feedback(unit)
    assert names(moodle) == {f"Ada Lovelace_17_assignfeedback_file_{FOLDER}.html": "page of ada"}
    assert names(folder) == {"bob.html": "page of bob"}


def test_without_pages_there_is_a_sentence(unit):
    with pytest.raises(ClassroomError, match="make it first: nbgrader generate_feedback"):
        feedback(unit)


def test_the_record_keeps_what_earlier_archives_said(unit, tmp_path):
    collect(unit, archive(tmp_path, {f"lovelaceada_101_9001_{FILE}": "ada"}))
    collect(unit, archive(tmp_path, {f"obrienrobert_102_9002_{FILE}": "bob"}))
    kept = json.loads((unit.root / ".collected" / f"{FOLDER}.json").read_text())
    assert {student: row["reply"] for student, row in kept.items()} == {
        "ada": "lovelaceada_101_9001_",
        "bob": "obrienrobert_102_9002_",
    }


# The commands


@pytest.fixture
def typed(unit, monkeypatch):
    """What a command says, typed in the course folder."""
    monkeypatch.setattr(cli.common, "ROOT", unit.root)
    unit.lesson_text.parent.mkdir()
    unit.lesson_text.write_text("")

    def type_(*words):
        run = CliRunner().invoke(cli.app, list(map(str, words)))
        return run.exit_code, " ".join(run.output.split())

    return type_


def test_the_commands_say_who_was_matched_and_what_was_not(typed, unit, tmp_path):
    code, said = typed("collect", "1", archive(tmp_path, CANVAS))
    assert code == 0
    assert "3 notebooks are new" in said
    assert f"ada: lovelaceada_101_9001_{FILE}" in said
    assert "late: bob" in said
    assert f"! whosit_999_9004_{FILE}: nobody on the class list is whosit, number 999" in said
    assert "handed in nothing: lada-ada" in said
    pages(unit, "ada")
    code, said = typed("feedback", "1")
    assert code == 0
    assert "feedback-canvas.zip" in said
    assert typed("collect", "1", tmp_path / "no.zip")[0] == 1
