"""Unit 07. The loops of `hnsw`: a walk through layers of a graph, and how a vector joins it; compiled by numba.

A beam is an array of keys, best first: a key holds a score in its upper 32 bits, LAST less a node in the 31 below, so
that of equals the lower node comes first, and in its lowest bit whether the node is still to be visited.
"""

from typing import NamedTuple, no_type_check

import numpy as np
from jaxtyping import Int32
from numpy import ndarray

from vecembed_lab.search.compiled import dot_codes, fast, offer
from vecembed_lab.search.prefetch import prefetch

NONE = -1
LAST = 2**31 - 1


class Graph(NamedTuple):
    """The neighbours of n rows. Rows with the same code are one node: the first of them, which alone has neighbours."""

    links: Int32[ndarray, "n 2m"]  # in the lowest layer, filled up with NONE
    upper: Int32[ndarray, "u m"]  # in the layers above, those of a row from `place` on
    place: Int32[ndarray, " n"]
    level: Int32[ndarray, " n"]  # the highest layer of a row
    twin: Int32[ndarray, " n"]  # the next row with the same code, or NONE
    entry: Int32[ndarray, "2"]  # the node where every search starts, or NONE, and its level


@fast
@no_type_check
def _key(score, node):
    return (np.int64(score) << 32) | (np.int64(LAST - node) << 1) | 1


@fast
@no_type_check
def _node(key):
    return LAST - ((key & 0xFFFFFFFF) >> 1)


@fast
@no_type_check
def _apart(codes, a, b):
    """The squared distance of two codes, a whole number."""
    one, other, total = codes[a], codes[b], np.int32(0)
    for d in range(len(one)):
        gap = np.int16(one[d]) - np.int16(other[d])
        total += np.int32(gap) * np.int32(gap)
    return np.int32(total)


@fast
@no_type_check
def _beam(codes, code, links, place, layer, beam, start, seen, mark, fresh):
    """The best nodes that a search from `start` finds, as many as fit into `beam`; how many there are comes back."""
    width, size, here = len(beam), 1, 0
    beam[0] = _key(dot_codes(codes, start, code), start)
    seen[start] = mark
    while here < size:
        if not beam[here] & 1:
            here += 1
            continue
        beam[here] ^= 1
        n, first = _unseen(codes, links, _row(place, layer, _node(beam[here])), seen, mark, fresh), size
        if here + 1 < size:
            prefetch(links, _row(place, layer, _node(beam[here + 1])))  # which is likely to be next
        for f in range(n):  # first all scores, so that the memory they come from is waited for once
            fresh[f] = _key(dot_codes(codes, fresh[f], code), fresh[f])
        for f in range(n):
            if size < width:
                size += 1
            elif fresh[f] < beam[size - 1]:
                continue
            first = min(first, _enter(beam, size, fresh[f]))
        here = min(here, first)
    return size


@fast
@no_type_check
def _row(place, layer, node):
    """The row where the neighbours of a node stand in a layer."""
    return np.int64(node) if layer == 0 else np.int64(place[node]) + layer - 1


@fast
@no_type_check
def _unseen(codes, links, row, seen, mark, fresh):
    """Collect the neighbours in a row that were not seen before, and mark them; how many comes back."""
    n = 0
    for e in range(links.shape[1]):
        near = links[row, e]
        if near == NONE:
            break
        fresh[n] = near
        n += seen[near] != mark
        prefetch(codes, near)
        seen[near] = mark
    return n


@fast
@no_type_check
def _enter(beam, size, key):
    """Put a key into its place among the first `size` of a beam, whose last drops out; the place comes back."""
    spot = size - 1
    while spot > 0 and beam[spot - 1] < key:
        beam[spot] = beam[spot - 1]
        spot -= 1
    beam[spot] = key
    return spot


@fast
@no_type_check
def _descend(codes, code, graph, to, seen, mark, one, fresh):
    """The node where a walk with a beam of one node through the layers above `to` ends, and the next mark to use."""
    node = np.int64(graph.entry[0])
    for layer in range(graph.entry[1], to, -1):
        _beam(codes, code, graph.upper, graph.place, layer, one, node, seen, mark, fresh)
        node = _node(one[0])
        mark += 1
    return node, mark


@fast
@no_type_check
def walk(rows, graph, coded, queries, width, seen, scores, found):
    """The best rows for each query of the `width` nodes that its walk ends with."""
    beam, one, mark = np.empty(width, np.int64), np.empty(1, np.int64), 1
    fresh = np.empty(graph.links.shape[1], np.int64)
    for i in range(len(queries)):
        node, mark = _descend(rows.codes, coded[i], graph, 0, seen, mark, one, fresh)
        size = _beam(rows.codes, coded[i], graph.links, graph.place, 0, beam, node, seen, mark, fresh)
        mark += 1
        for b in range(size):
            row = _node(beam[b])
            while row != NONE:
                offer(rows, row, queries[i], scores[i], found[i])
                row = graph.twin[row]


@fast
@no_type_check
def _choose(codes, gaps, nodes, n, chosen):
    """Of n nodes, nearest first, with their distances: those nearer than to any one chosen before, as many as fit."""
    size = 0
    for c in range(n):
        if size == len(chosen):
            break
        good = True
        for e in range(size):
            if _apart(codes, nodes[c], chosen[e]) < gaps[c]:
                good = False
                break
        if good:
            chosen[size] = nodes[c]
            size += 1
    chosen[size:] = NONE


@fast
@no_type_check
def _add_link(codes, row, links, node, new, gaps, nodes):
    """Give `node`, whose neighbours stand in row `row`, one more; if there is no room, choose among all anew."""
    cap = links.shape[1]
    for e in range(cap):
        if links[row, e] == NONE:
            links[row, e] = new
            return
    for e in range(cap + 1):
        near = new if e == cap else links[row, e]
        _place(gaps, nodes, e, _apart(codes, near, node), near)
    _choose(codes, gaps, nodes, cap + 1, links[row])


@fast
@no_type_check
def _place(gaps, nodes, size, gap, node):
    """Put a node into its place among `size` others, nearest first."""
    while size > 0 and gaps[size - 1] > gap:
        gaps[size], nodes[size] = gaps[size - 1], nodes[size - 1]
        size -= 1
    gaps[size], nodes[size] = gap, node


@fast
@no_type_check
def _link(codes, links, place, layer, v, beam, size, m, gaps, nodes):
    """Link node v with the best chosen of the nodes in a beam, in both directions."""
    for b in range(size):
        node = _node(beam[b])
        _place(gaps, nodes, b, _apart(codes, node, v), node)
    row = v if layer == 0 else place[v] + layer - 1
    _choose(codes, gaps, nodes, size, links[row, :m])
    for e in range(m):
        near = links[row, e]
        if near == NONE:
            break
        _add_link(codes, near if layer == 0 else place[near] + layer - 1, links, near, v, gaps, nodes)


@fast
@no_type_check
def _twin(codes, code, v, beam, size):
    """The node in a beam with the same code as row v, or NONE."""
    own = dot_codes(codes, v, code)
    for b in range(size):
        if (beam[b] >> 32) < own:
            break
        node = _node(beam[b])
        if _apart(codes, node, v) == 0:
            return node
    return np.int64(NONE)


@fast
@no_type_check
def grow(codes, coded, first, graph, m, ef, seen):
    """Let rows from `first` on join the graph, one for each of their codes as queries."""
    links, upper, place, level, twins, entry = graph
    beam, one = np.empty(ef, np.int64), np.empty(1, np.int64)
    fresh = np.empty(links.shape[1], np.int64)
    room = max(ef, links.shape[1]) + 1
    gaps, nodes, mark = np.empty(room, np.int32), np.empty(room, np.int32), seen.max() + 1
    for i in range(len(coded)):
        v, code = first + i, coded[i]
        if entry[0] == NONE:
            entry[0], entry[1] = v, level[v]
            continue
        node, mark = _descend(codes, code, graph, 0, seen, mark, one, fresh)
        size = _beam(codes, code, links, place, 0, beam, node, seen, mark, fresh)
        mark += 1
        twin = _twin(codes, code, v, beam, size)
        if twin != NONE:
            twins[v], twins[twin] = twins[twin], v
            continue
        _link(codes, links, place, 0, v, beam, size, m, gaps, nodes)
        top = min(level[v], entry[1])
        if top > 0:
            node, mark = _descend(codes, code, graph, top, seen, mark, one, fresh)
        for layer in range(top, 0, -1):
            size = _beam(codes, code, upper, place, layer, beam, node, seen, mark, fresh)
            mark += 1
            node = _node(beam[0])
            _link(codes, upper, place, layer, v, beam, size, m, gaps, nodes)
        if level[v] > entry[1]:
            entry[0], entry[1] = v, level[v]
