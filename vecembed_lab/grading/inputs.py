"""Kinds of input that tell wrong answers from right ones: drawn by name, and found again in what an exercise asks.

`table(rng, "copies", "integers", shape=(9, 4))` draws one table that is both. `held(exercise, seeds)` says how often
each kind comes among the calls of an exercise, so that a kind which never comes is seen. Backward and read-only arrays
are no kinds: every call gets fresh arrays of its own, in the notebook and in the grader.
"""

import inspect
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

import numpy as np

from vecembed_lab.grading.exercise import Exercise

SHAPES = {"one row": (1, 5), "one column": (7, 1), "wide": (4, 9), "square": (6, 6), "empty": (0, 4)}
WORDS = {
    "plain": ("lemon", "house", "candy"),
    "capitals": ("Lisbon", "NATO", "McGill"),
    "accents": ("naïve", "Åse", "coöperate"),
    "other scripts": ("город", "λόγος", "東京"),
    "digits": ("2nd", "b2b", "mp3"),
    "signs": ("rock-n-roll", "don't", "and/or"),
    "repeated letters": ("banana", "aaaa", "mississippi"),
    "one letter": ("a", "I", "é"),
}


def _twin(factor: float) -> Callable:
    """A change that makes one row another one times `factor`."""

    def change(rng: np.random.Generator, x: np.ndarray) -> np.ndarray:
        one, other = rng.permutation(len(x))[:2]
        x[one] = factor * x[other]
        return x

    return change


def _put(value: float, axis: int) -> Callable:
    """A change that fills one row (axis 0) or one column (axis 1) with `value`."""

    def change(rng: np.random.Generator, x: np.ndarray) -> np.ndarray:
        (x, x.T)[axis][rng.integers(x.shape[axis])] = value
        return x

    return change


def _one(value: float) -> Callable:
    """A change that puts `value` into one place."""

    def change(rng: np.random.Generator, x: np.ndarray) -> np.ndarray:
        x.flat[rng.integers(x.size)] = value
        return x

    return change


def _whole(rng: np.random.Generator, x: np.ndarray) -> np.ndarray:
    """Whole numbers, ten times as large as often as it takes: one reaches 9, and no row becomes zero by rounding."""
    while x.any() and (np.abs(x).max() < 9 or (x.any(axis=-1) & ~np.round(x).any(axis=-1)).any()):
        x = 10 * x
    return np.round(x).astype(int)


CHANGES: dict[str, Callable[[np.random.Generator, np.ndarray], np.ndarray]] = {
    "positive": lambda rng, x: np.abs(x) + 0.1,
    "ties": lambda rng, x: rng.integers(1, 4, size=x.shape).astype(float),
    "whole": lambda rng, x: np.round(10 * x),
    "counts": lambda rng, x: rng.integers(1, 30, size=x.shape).astype(float),
    "tiny": lambda rng, x: x * 1e-3,
    "thousands": lambda rng, x: x * 2000,
    "beyond a byte": lambda rng, x: x * 1e3,
    "beyond int32": lambda rng, x: x * 1e10,
    "far": lambda rng, x: x + rng.choice([-1000, 1000], size=x.shape[-1]),
    "copies": _twin(1),
    "multiples": _twin(2),
    "opposites": _twin(-1),
    "zero row": _put(0, 0),
    "zero column": _put(0, 1),
    "constant column": _put(3, 1),
    "zeros": lambda rng, x: x * (rng.random(x.shape) < 0.6),
    "NaN": _one(np.nan),
    "infinity": _one(np.inf),
    "integers": _whole,
    "float32": lambda rng, x: x.astype(np.float32),
    "by columns": lambda rng, x: np.asfortranarray(x),
}


def table(rng: np.random.Generator, *kinds: str, shape: tuple[int, ...] = (9, 4)) -> np.ndarray:
    """Normal random numbers, made into each of `kinds` (names in SHAPES and CHANGES) in the order given.

    Raises ValueError for a kind that does not exist.
    """
    if unknown := set(kinds) - {*SHAPES, *CHANGES}:
        raise ValueError(f"no such kind of input: {', '.join(sorted(unknown))}; there are {', '.join(CHANGES)}")
    numbers = rng.normal(size=next((SHAPES[kind] for kind in kinds if kind in SHAPES), shape))
    for kind in kinds:
        numbers = CHANGES[kind](rng, numbers) if kind in CHANGES else numbers
    return numbers


def words(rng: np.random.Generator, *kinds: str) -> list[str]:
    """One word of each of `kinds` (names in WORDS; all of them if none is given)."""
    return [str(rng.choice(WORDS[kind])) for kind in kinds or WORDS]


def neighbouring_seeds(rng: np.random.Generator, n: int = 3) -> list[int]:
    """`n` whole numbers that follow each other, so that a seed which is halved or rounded gives the same twice."""
    start = int(rng.integers(1000))
    return list(range(start, start + n))


def _rows(x: np.ndarray) -> np.ndarray:
    """The different rows that are not zero."""
    return np.unique(x[x.any(axis=1)], axis=0)


def _parallel(x: np.ndarray, sign: int) -> bool:
    """Whether two different rows have the same (1) or the opposite (-1) direction."""
    rows = _rows(x[np.isfinite(x).all(axis=1)]).astype(float)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    cosines = np.tril(sign * unit @ unit.T, -1)
    return bool((cosines > 1 - 1e-9).any()) and x.shape[1] > 1


def _tied(x: np.ndarray) -> bool:
    values = x[x != 0]
    return len(np.unique(values)) < values.size


TABLE_KINDS: dict[str, Callable[[np.ndarray], bool]] = {
    "one row": lambda x: x.shape[0] == 1,
    "one column": lambda x: x.shape[1] == 1,
    "wide": lambda x: x.shape[0] < x.shape[1],
    "square": lambda x: x.shape[0] == x.shape[1],
    "tall": lambda x: x.shape[0] > x.shape[1],
    "copies": lambda x: len(_rows(x)) < x.any(axis=1).sum(),
    "multiples": lambda x: _parallel(x, 1),
    "opposites": lambda x: _parallel(x, -1),
    "zero row": lambda x: not x.any(axis=1).all(),
    "zero column": lambda x: not x.any(axis=0).all(),
    "constant column": lambda x: len(x) > 1 and bool((x.any(axis=0) & (x == x[0]).all(axis=0)).any()),
    "far": lambda x: (
        len(x) > 1 and bool((np.abs(x[0]) > 100 * np.abs(np.subtract(x, x[0], dtype=float)).max(axis=0)).all())
    ),
}
ARRAY_KINDS: dict[str, Callable[[np.ndarray], bool]] = {
    "empty": lambda x: x.size == 0,
    "ties": _tied,
    "zeros": lambda x: not x.all(),
    "positive": lambda x: bool((x > 0).all()),
    "negative": lambda x: bool((x < 0).any()),
    "whole": lambda x: x.dtype.kind == "f" and bool((x == np.round(x)).all()),
    "integers": lambda x: x.dtype.kind in "iu",
    "float32": lambda x: x.dtype == np.float32,
    "by columns": lambda x: x.flags.f_contiguous and not x.flags.c_contiguous,
    "tiny": lambda x: x.any() and bool(np.abs(x).max() < 0.01),
    "below 1": lambda x: x.any() and bool(np.abs(x).max() < 1),
    "thousands": lambda x: bool(np.abs(x).max() >= 1000),
    "beyond a byte": lambda x: bool(np.abs(x).max() > 255),
    "beyond int32": lambda x: float(np.abs(x).sum()) > 2**31,
    "sorted": lambda x: x.ndim == 1 and x.size > 2 and bool((x[1:] >= x[:-1]).all()),
    "NaN": lambda x: bool(np.isnan(x).any()),
    "infinity": lambda x: bool(np.isinf(x).any()),
}
NUMBER_KINDS: dict[str, Callable[[float], bool]] = {
    "0": lambda v: v == 0,
    "1": lambda v: v == 1,
    "negative": lambda v: v < 0,
    "a fraction": lambda v: v % 1 != 0,
    "1000 or more": lambda v: v >= 1000,
}
SIZE_KINDS: dict[str, Callable[[float, np.ndarray], bool]] = {  # a number beside the first array of its call
    "all rows": lambda v, x: v == len(x),
    "all rows but one": lambda v, x: v == len(x) - 1,
    "all columns": lambda v, x: v == x.shape[-1],
    "more than the columns": lambda v, x: v > x.shape[-1],
}
TEXT_KINDS: dict[str, Callable[[str], bool]] = {
    "empty": lambda s: not s,
    "one letter": lambda s: len(s) == 1,
    "repeated letters": lambda s: len(set(s)) < len(s),
    "capitals": lambda s: s != s.lower(),
    "accents": lambda s: len(unicodedata.normalize("NFD", s)) > len(s),
    "other scripts": lambda s: any(c.isalpha() and not unicodedata.name(c, "").startswith("LATIN") for c in s),
    "digits": lambda s: any(c.isdigit() for c in s),
    "signs": lambda s: any(not c.isalnum() and not c.isspace() for c in s),
}


def looked_for(value: object, first: np.ndarray | None = None) -> dict[str, bool]:
    """Each kind that an argument like `value` can be of, and whether it is; `first` is the first array of its call."""
    if isinstance(value, str):
        return {kind: is_so(value) for kind, is_so in TEXT_KINDS.items()}
    if isinstance(value, int | float | np.number):
        sizes = {} if first is None else {kind: is_so(value, first) for kind, is_so in SIZE_KINDS.items()}
        return {kind: is_so(value) for kind, is_so in NUMBER_KINDS.items()} | sizes
    if isinstance(value, list | tuple) and any(isinstance(part, str) for part in value):
        parts = [looked_for(part) for part in value if isinstance(part, str)]
        return {kind: any(part[kind] for part in parts) for kind in TEXT_KINDS}
    return _of_array(array) if (array := _array(value)) is not None else {}


def _of_array(x: np.ndarray) -> dict[str, bool]:
    kinds = ARRAY_KINDS | (TABLE_KINDS if x.ndim == 2 else {})
    with np.errstate(all="ignore"):  # infinity less infinity, sums that overflow
        return {kind: bool(is_so(x)) if x.size else kind == "empty" for kind, is_so in kinds.items()}


def _array(value: object) -> np.ndarray | None:
    """`value` as an array of numbers with at least one axis, if it is one."""
    try:
        array = np.asarray(value)
    except ValueError:  # parts of different lengths
        return None
    return array if array.ndim and array.dtype.kind in "biuf" else None


def calls(exercise: Exercise, seed: int) -> list[tuple]:
    """The arguments of every call that a right answer gets; methods of what it returns are not followed."""
    asked = []

    def recorder(*args: object) -> object:
        asked.append(args)
        return exercise.reference(*args)

    exercise.grade(recorder, seed=seed)
    return asked


def held(exercise: Exercise, seeds: Iterable[int]) -> dict[str, dict[str, float]]:
    """For each parameter of an exercise, the share of `seeds` in which each kind of input comes."""
    names, seeds = list(inspect.signature(exercise.reference).parameters), list(seeds)
    found = {name: Counter() for name in names}
    for seed in seeds:
        for name, kinds in _in_one_grading(names, calls(exercise, seed)):
            found[name].update({kind: so / len(seeds) for kind, so in kinds.items()})
    return {name: dict(counter) for name, counter in found.items() if counter}


def _in_one_grading(names: list[str], asked: list[tuple]) -> Iterator[tuple[str, dict[str, bool]]]:
    """For each parameter, whether any of the calls brought each kind; and how its values go from call to call."""
    for name, values in zip(names, zip(*asked, strict=False), strict=False):
        kinds: dict[str, bool] = {}
        for value, args in zip(values, asked, strict=True):
            first = next((array for array in map(_array, args) if array is not None), None)
            for kind, so in looked_for(value, first).items():
                kinds[kind] = kinds.get(kind, False) or so
        if all(isinstance(value, int) for value in values):
            kinds["two values that differ by one"] = any(abs(a - b) == 1 for a, b in combinations(values, 2))
        yield name, kinds


def by_frequency(exercise: Exercise, seeds: Iterable[int]) -> dict[str, dict[str, list[str]]]:
    """For each parameter of an exercise, the kinds that come always, on some seeds (with their share) and never."""
    found = {}
    for name, kinds in held(exercise, seeds).items():
        always = [kind for kind, share in kinds.items() if share > 1 - 1e-9]
        some = [f"{kind} ({share:.0%})" for kind, share in kinds.items() if 0 < share <= 1 - 1e-9]
        never = [kind for kind, share in kinds.items() if not share]
        found[name] = {"always": always, "on some seeds": some, "never": never}
    return found


def report(exercise: Exercise, seeds: Iterable[int]) -> str:
    """What `by_frequency` finds, as text."""
    lines = [exercise.name]
    for name, kinds in by_frequency(exercise, seeds).items():
        lines += [f"  {name}, {when}: {', '.join(found)}" for when, found in kinds.items() if found]
    return "\n".join(lines)
