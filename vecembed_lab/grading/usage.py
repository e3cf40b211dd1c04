"""What a student's process uses of the machine where the kernel does not keep the limit, seen from outside."""

import contextlib
import os
import stat
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from vecembed_lab.grading.jail import Limits

DEEPEST = 30  # folders in folders that a student may make


def peak(whose: str) -> int:
    """Bytes of memory that this process has had at most (SELF), or the largest of those that it started (CHILDREN).

    What a process shares with the one that it was forked from is counted. Where it runs another program, Linux counts
    what that one had before; so only who forks can ask for it.
    """
    import resource  # which Windows lacks

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(getattr(resource, f"RUSAGE_{whose}")).ru_maxrss * unit


@dataclass(frozen=True)
class Process:
    """A student's process: its number, its folder, and whether that is a disk which the kernel keeps from growing."""

    pid: int
    folder: str
    kept: bool

    def cpu_seconds(self) -> float:
        """CPU seconds that it has used, in all its threads; 0 if that cannot be seen, as where it has ended."""
        try:
            return time.clock_gettime(~self.pid << 3 | 2)  # clock_getcpuclockid(3), which Python lacks
        except OSError:
            return 0.0

    def too_much(self, limits: Limits) -> str:
        """What it uses more of than it may, in words; empty if nothing."""
        if len(_listed(f"/proc/{self.pid}/task")) > limits.threads:
            return f"It started more than {limits.threads} threads"
        try:
            sizes = list(islice(_sizes(self.folder), limits.files + 1))
        except OSError:
            return "It made a folder that cannot be looked into"
        if len(sizes) > limits.files or sum(sizes) + self._without_a_name(limits) > limits.disk:
            return f"It wrote more than {limits.files} files or {limits.disk / 1e6:g} MB"
        return ""

    def is_full(self) -> bool:
        """Whether its own disk has no room for another byte or file."""
        if not self.kept:
            return False
        space = os.statvfs(self.folder)
        return not (space.f_bavail and space.f_favail)

    def _without_a_name(self, limits: Limits) -> int:
        """Bytes of the files that are deleted and still in use, if the kernel does not count them."""
        if self.kept:
            return 0
        opened = dict(_opened(self.pid))
        mapped = set(_mapped(self.pid, self.folder)) - opened.keys()
        return sum(opened.values()) + len(mapped) * limits.file  # of the latter, what they may have at most


def _sizes(folder: str) -> Iterator[int]:
    """Bytes on disk of all files and folders in `folder`, while they may come and go.

    Raises OSError if some cannot be looked into: they are closed, or nested too deep.
    """
    pending = [folder]
    while pending:
        with contextlib.suppress(FileNotFoundError), os.scandir(pending.pop()) as entries:
            for entry in entries:
                yield entry.stat(follow_symlinks=False).st_blocks * 512
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                    if entry.path.count("/") > folder.count("/") + DEEPEST:
                        raise OSError


def _opened(pid: int) -> Iterator[tuple[int, int]]:
    """The deleted files that a process has open: their numbers, and their bytes on disk."""
    for name in _listed(f"/proc/{pid}/fd"):
        with contextlib.suppress(OSError):
            file = os.stat(f"/proc/{pid}/fd/{name}")
            if not file.st_nlink and stat.S_ISREG(file.st_mode):
                yield file.st_ino, file.st_blocks * 512


def _mapped(pid: int, folder: str) -> Iterator[int]:
    """The numbers of the deleted files in `folder` that a process has in its memory, open or not."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/maps", errors="replace") as lines:
        for line in lines:
            if folder in line and line.endswith("(deleted)\n"):
                yield int(line.split(maxsplit=5)[4])


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:  # it has just ended, or this is not Linux
        return []
