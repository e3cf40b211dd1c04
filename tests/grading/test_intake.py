"""What strangers may put into a submission: links, pipes, odd names, and files that change while they are read."""

import hashlib
import os
import socket
import stat
import subprocess
import sys
import warnings
from contextlib import suppress
from pathlib import Path

import pytest

from tests.grading import test_batch as toyclass
from tests.patience import PATIENCE
from vecembed_lab.classroom import cluster
from vecembed_lab.files.units import Unit
from vecembed_lab.grading import batch, intake
from vecembed_lab.grading.batch import Graded, grade
from vecembed_lab.grading.intake import HandedIn, Refused, copied, handed_in, students, timestamp
from vecembed_lab.grading.rescue import taken_in

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders are opened as Unix does")
released, course = toyclass.released, toyclass.course
UNIT, NAME = toyclass.UNIT, f"{toyclass.UNIT}.ipynb"
SECRET = "canary-of-the-teacher"


@pytest.fixture
def folder(tmp_path):
    """An empty submission beside a secret that it may point to."""
    (tmp_path / "secret.csv").write_text(SECRET)
    folder = tmp_path / "submitted" / "ada" / UNIT
    folder.mkdir(parents=True)
    return folder


def secret(folder):
    return folder.parents[2] / "secret.csv"


# What is not a plain file


def link(path, secret):
    path.symlink_to(secret)


def hard_link(path, secret):
    path.hardlink_to(secret)


def pipe(path, secret):
    os.mkfifo(path)


def folder_in_its_place(path, secret):
    path.mkdir()


def socket_in_its_place(path, secret):
    with socket.socket(socket.AF_UNIX) as door:
        here = os.open(path.parent, os.O_RDONLY)
        door.bind(f"/proc/self/fd/{here}/{path.name}")  # the whole path may be too long for a socket
        os.close(here)


def device(path, secret):
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 5))  # zeros without end
    except PermissionError:
        pytest.skip("only root makes devices")


def swapped(before, after):
    """What is plain when it is looked at, and something else when it is opened."""

    def swap(path, secret):
        before(path, secret)
        swap.after = lambda: (path.unlink(), after(path, secret))

    return swap


def plain(path, secret):
    path.write_text("1,2\n")


NOT_PLAIN = {"link": link, "hard link": hard_link, "pipe": pipe, "socket": socket_in_its_place, "device": device}
SWAPPED = {f"{name} in its place": swapped(plain, make) for name, make in NOT_PLAIN.items() if name != "socket"}


@pytest.fixture(params=[*NOT_PLAIN.values(), *SWAPPED.values()], ids=[*NOT_PLAIN, *SWAPPED])
def planted(request, monkeypatch):
    """Something at a path that is no plain file, or will be none as soon as somebody has looked at it."""
    looked = intake._plain

    def planted(path):
        request.param(path, secret(path.parent))
        if exchange := getattr(request.param, "after", None):

            def once(*args):
                monkeypatch.setattr(intake, "_plain", looked)
                looked(*args)
                exchange()

            monkeypatch.setattr(intake, "_plain", once)

    return planted


def test_a_notebook_is_a_plain_file(folder, planted):
    planted(folder / NAME)
    with suppress(Refused):
        handed = handed_in(folder / NAME)
        assert handed.unreadable
        assert handed.content == b""


def test_data_are_plain_files(folder, planted, tmp_path):
    planted(folder / "data.csv")
    (folder / "good.csv").write_text("1,2\n")
    [note] = copied(folder, tmp_path / "copy", [])
    assert note.startswith("data.csv: it ")
    assert {path.name: path.read_text() for path in (tmp_path / "copy").iterdir()} == {"good.csv": "1,2\n"}


def test_a_time_is_a_plain_file(folder, planted):
    (secret(folder)).write_text("2026-01-01 12:00:00 UTC")
    planted(folder / "timestamp.txt")
    assert timestamp(folder) is None


@pytest.mark.parametrize("level", [0, 1])
def test_a_folder_exchanged_for_a_link_is_not_entered(folder, monkeypatch, tmp_path, level):
    """Between the look at a folder and the step into it."""
    other = tmp_path / "other" / UNIT
    other.mkdir(parents=True)
    (other / NAME).write_text(SECRET)
    (other / "data.csv").write_text(SECRET)
    victim, aim = [(folder, other), (folder.parent, other.parent)][level]
    look = intake._is

    def swap(kind, above, name):
        found = look(kind, above, name)
        if name == victim.name and not victim.is_symlink():
            victim.rename(tmp_path / "moved")
            victim.symlink_to(aim)
        return found

    monkeypatch.setattr(intake, "_is", swap)
    with suppress(Refused):
        assert handed_in(folder / NAME).content == b""
    with suppress(OSError):
        copied(folder, tmp_path / "copy", [])
    assert not list((tmp_path).glob("copy/*"))


def test_a_file_that_grows_is_not_read_for_ever(folder, monkeypatch):
    (folder / NAME).write_bytes(b"{" * 100)
    monkeypatch.setattr(intake, "_plain", lambda found, limit: None)
    monkeypatch.setattr(intake, "LARGEST", 50)
    assert handed_in(folder / NAME).unreadable == "it grew while it was read"


# What lies beside a notebook


def test_plain_data_are_copied_and_nothing_else_is(folder, tmp_path):
    (folder / "data").mkdir()
    for name in ("data/points.csv", "notes.txt", "page.html", "page.svg", NAME, "numpy.py", ".class_seed", "a" * 255):
        (folder / name).write_text(name)
    left_out = copied(folder, tmp_path / "copy", ["*.py"])
    kept = {str(path.relative_to(tmp_path / "copy")) for path in (tmp_path / "copy").rglob("*") if path.is_file()}
    assert kept == {"data/points.csv", "notes.txt"}
    assert [note.partition(":")[0] for note in left_out] == ["a" * 80, "page.html", "page.svg"]


@pytest.mark.parametrize(
    "name", [b"a\nb.csv", b"\xff.csv", "\u202evsc.csv".encode(), b"\x1b[2J.csv", b"a\xe2\x80\xa8.csv"]
)
def test_a_name_that_cannot_be_shown_is_left_out(folder, tmp_path, name):
    with open(os.path.join(os.fsencode(folder), name), "w"):
        pass
    [note] = copied(folder, tmp_path / "copy", [])
    assert "cannot be shown" in note
    assert note.isprintable()
    assert not list((tmp_path / "copy").iterdir())


@pytest.mark.parametrize(
    "name", ["Übung 1 [neu].csv", "データ.csv", "e\u0301te\u0301.csv", "Bild\u202f9.png", "a" * 251 + ".csv"]
)
def test_a_name_in_any_language_is_kept(folder, tmp_path, name):
    (folder / name).touch()
    assert copied(folder, tmp_path / "copy", []) == []
    assert [path.name for path in (tmp_path / "copy").iterdir()] == [name]


def test_there_is_a_limit_for_everything(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "TOTAL", 25)
    monkeypatch.setattr(intake, "BYTES", 20)
    deep = folder.joinpath("b", *"123456789")
    deep.mkdir(parents=True)
    for path, size in {"a.csv": 20, "b.csv": 21, "c.csv": 6, "d.csv": 5, deep / "e.csv": 1}.items():
        (folder / path).write_bytes(b"1" * size)
    left_out = copied(folder, tmp_path / "copy", [])
    assert [note.partition(":")[0] for note in left_out] == ["9", "b.csv", "c.csv"]
    assert sorted(path.name for path in (tmp_path / "copy").rglob("*.csv")) == ["a.csv", "d.csv"]


def test_a_crowd_of_files_is_not_looked_at(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "ENTRIES", 5)
    for number in range(6):
        (folder / f"{number}.csv").touch()
    assert copied(folder, tmp_path / "copy", []) == ["there are more than 5 files in one folder"]
    (folder / NAME).write_text("{}")
    assert handed_in(folder / NAME) == HandedIn(NAME, b"{}")


# Who has handed in


def test_who_has_handed_in(tmp_path):
    submitted = tmp_path / "submitted"
    for name in ("bob", "ada", "a\nb", "\u202eda", "cy"):
        (submitted / name / (UNIT if name != "cy" else "other")).mkdir(parents=True)
    (submitted / "notes.txt").touch()
    (submitted / "zoe").symlink_to(submitted / "ada")
    taken, refused = students(submitted, UNIT)
    assert taken == ["ada", "bob"]
    assert refused.keys() == {"a\nb", "\u202eda", "zoe"}
    assert "link" in refused["zoe"]
    assert students(tmp_path / "nowhere", UNIT) == ([], {})


@pytest.fixture
def closed(monkeypatch):
    """Let the folder of somebody be one that this machine cannot open, even if root asks."""
    opened = os.open

    def closed(name):
        def refuse(path, *args, **more):
            if os.path.basename(path) == name:
                raise PermissionError(13, "Permission denied", path)
            return opened(path, *args, **more)

        monkeypatch.setattr(os, "open", refuse)

    return closed


def test_a_folder_inside_that_cannot_be_opened_is_left_out(folder, closed, tmp_path):
    for name in ("data/a.csv", "more/b.csv"):
        (folder / name).parent.mkdir()
        (folder / name).touch()
    closed("data")
    assert copied(folder, tmp_path / "copy", []) == ["data: it cannot be read (Permission denied)"]
    assert [path.name for path in (tmp_path / "copy").rglob("*.csv")] == ["b.csv"]


def test_a_disk_that_is_full_is_nobodys_fault(folder, tmp_path, monkeypatch):
    """What this machine cannot write is an error, and not something that was left out."""

    def full(path, content):
        raise OSError(28, "No space left on device")

    (folder / "data").mkdir()
    (folder / "data" / "a.csv").touch()
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        copied(folder, tmp_path / "copy", [])


def test_a_folder_that_cannot_be_opened_is_named(course, closed):
    closed("bob")
    summary = grade(course, UNIT)
    assert summary.errors == {"bob": "the folder cannot be opened (Permission denied)"}
    assert sorted(summary.graded) == ["ada", "cy"]


def test_a_notebook_that_cannot_be_opened_is_no_zero(course, closed):
    grade(course, UNIT)
    toyclass.hand_in(course, "dee", *toyclass.ANSWERS["ada"])
    closed(NAME)
    assert grade(course, UNIT).errors == {"dee": f"{NAME} cannot be read (Permission denied)"}
    assert "dee" not in toyclass.scores(course)


# nbgrader's own command


def hand_in_everything(course):
    """The class, and strangers who try to have something written, or to have a secret copied; who is graded how."""
    for name in ("solutions/notes.csv", "secret.csv"):
        (course / name).write_text(SECRET)
        (course / name).chmod(0o600)  # as what lies in a course's folder is kept
    aim, full = course / "secret.csv", toyclass.SCORES["ada"]
    expected = dict(toyclass.SCORES)

    def stranger(name, points=full):
        toyclass.hand_in(course, name, *toyclass.ANSWERS["ada"])
        expected[name] = points
        return toyclass.submitted(course, name).parent

    folder = stranger("note-through-a-link")
    (folder / "a").symlink_to("text of the student's choice")
    (folder / "a.refused.txt").symlink_to(toyclass.submitted(course, "ada"))
    (folder / "sub").mkdir()
    (folder / "sub" / "page.html").write_text("another text")
    (folder / "sub" / "page.html.refused.txt").symlink_to(toyclass.submitted(course, "bob"))
    folder = stranger("long-name")
    (folder / f"{'x' * 250}.html").touch()
    link(folder / "z.csv", aim)
    folder = stranger("folder-in-the-way")
    link(folder / "a", aim)
    (folder / "a.refused.txt" / "b").mkdir(parents=True)
    link(folder / "z.csv", course / ".class_seed")
    folder = stranger("links-of-all-kinds")
    for number, plant in enumerate([hard_link, pipe, socket_in_its_place]):
        plant(folder / f"{number}.csv", aim)
    link(folder / "solutions.csv", course / "solutions")
    folder = stranger("odd-names")
    for name in (b"a\nb.csv", b"\xff.csv", "\u202evsc.csv".encode()):
        os.symlink(aim, os.path.join(os.fsencode(folder), name))
    pipe(stranger("time-without-end") / "timestamp.txt", aim)
    (stranger("linked-notebook", (0, 0, 0)) / NAME).unlink()
    link(toyclass.submitted(course, "linked-notebook"), Unit(UNIT, course).solution)
    (stranger("hard-linked-notebook", (0, 0, 0)) / NAME).unlink()
    hard_link(toyclass.submitted(course, "hard-linked-notebook"), toyclass.submitted(course, "ada-too"))
    (stranger("linked-folder", (0, 0, 0)) / NAME).unlink()
    (course / "submitted" / "linked-folder" / UNIT).rmdir()
    link(course / "submitted" / "linked-folder" / UNIT, course / "solutions" / UNIT)
    link(course / "submitted" / "linked-student", course / "submitted" / "ada")
    stranger("a\nb")
    del expected["a\nb"]
    (stranger("another-name") / NAME).rename(toyclass.submitted(course, "another-name").with_name("mine.ipynb"))
    honest = stranger("honest")
    (honest / "data").mkdir()
    (honest / "data" / "points.csv").write_text("1,2\n")
    (honest / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC")
    return expected


def everything(*roots):
    """What lies below the folders: each name, what it is, and what it holds."""
    found = {}
    for root in roots:
        for path in sorted(root.rglob("*"), key=os.fspath):
            held = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
            found[os.fspath(path)] = path.lstat().st_mode, path.lstat().st_mtime_ns, held
    return found


def nbgrader(course, *arguments):
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=PATIENCE)


@pytest.fixture(scope="module")
def autograded(tmp_path_factory):
    """The class of all strangers, graded by `nbgrader autograde`, with what lay there before."""
    source = toyclass.release_once(tmp_path_factory.getbasetemp() / "released").root
    course = tmp_path_factory.mktemp("strangers") / "course"
    subprocess.run(["cp", "-r", source, course], check=True)
    for student, answers in toyclass.ANSWERS.items():
        toyclass.hand_in(course, student, *answers)
    toyclass.hand_in(course, "ada-too", *toyclass.ANSWERS["ada"])
    expected = hand_in_everything(course) | {"ada-too": (0, 0, 0)}  # somebody linked to it
    (course / ".class_seed").write_text("48151623421337")
    before = everything(course / "submitted", course / "solutions", course / "exercises")
    return course, expected, before, nbgrader(course, "autograde", UNIT)


def test_strangers_get_their_points_and_nobody_elses(autograded):
    course, expected, _, done = autograded
    assert toyclass.scores(course) == expected, done.stderr


def test_nothing_is_written_among_what_was_handed_in(autograded):
    course, _, before, _ = autograded
    assert everything(course / "submitted", course / "solutions", course / "exercises") == before


def test_who_is_refused_is_named(autograded):
    *_, done = autograded
    assert done.returncode != 0
    assert "a?b is not graded: a folder with this name cannot be a student's" in done.stderr
    assert "linked-student is not graded: the folder is not looked into: it is a link" in done.stderr


def test_no_secret_is_handed_out(autograded):
    """Neither in autograded/, of which formgrader serves every file, nor in feedback/."""
    course, *_ = autograded
    nbgrader(course, "generate_feedback", UNIT)
    handed_out = [path for part in ("autograded", "feedback") for path in (course / part).rglob("*")]
    assert sum(path.suffix == ".html" for path in handed_out) >= 10
    for path in handed_out:
        assert not path.is_symlink()
        if path.is_file():
            assert SECRET not in path.read_text(errors="replace"), path
            assert "48151623421337" not in path.read_text(errors="replace"), path
    data = [path for path in handed_out if path.suffix == ".csv"]
    assert [path.relative_to(course).as_posix() for path in data] == [
        f"{part}/honest/{UNIT}/data/points.csv" for part in ("autograded", "feedback")
    ]


def test_an_honest_time_arrives(autograded):
    from nbgrader.api import Gradebook

    course, *_ = autograded
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        times = {one.student.id: one.timestamp for one in book.assignment_submissions(UNIT)}
    assert str(times["honest"]) == "2026-01-02 12:00:00"
    assert times["time-without-end"] is None


def test_both_commands_give_the_same(autograded, tmp_path):
    """`vecembed grade` on the same class."""
    course, expected, before, _ = autograded
    for path in [*course.glob("autograded/*/*/*"), course / "gradebook.db"]:
        path.chmod(0o644)
    summary = grade(course, UNIT, force=True)
    assert toyclass.scores(course) == expected
    assert summary.errors.keys() == {"a\nb", "linked-student"}
    assert everything(course / "submitted", course / "solutions", course / "exercises") == before


def autograde(course, **options):
    """`nbgrader autograde` in this process, as formgrader's button does it."""
    from nbgrader.converters import Autograde
    from nbgrader.coursedir import CourseDirectory

    config = batch.Books(course, UNIT).config
    folders = CourseDirectory(config=config, root=str(course), assignment_id=UNIT, **options)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SQLAlchemy's, of how nbgrader uses it
        Autograde(coursedir=folders, config=config).start()


def broken(*args):
    raise RuntimeError("an error of ours")


@pytest.mark.parametrize("name", ["copied", "handed_in"])
def test_whatever_fails_at_the_door_refuses_one_submission(course, monkeypatch, caplog, name):
    from nbgrader.converters.base import NbGraderException

    works = getattr(intake, name)
    monkeypatch.setattr(intake, name, lambda path, *more: (broken if "bob" in path.parts else works)(path, *more))
    with pytest.raises(NbGraderException):
        autograde(course)
    assert toyclass.scores(course) == {name: points for name, points in toyclass.SCORES.items() if name != "bob"}
    assert not toyclass.autograded(course, "bob").exists()
    assert "bob is not graded: an error of ours" in caplog.text


def test_a_door_that_does_not_open_at_all_lets_nobody_in(course, monkeypatch):
    monkeypatch.setattr(intake, "students", broken)
    with pytest.raises(RuntimeError):
        autograde(course)
    assert toyclass.scores(course) == {}
    assert not list(course.glob("autograded/*/*/*"))


def test_what_is_handed_in_again_is_graded_again_by_both_commands(course, monkeypatch):
    """Known by its content: its date is older than that of the first."""
    asked = []
    monkeypatch.setattr(
        "vecembed_lab.grading.converters.taken_in", lambda *given: asked.append(given) or taken_in(*given)
    )
    autograde(course)
    assert grade(course, UNIT).kept == len(asked) == 3
    autograde(course)
    assert len(asked) == 3
    toyclass.hand_in(course, "bob", *toyclass.ANSWERS["ada"])
    os.utime(toyclass.submitted(course, "bob"), (0, 0))
    autograde(course)
    assert len(asked) == 4
    assert toyclass.scores(course)["bob"] == toyclass.SCORES["ada"]
    assert grade(course, UNIT).kept == 3
    toyclass.hand_in(course, "bob", *toyclass.ANSWERS["bob"])
    os.utime(toyclass.submitted(course, "bob"), (0, 0))
    assert grade(course, UNIT).graded == ["bob"]
    autograde(course)
    assert len(asked) == 4


def test_one_student_is_graded_alone(course):
    autograde(course, student_id="bob")
    assert toyclass.scores(course) == {"bob": toyclass.SCORES["bob"]}


def test_nothing_stays_in_the_fresh_place(course, monkeypatch, tmp_path):
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = {path.name for path in tmp_path.iterdir()}
    autograde(course)
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith("vecembed-intake")} <= before


# Several notebooks in one unit


def hand_in_beside(course, other):
    """Ada answers in a notebook that lies beside the untouched one."""
    notebook = toyclass.submitted(course, "ada")
    notebook.rename(notebook.with_name(other))
    notebook.write_bytes(Unit(UNIT, course).release.read_bytes())


@pytest.mark.parametrize(
    "way", [lambda course: grade(course, UNIT), lambda course: autograde(course, notebook_id=UNIT)]
)
def test_a_notebook_that_was_handed_out_is_no_copy_of_another(course, way):
    hand_in_beside(course, "more.ipynb")
    more = Unit(UNIT, course).release.with_name("more.ipynb")
    more.write_bytes(Unit(UNIT, course).release.read_bytes())
    way(course)
    assert toyclass.scores(course)["ada"] == (0, 0, 0)
    more.unlink()
    grade(course, UNIT, force=True)
    assert toyclass.scores(course)["ada"] == toyclass.SCORES["ada"]


def test_a_notebook_that_was_handed_out_is_not_taken_for_another(folder):
    (folder / "more.ipynb").write_text("{}")
    assert handed_in(folder / NAME, [NAME, "more.ipynb"]).unreadable == f"there is no {NAME}"
    assert handed_in(folder / NAME).content == b"{}"


# On a cluster


def test_a_cluster_grades_those_that_can_be_read(monkeypatch):
    """All who come first are refused, and the others are graded all the same."""

    class Client:
        loop = None

        def nthreads(self):
            return {"one": 1}

    class Done(list):
        count = list.__len__
        add = list.append
        __next__ = list.pop

    def read(path, apart):
        if path.name < "s5":
            raise Refused("it cannot be read")
        return HandedIn(path.name)

    crew = object.__new__(cluster.Cluster)
    crew.client, crew.waiting = Client(), [(f"s{n}", Path(f"s{n}")) for n in range(8)]
    crew.assignment = batch.Assignment(UNIT, "", "", seed=0)
    monkeypatch.setattr("distributed.as_completed", lambda loop: Done())
    monkeypatch.setattr(cluster, "handed_in", read)
    monkeypatch.setattr(crew, "_submit", lambda student, handed: type("Future", (), {"key": student}))
    monkeypatch.setattr(crew, "_result", lambda future, student: Graded(student))
    graded = {each.student: each.error for each in crew.graded()}
    assert graded == {f"s{n}": "it cannot be read" if n < 5 else "" for n in range(8)}


# What is not understood is named

UNDERSTOOD = {
    "01_Toy/01_toy.ipynb": "01_Toy is not understood: it should be 01_toy/01_toy.ipynb",
    "01_toy.ipynb": "01_toy.ipynb is not understood: it should be 01_toy/01_toy.ipynb",
    "01_toy.ipynb.txt": "01_toy.ipynb.txt is not understood",
    "01_toy.zip": "01_toy.zip is not understood",
    "01-toy/01_toy.ipynb": "01-toy is not understood: it should be 01_toy/01_toy.ipynb",
    "work.ipynb": "work.ipynb is not understood: it should be 01_toy/01_toy.ipynb",
    "dan/01_toy/01_toy.ipynb": "dan/01_toy is not understood: it should be 01_toy/01_toy.ipynb",
}


@pytest.mark.parametrize(("place", "why"), UNDERSTOOD.items())
def test_a_misplaced_notebook_is_named(tmp_path, place, why):
    path = tmp_path / "ada" / place
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    (tmp_path / "bob" / "02_other").mkdir(parents=True)
    taken, refused = students(tmp_path, "01_toy")
    assert taken == []
    assert list(refused) == ["ada"]
    assert refused["ada"].startswith(why)


BESIDE = ["01_Toy/01_toy.ipynb", "01-toy/01_toy.ipynb", "work.ipynb", "01_toy.ipynb", "more/01_toy/01_toy.ipynb"]


@pytest.mark.parametrize("place", BESIDE)
def test_what_lies_beside_what_is_graded_is_named(tmp_path, place):
    for path in (tmp_path / "ada" / place, tmp_path / "ada" / UNIT / NAME):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    (tmp_path / "ada" / ".ipynb_checkpoints").mkdir()
    (tmp_path / "ada" / "02_other").mkdir()
    taken, refused = students(tmp_path, UNIT)
    assert taken == ["ada"]
    [(name, why)] = refused.items()
    assert place.startswith(name.removeprefix("ada/"))
    assert why == f"it is not graded: what counts is {UNIT}/{NAME}"


@pytest.mark.parametrize("name", ["gus.ipynb", NAME, "work.ipynb.zip", "01_toy.zip"])
def test_a_notebook_in_nobodys_folder_is_named(tmp_path, name):
    for each in (name, "notes.txt", ".DS_Store", ".work.ipynb"):
        (tmp_path / each).touch()
    taken, refused = students(tmp_path, UNIT)
    assert taken == []
    assert list(refused) == [name]
    assert refused[name].startswith("it lies in nobody's folder: students' folders come first")


def test_a_crowd_of_misplaced_files_is_told_in_one_line(tmp_path):
    (tmp_path / "ada").mkdir()
    for number in range(100):
        (tmp_path / "ada" / f"{number}.ipynb").touch()
    assert students(tmp_path, UNIT)[1]["ada"].count(".ipynb") == intake.COPIES + 1


def test_a_file_with_the_name_of_the_unit_is_no_silence(tmp_path):
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / UNIT).write_text("{}")
    assert students(tmp_path, UNIT) == (["ada"], {})
    assert handed_in(tmp_path / "ada" / UNIT / NAME).unreadable == f"{UNIT} is not a folder"


def test_both_commands_name_what_lies_beside_and_grade_the_rest(course, caplog):
    (course / "submitted" / "bob" / "work.ipynb").write_text("{}")
    autograde(course)
    assert toyclass.scores(course) == toyclass.SCORES
    assert "bob/work.ipynb: it is not graded" in caplog.text
    summary = grade(course, UNIT)
    assert summary.kept == 3
    assert list(summary.errors) == ["bob/work.ipynb"]


def test_a_notebook_one_folder_down_is_named(tmp_path):
    (tmp_path / "ada" / "01_toy" / "my work").mkdir(parents=True)
    assert handed_in(tmp_path / "ada" / "01_toy" / "01_toy.ipynb").unreadable == (
        "there is no 01_toy.ipynb, but a folder my work"
    )


def test_student_and_unit_in_the_wrong_order_are_named(tmp_path):
    (tmp_path / "01_toy" / "ada").mkdir(parents=True)
    taken, refused = students(tmp_path, "01_toy")
    assert taken == []
    assert "students' folders come first, as STUDENT/UNIT/UNIT.ipynb" in refused["01_toy"]


@pytest.mark.parametrize(
    ("name", "why"), [("jose\u0301", "decomposed Unicode): rename it to jos\xe9"), ("O'Brien", "give it another")]
)
def test_an_odd_name_is_refused_with_what_to_do(tmp_path, name, why):
    (tmp_path / name / "01_toy").mkdir(parents=True)
    taken, refused = students(tmp_path, "01_toy")
    assert taken == []
    assert why in refused[name]
