"""What the commands share: how they speak, how they find what was named, how they fail."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from vecembed_lab import CourseError
from vecembed_lab.files.units import CONFIG, HOME, ROOT, Unit, find_unit, units


class Unknown(CourseError):
    """A word that names nothing; the message lists what it could have been."""


class Commands(typer.core.TyperGroup):
    """All commands. An error is told in a sentence: exit code 2 for a wrong word, 1 for whatever went wrong."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (CourseError, OSError) as error:
            Console(stderr=True).print(f"vecembed: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
            raise typer.Exit(2 if isinstance(error, Unknown) else 1) from None


# What was named


def course() -> list[Unit]:
    """All units; never none."""
    if not (found := units(ROOT)):
        raise FileNotFoundError(
            f"there is no course in {ROOT}: stand in the folder of yours, which holds {CONFIG} and course/, "
            f"or let {HOME} name it"
        )
    return found


def mine() -> list[Unit]:
    """All units. Raises CourseError where pip installed the course and the learner's notebooks are elsewhere."""
    found = course()
    if found[0].source and not any((ROOT / "my" / unit.folder).exists() for unit in found):
        raise CourseError(
            f"there are no notebooks of yours in {ROOT}: stand in your folder, or let {HOME} name it "
            "(`vecembed start` makes new ones here)"
        )
    return found


def in_clone(unit: Unit) -> Unit:
    """The same unit. Raises CourseError where there is only what a wheel carries, and nothing that it is made from."""
    if unit.source:
        raise CourseError(
            f"there is no clone of the course around {ROOT}, and what pip installed has no answers and no class: "
            f"stand in your clone, which holds {CONFIG}, course/ and solutions/, or let {HOME} name it"
        )
    return unit


def unit_called(text: str) -> Unit:
    """The unit with this number, name or folder. Raises Unknown if there is none."""
    try:
        return find_unit(text, ROOT)
    except ValueError as error:
        names = [name for unit in course() for name in (unit.folder, unit.name)]
        raise Unknown(f"{error}{_guess(text, names)}") from None


def one_of(text: str, names: Iterable[str], kind: str) -> str:
    """`text`, if it is one of `names`. Raises Unknown if not."""
    if text in names:
        return text
    raise Unknown(f"there is no {kind} called {text!r}; there is {', '.join(names)}{_guess(text, names)}")


def _guess(text: str, names: Iterable[str]) -> str:
    close = get_close_matches(text.lower(), list(names), n=1)
    return f". Did you mean {close[0]}?" if close else ""


def _unit(kind: Any, help: str, parser: Callable[[str], Unit] = unit_called) -> Any:
    return Annotated[kind, typer.Argument(parser=parser, metavar="UNIT", help=f"Number, name or folder{help}")]


OneUnit = _unit(Unit, ", for example 1.")
ClassUnit = _unit(Unit, ", for example 1.", lambda text: in_clone(unit_called(text)))
MaybeUnit = _unit(Unit | None, ", for example 1.")
AllUnits = _unit(Unit | None, "; all units if left out.")
FirstUnit = _unit(Unit | None, "; the first unit if left out.")
UnfinishedUnit = _unit(Unit | None, "; your first unfinished unit if left out.")


# What is said


def say(text: str, **style: Any) -> None:
    """Print a line, however long; `[red]` and the like are obeyed unless markup=False."""
    Console().print(text, highlight=False, soft_wrap=True, **style)


def relative(path: Path) -> str:
    """The path as seen from the course's folder."""
    return path.relative_to(ROOT).as_posix()


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """A bar; call what comes back with how many are done, of how many, and whose came last."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, TextColumn("[dim]{task.fields[last]}"), transient=True) as bar:
        task = bar.add_task(what, total=None, last="")
        yield lambda done, total, last: bar.update(task, completed=done, total=total, last=escape(last))
