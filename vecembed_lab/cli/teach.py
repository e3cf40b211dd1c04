"""What a teacher types: grade a class and say how it did."""

import os
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from vecembed_lab.cli.common import ClassUnit, course, in_clone, progress_bar, relative, say

app = typer.Typer()


@app.command(epilog="Example: `vecembed roster class.csv`")
def roster(
    file: Annotated[
        Path,
        typer.Argument(help="CSV: id,first_name,last_name,email, or as a platform exports it."),
    ],
) -> None:
    """Enter a class list into nbgrader's gradebook, so that reports have names and know who did not hand in."""
    from vecembed_lab.classroom.roster import load_roster
    from vecembed_lab.grading.quiet import one_line

    new, known, without_user = load_roster(in_clone(course()[0]), file)
    say(f"{new} students are new, {known} were known already.")
    if without_user:
        say(one_line(f"! no user name on GitHub yet, so not entered: {', '.join(without_user)}"), markup=False)


@app.command(epilog="Examples: `vecembed collect 1 submissions.zip`, `vecembed collect 1 downloads/ --replace`")
def collect(
    unit: ClassUnit,
    archive: Annotated[Path, typer.Argument(help="A zip file from Canvas or Moodle, or a folder of files or clones.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Take newer files; the earlier ones are kept in replaced/.")
    ] = False,
) -> None:
    """Sort what a platform hands over into submitted/, and say who it is from; nothing is overwritten."""
    from vecembed_lab.classroom.collect import collect
    from vecembed_lab.grading.quiet import one_line

    found = collect(unit, archive, replace=replace)
    kept = f", {len(found.replaced)} took the place of earlier ones" if found.replaced else ""
    say(f"{len(found.new)} notebooks are new{kept}, {len(found.same)} were collected before.")
    for student, path in sorted((found.new | found.replaced).items()):
        say(one_line(f"  {student}: {path}"), markup=False)
    if found.late:
        say(f"late: {', '.join(found.late)}", markup=False)
    for student, path in sorted(found.changed.items()):
        say(one_line(f"! {student}: {path} differs from what was collected before; --replace takes it"), markup=False)
    for path, reason in sorted(found.left.items()):
        say(one_line(f"! {path}: {reason}"), markup=False)
    if found.missing:
        say(f"handed in nothing: {', '.join(found.missing)}", markup=False)


@app.command(epilog="Examples: `vecembed grade 1 --workers 8`, `vecembed grade 1 --scheduler tcp://cluster:8786`")
def grade(
    unit: ClassUnit,
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

    options = {"workers": workers, "force": force, "trust_students": trust_students}
    pool = partial(cluster.Cluster, scheduler=scheduler) if scheduler else None
    with progress_bar(f"Grading {unit.folder}") as progress:
        summary = batch.grade(unit.root, unit.folder, pool=pool, progress=progress, **options)
    _print_summary(summary)
    if summary.errors or summary.interrupted:
        raise typer.Exit(130 if summary.interrupted else 1)


def _print_summary(summary: Any) -> None:
    """What a run of `grade` did, and for whom something went wrong. Names of folders and files are other people's."""
    from vecembed_lab.grading.quiet import one_line

    kept = f"; {summary.kept} were graded before (--force grades them again)" if summary.kept else ""
    say(f"{len(summary.graded)} graded{kept}.", markup=False)
    for student, notes in sorted(summary.repaired.items()):
        say(one_line(f"! {student}: {' '.join(notes)}"), markup=False)
    for student, exercises in sorted(summary.late.items()):
        say(one_line(f"! {student}: ran out of time in {', '.join(exercises)}"), markup=False)
    if summary.unlisted:
        say(one_line(f"! not on the class list: {', '.join(sorted(summary.unlisted))}"), markup=False)
    for cause, students in sorted(summary.causes.items()):
        say(one_line(f"! {len(students)} lost points: {cause}: {', '.join(sorted(students))}"), markup=False)
    for student, error in sorted(summary.errors.items()):
        say(one_line(f"✗ {student}: {error}"), markup=False, style="red")
    if summary.judge_memory:
        sizes = (summary.judge_memory / 1e6, summary.student_memory / 1e6)
        say("[dim]Memory of a worker: {:.0f} MB to judge, {:.0f} MB to run students' code.[/]".format(*sizes))
    if summary.interrupted:
        say("Stopped. The next run goes on from here.")


@app.command(epilog="Example: `vecembed report 1`")
def report(unit: ClassUnit) -> None:
    """Say how a class did: points, hard exercises, common mistakes, who needs help; files for Canvas and Moodle."""
    from vecembed_lab.classroom import report

    found, paths = report.report(unit)
    waiting = f"\n{len(found.waiting)} wait for a person, and are not in canvas.csv and moodle.csv yet."
    say(f"{found.summary}{waiting if found.waiting else ''}\n")
    for path in paths:
        say(relative(path))


@app.command(epilog="Example: `vecembed feedback 1`")
def feedback(unit: ClassUnit) -> None:
    """Pack nbgrader's feedback pages into an archive that Canvas or Moodle takes back."""
    from vecembed_lab.classroom.collect import feedback

    for path, students in feedback(unit).items():
        say(f"{relative(path)}: {len(students)} pages")


@app.command(epilog="Example: `vecembed similar 1`")
def similar(unit: ClassUnit) -> None:
    """Show submissions that are more alike than chance makes them, side by side; a person decides what it means."""
    from vecembed_lab.classroom import similarpage

    found, path = similarpage.report(unit)
    say(f"{similarpage.summary(found)}\n", markup=False)
    say(relative(path))


@app.command(epilog="Example: `vecembed forget ada`")
def forget(student: Annotated[str, typer.Argument(help="The id on the class list.")]) -> None:
    """Remove everything that is kept about a student, and the reports on the class, which name everybody."""
    from vecembed_lab.classroom.forget import forget

    for what in forget(in_clone(course()[0]), student):
        say(f"removed: {what}", markup=False)
    say("Not removed: class lists and downloads that you keep yourself, copies, and what a platform keeps.")


@app.command(epilog="Example: `vecembed tour`")
def tour() -> None:
    """Play a whole class in two minutes: lesson, release, five students, grades, feedback."""
    from vecembed_lab.author import tour

    in_clone(course()[0])
    tour.tour()


@app.command(epilog="Example: `make hub`, which calls `vecembed hub`")
def hub() -> None:
    """Play a class on a JupyterHub of its own: release, hand in, grade, feedback. Needs Linux, root and Node.js."""
    from vecembed_lab.author import hub

    in_clone(course()[0])
    say(hub.summary(hub.play()), markup=False)
