"""`vecembed data`: what data there is, and whether it is here and whole."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from vecembed_lab.cli.common import one_of, say

app = typer.Typer(help="Show, fetch and verify the course's data.", no_args_is_help=True)


@app.command("list", epilog="Example: `vecembed data list`")
def data_list() -> None:
    """List all data sets: size, licence, and whether they are on this machine."""
    from vecembed_lab.data import registry

    table = Table("", "name", "MB", "what", "licence", box=None, pad_edge=False)
    for row in registry.status():
        table.add_row("[green]✓[/]" if row.cached else "", row.name, f"{row.size / 1e6:.1f}", row.what, row.licence)
    Console().print(table)
    say(f"\n{registry.misplaced() or f'✓ is in {registry.cache()}'}", markup=False)


@app.command("get", epilog="Example: `vecembed data get glove`")
def data_get(names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Data sets, by name.")]) -> None:
    """Fetch data sets, verified by hash, so that their lessons run without the network."""
    from vecembed_lab.data import registry

    for name in [one_of(name, registry.DATASETS, "data set") for name in names]:
        for path in registry.fetch(name).values():
            say(str(path), markup=False)


@app.command("verify", epilog="Examples: `vecembed data verify`, `vecembed data verify glove`")
def data_verify(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="All that are here if left out.")
    ] = None,
) -> None:
    """Read data sets again, byte by byte, and compare their hashes; exit code 1 if one is damaged."""
    from vecembed_lab.data import registry

    wanted = [one_of(name, registry.DATASETS, "data set") for name in names or []]
    problems = []
    for name in wanted or [row.name for row in registry.status() if row.cached]:
        wrong = registry.verify(name)
        say(f"{'✗' if wrong else '✓'} {name}", markup=False)
        problems += [f"{problem}; to fetch it again, remove it and run: vecembed data get {name}" for problem in wrong]
    for problem in problems:
        say(problem, markup=False)
    if problems:
        raise typer.Exit(1)
