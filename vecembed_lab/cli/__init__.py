"""The command `vecembed`. Whatever takes long to import is imported by the command that needs it."""

import sys
from importlib import metadata
from typing import Annotated

import typer

from vecembed_lab.cli import contribute, learn, teach
from vecembed_lab.cli.common import Commands, say

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="""A course on vector embeddings: lessons to run, exercises that tell you what is wrong and why.

    Begin with `vecembed start`. Your notebooks are in `my/`; updates of the course never overwrite what you wrote.

    A UNIT is given by number, name or folder: `1`, `similarity` or `01_similarity`.""",
)

for title, part in {"Learn": learn.app, "Teach": teach.app, "Contribute": contribute.app}.items():
    for entry in (*part.registered_commands, *part.registered_groups):
        entry.rich_help_panel = title
    app.add_typer(part)


def _print_version(asked: bool) -> bool:
    if asked:
        say(f"vecembed-lab {metadata.version('vecembed-lab')}")
        raise typer.Exit
    return asked


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Let a terminal that has no ✓ show ? instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
