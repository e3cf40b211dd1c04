"""Fixtures that several test files use."""

import pytest

from tests.classroom import graded
from vecembed_lab.classroom.gradebook import read_class
from vecembed_lab.classroom.itemanalysis import ClassReport


@pytest.fixture(scope="session")
def class_of_twelve(tmp_path_factory):
    """The course folder of a class whose answers are known."""
    return graded.class_of_twelve(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="session")
def report(class_of_twelve):
    return ClassReport(read_class(class_of_twelve))
