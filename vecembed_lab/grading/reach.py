"""What of this machine and of the course a student's process may read."""

import functools
import sys
from pathlib import Path

from vecembed_lab.files.installed import CARRIED, PACKAGE
from vecembed_lab.grading import jail
from vecembed_lab.grading.jail import SYSTEM


@functools.cache
def readable(hidden: tuple[Path, ...]) -> list[Path]:
    """What a student process may read: Python, its libraries, and the package without what is hidden."""
    python = {Path(prefix, name).resolve() for prefix in (sys.prefix, sys.base_prefix) for name in ("lib", "lib64")}
    folders = [folder for folder in sorted({*python, PACKAGE}) if folder.exists()]
    folders += [Path(path) if path.startswith("/proc/self") else Path(path).resolve() for path in SYSTEM]
    return [part for folder in folders for part in jail.without(folder, hidden)]


@functools.cache
def with_compiled(hidden: tuple[Path, ...]) -> list[Path]:
    """The hidden files and folders, all checks, a wheel's lessons, and wherever Python may keep what it compiled.

    What it compiled of a module stays when that module has moved or is gone.
    """
    folders = [PACKAGE, *(path for path in PACKAGE.rglob("*") if path.is_dir() and path.name != "__pycache__")]
    compiled = [folder / "__pycache__" for folder in folders]
    return [path.resolve() for path in (*PACKAGE.glob("*/checks"), CARRIED, *hidden, *sorted(compiled))]
