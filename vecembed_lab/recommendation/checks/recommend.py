"""The exercise `recommend`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.recommendation import ranking


def _without(scores, seen, value=-np.inf):
    scores = np.array(scores, dtype=float)
    scores[np.asarray(seen, dtype=int)] = value
    return scores


def _best_first(scores):
    return np.argsort(-scores, kind="stable")


def _recommend(scores, seen, k):
    masked = ranking.mask_seen(scores, np.isin(np.arange(len(scores)), seen))
    best = ranking.top_k(masked[None], min(k, len(scores)))[0]
    return best[best >= 0]


recommend = Exercise(
    "recommend",
    _recommend,
    hints=(
        "What the user knows already must not be recommended, however large its score is.",
        "In a copy of the scores, set those of the seen items to minus infinity, then sort downwards.",
        "`np.argsort(-left)[:k]` may still hold seen items where fewer than k others are left: cut there.",
    ),
    read="A list is judged from its top",
)


@recommend.criterion("five items by hand", points=1)
def _(student, rng):
    scores = np.array([0.9, -0.5, 0.2, 0.7, -0.1])
    same(student(scores, [0], 2), [3, 2], "Item 0 is known; of the others 3 and 2 have the largest scores")
    same(
        student(scores, [0, 3, 2], 2),
        [4, 1],
        "What is left has scores below 0, and still no known item may come before it",
    )
    same(student(scores, [], 3), [0, 3, 2], "This user has seen nothing yet")


@recommend.criterion("any scores, any history, best first", points=2)
def _(student, rng):
    # On some processors `argpartition` sorts a few hundred numbers wholly, wherever it parts them; 950 it does not.
    for n, n_seen, k in ((30, 9, 5), (200, 40, 10), (17, 4, 1), (25, 6, 12), (1000, 50, 1)):
        scores, seen = rng.normal(size=n), rng.permutation(n)[:n_seen]
        seen[0] = scores.argmax()
        seen = np.unique(seen)
        same(student(scores, seen, k), _recommend(scores, seen, k), f"{n} items, {len(seen)} of them seen, k = {k}")
    for factor in (0.001, 2000):
        scores, seen = factor * rng.normal(size=12) - 3 * factor, np.array([2, 7])
        same(student(scores, seen, 4), _recommend(scores, seen, 4), "All scores are below 0, or nearly all")
    for seen, left in ((2, 0), (0, 2)):
        why = f"Item {seen} is known, and item {left} with the same score is not: a score does not say which item it is"
        same(student(np.array([0.5, 0.2, 0.5]), [seen], 2), [left, 1], why)


@recommend.criterion("where fewer than k are left, the list is shorter", points=1)
def _(student, rng):
    for n, n_seen, k in ((8, 5, 4), (6, 6, 3), (9, 2, 20)):
        scores, seen = rng.normal(size=n), np.sort(rng.permutation(n)[:n_seen])
        why = f"{n} items, {n_seen} of them seen: {n - n_seen} are left, and {k} were asked for"
        same(student(scores, seen, k), _recommend(scores, seen, k), why)
    scores = rng.normal(size=7)
    why = "Items 1 and 5 stand in the history twice: five others are left"
    same(student(scores, np.array([1, 5, 1, 5]), 6), _recommend(scores, [1, 5], 6), why)


@recommend.mistake("items that the user knows are in the list; leave them out.")
def seen_included(scores, seen, k):
    return _best_first(scores)[:k]


@recommend.mistake("the scores of seen items were set to 0, which still beats a score below 0; use minus infinity.")
def seen_zero(scores, seen, k):
    return _best_first(_without(scores, seen, 0))[: min(k, len(scores) - len(np.unique(seen)))]


@recommend.mistake("the scores of seen items were set to -1, which still beats lower ones; use minus infinity.")
def seen_minus_one(scores, seen, k):
    return _best_first(_without(scores, seen, -1))[: min(k, len(scores) - len(np.unique(seen)))]


@recommend.mistake("where fewer than k items are left, seen ones fill the list; return a shorter list.")
def filled_up(scores, seen, k):
    return _best_first(_without(scores, seen))[:k]


@recommend.mistake("the k best were taken first and the seen ones then left out, so the list is too short.")
def left_out_too_late(scores, seen, k):
    return [item for item in _best_first(scores)[:k] if item not in set(seen)]


@recommend.mistake("seen items were taken out with `np.delete`, so every item after one is numbered too low.")
def numbers_shifted(scores, seen, k):
    return _best_first(np.delete(scores, np.asarray(seen, dtype=int)))[:k]


@recommend.mistake("the worst come first: `argsort` sorts upwards.")
def worst_first(scores, seen, k):
    return _best_first(-_without(scores, seen, np.inf))[: min(k, len(scores) - len(np.unique(seen)))]


@recommend.mistake("the items are right, but in the order of their numbers; the best comes first.")
def by_number(scores, seen, k):
    return np.sort(_recommend(scores, seen, k))


@recommend.mistake("the items are right, but the best comes last.")
def best_last(scores, seen, k):
    return _recommend(scores, seen, k)[::-1]


@recommend.mistake("these are the scores; return the numbers of the items (`argsort`, not `sort`).")
def the_scores(scores, seen, k):
    return np.asarray(scores)[_recommend(scores, seen, k)]


@recommend.mistake("only items that were seen are in the list; it is the others that may be recommended.")
def only_seen(scores, seen, k):
    seen = np.asarray(seen, dtype=int)
    return seen[_best_first(np.asarray(scores)[seen])][:k]


@recommend.mistake("the size of the scores was ranked, without their sign: a score far below 0 is the worst.")
def by_size(scores, seen, k):
    return _best_first(_without(np.abs(scores), seen))[: min(k, len(scores) - len(np.unique(seen)))]


@recommend.mistake("the list has one item too few or too many: k are asked for.")
def one_too_many(scores, seen, k):
    return _recommend(scores, seen, k + 1)


@recommend.mistake("`len(seen)` counts an item twice that stands in the history twice; count the different ones.")
def repeats_counted(scores, seen, k):
    return _best_first(_without(scores, seen))[: min(k, len(scores) - len(seen))]


@recommend.mistake("where fewer than k items are left, something fills the list; return a shorter one.")
def padded(scores, seen, k):
    found = _recommend(scores, seen, k)
    return np.append(found, np.full(k - len(found), -1))


@recommend.mistake(
    "the scores of seen items were set to 0, which beats scores below 0, and fill the list where few are left."
)
def seen_zero_and_filled_up(scores, seen, k):
    return _best_first(_without(scores, seen, 0))[:k]


@recommend.mistake("the scores of seen items were set to the smallest one, which the worst item has too.")
def seen_as_the_worst(scores, seen, k):
    left = len(scores) - len(np.unique(seen))
    return _best_first(_without(scores, seen, np.min(scores)))[: min(k, left)]


@recommend.mistake("items with a score below 0 were left out; only seen ones are.")
def positive_only(scores, seen, k):
    return [item for item in _recommend(scores, seen, k) if scores[item] > 0]


@recommend.mistake(
    "items with the score of a seen one were left out as well; leave out the items whose numbers were seen."
)
def seen_by_their_scores(scores, seen, k):
    known = {scores[i] for i in seen}
    return [i for i in _best_first(scores) if scores[i] not in known][:k]


@recommend.mistake(
    "an item was found by its score, which a seen item can have as well; sort the items' numbers by score."
)
def first_with_the_score(scores, seen, k):
    return [list(scores).index(scores[i]) for i in _recommend(scores, seen, k)]


@recommend.mistake(
    "an item was found by its score, which a seen item can have as well; sort the items' numbers by score."
)
def last_with_the_score(scores, seen, k):
    item = {score: i for i, score in enumerate(scores)}
    return [item[scores[i]] for i in _recommend(scores, seen, k)]


@recommend.mistake("`np.array([])` holds floats, which are no numbers of items: write `np.array(seen, dtype=int)`.")
def floats_for_nothing_seen(scores, seen, k):
    return _recommend(scores, np.arange(len(scores))[np.array(seen)], k)


@recommend.mistake(
    "the scores of seen items were made the smallest, and fill the list where few are left; return fewer."
)
def filled_up_backwards(scores, seen, k):
    return np.argsort(_without(scores, seen, np.min(scores) - 1))[::-1][:k]
