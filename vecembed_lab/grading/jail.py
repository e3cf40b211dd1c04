"""What a student's process may do: limits, files, network, system calls. Entered after the fork, never left.

Everything here is plain Linux and needs no privilege. Numbers come from the kernel's headers (linux/landlock.h), facts
from the manual pages named beside them; `ctypes` is enough, and the bindings that exist are younger than what they bind
or want a library that is not everywhere.
"""

import contextlib
import os
import platform
import signal
import struct
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vecembed_lab.grading import libc, seccomp
from vecembed_lab.grading.seccomp import MACHINES
from vecembed_lab.grading.student import GraderError

if sys.platform != "win32":
    import resource


@dataclass(frozen=True)
class Limits:
    """What one notebook may use. Bytes, seconds, counts."""

    memory: int = 2_000_000_000  # on top of what was there when the process was forked
    file: int = 16_000_000  # of any one file
    disk: int = 100_000_000  # of all files together
    files: int = 1_000  # that it may make
    files_open: int = 64
    threads: int = 64
    answers: int = 256_000_000  # of all that it hands out
    cell_seconds: float = 30.0  # of CPU time
    total_seconds: float = 240.0  # of CPU time, of the whole notebook, cells and calls
    wall_seconds: float = 600.0  # by the clock, of the whole notebook
    restarts: int = 40  # times its process may die and be forked anew


SYSTEM = [  # of the machine, what Python and its libraries read
    *["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/usr/share/fonts"],
    *["/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/dev/zero", "/dev/random", "/dev/urandom"],
    *["/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/loadavg"],
    *(f"/proc/self/{name}" for name in ("cgroup", "cmdline", "environ", "fd", "limits", "maps", "smaps", "stat")),
    *["/proc/self/statm", "/proc/self/status"],  # not all of it: /proc/self/net is the network of the machine
    *["/sys/devices/system/cpu", "/sys/devices/system/node", "/sys/fs/cgroup"],
]
# --- Landlock: landlock(7), landlock_create_ruleset(2), landlock_add_rule(2), landlock_restrict_self(2) ---------
# The three calls have the same numbers on every machine.

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION = 1  # flag: return the ABI version
PATH_BENEATH = 1  # kind of rule: a folder and all below it, or a file
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << n for n in range(6))
MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM = (1 << n for n in range(6, 13))
REFER = 1 << 13  # ABI 2: move or link between folders
TRUNCATE = 1 << 14  # ABI 3; before it, the filter of system calls refuses truncation without the right to write
IOCTL_DEV = 1 << 15  # ABI 5
READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | TRUNCATE | MAKE_REG | MAKE_DIR | REMOVE_FILE | REMOVE_DIR | REFER
OF_A_FILE = READ_FILE | WRITE_FILE | TRUNCATE  # the kernel refuses rules that give a file the rights of a folder
TCP = 0b11  # ABI 4: bind and connect
SCOPE = 0b11  # ABI 6: abstract unix sockets and signals stay within the sandbox


def _fs_rights(abi: int) -> int:
    """All rights that this version knows: what is known and not allowed is forbidden."""
    return (1 << 13) - 1 | (REFER if abi >= 2 else 0) | (TRUNCATE if abi >= 3 else 0) | (IOCTL_DEV if abi >= 5 else 0)


def landlock_abi() -> int:
    """The version of Landlock in this kernel; 0 if there is none, or if it is switched off."""
    return max(libc.attempt("syscall", CREATE_RULESET, None, 0, VERSION), 0)


def _landlock(readable: Iterable[Path], writable: Iterable[Path], listable: Iterable[Path]) -> None:
    abi = landlock_abi()
    handled = [_fs_rights(abi), TCP if abi >= 4 else None, SCOPE if abi >= 6 else None]  # the struct grew with the ABI
    attributes = b"".join(struct.pack("=Q", field) for field in handled if field is not None)
    ruleset = libc.must("syscall", CREATE_RULESET, attributes, len(attributes), 0)
    for paths, rights in [(readable, READ), (writable, WRITE), (listable, READ_DIR)]:
        for path in paths:
            _allow(ruleset, path, rights & handled[0])
    libc.must("syscall", RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    """Allow `rights` in `path` and below; a path that is not there, or not open to us anyway, needs no rule."""
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = rights if os.path.isdir(path) else rights & OF_A_FILE
        libc.must("syscall", ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", rights, fd), 0)
    finally:
        os.close(fd)


# --- limits and privileges: getrlimit(2), capset(2), prctl(2), proc(5) -----------------------------------------

SET_DEATH_SIGNAL = 1  # prctl: what to get when the parent ends
SET_NO_NEW_PRIVS = 38  # prctl: without it, seccomp and Landlock want privileges
CAPSET = (126, 91)  # its number by processor, as in `syscalls`
CAPABILITIES_V3 = 0x20080522  # linux/capability.h: two words each of effective, permitted, inheritable


def limit_memory(further: int) -> None:
    """Let this process have no more than so many bytes on top of what it has now; Linux only."""
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    _at_most(resource.RLIMIT_AS, size + further)


def _limit(limits: Limits) -> None:
    limit_memory(limits.memory)
    cpu = int(2 * limits.total_seconds) + 10  # for a process that nobody waits for any more
    wanted = {
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_FSIZE: limits.file,
        resource.RLIMIT_NOFILE: limits.files_open,
        resource.RLIMIT_NPROC: 4096,  # counts all that this user runs; the judge watches the threads of this process
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for kind, value in wanted.items():
        _at_most(kind, value)


def _at_most(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def _drop_privileges() -> None:
    """Capabilities go, for good: root becomes an ordinary user who owns root's files, which Landlock then guards."""
    libc.must("syscall", CAPSET[MACHINES[platform.machine()].column], struct.pack("=Ii", CAPABILITIES_V3, 0), bytes(24))
    libc.must("prctl", SET_NO_NEW_PRIVS, 1, 0, 0, 0)


# --- together -------------------------------------------------------------------------------------------------


CONTAINER = "podman run --rm --network none --cap-drop all --pids-limit 512 -v .:/course -w /course IMAGE"


class NoSandbox(GraderError):
    """This machine cannot lock student code in."""

    def __init__(self, lacking: Sequence[str]):
        super().__init__(
            f"student code cannot be locked in here: the sandbox needs {' and '.join(lacking)}. Grade on a machine that"
            " has it; or confine the damage to a container with Python and the course in it (docker takes the same"
            f" words): {CONTAINER} vecembed grade UNIT --trust-students; or, if you trust every student with this"
            " machine and the gradebook, add --trust-students here."
        )


def missing() -> list[str]:
    """What this machine lacks for the sandbox, in words; empty if nothing."""
    if sys.platform != "linux":
        return [f"Linux (this is {platform.system()})"]
    if platform.machine() not in MACHINES or sys.maxsize < 1 << 32:
        return [f"a processor of the kind {' or '.join(MACHINES)}, 64 bit (this is {platform.machine()})"]
    lacking = []
    if not landlock_abi():
        lacking.append("Landlock (Linux 5.13 or later, with `landlock` among the kernel's lsm= modules)")
    if not seccomp.is_there():
        lacking.append("seccomp filters (CONFIG_SECCOMP_FILTER)")
    return lacking


def enter(limits: Limits, scratch: Path, readable: Sequence[Path], listable: Sequence[Path] = ()) -> None:
    """Give up, for ever, all that a student's code does not need. Raises OSError if any part of that fails.

    Only what is `readable`, with all below it, can be opened, and written only what is in `scratch`; `listable` are
    folders whose names may be seen. Nothing can be executed. The calling thread must be the only one.
    """
    end_with_parent()
    with contextlib.suppress(OSError):  # no lock, a courtesy: if memory runs out, this goes, and not the judge
        Path("/proc/self/oom_score_adj").write_text("1000")
    _limit(limits)
    _drop_privileges()
    _landlock(readable, [scratch, Path(os.devnull)], listable)
    seccomp.enter(system_calls())


def system_calls() -> bytes:
    """The filter of system calls for this process; to make the first takes a while, which a fork of it saves."""
    return seccomp.program(MACHINES[platform.machine()], os.getpid())


def end_with_parent() -> None:
    """Have the kernel kill this process when its parent ends, however that ends; Linux only."""
    libc.must("prctl", SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


def without(folder: Path, hidden: Sequence[Path]) -> Iterator[Path]:
    """What makes up `folder` except for the `hidden` files and folders, in as few paths as possible."""
    if any(folder == path or path in folder.parents for path in hidden):
        return
    if not any(folder in path.parents for path in hidden):
        yield folder
        return
    for child in sorted(folder.iterdir()):
        if not child.is_symlink():  # it could lead to what is hidden
            yield from without(child, hidden)
