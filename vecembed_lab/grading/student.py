"""The learner's function, behind the one interface that checks know: call it, get plain data back.

A `Transport` takes the arguments to wherever the function lives and brings back an `Outcome`. `in_process` is
the notebook's: the same process, another thread. Criteria never see which transport is in use.
"""

import copy
import linecache
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from vecembed_lab.grading.clock import Clock, TooLate, ceiling, in_a_thread, late, waiting
from vecembed_lab.grading.compare import Wrong, difference
from vecembed_lab.grading.quiet import printable


class GraderError(Exception):
    """Grading itself failed, whatever the answer is: no points may follow from that."""


@dataclass(frozen=True)
class Outcome:
    """What one call did: it returned `value`, or it stopped with `error` (a class name, explained in `detail`).

    `changed` holds the positions of the arguments that the call modified. If what came is not plain data (an object,
    a generator), that is an error, but `thing` leads to its methods. `seconds` of CPU time were used; the error of who
    used too many, or waited, is "TimeLimit".
    """

    value: object = None
    error: str = ""
    detail: str = ""
    changed: tuple[int, ...] = ()
    thing: "Methods | None" = None
    seconds: float = field(default=0.0, compare=False)


Transport = Callable[[tuple, float], Outcome]  # arguments, CPU seconds allowed -> what happened
Methods = Callable[[str], Transport]  # the name of a method -> how to call it


class Call(NamedTuple):
    """One call of the learner's function, or of a method of what that gave; `used` says how it used its functions."""

    args: tuple
    outcome: Outcome
    method: str = ""
    used: Sequence[tuple] = ()


@dataclass(frozen=True)
class Answer:
    """What is graded: the way to the learner's function, and the text of it."""

    transport: Transport
    source: str


@dataclass
class Student:
    """A callable that remembers every call, raises Wrong when the call fails, and shares `allowed` among its calls.

    These are CPU seconds; `seconds` says how many are left. Where the exercise asks for `things` (a class, a
    generator), a call gives a `Thing`.
    """

    transport: Transport
    allowed: float
    things: bool = False
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.seconds, self.passed = self.allowed, 0.0

    def __call__(self, *args: object) -> object:
        """What the learner's function returns for `args`, as plain data.

        Raises Wrong if it stops with an error, takes too long, returns nothing or changes its arguments.
        """
        outcome = self.attempt(self.transport, args)
        if outcome.value is None and not outcome.error:
            raise Wrong(self._returned_none())
        return self.result(outcome)

    def _returned_none(self) -> str:
        if any(call.outcome.value is not None for call in self.calls):
            return "It returned None here, and not in other calls: a `return` gives None, or one is missing"
        return "It returned None: nothing is written yet, or a `return` is missing"

    def attempt(self, transport: Transport, args: tuple, method: str = "") -> Outcome:
        """What one call did, whatever that was; it is remembered, and its time is counted."""
        used: list[tuple] = []
        given = tuple(Watched(arg, used) if callable(arg) else arg for arg in args)
        outcome = self._in_time(transport, given)
        self.calls.append(Call(args, outcome, method, used))
        return outcome

    def _in_time(self, transport: Transport, args: tuple) -> Outcome:
        if self.seconds > 0 and self.passed < ceiling(self.allowed):
            started = time.monotonic()
            outcome = transport(args, self.seconds)
            self.passed += time.monotonic() - started
            self.seconds -= outcome.seconds
            if outcome.error != "TimeLimit" or self.seconds > 0:
                return outcome
        used = self.allowed - self.seconds
        detail = late(used, self.allowed) if self.seconds <= 0 else waiting(used, self.passed)
        return Outcome(error="TimeLimit", detail=detail)

    def result(self, outcome: Outcome) -> object:
        """What came of a call. Raises Wrong if that is an error, or if the call changed its arguments."""
        if self.things and outcome.thing:
            return Thing(self, outcome.thing)
        if outcome.error:
            raise Wrong(outcome.detail)
        if outcome.changed:
            raise Wrong(_said_of_change(outcome.changed[0], self.calls[-1].args))
        return outcome.value


def _said_of_change(number: int, args: tuple) -> str:
    changed = args[number] if number < len(args) else None
    advice = {list: "a new list (`x = list(x)` first)", dict: "a new dict (`x = dict(x)` first)"}
    make = advice.get(type(changed), "a new array (`x = x - 1`, not `x -= 1`)")
    if type(changed) is list and any(type(part) is list for part in changed):
        make = "new lists, inside too (`x = [list(row) for row in x]` first)"
    return f"It changed its argument number {number + 1}, which belongs to the caller; make {make}"


@dataclass(frozen=True)
class Watched:
    """A function among the arguments of a call; the shapes of what it is given are noted in `used`, up to 1,000."""

    function: Callable
    used: list[tuple]

    def __repr__(self) -> str:
        return repr(self.function)

    def __call__(self, *args: object, **kwargs: object) -> object:
        """What the function gives."""
        if len(self.used) < 1000:
            self.used.append(tuple(np.shape(arg) for arg in args if isinstance(arg, np.ndarray)))
        return self.function(*args, **kwargs)


class NoLength(Wrong, TypeError):
    """A thing has no length; `list(...)` asks for one, and goes on without it if the answer is a TypeError."""


class Thing:
    """What the learner's class or generator gave: methods can be called, and a loop takes one value at a time."""

    def __init__(self, student: Student, methods: Methods):
        self._student, self._methods = student, methods

    def __getattr__(self, name: str) -> Callable:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args: self._student.result(self._attempt(name, args))

    def __iter__(self) -> Iterator:
        """The values, as they are made: a loop without end costs nothing until it is run."""
        start = self._attempt("__iter__")
        if start.thing is None:
            raise Wrong(start.detail)
        while (outcome := self._student.attempt(start.thing("__next__"), (), "__next__")).error != "StopIteration":
            yield self._student.result(outcome)

    def __len__(self) -> int:
        outcome = self._attempt("__len__")
        if outcome.error == "AttributeError":
            raise NoLength(outcome.detail)
        return self._student.result(outcome)

    def _attempt(self, method: str, args: tuple = ()) -> Outcome:
        return self._student.attempt(self._methods(method), args, method)


def in_process(function: Callable, own: str = "", within: Callable = in_a_thread) -> Transport:
    """The transport of the notebook: `function` is called on copies of the arguments, `within` what a clock allows.

    `own` is the file whose lines are quoted when they fail; without it, the one that `function` was written in.
    """

    def call(args: tuple, seconds: float) -> Outcome:
        given = tuple(arg if callable(arg) else copy.deepcopy(arg) for arg in args)
        with Clock(seconds) as clock:
            outcome = attempt(clock, given)
        changed = () if outcome.error else (i for i, (a, b) in enumerate(zip(given, args, strict=True)) if differ(a, b))
        return replace(outcome, changed=tuple(changed), seconds=clock.used)

    def attempt(clock: Clock, given: tuple) -> Outcome:
        returned = []

        def run() -> object:
            returned.append(function(*given))
            clock.answered()
            return plain(returned[0])

        try:
            return Outcome(within(clock, run))
        except TooLate:
            return Outcome(error="TimeLimit", detail=clock.said())
        except NotPlain as error:
            thing = Local(returned[0], own or file_of(function)) if returned else None
            return Outcome(error="NotPlain", detail=str(error), thing=thing)
        except BaseException as error:  # whatever the learner's code raises, SystemExit included
            return Outcome(error=type(error).__name__, detail=_explain(error, own or file_of(function)))

    return call


@dataclass(frozen=True, eq=False)
class Local:
    """The methods of an object in this process; `own` is the file that they were written in."""

    thing: object
    own: str

    def __call__(self, name: str, **kwargs: object) -> Transport:
        """How to call the method `name`."""
        return in_process(lambda *args: getattr(self.thing, name)(*args, **kwargs), self.own)


def differ(after: object, before: object) -> bool:
    """Whether a value is not exactly what it was."""
    try:
        return after is not before and bool(difference(after, before, rtol=0, atol=0))
    except Exception:  # an argument turned into something that cannot even be compared
        return True


def _explain(error: BaseException, own: str) -> str:
    """One sentence: the error, and the learner's own line where it happened."""
    text = f"It stopped with {type(error).__name__}"
    message = _message(error)
    if message:
        text += f": {message}"
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == own]
    if frames:
        line = linecache.getline(frames[-1].filename, frames[-1].lineno).strip()
        text += f" in the line `{line}`" if line else ""
    return text


def file_of(function: Callable) -> str:
    """The file that a function, or the methods of a class, was written in; empty if that is not known."""
    try:
        own = vars(function).values() if isinstance(function, type) else [function]
        return next(part.__code__.co_filename for part in own if hasattr(part, "__code__"))
    except Exception:  # not a Python function, or an object with tricks of its own
        return ""


def _message(error: BaseException) -> str:
    try:
        if type(error) is ModuleNotFoundError and f"{error}" == f"No module named {error.name!r}":
            return f"`{printable(error.name)[:100]}` is not installed here"
        lines = str(error).strip().splitlines()
    except BaseException:  # an exception class whose __str__ fails, in whatever way
        return ""
    return printable(lines[0][:300]) if lines else ""


class NotPlain(TypeError):
    """An answer that is not made of numbers, strings, lists, tuples, dicts and numeric arrays."""


def plain(value: object, depth: int = 0) -> object:
    """`value` as plain data: None, bool, int, float, str, lists, tuples, dicts and arrays of real numbers.

    NumPy scalars, 0-d arrays, fractions and decimals become Python numbers, torch tensors become arrays, subclasses
    lose their class (an object must not decide itself what it equals). Raises NotPlain, naming the type, for everything
    else.
    """
    if depth > 10:
        raise NotPlain("It returned something nested more than ten levels deep")
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, str):  # NumPy's own, in `list(np.sort(words))`
        return str.__str__(value)
    if isinstance(value, Fraction | Decimal):
        return float(value)
    for base in (list, tuple):
        if isinstance(value, base):
            return base(plain(part, depth + 1) for part in base.__iter__(value))
    if isinstance(value, dict):
        return {plain(key, depth + 1): plain(part, depth + 1) for key, part in dict.items(value)}
    if type(value).__module__.partition(".")[0] == "torch" and hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    if isinstance(value, np.ndarray | np.generic):
        return _plain_array(np.array(value, subok=False))
    raise NotPlain(f"It returned {_a(type(value).__name__)}; {_advice(value)}")


def _plain_array(array: np.ndarray) -> object:
    if array.dtype.kind == "U":
        raise NotPlain("It returned an array of strings; return a list, as `.tolist()` makes it")
    if array.dtype.kind not in "biuf":
        raise NotPlain(f"It returned an array of {array.dtype.name}, not of real numbers")
    return array.item() if array.ndim == 0 else array


def _a(noun: str) -> str:
    return f"an {noun}" if noun[:1].lower() in "aeiou" else f"a {noun}"


def _advice(value: object) -> str:
    if isinstance(value, set | frozenset):
        return "a set has no order: return a list"
    if hasattr(value, "toarray"):
        return "a sparse matrix becomes an array by `.toarray()`"
    if callable(value):
        return "call it, and return what it gives"
    return "wrap it in list(...)" if hasattr(value, "__iter__") else "return numbers, lists or arrays"
