"""Measuring for a long time: each result is on the disk at once, and a run that was stopped goes on where it stopped.

A record is a file of JSON: {"about": {...}, "speed": [row, ...], "quality": [row, ...]}. `about` says what all rows
have in common, such as the machine; a row says what was varied and what was found.
"""

import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from vecembed_lab.files.whole import check_writable, write

Progress = Callable[[int, int, str], None]  # is told how many jobs are done, of how many, and what comes next
BEGAN = ("date", "load")  # say when a run began; it may go on another day, while the machine has other things to do


class Job(NamedTuple):
    """A measurement to be made, and where it is written down."""

    kind: str  # the list of the record that its row belongs to
    varied: dict[str, Any]  # what tells it from all others of its kind
    measure: Callable[[], Mapping[str, Any]]  # finds what else stands in the row


def measure_all(path: Path, about: Mapping[str, Any], jobs: Sequence[Job], *, progress: Progress) -> dict[str, Any]:
    """Do the jobs that the record at `path` lacks, in order; it is written after each, and returned in the end.

    The date and the load of the machine when it began are added to what the record is about.
    Raises FileExistsError if `path` holds something else, or a record about something else; FileNotFoundError if its
    folder is missing. Both come before anything is measured.
    """
    record = _begun(path, about)
    for done, job in enumerate(jobs):
        progress(done, len(jobs), _said(job))
        rows = record.setdefault(job.kind, [])
        if not any(job.varied.items() <= row.items() for row in rows):
            rows.append({**job.varied, **job.measure()})
            write(path, json.dumps(record, indent=1) + "\n")
    progress(len(jobs), len(jobs), "")
    return record


def machine() -> str:
    """The processor, the number of its cores and the operating system."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    cpu = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    return f"{cpu}, {os.cpu_count()} cores, {platform.system()}"


def read_record(path: Path) -> dict[str, Any]:
    """A record as it was written. Raises FileExistsError if the file holds something else."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise FileExistsError(f"{path} is not the record of a run ({problem}); give another, or delete it") from None
    if not isinstance(record, dict) or not isinstance(record.get("about"), dict):
        raise FileExistsError(f"{path} is not the record of a run (it does not say about what); give another")
    return record


def _begun(path: Path, about: Mapping[str, Any]) -> dict[str, Any]:
    """The record to go on with: the one at `path`, if it is about the same, or a new one."""
    check_writable(path)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None  # how many programs want a core
    about = json.loads(json.dumps({**about, "date": date.today().isoformat(), "load": load}))
    if not path.exists():
        return {"about": about}
    record = read_record(path)
    found = record["about"]
    other = [key for key in about if key not in BEGAN and found.get(key) != about[key]]
    if other:
        said = ", ".join(f"{key} = {found.get(key)} instead of {about[key]}" for key in other)
        raise FileExistsError(f"{path} holds another run: {said}")
    return record


def _said(job: Job) -> str:
    return f"{job.kind}: {', '.join(f'{name} {value}' for name, value in job.varied.items())}"
