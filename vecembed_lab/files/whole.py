"""Files that are written whole or not at all.

What is written goes into a draft beside the file and takes its place when it is complete and on the disk. Until then
the old file stays as it was: through an error, a full disk, Ctrl-C, the end of the process and the loss of power.
"""

import errno
import os
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
NO_RIGHT = (errno.EROFS, errno.EACCES, errno.EPERM)


class Unwritable(OSError):
    """A file or folder that has no room or may not be written; what it says is a sentence on it, not on its draft."""

    def __str__(self) -> str:
        what = "make room" if self.errno in NO_ROOM else "make it yours, or work in a folder that you can write"
        return f"{self.filename} cannot be written ({self.strerror}): {what}"


@contextmanager
def writing(path: Path, *, other: Path | None = None) -> Iterator[None]:
    """A block that writes `path`, or `other` in its place: what goes wrong there is said of `path`.

    Raises Unwritable where there is no room or no right to write. An error that names a file elsewhere stays as it is.
    """
    try:
        yield
    except OSError as error:
        ours = error.filename is None or Path(os.fsdecode(error.filename)) in (path, other, *path.parents)
        if ours and error.errno in NO_ROOM + NO_RIGHT:
            raise Unwritable(error.errno, error.strerror, str(path)) from None
        raise


@contextmanager
def draft(path: Path) -> Iterator[Path]:
    """An empty file beside `path` to write to. It is deleted after the block unless `settle` has put it into place.

    Drafts of `path` that killed processes of this machine left behind are deleted first.
    Raises FileNotFoundError if the folder is missing, IsADirectoryError if `path` is a folder, and what `writing` does.
    """
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path} cannot be written: there is no folder {path.parent}")
    if path.is_dir():
        raise IsADirectoryError(f"{path} cannot be written: it is a folder")
    part = path.with_name(f"{_mark(path)}{os.getpid()}.{threading.get_ident()}")
    with writing(path, other=part):
        _sweep(path)
        try:
            part.open("wb").close()  # also shows at once whether one may write here
            yield part
        finally:
            part.unlink(missing_ok=True)


def settle(part: Path, path: Path) -> Path:
    """Put a complete draft into the place of `path`, which is returned."""
    with part.open("rb+") as written:
        os.fsync(written.fileno())  # or a power failure could leave an empty file under the name
    return part.replace(path)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A draft to write to, which takes the place of `path` when the block ends, and is deleted if it fails.

    Errors are those of `draft`.
    """
    with draft(path) as part:
        yield part
        settle(part, path)


def make_folder(folder: Path) -> None:
    """Make a folder, and those around it, if it is not there. Raises Unwritable."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)


def write(path: Path, text: str) -> None:
    """Write a text whole or not at all, making its folder. Lines end in \\n on every system."""
    make_folder(path.parent)
    with whole(path) as part:
        part.write_bytes(text.encode())


def check_writable(path: Path) -> None:
    """Find out before long work whether its result can be written to `path`. Errors are those of `draft`."""
    with draft(path):
        pass


def _mark(path: Path) -> str:
    """How the names of this machine's drafts of `path` begin; the number of the process follows."""
    return f".{path.name}.{platform.node()}."


def _sweep(path: Path) -> None:
    for left in path.parent.glob(f"{escape(_mark(path))}*"):
        number = left.name.removeprefix(_mark(path)).partition(".")[0]
        if number.isdigit() and not _lives(int(number)):
            left.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    if os.name != "posix":  # elsewhere to ask is to end it
        return True
    with suppress(PermissionError):  # it lives, and is somebody else's
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
    return True
