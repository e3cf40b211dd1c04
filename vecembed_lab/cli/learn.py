"""What a learner types: begin, check, ask for a hint, see how far it is, begin again."""

import os
import signal
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from vecembed_lab.cli import certifying, common, data, progress, standing, watching
from vecembed_lab.cli.common import OneUnit, UnfinishedUnit, course, one_of, relative, say
from vecembed_lab.cli.standing import feedback, summary
from vecembed_lab.files.installed import FROM_WHEEL, page
from vecembed_lab.files.units import Unit

LIGHTS = {"ok": "[green]✓[/]", "note": "[yellow]![/]", "fault": "[red]✗[/]"}

app = typer.Typer()
app.add_typer(progress.app, name="progress")
app.add_typer(data.app, name="data")


@app.command(epilog="Examples: `vecembed start`, `vecembed start 2`")
def start(
    unit: UnfinishedUnit = None,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Make everything ready, but do not open JupyterLab.")
    ] = False,
) -> None:
    """Make everything ready and open JupyterLab where you left off, or on the lesson of the unit that you name."""
    from vecembed_lab.learner.copies import copy_in
    from vecembed_lab.learner.plan import left_off

    _examine(quiet=True)
    if FROM_WHEEL:
        say(f"Your notebooks are in {common.ROOT / 'my'}.", markup=False)
    for each in course():
        for news in copy_in(each):
            say(news)
    unit, notebook = (unit, unit.my_lesson) if unit else left_off(course())
    _fetch_for(unit)
    if no_open:
        say(f"Ready: {relative(unit.my_lesson)}, then {relative(unit.my_exercises)}.")
    else:
        say(f"Opening {relative(notebook)} in JupyterLab. Ctrl-C, twice, ends it.")
        _open_jupyterlab(notebook)


def _fetch_for(unit: Unit) -> None:
    """Fetch what the lesson needs; without the network it has a stand-in, so that is no reason to stop."""
    from vecembed_lab.data import registry

    for name in [dataset.name for dataset in registry.DATASETS.values() if unit.name in dataset.units]:
        try:
            registry.fetch(name)
        except registry.DataError:
            say(
                f"{name} cannot be fetched now, so the lesson uses a small stand-in and says so; "
                f"`vecembed data get {name}` tries again and says what is wrong.",
                style="yellow",
            )


def _open_jupyterlab(notebook: Path) -> None:
    """Serve JupyterLab in this process until it is stopped; its URL, with or without a browser, is the notebook's."""
    from jupyterlab.labapp import LabApp

    os.chdir(common.ROOT)  # where nbgrader's configuration is
    LabApp.launch_instance(
        [
            f"--ServerApp.root_dir={common.ROOT}",
            f"--LabApp.default_url=/lab/tree/{relative(notebook)}",
            "--allow-root",  # containers
            "--log-level=WARN",
        ]
    )


@app.command(epilog="Examples: `vecembed check 1`, `vecembed check similarity cosine`")
def check(
    unit: OneUnit,
    exercise: Annotated[str, typer.Argument(help="The name of its function; all exercises if left out.")] = "",
) -> None:
    """Run your saved notebook in a fresh kernel and show what each check says; exit code 0 if all is solved."""
    from vecembed_lab.learner.progress import check, progress

    names = [each.exercise for each in progress(unit) if not each.by_hand]
    wanted = {one_of(exercise, names, f"exercise in {unit.folder}")} if exercise else set(names)
    with Console().status(f"Running {relative(unit.my_exercises)} in a fresh kernel"):
        notes: list[str] = []
        standings = [each for each in check(unit, notes) if each.exercise in wanted]
    saved = time.strftime("%A %H:%M:%S", time.localtime(unit.my_exercises.stat().st_mtime))
    say(f"[dim]{relative(unit.my_exercises)}, as saved on {saved}[/]\n")
    for note in notes:
        say(f"! {note}", markup=False)
    for each in standings:
        say(feedback(each) + "\n", markup=False)
    say(summary(standings))
    if not all(each.done for each in standings):
        raise typer.Exit(1)


app.command(epilog="Example: `vecembed watch 1`, with JupyterLab or an editor beside it")(watching.watch)


@app.command(epilog="Examples: `vecembed hint 1`, `vecembed hint 1 cosine 2`")
def hint(
    unit: OneUnit,
    exercise: Annotated[str, typer.Argument(help="The name of the function; all are listed if left out.")] = "",
    level: Annotated[int, typer.Argument(min=1, max=3, help="From 1, gentle, to 3, nearly the answer.")] = 1,
) -> None:
    """Give one of the three hints to an exercise, or list the exercises of a unit."""
    from vecembed_lab.files.exercises import exercises

    known = exercises(unit)
    if not exercise:
        say("\n".join([*known, f"\nThree hints to each, for example: vecembed hint {unit.folder} {next(iter(known))}"]))
        return
    name = one_of(exercise, known, f"exercise in {unit.folder}")
    say(f"Hint {level} of 3: {known[name].hints[level - 1]}", markup=False)
    if level < 3:
        say(f"More: vecembed hint {unit.folder} {name} {level + 1}")


app.command(epilog="Examples: `vecembed status`, `vecembed status 1`")(standing.status)


@app.command(epilog="Examples: `vecembed reset 1`, `vecembed reset 1 --lesson`")
def reset(
    unit: OneUnit,
    lesson: Annotated[bool, typer.Option("--lesson", help="The lesson, instead of the exercises.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Start the exercises of a unit again with a fresh copy, and keep what you had in my/backups."""
    from vecembed_lab.learner import copies

    part = "lesson" if lesson else "exercises"
    mine = copies.copies(unit)[part][1]
    if os.path.lexists(mine) and not yes:
        typer.confirm(f"Replace {relative(mine)} by a fresh copy? What you have goes to my/backups.", abort=True)
    backup = copies.reset(unit, part)
    if backup:
        say(f"{relative(mine)} is fresh. What you had is {relative(backup)}.")
    else:
        say(f"There was no {relative(mine)}. Now there is a fresh one.")


app.command(
    epilog='Examples: `vecembed certificate 1 --name "Ada Lovelace"`, `vecembed certificate --verify PAGE NOTEBOOK`'
)(certifying.certificate)


@app.command(epilog="Examples: `vecembed serve`, `vecembed serve --articles 2000 --backfill glove_weighted`")
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000,
    host: Annotated[str, typer.Option(help="Where to listen; others can reach you only at an address of yours.")] = (
        "127.0.0.1"
    ),
    articles: Annotated[int, typer.Option(min=0, help="Put in so many articles of Wikinews first.")] = 0,
    backfill: Annotated[str, typer.Option(help="Fill another version first, so that you can switch to it.")] = "",
) -> None:
    """Serve a vector store over HTTP until Ctrl-C: search, upsert, delete, switch, and a live page at the address.

    VECEMBED_DSN names a PostgreSQL server to use; without it, one of the course's own is started. VECEMBED_KEY is what
    requests must bring, and needed where others can reach you.
    """
    from vecembed_lab.data.registry import cache
    from vecembed_lab.production.serve import serve

    key = os.environ.get("VECEMBED_KEY", "")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that it, too, ends the database
    with common.progress_bar("Ingesting") as progress:
        options = {"key": key, "articles": articles, "fill": backfill, "progress": progress, "started": _say_where}
        serve(cache() / "postgres", host, port, **options)


def _say_where(address: str) -> None:
    say(f"Serving at {address}. The live page is there; Ctrl-C ends it.")


@app.command(
    epilog="Example: `vecembed accept http://127.0.0.1:8000 texts.txt --start 'vecembed serve'`\n\n"
    f"What a service must answer: `{page('capstone.md')}`"
)
def accept(
    url: Annotated[str, typer.Argument(help="The service's address, with the path of a collection if it has one.")],
    texts: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="60 texts or more that its model knows, one a line.")
    ],
    start: Annotated[
        str | None,
        typer.Option(help="The command that starts the service, so that it can be killed and started again."),
    ] = None,
) -> None:
    """Try a search service over HTTP, such as your capstone: what it does right, in points; exit code 0 if all is.

    The service may be written in any way. Documents are put in for the trial, and removed. VECEMBED_KEY is sent with
    each request.
    """
    from vecembed_lab.production.acceptance import accept, card
    from vecembed_lab.production.caller import Caller, Started
    from vecembed_lab.production.trial import read_texts

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that it, too, ends the service
    call, read = Caller(url, os.environ.get("VECEMBED_KEY", "")), read_texts(texts)
    with Console().status("Trying the service"):
        service = Started(start, call) if start is not None else None
        try:
            verdicts = accept(call, read, service and service.restart)
        finally:
            if service:
                service.stop()
    say(card(call.url, verdicts), markup=False)
    if any(verdict.why for verdict in verdicts):
        raise typer.Exit(1)


@app.command(epilog="Example: `vecembed doctor`")
def doctor() -> None:
    """Try out what the course needs of this machine and say what to do; exit code 1 if something is missing."""
    _examine(thorough=True)


def _examine(quiet: bool = False, thorough: bool = False) -> None:
    """Print what was found, or with `quiet` only what needs a look; stop at the end if there was a fault."""
    from vecembed_lab.learner.doctor import examine

    faults = 0
    for finding in examine(common.ROOT, thorough=thorough):
        if not (quiet and finding.state == "ok"):
            say(f"{LIGHTS[finding.state]} {finding.what:<15} {escape(finding.detail)}")
        faults += finding.state == "fault"
    if faults:
        raise typer.Exit(1)
