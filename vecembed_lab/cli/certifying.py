"""`vecembed certificate`: a page on what a notebook passes, and whether one is right."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from vecembed_lab import CourseError
from vecembed_lab.cli.common import MaybeUnit, Unknown, course, relative, say
from vecembed_lab.files.units import Unit


def certificate(
    unit: MaybeUnit = None,
    name: Annotated[str, typer.Option(help="Whose notebook it is; the page says that nobody checked that.")] = "",
    verify: Annotated[
        tuple[Path, Path] | None,
        typer.Option(metavar="PAGE NOTEBOOK", help="Compare a page with the notebook, which is run in the sandbox."),
    ] = None,
) -> None:
    """Write a page on what your notebook passes, or check such a page against its notebook, without a network."""
    if verify:
        _verify(*verify)
    elif unit:
        _write(unit, name)
    else:
        raise Unknown("name a unit, such as `vecembed certificate 1`, or a page with --verify PAGE NOTEBOOK")


def _write(unit: Unit, name: str) -> None:
    from vecembed_lab.learner.certificate import DRAWS, certify

    if not name:
        raise Unknown('say whose notebook it is, such as --name "Ada Lovelace"')
    with Console().status(f"Running {relative(unit.my_exercises)} on {DRAWS} draws of inputs"):
        path, notes = certify(unit, name)
    for note in notes:
        say(f"! {note}.", markup=False)
    say(f"{relative(path)} says what your notebook passes. Open it in a browser; give it away with the notebook.")
    say(f"To check it: vecembed certificate --verify {relative(path)} {relative(unit.my_exercises)}", markup=False)


def _verify(page: Path, notebook: Path) -> None:
    from vecembed_lab.learner.verify import compare

    about, faults, notes, unjudged = compare(page, notebook, course())
    if faults:
        raise CourseError("; ".join(faults))
    passed = [points for name, points in about.exercises.items() if name not in unjudged]
    of = f"{len(passed)} of {about.exercises_in_all} exercises of {about.unit}"
    say(f"✓ {notebook} passes {of}, {sum(passed):g} of {about.points_in_all:g} points.", markup=False)
    for note in notes or [f"{page} says the same."]:
        say(note, markup=False)
    say("Neither shows who wrote the answers, or when.")
