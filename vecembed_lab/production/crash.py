"""Unit 11. An ingest that is killed: at which moment, and what is there after a second start."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Killed(Exception):
    """The program has ended here."""


class Fault(NamedTuple):
    """What a second start left behind: names that are missing, and rows too many."""

    lost: int
    doubled: int


class Table:
    """Rows that were written, and a note of how far: two things that a program writes one after the other.

    It ends with Killed when it would write for the `stop`-th time, counted from 0.
    """

    def __init__(self, stop: int | None = None):
        self.rows: list[str] = []
        self.position, self.stop, self.writes = 0, stop, 0

    def write(self, rows: Sequence[str] = (), position: int | None = None) -> None:
        """Write rows, a position, or both at once: as in a transaction."""
        if self.writes == self.stop:
            raise Killed
        self.writes += 1
        self.rows += rows
        self.position = self.position if position is None else position


def together(table: Table, names: Sequence[str], batch: int) -> None:
    """A batch and its position in one write; what is there is not written again."""
    for at in range(table.position, len(names), batch):
        new = [name for name in dict.fromkeys(names[at : at + batch]) if name not in table.rows]
        table.write(new, position=at + batch)


def position_after(table: Table, names: Sequence[str], batch: int) -> None:
    """First the batch, then its position, in another place."""
    for at in range(table.position, len(names), batch):
        table.write(names[at : at + batch])
        table.write(position=at + batch)


def position_before(table: Table, names: Sequence[str], batch: int) -> None:
    """First the position, in another place, then the batch."""
    for at in range(table.position, len(names), batch):
        table.write(position=at + batch)
        table.write(names[at : at + batch])


def killed_at_every_write(
    ingest: Callable[[Table, Sequence[str], int], None], names: list[str], batch: int
) -> list[Fault]:
    """What is wrong after a kill at each write and a second start, by the moment of the kill."""
    whole = Table()
    ingest(whole, names, batch)
    return [_killed(ingest, names, batch, stop) for stop in range(whole.writes)]


def _killed(ingest: Callable, names: list[str], batch: int, stop: int) -> Fault:
    table = Table(stop)
    try:
        ingest(table, names, batch)
    except Killed:
        table.stop = None
    ingest(table, names, batch)
    counts = Counter(table.rows)
    return Fault(len(set(names) - set(counts)), sum(counts.values()) - len(counts))
