"""A newcomer's first minutes: a fresh clone, the two commands, nothing else."""

import shutil
import subprocess
import time

import pytest

from vecembed_lab.files.units import ROOT, units

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    folder = tmp_path_factory.mktemp("newcomer") / "vecembed-lab"
    subprocess.run(["git", "clone", "-q", ROOT, folder], check=True)
    yield folder
    shutil.rmtree(folder)  # an environment is a gigabyte


def seconds(*command, cwd):
    started = time.monotonic()
    subprocess.run(command, cwd=cwd, check=True)
    return time.monotonic() - started


def test_the_course_installs_within_75_seconds_and_a_second_run_starts_at_once(clone):
    cold = seconds("make", ".venv/learn", cwd=clone)
    warm = seconds("make", ".venv/learn", cwd=clone)
    print(f"cold {cold:.0f} s, warm {warm:.1f} s")
    assert cold <= 75
    assert warm <= 3


def test_start_makes_the_learners_copies(clone):
    print(f"start --no-open: {seconds('.venv/bin/vecembed', 'start', '--no-open', cwd=clone):.1f} s")
    for unit in units():
        assert (clone / unit.my_lesson.relative_to(ROOT)).exists()
        assert (clone / unit.my_exercises.relative_to(ROOT)).exists()


def test_a_learner_needs_no_server_of_nbgraders(clone):
    packages = subprocess.run([clone / ".venv/bin/pip", "list"], capture_output=True, text=True, check=True).stdout
    assert "nbgrader" not in packages


def test_nothing_is_left_for_git_to_see(clone):
    status = subprocess.run(["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True, check=True)
    assert status.stdout == ""
