"""Silence while a learner's function runs: nbgrader takes anything on stderr for a failed test."""

import contextlib
import io
import logging
import os
import sys
import warnings
from collections.abc import Iterator

LIMIT = 20_000  # characters that are kept of what a function writes; a loop can print without end


class Text(io.StringIO):
    """What was written, up to a limit. Code that closes its standard output does not close this."""

    def write(self, text: str) -> int:
        """Keep the text if there is room left for it."""
        super().write(printable(text[: LIMIT - self.tell()]) if self.tell() < LIMIT else "")
        return len(text)

    def close(self) -> None:
        """Stay open."""


def printable(text: str) -> str:
    """The text with ? for what no file can hold (a lone half of a surrogate pair)."""
    return text.encode("utf-8", "replace").decode()


def one_line(text: str) -> str:
    """The text on one line, with ? for what a terminal would obey instead of showing it."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


@contextlib.contextmanager
def quiet() -> Iterator[Text]:
    """Keep prints, warnings, logging and progress bars from getting out; yields the text that Python wrote.

    Covers `sys.stdout` and `sys.stderr`, streams that were bound earlier (a logging handler), and writes straight to
    the file descriptors 1 and 2 (C code), whose text is dropped.
    """
    with _muted_descriptors(1, 2), hushed() as text:
        yield text


@contextlib.contextmanager
def hushed() -> Iterator[Text]:
    """The same where the file descriptors 1 and 2 lead nowhere anyway."""
    text = Text()
    bound_earlier = {sys.stdout, sys.stderr}
    level = logging.root.manager.disable
    with (
        _muted(*bound_earlier, into=text),
        contextlib.redirect_stdout(text),
        contextlib.redirect_stderr(text),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)
        try:
            yield text
        finally:
            logging.disable(level)


@contextlib.contextmanager
def _muted(*streams: object, into: Text) -> Iterator[None]:
    """Send what is written to these stream objects elsewhere: Jupyter's streams do not use a file descriptor."""
    muted = [stream for stream in streams if hasattr(stream, "__dict__") and "write" not in vars(stream)]
    for stream in muted:
        with contextlib.suppress(AttributeError):  # a stream written in C: its descriptor is muted instead
            stream.write = into.write
    try:
        yield
    finally:
        for stream in muted:
            vars(stream).pop("write", None)


@contextlib.contextmanager
def _muted_descriptors(*descriptors: int) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        sink = os.open(os.devnull, os.O_WRONLY)
        stack.callback(os.close, sink)
        for descriptor in descriptors:
            with contextlib.suppress(OSError):  # closed, as under pythonw
                kept = os.dup(descriptor)
                stack.callback(os.close, kept)
                os.dup2(sink, descriptor)
                stack.callback(os.dup2, kept, descriptor)
        yield
