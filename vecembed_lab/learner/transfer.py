"""Progress in one file: to keep it, or to go on with another machine.

It is a zip archive of what a learner has in my/: notebooks, lessons that were edited or run, predictions, and what the
last checks said. `manifest.json` in it says what it is and when each file was saved.
"""

import json
import lzma
import os
import stat
import time
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from importlib import metadata
from pathlib import Path

from vecembed_lab import CourseError
from vecembed_lab.files.recovery import BYTES
from vecembed_lab.files.units import Unit
from vecembed_lab.files.whole import draft, make_folder, settle, whole
from vecembed_lab.learner.copies import set_aside, touched

FORMAT = 1  # of the archive; another number when older courses could not read it any more
MANIFEST = "manifest.json"
TOTAL = 20 * BYTES  # of all files in an archive
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    OSError,
)
Files = dict[str, bytes]


class Foreign(CourseError):
    """A file that cannot be imported; the message says why."""


def export(units: Sequence[Unit], path: Path) -> list[Unit]:
    """Write the progress in these units to a new file; the units of which something is in it.

    Raises FileExistsError if there is a file already, CourseError if nothing was done yet.
    """
    if os.path.lexists(path):
        raise FileExistsError(f"{path} exists already: give another name, or delete it")
    mine = {_called(unit, each): each for unit in units for each in _done(unit)}
    if not mine:
        raise CourseError("there is no progress to export yet: no notebook was edited or run, and nothing predicted")
    manifest = {
        "vecembed_progress": FORMAT,
        "course": metadata.version("vecembed-lab"),
        "saved": {name: each.stat().st_mtime for name, each in mine.items()},
    }
    with whole(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        for name, each in mine.items():
            archive.writestr(name, each.read_bytes())
    return [unit for unit in units if any(name.startswith(f"{unit.folder}/") for name in mine)]


def _done(unit: Unit) -> Iterator[Path]:
    """The files that hold what a learner did in a unit."""
    if touched(unit, "exercises"):
        yield from filter(Path.is_file, (unit.my_exercises, unit.my_check))
    if touched(unit, "lesson") and unit.my_lesson.is_file():
        yield unit.my_lesson
    if unit.my_predictions.is_file():
        yield unit.my_predictions


def _called(unit: Unit, path: Path) -> str:
    return f"{unit.folder}/{path.name}"


def _places(units: Sequence[Unit]) -> dict[str, tuple[Unit, Path]]:
    """Where each file of an export belongs; an export holds no others."""
    files = {unit: (unit.my_exercises, unit.my_check, unit.my_lesson, unit.my_predictions) for unit in units}
    return {_called(unit, path): (unit, path) for unit, paths in files.items() for path in paths}


def import_(units: Sequence[Unit], path: Path) -> tuple[list[Unit], list[Path]]:
    """Take over the progress in a file: the units it is of, and where what was there before is now, in my/backups.

    Nothing changes unless all of it can be read and written. Raises Foreign if the file is not an export of ours.
    """
    places = _places(units)
    files, saved = _read(path, places)
    with ExitStack() as stack, ExitStack() as undo:
        drafts = [(name, _draft(stack, places[name][1], content)) for name, content in files.items()]
        backups = [_set_aside(old, unit, undo) for name in files for unit, old in _in_the_way(*places[name], files)]
        for name, part in drafts:
            place = places[name][1]
            undo.callback(_put_back, place, place.read_bytes() if place.is_file() else None)
            settle(part, place)
            with suppress(KeyError, TypeError, ValueError, OverflowError, OSError):
                os.utime(place, (time.time(), float(saved[name])))
        undo.pop_all()
    return [unit for unit in units if any(places[name][0] == unit for name in files)], backups


def _set_aside(old: Path, unit: Unit, undo: ExitStack) -> Path:
    backup = set_aside(old, unit)
    undo.callback(os.replace, backup, old)
    return backup


def _put_back(place: Path, content: bytes | None) -> None:
    """Make a file what it was before: these bytes, or not there."""
    place.unlink(missing_ok=True)
    if content is not None:
        place.write_bytes(content)


def _draft(stack: ExitStack, path: Path, content: bytes) -> Path:
    make_folder(path.parent)
    part = stack.enter_context(draft(path))
    part.write_bytes(content)
    return part


def _in_the_way(unit: Unit, path: Path, files: Files) -> Iterator[tuple[Unit, Path]]:
    """What is in the place of a file and is neither the same nor a copy that nobody touched.

    What a check said of other exercises goes with them.
    """
    if path.is_file() and path.read_bytes() == files[_called(unit, path)]:
        return
    parts = {unit.my_exercises: "exercises", unit.my_lesson: "lesson"}
    if os.path.lexists(path) and (path not in parts or touched(unit, parts[path])):
        yield unit, path
    if path == unit.my_exercises and _called(unit, unit.my_check) not in files and os.path.lexists(unit.my_check):
        yield unit, unit.my_check


# What comes from elsewhere


def _read(path: Path, places: dict[str, tuple[Unit, Path]]) -> tuple[Files, dict[str, object]]:
    """The files of an export, and when each was saved. Raises Foreign, or OSError if it cannot be opened."""
    with path.open("rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                manifest = _manifest(archive, path)
                members = [member for member in archive.infolist() if member.filename != MANIFEST]
                _refuse_odd(members, places, path)
                files = {member.filename: _content(archive, member, path) for member in members}
        except DAMAGED as error:
            why = f"is not a file that `vecembed progress export` made, or is damaged ({error})"
            raise Foreign(f"{path} {why}") from None
    if not files:
        raise Foreign(f"{path} holds no progress")
    saved = manifest.get("saved")
    return files, saved if isinstance(saved, dict) else {}


def _manifest(archive: zipfile.ZipFile, path: Path) -> dict[str, object]:
    try:
        manifest = json.loads(_content(archive, archive.getinfo(MANIFEST), path))
        version = manifest["vecembed_progress"]
    except (KeyError, TypeError, ValueError, RecursionError):
        raise Foreign(f"{path} is not a file that `vecembed progress export` made") from None
    if version != FORMAT:
        course = ascii(manifest.get("course"))[:20]
        raise Foreign(f"{path} was made by another version of the course ({course}): update this one, then try again")
    return manifest


def _refuse_odd(members: Sequence[zipfile.ZipInfo], places: dict[str, tuple[Unit, Path]], path: Path) -> None:
    """Raises Foreign if there is anything but plain files that an export holds, each once, and not too large."""
    names = [member.filename for member in members]
    for member in members:
        name = ascii(member.filename)[:80]
        if member.filename not in places or names.count(member.filename) > 1:
            raise Foreign(f"{path} holds {name}, which no export of this course's units holds: nothing was taken")
        if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
            raise Foreign(f"{path} holds {name}, which is a link or no plain file: nothing was taken")
    if (size := sum(member.file_size for member in members)) > TOTAL:
        most = f"{TOTAL / 1e6:.0f} MB"
        raise Foreign(f"{path} holds {size / 1e6:.0f} MB, more than the {most} that it may: nothing was taken")


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> bytes:
    """A file in an archive, read no further than it may be long, whatever the archive says of its size."""
    with archive.open(member) as file:
        content = file.read(BYTES + 1)
    if len(content) > BYTES:
        raise Foreign(f"{path} holds {member.filename}, which has more than {BYTES / 1e6:.0f} MB: nothing was taken")
    return content
