"""Wrong answers that are right but for a part: some of the rows, the sign, calls with whole numbers."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from vecembed_lab.grading.relations import Observed, Relation, many, numbers, table

_CUT = "where whole numbers are given your result was cut to whole numbers, like an array of them"


def of_a_part(names: Sequence[str], calls: Sequence[Observed]) -> Iterator[Relation]:
    """Relations in which what came is right but for a part that can be named."""
    for i, name in enumerate(names):
        values = [o.probe.args[i] for o in calls]
        if all(isinstance(value, np.ndarray) for value in values):
            yield Relation(f"your result is `{name}` as it was given", lambda o, i=i: (o.probe.args[i], o.came))
            if len({value.dtype.kind for value in values} & set("iuf")) > 1:
                said = f"where `{name}` holds whole numbers your result was cut to whole numbers, like that array"
                yield Relation(said, lambda o, i=i: (_cut_like(o, i), o.came), _CUT)
            if all(value.dtype == bool for value in values):
                for so in (True, False):
                    said = f"your result is right where `{name}` is {not so}, and wrong only where it is {so}"
                    yield _but(said, lambda o, x, i=i, so=so: _rows(x, o.probe.args[i] == so))
    yield Relation("your result is right but for its sign, which is turned round in some calls", _but_for_the_sign)
    yield _but("only what should be 0 is wrong", lambda o, x: x == 0)
    yield _but("only the diagonal is wrong", lambda o, x: np.eye(*table(x).shape, dtype=bool))
    for place, said in {0: "first", -1: "last"}.items():
        yield _but(f"only the {said} of your results is wrong", lambda o, x, i=place: _rows(x, _at(i, len(many(x)))))


def _but(said: str, where: Callable[[Observed, np.ndarray], np.ndarray]) -> Relation:
    """What came is right but in the places `where(call, expected)`, which are not all places of a wrong result."""

    def compare(o: Observed) -> tuple[np.ndarray, object]:
        expected, came = numbers(o.probe.expected), numbers(o.came)
        places = where(o, expected)
        if came.shape != expected.shape or places.all() or np.isnan(came).any():
            raise ValueError("not a part, or NaN, of which the place says little")
        return np.where(places, came, expected), came

    return Relation(said, compare)


def _rows(x: np.ndarray, some: np.ndarray) -> np.ndarray:
    """Whether each number of `x` is in some of its rows. Raises ValueError unless there is a mark for each row."""
    return np.broadcast_to(some.reshape(-1, *[1] * (many(x).ndim - 1)), x.shape)


def _at(place: int, n: int) -> np.ndarray:
    return np.arange(n) == place % n


def _cut_like(o: Observed, i: int) -> np.ndarray:
    expected = numbers(o.probe.expected)
    return np.trunc(expected) if o.probe.args[i].dtype.kind in "iu" else expected


def _but_for_the_sign(o: Observed) -> tuple[np.ndarray, object]:
    expected = numbers(o.probe.expected)
    return np.copysign(1, np.vdot(expected, numbers(o.came))) * expected, o.came
