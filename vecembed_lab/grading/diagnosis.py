"""What to say of a wrong answer that is none of the listed mistakes: one sentence, or none.

It works on calls that were made and on the reference, so that it does not matter where the answer lives.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vecembed_lab.grading.arguments import Undecided, of_row_numbers, of_the_arguments
from vecembed_lab.grading.compare import difference, show
from vecembed_lab.grading.factors import factors
from vecembed_lab.grading.partly import of_a_part
from vecembed_lab.grading.relations import (
    Observed,
    Probe,
    Relation,
    is_scalar,
    numbers,
    of_the_answer,
    of_the_result,
    parts,
    shape,
)
from vecembed_lab.grading.student import differ

LARGEST = 50_000  # numbers that go into a call, or come out: with more, trying what fits takes too long
ENOUGH = 4  # different numbers in what came, if only one call was wrong
TRIALS = 10  # calls with another value of an argument, to see whether it plays a part
QUESTIONS = 50  # that the reference is asked at most to find calls in which an argument matters; it may be slow


@dataclass(frozen=True)
class Case:
    """A wrong answer: its calls, the reference and its parameters' names, and how results are compared.

    Where results are compared by less than their numbers (`loose`), as one random matrix with another, numbers that
    differ tell nothing. `ask(probe)` makes one more call; `more()` are the probes of another seed, on which a sentence
    must hold too.
    """

    calls: Sequence[Observed]
    reference: Callable
    names: Sequence[str]
    same: Callable[[object, object], bool]
    loose: bool
    ask: Callable[[Probe], Observed]
    more: Callable[[], Iterable[Probe]]

    @cached_property
    def wrong(self) -> list[Observed]:
        """The calls whose result was not what was expected, those of most numbers first."""
        wrong = [o for o in self.calls if not self.same(o.came, o.probe.expected)]
        return sorted(wrong, key=lambda o: -size(o.came))

    @cached_property
    def later(self) -> list[Observed]:
        """Calls with the inputs of another seed."""
        return [self.ask(probe) for probe in self.more()]

    @cached_property
    def wrong_of_both(self) -> list[Observed]:
        """The wrong calls of both seeds; what was asked with either of them stands there once."""
        known = [o.probe.args for o in self.calls]
        new = [o for o in self.later if all(_other(o.probe.args, args) for args in known)]
        return [*self.wrong, *(o for o in new if not o.error and not self.same(o.came, o.probe.expected))]

    @property
    def clear(self) -> bool:
        """Whether every call gave something, and not too much."""
        given = all(not o.error and o.came is not None for o in self.calls)
        return len(self.calls) > 1 and given and all(_largest(o) <= LARGEST for o in self.calls)

    @property
    def informative(self) -> bool:
        """Whether the wrong results are enough to tell anything."""
        return bool(self.wrong) and self.tells(self.wrong_of_both)

    def tells(self, wrong: Sequence[Observed]) -> bool:
        """Whether these wrong results are enough to tell one relation from another."""
        enough = len(wrong) > 1 or (len(wrong) == 1 and len(different(wrong[0].came)) >= ENOUGH)
        return enough and not self.loose


def _other(args: tuple, known: tuple) -> bool:
    return len(args) != len(known) or any(map(differ, args, known))


def _largest(o: Observed) -> int:
    return max(map(size, (o.probe.args, o.probe.expected, o.came)))


def relation(case: Case) -> str:
    """The sentence that is true of all calls, of the first kind that has one; empty if there is none.

    All that is said has held in every call of two seeds. Of several sentences of one kind the first is said, which is
    the simplest, unless they have one in common.
    """
    if not case.clear:
        return ""
    with np.errstate(all="ignore"):
        return _twice(case) or _constant(case) or (case.informative and _one_of(case)) or _plays_no_part(case)


def fact(case: Case) -> str:
    """Which part of the answer is wrong, if it is one that can be named; empty if not."""
    if not (case.clear and case.informative):
        return ""
    with np.errstate(all="ignore"):
        found = holding(case, of_a_part(case.names, case.calls))
    return _said(found) if len({r.common or r.text for r in found}) == 1 else ""


def _one_of(case: Case) -> str:
    return next(filter(None, _kinds(case)), "")


def _kinds(case: Case) -> Iterator[str]:
    first = case.wrong[0].probe
    yield _said(holding(case, of_the_result(first.expected)))
    yield _said(holding(case, of_the_answer(first.expected)))
    if len(case.wrong) > 1:
        yield _said(holding(case, factors(case.wrong, case.names)))
    yield _said(holding(case, of_row_numbers(case.names, first.args)))
    yield _about_arguments(case)


def _said(relations: list[Relation]) -> str:
    if not relations:
        return ""
    alike = [r for r in relations if r.common and r.common == relations[0].common]
    return relations[0].common if len(alike) > 1 else relations[0].text


def holding(case: Case, relations: Iterable[Relation]) -> list[Relation]:
    """The relations that hold in all calls and in those of another seed; of them those that most calls decide."""
    calls = [*case.wrong, *(o for o in case.calls if all(o is not other for other in case.wrong))]
    found = [r for r in relations if all(_holds(case, r, o) is not False for o in calls)]
    if not found:
        return []  # before calls of another seed are made
    found = [r for r in found if all(_holds(case, r, o) is not False for o in case.later)]
    found = [r for r in found if case.tells([o for o in case.wrong_of_both if _holds(case, r, o)])]
    decided = [sum(_holds(case, r, o) is not None for o in calls) for r in found]
    return [r for r, n in zip(found, decided, strict=True) if n == max(decided)]


def _holds(case: Case, relation: Relation, o: Observed) -> bool | None:
    """Whether a relation holds in a call; None if that call cannot tell."""
    try:
        return not o.error and case.same(*relation.compare(o))
    except Undecided:
        return None
    except Exception:  # it makes no sense here: no such column, a logarithm of a word
        return False


def _about_arguments(case: Case) -> str:
    """What would be right for other arguments, if that is one thing: `k` of 1, or `k` at all, but not `k` or `n`."""
    found = holding(case, of_the_arguments(case.reference, case.names, case.calls))
    if len(found) < 2:
        return _said(found)
    return _plays_no_part(case) or (_said(found) if len({r.common for r in found}) == 1 else "")


# What calls say together


def _twice(case: Case) -> str:
    """Whether a call that is made once more gives something else, while the reference gives the same."""
    first = case.calls[0]
    again = case.ask(first.probe)
    if again.error or differs(first.came, first.came) or not differs(again.came, first.came):
        return ""  # what cannot be compared differs from itself
    if differs(case.reference(*first.probe.args), first.probe.expected):
        return ""
    return "called twice with the same arguments, it gave two results: something is kept from call to call, or random"


def _constant(case: Case) -> str:
    first = case.calls[0]
    if not any(differs(o.probe.expected, first.probe.expected) for o in case.calls[1:]):
        return ""
    if not any(differs(o.came, first.came) for o in case.calls[1:]):
        return f"the same came in every call, whatever was asked: {' '.join(show(first.came).split())}"
    found = set().union(*(different(o.came) for o in case.calls))
    if len(found) == 1 and isinstance(number := found.pop(), int | float):
        return f"every number that came is {show(number)}, in every call"
    return ""


def _plays_no_part(case: Case) -> str:
    ignored = [f"`{name}`" for i, name in enumerate(case.names) if _ignored(case, i)]
    verb = "play" if len(ignored) > 1 else "plays"
    return f"{' and '.join(ignored)} {verb} no part: with another value the same came" if ignored else ""


def _ignored(case: Case, i: int) -> bool:
    """Whether the answer stays the same where another value of argument `i` changes what is expected.

    Half of the trials may be two calls that swap their values: it takes three, and results that differ. What is no
    number must have had three values, since two texts may be alike in more than one way.
    """
    results: list[object] = []
    values: list[object] = []
    for o, probe in _with_another([*case.calls, *case.later], case.reference, i):
        again = case.ask(probe)
        if o.error or again.error or differs(again.came, o.came):
            return False
        results.append(o.came)
        values += [value for value in (o.probe.args[i], probe.args[i]) if all(differ(value, old) for old in values)]
        if len(results) == TRIALS:
            break
    if len(results) < 3 or not any(differs(came, results[0]) for came in results):
        return False
    return len(values) > 2 or is_scalar(values[0]) or isinstance(values[0], bool)


def _with_another(calls: Sequence[Observed], reference: Callable, i: int) -> Iterator[tuple[Observed, Probe]]:
    """Calls, each with a probe that has the value of argument `i` from another call, which changes what is expected."""
    asked = 0
    for o in calls:
        for donor in calls:
            value, mine = donor.probe.args[i], o.probe.args[i]
            if type(value) is type(mine) and shape(value) == shape(mine) and differ(value, mine):
                if (asked := asked + 1) > QUESTIONS:
                    return
                probe = _asked(reference, (*o.probe.args[:i], value, *o.probe.args[i + 1 :]))
                if probe and differs(probe.expected, o.probe.expected):
                    yield o, probe
                    break


def _asked(reference: Callable, args: tuple) -> Probe | None:
    try:
        return Probe(args, reference(*args))
    except Exception:  # the two values do not go together
        return None


# Values


def differs(one: object, other: object) -> bool:
    """Whether two results are not the same, however small the difference may be but for rounding."""
    try:
        return bool(difference(one, other, rtol=1e-9, atol=1e-12))
    except Exception:  # values that cannot be compared
        return True


def different(value: object) -> set:
    """The different numbers or words in a value."""
    if parts(value):
        return set().union(*map(different, value))
    try:
        return set(np.unique(numbers(value)).tolist())
    except (TypeError, ValueError):
        return set(map(show, value)) if isinstance(value, list | tuple) else {show(value)}


def size(value: object) -> int:
    """How many numbers or words a value holds."""
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, dict):
        return len(value)
    return sum(map(size, value)) if isinstance(value, list | tuple) else 1
