"""Unit 03. Measuring: how long work takes and on what, what a machine can do at most, what a step moves and keeps."""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from vecembed_lab.training.updates import BLOCK, SHARED, Settings

MOST_NUMBERS = 2e7  # in the matrices of a measurement
CPU_ROWS = 2048  # about as many as a step of `block_update` fetches
GPU_ROWS = 4_000_000  # enough for a GPU to be busy for a while
KINDS = {  # what the operations of a step are there for
    "rows fetched": ("embedding", "index_select", "index"),
    "products": ("bmm", "mm"),
    "rows added": ("index_add_", "index_put_"),
}


def clock(device: str = "cpu") -> Callable[[], float]:
    """A clock in seconds: CPU time, which other programs hardly change; of a GPU real time, once its work is done."""
    if device == "cpu":
        return time.process_time

    def finished() -> float:
        torch.cuda.synchronize()
        return time.perf_counter()

    return finished


def race(
    works: Mapping[Any, Callable[[], object]], *, rounds: int = 5, clock: Callable[[], float] = time.process_time
) -> dict[Any, Float[ndarray, " r"]]:
    """The seconds of each piece of work in each round, all of them taking turns.

    Whatever slows the machine for a while so slows them all. Everything is done once before, untimed: caches are
    filled, and what must be compiled is. Raises ValueError for less than one round.
    """
    if rounds < 1:
        raise ValueError(f"a race needs at least one round, got {rounds}")
    seconds = {name: np.zeros(rounds) for name in works}
    for work in works.values():
        work()
    for turn in range(rounds):
        for name, work in works.items():
            started = clock()
            work()
            seconds[name][turn] = clock() - started
    return seconds


def median_and_range(values: Float[ndarray, " r"] | Sequence[float], form: str = ",.0f") -> str:
    """The median and, in brackets, the least and the greatest. Raises ValueError for no values."""
    if not len(values):
        raise ValueError("the median of no values is not defined")
    return f"{np.median(values):{form}} [{np.min(values):{form}} to {np.max(values):{form}}]"


# What a machine can do at most


def product_rates(
    sizes: Sequence[int], dim: int, *, device: str = "cpu", dtype: torch.dtype = torch.float32, flops: float = 1e8
) -> dict[int, float]:
    """For each size n: how many floating-point operations a second products of n x dim by dim x n matrices reach.

    Many products are asked for at once, `flops` operations in all or as many as MOST_NUMBERS of numbers allow; a
    multiplication and an addition count as two. Raises ValueError if a size or `dim` is below 1.
    """
    if min([*sizes, dim]) < 1:
        raise ValueError(f"sizes and dim must be at least 1, got {list(sizes)} and {dim}")
    many = {n: max(1, round(min(flops / n, MOST_NUMBERS) / (2 * n * dim))) for n in sizes}
    works = {}
    for n in sizes:
        a, b = (torch.rand(shape, device=device).to(dtype) for shape in [(many[n], n, dim), (many[n], dim, n)])
        works[n] = lambda a=a, b=b: torch.bmm(a, b)
    seconds = race(works, clock=clock(device))
    return {n: float(many[n] * 2 * n * n * dim / np.median(seconds[n])) for n in sizes}


def memory_rates(n_rows: int, dim: int, *, device: str = "cpu") -> dict[str, float]:
    """Bytes a second that are read and written in a table when it is copied row after row, when random rows are
    fetched from it, when something is added to random rows, and when rows are fetched and then added to, as in a step.

    On a CPU CPU_ROWS rows at a time, so that what is fetched and what is added stay in its cache; on a GPU all at once.
    """
    table = torch.zeros(n_rows, dim, device=device)
    n, at_once = (max(n_rows, 50 * CPU_ROWS), CPU_ROWS) if device == "cpu" else (GPU_ROWS, GPU_ROWS)
    rows = torch.randint(n_rows, (n,), device=device).split(at_once)
    piece, copy = torch.zeros(len(rows[0]), dim, device=device), torch.zeros_like(table)

    def fetch() -> None:
        for part in rows:
            torch.index_select(table, 0, part, out=piece[: len(part)])

    def add() -> None:
        for part in rows:
            table.index_add_(0, part, piece[: len(part)])

    def both() -> None:
        for part in rows:
            torch.index_select(table, 0, part, out=piece[: len(part)])
            table.index_add_(0, part, piece[: len(part)])

    works = {"copy": lambda: copy.copy_(table), "fetch": fetch, "add": add, "fetch and add": both}
    moved = {"copy": 2 * n_rows, "fetch": n, "add": 2 * n, "fetch and add": 3 * n}
    seconds = race(works, clock=clock(device))
    return {name: float(4 * dim * moved[name] / np.median(seconds[name])) for name in works}


# What a step asks for


class Work(NamedTuple):
    """What training asks of a machine for each word of the thinned-out text."""

    flops: float  # floating-point operations
    moved: float  # bytes read from and written to the tables

    @property
    def intensity(self) -> float:
        """Operations for each byte: the more, the less the memory matters."""
        return self.flops / self.moved


def pair_work(settings: Settings) -> Work:
    """What it takes if each pair fetches its own rows, learns and adds the changes."""
    pairs = settings.window + 1  # to both sides, 1 to `window` places, each as likely
    others = 1 + settings.n_negatives
    return Work(pairs * others * _PRODUCTS * settings.dim, pairs * (1 + others) * _row(settings))


def block_work(settings: Settings, *, block: int = BLOCK, shared: int = SHARED) -> Work:
    """What it takes if the rows of a block are fetched once, and every word is compared with all of them."""
    near = block + 2 * settings.window
    rows = block + near + shared
    return Work((near + shared) * _PRODUCTS * settings.dim, rows / block * _row(settings))


_PRODUCTS = 6  # a comparison is a product of two vectors, and each of them changes by a multiple of the other


def _row(settings: Settings) -> int:
    """Bytes moved for a row: it is read, and read and written again when it changes, four bytes a number."""
    return 3 * 4 * settings.dim


def reachable(work: Work, flops: float, bandwidth: float) -> float:
    """Words a second at most on a machine with so many operations and bytes a second: the scarcer of the two decides.

    Raises ValueError unless both of them, and what a word asks for, are above 0.
    Source: Williams, Waterman and Patterson (2009), Roofline.
    """
    if not min(flops, bandwidth, work.flops, work.moved) > 0:
        raise ValueError(f"speeds and work must be above 0, got {flops}, {bandwidth} and {work}")
    return min(flops / work.flops, bandwidth / work.moved)


# What a step does


def profile(work: Callable[[], object], *, device: str = "cpu") -> dict[str, float]:
    """The share of torch's time that goes into fetching rows, products, adding to rows, and the rest.

    Every operation is timed for itself. Runs `work` twice; the first run is not counted.
    Raises ValueError if torch had nothing to do in it.
    """
    work()
    with _Stopwatch(clock(device)) as watch:
        work()
    total = sum(watch.seconds.values())
    if not total > 0:
        raise ValueError("work must use torch: nothing of it took any of torch's time")
    shares = {kind: sum(watch.seconds[name] for name in names) / total for kind, names in KINDS.items()}
    return shares | {"the rest": 1 - sum(shares.values())}


class _Stopwatch(TorchDispatchMode):
    """Adds up the seconds of every operation of torch, by its name."""

    def __init__(self, now: Callable[[], float]):
        super().__init__()
        self.now, self.seconds = now, defaultdict(float)

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):  # torch's name
        started = self.now()
        result = operation(*args, **(kwargs or {}))
        self.seconds[operation.overloadpacket.__name__] += self.now() - started
        return result


# What a step keeps


def stored(*tensors: Tensor) -> int:
    """Bytes of memory of tensors; of a sparse one, its values and their places."""
    total = 0
    for tensor in tensors:
        parts = (tensor._indices(), tensor._values()) if tensor.is_sparse else (tensor,)
        total += sum(part.nbytes for part in parts)
    return total


def state_bytes(optimizer: torch.optim.Optimizer) -> int:
    """Bytes that an optimizer keeps from step to step, besides the tables: for Adam two numbers for each number."""
    kept = [value for state in optimizer.state.values() for value in state.values() if isinstance(value, Tensor)]
    return stored(*(value for value in kept if value.numel() > 1))


def saved_bytes(forward: Callable[[], Tensor]) -> int:
    """Bytes that autograd keeps from the way forward for the way back: the activations, each counted once."""
    kept = {}

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        kept[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        result = forward()
        del result
    return sum(kept.values())
