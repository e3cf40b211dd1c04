"""The course as web pages: texts that lie in many places, gathered in one folder, of which Sphinx makes the site.

Links in the texts are as they work in the repository. Here they are turned to the pages of the site.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from vecembed_lab import CourseError
from vecembed_lab.author.build import is_run_of, notebook, tool
from vecembed_lab.author.sections import exercise_headings, sections
from vecembed_lab.data import registry
from vecembed_lab.files import notebooks
from vecembed_lab.files.units import ROOT, Unit, units
from vecembed_lab.files.whole import write

# Code, which is left as it is, or a link to a file or a heading.
LINK = re.compile(
    r"^ *```.*?^ *```$|`[^`]+`|\[(?P<text>(?:[^][`]|`[^`]*`)*)\]\((?P<target>(?![a-z]+:)[^\s()]+)\)",
    re.DOTALL | re.MULTILINE,
)
DETAILS = re.compile(r"<details>.*?</details>", re.DOTALL)
FORMULA = re.compile(r"\$([^$]+)\$")
ABLE = re.compile(r"^\| (\d\d) .+? \| (.+) \|$", re.MULTILINE)  # what the README says of each unit
START = r"(?s)^## Start\n\n(.*?)^## "
MATHJAX = ("tex-mml-chtml.js", "output/chtml/fonts/woff-v2")


class SiteError(CourseError):
    """A site that cannot be made; the message says why and what to do."""


def build_site(root: Path = ROOT, out: Path | None = None) -> Path:
    """Make the site of the course in `root`; the folder where it lies, dist/site if `out` names no other.

    Raises CourseError, and leaves the site that was there, if a lesson's notebook is stale, a tool is missing, a link
    leads nowhere or Sphinx has any other warning.
    """
    out = out or root / "dist" / "site"
    tool("sphinx", "site")
    if stale := [unit for unit in units(root) if not is_run_of(unit.lesson, notebook(unit.lesson_text))]:
        names = ", ".join(f"course/{unit.lesson.name}" for unit in stale)
        raise SiteError(f"the site would show old lessons; run `vecembed build`, since these are stale: {names}")
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".site.", dir=out.parent) as folder:
        source, made = Path(folder, "source"), Path(folder, "site")
        gather(root, source)
        _sphinx(source, made)
        shutil.rmtree(out, ignore_errors=True)
        return made.rename(out)


def gather(root: Path, folder: Path) -> None:
    """Put all that the site is made of into a new folder: pages with their links turned, MathJax, Sphinx's settings."""
    shutil.copytree(root / "course" / "site", folder)
    names = pages(root)
    for path, name in names.items():
        if path.suffix == ".png":
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copy(path, folder / name)
        else:
            write(folder / name, _turned(path, names))
    for name, lines in _made(root).items():
        write(folder / "made" / f"{name}.md", "\n".join(lines) + "\n")
    _copy_mathjax(root / "node_modules" / "mathjax", folder / "static" / "mathjax")


def pages(root: Path) -> dict[Path, str]:
    """The files that become pages of the site, or pictures on them, and what they are called there."""
    course, proofs = root / "course", [unit.proof for unit in units(root) if unit.proof.exists()]
    return (
        {path: path.name for path in (course / "site").glob("*.md")}
        | {unit.lesson: unit.lesson.name for unit in units(root)}
        | {proof: f"proofs/{proof.name}" for proof in proofs}
        | {picture: f"images/{picture.name}" for picture in (course / "images").glob("*.png")}
        | {path: path.name for path in course.glob("*.md")}
        | {root / "CONTRIBUTING.md": "contributing.md"}
        | {root / "vecembed_lab" / "grading" / "THREATS.md": "threats.md"}
    )


def _sphinx(source: Path, made: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going"]
    done = subprocess.run([*command, "-d", source / "doctrees", source, made], capture_output=True, text=True)
    if done.returncode:
        raise SiteError(f"Sphinx is not content with the pages:\n{done.stderr.strip()}")


def _copy_mathjax(package: Path, folder: Path) -> None:
    if not package.is_dir():
        raise SiteError("formulas need MathJax, which npm brings: make node_modules")
    for name in MATHJAX:
        copy = shutil.copytree if (package / "es5" / name).is_dir() else shutil.copy
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copy(package / "es5" / name, folder / name)
    shutil.copy(package / "LICENSE", folder)


# Links


def _turned(path: Path, names: Mapping[Path, str]) -> str:
    """The text of a page, as the site has it."""
    if path.suffix == ".md":
        return turned(path.read_text("utf-8"), path, names)
    lesson = notebooks.read(path)
    for cell in lesson["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = DETAILS.sub(_with_formulas, turned(cell["source"], path, names))
    return json.dumps(lesson)


def turned(text: str, path: Path, names: Mapping[Path, str]) -> str:
    """The text of the file at `path` with its links turned to the pages that `names` has.

    An exercise leads to the list of its unit; of a link to any other file the words stay.
    Raises SiteError if there is no such file.
    """

    def turn(match: re.Match) -> str:
        if not (target := match["target"]) or target.startswith("#"):
            return match[0]
        relative, mark, part = target.partition("#")
        file = Path(os.path.normpath(path.parent / relative))
        if file in names:
            return f"[{match['text']}]({here(names[file])}{mark}{part})"
        if not file.exists():
            raise SiteError(f"{path} has a link to {target}, and there is no such file")
        if file.parent.parent.name == "exercises":
            return f"[{match['text']}]({here('exercises.md')}#{slug(_list_of(file.parent.name))})"
        return match["text"]

    def here(name: str) -> str:
        return os.path.relpath(name, PurePosixPath(names[path]).parent)

    return LINK.sub(turn, text)


def _list_of(unit: str) -> str:
    """The heading above the exercises of a unit."""
    return f"Unit {unit[:2]}"


def _with_formulas(details: re.Match) -> str:
    """Formulas in HTML, as Sphinx marks them for MathJax."""
    return FORMULA.sub(r'<span class="math">\\(\1\\)</span>', details[0])


# What pages include: made of what is written elsewhere


def _made(root: Path) -> dict[str, Iterator[str]]:
    """Parts of pages, by name, in lines of Markdown."""
    path = root / "README.md"
    readme = turned(path.read_text("utf-8"), path, pages(root) | {path: "index.md"})
    able = dict(ABLE.findall(readme))
    return {
        "start": iter([_found(START, readme, f"a part called Start in {path}")]),
        "lessons": (line for unit in units(root) for line in _lesson(unit, able)),
        "exercises": (line for unit in units(root) for line in _exercises(unit)),
        "data": _data(),
        "proofs": _proofs([unit.proof for unit in units(root) if unit.proof.exists()]),
    } | {unit.folder: _further(unit) for unit in units(root)}


def _first(unit: Unit) -> tuple[str, str]:
    """The title of a lesson, and what it says of the minutes that it takes."""
    text, path = sections(unit)[0].text, unit.lesson_text
    return _found(r"^# (.+)$", text, f"a title in {path}"), _found(r"^\*(About .+)\*$", text, f"minutes in {path}")


def _found(pattern: str, text: str, what: str) -> str:
    if not (match := re.search(pattern, text, re.MULTILINE)):
        raise SiteError(f"the site needs {what}, and there is none")
    return match[1]


def _lesson(unit: Unit, able: Mapping[str, str]) -> Iterator[str]:
    title, minutes = _first(unit)
    if (number := unit.folder[:2]) not in able:
        raise SiteError(f"README.md does not say in its table of units what one can do after unit {number}")
    yield f"- **[{title}]({unit.lesson.name})**\\"
    yield f"  You can afterwards {able[number]}.\\"
    yield f"  *{minutes}*"


def _exercises(unit: Unit) -> Iterator[str]:
    title, _ = _first(unit)
    yield from ("", f"## {_list_of(unit.folder)}", "", f"They belong to the lesson [{title}]({unit.lesson.name}).", "")
    headings = {notebooks.anchor(heading): heading for heading in exercise_headings(unit).values()}
    for section in sections(unit):
        for _, exercise in section.links:
            yield f"- {headings[exercise]}, after [{section.title}]({unit.lesson.name}#{slug(section.title)})"


def slug(heading: str) -> str:
    """What the site calls a heading in a link, as GitHub does."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _data() -> Iterator[str]:
    """What `vecembed data list` lists."""
    yield from ("| name | MB | what | licence |", "|---|--:|---|---|")
    for row in registry.status():
        yield f"| {row.name} | {row.size / 1e6:.1f} | {row.what} | {row.licence} |"


def _proofs(proofs: list[Path]) -> Iterator[str]:
    if not proofs:
        yield "The pages are not here yet: `vecembed prove` writes them."
        return
    yield from (":::{toctree}", *(f"proofs/{proof.stem}" for proof in proofs), ":::")


def _further(unit: Unit) -> Iterator[str]:
    """What a lesson says where to go on, without its exercises."""
    for entry in re.split(r"^- ", sections(unit)[-1].text, flags=re.MULTILINE)[1:]:
        if not entry.startswith("The exercises of this unit"):
            yield f"- {entry.rstrip()}"
