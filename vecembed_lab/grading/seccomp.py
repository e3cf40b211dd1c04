"""The filter of system calls, as the program that the kernel runs before each: seccomp(2), prctl(2).

It is written in classic BPF, a little language of jumps (linux/filter.h, linux/seccomp.h, linux/audit.h); `ctypes` is
enough to hand it over. What it says is in `syscalls`.
"""

import ctypes
import errno
import functools
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from vecembed_lab.grading import libc, syscalls
from vecembed_lab.grading.syscalls import ALLOW, KILL, OWN, PRETEND, REFUSE, UNKNOWN, UNSUPPORTED, Only, Rule

LOAD, EQUAL, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x45, 0x54, 0x06  # 32 bits at a time
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # where they stand in struct seccomp_data; an argument has 8 bytes
X32 = 0x40000000  # marks other numbers on the same machine
SET_SECCOMP, FILTER = 22, 2  # prctl(2)

LINE = struct.Struct("<HBBI")  # struct sock_filter
Line = tuple[int, int, int, int]  # a command, how many lines to leave out if it holds and if not, and its number


@dataclass(frozen=True)
class Machine:
    """What differs between processors: how seccomp names it, and the numbers of its system calls."""

    audit: int  # AUDIT_ARCH_* of linux/audit.h: ELF machine number, 64 bit, little endian
    column: int  # of the tables in `syscalls`


MACHINES = {"x86_64": Machine(0xC000003E, 0), "aarch64": Machine(0xC00000B7, 1)}
TABLES = [
    (syscalls.ALLOWED, ALLOW),
    (syscalls.REFUSED, REFUSE),
    (syscalls.PRETENDED, PRETEND),
    (syscalls.LACKING, UNSUPPORTED),
]


def program(machine: Machine, pid: int) -> bytes:
    """The filter for the process `pid`. A call that no table names fails like one that this kernel does not have."""
    return _for_anybody(machine).replace(OWN.to_bytes(4, "little"), pid.to_bytes(4, "little"))


@functools.cache
def _for_anybody(machine: Machine) -> bytes:
    """The filter, with OWN where the number of a process should be."""
    lines = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, machine.audit), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER)]
    lines += [(ANY_BIT, 0, 1, X32), (RETURN, 0, 0, KILL)]
    for rule in syscalls.BY_ARGUMENTS.values():
        lines += _if_call(rule.numbers[machine.column], _decided(rule))
    for table, answer in TABLES:
        for numbers in table.values():
            lines += _if_call(numbers[machine.column], [(RETURN, 0, 0, answer)])
    lines.append((RETURN, 0, 0, UNKNOWN))
    return b"".join(LINE.pack(*line) for line in lines)


def _if_call(number: int | None, body: list[Line]) -> list[Line]:
    """`body`, which must end in RETURN, run for one system call."""
    return [] if number is None else [(EQUAL, 0, len(body), number), *body]


def _decided(rule: Rule) -> list[Line]:
    lines = _answered(ALLOW, rule.allowed)
    if rule.pretended:
        lines += _answered(PRETEND, rule.pretended)
    return [*lines, (RETURN, 0, 0, rule.otherwise)]


def _answered(answer: int, conditions: tuple[Only, ...]) -> list[Line]:
    """Return `answer` if all conditions hold; otherwise go on after these lines."""
    lines = [(RETURN, 0, 0, answer)]
    for condition in reversed(conditions):
        lines = [*_held(condition, leave_out=len(lines)), *lines]
    return lines


def _held(condition: Only, leave_out: int) -> Iterator[Line]:
    """Leave out that many of the lines after these if a condition does not hold."""
    yield LOAD, 0, 0, ARGUMENTS + 8 * condition.place  # the low half: both machines are little endian
    yield AND, 0, 0, condition.mask
    last = len(condition.values) - 1
    for i, value in enumerate(condition.values):
        yield EQUAL, last - i, leave_out if i == last else 0, value


def enter(lines: bytes) -> None:
    """Have the kernel run a program before each system call of this thread and of all that it starts, for ever."""
    buffer = ctypes.create_string_buffer(lines, len(lines))
    filter_program = struct.pack("@HP", len(lines) // LINE.size, ctypes.addressof(buffer))  # struct sock_fprog
    libc.must("prctl", SET_SECCOMP, FILTER, filter_program, 0, 0)


def is_there() -> bool:
    """Whether this kernel has such filters: then it says that none at all is a bad address."""
    return libc.attempt("prctl", SET_SECCOMP, FILTER, None, 0, 0) != -1 or ctypes.get_errno() == errno.EFAULT
