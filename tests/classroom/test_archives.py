"""What students pack and name in their own way: it costs nobody else anything, and nothing is passed over in silence.

All cases of a kind lie in one archive, as they would in a class.
"""

import json
import shutil
import struct
import zipfile

import pytest

from tests.classroom.handing import FILE, FOLDER, archive, texts, zipped
from tests.grading.test_batch import ANSWERS, UNIT, released, scores  # noqa: F401, the first released is a fixture
from vecembed_lab.classroom import archives
from vecembed_lab.classroom.collect import collect
from vecembed_lab.classroom.gradebook import ClassroomError, Student, gradebook, read_class
from vecembed_lab.classroom.platforms import is_of_the_course, meant, sender
from vecembed_lab.files.units import Unit
from vecembed_lab.grading.batch import grade

pytest.importorskip("nbgrader")

NOTEBOOK = archives.NO_NOTEBOOK


def damaged(method):
    """An archive whose one file cannot be unpacked, though its list of names is sound."""
    content = bytearray(zipped({FILE: "".join(map(str, range(1000)))}, method))
    at = 30 + len(FILE)  # the data begin behind the header and the name
    content[at + 9 : at + 20] = b"\xff" * 11
    return bytes(content)


def misplaced():
    """An archive that ends as one does, with a list of names that is none."""
    content = bytearray(zipped({FILE: "x"}))
    [start] = struct.unpack("<L", content[-6:-2])  # of the list of names
    content[start : start + 4] = b"\0\0\0\0"
    return bytes(content)


def locked():
    """An archive with a password."""
    content = bytearray(zipped({FILE: "x"}))
    [start] = struct.unpack("<L", content[-6:-2])
    content[6] |= 1
    content[start + 8] |= 1
    return bytes(content)


BROKEN = {
    "misplaced": (misplaced, "BadZipFile"),
    "no-archive": (lambda: b"Rar!", "BadZipFile"),
    "deflate": (lambda: damaged(zipfile.ZIP_DEFLATED), "(error: Error"),
    "bz2": (lambda: damaged(zipfile.ZIP_BZIP2), "OSError"),
    "lzma": (lambda: damaged(zipfile.ZIP_LZMA), "LZMAError"),
    "locked": (locked, "password required"),
    "crowd": (lambda: zipped(dict.fromkeys(map(str, range(21)), "")), "more than 20 files"),
    "long": (lambda: zipped({"a/" * 600: ""}), "longer than 1,000 characters"),
}


@pytest.mark.parametrize("as_folder", [False, True])
def test_a_file_that_cannot_be_read_stops_nobody_else(unit, tmp_path, monkeypatch, as_folder):
    monkeypatch.setattr(archives, "ENTRIES", 20)
    files = {f"{name}.zip": make() for name, (make, _) in BROKEN.items()}
    with gradebook(unit) as book:
        for name in BROKEN:
            book.add_student(name, last_name=name)
    path = archive(tmp_path, {"ada.ipynb": "ada", **files, "cem.ipynb": "cem"})
    if as_folder:
        zipfile.ZipFile(path).extractall(tmp_path / "downloads")
        path = tmp_path / "downloads"
    found = collect(unit, path)
    assert texts(unit) == {"ada": "ada", "cem": "cem"}
    assert found.missing == ["bob", "lada-ada"]
    for name, (_, why) in BROKEN.items():
        [said] = [said for path, said in found.left.items() if path.startswith(f"{name}.zip")]
        assert said.startswith(f"{name}: ")
        assert why in said


def test_the_archive_itself_may_be_damaged(unit, tmp_path):
    path = tmp_path / "download.zip"
    path.write_bytes(misplaced())
    with pytest.raises(ClassroomError, match=r"is no zip file and no folder.*BadZipFile"):
        collect(unit, path)


def test_the_archive_itself_may_hold_as_much_as_a_class_hands_in(unit, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "ENTRIES", 1)
    collect(unit, archive(tmp_path, {"ada.ipynb": "ada", "cem.ipynb": "cem"}))
    assert texts(unit) == {"ada": "ada", "cem": "cem"}


# Copies


@pytest.fixture
def course(released, tmp_path, books):  # noqa: F811
    """A course folder in which a unit of two functions and a question is released, with two on the class list."""
    shutil.copytree(released.root, tmp_path / "course")
    unit = Unit(UNIT, tmp_path / "course")
    with gradebook(unit) as book:
        book.add_student("ada", first_name="Ada", last_name="Lovelace", lms_user_id="101")
        book.add_student("bob", first_name="Robert", last_name="Smith", lms_user_id="102")
    return unit


def solved(unit):
    """The unit's notebook with all answers right, and as it was handed out."""
    untouched = unit.release.read_text()
    notebook = json.loads(untouched)
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        answers = dict(zip(("double", "half", "why"), ANSWERS["ada"], strict=True))
        cell["source"] = answers.get(name, cell["source"])
    return json.dumps(notebook), untouched


def test_the_work_in_a_copy_reaches_the_grade(course, tmp_path):
    """The file with the unit's name is untouched, and in Canvas it is also the last."""
    work, untouched = solved(course)
    files = {
        f"lovelaceada_101_90001_{UNIT}-Copy1.ipynb": work,
        f"lovelaceada_101_90002_{UNIT}.ipynb": untouched,
        f"bob/{UNIT}.ipynb": untouched,
        f"bob/{UNIT}-Copy1.ipynb": work,
    }
    copy, _, taken, _ = files
    found = collect(course, archive(tmp_path, files))
    assert found.left[copy] == f"ada: it goes beside lovelaceada_101_90002_{UNIT}.ipynb, as {UNIT}-copy1.ipynb"
    assert found.new["bob"] == taken
    assert grade(course.root, UNIT).repaired.keys() == {"ada", "bob"}
    assert scores(course.root) == {"ada": (2, 2, None), "bob": (2, 2, None)}


def test_what_is_beside_a_notebook_counts_as_handed_in(unit, tmp_path):
    copies = {f"ada/{FILE}": "untouched", f"ada/{FOLDER}-Copy1.ipynb": "one"}
    collect(unit, archive(tmp_path, copies))
    assert collect(unit, archive(tmp_path, copies)).same.keys() == {"ada"}
    copies[f"ada/{FOLDER}-Copy1.ipynb"] = "two"
    assert collect(unit, archive(tmp_path, copies)).changed.keys() == {"ada"}
    assert collect(unit, archive(tmp_path, {f"ada/{FILE}": "untouched"}), replace=True).replaced.keys() == {"ada"}
    assert [path.name for path in (unit.root / "submitted" / "ada" / FOLDER).iterdir()] == [FILE]
    kept = (unit.root / "replaced" / "ada").iterdir()
    assert sorted(path.read_text() for path in kept) == ["one", "untouched"]


def test_names_beside_a_notebook_do_no_harm(unit, tmp_path):
    ends = ("\x1b[2J", "é", "x" * 200, "-2", "-Copy1", "-copy1")
    collect(unit, archive(tmp_path, {f"ada/{FOLDER}{end}.ipynb": end for end in ("", *ends)}))
    beside = sorted(path.name for path in (unit.root / "submitted" / "ada" / FOLDER).iterdir())
    assert beside == [*(f"{FOLDER}-{n}.ipynb" for n in (2, 3, 4, 5)), f"{FOLDER}-copy1.ipynb", FILE]


def test_where_the_one_to_take_cannot_be_read_none_is_taken(unit, tmp_path):
    older, last = f"lovelaceada_101_9001_{FOLDER}-1.ipynb", "lovelaceada_101_9002_work.zip"
    found = collect(unit, archive(tmp_path, {older: "older", last: damaged(zipfile.ZIP_DEFLATED)}))
    assert not (unit.root / "submitted").exists()
    assert found.left[older] == f"ada: {last}/{FILE} comes before it"
    assert found.left[f"{last}/{FILE}"].startswith("ada: it cannot be read (error")


# Names


def test_the_names_that_platforms_give_stand_before_what_students_packed(unit, tmp_path):
    """The outermost counts: mallory, who is nobody, and cem cannot hand in for ada."""
    spoof = {f"lovelaceada_101_99999_{FILE}": "not ada's"}
    files = {
        "lovelaceada_101_9001_work.zip": zipped({f"work/{FILE}": "ada"}),
        "malloryx_666_9002_work.zip": zipped(spoof),
        "åströmcem_LATE_103_9003_work.zip": zipped(spoof),
        "o_brienrobert_102_9004_work.ipynb": "bob",
    }
    found = collect(unit, archive(tmp_path, files))
    assert texts(unit) == {"ada": "ada", "bob": "bob", "cem": "not ada's"}
    assert found.late == ["cem"]
    assert list(found.left.values()) == ["nobody on the class list is malloryx, number 666"]
    said = sender(f"lovelaceada_101_9001_work.zip/work/{FILE}")
    assert (said.reply, said.file, said.order) == ("lovelaceada_101_9001_", FILE, 9001)


def test_a_folder_with_the_name_of_another_waits_for_a_person(unit, tmp_path):
    files = {f"hw1-cem/lovelaceada_101_9_{FILE}": "x", f"hw1-cem/ada/{FILE}": "x", f"hw1-bob/{FOLDER}-1.ipynb": "bob"}
    found = collect(unit, archive(tmp_path, files))
    assert texts(unit) == {"bob": "bob"}
    assert set(found.left.values()) == {"it may be from ada or cem"}


def test_the_number_of_a_copy_is_nobodys_name(unit, tmp_path):
    with gradebook(unit) as book:
        book.add_student("1", last_name="One")
    found = collect(unit, archive(tmp_path, {f"ada/{FOLDER}-1.ipynb": "ada"}))
    assert found.new.keys() == {"ada"}


def test_whoever_has_no_number_yet_is_known_by_name():
    listed = [Student("ada", "Ada", "Lovelace", lms_user_id="101"), Student("bob", "Robert", "Smith")]
    assert meant(sender(f"smithrobert_102_9_{FILE}"), listed) == [listed[1]]
    assert meant(sender(f"lovelaceada_102_9_{FILE}"), listed) == []


@pytest.mark.parametrize(
    ("name", "id"),
    [("Group A-Ada Lovelace", "ada"), ("Anne-Marie O Brien", "am"), ("G-1-Anne-Marie O Brien", "am"), ("G-Eve X", "")],
)
def test_the_name_of_a_group_may_stand_before_that_of_a_person(name, id):
    listed = [
        Student("ada", "Ada", "Lovelace"),
        Student("am", "Anne-Marie", "O'Brien"),
        Student("m", "Marie", "OBrien"),
    ]
    called = meant(sender(f"{name}_17_assignsubmission_file_/{FILE}"), listed)
    assert [student.id for student in called] == [id] * bool(id)


def test_what_is_no_notebook_is_named_with_whose_it_is(unit, tmp_path):
    files = {
        "lovelaceada_101_9001_work.py": "",
        "obrienrobert_102_text.html": "",
        f"lada-ada/{FILE}.txt": "",
        "åströmcem_103_9003_work.html": "",
        f"åströmcem_103_9004_{FILE}": "cem",
        "whosit_999_link.html": "",
    }
    found = collect(unit, archive(tmp_path, files))
    assert texts(unit) == {"cem": "cem"}
    assert found.missing == []
    assert found.left == {
        "lovelaceada_101_9001_work.py": f"ada: {NOTEBOOK}",
        "obrienrobert_102_text.html": f"bob: {NOTEBOOK}",
        f"lada-ada/{FILE}.txt": f"lada-ada: {NOTEBOOK}",
        "whosit_999_link.html": f"{NOTEBOOK}, and it is not known whose",
    }


def test_a_crowd_of_files_is_counted(unit, tmp_path):
    files = {f"ada/{n}.py": "" for n in range(12)} | {f"readme/{n}.md": "" for n in range(13)}
    found = collect(unit, archive(tmp_path, files))
    assert len(found.left) == 20
    assert found.left["ada/9.py"] == f"ada: {NOTEBOOK}; so it is with 2 more"
    assert found.left["readme/9.md"] == f"{NOTEBOOK}, and it is not known whose; so it is with 3 more"


CLONE = {
    f"course/{FILE}": "lesson",
    "course/02_counts.ipynb": "lesson",
    f"solutions/{FOLDER}/{FILE}": "model answers",
    "exercises/02_counts/02_counts.ipynb": "another unit",
    f"exercises/{FOLDER}/.ipynb_checkpoints/{FOLDER}-checkpoint.ipynb": "before",
    "README.md": "",
}


@pytest.mark.parametrize("listed", [True, False])
def test_clones_hold_more_than_what_is_handed_in(unit, tmp_path, books, listed):
    if not listed:
        unit.root.joinpath("gradebook.db").write_bytes(books[1].read_bytes())
    own = {
        "hw1-ada": {f"exercises/{FOLDER}/{FILE}": "ada"},
        "hw1-cem": {
            f"exercises/{FOLDER}/{FILE}": "untouched",
            f"my/{FOLDER}/{FILE}": "cem",
            f"my/{FOLDER}/lesson.ipynb": "",
        },
    }
    files = {f"{student}/{path}": text for student in own for path, text in (CLONE | own[student]).items()}
    found = collect(unit, archive(tmp_path, files))
    ids = ("ada", "cem") if listed else ("hw1-ada", "hw1-cem")
    assert texts(unit) == dict(zip(ids, ("ada", "cem"), strict=True))
    said = {path: why for path, why in found.left.items() if not path.endswith("README.md")}
    taken = f"hw1-cem/my/{FOLDER}/{FILE}"
    assert said == {f"hw1-cem/exercises/{FOLDER}/{FILE}": f"{ids[1]}: it goes beside {taken}, as {FOLDER}-2.ipynb"}


@pytest.mark.parametrize(
    "path", [f"solutions/{FOLDER}/ada.ipynb", f"my/{FOLDER}/{FILE}", f"ada/{FILE}", "course/ada.ipynb"]
)
def test_what_may_be_handed_in_is_not_taken_for_the_courses_own(path):
    assert not is_of_the_course(path, FOLDER)


# Who is on the class list


def test_who_was_only_graded_is_on_no_list(course, tmp_path):
    work, _ = solved(course)
    with gradebook(course) as book:
        book.add_student("mallory")  # as grading enters people
    found = collect(course, archive(tmp_path, {"ada.ipynb": work, "mallory.ipynb": work}))
    assert (found.new.keys(), found.missing) == ({"ada"}, ["bob"])
    assert found.left == {"mallory.ipynb": "nobody on the class list is mallory"}


def test_who_was_graded_in_another_unit_only_is_not_missed_in_this(class_of_twelve):
    with gradebook(class_of_twelve) as book:
        book.add_student("mallory")
    missing = read_class(class_of_twelve).missing
    with gradebook(class_of_twelve) as book:
        book.remove_student("mallory")
    assert [student.id for student in missing] == ["absent"]


def test_without_a_list_new_names_are_taken_after_the_first_grading(unit, tmp_path, books):
    unit.root.joinpath("gradebook.db").write_bytes(books[1].read_bytes())
    with gradebook(unit) as book:
        book.add_student("ada")
    found = collect(unit, archive(tmp_path, {"bob.ipynb": "bob"}))
    assert (found.new.keys(), found.missing) == ({"bob"}, [])
