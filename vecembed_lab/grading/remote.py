"""The judge's side: a student's functions live in another process, and only plain data comes back from there.

The warm process and the students that it forks speak one protocol, which is why both stand in one file, a long one.
"""

import contextlib
import functools
import json
import math
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from vecembed_lab.grading import jail, usage, wire
from vecembed_lab.grading.clock import ceiling, late, waiting
from vecembed_lab.grading.jail import Limits, NoSandbox
from vecembed_lab.grading.reach import PACKAGE, readable, with_compiled
from vecembed_lab.grading.replies import (
    CellRun,
    Place,
    There,
    called_back,
    cell_run,
    hand,
    how_it_ended,
    outcome,
    text_of,
)
from vecembed_lab.grading.student import GraderError, Outcome, Transport
from vecembed_lab.grading.zygote import remove

GRACE = 3.0  # CPU seconds that a process gets to say itself that a call took too long, and to hand in what came
START = 300.0  # seconds, on a busy machine, for starting and importing, and for any other answer of the warm process
CODE = """
import os, sys
from vecembed_lab.grading import zygote
zygote.main(int(sys.argv[1]), sys.argv[2], bool(sys.argv[3]))
os._exit(0)
"""
ENVIRONMENT = {  # all that student code sees; one thread each, so that a fork is safe and cores are shared fairly
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "PYTHONHASHSEED": "0",
    "MALLOC_ARENA_MAX": "2",  # glibc sets 64 MB of addresses aside for each further one, which count as memory here
    **{f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMBA")},
}
Beside = Sequence[tuple[str, Path]]  # the names by which files and folders are found, and where they are


class _Lost(Exception):
    """The student's process is gone, late, or talks nonsense."""

    def __init__(self, error: str, why: str):
        super().__init__(why)
        self.error, self.why = error, why


class Zygote:
    """The process that student processes are forked from; a context manager, entered once per worker."""

    def __init__(self, *, trust_students: bool = False):
        lacking = [] if trust_students else jail.missing()
        if lacking:
            raise NoSandbox(lacking)
        if not hasattr(os, "fork"):
            raise GraderError("a class is graded on Linux, or in a container; this system cannot fork processes")
        self.jailed, self._preloaded = not trust_students, set()

    def __enter__(self) -> "Zygote":
        self._scratch = tempfile.mkdtemp(prefix="vecembed-")
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-s", "-c", CODE, str(theirs.fileno()), self._scratch, "jailed" * self.jailed],
                env={**ENVIRONMENT, "PYTHONPATH": str(PACKAGE.parent)},
                pass_fds=[theirs.fileno()],
                cwd=self._scratch,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the judge
            )
        self._control.settimeout(START)
        return self

    def __exit__(self, *_: object) -> None:
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._process.kill()
        self._process.wait()
        remove(self._scratch)  # if it did not do so itself

    def preload(self, modules: Iterable[str]) -> None:
        """Import what takes long, once for all student processes that are forked from now on."""
        if wanted := sorted(set(modules) - self._preloaded):
            if error := self._asked({"preload": wanted})["error"]:
                raise GraderError(f"student processes could not be prepared: {error}")
            self._preloaded.update(wanted)

    @contextlib.contextmanager
    def student(
        self,
        cells: Sequence[str] = (),
        *,
        hidden: Sequence[Path] = (),
        beside: Beside = (),
        limits: Limits | None = None,
    ) -> Iterator["RemoteStudent"]:
        """A process of its own in which `cells`, a notebook's code, have been run in order.

        `hidden` are files and folders that it can neither read nor import; those `beside` it can read by their names.
        """
        student = RemoteStudent(self, hidden, beside, limits or Limits())
        try:
            for count, source in enumerate(cells, start=1):
                student.run_cell(source, count)
            yield student
        finally:
            student.close()

    def fork(self, hidden: Sequence[Path], beside: Beside, limits: Limits) -> tuple[usage.Process, socket.socket]:
        """A new student process, and the wire to it."""
        ours, theirs = socket.socketpair()
        request = {
            "hidden": list(map(str, hidden)),
            "limits": asdict(limits),
            "environment": ENVIRONMENT,
            "jailed": self.jailed,
            "readable": [*map(str, readable(tuple(hidden))), *(str(path) for _, path in beside)],
            "beside": [(name, str(path)) for name, path in beside],
            "listable": [str(PACKAGE)],
        }
        with theirs:
            forked = self._asked(request, theirs.fileno())
        seen = f"/proc/{self._process.pid}/root" if forked["kept"] else ""  # from here, what the kernel keeps is there
        return usage.Process(forked["pid"], seen + forked["folder"], forked["kept"]), ours

    def end(self, pid: int, patience: float) -> int:
        """Kill a student process, after `patience` seconds; its status as `os.waitpid` gives it."""
        return self._asked({"end": pid, "patience": patience})["status"]

    def memory(self) -> int:
        """Bytes of the largest student process that has ended, with what it shares with this one."""
        return self._asked({"memory": True})["memory"]

    def _asked(self, request: dict, *descriptors: int) -> dict:
        """The answer to a request; the descriptors are there with it."""
        line = b""
        try:
            socket.send_fds(self._control, [json.dumps(request).encode() + b"\n"], descriptors)
            while not line.endswith(b"\n"):
                piece = self._control.recv(1 << 16)
                if not piece:
                    raise ConnectionError("it has ended")
                line += piece
        except OSError as error:
            raise GraderError(f"the process that student processes are forked from does not answer: {error}") from error
        return json.loads(line)


class RemoteStudent:
    """One notebook's code in a process of its own; made by `Zygote.student`.

    If the process dies, is late or talks nonsense, the call fails; the next one gets a fresh process, in which the
    cells have been run again, without those that killed it.
    """

    def __init__(self, zygote: Zygote, hidden: Sequence[Path], beside: Beside, limits: Limits):
        self.cells: list[CellRun] = []
        self._sources: list[tuple[str, int]] = []
        self._zygote, self._hidden, self._beside, self._limits = zygote, with_compiled(tuple(hidden)), beside, limits
        self._deadly: set[int] = set()
        self._slow: set[int] = set()
        self._cells_are_too_much = False
        self.seconds_left, self.wall_left = limits.total_seconds, limits.wall_seconds
        self._cpu, self._cpu_end, self._spent = 0.0, math.inf, 0.0  # CPU seconds: seen last, at most, of a request
        self._allowance, self._born = limits.answers, 0
        self._channel: wire.Channel | None = None

    def run_cell(self, source: str, count: int) -> CellRun:
        """Run one more cell, the one with this number in the notebook; what it gave."""
        number = len(self._sources)
        self._sources.append((source, count))
        try:
            run = self._run(number, self._limits.cell_seconds)
        except _Lost as lost:
            self._deadly.add(number)
            run = CellRun(error=lost.why)
        self.cells.append(run)
        return run

    def defines(self, name: str) -> bool:
        """Whether the notebook has something of this name (`name.attribute` works too)."""
        return self.look(name).error not in ("NameError", "ProcessEnded")

    def transport(self, name: str) -> Transport:
        """The notebook's function `name`, for an exercise to grade. What it prints comes out here."""
        return lambda args, seconds: self.attempt(name, None, args, {}, seconds)

    def ready(self) -> None:
        """Begin anew if the process has ended or what runs in it uses too much: neither is the next answer's fault."""
        if self._channel is not None and self._is_too_much() and not self._cells_are_too_much:
            self._end()
        if self._channel is None:
            try:
                self._start()
                self._cells_are_too_much = self._is_too_much()  # then to begin anew would help nobody
            except _Lost as lost:  # the same, found out earlier, while the cells ran
                self._cells_are_too_much = lost.error == "TooLarge"

    def _is_too_much(self) -> bool:
        try:
            self._watch()
        except _Lost:
            return True
        return self._process.is_full()

    def close(self) -> None:
        """End the process."""
        self._end()

    def _run(self, number: int, seconds: float) -> CellRun:
        source, count = self._sources[number]
        request = {"do": "cell", "number": number, "count": count, "source": source, "seconds": seconds}
        reply = self._ask(request, seconds)
        if text_of(reply.get("error"), 100) == "TimeLimit":
            self._slow.add(number)
        return cell_run(reply)

    def attempt(self, name: str, of: Place | None, args: tuple, kwargs: dict, seconds: float) -> Outcome:
        """What a call did: of the notebook's function `name`, or of the method `name` of the thing at a place."""
        request = {"do": "call", "name": name, "args": args, "kwargs": kwargs, "seconds": seconds}
        outcome = self._outcome(request, of, seconds)
        if outcome.error == "TimeLimit":  # the loop may still be running in there
            self._end()
        return outcome

    def look(self, name: str, of: Place | None = None) -> Outcome:
        """The value of the notebook's variable `name`, or of an attribute of the thing at a place.

        A module comes as an error whose class is ModuleType and whose detail is its name.
        """
        return self._outcome({"do": "get", "name": name, "seconds": 5.0}, of, 5.0)

    def _outcome(self, request: dict, of: Place | None, seconds: float) -> Outcome:
        """What a reply claims, or how the process was lost."""
        if of and (self._channel is None or of.born != self._born):
            return Outcome(error="ProcessEnded", detail="The process that it lived in has ended")
        try:
            reply = self._ask({**request, "of": of.number if of else None}, seconds)
        except _Lost as lost:
            return Outcome(error=lost.error, detail=lost.why, seconds=self._spent)
        thing = reply.get("thing")
        there = There(self, Place(self._born, thing)) if type(thing) is int else None
        return outcome(reply, len(request.get("args", ())), there, self._spent)

    def _ask(self, request: dict, seconds: float) -> dict:
        """The reply to one request. Raises _Lost, and ends the process, if there is none that can be used."""
        if min(self.seconds_left, self.wall_left) <= 0:
            raise _Lost("TimeLimit", "The notebook has used up its seconds")
        if self._channel is None:
            self._start()
        return self._exchange(request, seconds)

    def _exchange(self, request: dict, seconds: float) -> dict:
        started, seconds, self._spent = time.monotonic(), min(seconds, self.seconds_left), 0.0
        try:
            return self._timed(request, seconds)
        except wire.Closed as error:
            raise _Lost("ProcessEnded", how_it_ended(self._end(patience=0.5))) from error
        except (_Lost, wire.WireError) as error:  # it used too much, took too long, or said what nobody can read
            self._end()
            if isinstance(error, _Lost) and error.error != "TimeLimit":
                raise
            if self._spent >= seconds:
                raise _Lost("TimeLimit", late(self._spent, seconds)) from error
            if isinstance(error, wire.Late):
                raise _Lost("TimeLimit", waiting(self._spent, time.monotonic() - started)) from error
            raise _Lost("NotPlain", f"It handed in something that is not an answer: {error}") from error

    def _timed(self, request: dict, seconds: float) -> dict:
        """The same as `_talk`; the time is the notebook's."""
        started, before = time.monotonic(), self._now()
        self._cpu_end = before + seconds + GRACE
        try:
            return self._talk(request, started + min(ceiling(seconds + GRACE), self.wall_left))
        finally:
            self._spent = self._now() - before
            self.seconds_left -= self._spent
            self.wall_left -= time.monotonic() - started
            self._cpu_end = math.inf

    def _now(self) -> float:
        """CPU seconds of the process, or those that were seen last."""
        self._cpu = max(self._cpu, self._process.cpu_seconds())
        return self._cpu

    def _talk(self, request: dict, until: float) -> dict:
        """Send a request; serve the calls back that come, until the reply does."""
        number, functions = secrets.token_hex(8), []
        try:
            message = wire.encode({**request, "id": number}, functools.partial(hand, functions))
        except wire.WireError as error:
            raise GraderError(f"an argument cannot be sent to the student's process: {error}") from error
        self._channel.send(message, until - time.monotonic())
        while True:
            reply = self._channel.receive(until - time.monotonic())
            if type(reply) is not dict:
                raise wire.WireError("not a reply")
            if "callback" in reply:
                self._channel.send(called_back(functions, reply), until - time.monotonic())
            elif text_of(reply.get("id"), 100) == number:
                return reply
            else:
                raise wire.WireError("not the reply to this request")

    def _start(self) -> None:
        """Fork a process, and run in it the cells that have been run before."""
        if self._born > self._limits.restarts:
            raise _Lost("ProcessEnded", f"Its process ended {self._limits.restarts} times: no further try")
        self._born += 1
        self._process, link = self._zygote.fork(self._hidden, self._beside, self._limits)
        self._cpu = 0.0
        self._channel = wire.Channel(link, self._watch, self._allowance)
        self._be_locked_in()
        try:
            for number in range(len(self.cells)):
                if number not in self._deadly:
                    self._run(number, 1.0 if number in self._slow else self._limits.cell_seconds)
        finally:
            self._spent = 0.0  # none of it by the answer that is asked next

    def _be_locked_in(self) -> None:
        """Wait until the process says that it is in its jail; nothing of a student's has run in it yet."""
        try:
            error = self._channel.receive(START)["error"]
        except wire.WireError as gone:
            self._end()
            raise GraderError("a student's process could not be prepared") from gone
        if error:
            self._end()
            raise NoSandbox([f"what a process did not get: {error}"])

    def _watch(self) -> None:
        """Raise _Lost if the process uses more of the machine than it may, where the kernel does not count that."""
        if too_much := self._process.too_much(self._limits):
            raise _Lost("TooLarge", too_much)
        if self._now() > self._cpu_end:
            raise _Lost("TimeLimit", "")

    def _end(self, patience: float = 0.0) -> int:
        """Kill the process and forget it; how it ended, as `os.waitpid` says it."""
        if self._channel is None:
            return 0
        self._allowance = self._channel.allowance
        self._channel.link.close()
        self._channel = None
        return self._zygote.end(self._process.pid, patience)
