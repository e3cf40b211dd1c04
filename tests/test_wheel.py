"""A wheel is the course: what travels in it, and the first minutes of a learner and of a teacher who have installed it.

What the course depends on is borrowed from the environment of these tests, so that nothing is fetched.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import nbformat
import pytest

from hatch_build import Course
from tests.patience import PATIENCE
from vecembed_lab.author.samples import answered, mistaken
from vecembed_lab.data.registry import DATASETS, cache
from vecembed_lab.files.exercises import exercises
from vecembed_lab.files.units import ROOT, Unit, units
from vecembed_lab.grading import jail

UNIT = "01_similarity"
NOTHING = "there are no notebooks of yours in {here}: stand in your folder, or let VECEMBED_HOME name it"
OFFLINE = {"https_proxy": "http://127.0.0.1:9", "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    code = "import sys; from hatchling import build; build.build_wheel(sys.argv[1])"  # as pip has it made
    subprocess.run([sys.executable, "-c", code, folder], cwd=ROOT, check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The programs of a fresh environment with the wheel."""
    environment = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin" / "python"
    options = ["--python", python, "install", "--quiet", "--no-deps", "--no-index", "--no-compile", wheel]
    subprocess.run([sys.executable, "-m", "pip", *options], check=True, env=os.environ | OFFLINE)
    [packages] = environment.glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    yield environment / "bin"
    shutil.rmtree(environment)


@pytest.fixture
def typed(installed, tmp_path):
    """Type a command in a folder; checks the exit code and returns what is said."""

    def typed(command, folder, code=0, **environment):
        program, *words = command.split()
        mine = os.environ | OFFLINE | {"VECEMBED_CACHE": str(tmp_path / "cache"), "COLUMNS": "200"} | environment
        mine |= {"PATH": os.pathsep.join([str(installed), str(Path(sys.executable).parent), os.environ["PATH"]])}
        for name in ("PYTHONPATH", "VECEMBED_MIRROR"):
            mine.pop(name, None)
        done = subprocess.run(
            [installed / program, *words], cwd=folder, env=mine, capture_output=True, text=True, timeout=PATIENCE
        )
        said = done.stdout + done.stderr
        assert done.returncode == code, said
        assert "Traceback" not in said
        return " ".join(said.split())

    return typed


# What travels


def test_the_course_travels_and_no_answer_does(wheel):
    with zipfile.ZipFile(wheel) as archive:
        sizes = {entry.filename: entry.compress_size for entry in archive.infolist()}
        carried = {name for name in sizes if "/_course/" in name}
        assert {name.partition("/_course/")[2] for name in carried} == {
            *(f"course/{unit.folder}.ipynb" for unit in units()),
            *(f"exercises/{unit.folder}/{unit.folder}.ipynb" for unit in units()),
            *("course/capstone.md", "course/compatibility.md", "course/teaching.md"),
            *("nbgrader_config.json", "nbgrader_config.py", "requirements.lock"),
        }
        for unit in units():
            lesson, release = (
                json.loads(archive.read(f"vecembed_lab/_course/{path.relative_to(ROOT)}"))
                for path in (unit.lesson, unit.release)
            )
            assert all(not cell.get("outputs") for cell in lesson["cells"])
            assert release == json.loads(unit.release.read_bytes())
        assert not any(b"BEGIN SOLUTION" in archive.read(name) for name in carried if name.endswith(".ipynb"))
    assert not any(part in name for name in sizes for part in ("solutions", "tests/", "answers", "__pycache__"))
    assert {"vecembed_lab/context/vectors.npz", "vecembed_lab/search/cranfield.npz"} <= sizes.keys()  # lessons 10, 07
    assert wheel.stat().st_size <= 3e6


def test_a_wheel_is_built_in_a_whole_clone_only(tmp_path):
    hook, asked = Course(str(tmp_path), {}, None, None, str(tmp_path), "wheel"), {"force_include": {}}
    hook.initialize("editable", asked)  # what `make start` installs
    assert asked == {"force_include": {}}
    with pytest.raises(
        FileNotFoundError, match=r"in a whole clone; .* has no course/\*\.ipynb, no course/\[a-z\]\*\.md"
    ):
        hook.initialize("standard", asked)


# Who has nothing but the wheel


def test_a_learner_begins_in_an_empty_folder_and_goes_on_from_anywhere(typed, tmp_path):
    desk = tmp_path / "desk"
    desk.mkdir()
    said = typed("vecembed start --no-open", desk)
    assert f"Your notebooks are in {desk / 'my'}." in said
    assert said.endswith(f"Ready: my/{UNIT}/lesson.ipynb, then my/{UNIT}/{UNIT}.ipynb.")
    assert sorted(path.name for path in (desk / "my").iterdir()) == [unit.folder for unit in units()]

    answer(Unit(UNIT, desk))
    assert "cosine: 4 of 4 points" in typed("vecembed check 1 cosine", desk)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for folder, home in ((desk / "my" / UNIT, ""), (elsewhere, "../desk")):
        assert "✓ cosine 4 of 4 solved" in typed("vecembed status 1", folder, VECEMBED_HOME=home)
    assert typed("vecembed hint 1 cosine", desk).startswith("Hint 1 of 3: ")
    assert "glove" in typed("vecembed data list", desk)
    assert "all in the versions the course is tested with" in typed("vecembed doctor", elsewhere)
    assert list(elsewhere.iterdir()) == []


@pytest.mark.skipif(bool(jail.missing()), reason="there is no sandbox here")
def test_a_learner_finishes_unit_01_and_shows_it(typed, tmp_path):
    """All of it, or, where GloVe is not, all but the exercise that is measured on it."""
    points = {name: exercise.points for name, exercise in exercises(Unit(UNIT)).items()}
    data = {"VECEMBED_CACHE": str(cache())} if DATASETS["glove"].cached else {}
    left = [] if data else ["improve"]
    odd = "improve cannot be judged here, whatever you wrote: it is measured on GloVe, which is not here"

    def earned(but):
        solved = sum(points.values()) - sum(points[name] for name in but)
        return f"{len(points) - len(but)} of {len(points)}", f"{solved:g} of {sum(points.values()):g} points"

    typed("vecembed start --no-open", tmp_path, **data)
    answer(Unit(UNIT, tmp_path))
    said = typed("vecembed check 1", tmp_path, code=len(left), **data)
    assert said.endswith("{} solved, {}".format(*earned(left)))
    assert said.count(odd) == typed("vecembed status 1", tmp_path, **data).count(odd) == len(left)
    assert typed("vecembed certificate 1 --name Ada", tmp_path, **data).count(odd) == len(left)
    page = "my/certificates/01_similarity.html"
    verify = f"vecembed certificate --verify {page} my/{UNIT}/{UNIT}.ipynb"
    passes = f"passes {{}} exercises of {UNIT}, {{}}. "
    assert f"{passes}{page} says the same.".format(*earned(left)) in typed(verify, tmp_path, **data)
    if data:
        assert f"{passes}improve was not compared: ".format(*earned(["improve"])) in typed(verify, tmp_path)


def test_a_learner_is_told_where_the_capstones_page_lies(typed, installed, tmp_path):
    [page] = installed.parent.rglob("capstone.md")
    assert f"What a service must answer: {page.resolve()}" in typed("vecembed accept --help", tmp_path, COLUMNS="1000")


def grade_id(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def answer(unit):
    """Write the model answers into a learner's notebook."""
    solution = answered(nbformat.read(Unit(UNIT).solution, as_version=4), {})
    texts = {grade_id(cell): cell.source for cell in solution.cells if grade_id(cell)}
    mine = json.loads(unit.my_exercises.read_text("utf-8"))
    for cell in mine["cells"]:
        cell["source"] = texts.get(grade_id(cell), cell["source"])
    unit.my_exercises.write_text(json.dumps(mine), "utf-8")


def test_a_folder_that_cannot_be_written(typed, tmp_path, read_only):
    (tmp_path / "desk").mkdir()
    read_only(tmp_path / "desk")
    said = typed("vecembed start --no-open", tmp_path / "desk", code=1)
    assert f"{tmp_path / 'desk' / 'my'} cannot be written (Read-only file system): " in said
    assert "VECEMBED_HOME" in said


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("check 1", f"my/{UNIT}/{UNIT}.ipynb does not exist; `vecembed start` makes it in "),
        *((command, NOTHING) for command in ("status", "status 1", "watch 1", "progress export mine.zip")),
        ("grade 1", "stand in your clone"),
        ("tour", "stand in your clone"),
    ],
)
def test_a_folder_that_is_no_course(typed, tmp_path, command, says):
    (tmp_path / "desk").mkdir()
    said = typed(f"vecembed {command}", tmp_path / "desk", code=1)
    assert says.format(here=tmp_path / "desk") in said
    assert list((tmp_path / "desk").iterdir()) == []


# A teacher, who has a clone as well


def test_a_class_is_graded_in_its_own_folder(typed, installed, tmp_path):
    """With the checks that were installed, in the sandbox, in the folder that the teacher stands in."""
    unit = Unit(UNIT, tmp_path)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    unit.lesson_text.parent.mkdir()
    unit.lesson_text.touch()
    solution = nbformat.read(Unit(UNIT).solution, as_version=4)
    wanted = {"", "setup", "cosine", "cosine-check"}
    solution.cells = [cell for cell in solution.cells if grade_id(cell) in wanted]
    unit.solution.parent.mkdir(parents=True)
    nbformat.write(solution, unit.solution)
    typed(f"python -m nbgrader generate_assignment {UNIT}", tmp_path)
    [lesson] = installed.parent.rglob(f"_course/course/{UNIT}.ipynb")
    reader = f"def cosine(a, b):\n    return open({str(lesson)!r}).read()"
    for student, answer in {"bob": mistaken(Unit(UNIT), "cosine", "dot_product"), "eve": reader}.items():
        path = tmp_path / "submitted" / student / UNIT / f"{UNIT}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(answered(solution, {"cosine": answer}), path)
    assert typed("vecembed grade 1 --workers 1", tmp_path).startswith("2 graded.")
    graded = {path.parts[-3]: path.read_text("utf-8") for path in tmp_path.glob(f"autograded/*/{UNIT}/{UNIT}.ipynb")}
    assert "cosine: 0 of 4 points" in graded["bob"]
    assert "this is the dot product" in graded["bob"]
    assert "PermissionError" in graded["eve"]  # a lesson shows the answers of its unit
