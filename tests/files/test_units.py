"""Which course it is: the one that we stand in."""

import os
import shutil
import subprocess
import sys

import pytest

from vecembed_lab.files.units import CONFIG, ROOT, units


def root_seen_from(folder, package=ROOT, code="print(units.ROOT)", **environment):
    code = f"from vecembed_lab.files import units; {code}"
    environment = os.environ | {"PYTHONPATH": str(package)} | environment
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True)
    return done.stdout.strip() or done.stderr


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


def test_a_copy_that_somebody_made_of_a_notebook_is_no_unit(tmp_path):
    mine = course(tmp_path / "one")
    for name in ("01_toy", "01_toy-Copy1"):
        (mine / "course" / f"{name}.ipynb").touch()
    assert [unit.folder for unit in units(mine)] == ["01_toy"]


def test_a_folder_without_lessons_is_no_course(tmp_path):
    outer = course(tmp_path / "outer")
    mine = course(outer / "mine")
    (outer / "course" / "01_toy.py").unlink()
    assert root_seen_from(mine) == str(mine)


@pytest.mark.parametrize("inside", ["", "submitted/ada"])
def test_a_class_without_lessons_is_not_taken_for_the_clone(tmp_path, inside):
    (tmp_path / CONFIG).touch()
    (tmp_path / inside).mkdir(parents=True, exist_ok=True)
    assert root_seen_from(tmp_path / inside) == str(tmp_path)
    assert root_seen_from(tmp_path / inside, code="print(units.units())") == "[]"


gives_away = pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root gives files away")


@gives_away
@pytest.mark.parametrize("part", [CONFIG, "course"])
def test_what_belongs_to_another_user_is_no_course(tmp_path, part):
    outer = course(tmp_path / "outer")
    mine = course(outer / "mine")
    os.chown(outer / part, 12345, -1)
    assert root_seen_from(mine) == str(mine)


def test_elsewhere_it_is_the_clone(tmp_path):
    assert root_seen_from(tmp_path) == str(ROOT)


def test_a_variable_names_it_wherever_we_stand(tmp_path):
    mine = course(tmp_path / "mine")
    assert root_seen_from(mine, VECEMBED_HOME="~/named", HOME=str(tmp_path)) == str(tmp_path / "named")
    assert root_seen_from(mine, VECEMBED_HOME="here") == str(mine / "here")
    assert root_seen_from(mine, VECEMBED_HOME="") == str(mine)


def test_a_relative_one_stays_what_it_is_where_a_kernel_runs(tmp_path):
    (tmp_path / "deep").mkdir()
    code = "from vecembed_lab.files import units; print(units.ROOT)"
    first = f"import os, subprocess, sys; {code}; os.chdir('deep'); subprocess.run([sys.executable, '-c', {code!r}])"
    environment = os.environ | {"VECEMBED_HOME": "here", "PYTHONPATH": str(ROOT)}
    said = subprocess.run([sys.executable, "-u", "-c", first], cwd=tmp_path, env=environment, text=True, stdout=-1)
    assert said.stdout.split() == [str(tmp_path / "here")] * 2


# Installed from a wheel


@pytest.fixture
def wheel(tmp_path):
    """What of the package finds a course, as a wheel with one lesson installs it."""
    package = tmp_path / "site" / "vecembed_lab"
    shutil.copytree(ROOT / "vecembed_lab" / "files", package / "files", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "vecembed_lab" / "__init__.py", package)
    (package / "_course" / "course").mkdir(parents=True)
    (package / "_course" / "course" / "01_toy.ipynb").touch()
    return package.parent


def learner(folder):
    (folder / "my" / "01_toy").mkdir(parents=True)
    return folder


def test_without_notebooks_it_is_where_we_stand(tmp_path, wheel):
    (tmp_path / "my").mkdir()  # somebody's folder of that name
    (tmp_path / "desk").mkdir()
    assert root_seen_from(tmp_path / "desk", wheel) == str(tmp_path / "desk")


def test_it_is_the_nearest_folder_with_a_learners_notebooks(tmp_path, wheel):
    outer = learner(tmp_path / "outer")
    inner = learner(outer / "inner")
    (inner / "deep" / "down").mkdir(parents=True)
    assert root_seen_from(outer / "my" / "01_toy", wheel) == str(outer)
    assert root_seen_from(inner / "deep" / "down", wheel) == str(inner)


def test_a_course_folder_comes_before_a_learners(tmp_path, wheel):
    mine = course(tmp_path / "mine")
    assert root_seen_from(learner(mine / "submitted" / "ada"), wheel) == str(mine)


@gives_away
def test_notebooks_of_another_user_are_not_ours(tmp_path, wheel):
    learner(tmp_path / "other")
    os.chown(tmp_path / "other" / "my", 12345, -1)
    assert root_seen_from(tmp_path / "other" / "my", wheel) == str(tmp_path / "other" / "my")


def test_nothing_is_put_into_the_package_when_the_folder_is_gone(tmp_path, wheel):
    (tmp_path / "gone").mkdir()
    code = "import os, sys; os.chdir(sys.argv[1]); os.rmdir(sys.argv[1]); from vecembed_lab.files import units"
    command = [sys.executable, "-c", f"{code}; print(units.ROOT)", tmp_path / "gone"]
    environment = os.environ | {"PYTHONPATH": str(wheel)}
    assert subprocess.run(command, env=environment, capture_output=True, text=True).stdout == ".\n"


WHERE = "[unit] = units.units(); print(unit.lesson, unit.release, unit.my_lesson)"


def test_lessons_come_from_the_wheel_and_a_course_folder_has_its_own(tmp_path, wheel):
    desk, mine = learner(tmp_path / "desk"), course(tmp_path / "mine")
    carried, place = wheel / "vecembed_lab" / "_course", "exercises/01_toy/01_toy.ipynb"
    told = root_seen_from(desk, wheel, WHERE)
    assert told == f"{carried}/course/01_toy.ipynb {carried}/{place} {desk}/my/01_toy/lesson.ipynb"
    told = root_seen_from(mine, wheel, WHERE)
    assert told == f"{mine}/course/01_toy.ipynb {mine}/{place} {mine}/my/01_toy/lesson.ipynb"
