"""Unit 07. A graph that counts which rows a search comes across."""

from collections.abc import Sequence

import numpy as np

from vecembed_lab.search.graph import Graph


class Watched(Sequence):
    """The lists of a graph; `met` counts, for each row, in how many of the lists that were read it stands."""

    def __init__(self, graph: Graph):
        self.graph, self.met = graph, np.zeros(len(graph), dtype=int)

    def __len__(self) -> int:
        return len(self.graph)

    def __getitem__(self, row: int) -> list[int]:
        """The list of a row, which counts as read."""
        rows = [int(other) for other in self.graph[row]]
        self.met[rows] += 1
        return rows
