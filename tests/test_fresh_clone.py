"""A newcomer's first minutes: a fresh clone, the two commands, nothing else."""

import shutil
import subprocess
import sys
import time

import pytest

from vecembed_lab.files.units import ROOT, units

BACKEND = """
import zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    about = {"METADATA": "Metadata-Version: 2.1\\nName: toy\\nVersion: 1\\n", "RECORD": "",
             "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"}
    with zipfile.ZipFile(f"{folder}/toy-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("toy.py", "")
        for name, text in about.items():
            wheel.writestr(f"toy-1.dist-info/{name}", text)
    return "toy-1-py3-none-any.whl"
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""


@pytest.fixture
def make(tmp_path, monkeypatch):
    """Run our Makefile on a package that needs no other, without the network; returns what it says."""
    files = {"pyproject.toml": PROJECT, "backend.py": BACKEND, "requirements.lock": ""}
    for name, text in {**files, "Makefile": (ROOT / "Makefile").read_text()}.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_DISABLE_PIP_VERSION_CHECK", "1")

    def make(target):
        command = ["make", f"PYTHON={sys.executable}", target]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stdout + done.stderr
        subprocess.run([tmp_path / ".venv/bin/python", "-c", "import toy"], check=True)
        return done.stdout

    return make


def test_an_environment_whose_making_failed_is_made_anew(make, tmp_path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)
    [packages] = tmp_path.glob(".venv/lib/python*/site-packages")  # so far it comes without python3-venv
    (packages / "pip").mkdir()
    (packages / "pip" / "__init__.py").touch()  # and so far if it is killed, or the disk is full
    make(".venv/learn")
    assert "up to date" in make(".venv/learn")


def test_a_pip_that_installs_for_the_user_installs_here(make, tmp_path, monkeypatch):
    (tmp_path / "pip.conf").write_text("[install]\nuser = true\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    monkeypatch.setenv("PIP_USER", "1")
    make(".venv/learn")


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


@pytest.mark.slow
def test_the_course_installs_within_75_seconds_and_a_second_run_starts_at_once(clone):
    cold = seconds("make", ".venv/learn", cwd=clone)
    warm = seconds("make", ".venv/learn", cwd=clone)
    print(f"cold {cold:.0f} s, warm {warm:.1f} s")
    assert cold <= 75
    assert warm <= 3


@pytest.mark.slow
def test_start_makes_the_learners_copies(clone):
    print(f"start --no-open: {seconds('.venv/bin/vecembed', 'start', '--no-open', cwd=clone):.1f} s")
    for unit in units():
        assert (clone / unit.my_lesson.relative_to(ROOT)).exists()
        assert (clone / unit.my_exercises.relative_to(ROOT)).exists()


@pytest.mark.slow
def test_a_learner_needs_no_server_of_nbgraders(clone):
    packages = subprocess.run([clone / ".venv/bin/pip", "list"], capture_output=True, text=True, check=True).stdout
    assert "nbgrader" not in packages


@pytest.mark.slow
def test_nothing_is_left_for_git_to_see(clone):
    status = subprocess.run(["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True, check=True)
    assert status.stdout == ""
