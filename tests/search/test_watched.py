"""A graph that counts which rows a search comes across."""

import numpy as np

from vecembed_lab.search.graph import beam_search
from vecembed_lab.search.watched import Watched

LINE = np.array([[0.0], [1.0], [2.0], [3.0]])
GRAPH = [[1], [0, 2], [1, 3], [2]]


def test_each_list_that_is_read_counts_its_rows():
    watched = Watched(GRAPH)
    assert [list(watched[row]) for row in (1, 2, 1)] == [[0, 2], [1, 3], [0, 2]]
    assert watched.met.tolist() == [2, 1, 2, 1]
    assert len(watched) == 4


def test_a_search_finds_the_same_in_a_watched_graph():
    watched = Watched([np.array(row) for row in GRAPH])
    query = np.array([1.0])
    assert beam_search(query, LINE, watched, 0, 2).tolist() == beam_search(query, LINE, GRAPH, 0, 2).tolist() == [3, 2]
    assert watched.met.tolist() == [1, 2, 2, 1]  # each list is read once
