"""Unit 07. A graph that counts which rows a search comes across."""

from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import Int, Integer
from numpy import ndarray

from vecembed_lab.search.graph import Graph


class Watched(Sequence):
    """The lists of a graph; `met` counts, for each row, in how many of the lists that were read it stands."""

    def __init__(self, graph: Graph):
        self.graph, self.met = graph, np.zeros(len(graph), dtype=int)

    def __len__(self) -> int:
        return len(self.graph)

    def __getitem__(self, row: int) -> "_Row":
        """The list of a row; it counts when somebody walks through it."""
        return _Row(self.graph[row], self.met)


class _Row(list):
    def __init__(self, rows: Sequence[int] | Integer[ndarray, " _"], met: Int[ndarray, " n"]):
        super().__init__(map(int, rows))
        self.met = met

    def __iter__(self) -> Iterator[int]:
        self.met[self[:]] += 1
        return super().__iter__()
