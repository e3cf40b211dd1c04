"""The whole story in two minutes: a lesson, a class of five, their grades and what they are told."""

import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from vecembed_lab.author.build import BuildError, dumps, executed, tool
from vecembed_lab.author.samples import answered, mistaken
from vecembed_lab.files.exercises import exercises
from vecembed_lab.files.units import ROOT, Unit
from vecembed_lab.files.whole import write
from vecembed_lab.grading.report import MIME

UNIT = "01_similarity"
MISCONCEPTIONS = {  # who gives which of the known wrong answers
    "cem": {"cosine": "dot_product", "spearman": "pearson"},  # his other functions call his cosine
    "dina": {"nearest": "itself_included", "neighbours_kept": "itself_kept", "spearman": "pearson"},
}
CRASH = {"eve": "pca"}  # whose function takes its whole process down


def tour(folder: Path = ROOT / "tour") -> None:
    """Play unit 01 for a class of five in `folder`, which is made anew, and print what came out.

    Raises BuildError if nbgrader is missing or a step fails.
    """
    tool("nbgrader", "teach")
    console, course = Console(), Unit(UNIT, folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, step in enumerate(STEPS, start=1):
        started = time.monotonic()
        with console.status(f"{number} of {len(STEPS)}: {step.__doc__}"):
            step(course)
        console.print(f"[green]✓[/] [dim]{time.monotonic() - started:2.0f} s[/]  {step.__doc__}", highlight=False)
    console.print(_grades(course, gradebook(course)), _mistakes(course), sep="\n")
    console.print(_farewell(course), soft_wrap=True, highlight=False)


# The steps. The first line of each says on the screen what it does.


def run_lesson(course: Unit) -> None:
    """A learner runs lesson 01 from top to bottom in a fresh kernel."""
    import nbformat

    lesson = nbformat.read(Unit(UNIT).lesson, as_version=4)
    course.lesson.parent.mkdir()
    write(course.lesson, dumps(executed(lesson, course.lesson.parent)))


def release(course: Unit) -> None:
    """The teacher releases the exercises: the answers are cut out."""
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    shutil.copytree(Unit(UNIT).solution.parent, course.solution.parent)
    nbgrader(course, "generate_assignment", UNIT)


def hand_in(course: Unit) -> None:
    """Five people hand in: perfect, blank, two misconceptions, one crash."""
    import nbformat

    solution = nbformat.read(course.solution, as_version=4)
    submissions = {"ada": answered(solution, {}), "bob": nbformat.read(course.release, as_version=4)}
    for student, mistakes in MISCONCEPTIONS.items():
        wrong = {name: mistaken(Unit(UNIT), name, which) for name, which in mistakes.items()}
        submissions[student] = answered(solution, wrong)
    for student, name in CRASH.items():
        crash = f"import os\n\ndef {name}(*args):\n    os._exit(1)  # what a crash in compiled code does"
        submissions[student] = answered(solution, {name: crash})
    for student, notebook in submissions.items():
        write(course.root / "submitted" / student / UNIT / f"{UNIT}.ipynb", dumps(notebook))


def autograde(course: Unit) -> None:
    """nbgrader grades them: their code in a sandbox, on inputs drawn from this class's secret."""
    nbgrader(course, "autograde", UNIT)


def give_feedback(course: Unit) -> None:
    """nbgrader writes each a page: what is right, what is not, and why."""
    nbgrader(course, "generate_feedback", UNIT)


def export(course: Unit) -> None:
    """nbgrader writes the table of grades."""
    nbgrader(course, "export")


STEPS = (run_lesson, release, hand_in, autograde, give_feedback, export)


def nbgrader(course: Unit, *arguments: str) -> None:
    """Run a command of nbgrader in the course's folder; BuildError, with its last words, if it fails."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True)
    if done.returncode:
        raise BuildError(f"nbgrader {' '.join(arguments)} failed:\n{done.stderr[-2000:]}")


# What came out


def gradebook(course: Unit) -> dict[str, dict[str, float]]:
    """The points of each student for each check, from nbgrader's database."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        return {
            submission.student.id: {
                grade.name.removesuffix("-check"): grade.auto_score
                for grade in submission.notebooks[0].grades
                if grade.name.endswith("-check")
            }
            for submission in book.assignment_submissions(UNIT)
        }


def diagnoses(course: Unit) -> Counter[tuple[str, str]]:
    """How many students gave each known wrong answer: (exercise, what the mistake is)."""
    import nbformat

    found: Counter[tuple[str, str]] = Counter()
    for path in course.root.glob(f"autograded/*/{UNIT}/{UNIT}.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            for report in (out.data[MIME] for out in cell.get("outputs", []) if MIME in out.get("data", {})):
                if report["diagnosis"]:
                    found[report["exercise"], report["diagnosis"]["message"]] += 1
    return found


def _grades(course: Unit, scores: Mapping[str, Mapping[str, float]]) -> Table:
    table = Table("exercise", "points", *sorted(scores), title="\nThe gradebook", title_justify="left")
    points = {name: exercise.points for name, exercise in exercises(course).items()}
    for name in points:
        table.add_row(name, f"{points[name]:.3g}", *(f"{scores[student][name]:.3g}" for student in sorted(scores)))
    sums = [f"{sum(scores[student].values()):.3g}" for student in sorted(scores)]
    table.add_section()
    table.add_row("all", f"{sum(points.values()):.3g}", *sums, style="bold")
    return table


def _mistakes(course: Unit) -> Table:
    table = Table("students", "exercise", "mistake", title="\nThe commonest mistakes", title_justify="left")
    for (exercise, message), count in diagnoses(course).most_common():
        table.add_row(str(count), exercise, message)
    return table


def _farewell(course: Unit) -> str:
    [(student, name)] = CRASH.items()
    return f"""
{student}'s {name} ended its whole process, as a crash does: that cost its own points and nothing else.
The others never noticed. The written answer waits for a person; its points are not in this table.
For a large class, `vecembed grade {UNIT}` does the same as `nbgrader autograde`, many times as fast.

Where to look, in {course.root}
  feedback/cem/{UNIT}/{UNIT}.html  what a learner is told, for the browser
  submitted/  autograded/  what came in, and what the checks said
  grades.csv  what the office gets
  `jupyter lab`, started there, has the formgrader in its menu Nbgrader
"""
