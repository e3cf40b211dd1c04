"""Comparisons in a teacher's test cell: an array without values is equal to no other than one without values.

NumPy stretches an empty array to the shape of a single number, or of an axis of length one, and then finds nothing that
differs. A student's `[]` would pass `assert_allclose(f(3), 9.0)`.
"""

import functools
import inspect
import sys
from collections.abc import Callable

import numpy as np
import numpy.testing

from vecembed_lab.grading.names import StandIn

COMPARISONS = {  # of two arrays, which are their first arguments, by module
    "numpy": ["allclose", "array_equiv", "isclose"],
    "numpy.testing": [
        *["assert_allclose", "assert_almost_equal", "assert_approx_equal", "assert_array_almost_equal"],
        *["assert_array_almost_equal_nulp", "assert_array_equal", "assert_array_less", "assert_array_max_ulp"],
        "assert_equal",
    ],
    "torch": ["allclose", "isclose"],
}


def be_strict() -> None:
    """Replace the comparisons of the modules that are imported, in this process, for good."""
    for module, names in COMPARISONS.items():
        for name in names if module in sys.modules else ():
            function = getattr(sys.modules[module], name)
            if not hasattr(function, "is_strict"):
                setattr(sys.modules[module], name, _strict(function))


def _strict(function: Callable) -> Callable:
    """The same comparison, which raises AssertionError if one side has values and the other has none."""
    first, second = list(inspect.signature(function).parameters)[:2] if _has_signature(function) else ("input", "other")

    @functools.wraps(function)
    def comparison(*args: object, **kwargs: object) -> object:
        args = [_as_array(value) for value in args]
        kwargs = {name: _as_array(value) for name, value in kwargs.items()}
        sides = [*args[:2], *(kwargs[name] for name in (first, second) if name in kwargs)]
        if len({_is_empty(side) for side in sides}) == 2:
            raise AssertionError("One of the two that are compared has no values, the other has some")
        return function(*args, **kwargs)

    comparison.is_strict = True
    return comparison


def _has_signature(function: Callable) -> bool:
    try:
        return len(inspect.signature(function).parameters) >= 2
    except ValueError:  # torch's are written in C++
        return False


def _as_array(value: object) -> object:
    """A student's object as the array that it is now: it could say something else when it is asked again."""
    return np.asarray(value) if isinstance(value, StandIn) else value


def _is_empty(value: object) -> bool:
    try:
        return 0 in np.shape(value)
    except ValueError:  # parts of different lengths
        return False
