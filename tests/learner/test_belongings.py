"""Whether the doctor finds what is wrong with the learner's own files, and with the data."""

import errno
import os

import pytest

from tests.learner.desk import BROKEN, RIGHT, answer, update
from tests.learner.test_environment import note
from tests.toy import save
from vecembed_lab.data import registry
from vecembed_lab.files.notebooks import read
from vecembed_lab.learner import belongings, finding
from vecembed_lab.learner.copies import copy_in
from vecembed_lab.learner.finding import Finding


@pytest.fixture
def mine(unit):
    """A learner with copies of everything."""
    copy_in(unit)
    return unit


def test_a_sound_desk(mine):
    looks = (belongings.folder, belongings.notebooks, belongings.older_copies, belongings.shadows, belongings.kernels)
    assert {look(mine.root).state for look in looks} == {"ok"}


def test_the_folder_cannot_be_written(unit):
    (unit.root / "my").write_text("a file")
    found = belongings.folder(unit.root)
    assert (found.state, found.what) == ("fault", "your notebooks")
    assert found.detail == f"{unit.root / 'my'} cannot be written (Not a directory): make it yours"


def test_looking_makes_no_folder(tmp_path):
    assert belongings.folder(tmp_path / "desk").state == "ok"
    assert [*tmp_path.iterdir()] == []


def test_a_notebook_that_cannot_be_read(mine):
    content, message = BROKEN["binary"]
    mine.my_exercises.write_bytes(content)
    detail = note(belongings.notebooks, mine.root)
    assert message in detail
    assert detail.endswith("`vecembed reset 01_toy` takes a fresh copy and keeps this one in my/backups")
    assert belongings.older_copies(mine.root).state == belongings.kernels(mine.root).state == "ok"


def test_an_edited_copy_of_an_older_version(mine):
    update(mine)
    assert belongings.older_copies(mine.root).state == "ok"  # nobody edited it: `vecembed start` renews it
    answer(mine, RIGHT)
    mine_and_how = "my/01_toy/01_toy.ipynb (`vecembed reset 01_toy`)"
    detail = f"the course has another version of {mine_and_how}: the command takes it and keeps yours"
    assert note(belongings.older_copies, mine.root) == detail


@pytest.mark.parametrize("name", ["numpy.py", "random.py", "torch/__init__.py"])
def test_a_file_beside_the_notebook_that_is_called_like_a_library(mine, name):
    own = mine.my_exercises.with_name("helpers.py")
    own.touch()
    assert belongings.shadows(mine.root).state == "ok"
    path = own.parent / name
    path.parent.mkdir(exist_ok=True)
    path.touch()
    module = "my/01_toy/" + name.removesuffix("/__init__.py")
    detail = f"{module} is imported in the place of the library of that name: give it another name"
    assert note(belongings.shadows, mine.root) == detail


def test_a_notebook_that_another_kernel_has_left(mine):
    notebook = read(mine.my_lesson)
    notebook["metadata"]["kernelspec"]["name"] = "julia-1.9"
    save(mine.my_lesson, notebook)
    detail = note(belongings.kernels, mine.root)
    assert detail.startswith("asked for by my/01_toy/lesson.ipynb (julia-1.9) is another one: in JupyterLab choose")


# Data


@pytest.fixture
def letters(unit, monkeypatch):
    """A data set of three letters that the unit uses, and another that no unit uses."""
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    needed = registry.Dataset("letters", "three letters", "none", (registry.File("b.txt", 3, abc),), units=("toy",))
    other = registry.Dataset("digits", "ten digits", "none", (registry.File("d.txt", 10, ""),))
    monkeypatch.setattr(registry, "DATASETS", {"letters": needed, "digits": other})
    monkeypatch.setenv("VECEMBED_CACHE", str(unit.root / "cache"))
    return unit.root / "cache" / "b.txt"


def test_a_cache_in_the_place_of_a_file(unit, monkeypatch):
    monkeypatch.setenv("VECEMBED_CACHE", str(unit.lesson_text / "inside"))
    found = belongings.data(unit.root)
    assert found.state == "fault"
    assert found.detail.startswith(f"{unit.lesson_text} is not a folder")
    assert "set VECEMBED_CACHE" in found.detail


def test_a_read_only_cache_will_do_if_it_is_complete(unit, letters, monkeypatch):
    def read_only(dir):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(finding.tempfile, "TemporaryFile", read_only)
    lacking = "has no letters, and cannot be written (Read-only file system): set VECEMBED_CACHE"
    assert lacking in note(belongings.data, unit.root)
    letters.parent.mkdir()
    letters.write_text("abc")
    assert belongings.data(unit.root).state == "ok"


def test_a_damaged_file_of_data(unit, letters):
    assert belongings.data(unit.root).state == "ok"
    assert belongings.whole_data(unit.root).state == "ok"
    letters.parent.mkdir()
    letters.write_text("abc")
    assert belongings.whole_data(unit.root) == Finding("data, whole", "ok", "every byte that is here is right")
    letters.write_text("abd")
    detail = note(belongings.whole_data, unit.root)
    assert detail.startswith(f"{letters} has sha256 ")
    assert detail.endswith("remove it, then `vecembed data get letters` fetches it again")
