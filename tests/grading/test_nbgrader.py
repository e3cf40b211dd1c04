"""nbgrader's own commands on the real unit 01, in a course folder of their own: a class of ten is graded once."""

import csv
import hashlib
import json
import shutil
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest

from tests.patience import PATIENCE
from vecembed_lab.author.samples import answered, mistaken
from vecembed_lab.files.units import ROOT, Unit
from vecembed_lab.files.whole import write
from vecembed_lab.similarity.checks import EXERCISES

UNIT = "01_similarity"
BIN = Path(sys.executable).parent
POINTS = sum(exercise.points for exercise in EXERCISES.values())

# What people's functions do besides being right. On nbgrader's own, each of the first six would earn 0.
NOISE = [
    "import warnings; warnings.warn('old function')",
    "import sys; print('debugging', file=sys.stderr)",
    "import logging; logging.getLogger().warning('bound now')",
    "handler_of_an_earlier_cell.warning('bound earlier')",
    "import sys; [sys.stderr.write(f'\\r{i:3d}%|###   |') for i in range(3)]",
    "import os; os.write(2, b'written by C code')",
    "print('debugging')",
    "import os; os.write(1, b'written by C code')",
]
EARLIER_CELL = """\
import logging
handler_of_an_earlier_cell = logging.getLogger("early")
handler_of_an_earlier_cell.addHandler(logging.StreamHandler())
"""


def nbgrader(course, *arguments):
    command = [BIN / "nbgrader", *arguments]
    return subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=PATIENCE)


def read(path):
    return nbformat.read(path, as_version=4)


def mark(cell):
    return cell.metadata.get("nbgrader", {})


def with_first(nb, source):
    nb = deepcopy(nb)
    nb.cells.insert(0, nbformat.v4.new_code_cell(source))
    return nb


def noisy(solution):
    lines = [NOISE[i % len(NOISE)] for i in range(len(EXERCISES))]
    sources = {mark(cell).get("grade_id"): cell.source for cell in solution.cells}
    answers = {
        name: sources[name].replace("    ### BEGIN SOLUTION", f"    {line}\n    ### BEGIN SOLUTION")
        for name, line in zip(EXERCISES, lines, strict=True)
    }
    return with_first(answered(solution, answers), EARLIER_CELL)


def wrong(number):
    """One of the known mistakes for each exercise."""
    return {name: list(exercise.mistakes)[number % len(exercise.mistakes)] for name, exercise in EXERCISES.items()}


def fingerprint(*arrays):
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()


def memorised(solution):
    """The solution, but its spearman knows only what `check` asks in a notebook, where the seed is 0."""
    seen, spearman = [], EXERCISES["spearman"]
    spearman.grade(lambda x, y: seen.append(fingerprint(x, y)) or spearman.reference(x, y))
    source = f"""\
import hashlib
from scipy.stats import spearmanr

def spearman(x, y):
    key = hashlib.sha256(x.tobytes() + y.tobytes()).hexdigest()
    return spearmanr(x, y)[0] if key in {seen} else 0.0"""
    return answered(solution, {"spearman": source})


def without_checks(nb):
    nb = deepcopy(nb)
    nb.cells = [cell for cell in nb.cells if not mark(cell).get("grade_id", "").endswith("-check")]
    return nb


def tagged(nb):
    nb = deepcopy(nb)
    for cell in nb.cells:
        cell.metadata.tags = ["skip-execution"]
    return nb


def nan(name):
    return f"def {name}(*args):\n    return float('nan')"


def crash(name):
    return f"def {name}(*args):\n    import os\n    os._exit(1)"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course with only the sources: what a teacher starts from."""
    course = Unit(UNIT, tmp_path_factory.mktemp("course"))
    original = Unit(UNIT, ROOT)
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    shutil.copytree(original.solution.parent, course.solution.parent)
    return course


@pytest.fixture(scope="module")
def released(course):
    done = nbgrader(course, "generate_assignment", UNIT)
    assert done.returncode == 0, done.stderr
    return course


@pytest.fixture(scope="module")
def graded(released):
    """The log of `nbgrader autograde` after ten people handed in."""
    solution, release = read(released.solution), read(released.release)
    handed_in = {
        "perfect": solution,
        "blank": release,
        "noisy": noisy(solution),
        "nan": answered(solution, {name: nan(name) for name in EXERCISES}),
        "mistaken": answered(solution, {name: mistaken(released, name, which) for name, which in wrong(0).items()}),
        "mistaken-too": answered(solution, {name: mistaken(released, name, which) for name, which in wrong(1).items()}),
        "memorised": memorised(solution),
        "careless": without_checks(solution),
        "tagged": tagged(release),
        "crash": answered(solution, {"pca": crash("pca")}),
    }
    for student, nb in handed_in.items():
        write(released.root / "submitted" / student / UNIT / f"{UNIT}.ipynb", nbformat.writes(nb))
    write(released.root / "submitted" / "perfect" / UNIT / "numpy.py", "raise SystemExit  # a learner's own file")
    return nbgrader(released, "autograde", UNIT)


@pytest.fixture(scope="module")
def scores(graded, released):
    """The points of every check cell, by student and exercise."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{released.root}/gradebook.db") as gradebook:
        return {
            submission.student.id: {
                grade.name.removesuffix("-check"): grade.auto_score
                for grade in submission.notebooks[0].grades
                if grade.name.endswith("-check")
            }
            for submission in gradebook.assignment_submissions(UNIT)
        }


FULL = {name: exercise.points for name, exercise in EXERCISES.items()}
ZERO = dict.fromkeys(EXERCISES, 0)


def test_the_command_releases_what_is_committed(released):
    assert released.release.read_bytes() == Unit(UNIT, ROOT).release.read_bytes()
    assert [path.name for path in released.release.parent.iterdir()] == [f"{UNIT}.ipynb"]


def test_what_is_handed_out_may_be_read_by_others(released):
    """Unlike what students hand in: for that, nothing is for others."""
    exercises = released.release.parents[1]
    exercises.chmod(0o755)
    assert nbgrader(released, "generate_assignment", UNIT).returncode == 0
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (released.release.parent, released.release)]
    assert modes == [0o755, 0o644]


def test_metadata_is_nbgraders_schema_and_nothing_else(released):
    from nbgrader.nbgraderformat import MetadataValidator

    release = read(released.release)
    MetadataValidator().validate_nb(release)  # raises if a key is missing, or not one of nbgrader's
    ids = [cell.id for cell in release.cells]
    assert len(set(ids)) == len(ids)


def test_the_untouched_release_scores_nothing(scores):
    assert scores["blank"] == ZERO


def test_the_solution_scores_everything(scores):
    assert scores["perfect"] == FULL


def test_right_answers_may_warn_log_and_print(scores):
    assert scores["noisy"] == FULL


def test_nan_is_worth_nothing(scores):
    assert scores["nan"] == ZERO


@pytest.mark.parametrize(("student", "number"), [("mistaken", 0), ("mistaken-too", 1)])
def test_a_mistake_earns_what_its_criteria_are_worth(scores, released, student, number):
    """Partial credit arrives as it was computed: nbgrader would take NumPy's number for full marks."""
    seed = int((released.root / ".class_seed").read_text())
    expected = {}
    for name, which in wrong(number).items():
        expected[name] = EXERCISES[name].grade(EXERCISES[name].mistakes[which].function, seed=seed).score
    assert scores[student] == pytest.approx(expected)
    assert all(score < FULL[name] for name, score in scores[student].items())
    assert any(score > 0 for score in scores[student].values())


def test_nobody_gets_more_than_the_maximum(scores):
    assert all(
        0 <= score <= FULL[name] for each in scores.values() for name, score in each.items() if score is not None
    )


def test_outputs_learnt_by_heart_earn_little(scores):
    assert scores["memorised"] == FULL | {"spearman": 2}  # two of four criteria are by hand: the same for everybody


def test_deleted_checks_come_back_and_are_graded(scores):
    assert scores["careless"] == FULL


def test_tags_do_not_decide_what_runs(scores):
    assert scores["tagged"] == ZERO


def test_a_crash_costs_its_own_points_and_nothing_else(graded, scores):
    assert graded.returncode == 0, graded.stderr
    assert scores["crash"] == FULL | {"pca": 0}


def test_a_learners_own_modules_are_left_behind(graded, released):
    assert not (released.root / "autograded" / "perfect" / UNIT / "numpy.py").exists()


def test_the_class_seed_is_secret_and_stays(graded, released):
    seed = released.root / ".class_seed"
    assert stat.S_IMODE(seed.stat().st_mode) == 0o600
    page = released.root / "autograded" / "mistaken" / UNIT / f"{UNIT}.ipynb"
    before = seed.read_text(), outputs(page)
    assert nbgrader(released, "autograde", UNIT, "--student", "mistaken", "--force").returncode == 0
    assert (seed.read_text(), outputs(page)) == before


def outputs(path):
    return [cell.outputs for cell in read(path).cells if mark(cell).get("grade") and cell.cell_type == "code"]


def test_feedback_pages_hold_the_diagnosis(graded, released):
    assert nbgrader(released, "generate_feedback", UNIT).returncode == 0
    page = (released.root / "feedback" / "mistaken" / UNIT / f"{UNIT}.html").read_text()
    first = next(iter(EXERCISES["cosine"].mistakes.values()))
    assert "Looks familiar" in page
    assert first.message.split("`")[0].split("&")[0].strip() in page
    assert len(list(released.root.glob(f"feedback/*/{UNIT}/{UNIT}.html"))) == 10


def test_export_has_every_student_with_the_right_sum(graded, scores, released):
    assert nbgrader(released, "export").returncode == 0
    table = (released.root / "grades.csv").read_text().splitlines()
    rows = {row["student_id"]: row for row in csv.DictReader(table)}
    assert rows.keys() == scores.keys()
    for student, row in rows.items():
        expected = sum(score or 0 for score in scores[student].values())
        assert float(row["score"] or 0) == pytest.approx(expected), student
        assert float(row["max_score"]) > POINTS  # the written answers are a person's to grade
    assert rows["blank"]["score"] == "0.0"
    assert rows["nan"]["score"] == ""  # a person has still to read the written answer


def test_validate_tells_right_from_wrong_but_never_by_its_exit_code(released):
    done = nbgrader(released, "validate", str(released.solution), str(released.release))
    assert "Success!" in done.stdout
    assert "VALIDATION FAILED" in done.stdout
    assert done.returncode == 0


@pytest.fixture
def formgrader(graded, released, unused_port):
    """The address of a Jupyter server with nbgrader's pages, started in the course folder."""
    command = [BIN / "jupyter", "server", "--no-browser", "--allow-root", f"--port={unused_port}"]
    options = ["--IdentityProvider.token=secret", "--ServerApp.port_retries=0"]
    with (released.root / "server.log").open("w") as log:
        server = subprocess.Popen([*command, *options], cwd=released.root, stdout=log, stderr=log)
    yield f"http://127.0.0.1:{unused_port}/formgrader"
    server.terminate()
    server.wait(20)


@pytest.fixture
def unused_port():
    import socket

    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def get(url, data=None):
    """The text at `url`, waiting for its server to start; a POST if there is data."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"{url}?token=secret", data, timeout=PATIENCE) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError:
            raise
        except (ConnectionError, urllib.error.URLError):
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


def test_formgrader_shows_the_class_and_grades(formgrader):
    assert "nbgrader formgrade" in get(f"{formgrader}/manage_assignments")
    [assignment] = json.loads(get(f"{formgrader}/api/assignments"))
    assert (assignment["name"], assignment["num_submissions"]) == (UNIT, 10)
    submissions = json.loads(get(f"{formgrader}/api/submissions/{UNIT}"))
    points = {row["student"]: row["score"] for row in submissions}
    assert points["perfect"] == POINTS
    assert points["blank"] == 0
    again = json.loads(get(f"{formgrader}/api/submission/{UNIT}/nan/autograde", data=b""))
    assert again["success"], again
