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
    """Why no file can be made in `folder`, tried out; empty if one can."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return error.strerror
