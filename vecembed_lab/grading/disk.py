"""A small file system in memory, which the kernel keeps from growing, for one process and those that it forks.

mount(2), mount_setattr(2), mount_namespaces(7), user_namespaces(7), tmpfs(5); numbers from linux/mount.h and
linux/sched.h.
"""

import os
import struct
from pathlib import Path

from vecembed_lab.grading import libc

NEW_MOUNTS, NEW_USERS = 0x20000, 0x10000000  # of unshare(2)
PRIVATE, RECURSIVELY, NOSUID, NODEV = 1 << 18, 1 << 14, 2, 4  # of mount(2)
LAZILY = 2  # of umount2(2)
MOUNT_SETATTR = 442  # on every machine
HERE, AND_BELOW = -100, 0x8000  # AT_FDCWD, AT_RECURSIVE
NOATIME, ATIME = 0x10, 0x70  # MOUNT_ATTR_NOATIME, and the mask of what it is one of


def own(folder: str, size: int, files: int) -> bool:
    """Put an empty file system over `folder`, and go there; whether this machine allows that. Others do not see it.

    At most `size` bytes and `files` files and folders fit in, those that were deleted and are still in use included.
    """
    try:
        _own_mounts()
        options = f"size={size},nr_inodes={files},mode=700".encode()
        libc.must("mount", b"none", os.fsencode(folder), b"tmpfs", NOSUID | NODEV, options)
    except OSError:
        return False
    os.chdir(folder)
    return True


def forget_reading() -> None:
    """Have it no longer noted when a file was last read, which is where one could leave a word for another.

    Only root may do that; after `own`.
    """
    attributes = struct.pack("=4Q", NOATIME, ATIME, 0, 0)  # struct mount_attr
    libc.attempt("syscall", MOUNT_SETATTR, HERE, b"/", AND_BELOW, attributes, len(attributes))


def give_back(folder: str) -> None:
    """Take the file system away again, with all that is in it."""
    os.chdir("/")
    libc.attempt("umount2", os.fsencode(folder), LAZILY)


def _own_mounts() -> None:
    """See and change mounts alone from now on: as root, or as any user in a user namespace, where that is allowed."""
    user, group = os.getuid(), os.getgid()
    if libc.attempt("unshare", NEW_MOUNTS) < 0:
        libc.must("unshare", NEW_MOUNTS | NEW_USERS)
        for name, text in [("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")]:
            Path("/proc/self", name).write_text(text)
    libc.must("mount", None, b"/", None, PRIVATE | RECURSIVELY, None)
