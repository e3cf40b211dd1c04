"""The challenge `eight_bytes`: recall of ten neighbours after each vector was described by eight bytes."""

import functools

import numpy as np

from vecembed_lab.data import registry, words
from vecembed_lab.grading.compare import Wrong, kind
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.student import GraderError
from vecembed_lab.similarity import measures

FREQUENT = 20_000  # words that are drawn from
N_VECTORS, N_QUERIES, K = 4000, 500, 10
BOOKS, ENTRIES = 16, 16  # 16 numbers of half a byte
BEYOND = 0.035  # what full points ask for beyond product quantisation: about half of the way to the reference


def _nearest(rows, book):
    return (rows @ book.T - (book**2).sum(axis=1) / 2).argmax(axis=1)


def _book(rows, rounds=10):
    """k-means that begins with rows of the table, evenly spread over it."""
    book = rows[:: len(rows) // ENTRIES][:ENTRIES].copy()
    for _ in range(rounds):
        near = _nearest(rows, book)
        for entry in set(near.tolist()):
            book[entry] = rows[near == entry].mean(axis=0)
    return book


def _residual(vectors, rounds=12):
    """Each book describes what the books before it have left over."""
    rest, codes, books = vectors.copy(), [], []
    for _ in range(BOOKS):
        books.append(_book(rest, rounds))
        codes.append(_nearest(rest, books[-1]))
        rest -= books[-1][codes[-1]]
    return np.stack(codes, axis=1), np.stack(books)


def _in_pieces(vectors, pieces, rounds=10):
    """Product quantisation: book j describes the columns in `pieces[j]`, and is 0 elsewhere."""
    codes, books = np.zeros((len(vectors), BOOKS), dtype=int), np.zeros((BOOKS, ENTRIES, vectors.shape[1]))
    for j, columns in enumerate(pieces):
        books[j][:, columns] = _book(vectors[:, columns], rounds)
        codes[:, j] = _nearest(vectors[:, columns], books[j][:, columns])
    return codes, books


def _product(vectors):
    return _in_pieces(vectors, np.array_split(np.arange(vectors.shape[1]), BOOKS))


def _loudest(vectors):
    """Each of the loudest directions is rounded to 16 values, and the others are forgotten."""
    mean = vectors.mean(axis=0)
    directions = np.linalg.svd(vectors - mean, full_matrices=False)[2]
    codes, books = _in_pieces((vectors - mean) @ directions.T, np.arange(BOOKS)[:, None])
    books = books @ directions
    books[0] += mean
    return codes, books


eight_bytes = Exercise(
    "eight_bytes",
    _residual,
    hints=(
        "Begin with product quantisation: cut the columns into 16 pieces (`np.array_split`), k-means with 16 entries "
        "for each, and books that are 0 outside their piece. That is about half of the points.",
        "Entries may be as wide as the vector. Let the first book be k-means of whole vectors; what it leaves over, "
        "`vectors - book[codes]`, is smaller. Describe that by the next book.",
        "16 times: k-means of `rest` with 16 centres, a dozen rounds; the numbers of the nearest centres are a column "
        "of the codes, the centres a book; then `rest = rest - book[column]`.",
    ),
    read="Smaller vectors",
)


@functools.cache
def _glove():
    try:
        glove = words.load_glove()
    except registry.DataError as error:
        raise GraderError("it is measured on GloVe, which is not here: run `vecembed data get glove`") from error
    return measures.normalize(np.array(glove.vectors[:FREQUENT], dtype=float))


@functools.lru_cache(maxsize=2)  # a class is asked the same
def _hidden_test(seed):
    """Vectors, queries, what the ten true neighbours of each query reach at least, and the recalls of the bands."""
    rows = np.random.default_rng(seed).permutation(FREQUENT)[: N_VECTORS + N_QUERIES]
    vectors, queries = _glove()[rows[:N_VECTORS]], _glove()[rows[N_VECTORS:]]
    limits = np.partition(queries @ vectors.T, -K, axis=1)[:, -K]
    bands = [_recall(vectors, queries, limits, *change(vectors)) for change in (_loudest, _product)]
    return vectors, queries, limits, bands


def _recall(vectors, queries, limits, codes, books):
    """The share of the true neighbours among the ten nearest rebuilt vectors."""
    rebuilt = books[np.arange(BOOKS), codes].sum(axis=1)
    found = np.argsort((rebuilt**2).sum(axis=1) - 2 * queries @ rebuilt.T, axis=1, kind="stable")[:, :K]
    return float((np.take_along_axis(queries @ vectors.T, found, axis=1) >= limits[:, None] - 1e-9).mean())


def _usable(answer, vectors):
    """The codes and books of an answer. Raises Wrong, saying which rule they break."""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise Wrong(f"The answer must be two arrays, the codes and the books, got {kind(answer)}")
    codes, books = (np.asarray(part) for part in answer)
    if codes.shape != (len(vectors), BOOKS) or codes.dtype.kind not in "iu":
        raise Wrong(f"The codes must be whole numbers, ({len(vectors)}, {BOOKS}), got {kind(codes)} of {codes.dtype}")
    if codes.min() < 0 or codes.max() >= ENTRIES:
        raise Wrong(f"The codes must lie between 0 and {ENTRIES - 1}, got {codes.min()} to {codes.max()}")
    if books.shape != (BOOKS, ENTRIES, vectors.shape[1]) or books.dtype.kind not in "iuf":
        raise Wrong(f"The books must be numbers, ({BOOKS}, {ENTRIES}, {vectors.shape[1]}), got {kind(books)}")
    if not np.isfinite(books).all():
        raise Wrong("The books must be finite: there is NaN or infinity in them")
    return codes, books.astype(float)


@eight_bytes.criterion("hidden words find their neighbours among the rebuilt vectors", points=6)
def _(student, rng):
    vectors, queries, limits, (least, product) = _hidden_test(int(rng.integers(2**63)))
    after = _recall(vectors, queries, limits, *_usable(student(vectors), vectors))
    remark = f"Recall@{K} is {after:.3f}"
    share = float(np.interp(after, [least, product, product + BEYOND], [0, 1 / 2, 1]))
    if share < 1:
        full = f"points begin at {least:.3f} and are full at {product + BEYOND:.3f}"
        raise Wrong(f"{remark}; {full}", share=share)
    return remark


def _codes(vectors, seed=0):
    return np.random.default_rng(seed).integers(ENTRIES, size=(len(vectors), BOOKS))


@eight_bytes.mistake("the codes are random numbers, so the rebuilt vectors have nothing to do with the vectors.")
def random_codes(vectors):
    return _codes(vectors), _residual(vectors, rounds=1)[1]


@eight_bytes.mistake("all codes are 0, so that all rebuilt vectors are equal.")
def all_zero(vectors):
    return np.zeros((len(vectors), BOOKS), dtype=int), np.ones((BOOKS, ENTRIES, vectors.shape[1]))


@eight_bytes.mistake(
    "this is product quantisation with equal pieces, a beginning; entries may be as wide as the vector."
)
def product_quantisation(vectors):
    return _product(vectors)


@eight_bytes.mistake("only the 16 loudest directions are described; what the others say is lost.")
def loudest_directions(vectors):
    return _loudest(vectors)


@eight_bytes.mistake(
    "the entries are vectors of the table as they came; move them to the means of their vectors (k-means)."
)
def no_kmeans(vectors):
    return _in_pieces(vectors, np.array_split(np.arange(vectors.shape[1]), BOOKS), rounds=0)


@eight_bytes.mistake(
    "each book describes the whole vector anew; their sum is 16 times too long. Describe what is left."
)
def same_book_again(vectors):
    book = _book(vectors)
    return np.tile(_nearest(vectors, book)[:, None], (1, BOOKS)), np.tile(book, (BOOKS, 1, 1))


@eight_bytes.mistake("only the first book is used: one number from 0 to 15 for each vector.")
def one_book(vectors):
    codes, books = _residual(vectors)
    books[1:] = 0
    return codes, books


@eight_bytes.mistake("eight of the sixteen books are used, so that half of the bytes say nothing.")
def half_of_the_books(vectors):
    codes, books = _residual(vectors)
    books[8:] = 0
    return codes, books


@eight_bytes.mistake("the entries stand outside their piece too, repeated; they must be 0 there.")
def entries_repeated(vectors):
    pieces = np.array_split(np.arange(vectors.shape[1]), BOOKS)
    codes, books = _in_pieces(vectors, pieces)
    for j, columns in enumerate(pieces):
        books[j] = np.resize(books[j][:, columns], (ENTRIES, vectors.shape[1]))
    return codes, books


@eight_bytes.mistake("the codes are one book late: the numbers of a vector name entries of the wrong books.")
def books_shifted(vectors):
    codes, books = _residual(vectors)
    return codes, np.roll(books, 1, axis=0)
