"""The exercise `rrf`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _points(rankings, n, of_rank, absent=0.0):
    """The sum over the rankings of `of_rank(ranks from 1)`, and `absent` for a document that is not there."""
    points = np.zeros(n)
    for ranking in rankings:
        own = np.full(n, float(absent))
        own[list(ranking)] = of_rank(np.arange(1, len(ranking) + 1))
        points += own
    return points


def _rrf(rankings, n, c):
    return _points(rankings, n, lambda rank: 1 / (c + rank))


rrf = Exercise(
    "rrf",
    _rrf,
    hints=(
        "Begin with 0 points for all n documents, and walk through the rankings, and in each through its places.",
        "`enumerate(ranking, start=1)` gives the rank and the document.",
        "`points[document] += 1 / (c + rank)`; a document that does not stand in a ranking is simply never named.",
    ),
    read="Judged",
)


def _check(student, rankings, n, c, why):
    rankings = [list(map(int, ranking)) for ranking in rankings]
    same(student(rankings, n, c), _rrf(rankings, n, c), why, atol=1e-7)


@rrf.criterion("two rankings by hand", points=1)
def _(student, rng):
    why = "With c = 1 document 2 is first, 1/2, and second, 1/3; document 0 is second, document 1 first; 3 is nowhere"
    _check(student, [[2, 0], [1, 2]], 4, 1, why)
    _check(student, [[0, 2, 1], [2, 0, 1]], 3, 2, "Documents 0 and 2 get 1/3 + 1/4, document 1 gets 1/5 twice")
    _check(student, [[1, 3]], 5, 60, "One ranking: 1/61 for document 1, 1/62 for document 3")


@rrf.criterion("any rankings", points=1)
def _(student, rng):
    for n, number, c in [(9, 2, 60), (14, 3, 4), (7, 5, 10), (30, 2, 0)]:
        rankings = [rng.permutation(n) for _ in range(number)]
        _check(student, rankings, n, c, f"{number} rankings of all {n} documents, c = {c}")


@rrf.criterion("rankings of different lengths, and documents that are missing", points=2)
def _(student, rng):
    for n, lengths, c in [(12, (5, 8), 60), (9, (3, 7, 4), 2), (20, (1, 12), 5), (15, (6, 2, 9, 3), 30)]:
        rankings = [rng.permutation(n)[:length] for length in lengths]
        _check(student, rankings, n, c, f"Rankings of {', '.join(map(str, lengths))} of {n} documents, c = {c}")
    _check(student, [[], [3, 1]], 5, 10, "The first ranking is empty")
    _check(student, [[], []], 3, 10, "All rankings are empty: all documents have 0")
    _check(student, [[4, 2], [4, 2], [0]], 6, 3, "Two rankings are the same, and both count")


@rrf.mistake("the first has rank 0 here; ranks begin with 1.")
def ranks_from_zero(rankings, n, c):
    return np.sum([_points([r], n, lambda rank: [1 / (c + i - 1) for i in rank.tolist()]) for r in rankings], axis=0)


@rrf.mistake("the first has rank 0 here, which is infinite points if c is 0; ranks begin with 1.")
def ranks_from_zero_in_arrays(rankings, n, c):
    with np.errstate(all="ignore"):
        return _points(rankings, n, lambda rank: 1 / (c + rank - 1))


@rrf.mistake("the first has rank 0 here, and no points if c is 0; ranks begin with 1.")
def ranks_from_zero_guarded(rankings, n, c):
    with np.errstate(all="ignore"):
        return _points(rankings, n, lambda rank: np.where(c + rank > 1, 1 / (c + rank - 1), 0))


@rrf.mistake("c plays no part; it is added to the rank.")
def c_left_out(rankings, n, c):
    return _points(rankings, n, lambda rank: 1 / rank)


@rrf.mistake("c was multiplied with the rank; add it.")
def c_multiplied(rankings, n, c):
    return np.sum([_points([r], n, lambda rank: [1 / (c * i) for i in rank.tolist()]) for r in rankings], axis=0)


@rrf.mistake("c was multiplied with the rank, which is infinite points if c is 0; add it.")
def c_multiplied_in_arrays(rankings, n, c):
    with np.errstate(all="ignore"):
        return _points(rankings, n, lambda rank: 1 / (c * rank))


@rrf.mistake("1/c and 1/rank were added; the sum c + rank stands under the line.")
def two_fractions(rankings, n, c):
    return _points(rankings, n, lambda rank: 1 / c + 1 / rank)


@rrf.mistake("the last place got the most; the first of a ranking has rank 1.")
def turned_round(rankings, n, c):
    return _points(rankings, n, lambda rank: 1 / (c + rank[::-1]))


@rrf.mistake("entry i of a ranking was read as the rank of document i; it is the document in place i.")
def read_as_ranks(rankings, n, c):
    points = np.zeros(n)
    for ranking in rankings:
        points[: len(ranking)] += 1 / (c + np.array(ranking) + 1.0)
    return points


@rrf.mistake("a document that is missing from a ranking got the rank after the last; it gets nothing.")
def missing_after_the_last(rankings, n, c):
    return sum(_points([r], n, lambda rank: 1 / (c + rank), 1 / (c + len(r) + 1)) for r in rankings)


@rrf.mistake("a document that is missing from a ranking got rank n; it gets nothing.")
def missing_is_rank_n(rankings, n, c):
    return _points(rankings, n, lambda rank: 1 / (c + rank), 1 / (c + n))


@rrf.mistake("this is the mean over the rankings; add the points.")
def mean_over_rankings(rankings, n, c):
    return _rrf(rankings, n, c) / len(rankings)


@rrf.mistake("each ranking overwrote the points of those before it; add them.")
def overwritten(rankings, n, c):
    points = np.zeros(n)
    for ranking in rankings:
        points[list(ranking)] = 1 / (c + np.arange(1, len(ranking) + 1))
    return points


@rrf.mistake("only the best rank of each document counted; add the points of all rankings.")
def best_rank_only(rankings, n, c):
    return np.max([_rrf([ranking], n, c) for ranking in rankings], axis=0)


@rrf.mistake("the ranks were added first, and one fraction made of the sum; add the fractions.")
def ranks_added_first(rankings, n, c):
    ranks = _points(rankings, n, lambda rank: rank)
    return np.where(ranks > 0, 1 / (c + np.maximum(ranks, 1)), 0)


@rrf.mistake("only documents that stand in all rankings got points.")
def only_in_all(rankings, n, c):
    return _rrf(rankings, n, c) * (_points(rankings, n, lambda rank: 1) == len(rankings))


@rrf.mistake("these are the documents, best first; return the points of documents 0 to n - 1.")
def order_returned(rankings, n, c):
    return np.argsort(-_rrf(rankings, n, c), kind="stable")


@rrf.mistake("documents without points have no place here; each of the n documents needs one, and theirs is 0.")
def zeros_left_out(rankings, n, c):
    points = _rrf(rankings, n, c)
    return points[points > 0]


@rrf.mistake("the points fall evenly with the rank; they should fall as 1 / (c + rank).")
def borda(rankings, n, c):
    return _points(rankings, n, lambda rank: n - rank + 1)


@rrf.mistake("only the first ranking was used.")
def first_ranking_only(rankings, n, c):
    return _rrf(rankings[:1], n, c)


@rrf.mistake("the points were divided so that they add up to 1; leave them as they are.")
def shares(rankings, n, c):
    points = _rrf(rankings, n, c)
    return points / (points.sum() or 1)


@rrf.mistake("the ranks run on from one ranking into the next; each ranking begins with rank 1.")
def ranks_run_on(rankings, n, c):
    points, rank = np.zeros(n), 0
    for ranking in rankings:
        for document in ranking:
            rank += 1
            points[document] += 1 / (c + rank)
    return points


@rrf.mistake("60 is written into the formula; use c.")
def always_sixty(rankings, n, c):
    return _rrf(rankings, n, 60)


@rrf.mistake("this is the mean over the rankings in which a document stands; add the points.")
def mean_where_it_stands(rankings, n, c):
    return _rrf(rankings, n, c) / np.maximum(_points(rankings, n, lambda rank: 1), 1)


@rrf.mistake("brackets are missing: 1 / c + rank is not 1 / (c + rank).")
def brackets_missing(rankings, n, c):
    return _points(rankings, n, lambda rank: 1 / c + rank)


@rrf.mistake(
    "the rankings were walked through side by side, which ends with the shortest (`zip`); each has its own length."
)
def cut_to_the_shortest(rankings, n, c):
    shortest = min(map(len, rankings))
    return _rrf([ranking[:shortest] for ranking in rankings], n, c)


@rrf.mistake("the numbers under the line were added first, and one fraction made of the sum; add the fractions.")
def denominators_added_first(rankings, n, c):
    sums = _points(rankings, n, lambda rank: c + rank)
    return np.where(sums > 0, 1 / np.where(sums > 0, sums, 1), 0)


@rrf.mistake("the points were divided by the largest; leave them as they are.")
def largest_is_one(rankings, n, c):
    points = _rrf(rankings, n, c)
    return points / (points.max() or 1)


@rrf.mistake("a document that is missing from a ranking made the sum NaN; it gets nothing from that ranking.")
def missing_is_nan(rankings, n, c):
    return _points(rankings, n, lambda rank: 1 / (c + rank), np.nan)


@rrf.mistake("these are the documents, those with most points first; return the points of documents 0 to n - 1.")
def order_returned_with_ties_as_they_come(rankings, n, c):
    return np.argsort(-_rrf(rankings, n, c))
