"""A class full of attackers: nobody gets a point too many, nobody loses one, nothing outside of the batch changes."""

import contextlib
import functools
import hashlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from tests import toy
from tests.grading import red_team
from tests.grading.red_team import ALL, ASKED, CANARY, FULL, POINTS, RIGHT, SLOW, UNIT, Submission
from vecembed_lab.files.units import ROOT, Unit
from vecembed_lab.grading import batch, jail, judge, names, remote, usage
from vecembed_lab.similarity.checks import EXERCISES

pytestmark = pytest.mark.skipif(bool(jail.missing()), reason=f"no sandbox here: {jail.missing()}")

QUICK, SLOWLY = ([each for each in ALL if (each.name in SLOW) is slow] for slow in (False, True))
SEED = "48151623421337"
HONEST = ["aaa-honest", "mmm-honest", "zzz-honest"]  # before, among and after the others
CELL, CALL, TOTAL = 2.0, 1.5, 15.0  # seconds; the true limits would only make everybody wait
REFUSED = ["<img src=x onerror=alert(1)>", "-rf", "a\x1b[2Jb", "a\nb", os.fsdecode(b"\xff\xfe")]
SECRET_FILES = [".class_seed", "home/.netrc", "solutions/notes.txt", "submitted/aaa-honest/notes.txt"]


class Listener:
    """A port of this machine, and a unix socket, that count who comes."""

    def __init__(self, folder):
        self.door = socket.create_server(("127.0.0.1", 0))
        self.datagrams = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.datagrams.bind(str(folder / "unix.sock"))
        self.datagrams.setblocking(False)
        self.port, self.visits = self.door.getsockname()[1], 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self):
        while True:
            try:
                self.door.accept()[0].close()
            except OSError:
                return
            self.visits += 1

    def close(self):
        with contextlib.suppress(BlockingIOError):
            self.visits += len(self.datagrams.recv(100))
        self.datagrams.close()
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()


def released(root):
    """A course folder in which nbgrader has released the unit, with secrets in all places."""
    course = root / "course"
    course.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", course)
    unit = Unit(UNIT, course)
    answers = {
        name: text.replace("\n", "\n    ### BEGIN SOLUTION\n", 1) + "\n    ### END SOLUTION"
        for name, text in RIGHT.items()
        if name != "why"
    }
    toy.save(unit.solution, red_team.course_notebook({**answers, "why": red_team.BLANK["why"]}))
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", UNIT]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    (course / ".class_seed").write_text(SEED)
    return course


def handed_in(course, submission, **places):
    nb = json.loads(Unit(UNIT, course).release.read_text())
    path = course / "submitted" / submission.name / UNIT / f"{UNIT}.ipynb"
    submission.hand_in(nb, path, COURSE=course, HOME=course / "home", **places)


def honest(name):
    return Submission(name, "an honest student", FULL, answers=RIGHT)


def plant(course):
    """Write a secret into every place where somebody might look."""
    for name in SECRET_FILES[1:]:
        path = course / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(CANARY + name)


def fingerprint(*roots, but=()):
    """What every file below the folders holds, who may read it, and when it changed."""
    found = {}
    for root in roots:
        for path in sorted(root.rglob("*")):
            if any(part in but for part in path.parts):
                continue
            stat = path.lstat()
            content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            found[str(path)] = (stat.st_mode, stat.st_mtime_ns if path.is_file() else 0, content)
    return found


def scores(course):
    """The automatic points by student, from the gradebook, as nbgrader's pages show them."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        points = {
            submission.student.id: {grade.name: grade.auto_score for grade in submission.notebooks[0].grades}
            for submission in book.assignment_submissions(UNIT)
        }
    return {student: tuple(each[f"{name}-check"] for name in POINTS) for student, each in points.items()}


def left_behind(scratch):
    """Processes whose working folder is the judge's scratch folder: students, or what they started."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(scratch) in os.readlink(process / "cwd"):
                found.append((process.name, (process / "cmdline").read_bytes()))
        except OSError:
            continue
    return found


class Class:
    """A class after grading: everything that the tests below look at."""

    def __init__(self, root, submissions):
        self.course, self.scratch = released(root), root / "scratch"
        self.scratch.mkdir()
        plant(self.course)
        listener = Listener(root)
        table = red_team.hard_coded()
        for submission in submissions:
            handed_in(self.course, submission, PORT=listener.port, TABLE=table)
        for name in HONEST:
            handed_in(self.course, honest(name))
        for name in REFUSED:
            handed_in(self.course, honest(name))
        batch.Books(self.course, UNIT)  # whose configuration adds to PATH
        self.before = self._outside()
        self.seconds, started = {}, time.monotonic()

        def progress(done, total, student):
            nonlocal started
            self.seconds[student], started = time.monotonic() - started, time.monotonic()

        self.summary = batch.grade(self.course, UNIT, workers=1, progress=progress)
        self.after = self._outside()
        self.remaining = left_behind(self.scratch)
        listener.close()
        self.visits = listener.visits
        self.scores = scores(self.course)

    def _outside(self):
        """What an attacker could change."""
        files = fingerprint(self.course, but=("autograded", "gradebook.db"))
        evil = [
            path for folder in map(Path, sys.path) for path in folder.glob("red_team_*") if "tests" not in path.parts
        ]
        return {
            "files": files,
            "planted": evil,
            "environment": dict(os.environ),
            "descriptors": sorted(os.listdir("/proc/self/fd")),
            "threads": threading.active_count(),
            "scratch": sorted(os.listdir(self.scratch)),
        }

    def notebook(self, student):
        path = self.course / "autograded" / student / UNIT / f"{UNIT}.ipynb"
        return nbformat.read(path, as_version=4)

    def shown(self, student):
        """All outputs of a student's notebook as text."""
        return json.dumps([cell.get("outputs") for cell in self.notebook(student).cells])


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """All who can be graded in a minute."""
    with a_class(tmp_path_factory.mktemp("red"), QUICK) as graded:
        yield graded


@pytest.fixture(scope="module")
def graded_slowly(tmp_path_factory):
    """The others."""
    with a_class(tmp_path_factory.mktemp("red"), SLOWLY) as graded:
        yield graded


@contextlib.contextmanager
def a_class(root, submissions):
    """Short limits, and folders and an environment of our own, while a class is graded and looked at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judge, "Limits", functools.partial(jail.Limits, cell_seconds=CELL, total_seconds=TOTAL))
        patch.setattr(names, "SECONDS", CALL)
        for name in ("cosine", "relative_contrast"):
            patch.setattr(EXERCISES[name], "seconds", CALL)
        patch.setattr(tempfile, "tempdir", str(root / "scratch"))
        patch.setenv("VECEMBED_SECRET", CANARY + "environment")
        patch.setenv("HOME", str(root / "course" / "home"))
        yield Class(root, submissions)


def each(submissions):
    return pytest.mark.parametrize("submission", submissions, ids=lambda submission: submission.name)


@each(QUICK)
def test_everybody_gets_what_is_deserved(graded, submission):
    deserved(graded, submission)


@pytest.mark.slow
@each(SLOWLY)
def test_so_does_who_takes_long(graded_slowly, submission):
    deserved(graded_slowly, submission)


def deserved(graded, submission):
    assert graded.scores.get(submission.name) == submission.score, submission.why


def test_nothing_changed_outside(graded):
    unharmed(graded)


@pytest.mark.slow
def test_nothing_changed_outside_by_who_takes_long(graded_slowly):
    unharmed(graded_slowly)


def unharmed(graded):
    """Honest students, files, environment, processes, the machine: all is as if only honest students were there."""
    first, *others = (graded.notebook(name) for name in HONEST)
    assert [graded.scores[name] for name in HONEST] == [FULL] * 3
    assert all(other == first for other in others)
    assert set(graded.summary.errors) == set(REFUSED)
    assert graded.after == graded.before
    assert graded.remaining == []
    assert graded.visits == 0
    assert graded.summary.judge_memory < usage.peak("SELF") + 1e9  # it was forked from this process
    assert graded.summary.student_memory < 3e9
    assert max(graded.seconds.values()) < 10 * TOTAL  # on a machine that does something else, too
    sizes = {path: path.stat().st_size for path in (graded.course / "autograded").rglob("*.ipynb")}
    assert max(sizes.values()) < 25e6
    with contextlib.closing(sqlite3.connect(graded.course / "gradebook.db")) as book:
        assert book.execute("pragma integrity_check").fetchall() == [("ok",)]


def test_no_secret_is_told(graded):
    for submission in QUICK:
        shown = graded.shown(submission.name)
        for secret in (CANARY, SEED, str(ASKED), "DONE", "FOUND"):
            assert secret not in shown, (submission.name, secret)


def test_who_redefines_everything_gets_one_process_for_all_checks(monkeypatch):
    alive, most = set(), []
    fork, end = remote.Zygote.fork, remote.Zygote.end

    def forked(zygote, *about):
        process, link = fork(zygote, *about)
        alive.add(process.pid)
        most.append(len(alive))
        return process, link

    monkeypatch.setattr(remote.Zygote, "fork", forked)
    monkeypatch.setattr(remote.Zygote, "end", lambda zygote, pid, wait: alive.discard(pid) or end(zygote, pid, wait))
    cells = red_team.course_notebook(RIGHT)["cells"]
    again = [red_team.own(f"def cosine(a, b):\n    return {n}") for n in range(len(cells))]
    notebook = nbformat.from_dict(toy.notebook(*(part for pair in zip(cells, again, strict=True) for part in pair)))
    with judge.Judge() as one:
        one.judge(notebook, seed=0)
    assert most == [1]  # ordinary tests have one of their own, forked from another process


# Pages


class Reader(HTMLParser):
    """Notes what in a page could do something on behalf of `red_team.PAGE`."""

    def __init__(self, page):
        super().__init__()
        self.active, self.tag = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tag = tag
        self.active += [(tag, name) for name, value in attributes if name.startswith("on") and "MathJax" not in value]
        links = [value.strip().lower() for name, value in attributes if name in ("href", "src", "action") and value]
        self.active += [(tag, link) for link in links if link.startswith(("javascript:", "vbscript:", "data:text"))]
        self.active += [(tag, "")] * (tag in ("iframe", "object", "embed", "svg"))
        self.active += [(tag, "x")] * (tag == "img" and dict(attributes).get("src") == "x")

    def handle_endtag(self, tag):
        self.tag = ""

    def handle_data(self, data):
        self.active += [("script", data)] * (self.tag == "script" and ("'red'" in data or "alert(" in data))


def test_the_reader_finds_what_is_active():
    assert len(Reader(red_team.PAGE).active) >= 6
    assert not Reader("<p onion>&lt;script&gt;</p>".replace("onion", "id='x'")).active


def test_feedback_shows_pages_as_text(graded):
    """What nbgrader gives back to the students is text through and through."""
    nbgrader(graded.course, "generate_feedback", UNIT, "--CourseDirectory.student_id=html-*")
    pages = {path.parts[-3]: path.read_text() for path in (graded.course / "feedback").glob(f"*/{UNIT}/*.html")}
    assert len(pages) == sum(each.name.startswith("html-") for each in QUICK) > 9
    for name, page in pages.items():
        assert not Reader(page).active, name
        assert not any(secret in page for secret in (CANARY, SEED, str(ASKED))), name


def nbgrader(course, *command):
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *command], cwd=course, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done


# nbgrader's own command

STOCK = ["bonus", "file-deep", "file-link", "files-beside", "imports-reference", "kernel-forged", "outputs-forged"]
STOCK += [
    "reads-gradebook",
    "tests-deleted",
    "tests-skipped",
    "timestamp-nonsense",
    "timestamp-year",
    "writes-everywhere",
]
PAGES = ["evil.html", "evil.svg", "evil.xhtml", "deep/evil.htm"]


def test_nbgraders_own_command_is_as_safe(graded, tmp_path):
    """`nbgrader autograde`, and formgrader's button, which is the same, with the true limits."""
    course = tmp_path / "course"
    ignored = shutil.ignore_patterns("submitted", "autograded", "feedback", ".*lock")
    shutil.copytree(graded.course, course, ignore=ignored)
    chosen = [each for each in ALL if each.name in STOCK]
    assert len(chosen) == len(STOCK)
    for submission in [*chosen, *map(honest, HONEST[::2])]:
        handed_in(course, submission, PORT=1, TABLE="")
    handed = course / "submitted" / "bonus" / UNIT
    for name in PAGES:
        (handed / name).parent.mkdir(exist_ok=True)
        (handed / name).write_text(red_team.PAGE)
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as book:
        for table in ("comment", "grade", "submitted_notebook", "submitted_assignment", "student"):
            book.execute(f"delete from {table}")
        book.commit()
    nbgrader(course, "autograde", UNIT)
    points = scores(course)
    assert {each.name: points.get(each.name) for each in chosen} == {each.name: each.score for each in chosen}
    assert [points[name] for name in HONEST[::2]] == [FULL] * 2
    kept = {path.name for path in (course / "autograded" / "bonus").rglob("*") if path.is_file()}
    assert kept == {f"{UNIT}.ipynb", ".handed_in"}


# A teacher's browser


@pytest.mark.browser
def test_nothing_runs_in_formgrader(graded, tmp_path):
    from tests.chromium import launched
    from tests.test_browser import BIN, free_port, serving

    port = free_port()
    command = [BIN / "jupyter", "server", "--no-browser", "--allow-root", f"--port={port}"]
    command += [
        "--IdentityProvider.token=secret",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={graded.course}",
    ]
    url = f"http://127.0.0.1:{port}"
    with (
        serving(command, f"{url}/formgrader/api/assignments?token=secret", tmp_path / "log", graded.course),
        launched() as browser,
    ):
        page, seen = browser.new_page(), []
        page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
        page.goto(f"{url}/formgrader/manage_submissions/{UNIT}?token=secret")
        rows = page.request.get(f"{url}/formgrader/api/submitted_notebooks/{UNIT}/{UNIT}?token=secret").json()
        chosen = [row for row in rows if row["student"].startswith(("html-", "pictures-", "odd-"))]
        assert len(chosen) >= 10
        for row in chosen:
            page.goto(f"{url}/formgrader/submissions/{row['id']}/?token=secret")
            page.wait_for_load_state("load")
            page.wait_for_timeout(1_000)  # for what would run later
            assert page.locator(".nbgrader_cell, .cell, .jp-Cell").count(), row["student"]
            assert page.title() != "red"
            page.screenshot(path=tmp_path / f"{row['student']}.png")
        assert seen == []
