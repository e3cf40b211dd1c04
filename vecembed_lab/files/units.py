"""Where everything of a unit lives: `NN_name` in the folders of the course, `name` in the package."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vecembed_lab.files.installed import CARRIED, COURSE, FROM_WHEEL

CONFIG = "nbgrader_config.py"
HOME = "VECEMBED_HOME"  # names the folder to work in, whatever the current one is


def _root() -> Path:
    """The folder to work in: the one that VECEMBED_HOME names, the course folder that we stand in, or the clone.

    If the course came in a wheel there is no clone: then the nearest folder with a learner's notebooks, or else the
    one that we stand in. Of several course folders the outermost: what students hand in may look like a course, too.
    A folder with nbgrader_config.py and no lessons is no course, but nor is the clone then: commands say so.
    """
    if home := os.environ.get(HOME):
        root = Path(home).expanduser().absolute()
        os.environ[HOME] = str(root)  # for kernels, which run in another folder
        return root
    with suppress(OSError):  # the folder is gone
        here = Path.cwd()
        around = (here, *here.parents)
        if found := [folder for folder in around if _lessons(folder) and are_ours(folder / CONFIG, folder / "course")]:
            return found[-1]
        if FROM_WHEEL:
            return next((folder for folder in around if _is_a_learners(folder)), here)
        if half := [folder for folder in around if are_ours(folder / CONFIG)]:
            return half[0]  # somebody's class, of which the lessons are missing: no other one is worked on instead
    return Path() if FROM_WHEEL else COURSE


def _lessons(folder: Path) -> list[str]:
    """The names of the lessons in a course folder; a clone has their texts, a wheel the notebooks alone."""
    texts, notebooks = (sorted((folder / "course").glob(f"[0-9][0-9]_*{end}")) for end in (".py", ".ipynb"))
    return [path.stem for path in texts or notebooks]


def _is_a_learners(folder: Path) -> bool:
    return any((folder / "my").glob("[0-9][0-9]_*")) and are_ours(folder / "my")


def are_ours(*parts: Path) -> bool:
    """Whether all are there, and nobody but us and root could have put there what commands will execute."""
    us = getattr(os, "getuid", int)()  # Windows: 0, as for every file
    return all(os.path.lexists(part) and part.lstat().st_uid in (0, us) for part in parts)


ROOT = _root()
MY_LESSON = "lesson.ipynb"  # the learner's copy of a lesson, beside that of its exercises
MY_PREDICTIONS = ".predictions.json"  # beside it: what the learner chose


@dataclass(frozen=True)
class Unit:
    """One unit of the course, known by its folder name, for example 01_similarity."""

    folder: str
    root: Path = ROOT
    source: Path | None = None  # where its lesson and exercises are, if not in `root` but in what pip installed

    @property
    def name(self) -> str:
        """The name without its number: its room in the package and that of its tests."""
        return self.folder.partition("_")[2]

    @property
    def lesson_text(self) -> Path:
        """The lesson as it is edited."""
        return self.root / "course" / f"{self.folder}.py"

    @property
    def lesson(self) -> Path:
        """The lesson as it is read: built and executed."""
        return (self.source or self.root) / "course" / f"{self.folder}.ipynb"

    @property
    def solution_text(self) -> Path:
        """The exercises with their answers, as they are edited."""
        return self.root / "solutions" / self.folder / f"{self.folder}.py"

    @property
    def solution(self) -> Path:
        """The exercises with their answers, as nbgrader reads them."""
        return self.solution_text.with_suffix(".ipynb")

    @property
    def release(self) -> Path:
        """The exercises without answers, as they are handed out."""
        return (self.source or self.root) / "exercises" / self.folder / f"{self.folder}.ipynb"

    @property
    def proof(self) -> Path:
        """The page on how its graders were proven."""
        return self.root / "course" / "proofs" / f"{self.folder}.md"

    @property
    def my_lesson(self) -> Path:
        """The learner's own copy of the lesson."""
        return self.root / "my" / self.folder / MY_LESSON

    @property
    def my_exercises(self) -> Path:
        """The learner's own copy of the exercises: the file that is handed in."""
        return self.root / "my" / self.folder / f"{self.folder}.ipynb"

    @property
    def my_predictions(self) -> Path:
        """What the learner predicted in the lesson."""
        return self.my_lesson.with_name(MY_PREDICTIONS)

    @property
    def my_check(self) -> Path:
        """What `vecembed check` said of the learner's exercises, when it last ran."""
        return self.my_exercises.with_name(".check.json")


def units(root: Path = ROOT) -> list[Unit]:
    """All units, in the order of the course; those of the wheel if `root` has no lessons of its own."""
    source = CARRIED if FROM_WHEEL and not _lessons(root) else None
    return [Unit(name, root, source) for name in _lessons(source or root)]


def find_unit(text: str, root: Path = ROOT) -> Unit:
    """The unit called `text`: its folder name, its number or its name.

    Raises ValueError, listing the units, if there is none.
    """
    for unit in units(root):
        number = unit.folder[:2]
        if text in (unit.folder, number, number.lstrip("0"), unit.name):
            return unit
    raise ValueError(f"there is no unit {text!r}; the units are {', '.join(u.folder for u in units(root))}")
