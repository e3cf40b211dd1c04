"""nbgrader's own commands with our intake, our judge and our pages: what nbgrader_config.py puts into its converters.

`Autograde` reads a submission through `Intake`, judges it with `judged` instead of a kernel, and saves what it
always saves. Whatever imports nbgrader or nbconvert does so where it is used: that takes seconds.
"""

import atexit
import functools
import os
import secrets
from collections.abc import MutableSequence
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any

from vecembed_lab.grading.judge import Judge
from vecembed_lab.grading.rescue import harmless, taken_in

TRUST = "VECEMBED_TRUST_STUDENTS"  # 1 where there is no sandbox and the teacher accepts that
LONG = 20_000  # characters; to read a text as Markdown takes up to the square of its length
TIME = "timestamp.txt"
PASSIVE = {f".{end}" for end in ("csv", "gif", "ipynb", "jpg", "json", "md", "npy", "npz", "pdf", "png", "py", "txt")}
TAGS = {  # what Markdown is made of; pictures from elsewhere would tell who looks at them
    *("a", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"),
    *("pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}


def class_seed(course: Path) -> int:
    """The secret that the inputs of all checks are drawn from; made on first use, readable by its owner."""
    path = course / ".class_seed"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(str(secrets.randbits(63)))
    return int(path.read_text())


def earlier_units(source: Path, unit: str) -> list[str]:
    """The names of the units before this one, by the folders they are in."""
    return [path.name.partition("_")[2] for path in sorted(source.iterdir()) if path.is_dir() and path.name < unit]


def release(coursedir: Any, unit: str, notebook: str) -> Path:
    """The notebook as it was handed out, of which a submission is rebuilt."""
    path = Path(coursedir.format_path(coursedir.release_directory, ".", unit)) / f"{notebook}.ipynb"
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing; make it with: nbgrader generate_assignment {unit}")
    return path


def intake(notebooks: MutableSequence[str], **_: object) -> None:
    """Before nbgrader opens or copies anything of a submission: no links, no pages, and the name that it expects.

    A link (or a pipe, or a device) is replaced by a small text that says where it led: nbgrader would follow it. What
    a browser could run is renamed to a text: formgrader would serve it as a page of its own. A time that is none,
    with which nbgrader would end, is renamed, too.
    """
    folder = Path(notebooks[0]).parent
    if any(path.is_symlink() for path in (folder, folder.parent)):
        notebooks[:] = []  # nbgrader then says that there is no notebook, and goes on to the next student
        return
    for path in [Path(base, name) for base, folders, files in os.walk(folder) for name in folders + files]:
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            target = os.readlink(path) if path.is_symlink() else "something that is not a file"
            path.unlink()
            path.with_name(f"{path.name}.refused.txt").write_text(f"This was a link to {target}\n", "utf-8", "replace")
        elif path.is_file() and (path.suffix.lower() not in PASSIVE or (path.name == TIME and not timestamp(path))):
            path.rename(path.with_name(f"{path.name}.refused.txt"))
    expected = folder / f"{folder.name}.ipynb"
    if len(notebooks) == 1 and not expected.exists():
        notebooks[:] = [str(expected)]  # `rescue` finds the one that is there


def timestamp(path: Path) -> Any:
    """When it was handed in, as the exchange or the teacher noted it; None if nobody did, or not in a sane way."""
    from nbgrader.utils import parse_utc

    with suppress(OSError, ValueError, OverflowError, TypeError):
        if not path.is_symlink() and path.is_file() and path.stat().st_size <= 100:
            return parse_utc(path.read_text("utf-8").strip())
    return None


def __getattr__(name: str) -> type:
    """`Intake`, the class that reads and writes notebooks for `Autograde`: made when nbgrader asks for it."""
    if name == "Intake":
        return _intake()
    raise AttributeError(name)


@functools.cache
def _intake() -> type:
    import nbformat
    from nbconvert.exporters import NotebookExporter

    class Intake(NotebookExporter):
        """Rebuilds what a student handed in; reads all other notebooks as they are."""

        def from_filename(self, filename: str, resources: Any = None, **more: Any) -> tuple[str, Any]:
            """The text of the converted notebook, and what the preprocessors left in `resources`."""
            path, course = Path(filename), self.parent.coursedir
            about = resources["nbgrader"]
            about["earlier"] = earlier_units(Path(course.root, course.source_directory), about["assignment"])
            about["seed"] = class_seed(Path(course.root))
            if path.is_relative_to(Path(course.root, course.autograded_directory)):
                return super().from_filename(filename, resources, **more)
            teacher = nbformat.read(release(course, about["assignment"], about["notebook"]), as_version=4)
            rescued = taken_in(path, teacher)
            for note in rescued.notes:
                self.log.warning("%s: %s", about["student"], note)
            resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
            return self.from_notebook_node(rescued.notebook, resources=resources, **more)

    return Intake


def judged(notebook: Any, resources: Any) -> tuple[Any, Any]:
    """A preprocessor in the place of `Execute`: runs the student's code in the sandbox and judges it outside."""
    about = resources["nbgrader"]
    _judge().judge(notebook, seed=about["seed"], earlier=about["earlier"])
    return notebook, resources


@functools.cache
def _judge() -> Judge:
    """One for all notebooks of a command; its warm process ends with it."""
    judge = Judge(trust_students=os.environ.get(TRUST) == "1")
    atexit.register(judge.__exit__)
    return judge


def markdown2html(source: str) -> str:
    """The filter of the same name for nbconvert's pages, which lets nothing through that could do something.

    What is much too long for an answer would take for ever to read; it is shown as it is. So would many `[`, by
    nbconvert, which looks for links once more in what comes of this.
    """
    page = f"<pre>{escape(source)}</pre>" if len(source) > LONG else _read(source)
    return page.replace("[", "&#91;")


def _read(source: str) -> str:
    import bleach
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    page = MarkdownWithMath(renderer=IPythonRenderer(escape=True)).render(harmless(source))
    return bleach.clean(page, tags=TAGS, attributes={"*": ["class", "id"], "a": ["href", "title"]}, strip=True)
