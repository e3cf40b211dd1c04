"""`vecembed status`, and how it is said where a learner stands."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from vecembed_lab.cli.common import AllUnits, course, mine, say
from vecembed_lab.files.notebooks import NotebookError
from vecembed_lab.files.units import Unit

MARKS = {"solved": "[green]✓[/]", "written": "[green]✓[/]", "not started": "[dim]○[/]"}  # anything else is under way
COLUMNS = ("exercises", "solved", "points", "minutes left", "")
SPARED = ("exercises", "points", "", "minutes left")  # first in a terminal that is too narrow


def status(unit: AllUnits = None) -> None:
    """Show where you are: each unit with what is solved and the minutes left, and what comes next; or one unit."""
    mine()
    if unit:
        _print_unit(unit)
    else:
        _print_course()


def _print_unit(unit: Unit) -> None:
    from vecembed_lab.learner.progress import progress

    table = Table("", unit.folder, "points", "", box=None, pad_edge=False)
    standings = progress(unit)
    for s in standings:
        points = f"{s.points:g}" if s.by_hand else f"{s.score:g} of {s.points:g}"
        table.add_row(mark(s), s.exercise, points, s.state)
    Console().print(table)
    for s in standings:
        if s.state == "not judged":
            say(s.text, markup=False)


def _print_course() -> None:
    from vecembed_lab.learner.plan import minutes_left, next_of_all
    from vecembed_lab.learner.progress import progress

    rows: dict[str, dict[str, str]] = {}
    broken, minutes = [], []
    for unit in course():
        try:
            standings = progress(unit)
            left = minutes_left(unit, standings)
            rows[unit.folder] = _row(standings) | {"minutes left": f"{left}" if left else "", "": _done(standings)}
            minutes.append(left or 0)
        except NotebookError as error:
            broken.append(error)
            rows[unit.folder] = {"exercises": "[red]cannot be read[/]", "": "[red]cannot be read[/]"}
    _print_table(rows)
    if broken:
        raise broken[0]
    say(f"\nNext: {next_of_all(course())}.", markup=False)
    if hours := round(sum(minutes) / 60):
        left = "1 hour is" if hours == 1 else f"{hours} hours are"
        say(f"[dim]About {left} left, by what the lessons say.[/]")
    say("[dim]✓ done   ◐ begun   ○ not started; more: vecembed status UNIT[/]")


def _print_table(rows: dict[str, dict[str, str]]) -> None:
    """The columns that the terminal has room for."""
    console = Console()
    tables = (_table(rows, SPARED[:n]) for n in range(len(SPARED) + 1))
    widest = console.options.update(max_width=1000)
    fitting = (table for table in tables if console.measure(table, options=widest).maximum <= console.width)
    console.print(next(fitting, _table(rows, SPARED)))


def _table(rows: dict[str, dict[str, str]], without: Sequence[str]) -> Table:
    columns = [name for name in COLUMNS if name not in without]
    table = Table("unit", *columns, box=None, pad_edge=False)
    for unit, row in rows.items():
        table.add_row(unit, *(row.get(name, "") for name in columns))
    return table


def _row(standings: Sequence[Any]) -> dict[str, str]:
    """A unit: a mark for each exercise, how many are solved, points."""
    checked = [standing for standing in standings if not standing.by_hand]
    return {
        "exercises": " ".join(map(mark, standings)),
        "solved": f"{sum(standing.done for standing in checked)} of {len(checked)}",
        "points": _points(checked),
    }


def _done(standings: Sequence[Any]) -> str:
    """Whether every check is passed, and what is left all the same."""
    from vecembed_lab.learner.plan import finished

    unwritten = sum(not standing.done for standing in standings if standing.by_hand)
    rest = f", but for {unwritten} written answer{'s' * (unwritten > 1)}" if unwritten else ""
    return f"done{rest}" if finished(standings) else ""


def _points(checked: Sequence[Any]) -> str:
    return f"{sum(standing.score for standing in checked):g} of {sum(standing.points for standing in checked):g}"


def mark(standing: Any) -> str:
    """How far an exercise is, in one letter."""
    return MARKS.get(standing.state, "[yellow]◐[/]")


def summary(standings: Sequence[Any]) -> str:
    """How many exercises are solved, and their points, in a line."""
    solved = sum(standing.done for standing in standings)
    return f"{solved} of {len(standings)} solved, {_points(standings)} points"


def feedback(standing: Any) -> str:
    """What a check said, or why it said nothing."""
    if standing.state == "not started":
        return f"{standing.exercise}: not started"
    if standing.text.startswith(standing.exercise):
        return standing.text
    return f"{standing.exercise}: not checked. {standing.text or 'Its check cell is missing or was not run.'}"
