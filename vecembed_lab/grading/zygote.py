"""A lean process that forks one student process per notebook, and what runs in that one.

It is started by `remote.Zygote` with a scrubbed environment, imports NumPy and the like once, and knows nothing of
checks, references, seeds or notebooks: a student process inherits only what stands here.
"""

import ast
import contextlib
import json
import linecache
import os
import random
import signal
import socket
import sys
import types
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np

import vecembed_lab
from vecembed_lab.grading import jail, student, wire
from vecembed_lab.grading.quiet import quiet

MAX_IMAGES = 20  # of one cell
CHECKS = "vecembed_lab.checks"

# --- the zygote -----------------------------------------------------------------------------------------------


def main(control: int, *preload: str) -> None:
    """Fork and end student processes as the other end of `control` asks; ends with it."""
    link = socket.socket(fileno=control)
    error = _preload(preload)
    link.sendall(json.dumps({"error": error}).encode() + b"\n")
    children: set[int] = set()
    try:
        while not error:
            request, fds = _request(link)
            if not request:
                break
            if "end" in request:
                children.discard(request["end"])
                answer = {"status": _end(request["end"])}
            else:
                answer = {"pid": _fork(request, fds[0], link)}
                children.add(answer["pid"])
            link.sendall(json.dumps(answer).encode() + b"\n")
    finally:
        for pid in children:
            _end(pid)


def _preload(names: tuple[str, ...]) -> str:
    try:
        for name in names:
            import_module(name)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _request(link: socket.socket) -> tuple[dict, list[int]]:
    """The next line of JSON, with the descriptors that came along; empty at the end."""
    line, fds = b"", []
    while not line.endswith(b"\n"):
        piece, more, _, _ = socket.recv_fds(link, 1 << 16, 1)
        if not piece:
            return {}, fds
        line, fds = line + piece, fds + more
    return json.loads(line), fds


def _end(pid: int) -> int:
    """Kill a student process, with all it started, and say how it ended: as `os.waitpid` does."""
    done, status = os.waitpid(pid, os.WNOHANG)  # before the kill: did it end by itself?
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    return status if done else os.waitpid(pid, 0)[1]


def _fork(request: dict, wire_fd: int, control: socket.socket) -> int:
    pid = os.fork()
    if pid:
        os.close(wire_fd)
        return pid
    status = 1
    try:
        control.close()
        _be_student(request, wire_fd)
        status = 0
    finally:  # never back up the stack, into the zygote's own loop
        os._exit(status)


def _be_student(request: dict, wire_fd: int) -> None:
    """Set the house in order, lock the doors, serve until the wire is cut."""
    os.setsid()
    _only_descriptor(wire_fd)
    scratch = Path(request["scratch"])
    os.chdir(scratch)
    os.environ.clear()
    os.environ.update(request["environment"], HOME=str(scratch), TMPDIR=str(scratch), MPLCONFIGDIR=str(scratch))
    _hide(request["hidden"])
    _seed()
    main_module = sys.modules["__main__"] = types.ModuleType("__main__")
    channel = wire.Channel(socket.socket(fileno=wire_fd))
    channel.send({"error": _lock(request, scratch) if request["jailed"] else ""})
    Desk(channel, vars(main_module)).serve()


def _lock(request: dict, scratch: Path) -> str:
    """Enter the jail; what went wrong, if anything."""
    readable, listable = ([Path(path) for path in request[kind]] for kind in ("readable", "listable"))
    try:
        jail.enter(jail.Limits(**request["limits"]), readable, [scratch, Path(os.devnull)], listable)
    except OSError as error:
        return str(error)
    return ""


def _only_descriptor(kept: int) -> None:
    """Close every file but `kept`; standard input, output and error lead nowhere."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))


def _seed() -> None:
    """The same random numbers for everybody who asks for unseeded ones, in every run."""
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002  what students call
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)


class _Hidden(MetaPathFinder, Loader):
    """Imports of hidden modules fail; the checks are stand-ins that check nothing, since that is done outside."""

    def __init__(self, hidden: list[str]):
        self.hidden = {os.path.realpath(path) for path in hidden}

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """A stand-in for a module of checks; ModuleNotFoundError for a hidden one; None for all others."""
        if name == CHECKS or name.startswith(CHECKS + "."):
            return ModuleSpec(name, self, is_package=name == CHECKS)
        for folder in path or ():
            place = os.path.realpath(os.path.join(folder, name.rpartition(".")[2]))
            if {place, place + ".py"} & self.hidden:
                raise ModuleNotFoundError(f"{name} is not available while it is an exercise", name=name)
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        """A `check` that does nothing."""
        module.check, module.EXERCISES = lambda *args, **kwargs: None, {}


def _hide(hidden: list[str]) -> None:
    """What stands beside the package (tests, solutions) is not importable; hidden modules and checks neither."""
    beside = os.path.realpath(Path(vecembed_lab.__file__).parents[1])
    if not beside.endswith("site-packages"):
        sys.path[:] = [entry for entry in sys.path if os.path.realpath(entry) != beside]
    sys.meta_path.insert(0, _Hidden(hidden))


# --- the student process --------------------------------------------------------------------------------------


class Desk:
    """Serves one notebook: runs its cells, calls its functions. Whatever it says is only a student's word."""

    def __init__(self, channel: wire.Channel, names: dict):
        self.channel, self.names = channel, names

    def serve(self) -> None:
        """Answer one request after the other, until the other end hangs up."""
        while True:
            try:
                request = self.channel.receive()
            except wire.Closed:
                return
            reply = getattr(self, "do_" + request["do"])(request)
            try:
                self.channel.send({"id": request["id"], **reply})
            except wire.Closed:
                return
            except wire.WireError as error:
                detail = f"It returned something that cannot be handed in: {error}"
                self.channel.send({"id": request["id"], **_outcome(student.Outcome(error="TooLarge", detail=detail))})

    def do_cell(self, request: dict) -> dict:
        """Run a cell; text and images come back."""
        with quiet() as printed:
            error = self._run(request["source"], f"<cell {request['number']}>", request["seconds"])
            images = _images()
        return {"text": printed.getvalue(), "images": images, "error": error}

    def _run(self, source: str, filename: str, seconds: float) -> str:
        """Run a cell's text; the error in a sentence, if there is one."""
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        run = student.in_process(lambda: _execute(source, filename, self.names), filename)
        return run((), seconds).detail

    def do_defines(self, request: dict) -> dict:
        """Whether there is a thing of this name."""
        try:
            return {"value": self._find(request["name"]) is not None}
        except (KeyError, AttributeError):
            return {"value": False}

    def do_call(self, request: dict) -> dict:
        """Call a function by name; or, where a stand-in for one was handed out, by its number."""
        try:
            function = self._find(request["name"])
        except (KeyError, AttributeError):
            detail = f"There is no `{request['name']}` in the notebook"
            return _outcome(student.Outcome(error="NameError", detail=detail))
        with quiet() as printed:
            outcome = student.in_process(function)(request["args"], request["seconds"])
        return {**_outcome(outcome), "printed": printed.getvalue()}

    def _find(self, name: str) -> object:
        first, *rest = name.split(".")
        value = self.names[first]
        for part in rest:
            value = getattr(value, part)
        return value


def _outcome(outcome: student.Outcome) -> dict:
    return {
        "value": outcome.value,
        "error": outcome.error,
        "detail": outcome.detail,
        "changed": outcome.changed,
        "printed": "",
    }


def _execute(source: str, filename: str, names: dict) -> None:
    """Run a cell as a notebook does: the value of its last expression is shown."""
    tree = ast.parse(_without_magic(source), filename)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, filename, "exec"), names)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), filename, "eval"), names)
        if value is not None:
            print(repr(value))


def _without_magic(source: str) -> str:
    """The lines that are Python: `%matplotlib inline` and `!pip install` do nothing here."""
    lines = source.splitlines()
    return "\n".join("pass" if line.startswith(("%", "!", "?")) else line for line in lines)


def _images() -> list:
    """The open figures as PNG, which are closed."""
    if "matplotlib.pyplot" not in sys.modules:
        return []
    return []
