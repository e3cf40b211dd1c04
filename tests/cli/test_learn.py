"""What a learner types, and everything that can be broken meanwhile."""

import errno
import os
import re
import signal
import subprocess
from pathlib import Path
from types import SimpleNamespace
from urllib.request import urlopen

import pytest

from tests.cli.program import VECEMBED, program
from tests.learner.desk import BROKEN, HALF, HALF_RIGHT, RIGHT, WHY, answer, checked, unjudgeable, update
from tests.patience import PATIENCE, wait_for
from tests.toy import RELEASE, save
from vecembed_lab.data import registry
from vecembed_lab.files.notebooks import read
from vecembed_lab.learner import belongings, copies
from vecembed_lab.learner.finding import Finding

# Start


def solve(unit):
    """Answer everything but the question in words, and run the checks."""
    for name, right, points in (("double", RIGHT, 3.0), ("half", HALF, 1.0)):
        answer(unit, right, name)
        checked(unit, right, points, name)


def test_start_makes_copies_and_opens_the_first_unfinished_unit(run, unit, second, opened):
    said = run("start")
    assert "my/01_toy/01_toy.ipynb is new." in said
    assert "my/02_next/lesson.ipynb is new." in said
    assert opened == [unit.my_lesson]
    answer(unit, RIGHT)
    checked(unit, RIGHT, 3.0)
    assert "Opening my/01_toy/01_toy.ipynb in JupyterLab" in run("start")
    assert opened == [unit.my_lesson, unit.my_exercises]


def test_start_goes_on_in_the_unit_where_the_learner_left_off(run, unit, second, opened):
    run("start --no-open")
    answer(second, "x", "half")
    run("start")
    assert opened == [second.my_exercises]


def test_start_does_not_wait_for_a_written_answer(run, unit, second, opened):
    run("start --no-open")
    solve(unit)
    run("start")
    assert opened == [second.my_lesson]
    assert "01_toy ✓ ✓ ○ 2 of 2 4 of 4 done, but for 1 written answer 02_next" in run("status")
    answer(unit, "# Because.", "why")
    assert "01_toy ✓ ✓ ✓ 2 of 2 4 of 4 done 02_next" in run("status")


def test_start_opens_the_unit_that_is_named(run, unit, second, opened):
    run("start 2")
    run("start toy")
    assert opened == [second.my_lesson, unit.my_lesson]
    assert run("start next --no-open").startswith("Ready: my/02_next/lesson.ipynb")


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
    assert "01_toy.ipynb is empty" in run("start")
    assert unit.my_exercises.read_text() == ""
    assert opened == [unit.my_exercises]


def test_start_without_network_goes_on_and_says_what_is_used(run, unit, opened, monkeypatch):
    def fetch(name):
        asked.append(name)
        raise registry.DataError("no network")

    asked = []
    monkeypatch.setattr(registry, "fetch", fetch)
    monkeypatch.setattr(registry, "DATASETS", {n: SimpleNamespace(name=n, units=(n,)) for n in ("toy", "other")})
    assert "toy cannot be fetched now, so the lesson uses a small stand-in" in run("start")
    assert asked == ["toy"]
    assert opened == [unit.my_lesson]


def test_start_with_a_read_only_cache_that_is_complete(run, unit, monkeypatch, read_only):
    letters = registry.Dataset("letters", "three letters", "none", (registry.File("b.txt", 3, ""),), units=("toy",))
    monkeypatch.setattr(registry, "DATASETS", {"letters": letters})
    (unit.root / "cache").mkdir()
    (unit.root / "cache" / "b.txt").write_text("abc")
    read_only(unit.root / "cache")
    run.found[:] = [belongings.data(unit.root)]
    assert run("start --no-open").endswith("Ready: my/01_toy/lesson.ipynb, then my/01_toy/01_toy.ipynb.")
    assert "stand-in" not in run("start --no-open")


def test_start_stops_at_a_fault_and_shows_nothing_else(run, unit, opened):
    run.found[:] = [Finding("disk", "ok", "80 GB"), Finding("kernel", "fault", "does not start [sic]")]
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
        url = wait_for(lambda: re.search(r"(http://127\.0\.0\.1:\d+)(/lab\S+)\?(token=\w+)", log.read_text()))
        server_url, page, token = url.groups()
        assert page == "/lab/tree/my/01_toy/lesson.ipynb"
        assert urlopen(f"{server_url}/api/status?{token}", timeout=PATIENCE).status == 200
        assert b"jupyter-config-data" in urlopen(f"{server_url}{page}?{token}", timeout=PATIENCE).read()
        assert urlopen(f"{server_url}/api/contents/my/01_toy/lesson.ipynb?{token}", timeout=PATIENCE).status == 200
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE)
    assert "Traceback" not in log.read_text()


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
    assert "! The cell half-check was changed; it is again as it was handed out." in said
    assert "half: 1 of 1 points" in said


def test_check_and_status_tell_that_an_exercise_cannot_be_judged_and_why(run, unit):
    run("start --no-open")
    unjudgeable(unit)
    answer(unit, HALF, "half")
    reason = f"half cannot be judged here, whatever you wrote: {WHY}"
    said = run("check 1", code=1)
    assert f"double: not started {reason} 0 of 2 solved" in said
    assert "not checked" not in said
    assert run("status 1").endswith(f"◐ half 0 of 1 not judged ○ why 4 not started {reason}")
    answer(unit, RIGHT)
    run("check 1", code=1)
    said = run("status")
    assert f"Next: {reason}, then `vecembed check 01_toy`." in said
    assert "hint" not in said


def test_ctrl_c_ends_a_check_and_its_kernel(unit):
    copies.copy_in(unit)
    answer(unit, "import os, pathlib\npathlib.Path('kernel').write_text(f'{os.getpid()}.')\nwhile True:\n    pass")
    check = subprocess.Popen(
        [VECEMBED, "check", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=unit.root.parent,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # whoever runs the tests may have it ignored
    )
    kernel = unit.my_exercises.with_name("kernel")
    pid = wait_for(lambda: kernel.exists() and re.fullmatch(r"(\d+)\.", kernel.read_text())).group(1)
    check.send_signal(signal.SIGINT)
    assert "Traceback" not in check.communicate(timeout=PATIENCE)[0]
    assert check.returncode == 130
    wait_for(lambda: not Path("/proc", pid).exists())


def test_check_before_start(run):
    assert "my/01_toy/01_toy.ipynb does not exist; `vecembed start` makes it" in run("check 1", code=1)


# Hint, status, reset


def test_hints_go_from_gentle_to_plain(run):
    assert run("hint 1 double") == "Hint 1 of 3: Two of them. More: vecembed hint 01_toy double 2"
    assert run("hint toy double 3") == "Hint 3 of 3: Multiply [x] by 2."


def test_hint_without_a_name_lists_the_exercises_in_their_order(run, unit):
    assert run("hint 1").startswith("double half Three hints to each, for example: vecembed hint 01_toy double")
    save(unit.release, RELEASE | {"cells": RELEASE["cells"][::-1]})
    assert run("hint 1").startswith("half double Three hints")


def test_status_is_read_from_the_notebook(run, unit):
    assert "01_toy ○ ○ ○ 0 of 2 0 of 4 Next: read my/01_toy/lesson.ipynb" in run("status")
    assert run("status").endswith("✓ done ◐ begun ○ not started; more: vecembed status UNIT")
    run("start --no-open")
    answer(unit, RIGHT)
    assert "01_toy ◐ ○ ○ 0 of 2 0 of 4 Next: go on with double" in run("status")
    checked(unit, RIGHT, 3.0)
    answer(unit, "# Because.", "why")
    assert "01_toy ✓ ○ ✓ 1 of 2 3 of 4 Next: answer half" in run("status")
    assert run("status 1").endswith("✓ double 3 of 3 solved ○ half 0 of 1 not started ✓ why 4 written")
    answer(unit, HALF_RIGHT)
    assert "◐ double 3 of 3 changed since the last check" in run("status toy")


def test_status_agrees_with_the_last_check(run, unit):
    run("start --no-open")
    answer(unit, RIGHT)
    answer(unit, HALF, "half")
    assert "2 of 2 solved, 4 of 4 points" in run("check 1")
    assert "01_toy ✓ ✓ ○ 2 of 2 4 of 4 done, but for 1 written answer" in run("status")


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


def test_reset_of_what_is_not_there_says_so_and_asks_nothing(run, unit):
    assert run("reset 1") == "There was no my/01_toy/01_toy.ipynb. Now there is a fresh one."
    assert run("reset 1 --lesson") == "There was no my/01_toy/lesson.ipynb. Now there is a fresh one."
    assert unit.my_exercises.exists()
    assert unit.my_lesson.exists()
    assert not (unit.root / "my" / "backups").exists()


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
    assert "0 of 2" in run("status")


def test_full_disk_is_told_in_a_sentence(run, unit, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    said = run("reset 1 --yes", code=1)
    assert said == f"vecembed: {unit.my_exercises} cannot be written (No space left on device): make room"


@pytest.mark.parametrize(
    ("command", "where"),
    [
        ("reset 1 --yes", "my/backups"),
        ("progress import {}", "my/01_toy/01_toy.ipynb"),
        ("progress export my/new.zip", "my/new.zip"),
        ("certificate 1 --name Ada", "my/certificates"),
    ],
)
def test_a_read_only_folder_is_told_in_a_sentence(run, unit, tmp_path, monkeypatch, read_only, command, where):
    run("start --no-open")
    answer(unit, HALF, "half")
    file = tmp_path / "mine.zip"
    run.typed(["progress", "export", str(file)])
    answer(unit, RIGHT)
    monkeypatch.chdir(unit.root)
    read_only(unit.root / "my")
    said = run.typed(command.format(file).split(), code=1)
    place = where if where.endswith("zip") else unit.root / where
    assert said.endswith(
        f"vecembed: {place} cannot be written (Read-only file system): "
        "make it yours, or work in a folder that you can write"
    )
    assert RIGHT in [c["source"] for c in read(unit.my_exercises)["cells"]]


# The capstone


@pytest.mark.parametrize(
    ("address", "lines", "says"),
    [
        ("http://127.0.0.1:9", 59, "must have 60 different lines or more, got 59"),
        ("127.0.0.1:9", 60, "a service has an address such as http://127.0.0.1:8000/films: http or https, a host, "),
        ("http://127.0.0.1:80x", 60, "a port from 1 to 65535 and a path, got 'http://127.0.0.1:80x'"),
    ],
)
def test_accept_says_what_it_needs(run, unit, address, lines, says):
    texts = unit.root / "texts.txt"
    texts.write_text("\n".join(map(str, range(lines))), "utf-8")
    assert says in run(f"accept {address} {texts}", code=1)


@pytest.mark.parametrize("start", ["", "python 'my service.py"])
def test_accept_says_what_no_command_is(run, unit, start):
    texts = unit.root / "texts.txt"
    texts.write_text("\n".join(map(str, range(60))), "utf-8")
    said = run.typed(["accept", "http://127.0.0.1:9", str(texts), "--start", start], code=1)
    assert f"--start must be a command, with every quote closed, got {start!r}" in said


def test_accept_says_where_the_contract_lies(run):
    assert "What a service must answer: course/capstone.md" in run("accept --help")


def test_accept_of_what_does_not_answer_shows_every_criterion(run, unit):
    texts = unit.root / "texts.txt"
    texts.write_text("\n".join(map(str, range(60))), "utf-8")
    said = run(f"accept http://127.0.0.1:9 {texts}", code=1)
    assert "http://127.0.0.1:9: 0 of 20 points" in said
    assert (said.count("✗"), said.count("no answer (ConnectionRefusedError")) == (10, 9)


# Doctor


def test_doctor_of_a_sound_machine(unit):
    said = program(unit, "doctor")
    assert f"✓ your notebooks  {unit.root / 'my'}" in said
    assert "✓ kernel          starts, and finds the course" in said
    assert "✗" not in said
