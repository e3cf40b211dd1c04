"""The judge's side: a student's functions live in another process, and only plain data comes back from there."""

import builtins
import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import vecembed_lab
from vecembed_lab.grading import jail, wire
from vecembed_lab.grading.jail import Limits
from vecembed_lab.grading.quiet import LIMIT
from vecembed_lab.grading.student import Outcome, Transport

GRACE = 1.0  # seconds that a process gets to say itself that a call took too long
START = 60.0  # seconds for importing what is preloaded
PACKAGE = Path(vecembed_lab.__file__).resolve().parent
ENVIRONMENT = {  # all that student code sees; one thread each, so that a fork is safe and cores are shared fairly
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    **dict.fromkeys(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"], "1"),
}


SYSTEM = [  # of the machine, what Python and its libraries read
    *["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/usr/share/fonts"],
    *["/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/dev/zero", "/dev/random", "/dev/urandom"],
    *["/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/loadavg"],
    *["/sys/devices/system/cpu", "/sys/devices/system/node", "/sys/fs/cgroup"],
]
CONTAINER = "podman run --rm --network none --cap-drop all --pids-limit 512 -v .:/course -w /course IMAGE"


class NoSandbox(RuntimeError):
    """This machine cannot lock student code in."""

    def __init__(self, lacking: Sequence[str]):
        super().__init__(
            f"student code cannot be locked in here: the sandbox needs {' and '.join(lacking)}. Grade on a machine that"
            " has it; or confine the damage to a container with Python and the course in it (docker takes the same"
            f" words): {CONTAINER} vecembed grade UNIT --trust-students; or, if you trust every student with this"
            " machine and the gradebook, add --trust-students here."
        )


class StudentError(Exception):
    """The student's code stopped with an error, or its process ended."""


class _Lost(Exception):
    """The student's process is gone, late, or talks nonsense."""

    def __init__(self, error: str, why: str):
        super().__init__(why)
        self.error, self.why = error, why


@dataclass(frozen=True)
class CellRun:
    """What running a cell gave: texts, PNG images (as bytes), and the error in a sentence, if there was one."""

    outputs: tuple[str | bytes, ...] = ()
    error: str = ""


class Zygote:
    """The process that student processes are forked from; a context manager, entered once per worker."""

    def __init__(self, preload: Sequence[str] = ("numpy",), *, trust_students: bool = False):
        lacking = [] if trust_students else jail.missing()
        if lacking:
            raise NoSandbox(lacking)
        self.preload, self.jailed = preload, not trust_students

    def __enter__(self) -> "Zygote":
        self._scratch = tempfile.TemporaryDirectory(prefix="vecembed-", ignore_cleanup_errors=True)
        self._control, theirs = socket.socketpair()
        code = "import sys; from vecembed_lab.grading import zygote; zygote.main(int(sys.argv[1]), *sys.argv[2:])"
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-s", "-c", code, str(theirs.fileno()), *self.preload],
                env={**ENVIRONMENT, "PYTHONPATH": str(PACKAGE.parent)},
                pass_fds=[theirs.fileno()],
                cwd=self._scratch.name,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the judge
            )
        self._control.settimeout(START)
        error = self._answer()["error"]
        if error:
            self.__exit__()
            raise RuntimeError(f"student processes could not be prepared: {error}")
        return self

    def __exit__(self, *_: object) -> None:
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._process.kill()
        self._process.wait()
        self._scratch.cleanup()

    @contextlib.contextmanager
    def student(
        self, cells: Sequence[str] = (), *, hidden: Sequence[Path] = (), limits: Limits | None = None
    ) -> Iterator["RemoteStudent"]:
        """A process of its own in which `cells`, a notebook's code, have been run in order.

        `hidden` are files and folders that it can neither read nor import.
        """
        student = RemoteStudent(self, list(cells), list(hidden), limits or Limits())
        try:
            student.run_cells()
            yield student
        finally:
            student.close()

    def fork(self, hidden: Sequence[Path], limits: Limits, scratch: str) -> tuple[int, socket.socket]:
        """A new student process: its number and the wire to it."""
        ours, theirs = socket.socketpair()
        request = {
            "hidden": list(map(str, hidden)),
            "scratch": scratch,
            "limits": asdict(limits),
            "environment": ENVIRONMENT,
            "jailed": self.jailed,
            "readable": list(map(str, _readable(tuple(hidden)))),
            "listable": [str(PACKAGE)],
        }
        with theirs:
            socket.send_fds(self._control, [json.dumps(request).encode() + b"\n"], [theirs.fileno()])
        return self._answer()["pid"], ours

    def end(self, pid: int) -> int:
        """Kill a student process; its status as `os.waitpid` gives it."""
        self._control.sendall(json.dumps({"end": pid}).encode() + b"\n")
        return self._answer()["status"]

    def folder(self) -> tempfile.TemporaryDirectory:
        """An empty folder for one student process to write in."""
        return tempfile.TemporaryDirectory(dir=self._scratch.name, ignore_cleanup_errors=True)

    def _answer(self) -> dict:
        line = b""
        while not line.endswith(b"\n"):
            piece = self._control.recv(1 << 16)
            if not piece:
                raise RuntimeError("the process that student processes are forked from has ended")
            line += piece
        return json.loads(line)


def _readable(hidden: tuple[Path, ...]) -> list[Path]:
    """What a student process may read: Python, its libraries, and the package without what is hidden."""
    hidden = [path.resolve() for path in hidden]
    python = {Path(prefix, name).resolve() for prefix in (sys.prefix, sys.base_prefix) for name in ("lib", "lib64")}
    folders = [folder for folder in sorted({*python, PACKAGE}) if folder.exists()]
    return [*map(Path, SYSTEM), *(part for folder in folders for part in jail.without(folder, hidden))]


def _with_compiled(hidden: Sequence[Path]) -> list[Path]:
    """The hidden files, the checks, and where Python may keep, now or later, what it compiled of them."""
    hidden = [path.resolve() for path in (PACKAGE / "checks", *hidden)]
    return hidden + sorted({path.parent / "__pycache__" for path in hidden if path.suffix == ".py"})


class RemoteStudent:
    """One notebook's code in a process of its own; made by `Zygote.student`.

    If the process dies, is late or talks nonsense, the call fails; the next one gets a fresh process, in which the
    cells have been run again, without those that killed it.
    """

    def __init__(self, zygote: Zygote, sources: list[str], hidden: list[Path], limits: Limits):
        self.cells: list[CellRun] = []
        self._zygote, self._sources, self._hidden, self._limits = zygote, sources, _with_compiled(hidden), limits
        self._deadly: set[int] = set()
        self._left, self._restarts = limits.total_seconds, limits.restarts
        self._channel: wire.Channel | None = None

    def run_cells(self) -> None:
        """Run the cells, in order; each keeps its own error."""
        for number in range(len(self._sources)):
            try:
                self.cells.append(self._run(number))
            except _Lost as lost:
                self._deadly.add(number)
                self.cells.append(CellRun(error=lost.why))

    def defines(self, name: str) -> bool:
        """Whether the notebook has something of this name (`name.attribute` works too)."""
        try:
            return self._ask({"do": "defines", "name": name}, 5.0).get("value") is True
        except _Lost:
            return False

    def transport(self, name: str) -> Transport:
        """The notebook's function `name`, for an exercise to grade. What it prints comes out here."""

        def call(args: tuple, seconds: float) -> Outcome:
            request = {"do": "call", "name": name, "args": args, "seconds": seconds}
            try:
                outcome, printed = _outcome(self._ask(request, seconds), len(args))
            except _Lost as lost:
                return Outcome(error=lost.error, detail=lost.why)
            print(printed, end="")
            if outcome.error == "TimeLimit":  # the loop may still be running in there
                self._end()
            return outcome

        return call

    def call(self, name: str, *args: object, seconds: float = 10.0) -> object:
        """What the notebook's function returns, as plain data; its errors are raised (see `StudentError`)."""
        outcome = self.transport(name)(args, seconds)
        if outcome.error:
            raise _raised(outcome.error)(outcome.detail)
        return outcome.value

    def close(self) -> None:
        """End the process."""
        self._end()

    def _run(self, number: int) -> CellRun:
        seconds = self._limits.cell_seconds
        request = {"do": "cell", "number": number, "source": self._sources[number], "seconds": seconds}
        return _cell_run(self._ask(request, seconds))

    def _ask(self, request: dict, seconds: float) -> dict:
        """The reply to one request. Raises _Lost, and ends the process, if there is none that can be used."""
        if self._channel is None:
            self._start()
        return self._exchange(request, seconds)

    def _exchange(self, request: dict, seconds: float) -> dict:
        started, number = time.monotonic(), secrets.token_hex(8)
        seconds = min(seconds, self._left)
        if seconds <= 0:
            raise _Lost("TimeLimit", f"The notebook has used up its {self._limits.total_seconds:g} seconds")
        try:
            self._channel.send({**request, "id": number}, seconds + GRACE)
            reply = self._channel.receive(seconds + GRACE)
            if type(reply) is not dict or reply.get("id") != number:
                raise wire.WireError("not the reply to this request")
            return reply
        except _Lost:  # from _watch
            self._end()
            raise
        except wire.Late as error:
            self._end()
            raise _Lost("TimeLimit", "It did not come back in time: an endless loop?") from error
        except wire.Closed as error:
            raise _Lost("ProcessEnded", _how_it_ended(self._end())) from error
        except wire.WireError as error:
            self._end()
            raise _Lost("NotPlain", f"It handed in something that is not an answer: {error}") from error
        finally:
            self._left -= time.monotonic() - started

    def _start(self) -> None:
        """Fork a process, and run in it the cells that have been run before."""
        if self._restarts < 0:
            raise _Lost("ProcessEnded", f"Its process ended {self._limits.restarts} times: no further try")
        self._restarts -= 1
        self._folder = self._zygote.folder()
        self._pid, link = self._zygote.fork(self._hidden, self._limits, self._folder.name)
        self._channel = wire.Channel(link, self._watch)
        locked = self._channel.receive(START)
        if locked != {"error": ""}:
            self._end()
            raise NoSandbox([f"what it did not get ({locked['error']})"])
        for number in range(len(self.cells)):
            if number not in self._deadly:
                self._run(number)

    def _watch(self) -> None:
        """Raise _Lost if the process uses more of the machine than it may, where the kernel does not count that."""
        limits = self._limits
        sizes = list(_sizes(self._folder.name))
        if sum(sizes) > limits.disk or len(sizes) > limits.files:
            raise _Lost("TooLarge", f"It wrote more than {limits.files} files or {limits.disk / 1e6:g} MB")
        if _threads(self._pid) > limits.threads:
            raise _Lost("TooLarge", f"It started more than {limits.threads} threads")

    def _end(self) -> int:
        """Kill the process and forget it; how it ended, as `os.waitpid` says it."""
        if self._channel is None:
            return 0
        self._channel.link.close()
        self._channel = None
        status = self._zygote.end(self._pid)
        self._folder.cleanup()
        return status


def _outcome(reply: dict, n_args: int) -> tuple[Outcome, str]:
    """What a reply claims, and what was printed. Every field may be a lie; none may be of another kind."""
    error, detail = _text(reply.get("error"), 100), _text(reply.get("detail"), 1000)
    changed = reply.get("changed")
    changed = tuple(i for i in range(n_args) if type(changed) is tuple and i in changed)
    value = None if error else reply.get("value")
    return Outcome(value, error, detail, changed), _text(reply.get("printed"), LIMIT)


def _cell_run(reply: dict) -> CellRun:
    text = _text(reply.get("text"), LIMIT)
    return CellRun((text,) if text else (), _text(reply.get("error"), 1000))


def _sizes(folder: str) -> Iterator[int]:
    """Bytes on disk of all files and folders in `folder`, at any depth, while they may come and go."""
    pending = [folder]
    while pending:
        with contextlib.suppress(OSError), os.scandir(pending.pop()) as entries:
            for entry in entries:
                yield entry.stat(follow_symlinks=False).st_blocks * 512
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)


def _threads(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/task"))
    except OSError:  # it has just ended, or this is not Linux
        return 0


def _text(value: object, limit: int) -> str:
    return value[:limit] if type(value) is str else ""


def _how_it_ended(status: int) -> str:
    """In a learner's words."""
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        return f"It crashed the whole Python process ({name})"
    return "It ended the whole Python process (os._exit, or the like)"


def _raised(name: str) -> type[Exception]:
    """The exception class for an error of the student's: a StudentError, and Python's own of that name, if any."""
    known = getattr(builtins, name, None)
    if isinstance(known, type) and issubclass(known, Exception):
        return type(name, (StudentError, known), {})
    return StudentError
