"""The exercise `recall`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _limit(of_query, k):
    return np.sort(of_query)[-k]


def _shares(found, scores, k, counted):
    """The mean of `counted(rows of the first k places, scores of the query, limit)` / k."""
    each = [counted(np.asarray(rows)[:k], s, _limit(s, k)) for rows, s in zip(found, scores, strict=True)]
    return float(np.mean(each)) / k


def _different_right(rows, of_query, limit):
    return sum(of_query[row] >= limit for row in set(rows[rows >= 0].tolist()))


def _recall(found, scores, k):
    return _shares(found, scores, k, _different_right)


recall = Exercise(
    "recall",
    _recall,
    hints=(
        "For each query find the k-th largest true score. Which of the rows found reach it?",
        "`np.sort(of_query)[-k]` is the k-th largest. A `set` of the first k rows found holds each of them once; leave "
        "out -1.",
        "For each query `sum(of_query[row] >= least for row in {row for row in rows[:k] if row >= 0}) / k`, then the "
        "mean.",
    ),
    read="What is a right answer?",
)


def _check(student, found, scores, k, why):
    found, scores = np.array(found), np.array(scores, dtype=float)
    same(student(found, scores, k), _recall(found, scores, k), why)


@recall.criterion("by hand: right, wrong and tied rows", points=1)
def _(student, rng):
    tied = [[5.0, 1.0, 3.0, 3.0]]
    _check(student, [[2, 3]], tied, 2, "Rows 0, 2 and 3 are right for k = 2, since 2 and 3 tie; found are 2 and 3: 1")
    _check(student, [[3, 2], [0, 1]], tied * 2, 2, "The first query has both places right, the second one of two")
    _check(student, [[1]], [[0.5, 0.498]], 1, "Row 0 is the best; row 1 comes near, but does not reach its score")
    _check(student, [[1, 0, 3]], [[1.0, 9.0, 2.0, -4.0, 8.0]], 3, "The three best are rows 1, 4 and 2; found is one")


@recall.criterion("a row that stands there twice counts once, and -1 is no row", points=1)
def _(student, rng):
    scores = [[2.0, 8.0, 7.0, 5.0, 6.0]]
    _check(student, [[1, 1, 1]], scores, 3, "Row 1 is right, and stands there three times: one of three")
    _check(student, [[2, 1, 2]], scores, 3, "Rows 1 and 2 are right: two of three")
    _check(student, [[1, 2, -1]], scores, 3, "The last place is empty, though the last row, row 4, would be right")
    _check(student, [[-1, -1]], scores, 2, "Nothing was found")
    _check(student, [[1, 1, 2]], scores, 2, "Both of the first two places hold row 1; the third is none of the two")
    _check(student, [[-1, 1, 2]], scores, 2, "The first place is empty, the second one right: one of two")
    _check(student, [[0, 0, 4, 4, 0]], [[9.0, 1.0, 2.0, 3.0, 8.0, 0.0]], 5, "Rows 0 and 4 are right: two of five")


@recall.criterion("only the first k places count, and there may be fewer", points=1)
def _(student, rng):
    scores = rng.permutation(20).astype(float)[None]
    best = np.argsort(-scores, axis=1)
    _check(student, best[:, ::-1], scores, 4, "All rows were returned, the worst first: none of the first 4 is right")
    _check(student, best[:, :3], scores, 7, "Only three rows were found, all right: three of seven")
    _check(student, np.roll(best, 2, axis=1), scores, 5, "Three of the first 5 places hold one of the 5 best rows")


@recall.criterion("many queries, any scores", points=1)
def _(student, rng):
    for m, n, w, k in [(6, 30, 9, 5), (3, 12, 4, 8), (11, 7, 7, 7), (5, 25, 6, 1)]:
        scores = rng.normal(size=(m, n)) - 1
        found = np.argsort(-scores - rng.normal(size=(m, n)), axis=1)[:, :w]
        _check(student, found, scores, k, f"{m} queries, {n} rows, {w} places, k = {k}")
    found, scores = zip(*(_tied(rng, n=14, w=10, k=8) for _ in range(9)), strict=True)
    _check(student, found, scores, 8, "Whole scores, with many ties; found has repeated rows and -1")


def _tied(rng, n, w, k):
    """Rows found with repeats and -1, and scores with ties, for which it makes no difference which of the rows that
    tie for the last place somebody takes for the k best: all of them are found or none, and not in their own places.
    """
    while True:
        found, scores = rng.integers(-1, n, size=w), rng.integers(6, size=n).astype(float)
        tied, better = np.flatnonzero(scores == _limit(scores, k)), (scores > _limit(scores, k)).sum()
        if (set(tied) <= set(found[:better]) and len(tied) > k - better) or not set(tied) & set(found):
            return found, scores


def _best(of_query, k):
    return np.argsort(-of_query, kind="stable")[:k]


@recall.mistake("rows were compared by number with one list of the k best; of tied rows any is right.")
def by_number(found, scores, k):
    shares = [len(set(np.asarray(rows)[:k].tolist()) & set(_best(s, k))) for rows, s in zip(found, scores, strict=True)]
    return float(np.mean(shares)) / k


@recall.mistake("a row that stands there several times was counted each time; it is one row.")
def repeats_counted(found, scores, k):
    return _shares(found, scores, k, lambda rows, s, limit: (s[rows[rows >= 0]] >= limit).sum())


@recall.mistake("-1 was read as a row number, which in Python is the last row; it says that nothing was found.")
def minus_one_is_the_last_row(found, scores, k):
    return _shares(found, scores, k, lambda rows, s, limit: sum(s[row] >= limit for row in set(rows.tolist())))


@recall.mistake("repeated rows were counted each time, and -1 was read as the last row.")
def repeats_and_minus_one(found, scores, k):
    return _shares(found, scores, k, lambda rows, s, limit: (s[rows] >= limit).sum())


@recall.mistake("you divided by the number of places in `found`; recall is out of k, the rows that should be there.")
def out_of_those_found(found, scores, k):
    found = np.asarray(found)
    return _recall(found, scores, k) * k / min(k, found.shape[1])


@recall.mistake("all places were counted; only the first k of them are the answer.")
def all_places(found, scores, k):
    each = [_different_right(np.asarray(rows), s, _limit(s, k)) for rows, s in zip(found, scores, strict=True)]
    return float(np.mean(each)) / k


@recall.mistake("a row was right only if it is better than the k-th: the k-th itself is right too (`>=`).")
def better_than_the_kth(found, scores, k):
    return _shares(found, scores, k, lambda r, s, limit: sum(s[row] > limit for row in set(r[r >= 0].tolist())))


@recall.mistake("small scores were taken for good ones; here larger is better.")
def smaller_is_better(found, scores, k):
    return _recall(found, -np.asarray(scores), k)


@recall.mistake("places were compared one by one; a right row is right in whichever place it stands.")
def place_by_place(found, scores, k):
    return float(np.mean([(_best(s, k)[: len(r[:k])] == r[:k]).sum() for r, s in zip(found, scores, strict=True)])) / k


@recall.mistake("this is the share of queries whose k rows are all right; each right row counts.")
def all_or_nothing(found, scores, k):
    return _shares(found, scores, k, lambda *args: k * (_different_right(*args) == k))


@recall.mistake("this is the share of queries with at least one right row; each right row counts.")
def at_least_one(found, scores, k):
    return _shares(found, scores, k, lambda *args: k * (_different_right(*args) > 0))


@recall.mistake("you divided by the number of right rows, which is more than k where rows tie; divide by k.")
def out_of_all_right(found, scores, k):
    pairs = zip(found, scores, strict=True)
    return float(np.mean([_recall([r], [s], k) * k / (s >= _limit(s, k)).sum() for r, s in pairs]))


@recall.mistake("this is the share that was missed, 1 less the recall.")
def share_missed(found, scores, k):
    return 1 - _recall(found, scores, k)


@recall.mistake("this is the number of right rows for each query on average; divide by k.")
def number_of_right_rows(found, scores, k):
    return _recall(found, scores, k) * k


@recall.mistake("this is the recall of each query; return their mean.")
def one_for_each_query(found, scores, k):
    return [_recall([rows], [s], k) for rows, s in zip(found, scores, strict=True)]


@recall.mistake("it was asked only whether the best row was found, which is the recall for k = 1.")
def best_row_only(found, scores, k):
    return _shares(found, scores, k, lambda r, s, limit: k * any(s[row] == s.max() for row in r[r >= 0]))


@recall.mistake("equal scores were counted once to find the k-th largest; each row counts, `np.sort(scores)[-k]`.")
def kth_of_different_scores(found, scores, k):
    limits = [np.unique(s)[-min(k, len(np.unique(s)))] for s in np.asarray(scores)]
    each = [_different_right(np.asarray(r)[:k], s, limit) for r, s, limit in zip(found, scores, limits, strict=True)]
    return float(np.mean(each)) / k


@recall.mistake("one limit was used for all queries; each query has its own k-th largest score.")
def one_limit(found, scores, k):
    limit = _limit(np.ravel(scores), k)
    return _shares(found, scores, k, lambda rows, s, _: _different_right(rows, s, limit))


@recall.mistake("the limit is one score too low: the k-th largest is at [-k] of the sorted scores, not at [-k - 1].")
def limit_too_low(found, scores, k):
    return _shares(found, scores, k, lambda r, s, _: _different_right(r, s, _limit(s, min(k + 1, len(s)))))


@recall.mistake("you divided by the number of different rows found, which is precision; recall divides by k.")
def precision(found, scores, k):
    def share(rows, of_query, limit):
        return k * _different_right(rows, of_query, limit) / max(len(set(rows[rows >= 0].tolist())), 1)

    return _shares(found, scores, k, share)


@recall.mistake("repeated rows were dropped before the first k places were taken; first take k places.")
def different_rows_first(found, scores, k):
    fresh = [
        np.array(list(dict.fromkeys(np.asarray(rows)[np.asarray(rows) >= 0].tolist())), dtype=int) for rows in found
    ]
    return _shares(fresh, scores, k, _different_right)


@recall.mistake("row 0 was taken for nothing found; that is what -1 says.")
def row_zero_dropped(found, scores, k):
    return _shares(found, scores, k, lambda r, s, limit: _different_right(r[r > 0], s, limit))


@recall.mistake("the k-th smallest score was the limit; it is the k-th largest.")
def kth_smallest(found, scores, k):
    return _shares(found, scores, k, lambda r, s, _: _different_right(r, s, np.sort(s)[k - 1]))


@recall.mistake("scores were compared place by place; a right row is right in whichever place it stands.")
def scores_place_by_place(found, scores, k):
    pairs = zip(found, scores, strict=True)
    return float(np.mean([(s[r[:k]] == -np.sort(-s)[: len(r[:k])])[r[:k] >= 0].sum() for r, s in pairs])) / k


@recall.mistake("a row had to be better than the one after the k best; rows that tie for the last place are right too.")
def better_than_the_next(found, scores, k):
    limits = [np.sort(s)[-k - 1] if k < len(s) else -np.inf for s in scores]
    each = [sum(s[r] > t for r in {*rows[:k]} - {-1}) for rows, s, t in zip(found, scores, limits, strict=True)]
    return float(np.mean(each)) / k


@recall.mistake("the count stopped at the first wrong row; right rows that come later count too.")
def until_the_first_wrong(found, scores, k):
    def before_a_wrong_one(rows, of_query, limit):
        wrong = (rows < 0) | (of_query[rows] < limit)
        return _different_right(rows[: wrong.argmax()] if wrong.any() else rows, of_query, limit)

    return _shares(found, scores, k, before_a_wrong_one)


@recall.mistake("-1 was left out before the first k places were taken, so later ones moved up; take k places first.")
def later_places_moved_up(found, scores, k):
    return _recall([np.asarray(rows)[np.asarray(rows) >= 0] for rows in found], scores, k)
