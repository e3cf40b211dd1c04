"""The exercise `beam_search`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.search.checks._common import apart, distances, nearest_first, same_rows


def _walk(query, vectors, graph, start, ef):
    """The `ef` nearest rows seen from start, nearest first."""
    away = distances(query, vectors)
    kept, seen, read = [start], {start}, set()
    while unread := [row for row in kept if row not in read]:
        read.add(unread[0])
        new = [row for row in graph[unread[0]] if row not in seen]
        seen.update(new)
        kept = sorted(kept + new, key=lambda row: away[row])[:ef]
    return np.array(kept)


def _beam_search(query, vectors, graph, start, ef, k):
    return _walk(query, vectors, graph, start, max(ef, k))[:k]


beam_search = Exercise(
    "beam_search",
    _beam_search,
    hints=(
        "Keep three things: the rows kept, sorted by distance; all rows ever seen; the rows whose lists were read.",
        "In each turn read the list of the nearest kept row that is still unread, add the rows that are new, sort, and "
        "cut to `max(ef, k)` rows. Stop when all kept rows are read.",
        "`while unread := [row for row in kept if row not in read]:` read `graph[unread[0]]`; "
        "`kept = sorted(kept + new, key=distance)[: max(ef, k)]`. At the end `kept[:k]`.",
    ),
    read="A graph to walk on",
)


def _check(student, query, vectors, graph, start, ef, k, why):
    args = query, vectors, [list(map(int, row)) for row in graph], start, ef, k
    same_rows(student(*args), _beam_search(*args), distances(query, vectors), range(len(vectors)), why)


def _line(*points):
    return np.array(points, dtype=float)[:, None]


def _near_graph(rng, vectors, m):
    """For each row its m nearest, in any order, and one row at random."""
    order = np.argsort(np.linalg.norm(vectors[:, None] - vectors, axis=2), axis=1)[:, 1 : m + 1]
    lists = [set(row) | {int(rng.integers(len(vectors)))} for row in order.tolist()]
    return [rng.permutation(sorted(row - {i})).tolist() for i, row in enumerate(lists)]


def _drawn(rng, n, d, m):
    query, vectors = apart(lambda: (rng.normal(size=d), rng.normal(size=(n, d))), gap=1e-4)
    return query, vectors, _near_graph(rng, vectors, m)


@beam_search.criterion("a hill, by hand", points=1)
def _(student, rng):
    hill, graph, query = _line(0, -3, 10), [[1], [0, 2], [1]], np.array([10.0])
    _check(student, query, hill, graph, 0, 1, 1, "From 0 it goes only to -3, which is farther away: it stays at row 0")
    _check(
        student,
        query,
        hill,
        graph,
        0,
        2,
        1,
        "It keeps -3 too, though that is farther: there is room for 2. Its list has row 2",
    )
    steps, graph = _line(0, 1, 2, 3, 4.5), [[1], [0, 2], [1, 3], [2, 4], [3]]
    _check(student, np.array([9.0]), steps, graph, 0, 1, 1, "Each row knows its neighbours: the walk ends at row 4")
    _check(student, np.array([2.9]), steps, graph, 4, 1, 1, "From row 4 it goes one step, to row 3, and stays there")
    _check(student, np.array([1.2]), steps, graph, 4, 3, 3, "The nearest to 1.2 are 1, 2 and 0, in this order")
    why = "One row is kept, row 1, and its list is empty: row 2, which leads to row 3, has fallen out"
    _check(student, np.array([0.0]), _line(10, 6, 7, 0), [[2, 1], [], [3], []], 0, 1, 1, why)
    away, query = _line(10, 6, 5, 4, 3, 0), np.array([0.0])
    why = "Row 2 is nearer than row 1 and read first: its rows 3 and 4 push row 1 out, which alone leads to row 5"
    for first in ([2, 1], [1, 2]):
        _check(student, query, away, [first, [5], [3, 4], [], [], []], 0, 2, 1, why)


@beam_search.criterion("any graph, any start, any ef", points=2)
def _(student, rng):
    for n, d, m, ef, k in [(40, 2, 3, 3, 2), (60, 4, 3, 6, 5), (50, 3, 2, 4, 4), (70, 5, 4, 9, 3), (45, 3, 3, 2, 1)]:
        for _ in range(3):
            start = int(rng.integers(n))
            why = f"{n} rows, each with {m} to {m + 1} neighbours, start {start}, ef {ef}, k {k}"
            _check(student, *_drawn(rng, n, d, m), start, ef, k, why)
    query, vectors, graph = _drawn(rng, 40, 3, 4)
    _check(student, query, vectors, graph, 5, 40, 8, "ef is 40, as many as there are rows")
    _check(student, query + 30, vectors + 30, graph, 7, 5, 5, "30 added to every number changes nothing")


@beam_search.criterion("ef smaller than k, rows that cannot be reached, empty lists", points=2)
def _(student, rng):
    for ef, k in [(1, 6), (2, 9), (3, 4)]:
        why = f"ef is {ef} and k is {k}: it keeps {k} rows"
        _check(student, *_drawn(rng, 50, 3, 3), 0, ef, k, why)
    line = _line(0, 1, 2, 50, 51)
    islands = [[1], [2, 0], [1], [4], [3]]
    _check(student, np.array([49.0]), line, islands, 0, 5, 2, "Rows 3 and 4 are nearest, but no list leads to them")
    _check(student, np.array([0.2]), line, islands, 1, 5, 5, "Only rows 0, 1 and 2 can be reached: three come")
    _check(student, np.array([50.0]), line, [[], [0], [1], [2], [3]], 0, 3, 2, "The list of the start is empty")
    one_way = [[1], [2], [3], [4], []]
    _check(student, np.array([60.0]), line, one_way, 0, 2, 2, "Each row leads only to the next, and the last to none")
    loops = [[0, 1], [1, 0, 2], [2, 3, 1], [4, 3], [4, 3]]
    _check(student, np.array([50.6]), line, loops, 0, 3, 3, "Some rows stand in their own lists")


@beam_search.mistake("one row was kept, whatever ef is: the walk stops at the first hill.")
def greedy(query, vectors, graph, start, ef, k):
    return _walk(query, vectors, graph, start, 1)[:k]


@beam_search.mistake("ef was used as it is; if it is smaller than k, keep k.")
def ef_below_k(query, vectors, graph, start, ef, k):
    return _walk(query, vectors, graph, start, ef)[:k]


@beam_search.mistake("k rows were kept, whatever ef is; keep ef, and return the first k of them.")
def ef_ignored(query, vectors, graph, start, ef, k):
    return _walk(query, vectors, graph, start, k)


@beam_search.mistake("all rows that can be reached were looked at; keep only ef of them, and stop when those are read.")
def everything_reachable(query, vectors, graph, start, ef, k):
    return _walk(query, vectors, graph, start, len(vectors))[:k]


@beam_search.mistake("all rows were compared with the query; only those that the walk sees may be found.")
def exact_search(query, vectors, graph, start, ef, k):
    return nearest_first(query, vectors, np.arange(len(vectors)), k)


@beam_search.mistake("all kept rows came; return the k nearest of them.")
def all_kept(query, vectors, graph, start, ef, k):
    return _walk(query, vectors, graph, start, max(ef, k))


@beam_search.mistake("the nearest row comes last; turn the list round.")
def nearest_last(query, vectors, graph, start, ef, k):
    return _beam_search(query, vectors, graph, start, ef, k)[::-1]


@beam_search.mistake("the rows are in the order of their numbers; the nearest comes first.")
def sorted_by_number(query, vectors, graph, start, ef, k):
    return np.sort(_beam_search(query, vectors, graph, start, ef, k))


@beam_search.mistake("only the list of the start was read; go on with the rows found there.")
def one_step(query, vectors, graph, start, ef, k):
    rows = list(dict.fromkeys([start, *graph[start]]))
    return nearest_first(query, vectors, rows, max(ef, k))[:k]


@beam_search.mistake("the start itself is missing; it is a row like any other.")
def start_left_out(query, vectors, graph, start, ef, k):
    rows = _walk(query, vectors, graph, start, max(ef, k))
    return rows[rows != start][:k]


@beam_search.mistake("where fewer than k rows were found, the list was filled up with -1; return those there are.")
def filled_with_minus_one(query, vectors, graph, start, ef, k):
    found = _beam_search(query, vectors, graph, start, ef, k)
    return np.pad(found, (0, k - len(found)), constant_values=-1)


@beam_search.mistake("the farthest rows were kept: sort the distances upwards.")
def farthest_kept(query, vectors, graph, start, ef, k):
    kept, seen, read = [start], {start}, set()
    while unread := [row for row in kept if row not in read]:
        read.add(unread[0])
        new = [row for row in dict.fromkeys(graph[unread[0]]) if row not in seen]
        seen.update(new)
        kept = sorted(kept + new, key=lambda row: -distances(query, vectors)[row])[: max(ef, k)]
    return np.array(kept[:k])


@beam_search.mistake("the rows were ranked by dot product; rank them by distance.")
def by_dot_product(query, vectors, graph, start, ef, k):
    scores = vectors @ query
    kept, seen, read = [start], {start}, set()
    while unread := [row for row in kept if row not in read]:
        read.add(unread[0])
        new = [row for row in dict.fromkeys(graph[unread[0]]) if row not in seen]
        seen.update(new)
        kept = sorted(kept + new, key=lambda row: -scores[row])[: max(ef, k)]
    return np.array(kept[:k])


@beam_search.mistake("the search stopped as soon as a list brought nothing nearer; read the lists of all kept rows.")
def stopped_at_no_progress(query, vectors, graph, start, ef, k):
    away, width = distances(query, vectors), max(ef, k)
    kept, seen, read = [start], {start}, set()
    while unread := [row for row in kept if row not in read]:
        best = away[kept[0]]
        read.add(unread[0])
        new = [row for row in dict.fromkeys(graph[unread[0]]) if row not in seen]
        seen.update(new)
        kept = sorted(kept + new, key=lambda row: away[row])[:width]
        if away[kept[0]] >= best:
            break
    return np.array(kept[:k])


@beam_search.mistake("only rows nearer than the one whose list was read were added; keep the ef nearest of all seen.")
def only_nearer_added(query, vectors, graph, start, ef, k):
    away, width = distances(query, vectors), max(ef, k)
    kept, seen, read = [start], {start}, set()
    while unread := [row for row in kept if row not in read]:
        read.add(unread[0])
        new = [r for r in dict.fromkeys(graph[unread[0]]) if r not in seen and away[r] < away[unread[0]]]
        seen.update(new)
        kept = sorted(kept + new, key=lambda row: away[row])[:width]
    return np.array(kept[:k])


@beam_search.mistake("it read ef lists and then stopped; it goes on as long as a kept row is unread.")
def ef_lists_read(query, vectors, graph, start, ef, k):
    away, width = distances(query, vectors), max(ef, k)
    kept, seen, read = [start], {start}, set()
    while (unread := [row for row in kept if row not in read]) and len(read) < width:
        read.add(unread[0])
        new = [row for row in dict.fromkeys(graph[unread[0]]) if row not in seen]
        seen.update(new)
        kept = sorted(kept + new, key=lambda row: away[row])[:width]
    return np.array(kept[:k])


@beam_search.mistake("only the row where the search ended was returned; return up to k rows.")
def only_the_nearest(query, vectors, graph, start, ef, k):
    return _beam_search(query, vectors, graph, start, ef, k)[:1]


def _other_walk(query, vectors, graph, start, width, pick, full=False):
    """A walk that reads the list of `pick(unread rows, distances)`; with `full` it ends as soon as `width` are kept."""
    away = distances(query, vectors)
    kept, order, read = [start], [start], set()
    while (unread := [row for row in order if row in kept and row not in read]) and not (full and len(kept) >= width):
        row = pick(unread, away)
        read.add(row)
        new = [other for other in dict.fromkeys(graph[row]) if other not in order]
        order += new
        kept = sorted(kept + new, key=lambda other: away[other])[:width]
    return np.array(kept)


@beam_search.mistake("the farthest unread row was read first; read the nearest.")
def farthest_read_first(query, vectors, graph, start, ef, k):
    return _other_walk(query, vectors, graph, start, max(ef, k), lambda rows, away: max(rows, key=lambda r: away[r]))[
        :k
    ]


@beam_search.mistake("the kept rows were read in the order in which they were seen; read the nearest first.")
def oldest_read_first(query, vectors, graph, start, ef, k):
    return _other_walk(query, vectors, graph, start, max(ef, k), lambda rows, away: rows[0])[:k]


@beam_search.mistake("the search ended as soon as ef rows were kept; go on, since nearer ones may push them out.")
def ended_when_full(query, vectors, graph, start, ef, k):
    nearest = lambda rows, away: min(rows, key=lambda r: away[r])  # noqa: E731
    return _other_walk(query, vectors, graph, start, max(ef, k), nearest, full=True)[:k]


@beam_search.mistake("the smaller of ef and k was kept; it is the larger.")
def smaller_kept(query, vectors, graph, start, ef, k):
    return _walk(query, vectors, graph, start, min(ef, k))[:k]


@beam_search.mistake("links were followed backwards too; a row leads only to those in its own list.")
def both_directions(query, vectors, graph, start, ef, k):
    linked = [set(row) for row in graph]
    for row, others in enumerate(graph):
        for other in others:
            linked[other].add(row)
    return _walk(query, vectors, [sorted(row) for row in linked], start, max(ef, k))[:k]


@beam_search.mistake("k was added to ef; keep the larger of the two.")
def ef_and_k_added(query, vectors, graph, start, ef, k):
    return _walk(query, vectors, graph, start, ef + k)[:k]


@beam_search.mistake("only the first rows of each list were looked at, as many as are kept; look at the whole list.")
def beginning_of_each_list(query, vectors, graph, start, ef, k):
    return _walk(query, vectors, [row[: max(ef, k)] for row in graph], start, max(ef, k))[:k]


@beam_search.mistake(
    "it went on level by level from the new rows alone, so that rows farther away than those kept are read."
)
def level_by_level(query, vectors, graph, start, ef, k):
    seen, level = {start}, [start]
    while level:
        new = {other for row in level for other in graph[row]} - seen
        seen |= new
        level = list(nearest_first(query, vectors, sorted(new), max(ef, k)))
    return nearest_first(query, vectors, sorted(seen), k)


@beam_search.mistake("rows that were seen before were added again, and take the places of others; add only new ones.")
def seen_ones_added_again(query, vectors, graph, start, ef, k):
    away = distances(query, vectors)
    kept, read = [start], set()
    while unread := [row for row in kept if row not in read]:
        read.add(unread[0])
        kept = sorted(kept + list(graph[unread[0]]), key=lambda row: away[row])[: max(ef, k)]
    return np.array(kept[:k])
