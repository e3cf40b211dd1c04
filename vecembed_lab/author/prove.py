"""The graders, proven: what should be refused is refused, what is right is not, and mistakes are called by their names.

Each answer is tried on many seeds: what people leave behind who have not begun, every listed mistake, right answers in
several styles, and every small change of a right answer.
"""

import hashlib
import importlib
import inspect
import json
import textwrap
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from vecembed_lab.author.build import exercises, notebook
from vecembed_lab.author.mutants import mutants
from vecembed_lab.author.sections import challenges
from vecembed_lab.files.units import Unit
from vecembed_lab.files.whole import write

SEEDS = 200
SECONDS = 2.0  # of a core for one answer: a challenge takes up to two seconds a seed, so that fewer seeds must do
KINDS = ("nothing", "mistake", "right", "mutant")
NOTHING: Mapping[str, Callable] = {  # what people leave behind who have not understood the question yet
    "the stub": lambda *args: None,
    "an ellipsis": lambda *args: ...,
    "zero": lambda *args: 0.0,
    "one": lambda *args: 1.0,
    "an empty list": lambda *args: [],
    "a word": lambda *args: "cosine",
    "the first argument": lambda *args: args[0],
    "the last argument": lambda *args: args[-1],
    "NaN": lambda *args: float("nan"),
    "ragged": lambda *args: [[1.0], [1.0, 2.0]],
    "too few arguments": lambda: 1.0,
    "too many arguments": lambda *args, more: 1.0,
    "an error": lambda *args: 1 / 0,
}


@dataclass(frozen=True)
class Case:
    """An answer to be tried: of which exercise, of what kind, and its name; a mutant's is the changed line."""

    exercise: str
    kind: str
    name: str
    equivalent: str = ""  # why a mutant is right all the same


@dataclass(frozen=True)
class Tried:
    """What came of a case: on how many seeds it was tried, got full points, was called by its name, and its points."""

    case: Case
    seeds: int
    full: int
    named: int
    least: float  # the share of the points, from the worst seed to the best
    most: float

    @property
    def good(self) -> bool:
        """Whether the grader did what it should on every seed; a mutant must be noticed on one."""
        case = self.case
        if case.kind == "right":
            return self.full == self.seeds
        if case.kind == "mutant":
            return (self.full == self.seeds) if case.equivalent else self.full < self.seeds
        return not self.full and (self.named == self.seeds if case.kind == "mistake" else self.most == 0)


def cases(unit: Unit) -> list[Case]:
    """Everything that is tried for a unit; whatever is equal in text is tried once.

    Challenges have no mutants: a small change of an answer that is measured earns what it is worth, which may be all.
    """
    known, measured = exercises(unit), challenges(unit)
    found = [Case(name, "nothing", what) for name in known for what in NOTHING]
    found += [Case(name, "mistake", which) for name, exercise in known.items() for which in exercise.mistakes]
    found += [Case(name, "right", style) for name in known for style in _right(unit, name)]
    found += [
        Case(name, "mutant", line, _equivalent(unit, name).get(line, ""))
        for name in known
        if name not in measured
        for line in dict.fromkeys(line for line, *_ in _mutants(unit, name))
    ]
    return found


def answers(unit: Unit, case: Case) -> list[Callable]:
    """The functions of a case: one, but for a changed line that can come about in several ways."""
    if case.kind == "nothing":
        return [NOTHING[case.name]]
    if case.kind == "mistake":
        return [exercises(unit)[case.exercise].mistakes[case.name].function]
    if case.kind == "right":
        return [_right(unit, case.exercise)[case.name]]
    return [_compiled(unit, *rest) for line, *rest in _mutants(unit, case.exercise) if line == case.name]


def try_case(unit: Unit, case: Case, seeds: Sequence[int], seconds: float = SECONDS) -> Tried:
    """Grade the answer on the seeds, or on as many as `seconds` of a core allow; a mutant until it is noticed."""
    exercise, started = exercises(unit)[case.exercise], time.process_time()
    shares, named = [], 0
    for seed in seeds:
        reports = [exercise.grade(tried, seed=seed, explain=case.kind == "mistake") for tried in answers(unit, case)]
        best = max(reports, key=lambda report: report.score)
        shares.append(best.score / best.points)
        named += best.diagnosis is not None and best.diagnosis.name == case.name
        noticed = case.kind == "mutant" and not case.equivalent and shares[-1] < 1
        if noticed or time.process_time() - started > seconds:
            break
    full = sum(share == 1 for share in shares)
    return Tried(case, len(shares), full, named, round(min(shares), 3), round(max(shares), 3))


def _right(unit: Unit, name: str) -> dict[str, Callable]:
    """The reference and the right answers in other styles, by name."""
    styles = _bank(unit).ALTERNATIVES[name]
    return {"reference": exercises(unit)[name].reference, **dict(inspect.getmembers(styles, inspect.isfunction))}


def _bank(unit: Unit) -> Any:
    return importlib.import_module(f"tests.{unit.name}.answers")


def _equivalent(unit: Unit, exercise: str) -> dict[str, str]:
    """Why the changed lines that are right all the same are right."""
    reasons = importlib.import_module(f"tests.{unit.name}.equivalent").EQUIVALENT.get(exercise, {})
    return {line: reason for reason, lines in reasons.items() for line in lines}


@cache
def _mutants(unit: Unit, exercise: str) -> list[tuple[str, str, str]]:
    """(the changed line, the function's name, the changed source) for every small change of a right answer."""
    styles = inspect.getmembers(_bank(unit).ALTERNATIVES[exercise], inspect.isfunction)
    sources = {exercise: _model_answers(unit)[exercise]}
    sources |= {style: textwrap.dedent(inspect.getsource(function)) for style, function in styles}
    return [(line, name, changed) for name, source in sources.items() for line, changed in mutants(source)]


@cache
def _model_answers(unit: Unit) -> dict[str, str]:
    cells = notebook(unit.solution_text).cells
    return {cell.metadata["exercise"]: cell.source for cell in cells if "exercise" in cell.metadata}


def _compiled(unit: Unit, name: str, source: str) -> Callable:
    """A changed model answer, after the answers that stand before it in the notebook; a changed style in its module."""
    earlier = _model_answers(unit)
    scope: dict[str, Any] = {"np": np} if name in earlier else dict(vars(_bank(unit)))
    for text in earlier.values() if name in earlier else ():
        exec(text, scope)
    exec(source, scope)
    return scope[name]


# All of a unit


def prove(unit: Unit, seeds: int = SEEDS, *, workers: int, progress: Callable[[int, int, str], None]) -> list[Tried]:
    """Try every case of a unit, several at a time.

    What was tried before is kept in .proofs/ until the exercise, an answer or the engine changes: a stopped run goes
    on, and who mends an exercise tries that one again.
    """
    wanted, record = cases(unit), _record(unit, seeds)
    done = _kept(unit, record)
    todo = [case for case in wanted if case not in done]
    with ProcessPoolExecutor(workers) as pool:
        running = {pool.submit(try_case, unit, case, range(seeds)): case for case in todo}
        for number, future in enumerate(as_completed(running), start=len(wanted) - len(todo) + 1):
            done[running[future]] = future.result()
            write(_kept_in(unit), json.dumps({**record, "tried": [asdict(tried) for tried in done.values()]}) + "\n")
            progress(number, len(wanted), f"{running[future].exercise}, {running[future].name}")
    return [done[case] for case in wanted]


def _kept_in(unit: Unit) -> Path:
    return unit.root / ".proofs" / f"{unit.folder}.json"


def _record(unit: Unit, seeds: int) -> dict[str, Any]:
    """What the results of each exercise depend on."""
    return {"seeds": seeds, "seconds": SECONDS, "of": {name: _digest(unit, name) for name in exercises(unit)}}


def _digest(unit: Unit, exercise: str) -> str:
    """Of the engine, the unit, its answers, and of all checks only those that the exercise consists of."""
    package = Path(__file__).parents[1]
    checks = {name: package / unit.name / "checks" / f"{name}.py" for name in exercises(unit)}
    own = checks[exercise].read_text("utf-8")
    others = {path for name, path in checks.items() if name != exercise and f".checks.{name} import" not in own}
    files = sorted({*package.glob("grading/*.py"), *package.glob(f"{unit.name}/**/*.py")} - others)
    files += [unit.solution_text, unit.root / "tests" / unit.name / "answers.py"]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def _kept(unit: Unit, record: Mapping[str, Any]) -> dict[Case, Tried]:
    """What was tried of the same before."""
    try:
        kept = json.loads(_kept_in(unit).read_text("utf-8"))
        if any(kept[what] != record[what] for what in ("seeds", "seconds")):
            return {}
        tried = [Tried(**{**row, "case": Case(**row["case"])}) for row in kept["tried"]]
        return {t.case: t for t in tried if kept["of"][t.case.exercise] == record["of"].get(t.case.exercise)}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
