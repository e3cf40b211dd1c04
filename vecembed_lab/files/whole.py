"""Files that are written whole or not at all."""

import os
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all, making its folder. Lines end in \\n on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(text.encode())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
