"""Calls of the C library that Python has no name for."""

import ctypes
import os
import sys

if sys.platform != "win32":
    LIBC = ctypes.CDLL(None, use_errno=True)


def attempt(name: str, *arguments: int | bytes | None) -> int:
    """What a call gives; integers are passed in full width, bytes by address."""
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return getattr(LIBC, name)(*wide)


def must(name: str, *arguments: int | bytes | None) -> int:
    """The same; raises OSError if it fails."""
    result = attempt(name, *arguments)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}{arguments[:1]}: {os.strerror(error)}")
    return result
