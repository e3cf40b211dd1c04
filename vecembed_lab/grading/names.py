"""A student's names, for a teacher's test cell: its code runs here, what it calls runs in the student's process."""

import builtins
import importlib
import sys
from collections.abc import Iterator
from typing import no_type_check

import numpy as np

from vecembed_lab.grading.remote import RemoteStudent
from vecembed_lab.grading.replies import There
from vecembed_lab.grading.student import Outcome

MODULES = {"numpy", "torch", "math", "random", "re", "itertools", "collections", "statistics", "scipy", "pandas"}
SECONDS = 10.0  # for one call
COMPARE = {np.subtract, np.equal, np.not_equal}
OURS = ("<test", "<setup")  # how the files begin that a teacher's cells are


class StudentError(Exception):
    """The student's code stopped with an error, or its process ended."""


class StudentLate(StudentError):
    """The student's code ran out of time."""


def here(outcome: Outcome) -> object:
    """What came of a call: plain data, a module, or a stand-in for a thing. Its errors are raised.

    Raises StudentError; if the error is one of Python's own, what is raised is that kind of error, too.
    """
    if outcome.thing:
        return StandIn(outcome.thing)
    if outcome.error == "ModuleType" and outcome.detail in MODULES:
        return importlib.import_module(outcome.detail)
    if outcome.error:
        raise _raised(outcome.error)(outcome.detail)
    return watched(outcome.value)


def watched(value: object) -> object:
    """Plain data, in which the arrays without values know what they are compared with."""
    if isinstance(value, np.ndarray):
        return value if value.size else value.view(Empty)
    if isinstance(value, list | tuple):
        return type(value)(map(watched, value))
    return {key: watched(part) for key, part in value.items()} if isinstance(value, dict) else value


class Empty(np.ndarray):
    """An array without values of a student's: NumPy would stretch it to a number, and find that nothing differs."""

    @no_type_check  # who checks types would stand between it and its caller
    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: object, **more: object) -> object:
        """What NumPy says; AssertionError if a teacher's cell compares it with something that has values."""
        caller = sys._getframe(1).f_code.co_filename
        if ufunc in COMPARE and caller.startswith(OURS) and any(map(np.size, inputs)):
            raise AssertionError("One of the two that are compared has no values, the other has some")
        given = [np.asarray(each) if isinstance(each, Empty) else each for each in inputs]
        return watched(getattr(ufunc, method)(*given, **more))


class StandIn:
    """A student's function, class or object, in a teacher's test cell: calls and attributes go to its process."""

    def __init__(self, there: There, path: str = ""):
        self._there, self._path = there, path

    def __call__(self, *args: object, **kwargs: object) -> object:
        """What the student's function returns."""
        student, place = self._there.student, self._there.place
        return here(student.attempt(self._path or "__call__", place, args, kwargs, SECONDS))

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        student = self._there.student
        return here(student.look(f"{self._path}.{name}".lstrip("."), self._there.place))

    def __iter__(self) -> Iterator:
        iterator = self._of("__iter__")
        while True:
            try:
                yield iterator._of("__next__")
            except StopIteration:
                return

    def __len__(self) -> int:
        try:
            return self._of("__len__")
        except (AttributeError, NameError) as error:  # `list(...)` goes on after a TypeError
            raise TypeError("it has no length") from error

    def __getitem__(self, key: object) -> object:
        return self._of("__getitem__", key)

    def __eq__(self, other: object) -> bool:
        return self is other  # what the student's == says is not asked

    __hash__ = object.__hash__

    def _of(self, method: str, *args: object) -> object:
        return StandIn(self._there, f"{self._path}.{method}".lstrip("."))(*args)


class Names(dict):
    """Globals in which every name that is not the teacher's own, nor Python's, is the student's."""

    def __init__(self, student: RemoteStudent):
        super().__init__(__builtins__=builtins)
        self._student = student

    def __missing__(self, name: str) -> object:
        if hasattr(builtins, name):
            raise KeyError(name)
        try:
            return here(self._student.look(name))
        except NameError:
            raise KeyError(name) from None


def _raised(name: str) -> type[Exception]:
    """The exception class for an error of the student's: a StudentError, and Python's own of that name, if any."""
    if name == "TimeLimit":
        return StudentLate
    known = getattr(builtins, name, None)
    special = (UnicodeError, BaseExceptionGroup)  # they are not made from a text alone
    if isinstance(known, type) and issubclass(known, Exception) and not issubclass(known, special):
        return type(name, (StudentError, known), {})
    return StudentError
