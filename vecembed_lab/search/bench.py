"""`vecembed bench search`: our indexes beside those of faiss and hnswlib in one run, and recall beside speed."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Integer
from numpy import ndarray

from vecembed_lab.data.words import load_glove
from vecembed_lab.files.record import Job, Progress, measure_all
from vecembed_lab.search.exact import limits_of, recall_of
from vecembed_lab.search.flat import FlatIndex
from vecembed_lab.search.hnsw import HNSWIndex
from vecembed_lab.search.ivf import IVFIndex
from vecembed_lab.search.ivfpq import IVFPQIndex
from vecembed_lab.search.store import unit_rows

K, QUERIES, ALONE = 10, 1000, 50  # results, queries in a batch, and queries asked one at a time
M, EF_CONSTRUCTION = 16, 100
WIDTHS = {"hnsw": (16, 32, 64, 128), "ivf": (4, 16, 64), "ivfpq": (4, 16, 64)}  # ef, or lists probed
STYLES = {"ours": "ko-", "faiss": "C1s--", "hnswlib": "C0^:"}  # told apart by shape as well as by colour

Search = Callable[[Float[ndarray, "q d"]], Integer[ndarray, "q k"]]


@dataclass(frozen=True)
class Data:
    """Vectors to search, queries that are not among them, both of length 1, and the k-th best score of each query."""

    name: str
    vectors: Float[ndarray, "n d"]
    queries: Float[ndarray, "q d"]
    limits: Float[ndarray, " q"]

    @property
    def n_lists(self) -> int:
        """A power of 2, about three times the square root of how many vectors there are: 1,024 for 100,000."""
        return 2 ** round(np.log2(3.2 * np.sqrt(len(self.vectors))))


def clusters(n: int, *, rng: np.random.Generator, dim: int = 128, latent: int = 24) -> Float[ndarray, "n d"]:
    """Vectors in 1,000 clumps of `latent` dimensions and some noise, as learned vectors are."""
    spread, centres = rng.normal(size=(latent, dim)), 1.5 * rng.normal(size=(1000, latent))
    share = 1 / np.sqrt(np.arange(1, 1001))
    which = rng.choice(1000, n, p=share / share.sum())
    parts = []
    for part in np.array_split(which, max(1, n // 50_000)):
        inside = centres[part] + rng.normal(size=(len(part), latent))
        parts.append((inside @ spread + 0.8 * rng.normal(size=(len(part), dim))).astype(np.float32))
    return np.concatenate(parts)


def split(name: str, vectors: Float[ndarray, "n d"], n_queries: int, rng: np.random.Generator) -> Data:
    """Some of the vectors, drawn, become the queries."""
    order, unit = rng.permutation(len(vectors)), unit_rows(vectors)
    rest, queries = np.ascontiguousarray(unit[order[n_queries:]]), np.ascontiguousarray(unit[order[:n_queries]])
    return Data(name, rest, queries, limits_of(queries, rest, K))


SETS: dict[str, Callable[[], Data]] = {
    "clusters": lambda: split("clusters", clusters(101_000, rng=_rng()), QUERIES, _rng()),
    "glove": lambda: split("glove", load_glove().vectors, QUERIES, _rng()),
    "million": lambda: split("million", clusters(1_001_000, rng=_rng()), QUERIES, _rng()),
}


def _rng() -> np.random.Generator:
    return np.random.default_rng(0)


class Built(NamedTuple):
    """An index ready to be asked: `search(width)` is how it is asked, `bytes` what it takes for a vector."""

    search: Callable[[int], Search]
    bytes: float


def flat(data: Data) -> Built:
    """Our exact index."""
    index = FlatIndex(data.vectors)
    return Built(lambda width: lambda queries: index.search(queries, K).ids, index.nbytes / len(index))


def hnsw(data: Data) -> Built:
    """Our graph."""
    index = HNSWIndex(data.vectors, rng=_rng(), m=M, ef_construction=EF_CONSTRUCTION)
    return _asked(index, "ef")


def ivf(data: Data) -> Built:
    """Our inverted lists."""
    return _asked(IVFIndex(data.vectors, n_lists=data.n_lists, rng=_rng()), "n_probe")


def ivfpq(data: Data) -> Built:
    """Our product codes, a byte for 8 numbers, or for 5 of 50."""
    index = IVFPQIndex(data.vectors, n_lists=data.n_lists, n_parts=_parts(data), rng=_rng())
    return _asked(index, "n_probe")


def _asked(index: Any, option: str) -> Built:
    def search(width: int) -> Search:
        def ask(queries: Float[ndarray, "q d"]) -> Integer[ndarray, "q k"]:
            setattr(index, option, width)
            return index.search(queries, K).ids

        return ask

    return Built(search, index.nbytes / len(index))


def _parts(data: Data) -> int:
    dim = data.vectors.shape[1]
    return dim // (8 if dim % 8 == 0 else 5)


def faiss_index(family: str, data: Data) -> Built:
    """The index of faiss of the same family, with the same options, on one thread."""
    import faiss

    faiss.omp_set_num_threads(1)
    dim, metric = data.vectors.shape[1], faiss.METRIC_INNER_PRODUCT
    if family == "flat":
        index = faiss.IndexFlatIP(dim)
    elif family == "hnsw":
        index = faiss.IndexHNSWFlat(dim, M, metric)
        index.hnsw.efConstruction = EF_CONSTRUCTION
    elif family == "ivf":
        index = faiss.IndexIVFFlat(faiss.IndexFlatIP(dim), dim, data.n_lists, metric)
    else:
        index = faiss.IndexIVFPQ(faiss.IndexFlatIP(dim), dim, data.n_lists, _parts(data), 8, metric)
    index.train(data.vectors)
    index.add(data.vectors)

    def search(width: int) -> Search:
        def ask(queries: Float[ndarray, "q d"]) -> Integer[ndarray, "q k"]:
            if family == "hnsw":
                index.hnsw.efSearch = width
            elif family != "flat":
                index.nprobe = width
            return index.search(queries, K)[1]

        return ask

    return Built(search, faiss.serialize_index(index).nbytes / len(data.vectors))


def hnswlib_index(data: Data) -> Built:
    """hnswlib's graph, with the same options, on one thread."""
    import hnswlib

    index = hnswlib.Index("ip", data.vectors.shape[1])
    index.init_index(len(data.vectors), ef_construction=EF_CONSTRUCTION, M=M, random_seed=1)
    index.set_num_threads(1)
    index.add_items(data.vectors, num_threads=1)

    def search(width: int) -> Search:
        def ask(queries: Float[ndarray, "q d"]) -> Integer[ndarray, "q k"]:
            index.set_ef(width)
            return index.knn_query(queries, K, num_threads=1)[0].astype(np.int64)

        return ask

    return Built(search, index.index_file_size() / len(data.vectors))


OURS = {"flat": flat, "hnsw": hnsw, "ivf": ivf, "ivfpq": ivfpq}


def ways() -> dict[tuple[str, str], Callable[[Data], Built]]:
    """How to build the index of each family and library; hnswlib's only where it is installed."""
    found = {}
    for family, ours in OURS.items():
        found[family, "ours"], found[family, "faiss"] = ours, partial(faiss_index, family)
    if _installed("hnswlib"):
        found["hnsw", "hnswlib"] = hnswlib_index
    return found


def _installed(package: str) -> bool:
    try:
        return bool(version(package))
    except PackageNotFoundError:
        return False


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
    packages = [name for name in ("faiss-cpu", "hnswlib", "numba", "numpy") if _installed(name)]
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
