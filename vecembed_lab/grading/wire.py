"""Plain data as bytes and back, over a channel whose other end may lie.

A message is one value: a JSON text, and after it the raw bytes of its arrays. Nothing in it can name a class, import
a module or run code. Whatever does not fit raises WireError, before much of it has been read.
"""

import json
import math
import socket
import struct
import sys
import time
from collections.abc import Callable

import numpy as np

MAX_BYTES = 32_000_000  # of one message
MAX_TEXT = 10_000_000  # of these, how many may be JSON, which grows when it is read
MAX_PARTS = 1_000_000  # values in one message; an array is one
MAX_DEPTH = 20
MAX_DIMENSIONS = 32
MAX_ODD_KEYS = 5_000  # keys that are not text: numbers can be chosen to collide in a dict, which then takes for ever
NAMES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
NAMES += ["float16", "float32", "float64", "complex64", "complex128"]
DTYPES = {name: np.dtype(name).newbyteorder("<") for name in NAMES}
NAME_OF = {dtype: name for name, dtype in DTYPES.items()}
PIECE = 1 << 16  # bytes sent or received at once
PULSE = 0.25  # seconds between two looks at the other end
FRAME = struct.Struct("<4sQQ")  # a mark, bytes of JSON, bytes of arrays
MARK = b"VEL1"

Hand = Callable[[object], int]  # gives a number to something that stays here
Resolve = Callable[[int], object]  # makes a stand-in for something that stayed there


class WireError(ValueError):
    """The value cannot be sent, or what came is not a message."""


class Closed(WireError):
    """The other end is gone."""


class Late(WireError):
    """The other end did not send or take a whole message in time."""


def encode(value: object, hand: Hand | None = None) -> bytes:
    """`value` as one message. `hand` numbers what is not plain data; without it, that raises WireError."""
    writer = _Writer(hand)
    try:
        text = json.dumps(writer.tree(value, 0)).encode()
    except RecursionError as error:
        raise WireError("it is nested without end") from error
    size = len(text) + sum(map(len, writer.buffers))
    if size > MAX_BYTES or len(text) > MAX_TEXT:
        raise WireError(f"{size:,} bytes are too many: at most {MAX_BYTES:,}, and {MAX_TEXT:,} outside of arrays")
    body = b"".join(writer.buffers)
    return FRAME.pack(MARK, len(text), len(body)) + text + body


def decode(text: bytes, body: bytes, resolve: Resolve | None = None) -> object:
    """The value in a message's two parts. Raises WireError, and nothing else, for bytes that are not one."""
    reader = _Reader(memoryview(body), resolve)
    try:
        value = reader.value(json.loads(text), 0)
    except WireError:
        raise
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, MemoryError) as error:
        raise WireError(f"not a message ({type(error).__name__})") from error
    if reader.taken != len(body):
        raise WireError("more bytes than the message speaks of")
    return value


class Channel:
    """Messages over a connected socket, each within a number of seconds (None: for ever).

    `watch` is called every quarter of a second while waiting; what it raises ends the wait. `allowance` is how many
    bytes may still come.
    """

    def __init__(self, link: socket.socket, watch: Callable[[], object] = lambda: None, allowance: float = math.inf):
        self.link, self.watch, self.allowance = link, watch, allowance
        self._next_look, self._timeout, self._ahead = 0.0, link.gettimeout(), bytearray()

    def send(self, message: bytes, seconds: float | None = None) -> None:
        """Send what `encode` made. Raises Late or Closed, which are kinds of WireError, if it is not taken."""
        message, sent = memoryview(message), 0
        until = _until(seconds)
        while sent < len(message):
            sent += self._patiently(until, self.link.send, message[sent : sent + PIECE])

    def receive(self, seconds: float | None = None, resolve: Resolve | None = None) -> object:
        """The next message, all of it within `seconds`. Raises WireError, of which Late and Closed are kinds."""
        until = _until(seconds)
        mark, length, rest = FRAME.unpack(self._take(FRAME.size, until))
        if mark != MARK or length > MAX_TEXT or length + rest > min(MAX_BYTES, self.allowance):
            raise WireError("not a message, or one that is too large")
        self.allowance -= length + rest
        text, body = self._take(length, until), self._take(rest, until)
        return decode(text, body, resolve)

    def _take(self, size: int, until: float) -> bytes:
        while len(self._ahead) < size:  # it grows as bytes come: a size that is only claimed costs nothing
            piece = self._patiently(until, self.link.recv, PIECE)
            if not piece:
                raise Closed("the other end is gone")
            self._ahead += piece
        taken = bytes(memoryview(self._ahead)[:size])
        del self._ahead[:size]
        return taken

    def _patiently(self, until: float, attempt: Callable, what: object) -> object:
        """The result of `attempt(what)`, to send or receive, made again and again until it works or time is up."""
        while True:
            self._look()
            left = until - time.monotonic()
            if left <= 0:
                raise Late("not in time")
            try:
                self._wait_at_most(PULSE if left > PULSE else left)
                return attempt(what)
            except TimeoutError:
                continue
            except OSError as error:
                raise Closed("the other end is gone") from error

    def _wait_at_most(self, seconds: float) -> None:
        if seconds != self._timeout:  # to set it is a system call, too
            self.link.settimeout(seconds)
            self._timeout = seconds

    def _look(self) -> None:
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + PULSE
            self.watch()


def _until(seconds: float | None) -> float:
    return math.inf if seconds is None else time.monotonic() + seconds


class _Writer:
    """Turns a value into what JSON can say; the bytes of arrays are put aside in `buffers`."""

    def __init__(self, hand: Hand | None):
        self.hand, self.buffers, self.parts = hand, [], 0

    def tree(self, value: object, depth: int) -> object:
        kind = type(value)
        if value is None or kind in (bool, float, str):
            return value
        if kind is int:
            return value if abs(value) < 1 << 63 else {"int": self._hex(value)}
        if kind in (list, tuple) or isinstance(value, dict):
            self._go_down(len(value), depth)
        if kind is list:
            return [self.tree(part, depth + 1) for part in value]
        if kind is tuple:
            return {"tuple": [self.tree(part, depth + 1) for part in value]}
        if isinstance(value, dict):
            pairs = value.items()
            return {"dict": [[self.tree(key, depth + 1), self.tree(part, depth + 1)] for key, part in pairs]}
        return self._numbers(value)

    def _go_down(self, parts: int, depth: int) -> None:
        self.parts += parts
        if depth > MAX_DEPTH or self.parts > MAX_PARTS:
            raise WireError(f"it is nested deeper than {MAX_DEPTH} levels or has more than {MAX_PARTS:,} values")

    def _hex(self, value: int) -> str:
        if value.bit_length() > 4 * MAX_TEXT:
            raise WireError("a whole number of millions of digits")
        return hex(value)

    def _numbers(self, value: object) -> object:
        if isinstance(value, np.generic | np.ndarray):
            tag = "array" if isinstance(value, np.ndarray) else "scalar"
            return {tag: self._array(np.asarray(value))}
        if "torch" in sys.modules and isinstance(value, sys.modules["torch"].Tensor):
            return {"tensor": self._array(value.detach().cpu().numpy())}
        if self.hand is None:
            raise WireError(f"{type(value).__name__} is not plain data")
        return {"handle": self.hand(value)}

    def _array(self, array: np.ndarray) -> list:
        if array.dtype == np.longdouble:
            array = array.astype(np.float64)
        name = NAME_OF.get(array.dtype) or array.dtype.name
        if name not in DTYPES:
            raise WireError(f"an array of {name} is not plain data")
        if array.nbytes > MAX_BYTES:
            raise WireError(f"{array.nbytes:,} bytes are too many: at most {MAX_BYTES:,}")
        order = "F" if array.flags.f_contiguous and not array.flags.c_contiguous else "C"
        self.buffers.append(array.astype(DTYPES[name], copy=False).tobytes(order))
        return [name, list(array.shape), order]


class _Reader:
    """Builds a value from what JSON said; takes the bytes of arrays from `body`, one after the other."""

    def __init__(self, body: memoryview, resolve: Resolve | None):
        self.body, self.resolve = body, resolve
        self.taken = self.parts = self.odd_keys = 0

    def value(self, tree: object, depth: int) -> object:
        if type(tree) is list:
            return self._all(tree, depth)
        if type(tree) is not dict:
            return tree
        ((tag, what),) = tree.items()
        if tag == "tuple":
            return tuple(self._all(what, depth))
        if tag == "dict":
            return dict([self._pair(pair, depth) for pair in self._counted(what, depth)])
        return self._leaf(tag, what)

    def _all(self, parts: list, depth: int) -> list:
        return [self.value(part, depth + 1) for part in self._counted(parts, depth)]

    def _counted(self, parts: list, depth: int) -> list:
        self.parts += len(parts)
        if depth > MAX_DEPTH or self.parts > MAX_PARTS:
            raise WireError("nested too deep, or too many values")
        return parts

    def _pair(self, pair: list, depth: int) -> tuple[object, object]:
        key, value = pair
        if type(key) is not str:
            key = self.value(key, depth + 1)
            self.odd_keys += not isinstance(key, str)
            if self.odd_keys > MAX_ODD_KEYS:
                raise WireError(f"more than {MAX_ODD_KEYS} keys that are not text")
        return key, self.value(value, depth + 1)

    def _leaf(self, tag: str, what: object) -> object:
        if tag == "int":
            return int(what, 16)
        if tag == "array":
            return self._array(*what)
        if tag == "scalar":
            return self._array(*what)[()]
        if tag == "tensor":
            array = self._array(*what)
            return sys.modules["torch"].from_numpy(array) if "torch" in sys.modules else array
        if tag == "handle" and self.resolve is not None and type(what) is int:
            return self.resolve(what)
        raise WireError(f"there is no {tag[:20]!r} here")

    def _array(self, name: str, shape: list, order: str) -> np.ndarray:
        dtype = DTYPES[name]
        if len(shape) > MAX_DIMENSIONS or order not in ("C", "F") or not all(_is_size(n) for n in shape):
            raise WireError("no such shape")
        size = math.prod(shape) * dtype.itemsize
        piece = self.body[self.taken : self.taken + size]
        if len(piece) != size:
            raise WireError("fewer bytes than the message speaks of")
        self.taken += size
        if name == "bool":  # any byte but 0 is true; NumPy trusts a bool to be 0 or 1
            return np.reshape(np.frombuffer(piece, np.uint8) != 0, shape, order)
        return (
            np.reshape(np.frombuffer(piece, dtype), shape, order).copy("K").astype(dtype.newbyteorder("="), copy=False)
        )


def _is_size(number: object) -> bool:
    return type(number) is int and 0 <= number < 1 << 62
