"""Ordinary nbgrader test cells: the teacher's code, run in a process of its own, on stand-ins for the student's names.

What a cell shows is what nbgrader scores: an error means no points, a number as its last value is partial credit, and
everything else is full marks. Of tests that are hidden nothing is shown but that they failed.
"""

import ast
import contextlib
import json
import os
import re
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from numbers import Real
from typing import Any

from vecembed_lab.grading import jail
from vecembed_lab.grading.exercise import TRIES
from vecembed_lab.grading.names import Names, StudentLate
from vecembed_lab.grading.quiet import printable, quiet
from vecembed_lab.grading.remote import RemoteStudent
from vecembed_lab.grading.strict import be_strict
from vecembed_lab.grading.student import GraderError

SECONDS = 180.0  # for all test cells of a notebook; the student's part of it has its own limit
MEMORY = 4_000_000_000  # bytes for a test that asks NumPy for as much as an answer says
HIDDEN = re.compile(r"BEGIN HIDDEN TESTS.*?(?:END HIDDEN TESTS|\Z)", re.DOTALL)
LATE = "The tests did not come to an end"
FAILED = -1  # in the place of a test's number
END = sys.maxsize  # the number of a test that would stand below all cells


def tested(tests: dict[int, str], setup: Sequence[str], sitting: Any) -> dict[int, dict]:
    """What each test cell gives: {"printed", "value", "error"}, by its number.

    `setup` is what the teacher's locked cells say: the tests may use the names. `sitting` is entered in the new
    process; its `student_at(number)` is the student's process for the test with that number.
    """
    ours, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.close(ours)
            if sys.platform == "linux":
                jail.end_with_parent()
                jail.limit_memory(MEMORY)
            with os.fdopen(theirs, "wb", buffering=0) as pipe:
                for line in _told(tests, setup, sitting):
                    pipe.write(json.dumps(line).encode() + b"\n")
        finally:  # never back up the stack
            os._exit(0)
    os.close(theirs)
    try:
        lines = _lines(ours)
    finally:
        os.close(ours)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    results = dict(json.loads(line) for line in lines)
    if FAILED in results:
        raise GraderError(results[FAILED])
    return {number: results.get(number) or _result(error=LATE) for number in tests}


def _told(tests: dict[int, str], setup: Sequence[str], sitting: Any) -> Iterator:
    """The number and the result of each test; or, if it is grading that fails, FAILED and why."""
    try:
        with sitting:
            yield from _run(tests, setup, sitting.student_at)
    except Exception as error:
        yield FAILED, str(error) or type(error).__name__


def _lines(pipe: int) -> list[bytes]:
    """All that comes through a pipe until it is closed, or time is up: the complete lines."""
    until, text = time.monotonic() + SECONDS, b""
    while select.select([pipe], [], [], max(0, until - time.monotonic()))[0]:
        if not (piece := os.read(pipe, 1 << 16)):
            break
        text += piece
    return text.split(b"\n")[:-1]


def _run(tests: dict[int, str], setup: Sequence[str], student: Callable[[int], RemoteStudent]) -> Iterator:
    """The test cells share the names they make, as in a notebook; all other names are the student's.

    What was missing where the test stands may be made further down: cells may have been run in another order.
    """
    own: dict[str, Any] = {}
    secret = False  # whether a hidden test has been run, and the student's code may know what it asks
    lacking = []
    be_strict()
    for number, source in tests.items():
        for _ in range(TRIES):  # as for an exercise: what is done first of all may take longer
            names = _names(student(number), own, setup)
            result, why = _test(source, f"<test {number}>", names, secret)
            if not isinstance(why, StudentLate):
                break
        yield number, result
        lacking += [number] * isinstance(why, NameError | AttributeError)
        secret |= bool(HIDDEN.search(source))
        own = dict(names)
    for number in lacking:
        result, _ = _test(tests[number], f"<test {number}>", _names(student(END), own, ()), secret)
        if not result["error"]:
            yield number, result


def _names(student: RemoteStudent, own: dict[str, Any], setup: Sequence[str]) -> Names:
    """The names that a test begins with: those of the tests before it, or of the setup if it is the first."""
    names = Names(student)
    names.update(own)
    for lines in () if own else setup:
        with contextlib.suppress(BaseException), quiet():
            _execute(lines, "<setup>", names)
    be_strict()  # in what was imported meanwhile
    return names


def _test(source: str, filename: str, names: Names, secret: bool) -> tuple[dict, BaseException | None]:
    """The result of one test cell, and what stopped it, if anything did.

    What a student prints, raises or returns may be what a hidden test asked before.
    """
    value, error, stopped = None, "", None
    with quiet() as printed:
        try:
            value = _shown(_execute(source, filename, names), secret)
        except BaseException as caught:  # SystemExit, too, is a failed test
            error, stopped = _why(caught, source, filename, secret), caught
    return _result("" if secret or HIDDEN.search(source) else printed.getvalue(), value, error), stopped


def _shown(value: Any, secret: bool) -> float | str | None:
    """The last value of a cell: a number is points; of everything else, a text."""
    if value is None or isinstance(value, Real):
        return None if value is None else float(value)
    return "a value that is not shown" if secret else printable(repr(value)[:2000])


def _result(printed: str = "", value: float | str | None = None, error: str = "") -> dict:
    return {"printed": printed, "value": value, "error": error}


def _execute(source: str, filename: str, names: Names) -> Any:
    """Run the text, without IPython's magic; the value of its last expression."""
    lines = ["pass" if line.startswith(("%", "!", "?")) else line for line in source.splitlines()]
    tree = ast.parse("\n".join(lines), filename)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, filename, "exec"), names)
    return eval(compile(ast.Expression(last.value), filename, "eval"), names) if last else None


def _why(error: BaseException, source: str, filename: str, secret: bool) -> str:
    """What failed: the line of the test and the message, or, if the line is hidden, only that it did.

    The message is left out if it could come from a student's code that knows a hidden test.
    """
    numbers = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == filename]
    hidden = _hidden_lines(source)
    if hidden & set(numbers):
        return f"A hidden test failed ({type(error).__name__})"
    lines = source.splitlines()
    quoted = [f"line {number}: {lines[number - 1].strip()}" for number in numbers if number <= len(lines)]
    message = ""
    if not secret and not any(line < number for line in hidden for number in numbers):
        with contextlib.suppress(BaseException):  # it may have none that can be had
            message = str(error)
    return printable("\n".join([*quoted, f"{type(error).__name__}: {message}".removesuffix(": ")])[:2000])


def _hidden_lines(source: str) -> set[int]:
    spans = [
        (source.count("\n", 0, m.start()) + 1, source.count("\n", 0, m.end()) + 1) for m in HIDDEN.finditer(source)
    ]
    return {number for first, last in spans for number in range(first, last + 1)}
