"""The command line: what a learner types, and everything that can be mistyped or broken."""

import errno
import os
import re
import signal
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from urllib.request import urlopen

import pytest
from typer.testing import CliRunner

from tests.learner.test_notebooks import BROKEN, HALF_RIGHT, RIGHT, answer, checked, update
from vecembed_lab import cli
from vecembed_lab.author import build, tour
from vecembed_lab.data import registry
from vecembed_lab.files.units import Unit
from vecembed_lab.learner import copies, doctor

VECEMBED = Path(sys.executable).with_name("vecembed")
HALF = "def half(x):\n    return x / 2"


@pytest.fixture
def run(unit, monkeypatch):
    """Type a command, in this process, in the clone of `unit`; checks the exit code and returns what it says."""
    monkeypatch.setattr(cli, "ROOT", unit.root)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("VECEMBED_CACHE", str(unit.root / "cache"))
    found = [doctor.Finding("kernel", "ok", "starts")]
    monkeypatch.setattr(doctor, "examine", lambda root: found)

    def run(command, code=0, **how):
        result = CliRunner().invoke(cli.app, command.split(), **how)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == code, result.output
        return " ".join(result.output.split())

    run.found = found
    return run


def program(unit, command, code=0, **environment):
    """The same with the real program, in a process of its own, in another folder."""
    environment = os.environ | {"VECEMBED_CACHE": str(unit.root / "cache"), "COLUMNS": "200"} | environment
    done = subprocess.run(
        [VECEMBED, *command.split()],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        cwd=unit.root.parent,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout + done.stderr


# Words


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("check 7", "there is no unit '7'; the units are 01_toy"),
        ("check toi", "Did you mean toy?"),
        ("check ../my/01_toy/01_toy.ipynb", "there is no unit"),
        ("check 1 tripple", "there is no exercise in 01_toy called 'tripple'; there is double, half"),
        ("check 1 doubel", "Did you mean double?"),
        ("check 1 why", "there is no exercise"),
        ("hint 2 double", "there is no unit '2'"),
        ("hint 1 dubble", "Did you mean double?"),
        ("hint 1 double 4", "should be less than or equal to 3"),
        ("hint 1 double two", "should be a valid integer"),
        ("hint 1", "Missing argument"),
        ("status x", "there is no unit 'x'"),
        ("reset", "Missing argument 'UNIT'"),
        ("reset tyo --yes", "Did you mean toy?"),
        ("build nothing", "there is no unit 'nothing'"),
        ("data get glov", "there is no data set called 'glov'; there is glove, googlenews"),
        ("data get", "Missing argument"),
        ("data verify glove nothing", "there is no data set called 'nothing'"),
        ("data lst", "Did you mean 'list'?"),
        ("chek 1", "Did you mean 'check'?"),
        ("start 1", "unexpected extra argument"),
        ("status --all", "No such option"),
    ],
)
def test_wrong_word_says_what_there_is(run, command, says):
    assert says in run(command, code=2).replace(" │ │ ", " ")


def test_help_names_every_command_and_each_has_an_example(run):
    assert run("", code=2) == run("--help")
    for command in ("start", "check", "hint", "status", "reset", "doctor", "data", "build", "tour"):
        assert command in run("--help")
        shown = run(f"{command} --help") if command != "data" else run("data get --help")
        assert re.search(rf"Examples?: vecembed {command}", shown)


def test_the_version_is_told(run):
    assert run("--version").strip() == f"vecembed-lab {metadata.version('vecembed-lab')}"


def test_help_comes_at_once(unit):
    program(unit, "--help")  # compiles
    started = time.perf_counter()
    program(unit, "--help")
    assert time.perf_counter() - started < 1.5  # 0.2 s on an idle machine
    code = "import sys, vecembed_lab.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "nbformat", "nbclient", "scipy", "jupyterlab"} & set(loaded)


def test_terminal_without_unicode(unit):
    program(unit, "start --no-open")
    assert "?" in program(unit, "status", PYTHONIOENCODING="ascii")


def test_reader_who_leaves_early(unit):
    done = subprocess.run(f"{VECEMBED} --help | head -1", shell=True, capture_output=True, text=True, timeout=60)
    assert "Traceback" not in done.stderr


def test_package_without_a_course(run, unit):
    unit.lesson_text.unlink()
    for command in ("start --no-open", "status", "build"):
        assert "there is no course in" in run(command, code=1)


# Start


@pytest.fixture
def opened(monkeypatch):
    """The units that JupyterLab was opened on."""
    opened = []
    monkeypatch.setattr(cli, "_jupyterlab", opened.append)
    return opened


def test_start_makes_copies_and_opens_the_first_unfinished_unit(run, unit, opened):
    second = Unit("02_next", unit.root)
    for path in ("lesson_text", "lesson", "release"):
        there = getattr(second, path)
        there.parent.mkdir(exist_ok=True)
        there.write_bytes(getattr(unit, path).read_bytes())
    said = run("start")
    assert "my/01_toy/01_toy.ipynb is new." in said
    assert "my/02_next/lesson.ipynb is new." in said
    assert opened == [unit]
    for name, right, points in (("double", RIGHT, 3.0), ("half", HALF, 1.0)):
        answer(unit, right, name)
        checked(unit, right, points, name)
    run("start")
    answer(unit, "# Because.", "why")
    run("start")
    assert opened == [unit, unit, second]


def test_second_start_is_silent_and_keeps_the_answers(run, unit, opened):
    run("start --no-open")
    answer(unit, RIGHT)
    before = unit.my_exercises.read_bytes()
    assert run("start --no-open") == "Ready: my/01_toy/lesson.ipynb, then my/01_toy/01_toy.ipynb."
    update(unit)
    assert "`vecembed reset 01_toy` takes it and keeps yours in my/backups" in run("start --no-open")
    assert unit.my_exercises.read_bytes() == before
    assert opened == []


def test_start_goes_on_when_one_notebook_is_broken(run, unit, opened):
    run("start --no-open")
    unit.my_exercises.write_text("")
    assert "01_toy.ipynb is not a notebook" in run("start")
    assert unit.my_exercises.read_text() == ""
    assert opened == [unit]


def test_start_without_network_goes_on_and_says_what_is_used(run, unit, opened, monkeypatch):
    def fetch(name):
        asked.append(name)
        raise registry.DataError("no network")

    asked = []
    monkeypatch.setattr(registry, "fetch", fetch)
    monkeypatch.setattr(registry, "DATASETS", {n: SimpleNamespace(name=n, units=(n,)) for n in ("toy", "other")})
    assert "toy cannot be fetched now, so the lesson uses a small stand-in" in run("start")
    assert asked == ["toy"]
    assert opened == [unit]


def test_start_stops_at_a_fault_and_shows_nothing_else(run, unit, opened):
    run.found[:] = [doctor.Finding("disk", "ok", "80 GB"), doctor.Finding("kernel", "fault", "does not start [sic]")]
    assert run("start", code=1) == "✗ kernel does not start [sic]"
    assert opened == []
    assert not unit.my_lesson.exists()


def test_start_says_so_when_my_cannot_be_made(run, unit):
    (unit.root / "my").write_text("a file")
    assert run("start --no-open", code=1).startswith("vecembed: [Errno")


def test_start_when_the_course_itself_is_damaged(run, unit):
    unit.lesson.write_text("{")
    assert "course/01_toy.ipynb is not a notebook" in run("start --no-open", code=1)


def test_start_serves_the_lesson(unit):
    """JupyterLab on a machine without a browser: it prints the lesson's URL, and that URL answers."""
    environment = os.environ | {"VECEMBED_CACHE": str(unit.root / "cache"), "COLUMNS": "200", "BROWSER": "nothing"}
    environment |= {f"JUPYTER_{kind}_DIR": str(unit.root / kind) for kind in ("CONFIG", "RUNTIME", "DATA")}
    log = unit.root / "log"
    with log.open("w") as file:
        server = subprocess.Popen([VECEMBED, "start"], env=environment, stdout=file, stderr=file, cwd=unit.root.parent)
    try:
        url = _wait(lambda: re.search(r"(http://127\.0\.0\.1:\d+)(/lab\S+)\?(token=\w+)", log.read_text()))
        server_url, page, token = url.groups()
        assert page == "/lab/tree/my/01_toy/lesson.ipynb"
        assert urlopen(f"{server_url}/api/status?{token}", timeout=20).status == 200
        assert b"jupyter-config-data" in urlopen(f"{server_url}{page}?{token}", timeout=20).read()
        assert urlopen(f"{server_url}/api/contents/my/01_toy/lesson.ipynb?{token}", timeout=20).status == 200
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
    assert "Traceback" not in log.read_text()


def _wait(look, seconds=60):
    until = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < until, "nothing came"
        time.sleep(0.2)
    return found


# Check


def test_check_of_blank_right_and_wrong_answers(run, unit):
    run("start --no-open")
    assert "double: not started half: not started 0 of 2 solved, 0 of 4 points" in run("check 1", code=1)
    answer(unit, RIGHT)
    assert "1 of 2 solved, 3 of 4 points" in run("check 01_toy", code=1)
    answer(unit, HALF_RIGHT)
    answer(unit, HALF, "half")
    said = run("check 1", code=1)
    assert "✗ three is doubled" in said
    assert "half: 1 of 1 points" in said
    answer(unit, RIGHT)
    assert "2 of 2 solved, 4 of 4 points" in run("check 1")


def test_check_of_one_exercise_with_the_real_program(unit):
    program(unit, "start --no-open")
    answer(unit, RIGHT)
    before = unit.my_exercises.read_bytes()
    said = program(unit, "check toy double")
    assert "double: 3 of 3 points" in said
    assert said.endswith("1 of 1 solved, 3 of 3 points\n")
    assert "half" not in said
    assert "Warning" not in said
    assert unit.my_exercises.read_bytes() == before


def test_check_says_why_there_is_no_report(run, unit):
    run("start --no-open")
    answer(unit, "raise ValueError('[/b]')")
    answer(unit, HALF, "half")
    answer(unit, "# [b]gone[/b]", "half-check")
    said = run("check 1", code=1)
    assert "double: not checked. ValueError: [/b]" in said
    assert "half: not checked. Its check cell is missing or was not run." in said


def test_check_before_start(run):
    assert "my/01_toy/01_toy.ipynb does not exist; `vecembed start` makes it" in run("check 1", code=1)


# Hint, status, reset


def test_hints_go_from_gentle_to_plain(run):
    assert run("hint 1 double") == "Hint 1 of 3: Two of them. More: vecembed hint 01_toy double 2"
    assert run("hint toy double 3") == "Hint 3 of 3: Multiply [x] by 2."


def test_status_is_read_from_the_notebook(run, unit):
    assert run("status").endswith("01_toy ○ ○ ○ 0 of 3 0 of 4 ✓ done ◐ begun ○ not started; more: vecembed status UNIT")
    run("start --no-open")
    answer(unit, RIGHT)
    assert "01_toy ◐ ○ ○ 0 of 3 0 of 4" in run("status")
    checked(unit, RIGHT, 3.0)
    answer(unit, "# Because.", "why")
    assert "01_toy ✓ ○ ✓ 2 of 3 3 of 4" in run("status")
    assert run("status 1").endswith("✓ double 3 of 3 solved ○ half 0 of 1 not started ✓ why 4 written")
    answer(unit, HALF_RIGHT)
    assert "◐ double 3 of 3 changed since the last check" in run("status toy")


def test_reset_asks_and_keeps_a_backup(run, unit):
    run("start --no-open")
    answer(unit, RIGHT)
    before = unit.my_exercises.read_bytes()
    assert "Aborted" in run("reset 1", code=1, input="n\n")
    assert "Aborted" in run("reset 1", code=1, input="")
    assert unit.my_exercises.read_bytes() == before
    said = run("reset 1", input="y\n")
    (backup,) = (unit.root / "my" / "backups").iterdir()
    assert said.endswith(f"my/01_toy/01_toy.ipynb is fresh. What you had is my/backups/{backup.name}.")
    assert backup.read_bytes() == before
    assert "my/01_toy/lesson.ipynb is fresh." in run("reset 1 --lesson --yes")


@pytest.mark.parametrize("content", [content for content, _ in BROKEN.values()], ids=BROKEN)
def test_broken_notebook_never_becomes_a_traceback(run, unit, content):
    run("start --no-open")
    unit.my_exercises.write_bytes(content)
    for command in ("check 1", "status", "status 1"):
        said = run(command, code=1)
        assert said.count("vecembed: my/01_toy/01_toy.ipynb ") == 1
        assert "`vecembed reset 01_toy` takes a fresh copy" in said
    assert unit.my_exercises.read_bytes() == content
    run("reset 1 --yes")
    assert "0 of 3" in run("status")


def test_full_disk_is_told_in_a_sentence(run, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(copies, "write", full)
    assert run("reset 1 --yes", code=1) == "vecembed: [Errno 28] No space left on device"


# Data, build, tour


def test_data_get_and_verify(run, unit, monkeypatch):
    source = unit.root / "mirror" / "a" / "b.txt"
    source.parent.mkdir(parents=True)
    source.write_bytes(b"abc")
    sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # of "abc", FIPS 180-2
    table = {"letters": registry.Dataset("letters", "three letters", "none", (registry.File("a/b.txt", 3, sha256),))}
    monkeypatch.setattr(registry, "DATASETS", table)
    assert "letters.part" not in run("data list")
    assert "vecembed: a/b.txt could not be fetched." in run("data get letters", code=1)
    monkeypatch.setenv("VECEMBED_MIRROR", str(unit.root / "mirror"))
    assert run("data get letters").endswith("cache/a/b.txt")
    assert "✓ letters" in run("data list")
    assert run("data verify") == run("data verify letters") == "✓ letters"
    (unit.root / "cache" / "a" / "b.txt").write_bytes(b"abd")
    said = run("data verify letters", code=1)
    assert "✗ letters" in said
    assert "remove it and run: vecembed data get letters" in said


def test_build_says_what_it_wrote_and_fails_if_something_is_stale(run, unit, monkeypatch):
    asked = []
    monkeypatch.setattr(build, "build", lambda *given, **how: asked.append((given, how)) or stale)
    stale = [unit.release]
    assert run("build --execute") == "exercises/01_toy/01_toy.ipynb is built"
    assert run("build 1 --check", code=1) == "exercises/01_toy/01_toy.ipynb is stale"
    stale = []
    assert run("build 1 --check") == "Every notebook is current."
    assert asked[:2] == [((unit,), {"check": False, "execute": True}), ((unit,), {"check": True, "execute": False})]


def test_build_of_a_wrong_text_is_told_in_a_sentence(run, unit):
    assert "solutions/01_toy/01_toy.py does not exist" in run("build 1 --check", code=1)


def test_tour_is_played(run, monkeypatch):
    monkeypatch.setattr(tour, "tour", lambda: print("what a tour"))
    assert run("tour") == "what a tour"


# Doctor


def test_doctor_of_a_sound_machine(unit):
    said = program(unit, "doctor")
    assert f"✓ your notebooks  {unit.root / 'my'}" in said
    assert "✓ kernel          starts, and finds the course" in said
    assert "✗" not in said


def test_doctor_finds_what_is_wrong(unit, monkeypatch):
    monkeypatch.setenv("VECEMBED_CACHE", str(unit.lesson_text / "inside"))  # a folder in a file cannot be made
    monkeypatch.setattr(
        doctor.metadata, "requires", lambda name: ["rich>13", "nosuch>=1", "no-such-extra; extra == 'dev'"]
    )
    monkeypatch.setattr(doctor, "_prefix_of_a_kernel", lambda: "/elsewhere")
    (unit.root / "my").write_text("a file")
    found = {finding.what: finding for finding in doctor.examine(unit.root)}
    faults = {what for what, finding in found.items() if finding.state == "fault"}
    assert faults == {"packages", "your notebooks", "data"}
    assert found["packages"].detail.startswith("nosuch not installed: python -m pip install")
    assert "set VECEMBED_CACHE" in found["data"].detail
    assert (found["kernel"].state, found["kernel"].detail[:18]) == ("note", "runs in /elsewhere")


def test_doctor_compares_versions_with_the_lock_file(unit):
    lock = unit.root / "requirements.lock"
    lock.write_text("# comment\nnumpy==0.1\nnot-installed==1.0\n")
    finding = doctor._packages(unit.root)
    assert finding.state == "note"
    assert re.match(r"numpy \d\S+ \(tested: 0\.1\)\. If something fails: ", finding.detail)


def test_doctor_reports_a_kernel_that_does_not_start(unit, monkeypatch):
    (unit.root / "vecembed_lab" / "__init__.py").write_text("raise ImportError('no course')")
    finding = doctor._kernel()
    assert (finding.state, "no course" in finding.detail) == ("fault", True)


def test_doctor_notes_a_nearly_full_disk(unit, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: SimpleNamespace(free=3e8))
    assert doctor._room(unit.root).state == "note"
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: SimpleNamespace(free=3e9))
    assert doctor._room(unit.root).state == "ok"
