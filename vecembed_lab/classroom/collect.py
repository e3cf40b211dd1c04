"""From a platform's archive to `submitted/`, and from `feedback/` to an archive that the platform takes back.

What comes in is anybody's: only names and bytes are read, up to a limit, and all that is written goes to places with
names of our own. Nothing that was collected before is lost.
"""

import io
import json
import os
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

from vecembed_lab.classroom.gradebook import ClassroomError, Student, gradebook, students
from vecembed_lab.classroom.platforms import Sender, meant, sender
from vecembed_lab.files.recovery import BYTES
from vecembed_lab.files.units import Unit
from vecembed_lab.files.whole import whole, write
from vecembed_lab.grading.intake import STUDENT, plain

DEPTH = 2  # archives in archives that are opened
ENTRIES = 20_000  # names that are looked at in one archive


@dataclass(frozen=True)
class Entry:
    """A notebook that was handed over, not yet read."""

    path: str
    read: Callable[[], bytes]

    @property
    def sender(self) -> Sender:
        """Who sent it."""
        return sender(self.path)


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

    With a class list only those on it get something; without one, names are taken as they are. A file that differs from
    one collected before is left, or with `replace` takes its place, and the earlier one goes to replaced/.
    Raises ClassroomError if there is no such archive, or it cannot be opened.
    """
    known = _class_list(unit)
    found, result = defaultdict(list), Collected()
    with ExitStack() as opened:
        for entry in _entries(archive, opened):
            try:
                found[_student(unit, entry.sender, known)].append(entry)
            except LookupError as reason:
                result.left[entry.path] = str(reason)
        for student, entries in sorted(found.items()):
            _take(unit, student, entries, result, replace)
    result.missing = sorted(student.id for student in known if student.id not in found)
    _remember(unit, found)
    return result


def _class_list(unit: Unit) -> list[Student]:
    with gradebook(unit, create=True) as book:
        return students(book)


def _student(unit: Unit, said: Sender, known: list[Student]) -> str:
    """The id of whoever sent a file. Raises LookupError, with the reason, if that is not known."""
    if not known:
        names = [plain(name).replace(" ", "-") for name in said.names if not _is_named(unit, f"{name}.ipynb")]
        if names and STUDENT.fullmatch(names[0]):
            return names[0]
        raise LookupError("nobody's name stands there")
    called = [student.id for student in meant(said, known)]
    if len(called) == 1:
        return called[0]
    if called:
        raise LookupError(f"it may be from {' or '.join(called)}")
    raise LookupError(
        f"nobody on the class list is {said.names[0]}" + (f", number {said.number}" if said.number else "")
    )


def _take(unit: Unit, student: str, entries: list[Entry], result: Collected, replace: bool) -> None:
    """Take one of a student's notebooks, and note what became of it and of the others."""
    chosen = _chosen(unit, entries)
    why = f"{chosen.path} was taken" if chosen else "there are several notebooks, and none is the last"
    result.left |= {entry.path: f"{student}: {why}" for entry in entries if entry is not chosen}
    if not chosen:
        return
    try:
        kind = _put(unit, student, chosen.read(), replace)
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile) as problem:  # RuntimeError: it has a password
        result.left[chosen.path] = f"{student}: {problem}"
        return
    getattr(result, kind)[student] = chosen.path
    if chosen.sender.late:
        result.late.append(student)


def _put(unit: Unit, student: str, content: bytes, replace: bool) -> str:
    """Put a notebook where it belongs, unless another is there; which of the four lists of `Collected` it goes to."""
    path = unit.root / "submitted" / student / unit.folder / f"{unit.folder}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    there = os.path.lexists(path)
    if there and path.read_bytes() == content:
        return "same"
    if there and not replace:
        return "changed"
    if there:
        _set_aside(unit, student, path)
    with whole(path) as part:
        part.write_bytes(content)
    return "replaced" if there else "new"


def _chosen(unit: Unit, entries: list[Entry]) -> Entry | None:
    """The one to take of a student's notebooks: the unit's own name before others, then the last that was handed in."""
    named = [entry for entry in entries if _is_named(unit, entry.sender.file)] or entries
    latest = max(entry.sender.order for entry in named)
    last = [entry for entry in named if entry.sender.order == latest]
    exact = [entry for entry in last if entry.sender.file == f"{unit.folder}.ipynb"] or last
    return exact[0] if len(exact) == 1 else None


def _is_named(unit: Unit, file: str) -> bool:
    """Whether a file has the unit's name, perhaps with what systems add to copies: `-1`, ` (1)`, `-Copy1`."""
    return plain(file).startswith(unit.folder) and plain(file).endswith(".ipynb")


def _set_aside(unit: Unit, student: str, path: Path) -> None:
    """Move what was collected before out of the way, under a number of its own."""
    folder = unit.root / "replaced" / student
    folder.mkdir(parents=True, exist_ok=True)
    places = (folder / f"{unit.folder}-{number}.ipynb" for number in count(1))
    path.rename(next(place for place in places if not place.exists()))


# What lies in an archive or a folder


def _entries(archive: Path, opened: ExitStack) -> Iterator[Entry]:
    """The notebooks in it, those in archives inside included."""
    if archive.is_dir():
        yield from _in_folder(archive, opened)
    elif archive.is_file() and zipfile.is_zipfile(archive):
        yield from _in_zip(archive, opened, "", 1)
    else:
        raise ClassroomError(f"{archive} is no zip file and no folder: give what the platform's download made")


def _in_folder(folder: Path, opened: ExitStack) -> Iterator[Entry]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_symlink() or not path.is_file() or any(part.startswith((".", "__MACOSX")) for part in inside.parts):
            continue
        if path.suffix.lower() == ".ipynb":
            yield Entry(inside.as_posix(), partial(_limited, partial(path.open, "rb")))
        elif path.suffix.lower() == ".zip" and zipfile.is_zipfile(path):
            yield from _in_zip(path, opened, f"{inside.with_suffix('').as_posix()}/", 1)


def _in_zip(file: Path | io.BytesIO, opened: ExitStack, outside: str, depth: int) -> Iterator[Entry]:
    archive = opened.enter_context(zipfile.ZipFile(file))
    if len(archive.infolist()) > ENTRIES:
        raise ClassroomError(f"{outside or 'the archive'} holds more than {ENTRIES:,} files")
    for member in archive.infolist():
        path = outside + member.filename.replace("\\", "/")
        name = path.rpartition("/")[2]
        if member.is_dir() or name.startswith(".") or "__MACOSX/" in path:
            continue
        read = partial(_limited, partial(archive.open, member))
        if name.lower().endswith(".ipynb"):
            yield Entry(path, read)
        elif name.lower().endswith(".zip") and depth < DEPTH and member.file_size <= BYTES:
            content = io.BytesIO(read())
            if zipfile.is_zipfile(content):
                yield from _in_zip(content, opened, f"{path[:-4]}/", depth + 1)


def _limited(opened: Callable) -> bytes:
    """The bytes of a file. Raises ValueError if there are too many to be a notebook of this course."""
    with opened() as file:
        content = file.read(BYTES + 1)
    if len(content) > BYTES:
        raise ValueError(f"it is larger than {BYTES / 1e6:.0f} MB")
    return content


# Back to the platform


def _memory(unit: Unit) -> Path:
    return unit.root / ".collected" / f"{unit.folder}.json"


def _remember(unit: Unit, found: dict[str, list[Entry]]) -> None:
    """Keep how feedback must be named, so that the platform knows whose it is."""
    replies = _replies(unit)
    for student, entries in found.items():
        if chosen := _chosen(unit, entries):
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
