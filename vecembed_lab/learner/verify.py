"""Checking a page on what a notebook passes: whether it says what its facts say, and whether the notebook does."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from vecembed_lab import CourseError
from vecembed_lab.files.notebooks import NotebookError, fingerprint, recover
from vecembed_lab.files.recovery import BYTES
from vecembed_lab.files.units import Unit
from vecembed_lab.grading.executor import TRUST
from vecembed_lab.grading.intake import HandedIn
from vecembed_lab.grading.jail import NoSandbox
from vecembed_lab.grading.judge import Judge, checked, is_test
from vecembed_lab.grading.student import GraderError
from vecembed_lab.learner.certificate import Certificate, page, seeds, template
from vecembed_lab.learner.copies import theirs
from vecembed_lab.learner.progress import Standing, as_graded, said_in, standings

PAGE_BYTES = 200_000


class Compared(NamedTuple):
    """What came of comparing a page with a notebook: its facts, what is not so, what else is to be said.

    `unjudged` says why exercises that are on the page cannot be judged here, by their names.
    """

    about: Certificate
    faults: list[str]
    notes: list[str]
    unjudged: dict[str, str]


def compare(page_path: Path, notebook_path: Path, units: Sequence[Unit]) -> Compared:
    """Compare a page with a notebook, which is run; each fault is a sentence that names the one or the other.

    Raises CourseError if one cannot be read, is of another course, or cannot be run here.
    """
    text = _bytes(page_path, PAGE_BYTES).decode("utf-8", "replace")
    version, about = _read(text, page_path)
    unit = next((unit for unit in units if unit.folder == about.unit), None)
    if unit is None:
        raise CourseError(f"{page_path} is about {about.unit[:80]!r}, a unit that this course does not have")
    if version == template() and text != page(about):
        return Compared(about, [f"{page_path} was altered: it does not say what its own facts say"], [], {})
    handed = HandedIn(notebook_path.name, _bytes(notebook_path, BYTES))
    if fingerprint(recover(notebook_path)) != about.notebook:
        other = f"{notebook_path} is not the notebook that {page_path} is about: its cells say something else"
        return Compared(about, [other], [], {})
    failed, unjudged = _tried(about, handed, unit, units, notebook_path)
    faults = [*_wrong_facts(about, page_path, theirs(unit)), *_not_passed(failed, page_path, notebook_path)]
    return Compared(about, faults, list(_notes(about, version, page_path, unit, unjudged)), unjudged)


def _notes(about: Certificate, version: str, page_path: Path, unit: Unit, unjudged: dict[str, str]) -> Iterator[str]:
    if version != template():
        yield f"{page_path} has these facts; its text, of another version of the course, was not compared."
    if fingerprint(theirs(unit)) != about.release:
        yield f"{unit.folder} has changed since the page was made; the notebook was tried on the checks of today."
    for name, why in unjudged.items():
        yield f"{name} was not compared: {why}."


def _exercises(release: dict[str, Any]) -> dict[str, float]:
    """The points of a unit's checked exercises, by name."""
    return {each.exercise: each.points for each in standings(release, release, {}) if not each.by_hand}


def _wrong_facts(about: Certificate, page_path: Path, release: dict[str, Any]) -> Iterator[str]:
    there = _exercises(release)
    for name, points in about.exercises.items():
        if there.get(name) != points:
            yield f"{page_path} is wrong about {name[:80]}: the unit has no such exercise of {points:g} points"
    in_all = len(there), sum(there.values())
    if (about.exercises_in_all, about.points_in_all) != in_all:
        yield f"{page_path} is wrong about the unit: it has {in_all[0]} exercises, of {in_all[1]:g} points together"


def _not_passed(failed: dict[str, Standing], page_path: Path, notebook_path: Path) -> Iterator[str]:
    for name, standing in failed.items():
        got = f"{standing.score:g} of {standing.points:g} points"
        yield f"{notebook_path} does not pass {name}, though {page_path} says so: it earns {got}"


# In the sandbox


def _tried(
    about: Certificate, handed: HandedIn, unit: Unit, units: Sequence[Unit], called: Path
) -> tuple[dict[str, Standing], dict[str, str]]:
    """The exercises on the page that pass on no draw of inputs, and why others cannot be judged here.

    Raises CourseError if none can.
    """
    release, earlier = theirs(unit), [other.name for other in units if other.folder < unit.folder]
    left, unjudged, failed = [name for name in about.exercises if name in _exercises(release)], {}, {}
    with Judge(trust_students=os.environ.get(TRUST) == "1") as judge:
        trial = _Trial(judge, handed, release, earlier, str(called))
        for seed in seeds(recover(called)) if left else []:
            found, odd = trial.earned(left, seed)
            unjudged |= odd
            failed = {name: standing for name, standing in found.items() if not standing.done}
            if not (left := [*failed]):
                break
    if unjudged and len(unjudged) == len(about.exercises):
        raise CourseError(f"{called} cannot be run here: {next(iter(unjudged.values()))}")
    return failed, unjudged


@dataclass(frozen=True)
class _Trial:
    judge: Judge
    handed: HandedIn
    release: dict[str, Any]
    earlier: Sequence[str]
    called: str

    def earned(self, names: Sequence[str], seed: int) -> tuple[dict[str, Standing], dict[str, str]]:
        """Where these exercises stand on the inputs of a seed, and why others of them cannot be judged.

        Raises CourseError where there is no sandbox.
        """
        notebook = as_graded(self.handed, self.release, [], self.called)
        notebook.cells = [cell for cell in notebook.cells if not is_test(cell) or checked(cell.source) in ("", *names)]
        try:
            self.judge.judge(notebook, seed=seed, earlier=self.earlier)
        except NoSandbox as error:
            raise CourseError(f"{self.called} cannot be run here: {error}") from None
        except GraderError as error:
            return self._one_by_one(names, seed, str(error))
        found = standings(self.release, notebook, said_in(notebook, self.release))
        return {each.exercise: each for each in found if each.exercise in names}, {}

    def _one_by_one(self, names: Sequence[str], seed: int, why: str) -> tuple[dict[str, Standing], dict[str, str]]:
        """The same, after one of them could not be judged."""
        if len(names) == 1:
            return {}, {names[0]: why}
        found, unjudged = {}, {}
        for name in names:
            one, odd = self.earned([name], seed)
            found |= one
            unjudged |= odd
        return found, unjudged


# What a page holds


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
        version = str(facts.pop("template"))
        about = Certificate(**facts)
        texts = (about.name, about.unit, about.title, about.date, about.course, about.notebook, about.release)
        are_texts = all(type(text) is str for text in texts) and all(map(str.isidentifier, about.exercises))
        if are_texts and type(about.exercises_in_all) is int:
            exercises = {str(name): float(points) for name, points in about.exercises.items()}
            return version, replace(about, exercises=exercises, points_in_all=float(about.points_in_all))
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
