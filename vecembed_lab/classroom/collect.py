"""From a platform's archive to `submitted/`, and from `feedback/` to an archive that the platform takes back.

All that is written goes to places with names of our own. Nothing that was collected before is lost.
"""

import dataclasses
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path

from vecembed_lab.classroom.archives import NO_NOTEBOOK, Entry, entries
from vecembed_lab.classroom.gradebook import ClassroomError, Student, gradebook, students
from vecembed_lab.classroom.platforms import PLACES, is_of_the_course, meant
from vecembed_lab.files.units import Unit
from vecembed_lab.files.whole import whole, write
from vecembed_lab.grading.intake import COPIES, STUDENT, plain

SHOWN = 10  # files of one kind that are named for one person
HARMLESS = re.compile(r"[\w .()+-]{1,100}", re.ASCII)  # a name that a file in submitted/ may have


@dataclass
class Collected:
    """What became of the files of an archive: for each student the file taken; for the rest the reason why not."""

    new: dict[str, str] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)
    late: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def collect(unit: Unit, archive: Path, *, replace: bool = False) -> Collected:
    """Sort the notebooks of an archive, or of a folder, into submitted/STUDENT/UNIT/UNIT.ipynb.

    With a class list only those on it get something; without one, names are taken as they are. Notebooks that differ
    from those collected before are left, or with `replace` take their place, and the earlier ones go to replaced/.
    Raises ClassroomError if there is no such archive, or it cannot be opened.
    """
    known = _class_list(unit)
    found, nobodys, result = defaultdict(list), defaultdict(list), Collected()
    with ExitStack() as opened:
        for entry in entries(archive, opened):
            if is_of_the_course(entry.path, unit.folder):
                continue
            try:
                found[_student(unit, entry, known)].append(entry)
            except LookupError as reason:
                if entry.problem:
                    outermost = entry.path.rpartition("/")[0].partition("/")[0]
                    nobodys[outermost, entry.problem].append(entry.path)
                else:
                    result.left[entry.path] = str(reason)
        for student, sent in sorted(found.items()):
            _take(unit, student, sent, result, replace)
    for (_, problem), paths in nobodys.items():
        _leave(result, paths, f"{problem}, and it is not known whose")
    result.missing = sorted(student.id for student in known if student.id not in found)
    _remember(unit, found)
    return result


def _class_list(unit: Unit) -> list[Student]:
    with gradebook(unit, create=True) as book:
        return students(book)


def _student(unit: Unit, entry: Entry, known: list[Student]) -> str:
    """The id of whoever sent a file. Raises LookupError, with the reason, if that is not known."""
    said = entry.sender
    names = tuple(name for name in said.names if not _is_named(unit, f"{name}.ipynb"))
    if not known:
        return _unlisted(entry, names)
    surely = dataclasses.replace(said, names=names or said.names)  # in 01_similarity-2.ipynb the 2 is no name
    called = [student.id for student in meant(surely, known) or meant(said, known)]
    if len(called) == 1:
        return called[0]
    if called:
        raise LookupError(f"it may be from {' or '.join(called)}")
    number = f", number {said.number}" if said.number else ""
    raise LookupError(f"nobody on the class list is {surely.names[0]}{number}")


def _unlisted(entry: Entry, names: Sequence[str]) -> str:
    """A name as it stands there, where there is no class list. What is no notebook names nobody."""
    name = plain(names[0]).replace(" ", "-") if names and not entry.problem else ""
    if not STUDENT.fullmatch(name):
        raise LookupError("nobody's name stands there")
    return name


def _take(unit: Unit, student: str, sent: list[Entry], result: Collected, replace: bool) -> None:
    """Take a student's notebook with the others of its name, and note what became of each file."""
    notebooks = [entry for entry in sent if not entry.problem]
    _leave_others(student, sent, bool(notebooks), result)
    chosen = _chosen(unit, notebooks)
    together = _together(unit, chosen, notebooks) if chosen else {}
    why = f"{chosen.path} was taken" if chosen else "there are several notebooks, and none is the last"
    _leave(result, [entry.path for entry in notebooks if entry not in together.values()], f"{student}: {why}")
    if not (chosen and (contents := _read(student, chosen, together, result))):
        return
    try:
        kind = _put(unit, student, contents, replace)
    except OSError as problem:
        result.left[chosen.path] = f"{student}: {problem}"
        return
    getattr(result, kind)[student] = chosen.path
    if chosen.sender.late:
        result.late.append(student)


def _leave(result: Collected, paths: Sequence[str], why: str) -> None:
    """Name files that are not taken, with the reason; where they are many, the first of them and their number."""
    result.left |= dict.fromkeys(paths[:SHOWN], why)
    if more := len(paths[SHOWN:]):
        result.left[paths[SHOWN - 1]] = f"{why}; so it is with {more} more"


def _leave_others(student: str, sent: list[Entry], has_notebook: bool, result: Collected) -> None:
    """Name what is no notebook: archives that cannot be opened, and all else of whoever sent no notebook."""
    problems = defaultdict(list)
    for entry in sent:
        if entry.problem and not (has_notebook and entry.problem == NO_NOTEBOOK):
            problems[entry.problem].append(entry.path)
    for problem, paths in problems.items():
        _leave(result, paths, f"{student}: {problem}")


def _chosen(unit: Unit, notebooks: list[Entry]) -> Entry | None:
    """The one to take: the unit's own name before others, then the last that was handed in, then where it lies."""
    if not notebooks:
        return None
    named = [entry for entry in notebooks if _is_named(unit, entry.sender.file)] or notebooks
    latest = max(entry.sender.order for entry in named)
    last = [entry for entry in named if entry.sender.order == latest]
    places = (*PLACES, "")
    nearest = min(places.index(entry.sender.place) for entry in last)
    there = [entry for entry in last if entry.sender.place == places[nearest]]
    exact = [entry for entry in there if entry.sender.file == f"{unit.folder}.ipynb"] or there
    return exact[0] if len(exact) == 1 else None


def _is_named(unit: Unit, file: str) -> bool:
    """Whether a file has the unit's name, perhaps with what systems add to copies: `-1`, ` (1)`, `-Copy1`."""
    return plain(file).startswith(unit.folder) and plain(file).endswith(".ipynb")


def _together(unit: Unit, chosen: Entry, notebooks: list[Entry]) -> dict[str, Entry]:
    """The notebook to take and those to lie beside it, where grading looks if it holds no answer, by their new names.

    These are their own names if they are harmless.
    """
    together = {f"{unit.folder}.ipynb": chosen}
    others = [entry for entry in notebooks if entry is not chosen and _is_named(unit, entry.sender.file)]
    for entry in sorted(others, key=lambda entry: -entry.sender.order)[:COPIES]:
        names = chain([plain(entry.sender.file)], (f"{unit.folder}-{number}.ipynb" for number in count(2)))
        together[next(name for name in names if HARMLESS.fullmatch(name) and name not in together)] = entry
    return together


def _read(student: str, chosen: Entry, together: dict[str, Entry], result: Collected) -> dict[str, bytes]:
    """What the notebooks hold; nothing at all if the chosen one cannot be read."""
    contents: dict[str, bytes] = {}
    for name, entry in together.items():
        try:
            contents[name] = entry.read()
        except ValueError as problem:
            result.left[entry.path] = f"{student}: {problem}"
    others = {name: entry.path for name, entry in together.items() if entry is not chosen and name in contents}
    is_read = len(others) < len(contents)
    for name, path in others.items():
        goes = f"it goes beside {chosen.path}, as {name}" if is_read else f"{chosen.path} comes before it"
        result.left[path] = f"{student}: {goes}"
    return contents if is_read else {}


def _put(unit: Unit, student: str, contents: dict[str, bytes], replace: bool) -> str:
    """Put notebooks where they belong, unless others are there; which of the four lists of `Collected` they go to."""
    folder = unit.root / "submitted" / student / unit.folder
    folder.mkdir(parents=True, exist_ok=True)
    there = [path for path in folder.iterdir() if _is_named(unit, path.name)]
    if there and {path.name: path.read_bytes() for path in there} == contents:
        return "same"
    if there and not replace:
        return "changed"
    for path in there:
        _set_aside(unit, student, path)
    for name, content in contents.items():
        with whole(folder / name) as part:
            part.write_bytes(content)
    return "replaced" if there else "new"


def _set_aside(unit: Unit, student: str, path: Path) -> None:
    """Move what was collected before out of the way, under a number of its own."""
    folder = unit.root / "replaced" / student
    folder.mkdir(parents=True, exist_ok=True)
    places = (folder / f"{unit.folder}-{number}.ipynb" for number in count(1))
    path.rename(next(place for place in places if not place.exists()))


# Back to the platform


def _memory(unit: Unit) -> Path:
    return unit.root / ".collected" / f"{unit.folder}.json"


def _remember(unit: Unit, found: dict[str, list[Entry]]) -> None:
    """Keep how feedback must be named, so that the platform knows whose it is."""
    replies = _replies(unit)
    for student, sent in found.items():
        if chosen := _chosen(unit, [entry for entry in sent if not entry.problem]):
            said = chosen.sender
            replies[student] = {"platform": said.platform, "reply": said.reply}
    write(_memory(unit), json.dumps(replies, indent=1, sort_keys=True) + "\n")


def _replies(unit: Unit) -> dict[str, dict[str, str]]:
    return json.loads(_memory(unit).read_text("utf-8")) if _memory(unit).exists() else {}


def feedback(unit: Unit) -> dict[Path, list[str]]:
    """Write reports/UNIT/feedback-PLATFORM.zip: each student's page under the name that the platform asks for.

    Canvas takes it under Upload Submissions, Moodle under Upload multiple feedback files in a zip; "folder" is for all
    others. Returns the archives, and who is in each. Raises ClassroomError if there are no pages.
    """
    pages = sorted((unit.root / "feedback").glob(f"*/{unit.folder}/{unit.folder}.html"))
    if not pages:
        raise ClassroomError(f"there is no feedback yet; make it first: nbgrader generate_feedback {unit.folder}")
    replies, archives = _replies(unit), defaultdict(dict)
    for page in pages:
        student = page.parts[-3]
        to = replies.get(student) or {"platform": "folder", "reply": ""}
        name = f"{to['reply']}{unit.folder}.html" if to["reply"] else f"{student}.html"
        archives[to["platform"]][name] = page
    written = {}
    for platform, files in archives.items():
        path = unit.root / "reports" / unit.folder / f"feedback-{platform}.zip"
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, page in files.items():
                archive.write(page, name)
        written[path] = [page.parts[-3] for page in files.values()]
    return written
