"""Unit 07. The inner loops of the indexes, in plain loops that numba compiles for the CPU.

Take the decorators away, or set NUMBA_DISABLE_JIT=1, and it is Python to step through.
A vector is here twice: as 32-bit numbers, and as codes of one byte a number (`table`), which are four times faster to
read. Codes decide what is looked at, the numbers decide what is found.
"""

from typing import (  # numba reads the plain function: no annotation may be checked on the way
    Any,
    NamedTuple,
    no_type_check,
)

import numba
import numpy as np

from vecembed_lab.search.prefetch import prefetch

LANES = 64  # the codes of a vector are filled up to a multiple, so that the compiler can work on so many together
BOOK = 256  # different codes of a byte
WAITING = 256  # rows that wait until the codes of others have been read
CHUNK = 64  # scores that are compared with the worst result before any of them is looked at

# Sums in any order, but no promise that there is no infinity: with it the compiler may do what it likes.
REORDER = {"reassoc", "contract", "arcp", "nsz", "afn"}
fast = numba.njit(fastmath=REORDER, nogil=True, cache=True, error_model="numpy")


class Rows(NamedTuple):
    """What a search reads: codes, vectors of length 1 and ids of n rows, and which may be found, or nothing for all."""

    codes: Any
    vectors: Any
    ids: Any
    allowed: Any


@fast
@no_type_check
def offer(rows, row, query, scores, found):
    """Put a row among the best for a query, if its exact score is high enough and it may be found."""
    if not len(rows.allowed) or rows.allowed[row]:
        insert(scores, found, dot(rows.vectors, row, query), rows.ids[row])


@fast
@no_type_check
def dot(vectors, row, query):
    """The inner product of a row with a query."""
    here, total = vectors[row], np.float32(0)
    for d in range(len(query)):
        total += here[d] * query[d]
    return total


@fast
@no_type_check
def dot_codes(codes, row, query):
    """The inner product of a row's code with that of a query, a whole number."""
    here, total = codes[row], np.int32(0)
    for d in range(len(query)):
        total += np.int32(here[d]) * np.int32(query[d])
    return np.int32(total)  # said so, or the compiler adds in 64 bits, which takes three times as long


@fast
@no_type_check
def insert(scores, ids, score, number):
    """Put a result into its place among the best so far, best first, of equals the lower id; the worst drops out."""
    place = len(scores) - 1
    if score < scores[place] or (score == scores[place] and number > ids[place]):
        return
    while place > 0 and (scores[place - 1] < score or (scores[place - 1] == score and ids[place - 1] > number)):
        scores[place], ids[place] = scores[place - 1], ids[place - 1]
        place -= 1
    scores[place], ids[place] = score, number


@fast
@no_type_check
def scan(rows, starts, ends, queries, coded, step, offset, bound, scores, found):
    """The best of the rows from starts[i, p] to ends[i, p] for each query i.

    A row's score is known from its code to within bound[i]; it is computed only if it could be among the best.
    A row that could waits, since when more codes were read fewer rows can.
    """
    k = scores.shape[1]
    floor, holders = np.empty(k, np.int32), np.empty(k, np.int64)
    waiting, products = np.empty(WAITING, np.int64), np.empty(WAITING, np.int32)
    for i in range(len(queries)):
        code, above, n = coded[i], offset[i] + bound[i], 0
        slack = np.int32(min(2 * bound[i] / step[i] + 1, np.float32(2**29)))
        floor[:], holders[:] = -(2**30), 2**62
        limit = _limit(scores[i, k - 1], above, step[i])
        for part in range(starts.shape[1]):
            for row in range(starts[i, part], ends[i, part]):
                product = dot_codes(rows.codes, row, code)
                if product >= limit and (not len(rows.allowed) or rows.allowed[row]):
                    insert(floor, holders, product, row)
                    limit = max(limit, np.int32(floor[k - 1] - slack))
                    waiting[n], products[n], n = row, product, n + 1
                    if n == WAITING:
                        limit = _score_waiting(
                            rows, waiting, products, n, limit, queries[i], above, step[i], scores[i], found[i]
                        )
                        n = 0
        _score_waiting(rows, waiting, products, n, limit, queries[i], above, step[i], scores[i], found[i])


@fast
@no_type_check
def _score_waiting(rows, waiting, products, n, limit, query, above, step, best, found):
    """Compute the scores of the rows that wait, if they can still be among the best; the limit for those to come."""
    for w in range(n):
        if products[w] >= limit:
            prefetch(rows.vectors, waiting[w])
    for w in range(n):
        if products[w] >= limit:
            row = waiting[w]
            insert(best, found, dot(rows.vectors, row, query), rows.ids[row])
            limit = max(limit, _limit(best[len(best) - 1], above, step))
    return limit


@fast
@no_type_check
def _limit(worst, above, step):
    """The smallest product of codes with which a row may have the score of the worst result."""
    return np.int32(max((worst - above) / step - 1, np.float32(-(2**30))))


@fast
@no_type_check
def sift(rows, tile, first, queries, bound, scores, found):
    """The best rows for each query, given its scores with the rows from `first` on to within `bound`."""
    worst = scores.shape[1] - 1
    for i in range(tile.shape[0]):
        row_scores, best = tile[i], scores[i]
        for start in range(0, len(row_scores), CHUNK):
            end, limit, good = min(start + CHUNK, len(row_scores)), best[worst] - bound, 0
            for j in range(start, end):
                good += row_scores[j] >= limit
            if good:
                for j in range(start, end):
                    if row_scores[j] + bound >= best[worst]:
                        offer(rows, first + j, queries[i], best, found[i])


@fast
@no_type_check
def nearest(near, half_squares, found, kept):
    """The numbers of the nearest centroids in each row of inner products q.c, nearest first, of equals the lower
    number, and their products: the nearest has the largest q.c - |c|^2 / 2.
    """
    n = found.shape[1]
    best = np.empty(n, near.dtype)
    for i in range(len(near)):
        row = near[i]
        best[:] = -np.inf
        found[i] = len(row)
        for start in range(0, len(row), CHUNK):
            end, good = min(start + CHUNK, len(row)), 0
            for j in range(start, end):
                good += row[j] - half_squares[j] >= best[n - 1]
            if good:
                for j in range(start, end):
                    if row[j] - half_squares[j] >= best[n - 1]:
                        insert(best, found[i], row[j] - half_squares[j], j)
        for p in range(n):
            kept[i, p] = row[found[i, p]]


@fast
@no_type_check
def add_up(rows, starts, ends, near, books, queries, scores, found):
    """The best rows of p lists for each query i: near[i, p] and one number from its table for each byte, added up.

    books[p, j, c] is number j of entry c in the code book of part p.
    """
    n_parts, width = books.shape[:2]
    table = np.empty(n_parts * BOOK, books.dtype)  # of one query: q.c for each part and entry
    for i in range(len(near)):
        best, worst = scores[i], scores.shape[1] - 1
        for p in range(n_parts):
            part = table[p * BOOK : (p + 1) * BOOK]
            part[:] = 0
            for j in range(width):
                entries, factor = books[p, j], queries[i, p * width + j]
                for c in range(BOOK):
                    part[c] += factor * entries[c]
        for number in range(starts.shape[1]):
            for row in range(starts[i, number], ends[i, number]):
                here, total = rows.codes[row], near[i, number]
                for p in range(n_parts):
                    total += table[p * BOOK + here[p]]
                if total >= best[worst] and (not len(rows.allowed) or rows.allowed[row]):
                    insert(best, found[i], total, rows.ids[row])


@fast
@no_type_check
def scan_bits(rows, coded, queries, wide, scores, found):
    """The best rows for each query of the `wide` whose words of 64 bits differ from its own in the fewest bits."""
    gaps, nearest = np.empty(wide, np.int64), np.empty(wide, np.int64)
    for i in range(len(queries)):
        gaps[:], nearest[:] = -(2**62), 2**62
        for row in range(len(rows.codes)):
            gap = 0
            for word in range(rows.codes.shape[1]):
                gap += _ones(rows.codes[row, word] ^ coded[i, word])
            if -gap > gaps[wide - 1] and (not len(rows.allowed) or rows.allowed[row]):
                insert(gaps, nearest, -gap, row)
        for row in nearest:
            offer(rows, row, queries[i], scores[i], found[i])


@fast
@no_type_check
def _ones(word):
    """How many of the 64 bits of a word are 1: sums of neighbours, 2, 4 and 8 bits wide (Warren, Hacker's Delight)."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))
