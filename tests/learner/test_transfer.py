"""Progress taken from one machine to another, and files that are no progress."""

import json
import os
import shutil
import stat
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.learner.desk import HALF, RIGHT, answer, checked, state
from tests.toy import notebook, save
from vecembed_lab import CourseError
from vecembed_lab.files.units import Unit
from vecembed_lab.learner import transfer
from vecembed_lab.learner.copies import copy_in
from vecembed_lab.learner.transfer import MANIFEST, Foreign, export, import_

PREDICTED = '{"1": "b"}'


@pytest.fixture
def worked(unit):
    """A learner who solved an exercise, ran the lesson and predicted something."""
    copy_in(unit)
    answer(unit, RIGHT)
    checked(unit, RIGHT, 3.0)
    unit.my_check.write_text("{}")
    lesson = json.loads(unit.my_lesson.read_text())
    lesson["cells"][1]["execution_count"] = 1
    save(unit.my_lesson, lesson)
    unit.my_predictions.write_text(PREDICTED)
    for number, path in enumerate(mine(unit), start=1):
        os.utime(path, (0, number * 1000.0))
    return unit


def mine(unit):
    return [unit.my_exercises, unit.my_lesson, unit.my_check, unit.my_predictions]


@pytest.fixture
def other(unit, tmp_path):
    """The same unit on another machine."""
    there = tmp_path / "there"
    there.mkdir()
    for name in ("course", "exercises"):
        shutil.copytree(tmp_path / name, there / name)
    return Unit(unit.folder, there)


def contents(root):
    """All files below a folder, with what they hold."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_progress_is_the_same_on_the_other_machine(worked, other, tmp_path):
    file = tmp_path / "mine.zip"
    assert export([worked], file) == [worked]
    assert import_([other], file) == ([other], [])
    assert contents(other.root / "my") == contents(worked.root / "my")
    assert [path.stat().st_mtime for path in mine(other)] == [1000, 2000, 3000, 4000]
    assert state(other) == "solved"
    assert import_([other], file) == ([other], [])  # once more: nothing is new, nothing is set aside


def test_what_was_there_goes_to_the_backups(worked, other, tmp_path):
    export([worked], tmp_path / "mine.zip")
    copy_in(other)
    answer(other, HALF, "half")
    other.my_check.write_text("[]")
    before = contents(other.root / "my")
    _, backups = import_([other], tmp_path / "mine.zip")
    assert [path.name.partition("-2")[0] for path in backups] == ["01_toy", "01_toy-check"]
    assert [path.read_bytes() for path in backups] == [
        before[f"01_toy/{name}"] for name in ("01_toy.ipynb", ".check.json")
    ]
    assert state(other) == "solved"


def test_a_copy_that_nobody_touched_is_no_progress_and_needs_no_backup(unit, other, worked, tmp_path):
    export([worked], tmp_path / "mine.zip")
    copy_in(other)
    with pytest.raises(CourseError, match="there is no progress to export yet"):
        export([other], tmp_path / "none.zip")
    assert not (tmp_path / "none.zip").exists()
    assert import_([other], tmp_path / "mine.zip")[1] == []


def test_the_check_of_other_answers_does_not_stay(worked, other, tmp_path):
    worked.my_check.unlink()
    export([worked], tmp_path / "mine.zip")
    copy_in(other)
    other.my_check.write_text("{}")
    _, [backup] = import_([other], tmp_path / "mine.zip")
    assert backup.name.startswith("01_toy-check-")
    assert not other.my_check.exists()


def test_a_broken_notebook_is_exported_as_it_is(worked, other, tmp_path):
    worked.my_exercises.write_text("{ broken")
    export([worked], tmp_path / "mine.zip")
    import_([other], tmp_path / "mine.zip")
    assert other.my_exercises.read_text() == "{ broken"


def test_an_export_replaces_no_file(worked, tmp_path):
    (tmp_path / "mine.zip").write_text("precious")
    with pytest.raises(FileExistsError, match="exists already"):
        export([worked], tmp_path / "mine.zip")
    assert (tmp_path / "mine.zip").read_text() == "precious"


def test_an_export_that_fails_leaves_nothing(worked, tmp_path, small_files):
    for path in (worked.my_exercises, worked.my_lesson):
        path.write_bytes(os.urandom(9_000))  # together too much
    before = set(tmp_path.iterdir())
    with pytest.raises(OSError, match="File too large"):
        export([worked], tmp_path / "mine.zip")
    assert set(tmp_path.iterdir()) == before


# What is not ours

NAME = "01_toy/01_toy.ipynb"
GOOD = {MANIFEST: json.dumps({"vecembed_progress": 1, "course": "0.1.0", "saved": {}}), NAME: "{}"}


def link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def archive(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members:
            made.writestr(name, text)


def manifest(**changed):
    return [(MANIFEST, json.dumps({"vecembed_progress": 1, "course": "0.9", "saved": {}} | changed)), (NAME, "{}")]


FOREIGN = {
    "up": ([*GOOD.items(), ("../x.ipynb", "")], "which no export of this course's units holds"),
    "absolute": ([*GOOD.items(), ("/etc/passwd", "")], "which no export"),
    "backslash": ([*GOOD.items(), ("..\\x", "")], "which no export"),
    "another file": ([*GOOD.items(), ("01_toy/numpy.py", "")], "holds '01_toy/numpy.py', which no export"),
    "another unit": ([*GOOD.items(), ("12_new/12_new.ipynb", "")], "which no export"),
    "a folder": ([*GOOD.items(), ("01_toy/", "")], "which no export"),
    "a link": ([(MANIFEST, GOOD[MANIFEST]), (link(NAME), "/etc/passwd")], "which is a link or no plain file"),
    "too large": ([(MANIFEST, GOOD[MANIFEST]), (NAME, "0" * 20_000_001)], "which has more than 20 MB"),
    "no manifest": ([(NAME, "{}")], "is not a file that `vecembed progress export` made"),
    "another manifest": ([(MANIFEST, "[]"), (NAME, "{}")], "is not a file that"),
    "a deep manifest": ([(MANIFEST, "[" * 99_999), (NAME, "{}")], "is not a file that"),
    "newer": (manifest(vecembed_progress=2), r"was made by another version of the course \('0.9'\): update this one"),
    "nothing": ([(MANIFEST, GOOD[MANIFEST])], "holds no progress"),
}


@pytest.mark.parametrize(("members", "why"), FOREIGN.values(), ids=FOREIGN)
def test_what_is_not_ours_is_refused_in_a_sentence_and_nothing_changes(worked, tmp_path, members, why):
    archive(tmp_path / "odd.zip", members)
    refused(worked, tmp_path / "odd.zip", why)


def refused(unit, file, why):
    before = contents(unit.root)
    with pytest.raises(Foreign, match=why) as error:
        import_([unit], file)
    assert str(error.value).count("\n") == 0
    assert contents(unit.root) == before


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_twice_in_an_archive_is_refused(worked, tmp_path):
    archive(tmp_path / "odd.zip", [*GOOD.items(), (NAME, "other")])
    refused(worked, tmp_path / "odd.zip", "which no export")


def test_all_files_together_may_not_be_too_large(worked, tmp_path, monkeypatch):
    monkeypatch.setattr(transfer, "TOTAL", 1)
    archive(tmp_path / "odd.zip", GOOD.items())
    refused(worked, tmp_path / "odd.zip", "more than the 0 MB that it may")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"# a notebook", b"\x00" * 99])
def test_no_archive_at_all(worked, tmp_path, content):
    (tmp_path / "odd.zip").write_bytes(content)
    refused(worked, tmp_path / "odd.zip", "is not a file that `vecembed progress export` made, or is damaged")


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The bytes of a small export."""
    path = tmp_path_factory.mktemp("export") / "mine.zip"
    archive(path, GOOD.items())
    return path.read_bytes()


@given(place=st.integers(0, 400), byte=st.integers(0, 255), cut=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_export_is_refused_or_whole(exported, unit, tmp_path, place, byte, cut):
    place %= len(exported)
    damaged = exported[:place] if cut else exported[:place] + bytes([byte]) + exported[place + 1 :]
    (tmp_path / "odd.zip").write_bytes(damaged)
    try:
        import_([unit], tmp_path / "odd.zip")
    except Foreign:
        return
    assert unit.my_exercises.read_text() == "{}"


@pytest.mark.parametrize("room", range(3))
def test_a_full_disk_changes_nothing(worked, other, tmp_path, monkeypatch, room):
    """There is room for so many files."""
    export([worked], tmp_path / "mine.zip")
    copy_in(other)
    answer(other, HALF, "half")
    before = contents(other.root)

    settled, settle = [], transfer.settle

    def full(part, path):
        if len(settled) == room:
            raise OSError(28, "No space left on device")
        settled.append(path)
        settle(part, path)

    monkeypatch.setattr(transfer, "settle", full)
    with pytest.raises(OSError, match="No space left"):
        import_([other], tmp_path / "mine.zip")
    assert contents(other.root) == before


def test_a_folder_in_the_place_of_a_notebook_is_left_alone(worked, other, tmp_path):
    export([worked], tmp_path / "mine.zip")
    (other.my_exercises / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match="it is a folder"):
        import_([other], tmp_path / "mine.zip")
    assert (other.my_exercises / "inside").exists()
    assert not other.my_lesson.exists()


def test_an_export_holds_what_a_learner_did_and_no_more(worked, tmp_path):
    save(worked.my_exercises.with_name("other.ipynb"), notebook())
    export([worked], tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as made:
        names = [".check.json", ".predictions.json", "01_toy.ipynb", "lesson.ipynb"]
        assert sorted(made.namelist()) == [*(f"01_toy/{name}" for name in names), MANIFEST]
