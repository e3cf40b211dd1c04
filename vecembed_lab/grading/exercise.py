"""An exercise: what a right answer must do, the wrong answers people really give, and three hints."""

import contextlib
import inspect
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from vecembed_lab.grading.compare import Wrong, difference, kind
from vecembed_lab.grading.quiet import quiet
from vecembed_lab.grading.report import Diagnosis, Failure, Report, Result
from vecembed_lab.grading.student import Answer, Call, GraderError, Outcome, Student, Transport, differ, in_process

SECONDS = 10.0  # for all calls of one criterion; a right answer needs milliseconds


@dataclass(frozen=True)
class Criterion:
    """One thing that a right answer does, worth `points`.

    `check(student, rng)` raises Wrong if it does not; what it returns, if anything, is a remark for the learner.
    """

    text: str
    points: float
    check: Callable


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that people really give, as a function, and the sentence that helps."""

    name: str
    message: str
    function: Callable


def _as_it_is(value: object) -> object:
    return value


@dataclass
class Exercise:
    """One exercise, written once: it grades, explains, and is proven by the tests of the graders.

    `name` is the function that the learner writes, `reference` a right answer, `hints` are three strings from gentle
    to nearly the answer, and `read` says where the idea is explained. Where several answers are right (the sign of an
    axis), `canonical` maps each of them to the same one, so that a mistake is recognised whatever the sign.
    """

    name: str
    reference: Callable
    hints: tuple[str, str, str]
    read: str
    canonical: Callable = _as_it_is
    seconds: float = SECONDS
    criteria: list[Criterion] = field(default_factory=list)
    mistakes: dict[str, Mistake] = field(default_factory=dict)
    _asked: tuple | None = field(default=None, init=False, repr=False)

    @property
    def points(self) -> float:
        """The points of all criteria together."""
        return sum(criterion.points for criterion in self.criteria)

    def criterion(self, text: str, *, points: float) -> Callable:
        """Decorate `check(student, rng)`, which raises Wrong unless `text` holds for the student's function."""

        def add(check: Callable) -> Callable:
            self.criteria.append(Criterion(text, points, check))
            return check

        return add

    def mistake(self, message: str) -> Callable:
        """Decorate a wrong answer; `message` is what the learner reads who gives the same one."""

        def add(function: Callable) -> Callable:
            self.mistakes[function.__name__] = Mistake(function.__name__, message, function)
            return function

        return add

    def grade(self, function: Callable | Answer, *, seed: int = 0) -> Report:
        """What `function` earns. The inputs are drawn from `seed`: the same seed gives the same score.

        Nothing that `function` prints, warns or logs gets out; it stands in the report. An `Answer` is a function
        that lives elsewhere, such as in a sandbox.
        """
        answer = function if isinstance(function, Answer) else Answer(in_process(function), _source(function))
        transport = answer.transport
        with _one_at_a_time(), quiet() as printed:
            results, calls = self._results(transport, seed)
        diagnosis = self._diagnosis(transport, calls, seed) if _wrong(results) and not _late(calls) else None
        return Report(
            exercise=self.name,
            results=results,
            diagnosis=diagnosis,
            read=self.read,
            hints=self.hints,
            source=answer.source,
            printed=printed.getvalue(),
        )

    def _results(self, transport: Transport, seed: int) -> tuple[list[Result], list[Call]]:
        """The outcome of each criterion, and every call that was made."""
        results, calls = [], []
        for number, criterion in enumerate(self.criteria):
            if _late(calls):
                failure = Failure("Not tried: an earlier call did not come back in time")
                results.append(Result(criterion.text, criterion.points, 0.0, failure))
                continue
            student = Student(transport, self.seconds, self._things)
            results.append(self._result(criterion, student, np.random.default_rng([seed, number])))
            calls += student.calls
        return results, calls

    @property
    def _things(self) -> bool:
        """Whether the answer is a class or a generator, whose results are used and not only compared."""
        return inspect.isclass(self.reference) or inspect.isgeneratorfunction(self.reference)

    def _result(self, criterion: Criterion, student: Student, rng: np.random.Generator) -> Result:
        try:
            remark = criterion.check(student, rng) or ""
        except Wrong as wrong:
            earned = float(criterion.points * np.clip(np.nan_to_num(wrong.share), 0, 1))
            return Result(criterion.text, criterion.points, earned, Failure.of(wrong, self.name, student.calls))
        except GraderError:
            raise
        except Exception as error:  # the criterion could not work with what came back
            value = student.calls[-1].outcome.value if student.calls else None
            wrong = Wrong(f"The answer could not be used: it is {kind(value)} ({type(error).__name__})")
            return Result(criterion.text, criterion.points, 0.0, Failure.of(wrong, self.name, student.calls))
        return Result(criterion.text, criterion.points, float(criterion.points), None, remark)

    def _diagnosis(self, transport: Transport, calls: list[Call], seed: int) -> Diagnosis | None:
        """The known mistake that does the same as the student wherever the criteria look, if there is one."""
        with _one_at_a_time(), quiet():  # calls that are made again need not be heard twice
            suspects = self._suspects(transport, calls, seed)
        return Diagnosis(suspects[0].name, suspects[0].message) if suspects else None

    def _suspects(self, transport: Transport, calls: list[Call], seed: int) -> list[Mistake]:
        if self._things:  # a method's call depends on those before it: compare whole stories
            return [m for m in self.mistakes.values() if self._same_story(calls, m, seed)]
        student, suspects, returned = Student(transport, self.seconds), list(self.mistakes.values()), False
        known = deque(calls)
        for args, wrong in self._probes(seed):
            asked = known and _same(known[0].args, args)  # not if the criterion had already stopped at another call
            answer = known.popleft().outcome if asked else student.attempt(transport, args)
            suspects = [m for m in suspects if self._same_outcome(answer, wrong(m))]
            returned |= not answer.error
            if not suspects or answer.error == "TimeLimit":
                return []
        return suspects if returned else []

    def _probes(self, seed: int) -> list[tuple[tuple, Callable[[Mistake], Outcome]]]:
        """The arguments of every call that the reference gets, with what each mistake does.

        They are kept for the next answer that is graded with this seed: a class is asked the same.
        """
        if self._asked is None or self._asked[:2] != (seed, len(self.criteria)):
            _, calls = self._results(in_process(self.reference), seed)
            self._asked = (seed, len(self.criteria), [(call.args, self._remembered(call.args)) for call in calls])
        return self._asked[2]

    def _remembered(self, args: tuple) -> Callable[[Mistake], Outcome]:
        known: dict[Callable, Outcome] = {}

        def outcome(mistake: Mistake) -> Outcome:
            if mistake.function not in known:
                known[mistake.function] = in_process(mistake.function)(args, self.seconds)
            return known[mistake.function]

        return outcome

    def _same_story(self, calls: list[Call], mistake: Mistake, seed: int) -> bool:
        _, others = self._results(in_process(mistake.function), seed)
        pairs = zip(calls, others, strict=False)
        same = len(calls) == len(others) and all(self._same_outcome(one.outcome, other.outcome) for one, other in pairs)
        return same and any(call.outcome.thing or not call.outcome.error for call in calls)

    def _same_outcome(self, one: Outcome, other: Outcome) -> bool:
        if (one.error, one.changed) != (other.error, other.changed):
            return False
        return bool(one.error) or self._same_value(one.value, other.value)

    def _same_value(self, one: object, other: object) -> bool:
        try:
            return not difference(one, other) or not difference(self.canonical(one), self.canonical(other))
        except Exception:  # values so odd that they cannot be compared
            return False


_busy = threading.Lock()


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Refuse a check inside a check: a function that checks itself would never end."""
    if not _busy.acquire(blocking=False):
        raise RuntimeError("a check was called while another one runs; is `check(...)` indented into your function?")
    try:
        yield
    finally:
        _busy.release()


def _same(one: tuple, other: tuple) -> bool:
    return len(one) == len(other) and not any(map(differ, one, other))


def _wrong(results: list[Result]) -> bool:
    return any(result.earned < result.points for result in results)


def _late(calls: list[Call]) -> bool:
    return any(call.outcome.error == "TimeLimit" for call in calls)


def _source(function: Callable) -> str:
    try:
        return inspect.getsource(function)
    except Exception:  # typed at a prompt, not a Python function, or an object with tricks of its own
        return ""
