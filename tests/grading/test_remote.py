"""The same checks on functions that live in another process: same points, same words, whatever that process does."""

import contextlib
import os
import py_compile
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.author.test_checks import EXERCISES, MISTAKES, MODULES, RIGHT, ids
from vecembed_lab.files.exercises import exercises
from vecembed_lab.files.units import ROOT, find_unit
from vecembed_lab.grading import jail, remote, wire
from vecembed_lab.grading.compare import Wrong, same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.jail import Limits, NoSandbox
from vecembed_lab.grading.judge import answering
from vecembed_lab.grading.names import Names, StudentError, here
from vecembed_lab.grading.reach import PACKAGE
from vecembed_lab.grading.remote import Zygote
from vecembed_lab.grading.student import Answer, GraderError
from vecembed_lab.grading.zygote import HOMES

pytestmark = pytest.mark.skipif(bool(jail.missing()), reason=f"no sandbox here: {jail.missing()}")

LOAD = """
import sys, types
EXERCISES = {}
def load(name, text):
    sys.modules[name] = module = types.ModuleType(name)
    exec(text, vars(module))
    own = name.rpartition(".")[2]
    if own != "_common":
        EXERCISES[own] = vars(module)[own]
"""
COLLECT = """
class bank: pass
for exercise in EXERCISES.values():
    setattr(bank, f"{exercise.name}__right_reference", exercise.reference)
    for style in {name for name in dir(ALTERNATIVES[exercise.name]) if not name.startswith("_")}:
        setattr(bank, f"{exercise.name}__right_{style}", getattr(ALTERNATIVES[exercise.name], style))
    for mistake in exercise.mistakes.values():
        setattr(bank, f"{exercise.name}__{mistake.name}", mistake.function)
"""


@pytest.fixture(scope="module")
def zygote():
    with Zygote() as zygote:
        zygote.preload(("torch", "matplotlib"))
        yield zygote


@pytest.fixture
def notebook(zygote):
    """`notebook(*cells)` is a student process in which the cells have been run; it ends with the test."""
    with contextlib.ExitStack() as stack:
        yield lambda *cells, **more: stack.enter_context(zygote.student(cells, **more))


@pytest.fixture(scope="module")
def banks(zygote):
    """For each unit, a process that holds all right and wrong answers as if a student had written them."""
    with contextlib.ExitStack() as stack:
        banks = {}
        for name in MODULES:
            banks[name] = stack.enter_context(zygote.student(bank_cells(name)))
            assert [cell.error for cell in banks[name].cells if cell.error] == []
        yield banks


@pytest.fixture(scope="module")
def texts():
    """For each unit, the same functions made here from the same text."""
    return {name: local(name) for name in MODULES}


def bank_cells(unit):
    """Cells that define the right answers of a unit and, from its checks, the wrong ones."""
    answers, checks = ROOT / "tests" / unit / "answers.py", PACKAGE / unit / "checks"
    names = [path.stem for path in checks.glob("_common.py")] + list(
        exercises(find_unit(unit))
    )  # later ones use earlier
    texts = {f"vecembed_lab.{unit}.checks.{name}": (checks / f"{name}.py").read_text("utf-8") for name in names}
    return [answers.read_text("utf-8"), LOAD, *(f"load({name!r}, {text!r})" for name, text in texts.items()), COLLECT]


def local(unit):
    names = {"__name__": "bank"}
    for cell in bank_cells(unit):
        exec(cell, names)
    return names["bank"]


def unit_of(exercise):
    return next(unit for unit, known in EXERCISES if known is exercise)


def assert_right(banks, exercise, style):
    answer = Answer(banks[unit_of(exercise)].transport(f"bank.{exercise.name}__right_{style}"), "")
    report = exercise.grade(answer, seed=5)
    assert report.solved, str(report)


def assert_same_report(banks, texts, exercise, mistake):
    name = f"{exercise.name}__{mistake.name}"
    there = exercise.grade(Answer(banks[unit_of(exercise)].transport(f"bank.{name}"), ""), seed=5).to_dict()
    here = exercise.grade(getattr(texts[unit_of(exercise)], name), seed=5).to_dict()
    assert {**there, "source": here["source"]} == here
    assert here["diagnosis"]["name"] == mistake.name


FEW_RIGHT = [case for case in RIGHT if case[1] == "reference"]
FEW_MISTAKES = [(exercise, list(exercise.mistakes.values())[-1]) for _, exercise in EXERCISES[::3]]


@pytest.mark.parametrize(("exercise", "style", "answer"), FEW_RIGHT, ids=ids(FEW_RIGHT))
def test_a_right_answer_gets_full_points(banks, exercise, style, answer):
    assert_right(banks, exercise, style)


@pytest.mark.parametrize(("exercise", "mistake"), FEW_MISTAKES, ids=ids(FEW_MISTAKES))
def test_a_mistake_gets_the_same_report_as_in_process(banks, texts, exercise, mistake):
    assert_same_report(banks, texts, exercise, mistake)


@pytest.mark.slow
@pytest.mark.parametrize(("exercise", "style", "answer"), RIGHT, ids=ids(RIGHT))
def test_every_right_answer_gets_full_points(banks, exercise, style, answer):
    assert_right(banks, exercise, style)


@pytest.mark.slow
@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES, ids=ids(MISTAKES))
def test_every_mistake_gets_the_same_report_as_in_process(banks, texts, exercise, mistake):
    assert_same_report(banks, texts, exercise, mistake)


# --- what crosses -----------------------------------------------------------------------------------------------


def outcome(student, name, *args, seconds=5.0):
    return student.transport(name)(args, seconds)


def test_arguments_arrive_as_they_are_in_process(notebook):
    student = notebook(
        'def kinds(*args):\n    return [f\'{type(a).__name__} {getattr(a, "dtype", "")}\' for a in args]'
    )
    args = (1, 2.5, True, None, "a", [1], (1,), {"a": 1}, np.float32(1), np.zeros(2), torch.zeros(2), 10**30)
    kinds = (
        "int ,float ,bool ,NoneType ,str ,list ,tuple ,dict ,float32 float32,ndarray float64,Tensor torch.float32,int "
    )
    assert outcome(student, "kinds", *args).value == kinds.split(",")


def test_results_are_plain(notebook):
    student = notebook(
        "import numpy as np, torch\n"
        "turned = np.ones((3, 2)).T\n"
        "def f():\n    return [np.float32(1.5), torch.ones(2), turned, {(1, 'a'): -0.0}, 10**40]"
    )
    number, tensor, array, table, large = outcome(student, "f").value
    assert (type(number), number, large) == (float, 1.5, 10**40)
    assert isinstance(tensor, np.ndarray)
    assert array.flags.f_contiguous
    assert str(table) == "{(1, 'a'): -0.0}"


def test_a_changed_argument_is_reported(notebook):
    student = notebook("def f(a, b):\n    b += 1\n    return a")
    assert outcome(student, "f", np.zeros(2), np.zeros(2)).changed == (1,)


def test_prints_come_out_here_and_no_further_than_their_limit(notebook, capsys):
    student = notebook("def f():\n    print('hello')\n    return 1", "def g():\n    print('x' * 10**7)\n    return 1")
    outcome(student, "f")
    assert capsys.readouterr().out == "hello\n"
    outcome(student, "g")
    assert len(capsys.readouterr().out) <= 20_000


def test_the_learners_own_line_is_quoted(notebook):
    student = notebook("def f(x):\n    return 1 / x  # oh")
    assert outcome(student, "f", 0).detail == (
        "It stopped with ZeroDivisionError: division by zero in the line `return 1 / x  # oh`"
    )


def test_cells_run_as_in_a_notebook(notebook):
    cells = notebook(
        "%matplotlib inline\n!pip install x\nimport numpy as np\nnp?\n1 + 1",
        "%%bash\nrm -rf /",
        "%time print('timed')",
        "x = undefined",
        "this is no Python",
        "from vecembed_lab.similarity.checks import check\ncheck(1)",
        "display([1])",
        "class A:\n    pass\nimport pickle\npickle.loads(pickle.dumps(A())).__class__.__name__",
    ).cells
    assert [cell.outputs for cell in cells] == [("2\n",), (), ("timed\n",), (), (), (), ("[1]\n",), ("'A'\n",)]
    assert [bool(cell.error) for cell in cells] == [False] * 3 + [True] * 2 + [False] * 3
    assert cells[3].error == "It stopped with NameError: name 'undefined' is not defined in the line `x = undefined`"


AS_IN_IPYTHON = {  # what IPython understands and Python does not, above an answer
    "the output of a program": "files = !ls",
    "a measured time": "def g(): return 1\nt = %timeit -o -n 1 g()\nassert t.best >= 0\nx = %time g()\nassert x == 1",
    "a line that is continued": "!pip install a \\\n    b",
    "an indented cell": "    x = 1\n    y = 2",
    "a pasted prompt": ">>> x = 1\n>>> def g():\n...     return 1",
    "a prompt of IPython": "In [1]: x = 1",
    "captured output": "%%capture seen\nprint(1)\ny = 2",
    "help": "x = 1\nx?\n?x",
    "a new priority": "import os\nos.nice(1)",
    "compiled code that is kept": "import numba\n@numba.njit(cache=True)\ndef g(x): return x + 1\ng(1)",
    "a profile": "%%prun -l 5\ny = 3\ndef g(): return y\ng()",
    "a profile of a line": "%prun -q y = 3\nassert y == 3",
    "a cell that is debugged": "%%debug\ny = 2",
    "the shell, imported": "from IPython import get_ipython\nget_ipython().magic('matplotlib inline')\ny = 1",
    "the shell, from where it is": "from IPython.core.getipython import get_ipython as g\ng().magic('who')\ny = 1",
    "the shell, through its package": "import IPython\nIPython.get_ipython().user_ns['y'] = 3\nassert y == 3",
    "a cell in a cell": "r = get_ipython().run_cell('y = 3\\ny + 1')\nassert (y, r.result, r.success) == (3, 4, True)",
    "a wrong cell in a cell": "assert not get_ipython().run_cell('1 / 0').success",
    "a variable of the environment": "%env X=1\nimport os\nassert os.environ['X'] == '1'",
    "the same with a space": "%set_env X 1\nx = %env X\nassert x == '1'\nall = %env\nassert 'X' in all",
    "loaders of the course": "from vecembed_lab.data.words import load_word_vectors, load_similarity\n"
    "from vecembed_lab.data.texts import load_wikipedia\nimport vecembed_lab.data.registry\ny = 1",
    "time in a function": "def g(x):\n    %time y = x + 1\n    return x\ng(1)",
}


@pytest.mark.parametrize("above", AS_IN_IPYTHON.values(), ids=AS_IN_IPYTHON)
def test_what_ipython_takes_is_taken(notebook, above):
    indent = above[: len(above) - len(above.lstrip(" "))]
    answer = f"{indent}def f():\n{indent}    return 7"
    answer = ">>> " + answer.replace("\n", "\n... ") if ">>>" in above else answer
    student = notebook(f"{above}\n{answer}")
    assert student.cells[0].error == ""
    assert outcome(student, "f").value == 7


def test_a_profiled_cell_leaves_what_it_defines(notebook):
    for magic in ("%%prun", "%%time", "%%debug", "%%capture", "%%prun -q -l 3"):
        assert outcome(notebook(f"{magic}\nTWO = 2\ndef f(x):\n    return TWO * x"), "f", 3).value == 6, magic


def test_a_file_that_a_cell_writes_can_be_imported_and_run(notebook):
    student = notebook(
        "%%writefile own_helper.py\ndef f(x):\n    return 2 * x",
        "%%writefile -a own_helper.py\n\n\nTHREE = 3",
        "import own_helper\nfrom own_helper import THREE\ndef g(x):\n    return own_helper.f(x) + THREE",
        "%run -i own_helper.py",
    )
    assert [cell.error for cell in student.cells] == [""] * 4
    assert (outcome(student, "g", 1).value, outcome(student, "f", 2).value) == (5, 4)


def test_what_was_handed_out_beside_the_notebook_can_be_imported_and_run(zygote, tmp_path):
    (tmp_path / "own_given.py").write_text("def f():\n    return 7\n")
    beside = [("own_given.py", tmp_path / "own_given.py")]
    for cell in ("from own_given import f", "%run own_given.py", "%run own_given"):
        with zygote.student([cell], beside=beside) as student:
            assert outcome(student, "f").value == 7, cell


NOT_THERE = {
    "%run other.py\ny = 3": "FileNotFoundError: [Errno 2] No such file or directory: 'other.py'",
    "%run work.ipynb\ny = 3": "`%run work.ipynb` is not done where answers are graded",
}


@pytest.mark.parametrize(("cell", "why"), NOT_THERE.items())
def test_a_file_that_is_not_there_is_named(notebook, cell, why):
    student = notebook(cell, "def f():\n    return y")
    assert why in outcome(student, "f").detail


FAILS = [
    "import pandora",
    "from vecembed_lab.similarity.samples import load",
    "from vecembed_lab.word2vec.figures import a",
]


@pytest.mark.parametrize("line", FAILS)
def test_what_stands_below_an_import_that_fails_only_here_gets_its_value(notebook, line):
    student = notebook(f"{line}\nEPS = 1e-9\nx: int = 2\nx += 1\nload()\ny = 4\nz = load()")
    assert (student.look("EPS").value, student.look("x").value, student.look("y").value) == (1e-9, 3, 4)
    assert line.split()[1].partition(".")[0] in student.cells[0].error
    assert not student.defines("z")


def test_what_was_shown_can_be_used_again(notebook):
    cells = notebook("3", "_ + 1", "x = Out[1] + _2 + __", "x", "In[3]", "5;", "_").cells
    assert [cell.outputs for cell in cells] == [
        ("3\n",),
        ("4\n",),
        (),
        ("10\n",),
        ("'x = Out[1] + _2 + __'\n",),
        (),
        ("'x = Out[1] + _2 + __'\n",),
    ]
    assert notebook("from operator import neg as _", "3", "_(1)").cells[2].outputs == ("-1\n",)


TAKEN = ["In = 5", "import numpy as np\nIn = np.eye(2)", "del In", "In.clear()", "del __, ___", "del _", "Out = 5"]


@pytest.mark.parametrize("taken", TAKEN)
def test_the_names_of_what_was_shown_are_the_students_to_use(notebook, taken):
    cells = notebook("1", "2", taken, "3 + 4", "5").cells
    assert [(cell.outputs, cell.error) for cell in cells[2:]] == [((), ""), (("7\n",), ""), (("5\n",), "")]


def test_what_was_handed_out_beside_the_notebook_can_be_read(zygote, tmp_path):
    (tmp_path / "words.csv").write_text("a,b")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "x.txt").write_text("x")
    (tmp_path / "secret").write_text("y")
    read = "def f(name):\n    return open(name).read()\ndef g(name):\n    open(name, 'w').write('z')"
    with zygote.student([read], beside=[(name, tmp_path / name) for name in ("words.csv", "more")]) as student:
        assert outcome(student, "f", "words.csv").value == "a,b"
        assert outcome(student, "f", "more/x.txt").value == "x"
        assert outcome(student, "f", str(tmp_path / "secret")).error == "PermissionError"
        assert outcome(student, "g", "words.csv").error == "PermissionError"
    assert (tmp_path / "words.csv").read_text() == "a,b"


STARTS = {
    "subprocess": "import subprocess\n    subprocess.run(['ls'])",
    "multiprocessing": "import multiprocessing\n    multiprocessing.Pool(2)",
    "futures": "from concurrent.futures import ProcessPoolExecutor\n    ProcessPoolExecutor()",
    "fork": "import os\n    os.fork()",
}


@pytest.mark.parametrize("body", STARTS.values(), ids=STARTS)
def test_new_processes_are_refused_in_words(notebook, body):
    student = notebook(f"def f():\n    {body}\n    return 1", "def g():\n    return 1")
    assert "new processes are not allowed where answers are graded" in outcome(student, "f").detail
    assert outcome(student, "g").value == 1


def test_what_is_missing_is_put_down_to_the_cell_that_failed(notebook):
    student = notebook(
        "import pandora as pd\nx = 1", "def f():\n    return pd.rank()", "from pandora import h", "oh no"
    )
    why = "`pandora` is not installed here in the line `import pandora as pd`"
    assert outcome(student, "f").detail.startswith("It stopped with NameError: name 'pd' is not defined in the line")
    assert outcome(student, "f").detail.endswith(f", because a cell stopped with ModuleNotFoundError: {why}")
    assert outcome(student, "h").detail.startswith(
        "There is no `h` in the notebook, because a cell stopped with Module"
    )
    assert outcome(student, "x").detail.startswith(
        "There is no `x` in the notebook, because a cell stopped with Module"
    )
    assert outcome(student, "z").detail == "There is no `z` in the notebook"


def test_what_only_defines_survives_a_line_above_that_stops(notebook):
    student = notebook("from vecembed_lab.similarity.samples import load\nload()\ndef f():\n    return 7\nx = 1 / 0")
    assert "vecembed_lab.similarity" in student.cells[0].error
    assert outcome(student, "f").value == 7
    assert not student.defines("x")


def test_figures_come_as_png(notebook):
    ready, cell = notebook(
        "import sys\n'matplotlib.pyplot' in sys.modules",
        "import matplotlib.pyplot as plt\nplt.figure(figsize=(1, 1))\nplt.plot([1, 2]);",
    ).cells
    assert ready.outputs == ("True\n",)  # the slow part of it was imported before the fork
    assert not cell.error
    assert [type(part) for part in cell.outputs] == [bytes]
    assert cell.outputs[0].startswith(b"\x89PNG")


@pytest.mark.parametrize("forged", ["b'<script>'", "b''", "bytes(10)"])
def test_what_is_no_png_is_no_picture(notebook, forged):
    forge = f"desk._images = lambda: [np.frombuffer({forged}, np.uint8), [1], 'x', np.zeros(3)]"
    student = notebook(f"import numpy as np\nfrom vecembed_lab.grading import desk\n{forge}", "print(1)")
    assert [part for cell in student.cells for part in cell.outputs if isinstance(part, bytes)] == []


def test_unseeded_random_numbers_are_the_same_for_everybody(notebook):
    text = "import random, numpy as np, torch\ndef f():\n    return [random.random(), np.random.rand(), torch.rand(1)]"
    one, two, three = outcome(notebook(text), "f").value
    assert (one, two) == (random.Random(0).random(), np.random.RandomState(0).rand())
    assert three == torch.rand(1, generator=torch.Generator().manual_seed(0)).numpy()


def test_undefined_names(notebook):
    student = notebook("def f():\n    return 1")
    assert (student.defines("f"), student.defines("g")) == (True, False)
    assert outcome(student, "g").error == "NameError"


# --- things that are not plain ----------------------------------------------------------------------------------


class Stack:
    """A stack of numbers; the reference."""

    def __init__(self, first):
        self.items = list(first)

    def push(self, x):
        self.items.append(x)

    def pop(self):
        return self.items.pop()

    def __len__(self):
        return len(self.items)


class Queue(Stack):
    def pop(self):
        return self.items.pop(0)


def squares(start):
    """Squares without end; the reference."""
    while True:
        yield start**2
        start += 1


def applied(function, x):
    return function(function(x))


@pytest.fixture
def stack():
    exercise = Exercise("Stack", Stack, hints=("", "", ""), read="")

    @exercise.criterion("last in, first out", points=2)
    def _(student, rng):
        stack = student([1, 2])
        stack.push(3)
        same([len(stack), stack.pop(), stack.pop(), len(stack)], [3, 3, 2, 1])

    exercise.mistake("that is a queue")(Queue)
    return exercise


STACK = """
class Stack:
    def __init__(self, first):
        self.items = list(first)
    def push(self, x):
        self.items.append(x)
    def pop(self):
        return self.items.pop(PLACE)
    def __len__(self):
        return len(self.items)
"""


def test_an_answer_may_be_a_class(stack, notebook):
    assert stack.grade(Stack).solved
    assert stack.grade(Answer(notebook(STACK.replace("PLACE", "")).transport("Stack"), "")).solved
    queue = Answer(notebook(STACK.replace("PLACE", "0")).transport("Stack"), "")
    here, there = stack.grade(Queue), stack.grade(queue)
    assert here.diagnosis.message == there.diagnosis.message == "that is a queue"
    assert "Stack(...).__len__()" in str(there)
    assert {**there.to_dict(), "source": ""} == {**here.to_dict(), "source": ""}


@pytest.mark.parametrize("body", ["return 1", "return None", "raise ValueError('no')", "import os; os._exit(0)"])
def test_a_class_that_is_none(stack, notebook, body):
    report = stack.grade(Answer(notebook(f"def Stack(first):\n    {body}").transport("Stack"), ""))
    assert report.score == 0
    assert report.diagnosis is None


def test_an_answer_may_be_a_generator_without_end(notebook):
    exercise = Exercise("squares", squares, hints=("", "", ""), read="", seconds=1.0)

    @exercise.criterion("squares", points=1)
    def _(student, rng):
        same([value for value, _ in zip(student(3), range(4), strict=False)], [9, 16, 25, 36])

    @exercise.criterion("not without end", points=1)
    def _(student, rng):
        if len(list(student(0))) > 3:
            raise Wrong("too many")

    text = "def squares(start):\n    while True:\n        yield start**2\n        start += 1"
    finite = "def squares(start):\n    yield from [start**2, 16, 25, 36]"
    for answer in (Answer(notebook(text).transport("squares"), ""), squares):
        assert exercise.grade(answer).score == 1
    report = exercise.grade(Answer(notebook(finite).transport("squares"), ""))
    assert "too many" in str(report)
    assert report.score == 1


def test_where_plain_data_is_wanted_a_generator_is_an_error(notebook):
    student = notebook("def f():\n    yield 1")
    assert "wrap it in list(...)" in outcome(student, "f").detail


def test_an_argument_may_be_a_function_of_the_judges(notebook):
    student = notebook("def applied(function, x):\n    return function(function(x))")
    seen = []

    def double(x):
        seen.append(x)
        return 2 * x

    assert outcome(student, "applied", double, np.ones(2)).value.tolist() == [4, 4]
    assert len(seen) == 2
    assert outcome(student, "applied", lambda x: 1 / 0, 1).error == "ZeroDivisionError"
    assert outcome(student, "applied", 3, 1).error == "TypeError"


def test_a_function_of_the_judges_ends_with_the_call(notebook):
    student = notebook("def keep(f):\n    global kept\n    kept = f\n    return 1", "def use():\n    return kept(1)")
    assert outcome(student, "keep", abs).value == 1
    assert outcome(student, "use").error == "RuntimeError"


def test_a_teachers_test_cell_runs_here_and_calls_there(notebook):
    student = notebook(
        STACK.replace("PLACE", "") + "import numpy as np\nx = 5\nsorted = [1]\ndef add(a, b=2):\n    return a + b\n"
        "def fail():\n    raise KeyError('k')\ndef count():\n    yield from (1, 2)"
    )
    test = """
assert x == 5 and add(1) == 3 and add(1, b=4) == 5
assert np.allclose(add(np.ones(2)), 3)
assert sorted(count()) == [1, 2]  # Python's own
stack = Stack([1])
stack.push(2)
assert len(stack) == 2 and stack.items == [1, 2] and stack.pop() == 2
try:
    fail()
except KeyError as error:
    assert "It stopped with KeyError" in str(error)
else:
    assert False
try:
    absent
except NameError:
    done = True
"""
    names = Names(student)
    exec(test, names)
    assert names["done"]
    with pytest.raises(StudentError):
        names["fail"]()


def test_an_error_of_an_odd_kind_is_still_an_error(notebook):
    student = notebook(
        "def f():\n    raise UnicodeDecodeError('utf-8', b'', 0, 1, 'x')\n",
        "def g():\n    raise ExceptionGroup('x', [OSError()])",
    )
    for name in "fg":
        with pytest.raises(StudentError):
            Names(student)[name]()
    with pytest.raises(StudentError):
        here(remote.Outcome(error="ModuleType", detail="antigravity"))


def test_a_fault_of_the_grader_is_no_fault_of_the_answer(notebook):
    exercise = Exercise("len", len, hints=("", "", ""), read="")
    exercise.criterion("a set cannot be sent", points=1)(lambda student, rng: student({1, 2}))
    with pytest.raises(GraderError, match="set is not plain data"):
        exercise.grade(Answer(notebook("def len(x):\n    return 1").transport("len"), ""))


def test_a_fault_of_the_grader_ends_the_grading_even_if_it_passes(stack):
    faults = [GraderError("once")]

    def transport(args, seconds):
        raise faults.pop() if faults else Wrong("no")

    with pytest.raises(GraderError, match="once"):
        stack.grade(Answer(transport, ""))


def test_a_thing_ends_with_its_process(notebook):
    student = notebook(STACK.replace("PLACE", ""), "import os\ndef end():\n    os._exit(0)")
    names = Names(student)
    stack, end = names["Stack"]([1]), names["end"]
    with pytest.raises(StudentError):
        end()
    other = Names(student)["Stack"]([5])
    with pytest.raises(StudentError, match="has ended"):
        stack.pop()
    assert other.pop() == 5


# --- hostile ----------------------------------------------------------------------------------------------------

ENDS = {
    "os._exit": "import os; os._exit(0)",
    "a crash": "import ctypes; ctypes.string_at(0)",
    "abort": "import os; os.abort()",
    "a signal": "import os; os.kill(os.getpid(), 9)",
    "closing every file": "import os; os.closerange(0, 1000)",
    "a 32-bit system call": "import ctypes; ctypes.CDLL(None).syscall(0x40000000 | 39)",
}


@pytest.mark.parametrize("name", ENDS)
def test_a_process_that_ends_loses_one_call_and_no_more(notebook, name):
    student = notebook("x = 1", f"def bad(a):\n    {ENDS[name]}", "def good(a):\n    return a + x")
    for _ in range(2):
        assert outcome(student, "bad", 1).error == "ProcessEnded"
        assert outcome(student, "good", 1).value == 2


@pytest.mark.parametrize("name", ["os._exit", "a crash"])
def test_a_cell_that_ends_the_process_is_left_out(notebook, name):
    student = notebook("x = 1", ENDS[name], "def good(a):\n    return a + x", "x = 2")
    assert [bool(cell.error) for cell in student.cells] == [False, True, False, False]
    assert outcome(student, "good", 1).value == 3


def test_the_end_is_told_in_words(notebook):
    student = notebook(
        "import os, sys, ctypes\ndef f(n):\n    [sys.exit, os._exit, lambda n: ctypes.string_at(0)][n](3)"
    )
    assert outcome(student, "f", 0).error == "SystemExit"
    assert "os._exit" in outcome(student, "f", 1).detail
    assert "SIGSEGV" in outcome(student, "f", 2).detail


LOOPS = {
    "a loop": "while True: pass",
    "one that swallows interrupts": (
        "\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass"
    ),
    "one in compiled code": "sum(iter(int, 1))",
}


@pytest.mark.parametrize("name", LOOPS)
def test_an_endless_loop_costs_its_own_time(notebook, name):
    student = notebook(f"def bad():\n    {LOOPS[name]}", "def good():\n    return 1")
    assert outcome(student, "bad", seconds=0.3).error == "TimeLimit"
    assert outcome(student, "good").value == 1
    assert student.seconds_left > Limits().total_seconds - 5


def test_an_endless_cell_keeps_what_it_defined_before(notebook):
    limits = Limits(cell_seconds=0.3)
    student = notebook("def good():\n    return 1\nwhile True: pass", "def later():\n    return 2", limits=limits)
    assert "endless" in student.cells[0].error
    assert outcome(student, "good").value + outcome(student, "later").value == 3
    student.close()
    again = []
    student._run = lambda number, seconds: again.append((number, seconds))
    outcome(student, "good")
    assert again == [(0, 1.0), (1, 0.3)]  # a second time, it gets a second


def test_the_seconds_of_a_notebook_are_capped(notebook):
    student = notebook("def bad():\n    while True: pass", limits=Limits(total_seconds=1.0))
    for _ in range(10):
        assert outcome(student, "bad", seconds=5.0).error == "TimeLimit"
    assert student.seconds_left > -5
    assert student._born == 1
    assert "used up" in outcome(student, "bad").detail


def test_deaths_are_capped(notebook):
    student = notebook("def bad():\n    import os; os._exit(0)", limits=Limits(restarts=2))
    assert "no further try" in [outcome(student, "bad") for _ in range(5)][-1].detail


FLOODS = {
    "memory": ("return len(bytearray(3 * 10**9))", "MemoryError"),
    "memory, slowly": ("x = []\n    while True: x.append(bytearray(10**7))", "MemoryError"),
    "output": ("\n    while True: print('x' * 10**6)", "TimeLimit"),
    "output to the descriptor": ("import os\n    while True: os.write(1, bytes(10**6))", "TimeLimit"),
    "threads": (
        "import threading, time\n    for i in range(20): threading.Thread(target=time.sleep, args=(30,)).start()\n"
        "    time.sleep(30)",
        "TooLarge",
    ),
    "an array": ("import numpy as np\n    return np.zeros(10**7)", "TooLarge"),
    "a list": ("return [0] * 2_000_000", "TooLarge"),
    "a list in itself": ("x = []\n    x.append(x)\n    return x", "NotPlain"),
    "a number": ("return 1 << 10**9", "TooLarge"),
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_the_answers_own_fault(notebook, name):
    body, error = FLOODS[name]
    limits = Limits(memory=500_000_000, threads=16)
    student = notebook(f"def bad():\n    {body}", "def good():\n    return 1", limits=limits)
    assert outcome(student, "bad", seconds=0.5 if error == "TimeLimit" else 30.0).error == error
    assert outcome(student, "good").value == 1


KEEP = "\n    import mmap, os\n    kept = []\n    for i in range(10**6):\n        f = open(str(i), 'wb+')\n        "
FLOODS_OF_FILES = {
    "files": ("\n    for i in range(10**9): open(str(i), 'w')", "TooLarge"),
    "disk": ("\n    for i in range(10**9): open(str(i), 'wb').write(bytes(10**7))", "TooLarge"),
    "folders": ("import os\n    for i in range(10**9): os.mkdir('a'); os.chdir('a')", "TooLarge"),
    "closed folders": (
        "import os\n    for i in range(10**9):\n        os.makedirs(f'{i}/a')\n        os.umask(0o777)\n"
        "        os.mkdir(f'{i}/b')\n        os.umask(0)",
        "TooLarge",
    ),
    "deleted files": (KEEP + "os.unlink(f.name); kept.append(f); f.write(bytes(10**7)); f.flush()", "TooLarge"),
    "deleted files in memory": (
        KEEP + "f.write(bytes(10**7)); f.flush(); os.unlink(f.name); kept.append(mmap.mmap(f.fileno(), 1)); f.close()",
        "TooLarge",
    ),
    "space that has no size": (
        "import ctypes\n    libc = ctypes.CDLL(None, use_errno=True)\n    f = open('f', 'w')\n"
        "    if libc.fallocate(f.fileno(), 1, ctypes.c_long(0), ctypes.c_long(10**9)):\n"
        "        raise OSError(ctypes.get_errno(), '')",
        "OSError",
    ),
}


NO_ROOT = """
from vecembed_lab.grading import disk, libc
real = libc.attempt
libc.attempt = lambda name, *args: -1 if (name, *args) == ("unshare", disk.NEW_MOUNTS) else real(name, *args)
"""
COUNTS = {  # who counts files, and what is different there when student processes are forked
    "the kernel, for root": "",
    "the kernel, for anybody": NO_ROOT,
    "the judge": "from vecembed_lab.grading import disk\ndisk.own = lambda *arguments: False\n",
    "the judge, where a user has a namespace and may do nothing in it": NO_ROOT
    + "disk.Path = lambda *parts: open('/')\n",
}


@pytest.fixture(scope="module", params=COUNTS)
def who_counts(request):
    """Processes whose files are counted by the kernel, if that can be had here, or by us."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remote, "CODE", COUNTS[request.param] + remote.CODE)
        with Zygote() as zygote:
            with zygote.student(["x = 1"]) as student:
                kept = student._process.kept
            if request.param.startswith("the kernel") and not kept:
                pytest.skip("the kernel does not do that here")
            assert kept == request.param.startswith("the kernel")
            yield zygote


@pytest.mark.skipif(os.getuid() != 0, reason="only root can keep the times of reading from being noted")
def test_reading_leaves_no_trace(zygote):
    read = PACKAGE / "data" / "data.toml"
    os.utime(read, (1, read.stat().st_mtime))
    with zygote.student([f"text = open({str(read)!r}).read()"]) as student:
        assert student.cells[0].error == ""
        assert student._process.kept == (read.stat().st_atime == 1)


@pytest.mark.parametrize("name", FLOODS_OF_FILES)
def test_a_flood_of_files_is_stopped_and_leaves_room_for_the_next(who_counts, name):
    body, error = FLOODS_OF_FILES[name]
    cells = [f"def bad():\n    {body}", "def good():\n    return open('own', 'wb').write(bytes(10**6))"]
    with who_counts.student(cells) as student:
        assert outcome(student, "bad", seconds=30.0).error in (error, "OSError" if student._process.kept else error)
        student.ready()
        assert outcome(student, "good").value == 10**6
    assert not Path(student._process.folder).exists()
    with who_counts.student(cells) as student:
        assert outcome(student, "good").value == 10**6


def test_answers_are_capped_altogether(notebook):
    student = notebook("import numpy as np\ndef f():\n    return np.zeros(10**5)", limits=Limits(answers=2_000_000))
    assert [outcome(student, "f").error for _ in range(4)] == ["", "", "NotPlain", "NotPlain"]


FORGE = """
import gc, socket, json
from vecembed_lab.grading import desk, wire
channel = next(thing for thing in gc.get_objects() if isinstance(thing, wire.Channel))
"""
REPLY = '{"id": "0" * 16, "value": 42, "error": "", "detail": "", "changed": ()}'
FORGERIES = {
    "a reply ahead of time": f"channel.send(wire.encode({REPLY}))",
    "many replies": f"[channel.send(wire.encode({REPLY})) for _ in range(50)]",
    "no message": "channel.link.sendall(b'score: 100')",
    "a score": "channel.send(wire.encode({'score': 100, 'points': 100, 'criterion': 0}))",
    "a call back": "channel.send(wire.encode({'callback': 0, 'args': ()}))",
    "half a message": "channel.link.sendall(wire.encode(1)[:-1])",
    "a pickle": "import pickle; channel.link.sendall(pickle.dumps(print))",
    "an array for a name": "channel.send(wire.encode({'id': __import__('numpy').zeros(3)}))",
    "a long claim": "channel.link.sendall(wire.FRAME.pack(wire.MARK, 10**15, 10**15))",
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_message_is_no_answer(notebook, name):
    student = notebook(FORGE, f"def bad():\n    {FORGERIES[name]}\n    return 1", "def good():\n    return 2")
    assert outcome(student, "bad", seconds=1.0).error in ("NotPlain", "TimeLimit")
    assert outcome(student, "good").value == 2


def test_a_forged_result_is_an_answer_like_any_other(notebook):
    """Student code that answers in the desk's place has said what it says, and nothing about points."""
    forged = (
        "def f():\n"
        "    desk.Desk._send = lambda self, number, reply: self.channel.send(wire.encode(\n"
        "        {**reply, 'id': number, 'value': 7, 'changed': 'all', 'detail': 5, 'printed': None, 'points': 99}))\n"
        "    return 1"
    )
    student = notebook(FORGE, forged)
    assert outcome(student, "f") == remote.Outcome(7)


LIARS = {
    "==": "class Liar(list):\n    def __eq__(self, other): return True\n    __hash__ = None",
    "__array__": "class Liar:\n    def __array__(self, *args, **kwargs): raise SystemExit",
    "__class__": "class Liar:\n    __class__ = property(lambda self: float)",
    "an array": "import numpy as np\nclass Liar(np.ndarray):\n    def __new__(c, *a): return np.zeros(1).view(c)",
}


@pytest.mark.parametrize("name", LIARS)
def test_objects_that_lie_lose_their_tongue(notebook, name):
    got = outcome(notebook(LIARS[name], "def f():\n    return Liar()"), "f")
    assert got.error or type(got.value) in (list, np.ndarray)


def test_what_one_notebook_does_to_its_process_no_other_sees(notebook):
    vandal = "import numpy as np, builtins, sys\nnp.ones = None\nbuiltins.reversed = None\nsys.modules['math'] = None\n"
    assert notebook(vandal + "def f():\n    return 1").cells[0].error == ""
    student = notebook("import numpy as np, math\ndef f():\n    return sum(reversed(np.ones(2))) + math.pi")
    assert outcome(student, "f").value > 5


COMPILED = str(PACKAGE / "similarity" / "__pycache__" / "measures*")
STALE = PACKAGE / "__pycache__" / "an_answer.pyc"  # compiled of a module that an update has moved away
ZIPPED = f"""import glob, sys, zipfile
    with zipfile.ZipFile('all.zip', 'w') as archive:
        for path in glob.glob({str(PACKAGE)!r} + '/**/*.py*', recursive=True):
            try:
                archive.writestr(path.partition('vecembed_lab/')[2], open(path, 'rb').read())
            except OSError:
                pass
    sys.meta_path[:] = [finder for finder in sys.meta_path if 'Hidden' not in type(finder).__name__]
    sys.path.insert(0, 'all.zip')
    import similarity.measures; return 1"""
HIDDEN = {
    "the checks": "import vecembed_lab.similarity.checks as m; return m.cosine",
    "the text of the checks": f"return open({str(PACKAGE / 'similarity' / 'checks' / 'cosine.py')!r}).read()",
    "the reference": "from vecembed_lab.similarity.measures import cosine; return 1",
    "its text": f"return open({str(PACKAGE / 'similarity' / 'measures.py')!r}).read()",
    "what was compiled of it": f"import glob; return open(glob.glob({COMPILED!r})[0]).read()",
    "a module that is built on it": "import vecembed_lab.similarity.projection; return 1",
    "a room that is only a name": "import vecembed_lab.similarity as m; return m.measures",
    "a later unit that needs the answer": "from vecembed_lab.word2vec.evaluation import agreement; return 1",
    "the text of a later unit": f"return open({str(PACKAGE / 'word2vec' / 'evaluation.py')!r}).read()",
    "the checks of a later unit": "from vecembed_lab.word2vec.checks.ppmi import ppmi; return 1",
    "what was compiled before an update": f"return open({str(STALE)!r}, 'rb').read()",
    "a zip of what can be read": ZIPPED,
    "the solutions": f"return open({str(ROOT / 'solutions/01_similarity/01_similarity.py')!r}).read()",
    "the tests": "import tests.similarity.answers; return 1",
    "the folder of the course": f"import os; return os.listdir({str(ROOT)!r})",
    "the judge": "import os; return open(f'/proc/{os.getppid()}/environ').read()",
    "the class seed": "import os; return os.environ['VECEMBED_SEED']",
    "other students": "import os; return os.listdir('..')",
}


@pytest.fixture(scope="module")
def left_by_an_update():
    py_compile.compile(str(PACKAGE / "similarity" / "measures.py"), str(STALE))
    yield
    STALE.unlink()


@pytest.mark.usefixtures("left_by_an_update")
@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_hidden_cannot_be_had(notebook, name, monkeypatch):
    monkeypatch.setenv("VECEMBED_SEED", "5")
    py_compile.compile(str(PACKAGE / "similarity" / "measures.py"))  # as Python does on its own, where it may
    student = notebook(f"def f():\n    {HIDDEN[name]}", hidden=answering([]))
    assert outcome(student, "f").error in (
        *("ModuleNotFoundError", "AttributeError", "PermissionError", "IndexError", "KeyError", "ImportError"),
    )


def test_the_environment_is_scrubbed_and_nothing_is_inherited(notebook, monkeypatch):
    student = notebook(
        "import os, sys\ndef f():\n"
        "    names = sorted(name for name in sys.modules if name.startswith('vecembed_lab'))\n"
        "    paths = [f'/proc/self/fd/{fd}' for fd in range(64)]\n"
        "    files = [os.readlink(path) for path in paths if os.path.exists(path)]\n"
        "    return [sorted(os.environ), names, files]"
    )
    environment, modules, files = outcome(student, "f").value
    assert set(environment) == {*remote.ENVIRONMENT, *HOMES}
    names = [
        "clock",
        "compare",
        "desk",
        "disk",
        "imports",
        "jail",
        "libc",
        "quiet",
        "seccomp",
        "shell",
        "student",
        "syscalls",
        "usage",
        "wire",
        "zygote",
    ]
    grading = {f"vecembed_lab.grading.{name}" for name in names}
    assert set(modules) == {"vecembed_lab", "vecembed_lab.grading"} | grading
    assert {file.partition(":")[0] for file in files} == {"/dev/null", "socket"}
    assert len([file for file in files if file != "/dev/null"]) == 1


def test_only_the_wire_stays_open():
    code = """
import os, sys
from vecembed_lab.grading import zygote
wire, others = int(sys.argv[1]), [os.open(os.devnull, os.O_RDONLY) for _ in range(20)] + list(os.pipe())
zygote._only_descriptor(wire)
os.write(wire, str([fd for fd in range(64) if os.path.exists(f"/proc/self/fd/{fd}")]).encode())
"""
    ours, theirs = os.pipe()
    subprocess.run([sys.executable, "-c", code, str(theirs)], pass_fds=[theirs], check=True)
    assert os.read(ours, 1000).decode() == str([0, 1, 2, theirs])
    os.close(ours)
    os.close(theirs)


def test_nothing_is_left_behind(zygote):
    def alive():
        return [pid for pid in os.listdir("/proc") if pid.isdigit() and parent(pid) == zygote._process.pid]

    def parent(pid):
        with contextlib.suppress(OSError):
            return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])

    before = len(alive())
    with zygote.student(["x = 1"]) as student:
        assert len(alive()) == before + 1
        folder = Path(student._process.folder)
        assert folder.exists()
    assert len(alive()) == before
    assert not folder.exists()


def test_without_a_sandbox_nothing_is_graded_unless_students_are_trusted(monkeypatch):
    monkeypatch.setattr(jail, "missing", lambda: ["Landlock"])
    with pytest.raises(NoSandbox, match=r"needs Landlock.*podman run.*--trust-students"):
        Zygote()
    cells = ["def f():\n    return 1", "import vecembed_lab.similarity.measures"]
    hidden = [PACKAGE / "similarity"]
    with Zygote(trust_students=True) as zygote, zygote.student(cells, hidden=hidden) as student:
        assert outcome(student, "f").value == 1
        assert "ModuleNotFoundError" in student.cells[1].error  # an accident that is prevented all the same


def test_a_lock_that_does_not_close_is_an_error(monkeypatch):
    with Zygote() as zygote:
        monkeypatch.setattr(remote, "asdict", lambda limits: {"files_open": -5})
        with pytest.raises(GraderError), zygote.student([]) as student:
            student.defines("x")


def test_a_call_leaves_no_settings_to_the_next(notebook):
    student = notebook(
        "import numpy as np, torch\n"
        "def strict():\n    np.seterr(all='raise')\n    torch.set_grad_enabled(False)\n    return 1\n"
        "def lax():\n    return [float(np.log(np.zeros(1))[0]), torch.is_grad_enabled()]"
    )
    assert student.transport("strict")((), 5.0).value == 1
    assert student.transport("lax")((), 5.0).value == [-np.inf, True]


def test_what_a_late_cell_had_defined_stays(notebook):
    deaf = "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
    student = notebook(f"def f():\n    return 1\n{deaf}", limits=Limits(cell_seconds=0.5))
    assert "in time" in student.cells[0].error
    assert outcome(student, "f").value == 1


def test_what_cannot_be_imported_is_said_at_once(zygote):
    with pytest.raises(GraderError, match="no_such_library"):
        zygote.preload(["no_such_library"])


def test_a_process_is_ready_in_no_time(notebook):
    times = []
    for _ in range(8):
        started = time.perf_counter()
        student = notebook("def f(x):\n    return x")
        outcome(student, "f", np.zeros(9))
        times.append(time.perf_counter() - started)
    calls = []
    for _ in range(50):
        started = time.perf_counter()
        outcome(student, "f", np.zeros((5, 8)))
        calls.append(time.perf_counter() - started)
    print(f"a process is ready after {1000 * min(times):.0f} ms, a call takes {1000 * min(calls):.2f} ms")
    assert min(times) < 0.2  # a fifth of that on a machine with nothing else to do
    assert min(calls) < 0.01


MANY_THREADS = """
import threading, time
for _ in range(100):
    threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
"""


def test_a_process_that_the_cells_make_too_large_is_made_anew_once(notebook):
    student = notebook(MANY_THREADS, "def f():\n    return 1")
    for _ in range(3):
        student.ready()
        assert student.transport("f")((), 5.0).value == 1
    assert student._born <= 3  # for the cells, once more if they were found out, and for the first `ready`


def test_cells_that_are_found_out_while_they_run_anew_are_not_begun_again(notebook, monkeypatch):
    student = notebook(MANY_THREADS, "def f():\n    return 1")
    with monkeypatch.context() as patch:
        patch.setattr(wire, "PULSE", 1e-4)  # as often as a busy machine makes it
        student.ready()
    for _ in range(2):
        assert student.transport("f")((), 5.0).value == 1
        student.ready()
    assert student._born == 3  # for the cells, for the first `ready`, which finds them out, and for the first answer


def test_what_one_answer_left_running_is_not_charged_to_the_next(notebook):
    student = notebook(
        "import threading, time\n"
        "def many():\n"
        "    for _ in range(100):\n"
        "        threading.Thread(target=time.sleep, args=(99,), daemon=True).start()\n"
        "    return 1\n"
        "def slow():\n"
        "    time.sleep(1)\n"
        "    return 2"
    )
    student.transport("many")((), 5.0)
    student.ready()
    assert student.transport("slow")((), 5.0).value == 2


def test_texts_that_no_array_should_hold_are_no_answer(notebook):
    student = notebook(
        "def words():\n    return ['x' * 2_000_000, *['y'] * 1000]",
        "def told():\n    print('x' * 10**6)\n    return [0.5] * 10**5",
    )
    assert outcome(student, "words").error == "TooLarge"
    assert outcome(student, "told").value == [0.5] * 10**5
