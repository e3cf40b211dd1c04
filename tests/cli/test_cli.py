"""The command line as a whole: what can be mistyped, how it fails, what help costs."""

import re
import subprocess
import sys
from importlib import metadata

import pytest

from tests.cli.program import VECEMBED, program
from tests.patience import PATIENCE
from tests.test_budgets import seconds_of_children


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
        ("hint", "Missing argument"),
        ("status x", "there is no unit 'x'"),
        ("reset", "Missing argument 'UNIT'"),
        ("reset tyo --yes", "Did you mean toy?"),
        ("build nothing", "there is no unit 'nothing'"),
        ("data get glov", "there is no data set called 'glov'; there is glove, googlenews"),
        ("data get", "Missing argument"),
        ("data verify glove nothing", "there is no data set called 'nothing'"),
        ("data lst", "Did you mean 'list'?"),
        ("chek 1", "Did you mean 'check'?"),
        ("start 2", "there is no unit '2'"),
        ("start toy lesson", "unexpected extra argument"),
        ("status --all", "No such option"),
    ],
)
def test_wrong_word_says_what_there_is(run, command, says):
    assert says in run(command, code=2).replace(" │ │ ", " ")


def test_help_names_every_command_and_each_has_an_example(run):
    assert run("", code=2) == run("--help")
    commands = ["start", "check", "watch", "hint", "status", "reset", "certificate", "doctor", "build", "tour"]
    for command in [*commands, "data get", "progress export", "progress import"]:
        assert command.partition(" ")[0] in run("--help")
        shown = run(f"{command} --help")
        assert re.search(rf"Examples?: vecembed {command}", shown)


def test_the_version_is_told(run):
    assert run("--version").strip() == f"vecembed-lab {metadata.version('vecembed-lab')}"


def test_help_comes_at_once(unit):
    program(unit, "--help")  # compiles
    before = seconds_of_children()
    program(unit, "--help")
    assert seconds_of_children() - before < 1.0  # CPU seconds; 0.2 on an idle machine
    code = "import sys, vecembed_lab.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "nbformat", "nbclient", "scipy", "jupyterlab"} & set(loaded)


def test_terminal_without_unicode(unit):
    program(unit, "start --no-open")
    assert "?" in program(unit, "status", PYTHONIOENCODING="ascii")


def test_reader_who_leaves_early(unit):
    done = subprocess.run(f"{VECEMBED} --help | head -1", shell=True, capture_output=True, text=True, timeout=PATIENCE)
    assert "Traceback" not in done.stderr


def test_package_without_a_course(run, unit):
    unit.lesson_text.unlink()
    unit.lesson.unlink()
    for command in ("start --no-open", "status", "build"):
        assert "there is no course in" in run(command, code=1)
