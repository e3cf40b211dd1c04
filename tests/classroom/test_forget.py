"""Whoever is forgotten is nowhere any more, and nobody else loses anything."""

import shutil

import pytest

from vecembed_lab.classroom.collect import collect
from vecembed_lab.classroom.forget import forget
from vecembed_lab.classroom.gradebook import ClassroomError, gradebook
from vecembed_lab.files.units import Unit

pytest.importorskip("nbgrader")

FOLDER = "01_similarity"
SECRETS = (b"Lovelace", b"ada@example.org", b"work of ada")


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """A gradebook with two students."""
    unit = Unit(FOLDER, tmp_path_factory.mktemp("books"))
    with gradebook(unit, create=True) as book:
        book.add_student("ada", last_name="Lovelace", email="ada@example.org")
        book.add_student("bob", last_name="Smith")
    return unit.root / "gradebook.db"


@pytest.fixture
def unit(tmp_path, books):
    """A course folder in which two have handed in, with pages and a report."""
    unit = Unit(FOLDER, tmp_path / "course")
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    unit.root.mkdir()
    shutil.copy(books, unit.root)
    for student in ("ada", "bob"):
        (downloads / f"{student}.ipynb").write_text(f"work of {student}")
        page = unit.root / "feedback" / student / FOLDER / f"{FOLDER}.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"work of {student}")
    collect(unit, downloads)
    (downloads / "ada.ipynb").write_text("more work of ada")
    collect(unit, downloads, replace=True)
    report = unit.root / "reports" / FOLDER / "report.html"
    report.parent.mkdir(parents=True)
    report.write_text("Lovelace and Smith")
    (unit.root / "grades.csv").write_text("ada,Lovelace\nbob,Smith\n")
    return unit


def found(unit, secret):
    return [path for path in unit.root.rglob("*") if path.is_file() and secret in path.read_bytes()]


def test_nothing_of_a_forgotten_person_stays(unit):
    assert all(found(unit, secret) for secret in SECRETS)
    removed = forget(unit, "ada")
    assert [found(unit, secret) for secret in SECRETS] == [[], [], []]
    assert not [path for path in unit.root.rglob("*") if path.name == "ada"]
    assert removed == [
        "the gradebook's entry",
        "submitted/ada/",
        "feedback/ada/",
        "replaced/ada/",
        f"the record in {FOLDER}.json",
        f"reports/{FOLDER}/report.html",
        "grades.csv",
    ]


def test_nobody_else_loses_anything(unit):
    forget(unit, "ada")
    assert (unit.root / "submitted" / "bob" / FOLDER / f"{FOLDER}.ipynb").read_text() == "work of bob"
    assert (unit.root / "feedback" / "bob").is_dir()
    with gradebook(unit) as book:
        assert [student.id for student in book.students] == ["bob"]


@pytest.mark.parametrize("student", ["cem", "..", "a/b", ""])
def test_of_whom_nothing_is_kept(unit, student):
    with pytest.raises(ClassroomError, match=r"nothing is kept here about|cannot be the id"):
        forget(unit, student)


def test_links_are_removed_and_not_followed(unit, tmp_path):
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("")
    (unit.root / "autograded").mkdir()
    (unit.root / "autograded" / "ada").symlink_to(precious)
    forget(unit, "ada")
    assert (precious / "file").exists()
