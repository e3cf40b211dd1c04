"""What an author types: build notebooks, measure what the course says about speed."""

import os
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from vecembed_lab.cli.common import AllUnits, FirstUnit, course, in_clone, progress_bar, relative, say

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
    paths = [path for each in chosen for path in build(in_clone(each), check=check, execute=execute)]
    for path in paths:
        say(f"{relative(path)} is {'stale' if check else 'built'}")
    if check and paths:
        raise typer.Exit(1)
    if not paths:
        say("Every notebook is current.")


@app.command(epilog="Examples: `vecembed prove 1`, `vecembed prove --seeds 20`")
def prove(
    unit: AllUnits = None,
    seeds: Annotated[int, typer.Option(min=1, help="On how many seeds each answer is tried.")] = 200,
    workers: Annotated[int, typer.Option(min=1, help="Answers tried at a time.")] = os.cpu_count() or 1,
) -> None:
    """Prove the graders of a unit: right, wrong and changed answers on many seeds; writes course/proofs/.

    A unit takes ten minutes of a core, or more. A stopped proof goes on where it stopped, and one of an exercise that
    was changed since tries that exercise alone. Exit code 1 if a grader did not do what it should.
    """
    os.environ["OMP_NUM_THREADS"] = "1"  # workers share the cores; read when NumPy is imported, below
    from vecembed_lab.author import proofpage, prove
    from vecembed_lab.files.whole import write

    weak = []
    for each in [unit] if unit else course():
        with progress_bar(f"Proving {each.folder}") as progress:
            found = prove.prove(in_clone(each), seeds, workers=workers, progress=progress)
        write(each.proof, proofpage.page(each, found, seeds))
        wrong = [tried for tried in found if not tried.good]
        say(f"{relative(each.proof)} is written: {len(found)} answers, {len(wrong)} of them wrongly graded.")
        weak += wrong
    for tried in weak:
        say(f"  {tried.case.exercise}: {tried.case.kind} {tried.case.name}", markup=False)
    if weak:
        raise typer.Exit(1)


@app.command(epilog="Examples: `vecembed claims`, `vecembed claims 1 --seeds 10`")
def claims(
    unit: AllUnits = None,
    seeds: Annotated[int, typer.Option(min=1, help="On how many seeds each claim is tried.")] = 5,
) -> None:
    """Compute both sides of every sentence of a lesson that compares; exit code 1 if one does not hold."""
    import importlib.util

    from vecembed_lab.lesson.claims import claims_of

    broken = 0
    for each in [unit] if unit else course():
        if not importlib.util.find_spec(name := f"vecembed_lab.{each.name}.claims"):
            continue
        for claim_name, claim in claims_of(importlib.import_module(name)):
            outcome = claim.tried(range(seeds))
            sides = ", ".join(f"{smaller:.3g} < {larger:.3g}" for smaller, larger in outcome.sides)
            say(f"{'✓' if outcome.holds else '✗'} {each.name} {claim_name}: {claim.sentence}", markup=False)
            say(f"  {sides}; holds on {outcome.n_held} of {seeds} seeds", markup=False, style="dim")
            broken += not outcome.holds
    if broken:
        raise typer.Exit(1)


@app.command(epilog="Example: `vecembed site`, then `python -m http.server -d dist/site`")
def site() -> None:
    """Make the course's web pages in dist/site/, without a network; refused while a lesson's notebook is stale."""
    from vecembed_lab.author.site import build_site

    in_clone(course()[0])
    say(f"The site is made: open {relative(build_site() / 'index.html')} in a browser.")


@bench_app.command("grading", epilog="Examples: `vecembed bench grading`, `vecembed bench grading 2 --load 1000`")
def bench_grading(
    unit: FirstUnit = None,
    n: Annotated[int, typer.Option(min=4, help="Submissions: right in many ways, and wrong.")] = 30,
    rounds: Annotated[int, typer.Option(min=1, help="Times that the two take turns.")] = 1,
    load: Annotated[int, typer.Option(min=0, help="Also grade classes of this size, with two workers.")] = 0,
) -> None:
    """Grade the same submissions with stock nbgrader and with ours, and compare: end to end, and execution alone."""
    from vecembed_lab.author import gradebench

    unit = in_clone(unit or course()[0])
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

    data = _measured(bench.run, record, words, rounds, seeds)
    say(data["about"]["text"], markup=False)
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


@bench_app.command("recommendation", epilog="Example: `vecembed bench recommendation` (some minutes)")
def bench_recommendation(
    record: Annotated[Path, typer.Option(help="Where results are kept; a stopped run goes on from there.")] = Path(
        "recommendation-bench.json"
    ),
    rounds: Annotated[
        int, typer.Option(min=1, help="Times that the ways take turns, each with a seed of its own.")
    ] = 5,
) -> None:
    """Learn from who met what with the library implicit and in the course's ways: speed, quality, memory, serving."""
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one core to one core; NumPy reads it
    from vecembed_lab.recommendation import bench

    data = _measured(bench.run, record, rounds)
    say(_listed(data["about"]["data"]), markup=False)
    table = Table("data", "", "", "CPU s", "x implicit", f"NDCG@{bench.SHOWN}", "MB", box=None, header_style="dim")
    for row in bench.rows(data):
        mean = f"{sum(row.ndcg) / len(row.ndcg):.3f} [{min(row.ndcg):.3f}, {max(row.ndcg):.3f}]"
        cells = f"{row.seconds:.3f}", _spread(row.ratios), mean, f"{row.megabytes}"
        table.add_row(row.data, row.method, row.name, *cells)
    Console().print(table, highlight=False, markup=False)
    for name, theirs, ours, ratios in bench.served(data):
        say(f"Served, {name}: {theirs:,.0f} and {ours:,.0f} users a CPU second, x {_spread(ratios)}.", markup=False)
    say("Medians [and ranges] over rounds; NDCG: mean [and range] over seeds.", markup=False)


def _spread(ratios: list[float]) -> str:
    return f"{statistics.median(ratios):.2f} [{min(ratios):.2f}, {max(ratios):.2f}]"


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


@bench_app.command("search", epilog="Example: `vecembed bench search` (about half an hour; --million: two hours)")
def bench_search(
    record: Annotated[Path, typer.Option(help="Where results are kept; a stopped run goes on from there.")] = Path(
        "search-bench.json"
    ),
    rounds: Annotated[int, typer.Option(min=1, help="Times that the libraries take turns.")] = 5,
    million: Annotated[bool, typer.Option("--million", help="Also search a million vectors; takes 6 GB.")] = False,
) -> None:
    """Search with the course's indexes, faiss and hnswlib: queries a second, their ratio, and recall beside it."""
    os.environ["OMP_NUM_THREADS"] = "1"  # every ratio is one core to one core; read when NumPy is imported, below
    from vecembed_lab.search import bench

    sets = {name: load for name, load in bench.SETS.items() if million or name != "million"}
    data = _measured(bench.run, record, rounds, sets=sets)
    table = Table(box=None, header_style="dim", padding=(0, 1, 0, 0))
    for heading in ("set", "asked", "library", "recall", "queries/s", "ours / it", "bytes", "build"):
        table.add_column(heading, no_wrap=True)
    for row in bench.rows(data):
        ratio = f"{row.ratio:.2f} [{row.low:.2f}, {row.high:.2f}]"
        asked = f"{row.asked} {row.width or ''}".strip()
        numbers = (f"{row.recall:.3f}", f"{row.speed:,.0f}", ratio, f"{row.bytes:,.0f}", f"{row.seconds:.1f}")
        table.add_row(row.data, asked, row.library, *numbers)
    Console().print(table, highlight=False)
    say(
        f"Recall@10; CPU seconds of one core, medians [and range] of {rounds} rounds. All is in {record}.",
        markup=False,
    )


@bench_app.command("media", epilog="Example: `vecembed bench media` (some minutes)")
def bench_media(
    record: Annotated[Path, typer.Option(help="Where results are kept; a stopped run goes on from there.")] = Path(
        "media-bench.json"
    ),
    rounds: Annotated[int, typer.Option(min=1, help="Times that the ways take turns.")] = 5,
) -> None:
    """Mel spectra by librosa and by the course, pictures in a plain loop of torch and in batches: speed and quality."""
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one core to one core; NumPy reads it
    from vecembed_lab.audio import bench
    from vecembed_lab.images.bench import rows

    data = _measured(bench.run, record, rounds)
    about = data["about"]
    say(f"{about['speech']}; {about['pictures']}", markup=False)
    table = Table("", "", "CPU s", "x the first", "quality", box=None, header_style="dim", padding=(0, 1, 0, 0))
    for row in rows(data):
        low, mean, high = (f"{of(row.quality):.2g}" for of in (min, statistics.mean, max))
        quality = f"{row.measure} {mean}" + (f" [{low}, {high}]" if low != high else "")
        table.add_row(row.task, row.way, f"{row.seconds:.3f}", _spread(row.ratios), quality)
    Console().print(table, highlight=False, markup=False)
    say(f"Samples of a frame / to the next / bands: {_listed(about['settings'])}.", markup=False)
    say(f"Medians [and ranges] of {rounds} rounds; quality: mean [and range]. All is in {record}.", markup=False)


@bench_app.command("production", epilog="Example: `vecembed bench production` (about ten minutes)")
def bench_production(
    record: Annotated[Path, typer.Option(help="Where results are kept; a stopped run goes on from there.")] = Path(
        "production-bench.json"
    ),
    rounds: Annotated[int, typer.Option(min=1, help="Times that the service and the bare store take turns.")] = 3,
) -> None:
    """Search in 40,000 vectors over HTTP and in the bare store: CPU time, recall, waits; load, overload and switch."""
    os.environ["OMP_NUM_THREADS"] = "1"  # read when NumPy is imported, below
    from vecembed_lab.production import bench

    data = _measured(bench.run, record, rounds)
    table = Table("", *bench.COLUMNS, box=None, header_style="dim")
    for name, cells in bench.rows(data):
        table.add_row(name, *cells)
    Console().print(table, highlight=False, markup=False)
    for sentence in bench.sentences(data):
        say(sentence, markup=False)


def _measured(run: Callable[..., dict], *arguments: object, **more: object) -> dict:
    """The record of a bench, after it was run with a progress bar and its machine and versions were said."""
    with progress_bar("Measuring") as progress:
        data = run(*arguments, progress=progress, **more)
    about = data["about"]
    say(f"{about['machine']}, {about['date']}, {_listed(about['versions'])}", markup=False)
    return data


def _listed(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in versions.items())
