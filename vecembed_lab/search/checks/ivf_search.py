"""The exercise `ivf_search`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.search.checks._common import TWINS, distances, nearest_first, same_rows, twins_in_order


def _probed(query, centres, n_probe):
    return np.argsort(distances(query, centres), kind="stable")[:n_probe]


def _rows_of(cells, which):
    return np.concatenate([np.asarray(cells[c], dtype=int) for c in which])


def _ivf_search(query, vectors, centres, cells, n_probe, k):
    return nearest_first(query, vectors, _rows_of(cells, _probed(query, centres, n_probe)), k)


ivf_search = Exercise(
    "ivf_search",
    _ivf_search,
    hints=(
        "First rank the centres by their distance to the query, then the rows of the first n_probe cells.",
        "`np.concatenate([cells[c] for c in probed])` gives the rows of the cells that are searched.",
        "`distances = np.linalg.norm(vectors[rows] - query, axis=1)`, and `rows[np.argsort(distances)[:k]]`: the sort "
        "gives places in `rows`, so look the row numbers up.",
    ),
    read="Cells",
    canonical=twins_in_order,
)


def _check(student, query, vectors, centres, cells, n_probe, k, why):
    args = query, vectors, centres, [np.asarray(cell, dtype=int) for cell in cells], n_probe, k
    expected = _ivf_search(*args)
    allowed = _rows_of(cells, _probed(query, centres, n_probe))
    same_rows(student(*args), expected, distances(query, vectors), set(allowed.tolist()), why)


def _drawn(rng, n, d, c, empty=0):
    """A query, n rows, c centres (`empty` of them own nothing, and lie near the query), and the cells."""
    vectors, query = rng.normal(size=(n, d)), rng.normal(size=d)
    centres = vectors[:c] + rng.normal(size=(c, d)) / 4
    own = np.linalg.norm(vectors[:, None] - centres, axis=2).argmin(axis=1)
    cells = [np.flatnonzero(own == number) for number in range(c)]
    centres = np.vstack([centres, query + rng.normal(size=(empty, d)) / 50])
    cells += [np.array([], dtype=int)] * empty
    order = rng.permutation(len(cells))
    return query, vectors, centres[order], [rng.permutation(cells[i]) for i in order]


@ivf_search.criterion("points on a line, by hand", points=1)
def _(student, rng):
    points, centres, cells = np.array([[1.0], [5.0], [8.0], [10.0]]), np.array([[3.0], [9.0]]), [[0, 1], [2, 3]]
    why = "6.1 is nearer to the centre 9 than to 3, so rows 2 and 3 are searched, and row 1 is missed"
    _check(student, np.array([6.1]), points, centres, cells, 1, 2, why)
    _check(student, np.array([6.1]), points, centres, cells, 2, 2, "With both cells, rows 1 and 2 are the nearest")
    why = "The cell of 3 holds rows 0 and 1 only, so no third one comes"
    _check(student, np.array([2.0]), points, centres, cells, 1, 3, why)
    points, centres = np.array([[9.0, 0.0], [8.0, 1.0], [1.0, 2.0], [0.0, 2.0]]), np.array([[9.0, 1.0], [1.0, 1.0]])
    why = "(2, 0) points more towards the centre (9, 1) but is nearer to (1, 1), so rows 2 and 3 are searched"
    _check(student, np.array([2.0, 0.0]), points, centres, cells, 1, 1, why)


@ivf_search.criterion("any rows, any number of cells, nearest first", points=2)
def _(student, rng):
    for n, d, c, n_probe, k in [(40, 3, 6, 2, 5), (60, 4, 9, 4, 7), (30, 2, 5, 3, 4), (50, 5, 4, 1, 3)]:
        query, *rest = _drawn(rng, n, d, c)
        _check(student, query, *rest, n_probe, k, f"{n} rows, {n_probe} of {c} cells searched, k = {k}")
    query, vectors, centres, cells = _drawn(rng, 40, 3, 6)
    _check(student, query + 30, vectors + 30, centres + 30, cells, 3, 6, "30 added to every number changes nothing")
    _check(student, query, vectors, centres, cells, 6, 5, "All cells are searched, so this is exact search")


@ivf_search.criterion("few rows, empty cells, and n_probe larger than there are cells", points=1)
def _(student, rng):
    query, vectors, centres, cells = _drawn(rng, 12, 3, 6)
    _check(student, query, vectors, centres, cells, 2, 30, "The two cells hold fewer rows than k: all of them come")
    _check(student, query, vectors, centres, cells, 9, 5, "There are six cells, and n_probe is 9: all are searched")
    query, vectors, centres, cells = _drawn(rng, 20, 3, 5, empty=2)
    _check(student, query, vectors, centres, cells, 4, 6, "The two nearest cells are empty, and they count as searched")
    _check(student, query, vectors, centres, cells, 2, 3, "The two nearest cells are empty, and no other is searched")
    vectors = query + rng.normal(size=(9, 3))
    vectors[TWINS[1]], cells = vectors[TWINS[0]], np.split(np.arange(9), [7])
    why = f"Rows {TWINS[0]} and {TWINS[1]} are equal, and both belong in the list"
    _check(student, query, vectors, np.stack([query, query + 1]), cells, 2, 9, why)


@ivf_search.mistake("these are places among the rows that were searched; look up which rows they are.")
def places_returned(query, vectors, centres, cells, n_probe, k):
    rows = _rows_of(cells, _probed(query, centres, n_probe))
    return np.argsort(distances(query, vectors[rows]), kind="stable")[:k]


@ivf_search.mistake("`n_probe` plays no part: only the nearest cell was searched.")
def one_cell(query, vectors, centres, cells, n_probe, k):
    return _ivf_search(query, vectors, centres, cells, 1, k)


@ivf_search.mistake("all rows were searched; only those of the n_probe nearest cells should be.")
def all_rows(query, vectors, centres, cells, n_probe, k):
    return nearest_first(query, vectors, np.arange(len(vectors)), k)


@ivf_search.mistake("the first n_probe cells were searched, not the nearest ones.")
def first_cells(query, vectors, centres, cells, n_probe, k):
    return nearest_first(query, vectors, _rows_of(cells, range(min(n_probe, len(cells)))), k)


@ivf_search.mistake("the farthest cells were searched: distances are sorted upwards, so the nearest are the first.")
def farthest_cells(query, vectors, centres, cells, n_probe, k):
    which = np.argsort(-distances(query, centres), kind="stable")[:n_probe]
    return nearest_first(query, vectors, _rows_of(cells, which), k)


@ivf_search.mistake("the cells were chosen by the largest dot product with their centres; choose by distance.")
def cells_by_dot_product(query, vectors, centres, cells, n_probe, k):
    which = np.argsort(-(centres @ query), kind="stable")[:n_probe]
    return nearest_first(query, vectors, _rows_of(cells, which), k)


@ivf_search.mistake("the rows were ranked by dot product; rank them by distance.")
def rows_by_dot_product(query, vectors, centres, cells, n_probe, k):
    rows = _rows_of(cells, _probed(query, centres, n_probe))
    return rows[np.argsort(-(vectors[rows] @ query), kind="stable")[:k]]


@ivf_search.mistake("these are the farthest rows of the cells: distances are sorted upwards.")
def farthest_rows(query, vectors, centres, cells, n_probe, k):
    rows = _rows_of(cells, _probed(query, centres, n_probe))
    return rows[np.argsort(-distances(query, vectors[rows]), kind="stable")[:k]]


@ivf_search.mistake("the rows come cell by cell; sort those of all searched cells together.")
def cell_by_cell(query, vectors, centres, cells, n_probe, k):
    parts = [nearest_first(query, vectors, cells[c], k) for c in _probed(query, centres, n_probe)]
    return np.concatenate(parts)[:k]


@ivf_search.mistake("the rows of the cells were not ranked: the first k of them came.")
def unranked(query, vectors, centres, cells, n_probe, k):
    return _rows_of(cells, _probed(query, centres, n_probe))[:k]


@ivf_search.mistake("the k rows are right, but in the order of their numbers; the nearest comes first.")
def sorted_by_number(query, vectors, centres, cells, n_probe, k):
    return np.sort(_ivf_search(query, vectors, centres, cells, n_probe, k))


@ivf_search.mistake("the nearest row comes last; turn the list round.")
def nearest_last(query, vectors, centres, cells, n_probe, k):
    return _ivf_search(query, vectors, centres, cells, n_probe, k)[::-1]


@ivf_search.mistake("where the cells hold fewer than k rows, the list was filled up with -1; return those there are.")
def filled_with_minus_one(query, vectors, centres, cells, n_probe, k):
    found = _ivf_search(query, vectors, centres, cells, n_probe, k)
    return np.pad(found, (0, k - len(found)), constant_values=-1)


@ivf_search.mistake("cells were added until they held k rows; search n_probe cells, whatever they hold.")
def until_k_rows(query, vectors, centres, cells, n_probe, k):
    order = _probed(query, centres, len(centres))
    while n_probe < len(cells) and len(_rows_of(cells, order[:n_probe])) < k:
        n_probe += 1
    return nearest_first(query, vectors, _rows_of(cells, order[:n_probe]), k)


@ivf_search.mistake("empty cells were skipped and others taken for them; an empty cell is searched like any other.")
def empty_cells_skipped(query, vectors, centres, cells, n_probe, k):
    which = [c for c in _probed(query, centres, len(centres)) if len(cells[c])][:n_probe]
    return nearest_first(query, vectors, _rows_of(cells, which), k)


@ivf_search.mistake("these are the numbers of the nearest cells; go on and search their rows.")
def cells_returned(query, vectors, centres, cells, n_probe, k):
    return _probed(query, centres, n_probe)


@ivf_search.mistake("one cell too many was searched.")
def one_cell_more(query, vectors, centres, cells, n_probe, k):
    return _ivf_search(query, vectors, centres, cells, n_probe + 1, k)


@ivf_search.mistake("rows with the same numbers were named once; each is a row of its own.")
def copies_left_out(query, vectors, centres, cells, n_probe, k):
    rows = np.sort(_rows_of(cells, _probed(query, centres, n_probe)))
    first = rows[np.sort(np.unique(vectors[rows], axis=0, return_index=True)[1])]
    return nearest_first(query, vectors, first, k)


@ivf_search.mistake("the rows were ranked by the distance to the centre of their cell; rank by that to the query.")
def ranked_from_the_centre(query, vectors, centres, cells, n_probe, k):
    pairs = [
        (np.linalg.norm(vectors[row] - centres[c]), row) for c in _probed(query, centres, n_probe) for row in cells[c]
    ]
    return np.array([row for _, row in sorted(pairs)][:k], dtype=int)


@ivf_search.mistake("n_probe and k are exchanged.")
def exchanged(query, vectors, centres, cells, n_probe, k):
    return _ivf_search(query, vectors, centres, cells, k, n_probe)


@ivf_search.mistake("the nearest cells and rows were those with the largest dot product; both go by distance.")
def all_by_dot_product(query, vectors, centres, cells, n_probe, k):
    rows = _rows_of(cells, np.argsort(-(centres @ query), kind="stable")[:n_probe])
    return rows[np.argsort(-(vectors[rows] @ query), kind="stable")[:k]]


@ivf_search.mistake("k rows came from each cell; together it should be at most k.")
def k_of_each_cell(query, vectors, centres, cells, n_probe, k):
    return np.concatenate([nearest_first(query, vectors, cells[c], k) for c in _probed(query, centres, n_probe)])


@ivf_search.mistake("the first k rows of the cells were taken and then sorted; sort all of them, then take k.")
def first_k_sorted(query, vectors, centres, cells, n_probe, k):
    return nearest_first(query, vectors, _rows_of(cells, _probed(query, centres, n_probe))[:k], k)


@ivf_search.mistake("the cells were chosen by the cosine with their centres; choose by distance.")
def cells_by_cosine(query, vectors, centres, cells, n_probe, k):
    lengths = np.linalg.norm(centres, axis=1)
    which = np.argsort(-(centres @ query) / np.where(lengths > 0, lengths, 1), kind="stable")[:n_probe]
    return nearest_first(query, vectors, _rows_of(cells, which), k)


@ivf_search.mistake("these are the distances; return the numbers of the rows.")
def distances_returned(query, vectors, centres, cells, n_probe, k):
    return distances(query, vectors[_ivf_search(query, vectors, centres, cells, n_probe, k)])


@ivf_search.mistake("one cell too few was searched; search n_probe of them.")
def one_cell_less(query, vectors, centres, cells, n_probe, k):
    return _ivf_search(query, vectors, centres, cells, max(1, n_probe - 1), k)


@ivf_search.mistake("k rows came from each cell, sorted together; of all of them return only the k nearest.")
def k_of_each_cell_sorted(query, vectors, centres, cells, n_probe, k):
    rows = k_of_each_cell(query, vectors, centres, cells, n_probe, k)
    return nearest_first(query, vectors, rows, len(rows))


@ivf_search.mistake("sizes of differences were added for the distances; the straight-line distance adds squares.")
def city_block(query, vectors, centres, cells, n_probe, k):
    rows = _rows_of(cells, np.argsort(np.abs(centres - query).sum(axis=1), kind="stable")[:n_probe])
    return rows[np.argsort(np.abs(vectors[rows] - query).sum(axis=1), kind="stable")[:k]]


@ivf_search.mistake(
    "the k nearest of all rows were found, and those of other cells left out; rank the rows of the cells, then take k."
)
def cells_asked_last(query, vectors, centres, cells, n_probe, k):
    nearest = nearest_first(query, vectors, np.arange(len(vectors)), k)
    return nearest[np.isin(nearest, _rows_of(cells, _probed(query, centres, n_probe)))]
