"""Fixtures that several test files use."""

import shutil

import pytest

from tests.classroom import graded
from tests.classroom.handing import CLASS, FOLDER
from vecembed_lab.classroom.gradebook import gradebook, read_class
from vecembed_lab.classroom.itemanalysis import ClassReport
from vecembed_lab.files.units import Unit


@pytest.fixture(scope="session")
def class_of_twelve(tmp_path_factory):
    """The course folder of a class whose answers are known."""
    return graded.class_of_twelve(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="session")
def report(class_of_twelve):
    return ClassReport(read_class(class_of_twelve))


@pytest.fixture(scope="session")
def books(tmp_path_factory):
    """A gradebook with a class of four, and one without anybody."""
    pytest.importorskip("nbgrader")
    paths = []
    for students in (CLASS, {}):
        unit = Unit(FOLDER, tmp_path_factory.mktemp("books"))
        with gradebook(unit, create=True) as book:
            for name, (first, last, number) in students.items():
                book.add_student(name, first_name=first, last_name=last, lms_user_id=number)
        paths.append(unit.root / "gradebook.db")
    return paths


@pytest.fixture
def unit(tmp_path, books):
    """A course folder with a class of four."""
    unit = Unit(FOLDER, tmp_path / "course")
    unit.root.mkdir()
    shutil.copy(books[0], unit.root)
    return unit
