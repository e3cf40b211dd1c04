"""The tour is played for real, but for the lesson, which nbval runs cell by cell."""

import sys

import pytest

from vecembed_lab.author import tour
from vecembed_lab.author.build import BuildError
from vecembed_lab.similarity.checks import EXERCISES

WRONG = sorted({wrong for mistakes in tour.MISCONCEPTIONS.values() for wrong in mistakes.items()})


@pytest.mark.parametrize(("name", "which"), WRONG)
def test_a_mistake_written_as_an_answer_is_recognised(name, which):
    namespace = {"np": __import__("numpy")}
    exec(tour.mistaken(tour.Unit(tour.UNIT), name, which), namespace)
    assert EXERCISES[name].grade(namespace[name]).diagnosis.name == which


def test_the_tour_ends_with_grades_mistakes_and_a_page_for_each(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(tour, "STEPS", [step for step in tour.STEPS if step is not tour.run_lesson])
    monkeypatch.setenv("COLUMNS", "200")
    tour.tour(tmp_path / "tour")
    told = capsys.readouterr().out
    course = tour.Unit(tour.UNIT, tmp_path / "tour")

    scores = tour.gradebook(course)
    full = {name: exercise.points for name, exercise in EXERCISES.items()}
    assert scores["ada"] == full
    assert scores["bob"] == dict.fromkeys(EXERCISES, 0)
    assert scores["eve"] == full | {"pca": 0}
    for student, mistakes in tour.MISCONCEPTIONS.items():
        assert all(scores[student][name] < full[name] for name in mistakes)

    [(commonest, count)] = tour.diagnoses(course).most_common(1)
    assert (commonest, count) == (("spearman", EXERCISES["spearman"].mistakes["pearson"].message), 2)
    assert told.index(commonest[1]) < told.index(EXERCISES["cosine"].mistakes["dot_product"].message)
    assert "eve's pca ended its whole process" in told
    pages = {path.parents[1].name for path in course.root.glob("feedback/*/*/*.html")}
    assert pages == {"ada", "bob", "cem", "dina", "eve"}


def test_a_step_that_fails_says_what_nbgrader_said(tmp_path):
    with pytest.raises(BuildError, match=r"nbgrader autograde 01_similarity failed:[^$]*No notebooks were matched"):
        tour.nbgrader(tour.Unit(tour.UNIT, tmp_path), "autograde", tour.UNIT)


def test_without_nbgrader_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "nbgrader", None)
    with pytest.raises(BuildError, match=r"needs nbgrader: python -m pip install .*\[teach\]"):
        tour.tour(tmp_path / "tour")
    assert not (tmp_path / "tour").exists()
