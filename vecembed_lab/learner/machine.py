"""What the machine itself gives: room, memory, time, letters, ports, the way out, graphics, servers, the sandbox."""

import locale
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import psutil

import vecembed_lab
from vecembed_lab.data import registry
from vecembed_lab.grading import jail
from vecembed_lab.learner.finding import Finding, there, unwritable
from vecembed_lab.production import postgres

ROOM = 500_000_000  # bytes free: the largest data set, once as it comes and once unpacked, and something to spare
MEMORY = 1_000_000_000  # bytes free: JupyterLab and a kernel with torch and the vectors of a unit
DAY = 86_400.0  # seconds
PORT = 8000  # of `vecembed serve`
CGROUP = Path("/sys/fs/cgroup")  # where Linux says what a container may use


def disk(root: Path) -> Finding:
    """Whether there is room for the data."""
    folder = registry.cache() if os.path.isdir(registry.cache()) else root
    free = shutil.disk_usage(there(folder)).free
    if free < ROOM:
        return Finding("disk", "note", f"only {free / 1e6:,.0f} MB free at {folder}: make room, or set VECEMBED_CACHE")
    return Finding("disk", "ok", f"{free / 1e9:,.0f} GB free at {folder}")


def memory(root: Path) -> Finding:
    """Whether a kernel has enough of it."""
    if (free := _free_memory()) < MEMORY:
        detail = f"only {free / 1e6:,.0f} MB free: close other programs, or the system may end kernels"
        return Finding("memory", "note", detail)
    return Finding("memory", "ok", f"{free / 1e9:,.1f} GB free")


def _free_memory() -> int:
    """Bytes that this process may still take, of the machine or of the container it is in."""
    free = psutil.virtual_memory().available
    with suppress(OSError, ValueError, IndexError):  # no container, or one without a limit
        most, used = (int((CGROUP / f"memory.{name}").read_text()) for name in ("max", "current"))
        kept = int((CGROUP / "memory.stat").read_text().split("\ninactive_file ")[1].split()[0])  # given up when needed
        free = min(free, max(most - used + kept, 0))
    return free


def clock(root: Path) -> Finding:
    """Whether it can be right: the course's files were not written tomorrow."""
    if time.time() < Path(vecembed_lab.__file__).stat().st_mtime - DAY:
        now = time.strftime("%Y-%m-%d %H:%M", time.localtime())
        detail = f"says {now}, which is before the course was installed: set it, or no data can be fetched"
        return Finding("clock", "note", detail)
    return Finding("clock", "ok", time.strftime("%Y-%m-%d %H:%M", time.localtime()))


def letters(root: Path) -> Finding:
    """Whether texts are UTF-8 here unless said otherwise."""
    encoding = "UTF-8" if sys.flags.utf8_mode else locale.getencoding()
    if encoding.upper().replace("-", "") != "UTF8":
        detail = f"the locale's encoding is {encoding}: set PYTHONUTF8=1, or files with letters such as é may fail"
        return Finding("letters", "note", detail)
    return Finding("letters", "ok", "UTF-8")


def port(root: Path) -> Finding:
    """Whether `vecembed serve` can listen where it usually does; JupyterLab looks for a free port by itself."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, os.name == "posix")
        try:
            tried.bind(("127.0.0.1", PORT))
        except OSError:
            detail = f"{PORT} is taken by another program: `vecembed serve --port 0` finds a free one"
            return Finding("port", "note", detail)
    return Finding("port", "ok", f"{PORT} is free")


def proxy(root: Path) -> Finding:
    """Whether the proxy that the environment names answers, and is not asked for JupyterLab."""
    named = {kind: url for kind, url in getproxies().items() if kind in ("http", "https")}
    for kind, url in named.items():
        if not _answers(url):
            detail = f"{kind}_proxy is {_without_password(url)}, which does not answer: correct it, or unset it"
            return Finding("proxy", "note", detail)
    if named and not proxy_bypass("127.0.0.1"):
        detail = "JupyterLab's own address would be looked for there: add 127.0.0.1,localhost to no_proxy"
        return Finding("proxy", "note", detail)
    return Finding("proxy", "ok", f"answers: {_without_password(min(named.values()))}" if named else "none")


def _answers(url: str) -> bool:
    """Whether somebody listens at an address."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        with socket.create_connection((parts.hostname, parts.port or 80), timeout=1):
            return True
    except (OSError, ValueError, TypeError):
        return False


def _without_password(url: str) -> str:
    start, _, rest = url.rpartition("@")
    return f"{start.partition('://')[0]}://...@{rest}" if start else rest


def graphics(root: Path) -> Finding:
    """Whether a graphics card of NVIDIA that is here can be used; the course needs none."""
    if not (tool := shutil.which("nvidia-smi")):
        return Finding("graphics", "ok", "no card of NVIDIA, and none is needed")
    try:
        done = subprocess.run([tool, "-L"], capture_output=True, text=True, timeout=20)
        answer = (done.stdout or done.stderr).strip()
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding(
            "graphics", "note", f"nvidia-smi does not run ({error}): install the driver anew; none is needed"
        )
    first = answer.partition("\n")[0]
    if done.returncode:
        detail = f"the driver of the card does not answer ({first}): install it anew; the course runs without"
        return Finding("graphics", "note", detail)
    if any("+cpu" in build.version for build in metadata.distributions(name="torch")):
        return Finding(
            "graphics", "ok", f"{first} is not used, since torch is the build for processors; none is needed"
        )
    return Finding("graphics", "ok", first)


def runtime(root: Path) -> Finding:
    """Whether JupyterLab can write where it says how kernels are reached."""
    from jupyter_core.paths import jupyter_runtime_dir

    folder = Path(jupyter_runtime_dir())
    if reason := unwritable(folder):
        detail = f"{folder} cannot be written ({reason}), and JupyterLab needs it: set JUPYTER_RUNTIME_DIR"
        return Finding("JupyterLab", "fault", detail)
    return Finding("JupyterLab", "ok", f"{folder} can be written")


def database(root: Path) -> Finding:
    """Whether there is a PostgreSQL for unit 11, which goes on without it."""
    if address := postgres.given():
        return _named_database(address)
    try:
        return Finding("database", "ok", f"PostgreSQL {postgres.tried()}, for unit 11")
    except postgres.NoServer as error:
        return Finding("database", "note", f"only unit 11 and `vecembed serve` need it: {error}")


def _named_database(address: str) -> Finding:
    """Whether the server that VECEMBED_DSN names answers, and can keep vectors."""
    from vecembed_lab.production.address import answering

    try:
        return Finding("database", "ok", f"{answering(address)}, at VECEMBED_DSN, for unit 11")
    except vecembed_lab.CourseError as error:
        detail = f"unit 11 and `vecembed serve` will fail: {error}: correct VECEMBED_DSN, or unset it"
        return Finding("database", "note", detail)


def sandbox(root: Path) -> Finding:
    """Whether strangers' code can be locked in; learners need it not, so that it is never a fault."""
    lacking = jail.missing()
    if lacking:
        detail = f"only grading a class needs it: {' and '.join(lacking)}, or a container (`vecembed grade` says how)"
        return Finding("sandbox", "note", detail)
    return Finding("sandbox", "ok", f"Landlock {jail.landlock_abi()} and seccomp: strangers' code can be graded here")
