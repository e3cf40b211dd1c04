"""Which course it is: the one that we stand in."""

import os
import subprocess
import sys

import pytest

from vecembed_lab.files.units import CONFIG, ROOT


def root_seen_from(folder):
    code = "from vecembed_lab.files import units; print(units.ROOT)"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True)
    return done.stdout.strip()


def course(folder):
    (folder / "course").mkdir(parents=True)
    (folder / "course" / "01_toy.py").touch()
    (folder / CONFIG).touch()
    return folder


@pytest.mark.parametrize("inside", ["", "submitted/ada"])
def test_the_course_is_the_folder_that_we_stand_in(tmp_path, inside):
    one, other = course(tmp_path / "one"), course(tmp_path / "other")
    for mine in (one, other):
        (mine / inside).mkdir(parents=True, exist_ok=True)
        assert root_seen_from(mine / inside) == str(mine)


def test_what_a_student_hands_in_is_no_course(tmp_path):
    mine = course(tmp_path / "one")
    assert root_seen_from(course(mine / "submitted" / "ada" / "01_toy")) == str(mine)


def test_a_folder_without_lessons_is_no_course(tmp_path):
    outer = course(tmp_path / "outer")
    mine = course(outer / "mine")
    (outer / "course" / "01_toy.py").unlink()
    assert root_seen_from(mine) == str(mine)


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root gives files away")
@pytest.mark.parametrize("part", [CONFIG, "course"])
def test_what_belongs_to_another_user_is_no_course(tmp_path, part):
    outer = course(tmp_path / "outer")
    mine = course(outer / "mine")
    os.chown(outer / part, 12345, -1)
    assert root_seen_from(mine) == str(mine)


def test_elsewhere_it_is_the_clone(tmp_path):
    assert root_seen_from(tmp_path) == str(ROOT)
