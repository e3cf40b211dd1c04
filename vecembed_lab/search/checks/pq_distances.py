"""The exercise `pq_distances`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _tables(query, books):
    """The squared distances of each piece of the query to each entry, (m, entries)."""
    return ((query.reshape(len(books), 1, -1) - books) ** 2).sum(axis=2)


def _looked_up(tables, codes):
    return tables[np.arange(len(tables)), codes]


def _pq_distances(query, codes, books):
    return _looked_up(_tables(query, books), codes).sum(axis=1)


pq_distances = Exercise(
    "pq_distances",
    _pq_distances,
    hints=(
        "Make a table first: for book j and entry e, the squared distance of piece j of the query to that entry.",
        "`((query.reshape(m, 1, s) - books) ** 2).sum(axis=2)` is that table, (m, entries).",
        "`table[np.arange(m), codes]` picks, for each row, one number from each line of the table; add them with "
        "`sum(axis=1)`.",
    ),
    read="Smaller vectors",
)


def _check(student, query, codes, books, why):
    codes = np.asarray(codes)
    same(student(query, codes, books), _pq_distances(query, codes, books), why)


@pq_distances.criterion("two pieces by hand", points=1)
def _(student, rng):
    books = np.array([[[0.0, 5.0], [1.0, 1.0]], [[9.0, 9.0], [0.0, 0.0]]])
    query = np.array([1.0, 1.0, 8.0, 9.0])
    _check(student, query, [[1, 0]], books, "The code (1, 0) stands for (1, 1, 9, 9): 0 + 1")
    why = "(0, 0) stands for (0, 5, 9, 9): 17 + 1. (1, 1) stands for (1, 1, 0, 0): 0 + 145"
    _check(student, query, [[0, 0], [1, 1], [1, 0]], books, why)
    books = np.array([[[3.0], [6.0]], [[1.0], [5.0]], [[0.0], [2.0]]])
    why = "(0, 1, 1) stands for (3, 5, 2), 3, 4 and 2 from the query: 9 + 16 + 4"
    _check(student, np.array([0.0, 1.0, 4.0]), [[0, 1, 1], [1, 0, 0]], books, why)


@pq_distances.criterion("any query, codes and books", points=2)
def _(student, rng):
    for n, m, entries, s in [(9, 3, 7, 4), (5, 4, 6, 2), (8, 2, 3, 5), (1, 6, 8, 3), (4, 1, 9, 5), (3, 5, 5, 1)]:
        query, books = rng.normal(size=m * s), rng.normal(size=(m, entries, s))
        codes = rng.integers(entries, size=(n, m))
        _check(student, query, codes, books, f"{n} rows, {m} books of {entries} entries of {s} numbers")
    query, books = 100 * rng.normal(size=12), 100 * rng.normal(size=(3, 6, 4))
    _check(student, query, rng.integers(6, size=(7, 3)), books, "Numbers in the hundreds")
    books = rng.normal(size=(2, 400, 3))
    _check(student, rng.normal(size=6), rng.permutation(400).reshape(200, 2), books, "Books of 400 entries")
    query, books = rng.normal(size=12), rng.normal(size=(3, 6, 4))
    codes = np.array([[2, 2, 2], [0, 1, 2], [2, 1, 0], [5, 5, 5], [2, 2, 2], [0, 1, 2], [4, 3, 1]])
    _check(student, query, codes, books, "Some codes are equal, and two have the same numbers in another order")


@pq_distances.criterion("the query is not rounded, and lies where it lies", points=1)
def _(student, rng):
    books = rng.normal(size=(3, 4, 2))
    query = books[[0, 1, 2], [3, 0, 2]].ravel()
    codes = np.array([[3, 0, 2], [0, 0, 0], [3, 0, 1]])
    _check(student, query, codes, books, "The query is exactly what the first code stands for: 0")
    _check(student, query + 0.5, codes, books, "The query lies a little beside it, and is nobody's entry")
    query, codes = np.full(6, 40.0), rng.integers(4, size=(6, 3))
    _check(student, query, codes, books, "The query lies far from all entries")
    _check(student, np.zeros(6), codes, books, "The query is zero: the squared lengths of the rows")


@pq_distances.mistake("these are distances; squared ones are asked, without the root.")
def root_taken(query, codes, books):
    return np.sqrt(_pq_distances(query, codes, books))


@pq_distances.mistake("the root of each piece was taken before adding; add the squares.")
def sum_of_roots(query, codes, books):
    return np.sqrt(_looked_up(_tables(query, books), codes)).sum(axis=1)


@pq_distances.mistake("the query was rounded to its own code as well (symmetric distances); it stays as it is.")
def symmetric(query, codes, books):
    own = _tables(query, books).argmin(axis=1)
    return _pq_distances(books[np.arange(len(books)), own].ravel(), codes, books)


@pq_distances.mistake("these are dot products of the query with the rows; squared distances are asked.")
def dot_products(query, codes, books):
    return _looked_up((query.reshape(len(books), 1, -1) * books).sum(axis=2), codes).sum(axis=1)


@pq_distances.mistake("the first book was used for all pieces; each piece has a book of its own.")
def first_book_only(query, codes, books):
    return _pq_distances(query, codes, np.tile(books[:1], (len(books), 1, 1)))


@pq_distances.mistake("the same piece of the query, the first, was compared with all books.")
def first_piece_only(query, codes, books):
    return _pq_distances(np.tile(query[: books.shape[2]], len(books)), codes, books)


@pq_distances.mistake("the pieces take every m-th number of the query; a piece's numbers stand side by side.")
def every_mth_number(query, codes, books):
    return _pq_distances(query.reshape(books.shape[2], len(books)).T.ravel(), codes, books)


@pq_distances.mistake("this is the mean over the pieces; add them.")
def mean_of_pieces(query, codes, books):
    return _looked_up(_tables(query, books), codes).mean(axis=1)


@pq_distances.mistake("this is the largest of the pieces; add them.")
def largest_piece(query, codes, books):
    return _looked_up(_tables(query, books), codes).max(axis=1)


@pq_distances.mistake("the differences were not squared, so they cancel.")
def not_squared(query, codes, books):
    return _looked_up((query.reshape(len(books), 1, -1) - books).sum(axis=2), codes).sum(axis=1)


@pq_distances.mistake("sizes of differences were added; square them.")
def city_block(query, codes, books):
    return _looked_up(np.abs(query.reshape(len(books), 1, -1) - books).sum(axis=2), codes).sum(axis=1)


@pq_distances.mistake("these are the numbers from the table, piece by piece; add them up for each row.")
def pieces_returned(query, codes, books):
    return _looked_up(_tables(query, books), codes)


@pq_distances.mistake("this is the table; look up in it what each code names, and add.")
def table_returned(query, codes, books):
    return _tables(query, books)


@pq_distances.mistake("the sum runs over the rows; each row has its own sum, over its pieces.")
def summed_over_rows(query, codes, books):
    return _looked_up(_tables(query, books), codes).sum(axis=0)


@pq_distances.mistake("the rows are sorted by distance; row i of the answer belongs to code i.")
def sorted_distances(query, codes, books):
    return np.sort(_pq_distances(query, codes, books))


@pq_distances.mistake("these are the row numbers, nearest first; return the squared distances.")
def order_returned(query, codes, books):
    return np.argsort(_pq_distances(query, codes, books), kind="stable")


@pq_distances.mistake("the last piece is missing from the sum.")
def last_piece_missing(query, codes, books):
    return _looked_up(_tables(query, books), codes)[:, :-1].sum(axis=1)


@pq_distances.mistake(
    "every code was looked up in every book (`table[:, codes]`); number j of a code belongs to book j."
)
def every_book_for_every_code(query, codes, books):
    return _tables(query, books)[:, codes].sum(axis=(0, 2))


@pq_distances.mistake("the codes were read as if they began with 1; they begin with 0.")
def one_based(query, codes, books):
    return _pq_distances(query, codes - 1, books)


@pq_distances.mistake("the differences were added before squaring, so they cancel; square each, then add.")
def sum_then_square(query, codes, books):
    return _looked_up((query.reshape(len(books), 1, -1) - books).sum(axis=2) ** 2, codes).sum(axis=1)


@pq_distances.mistake("the table was reshaped where it should be transposed, so its numbers stand in wrong places.")
def reshaped_table(query, codes, books):
    table = _tables(query, books).reshape(books.shape[1], len(books))
    return table[codes, np.arange(len(books))].sum(axis=1)


@pq_distances.mistake("the codes were put into a byte, and entries beyond 255 begin again at 0.")
def codes_in_a_byte(query, codes, books):
    return _pq_distances(query, codes.astype(np.uint8), books)


@pq_distances.mistake("the distances of the pieces were added and then squared; square each, then add.")
def square_of_the_sum(query, codes, books):
    return np.sqrt(_looked_up(_tables(query, books), codes)).sum(axis=1) ** 2


@pq_distances.mistake("the squared length of the query is missing: that keeps the order, but these are no distances.")
def query_length_missing(query, codes, books):
    return _pq_distances(query, codes, books) - (query**2).sum()


@pq_distances.mistake(
    "the numbers of a code were looked up in the books from last to first; number j belongs to book j."
)
def books_turned_round(query, codes, books):
    return _tables(query, books)[np.arange(len(books))[::-1], codes].sum(axis=1)


@pq_distances.mistake("all codes were looked up in the first line of the table; number j of a code belongs to line j.")
def first_line_only(query, codes, books):
    return _tables(query, books)[0][codes].sum(axis=1)
