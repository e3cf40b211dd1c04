"""The proof of a unit as a page: what was tried, what went wrong, the weakest exercise first."""

import importlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from vecembed_lab.author.build import exercises
from vecembed_lab.author.prove import KINDS, SECONDS, Tried
from vecembed_lab.files.units import Unit
from vecembed_lab.grading import inputs
from vecembed_lab.grading.exercise import Exercise

DRAWS = 20  # seeds whose calls are looked through for kinds of input


def page(unit: Unit, found: Sequence[Tried], seeds: int) -> str:
    """The proof of a unit in words and tables, the weakest exercise first, as Markdown."""
    by_exercise = {
        name: [t for t in found if t.case.exercise == name] for name in dict.fromkeys(t.case.exercise for t in found)
    }
    order = sorted(by_exercise, key=lambda name: _weakness(by_exercise[name]), reverse=True)
    lines = [
        f"# The graders of {unit.folder}, proven",
        "",
        f"Made by `vecembed prove {unit.name}` on {date.today()}, never edited.",
        f"Every answer was graded on {seeds} seeds, or for {SECONDS:.0f} seconds of a core and more;",
        "a mutant until it was noticed.",
        "(A challenge is measured, and has no mutants: small changes of an answer earn what they are worth.)",
        "",
        *_summary(found),
        "",
        "| exercise | right answers | refused | wrong answers | passed | mistakes not named | mutants | survived |",
        "|---|---|---|---|---|---|---|---|",
        *(_row(name, by_exercise[name]) for name in order),
        "",
        *_equivalents(found),
        *(line for name in order for line in _details(unit, exercises(unit)[name], by_exercise[name])),
    ]
    return "\n".join(lines).rstrip() + "\n"


def upper_bound(failures: int, trials: int) -> float:
    """The largest chance of a failure that goes with so few of them, with 95 % confidence.

    Source: Clopper and Pearson (1934), The Use of Confidence or Fiducial Limits.
    """
    from scipy.stats import beta

    return 1.0 if failures >= trials else float(beta.ppf(0.95, failures + 1, trials - failures))


def _of(found: Sequence[Tried], *kinds: str) -> list[Tried]:
    return [tried for tried in found if tried.case.kind in kinds and not tried.case.equivalent]


def _weakness(found: Sequence[Tried]) -> tuple[int, float]:
    """How many cases went wrong; then what a wrong answer can earn at most."""
    return sum(not tried.good for tried in found), max(t.most for t in _of(found, "mistake", "mutant", "nothing"))


def _summary(found: Sequence[Tried]) -> Iterator[str]:
    right, wrong, listed, mutated = (
        _of(found, *kinds) for kinds in (["right"], ["nothing", "mistake"], ["mistake"], ["mutant"])
    )
    yield _bounded(right, "right answers", "refused", sum(t.seeds - t.full for t in right))
    yield _bounded(wrong, "wrong answers", "given full points", sum(t.full for t in wrong))
    yield _bounded(listed, "listed mistakes", "not called by their name", sum(t.seeds - t.named for t in listed))
    equivalent, killed = sum(bool(t.case.equivalent) for t in found), sum(t.good for t in mutated)
    yield (
        f"- {len(mutated) + equivalent} mutants: {equivalent} are right for a reason given below; "
        f"{killed} of the other {len(mutated)} were noticed."
    )
    yield "- Bounds hold with 95 % confidence, as if the seeds of one answer were independent of each other."


def _bounded(found: Sequence[Tried], what: str, went_wrong: str, failures: int) -> str:
    trials = sum(tried.seeds for tried in found)
    bound = upper_bound(failures, trials)
    return f"- {len(found)} {what}, graded {trials:,} times: {failures} {went_wrong}, a share below {bound:.2%}."


def _row(name: str, found: Sequence[Tried]) -> str:
    right, wrong, mistakes, mutated = (
        _of(found, *kinds) for kinds in (["right"], ["nothing", "mistake"], ["mistake"], ["mutant"])
    )
    cells = [
        f"`{name}`",
        len(right),
        sum(t.full < t.seeds for t in right),
        len(wrong),
        sum(t.full > 0 for t in wrong),
        sum(t.named < t.seeds for t in mistakes),
        len(mutated),
        sum(not t.good for t in mutated),
    ]
    return f"| {' | '.join(map(str, cells))} |"


def _equivalents(found: Sequence[Tried]) -> Iterator[str]:
    """Why mutants are right; not their lines, which would give the answers away to those who read the site."""
    equal = Counter((tried.case.exercise, tried.case.equivalent) for tried in found if tried.case.equivalent)
    if equal:
        yield from ("## Mutants that are right all the same", "", "| exercise | changed lines | why |", "|---|---|---|")
        yield from (f"| `{exercise}` | {n} | {reason} |" for (exercise, reason), n in equal.items())
        yield ""


def _details(unit: Unit, exercise: Exercise, found: Sequence[Tried]) -> Iterator[str]:
    yield from (f"## {exercise.name}", "", *_bands(unit, exercise), *_kinds(exercise), *_answers(found), "")


def _bands(unit: Unit, exercise: Exercise) -> Iterator[str]:
    """What a challenge's file says of what answers gain and earn; nothing for other exercises."""
    checks = importlib.import_module(f"vecembed_lab.{unit.name}.checks.{exercise.name}")
    if measured := checks.__doc__.partition("\n\n")[2].strip("\n"):
        yield from (measured, "")


def _kinds(exercise: Exercise) -> Iterator[str]:
    yield from ("| parameter | kinds of input on every seed | on some seeds | never |", "|---|---|---|---|")
    for parameter, kinds in inputs.by_frequency(exercise, range(DRAWS)).items():
        yield f"| `{parameter}` | {' | '.join(', '.join(found) for found in kinds.values())} |"
    yield ""


def _answers(found: Sequence[Tried]) -> Iterator[str]:
    yield from ("| kind | answer | seeds | share of the points | named |", "|---|---|---|---|---|")
    for tried in sorted(found, key=lambda tried: (KINDS.index(tried.case.kind), tried.case.name)):
        if tried.case.kind == "mutant":
            continue  # counted above
        share = f"{tried.least:.0%}" if tried.least == tried.most else f"{tried.least:.0%} to {tried.most:.0%}"
        named = f"{tried.named / tried.seeds:.0%}" if tried.case.kind == "mistake" else ""
        yield f"| {tried.case.kind} | `{_cell(tried.case.name)}` | {tried.seeds} | {share} | {named} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
