"""Unit 01 for a browser, with JupyterLite: an experiment, which has not been seen running a NumPy lesson.

What it needs is the full release of Pyodide, which no package registry has. Without it nothing is made.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from vecembed_lab import CourseError
from vecembed_lab.data.registry import NETWORK_TIMEOUT, cache
from vecembed_lab.files.units import ROOT, Unit
from vecembed_lab.files.whole import whole

UNIT = Unit("01_similarity")
URL = "https://github.com/pyodide/pyodide/releases/download/0.29.0/pyodide-0.29.0.tar.bz2"
SHA256 = "85395f34a808cc8852f3c4a5f5d47f906a8a52fa05e5cd70da33be82f4d86a58"
PLACE = Path("pyodide", URL.rpartition("/")[2])  # in the cache, and in $VECEMBED_MIRROR
JUPYTERLITE = ("jupyterlite-core[contents]==0.7.6", "jupyterlite-pyodide-kernel==0.7.0")  # the kernel of that Pyodide
FOR_THE_UNIT = ("numpy", "scipy", "matplotlib", "scikit-learn")
FOR_THE_KERNEL = ("micropip", "sqlite3", "jedi", "ipython")  # it asks for them when it starts
NOT_IN_PYODIDE = ("comm", "jaxtyping", "wadler-lindig")  # the first for the kernel


class NoPyodide(CourseError):
    """Pyodide's release cannot be had; the message says where it comes from and where it may be put."""


def release() -> Path:
    """Pyodide's release, from the mirror or the cache, fetched now if it is in neither.

    Raises NoPyodide if it cannot be fetched, CourseError if it has another hash.
    """
    folders = filter(None, (os.environ.get("VECEMBED_MIRROR"), cache()))
    places = (Path(folder).expanduser() / PLACE for folder in folders)
    if not (found := next(filter(Path.is_file, places), None)):
        return _fetched(cache() / PLACE)
    _check(found, found)
    return found


def _fetched(path: Path) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as part:
            with urlopen(URL, timeout=NETWORK_TIMEOUT) as source, part.open("wb") as out:
                shutil.copyfileobj(source, out)
            _check(part, URL)
    except OSError as problem:
        raise NoPyodide(
            f"the release of Pyodide is missing and could not be fetched ({problem}); "
            f"it comes from {URL} and may be put by hand at {path}"
        ) from problem
    return path


def _check(path: Path, source: Path | str) -> None:
    with path.open("rb") as opened:
        sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
    if sha256 != SHA256:
        raise CourseError(f"{source} is not the release of Pyodide: it has sha256 {sha256} instead of {SHA256}")


def build_lite(archive: Path, out: Path = ROOT / "dist" / "lite") -> Path:
    """Make the site with the lesson, the exercises and the course's wheel; the folder where it lies.

    What was there stays if it fails. The tools are installed for this only, in an environment that vanishes.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".lite.", dir=out.parent) as folder:
        work, python = Path(folder), Path(folder, "env", "bin", "python")
        unpack(archive, work / "static" / "pyodide")
        for notebook in (UNIT.lesson, UNIT.release):  # as they lie in the repository, so that links lead on
            copy = work / "files" / notebook.relative_to(ROOT)
            copy.parent.mkdir(parents=True)
            shutil.copy(notebook, copy)
        lock = ("--quiet", "-c", ROOT / "requirements.lock")
        _run(work, sys.executable, "-m", "pip", "wheel", *lock, "--no-deps", "-w", "pypi", ROOT, *NOT_IN_PYODIDE)
        _run(work, sys.executable, "-m", "venv", "env")
        _run(work, python, "-m", "pip", "install", *lock, "--no-user", "--no-compile", *JUPYTERLITE)
        _run(work, python, "-m", "jupyterlite_core", "build", "--output-dir", "site")
        shutil.rmtree(out, ignore_errors=True)
        return (work / "site").rename(out)


def unpack(archive: Path, folder: Path) -> None:
    """Put into a new folder what Pyodide itself consists of, and of its packages those that are needed here."""
    folder.mkdir(parents=True)
    with tarfile.open(archive) as tar:
        for member in filter(tarfile.TarInfo.isfile, tar):
            with tar.extractfile(member) as source, (folder / Path(member.name).name).open("wb") as copy:
                shutil.copyfileobj(source, copy)
    packages = json.loads((folder / "pyodide-lock.json").read_text("utf-8"))["packages"]
    for name in packages.keys() - _needed(packages, FOR_THE_UNIT + FOR_THE_KERNEL):
        for path in folder.glob(f"{packages[name]['file_name']}*"):  # a wheel, and what it says of itself
            path.unlink()


def _needed(packages: dict[str, dict], names: Iterable[str]) -> set[str]:
    """These packages and those that they need, and so on."""
    needed, left = set(), list(names)
    while left:
        if (name := left.pop()) not in needed:
            needed.add(name)
            left += (each.replace("_", "-") for each in packages[name]["depends"])  # as the packages are named
    return needed


def _run(folder: Path, *command: Path | str) -> None:
    if subprocess.run(command, cwd=folder).returncode:
        raise CourseError(f"the site was not made, since this failed: {' '.join(map(str, command))}")


if __name__ == "__main__":
    try:
        print(f"The experiment is made in {build_lite(release())}.")
    except NoPyodide as reason:
        print(f"Skipped: {reason}.")
    except CourseError as error:
        sys.exit(str(error))
