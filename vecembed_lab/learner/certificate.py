"""A page on what a notebook passes, which anybody can check against the notebook.

The page knows its facts as JSON. To check it is to make it again from them, and to run the notebook's checks again. No
key signs it: it shows what a notebook can do, not who wrote it.
"""

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from html.parser import HTMLParser
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from vecembed_lab import CourseError
from vecembed_lab.files.notebooks import NotebookError, fingerprint, recover
from vecembed_lab.files.pages import templates
from vecembed_lab.files.recovery import BYTES
from vecembed_lab.files.units import Unit
from vecembed_lab.files.whole import write
from vecembed_lab.grading.executor import TRUST
from vecembed_lab.grading.intake import HandedIn
from vecembed_lab.grading.judge import Judge
from vecembed_lab.grading.student import GraderError
from vecembed_lab.learner.copies import mine_of, short, theirs
from vecembed_lab.learner.progress import Standing, as_graded, check, said_in, standings

TEMPLATE = "certificate.html"
PAGE_BYTES = 200_000
NAME = 100  # characters
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


def certify(unit: Unit, name: str) -> Path:
    """Run the learner's notebook, and write the page on what it passes; where it lies.

    Raises CourseError for what cannot be a name, or if no exercise is solved, and what `check` raises.
    """
    if not (name := name.strip()) or len(name) > NAME or not name.isprintable():
        raise CourseError(f"a name has 1 to {NAME} characters that can be shown, got {ascii(name)[:120]}")
    notebook = mine_of(unit)
    about = _facts(unit, name, notebook, check(unit))
    if not about.exercises:
        raise CourseError(f"no exercise of {unit.folder} is solved yet: `vecembed check {unit.folder}` says why")
    if fingerprint(mine_of(unit)) != about.notebook:
        raise CourseError(f"{short(unit.my_exercises, unit)} was saved while it was checked: try again")
    path = unit.root / "my" / "certificates" / f"{unit.folder}.html"
    write(path, page(about))
    return path


def _facts(unit: Unit, name: str, notebook: dict[str, Any], found: Sequence[Standing]) -> Certificate:
    release = theirs(unit)
    title = TITLE.search("\n".join(cell["source"] for cell in release["cells"]))
    checked = [standing for standing in found if not standing.by_hand]
    return Certificate(
        name=name,
        unit=unit.folder,
        title=f"{unit.folder[:2]} {title[1].strip() if title else unit.name}",
        date=date.today().isoformat(),
        course=metadata.version("vecembed-lab"),
        notebook=fingerprint(notebook),
        release=fingerprint(release),
        exercises={standing.exercise: standing.points for standing in checked if standing.done},
        exercises_in_all=len(checked),
        points_in_all=sum(standing.points for standing in checked),
    )


def page(about: Certificate) -> str:
    """The page that says these facts."""
    facts = json.dumps({"template": _template(), **asdict(about)}, ensure_ascii=True)
    return templates("vecembed_lab.learner").get_template(TEMPLATE).render(about=about, facts=facts) + "\n"


def _template() -> str:
    """What tells the template of this version of the course from others."""
    source, *_ = templates("vecembed_lab.learner").loader.get_source(None, TEMPLATE)
    return hashlib.sha256(source.encode()).hexdigest()[:12]


# Checking a page


class Compared(NamedTuple):
    """What came of comparing a page with a notebook: its facts, what is not so, and what could not be compared."""

    about: Certificate
    faults: list[str]
    notes: list[str]


def compare(page_path: Path, notebook_path: Path, units: Sequence[Unit]) -> Compared:
    """Compare a page with a notebook, which is run; each fault is a sentence that names the one or the other.

    Raises CourseError if one cannot be read, is of another course, or cannot be run here.
    """
    text = _bytes(page_path, PAGE_BYTES).decode("utf-8", "replace")
    template, about = _read(text, page_path)
    unit = next((unit for unit in units if unit.folder == about.unit), None)
    if unit is None:
        raise CourseError(f"{page_path} is about {about.unit[:80]!r}, a unit that this course does not have")
    notes = []
    if template != _template():
        notes.append(f"{page_path} has these facts; its text, of another version of the course, was not compared.")
    elif text != page(about):
        return Compared(about, [f"{page_path} was altered: it does not say what its own facts say"], [])
    if fingerprint(theirs(unit)) != about.release:
        notes.append(
            f"{unit.folder} has changed since the page was made; the notebook was tried on the checks of today."
        )
    return Compared(about, list(_faults(about, page_path, notebook_path, unit, units)), notes)


def _faults(
    about: Certificate, page_path: Path, notebook_path: Path, unit: Unit, units: Sequence[Unit]
) -> Iterator[str]:
    handed = HandedIn(notebook_path.name, _bytes(notebook_path, BYTES))
    if fingerprint(recover(notebook_path)) != about.notebook:
        yield f"{notebook_path} is not the notebook that {page_path} is about: its cells say something else"
        return
    release, earlier = theirs(unit), [other.name for other in units if other.folder < unit.folder]
    checked = {each.exercise: each for each in _judged(handed, release, earlier, notebook_path) if not each.by_hand}
    for name, points in about.exercises.items():
        if name not in checked or checked[name].points != points:
            yield f"{page_path} is wrong about {name[:80]}: the unit has no such exercise of {points:g} points"
        elif not checked[name].done:
            got = f"{checked[name].score:g} of {points:g} points"
            yield f"{notebook_path} does not pass {name}, though {page_path} says so: it earns {got}"
    in_all = len(checked), sum(standing.points for standing in checked.values())
    if (about.exercises_in_all, about.points_in_all) != in_all:
        yield f"{page_path} is wrong about the unit: it has {in_all[0]} exercises, of {in_all[1]:g} points together"


def _judged(handed: HandedIn, release: dict[str, Any], earlier: Sequence[str], called: Path) -> list[Standing]:
    """What a notebook earns in the sandbox, on inputs that nobody knew before."""
    notebook = as_graded(handed, release, [], str(called))
    try:
        with Judge(trust_students=os.environ.get(TRUST) == "1") as judge:
            judge.judge(notebook, seed=secrets.randbits(63), earlier=earlier)
    except GraderError as error:
        raise CourseError(f"{called} cannot be run here: {error}") from None
    return standings(release, notebook, said_in(notebook, release))


class _Facts(HTMLParser):
    """Finds the facts of a page."""

    facts = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take them from where they stand."""
        if tag == "main" and not self.facts:
            self.facts = dict(attrs).get("data-facts") or ""


def _read(text: str, path: Path) -> tuple[str, Certificate]:
    """The template of a page, and its facts. Raises CourseError if it has none that can be."""
    reader = _Facts()
    reader.feed(text)
    with suppress(ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        facts = json.loads(reader.facts)
        template = str(facts.pop("template"))
        about = Certificate(**facts)
        texts = (about.name, about.unit, about.title, about.date, about.course, about.notebook, about.release)
        are_texts = all(type(text) is str for text in texts) and all(map(str.isidentifier, about.exercises))
        if are_texts and type(about.exercises_in_all) is int:
            exercises = {str(name): float(points) for name, points in about.exercises.items()}
            return template, replace(about, exercises=exercises, points_in_all=float(about.points_in_all))
    raise CourseError(f"{path} is not a page that `vecembed certificate` made, or was altered")


def _bytes(path: Path, most: int) -> bytes:
    """What a plain file holds. Raises NotebookError if it is none, or has more than `most` bytes."""
    if not path.is_file():
        raise NotebookError(f"{path} is not there, or not a file")
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise NotebookError(f"{path} has more than {most / 1e6:g} MB, which it may have")
    return content
