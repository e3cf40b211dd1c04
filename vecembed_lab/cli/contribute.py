"""What an author types: build notebooks, measure what the course says about speed."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from vecembed_lab.cli.common import AllUnits, FirstUnit, course, progress_bar, relative, say

app = typer.Typer()
bench_app = typer.Typer(help="Measure on this machine what the course says about speed.", no_args_is_help=True)
app.add_typer(bench_app, name="bench")


@app.command(epilog="Examples: `vecembed build`, `vecembed build 1 --execute`")
def build(
    unit: AllUnits = None,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit code 1 if a notebook is stale.")] = False,
    execute: Annotated[
        bool, typer.Option("--execute", help="Run the lesson even if its text has not changed.")
    ] = False,
) -> None:
    """Make the notebooks of a unit from its text: the executed lesson, the solutions, the release."""
    from vecembed_lab.author.build import build

    chosen = [unit] if unit else course()
    paths = [path for each in chosen for path in build(each, check=check, execute=execute)]
    for path in paths:
        say(f"{relative(path)} is {'stale' if check else 'built'}")
    if check and paths:
        raise typer.Exit(1)
    if not paths:
        say("Every notebook is current.")


@bench_app.command("grading", epilog="Examples: `vecembed bench grading`, `vecembed bench grading 2 --load 1000`")
def bench_grading(
    unit: FirstUnit = None,
    n: Annotated[int, typer.Option(min=4, help="Submissions: right in many ways, and wrong.")] = 30,
    rounds: Annotated[int, typer.Option(min=1, help="Times that the two take turns.")] = 1,
    load: Annotated[int, typer.Option(min=0, help="Also grade classes of this size, with two workers.")] = 0,
) -> None:
    """Grade the same submissions with stock nbgrader and with ours, and compare: end to end, and execution alone."""
    from vecembed_lab.author import gradebench

    unit = unit or course()[0]
    with progress_bar("Measuring") as progress:
        rows = gradebench.run(unit, n, rounds, progress=progress)
    table = Table("a submission takes", "stock", "ours", "x", "x by the clock", box=None, header_style="dim")
    for row in rows:
        times = [f"{cost.cpu:.3f} s" for cost in (row.stock, row.ours)]
        table.add_row(row.what, *times, f"{row.ratio:.1f}", f"{row.stock.clock / row.ours.clock:.1f}")
    Console().print(f"{unit.folder}, {n} submissions; seconds of one core, all processes together", table, sep="\n")
    for row, torch in ((rows[0], True), (rows[2], False)) if load else ():
        _print_load(unit, load, row, torch)


def _print_load(unit: Any, size: int, row: Any, torch: bool) -> None:
    """Grade a class of `size` with two workers, and say what a submission took beside what stock took in `row`."""
    from vecembed_lab.author import gradebench

    with Console().status(f"Grading {size} submissions"):
        cost, output = gradebench.load(unit, size, torch)
    each = gradebench.Row(row.what, row.stock, cost.per(size))
    clock = f"{size} submissions, {row.what}, 2 workers: {cost.clock:.0f} s by the clock"
    say(f"\n{clock}; {each.ours.cpu:.3f} s of a core each, {each.ratio:.1f} x stock.\n{output.strip()}")


@bench_app.command("word2vec", epilog="Example: `vecembed bench word2vec` (about half an hour)")
def bench_word2vec(
    record: Annotated[Path, typer.Option(help="Where results are kept; a stopped run goes on from there.")] = Path(
        "word2vec-bench.json"
    ),
    words: Annotated[int, typer.Option(min=100_000, help="Words to time each way on.")] = 1_000_000,
    rounds: Annotated[int, typer.Option(min=1, help="Times that the ways take turns.")] = 5,
    seeds: Annotated[int, typer.Option(min=0, help="Whole passes to judge the quality of; 0 for none.")] = 3,
) -> None:
    """Train word2vec with gensim and in the course's ways: words a second, their ratio, and quality beside it."""
    os.environ["OMP_NUM_THREADS"] = "1"  # every ratio is one core to one core; read when NumPy is imported, below
    from vecembed_lab.training import bench

    with progress_bar("Measuring") as progress:
        data = bench.run(record, words, rounds, seeds, progress=progress)
    about = data["about"]
    say(f"{about['text']}\n{about['machine']}, {about['date']}, {_listed(about['versions'])}")
    table = Table(box=None, header_style="dim", padding=(0, 1, 0, 0))
    for heading in ("", "words/s", "x gensim", *bench.MEASURES):
        table.add_column(heading, no_wrap=True)
    for row in bench.rows(data):
        scores = [f"{sum(values) / len(values):.3f}" for values in row.quality.values()]
        table.add_row(row.name, f"{row.speed:,.0f}", f"{row.ratio:.2f} [{row.low:.2f}, {row.high:.2f}]", *scores)
    Console().print(table, highlight=False)
    say(
        f"Words a CPU second, with two threads a second of the clock; medians [and range] of {rounds} rounds.",
        markup=False,
    )
    say(f"Quality after one pass, means of {seeds} seeds; each alone is in {record}.", markup=False)


@bench_app.command("training", epilog="Example: `vecembed bench training --record h200.json` (some minutes)")
def bench_training(
    record: Annotated[Path, typer.Option(help="Where the trace is written.")] = Path("trace.json"),
    words: Annotated[int, typer.Option(min=100_000, help="Words to judge the quality on.")] = 4_000_000,
) -> None:
    """Record what training does on this machine's GPU, or on one core if it has none: speed, memory, quality."""
    os.environ["OMP_NUM_THREADS"] = "1"  # read when NumPy is imported, below
    import torch

    from vecembed_lab.training import trace

    device = "cuda" if torch.cuda.is_available() else "cpu"
    with progress_bar("Measuring") as progress:
        about = trace.record(record, words, device=device, progress=progress)["about"]
    say(f"{about['text']}\n{about['device']}, {about['machine']}, {about['date']}, {_listed(about['versions'])}")
    say(f"Every measurement is in {record}.")


def _listed(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in versions.items())
