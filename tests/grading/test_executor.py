"""Notebooks with ordinary nbgrader test cells and with checks: what is scored, and what is shown."""

import nbformat
import pytest

from tests import toy
from vecembed_lab.author import samples
from vecembed_lab.files.units import units
from vecembed_lab.grading.executor import handed_out
from vecembed_lab.grading.imports import slow_imports
from vecembed_lab.grading.judge import Judge, answering, checked, checks, is_test
from vecembed_lab.grading.reach import PACKAGE

SECRET = "the secret of the teacher"


@pytest.fixture(scope="module")
def judge():
    with Judge() as judge:
        yield judge


@pytest.fixture
def judged(judge):
    """The outputs of the last cell of a notebook with these cells."""

    def judged(*cells, **how):
        notebook = nbformat.from_dict(toy.notebook(*cells))
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = []
        judge.judge(notebook, **({"seed": 7} | how))
        return notebook.cells[-1].outputs

    return judged


def graded(source, name="test", points=2):
    return toy.cell(source, name, grade=True, locked=True, points=points)


def code(source):
    return toy.cell(source)


def setup(source):
    return toy.cell(source, "setup", locked=True)


def score(outputs, points=2):
    from nbgrader.utils import determine_grade

    cell = nbformat.from_dict(graded("", points=points))
    cell.outputs = outputs
    return determine_grade(cell)[0]


def text(outputs):
    return str(outputs)


DOUBLE = code("def double(x):\n    return 2 * x")


def test_a_passing_assert_is_full_marks(judged):
    outputs = judged(DOUBLE, graded("assert double(2) == 4"))
    assert outputs == []
    assert score(outputs) == 2


def test_a_failing_assert_is_none_and_says_which(judged):
    outputs = judged(DOUBLE, graded("assert double(2) == 4\nassert double(3) == 5, 'not five'"))
    assert score(outputs) == 0
    assert "line 2: assert double(3) == 5" in text(outputs)
    assert "AssertionError: not five" in text(outputs)


@pytest.mark.parametrize(
    ("last", "points"),
    [("1.5", 1.5), ("np.float64(1.5)", 1.5), ("9", 2), ("-1", 0), ("float('nan')", 0), ("True", 1), ("'text'", 2)],
)
def test_a_number_at_the_end_is_partial_credit(judged, last, points):
    assert score(judged(setup("import numpy as np"), DOUBLE, graded(f"assert double(2) == 4\n{last}"))) == points


def test_what_is_written_to_stderr_costs_nothing(judged):
    noisy = code(
        "import sys, warnings\ndef double(x):\n    warnings.warn('old')\n"
        "    print('!', file=sys.stderr)\n    return 2 * x"
    )
    assert score(judged(noisy, graded("assert double(2) == 4"))) == 2


def test_tests_have_the_teachers_names_the_students_and_those_of_earlier_tests(judged):
    cells = [
        setup("import math"),
        code("size = 3\ndef area(r):\n    return math.pi * r * r"),
        graded("def near(a, b):\n    return math.isclose(a, b)\nassert size == 3"),
        graded("assert near(area(size), 9 * math.pi)", "test-2"),
    ]
    assert score(judged(*cells)) == 2


def test_classes_generators_and_callbacks(judged):
    student = code(
        "class Bag:\n    def __init__(self):\n        self.n = 0\n    def add(self, k):\n        self.n += k\n"
        "def count(n):\n    yield from range(n)\ndef twice(f, x):\n    return f(f(x))"
    )
    tests = graded(
        "bag = Bag()\nbag.add(2)\nbag.add(3)\nassert bag.n == 5\nassert list(count(3)) == [0, 1, 2]\n"
        "assert twice(lambda x: 3 * x, 1) == 9"
    )
    assert judged(student, tests) == []


def test_what_is_missing_fails(judged):
    outputs = judged(graded("assert double(2) == 4"))
    assert score(outputs) == 0
    assert "NameError" in text(outputs)


def test_an_answer_that_is_defined_again_later_is_judged_where_it_stands(judged):
    """As in a notebook, for which two exercises may use one name."""
    again = code("def double(x):\n    return 'something else'")
    notebook = [DOUBLE, graded("assert double(2) == 4"), again]
    outputs = judged(*notebook, graded("assert double(2) != 4", "test-2"))
    assert score(outputs) == 2
    assert score(judged(again, DOUBLE, graded("assert double(2) == 4"))) == 2


LOAD = "import numpy as np\nfrom vecembed_lab.similarity.checks import check"
AGAIN = {  # what stands below a right answer and its check, and changes what the answer needs
    "a result under the name of the function": "cosine = cosine(np.eye(2), np.eye(2))",
    "a loop": "for np in range(3):\n    pass",
    "everything of a module": "from math import *\ndef dot(a, b):\n    return 0",
    "a constant": "EPS = 5",
    "a deleted helper": "del dot",
    "a second lambda": "dot = lambda a, b: 0",
    "a setting": "np.seterr(all='raise')\nnp.set_printoptions(precision=1)",
    "what a function keeps": "KEPT.clear()",
    "another module's function": "np.linalg.norm = None",
}
NEEDY = """\
EPS, KEPT = 0, [1]
dot = lambda a, b: a @ b.T
def cosine(a, b):
    lengths = np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1)) * KEPT[0]
    return dot(a, b) / (np.where(lengths > 0, lengths, 1) + EPS)"""


def checks_of(*cells):
    """A notebook with the setup, these cells, and one that is not graded."""
    return [setup(LOAD), *cells]


@pytest.mark.parametrize("later", AGAIN.values(), ids=AGAIN)
def test_an_answer_is_judged_in_the_state_at_its_check(judge, unit_one, later):
    notebook = toy.notebook(*checks_of(code(NEEDY), check_cell(), code(later)))
    notebook = nbformat.from_dict(notebook)
    judge.judge(notebook, seed=7)
    assert score(notebook.cells[2].outputs, 4) == 4


def test_what_is_made_further_down_is_there_in_the_end(judge, unit_one):
    """Cells may have been run in any order, and the answer may stand below its check."""
    needs, makes = code(COSINE.replace("a @ b.T", "dot(a, b)")), code("dot = lambda a, b: a @ b.T")
    below = [[needs, check_cell(), makes], [check_cell(), makes, needs]]
    for cells in below:
        notebook = nbformat.from_dict(toy.notebook(*checks_of(*cells)))
        judge.judge(notebook, seed=7)
        [check] = [cell for cell in notebook.cells if is_test(cell)]
        assert score(check.outputs, 4) == 4


def test_an_ordinary_test_looks_below_too(judge):
    notebook = nbformat.from_dict(toy.notebook(graded("assert double(2) == 4"), DOUBLE))
    judge.judge(notebook, seed=7)
    assert score(notebook.cells[0].outputs) == 2


def test_a_notebook_needs_one_process_whatever_it_redefines(judged, monkeypatch, unit_one):
    from vecembed_lab.grading.remote import Zygote

    forks, fork = [], Zygote.fork
    monkeypatch.setattr(Zygote, "fork", lambda *args: forks.append(args) or fork(*args))
    judged(*checks_of(code(COSINE), check_cell()), code("def cosine(a, b):\n    return 0"))
    assert len(forks) == 1


def test_of_hidden_tests_nothing_is_shown(judged):
    leak = code(
        "def double(x):\n    print('asked', x)\n"
        "    if x == 77:\n        raise ValueError(f'asked {x}')\n    return 2 * x"
    )
    hidden = (
        f"assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(77) == 154, '{SECRET}'\n### END HIDDEN TESTS"
    )
    outputs = judged(leak, graded(hidden))
    assert score(outputs) == 0
    assert "A hidden test failed" in text(outputs)
    assert not any(word in text(outputs) for word in ("77", SECRET, "asked"))


def test_the_visible_part_is_quoted_all_the_same(judged):
    hidden = "assert double(2) == 5\n### BEGIN HIDDEN TESTS\nassert double(77) == 154\n### END HIDDEN TESTS"
    assert "assert double(2) == 5" in text(judged(DOUBLE, graded(hidden)))


def test_the_student_cannot_reach_the_tests(judged):
    thief = code(
        "import builtins, sys\n"
        "def double(x):\n"
        "    frame = sys._getframe()\n"
        "    while frame:\n        frame.f_globals['passed'] = True\n        frame = frame.f_back\n"
        "    builtins.AssertionError = ZeroDivisionError\n"
        "    return type('Liar', (float,), {'__eq__': lambda self, other: True})(0)"
    )
    assert score(judged(thief, graded("assert double(2) == 4"))) == 0


def test_what_an_answer_leaves_behind_costs_no_cell_below(judged):
    crowd = code(
        "import threading, time\ndef double(x):\n    for _ in range(70):\n"
        "        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n    return 2 * x"
    )
    half = code("sum(range(50_000_000))  # long enough to be looked at\ndef half(x):\n    return x / 2")
    cells = [crowd, graded("assert double(2) == 4", "first"), half, graded("assert half(4) == 2")]
    assert score(judged(*cells)) == 2


@pytest.mark.parametrize("end", ["os._exit(0)", "sys.exit(0)", "os.kill(os.getpid(), 9)"])
def test_ending_the_process_fails_one_test(judged, end):
    student = code(f"import os, sys\ndef double(x):\n    {end}\ndef half(x):\n    return x / 2")
    assert score(judged(student, graded("assert half(4) == 2"))) == 2
    assert score(judged(student, graded("assert double(2) == 4"))) == 0
    assert score(judged(student, graded("try:\n    double(2)\nexcept Exception:\n    pass\nassert half(4) == 2"))) == 2


def test_tests_without_end_are_stopped_and_the_next_notebook_is_judged(judged, monkeypatch):
    from vecembed_lab.grading import testcells

    monkeypatch.setattr(testcells, "SECONDS", 1.0)
    outputs = judged(DOUBLE, graded("assert double(2) == 4\nwhile True: pass"))
    assert "did not come to an end" in text(outputs)
    monkeypatch.undo()
    assert score(judged(DOUBLE, graded("assert double(2) == 4"))) == 2


def test_a_test_that_ends_its_own_process_is_no_pass(judged):
    assert score(judged(DOUBLE, graded("import os\nos._exit(0)"))) == 0


# Checks


@pytest.fixture
def unit_one():
    return [setup("import numpy as np\nfrom vecembed_lab.similarity.checks import check")]


COSINE = """\
def cosine(a, b):
    size = np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))
    return a @ b.T / np.where(size > 0, size, 1)"""


def check_cell():
    return toy.cell("check(cosine)", "cosine-check", grade=True, locked=True, points=4)


def test_a_check_is_judged_outside_and_shown_as_in_the_notebook(judged, unit_one):
    shown, result = judged(*unit_one, toy.cell(COSINE, "cosine", solution=True), check_cell())
    assert result.data == {"text/plain": "4.0"}
    assert set(shown.data) == {"text/html", "text/plain", "application/vnd.vecembed.report+json"}
    assert shown.data["application/vnd.vecembed.report+json"]["source"] == COSINE
    assert score([shown, result], 4) == 4


def test_the_points_are_those_of_the_cell_at_most(judged, unit_one):
    cell = check_cell()
    cell["metadata"]["nbgrader"]["points"] = 3
    assert score(judged(*unit_one, code(COSINE), cell), 3) == 3


def test_a_students_own_check_is_not_asked(judged, unit_one):
    forged = code("def check(f):\n    print('full marks')\n    return 4.0\ndef cosine(a, b):\n    return 1.0")
    assert score(judged(*unit_one, forged, check_cell()), 4) == 0


def test_checks_are_taken_from_the_teachers_cell_only():
    cells = nbformat.from_dict(toy.notebook(code("from vecembed_lab.word2vec.checks import check"))).cells
    assert checks(cells) == []
    cells = nbformat.from_dict(toy.notebook(setup("from vecembed_lab.word2vec.checks import check"))).cells
    assert checks(cells) == ["word2vec"]


def test_rooms_are_hidden_but_those_of_earlier_units_whose_checks_are():
    rooms = {PACKAGE / unit.name for unit in units()}
    first, second = answering([]), answering(["similarity"])
    assert set(first) == rooms
    assert set(second) == rooms - {PACKAGE / "similarity"} | {PACKAGE / "similarity" / "checks"}
    assert all(path.is_dir() for path in first)


@pytest.mark.parametrize(
    "way",
    [
        "from vecembed_lab.similarity import measures as similarity",
        "import vecembed_lab.similarity.projection",
        "open({path!r})",
    ],
)
def test_the_answers_are_out_of_reach(judged, unit_one, way):
    way = way.format(path=str(PACKAGE / "similarity" / "measures.py"))
    thief = code(f"{way}\ndef cosine(a, b):\n    return similarity.cosine(a, b)")
    assert score(judged(*unit_one, thief, check_cell()), 4) == 0


# What students' cells show


def test_only_text_and_pictures_are_shown(judged):
    source = (
        "from IPython.display import HTML, display\n"
        "class Page:\n    def _repr_html_(self):\n        return '<script>alert(1)</script>'\n"
        "    def __repr__(self):\n        return '<script>alert(2)</script>'\n"
        "Page()"
    )
    outputs = judged(code(source))
    assert all(output.output_type in ("stream", "error") for output in outputs)
    assert "text/html" not in text(outputs)


def test_an_error_is_shown_in_a_sentence(judged):
    [output] = judged(code("x = 1\nx / 0"))
    assert (output.output_type, "ZeroDivisionError" in output.evalue) == ("error", True)


# What is handed out with a notebook


def test_a_link_that_was_handed_out_is_found_by_its_own_name(judged, tmp_path):
    notebook = tmp_path / "exercises" / "01_toy.ipynb"
    notebook.parent.mkdir()
    for folder, name in [("new", "words.csv"), ("old", "earlier.csv")]:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "words-v2.csv").write_text(folder)
        notebook.with_name(name).symlink_to(f"../{folder}/words-v2.csv")
    read = code("print(open('words.csv').read(), open('earlier.csv').read())")
    assert "new old" in text(judged(read, beside=handed_out(notebook)))


def test_what_a_mistake_does_is_found_out_once_for_a_class():
    from vecembed_lab.grading.compare import same
    from vecembed_lab.grading.exercise import Exercise

    asked = []
    exercise = Exercise("double", lambda x: 2 * x, hints=("", "", ""), read="")
    exercise.criterion("doubled", points=1)(lambda student, rng: same(student(x := rng.normal(size=5)), 2 * x))

    @exercise.mistake("squared")
    def squared(x):
        asked.append(x)
        return x**2

    for seed, times in [(1, 1), (1, 1), (2, 2), (2, 2)]:
        assert exercise.grade(lambda x: x * x, seed=seed).diagnosis.name == "squared"
        assert len(asked) == times
    assert exercise.grade(lambda x: x + 1, seed=2).diagnosis is None


def test_the_exercises_that_ran_out_of_time_are_named(judge, monkeypatch):
    from vecembed_lab.similarity.checks import EXERCISES

    monkeypatch.setattr(EXERCISES["cosine"], "seconds", 0.3)
    load = setup("from vecembed_lab.similarity.checks import check")
    loop = code("def cosine(a, b):\n    while True:\n        pass")
    notebook = nbformat.from_dict(toy.notebook(load, loop, graded("check(cosine)", "cosine-check")))
    assert judge.judge(notebook, seed=1).late == ["cosine"]
    notebook.cells[1].source = "def cosine(a, b):\n    return 0.0"
    assert judge.judge(notebook, seed=1).late == []


def test_what_cost_points_and_is_no_wrong_answer_is_told_to_the_teacher(judge):
    cells = [
        setup(LOAD),
        code("import pandora"),
        code("def cosine(a, b):\n    return pandora.cosine(a, b)"),
        check_cell(),
    ]
    notebook = nbformat.from_dict(toy.notebook(*cells, graded("assert double(2) == 4")))
    assert judge.judge(notebook, seed=1).causes == {"`pandora` is not installed here"}
    cells[2] = code(COSINE)
    assert judge.judge(nbformat.from_dict(toy.notebook(*cells)), seed=1).causes == set()


def test_points_that_the_teacher_changed_are_scaled(judged, unit_one):
    cell = check_cell()
    cell["metadata"]["nbgrader"]["points"] = 8
    assert score(judged(*unit_one, toy.cell(COSINE, "cosine", solution=True), cell), 8) == 8
    wrong = COSINE.replace(" / np.where(size > 0, size, 1)", "")
    four = score(judged(*unit_one, toy.cell(wrong, "cosine", solution=True), check_cell()), 4)
    assert score(judged(*unit_one, toy.cell(wrong, "cosine", solution=True), cell), 8) == 2 * four < 8


# Nobody loses a point


def honest(unit, number):
    """The notebook with the model answers (0), or with right answers in other styles, all of them in turn."""
    solution = nbformat.read(unit.solution, as_version=4)
    styles = samples.alternatives(unit) if number else {}
    notebook = samples.answered(solution, {name: texts[number % len(texts)] for name, texts in styles.items()})
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    return notebook


def lost(judge, unit, number, leave_out=()):
    """The checks of a right notebook that did not get full points, and what they said."""
    notebook = honest(unit, number)
    notebook.cells = [cell for cell in notebook.cells if checked(cell.source) not in leave_out]
    earlier = [other.name for other in units() if other.folder < unit.folder]
    judge.judge(notebook, seed=11, earlier=earlier)
    tests = [cell for cell in notebook.cells if is_test(cell) and cell.cell_type == "code"]
    assert len(tests) >= 6
    return [
        cell.outputs[0].data["text/plain"]
        for cell in tests
        if float(cell.outputs[-1].data["text/plain"]) != cell.metadata.nbgrader.points
    ]


TIMED = {"word_vectors"}  # measured by the clock: the slow test has it


@pytest.mark.parametrize("unit", units()[:2], ids=lambda unit: unit.folder)
def test_right_answers_lose_nothing_in_the_sandbox(judge, unit):
    assert lost(judge, unit, 1, leave_out=TIMED) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", range(7))
@pytest.mark.parametrize("unit", units()[:2], ids=lambda unit: unit.folder)
def test_all_right_answers_lose_nothing_in_the_sandbox(judge, unit, number):
    assert lost(judge, unit, number) == []


def test_what_takes_long_to_import_is_known():
    assert slow_imports("import torch.nn as nn") == {"torch"}
    assert slow_imports("def f():\n    from scipy.stats import rankdata") == {"scipy", "scipy.stats"}
    assert slow_imports("from scipy import stats") == {"scipy", "scipy.stats"}
    assert slow_imports("import scipy\nscipy.spatial.distance") == {"scipy", "scipy.spatial"}
    assert slow_imports("import os, evil\nfrom evil import good") == set()


def test_what_is_not_installed_is_the_students_error(judged, monkeypatch):
    import importlib.util

    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *args: None if name == "pandas" else found(name, *args)
    )
    monkeypatch.setattr("vecembed_lab.grading.imports.SLOW", {"pandas"})
    assert score(judged(code("import pandas"), DOUBLE, graded("assert double(2) == 4"))) == 2
