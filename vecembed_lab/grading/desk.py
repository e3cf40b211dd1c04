"""What runs in a student's process: cells and calls, as the judge asks for them. All of it is only a student's word."""

import ast
import builtins
import contextlib
import contextvars
import functools
import inspect
import io
import linecache
import re
import signal
import sys
import threading
import types
from collections.abc import Callable

import numpy as np

from vecembed_lab.grading import student, wire
from vecembed_lab.grading.clock import Clock, Stop, TooLate
from vecembed_lab.grading.quiet import hushed

MOMENT = 0.01  # seconds between two alarms, for who goes on after the first
ALARMS = {signal.SIGPROF: signal.ITIMER_PROF, signal.SIGALRM: signal.ITIMER_REAL}  # CPU time, and by the clock
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
        self.channel, self.names = channel, names
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
        source, filename, seconds = request["source"], f"<cell {request['number']}>", request["seconds"]
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        with hushed() as printed:
            run = student.in_process(lambda: execute(source, filename, self.names), filename)((), seconds)
            images = student.in_process(_images)((), seconds).value if "matplotlib.pyplot" in sys.modules else []
        return {"text": printed.getvalue(), "images": images or [], "error": run.error, "detail": run.detail}

    def do_call(self, request: dict) -> dict:
        """Call something by name."""
        try:
            transport = self._transport(request)
        except Exception:
            return self._told(_absent(request["name"]))
        with hushed() as printed:
            outcome = transport(request["args"], request["seconds"])
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
            return self._told(_absent(request["name"]))
        if isinstance(value, types.ModuleType):
            return self._told(student.Outcome(error="ModuleType", detail=value.__name__))
        return self._told(student.in_process(lambda: value)((), request["seconds"]))

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


def _absent(name: str) -> student.Outcome:
    return student.Outcome(error="NameError", detail=f"There is no `{name}` in the notebook")


def execute(source: str, filename: str, names: dict) -> None:
    """Run a cell as a notebook does: the value of its last expression is shown."""
    tree = _tree(source, filename)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    _value(tree, filename, "exec", names)
    if last is not None:
        value = _value(ast.Expression(last.value), filename, "eval", names)
        if value is not None:
            print(repr(value))


def _value(tree: ast.AST, filename: str, mode: str, names: dict) -> object:
    """What a piece of a cell gives; `await` may stand anywhere, as in a notebook."""
    code = compile(tree, filename, mode, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    value = eval(code, names)
    if not code.co_flags & inspect.CO_COROUTINE:
        return value
    import asyncio

    return asyncio.run(value)


class Shell:
    """What `get_ipython()` gives, for code that was exported from a notebook: it does nothing of what it is asked."""

    def __getattr__(self, name: str) -> Callable:
        return lambda *args, **kwargs: None


def _tree(source: str, filename: str) -> ast.Module:
    try:
        return ast.parse(source, filename)
    except (SyntaxError, ValueError):
        return ast.parse(_python(source), filename)


def _python(source: str) -> str:
    """A cell without what only IPython understands (`%matplotlib inline`, `!pip install`), line by line."""
    if re.match(r"\s*%%(?!time|capture)", source):  # a cell in another language
        return ""
    timed = re.sub(r"^([ \t]*)%time[ \t]+(?=\S)", r"\1", source, flags=re.MULTILINE)
    return re.sub(r"^([ \t]*)(?:[%!?].*|[\w.]+\?+[ \t]*)$", r"\1pass", timed, flags=re.MULTILINE)


def _images() -> list[np.ndarray]:
    """The open figures as PNG, which are closed."""
    pyplot, images = sys.modules["matplotlib.pyplot"], []
    for number in pyplot.get_fignums()[:MAX_IMAGES]:
        file = io.BytesIO()
        pyplot.figure(number).savefig(file, format="png")
        images.append(np.frombuffer(file.getvalue(), np.uint8))
    pyplot.close("all")
    return images
