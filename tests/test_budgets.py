"""What the course may cost: seconds to import, to start, to read, to be told; megabytes to keep."""

import importlib
import json
import pkgutil
import resource
import subprocess
import sys
import time

import pytest
from jupyter_client.manager import run_kernel

import vecembed_lab
from vecembed_lab.units import units

HEAVY = {"faiss", "gensim", "matplotlib", "numba", "pandas", "pyarrow", "scipy.stats", "sklearn", "torch"}
ALLOWED = {  # what they are about
    "word2vec": {"torch"},
    "subword": {"torch"},
    "training": {"torch"},
    "compiled": {"torch", "numba"},
    "bench": {"torch", "numba"},
    "ladder": {"torch"},
    "measure": {"torch"},
    "distributed": {"torch"},
    "trace": {"torch", "numba"},
}
LIGHT = [m.name for m in pkgutil.walk_packages(vecembed_lab.__path__, "vecembed_lab.") if m.name != "vecembed_lab.tour"]


def python(code):
    """What a fresh interpreter prints, and the CPU seconds it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_the_package_is_imported_in_no_time():
    seconds = min(python("import vecembed_lab")[1] for _ in range(5)) - min(python("pass")[1] for _ in range(5))
    assert seconds <= 0.15


@pytest.mark.parametrize("module", LIGHT)
def test_a_module_brings_in_no_heavy_library(module):
    loaded, _ = python(f"import json, sys, {module}; print(json.dumps(list(sys.modules)))")
    assert not (HEAVY - ALLOWED.get(module.split(".")[-1], set())) & set(json.loads(loaded))


@pytest.mark.parametrize("unit", units(), ids=lambda unit: unit.folder)
def test_a_kernel_has_run_the_first_cell_after_a_second(unit):
    cells = json.loads(unit.lesson.read_text())["cells"]
    first = next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    seconds = []
    for _ in range(3):
        started = time.monotonic()
        with run_kernel(kernel_name="python3", extra_arguments=["--log-level=ERROR"]) as client:
            assert client.execute_interactive(first, timeout=30, output_hook=str)["content"]["status"] == "ok"
            seconds.append(time.monotonic() - started)
    print(f"kernel start to first cell done: {min(seconds):.2f} s")
    assert min(seconds) <= 1.0


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
    for exercise in importlib.import_module(f"vecembed_lab.checks.{unit.name}").EXERCISES.values():
        answers = [exercise.reference, *(mistake.function for mistake in exercise.mistakes.values())]
        for answer in answers:
            assert min(seconds_to_grade(exercise, answer) for _ in range(2)) <= 1.0, answer.__name__


def seconds_to_grade(exercise, answer):
    """CPU seconds: as long as a learner waits, if the machine does nothing else."""
    started = time.process_time()
    exercise.grade(answer)
    return time.process_time() - started
