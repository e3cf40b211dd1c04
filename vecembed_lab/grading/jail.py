"""What a student's process may do: limits, files, network, system calls. Entered after the fork, never left.

Everything here is plain Linux and needs no privilege. Numbers come from the kernel's headers (linux/landlock.h,
linux/seccomp.h, linux/audit.h, asm/unistd.h), facts from the manual pages named beside them; `ctypes` is enough, and
the bindings that exist are younger than what they bind or want a library that is not everywhere.
"""

import contextlib
import ctypes
import os
import platform
import signal
import struct
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

if sys.platform != "win32":
    import resource

    LIBC = ctypes.CDLL(None, use_errno=True)


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
    cell_seconds: float = 30.0
    total_seconds: float = 120.0  # of the whole notebook, cells and calls
    restarts: int = 40  # times its process may die and be forked anew


@dataclass(frozen=True)
class Machine:
    """What differs between processors: how seccomp names it, and the numbers of its system calls."""

    audit: int  # AUDIT_ARCH_* of linux/audit.h: ELF machine number, 64 bit, little endian
    column: int  # of DENIED and the like


MACHINES = {"x86_64": Machine(0xC000003E, 0), "aarch64": Machine(0xC00000B7, 1)}

# --- Landlock: landlock(7), landlock_create_ruleset(2), landlock_add_rule(2), landlock_restrict_self(2) ---------
# The three calls have the same numbers on every machine.

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION = 1  # flag: return the ABI version
PATH_BENEATH = 1  # kind of rule: a folder and all below it, or a file
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << n for n in range(6))
MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM = (1 << n for n in range(6, 13))
REFER = 1 << 13  # ABI 2: move or link between folders
TRUNCATE = 1 << 14  # ABI 3; before it, the seccomp filter below refuses truncation without the right to write
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
    return max(_libc("syscall", CREATE_RULESET, None, 0, VERSION), 0)


def _landlock(readable: Iterable[Path], writable: Iterable[Path], listable: Iterable[Path]) -> None:
    abi = landlock_abi()
    handled = [_fs_rights(abi), TCP if abi >= 4 else None, SCOPE if abi >= 6 else None]  # the struct grew with the ABI
    attributes = b"".join(struct.pack("=Q", field) for field in handled if field is not None)
    ruleset = _must("syscall", CREATE_RULESET, attributes, len(attributes), 0)
    for paths, rights in [(readable, READ), (writable, WRITE), (listable, READ_DIR)]:
        for path in paths:
            _allow(ruleset, path, rights & handled[0])
    _must("syscall", RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    """Allow `rights` in `path` and below; a path that is not there, or not open to us anyway, needs no rule."""
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = rights if os.path.isdir(path) else rights & OF_A_FILE
        _must("syscall", ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", rights, fd), 0)
    finally:
        os.close(fd)


# --- seccomp: seccomp(2), prctl(2) ----------------------------------------------------------------------------

SET_NO_NEW_PRIVS, SET_SECCOMP, FILTER = 38, 22, 2  # prctl: the first is a condition of the second; a filter program
LOAD, EQUAL, ABOVE, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x25, 0x45, 0x54, 0x06  # classic BPF, 32 bits at a time
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # where they stand in struct seccomp_data; an argument has 8 bytes
KILL, ALLOW = 0x80000000, 0x7FFF0000  # the process; the call
REFUSE, UNKNOWN, PRETEND = 0x50001, 0x50026, 0x50000  # the call fails with EPERM, with ENOSYS, with no error at all
CLONE_THREAD = 0x10000  # clone(2)
O_TRUNC_AND_MODE = 0o1003  # open(2): O_TRUNC, and the two bits that say read, write or both
LAST = 450  # the newest system call known here; whatever came later does not exist in the sandbox

DENIED = {  # name: number on x86_64, on aarch64
    # other programs and processes
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, None),
    "vfork": (58, None),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "kcmp": (312, 272),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "get_robust_list": (274, 100),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
    "setsid": (112, 157),
    "setpgid": (109, 154),
    "setns": (308, 268),
    "unshare": (272, 97),
    "personality": (135, 92),
    # network, and memory or messages that outlive a process or escape its limits
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    # owners and attributes of files, which Landlock does not watch, and ways around a path
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "truncate": (76, 45),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    # the system
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "syslog": (103, 116),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    "vhangup": (153, 58),
    # large and often broken parts of the kernel
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "inotify_init": (253, None),  # who opens which file, in folders that Landlock closes
    "inotify_init1": (294, 26),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "vmsplice": (278, 75),
    "lookup_dcookie": (212, 18),
}
PRETENDED = {  # said to be done, so that copying a file works; Landlock does not watch the rights and times of files
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
}
ABSENT = {"clone3": (435, 435), "openat2": (437, 437)}  # what they do stands in memory, out of the filter's sight
ON_ITSELF = {"kill": (62, 129), "tgkill": (234, 131), "prlimit64": (302, 261), "sched_setaffinity": (203, 122)}
PRCTL, PRCTL_ALLOWED = (157, 167), (15, 16, 21, 23, 39)  # set and get a thread's name, read what is in force
CLONE = (56, 220)
SOCKETPAIR, STREAM = (53, 199), 1  # other kinds can also send to sockets that they are no pair with
WITHOUT = {  # and those values of the second argument that are refused
    "fcntl": ((72, 25), (8, 10, 15)),  # F_SETOWN, F_SETSIG, F_SETOWN_EX: would have the kernel send anybody a signal
    "ioctl": ((16, 29), (0x8901, 0x8902, 0x5412)),  # FIOSETOWN, SIOCSPGRP: the same; TIOCSTI: types into a terminal
}
OPEN = {"open": ((2, None), 1), "openat": ((257, 56), 2)}  # and the place of its flags among the arguments


def _filter(machine: Machine, pid: int) -> bytes:
    """The program that the kernel runs before each system call; anything it does not name is allowed."""
    lines = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, machine.audit), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER)]
    lines += [(ANY_BIT, 0, 1, 0x40000000), (RETURN, 0, 0, KILL)]  # x32: other numbers on the same machine
    lines += [(ABOVE, 0, 1, LAST), (RETURN, 0, 0, UNKNOWN)]
    for calls, answer in [(DENIED, REFUSE), (PRETENDED, PRETEND), (ABSENT, UNKNOWN)]:
        for numbers in calls.values():
            lines += _if_call(numbers[machine.column], [(RETURN, 0, 0, answer)])
    for numbers in ON_ITSELF.values():
        lines += _if_call(numbers[machine.column], [_argument(0), *_one_of((0, pid)), *_REFUSE_ALLOW])
    lines += _if_call(PRCTL[machine.column], [_argument(0), *_one_of(PRCTL_ALLOWED), *_REFUSE_ALLOW])
    for numbers, values in WITHOUT.values():
        lines += _if_call(numbers[machine.column], [_argument(1), *_one_of(values), *reversed(_REFUSE_ALLOW)])
    lines += _if_call(SOCKETPAIR[machine.column], [_argument(1), (AND, 0, 0, 0xF), *_one_of((STREAM,)), *_REFUSE_ALLOW])
    lines += _if_call(CLONE[machine.column], [_argument(0), (ANY_BIT, 1, 0, CLONE_THREAD), *_REFUSE_ALLOW])
    for numbers, place in OPEN.values():
        flags = [_argument(place), (AND, 0, 0, O_TRUNC_AND_MODE), (EQUAL, 1, 0, 0o1000), (EQUAL, 0, 1, 0o1003)]
        lines += _if_call(numbers[machine.column], [*flags, *_REFUSE_ALLOW])
    lines.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


_REFUSE_ALLOW = [(RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]


def _if_call(number: int | None, body: list[tuple]) -> list[tuple]:
    """`body`, which must end in RETURN, run for one system call; jumps count the lines to leave out."""
    return [] if number is None else [(EQUAL, 0, len(body), number), *body]


def _argument(place: int) -> tuple:
    return (LOAD, 0, 0, ARGUMENTS + 8 * place)  # the low half: both machines are little endian


def _one_of(values: Sequence[int]) -> list[tuple]:
    """Leave out the line after these if what is held is one of `values`."""
    return [(EQUAL, len(values) - i, 0, value) for i, value in enumerate(values)]


def _seccomp(program: bytes) -> None:
    buffer = ctypes.create_string_buffer(program, len(program))
    count = len(program) // 8
    prog = struct.pack("@HP", count, ctypes.addressof(buffer))  # struct sock_fprog
    _must("prctl", SET_SECCOMP, FILTER, prog, 0, 0)


# --- limits and privileges: getrlimit(2), capset(2), prctl(2), proc(5) -----------------------------------------

SET_DEATH_SIGNAL = 1  # prctl: what to get when the parent ends
CAPSET = (126, 91)
CAPABILITIES_V3 = 0x20080522  # linux/capability.h: two words each of effective, permitted, inheritable


def _limit(limits: Limits) -> None:
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    cpu = int(2 * limits.total_seconds) + 10  # for a process that nobody waits for any more
    wanted = {
        resource.RLIMIT_AS: size + limits.memory,
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_FSIZE: limits.file,
        resource.RLIMIT_NOFILE: limits.files_open,
        resource.RLIMIT_NPROC: 4096,  # counts all that this user runs; the judge watches the threads of this process
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def _drop_privileges(machine: Machine) -> None:
    """Capabilities go, for good: root becomes an ordinary user who owns root's files, which Landlock then guards."""
    _must("syscall", CAPSET[machine.column], struct.pack("=Ii", CAPABILITIES_V3, 0), bytes(24))
    _must("prctl", SET_NO_NEW_PRIVS, 1, 0, 0, 0)


# --- together -------------------------------------------------------------------------------------------------


def missing() -> list[str]:
    """What this machine lacks for the sandbox, in words; empty if nothing."""
    if sys.platform != "linux":
        return [f"Linux (this is {platform.system()})"]
    if platform.machine() not in MACHINES or sys.maxsize < 1 << 32:
        return [f"a processor of the kind {' or '.join(MACHINES)}, 64 bit (this is {platform.machine()})"]
    lacking = []
    if not landlock_abi():
        lacking.append("Landlock (Linux 5.13 or later, with `landlock` among the kernel's lsm= modules)")
    if _libc("prctl", SET_SECCOMP, FILTER, None, 0, 0) == -1 and ctypes.get_errno() != 14:  # EFAULT: it is there
        lacking.append("seccomp filters (CONFIG_SECCOMP_FILTER)")
    return lacking


def enter(limits: Limits, readable: Sequence[Path], writable: Sequence[Path], listable: Sequence[Path] = ()) -> None:
    """Give up, for ever, all that a student's code does not need. Raises OSError if any part of that fails.

    Only `readable` and `writable`, with all below them, can be opened; `listable` are folders whose names may be
    seen. Nothing can be executed. The calling thread must be the only one.
    """
    machine = MACHINES[platform.machine()]
    end_with_parent()
    with contextlib.suppress(OSError):  # no lock, a courtesy: if memory runs out, this goes, and not the judge
        Path("/proc/self/oom_score_adj").write_text("1000")
    _limit(limits)
    _drop_privileges(machine)
    _landlock(readable, writable, listable)
    _seccomp(_filter(machine, os.getpid()))


def end_with_parent() -> None:
    """Have the kernel kill this process when its parent ends, however that ends; Linux only."""
    _must("prctl", SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


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


def _libc(name: str, *arguments: object) -> int:
    """A call of the C library; integers are passed in full width, bytes by address."""
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return getattr(LIBC, name)(*wide)


def _must(name: str, *arguments: object) -> int:
    result = _libc(name, *arguments)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}{arguments[:1]}: {os.strerror(error)}")
    return result
