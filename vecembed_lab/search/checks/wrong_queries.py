"""The exercise `wrong_queries`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import Wrong, same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.similarity import measures


class _Index:
    """An index that gives what it was told to give; it remembers how often it was asked."""

    def __init__(self, rows):
        self.rows, self.calls = np.array(rows), 0

    def __repr__(self):
        return "search"

    def __call__(self, queries, k):
        self.calls += 1
        if np.shape(queries)[:1] != (len(self.rows),) or k != self.rows.shape[1]:
            raise ValueError(f"search takes all {len(self.rows)} queries and k = {self.rows.shape[1]}")
        return self.rows.copy()


def _exact(vectors, queries, k):
    return np.argsort(measures.euclidean(queries, vectors), axis=1, kind="stable")[:, :k]


def _judged(search, vectors, queries, k, right):
    """The numbers of the queries for which `right(rows, distances of all, distances of the nearest)` is not true."""
    tables = measures.euclidean(queries, vectors)
    pairs = zip(search(queries, k), tables, strict=True)
    return [i for i, (rows, of_query) in enumerate(pairs) if not right(rows, of_query, np.sort(of_query)[:k])]


def _real(rows):
    return min(rows) >= 0 and len(set(rows)) == len(rows)


def _wrong_queries(search, vectors, queries, k):
    return _judged(search, vectors, queries, k, lambda r, d, best: bool(_real(r) and np.allclose(d[r], best)))


wrong_queries = Exercise(
    "wrong_queries",
    _wrong_queries,
    hints=(
        "Compute the distances of each query to all rows yourself, and sort them: that is what the index should find.",
        "Compare distances, not row numbers: where rows are equally near, the index may take any. Then check that "
        "no row stands there twice, and no -1, which would be read as the last row.",
        "An answer is right if `min(rows) >= 0`, `len(set(rows)) == k` and "
        "`np.allclose(distances[number, rows], np.sort(distances[number])[:k])`.",
    ),
    read="What is a right answer?",
)


def _check(student, rows, vectors, queries, k, why):
    index = _Index(rows)
    got = student(index, vectors, queries, k)
    if index.calls != 1:
        raise Wrong(f"`search` was called {index.calls} times; call it once, with all queries")
    same(got, _wrong_queries(_Index(rows), vectors, queries, k), why)


def _drawn(rng, n=12, m=7, d=3):
    """Rows and queries whose distances are clearly apart."""
    while True:
        vectors, queries = rng.normal(size=(n, d)), rng.normal(size=(m, d))
        gaps = np.diff(np.sort(measures.euclidean(queries, vectors), axis=1), axis=1)
        if gaps.min() > 2e-3:
            return vectors, queries


@wrong_queries.criterion("points on a line, by hand", points=1)
def _(student, rng):
    line, queries = np.array([[0.0], [4.0], [9.0]]), np.array([[0.0], [5.0], [8.0]])
    _check(student, [[0], [0], [2]], line, queries, 1, "Query 1, the point 5, is nearest to row 1, not to row 0")
    _check(student, [[0], [1], [2]], line, queries, 1, "All three answers are right: the list is empty")
    rows = [[1, 0], [1, 2], [2, 0]]
    _check(student, rows, line, queries, 2, "Query 0 has both its rows, but not the nearest first; query 2 lacks row 1")


@wrong_queries.criterion("rows that are missed, or stand in the wrong order", points=1)
def _(student, rng):
    for n, m, k in [(12, 7, 4), (15, 5, 3), (6, 9, 6)]:
        vectors, queries = _drawn(rng, n, m)
        rows = _exact(vectors, queries, n)
        rows[1, [0, 1]] = rows[1, [1, 0]]
        if k < n:
            rows[2, k - 1] = rows[2, k]
            rows[m - 1] = rows[m - 1, ::-1]
        rows[3, :k] = np.sort(rows[3, :k])
        _check(student, rows[:, :k], vectors, queries, k, f"{m} queries, some answered wrongly, k = {k}")
    close = np.array([[0.1], [0.103], [3.0], [3.01], [5.0]])
    why = "The distances are .1, .103, 3, 3.01 and 5: query 0 has the first two in the wrong order, query 2 lacks row 2"
    _check(student, [[1, 0, 2], [0, 1, 2], [0, 1, 3]], close, np.zeros((3, 1)), 3, why)
    equal, why = (
        np.array([[0.0], [1.0], [-1.0]]),
        "No row is farther than row 2, but query 0 lacks row 0; query 1 has it",
    )
    _check(student, [[1, 2], [0, 2]], equal, np.zeros((2, 1)), 2, why)
    vectors, queries = _drawn(rng)
    rows = _exact(vectors, queries, 2)
    rows[:, 0] = _exact(vectors, queries, 12)[:, -1]
    _check(student, rows, vectors, queries, 2, "The first row of every answer is the farthest")


@wrong_queries.criterion("rows that are equally near may be exchanged", points=2)
def _(student, rng):
    vectors = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 2.0], [-2.0, 0.0], [2.0, 0.0], [5.0, 5.0]])
    queries = np.zeros((4, 2))
    rows = [[0, 1, 2], [0, 4, 1], [0, 3, 4], [0, 2, 5]]
    _check(student, rows, vectors, queries, 3, "Rows 1 to 4 are equally near: only query 3, with row 5, is wrong")
    angles, centre = rng.uniform(0, 6, size=12), rng.normal(size=2)
    radii = 1.7 + 2e-14 * np.arange(12)  # clearly not `==`, however somebody computes distances
    ring = np.vstack([centre + (radii * [np.cos(angles), np.sin(angles)]).T, centre + 5])
    rows = [rng.permutation(12)[:5] for _ in range(6)]
    _check(
        student, rows, ring, np.tile(centre, (6, 1)), 5, "Rows 0 to 11 are equally near, but for rounding: all right"
    )
    vectors, queries = _drawn(rng, 9, 5)
    vectors[6] = vectors[2]
    rows = _exact(vectors, queries, 9)
    rows[rows == 2], rows[rows == 6] = -6, 2
    _check(student, np.abs(rows), vectors, queries, 9, "Rows 2 and 6 are equal, and have changed places: all is right")


@wrong_queries.criterion("the same row twice, or -1, is no answer", points=1)
def _(student, rng):
    square = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [9.0, 9.0], [-1.0, -1.0]])
    rows = [[0, 1, 2, 4], [0, 1, 1, 2], [0, 1, 2, -1], [4, 2, 1, 0], [2, 2, 2, 2]]
    why = "All rows but row 3 are equally near: query 1 has a row twice, query 2 has -1, which is not the last row"
    _check(student, rows, square, np.zeros((5, 2)), 4, why)
    vectors, queries = _drawn(rng)
    rows = _exact(vectors, queries, 5)
    rows[1, 1] = rows[1, 0]
    rows[4, 3:] = -1
    _check(student, rows, vectors, queries, 5, "Query 1 has its nearest row twice, query 4 found only three")


@wrong_queries.mistake("row numbers were compared: where rows are equally near, the index may take another one.")
def by_row_number(search, vectors, queries, k):
    found = np.asarray(search(queries, k))
    return [i for i, rows in enumerate(_exact(vectors, queries, k)) if (rows != found[i]).any()]


@wrong_queries.mistake(
    "row numbers were compared as sets: rows that are equally near may be exchanged, and order counts."
)
def by_set_of_numbers(search, vectors, queries, k):
    found = np.asarray(search(queries, k)).tolist()
    return [i for i, rows in enumerate(_exact(vectors, queries, k).tolist()) if set(rows) != set(found[i])]


@wrong_queries.mistake("the order was not looked at: the nearest row must come first.")
def order_ignored(search, vectors, queries, k):
    right = lambda r, d, best: bool(_real(r) and np.allclose(np.sort(d[r]), best))  # noqa: E731
    return _judged(search, vectors, queries, k, right)


@wrong_queries.mistake("a row that stands there twice passed, since its distance is right; the rows must be different.")
def repeats_accepted(search, vectors, queries, k):
    right = lambda r, d, best: bool(min(r) >= 0 and np.allclose(d[r], best))  # noqa: E731
    return _judged(search, vectors, queries, k, right)


@wrong_queries.mistake("-1 was read as the last row, as Python does; it says that nothing was found.")
def minus_one_accepted(search, vectors, queries, k):
    right = lambda r, d, best: bool(len(set(r)) == k and np.allclose(d[r], best))  # noqa: E731
    return _judged(search, vectors, queries, k, right)


@wrong_queries.mistake("only the distances were compared: the same row twice and -1, read as the last row, passed.")
def distances_alone(search, vectors, queries, k):
    return _judged(search, vectors, queries, k, lambda r, d, best: bool(np.allclose(d[r], best)))


@wrong_queries.mistake("only the first row of each answer was checked; all k must be right.")
def first_row_only(search, vectors, queries, k):
    right = lambda r, d, best: bool(_real(r[:1]) and np.isclose(d[r[0]], best[0]))  # noqa: E731
    return _judged(search, vectors, queries, k, right)


@wrong_queries.mistake("only the last of the k distances was checked; all must be right.")
def last_row_only(search, vectors, queries, k):
    return _judged(search, vectors, queries, k, lambda r, d, best: bool(_real(r) and np.isclose(d[r[-1]], best[-1])))


@wrong_queries.mistake("it was checked only that the distances increase; nearer rows may be missing.")
def increasing_is_enough(search, vectors, queries, k):
    return _judged(search, vectors, queries, k, lambda r, d, best: bool(_real(r) and (np.diff(d[r]) >= 0).all()))


@wrong_queries.mistake("these are the queries that are answered rightly; the wrong ones are asked.")
def right_ones(search, vectors, queries, k):
    wrong = _wrong_queries(search, vectors, queries, k)
    return [i for i in range(len(queries)) if i not in wrong]


@wrong_queries.mistake("a query counted as wrong only if none of its rows is right; one wrong row is enough.")
def all_rows_wrong(search, vectors, queries, k):
    right = lambda r, d, best: bool(_real(r) and np.isclose(d[r], best).any())  # noqa: E731
    return _judged(search, vectors, queries, k, right)


@wrong_queries.mistake("this is how many queries are answered wrongly; return their numbers.")
def how_many(search, vectors, queries, k):
    return len(_wrong_queries(search, vectors, queries, k))


@wrong_queries.mistake("this says yes or no for each query; return the numbers of the wrong ones (`np.flatnonzero`).")
def yes_or_no(search, vectors, queries, k):
    wrong = _wrong_queries(search, vectors, queries, k)
    return [i in wrong for i in range(len(queries))]


@wrong_queries.mistake("the first wrong query ended the search; all of them are asked.")
def first_only(search, vectors, queries, k):
    return _wrong_queries(search, vectors, queries, k)[:1]


@wrong_queries.mistake("the largest dot products were taken as oracle; here the nearest rows by distance are asked.")
def oracle_of_dot_products(search, vectors, queries, k):
    pairs = zip(search(queries, k), queries @ vectors.T, strict=True)
    return [
        i for i, (rows, s) in enumerate(pairs) if not (_real(rows) and np.allclose(s[rows], -np.sort(-s)[: len(rows)]))
    ]


@wrong_queries.mistake("rows that are equally near were taken for the same row; compare row numbers to find repeats.")
def ties_called_repeats(search, vectors, queries, k):
    def right(rows, away, best):
        return bool(
            min(rows) >= 0 and len(set(away[rows].round(9).tolist())) == len(rows) and np.allclose(away[rows], best)
        )

    return _judged(search, vectors, queries, k, right)


@wrong_queries.mistake("distances were compared with `==`; equal ones may differ in the last digits (`np.isclose`).")
def exactly_equal(search, vectors, queries, k):
    return _judged(search, vectors, queries, k, lambda r, d, best: bool(_real(r) and (d[r] == best).all()))


@wrong_queries.mistake("the tolerance is so wide that rows which are clearly farther away pass.")
def wide_tolerance(search, vectors, queries, k):
    right = lambda r, d, best: bool(_real(r) and np.allclose(d[r], best, rtol=0, atol=0.01))  # noqa: E731
    return _judged(search, vectors, queries, k, right)


@wrong_queries.mistake("an answer counted as wrong only if it shares no row with the nearest; all k must be right.")
def no_row_shared(search, vectors, queries, k):
    found = np.asarray(search(queries, k)).tolist()
    return [i for i, rows in enumerate(_exact(vectors, queries, k).tolist()) if not set(rows) & set(found[i])]


@wrong_queries.mistake("it was checked only that no row is farther than the k-th nearest; a nearer one may be missing.")
def none_farther_than_the_kth(search, vectors, queries, k):
    right = lambda r, d, best: bool(_real(r) and d[r].max() <= best[-1] + 1e-6 and (np.diff(d[r]) >= -1e-6).all())  # noqa: E731
    return _judged(search, vectors, queries, k, right)


@wrong_queries.mistake("distances that differ by less than 1 % were taken for equal; only rounding may differ.")
def within_one_percent(search, vectors, queries, k):
    right = lambda r, d, best: bool(_real(r) and np.allclose(d[r], best, rtol=0.01))  # noqa: E731
    return _judged(search, vectors, queries, k, right)


@wrong_queries.mistake("squared distances were compared within a thousandth, which is too much where they are small.")
def squares_within_a_thousandth(search, vectors, queries, k):
    right = lambda r, d, best: bool(_real(r) and np.allclose(d[r] ** 2, best**2, rtol=0, atol=1e-3))  # noqa: E731
    return _judged(search, vectors, queries, k, right)


@wrong_queries.mistake("the largest cosines were taken as oracle; here the nearest rows by distance are asked.")
def oracle_of_cosines(search, vectors, queries, k):
    pairs = zip(search(queries, k), measures.cosine(queries, vectors), strict=True)
    return [i for i, (rows, s) in enumerate(pairs) if not (_real(rows) and np.allclose(s[rows], -np.sort(-s)[:k]))]


@wrong_queries.mistake("beyond the first distance only the order was checked; all k distances must be right.")
def first_right_and_increasing(search, vectors, queries, k):
    right = lambda r, d, best: bool(_real(r) and np.isclose(d[r[0]], best[0]) and (np.diff(d[r]) >= -1e-9).all())  # noqa: E731
    return _judged(search, vectors, queries, k, right)
