"""What the course needs of this machine, tried out: each finding says what to do about it."""

import ast
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from vecembed_lab.data import registry
from vecembed_lab.files.installed import FROM_WHEEL, LOCK, install
from vecembed_lab.files.units import HOME, ROOT
from vecembed_lab.grading import jail
from vecembed_lab.production import postgres

ROOM = 500_000_000  # bytes free: the largest data set, once as it comes and once unpacked, and something to spare


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `state` is ok, note (the course works, but look here) or fault (it does not)."""

    what: str
    state: str
    detail: str


def examine(root: Path = ROOT) -> Iterator[Finding]:
    """Look at everything, one finding after the other; the kernel takes about a second."""
    yield _python()
    yield _packages(LOCK)
    yield _notebooks(root / "my")
    yield _data()
    yield _room(root)
    yield _kernel()
    yield _database()
    yield _nbgrader()
    yield _sandbox()


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", "ok", f"{version} in {sys.prefix}")


def _packages(lock: Path) -> Finding:
    missing = [name for name in _required() if not _version(name)]
    if missing:
        return Finding("packages", "fault", f"{', '.join(missing)} not installed: {install()}")
    pins = re.findall(r"^([\w.-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    installed = [(name, _version(name), pin) for name, pin in pins if _version(name)]
    other = [f"{name} {version} (tested: {pin})" for name, version, pin in installed if version != pin]
    if other:
        return Finding("packages", "note", f"{', '.join(other)}. If something fails: {install()}")
    return Finding("packages", "ok", f"{len(installed)}, all in the versions the course is tested with")


def _required() -> list[str]:
    """The packages a learner needs, by name."""
    requirements = metadata.requires("vecembed-lab") or []
    return [re.match(r"[\w.-]+", requirement).group() for requirement in requirements if "extra ==" not in requirement]


def _version(name: str) -> str:
    """The version of an installed package without its build label (+cpu); empty if it is not installed."""
    try:
        return metadata.version(name).partition("+")[0]
    except metadata.PackageNotFoundError:
        return ""


def _notebooks(folder: Path) -> Finding:
    if reason := _unwritable(folder):
        other = f", or let {HOME} name a folder that you can write" if FROM_WHEEL else ""
        return Finding("your notebooks", "fault", f"{folder} cannot be written ({reason}): make it yours{other}")
    return Finding("your notebooks", "ok", f"{folder} can be written")


def _data() -> Finding:
    """Whether data can be kept, or is all there; without some of it a lesson uses a stand-in, so that is no fault."""
    folder = registry.cache()
    if reason := registry.misplaced():
        return Finding("data", "fault", reason)
    if not (reason := _unwritable(folder)):
        return Finding("data", "ok", f"{folder} can be written")
    missing = [dataset.name for dataset in registry.DATASETS.values() if dataset.units and not dataset.cached]
    if not missing:
        return Finding("data", "ok", f"{folder} has all that the units use (it cannot be written)")
    detail = f"{folder} has no {', no '.join(missing)}, and cannot be written ({reason})"
    return Finding("data", "note", f"{detail}: set VECEMBED_CACHE to a folder you can write")


def _unwritable(folder: Path) -> str:
    """Why no file can be made in `folder`, or where it would be made; tried out, and empty if one can."""
    try:
        with tempfile.TemporaryFile(dir=_there(folder)):
            return ""
    except OSError as error:
        return error.strerror


def _there(folder: Path) -> Path:
    """The folder itself, or the one in which it would be made."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _room(root: Path) -> Finding:
    folder = registry.cache() if os.path.isdir(registry.cache()) else root
    free = shutil.disk_usage(_there(folder)).free
    if free < ROOM:
        return Finding("disk", "note", f"only {free / 1e6:,.0f} MB free at {folder}: make room, or set VECEMBED_CACHE")
    return Finding("disk", "ok", f"{free / 1e9:,.0f} GB free at {folder}")


def _kernel() -> Finding:
    """Whether a kernel starts, is this Python, and finds the course."""
    try:
        prefix = _prefix_of_a_kernel()
    except Exception as error:  # whatever keeps a kernel from answering, it is a finding
        return Finding("kernel", "fault", f"does not start ({type(error).__name__}: {error}): {install()}")
    if prefix != sys.prefix:
        return Finding("kernel", "note", f"runs in {prefix}, not in {sys.prefix}: jupyter kernelspec remove python3")
    return Finding("kernel", "ok", "starts, and finds the course")


def _prefix_of_a_kernel() -> str:
    """The environment of a fresh kernel that has imported the course."""
    from jupyter_client.manager import run_kernel

    with run_kernel(kernel_name="python3", extra_arguments=["--log-level=ERROR"]) as client:
        reply = client.execute_interactive(
            "import sys, vecembed_lab", user_expressions={"prefix": "sys.prefix"}, timeout=30, output_hook=str
        )["content"]
    if reply["status"] != "ok":
        raise RuntimeError(reply["evalue"])
    return ast.literal_eval(reply["user_expressions"]["prefix"]["data"]["text/plain"])


def _database() -> Finding:
    """Whether there is a PostgreSQL for unit 11, which goes on without it."""
    if postgres.given():
        return Finding("database", "ok", "VECEMBED_DSN names a server")
    try:
        return Finding("database", "ok", f"PostgreSQL {postgres.tried()}, for unit 11")
    except postgres.NoServer as error:
        return Finding("database", "note", f"only unit 11 and `vecembed serve` need it: {error}")


def _nbgrader() -> Finding:
    """Whether a teacher's tools are there, and can find an element in a page, as every page of feedback does."""
    if not (version := _version("nbgrader")):
        return Finding("nbgrader", "ok", f"not installed, and only teachers need it: {install('teach')}")
    try:
        import soupsieve

        soupsieve.compile("img[src]")
    except Exception as error:  # of some versions on some Pythons, for every selector
        parts = f"soupsieve {_version('soupsieve')} ({type(error).__name__}: {error})"
        return Finding("nbgrader", "note", f"{version} cannot write pages of feedback with {parts}: {install('teach')}")
    return Finding("nbgrader", "ok", version)


def _sandbox() -> Finding:
    """Whether strangers' code can be locked in; learners need it not, so that it is never a fault."""
    lacking = jail.missing()
    if lacking:
        detail = f"only grading a class needs it: {' and '.join(lacking)}, or a container (`vecembed grade` says how)"
        return Finding("sandbox", "note", detail)
    return Finding("sandbox", "ok", f"Landlock {jail.landlock_abi()} and seccomp: strangers' code can be graded here")
