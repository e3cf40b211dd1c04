"""What several checks of unit 07 share: rows that may come in any order where they are equally near."""

import numpy as np

from vecembed_lab.grading.compare import same

TWINS = 4, 5  # the rows that are equal where a check has equal rows


def twins_in_order(found):
    """A list of row numbers, or a table of lists, in which TWINS are in order where one follows the other.

    Either order is right, and which one comes is chance: a known mistake is known whichever it is.
    """
    rows = np.array(found)
    if rows.ndim and rows.dtype.kind in "iuf":
        first, second = rows[..., :-1], rows[..., 1:]
        turned = (first == TWINS[1]) & (second == TWINS[0])
        first[turned], second[turned] = TWINS
    return rows


def distances(query, vectors):
    """Straight-line distances of one query to all rows."""
    return np.linalg.norm(np.asarray(vectors) - query, axis=1)


def nearest_first(query, vectors, rows, k):
    """The `k` of these rows that are nearest to the query; of equals the one that stands first."""
    rows = np.asarray(rows, dtype=int)
    return rows[np.argsort(distances(query, vectors[rows]), kind="stable")[:k]]


def same_rows(got, expected, scores, allowed, why):
    """Raise Wrong unless `got` holds different `allowed` rows whose scores are those of the expected ones, in order."""
    rows = np.asarray(got)
    numbered = rows.shape == np.shape(expected) and (rows.dtype.kind in "iu" or not rows.size)
    different = numbered and set(rows.tolist()) <= set(allowed) and len(set(rows.tolist())) == rows.size
    if different and (not rows.size or np.allclose(scores[rows], scores[expected], rtol=1e-4, atol=1e-5)):
        return
    same(got, expected, why)


def apart(draw, gap=1e-3):
    """The first `draw()` whose distances to the query, (query, vectors, ...), differ by more than `gap`."""
    while True:
        drawn = draw()
        if (np.diff(np.sort(distances(*drawn[:2]))) > gap).all():
            return drawn
