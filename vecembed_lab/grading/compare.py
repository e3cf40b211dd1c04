"""Compare an answer with what was expected, and say the difference in words."""

import math
import reprlib

import numpy as np

RTOL, ATOL = 1e-4, 1e-5  # wide enough for an answer computed in float32
SMALL = 16  # arrays of at most this many numbers are shown in full
MAX_SHOWN = 2_000  # characters of what is shown
MAX_TEXT = 100_000_000  # bytes that the texts of an answer may need as an array: each gets the room of the longest
NUMBERS = {bool, int, float}


class Wrong(Exception):
    """A criterion is not met: why, and if known what was expected and what came.

    `share` in [0, 1] is the part of the criterion's points that is earned all the same.
    """

    def __init__(self, why: str, *, expected: object = None, got: object = None, share: float = 0.0):
        super().__init__(why)
        self.why, self.expected, self.got, self.share = why, expected, got, share


def same(got: object, expected: object, why: str = "", *, rtol: float = RTOL, atol: float = ATOL) -> None:
    """Do nothing if `got` equals `expected` in shape and, within the tolerance, in value.

    Raises Wrong with the first difference otherwise; `why` is the rule that was broken.
    """
    found = difference(got, expected, rtol=rtol, atol=atol)
    if found:
        raise Wrong(f"{why}: {found}" if why else found, expected=expected, got=got)


def difference(got: object, expected: object, *, rtol: float = RTOL, atol: float = ATOL) -> str:
    """The first difference between two pieces of plain data, in words; empty if there is none."""
    if isinstance(expected, dict):
        return _of_dicts(got, expected, rtol, atol)
    if isinstance(expected, str) or expected is None:
        return "" if type(got) is type(expected) and got == expected else f"expected {show(expected)}"
    try:
        want = np.asarray(expected, dtype=float)
    except (TypeError, ValueError):  # a list of parts of different shapes
        return _of_sequences(got, expected, rtol, atol)
    return _of_numbers(got, want, rtol, atol)


def _of_dicts(got: object, expected: dict, rtol: float, atol: float) -> str:
    if not isinstance(got, dict):
        return f"expected a dict, got {kind(got)}"
    if got.keys() != expected.keys():
        return f"expected the keys {show(sorted(expected))}, got {show(sorted(got))}"
    parts = ((key, difference(got[key], expected[key], rtol=rtol, atol=atol)) for key in expected)
    return next((f"at {key!r}: {text}" for key, text in parts if text), "")


def _of_sequences(got: object, expected: list | tuple, rtol: float, atol: float) -> str:
    if not isinstance(got, list | tuple) or len(got) != len(expected):
        return f"expected {len(expected)} values, got {kind(got)}"
    parts = (difference(g, e, rtol=rtol, atol=atol) for g, e in zip(got, expected, strict=True))
    return next((f"value {i + 1}: {text}" for i, text in enumerate(parts) if text), "")


def _of_numbers(got: object, want: np.ndarray, rtol: float, atol: float) -> str:
    if _holds_text(got):  # before NumPy makes an array of texts, each in the room of the longest
        return f"expected {_describe(want)}, got {kind(got)}"
    try:
        have = np.asarray(got)
    except ValueError:  # ragged
        return f"expected {_describe(want)}, got {kind(got)} whose parts have different lengths"
    if have.dtype.kind not in "biuf":  # None, numbers beyond all bounds
        return f"expected {_describe(want)}, got {kind(got)}"
    if have.shape != want.shape:
        turned = have.shape == want.shape[::-1] and have.ndim == 2
        return f"expected {_describe(want)}, got {_describe(have)}" + (" (transposed?)" if turned else "")
    have = have.astype(float)
    if np.array_equal(have, want):  # which is quick, and most arguments come back as they went
        return ""
    odd = ~np.isclose(have, want, rtol=rtol, atol=atol, equal_nan=True)
    if not odd.any():
        return ""
    if np.isnan(have[odd]).any():
        return "there is NaN (not a number) in the result"
    if have.ndim == 0:
        return f"expected {show(want)}, got {show(have)}"
    where = np.unravel_index(odd.argmax(), odd.shape)
    place = ", ".join(map(str, where))
    pair = f"expected {show(want[where])}, got {show(have[where])}"
    return f"{odd.sum()} of {odd.size} numbers differ; at [{place}] {pair}"


def _holds_text(value: object) -> bool:
    if isinstance(value, list | tuple):
        return not set(map(type, value)) <= NUMBERS and any(map(_holds_text, value))
    return isinstance(value, str | bytes)


def has_too_much_text(value: object) -> bool:
    """Whether NumPy would need more than MAX_TEXT bytes for an array of what is in a value, or in a part of it.

    A text of two million letters among a thousand short ones would be eight gigabytes.
    """
    try:
        _texts(value)
    except _TooMuch:
        return True
    return False


class _TooMuch(Exception):
    """There is too much text."""


def _texts(value: object) -> tuple[int, int]:
    """How many values there are, and how long the longest text is. Raises _TooMuch."""
    if isinstance(value, dict):
        _texts(list(value))
        for part in value.values():
            _texts(part)
        return 1, 0
    if isinstance(value, list | tuple) and set(map(type, value)) <= NUMBERS:
        return len(value), 0
    if not isinstance(value, list | tuple):
        return (1, len(value)) if isinstance(value, str) else (math.prod(getattr(value, "shape", ())), 0)
    parts = list(map(_texts, value))
    count, longest = sum(n for n, _ in parts), max(length for _, length in parts)
    if 4 * count * longest > MAX_TEXT:
        raise _TooMuch
    return count, longest


def _describe(numbers: np.ndarray) -> str:
    return "a single number" if numbers.ndim == 0 else f"shape {numbers.shape}"


def kind(value: object) -> str:
    """What a value is, in a learner's words: `a list of 3`, `an array of shape (2, 4)`, `None`."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, list | tuple | dict):
        return f"a {type(value).__name__} of {len(value)}"
    return f"{show(value)} ({type(value).__name__})"


def show(value: object) -> str:
    """A short text for a value: small arrays in full, large ones by their shape."""
    if isinstance(value, np.ndarray | np.generic) and value.ndim == 0:
        value = value.item()
    if isinstance(value, np.ndarray):
        if value.size > SMALL:
            return f"<array {' x '.join(map(str, value.shape))}>"
        return np.array2string(value, separator=", ", formatter={"float_kind": _number})
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, list | tuple) and len(value) <= SMALL:
        inner = ", ".join(show(part) for part in value)
        inner = inner if len(inner) <= MAX_SHOWN else f"{inner[:MAX_SHOWN]} ..."
        return f"[{inner}]" if isinstance(value, list) else f"({inner})"
    try:
        return reprlib.repr(value)
    except ValueError:  # a whole number of thousands of digits
        return f"a huge {type(value).__name__}"


def _number(value: float | np.floating) -> str:
    return f"{value + 0.0:.5g}"  # as many digits as RTOL tells apart, and no -0
