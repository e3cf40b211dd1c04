"""The exercise `pq_encode`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.similarity import measures


def _pieces(vectors, books):
    """(n, m, 1, s)."""
    return vectors.reshape(len(vectors), len(books), 1, -1)


def _distances(vectors, books):
    """(n, m, entries)."""
    return np.linalg.norm(_pieces(vectors, books) - books, axis=3)


def _pq_encode(vectors, books):
    return _distances(vectors, books).argmin(axis=2)


pq_encode = Exercise(
    "pq_encode",
    _pq_encode,
    hints=(
        "For each book: cut out its piece of all vectors, and find the nearest entry of this book for each piece.",
        "`s = books.shape[2]`; the piece of book j is `vectors[:, j * s : (j + 1) * s]`.",
        "`vectors.reshape(n, m, 1, s) - books` has shape (n, m, entries, s): lengths along the last axis, then "
        "`argmin(axis=2)`.",
    ),
    read="Smaller vectors",
)


def _check(student, vectors, books, why):
    same(student(vectors, books), _pq_encode(vectors, books), why)


def _drawn(rng, n, m, entries, s):
    """Vectors and books in which no second entry is nearly as near as the first."""
    books = rng.normal(size=(m, entries, s))
    vectors = rng.normal(size=(20 * n + 200, m * s))
    sorted_ = np.sort(_distances(vectors, books), axis=2)
    clear = (sorted_[:, :, 1:2] - sorted_[:, :, :1] > 1e-3).all(axis=(1, 2)) if entries > 1 else slice(None)
    return vectors[clear][:n], books


@pq_encode.criterion("two pieces by hand", points=1)
def _(student, rng):
    books = np.array([[[0.0, 5.0], [1.0, 1.0]], [[9.0, 9.0], [0.0, 0.0]]])
    vectors = np.array([[1.0, 1.0, 8.0, 9.0], [0.0, 4.0, 1.0, 0.0], [8.0, 9.0, 1.0, 1.0]])
    why = "The first vector has the pieces (1, 1) and (8, 9): entry 1 of the first book, entry 0 of the second"
    _check(student, vectors, books, why)
    books = np.array([[[1.0], [5.0], [-4.0]], [[0.0], [2.0], [8.0]], [[3.0], [3.5], [10.0]]])
    _check(student, np.array([[4.0, 7.0, 3.1], [-9.0, 1.2, 50.0]]), books, "Three pieces of one number each")


@pq_encode.criterion("any vectors, any books", points=2)
def _(student, rng):
    for n, m, entries, s in [(9, 3, 7, 4), (5, 4, 6, 2), (7, 2, 3, 5), (1, 6, 8, 3), (4, 1, 9, 5)]:
        vectors, books = _drawn(rng, n, m, entries, s)
        _check(student, vectors, books, f"{n} vectors, {m} books of {entries} entries of {s} numbers")
    vectors, books = _drawn(rng, 6, 3, 5, 3)
    _check(student, 500 * vectors, 500 * books, "Numbers in the hundreds")
    _check(student, vectors + 30, books + 30, "30 added to every number changes no distance")
    books = books * [[[1.0]], [[4.0]], [[0.2]]]
    _check(student, vectors, books, "The entries of one book are large, those of another small")


@pq_encode.criterion("equally near entries, and more than 256 of them", points=1)
def _(student, rng):
    books = np.array([[[1.0, 0.0], [3.0, 0.0], [1.0, 0.0]], [[2.0, 2.0], [5.0, 5.0], [5.0, 5.0]]])
    vectors = np.array([[2.0, 0.0, 6.0, 6.0], [1.0, 0.5, 2.0, 1.0]])
    _check(student, vectors, books, "(2, 0) lies halfway between entries 0 and 1, and some entries are equal")
    vectors, books = rng.permutation(np.arange(400.0))[:30].reshape(15, 2), np.arange(400.0).reshape(1, 400, 1)
    books = np.concatenate([books, books[:, ::-1]])
    _check(student, vectors, books, "Books of 400 entries, which are the numbers 0 to 399")


@pq_encode.mistake("the codes do not fit into a byte here: with more than 256 entries they begin again at 0.")
def one_byte(vectors, books):
    return _pq_encode(vectors, books).astype(np.uint8)


@pq_encode.mistake("the entry with the largest dot product was taken; it is the one at the smallest distance.")
def by_dot_product(vectors, books):
    return (_pieces(vectors, books) * books).sum(axis=3).argmax(axis=2)


@pq_encode.mistake("the entry with the largest cosine was taken; it is the one at the smallest distance.")
def by_cosine(vectors, books):
    lengths = np.linalg.norm(books, axis=2)
    return ((_pieces(vectors, books) * books).sum(axis=3) / np.where(lengths > 0, lengths, 1)).argmax(axis=2)


@pq_encode.mistake("the first book was used for all pieces; each piece has a book of its own.")
def first_book_only(vectors, books):
    return _pq_encode(vectors, np.tile(books[:1], (len(books), 1, 1)))


@pq_encode.mistake("the pieces take every m-th number; a piece is made of numbers that stand side by side.")
def every_mth_number(vectors, books):
    n, m, s = len(vectors), len(books), books.shape[2]
    return _pq_encode(vectors.reshape(n, s, m).transpose(0, 2, 1).reshape(n, -1), books)


@pq_encode.mistake("rows and columns are exchanged: a row for each vector, a column for each book.")
def turned(vectors, books):
    return _pq_encode(vectors, books).T


@pq_encode.mistake("these are the entries; return their numbers.")
def entries_returned(vectors, books):
    return books[np.arange(len(books)), _pq_encode(vectors, books)].reshape(vectors.shape)


@pq_encode.mistake("these are the distances to the nearest entries; return the numbers of the entries.")
def distances_returned(vectors, books):
    return _distances(vectors, books).min(axis=2)


@pq_encode.mistake("these are the farthest entries: `argmin`, not `argmax`, of the distances.")
def farthest(vectors, books):
    return _distances(vectors, books).argmax(axis=2)


@pq_encode.mistake("the differences were added with their signs, which cancel; square them first.")
def signed_differences(vectors, books):
    return (_pieces(vectors, books) - books).sum(axis=3).argmin(axis=2)


@pq_encode.mistake("sizes of differences were added; the straight-line distance adds squares.")
def city_block(vectors, books):
    return np.abs(_pieces(vectors, books) - books).sum(axis=3).argmin(axis=2)


@pq_encode.mistake("the largest difference was taken for the distance; the straight-line distance adds squares.")
def largest_difference(vectors, books):
    return np.abs(_pieces(vectors, books) - books).max(axis=3).argmin(axis=2)


@pq_encode.mistake("where entries are equally near, the last was taken; it is the first.")
def last_of_equals(vectors, books):
    return books.shape[1] - 1 - _distances(vectors, books)[:, :, ::-1].argmin(axis=2)


@pq_encode.mistake("the entries of all books were numbered on; each book numbers its entries from 0.")
def numbered_through(vectors, books):
    return _pq_encode(vectors, books) + books.shape[1] * np.arange(len(books))


@pq_encode.mistake("the entries are numbered from 1; begin with 0.")
def from_one(vectors, books):
    return _pq_encode(vectors, books) + 1


@pq_encode.mistake("the same entry number was chosen for all pieces; each piece has its own nearest entry.")
def one_number_for_all(vectors, books):
    best = (_distances(vectors, books) ** 2).sum(axis=1).argmin(axis=1)
    return np.tile(best[:, None], (1, len(books)))


@pq_encode.mistake("only the first vector was encoded; the answer has a row for each.")
def first_vector_only(vectors, books):
    return _pq_encode(vectors[:1], books)[0]


@pq_encode.mistake("the codes do not fit into int8, which ends at 127 and goes on with negative numbers.")
def int8(vectors, books):
    return _pq_encode(vectors, books).astype(np.int8)


@pq_encode.mistake("the vectors were reshaped to (m, n, s) where axes should be exchanged, so pieces are mixed up.")
def reshaped_pieces(vectors, books):
    n, m, s = len(vectors), len(books), books.shape[2]
    return _pq_encode(vectors.reshape(m, n, s).transpose(1, 0, 2).reshape(n, -1), books)


@pq_encode.mistake("the pieces were made length 1 first; take them as they are.")
def pieces_of_length_one(vectors, books):
    pieces = vectors.reshape(-1, books.shape[2])
    return _pq_encode(measures.normalize(pieces).reshape(vectors.shape), books)


@pq_encode.mistake("each piece was compared with the entries of all books; piece j has book j.")
def all_books(vectors, books):
    entries = books.reshape(-1, books.shape[2])
    pieces = vectors.reshape(len(vectors), len(books), 1, -1)
    return np.linalg.norm(pieces - entries, axis=3).argmin(axis=2) % books.shape[1]


@pq_encode.mistake("the differences were added before squaring, so they cancel; square each, then add.")
def sum_before_square(vectors, books):
    return ((_pieces(vectors, books) - books).sum(axis=3) ** 2).argmin(axis=2)


@pq_encode.mistake("piece j begins at coordinate j, so pieces overlap; it begins at j * s.")
def overlapping_pieces(vectors, books):
    s = books.shape[2]
    return _pq_encode(np.hstack([vectors[:, j : j + s] for j in range(len(books))]), books)


@pq_encode.mistake("only the lengths of piece and entry were compared; it is the distance between them.")
def lengths_compared(vectors, books):
    lengths = np.linalg.norm(_pieces(vectors, books), axis=3)
    return np.abs(lengths - np.linalg.norm(books, axis=2)).argmin(axis=2)
