"""An exercise: what a right answer must do, the wrong answers people really give, and three hints."""

import contextlib
import functools
import inspect
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from vecembed_lab.grading.compare import Wrong, difference, kind
from vecembed_lab.grading.diagnosis import Case, fact, relation, size
from vecembed_lab.grading.imports import load, slow_imports
from vecembed_lab.grading.listed import Answers, same_outcome, suspects
from vecembed_lab.grading.near import Near, confused, near_miss, stored
from vecembed_lab.grading.quiet import one_line, quiet
from vecembed_lab.grading.relations import Observed, Probe
from vecembed_lab.grading.report import Diagnosis, Failure, Report, Result
from vecembed_lab.grading.student import (
    Answer,
    Call,
    GraderError,
    Outcome,
    Student,
    Transport,
    in_process,
)

SECONDS = 10.0  # of CPU time, for all calls of one criterion; a right answer needs milliseconds
TRIES = 2  # at a criterion, for an answer that runs out of them: what it does first of all may take longer
MORE_SECONDS = 1.0  # for further calls that only serve to find a sentence


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
    `confusable` are measures that people take for one another, by what they are called, such as `{"the cosine": cosine,
    "the dot product": dot}`, functions of the same arguments. Who used another than the reference does is told so.
    """

    name: str
    reference: Callable
    hints: tuple[str, str, str]
    read: str
    canonical: Callable = _as_it_is
    confusable: Mapping[str, Callable] = field(default_factory=dict)
    seconds: float = SECONDS
    criteria: list[Criterion] = field(default_factory=list)
    mistakes: dict[str, Mistake] = field(default_factory=dict)
    probes: list[Callable] = field(default_factory=list)
    _asked: dict[tuple, list[Probe]] = field(default_factory=dict, init=False, repr=False)

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

    def probe(self, draw: Callable) -> Callable:
        """Decorate `draw(rng)`, which yields arguments that earn nothing and only tell wrong answers apart.

        Add one where two mistakes do the same in all calls of the criteria. Their results must be what they promise
        in the prose as well, since an answer that is right everywhere else is never asked.
        """
        self.probes.append(draw)
        return draw

    def grade(self, function: Callable | Answer, *, seed: int = 0, explain: bool = True) -> Report:
        """What `function` earns. The inputs are drawn from `seed`: the same seed gives the same score.

        Nothing that `function` prints, warns or logs gets out; it stands in the report. An `Answer` is a function
        that lives elsewhere, such as in a sandbox. Without `explain` there is no diagnosis, which takes longest.
        """
        answer = function if isinstance(function, Answer) else _here(function)
        transport = answer.transport
        with _one_at_a_time(), quiet() as printed:
            results, calls = self._results(transport, seed)
        unclear = explain and _wrong(results) and not _late(calls)
        diagnosis = self._diagnosis(transport, calls, seed) if unclear else None
        return Report(
            exercise=self.name,
            results=results,
            diagnosis=diagnosis,
            read=self.read,
            hints=self.hints,
            source=answer.source,
            printed=printed.getvalue(),
            late=_late(calls),
        )

    def _results(self, transport: Transport, seed: int) -> tuple[list[Result], list[Call]]:
        """The outcome of each criterion, and every call that was made."""
        results, calls = [], []
        for number, criterion in enumerate(self.criteria):
            if _late(calls):
                failure = Failure("Not tried: an earlier call did not come back in time")
                results.append(Result(criterion.text, criterion.points, 0.0, failure))
                continue
            for _ in range(TRIES):
                student = Student(transport, self.seconds, self._things)
                result = self._result(criterion, student, np.random.default_rng([seed, number]))
                if student.seconds > 0 or not _late(student.calls):
                    break
            results.append(result)
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
            wrong = Wrong(f"The answer could not be used: {self._misfit(student.calls, error)}")
            return Result(criterion.text, criterion.points, 0.0, Failure.of(wrong, self.name, student.calls))
        return Result(criterion.text, criterion.points, float(criterion.points), None, remark)

    def _misfit(self, calls: list[Call], error: Exception) -> str:
        """What kind of thing was wanted and what came, if they differ; else what came, and the error it led to."""
        call = calls[-1] if calls else Call((), Outcome())
        wanted = None if self._things else in_process(self.reference)(call.args, self.seconds).value
        with contextlib.suppress(Exception):  # values that cannot be compared
            if found := difference(call.outcome.value, wanted, atol=np.inf):  # whatever the numbers are
                return found
        said = one_line(str(error))[:200]
        return f"it is {kind(call.outcome.value)} ({type(error).__name__}: {said})"

    def _diagnosis(self, transport: Transport, calls: list[Call], seed: int) -> Diagnosis | None:
        """What the answer's calls tell: a listed mistake that does the same, else what can be said in general."""
        with _one_at_a_time(), quiet():  # calls that are made again need not be heard twice
            if self._things:  # a method's call depends on those before it: compare whole stories
                return _known([m for m in self.mistakes.values() if self._same_story(calls, m, seed)])
            answers = Answers(transport, calls, self.probes_of(seed), self.seconds)
            found = suspects(answers, [m.function for m in self.mistakes.values()], self.same, self.seconds)
            known = _known([m for m in self.mistakes.values() if m.function in found])
            if known:
                return known
            try:
                return self._in_general(answers, seed)
            except Exception:  # values odder than anybody thought of: points never depend on a sentence
                return None

    def _in_general(self, answers: Answers, seed: int) -> Diagnosis | None:
        def ask(probe: Probe) -> Observed:
            return _observed(probe, answers.again(probe))

        answers.student.seconds = min(answers.student.seconds, MORE_SECONDS)
        observed = [_observed(probe, call) for probe, call in answers]
        loose = self.loose([o.probe for o in observed])
        names = _parameters(self.reference)[: min((len(o.probe.args) for o in observed), default=0)]
        case = Case(observed, self.reference, names, self.same, loose, ask, lambda: self.probes_of(seed + 1))
        if found := relation(case):
            return Diagnosis("", found + ".", "relation")
        if found := near_miss(case, iter(self.near)):
            return Diagnosis("", found + ".", "near")
        found = fact(case)
        return Diagnosis("", found + ".", "relation") if found else None

    def loose(self, probes: list[Probe]) -> bool:
        """Whether results are compared by less than their numbers: any of many is right."""
        return any(size(self.canonical(probe.expected)) != size(probe.expected) for probe in probes)

    @functools.cached_property
    def near(self) -> list[Near]:
        """Small changes of right answers, and the reference with another measure."""
        folder = Path(inspect.getfile(inspect.unwrap(self.criteria[0].check))).parent
        return [*stored(folder, self.name), *confused(self.reference, self.confusable)]

    def probes_of(self, seed: int) -> list[Probe]:
        """The arguments of every call that the reference gets, and of the author's own probes, with its results.

        They are kept for the next answer that is graded with this seed: a class is asked the same.
        """
        key = seed, len(self.criteria), len(self.probes)
        if key not in self._asked:
            _, calls = self._results(in_process(self.reference), seed)
            student = Student(in_process(self.reference), self.seconds)
            for number, draw in enumerate(self.probes):
                for args in draw(np.random.default_rng([seed, number])):
                    student.attempt(student.transport, args)
            calls = [call for call in [*calls, *student.calls] if not call.outcome.error]
            found = [Probe(call.args, call.outcome.value, call.used) for call in calls]
            self._asked = dict([*self._asked.items()][-1:]) | {key: found}  # those of two seeds
        return self._asked[key]

    def _same_story(self, calls: list[Call], mistake: Mistake, seed: int) -> bool:
        _, others = self._results(in_process(mistake.function), seed)
        pairs = zip(calls, others, strict=False)
        same = len(calls) == len(others) and all(
            same_outcome(one.outcome, other.outcome, self.same) for one, other in pairs
        )
        return same and any(call.outcome.thing or not call.outcome.error for call in calls)

    def same(self, one: object, other: object) -> bool:
        """Whether two results are equally right or wrong."""
        try:
            return not difference(one, other) or not difference(self.canonical(one), self.canonical(other))
        except Exception:  # values so odd that they cannot be compared
            return False


def _parameters(function: Callable) -> list[str]:
    try:
        return list(inspect.signature(function).parameters)
    except ValueError:  # some functions of C have none that could be seen
        return []


def _known(mistakes: list[Mistake]) -> Diagnosis | None:
    return Diagnosis(mistakes[0].name, mistakes[0].message) if mistakes else None


def _observed(probe: Probe, call: Call) -> Observed:
    """The call as relations see it: an answer that changes its arguments has given nothing to compare."""
    outcome = call.outcome
    return Observed(probe, outcome.value, outcome.error or ("changed" if outcome.changed else ""))


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


def _wrong(results: list[Result]) -> bool:
    return any(result.earned < result.points for result in results)


def _late(calls: list[Call]) -> bool:
    return any(call.outcome.error == "TimeLimit" for call in calls)


def _here(function: Callable) -> Answer:
    """A function of this process; what it imports is imported, as far as that can be seen and works."""
    source = _source(function)
    with quiet():
        load(sorted(slow_imports(source)))
    return Answer(in_process(function), source)


def _source(function: Callable) -> str:
    try:
        return inspect.getsource(function)
    except Exception:  # typed at a prompt, not a Python function, or an object with tricks of its own
        return ""
