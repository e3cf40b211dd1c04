"""A page on what a notebook passes, which anybody can check against the notebook.

The page knows its facts as JSON. To check it is to make it again from them, and to run the notebook's checks again, on
the same inputs. No key signs it: it shows what a notebook can do, not who wrote it.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from vecembed_lab import CourseError
from vecembed_lab.files.notebooks import fingerprint
from vecembed_lab.files.pages import templates
from vecembed_lab.files.units import Unit
from vecembed_lab.files.whole import write
from vecembed_lab.learner.copies import mine_of, short, theirs
from vecembed_lab.learner.progress import Standing, executed, said_in, standings
from vecembed_lab.learner.running import Runner

TEMPLATE = "certificate.html"
NAME = 100  # characters
DRAWS = 3  # of inputs; what an answer earns may depend on them
TITLE = re.compile(r"^# Exercises \d+: (.+)", re.MULTILINE)


@dataclass(frozen=True)
class Certificate:
    """The facts of a page. `exercises` are those solved, with their points; hashes are of what cells say."""

    name: str
    unit: str
    title: str
    date: str
    course: str
    notebook: str
    release: str
    exercises: dict[str, float]
    exercises_in_all: int
    points_in_all: float

    @property
    def points(self) -> float:
        """The points of the exercises that were solved."""
        return sum(self.exercises.values())


class Certified(NamedTuple):
    """Where a page lies, and which exercises are not on it though they were tried, in sentences."""

    path: Path
    notes: list[str]


def certify(unit: Unit, name: str) -> Certified:
    """Run the learner's notebook on each draw of inputs, and write the page on what it passes on all of them.

    Raises CourseError for what cannot be a name, or if no exercise is passed, and what `check` raises.
    """
    if not (name := name.strip()) or len(name) > NAME or not name.isprintable():
        raise CourseError(f"a name has 1 to {NAME} characters that can be shown, got {ascii(name)[:120]}")
    notebook = mine_of(unit)
    runs = [_checked(unit, seed) for seed in seeds(notebook)]
    notes = list(_left_out(runs))
    about = _facts(unit, name, notebook, runs)
    if not about.exercises:
        why = "; ".join(notes) or f"`vecembed check {unit.folder}` says why"
        raise CourseError(f"no exercise of {unit.folder} is solved yet: {why}")
    if fingerprint(mine_of(unit)) != about.notebook:
        raise CourseError(f"{short(unit.my_exercises, unit)} was saved while it was checked: try again")
    path = unit.root / "my" / "certificates" / f"{unit.folder}.html"
    write(path, page(about))
    return Certified(path, notes)


def seeds(notebook: dict[str, Any]) -> list[int]:
    """The seeds of the inputs that a notebook is tried on. They follow from what its cells say.

    So everybody who judges a notebook asks the same, and nobody could know what while writing it.
    """
    said = fingerprint(notebook)
    return [int(hashlib.sha256(f"{said} {draw}".encode()).hexdigest()[:15], 16) for draw in range(DRAWS)]


def _checked(unit: Unit, seed: int) -> list[Standing]:
    """Where the learner stands with each exercise that is checked, on the inputs of a seed."""
    release = theirs(unit)
    notebook = executed(unit, release, Runner(unit, seed=seed), [])
    return [each for each in standings(release, notebook, said_in(notebook, release)) if not each.by_hand]


def _left_out(runs: Sequence[Sequence[Standing]]) -> Iterator[str]:
    """Why exercises that pass on some draws of inputs, or that cannot be judged, are not passed."""
    for found in zip(*runs, strict=True):
        worst = min(found, key=lambda each: each.score)
        if worst.state == "not judged":
            yield f"{worst.text.rstrip('.')}. It is not on the page"
        elif any(each.done for each in found) and not worst.done:
            earned = f"on others it earns {worst.score:g} of {worst.points:g} points"
            yield f"{worst.exercise} passes on some inputs only, and is not on the page: {earned}"


def _facts(unit: Unit, name: str, notebook: dict[str, Any], runs: Sequence[Sequence[Standing]]) -> Certificate:
    release = theirs(unit)
    title = TITLE.search("\n".join(cell["source"] for cell in release["cells"]))
    passed = [found[0] for found in zip(*runs, strict=True) if all(each.done for each in found)]
    return Certificate(
        name=name,
        unit=unit.folder,
        title=f"{unit.folder[:2]} {title[1].strip() if title else unit.name}",
        date=date.today().isoformat(),
        course=metadata.version("vecembed-lab"),
        notebook=fingerprint(notebook),
        release=fingerprint(release),
        exercises={standing.exercise: standing.points for standing in passed},
        exercises_in_all=len(runs[0]),
        points_in_all=sum(standing.points for standing in runs[0]),
    )


def page(about: Certificate) -> str:
    """The page that says these facts."""
    facts = json.dumps({"template": template(), **asdict(about)}, ensure_ascii=True)
    return templates("vecembed_lab.learner").get_template(TEMPLATE).render(about=about, facts=facts, draws=DRAWS) + "\n"


def template() -> str:
    """What tells the template of this version of the course from others."""
    source, *_ = templates("vecembed_lab.learner").loader.get_source(None, TEMPLATE)
    return hashlib.sha256(source.encode()).hexdigest()[:12]
