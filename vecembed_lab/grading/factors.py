"""Wrong answers that are the right one times, divided by, plus or minus something, found by trying."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from vecembed_lab.grading.relations import Observed, Probe, Relation, each, is_scalar, numbers, parts, shape

_LOGARITHMS = {1 / np.log(base): f"logarithms to the base {base} came, natural ones are asked" for base in (2, 10)}


# The sentence, what is found, what that must be for a quantity q, and what comes then.
_WAYS = (
    ("{subject} is what is asked times {q}", np.divide, lambda q: q, lambda x, q: x * q),
    ("{subject} is what is asked divided by {q}", np.divide, lambda q: 1 / q, lambda x, q: x / q),
    ("{subject} is what is asked plus {q}", np.subtract, lambda q: q, lambda x, q: x + q),
    ("{subject} is what is asked minus {q}", np.subtract, lambda q: -q, lambda x, q: x - q),
    ("{subject} is {q} divided by what is asked", np.multiply, lambda q: q, lambda x, q: q / x),
)


def factors(wrong: Sequence[Observed], names: Sequence[str]) -> Iterator[Relation]:
    """What was expected times, divided by, plus or minus something: a constant, or a quantity of the call.

    Where an array is to be changed, it may be the change that is so many times too long.
    """
    yield from _factors(wrong, names, "your result", lambda o: o)
    arrays = _arrays_like_the_result(wrong[0], names)
    for i, name in arrays:
        yield from _by_an_array(i, name)
    for i, name in arrays:
        yield from _factors(wrong, names, f"your change of `{name}`", lambda o, i=i: _change(o, i))


def _change(o: Observed, i: int) -> Observed:
    """The call as if only the change of argument `i` were asked for."""
    expected, came = (numbers(value) - o.probe.args[i] for value in (o.probe.expected, o.came))
    return Observed(Probe(o.probe.args, expected), came)


def _factors(wrong: Sequence[Observed], names: Sequence[str], subject: str, seen: Callable) -> Iterator[Relation]:
    found = {by: _one(wrong[0], seen, by) for by in (np.divide, np.multiply, np.subtract)}
    if (ratio := found[np.divide]) and not np.isclose(ratio, 1, rtol=1e-3):  # nearly 1 is a rounding, not a factor
        yield _relation(_times(ratio, subject), seen, lambda x, o: x * ratio)
    if more := found[np.subtract]:
        said = f"in every call your numbers are {abs(more):.5g} too {'large' if more > 0 else 'small'}"
        yield _relation(said, seen, lambda x, o: x + more)
    for text, quantity in _quantities(wrong[0], names):
        if len({_of(quantity, o) for o in wrong}) > 1:  # else it is a constant
            for said, by, wanted, change in _WAYS:
                if found[by] is not None and np.isclose(wanted(_of(quantity, wrong[0])), found[by], rtol=1e-4):
                    said = said.format(subject=subject, q=text)
                    yield _relation(said, seen, lambda x, o, f=change, q=quantity: f(x, _of(q, o)))


def _relation(said: str, seen: Callable, change: Callable) -> Relation:
    """What came is `change` of what was expected; both are looked at through `seen`."""

    def compare(o: Observed) -> tuple[object, object]:
        o = seen(o)
        return each(lambda x: change(x, o), o.probe.expected), o.came

    return Relation(said, compare)


def _times(c: float, subject: str) -> str:
    """The words for a constant factor."""
    if said := next((text for number, text in _LOGARITHMS.items() if np.isclose(c, number)), ""):
        return said
    if np.isclose(c, -1):
        return f"in every call {subject} has the opposite sign"
    inverse = f"divided by {1 / c:.7g}"
    by = inverse if abs(c) < 1 and np.isclose(1 / c, np.round(1 / c), rtol=1e-4) else f"times {c:.5g}"
    return f"in every call {subject} is what is asked {by}"


def _of(quantity: Callable, o: Observed) -> np.float64:
    """A quantity of a call, NaN if the call has none of it; by 0 it can be divided."""
    try:
        return np.float64(quantity(o.probe))
    except Exception:
        return np.float64(np.nan)


def _one(o: Observed, seen: Callable, by: Callable) -> float | None:
    """The one ratio or difference of all numbers of a call, None if they differ."""
    try:
        o = seen(o)
        came, expected = _flat(o.came), _flat(o.probe.expected)
    except (TypeError, ValueError):  # words, or parts of other shapes
        return None
    there = expected != 0 if by is np.divide else np.isfinite(expected)
    values = by(came[there], expected[there]) if came.shape == expected.shape else came[:0]
    return float(values[0]) if values.size and np.isfinite(values[0]) and np.allclose(values, values[0], 1e-4) else None


def _flat(value: object) -> np.ndarray:
    return np.concatenate([np.ravel(numbers(part)) for part in _as_parts(value)]).astype(float)


def _as_parts(value: object) -> tuple:
    return value if parts(value) else (value,)


_OF_A_COUNT = {
    "{}": lambda n: n,
    "{} less one": lambda n: n - 1,
    "one more than {}": lambda n: n + 1,
    "1 / n, where n is {}": lambda n: 1 / n,
    "1 / (n + 1), where n is {}": lambda n: 1 / (n + 1),
    "the square of {}": lambda n: n**2,
    "the square root of {}": np.sqrt,
    "half of {}": lambda n: n / 2,
    "(n - 1) / n, where n is {}": lambda n: (n - 1) / n,
    "n (n - 1), where n is {}": lambda n: n * (n - 1),
    "n (n - 1) / 2, where n is {}": lambda n: n * (n - 1) / 2,
}


def _quantities(o: Observed, names: Sequence[str]) -> Iterator[tuple[str, Callable[[Probe], float]]]:
    """(the words for a quantity of a call, how it is computed)."""
    for i, (name, value) in enumerate(zip(names, o.probe.args, strict=False)):
        if is_scalar(value):
            yield from _of_counts(f"`{name}`", lambda probe, i=i: probe.args[i])
        elif isinstance(value, np.ndarray | list) and len(value):
            things = "rows" if len(shape(value)) == 2 else "elements"
            yield from _of_counts(f"the number of {things} of `{name}`", lambda probe, i=i: len(probe.args[i]))
        if isinstance(value, np.ndarray) and value.size:
            yield f"the sum of `{name}`", lambda probe, i=i: probe.args[i].sum()
            yield f"the largest number of `{name}`", lambda probe, i=i: probe.args[i].max()
        if isinstance(value, np.ndarray) and value.ndim == 2:
            yield from _of_counts(f"the number of columns of `{name}`", lambda probe, i=i: probe.args[i].shape[1])
    yield from _of_counts("the number of numbers asked for", lambda probe: np.size(probe.expected))


def _of_counts(text: str, count: Callable) -> Iterator[tuple[str, Callable]]:
    for words, change in _OF_A_COUNT.items():
        yield words.format(text), lambda probe, f=change: f(count(probe))


def _arrays_like_the_result(o: Observed, names: Sequence[str]) -> list[tuple[int, str]]:
    arguments = enumerate(zip(names, o.probe.args, strict=False))
    size = shape(o.probe.expected)
    return [(i, name) for i, (name, value) in arguments if isinstance(value, np.ndarray) and value.shape == size]


def _by_an_array(i: int, name: str) -> Iterator[Relation]:
    for word, way in {"plus": np.add, "minus": np.subtract, "times": np.multiply, "divided by": np.divide}.items():
        said = f"your result is what is asked {word} `{name}`"
        yield Relation(said, lambda o, f=way: (f(numbers(o.probe.expected), o.probe.args[i]), o.came))
