"""A lesson by sections: the exercises that each section names, and the changes of its code that it proposes."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from vecembed_lab.author.build import notebook
from vecembed_lab.files.units import Unit

HEADING = re.compile(r"^## +(.+)$", re.MULTILINE)
LINK = re.compile(r"\]\(\.\./exercises/(\S+?)#(\S+?)\)")
CHANGE = re.compile(r"^- `([^`]+)` -> `([^`]+)`: \S", re.MULTILINE)


@dataclass(frozen=True)
class Change:
    """What a reader may put in the place of a piece of code."""

    old: str
    new: str


@dataclass(frozen=True)
class Section:
    """What stands from one heading to the next: texts and code, in the order of the lesson."""

    title: str
    cells: Sequence[tuple[str, str]]  # ("markdown", what it says) or ("code", what it does)

    @property
    def code(self) -> list[str]:
        """The code, cell by cell."""
        return [source for kind, source in self.cells if kind == "code"]

    @property
    def text(self) -> str:
        """What it says between the code."""
        return "\n\n".join(source for kind, source in self.cells if kind == "markdown")

    @property
    def links(self) -> list[tuple[str, str]]:
        """The exercises it links: the notebook below exercises/ and the heading there, as a link writes it."""
        return LINK.findall(self.text)

    @property
    def changes(self) -> list[Change]:
        """What a reader is told to change, written as "- `OLD` -> `NEW`: what to expect."."""
        return [Change(*both) for both in CHANGE.findall(self.text)]


def sections(unit: Unit) -> list[Section]:
    """The sections of a unit's lesson; what stands before the first heading is one too, without a title."""
    found: list[tuple[str, list]] = [("", [])]
    for cell in notebook(unit.lesson_text).cells:
        if cell.cell_type == "code":
            found[-1][1].append(("code", cell.source))
            continue
        first, *others = HEADING.split(cell.source)  # text, then a title and its text, and so on
        found[-1][1].append(("markdown", first))
        found += [(title, [("markdown", text)]) for title, text in zip(others[::2], others[1::2], strict=True)]
    return [Section(title, cells) for title, cells in found]


def exercise_headings(unit: Unit) -> dict[str, str]:
    """The heading above each exercise and each written answer of a unit, by the name of the exercise."""
    found, heading = {}, ""
    for cell in notebook(unit.solution_text).cells:
        if cell.cell_type == "markdown":
            heading = [heading, *HEADING.findall(cell.source)][-1]
        name = cell.metadata.get("exercise") or cell.metadata.get("written")
        if name:
            found[name] = heading
    return found


def challenges(unit: Unit) -> set[str]:
    """The exercises that are measured, not compared: their headings say so."""
    return {name for name, heading in exercise_headings(unit).items() if "challenge" in heading.lower()}


def with_change(section: Section, change: Change) -> list[str]:
    """The code of a section with a change made.

    Raises ValueError unless what is changed stands there exactly once.
    """
    if (n := sum(code.count(change.old) for code in section.code)) != 1:
        raise ValueError(f"{change.old!r} stands {n} times in the code of {section.title!r}; it must stand there once")
    return [code.replace(change.old, change.new) for code in section.code]


def faults(lesson: Sequence[Section], changes: Collection[Change], to_the_end: bool = False) -> dict[Change, str]:
    """The errors that changes end in, each made in a lesson that has run as it stands up to that section.

    Only the changed section is run again, or with `to_the_end` all that follows it as well.
    """
    space: dict[str, Any] = {"__name__": "__main__"}
    found: dict[Change, str] = {}
    while lesson and not set(changes).isdisjoint(change for section in lesson for change in section.changes):
        section, *lesson = lesson
        before = dict(space)
        for change in (change for change in section.changes if change in changes):
            later = [code for other in lesson for code in other.code] if to_the_end else []
            try:
                _run(with_change(section, change) + later, space)
            except Exception as error:
                found[change] = f"{section.title}: {type(error).__name__}: {error}"
            space.clear()  # in place: functions of earlier cells look their names up here
            space.update(before)
        _run(section.code, space)
    return found


def _run(cells: Sequence[str], space: dict[str, Any]) -> None:
    for code in cells:
        exec(compile(code, "<cell>", "exec"), space)
