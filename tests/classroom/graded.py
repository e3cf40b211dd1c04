"""A class that has handed in and was graded, made in seconds: for what comes after grading."""

import ast
import importlib
import inspect
import json
import shutil
import textwrap
from functools import cache

from vecembed_lab.classroom.gradebook import Classroom, Item, Mark, Student, Submission, gradebook
from vecembed_lab.files.units import ROOT, Unit
from vecembed_lab.grading.report import MIME

EVIL = "</title><script>alert(1)</script>"  # a first name in the class of twelve
BLANK, MODEL = "left blank", "the model answer"  # styles of answering; others are names of mistakes and alternatives


@cache
def exercises(unit_name):
    """The exercises of a unit by name, in the order of its notebook."""
    known = importlib.import_module(f"vecembed_lab.{unit_name}.checks").EXERCISES
    return {
        name: known[name] for cell in _cells(unit_name, "solutions") if (name := _mark(cell).get("grade_id")) in known
    }


@cache
def styles(unit_name, exercise):
    """The right answers and the mistakes by name, as functions: what independent people could hand in."""
    answers = importlib.import_module(f"tests.{unit_name}.answers").ALTERNATIVES[exercise]
    known = exercises(unit_name)[exercise].mistakes.values()
    return dict(inspect.getmembers(answers, inspect.isfunction)) | {m.name: m.function for m in known}


@cache
def source(unit_name, exercise, style):
    """The text of such an answer, called as the exercise is."""
    if style in (BLANK, MODEL):
        cells = _cells(unit_name, "exercises" if style == BLANK else "solutions")
        text = next("".join(c["source"]) for c in cells if _mark(c).get("grade_id") == exercise)
        return "\n".join(line for line in text.split("\n") if "### " not in line)
    text = textwrap.dedent(inspect.getsource(inspect.unwrap(styles(unit_name, exercise)[style])))
    definition = ast.parse(text).body[0]
    lines = text.splitlines()[definition.lineno - 1 :]  # without decorators
    return "\n".join(lines).replace(f"def {definition.name}(", f"def {exercise}(", 1)


@cache
def report(unit_name, exercise, style):
    """What the check says of such an answer."""
    graded = exercises(unit_name)[exercise]
    function = graded.reference if style == MODEL else styles(unit_name, exercise).get(style, lambda *args: None)
    return graded.grade(function)


def notebook(unit, answers, reports):
    """The release with the texts of `answers` in its answer cells and `reports` below its checks."""
    nb = json.loads((ROOT / "exercises" / unit.folder / f"{unit.folder}.ipynb").read_text(encoding="utf-8"))
    for cell in nb["cells"]:
        name = _mark(cell).get("grade_id", "")
        cell["source"] = answers.get(name, cell["source"])
        if (said := reports.get(name.removesuffix("-check"))) and name.endswith("-check"):
            data = {"text/plain": str(said), MIME: said.to_dict()}
            cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": data}]
    return nb


def course(root, folder="01_similarity"):
    """A course folder with one released unit and an empty gradebook."""
    unit = Unit(folder, root)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(ROOT / "exercises" / folder, unit.release.parent)
    with gradebook(unit, create=True) as book:
        book.add_assignment(folder)
        book.add_notebook(folder, folder)
        for cell in json.loads(unit.release.read_text(encoding="utf-8"))["cells"]:
            if _mark(cell).get("grade"):
                kind = {"max_score": _mark(cell)["points"], "cell_type": cell["cell_type"]}
                book.add_grade_cell(_mark(cell)["grade_id"], folder, folder, **kind)
    return unit


def hand_in(unit, students, written=None):
    """Grade `students`, by id: the style of each one's answer to each exercise, the model answer if left out.

    `written` holds the points a person gave to written answers, by student; the others wait.
    """
    written = written or {}
    with gradebook(unit) as book:
        for student, chosen in students.items():
            book.update_or_create_student(student)
            with book.db.no_autoflush:
                submission = book.update_or_create_submission(unit.folder, student)
            chosen = {name: chosen.get(name, MODEL) for name in exercises(unit.name)}
            reports = {name: report(unit.name, name, style) for name, style in chosen.items()}
            for grade in submission.notebooks[0].grades:
                name = grade.name.removesuffix("-check")
                grade.auto_score = reports[name].score if name in reports else None
                grade.manual_score = None if name in reports else written.get(student)
                grade.needs_manual_grade = grade.auto_score is None and grade.manual_score is None
            book.db.commit()
            answers = {name: source(unit.name, name, style) for name, style in chosen.items()}
            save(unit, student, notebook(unit, answers, reports))


def save(unit, student, nb, folder="autograded"):
    path = unit.root / folder / student / unit.folder / f"{unit.folder}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(nb), encoding="utf-8")


@cache
def _cells(unit_name, folder):
    [path] = (ROOT / folder).glob(f"*_{unit_name}/*.ipynb")
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def class_of_twelve(root):
    """Twelve are graded, the written answers of two as well; one did not hand in, one could not be graded."""
    unit = course(root)
    hand_in(unit, people(), written={"s0": 4.0, "bob": 1.0})
    with gradebook(unit) as book:
        book.update_or_create_student("s0", first_name="Ada", last_name="Lovelace", email="ada@x.org", lms_user_id="77")
        book.update_or_create_student("eve", first_name=EVIL, last_name='=HYPERLINK("http://x")')
        book.add_student("absent", first_name="Al", last_name="Absent")
    (unit.root / "submitted" / "crashed" / unit.folder).mkdir(parents=True)
    return unit


def people():
    """The class of twelve, by id: who answered what in another style than the model answer's."""
    return {
        **{f"s{number}": {} for number in range(8)},
        "bob": dict.fromkeys(exercises("similarity"), BLANK),
        "cem": {"cosine": "dot_product", "spearman": "ties_by_position"},
        "dina": {"spearman": "ties_by_position"},
        "eve": {"cosine": "dot_product", "spearman": "ties_by_position", "nearest": BLANK},
    }


def small(points):
    """A class without files: a row of points for each student."""
    items = [Item(name, 1.0, False) for name in "ab"[: len(points[0])]]
    marks = [{item.name: Mark(earned) for item, earned in zip(items, row, strict=True)} for row in points]
    return Classroom("01_small", items, [Submission(Student(f"s{i}"), mark) for i, mark in enumerate(marks)])


def _mark(cell):
    return cell["metadata"].get("nbgrader", {})
