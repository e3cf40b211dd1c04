"""`vecembed progress`: what you did, in one file, and back."""

from pathlib import Path
from typing import Annotated

import typer

from vecembed_lab.cli.common import course, mine, relative, say

app = typer.Typer(help="Take what you did to another machine, or keep it.", no_args_is_help=True)


@app.command("export", epilog="Example: `vecembed progress export mine.zip`")
def progress_export(file: Annotated[Path, typer.Argument(help="A new file.")]) -> None:
    """Put your notebooks, the lessons you used, your predictions and what the checks said into one file."""
    from vecembed_lab.learner.transfer import export

    units = export(mine(), file)
    say(f"{file} holds what you did in {', '.join(unit.folder for unit in units)}.", markup=False)


@app.command("import", epilog="Example: `vecembed progress import mine.zip`")
def progress_import(file: Annotated[Path, typer.Argument(help="What `vecembed progress export` made.")]) -> None:
    """Take over what is in such a file; what you had in its place goes to my/backups."""
    from vecembed_lab.learner.transfer import import_

    units, backups = import_(course(), file)
    say(f"{', '.join(unit.folder for unit in units)} {'is' if len(units) == 1 else 'are'} as in {file}.", markup=False)
    for backup in backups:
        say(f"What you had is {relative(backup)}.", markup=False)
