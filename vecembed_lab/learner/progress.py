"""Where a learner stands with a unit, read from the saved notebook or from a run of it in a fresh kernel."""

import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from vecembed_lab.files.notebooks import NotebookError, cell_mark
from vecembed_lab.files.recovery import Unreadable
from vecembed_lab.files.units import MY_LESSON, Unit
from vecembed_lab.files.whole import write
from vecembed_lab.grading.intake import HandedIn, Refused, handed_in
from vecembed_lab.grading.rescue import rescue
from vecembed_lab.learner import running
from vecembed_lab.learner.copies import mine_of, short, theirs
from vecembed_lab.learner.outputs import Said, first_error, reports
from vecembed_lab.learner.running import Runner


@dataclass(frozen=True)
class Standing:
    """Where a learner stands with one exercise.

    `state` is one of: not started, tried, partly, solved, changed since the last check; not judged, if the check cannot
    judge here; or written, for an answer in words, which a teacher reads. `score` is the one of the last check, `text`
    what that check said.
    """

    exercise: str
    points: float
    score: float
    state: str
    text: str = ""
    by_hand: bool = False  # graded by a teacher

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in ("solved", "written")


def progress(unit: Unit) -> list[Standing]:
    """Where the learner stands with every exercise, read from the saved notebook and from what `check` last said.

    Raises NotebookError if the notebook is broken; without one, nothing is started.
    """
    release = theirs(unit)
    if not os.path.lexists(unit.my_exercises):
        return standings(release, release, {})
    notebook = mine_of(unit)
    here = reports(notebook["cells"])
    return standings(release, notebook, here | _kept(unit, here))


def check(unit: Unit, notes: list[str] | None = None, runner: Runner | None = None) -> list[Standing]:
    """The same, after running the saved notebook from top to bottom in a fresh kernel. The file stays as it is.

    It is read and put right as for a grade; what had to be put right goes to `notes`. Raises NotebookError if the
    notebook is missing or broken, stops its kernel, or needs too long.
    """
    release, before = theirs(unit), reports(mine_of(unit)["cells"])
    notebook = executed(unit, release, runner or Runner(unit), [] if notes is None else notes)
    said = said_in(notebook, release)
    _keep(unit, before, said)
    return standings(release, notebook, said)


def executed(unit: Unit, release: dict[str, Any], runner: Runner, notes: list[str]) -> Any:
    """The learner's saved notebook in the course's own, after a run. Raises what `check` raises."""
    notebook = as_graded(_handed_in(unit), release, notes, short(unit.my_exercises, unit))
    runner.run(notebook)
    return notebook


def as_graded(handed: HandedIn, release: dict[str, Any], notes: list[str], called: str) -> Any:
    """A learner's notebook in the course's own. Raises NotebookError, which calls it `called`, if that cannot be."""
    import nbformat

    try:
        rescued = rescue(handed, nbformat.from_dict(release))
    except Unreadable as error:
        raise NotebookError(f"{called} {str(error).removeprefix('it ')}") from None
    notes += rescued.notes
    return rescued.notebook


def _handed_in(unit: Unit) -> HandedIn:
    """The learner's file as a teacher's machine takes it in; on Windows without the copies that lie beside it."""
    mine = unit.my_exercises.resolve()
    if os.open not in os.supports_dir_fd:
        return HandedIn(mine.name, mine.read_bytes())
    try:
        return handed_in(mine, [MY_LESSON])
    except Refused as error:
        why = str(error).removeprefix(f"{mine.name} ")
        raise NotebookError(f"{short(unit.my_exercises, unit)} {why}") from None


def said_in(executed: dict[str, Any], release: dict[str, Any]) -> dict[str, Said]:
    """What each check of the released notebook said when this one was run, or what kept it from saying anything."""
    return {
        name: _said_of(executed, name) for name in (_name(mark) for mark in _graded(release) if not mark["solution"])
    }


def standings(release: dict[str, Any], notebook: dict[str, Any], said: dict[str, Said]) -> list[Standing]:
    """Where somebody stands with each exercise of a released notebook, by a notebook and what its checks said."""
    stubs = {cell_mark(cell).get("grade_id"): cell["source"].strip() for cell in release["cells"]}
    texts = _texts(notebook)

    def standing(name: str, points: float, written: bool) -> Standing:
        started = stubs[name] not in texts
        if written:
            return Standing(name, points, 0.0, "written" if started else "not started", by_hand=True)
        if name not in said:
            return Standing(name, points, 0.0, "tried" if started else "not started", _error(notebook, name))
        score = min(points, max(0.0, said[name].score))  # 0 for a NaN
        current = any(said[name].source in text for text in texts)
        state = _state(score / points, started, current) if said[name].judged else _state_unjudged(started)
        return Standing(name, points, score, state, said[name].text)

    return [standing(_name(mark), float(mark["points"]), mark["solution"]) for mark in _graded(release)]


def _graded(release: dict[str, Any]) -> list[dict[str, Any]]:
    return [mark for mark in map(cell_mark, release["cells"]) if mark.get("grade")]


def _name(mark: dict[str, Any]) -> str:
    return mark["grade_id"].removesuffix("-check")


def _texts(notebook: dict[str, Any]) -> list[str]:
    return [cell["source"].strip() for cell in notebook["cells"]]


def _state(share: float, started: bool, current: bool) -> str:
    if not current:
        return "changed since the last check"
    if share > 0:
        return "solved" if share >= 1 else "partly"
    return "tried" if started else "not started"


def _state_unjudged(started: bool) -> str:
    return "not judged" if started else "not started"


def to_do(standings: Sequence[Standing], changed: str) -> list[Standing]:
    """The checked exercises that are not solved: the one that has `changed` first, what cannot be judged last."""
    unsolved = (standing for standing in standings if not (standing.by_hand or standing.done))
    return sorted(unsolved, key=lambda each: (each.exercise != changed, each.state == "not judged"))


def _said_of(executed: dict[str, Any], name: str) -> Said:
    """What the check of an exercise said in a run of the notebook, or what kept it from saying anything.

    It is about the source of the function, or about the answer cell where Python sees another text than is written.
    """
    cells = executed["cells"]
    answer = next((cell["source"].strip() for cell in cells if cell_mark(cell).get("grade_id") == name), "")
    said = reports(executed["cells"]).get(name, Said(0.0, answer, _error(executed, name)))
    return said if any(said.source in text for text in _texts(executed)) else said._replace(source=answer)


def _keep(unit: Unit, before: dict[str, Said], after: dict[str, Said]) -> None:
    """Keep what a check said, with what the notebook itself said before; a full disk costs only this."""
    with suppress(OSError):
        write(unit.my_check, json.dumps({name: [before.get(name), said] for name, said in after.items()}))


def _kept(unit: Unit, here: dict[str, Said]) -> dict[str, Said]:
    """What the last check said of those exercises that were not checked in the notebook since; nothing if damaged."""
    with suppress(OSError, ValueError, TypeError, AttributeError, RecursionError):
        kept = json.loads(unit.my_check.read_text("utf-8"))
        same = {n: Said(*said) for n, (before, said) in kept.items() if (before and Said(*before)) == here.get(n)}
        return {n: Said(float(s.score), str(s.source), str(s.text), judged=bool(s.judged)) for n, s in same.items()}
    return {}


def _error(notebook: dict[str, Any], name: str) -> str:
    """What kept the check of an exercise from reporting: the first error in its cells, or in the cell it needs."""
    error = first_error(c for c in notebook["cells"] if cell_mark(c).get("grade_id") in (name, f"{name}-check"))
    if missing := re.match(r"NameError: name '(\w+)'", error):
        needed = (cell for cell in notebook["cells"] if re.search(rf"\b{missing[1]}\b", cell["source"]))
        before = first_error(cell for cell in needed if cell_mark(cell).get("grade_id") != f"{name}-check")
        error = f"{error}, because a cell above it stopped: {before}" if before not in ("", error) else error
    stopped = f"its cell was stopped after {running.CELL_SECONDS:g} seconds: does it loop for ever?"
    return stopped if error.startswith("KeyboardInterrupt") else error
