"""The command `vecembed`. Whatever takes long to import is imported by the command that needs it."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from vecembed_lab.files.units import ROOT, Unit, find_unit, units

MARKS = {"solved": "[green]✓[/]", "written": "[green]✓[/]", "not started": "[dim]○[/]"}  # anything else is under way
LIGHTS = {"ok": "[green]✓[/]", "note": "[yellow]![/]", "fault": "[red]✗[/]"}
LEARNERS, TEACHERS, AUTHORS = "For learners", "For teachers", "For authors"


class Unknown(Exception):
    """A word that names nothing; the message lists what it could have been."""


class Commands(typer.core.TyperGroup):
    """All commands. An error is told in a sentence: exit code 2 for a wrong word, 1 for whatever went wrong."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if not _is_known(error):
                raise
            Console(stderr=True).print(f"vecembed: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
            raise typer.Exit(2 if isinstance(error, Unknown) else 1) from None


def _is_known(error: Exception) -> bool:
    """Whether the error's message is written for the one who typed the command."""
    from vecembed_lab.author.build import BuildError
    from vecembed_lab.classroom.gradebook import ClassroomError
    from vecembed_lab.data.registry import DataError
    from vecembed_lab.files.notebooks import NotebookError
    from vecembed_lab.grading.batch import BatchError

    return isinstance(error, Unknown | NotebookError | ClassroomError | DataError | BuildError | BatchError | OSError)


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
data_app = typer.Typer(help="Show, fetch and verify the course's data.", no_args_is_help=True)
app.add_typer(data_app, name="data", rich_help_panel=LEARNERS)
bench_app = typer.Typer(help="Measure on this machine what the course says about speed.", no_args_is_help=True)
app.add_typer(bench_app, name="bench", rich_help_panel=AUTHORS)

UnitName = Annotated[str, typer.Argument(metavar="UNIT", help="Number, name or folder, for example 1.")]
AnyUnit = Annotated[str, typer.Argument(metavar="[UNIT]", help="Number, name or folder; all units if left out.")]


def _print_version(asked: bool) -> bool:
    if asked:
        _say(f"vecembed-lab {metadata.version('vecembed-lab')}")
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


# Learners


@app.command(rich_help_panel=LEARNERS, epilog="Example: `vecembed start`")
def start(
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Make everything ready, but do not open JupyterLab.")
    ] = False,
) -> None:
    """Make everything ready and open JupyterLab on the lesson of your first unfinished unit."""
    from vecembed_lab.learner.copies import copy_in

    _doctor(quiet=True)
    for unit in _course():
        for news in copy_in(unit):
            _say(news)
    unit = next((unit for unit in _course() if not _finished(unit)), _course()[-1])
    _fetch_for(unit)
    if no_open:
        _say(f"Ready: {_relative(unit.my_lesson)}, then {_relative(unit.my_exercises)}.")
    else:
        _say(f"Opening {_relative(unit.my_lesson)} in JupyterLab. Ctrl-C, twice, ends it.")
        _jupyterlab(unit)


@app.command(rich_help_panel=LEARNERS, epilog="Examples: `vecembed check 1`, `vecembed check similarity cosine`")
def check(
    unit: UnitName,
    exercise: Annotated[str, typer.Argument(help="The name of its function; all exercises if left out.")] = "",
) -> None:
    """Run your saved notebook in a fresh kernel and show what each check says; exit code 0 if all is solved."""
    from vecembed_lab.learner import progress

    it = _unit(unit)
    names = [standing.exercise for standing in progress.progress(it) if not standing.by_hand]
    wanted = {_named(exercise, names, f"exercise in {it.folder}")} if exercise else set(names)
    with Console().status(f"Running {_relative(it.my_exercises)} in a fresh kernel"):
        standings = [standing for standing in progress.check(it) if standing.exercise in wanted]
    saved = time.strftime("%A %H:%M:%S", time.localtime(it.my_exercises.stat().st_mtime))
    _say(f"[dim]{_relative(it.my_exercises)}, as saved on {saved}[/]\n")
    for standing in standings:
        _say(_told(standing) + "\n", markup=False)
    solved, score = sum(s.done for s in standings), sum(s.score for s in standings)
    _say(f"{solved} of {len(standings)} solved, {score:g} of {sum(s.points for s in standings):g} points")
    if solved < len(standings):
        raise typer.Exit(1)


@app.command(rich_help_panel=LEARNERS, epilog="Example: `vecembed hint 1 cosine 2`")
def hint(
    unit: UnitName,
    exercise: Annotated[str, typer.Argument(help="The name of the function that you write.")],
    level: Annotated[int, typer.Argument(min=1, max=3, help="From 1, gentle, to 3, nearly the answer.")] = 1,
) -> None:
    """Give one of the three hints to an exercise."""
    from vecembed_lab.author.build import exercises

    it = _unit(unit)
    known = exercises(it)
    name = _named(exercise, known, f"exercise in {it.folder}")
    _say(f"Hint {level} of 3: {known[name].hints[level - 1]}", markup=False)
    if level < 3:
        _say(f"More: vecembed hint {it.folder} {name} {level + 1}")


@app.command(rich_help_panel=LEARNERS, epilog="Examples: `vecembed status`, `vecembed status 1`")
def status(unit: AnyUnit = "") -> None:
    """Show how far you are, read from your notebooks: one row for each unit, or for each exercise of one."""
    if unit:
        _print_unit(_unit(unit))
    else:
        _print_course()


@app.command(rich_help_panel=LEARNERS, epilog="Examples: `vecembed reset 1`, `vecembed reset 1 --lesson`")
def reset(
    unit: UnitName,
    lesson: Annotated[bool, typer.Option("--lesson", help="The lesson, instead of the exercises.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Start the exercises of a unit again with a fresh copy, and keep what you had in my/backups."""
    from vecembed_lab.learner import progress

    it, part = _unit(unit), "lesson" if lesson else "exercises"
    mine = _relative(progress.copies(it)[part][1])
    if not yes:
        typer.confirm(f"Replace {mine} by a fresh copy? What you have goes to my/backups.", abort=True)
    backup = progress.reset(it, part)
    _say(f"{mine} is fresh." + (f" What you had is {_relative(backup)}." if backup else ""))


@app.command(rich_help_panel=LEARNERS, epilog="Example: `vecembed doctor`")
def doctor() -> None:
    """Try out what the course needs of this machine and say what to do; exit code 1 if something is missing."""
    _doctor()


@data_app.command("list", epilog="Example: `vecembed data list`")
def data_list() -> None:
    """List all data sets: size, licence, and whether they are on this machine."""
    from vecembed_lab.data import registry

    table = Table("", "name", "MB", "what", "licence", box=None, pad_edge=False)
    for row in registry.status():
        table.add_row("[green]✓[/]" if row.cached else "", row.name, f"{row.size / 1e6:.1f}", row.what, row.licence)
    Console().print(table)
    _say(f"\n✓ is in {registry.cache()}", markup=False)


@data_app.command("get", epilog="Example: `vecembed data get glove`")
def data_get(names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Data sets, by name.")]) -> None:
    """Fetch data sets, verified by hash, so that their lessons run without the network."""
    from vecembed_lab.data import registry

    for name in [_named(name, registry.DATASETS, "data set") for name in names]:
        for path in registry.fetch(name).values():
            _say(str(path), markup=False)


@data_app.command("verify", epilog="Examples: `vecembed data verify`, `vecembed data verify glove`")
def data_verify(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="All that are here if left out.")
    ] = None,
) -> None:
    """Read data sets again, byte by byte, and compare their hashes; exit code 1 if one is damaged."""
    from vecembed_lab.data import registry

    wanted = [_named(name, registry.DATASETS, "data set") for name in names or []]
    problems = []
    for name in wanted or [row.name for row in registry.status() if row.cached]:
        wrong = registry.verify(name)
        _say(f"{'✗' if wrong else '✓'} {name}", markup=False)
        problems += [f"{problem}; to fetch it again, remove it and run: vecembed data get {name}" for problem in wrong]
    for problem in problems:
        _say(problem, markup=False)
    if problems:
        raise typer.Exit(1)


# Teachers and authors


@app.command(rich_help_panel=TEACHERS, epilog="Example: `vecembed roster class.csv`")
def roster(
    file: Annotated[Path, typer.Argument(help="CSV: id,first_name,last_name,email, one line a student.")],
) -> None:
    """Enter a class list into nbgrader's gradebook, so that reports have names and know who did not hand in."""
    from vecembed_lab.classroom.gradecsv import load_roster

    new, known = load_roster(_course()[0], file)
    _say(f"{new} students are new, {known} were known already.")


@app.command(
    rich_help_panel=TEACHERS,
    epilog="Examples: `vecembed grade 1 --workers 8`, `vecembed grade 1 --scheduler tcp://cluster:8786`",
)
def grade(
    unit: UnitName,
    workers: Annotated[int, typer.Option(min=1, help="Submissions graded at a time.")] = os.cpu_count() or 1,
    scheduler: Annotated[str, typer.Option(metavar="URL", help="Grade on this Dask cluster, not here.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Grade again what is graded.")] = False,
    trust_students: Annotated[
        bool, typer.Option("--trust-students", help="Run their code with your rights where it cannot be locked in.")
    ] = False,
) -> None:
    """Grade all that was handed in and is not graded yet, in a sandbox, into nbgrader's gradebook and folders.

    Ctrl-C stops between two submissions, and the next run goes on from there. Exit code 1 if some cannot be graded.
    """
    os.environ["OMP_NUM_THREADS"] = "1"  # workers share the cores; read when NumPy is imported, below
    from vecembed_lab.classroom import cluster
    from vecembed_lab.grading import batch

    it, how = _unit(unit), {"force": force, "trust_students": trust_students}
    pool = partial(cluster.Cluster, scheduler=scheduler) if scheduler else None
    with _progress(f"Grading {it.folder}") as told:
        summary = batch.grade(it.root, it.folder, workers=workers, pool=pool, progress=told, **how)
    _print_summary(summary)
    if summary.errors or summary.interrupted:
        raise typer.Exit(130 if summary.interrupted else 1)


@app.command(rich_help_panel=TEACHERS, epilog="Example: `vecembed report 1`")
def report(unit: UnitName) -> None:
    """Say how a class did: points, hard exercises, common mistakes, who needs help; files for Canvas and Moodle."""
    from vecembed_lab.classroom import report

    it, paths = report.report(_unit(unit))
    _say(f"{it.summary}\n")
    for path in paths:
        _say(_relative(path))


@app.command(rich_help_panel=TEACHERS, epilog="Example: `vecembed similar 1`")
def similar(unit: UnitName) -> None:
    """Show submissions that are more alike than chance makes them, side by side; a person decides what it means."""
    from vecembed_lab.classroom import similarpage

    found, path = similarpage.report(_unit(unit))
    _say(f"{similarpage.summary(found)}\n")
    _say(_relative(path))


@app.command(rich_help_panel=TEACHERS, epilog="Example: `vecembed tour`")
def tour() -> None:
    """Play a whole class in two minutes: lesson, release, five students, grades, feedback."""
    from vecembed_lab.author import tour

    tour.tour()


@app.command(rich_help_panel=AUTHORS, epilog="Examples: `vecembed build`, `vecembed build 1 --execute`")
def build(
    unit: AnyUnit = "",
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit code 1 if a notebook is stale.")] = False,
    execute: Annotated[
        bool, typer.Option("--execute", help="Run the lesson even if its text has not changed.")
    ] = False,
) -> None:
    """Make the notebooks of a unit from its text: the executed lesson, the solutions, the release."""
    from vecembed_lab.author.build import build

    paths = [path for it in ([_unit(unit)] if unit else _course()) for path in build(it, check=check, execute=execute)]
    for path in paths:
        _say(f"{_relative(path)} is {'stale' if check else 'built'}")
    if check and paths:
        raise typer.Exit(1)
    if not paths:
        _say("Every notebook is current.")


@bench_app.command("grading", epilog="Examples: `vecembed bench grading`, `vecembed bench grading --load 1000`")
def bench_grading(
    unit: UnitName = "1",
    n: Annotated[int, typer.Option(min=4, help="Submissions: right in many ways, and wrong.")] = 30,
    rounds: Annotated[int, typer.Option(min=1, help="Times that the two take turns.")] = 1,
    load: Annotated[int, typer.Option(min=0, help="Also grade classes of this size, with two workers.")] = 0,
) -> None:
    """Grade the same submissions with stock nbgrader and with ours, and compare: end to end, and execution alone."""
    from vecembed_lab.author import gradebench

    it = _unit(unit)
    with _progress("Measuring") as told:
        rows = gradebench.run(it, n, rounds, progress=told)
    table = Table("a submission takes", "stock", "ours", "x", "x by the clock", box=None, header_style="dim")
    for row in rows:
        times = [f"{cost.cpu:.3f} s" for cost in (row.stock, row.ours)]
        table.add_row(row.what, *times, f"{row.ratio:.1f}", f"{row.stock.clock / row.ours.clock:.1f}")
    Console().print(f"{it.folder}, {n} submissions; seconds of one core, all processes together", table, sep="\n")
    for row, torch in ((rows[0], True), (rows[2], False)) if load else ():
        with Console().status(f"Grading {load} submissions"):
            cost, said = gradebench.load(it, load, torch)
        each = gradebench.Row(row.what, row.stock, cost.per(load))
        clock = f"{load} submissions, {row.what}, 2 workers: {cost.clock:.0f} s by the clock"
        _say(f"\n{clock}; {each.ours.cpu:.3f} s of a core each, {each.ratio:.1f} x stock.\n{said.strip()}")


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

    with _progress("Measuring") as told:
        data = bench.run(record, words, rounds, seeds, progress=told)
    about = data["about"]
    _say(f"{about['text']}\n{about['machine']}, {about['date']}, {_listed(about['versions'])}")
    table = Table(box=None, header_style="dim", padding=(0, 1, 0, 0))
    for heading in ("", "words/s", "x gensim", *bench.MEASURES):
        table.add_column(heading, no_wrap=True)
    for row in bench.rows(data):
        scores = [f"{sum(values) / len(values):.3f}" for values in row.quality.values()]
        table.add_row(row.name, f"{row.speed:,.0f}", f"{row.ratio:.2f} [{row.low:.2f}, {row.high:.2f}]", *scores)
    Console().print(table, highlight=False)
    _say(
        f"Words a CPU second, with two threads a second of the clock; medians [and range] of {rounds} rounds.",
        markup=False,
    )
    _say(f"Quality after one pass, means of {seeds} seeds; each alone is in {record}.", markup=False)


@bench_app.command("training", epilog="Example: `vecembed bench training --record h200.json` (some minutes)")
def bench_training(
    record: Annotated[Path, typer.Option(help="Where the trace is written.")] = Path("trace.json"),
    words: Annotated[int, typer.Option(min=100_000, help="Words to judge the quality on.")] = 4_000_000,
) -> None:
    """Record what training does on this machine's GPU, or on one core if it has none: speed, memory, quality."""
    os.environ["OMP_NUM_THREADS"] = "1"  # read when NumPy is imported, below
    import torch

    from vecembed_lab.training import trace

    with _progress("Measuring") as told:
        about = trace.record(record, words, device="cuda" if torch.cuda.is_available() else "cpu", progress=told)[
            "about"
        ]
    _say(f"{about['text']}\n{about['device']}, {about['machine']}, {about['date']}, {_listed(about['versions'])}")
    _say(f"Every measurement is in {record}.")


# What the commands have in common


def _say(text: str, **how: Any) -> None:
    Console().print(text, highlight=False, soft_wrap=True, **how)


def _listed(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in versions.items())


def _relative(path: Any) -> str:
    return path.relative_to(ROOT).as_posix()


def _course() -> list[Unit]:
    """All units; never none."""
    if not (found := units(ROOT)):
        raise FileNotFoundError(f"there is no course in {ROOT}: install it from a clone with pip install -e .")
    return found


def _unit(text: str) -> Unit:
    try:
        return find_unit(text, ROOT)
    except ValueError as error:
        names = [name for unit in units(ROOT) for name in (unit.folder, unit.name)]
        raise Unknown(f"{error}{_guess(text, names)}") from None


def _named(text: str, names: Iterable[str], kind: str) -> str:
    """`text`, if it is one of `names`."""
    if text in names:
        return text
    raise Unknown(f"there is no {kind} called {text!r}; there is {', '.join(names)}{_guess(text, names)}")


def _guess(text: str, names: Iterable[str]) -> str:
    close = get_close_matches(text.lower(), list(names), n=1)
    return f". Did you mean {close[0]}?" if close else ""


def _told(standing: Any) -> str:
    """What a check said, or why it said nothing."""
    if standing.state == "not started":
        return f"{standing.exercise}: not started"
    if standing.text.startswith(standing.exercise):
        return standing.text
    return f"{standing.exercise}: not checked. {standing.text or 'Its check cell is missing or was not run.'}"


def _finished(unit: Unit) -> bool:
    from vecembed_lab.files.notebooks import NotebookError
    from vecembed_lab.learner.progress import progress

    try:
        return all(standing.done for standing in progress(unit))
    except NotebookError:
        return False


def _print_unit(unit: Unit) -> None:
    from vecembed_lab.learner.progress import progress

    table = Table("", unit.folder, "points", "", box=None, pad_edge=False)
    for s in progress(unit):
        points = f"{s.points:g}" if s.by_hand else f"{s.score:g} of {s.points:g}"
        table.add_row(_mark(s), s.exercise, points, s.state)
    Console().print(table)


def _print_course() -> None:
    from vecembed_lab.files.notebooks import NotebookError
    from vecembed_lab.learner.progress import progress

    table, broken = Table("unit", "exercises", "solved", "points", box=None, pad_edge=False), []
    for unit in _course():
        try:
            standings = progress(unit)
        except NotebookError as error:
            broken.append(error)
            table.add_row(unit.folder, "[red]cannot be read[/]")
            continue
        checked = [s for s in standings if not s.by_hand]
        points = f"{sum(s.score for s in checked):g} of {sum(s.points for s in checked):g}"
        done = f"{sum(s.done for s in standings)} of {len(standings)}"
        table.add_row(unit.folder, " ".join(map(_mark, standings)), done, points)
    Console().print(table)
    _say("\n[dim]✓ done   ◐ begun   ○ not started; more: vecembed status UNIT[/]")
    if broken:
        raise broken[0]


def _mark(standing: Any) -> str:
    return MARKS.get(standing.state, "[yellow]◐[/]")


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """A bar; call what comes back with how many are done, of how many, and whose came last."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, TextColumn("[dim]{task.fields[last]}"), transient=True) as progress:
        task = progress.add_task(what, total=None, last="")
        yield lambda done, total, last: progress.update(task, completed=done, total=total, last=escape(last))


def _print_summary(summary: Any) -> None:
    """What a run of `grade` did, and for whom something went wrong. Names of folders and files are other people's."""
    from vecembed_lab.grading.quiet import one_line

    kept = f"; {summary.kept} were graded before (--force grades them again)" if summary.kept else ""
    _say(f"{len(summary.graded)} graded{kept}.", markup=False)
    for student, notes in sorted(summary.repaired.items()):
        _say(one_line(f"! {student}: {' '.join(notes)}"), markup=False)
    for student, error in sorted(summary.errors.items()):
        _say(one_line(f"✗ {student}: {error}"), markup=False, style="red")
    if summary.judge_memory:
        sizes = (summary.judge_memory / 1e6, summary.student_memory / 1e6)
        _say("[dim]Memory of a worker: {:.0f} MB to judge, {:.0f} MB to start students' code from.[/]".format(*sizes))
    if summary.interrupted:
        _say("Stopped. The next run goes on from here.")


def _doctor(quiet: bool = False) -> None:
    """Print what was found, or with `quiet` only what needs a look; stop at the end if there was a fault."""
    from vecembed_lab.learner.doctor import examine

    faults = 0
    for finding in examine(ROOT):
        if not (quiet and finding.state == "ok"):
            _say(f"{LIGHTS[finding.state]} {finding.what:<15} {escape(finding.detail)}")
        faults += finding.state == "fault"
    if faults:
        raise typer.Exit(1)


def _fetch_for(unit: Unit) -> None:
    """Fetch what the lesson needs; without the network it has a stand-in, so that is no reason to stop."""
    from vecembed_lab.data import registry

    for name in [dataset.name for dataset in registry.DATASETS.values() if unit.name in dataset.units]:
        try:
            registry.fetch(name)
        except registry.DataError:
            _say(
                f"{name} cannot be fetched now, so the lesson uses a small stand-in and says so; "
                f"`vecembed data get {name}` tries again and says what is wrong.",
                style="yellow",
            )


def _jupyterlab(unit: Unit) -> None:
    """Serve JupyterLab in this process until it is stopped; its URL, with or without a browser, is the lesson's."""
    from jupyterlab.labapp import LabApp

    os.chdir(ROOT)  # where nbgrader's configuration is
    LabApp.launch_instance(
        [
            f"--ServerApp.root_dir={ROOT}",
            f"--LabApp.default_url=/lab/tree/{_relative(unit.my_lesson)}",
            "--allow-root",  # containers
            "--log-level=WARN",
        ]
    )
