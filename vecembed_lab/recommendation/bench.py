"""`vecembed bench recommendation`: ALS and BPR of unit 04 and of the library `implicit`, side by side in one run."""

import platform
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from vecembed_lab import CourseError
from vecembed_lab.files.installed import install
from vecembed_lab.files.record import Job, Progress, machine, measure_all
from vecembed_lab.recommendation.factorization import Factors, als, als_round
from vecembed_lab.recommendation.pairwise import bpr
from vecembed_lab.recommendation.ranking import USERS_AT_ONCE, evaluate, recommend
from vecembed_lab.recommendation.ratings import Ratings, Sparse, Split, load_100k, simulated, split, split_last

DIM, SHOWN, HELD_OUT = 64, 10, 0.2  # numbers in a vector, items shown to a user, last share of what a user met
ALS = {"rounds": 15, "confidence": 2.0, "reg": 10.0}
BPR = {"epochs": 10, "lr": 0.02, "reg": 0.01}


@dataclass(frozen=True)
class Way:
    """A way to learn factors from who met what, with a seed; `slow` ones are measured in the first round only."""

    name: str
    method: str
    fit: Callable[[Sparse, int], Factors]
    slow: bool = False


def implicit_als(train: Sparse, seed: int) -> Factors:
    """Factors by the library's conjugate gradient. Its alpha is the whole confidence, like ours."""
    from implicit.cpu.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(
        DIM,
        regularization=ALS["reg"],
        alpha=ALS["confidence"],
        iterations=ALS["rounds"],
        num_threads=1,
        random_state=seed,
    )
    return _fitted(model, train)


def implicit_bpr(train: Sparse, seed: int) -> Factors:
    """Factors by the library's BPR, which adds the bias to the numbers it is asked for."""
    from implicit.cpu.bpr import BayesianPersonalizedRanking

    model = BayesianPersonalizedRanking(
        DIM - 1,
        learning_rate=BPR["lr"],
        regularization=BPR["reg"],
        iterations=BPR["epochs"],
        num_threads=1,
        random_state=seed,
    )
    return _fitted(model, train)


def _fitted(model: Any, train: Sparse) -> Factors:
    from scipy.sparse import csr_matrix

    model.fit(csr_matrix(train), show_progress=False)
    return Factors(model.user_factors, model.item_factors)


def our_als(train: Sparse, seed: int) -> Factors:
    """Factors by `als`."""
    return als(train, DIM, **ALS, rng=np.random.default_rng(seed))


def exact_als(train: Sparse, seed: int) -> Factors:
    """Factors by `als_round`: in NumPy, a system solved for each user and item."""
    items = np.random.default_rng(seed).normal(0, 0.1, (train.shape[1], DIM)).astype(np.float32)
    weights = train * np.float32(ALS["confidence"])
    for _ in range(ALS["rounds"]):
        users, items = als_round(weights, items, ALS["reg"])
    return Factors(users, items)


def our_bpr(train: Sparse, seed: int) -> Factors:
    """Factors by `bpr`."""
    return bpr(train, DIM, **BPR, rng=np.random.default_rng(seed))


WAYS = (
    Way("implicit", "ALS", implicit_als),
    Way("NumPy, row by row", "ALS", exact_als, slow=True),
    Way("ours", "ALS", our_als),
    Way("implicit", "BPR", implicit_bpr),
    Way("ours", "BPR", our_bpr),
)


def large() -> Ratings:
    """Simulated ratings of the size of MovieLens 1M."""
    return simulated(rng=np.random.default_rng(0), n_users=6040, n_items=3706, n_ratings=1_000_000, dim=12)


DATA = {"MovieLens 100K": load_100k, "simulated, 1M": large}


def held_out(ratings: Ratings) -> Split:
    """The last fifth of each user's ratings, and the rest to learn from."""
    return split(ratings, split_last(ratings.users, ratings.times, HELD_OUT))


def training(way: Way, data: Split, seed: int) -> dict[str, float]:
    """CPU seconds of a fit, the library's or ours, and how good what it learned ranks."""
    started = time.process_time()
    factors = way.fit(data.train, seed)
    seconds = time.process_time() - started
    return {"seconds": round(seconds, 4), "ndcg": round(float(evaluate(factors.scores, *data, SHOWN).ndcg.mean()), 4)}


def serving(name: str, data: Split, factors: Factors) -> dict[str, int]:
    """Users a CPU second that are shown the best unseen items, all users in blocks of the same size."""
    users = np.arange(data.train.shape[0])
    show = partial(recommend, factors.scores, data.train, users, SHOWN)
    show = show if name == "ours" else _implicit_recommend(factors, data.train, users)
    started = time.process_time()
    show()
    return {"users_a_second": round(len(users) / (time.process_time() - started))}


def _implicit_recommend(factors: Factors, train: Sparse, users: np.ndarray) -> Callable[[], object]:
    from implicit.cpu.als import AlternatingLeastSquares
    from scipy.sparse import csr_matrix

    model, met = AlternatingLeastSquares(DIM, num_threads=1), csr_matrix(train)
    model.user_factors, model.item_factors = factors
    blocks = np.split(users, range(USERS_AT_ONCE, len(users), USERS_AT_ONCE))
    return lambda: [model.recommend(some, met[some], N=SHOWN) for some in blocks]


def memory(way: Way, train: Sparse) -> dict[str, float | None]:
    """Megabytes that a fit takes at most beyond what its data take, in a process of its own; None where not told."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return {"megabytes": pool.submit(_memory, way, train).result()}


def _memory(way: Way, train: Sparse) -> float | None:
    reset, told = Path("/proc/self/clear_refs"), Path("/proc/self/status")
    if not reset.exists():
        return None
    way.fit(train[:100], 0)  # imports and compiles
    reset.write_text("5")  # the highest mark becomes what is taken now
    before = _status(told, "VmRSS")
    way.fit(train, 0)
    return round((_status(told, "VmHWM") - before) / 1024, 1)


def _status(path: Path, field: str) -> int:
    return int(next(line.split()[1] for line in path.read_text().splitlines() if line.startswith(field)))


def about(data: Mapping[str, Split]) -> dict:
    """The machine, the versions, the data and the settings of a run."""
    sizes = {
        name: f"{part.train.shape[0]:,} x {part.train.shape[1]:,}, {part.train.nnz:,} to learn from"
        for name, part in data.items()
    }
    return {
        "machine": machine(),
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in ("implicit", "numba", "numpy")},
        "data": sizes,
        "settings": {"dim": DIM, "ALS": ALS, "BPR": BPR},
    }


def jobs(data: Mapping[str, Split], rounds: int) -> Iterator[Job]:
    """All measurements of one data set after the other, in which the ways take turns; a round is also a seed."""
    for name, part in data.items():
        for turn in range(rounds):
            for way in WAYS:
                if turn == 0 or not way.slow:
                    varied = {"data": name, "method": way.method, "way": way.name, "turn": turn}
                    yield Job("training", varied, partial(training, way, part, turn))
        factors = our_als(part.train, 0)
        for turn in range(rounds):
            for way in ("implicit", "ours"):
                varied = {"data": name, "way": way, "turn": turn}
                yield Job("serving", varied, partial(serving, way, part, factors))
        for way in WAYS:
            varied = {"data": name, "method": way.method, "way": way.name}
            yield Job("memory", varied, partial(memory, way, part.train))


class Row(NamedTuple):
    """A way's median of CPU seconds, its ratio to the library of the same round, its quality seed by seed, memory."""

    data: str
    method: str
    name: str
    seconds: float
    ratios: list[float]
    ndcg: list[float]
    megabytes: float | None


def rows(record: Mapping[str, Any]) -> Iterator[Row]:
    """What was measured, a row for each data set and way."""
    for data in record["about"]["data"]:
        for way in WAYS:
            same = {"data": data, "method": way.method}
            found = _some(record["training"], **same, way=way.name)
            peers = _some(record["training"], **same, way="implicit")
            ratios = [peer["seconds"] / row["seconds"] for row, peer in zip(found, peers, strict=False)]
            taken = _some(record["memory"], **same, way=way.name)[0]["megabytes"]
            median = statistics.median(row["seconds"] for row in found)
            yield Row(data, way.method, way.name, median, ratios, [row["ndcg"] for row in found], taken)


def served(record: Mapping[str, Any]) -> Iterator[tuple[str, float, float, list[float]]]:
    """For each data set: users a second of the library and of ours, medians, and the ratios round by round."""
    for data in record["about"]["data"]:
        theirs, ours = (
            [row["users_a_second"] for row in _some(record["serving"], data=data, way=way)]
            for way in ("implicit", "ours")
        )
        yield (
            data,
            statistics.median(theirs),
            statistics.median(ours),
            [b / a for a, b in zip(theirs, ours, strict=True)],
        )


def _some(measured: list[dict], **wanted: str) -> list[dict]:
    """The rows that have what is wanted, in the order of their turns."""
    return [row for row in measured if wanted.items() <= row.items()]


def run(path: Path, rounds: int, *, progress: Progress) -> dict[str, Any]:
    """Measure what the record at `path` lacks and return all that is measured.

    Errors are those of `measure_all`, and CourseError if implicit is not installed.
    """
    try:
        import implicit  # noqa: F401
    except ImportError:
        raise CourseError(f"this needs implicit: {install('dev')}") from None
    data = {name: held_out(load()) for name, load in DATA.items()}
    small = next(iter(data.values())).train[:50]
    for way in WAYS:
        way.fit(small, 0)  # what must be compiled is
    return measure_all(path, about(data), list(jobs(data, rounds)), progress=progress)
