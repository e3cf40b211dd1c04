"""What a student's process says, read by the judge: every field may be a lie, none may be of another kind."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from vecembed_lab.grading import wire
from vecembed_lab.grading.compare import has_too_much_text
from vecembed_lab.grading.desk import MAX_IMAGES
from vecembed_lab.grading.quiet import LIMIT, printable
from vecembed_lab.grading.student import Outcome, Transport

MAX_IMAGE = 2_000_000  # bytes


@dataclass(frozen=True)
class CellRun:
    """What running a cell gave: texts, PNG images (as bytes), and the error in a sentence, if there was one."""

    outputs: tuple[str | bytes, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Place:
    """Where a thing is: which of the processes, and its number there."""

    born: int
    number: int


@dataclass(frozen=True, eq=False)
class There:
    """The methods of a thing in the student's process."""

    student: Any  # a RemoteStudent
    place: Place

    def __call__(self, method: str) -> Transport:
        """How to call the method."""
        return lambda args, seconds: self.student.attempt(method, self.place, args, {}, seconds)


def hand(functions: list[Callable], value: object) -> int:
    """The number of a function that stays here, to be called back."""
    if not callable(value):
        raise wire.WireError(f"{type(value).__name__} is not plain data")
    functions.append(value)
    return len(functions) - 1


def called_back(functions: list[Callable], request: dict) -> bytes:
    """The answer to a call back, as a message."""
    number, args = request["callback"], request.get("args")
    if type(number) is not int or not 0 <= number < len(functions) or type(args) is not tuple:
        raise wire.WireError("no such function to call back")
    try:
        return wire.encode({"value": functions[number](*args), "error": "", "detail": ""})
    except Exception as error:
        return wire.encode({"error": type(error).__name__, "detail": str(error)[:1000]})


def outcome(reply: dict, n_arguments: int, there: There | None, spent: float) -> Outcome:
    """What a reply says of a call with so many arguments; what was printed comes out here.

    The process was seen to use `spent` CPU seconds; which of them were for the answer itself, it says.
    """
    print(text_of(reply.get("printed"), LIMIT), end="")
    error, detail, changed = text_of(reply.get("error"), 100), text_of(reply.get("detail"), 1000), reply.get("changed")
    changed = {place for place in changed if type(place) is int} if type(changed) is tuple else ()
    changed = tuple(place for place in range(n_arguments) if place in changed)
    value = None if error else reply.get("value")
    if has_too_much_text(value):
        return Outcome(error="TooLarge", detail="It returned texts that are too long for an array of them")
    seconds = reply.get("seconds")
    seconds = min(max(seconds, 0.0), spent) if type(seconds) is float and seconds == seconds else spent
    return Outcome(value, error, detail, changed, there, seconds)


def cell_run(reply: dict) -> CellRun:
    """What a reply says of a cell."""
    text, images = text_of(reply.get("text"), LIMIT), reply.get("images")
    images = [_png(image) for image in images[:MAX_IMAGES]] if type(images) is list else []
    outputs = ([text] if text else []) + [image for image in images if image]
    return CellRun(tuple(outputs), text_of(reply.get("detail"), 1000))


def _png(image: object) -> bytes:
    """The bytes of an image, if it may be one: few enough, and marked as PNG is."""
    good = isinstance(image, np.ndarray) and image.dtype == np.uint8 and image.nbytes <= MAX_IMAGE
    data = image.tobytes() if good else b""
    return data if data.startswith(b"\x89PNG\r\n\x1a\n") else b""


def text_of(value: object, limit: int) -> str:
    """The beginning of a text, as a file can hold it; empty if it is none."""
    return printable(value[:limit]) if type(value) is str else ""


def how_it_ended(status: int) -> str:
    """In a learner's words."""
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        return f"It crashed the whole Python process ({name})"
    return "It ended the whole Python process (os._exit, or the like)"
