"""Whatever fails in nbgrader_config.py: nbgrader stops, and no student's code runs outside of the sandbox."""

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.grading import test_batch as toyclass
from tests.patience import PATIENCE
from vecembed_lab.files.units import ROOT, Unit

CONFIG, OWN = "nbgrader_config.py", "nbgrader_config_local.py"
released, course = toyclass.released, toyclass.course
UNIT, BIN = toyclass.UNIT, os.path.dirname(sys.executable)


@pytest.fixture
def canary(course, tmp_path):
    """A file that is there as soon as the code of a student, eve, has run outside."""
    canary = tmp_path / "canary"
    toyclass.hand_in(course, "eve", f"open({str(canary)!r}, 'w').close()", *toyclass.ANSWERS["ada"][1:])
    return canary


def autograde(course, **environment):
    """`nbgrader autograde`, as it is typed."""
    command = [sys.executable, "-m", "nbgrader", "autograde", UNIT]
    environment = {**os.environ, **environment}
    return subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, timeout=PATIENCE)


def package(folder, text):
    """A folder in which Python finds `sitecustomize`, or another vecembed_lab, before the true ones."""
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(text)
    return {"PYTHONPATH": os.pathsep.join([str(folder.parent), os.environ.get("PYTHONPATH", str(ROOT))])}


def refused(done, *words):
    """Whether nbgrader ended, and said one sentence and nothing else."""
    assert done.returncode == 1
    assert done.stdout.strip() == ""
    [said] = done.stderr.splitlines()
    assert said.startswith("nbgrader does nothing here: ")
    assert all(word in said for word in words), said


def test_nbgrader_itself_would_run_it(course, canary):
    """What these tests look for can be seen: the configuration of nbgrader, and no other."""
    (course / CONFIG).write_text("c = get_config()\n")
    (course / "source").mkdir()
    autograde(course)
    assert canary.exists()


@pytest.mark.parametrize("name", ["all*", "what?", "year [1]", "a]"])
def test_a_folder_that_is_a_pattern(course, canary, name):
    odd = course.rename(course.with_name(name))
    refused(autograde(odd), f"nbgrader cannot work in {odd}: rename the folder that has ")
    assert not canary.exists()


LINES = {
    "a name": ("x = 1\nc.Autograde.force = Treu\n", ["NameError: name 'Treu'", f"({OWN}, line 2)"]),
    "syntax": ("x = 1\nc.Autograde.force =\n", ["SyntaxError: ", f"({OWN}, line 2)"]),
    "a deep error": ("import json\njson.loads('{')\n", ["JSONDecodeError: ", f"({OWN}, line 2)"]),
    "bytes": ("x = 'a\0b'\n", ["nul"]),
}


@pytest.mark.parametrize(("lines", "words"), LINES.values(), ids=LINES)
def test_a_mistake_of_the_teacher(course, canary, lines, words):
    (course / OWN).write_text(lines)
    refused(autograde(course), *words)
    assert not canary.exists()


def test_a_course_that_cannot_be_imported(course, canary, tmp_path):
    other = package(tmp_path / "other" / "vecembed_lab", "raise ImportError('half installed')")
    refused(autograde(course, **other), f"ImportError: half installed ({CONFIG}, line ")
    assert not canary.exists()


VANISH = """
import pathlib
stat = pathlib.Path.stat
def vanishing(path, *, follow_symlinks=True):
    if path.name == "gradebook.db-journal" and follow_symlinks:
        path.unlink(missing_ok=True)
    return stat(path, follow_symlinks=follow_symlinks)
pathlib.Path.stat = vanishing
"""


def test_a_journal_that_vanishes_between_two_looks_is_nothing(course, canary, tmp_path):
    (course / "gradebook.db-journal").touch()
    done = autograde(course, **package(tmp_path / "other" / "sitecustomize", VANISH))
    assert done.returncode == 0, done.stderr
    assert not (course / "gradebook.db-journal").exists()
    assert toyclass.scores(course)["ada"] == toyclass.SCORES["ada"]
    assert not canary.exists()


AT_THE_END = ["c.AssignLatePenalties.plugin_class = 'late.Late'\n", "c.Autograde.force = Treu\n"]


@pytest.mark.parametrize("line", AT_THE_END)
def test_lines_at_the_end_are_told_where_to_go(course, canary, line):
    """As the guide once said it."""
    (course / CONFIG).write_text((course / CONFIG).read_text() + line)
    refused(autograde(course), f"lines of your own belong into {OWN}: move those")
    assert not canary.exists()


UNREAD = {
    "a mistake at its top": "import nothing_of_that_name\n",
    "bad syntax": "c.Autograde.force =\n",
    "a conflict of git": "<<<<<<< HEAD\n",
    "no text": "\0",
}


@pytest.mark.parametrize("text", UNREAD.values(), ids=UNREAD)
def test_a_file_that_fails_before_it_can_say_anything(course, canary, text):
    """Beside it, in a clone, lies another one for that."""
    shutil.copy(ROOT / "nbgrader_config.json", course)
    (course / CONFIG).write_text(text + (course / CONFIG).read_text())
    done = autograde(course)
    assert done.returncode == 1
    assert "Nothing is graded: nbgrader_config.py could not be read" in done.stderr
    assert not canary.exists()


def test_the_second_file_changes_nothing(course, canary):
    shutil.copy(ROOT / "nbgrader_config.json", course)
    done = autograde(course)
    assert done.returncode == 0, done.stderr
    assert "ollision" not in done.stderr
    assert toyclass.scores(course)["ada"] == toyclass.SCORES["ada"]
    assert not canary.exists()


EARLIER = "from pathlib import Path\nfrom vecembed_lab.grading import executor\n\nc = get_config()\n"


def test_the_configuration_of_earlier_versions_is_told_to_go(course, canary):
    (course / CONFIG).write_text(EARLIER + "executor.usable(Path(__file__).parent)\nexecutor.guard()\n")
    done = autograde(course)
    assert done.returncode == 1
    assert "of an earlier version" in done.stderr
    assert "Traceback" not in done.stderr
    assert not canary.exists()


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root gives files away")
def test_lines_of_another_user_are_not_run(course, canary, tmp_path):
    (course / OWN).write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n")
    os.chown(course / OWN, 12345, -1)
    refused(autograde(course), f"{course / OWN} belongs to another user")
    assert not (tmp_path / "ran").exists()


def test_lines_of_the_teacher_know_all_names(course, canary):
    """As those did that once stood at the end of the file."""
    (course / OWN).write_text("c = get_config()\nsys.path.insert(0, str(Path(__file__).parent))\nimport late\n")
    (course / "late.py").write_text("open('late.txt', 'w').close()\n")
    assert autograde(course).returncode == 0
    assert (course / "late.txt").exists()
    assert not canary.exists()


def test_our_own_commands_say_it_too(course, canary):
    (course / OWN).write_text("c.Autograde.force = Treu\n")
    (course / "course").mkdir()
    Unit(UNIT, course).lesson_text.touch()
    command = [f"{BIN}/vecembed", "grade", UNIT]
    refused(subprocess.run(command, cwd=course, capture_output=True, text=True), "NameError", f"({OWN}, line 1)")


# Formgrader's server


@pytest.fixture
def server(course, unused_port):
    """Start a Jupyter server with nbgrader's pages in the course folder; how to ask it."""
    running = []

    def ask(path, data=None):
        url = f"http://127.0.0.1:{unused_port}/{path}?token=secret"
        try:
            with urllib.request.urlopen(url, data, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def start():
        command = [f"{BIN}/jupyter", "server", "--no-browser", "--allow-root", f"--port={unused_port}"]
        options = ["--IdentityProvider.token=secret", "--ServerApp.port_retries=0"]
        with (course / "server.log").open("w") as log:
            running.append(subprocess.Popen([*command, *options], cwd=course, stdout=log, stderr=log))
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                assert ask("api/status")[0] == 200
                return ask
            except (ConnectionError, urllib.error.URLError):
                assert running[0].poll() is None, (course / "server.log").read_text()
                time.sleep(0.3)
        raise AssertionError("the server did not start")

    yield start
    for each in running:
        each.terminate()
        each.wait(20)


@pytest.fixture
def unused_port():
    import socket

    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


BUTTON = f"formgrader/api/submission/{UNIT}/eve/autograde"


def is_closed(ask):
    """Whether formgrader says why it does nothing, and the server serves all else."""
    status, page = ask("formgrader/manage_assignments")
    assert status == 503
    assert "nbgrader does nothing here: NameError: name &#39;Treu&#39; is not defined" in page
    assert ask(BUTTON, b"")[0] == 503
    assert ask("api/status")[0] == 200


def test_formgrader_is_closed_from_the_start(course, canary, server):
    (course / OWN).write_text("c.Autograde.force = Treu\n")
    is_closed(server())
    assert not canary.exists()


def test_formgrader_is_closed_by_what_happens_later(course, canary, server):
    ask = server()
    assert ask("formgrader/manage_assignments")[0] == 200
    (course / OWN).write_text("c.Autograde.force = Treu\n")
    ask(BUTTON, b"")  # this one still knows what was read before
    is_closed(ask)
    assert not canary.exists()
