"""What the doctor says of one thing, and how folders are tried out."""

import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `state` is ok, note (the course works, but look here) or fault (it does not)."""

    what: str
    state: str
    detail: str


def unwritable(folder: Path) -> str:
    """Why no file can be made in `folder`, or where it would be made; tried out, and empty if one can."""
    try:
        with tempfile.TemporaryFile(dir=there(folder)):
            return ""
    except OSError as error:
        return error.strerror


def there(folder: Path) -> Path:
    """The folder itself, or the nearest one above in which it would be made."""
    return next(path for path in (folder, *folder.parents) if path.exists())
