"""What is the learner's own: the folder my/, the notebooks in it and what lies beside them, the data."""

import os
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from vecembed_lab.data import registry
from vecembed_lab.files.installed import FROM_WHEEL
from vecembed_lab.files.notebooks import NotebookError
from vecembed_lab.files.units import HOME, Unit, units
from vecembed_lab.learner.copies import copies, mine_of, outdated, reset_command, short
from vecembed_lab.learner.finding import Finding, unwritable

OURS = {"python3", "python"}  # what a kernel of ours is called in a notebook


def folder(root: Path) -> Finding:
    """Whether notebooks can be saved."""
    mine = root / "my"
    if reason := unwritable(mine):
        other = f", or let {HOME} name a folder that you can write" if FROM_WHEEL else ""
        return Finding("your notebooks", "fault", f"{mine} cannot be written ({reason}): make it yours{other}")
    return Finding("your notebooks", "ok", f"{mine} can be written")


def _mine(root: Path) -> Iterator[tuple[Unit, str]]:
    """The copies that a learner has: the unit and the part."""
    return ((unit, part) for unit in units(root) for part, (_, mine) in copies(unit).items() if os.path.lexists(mine))


def notebooks(root: Path) -> Finding:
    """Whether all notebooks can be read."""
    for unit, part in _mine(root):
        try:
            mine_of(unit, part)
        except NotebookError as error:
            return Finding("reading them", "note", str(error))
    return Finding("reading them", "ok", f"all {len(list(_mine(root)))} can be read")


def older_copies(root: Path) -> Finding:
    """Whether the course has newer versions of notebooks that were edited."""
    old = [(unit, part) for unit, part in _mine(root) if outdated(unit, part)]
    if old:
        named = ", ".join(f"{short(copies(unit)[part][1], unit)} (`{reset_command(unit, part)}`)" for unit, part in old)
        detail = f"the course has another version of {named}: the command takes it and keeps yours"
        return Finding("their versions", "note", detail)
    return Finding("their versions", "ok", "none that you edited is older than the course")


def shadows(root: Path) -> Finding:
    """Whether a file beside a notebook has the name of a module that cells import."""
    found = [path for path in (root / "my").glob("*/*") if _module(path)]
    taken = {*sys.stdlib_module_names, *metadata.packages_distributions()} if found else set()
    if names := [path.relative_to(root).as_posix() for path in sorted(found) if _module(path) in taken]:
        detail = f"{', '.join(names)} is imported in the place of the library of that name: give it another name"
        return Finding("beside them", "note", detail)
    return Finding("beside them", "ok", "no file that is called like a library")


def _module(path: Path) -> str:
    """The module that a file or folder would be imported as; empty if it cannot be."""
    if path.is_dir():
        return path.name if any(path.glob("*.py")) else ""
    return path.stem if path.suffix == ".py" else ""


def kernels(root: Path) -> Finding:
    """Whether the notebooks ask for our kernel."""
    others = [f"{short(copies(unit)[part][1], unit)} ({name})" for unit, part, name in _asked(root) if name not in OURS]
    if others:
        detail = (
            f"asked for by {', '.join(others)} is another one: in JupyterLab choose Kernel, Change Kernel, Python 3"
        )
        return Finding("their kernel", "note", detail)
    return Finding("their kernel", "ok", "all ask for Python 3")


def _asked(root: Path) -> Iterator[tuple[Unit, str, str]]:
    """The kernels that notebooks ask for, by name; those that cannot be read, or ask for none, are passed over."""
    for unit, part in _mine(root):
        try:
            asked = mine_of(unit, part)["metadata"].get("kernelspec")
        except NotebookError:
            continue
        if isinstance(asked, dict) and asked.get("name"):
            yield unit, part, str(asked["name"])


def data(root: Path) -> Finding:
    """Whether data can be kept, or is all there; without some of it a lesson uses a stand-in, so that is no fault."""
    cache = registry.cache()
    if reason := registry.misplaced():
        return Finding("data", "fault", reason)
    if not (reason := unwritable(cache)):
        return Finding("data", "ok", f"{cache} can be written")
    missing = [dataset.name for dataset in registry.DATASETS.values() if dataset.units and not dataset.cached]
    if not missing:
        return Finding("data", "ok", f"{cache} has all that the units use (it cannot be written)")
    detail = f"{cache} has no {', no '.join(missing)}, and cannot be written ({reason})"
    return Finding("data", "note", f"{detail}: set VECEMBED_CACHE to a folder you can write")


def whole_data(root: Path) -> Finding:
    """Whether the files of data that are here are whole, read byte by byte."""
    for name in registry.DATASETS:
        if wrong := [problem for problem in registry.verify(name) if not problem.endswith("is missing")]:
            detail = f"{wrong[0]}: remove it, then `vecembed data get {name}` fetches it again"
            return Finding("data, whole", "note", detail)
    return Finding("data, whole", "ok", "every byte that is here is right")
