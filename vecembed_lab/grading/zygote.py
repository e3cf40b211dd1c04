"""A lean process that forks one student process per notebook.

It is started by `remote.Zygote` with a scrubbed environment, imports NumPy and the like once, and knows nothing of
checks, references, seeds or notebooks: a student process inherits only what stands here.
"""

import contextlib
import gc
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import types
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np

import vecembed_lab
from vecembed_lab.grading import disk, imports, jail, student, usage, wire
from vecembed_lab.grading.desk import Desk
from vecembed_lab.grading.quiet import hushed
from vecembed_lab.grading.shell import say_why_processes_fail

HOMES = ["HOME", "TMPDIR", "MPLCONFIGDIR", "NUMBA_CACHE_DIR"]  # where things may be written
CHECKS = re.compile(r"vecembed_lab\.\w+\.checks(\.\w+)?")


def main(control: int, scratch: str, jailed: bool) -> None:
    """Import, fork and end student processes as the other end of `control` asks; ends with it.

    `scratch` is where they write; it is deleted at the end, also if the other end was killed.
    """
    link = socket.socket(fileno=control)
    kept = jailed and _own_disk(scratch)
    _warm()
    folders: dict[int, str] = {}  # of the student processes, by their numbers
    try:
        while (received := _request(link))[0]:
            request, fds = received
            if "end" in request:
                answer = {"status": _end(request["end"], request["patience"])}
                remove(folders.pop(request["end"]))
            elif "preload" in request:
                answer = {"error": imports.load(request["preload"])}
            elif "memory" in request:
                answer = {"memory": usage.peak("CHILDREN")}
            else:
                folder = tempfile.mkdtemp(dir=scratch)
                pid = _fork({**request, "scratch": folder}, fds[0], link)
                folders[pid] = folder
                answer = {"pid": pid, "folder": folder, "kept": kept}
            link.sendall(json.dumps(answer).encode() + b"\n")
    finally:
        for pid in folders:
            _end(pid)
        if kept:
            disk.give_back(scratch)
        remove(scratch)


def _own_disk(scratch: str) -> bool:
    """Have the kernel keep the limits on students' files, where it can; there is one student process at a time."""
    limits = jail.Limits()
    if not disk.own(scratch, limits.disk, limits.files):
        return False
    disk.forget_reading()
    return True


def remove(folder: str) -> None:
    """Delete a folder, most often an empty one; `rm` takes any depth, where Python's own way is slow or gives up."""
    with contextlib.suppress(OSError):
        os.rmdir(folder)
    if os.path.lexists(folder):
        for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):  # one may have made folders that are closed to all
            subprocess.run([*command, "--", folder], stderr=subprocess.DEVNULL, check=False)


def _warm() -> None:
    """Do once what is slow the first time."""
    if not jail.missing():
        jail.system_calls()
    np.random.default_rng(0).normal(size=2)
    with hushed():
        student.in_process(lambda x: x)((np.zeros(2),), 1.0)


def _request(link: socket.socket) -> tuple[dict, list[int]]:
    """The next line of JSON, with the descriptors that came along; empty at the end."""
    line, fds = b"", []
    while not line.endswith(b"\n"):
        piece, more, _, _ = socket.recv_fds(link, 1 << 16, 1)
        if not piece:
            return {}, fds
        line, fds = line + piece, fds + more
    return json.loads(line), fds


def _end(pid: int, patience: float = 0.0) -> int:
    """Kill a student process, with all it started, and say how it ended: as `os.waitpid` does.

    It may take `patience` seconds to end by itself.
    """
    until = time.monotonic() + patience
    while time.monotonic() < until and not _has_ended(pid):
        time.sleep(0.002)
    for kill in (os.killpg, os.kill):  # the group too, where it is not locked in and may have started others
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)  # its number is not given to another process before the next line
    return os.waitpid(pid, 0)[1]


def _has_ended(pid: int) -> bool:
    """Whether a child has ended; it can still be waited for."""
    return hasattr(os, "waitid") and bool(os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT))


def _fork(request: dict, wire_fd: int, control: socket.socket) -> int:
    gc.freeze()  # the child's garbage collector need not look at what is here
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
    os.environ.update(request["environment"], **dict.fromkeys(HOMES, str(scratch)))
    sys.dont_write_bytecode = True
    for name, path in request["beside"]:
        (scratch / name).symlink_to(path)
    _hide(request["hidden"])
    sys.path.append(str(scratch))  # a notebook imports what lies beside it
    _seed()
    main_module = sys.modules["__main__"] = types.ModuleType("__main__")
    channel = wire.Channel(socket.socket(fileno=wire_fd))
    channel.send(wire.encode({"error": _lock(request, scratch) if request["jailed"] else ""}))
    say_why_processes_fail()
    Desk(channel, vars(main_module)).serve()


def _lock(request: dict, scratch: Path) -> str:
    """Enter the jail; what went wrong, if anything."""
    readable, listable = ([Path(path) for path in request[kind]] for kind in ("readable", "listable"))
    try:
        jail.enter(jail.Limits(**request["limits"]), scratch, readable, listable)
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
    """Imports from hidden rooms fail; the checks are stand-ins that check nothing, since that is done outside."""

    def __init__(self, hidden: list[str]):
        self.hidden = {os.path.realpath(path) for path in hidden}

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """A stand-in for checks and, empty, for a hidden room; ModuleNotFoundError for what is in it; else None."""
        if CHECKS.fullmatch(name):
            return ModuleSpec(name, self, is_package=name.endswith(".checks"))
        places = [os.path.realpath(os.path.join(folder, name.rpartition(".")[2])) for folder in path or ()]
        if name.count(".") == 1 and self.hidden.intersection(places):
            return ModuleSpec(name, self, is_package=True)
        in_hidden_room = name.startswith("vecembed_lab.") and not path
        if in_hidden_room or self.hidden.intersection(f"{place}.py" for place in places):
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
