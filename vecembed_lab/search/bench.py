"""`vecembed bench search`: our indexes beside those of faiss and hnswlib in one run, and recall beside speed."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from vecembed_lab.data.words import load_glove
from vecembed_lab.files.record import Job, Progress, measure_all
from vecembed_lab.search.contest import (
    EF_CONSTRUCTION,
    OURS,
    Built,
    Data,
    M,
    clusters,
    first_rng,
    installed,
    split,
    ways,
)
from vecembed_lab.search.exact import recall_of

QUERIES, ALONE = 1000, 50  # queries in a batch, and queries asked one at a time
WIDTHS = {"hnsw": (16, 32, 64, 128), "ivf": (4, 16, 64), "ivfpq": (4, 16, 64)}  # ef, or lists probed
STYLES = {"ours": "ko-", "faiss": "C1s--", "hnswlib": "C0^:"}  # told apart by shape as well as by colour

SETS: dict[str, Callable[[], Data]] = {
    "clusters": lambda: split("clusters", clusters(101_000, rng=first_rng()), QUERIES, first_rng()),
    "glove": lambda: split("glove", load_glove().vectors, QUERIES, first_rng()),
    "million": lambda: split("million", clusters(1_001_000, rng=first_rng()), QUERIES, first_rng()),
}


def asked_for(family: str) -> Iterator[tuple[str, int]]:
    """How an index is asked: exact ones in a batch and one query at a time, others in a batch with several widths."""
    if family == "flat":
        yield from (("flat, batch", 0), ("flat, one", 0))
    else:
        yield from ((family, width) for width in WIDTHS[family])


def jobs(sets: Mapping[str, Callable[[], Data]], rounds: int) -> Iterator[Job]:
    """All measurements in the order they are made: a set after the other, the libraries taking turns."""
    load = lru_cache(maxsize=1)(lambda name: sets[name]())
    build = lru_cache(maxsize=3)(lambda name, family, library: _build(ways()[family, library], load(name)))
    for name in sets:
        for family in OURS:
            libraries = [library for of, library in ways() if of == family]
            for library in libraries:
                varied = {"data": name, "family": family, "library": library}
                yield Job("build", varied, partial(_built, partial(build, name, family, library)))
            for turn in range(rounds):
                for asked, width in asked_for(family):
                    for library in libraries:
                        varied = {"data": name, "asked": asked, "width": width, "library": library, "turn": turn}
                        index = partial(build, name, family, library)
                        yield Job("speed", varied, partial(speed, index, partial(load, name), asked, width))


def _build(way: Callable[[Data], Built], data: Data) -> tuple[Built, float]:
    """The index, and the CPU seconds it took to build."""
    if way in OURS.values():  # what must be compiled is, before it is timed
        few = Data("few", data.vectors[:2000], data.queries[:10], data.limits[:10])
        way(few).search(8)(few.queries)
    started = time.process_time()
    return way(data), time.process_time() - started


def _built(build: Callable[[], tuple[Built, float]]) -> dict[str, float]:
    index, seconds = build()
    return {"seconds": round(seconds, 2), "bytes": round(index.bytes, 1)}


def speed(
    build: Callable[[], tuple[Built, float]], data: Callable[[], Data], what: str, width: int
) -> dict[str, float]:
    """Queries a CPU second, and the share of the K nearest that they found, of equals any."""
    search, asked = build()[0].search(width), data()
    if what == "flat, one":
        parts = [asked.queries[number : number + 1] for number in range(min(ALONE, len(asked.queries)))]
    else:
        parts = [asked.queries]
    search(parts[0])
    started = time.process_time()
    found = np.concatenate([search(part) for part in parts])
    seconds, n = time.process_time() - started, len(found)
    share = recall_of(found, asked.queries[:n], asked.vectors, asked.limits[:n])
    return {"queries_a_second": round(n / seconds, 1), "recall": round(share, 4)}


class Row(NamedTuple):
    """One library, asked in one way: medians, and the ratio of our speed to its, turn by turn, with its range."""

    data: str
    asked: str
    width: int
    library: str
    recall: float
    speed: float
    ratio: float
    low: float
    high: float
    bytes: float
    seconds: float


def rows(record: Mapping[str, Any]) -> list[Row]:
    """What was measured, a row for each library and way of asking."""
    keys = list(dict.fromkeys((row["data"], row["asked"], row["width"], row["library"]) for row in record["speed"]))
    return [_row(record, *key) for key in keys]


def _row(record: Mapping[str, Any], data: str, asked: str, width: int, library: str) -> Row:
    theirs, ours = (_turns(record, data, asked, width, name) for name in (library, "ours"))
    both = [turn for turn in theirs if turn in ours]
    ratios = [ours[turn]["queries_a_second"] / theirs[turn]["queries_a_second"] for turn in both]
    built = next(
        row
        for row in record["build"]
        if (row["data"], row["library"]) == (data, library) and row["family"] == asked.split(",")[0]
    )
    speeds = [row["queries_a_second"] for row in theirs.values()]
    recall = statistics.median(row["recall"] for row in theirs.values())
    spread = (statistics.median(ratios), min(ratios), max(ratios))
    return Row(
        data, asked, width, library, recall, statistics.median(speeds), *spread, built["bytes"], built["seconds"]
    )


def _turns(record: Mapping[str, Any], data: str, asked: str, width: int, library: str) -> dict[int, Mapping[str, Any]]:
    wanted = {"data": data, "asked": asked, "width": width, "library": library}.items()
    return {row["turn"]: row for row in record["speed"] if wanted <= row.items()}


def plot(record: Mapping[str, Any], path: Path) -> None:
    """Speed against recall: a panel for each set and family, a line for each library."""
    import matplotlib.pyplot as plt

    table = rows(record)
    panels = list(dict.fromkeys((row.data, row.asked) for row in table if row.asked in WIDTHS))
    figure, axes = plt.subplots(1, len(panels), figsize=(3.6 * len(panels), 3.4), layout="constrained", squeeze=False)
    for axis, (data, asked) in zip(axes[0], panels, strict=True):
        for library, style in STYLES.items():
            line = [row for row in table if (row.data, row.asked, row.library) == (data, asked, library)]
            axis.plot([row.recall for row in line], [row.speed for row in line], style, label=library)
        axis.set(yscale="log", xlabel="recall@10", title=f"{asked}, {data}")
    axes[0][0].set_ylabel("queries a CPU second")
    axes[0][0].legend()
    figure.savefig(path, dpi=120)
    plt.close(figure)


def about(sets: Mapping[str, Callable[[], Data]]) -> dict:
    """The machine, the versions and the sets of a run."""
    packages = [name for name in ("faiss-cpu", "hnswlib", "numba", "numpy") if installed(name)]
    return {
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()}",
        "versions": {"python": platform.python_version()} | {name: version(name) for name in packages},
        "sets": list(sets),
        "m": M,
        "ef_construction": EF_CONSTRUCTION,
    }


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def run(path: Path, rounds: int, *, progress: Progress, sets: Mapping[str, Callable[[], Data]]) -> dict[str, Any]:
    """Measure what the record at `path` lacks, draw the plot beside it, and return all that is measured.

    Errors are those of `measure_all`.
    """
    record = measure_all(path, about(sets), list(jobs(sets, rounds)), progress=progress)
    plot(record, path.with_suffix(".png"))
    return record
