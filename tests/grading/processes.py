"""The processes of this machine, as Linux tells of them."""

import os
from pathlib import Path


def children(leader):
    """The processes of a session, and all that descend from its leader: zygotes have sessions of their own."""
    every = map(int, filter(str.isdigit, os.listdir("/proc")))
    return [pid for pid in every if leader in (session(pid), *ancestors(pid))]


def looping(leader):
    """The children that were forked by a zygote and have computed for a fifth of a second: students' answers."""
    return [pid for pid in children(leader) if "zygote" in command(parent(pid)) and ticks(pid) > 20]


def fields(pid):
    """What is known of a process, its state first; zeros if it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 50


def parent(pid):
    return int(fields(pid)[1])


def session(pid):
    return int(fields(pid)[3])


def ticks(pid):
    """CPU time in hundredths of a second."""
    return int(fields(pid)[11])


def command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def ancestors(pid):
    while (pid := parent(pid)) > 1:
        yield pid
