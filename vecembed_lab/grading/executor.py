"""nbgrader's own commands with our judge: what nbgrader_config.py calls and puts into its converters.

`Autograde` takes a submission in as `converters` says, judges it with `judged` instead of a kernel, and saves what it
always saves. Whatever imports nbgrader or nbconvert does so where it is used: that takes seconds.
"""

import ast
import atexit
import functools
import os
import secrets
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from vecembed_lab import CourseError
from vecembed_lab.files.units import are_ours
from vecembed_lab.grading import intake
from vecembed_lab.grading.judge import Judge

OWN = "nbgrader_config_local.py"  # beside nbgrader_config.py: what a teacher adds to it
TRUST = "VECEMBED_TRUST_STUDENTS"  # 1 where there is no sandbox and the teacher accepts that
PRIVATE = ("gradebook.db*", OWN, ".class_seed", ".nbgrader.log", ".collected", "*.csv", "*.zip")
PRIVATE += ("submitted", "replaced", "autograded", "feedback", "reports")


def class_seed(course: Path) -> int:
    """The secret that the inputs of all checks are drawn from; made on first use, readable by its owner."""
    path = course / ".class_seed"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(str(secrets.randbits(63)))
    return int(path.read_text())


def fit(config: Path) -> None:
    """Raises CourseError if nbgrader cannot work in the folder of `config`, or if its mistakes would go unnoticed."""
    if odd := set("*?[]") & set(str(config.parent)):  # nbgrader would take the path for a pattern, and find nothing
        odd = " ".join(sorted(odd))
        raise CourseError(f"nbgrader cannot work in {config.parent}: rename the folder that has {odd} in it")
    if [type(part) for part in ast.parse(config.read_bytes()).body] != [ast.Expr, ast.Try]:
        raise CourseError(f"lines of your own belong into {OWN}: move those at the top or end of {config} there")


def usable(course: Path) -> None:
    """What the configuration of earlier versions calls; where that fails, nbgrader runs students' code all the same."""
    raise SystemExit(
        f"{course} has the nbgrader_config.py of an earlier version, in which a mistake opens the sandbox: take the "
        f"one of this version, and move lines of your own into {OWN}"
    )


def own_lines(config: Path) -> Any:
    """What a teacher adds to `config`, compiled; it runs among the names of `config`. Raises SyntaxError.

    Raises CourseError if another user, unless it is root, wrote it.
    """
    path = config.with_name(OWN)
    if not os.path.lexists(path):
        return ""
    if not are_ours(path):
        raise CourseError(f"{path} belongs to another user: who grades runs it, so it must be yours or root's")
    return compile(path.read_bytes(), path, "exec")


def keep_private(course: Path) -> None:
    """Let nobody but its owner read what is known of a class: what lies there, and what this process will make."""
    os.umask(os.umask(0o077) | 0o077)
    for path in (path for pattern in PRIVATE for path in course.glob(pattern) if not path.is_symlink()):
        with suppress(FileNotFoundError, PermissionError):  # a journal that is done with; another teacher's
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & 0o077:
                path.chmod(mode & ~0o077)


def open_release(exercises: str, *, assignment: str, **_: object) -> None:
    """After `nbgrader generate_assignment`: what is handed out may be read by those who may read its folder."""
    folder = Path(exercises, assignment)  # nbgrader works in the course's folder
    for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        path.chmod(stat.S_IMODE(path.parent.stat().st_mode))


def guard() -> None:
    """Let nbgrader read the times of submissions as we do, and its pages show every text as text.

    nbgrader reads its configuration, which calls this, before it looks at a submission or prepares formgrader.
    """
    from nbgrader.coursedir import CourseDirectory

    CourseDirectory.get_existing_timestamp = lambda _, folder: intake.timestamp(Path(folder))
    if api := sys.modules.get("nbgrader.apps.api"):
        api.NbGraderAPI.get_submitted_timestamp = _submitted_at
    if pages := sys.modules.get("nbgrader.server_extensions.formgrader.formgrader"):
        from jinja2 import Environment

        from vecembed_lab.grading.pages import FormgraderPage

        pages.Environment = functools.partial(Environment, autoescape=True)
        pages.HTMLExporter = FormgraderPage


def _submitted_at(api: Any, assignment_id: str, student_id: str) -> Any:
    folders = api.coursedir
    return intake.timestamp(Path(folders.format_path(folders.submitted_directory, student_id, assignment_id)))


def earlier_units(source: Path, unit: str) -> list[str]:
    """The names of the units before this one, by the folders they are in."""
    return [path.name.partition("_")[2] for path in sorted(source.iterdir()) if path.is_dir() and path.name < unit]


def releases(coursedir: Any, unit: str) -> list[str]:
    """The names of all notebooks that were handed out for a unit."""
    return sorted(path.name for path in _handed_out(coursedir, unit).glob("*.ipynb"))


def _handed_out(coursedir: Any, unit: str) -> Path:
    return Path(coursedir.format_path(coursedir.release_directory, ".", unit))


def release(coursedir: Any, unit: str, notebook: str) -> Path:
    """The notebook as it was handed out, of which a submission is rebuilt."""
    path = _handed_out(coursedir, unit) / f"{notebook}.ipynb"
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing; make it with: nbgrader generate_assignment {unit}")
    return path


def handed_out(notebook: Path) -> list[tuple[str, Path]]:
    """What was handed out with a released notebook, for its code to read: the names, and where links lead."""
    others = (path for path in notebook.parent.iterdir() if path.suffix != ".ipynb" and not path.name.startswith("."))
    return sorted((path.name, path.resolve()) for path in others)


def judged(notebook: Any, resources: Any) -> tuple[Any, Any]:
    """A preprocessor in the place of `Execute`: runs the student's code in the sandbox and judges it outside."""
    about = resources["nbgrader"]
    _judge().judge(notebook, seed=about["seed"], earlier=about["earlier"], beside=about["beside"])
    return notebook, resources


@functools.cache
def _judge() -> Judge:
    """One for all notebooks of a command; its warm process ends with it."""
    judge = Judge(trust_students=os.environ.get(TRUST) == "1")
    atexit.register(judge.__exit__)
    return judge
