"""The door: the one place where anything of a submission is opened, for our commands and for nbgrader's.

Whoever made a submission may have filled it with anything, and may change it while it is read. So the way leads from
an open folder to a name in it and follows no link; what counts is what was opened, not what was there a moment ago;
reading ends at a limit; and nothing is ever written, renamed or removed there.
"""

import fnmatch
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from vecembed_lab.files.recovery import BYTES, Unreadable, small
from vecembed_lab.files.slim import LARGEST
from vecembed_lab.grading.quiet import one_line

STUDENT = re.compile(r"[\w@+][\w .@+-]*")  # what a folder's name may be made of: it is shown on nbgrader's pages
SMALL = 1_000  # bytes
TIME, TIME_BYTES = "timestamp.txt", 100
FILE = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # Windows has none of these
FOLDER = FILE | getattr(os, "O_DIRECTORY", 0)
COPIES = 5  # notebooks beside the one to be graded that are looked at
LINK = "it is a link to another place"
FIRST = "students' folders come first, as STUDENT/UNIT/UNIT.ipynb"

# Beside a notebook: what a browser shows as a page of its own could run as one in formgrader.
PASSIVE = {f".{end}" for end in ("csv", "gif", "jpg", "json", "md", "npy", "npz", "pdf", "png", "py", "txt")}
DEPTH, ENTRIES, TOTAL = 8, 10_000, 100_000_000  # folders in folders, names looked at, bytes in all
BIDIRECTIONAL = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}  # they show a name in another order
UNSHOWN = {"Cc", "Cs", "Zl", "Zp"}  # control characters, halves of surrogate pairs, ends of lines


class Refused(ValueError):
    """What was handed in cannot be looked at on this machine; the message says why. Nobody gets 0 points for that."""


@dataclass(frozen=True)
class HandedIn:
    """A file that was handed in, as it can be taken to another machine: its bytes, or why it cannot be read.

    `others` are the notebooks beside it, by name.
    """

    name: str
    content: bytes = b""
    notes: tuple[str, ...] = ()
    unreadable: str = ""
    others: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """A hash of all of it: another one is handed in again, whatever its date is."""
        parts = [self.name.encode(), self.content, *self.notes, self.unreadable, *chain(*self.others.items())]
        return hashlib.sha256(b"".join(_hash(part) for part in parts)).hexdigest()


def _hash(part: bytes | str) -> bytes:
    return hashlib.sha256(part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")).digest()


def students(submitted: Path, unit: str) -> tuple[list[str], dict[str, str]]:
    """Who has something for `unit` in the folder `submitted`, in order; and what is refused, with the reason.

    That is a student, or a place beside what a student handed in, as STUDENT/NAME.
    """
    taken, refused = [], {}
    for entry in sorted(os.scandir(submitted), key=lambda entry: entry.name) if submitted.is_dir() else []:
        try:
            if _has(entry, unit, refused):
                taken.append(entry.name)
        except Refused as error:
            refused[entry.name] = str(error)
    return taken, refused


def _has(student: os.DirEntry[str], unit: str, beside: dict[str, str]) -> bool:
    if student.is_symlink():
        raise Refused(f"the folder is not looked into: {LINK}")
    try:
        with _opened(student.path) as folder:
            if plain(student.name) == plain(unit):
                raise Refused(f"this is the name of a unit: {FIRST}")
            strays, there = _strays(folder, unit), _is(bool, folder, unit)
    except (NotADirectoryError, FileNotFoundError):
        strays, there = [], False
        if _is_meant(student.name, unit):
            raise Refused(f"it lies in nobody's folder: {FIRST}") from None
    except OSError as error:
        raise Refused(f"the folder cannot be opened ({error.strerror})") from None
    if strays and not there:
        raise Refused(f"{', '.join(map(one_line, strays))} is not understood: it should be {unit}/{unit}.ipynb")
    if there and not STUDENT.fullmatch(student.name):
        raise Refused(_odd_name(student.name))
    beside |= {f"{student.name}/{name}": f"it is not graded: what counts is {unit}/{unit}.ipynb" for name in strays}
    return there


def _strays(folder: int, unit: str) -> list[str]:
    """What in a student's folder was perhaps meant to be `unit`, and lies in another place or has another name."""
    found: list[str] = []
    with suppress(Unreadable):  # a crowd of files
        for name in (name for name in _names(folder) if name != unit):
            found += [name] * _is_meant(name, unit)
            with suppress(OSError, Unreadable), _opened(name, folder) as inside:
                found += [f"{name}/{unit}"] * (unit in _names(inside))
    return found[:COPIES]


def _is_meant(name: str, unit: str) -> bool:
    """Whether it is the name of a notebook, or of the unit in other letters."""
    letters = [re.sub(r"[\W_]", "", plain(text)) for text in (name.partition(".")[0], unit)]
    return not name.startswith(".") and (".ipynb" in name.lower() or letters[0] == letters[1])


def _odd_name(name: str) -> str:
    composed = unicodedata.normalize("NFC", name)
    if STUDENT.fullmatch(composed):
        return f"its letters are written in parts (decomposed Unicode): rename it to {composed}"
    return "a folder with this name cannot be a student's: give it another"


def plain(name: str) -> str:
    """A name whose letters are written in one way."""
    return unicodedata.normalize("NFC", name).casefold().strip()


def handed_in(submitted: Path, apart: Collection[str] = ()) -> HandedIn:
    """The notebook that should be at `submitted`, which is .../STUDENT/UNIT/NAME.ipynb.

    Another name will do if the folder holds no other notebook. Those whose names are in `apart` were handed out as
    notebooks of their own, and are passed over. Raises Refused if this machine cannot read it.
    """
    notes: list[str] = []
    try:
        with submission(submitted.parent) as folder:
            name = _found(folder, submitted.name, apart, notes)
            content, others = small(_content(folder, name, LARGEST)), _others(folder, {name, *apart})
    except Unreadable as error:
        return HandedIn(submitted.name, unreadable=str(error))
    except FileNotFoundError:
        return HandedIn(submitted.name, unreadable=f"there is no {submitted.name}")
    except OSError as error:
        raise Refused(f"{submitted.name} cannot be read ({error.strerror})") from None
    return HandedIn(submitted.name, content, tuple(notes), others=others)


def timestamp(folder: Path) -> Any:
    """When .../STUDENT/UNIT was handed in, as the exchange or the teacher noted it; None if not in a sane way."""
    with suppress(OSError, Unreadable), submission(folder) as inside:
        return _time(_content(inside, TIME, TIME_BYTES))
    return None


def kept(folder: Path, name: str) -> str:
    """A small text that lies in .../STUDENT/UNIT; empty if there is none that can be taken."""
    with suppress(OSError, Unreadable, UnicodeDecodeError), submission(folder) as inside:
        return _content(inside, name, SMALL).decode("utf-8")
    return ""


def _time(content: bytes) -> Any:
    from nbgrader.utils import parse_utc

    with suppress(ValueError, OverflowError, TypeError):
        return parse_utc(content.decode("utf-8").strip())
    return None


def copied(source: Path, target: Path, ignore: Sequence[str], *, notebooks: bool = False) -> list[str]:
    """Copy what may lie beside the notebooks of .../STUDENT/UNIT to `target`; what was left out, and why, comes back.

    `ignore` are patterns of names that are left out without a word, as hidden files are, and without `notebooks` these.
    Raises OSError if `target` cannot be written.
    """
    copy = _Copy([*ignore, ".*"], PASSIVE | {".ipynb"}) if notebooks else _Copy([*ignore, ".*", "*.ipynb"], PASSIVE)
    try:
        with submission(source) as folder:
            target.mkdir(parents=True)
            copy.folder(folder, target)
    except Unreadable as error:
        target.mkdir(parents=True, exist_ok=True)
        copy.left_out.append(str(error))
    return copy.left_out


# One step at a time


@contextmanager
def _opened(name: str, above: int | None = None) -> Iterator[int]:
    """A folder that is no link, open, by its name in the open folder `above`."""
    folder = os.open(name, FOLDER, dir_fd=above)
    try:
        yield folder
    finally:
        os.close(folder)


@contextmanager
def submission(folder: Path) -> Iterator[int]:
    """The folder .../STUDENT/UNIT, open. These two may not be links; what is above them is the teacher's."""
    student, unit = folder.parts[-2:]
    with ExitStack() as stack:
        inside = stack.enter_context(_opened(os.path.realpath(folder.parent.parent)))
        for name in (student, unit):
            if _is(stat.S_ISLNK, inside, name):
                raise Unreadable(LINK)
            try:
                inside = stack.enter_context(_opened(name, inside))
            except NotADirectoryError:
                raise Unreadable(f"{name} is not a folder") from None
        yield inside


def _content(folder: int, name: str, limit: int) -> bytes:
    """What a plain file holds. Raises Unreadable if it is something else or larger than `limit`, in bytes."""
    _plain(os.stat(name, dir_fd=folder, follow_symlinks=False), limit)  # to open a device can already do something
    with open(os.open(name, FILE, dir_fd=folder), "rb") as file:
        _plain(os.fstat(file.fileno()), limit)  # another file may have come in its place
        content = file.read(limit + 1)
    if len(content) > limit:
        raise Unreadable("it grew while it was read")
    return content


def _plain(found: os.stat_result, limit: int) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise Unreadable(LINK)
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable("it is not a plain file")
    if found.st_nlink > 1:
        raise Unreadable("it is a hard link: the same file has another name elsewhere")
    if found.st_size > limit:
        raise Unreadable(f"it has {_size(found.st_size)}, more than the {_size(limit)} that it may have")


def _size(n: int) -> str:
    return f"{n / 1e6:.0f} MB" if n >= 1e6 else f"{n} bytes"


def _found(folder: int, name: str, apart: Collection[str], notes: list[str]) -> str:
    """The name of the notebook that should be called `name`."""
    if _is(stat.S_ISREG, folder, name) or _is(stat.S_ISLNK, folder, name):
        return name
    names = [other for other in _names(folder) if ".ipynb" in other.lower() and other not in apart]
    others = [other for other in names if _is(stat.S_ISREG, folder, other)]
    if len(others) != 1:
        more = f", but {len(others)} other notebooks" if others else _inside(folder)
        raise Unreadable(f"there is no {name}{more}")
    notes.append(f"The file was called {one_line(others[0])}; its name should be {name}.")
    return others[0]


def _inside(folder: int) -> str:
    """That there is a folder in which somebody may have put it, if there is one."""
    folders = [name for name in _names(folder) if _is(stat.S_ISDIR, folder, name) and not name.startswith(".")]
    return f", but a folder {one_line(folders[0])}" if len(folders) == 1 else ""


def _others(folder: int, apart: Collection[str]) -> dict[str, bytes]:
    """The first few notebooks but those `apart`; what cannot be taken is left out."""
    found: dict[str, bytes] = {}
    with suppress(Unreadable):  # a crowd of files
        for other in _names(folder):
            if other.endswith(".ipynb") and other not in apart and len(found) < COPIES:
                with suppress(Unreadable, OSError):
                    found[one_line(other)] = small(_content(folder, other, LARGEST))
    return found


def _names(folder: int) -> list[str]:
    with os.scandir(folder) as entries:
        names = [entry.name for entry, _ in zip(entries, range(ENTRIES + 1), strict=False)]
    if len(names) > ENTRIES:
        raise Unreadable(f"there are more than {ENTRIES} files in one folder")
    return sorted(names)


def _is(kind: Callable[[int], bool], folder: int, name: str) -> bool:
    """Whether a name stands for a file of that kind, as `stat.S_ISREG` tells it; no link is followed."""
    with suppress(FileNotFoundError):
        return kind(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    return False


@dataclass
class _Copy:
    """The files beside a notebook on their way to a fresh folder, counted, with what was left out."""

    ignore: Sequence[str]
    endings: Collection[str]
    left_out: list[str] = field(default_factory=list)
    entries: int = 0
    total: int = 0

    def folder(self, folder: int, target: Path, depth: int = 0) -> None:
        """Copy what is in an open folder; `target` exists."""
        for name in _names(folder):
            if not any(fnmatch.fnmatch(name, pattern) for pattern in self.ignore):
                try:
                    self._entry(folder, name, target / name, depth)
                except Unreadable as error:
                    self.left_out.append(f"{one_line(name)[:80]}: {error}")

    def _entry(self, folder: int, name: str, target: Path, depth: int) -> None:
        self.entries += 1
        if self.entries > ENTRIES or depth > DEPTH:
            raise Unreadable(f"of more than {ENTRIES} files, or folders more than {DEPTH} deep, the rest is not taken")
        if any(unicodedata.category(c) in UNSHOWN or unicodedata.bidirectional(c) in BIDIRECTIONAL for c in name):
            raise Unreadable("its name has characters that cannot be shown")
        if _is(stat.S_ISDIR, folder, name):
            with ExitStack() as stack:
                with _readable():
                    inside = stack.enter_context(_opened(name, folder))
                target.mkdir()
                self.folder(inside, target, depth + 1)
        else:
            target.write_bytes(self._kept(folder, name, depth))

    def _kept(self, folder: int, name: str, depth: int) -> bytes:
        if os.path.splitext(name)[1].lower() not in self.endings:
            raise Unreadable("files with this ending are not taken")
        is_time = name == TIME and depth == 0
        with _readable():
            content = _content(folder, name, TIME_BYTES if is_time else BYTES)
        if is_time and not _time(content):
            raise Unreadable("it holds no time")
        if self.total + len(content) > TOTAL:
            raise Unreadable(f"all files together would have more than {_size(TOTAL)}")
        self.total += len(content)
        return content


@contextmanager
def _readable() -> Iterator[None]:
    """What this machine cannot read is left out like what it will not read."""
    try:
        yield
    except OSError as error:
        raise Unreadable(f"it cannot be read ({error.strerror})") from None
