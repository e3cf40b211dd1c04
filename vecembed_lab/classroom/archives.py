"""The files in a platform's archive or in a folder, those in archives inside included.

What comes in is anybody's: only names and bytes are read, up to a limit, and a file that cannot be read is named, with
the reason, and stops no other.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from vecembed_lab.classroom.gradebook import ClassroomError
from vecembed_lab.classroom.platforms import Sender, sender
from vecembed_lab.files.slim import LARGEST

DEPTH = 2  # archives in archives that are opened
ENTRIES = 20_000  # names that are looked at in an archive inside
NAME = 1_000  # characters of a name in it, with its folders
NO_NOTEBOOK = "it is no notebook (.ipynb) and no zip file"


@dataclass(frozen=True)
class Entry:
    """A file that was handed over, not yet read; `problem` says why it is not taken for a notebook."""

    path: str
    read: Callable[[], bytes]
    problem: str = ""

    @property
    def sender(self) -> Sender:
        """Who sent it."""
        return sender(self.path)


def entries(archive: Path, opened: ExitStack) -> Iterator[Entry]:
    """All files in it but hidden ones. Archives stay open as long as `opened`, for their files to be read.

    Raises ClassroomError if it is no archive and no folder, or cannot be opened.
    """
    if archive.is_dir():
        yield from _in_folder(archive, opened)
        return
    try:
        with _told():
            whole = opened.enter_context(zipfile.ZipFile(archive))
    except ValueError as problem:
        raise ClassroomError(
            f"{archive} is no zip file and no folder: give what the platform's download made; {problem}"
        ) from None
    yield from _members(whole, opened, "", 1)


def _in_folder(folder: Path, opened: ExitStack) -> Iterator[Entry]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).as_posix()
        if not (path.is_symlink() or not path.is_file() or _is_hidden(inside)):
            yield from _file(inside, partial(path.open, "rb"), partial(zipfile.ZipFile, path), opened, 1)


def _members(archive: zipfile.ZipFile, opened: ExitStack, outside: str, depth: int) -> Iterator[Entry]:
    for member in archive.infolist():
        path = outside + member.filename.replace("\\", "/")
        if not (member.is_dir() or _is_hidden(path)):
            open_ = partial(archive.open, member)
            yield from _file(path, open_, partial(_zip_inside, open_), opened, depth + 1)


def _file(
    path: str, open_: Callable, as_zip: Callable[[], zipfile.ZipFile], opened: ExitStack, depth: int
) -> Iterator[Entry]:
    """A file as it is; of a zip file what is in it, or why that cannot be seen."""
    read = partial(_limited, open_)
    if path.lower().endswith(".ipynb"):
        yield Entry(path, read)
    elif not path.lower().endswith(".zip"):
        yield Entry(path, read, NO_NOTEBOOK)
    else:
        try:
            inside = opened.enter_context(_sound(as_zip, depth))
        except ValueError as problem:
            yield Entry(path, read, str(problem))
        else:
            yield from _members(inside, opened, f"{path}/", depth)


def _sound(as_zip: Callable[[], zipfile.ZipFile], depth: int) -> zipfile.ZipFile:
    """An archive inside, open. Raises ValueError if it cannot be, or its limits are passed."""
    if depth > DEPTH:
        raise ValueError(f"it is not opened: archives may lie in each other {DEPTH} deep")
    with _told():
        archive = as_zip()
    if len(archive.infolist()) > ENTRIES or any(len(member.filename) > NAME for member in archive.infolist()):
        archive.close()
        raise ValueError(f"it holds more than {ENTRIES:,} files, or names longer than {NAME:,} characters")
    return archive


def _zip_inside(open_: Callable) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(_limited(open_)))


def _is_hidden(path: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) and part != ".." for part in PurePosixPath(path).parts)


def _limited(open_: Callable) -> bytes:
    """The bytes of a file. Raises ValueError if there are too many to be a notebook of this course, or none come."""
    with _told(), open_() as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError(f"it is larger than {LARGEST / 1e6:.0f} MB")
    return content


@contextmanager
def _told() -> Iterator[None]:
    """A ValueError for whatever goes wrong: the libraries that unpack raise errors of a dozen kinds."""
    try:
        yield
    except Exception as error:
        told = str(error) if type(error) is ValueError else f"it cannot be read ({type(error).__name__}: {error})"
        raise ValueError(told) from None
