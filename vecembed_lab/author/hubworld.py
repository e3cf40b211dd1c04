"""A machine for a hub: users, homes and a network that one process and its children see, and nobody else.

Namespaces of Linux make it: what is mounted there, and whoever runs there, is gone with the first process in it.
"""

import os
import shutil
import socket
import stat
import struct
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from vecembed_lab.author.build import BuildError

SRV = Path("/srv")  # what the hub's configuration names lies there
NAMESPACES = ("--mount", "--net", "--pid", "--ipc", "--mount-proc", "--fork", "--kill-child")
UP = struct.pack("16sh", b"lo", 0x1 | 0x40)  # what ioctl wants: a network's name, IFF_UP and IFF_RUNNING
SIOCSIFFLAGS = 0x8914


def inside(command: Sequence[str], *, timeout: float) -> str:
    """What a command prints in a world of its own, but for its errors, which are shown.

    Nothing that it started lives on. Raises BuildError if there can be no such world, or the command fails or takes
    longer than `timeout` seconds.
    """
    if why := lacking():
        raise BuildError(why)
    try:
        done = subprocess.run(["unshare", *NAMESPACES, *command], timeout=timeout, stdout=subprocess.PIPE, text=True)
    except subprocess.TimeoutExpired:
        raise BuildError(f"the hub was not done after {timeout:g} s") from None
    if done.returncode:
        raise BuildError("the hub was stopped, for the reason above")
    return done.stdout


def lacking() -> str:
    """Why there can be no such world here, in one sentence; nothing if there can."""
    if not sys.platform.startswith("linux") or not shutil.which("unshare"):
        return "a hub is played in namespaces of Linux, with `unshare`, and there are none here"
    if os.geteuid():
        return "a hub has a user of this machine for each person, whom only root can make: try it with sudo"
    if subprocess.run(["unshare", *NAMESPACES, "true"], capture_output=True).returncode:
        return "namespaces cannot be made here, as in most containers: take a machine or a virtual machine"
    return ""


def make(people: Iterable[str]) -> dict[str, Path]:
    """A network, an empty /srv, and users with these names; their homes, which nobody else can enter. From inside."""
    import fcntl

    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, UP)
    os.umask(0o022)
    _cover(SRV, [])
    return _users(people)


def hide(folder: Path, shown: Iterable[Path]) -> None:
    """Let all users see what is in `shown`, and nothing else of `folder` and of the folders closed to them above."""
    shown = [path.resolve() for path in shown if path.exists()]
    closed = {parent for path in shown for parent in path.parents if not parent.stat().st_mode & 0o001}
    for above in sorted({folder, *closed}):
        _cover(above, [path for path in shown if path.is_relative_to(above)])


def show(source: Path, target: Path) -> None:
    """Show a folder in another place, too."""
    target.mkdir(parents=True)
    _bind(str(source), target)


def _cover(folder: Path, kept: Sequence[Path]) -> None:
    """An empty folder in the place of one, which all may enter, with what is kept of it."""
    handles = {path: os.open(path, os.O_PATH) for path in kept}
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", folder], check=True)
    for path, handle in handles.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir() if stat.S_ISDIR(os.fstat(handle).st_mode) else path.touch()
        _bind(f"/proc/self/fd/{handle}", path, [handle])
        os.close(handle)


def _bind(source: str, target: Path, handles: Sequence[int] = ()) -> None:
    """Show `source` at `target`, too; a handle is no path, so the name is taken as it stands."""
    subprocess.run(["mount", "--no-canonicalize", "--bind", source, target], check=True, pass_fds=handles)


def _users(names: Iterable[str]) -> dict[str, Path]:
    """Add users to the lists of this machine, as they are seen from here; where their homes are."""
    import grp
    import pwd

    known = [*(user.pw_uid for user in pwd.getpwall()), *(group.gr_gid for group in grp.getgrall())]
    homes, first = {}, max(number for number in known if number < 60_000) + 1
    users, groups = Path("/etc/passwd").read_text(), Path("/etc/group").read_text()
    for number, name in enumerate(names, first):
        home = homes[name] = SRV / "home" / name
        home.mkdir(parents=True, mode=0o700)
        os.chown(home, number, number)
        users += f"{name}:x:{number}:{number}::{home}:/bin/bash\n"
        groups += f"{name}:x:{number}:\n"
    for name, text in {"passwd": users, "group": groups}.items():
        (SRV / name).write_text(text)
        _bind(str(SRV / name), Path("/etc", name))
    return homes


def give(folder: Path, name: str) -> None:
    """Make a folder and all in it a user's own."""
    import pwd  # Windows has none

    user = pwd.getpwnam(name)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid)
