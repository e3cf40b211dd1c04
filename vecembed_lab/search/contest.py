"""Unit 07. What `bench` compares: sets of vectors, our indexes, and those of faiss and hnswlib, with equal options."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Integer
from numpy import ndarray

from vecembed_lab.search.exact import limits_of
from vecembed_lab.search.flat import FlatIndex
from vecembed_lab.search.hnsw import HNSWIndex
from vecembed_lab.search.ivf import IVFIndex
from vecembed_lab.search.ivfpq import IVFPQIndex
from vecembed_lab.search.store import unit_rows

K = 10  # results
M, EF_CONSTRUCTION = 16, 100

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


def first_rng() -> np.random.Generator:
    """The same numbers in every run."""
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
    index = HNSWIndex(data.vectors, rng=first_rng(), m=M, ef_construction=EF_CONSTRUCTION)
    return _asked(index, "ef")


def ivf(data: Data) -> Built:
    """Our inverted lists."""
    return _asked(IVFIndex(data.vectors, n_lists=data.n_lists, rng=first_rng()), "n_probe")


def ivfpq(data: Data) -> Built:
    """Our product codes, a byte for 8 numbers, or for 5 of 50."""
    index = IVFPQIndex(data.vectors, n_lists=data.n_lists, n_parts=_parts(data), rng=first_rng())
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
    if installed("hnswlib"):
        found["hnsw", "hnswlib"] = hnswlib_index
    return found


def installed(package: str) -> bool:
    """Whether a package is there."""
    try:
        return bool(version(package))
    except PackageNotFoundError:
        return False
