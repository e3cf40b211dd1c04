"""What a learner does next, where they left off, and how many minutes are left."""

import math
import re
from collections.abc import Sequence
from pathlib import Path

from vecembed_lab.files.notebooks import NotebookError
from vecembed_lab.files.units import Unit
from vecembed_lab.learner.copies import copies, mine_of, short, theirs, touched
from vecembed_lab.learner.progress import Standing, progress, to_do

MINUTES = re.compile(r"About (\d+) minutes.*?The exercises take another (\d+)", re.DOTALL)


def stated_minutes(unit: Unit) -> tuple[int, int] | None:
    """The minutes that a lesson says it takes, and its exercises; None if it says nothing.

    They are those of the rule in author/minutes.py, which reads what learners do not have; a test compares.
    """
    found = MINUTES.search("\n".join(cell["source"] for cell in theirs(unit, "lesson")["cells"]))
    return (int(found[1]), int(found[2])) if found else None


def minutes_left(unit: Unit, standings: Sequence[Standing]) -> int | None:
    """The minutes that a unit still takes, up to the next ten; None if its lesson does not say how many it takes.

    Of the lesson those for the share of its code that was not run, of the exercises those for the share not done.
    """
    if (minutes := stated_minutes(unit)) is None:
        return None
    if finished(standings):
        return 0
    undone = sum(not standing.done for standing in standings) / len(standings)
    return 10 * math.ceil((minutes[0] * _unread(unit) + minutes[1] * undone) / 10)


def _unread(unit: Unit) -> float:
    """The share of the lesson's code that has not been run in the learner's copy."""
    try:
        code = [cell for cell in mine_of(unit, "lesson")["cells"] if cell["cell_type"] == "code"]
    except NotebookError:
        return 1.0
    return sum(cell.get("execution_count") is None for cell in code) / len(code) if code else 0.0


def finished(standings: Sequence[Standing]) -> bool:
    """Whether every check is passed; a written answer waits for nobody."""
    return all(standing.done for standing in standings if not standing.by_hand)


def left_off(units: Sequence[Unit]) -> tuple[Unit, Path]:
    """Where to go on: the notebook that was saved last, if its unit is not finished.

    Otherwise the lesson of the first unit that is not, or of the last unit. Notebooks that were neither edited nor run
    do not count.
    """
    saved = [(copies(unit)[part][1], unit) for unit in units for part in copies(unit) if touched(unit, part)]
    path, unit = max(saved, key=lambda each: each[0].lstat().st_mtime, default=(None, None))
    if unit and not _is_finished(unit):
        return unit, path
    unit = next((unit for unit in units if not _is_finished(unit)), units[-1])
    return unit, unit.my_lesson


def _is_finished(unit: Unit) -> bool:
    try:
        return finished(progress(unit))
    except NotebookError:
        return False


def next_step(unit: Unit, standings: Sequence[Standing], units: Sequence[Unit], changed: str = "") -> str:
    """What to do next, in a sentence, for somebody who is at this unit, and has `changed` that exercise."""
    for standing in to_do(standings, changed):
        if standing.state == "not judged":
            return f"{standing.text}, then `vecembed check {unit.folder}`"
        what = "answer" if standing.state == "not started" else "go on with"
        hint = f"`vecembed hint {unit.folder} {standing.exercise}` helps"
        return f"{what} {standing.exercise} in {short(unit.my_exercises, unit)}; {hint}"
    if unwritten := next((standing.exercise for standing in standings if not standing.done), ""):
        return f"write your answer to {unwritten} in words in {short(unit.my_exercises, unit)}"
    others = sorted((other for other in units if other.folder != unit.folder), key=lambda u: u.folder < unit.folder)
    following = next((other.folder for other in others if not _is_finished(other)), "")
    after = f"go on with another unit: `vecembed start {following}`" if following else "you have done the whole course"
    return f"{after}; `vecembed certificate {unit.folder} --name NAME` writes a page on what you did"


def next_of_all(units: Sequence[Unit]) -> str:
    """What to do next, in a sentence, where the learner left off."""
    unit, notebook = left_off(units)
    standings = progress(unit)
    if notebook == unit.my_lesson and not finished(standings):
        return f"read {short(notebook, unit)}, which `vecembed start` opens"
    return next_step(unit, standings, units)
