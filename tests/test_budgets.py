"""What the course may cost: seconds to import, to start, to read, to be told; megabytes to keep."""

import importlib
import json
import pkgutil
import resource
import subprocess
import sys
import time

import psutil
import pytest
from jupyter_client.manager import run_kernel

import vecembed_lab
from vecembed_lab.author.sections import challenges
from vecembed_lab.files.notebooks import cell_mark, read
from vecembed_lab.files.units import ROOT, Unit, units
from vecembed_lab.learner.copies import copy_in
from vecembed_lab.learner.progress import progress
from vecembed_lab.learner.warm import possible
from vecembed_lab.learner.watch import watch

HEAVY = {"faiss", "gensim", "matplotlib", "numba", "pandas", "pyarrow", "scipy.stats", "sklearn", "torch"}
IDEAS = {"numba", "torch"}  # a module with an idea of a unit may need them: it follows gradients, or is compiled
ROOMS = {unit.name for unit in units()}
MODULES = [m.name for m in pkgutil.walk_packages(vecembed_lab.__path__, "vecembed_lab.") if ".checks." not in m.name]


def heavy_for(module):
    """What a module must not bring in."""
    folder, _, name = module.removeprefix("vecembed_lab.").partition(".")
    return HEAVY - IDEAS if folder in ROOMS and name not in ("", "checks", "figures") else HEAVY


def seconds_of_children():
    """CPU seconds of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def python(code):
    """What a fresh interpreter prints, and the CPU seconds it took."""
    before = seconds_of_children()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout, seconds_of_children() - before


def test_the_package_is_imported_in_no_time():
    seconds = min(python("import vecembed_lab")[1] for _ in range(5)) - min(python("pass")[1] for _ in range(5))
    assert seconds <= 0.15


IMPORT_EACH = """
import importlib, json, os, sys
for known in {known}:
    importlib.import_module(known)
for module in {modules}:
    if not os.fork():
        importlib.import_module(module)
        print(json.dumps([module, list(sys.modules)]), flush=True)
        os._exit(0)
    os.wait()
"""


@pytest.fixture(scope="module")
def loaded():
    """For each module of the package, what is loaded after it was imported into a process that knows what it may."""
    may = {module: HEAVY - heavy_for(module) for module in MODULES}
    found = {}
    for known in (set(), IDEAS):
        code = IMPORT_EACH.format(
            known=["jaxtyping", "numpy", *known],  # the first two by nearly all of them, and heavy for nobody
            modules=[module for module in MODULES if may[module] == known],
        )
        found |= dict(map(json.loads, python(code)[0].splitlines()))
    return found


@pytest.mark.parametrize("module", MODULES)
def test_a_module_brings_in_no_heavy_library(module, loaded):
    assert not heavy_for(module) & set(loaded[module])


@pytest.mark.parametrize("unit", units(), ids=lambda unit: unit.folder)
def test_a_kernel_has_run_the_first_cell_after_a_second(unit):
    cells = json.loads(unit.lesson.read_text())["cells"]
    first = next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    seconds = min(seconds_to_run(first) for _ in range(3))
    print(f"kernel start to first cell done: {seconds:.2f} s")
    assert seconds <= 1.0


def seconds_to_run(cell):
    """CPU seconds of a kernel that starts, runs one cell and ends."""
    before = seconds_of_children()
    with run_kernel(kernel_name="python3", extra_arguments=["--log-level=ERROR"]) as client:
        reply = client.execute_interactive(cell, timeout=120, output_hook=str)
        assert reply["content"]["status"] == "ok"
    return seconds_of_children() - before


@pytest.mark.parametrize("unit", units(), ids=lambda unit: unit.folder)
def test_a_notebook_is_small(unit):
    for path in (unit.lesson, unit.solution, unit.release):
        assert path.stat().st_size <= 500_000, path.name


@pytest.mark.parametrize("unit", units(), ids=lambda unit: unit.folder)
def test_a_cell_of_a_lesson_is_one_idea(unit):
    cells = json.loads(unit.lesson.read_text())["cells"]
    lengths = sorted(lines_of_code(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert lengths[-1] <= 7
    assert lengths[-4] <= 5  # longer ones are exceptions: three of them at most
    assert lengths[len(lengths) // 2] <= 4


def lines_of_code(source):
    """How many lines are neither empty nor a comment."""
    return sum(line.strip() != "" and not line.lstrip().startswith("#") for line in source)


@pytest.mark.parametrize("unit", units(), ids=lambda unit: unit.folder)
def test_feedback_comes_within_a_second(unit):
    """Within two, where an answer is measured on many words."""
    measured = challenges(unit)
    for exercise in importlib.import_module(f"vecembed_lab.{unit.name}.checks").EXERCISES.values():
        limit = 2.0 if exercise.name in measured else 1.0
        answers = [exercise.reference, *(mistake.function for mistake in exercise.mistakes.values())]
        for answer in answers:
            assert any(seconds_to_grade(exercise, answer) <= limit for _ in range(2)), answer.__name__


def seconds_to_grade(exercise, answer):
    """CPU seconds: as long as a learner waits, if the machine does nothing else."""
    started = time.process_time()
    exercise.grade(answer)
    return time.process_time() - started


# Watching

UNITS = units()
SLOWER = [pytest.param(unit, marks=pytest.mark.slow) for unit in UNITS[1:]]


@pytest.mark.skipif(not possible(), reason="kernels are forked on Linux only")
@pytest.mark.parametrize("unit", [UNITS[0], *SLOWER], ids=lambda unit: unit.folder)
def test_the_second_verdict_comes_a_second_after_a_save(unit, tmp_path):
    """CPU seconds of all processes, from a save to what the check of the changed answer says, when all is solved."""
    mine, took = solved(unit, tmp_path), []
    names = [standing.exercise for standing in progress(mine) if not standing.by_hand]
    todo = [names[len(names) // 2], names[-1], names[0]]

    def save():
        change(mine, todo.pop())
        took.append(-seconds_of_all())

    def early(text):
        took[-1] += seconds_of_all()

    for verdict in watch(mine, early, save):
        assert all(standing.done for standing in verdict.standings if not standing.by_hand)
        if not todo:
            break
    print(took)
    assert min(took) > 0  # each was told
    assert sorted(took)[1] <= 1.0


def solved(unit, folder):
    """A learner's copy of a unit with all its model answers."""
    for name in ("course", "exercises"):
        (folder / name).symlink_to(ROOT / name)
    mine, answers = Unit(unit.folder, folder), marked(read(unit.solution))
    copy_in(mine)
    notebook = read(mine.my_exercises)
    for name, cell in marked(notebook).items():
        cell["source"] = answers[name]["source"]
    mine.my_exercises.write_text(json.dumps(notebook), "utf-8")
    return mine


def marked(notebook):
    """The cells for answers, by name."""
    return {cell_mark(c)["grade_id"]: c for c in notebook["cells"] if cell_mark(c).get("solution")}


def change(mine, name):
    """Save another answer, as right as the one before."""
    notebook = read(mine.my_exercises)
    marked(notebook)[name]["source"] += "\n# A remark."
    mine.my_exercises.write_text(json.dumps(notebook), "utf-8")


def seconds_of_all():
    """CPU seconds of this process and of all that live and were started from it."""
    children = psutil.Process().children(recursive=True)
    return time.process_time() + sum(sum(child.cpu_times()[:2]) for child in children)
