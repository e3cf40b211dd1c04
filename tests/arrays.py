"""Arrays of every kind for property tests: sizes, kinds of numbers, layouts in memory, ties, extreme values."""

from fractions import Fraction
from math import sqrt

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

FLOATS = (np.float16, np.float32, np.float64)
WHOLE = (np.int8, np.uint8, np.int16, np.int64)
KINDS = (*FLOATS, *WHOLE, np.bool_)
PRECISION = {np.float16: 2e-3, np.float32: 1e-5}  # what is allowed to be lost; of all others 1e-12


def precision(array):
    return PRECISION.get(array.dtype.type, 1e-12)


@st.composite
def laid_out(draw, values):
    """The same values in another order of memory, seen backwards, spread out, or read-only."""
    layout = draw(st.sampled_from(["plain", "fortran", "backwards", "spread", "read-only"]))
    if layout == "fortran":
        return np.asfortranarray(values)
    if layout == "backwards":
        return values[::-1].copy()[::-1]
    if layout == "spread":
        return np.repeat(values, 2, axis=-1)[..., ::2]
    values = values.copy()
    values.flags.writeable = layout == "plain"
    return values


@st.composite
def arrays(draw, shape, kinds=KINDS, **elements):
    """An array of this shape; some rows may be copies of others."""
    dtype = np.dtype(draw(st.sampled_from(kinds)))
    if dtype.kind == "f":
        elements = {"allow_nan": False, "allow_infinity": False, **elements}
    values = draw(hnp.arrays(dtype, shape, elements=hnp.from_dtype(dtype, **elements)))
    if len(values) and draw(st.booleans()):
        values = values[draw(st.lists(st.integers(0, len(values) - 1), min_size=len(values), max_size=len(values)))]
    return draw(laid_out(values))


def shapes(n=(0, 6), d=(1, 4)):
    return st.tuples(st.integers(*n), st.integers(*d))


def matrices(n=(1, 6), d=(1, 4), kinds=(*FLOATS, *WHOLE), **elements):
    return shapes(n, d).flatmap(lambda shape: arrays(shape, kinds, **elements))


def exact(vector):
    return [Fraction(x.item()) for x in vector]


def exact_cosine(a, b):
    """The cosine of two vectors, computed with fractions; 0 if one of them is zero."""
    a, b = exact(a), exact(b)
    dot, square = (sum(x * y for x, y in zip(a, b, strict=True)), sum(x * x for x in a) * sum(y * y for y in b))
    return 0.0 if not square else (1 if dot > 0 else -1) * sqrt(dot * dot / square)


def exact_square(a, b):
    """The squared distance of two vectors, as a fraction."""
    return sum((x - y) ** 2 for x, y in zip(exact(a), exact(b), strict=True))


def answer(function, *rules):
    """What the function returns, or None if it raises a ValueError that says one of the rules."""
    try:
        return function()
    except ValueError as problem:
        if any(rule in str(problem) for rule in rules):
            return None
        raise
