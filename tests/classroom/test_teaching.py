"""The teacher's guide: every command in it is typed, in its order, in a course folder of its own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
import typer

from tests import toy
from tests.grading import test_batch as toyclass
from tests.patience import PATIENCE
from vecembed_lab import cli
from vecembed_lab.author.samples import answered, mistaken
from vecembed_lab.files.units import ROOT, Unit
from vecembed_lab.grading import jail, remote

GUIDE = ROOT / "course" / "teaching.md"
UNIT = "01_similarity"
BIN = Path(sys.executable).parent
PARTS = ["vecembed_lab", f"solutions/{UNIT}", f"exercises/{UNIT}"]
CANVAS = {  # names as Canvas makes them of those on the guide's class list
    "ada": f"lovelaceada_101_900{{}}_{UNIT}.ipynb",
    "bob": f"smithrobert_LATE_102_900{{}}_{UNIT}-1.ipynb",
    "cleo": f"marincleo_103_900{{}}_{UNIT}.ipynb",
}
FILES = ["nbgrader_config.py", "pyproject.toml", "requirements.lock", f"course/{UNIT}.py"]


class Block(NamedTuple):
    """A piece of code in the guide: under which heading, in which language, what for, and its text."""

    heading: str
    language: str
    purpose: str
    text: str


def blocks():
    found, heading = [], ""
    for match in re.finditer(r"^## (.+)$|^```(\w*) ?(.*)\n((?:.*\n)*?)```$", GUIDE.read_text("utf-8"), re.MULTILINE):
        heading = match[1] or heading
        if match[4]:
            found.append(Block(heading, match[2], match[3], match[4]))
    return found


BLOCKS = blocks()
COMMANDS = [line for block in BLOCKS if block.language == "sh" for line in block.text.splitlines()]


# Typed


@pytest.fixture
def course(tmp_path):
    """What of the course a teacher of unit 01 works with, and what her three students sent."""
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    unit = Unit(UNIT, tmp_path)
    solution = nbformat.read(unit.solution, as_version=4)
    wrong = {"cosine": mistaken(Unit(UNIT), "cosine", "dot_product")}
    handed_in = {"ada": answered(solution, {}), "bob": answered(solution, wrong)}
    with zipfile.ZipFile(tmp_path / "downloads.zip", "w") as archive:
        for number, (student, notebook) in enumerate(handed_in.items()):
            archive.writestr(CANVAS[student].format(number), nbformat.writes(notebook))
        archive.write(unit.release, CANVAS["cleo"].format(2))
    return unit


def typed(course, text, log, *, server=False):
    """What a shell makes of a block; a server is left running."""
    environment = {**os.environ, "PYTHONPATH": str(course.root), "PATH": f"{BIN}:{os.environ['PATH']}"}
    with open(log, "w") as file:
        run = subprocess.Popen(
            ["bash", "-e", "-c", text],
            cwd=course.root,
            env=environment,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    if not server:
        assert run.wait(timeout=PATIENCE) == 0, f"{text}\n{log.read_text()[-3000:]}"
    return run


@contextmanager
def serving(course, text, log, ready):
    run = typed(course, text, log, server=True)
    try:
        until = time.monotonic() + PATIENCE
        while ready not in log.read_text():
            assert run.poll() is None, log.read_text()[-3000:]
            assert time.monotonic() < until, log.read_text()[-3000:]
            time.sleep(0.2)
        yield
    finally:
        os.killpg(run.pid, signal.SIGTERM)
        try:
            run.wait(20)
        finally:
            os.killpg(run.pid, signal.SIGKILL) if run.poll() is None else None


SERVERS = {  # what is typed, what the test adds so that it disturbs nobody, and what shows that it is there
    "jupyter lab": (" --no-browser --allow-root --port 0", "Jupyter Server"),
    "dask scheduler": (" --host 127.0.0.1 --port {port} --no-dashboard", "Scheduler at:"),
    "dask worker": (" --no-dashboard", "Registered to:"),
}


def play(course, wanted=lambda block: True):
    """Type the blocks in their order; all that they said, by block."""
    port = free_port()
    said = {}
    with ExitStack() as servers:
        for number, block in enumerate(filter(wanted, BLOCKS)):
            log = course.root / f"{number}.log"
            text = block.text.replace("8786", str(port))
            if block.language == "csv":
                (course.root / block.purpose).write_text(text)
            elif block[1:3] == ("sh", "server"):
                more, ready = next(how for name, how in SERVERS.items() if text.startswith(name))
                servers.enter_context(serving(course, text.strip() + more.format(port=port), log, ready))
            elif block[1:3] == ("sh", ""):
                typed(course, text, log)
                said[block] = log.read_text()
    return "\n".join(said.values())


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def scores(course, assignment):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        submissions = book.assignment_submissions(assignment)
        return {
            each.student.id: sum(grade.auto_score or 0 for grade in each.notebooks[0].grades) for each in submissions
        }


def test_the_shortest_way_to_points(course):
    """Class list, release, collecting, grading: as it stands in the guide."""
    way = {"The class list", "Hand out", "Collect", "Grade"}
    said = play(course, lambda block: block.heading in way)
    assert "3 students are new" in said
    assert "3 notebooks are new" in said
    assert "late: bob" in said
    assert "3 graded." in said
    points = scores(course, UNIT)
    assert points["ada"] > points["bob"] > points["cleo"] == 0


@pytest.mark.slow
def test_every_command_of_the_guide_in_its_order(course):
    toy.save(course.root / "solutions" / "quiz" / "quiz.ipynb", toyclass.source())
    toy.save(course.root / "submitted" / "ada" / "quiz" / "quiz.ipynb", toyclass.source())
    said = play(course)
    assert "✓ sandbox" in said
    points = scores(course, UNIT)
    assert points["ada"] > points["bob"]
    assert "cleo" not in points  # forgotten at the end
    assert scores(course, "quiz") == {"ada": 4}
    assert "feedback-canvas.zip: 3 pages" in said
    assert "1 graded; 2 were graded before" in said  # bob handed in again
    assert said.count("3 graded") == 3  # at first, after --force, and on the cluster
    for student in points:
        assert (course.root / "feedback" / student / UNIT / f"{UNIT}.html").exists()
    removed = [f"reports/{UNIT}/{name}" for name in ("report.html", "report.csv", "report.json", "similar.html")]
    for name in (*removed, f"reports/{UNIT}/canvas.csv", f"reports/{UNIT}/moodle.csv", "grades.csv"):
        assert name in said
        assert not (course.root / name).exists(), name  # at the end, because they name everybody
    assert (course.root / ".class_seed").exists()


# What cannot be typed here


def test_the_course_is_installed_as_the_readme_and_make_do_it():
    [block] = [block for block in BLOCKS if block.purpose == "install"]
    assert block.text in (ROOT / "README.md").read_text("utf-8")
    assert "-m pip install -c requirements.lock -e" in block.text


def test_the_container_is_the_one_that_the_messages_offer():
    [block] = [block for block in BLOCKS if block.purpose == "container"]
    assert jail.CONTAINER.replace("IMAGE", "vecembed") in block.text
    [containerfile] = [block.text for block in BLOCKS if block.language == "dockerfile"]
    for words in re.findall(r"^COPY (.+)$", containerfile, re.MULTILINE):
        assert all((ROOT / name).exists() for name in words.split()[:-1])


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.language == "python"], ids=lambda b: b.heading)
def test_what_is_added_to_files_is_right(block, tmp_path):
    if block.purpose == "nbgrader_config_local.py":
        from traitlets.config import PyFileConfigLoader

        path = tmp_path / "nbgrader_config.py"
        shutil.copy(ROOT / path.name, path)
        (tmp_path / block.purpose).write_text(block.text)
        before = list(sys.path)
        config = PyFileConfigLoader(path.name, path=str(tmp_path)).load_config()
        sys.path[:] = before
        for section, name in re.findall(r"^c\.(\w+)\.(\w+)", block.text, re.MULTILINE):
            assert name in config[section]
    else:
        names = {}
        exec(block.text, names)
        penalty = names["OnePointADay"]().late_submission_penalty
        assert [penalty("ada", 40, seconds) for seconds in (1, 86_399, 86_400)] == [1, 1, 2]


# What is promised


def test_every_block_is_of_a_kind_that_is_tested():
    kinds = {(block.language, block.purpose) for block in BLOCKS}
    assert kinds == {
        *(("sh", purpose) for purpose in ("", "install", "server", "container", "hub")),
        ("csv", "class.csv"),
        ("dockerfile", "Containerfile"),
        ("python", "late.py"),
        ("python", "nbgrader_config_local.py"),
    }


def test_the_commands_exist_with_their_options():
    known = typer.main.get_command(cli.app).commands
    used = [line.split() for line in COMMANDS if line.startswith("vecembed ")]
    assert {words[1] for words in used} >= {
        "roster",
        "collect",
        "grade",
        "feedback",
        "report",
        "similar",
        "forget",
        "doctor",
        "data",
    }
    for words in used:
        options = {option for parameter in known[words[1]].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options
    mentioned = re.findall(r"`vecembed (\w+)", GUIDE.read_text("utf-8"))
    assert set(mentioned) <= set(known)


def test_its_links_lead_somewhere():
    text = GUIDE.read_text("utf-8")
    headings = {
        re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-") for line in re.findall("^## (.+)$", text, re.M)
    }
    assert set(re.findall(r"\]\(#([\w-]+)\)", text)) <= headings
    assert all((GUIDE.parent / path).exists() for path in re.findall(r"\]\((\.\./[^)]+)\)", text))
    assert "(course/teaching.md)" in (ROOT / "README.md").read_text("utf-8")


def test_the_limits_are_those_of_the_sandbox():
    limits = remote.Limits()
    told = f"{limits.cell_seconds:g} seconds for a cell, {limits.total_seconds:g} seconds for a notebook, "
    told += f"{limits.memory / 1e9:g} GB of memory, {limits.disk / 1e6:g} MB of files"
    assert told in GUIDE.read_text("utf-8")


def test_the_ignored_files_are_ignored():
    """Nothing that a teacher makes in her clone is for git."""
    made = ["gradebook.db", ".class_seed", "grades.csv", "submitted/x", "autograded/x", "feedback/x", "reports/x"]
    made += ["replaced/x", ".collected/x", "downloads.zip", "nbgrader_config_local.py"]
    done = subprocess.run(["git", "check-ignore", *made], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == made
