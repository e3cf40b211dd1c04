"""What runs in a student's process: cells and calls, as the judge asks for them. All of it is only a student's word."""

import builtins
import contextlib
import contextvars
import functools
import io
import linecache
import re
import signal
import sys
import tempfile
import threading
import types
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from vecembed_lab.grading import student, wire
from vecembed_lab.grading.clock import Clock, Stop, TooLate
from vecembed_lab.grading.quiet import hushed
from vecembed_lab.grading.shell import Shell

MOMENT = 0.01  # seconds between two alarms, for who goes on after the first
ALARMS = {signal.SIGPROF: signal.ITIMER_PROF, signal.SIGALRM: signal.ITIMER_REAL}  # CPU time, and by the clock
PYPLOT = "matplotlib.pyplot"
FIRST = re.compile(r"(\w+)")
MISSING = re.compile(r"name '(\w+)' is not defined")
MAX_IMAGES = 20  # of one cell


def by_alarm(clock: Clock, call: Callable) -> object:
    """`call()`, or TooLate when the clock says so; quicker than a thread.

    Who does not hear the alarm is ended from outside. As in a thread of its own, the settings that are made (NumPy's in
    its context, torch's) end with the call.
    """
    in_time = True

    def ring(*_: object) -> None:
        if not in_time or clock.importing:
            return
        if clock.is_over:
            raise Stop
        _set_alarms(clock)

    for number in ALARMS:
        signal.signal(number, ring)
    try:
        _set_alarms(clock)
        return contextvars.copy_context().run(call)
    except Stop:
        raise TooLate from None
    finally:
        in_time = False
        for timer in ALARMS.values():
            signal.setitimer(timer, 0)
        with contextlib.suppress(KeyError, AttributeError):  # not imported, or no longer what it was
            sys.modules["torch"].set_grad_enabled(True)


def _set_alarms(clock: Clock) -> None:
    for timer, left in zip(ALARMS.values(), (clock.left, clock.patience), strict=True):
        signal.setitimer(timer, max(left, MOMENT), MOMENT)


class Desk:
    """Serves one notebook: runs its cells, calls its functions. Whatever it says is only a student's word."""

    def __init__(self, channel: wire.Channel, names: dict):
        self.channel, self.names, self.shell = channel, names, Shell(names)
        self.failed: dict[int, tuple[str, str]] = {}  # the cells that stopped: their text, and why
        self.things: list[student.Local] = []  # what was not plain data stays here, known by its number
        self.served, self.lock = 0, threading.Lock()

    def serve(self) -> None:
        """Answer one request after the other, until the other end hangs up."""
        with contextlib.suppress(wire.Closed):
            while True:
                request = self.channel.receive(resolve=self._stand_in)
                reply = getattr(self, "do_" + request["do"])(request)
                self.served += 1
                self._send(request["id"], reply)

    def _send(self, number: str, reply: dict) -> None:
        try:
            message = wire.encode({"id": number, **reply})
        except (wire.WireError, MemoryError) as error:
            what = student.Outcome(error="TooLarge", detail=f"It returned something that cannot be handed in: {error}")
            message = wire.encode({"id": number, **self._told(what)})
        self.channel.send(message)

    def do_cell(self, request: dict) -> dict:
        """Run a cell; text and images come back."""
        number, source = request["number"], request["source"]
        filename = self._file(number, source)
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        cell = student.in_process(lambda: self.shell.show_cell(source, filename, request["count"]), filename)
        with hushed() as printed:
            run = cell((), request["seconds"])
            images = student.in_process(_images)((), request["seconds"]).value if PYPLOT in sys.modules else []
        self.failed.pop(number, None)
        if run.error:
            self.failed[number] = source, run.detail.removeprefix("It ")
        return {"text": printed.getvalue(), "images": images or [], "error": run.error, "detail": run.detail}

    def _file(self, number: int, source: str) -> str:
        """The name of the file that a cell is; there is one only where numba would look for it."""
        if "cache=True" not in source:
            return f"<cell {number}>"
        path = Path(tempfile.gettempdir(), f"cell_{number}.py")
        with contextlib.suppress(OSError, ValueError):  # the disk is full; half of a surrogate pair
            path.write_text(source, "utf-8")
        return str(path)

    def do_call(self, request: dict) -> dict:
        """Call something by name."""
        try:
            transport = self._transport(request)
        except Exception:
            return self._told(self._absent(request["name"]))
        with hushed() as printed:
            outcome = transport(request["args"], request["seconds"])
        if outcome.error == "NameError":
            outcome = replace(outcome, detail=outcome.detail + self._blamed(MISSING.search(outcome.detail)))
        return {**self._told(outcome), "printed": printed.getvalue()}

    def _transport(self, request: dict) -> student.Transport:
        name, of = request["name"], request["of"]
        if of is not None and "." not in name:
            return self.things[of](name, **request["kwargs"])
        function = self._find(name, of)
        return student.in_process(functools.partial(function, **request["kwargs"]), student.file_of(function), by_alarm)

    def do_get(self, request: dict) -> dict:
        """The value of a name; of a module, its name."""
        try:
            value = self._find(request["name"], request["of"])
        except Exception:
            return self._told(self._absent(request["name"]))
        if isinstance(value, types.ModuleType):
            return self._told(student.Outcome(error="ModuleType", detail=value.__name__))
        return self._told(student.in_process(lambda: value)((), request["seconds"]))

    def _absent(self, name: str) -> student.Outcome:
        detail = f"There is no `{name}` in the notebook{self._blamed(FIRST.match(name))}"
        return student.Outcome(error="NameError", detail=detail)

    def _blamed(self, missing: re.Match | None) -> str:
        """The cell that stopped and should have made a name, if there is one."""
        for source, why in reversed(self.failed.values()) if missing else []:
            if re.search(rf"\b{missing[1]}\b", source):
                return f", because a cell {why}"
        return ""

    def _find(self, name: str, of: int | None) -> object:
        """What a dotted name means, in the notebook or in the thing of a number."""
        first, *rest = name.split(".")
        value = self.names[first] if of is None else getattr(self.things[of].thing, first)
        for part in rest:
            value = getattr(value, part)
        return value

    def _told(self, outcome: student.Outcome) -> dict:
        """An outcome in plain data."""
        told = {name: getattr(outcome, name) for name in ("value", "error", "detail", "changed", "seconds")}
        if outcome.thing is None:
            return told
        self.things.append(outcome.thing)
        return {**told, "thing": len(self.things) - 1}

    def _stand_in(self, number: int) -> Callable:
        """What an argument that is a function is here: calling it calls back. It ends with the call it came in."""
        born = self.served

        def call_back(*args: object) -> object:
            with self.lock:
                if self.served != born:
                    raise RuntimeError("this function belonged to a call that is over")
                self.channel.send(wire.encode({"callback": number, "args": args}))
                reply = self.channel.receive()
            if reply["error"]:
                raise getattr(builtins, reply["error"], RuntimeError)(reply["detail"])
            return reply["value"]

        return call_back


def _images() -> list[np.ndarray]:
    """The open figures as PNG, which are closed."""
    pyplot, images = sys.modules["matplotlib.pyplot"], []
    for number in pyplot.get_fignums()[:MAX_IMAGES]:
        file = io.BytesIO()
        pyplot.figure(number).savefig(file, format="png")
        images.append(np.frombuffer(file.getvalue(), np.uint8))
    pyplot.close("all")
    return images
