"""`vecembed watch`: a notebook beside a terminal that says after every save what came of it."""

import time
from typing import Any

from rich.console import Console
from rich.rule import Rule

from vecembed_lab.cli.common import OneUnit, course, mine, relative, say
from vecembed_lab.cli.standing import feedback, mark, summary
from vecembed_lab.files.units import Unit


def watch(unit: OneUnit) -> None:
    """Check your notebook whenever you save it, and show what to do next, until Ctrl-C."""
    from vecembed_lab.learner.watch import watch

    mine()
    told: list[str] = []  # what was said of the exercise that has changed, before the others had run

    def early(text: str) -> None:
        told.append(text)
        say(f"\n{text}\n", markup=False)

    say(f"Watching {relative(unit.my_exercises)}. Save it, and look here; Ctrl-C ends it.", markup=False)
    try:
        for verdict in watch(unit, early):
            if isinstance(verdict, str):
                say(f"! {verdict}", style="yellow", markup=False)
            else:
                _print(unit, verdict, told)
            told.clear()
    except KeyboardInterrupt:
        say("\nEnded. Nothing of yours was changed.")


def _print(unit: Unit, verdict: Any, told: list[str]) -> None:
    """The feedback to look at, unless it was told, all exercises in a line, the next step."""
    from vecembed_lab.learner.plan import next_step

    for note in verdict.notes:
        say(f"! {note}", markup=False)
    focus = verdict.focus
    if focus and focus.state != "not started" and feedback(focus) not in told:
        say(f"\n{feedback(focus)}\n", markup=False)
    checked = [standing for standing in verdict.standings if not standing.by_hand]
    say(f"{' '.join(map(mark, verdict.standings))}   {summary(checked)}")
    say(f"Next: {next_step(unit, verdict.standings, course(), verdict.changed)}.", markup=False)
    Console().print(Rule(time.strftime("%H:%M:%S"), align="right", style="dim"))
