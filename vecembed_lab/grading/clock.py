"""The time of an answer: CPU seconds of the process that computes it, without what it imports.

Other programs on the machine do not change them. By the clock on the wall a call may take ten times as long; one that
takes longer waits for something that does not come.
"""

import ctypes
import threading
import time
from collections.abc import Callable
from importlib import _bootstrap

PATIENCE = 10  # seconds by the clock for each CPU second: as slow as the machine may be
SHORTEST = 2.0  # seconds by the clock that every call gets
LOOK = 0.05  # seconds between two looks at a call in a thread
TRIES = 100  # at interrupting it, a hundredth of a second each
IMPORT = 60.0  # seconds by the clock for an import
AFTERWARDS = 5.0  # CPU seconds, at least, for turning what came into plain data; they are not the answer's


def ceiling(seconds: float) -> float:
    """The seconds by the clock after which a call that may use so many CPU seconds is ended."""
    return max(PATIENCE * seconds, SHORTEST)


def late(used: float, allowed: float) -> str:
    """What is said of who used up the CPU seconds that are allowed."""
    return f"It did not come back in time: it took {used:.1f} CPU seconds, {allowed:g} are allowed; an endless loop?"


def waiting(used: float, passed: float) -> str:
    """What is said of who used few CPU seconds, although many have passed."""
    return (
        f"It did not come back in time: {passed:.0f} seconds passed, and it computed for {used:.1f} of them; "
        "does it wait, as `input()` and `time.sleep` do?"
    )


class Clock:
    """What one call uses; a context manager around it. `thread` is the one that makes the call.

    Imports in that thread are not counted, and `importing` says that one is under way: Python and torch do not recover
    from an import that was interrupted. It does not change while `lock` is held by another thread.
    """

    def __init__(self, allowed: float):
        self.allowed, self.lock = allowed, threading.Lock()
        self._before = 0.0  # CPU seconds of the call, once there is an answer
        self._imported, self._import_began = 0.0, None
        self._limit = allowed

    def __enter__(self) -> "Clock":
        self.thread = threading.get_ident()
        self._find_and_load, _bootstrap._find_and_load = _bootstrap._find_and_load, self._import
        self._wall, self._cpu = time.monotonic(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        _bootstrap._find_and_load = self._find_and_load

    def _import(self, name: str, import_: object) -> object:
        """In the place of what Python calls for each module that is not there yet."""
        if threading.get_ident() != self.thread or self.importing:
            return self._find_and_load(name, import_)
        with self.lock:
            self._import_began, began = time.process_time(), time.monotonic()
        try:
            return self._find_and_load(name, import_)
        finally:
            self._wall += time.monotonic() - began
            self._imported += time.process_time() - self._import_began
            self._import_began = None

    @property
    def importing(self) -> bool:
        """Whether the thread of the call is importing something."""
        return self._import_began is not None

    @property
    def used(self) -> float:
        """CPU seconds of the call: so far, or until there was an answer."""
        return self._before or self._since()

    def answered(self) -> None:
        """The call has given something; what follows is the grader's work, which has a limit of its own."""
        self._before = self._since()
        self._limit = max(self.allowed, AFTERWARDS)
        self._imported, self._wall, self._cpu = 0.0, time.monotonic(), time.process_time()

    def _since(self) -> float:
        now, began = time.process_time(), self._import_began
        return now - self._cpu - self._imported - (0.0 if began is None else now - began)

    @property
    def left(self) -> float:
        """CPU seconds that are left."""
        return self._limit - self._since()

    @property
    def patience(self) -> float:
        """Seconds by the clock that are left; an import that is under way gets some on top."""
        most = ceiling(self._limit) + (IMPORT if self.importing else 0.0)
        return self._wall + most - time.monotonic()

    @property
    def is_over(self) -> bool:
        """Whether one of them is used up."""
        return self.left <= 0 or self.patience <= 0

    def said(self) -> str:
        """What is said of a call that was ended."""
        if self._before:
            return "It did not come back in time: to read what it returned takes too long"
        if self.used >= self.allowed:
            return late(self.used, self.allowed)
        return waiting(self.used, time.monotonic() - self._wall)


class Stop(BaseException):
    """Raised inside a call that ran out of time."""


class TooLate(Exception):
    """A call did not come back in time; the learner's own TimeoutError is another matter."""


def in_a_thread(clock: Clock, call: Callable) -> object:
    """`call()`, or TooLate when the clock says so. Works in any thread and on any system."""
    done: dict[str, object] = {}

    def run() -> None:
        clock.thread = threading.get_ident()
        try:
            done["value"] = call()
        except BaseException as error:
            done["error"] = error

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        while thread.is_alive() and not clock.is_over:
            thread.join(LOOK)
    finally:  # out of time, or the learner pressed "interrupt"
        _stop(thread, clock)
    if "error" in done and not isinstance(done["error"], Stop):
        raise done["error"]
    if "value" not in done:
        raise TooLate
    return done["value"]


def _stop(thread: threading.Thread, clock: Clock) -> None:
    """Interrupt `thread` until it ends, though not while it imports.

    One that swallows every interrupt, or whose import does not end, is left behind as a daemon.
    """
    tries = TRIES
    while thread.is_alive() and tries:
        with clock.lock:
            if not clock.importing:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(Stop))
                tries -= 1
            elif clock.patience <= 0:
                return
        thread.join(0.01)
