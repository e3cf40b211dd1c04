"""What a student's process may do: limits, files, network, system calls. Entered after the fork, never left."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """What one notebook may use. Bytes, seconds, counts."""

    memory: int = 2_000_000_000  # on top of what was there when the process was forked
    file: int = 16_000_000  # of any one file
    disk: int = 100_000_000  # of all files together
    files_open: int = 64
    threads: int = 64
    cell_seconds: float = 30.0
    total_seconds: float = 120.0  # of the whole notebook, cells and calls
    restarts: int = 40  # times its process may die and be forked anew


def missing() -> list[str]:
    """What this machine lacks for the sandbox, in words; empty if nothing."""
    return ["the sandbox is not written yet"]


def enter(limits: Limits, readable: Sequence[Path], writable: Sequence[Path]) -> None:
    """Give up, for ever, everything that a student's code does not need."""
