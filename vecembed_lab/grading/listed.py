"""Whether an answer does the same as a listed mistake, wherever the criteria look and at an author's own probes."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from vecembed_lab.grading.compare import difference
from vecembed_lab.grading.diagnosis import different
from vecembed_lab.grading.relations import Probe
from vecembed_lab.grading.student import Call, Outcome, Student, Transport, differ, in_process


class Answers:
    """The answer's call at each probe: the one that a criterion made, or one that is made now."""

    def __init__(self, transport: Transport, calls: Sequence[Call], probes: Sequence[Probe], seconds: float):
        self.student, self._known, self._probes = Student(transport, seconds), deque(calls), probes
        self._calls: list[Call] = []

    def __iter__(self) -> Iterator[tuple[Probe, Call]]:
        for i, probe in enumerate(self._probes):
            if i == len(self._calls):
                made = self._known and _same(self._known[0].args, probe.args)  # not if a criterion stopped before it
                self._calls.append(self._known.popleft() if made else self.again(probe))
            yield probe, self._calls[i]

    def again(self, probe: Probe) -> Call:
        """What the answer does at a probe, asked now."""
        self.student.attempt(self.student.transport, probe.args)
        return self.student.calls[-1]


def _same(one: tuple, other: tuple) -> bool:
    return len(one) == len(other) and not any(map(differ, one, other))


def suspects(answers: Answers, mistakes: Sequence[Callable], same: Callable, seconds: float) -> list[Callable]:
    """Those of the mistakes that do the same at every probe.

    It must be a wrong thing that they have in common with the answer. Where their results alone are no worse than the
    reference's, as any rotation is as good as another, it is which results are alike and how functions were used.
    """
    left, seen = list(mistakes), []
    for probe, call in answers:
        left = [m for m in left if same_outcome(call.outcome, of(probe, m, seconds).outcome, same)]
        if not left or call.outcome.error == "TimeLimit":
            return []
        seen.append((probe, call))
    calls = [call for _, call in seen]
    return [m for m in left if _tells(calls) and _wrong_alike(seen, [of(p, m, seconds) for p, _ in seen], same)]


def of(probe: Probe, function: Callable, seconds: float) -> Call:
    """What a function does at a probe, remembered there: a class is asked the same."""
    if function not in probe.known:
        student = Student(in_process(function), seconds)
        student.attempt(student.transport, probe.args)
        probe.known[function] = student.calls[0]
    return probe.known[function]


def same_outcome(one: Outcome, other: Outcome, same: Callable) -> bool:
    """Whether two calls ended alike: in the same error, or in the same value and with the same arguments changed."""
    if (one.error, one.changed) != (other.error, other.changed):
        return False
    return bool(one.error) or same(one.value, other.value)


def _tells(calls: Sequence[Call]) -> bool:
    """Whether what came could come from few functions only: not errors alone, not one number everywhere."""
    values = [call.outcome.value for call in calls if not call.outcome.error]
    return any(call.outcome.changed for call in calls) or len(set().union(*map(different, values))) > 1


def _wrong_alike(seen: Sequence[tuple[Probe, Call]], theirs: Sequence[Call], same: Callable) -> bool:
    right = [Call(probe.args, Outcome(probe.expected), used=probe.used) for probe, _ in seen]
    if not all(same_outcome(one.outcome, other.outcome, same) for one, other in zip(theirs, right, strict=True)):
        return True
    mine = _pattern([call for _, call in seen])
    return mine == _pattern(theirs) != _pattern(right)


def _pattern(calls: Sequence[Call]) -> list:
    """Which earlier result each one repeats, and how the functions among the arguments were used."""
    values = [call.outcome.value for call in calls]
    first = [next(i for i, earlier in enumerate(values) if not difference(earlier, value)) for value in values]
    return [first, [list(call.used) for call in calls]]
