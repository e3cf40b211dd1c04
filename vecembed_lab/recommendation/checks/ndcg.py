"""The exercise `ndcg`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.recommendation import ranking


def _hits(ranked, relevant, k):
    return np.isin(np.asarray(ranked)[:k], relevant).astype(float)


def _discounts(n):
    return 1 / np.log2(np.arange(n) + 2)


def _gain(ranked, relevant, k):
    hits = _hits(ranked, relevant, k)
    return float(hits @ _discounts(len(hits)))


def _over(gain, n_ideal, relevant):
    """The gain divided by that of a list with `n_ideal` hits on top; NaN if nothing is relevant."""
    ideal = _discounts(n_ideal).sum()
    return gain / ideal if len(relevant) and ideal else 0.0 if len(relevant) else np.nan


def _ndcg(ranked, relevant, k):
    return ranking.ndcg(np.asarray(ranked), np.asarray(relevant), k)


ndcg = Exercise(
    "ndcg",
    _ndcg,
    hints=(
        "Add up what each hit among the first k is worth, and divide by what the best possible list would get.",
        "Place p counts 1 / log2(p + 1), p from 1: `1 / np.log2(np.arange(len(hits)) + 2)`.",
        "The best possible list has min(k, number of relevant items) hits, all on top. Without any the answer is NaN.",
    ),
    read="A list is judged from its top",
)


@ndcg.criterion("lists by hand", points=1)
def _(student, rng):
    same(student([5, 2, 9], [2], 3), 1 / np.log2(3), "One relevant item, in second place: 1 / log2(3)")
    same(student([5, 2, 9], [9, 5], 3), 1.5 / (1 + 1 / np.log2(3)), "Hits in places 1 and 3: (1 + 1/2) / (1 + .63)")
    same(student([5, 2, 9], [9, 5], 1), 1.0, "Of one place, one is right: no list could be better")
    same(student([5, 2, 9], [1, 7], 3), 0.0, "No hit")


@ndcg.criterion("any list, any number of relevant items, any k", points=2)
def _(student, rng):
    for n, n_relevant, k in ((40, 3, 10), (30, 25, 5), (60, 20, 20), (25, 8, 25)):
        ranked, relevant = rng.permutation(n), rng.permutation(n)[:n_relevant]
        why = f"{n} items ranked, {n_relevant} relevant, k = {k}"
        same(student(ranked, relevant, k), _ndcg(ranked, relevant, k), why)
    ranked = rng.permutation(50)
    why = "The relevant items stand on top, so the value is 1"
    same(student(ranked, rng.permutation(ranked[:4]), 10), 1.0, why)


@ndcg.criterion("short lists, and users with nothing to find", points=1)
def _(student, rng):
    ranked, relevant = rng.permutation(30)[:4], rng.permutation(30)[:9]
    relevant[0] = ranked[1]
    relevant = np.unique(relevant)
    why = f"The list has four items, k is 10, and {len(relevant)} are relevant: the best list has as many hits"
    same(student(ranked, relevant, 10), _ndcg(ranked, relevant, 10), why)
    same(student([6], [6], 3), 1.0, "The only item of the list is the only relevant one")
    same(student([6], [8], 3), 0.0, "One item in the list, and another one is relevant")
    same(student(np.zeros(0, int), relevant, 5), 0.0, "An empty list finds nothing of what there is")
    same(student(np.zeros(0, int), [8], 1), 0.0, "An empty list misses the only relevant item")
    same(student(ranked, np.zeros(0, int), 5), np.nan, "Nothing is relevant, so nothing can be said: NaN")
    same(student([], [], 3), np.nan, "Nothing is relevant, and the list is empty too: NaN")


@ndcg.mistake("the best possible list was given a hit for every relevant item; it has at most k places.")
def ideal_beyond_k(ranked, relevant, k):
    return _over(_gain(ranked, relevant, k), len(relevant), relevant)


@ndcg.mistake("the best possible list was given k hits, though fewer items are relevant: min(k, relevant).")
def ideal_of_k(ranked, relevant, k):
    return _over(_gain(ranked, relevant, k), k, relevant)


@ndcg.mistake("the best possible list was made of the hits found; what was missed then costs nothing.")
def ideal_of_the_found(ranked, relevant, k):
    return _over(_gain(ranked, relevant, k), int(_hits(ranked, relevant, k).sum()), relevant)


@ndcg.mistake("the gain was not divided by that of the best possible list.")
def not_normalised(ranked, relevant, k):
    return _gain(ranked, relevant, k) if len(relevant) else np.nan


@ndcg.mistake("the whole list was judged; only its first k places count.")
def whole_list(ranked, relevant, k):
    return _over(_gain(ranked, relevant, len(ranked)), min(k, len(relevant)), relevant)


@ndcg.mistake("all places count the same here: this is the share of relevant items found (recall).")
def recall(ranked, relevant, k):
    return _hits(ranked, relevant, k).sum() / len(relevant) if len(relevant) else np.nan


@ndcg.mistake("all places count the same here: this is the share of the k places that hit (precision).")
def precision(ranked, relevant, k):
    return _hits(ranked, relevant, k).sum() / k if len(relevant) else np.nan


@ndcg.mistake("only the first hit counts here: this is the reciprocal rank.")
def reciprocal_rank(ranked, relevant, k):
    hits = _hits(ranked, relevant, k)
    found = 1 / (hits.argmax() + 1) if hits.any() else 0.0
    return found if len(relevant) else np.nan


@ndcg.mistake("place p counts 1/p here; it counts 1 / log2(p + 1).")
def one_over_place(ranked, relevant, k):
    hits, n = _hits(ranked, relevant, k), min(k, len(relevant))
    ideal = (1 / np.arange(1, n + 1)).sum()
    return hits @ (1 / np.arange(1, len(hits) + 1)) / ideal if n else np.nan


@ndcg.mistake("the first place counts 1 / log2(3) here, as if the places began with 2; p begins with 1.")
def one_place_late(ranked, relevant, k):
    hits, n = _hits(ranked, relevant, k), min(k, len(relevant))
    worth = 1 / np.log2(np.arange(k + 1) + 3)
    return hits @ worth[: len(hits)] / worth[:n].sum() if n else np.nan


@ndcg.mistake("where nothing is relevant the answer is NaN: a 0 would count as a failure in a mean over users.")
def zero_for_nothing(ranked, relevant, k):
    return _ndcg(ranked, relevant, k) if len(relevant) else 0.0


@ndcg.mistake("where nothing is relevant the answer is NaN: a 1 would count as a success in a mean over users.")
def one_for_nothing(ranked, relevant, k):
    return _ndcg(ranked, relevant, k) if len(relevant) else 1.0


@ndcg.mistake("the best possible list was cut to the length of the list that came; a short list is its own fault.")
def ideal_of_the_length(ranked, relevant, k):
    return _over(_gain(ranked, relevant, k), min(k, len(relevant), len(ranked)), relevant)


@ndcg.mistake("the two lists were exchanged: relevant items were ranked, and the ranked ones taken for relevant.")
def exchanged(ranked, relevant, k):
    return _ndcg(relevant, ranked, k)


@ndcg.mistake("hits were multiplied by log2(p + 1), so that a late one counts more; divide.")
def multiplied(ranked, relevant, k):
    hits, n = _hits(ranked, relevant, k), min(k, len(relevant))
    return hits @ (1 / _discounts(len(hits))) / (1 / _discounts(n)).sum() if n else np.nan


@ndcg.mistake("place p counts 1 / (1 + log2(p)) here; it counts 1 / log2(p + 1).")
def one_plus_the_logarithm(ranked, relevant, k):
    hits, n = _hits(ranked, relevant, k), min(k, len(relevant))
    worth = 1 / (1 + np.log2(np.arange(1, k + 1)))
    return hits @ worth[: len(hits)] / worth[:n].sum() if n else np.nan


@ndcg.mistake("this is the average precision, another measure of lists.")
def average_precision(ranked, relevant, k):
    hits, n = _hits(ranked, relevant, k), min(k, len(relevant))
    return hits @ (np.cumsum(hits) / np.arange(1, len(hits) + 1)) / n if n else np.nan


@ndcg.mistake("misses were taken out before the places were counted; a hit counts by its place in the whole list.")
def without_misses(ranked, relevant, k):
    hits = int(_hits(ranked, relevant, k).sum())
    n = min(k, len(relevant))
    return _discounts(hits).sum() / _discounts(n).sum() if n else np.nan


@ndcg.mistake("place p counts 1 / log2(p) here, and the first two places alike; it counts 1 / log2(p + 1).")
def the_older_formula(ranked, relevant, k):
    hits, n = _hits(ranked, relevant, k), min(k, len(relevant))
    worth = 1 / np.log2(np.maximum(np.arange(1, k + 1), 2))
    return hits @ worth[: len(hits)] / worth[:n].sum() if n else np.nan


@ndcg.mistake("hits were counted, whatever their place, and divided by how many there could be.")
def share_of_possible_hits(ranked, relevant, k):
    return _hits(ranked, relevant, k).sum() / min(k, len(relevant)) if len(relevant) else np.nan


@ndcg.mistake("the relevant items were ranked, and the list taken for relevant; `ranked` has the order.")
def relevant_ranked(ranked, relevant, k):
    hits, n = np.isin(np.asarray(relevant)[:k], ranked), min(k, len(relevant))
    return hits @ _discounts(len(hits)) / _discounts(n).sum() if n else np.nan


@ndcg.mistake("without a hit the answer is 0, which is a number: NaN is for users with nothing to find.")
def nan_without_hits(ranked, relevant, k):
    return _ndcg(ranked, relevant, k) or np.nan


@ndcg.mistake("an empty list got 0 before it was asked whether anything is relevant; if nothing is, the answer is NaN.")
def zero_for_an_empty_list(ranked, relevant, k):
    return _ndcg(ranked, relevant, k) if len(ranked) else 0.0


@ndcg.mistake("an empty list finds nothing of what there is, which is 0: NaN is for users with nothing to find.")
def nan_for_an_empty_list(ranked, relevant, k):
    return _ndcg(ranked, relevant, k) if len(ranked) else np.nan


@ndcg.mistake("where nothing is relevant, None came; return NaN, which is a number.")
def none_for_nothing(ranked, relevant, k):
    return _ndcg(ranked, relevant, k) if len(relevant) else None


@ndcg.mistake("the whole list was judged, and what came out above 1 was cut off; only its first k places count.")
def whole_list_at_most_one(ranked, relevant, k):
    return np.minimum(1, whole_list(ranked, relevant, k))


@ndcg.mistake("the worth of a place falls by the same amount each time here; place p counts 1 / log2(p + 1).")
def falling_evenly(ranked, relevant, k):
    hits, n = _hits(ranked, relevant, k), min(k, len(relevant))
    worth = 1 - np.arange(k) / k
    return hits @ worth[: len(hits)] / worth[:n].sum() if n else np.nan


@ndcg.mistake("relevant items that are not in the list were forgotten; the best possible list has them on top.")
def ideal_of_the_listed(ranked, relevant, k):
    return _over(_gain(ranked, relevant, k), min(k, int(np.isin(relevant, ranked).sum())), relevant)
